//! Every page in every state that matters: sound HTML, nothing typed becomes markup, and the right words.
//! The pages are also written to `target/tmp/views/`, to be looked at and validated.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod languages;
mod samples;
mod shop;

use domain::orders::{CancelReason, Order};
use domain::payments::{PaymentMethod, PaymentStatus};
use domain::tax::TaxMode;
use samples::{BOTH, Checkout, NOTHING, Shown, canceled_for, checkout, confirm, order};
use std::collections::BTreeSet;

/// The values of an attribute, wherever it stands.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str())
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(value, _)| value)
        .collect()
}

fn sample(name: &str) -> String {
    samples::all().into_iter().find(|(other, _)| *other == name).unwrap().1
}

#[track_caller]
fn says(html: &str, text: &str) {
    assert!(html.contains(text), "`{text}` is not in:\n{html}");
}

#[track_caller]
fn never_says(html: &str, text: &str) {
    assert!(!html.contains(text), "`{text}` is in:\n{html}");
}

#[test]
fn every_page_is_sound() {
    let of_language = |language| samples::all_in(language).into_iter().map(move |page| (language, page));
    for (language, (name, html)) in samples::ALL_LANGUAGES.into_iter().flat_map(of_language) {
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("views").join(language.tag());
        std::fs::create_dir_all(&folder).unwrap();
        let ids = values(&html, "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{name}: an id is used twice");
        assert_eq!(html.matches("<h1>").count(), 1, "{name}");
        for referenced in values(&html, "for") {
            assert!(distinct.contains(referenced), "{name}: no field for the label {referenced}");
        }
        for referenced in values(&html, "aria-describedby").iter().flat_map(|ids| ids.split(' ')) {
            assert!(distinct.contains(referenced), "{name}: nothing is described by {referenced}");
        }
        for href in values(&html, "href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(distinct.contains(href), "{name}: #{href} leads nowhere");
        }
        let page = format!(
            "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{}\"><head><title>{name}</title></head><body><main>{html}</main></body></html>\n",
            language.tag(),
            language.direction().attribute(),
        );
        std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
    }
}

#[test]
fn nothing_typed_becomes_markup_and_nothing_breaks_the_content_policy() {
    for (name, html) in samples::all() {
        for forbidden in ["<script", " style=", " onclick=", "javascript:"] {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
    }
    says(&sample("checkout-errors"), "&lt;script&gt;alert('x')&lt;/script&gt;&quot;&amp;");
    says(&sample("checkout-notices"), "&lt;script&gt;");
    says(&sample("order-confirmed"), "Rosa &lt;script&gt;");
}

#[test]
fn a_cart_line_links_its_product_and_can_be_changed_without_script() {
    let html = sample("cart");
    says(&html, r#"<section class="cart" data-cart aria-label="Cart">"#);
    says(
        &html,
        r#"<h2><a href="/products/harbor-mug/?variant=MUG-TIDE-S">Harbor mug</a></h2><p class="muted">Tide / Small</p>"#,
    );
    says(
        &html,
        r#"<img src="/pictures/small/harbor-mug-mug-tide-s.webp" width="160" height="160" alt="" loading="lazy" decoding="async">"#,
    );
    says(
        &html,
        r#"<form class="quantity" method="post" action="/cart/set"><input type="hidden" name="line" value="MUG-TIDE-S">"#,
    );
    says(&html, r#"<p class="line-total">€48.00</p>"#);
    says(&html, r"<dt>Subtotal</dt><dd>€80.00</dd>");
    says(&html, r"<dt>Shipping</dt><dd>from €4.90</dd>");
    says(&html, r"<dt>Estimated total</dt><dd>€84.90</dd>");
    says(&html, r#"<a class="button wide" href="/checkout">Checkout</a>"#);
}

#[test]
fn a_storefront_with_a_prefix_links_its_own_pages() {
    let html = sample("cart-us");
    says(&html, r#"href="/en-us/products/harbor-mug/?variant=MUG-TIDE-S""#);
    says(&html, "Shipping and sales tax, where due, are worked out at checkout.");
    says(&html, r"<dt>Total before shipping</dt><dd>$48.00</dd>");
}

#[test]
fn a_cart_that_cannot_be_ordered_says_why_and_offers_no_checkout() {
    let html = sample("cart-changes");
    says(&html, "Only 2 of <strong>Harbor mug, Tide / Small</strong> are left, and your cart has 3.");
    says(&html, "<strong>Dune table lamp, Sand</strong> is sold out. Remove it to check out.");
    says(&html, "<strong>Old vase</strong> is no longer sold.");
    says(
        &html,
        r#"<del><span class="visually-hidden">was </span>€22.00</del> <ins><span class="visually-hidden">now </span>€24.00</ins>"#,
    );
    says(&html, r#"<li class="line gone">"#);
    says(&html, r#"<p class="line-note warn">Only 4 left.</p>"#);
    never_says(&html, r#"href="/checkout""#);
}

#[test]
fn prices_in_another_currency_are_told_once_for_all() {
    let html = sample("checkout-moved");
    says(&html, "Prices changed: they are in EUR now.");
    assert_eq!(html.matches("class=\"notice").count(), 1, "{html}");
}

#[test]
fn a_removed_line_can_be_put_back() {
    let html = sample("cart-removed");
    says(
        &html,
        r#"<form method="post" action="/cart/add"><input type="hidden" name="sku" value="MUG-TIDE-S">"#,
    );
    says(
        &html,
        r#"<input type="hidden" name="quantity" value="2"><input type="hidden" name="locale" value="en">"#,
    );
    says(&html, r#"<div class="notice error" role="alert"><p>At most 99"#);
}

#[test]
fn a_cart_can_be_taken_to_another_device_by_a_link_that_can_be_read_copied_and_scanned() {
    says(&sample("cart"), r#"<a href="/cart?link=1#elsewhere">Continue on another device</a>"#);
    never_says(&sample("cart-empty"), "/cart?link");
    let html = sample("cart-link");
    says(
        &html,
        r#"<label for="cart-link">Link to your cart</label><input id="cart-link" type="text" readonly"#,
    );
    says(&html, r#"value="https://shop.example/cart?from=AbCd-_09""#);
    says(&html, r#"<h2 id="elsewhere">"#);
    says(&html, r#"role="img" aria-label="QR code of the link to your cart""#);
    never_says(&html, "/cart?link");
}

#[test]
fn a_cart_that_arrives_shows_its_contents_and_is_put_in_by_a_button() {
    let html = sample("cart-arrived");
    says(&html, r#"<span class="property">Engraving: “For Ada &amp; “Grace””</span>"#);
    says(
        &html,
        r#"<form method="post" action="/cart/merge"><input type="hidden" name="cart" value="AbCd-_09">"#,
    );
    says(&html, r#"<input type="hidden" name="locale" value="en">"#);
    assert_eq!(html.matches(r#"<img src="/pictures/small/"#).count(), 2, "{html}");
    says(&html, r#"<span class="amount">€167.00</span>"#);
}

#[test]
fn what_is_written_on_a_thing_stands_in_its_line_and_costs_more() {
    let html = sample("cart-engraved");
    says(&html, r#"<span class="property">Engraving: “For Ada &amp; “Grace””</span>"#);
    says(&html, r#"<p class="muted">€167.00 each</p>"#);
    says(&html, r#"name="line" value="LAMP-DUNE."#);
}

#[test]
fn words_that_cannot_be_written_are_asked_for_again_and_what_they_mean_is_told() {
    let html = sample("configure");
    says(&html, r#"name="quantity" value="2""#);
    says(&html, r#"value="&lt;script&gt;alert('x')&lt;/script&gt;&quot;&amp;""#);
    says(&html, r#"<p class="error" id="property-engraving-error">“&lt;” cannot be written.</p>"#);
    says(&html, "Up to 24 characters. Adds €18.00. With your own words it is made for you alone");
    says(&html, "there is no right of withdrawal for it");
}

#[test]
fn the_button_that_orders_says_that_it_obliges_to_pay_where_prices_hold_the_tax() {
    let html = sample("checkout");
    says(&html, r#"formaction="/checkout/place">Order with obligation to pay</button>"#);
    says(
        &html,
        r#"<a href="/terms/">terms</a> and have read the <a href="/withdrawal/">right of withdrawal</a>"#,
    );
    says(&html, "<dt>of which VAT 19 %</dt>");
    says(&html, "<dt>of which VAT 7 %</dt>");
    let american = sample("checkout-us-errors");
    says(&american, r#"formaction="/checkout/place">Place order and pay</button>"#);
    says(&american, "<dt>Sales tax 8.25 %</dt>");
}

/// The autofill field names for a person and an address (WHATWG HTML, "Autofill").
const AUTOFILL_NAMES: [&str; 17] = [
    "name",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "tel",
    "tel-national",
    "email",
    "impp",
];

#[test]
fn every_field_of_the_checkout_tells_the_browser_what_to_fill_in() {
    for name in ["checkout", "checkout-errors", "checkout-us-errors", "checkout-nothing-ships"] {
        let html = sample(name);
        let fields = html.split('<').filter(|tag| tag.starts_with("input ") || tag.starts_with("select "));
        let fields =
            fields.filter(|tag| !tag.contains(r#"type="radio""#) && !tag.contains(r#"type="hidden""#));
        let told: Vec<(&str, &str)> = fields
            .map(|tag| {
                let of = |attribute| values(tag, attribute).first().copied().unwrap_or_default();
                (of("name"), of("autocomplete"))
            })
            .collect();
        assert!(told.len() >= 8, "{name}: {told:?}");
        assert!(told.iter().all(|(_, autofill)| AUTOFILL_NAMES.contains(autofill)), "{name}: {told:?}");
        let distinct: BTreeSet<&str> = told.iter().map(|(_, autofill)| *autofill).collect();
        assert_eq!(distinct.len(), told.len(), "{name}: two fields ask for the same: {told:?}");
    }
}

#[test]
fn enter_in_a_field_never_orders() {
    for name in ["checkout", "checkout-errors", "checkout-us-errors", "checkout-notices"] {
        let html = sample(name);
        let (first, place) = (html.find("formaction=\"/checkout/details\""), html.find("/checkout/place"));
        assert!(first.unwrap() < place.unwrap(), "{name}");
    }
}

#[test]
fn what_the_shopper_agrees_to_is_the_shown_quote() {
    let terms = shop::terms(TaxMode::Inclusive);
    let quote = shop::a_quote(&terms, &[("MUG-TIDE-S", 2), ("BOOK-CLAY", 1)], "standard");
    says(
        &sample("checkout"),
        &format!(r#"<input type="hidden" name="agreed" value="{}">"#, quote.fingerprint()),
    );
}

#[test]
fn what_was_typed_is_kept_and_each_mistake_is_told_twice() {
    let html = sample("checkout-errors");
    says(&html, r#"value="rosa@example""#);
    says(&html, "<h2>Four things need another look</h2>");
    assert_eq!(html.matches("Enter a postal code like 26133.").count(), 3, "summary, field and data-error");
    says(&html, r##"<a href="#email">Enter an email address, like name@example.com.</a>"##);
    let american = sample("checkout-us-errors");
    says(&american, "<h2>Five things need another look</h2>");
    says(&american, r#"<option value="IL">Illinois</option>"#);
}

#[test]
fn what_cannot_be_delivered_cannot_be_ordered() {
    let html = sample("checkout-nothing-ships");
    says(&html, "too heavy for every carrier to France");
    never_says(&html, "/checkout/place");
    never_says(&html, "name=\"agreed\"");
    says(&html, r#"<option value="FR" selected>France</option>"#);
}

#[test]
fn a_changed_total_is_shown_old_and_new() {
    let html = sample("checkout-notices");
    says(&html, "The total changed: <del><span class=\"visually-hidden\">was </span>€84.90</del>");
    says(&html, "The price of <strong>Harbor mug, Tide / Small</strong> changed: <del>");
    says(&html, "Only 1 of <strong>Harbor mug, Tide / Small</strong> is left");
    says(&html, "has sold out in the meantime");
}

#[test]
fn every_way_to_deliver_and_pay_can_be_chosen() {
    let html = checkout(&Checkout::default());
    for value in ["standard", "express", "pickup", "card", "bank_transfer", "pay_on_pickup"] {
        says(&html, &format!(r#"value="{value}""#));
    }
    says(&html, r#"<input type="radio" name="delivery" value="standard" required checked>"#);
    says(&html, r#"<input type="radio" name="method" value="card" required checked>"#);
}

#[test]
fn an_unpaid_order_can_be_paid_or_given_up_and_says_how_long() {
    let html = sample("order-waiting");
    says(&html, r#"<section class="order" id="order" data-poll="3">"#);
    says(&html, "We hold everything for you until 22 November 2026, 03:55 UTC.");
    says(&html, r#"action="/order/ord_09090909090909090909090909090909/pay""#);
    says(&html, r#"action="/order/ord_09090909090909090909090909090909/change""#);
    says(&html, ">Look again</a>");
    never_says(&sample("order-declined"), "data-poll");
    says(&sample("order-declined"), "The last payment was not completed and nothing was charged.");
}

#[test]
fn an_order_between_two_states_looks_again() {
    for name in ["order-processing", "order-just-paid", "order-failed", "order-canceling"] {
        says(&sample(name), "data-poll=\"3\"");
    }
    for name in
        ["order-confirmed", "order-bank-transfer", "order-expired", "order-completed", "order-shipped"]
    {
        never_says(&sample(name), "data-poll");
    }
}

#[test]
fn a_bank_transfer_is_told_with_account_amount_reference_and_date() {
    let html = sample("order-bank-transfer");
    says(&html, "IBAN DE89 3704 0044 0532 0130 00");
    says(&html, "<dt>Amount</dt><dd>€84.90</dd>");
    says(&html, "<dt>Reference</dt><dd><code>V-01JMZ00Z9A</code></dd>");
    says(
        &html,
        r#"<dt>Until</dt><dd><time datetime="2026-11-29T03:00:00Z">29 November 2026, 03:00 UTC</time></dd>"#,
    );
}

#[test]
fn a_pickup_says_where() {
    for name in ["order-pay-on-pickup", "order-confirmed-pickup"] {
        says(&sample(name), "Vitrine workshop<br>Musterstrasse 12, courtyard<br>10115 Berlin");
    }
}

#[test]
fn a_confirmed_order_says_where_it_goes_and_when() {
    let html = sample("order-confirmed");
    says(&html, "<h1>Thank you, it is confirmed.</h1>");
    says(&html, "We wrote to rosa@example.com. We pack it now; it arrives in 2–3 working days.");
    says(&html, "<br>Lange Gasse 1<br>10115 Berlin<br>Germany</address>");
    never_says(&html, "Pay now");
}

#[test]
fn every_cancellation_says_why_and_what_about_the_money() {
    let said = [
        (CancelReason::Expired, "This order was not paid in time."),
        (CancelReason::CartChanged, "Everything is back in your cart."),
        (CancelReason::Staff, "This order was canceled."),
        (CancelReason::CaptureFailed, "Your bank took the payment back."),
    ];
    for (reason, title) in said {
        let html = order(PaymentMethod::Card, "standard", canceled_for(reason), &NOTHING);
        says(&html, &format!("<h1>{title}</h1>"));
        says(&html, "Nothing was charged");
        says(&html, r#"<li class="failed"><strong>Canceled</strong>"#);
    }
    let open = Shown { can_change: true, ..NOTHING };
    let changed = order(PaymentMethod::Card, "standard", canceled_for(CancelReason::CartChanged), &open);
    says(&changed, r#"<button type="submit" class="button">Back to the cart</button>"#);
    let expired = order(PaymentMethod::Card, "standard", canceled_for(CancelReason::Expired), &open);
    says(&expired, r#"<button type="submit" class="button">Put everything back into the cart</button>"#);
    let paid = |order: &mut Order| {
        confirm(order);
        order.status = domain::orders::state::OrderStatus::Canceled;
    };
    let html = order(PaymentMethod::Card, "standard", paid, &NOTHING);
    says(&html, "The €84.90 you paid goes back the way it came.");
}

#[test]
fn an_erased_contact_leaves_a_page_without_an_address() {
    let html = order(PaymentMethod::Card, "standard", confirm, &NOTHING);
    never_says(&html, "Lange Gasse");
    says(&html, "We wrote to you at the address you gave.");
}

#[test]
fn a_problem_is_told_first() {
    let html = order(PaymentMethod::Card, "standard", |_| {}, &Shown { problem: Some("No luck."), ..BOTH });
    assert!(html.find("No luck.").unwrap() < html.find("<h1>").unwrap());
}

#[test]
fn every_state_of_a_card_payment_has_a_page() {
    for payment in PaymentStatus::ALL {
        let html = order(PaymentMethod::Card, "standard", |order| order.payment = payment, &BOTH);
        says(&html, "<h1>");
    }
}

#[test]
fn parcels_are_shown_with_what_is_in_them_and_who_brings_them() {
    let html = sample("order-two-parcels");
    for text in ["DHL", "00340434161094042557", "2 × Harbor mug, Tide / Small", "1 × On clay", "Arrived"] {
        says(&html, text);
    }
    says(&html, "The carriers have all your parcels.");
    never_says(&sample("order-confirmed"), "Parcels");
}

#[test]
fn refunds_are_shown_with_their_state_and_failed_ones_are_not() {
    let html = sample("order-refunded-in-part");
    says(&html, "€12.50, on its way");
    never_says(&html, "7.77");
}
