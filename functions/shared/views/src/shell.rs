//! The page shell: the site's own page with marks that a function fills.

use maud::{Markup, html};

const TITLE: &str = "<!--title-->";
const QUERY: &str = "<!--query-->";
const SLOT: &str = "<!--slot-->";

/// Where the links to the other storefronts lead, up to their locale: a mark that is an address of its own, since it
/// stands where one has to.
const HERE: &str = "/cart?switch&amp;locale=";

/// What the frame around a page shows of it.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'p> {
    /// What is searched for, to stand in the header's field.
    pub query: &'p str,
    /// The address of the same page in the other storefronts, up to the locale.
    pub address: &'p str,
}

/// The whole page: the shell with its marks filled. `title` is plain text and is escaped here. The links to the other
/// storefronts lead to the cart there.
pub fn page(shell: &str, title: &str, body: &Markup) -> String {
    page_in(shell, title, Frame { query: "", address: "/cart?locale=" }, body)
}

/// The whole page in a frame that knows it, all texts plain and escaped here.
pub fn page_in(shell: &str, title: &str, frame: Frame<'_>, body: &Markup) -> String {
    let escaped = |text: &str| html! { (text) }.0;
    let shell = shell.replace(HERE, &escaped(frame.address));
    let (head, rest) = shell.split_once(TITLE).unwrap_or(("", &shell));
    // The bare shell of a shop whose site is not there has no field.
    let field = rest.split_once(QUERY);
    let (top, query, rest) = field.map_or(("", "", rest), |(top, rest)| (top, frame.query, rest));
    let (middle, tail) = rest.split_once(SLOT).unwrap_or((rest, ""));
    [head, &escaped(title), top, &escaped(query), middle, &body.0, tail].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELL: &str =
        "<title><!--title--> · Shop</title><input value=\"<!--query-->\"><main><!--slot--></main>";

    #[test]
    fn every_mark_is_filled() {
        let filled = page(SHELL, "Your cart", &html! { h1 { "Your cart" } });
        assert_eq!(
            filled,
            "<title>Your cart · Shop</title><input value=\"\"><main><h1>Your cart</h1></main>"
        );
        let searched = Frame { query: "mug", address: "/search?q=mug&locale=" };
        let filled = page_in(SHELL, "mug", searched, &html! { h1 { "mug" } });
        assert_eq!(filled, "<title>mug · Shop</title><input value=\"mug\"><main><h1>mug</h1></main>");
        let links = "<a href=\"/cart?switch&amp;locale=en\"><a href=\"/cart?switch&amp;locale=de\">";
        let linked = page_in(links, "", searched, &html! {});
        assert_eq!(
            linked,
            "<a href=\"/search?q=mug&amp;locale=en\"><a href=\"/search?q=mug&amp;locale=de\">"
        );
        assert_eq!(page(links, "", &html! {}).matches("\"/cart?locale=").count(), 2);
    }

    #[test]
    fn a_query_cannot_leave_its_attribute() {
        let filled = page_in(SHELL, "", Frame { query: "\"><script>", address: "" }, &html! {});
        assert!(filled.contains("<input value=\"&quot;&gt;&lt;script&gt;\">"), "{filled}");
    }

    #[test]
    fn a_title_cannot_leave_its_element() {
        let filled = page(SHELL, "</title><script>", &html! {});
        assert!(filled.starts_with("<title>&lt;/title&gt;&lt;script&gt; · Shop</title>"), "{filled}");
    }

    #[test]
    fn a_mark_typed_by_a_shopper_is_not_filled() {
        let filled = page_in(
            SHELL,
            "<!--slot-->",
            Frame { query: "<!--slot-->", address: "" },
            &html! { p { "<!--slot-->" } },
        );
        assert_eq!(filled.matches("&lt;!--slot--&gt;").count(), 3);
    }
}
