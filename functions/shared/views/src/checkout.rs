//! The checkout: one page, one form, the full cost always beside it.
//!
//! The form's first button only asks for a fresh page, so that Enter in a field never orders anything. What
//! the shopper agrees to travels as the quote's fingerprint; no amount from the form counts.

use crate::Storefront;
use crate::fields::{self, AddressForm};
use crate::parts::{self, Tone, isolated, notice, was_now};
use crate::told::told;
use domain::address::{AddressField, AddressFormat, FieldError};
use domain::ids::Country;
use domain::money::Money;
use domain::payments::PaymentMethod;
use domain::pricing::Quote;
use domain::shipping::{DeliveryKind, DeliveryOption};
use domain::tax::TaxMode;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::{Texts, say};

/// Everything the checkout shows. Holds what the shopper typed, so it has no debug output.
#[derive(Clone, Copy)]
pub struct CheckoutPage<'a> {
    /// The storefront.
    pub store: Storefront<'a>,
    /// What the cart costs; nothing when it cannot be delivered there.
    pub quote: Option<&'a Quote>,
    /// Why there is no quote, as a sentence.
    pub quote_problem: Option<&'a str>,
    /// How addresses are written in the chosen country.
    pub format: &'a AddressFormat,
    /// Where the market delivers, with names.
    pub countries: &'a [(Country, String)],
    /// What was typed so far.
    pub typed: &'a BTreeMap<AddressField, String>,
    /// What is wrong with it.
    pub field_errors: &'a BTreeMap<AddressField, FieldError>,
    /// How the order can be delivered.
    pub deliveries: &'a [DeliveryOption],
    /// How it can be paid.
    pub methods: &'a [PaymentMethod],
    /// How the shopper wants to pay.
    pub method: PaymentMethod,
    /// What changed or went wrong since the last page.
    pub notices: &'a [CheckoutNotice<'a>],
}

/// Something the shopper must know before ordering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckoutNotice<'a> {
    /// The total is not the one that was shown.
    PriceChanged {
        /// The total that was shown, if it is known.
        shown: Option<Money>,
        /// The total now.
        now: Money,
    },
    /// One thing costs another price than was shown.
    LinePriceChanged {
        /// Product and choice.
        title: &'a str,
        /// What one was shown to cost.
        shown: Money,
        /// What one costs now.
        now: Money,
    },
    /// Fewer are left than the cart holds.
    OutOfStock {
        /// Product and choice.
        title: &'a str,
        /// How many the cart holds.
        wanted: u32,
        /// How many are left.
        available: u64,
    },
    /// A product is gone.
    NoLongerSold {
        /// What it was called.
        title: &'a str,
    },
    /// Anything else, as a sentence.
    Text(&'a str),
}

/// What the page is called.
pub fn title(store: &Storefront<'_>) -> String {
    say!(store.texts(), "checkout-title")
}

/// The page's content.
pub fn page(page: &CheckoutPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        header class="page-head" {
            p class="eyebrow" { a href="/cart" { (say!(texts, "checkout-back")) } }
            h1 { (title(&page.store)) }
            p class="lead" { (say!(texts, "checkout-lead")) }
        }
        (notices(page))
        form class="split" method="post" action="/checkout/details" data-check data-once novalidate {
            div class="form" {
                (fields::error_summary(address_form(page)))
                fieldset class="step" {
                    legend { (say!(texts, "checkout-contact")) }
                    (country(page))
                    (fields::single(address_form(page), AddressField::Email))
                }
                fieldset class="step" {
                    legend { (say!(texts, "checkout-address")) }
                    (fields::address(address_form(page)))
                }
                @if !page.deliveries.is_empty() { (deliveries(page)) }
                @if !page.methods.is_empty() { (methods(page)) }
            }
            (summary(page))
        }
    }
}

fn address_form<'a>(page: &CheckoutPage<'a>) -> AddressForm<'a> {
    AddressForm {
        texts: page.store.texts(),
        format: page.format,
        typed: page.typed,
        errors: page.field_errors,
    }
}

/// What must be known first. One notice stands for all prices that are in another currency now.
fn notices(page: &CheckoutPage<'_>) -> Markup {
    let moved = |told: &CheckoutNotice<'_>| match told {
        CheckoutNotice::LinePriceChanged { shown, now, .. } => {
            (shown.currency != now.currency).then_some(now.currency)
        }
        CheckoutNotice::PriceChanged { .. }
        | CheckoutNotice::OutOfStock { .. }
        | CheckoutNotice::NoLongerSold { .. }
        | CheckoutNotice::Text(_) => None,
    };
    html! {
        @if let Some(currency) = page.notices.iter().find_map(moved) { (parts::currency_notice(page.store.texts(), currency)) }
        @for told in page.notices.iter().filter(|told| moved(told).is_none()) { (notice_of(page.store.texts(), told)) }
    }
}

fn notice_of(texts: Texts, told: &CheckoutNotice<'_>) -> Markup {
    let bold = |title: &str| html! { strong { (title) } };
    let change = html! { a href="/cart" { (say!(texts, "checkout-change-cart")) } };
    let (tone, sentence) = match told {
        CheckoutNotice::PriceChanged { shown, now } => {
            let prices =
                shown.map_or_else(|| html! { (texts.money(*now)) }, |shown| was_now(texts, shown, *now));
            (Tone::Warn, told!(texts, "checkout-total-changed", prices = prices))
        }
        CheckoutNotice::LinePriceChanged { title, shown, now } => {
            let prices = was_now(texts, *shown, *now);
            (Tone::Warn, told!(texts, "cart-price-changed", title = bold(title), prices = prices))
        }
        CheckoutNotice::OutOfStock { title, available: 0, .. } => {
            (Tone::Error, told!(texts, "checkout-sold-out", title = bold(title), change = change))
        }
        CheckoutNotice::OutOfStock { title, wanted, available } => (
            Tone::Error,
            told!(
                texts,
                "checkout-too-few",
                title = bold(title),
                available = *available,
                wanted = *wanted,
                change = change,
            ),
        ),
        CheckoutNotice::NoLongerSold { title } => {
            (Tone::Error, told!(texts, "checkout-gone", title = bold(title), change = change))
        }
        CheckoutNotice::Text(text) => (Tone::Error, html! { (text) }),
    };
    notice(tone, &html! { p { (sentence) } })
}

fn country(page: &CheckoutPage<'_>) -> Markup {
    html! {
        div class="field" {
            label for="country" { (say!(page.store.texts(), "checkout-country-label")) }
            select id="country" name="country" autocomplete="country" data-reload {
                @for (country, name) in page.countries {
                    option value=(country) selected[country.as_str() == page.format.country] { (name) }
                }
            }
        }
        @if page.countries.len() > 1 {
            p class="field" {
                button type="submit" class="button quiet small" name="refresh" value="country"
                    formaction="/checkout/details" formnovalidate {
                        (say!(page.store.texts(), "checkout-country-update"))
                    }
            }
        }
    }
}

fn deliveries(page: &CheckoutPage<'_>) -> Markup {
    let chosen = page.quote.map(|quote| &quote.delivery.id);
    let texts = page.store.texts();
    html! {
        fieldset class="step cards" {
            legend { (say!(texts, "checkout-delivery")) }
            @for option in page.deliveries {
                label class="option" {
                    input type="radio" name="delivery" value=(option.id) required
                        checked[chosen == Some(&option.id)];
                    " " span class="option-name" { (isolated(texts, &option.name)) }
                    " " span class="option-amount" { (parts::shipping_price(texts, option.price)) }
                    " " span class="option-note" { (promise(page, option)) }
                }
            }
        }
    }
}

fn promise(page: &CheckoutPage<'_>, option: &DeliveryOption) -> String {
    let texts = page.store.texts();
    match option.kind {
        DeliveryKind::Delivery => say!(texts, "checkout-arrives", days = texts.within(option.days())),
        DeliveryKind::Pickup => {
            let place = page.store.terms.shop.pickup_address.join(", ");
            say!(
                texts,
                "checkout-pickup-at",
                place = place,
                promise = texts.delivery(option.kind, option.days())
            )
        }
    }
}

fn methods(page: &CheckoutPage<'_>) -> Markup {
    let days = page.store.terms.market.offline_hold_days;
    let texts = page.store.texts();
    html! {
        fieldset class="step cards" {
            legend { (say!(texts, "checkout-payment")) }
            @for method in page.methods {
                label class="option" {
                    input type="radio" name="method" value=(method.name()) required
                        checked[*method == page.method];
                    " " span class="option-name" { (method_name(texts, *method)) }
                    " " span class="option-note" { (method_note(texts, *method, days)) }
                }
            }
        }
    }
}

/// What a way to pay is called.
pub(crate) fn method_name(texts: Texts, method: PaymentMethod) -> String {
    match method {
        PaymentMethod::Card => say!(texts, "checkout-card"),
        PaymentMethod::BankDebit => say!(texts, "checkout-bank-debit"),
        PaymentMethod::Paypal => say!(texts, "checkout-paypal"),
        PaymentMethod::BankTransfer => say!(texts, "checkout-bank-transfer"),
        PaymentMethod::PayOnPickup => say!(texts, "checkout-pay-on-pickup"),
    }
}

fn method_note(texts: Texts, method: PaymentMethod, days: u32) -> String {
    match method {
        PaymentMethod::Card => say!(texts, "checkout-card-note"),
        PaymentMethod::BankDebit => say!(texts, "checkout-bank-debit-note"),
        PaymentMethod::Paypal => say!(texts, "checkout-paypal-note"),
        PaymentMethod::BankTransfer => say!(texts, "checkout-bank-transfer-note", days = days),
        PaymentMethod::PayOnPickup => say!(texts, "checkout-pay-on-pickup-note", days = days),
    }
}

fn summary(page: &CheckoutPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        aside class="summary" aria-labelledby="summary-title" {
            h2 id="summary-title" { (say!(texts, "checkout-order")) }
            @if let Some(quote) = page.quote { (parts::summary_lines(texts, quote)) (parts::totals(texts, quote)) }
            @else {
                p { @if let Some(problem) = page.quote_problem { (problem) } @else { (say!(texts, "checkout-no-quote")) } }
                p { a href="/cart" { (say!(texts, "checkout-change-cart")) } }
            }
            p class="actions" {
                button type="submit" class="button quiet small" formaction="/checkout/details" formnovalidate {
                    (say!(texts, "checkout-update-totals"))
                }
            }
            @if let Some(quote) = page.quote { (binding_button(page, quote)) }
        }
    }
}

/// The button that orders, with the words that EU Directive 2011/83 Art. 8 (2) and, in German, § 312j Abs. 3 BGB ask
/// for where prices hold the tax.
fn binding_button(page: &CheckoutPage<'_>, quote: &Quote) -> Markup {
    let texts = page.store.texts();
    let label = match quote.tax_mode {
        TaxMode::Inclusive => say!(texts, "checkout-place-included"),
        TaxMode::Exclusive => say!(texts, "checkout-place-added"),
    };
    let terms = html! { a href=(page.store.link("terms/")) { (say!(texts, "checkout-accept-terms")) } };
    let withdrawal =
        html! { a href=(page.store.link("withdrawal/")) { (say!(texts, "checkout-accept-withdrawal")) } };
    html! {
        p class="fine-print" { (told!(texts, "checkout-accept", terms = terms, withdrawal = withdrawal)) }
        input type="hidden" name="agreed" value=(quote.fingerprint());
        button type="submit" class="button wide" formaction="/checkout/place" { (label) }
    }
}
