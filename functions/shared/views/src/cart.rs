//! The cart: its page, and the same section alone for the drawer.

use crate::Storefront;
use crate::parts::{self, Tone, notice, picture, was_now};
use domain::cart::{Cart, CartChange, CartLine, CartStatus};
use domain::catalog::{Offer, Offers};
use domain::ids::{OrderId, Sku};
use domain::inventory::{Stock, StockBand};
use domain::limits::LINE_QUANTITY_MAX;
use domain::money::{Currency, Money, MoneyError};
use domain::tax::TaxMode;
use maud::{Markup, html};
use std::collections::BTreeMap;

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
    pub removed: Option<Removed<'a>>,
    /// Why something could not be done, as a sentence.
    pub problem: Option<&'a str>,
    /// The least that shipping costs, if that is known.
    pub shipping_from: Option<Money>,
}

/// A line that was taken out of the cart.
#[derive(Debug, Clone, Copy)]
pub struct Removed<'a> {
    /// Its SKU.
    pub sku: &'a Sku,
    /// Product and choice.
    pub title: &'a str,
    /// How many there were.
    pub quantity: u32,
}

/// The cart's page: its head and its section.
pub fn page(page: &CartPage<'_>) -> Markup {
    html! {
        header class="page-head" { h1 { "Your cart" } }
        (fragment(page))
    }
}

/// The cart's section alone, as the drawer and the scripts exchange it.
pub fn fragment(page: &CartPage<'_>) -> Markup {
    html! {
        section class="cart" data-cart aria-label="Cart" {
            (notices(page))
            @if let CartStatus::Closed(order) = &page.cart.status { (ordered(order)) }
            @else if page.cart.lines.is_empty() { (empty(&page.store)) }
            @else {
                div class="split" {
                    ul class="lines" {
                        @for (sku, line) in &page.cart.lines {
                            @match page.offers.by_sku.get(sku) {
                                Some(offer) => (line_of(page, offer, line)),
                                None => (gone(sku, line)),
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
    html! {
        div class="empty" {
            p { "Your cart is empty." }
            p class="actions" { a class="button quiet" href=(store.link("")) { "Look around" } }
        }
    }
}

fn ordered(order: &OrderId) -> Markup {
    html! {
        div class="empty" {
            p { "You have ordered what was in this cart." }
            p class="actions" { a class="button quiet" href={ "/order/" (order) } { "See the order" } }
        }
    }
}

fn notices(page: &CartPage<'_>) -> Markup {
    let prices = page.changes.iter().filter(|change| !change.blocks()).count();
    let currency = page.changes.iter().find_map(other_currency);
    let one_for_all = prices > PRICE_NOTICES_MAX || currency.is_some();
    html! {
        @if let Some(problem) = page.problem { (notice(Tone::Error, &html! { p { (problem) } })) }
        @if let Some(removed) = &page.removed { (undo(&page.store, removed)) }
        @if let Some(currency) = currency { (parts::currency_notice(currency)) }
        @else if one_for_all {
            (notice(Tone::Warn, &html! {
                p { (prices) " prices changed since you last looked. Each line shows the old and the new one." }
            }))
        }
        @for change in page.changes.iter().filter(|change| change.blocks() || !one_for_all) {
            (notice(Tone::Warn, &html! { p { (told(change)) } }))
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

fn told(change: &CartChange) -> Markup {
    html! {
        @match change {
            CartChange::NoLongerSold { title, .. } => {
                strong { (title) } " is no longer sold. Remove it to check out."
            }
            CartChange::Price { title, shown, now, .. } => {
                "The price of " strong { (title) } " changed: " (was_now(*shown, *now)) "."
            }
            CartChange::Stock { title, available: 0, .. } => {
                strong { (title) } " is sold out. Remove it to check out."
            }
            CartChange::Stock { title, wanted, available, .. } => {
                "Only " (available) " of " strong { (title) } (if *available == 1 { " is" } else { " are" })
                " left, and your cart has " (wanted.get()) ". Lower the quantity to check out."
            }
        }
    }
}

fn undo(store: &Storefront<'_>, removed: &Removed<'_>) -> Markup {
    notice(
        Tone::Info,
        &html! {
            p { "Removed " strong { (removed.title) } "." }
            form method="post" action="/cart/add" {
                input type="hidden" name="sku" value=(removed.sku);
                input type="hidden" name="quantity" value=(removed.quantity);
                input type="hidden" name="locale" value=(store.locale);
                button type="submit" class="link" {
                    "Undo" span class="visually-hidden" { " removing " (removed.title) }
                }
            }
        },
    )
}

fn line_of(page: &CartPage<'_>, offer: &Offer, line: &CartLine) -> Markup {
    let href = page.store.link(&format!("products/{}/", offer.slug));
    let amount = offer.unit_price.times(line.quantity.get());
    html! {
        li class="line" {
            a class="line-picture" href=(href) tabindex="-1" aria-hidden="true" { (picture(&offer.image, 160)) }
            div class="line-what" {
                h2 { a href=(href) { (offer.title) } }
                @if !offer.label.is_empty() { p class="muted" { (offer.label) } }
                p class="muted" { (price_each(page, offer)) " each" }
                (stock_note(page, offer, line))
            }
            @if let Ok(amount) = amount { p class="line-total" { (amount.shown()) } }
            div class="line-change" {
                (quantity_form(offer, line))
                (remove_form(&offer.sku, &offer.full_title()))
            }
        }
    }
}

fn price_each(page: &CartPage<'_>, offer: &Offer) -> Markup {
    let before = page.changes.iter().find_map(|change| match change {
        CartChange::Price { sku, shown, .. } if *sku == offer.sku => Some(*shown),
        CartChange::Price { .. } | CartChange::NoLongerSold { .. } | CartChange::Stock { .. } => None,
    });
    html! {
        @if let Some(shown) = before { (was_now(shown, offer.unit_price)) } @else { (offer.unit_price.shown()) }
    }
}

fn stock_note(page: &CartPage<'_>, offer: &Offer, line: &CartLine) -> Markup {
    let stock = page.stock.get(&offer.sku).copied().unwrap_or_default();
    let enough = stock.available >= u64::from(line.quantity.get());
    html! {
        @match (stock.band(), enough) {
            (StockBand::Out, _) => { p class="line-note error" { "Sold out." } }
            (StockBand::In | StockBand::Low, false) => {
                p class="line-note error" { "Only " (stock.available) " left." }
            }
            (StockBand::Low, true) => { p class="line-note warn" { "Only " (stock.available) " left." } }
            (StockBand::In, true) => {}
        }
    }
}

fn quantity_form(offer: &Offer, line: &CartLine) -> Markup {
    let (id, title) = (format!("q-{}", offer.sku), offer.full_title());
    html! {
        form class="quantity" method="post" action="/cart/set" {
            input type="hidden" name="sku" value=(offer.sku);
            label class="visually-hidden" for=(id) { "Quantity of " (title) }
            input id=(id) name="quantity" type="number" inputmode="numeric" min="0" max=(LINE_QUANTITY_MAX)
                value=(line.quantity.get()) required;
            button type="submit" class="button quiet small" {
                "Update" span class="visually-hidden" { " quantity of " (title) }
            }
        }
    }
}

fn remove_form(sku: &Sku, title: &str) -> Markup {
    html! {
        form method="post" action="/cart/remove" {
            input type="hidden" name="sku" value=(sku);
            button type="submit" class="link" { "Remove" span class="visually-hidden" { " " (title) } }
        }
    }
}

fn gone(sku: &Sku, line: &CartLine) -> Markup {
    html! {
        li class="line gone" {
            span class="line-picture" {}
            div class="line-what" {
                h2 { (line.title) }
                p class="line-note error" { "No longer sold." }
            }
            div class="line-change" { (remove_form(sku, &line.title)) }
        }
    }
}

fn summary(page: &CartPage<'_>) -> Markup {
    let blocked = page.changes.iter().any(CartChange::blocks);
    let note = match page.store.terms.market.tax_mode {
        TaxMode::Inclusive => "incl. VAT. Shipping is worked out at checkout.",
        TaxMode::Exclusive => "Shipping and sales tax, where due, are worked out at checkout.",
    };
    html! {
        aside class="summary" aria-label="Totals" {
            @if let Ok(subtotal) = subtotal(page) { (totals(subtotal, page.shipping_from)) }
            p class="fine-print" { (note) }
            @if blocked {
                p class="actions" { span class="line-note error" { "Please change the marked lines first." } }
            }
            @else { p class="actions" { a class="button wide" href="/checkout" { "Checkout" } } }
        }
    }
}

fn totals(subtotal: Money, shipping_from: Option<Money>) -> Markup {
    let with_shipping = shipping_from.and_then(|price| Some((price, subtotal.plus(price).ok()?)));
    html! {
        dl class="totals" {
            div { dt { "Subtotal" } dd { (subtotal.shown()) } }
            @if let Some((price, total)) = with_shipping {
                div {
                    dt { "Shipping" }
                    dd { @if price.amount_minor > 0 { "from " } (parts::shipping_price(price)) }
                }
                div class="grand" { dt { "Estimated total" } dd { (total.shown()) } }
            } @else {
                div { dt { "Shipping" } dd { "at checkout" } }
                div class="grand" { dt { "Total before shipping" } dd { (subtotal.shown()) } }
            }
        }
    }
}

fn subtotal(page: &CartPage<'_>) -> Result<Money, MoneyError> {
    let mut sum = Money::zero(page.store.terms.market.currency);
    for (sku, line) in &page.cart.lines {
        if let Some(offer) = page.offers.by_sku.get(sku) {
            sum = sum.plus(offer.unit_price.times(line.quantity.get())?)?;
        }
    }
    Ok(sum)
}
