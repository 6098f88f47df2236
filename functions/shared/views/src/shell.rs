//! The page shell: the site's own page with two marks that a function fills.

use maud::{Markup, html};

const TITLE: &str = "<!--title-->";
const SLOT: &str = "<!--slot-->";

/// The whole page: the shell with its two marks filled. `title` is plain text and is escaped here.
pub fn page(shell: &str, title: &str, body: &Markup) -> String {
    let escaped = html! { (title) };
    let (head, rest) = shell.split_once(TITLE).unwrap_or(("", shell));
    let (middle, tail) = rest.split_once(SLOT).unwrap_or((rest, ""));
    [head, &escaped.0, middle, &body.0, tail].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELL: &str = "<title><!--title--> · Shop</title><main><!--slot--></main>";

    #[test]
    fn both_marks_are_filled() {
        let filled = page(SHELL, "Your cart", &html! { h1 { "Your cart" } });
        assert_eq!(filled, "<title>Your cart · Shop</title><main><h1>Your cart</h1></main>");
    }

    #[test]
    fn a_title_cannot_leave_its_element() {
        let filled = page(SHELL, "</title><script>", &html! {});
        assert!(filled.starts_with("<title>&lt;/title&gt;&lt;script&gt; · Shop</title>"), "{filled}");
    }

    #[test]
    fn a_mark_typed_by_a_shopper_is_not_filled() {
        let filled = page(SHELL, "<!--slot-->", &html! { p { "<!--slot-->" } });
        assert_eq!(filled.matches("&lt;!--slot--&gt;").count(), 2);
    }
}
