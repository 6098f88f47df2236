//! The cart on another device: the link to it, and what its opener is shown.

use crate::Storefront;
use crate::parts::{self, SummaryLine};
use crate::qr;
use crate::told::told;
use domain::cart::{Cart, CartLine};
use domain::catalog::Offers;
use domain::ids::LineId;
use domain::time::Timestamp;
use maud::{Markup, html};
use texts::{Texts, say};

/// A link to a cart. It opens what is in the cart, so it does not show itself.
#[derive(Clone)]
pub struct Link {
    /// Its whole address.
    pub address: String,
    /// From when on it opens nothing.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Link(hidden)")
    }
}

/// Everything that the opener of a link is shown.
#[derive(Clone, Copy)]
pub struct ArrivedPage<'a> {
    /// The opener's storefront.
    pub store: Storefront<'a>,
    /// The linked cart.
    pub cart: &'a Cart,
    /// The offers of its SKUs in the opener's storefront; a line without one is shown as it was.
    pub offers: &'a Offers,
    /// The link's sealed end.
    pub token: &'a str,
}

/// The way to another device: a link to the link, or the link itself.
pub fn elsewhere(texts: Texts, link: Option<&Link>) -> Markup {
    html! {
        @if let Some(link) = link { (shown(texts, link)) }
        @else { p class="elsewhere" { a href="/cart?link=1#elsewhere" { (say!(texts, "cart-link-offer")) } } }
    }
}

fn shown(texts: Texts, link: &Link) -> Markup {
    html! {
        section class="elsewhere" aria-labelledby="elsewhere" {
            div class="form" {
                h2 id="elsewhere" { (say!(texts, "cart-link-title")) }
                p { (told!(texts, "cart-link-lead", until = parts::time(texts, link.expires_at))) }
                div class="field" {
                    label for="cart-link" { (say!(texts, "cart-link-address")) }
                    input id="cart-link" type="text" readonly dir="ltr" value=(link.address);
                }
                button type="button" class="button quiet small" hidden data-copy="cart-link"
                    data-copied=(say!(texts, "cart-link-copied")) { (say!(texts, "cart-link-copy")) }
            }
            @if let Some(code) = qr::code(&link.address, &say!(texts, "cart-link-code")) { (code) }
        }
    }
}

/// What the opener's page is called.
pub fn title(store: &Storefront<'_>) -> String {
    say!(store.texts(), "cart-arrived-title")
}

/// What is in the linked cart, and the button that puts it into one's own.
pub fn page(page: &ArrivedPage<'_>) -> Markup {
    let texts = page.store.texts();
    let is_empty = page.cart.lines.is_empty();
    let lead = if is_empty { say!(texts, "cart-arrived-empty") } else { say!(texts, "cart-arrived-lead") };
    html! {
        header class="page-head" {
            h1 { (title(&page.store)) }
            p class="lead" { (lead) }
        }
        section class="arrived" {
            ul class="summary-lines" {
                @for (id, line) in &page.cart.lines { (line_of(page, id, line)) }
            }
            @if !is_empty {
                form method="post" action="/cart/merge" {
                    input type="hidden" name="cart" value=(page.token);
                    input type="hidden" name="locale" value=(page.store.locale);
                    button type="submit" class="button" { (say!(texts, "cart-arrived-put")) }
                }
            }
            p { a href="/cart" { (say!(texts, "cart-back")) } }
        }
    }
}

fn line_of(page: &ArrivedPage<'_>, id: &LineId, line: &CartLine) -> Markup {
    let texts = page.store.texts();
    let unit = page.offers.of_line(id, &line.properties);
    let title = unit.as_ref().map_or_else(|| line.title.clone(), |unit| unit.offer.full_title());
    let properties = unit.as_ref().map_or(&line.properties, |unit| &unit.properties);
    let amount = unit.as_ref().and_then(|unit| unit.unit_price.times(line.quantity.get()).ok());
    parts::summary_line(
        texts,
        SummaryLine {
            image: unit.as_ref().map(|unit| unit.offer.image.as_str()),
            title: &title,
            properties,
            quantity: line.quantity,
            amount,
        },
    )
}
