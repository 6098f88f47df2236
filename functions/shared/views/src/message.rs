//! A page that says one thing: not found, link expired, sorry.

use maud::{Markup, html};

/// What a message page says.
#[derive(Debug, Clone, Copy)]
pub struct MessagePage<'a> {
    /// A small line above the title, such as `404`; left out when empty.
    pub eyebrow: &'a str,
    /// What happened, as a sentence.
    pub title: &'a str,
    /// What to do now.
    pub lead: &'a str,
    /// Where to go: address and text, the most useful first.
    pub links: &'a [(&'a str, &'a str)],
}

/// The page's content.
pub fn page(page: &MessagePage<'_>) -> Markup {
    html! {
        section class="message" {
            @if !page.eyebrow.is_empty() { p class="eyebrow" { (page.eyebrow) } }
            h1 { (page.title) }
            p class="lead" { (page.lead) }
            @if !page.links.is_empty() {
                p class="actions" {
                    @for (position, (href, text)) in page.links.iter().enumerate() {
                        a class=(if position == 0 { "button" } else { "button quiet" }) href=(href) { (text) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_link_is_the_one_to_follow() {
        let links = [("/", "To the shop"), ("/contact/", "Write to us")];
        let shown = page(&MessagePage { eyebrow: "404", title: "Gone.", lead: "Sorry.", links: &links });
        assert_eq!(
            shown.0,
            concat!(
                r#"<section class="message"><p class="eyebrow">404</p><h1>Gone.</h1><p class="lead">Sorry.</p>"#,
                r#"<p class="actions"><a class="button" href="/">To the shop</a>"#,
                r#"<a class="button quiet" href="/contact/">Write to us</a></p></section>"#
            )
        );
    }

    #[test]
    fn markup_in_a_message_is_shown_as_text() {
        let page = page(&MessagePage { eyebrow: "", title: "<b>", lead: "<script>", links: &[] });
        assert!(!page.0.contains("<script>") && !page.0.contains("<b>"), "{}", page.0);
    }
}
