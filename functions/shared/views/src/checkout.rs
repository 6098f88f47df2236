//! The checkout: one page, one form, the full cost always beside it.
//!
//! The form's first button only asks for a fresh page, so that Enter in a field never orders anything. What
//! the shopper agrees to travels as the quote's fingerprint; no amount from the form counts.

use crate::Storefront;
use crate::fields::{self, AddressForm};
use crate::parts::{self, Tone, notice, was_now};
use domain::address::{AddressField, AddressFormat, FieldError};
use domain::ids::Country;
use domain::money::Money;
use domain::payments::PaymentMethod;
use domain::pricing::Quote;
use domain::shipping::{DeliveryKind, DeliveryOption};
use domain::tax::TaxMode;
use maud::{Markup, html};
use std::collections::BTreeMap;

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

/// The page's content.
pub fn page(page: &CheckoutPage<'_>) -> Markup {
    html! {
        header class="page-head" {
            p class="eyebrow" { a href="/cart" { "Back to the cart" } }
            h1 { "Checkout" }
            p class="lead" { "No account needed: we only ask for what the delivery takes." }
        }
        (notices(page))
        form class="split" method="post" action="/checkout/details" data-check data-once novalidate {
            div class="form" {
                (fields::error_summary(address_form(page)))
                fieldset class="step" {
                    legend { "Country and contact" }
                    (country(page))
                    (fields::single(address_form(page), AddressField::Email))
                }
                fieldset class="step" {
                    legend { "Delivery address" }
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
    AddressForm { format: page.format, typed: page.typed, errors: page.field_errors }
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
        @if let Some(currency) = page.notices.iter().find_map(moved) { (parts::currency_notice(currency)) }
        @for told in page.notices.iter().filter(|told| moved(told).is_none()) { (notice_of(told)) }
    }
}

fn notice_of(told: &CheckoutNotice<'_>) -> Markup {
    match told {
        CheckoutNotice::PriceChanged { shown, now } => notice(
            Tone::Warn,
            &html! {
                p {
                    "The total changed: "
                    @match shown { Some(shown) => (was_now(*shown, *now)), None => (now.shown()) }
                    ". Nothing was ordered yet. Please look at it and order again."
                }
            },
        ),
        CheckoutNotice::LinePriceChanged { title, shown, now } => notice(
            Tone::Warn,
            &html! { p { "The price of " strong { (title) } " changed: " (was_now(*shown, *now)) "." } },
        ),
        CheckoutNotice::OutOfStock { title, wanted, available } => notice(
            Tone::Error,
            &html! {
                p {
                    @if *available == 0 { strong { (title) } " has sold out in the meantime." }
                    @else {
                        "Only " (available) " of " strong { (title) }
                        (if *available == 1 { " is" } else { " are" }) " left, and your cart has " (wanted) "."
                    }
                    " Nothing was ordered. " a href="/cart" { "Change the cart" }
                }
            },
        ),
        CheckoutNotice::NoLongerSold { title } => notice(
            Tone::Error,
            &html! {
                p {
                    strong { (title) } " is no longer sold. Nothing was ordered. "
                    a href="/cart" { "Change the cart" }
                }
            },
        ),
        CheckoutNotice::Text(text) => notice(Tone::Error, &html! { p { (text) } }),
    }
}

fn country(page: &CheckoutPage<'_>) -> Markup {
    html! {
        div class="field" {
            label for="country" { "Country" }
            select id="country" name="country" autocomplete="country" data-reload {
                @for (country, name) in page.countries {
                    option value=(country) selected[country.as_str() == page.format.country] { (name) }
                }
            }
        }
        @if page.countries.len() > 1 {
            p class="field" {
                button type="submit" class="button quiet small" name="refresh" value="country"
                    formaction="/checkout/details" formnovalidate { "Update address form" }
            }
        }
    }
}

fn deliveries(page: &CheckoutPage<'_>) -> Markup {
    let chosen = page.quote.map(|quote| &quote.delivery.id);
    html! {
        fieldset class="step cards" {
            legend { "Delivery" }
            @for option in page.deliveries {
                label class="option" {
                    input type="radio" name="delivery" value=(option.id) required
                        checked[chosen == Some(&option.id)];
                    " " span class="option-name" { (option.name) }
                    " " span class="option-amount" { (parts::shipping_price(option.price)) }
                    " " span class="option-note" { (promise(page, option)) }
                }
            }
        }
    }
}

fn promise(page: &CheckoutPage<'_>, option: &DeliveryOption) -> String {
    match option.kind {
        DeliveryKind::Delivery => format!("Arrives in {}.", option.promise()),
        DeliveryKind::Pickup => {
            let place = &page.store.terms.shop.pickup_address;
            place.iter().cloned().chain([format!("{}.", option.promise())]).collect::<Vec<_>>().join(", ")
        }
    }
}

fn methods(page: &CheckoutPage<'_>) -> Markup {
    let days = page.store.terms.market.offline_hold_days;
    html! {
        fieldset class="step cards" {
            legend { "Payment" }
            @for method in page.methods {
                label class="option" {
                    input type="radio" name="method" value=(method.name()) required
                        checked[*method == page.method];
                    " " span class="option-name" { (method_name(*method)) }
                    " " span class="option-note" { (method_note(*method, days)) }
                }
            }
        }
    }
}

/// What a way to pay is called.
pub(crate) const fn method_name(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Card => "Card",
        PaymentMethod::BankDebit => "Bank debit (SEPA)",
        PaymentMethod::Paypal => "PayPal",
        PaymentMethod::BankTransfer => "Bank transfer",
        PaymentMethod::PayOnPickup => "Pay when you pick it up",
    }
}

fn method_note(method: PaymentMethod, days: u32) -> String {
    match method {
        PaymentMethod::Card => {
            "You pay on our payment provider's page, which opens next. We never see the card.".to_owned()
        }
        PaymentMethod::BankDebit => {
            "You give your IBAN on our payment provider's page. We send the order once your bank has honored the \
             debit, after a few working days."
                .to_owned()
        }
        PaymentMethod::Paypal => "You agree to the payment on PayPal's page, which opens next.".to_owned(),
        PaymentMethod::BankTransfer => {
            format!(
                "You get our account details next. We send the order once the money arrives, within {days} days."
            )
        }
        PaymentMethod::PayOnPickup => {
            format!("You pay at the counter. We keep the order for you for {days} days.")
        }
    }
}

fn summary(page: &CheckoutPage<'_>) -> Markup {
    html! {
        aside class="summary" aria-labelledby="summary-title" {
            h2 id="summary-title" { "Your order" }
            @if let Some(quote) = page.quote { (parts::summary_lines(quote)) (parts::totals(quote)) }
            @else {
                p { (page.quote_problem.unwrap_or("Choose a country to see what delivery costs.")) }
                p { a href="/cart" { "Change the cart" } }
            }
            p class="actions" {
                button type="submit" class="button quiet small" formaction="/checkout/details" formnovalidate {
                    "Update totals"
                }
            }
            @if let Some(quote) = page.quote { (binding_button(page, quote)) }
        }
    }
}

/// The button that orders, with the words EU Directive 2011/83 Art. 8 (2) asks for where prices hold the tax.
fn binding_button(page: &CheckoutPage<'_>, quote: &Quote) -> Markup {
    let label = match quote.tax_mode {
        TaxMode::Inclusive => "Order with obligation to pay",
        TaxMode::Exclusive => "Place order and pay",
    };
    html! {
        p class="fine-print" {
            "By ordering you accept our " a href=(page.store.link("terms/")) { "terms" }
            " and have read the " a href=(page.store.link("withdrawal/")) { "right of withdrawal" } "."
        }
        input type="hidden" name="agreed" value=(quote.fingerprint());
        button type="submit" class="button wide" formaction="/checkout/place" { (label) }
    }
}
