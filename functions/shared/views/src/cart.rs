//! The cart: its page, and the same section alone for the drawer.

use crate::Storefront;
use crate::cart_link::{self, Link};
use crate::parts::{self, Tone, isolated, notice, picture, was_now};
use crate::told::told;
use domain::cart::{Cart, CartChange, CartLine, CartStatus};
use domain::catalog::{Offer, Offers};
use domain::configure::{Configured, LineProperty};
use domain::ids::{LineId, OrderId, Sku};
use domain::inventory::{Stock, StockBand};
use domain::limits::LINE_QUANTITY_MAX;
use domain::money::{Currency, Money, MoneyError};
use domain::tax::TaxMode;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::{Texts, say};

/// From this many changed prices on, one notice stands for all of them.
const PRICE_NOTICES_MAX: usize = 3;

/// Everything the cart shows.
#[derive(Debug, Clone, Copy)]
pub struct CartPage<'a> {
    /// The storefront.
    pub store: Storefront<'a>,
    /// The cart.
    pub cart: &'a Cart,
    /// The offers of its SKUs; a line without one is no longer sold.
    pub offers: &'a Offers,
    /// The stock of its SKUs.
    pub stock: &'a BTreeMap<Sku, Stock>,
    /// What is different from what was last shown.
    pub changes: &'a [CartChange],
    /// The line that was just taken out, to be put back.
    pub removed: Option<&'a Removed>,
    /// Why something could not be done, as a sentence.
    pub problem: Option<&'a str>,
    /// The least that shipping costs, if that is known.
    pub shipping_from: Option<Money>,
    /// The link to this cart, once it was asked for.
    pub link: Option<&'a Link>,
}

/// A line that was taken out of the cart.
#[derive(Debug, Clone)]
pub struct Removed {
    /// Its SKU.
    pub sku: Sku,
    /// Product, choice and what was written on it.
    pub title: String,
    /// What was written on it.
    pub properties: Vec<LineProperty>,
    /// How many there were.
    pub quantity: u32,
}

/// What the page is called.
pub fn title(store: &Storefront<'_>) -> String {
    say!(store.texts(), "cart-name")
}

/// The cart's page: its head, its section, and the way to another device.
pub fn page(page: &CartPage<'_>) -> Markup {
    html! {
        header class="page-head" { h1 { (say!(page.store.texts(), "cart-title")) } }
        (fragment(page))
        @if page.cart.status == CartStatus::Open && !page.cart.lines.is_empty() {
            (cart_link::elsewhere(page.store.texts(), page.link))
        }
    }
}

/// The cart's section alone, as the drawer and the scripts exchange it.
pub fn fragment(page: &CartPage<'_>) -> Markup {
    html! {
        section class="cart" data-cart aria-label=(title(&page.store)) {
            (notices(page))
            @if let CartStatus::Closed(order) = &page.cart.status { (ordered(page.store.texts(), order)) }
            @else if page.cart.lines.is_empty() { (empty(&page.store)) }
            @else {
                div class="split" {
                    ul class="lines" {
                        @for (id, line) in &page.cart.lines {
                            @match page.offers.of_line(id, &line.properties) {
                                Some(unit) => (line_of(page, id, &unit, line)),
                                None => (gone(page.store.texts(), id, line)),
                            }
                        }
                    }
                    (summary(page))
                }
            }
        }
    }
}

fn empty(store: &Storefront<'_>) -> Markup {
    let texts = store.texts();
    html! {
        div class="empty" {
            p { (say!(texts, "cart-empty")) }
            p class="actions" {
                a class="button quiet" href=(store.link("")) { (say!(texts, "cart-look-around")) }
            }
        }
    }
}

fn ordered(texts: Texts, order: &OrderId) -> Markup {
    html! {
        div class="empty" {
            p { (say!(texts, "cart-ordered")) }
            p class="actions" {
                a class="button quiet" href={ "/order/" (order) } { (say!(texts, "cart-see-order")) }
            }
        }
    }
}

fn notices(page: &CartPage<'_>) -> Markup {
    let prices = page.changes.iter().filter(|change| !change.blocks()).count();
    let currency = page.changes.iter().find_map(other_currency);
    let texts = page.store.texts();
    let one_for_all = prices > PRICE_NOTICES_MAX || currency.is_some();
    html! {
        @if let Some(problem) = page.problem { (notice(Tone::Error, &html! { p { (problem) } })) }
        @if let Some(removed) = page.removed { (undo(&page.store, removed)) }
        @if let Some(currency) = currency { (parts::currency_notice(texts, currency)) }
        @else if one_for_all {
            (notice(Tone::Warn, &html! {
                p { (say!(texts, "cart-prices-changed", count = prices)) }
            }))
        }
        @for change in page.changes.iter().filter(|change| change.blocks() || !one_for_all) {
            (notice(Tone::Warn, &html! { p { (change_of(texts, change)) } }))
        }
    }
}

/// The currency of a line that was shown in another one: the shopper went to another country's storefront.
fn other_currency(change: &CartChange) -> Option<Currency> {
    match change {
        CartChange::Price { shown, now, .. } => (shown.currency != now.currency).then_some(now.currency),
        CartChange::NoLongerSold { .. } | CartChange::Stock { .. } => None,
    }
}

fn change_of(texts: Texts, change: &CartChange) -> Markup {
    let bold = |title: &str| html! { strong { (title) } };
    match change {
        CartChange::NoLongerSold { title, .. } => told!(texts, "cart-gone", title = bold(title)),
        CartChange::Price { title, shown, now, .. } => {
            let prices = was_now(texts, *shown, *now);
            told!(texts, "cart-price-changed", title = bold(title), prices = prices)
        }
        CartChange::Stock { title, available: 0, .. } => told!(texts, "cart-sold-out", title = bold(title)),
        CartChange::Stock { title, wanted, available, .. } => {
            told!(texts, "cart-too-few", title = bold(title), available = *available, wanted = *wanted)
        }
    }
}

fn undo(store: &Storefront<'_>, removed: &Removed) -> Markup {
    let texts = store.texts();
    notice(
        Tone::Info,
        &html! {
            p { (told!(texts, "cart-removed", title = html! { strong { (removed.title) } })) }
            form method="post" action="/cart/add" {
                input type="hidden" name="sku" value=(removed.sku);
                input type="hidden" name="quantity" value=(removed.quantity);
                input type="hidden" name="locale" value=(store.locale);
                @for property in &removed.properties {
                    input type="hidden" name={ "properties[" (property.id) "]" } value=(property.text.as_str());
                }
                button type="submit" class="link" {
                    (say!(texts, "cart-undo"))
                    span class="visually-hidden" { " " (say!(texts, "cart-undo-what", title = &removed.title)) }
                }
            }
        },
    )
}

fn line_of(page: &CartPage<'_>, id: &LineId, unit: &Configured<'_>, line: &CartLine) -> Markup {
    let offer = unit.offer;
    let href = page.store.link(&format!("products/{}/?variant={}", offer.slug, offer.sku));
    let amount = unit.unit_price.times(line.quantity.get());
    let texts = page.store.texts();
    html! {
        li class="line" {
            a class="line-picture" href=(href) tabindex="-1" aria-hidden="true" { (picture(&offer.image, 160)) }
            div class="line-what" {
                h2 { a href=(href) { (isolated(texts, &offer.title)) } }
                @if !offer.label.is_empty() { p class="muted" { (isolated(texts, &offer.label)) } }
                (parts::properties(texts, &unit.properties))
                p class="muted" { (told!(texts, "cart-each", price = price_each(page, id, unit))) }
                (stock_note(page, offer))
            }
            @if let Ok(amount) = amount { p class="line-total" { (texts.money(amount)) } }
            div class="line-change" {
                (quantity_form(texts, id, &unit.full_title(), line))
                (remove_form(texts, id, &unit.full_title()))
            }
        }
    }
}

fn price_each(page: &CartPage<'_>, id: &LineId, unit: &Configured<'_>) -> Markup {
    let before = page.changes.iter().find_map(|change| match change {
        CartChange::Price { line, shown, .. } if line == id => Some(*shown),
        CartChange::Price { .. } | CartChange::NoLongerSold { .. } | CartChange::Stock { .. } => None,
    });
    let texts = page.store.texts();
    before.map_or_else(
        || html! { (texts.money(unit.unit_price)) },
        |shown| was_now(texts, shown, unit.unit_price),
    )
}

fn stock_note(page: &CartPage<'_>, offer: &Offer) -> Markup {
    let stock = page.stock.get(&offer.sku).copied().unwrap_or_default();
    let wanted = page.cart.quantities().get(&offer.sku).copied().unwrap_or(0);
    let enough = stock.available >= u64::from(wanted);
    let texts = page.store.texts();
    let left = say!(texts, "cart-line-left", count = stock.available);
    html! {
        @match (stock.band(), enough) {
            (StockBand::Out, _) => { p class="line-note error" { (say!(texts, "cart-line-sold-out")) } }
            (StockBand::In | StockBand::Low, false) => { p class="line-note error" { (left) } }
            (StockBand::Low, true) => { p class="line-note warn" { (left) } }
            (StockBand::In, true) => {}
        }
    }
}

fn quantity_form(texts: Texts, line_id: &LineId, title: &str, line: &CartLine) -> Markup {
    let id = format!("q-{line_id}");
    html! {
        form class="quantity" method="post" action="/cart/set" {
            input type="hidden" name="line" value=(line_id);
            label class="visually-hidden" for=(id) { (say!(texts, "cart-quantity-of", title = title)) }
            input id=(id) name="quantity" type="number" inputmode="numeric" min="0" max=(LINE_QUANTITY_MAX)
                value=(line.quantity.get()) required;
            button type="submit" class="button quiet small" {
                (say!(texts, "cart-update"))
                span class="visually-hidden" { " " (say!(texts, "cart-update-what", title = title)) }
            }
        }
    }
}

fn remove_form(texts: Texts, id: &LineId, title: &str) -> Markup {
    html! {
        form method="post" action="/cart/remove" {
            input type="hidden" name="line" value=(id);
            button type="submit" class="link" {
                (say!(texts, "cart-remove")) span class="visually-hidden" { " " (title) }
            }
        }
    }
}

fn gone(texts: Texts, id: &LineId, line: &CartLine) -> Markup {
    html! {
        li class="line gone" {
            span class="line-picture" {}
            div class="line-what" {
                h2 { (line.title) }
                (parts::properties(texts, &line.properties))
                p class="line-note error" { (say!(texts, "cart-line-gone")) }
            }
            div class="line-change" { (remove_form(texts, id, &line.full_title())) }
        }
    }
}

fn summary(page: &CartPage<'_>) -> Markup {
    let blocked = page.changes.iter().any(CartChange::blocks);
    let texts = page.store.texts();
    let note = match page.store.terms.market.tax_mode {
        TaxMode::Inclusive => say!(texts, "cart-note-included"),
        TaxMode::Exclusive => say!(texts, "cart-note-added"),
    };
    html! {
        aside class="summary" aria-label=(say!(texts, "cart-totals")) {
            @if let Ok(subtotal) = subtotal(page) { (totals(texts, subtotal, page.shipping_from)) }
            p class="fine-print" { (note) }
            @if blocked {
                p class="actions" { span class="line-note error" { (say!(texts, "cart-blocked")) } }
            }
            @else {
                p class="actions" { a class="button wide" href="/checkout" { (say!(texts, "cart-checkout")) } }
            }
        }
    }
}

fn totals(texts: Texts, subtotal: Money, shipping_from: Option<Money>) -> Markup {
    let with_shipping = shipping_from.and_then(|price| Some((price, subtotal.plus(price).ok()?)));
    html! {
        dl class="totals" {
            div { dt { (say!(texts, "order-subtotal")) } dd { (texts.money(subtotal)) } }
            @if let Some((price, total)) = with_shipping {
                div {
                    dt { (say!(texts, "order-shipping")) }
                    dd {
                        @if price.amount_minor > 0 { (say!(texts, "cart-from", price = price)) }
                        @else { (parts::shipping_price(texts, price)) }
                    }
                }
                div class="grand" { dt { (say!(texts, "cart-estimated-total")) } dd { (texts.money(total)) } }
            } @else {
                div { dt { (say!(texts, "order-shipping")) } dd { (say!(texts, "cart-shipping-later")) } }
                div class="grand" {
                    dt { (say!(texts, "cart-total-before-shipping")) }
                    dd { (texts.money(subtotal)) }
                }
            }
        }
    }
}

fn subtotal(page: &CartPage<'_>) -> Result<Money, MoneyError> {
    let mut sum = Money::zero(page.store.terms.market.currency);
    for (id, line) in &page.cart.lines {
        if let Some(unit) = page.offers.of_line(id, &line.properties) {
            sum = sum.plus(unit.unit_price.times(line.quantity.get())?)?;
        }
    }
    Ok(sum)
}
