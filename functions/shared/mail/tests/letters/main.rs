//! Every letter, its words and its message. The HTML parts are also written to `target/tmp/mail/`, to be
//! looked at.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod after_sale;
mod languages;
mod sending;
mod shop;

use after_sale::{a_break, a_dispute, a_parcel, a_refund};
use domain::orders::CancelReason;
use domain::payments::PaymentMethod;
use domain::payments::dispute::DisputeStatus;
use domain::payments::refund::RefundSource;
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use domain::time::Span;
use mail::{Envelope, Letter, OrderFacts};
use shop::{NOW, ORDER_URL, Ordered, an_order};

fn by_card() -> Ordered {
    an_order(PaymentMethod::Card, DeliveryKind::Delivery, TaxMode::Inclusive)
}

fn by_transfer() -> Ordered {
    an_order(PaymentMethod::BankTransfer, DeliveryKind::Delivery, TaxMode::Inclusive)
}

fn on_pickup() -> Ordered {
    an_order(PaymentMethod::PayOnPickup, DeliveryKind::Pickup, TaxMode::Inclusive)
}

fn every_letter_about(facts: &OrderFacts<'_>) -> Vec<(&'static str, Letter)> {
    vec![
        ("confirmation", mail::confirmation(facts).unwrap()),
        ("received", mail::received(facts).unwrap()),
        ("payment-processing", mail::payment_processing(facts).unwrap()),
        ("payment-not-completed", mail::payment_not_completed(facts, NOW.plus(Span::minutes(55))).unwrap()),
        ("canceled-expired", mail::canceled(facts, CancelReason::Expired).unwrap()),
        ("canceled-cart-changed", mail::canceled(facts, CancelReason::CartChanged).unwrap()),
        ("canceled-staff", mail::canceled(facts, CancelReason::Staff).unwrap()),
        ("canceled-capture-failed", mail::canceled(facts, CancelReason::CaptureFailed).unwrap()),
        ("merchant-new-order", mail::merchant_new_order(facts).unwrap()),
        ("shipped", mail::shipped(facts, &a_parcel()).unwrap()),
        ("refunded", mail::refunded(facts, &a_refund(RefundSource::Staff)).unwrap()),
        ("refunded-late-money", mail::refunded(facts, &a_refund(RefundSource::LateMoney)).unwrap()),
        ("merchant-disputed", mail::merchant_disputed(facts, &a_dispute(), DisputeStatus::Open).unwrap()),
        ("merchant-attention", mail::merchant_attention(facts, &a_break()).unwrap()),
    ]
}

/// The words of an HTML part: what is left without tags.
fn words(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let mut text = String::new();
    let mut inside = true;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Both parts say it.
#[track_caller]
fn says(letter: &Letter, text: &str) {
    let words = words(&letter.html);
    assert!(words.contains(text), "`{text}` is not in the HTML part:\n{words}");
    let plain = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain.contains(text), "`{text}` is not in the text part:\n{}", letter.text);
}

#[test]
fn every_letter_can_be_rendered_and_sent() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail");
    std::fs::create_dir_all(&folder).unwrap();
    for (kind, ordered) in
        [("card", by_card().confirmed()), ("transfer", by_transfer()), ("pickup", on_pickup())]
    {
        for (name, letter) in every_letter_about(&ordered.facts()) {
            std::fs::write(folder.join(format!("{kind}-{name}.html")), &letter.html).unwrap();
            std::fs::write(folder.join(format!("{kind}-{name}.txt")), &letter.text).unwrap();
            let envelope = Envelope {
                from_name: "Vitrine",
                from: "orders@vitrine.example",
                message_id: "m-1",
                date: NOW,
            };
            assert!(mail::mime(&letter, &envelope).is_ok(), "{name}");
        }
    }
}

#[test]
fn no_letter_loads_anything_or_leaves_layout_language_behind() {
    for (name, letter) in every_letter_about(&by_card().confirmed().facts()) {
        for forbidden in ["<img", "<link", "@import", "<mj", "</mj", "url(", "<script"] {
            assert!(!letter.html.contains(forbidden), "{name}: {forbidden}");
        }
        assert!(letter.html.contains("<html lang=\"en\""), "{name}");
    }
}

#[test]
fn a_confirmation_tells_lines_totals_tax_address_and_promise() {
    let letter = mail::confirmation(&by_card().confirmed().facts()).unwrap();
    assert_eq!(letter.to, "rosa@example.com");
    assert_eq!(letter.subject, "Your order V-01JMZ00Z9A is confirmed");
    for text in [
        "Hello Rosa Example,",
        "Your payment of €136.90 has arrived.",
        "It arrives in 2–3 working days.",
        "Harbor mug, Tide / Small 2 × €24.00 €48.00",
        "10115 Berlin",
        "Parcel",
        "withdraw from this order within 14 days",
        "You ordered on 22 November 2026, 03:00 UTC under our terms.",
        "Vitrine Sample Shop",
    ] {
        says(&letter, text);
    }
    assert!(words(&letter.html).contains("Total €136.90 of which VAT 19 %"), "{}", words(&letter.html));
    assert!(letter.text.contains("Total: €136.90\nof which VAT 19 %: "), "{}", letter.text);
    assert!(letter.html.contains("https://shop.example/withdrawal/"));
}

#[test]
fn the_link_to_the_order_is_whole_in_both_parts() {
    let letter = mail::confirmation(&by_card().confirmed().facts()).unwrap();
    assert!(
        letter.html.contains(&format!("href=\"{}\"", ORDER_URL.replace('&', "&amp;"))),
        "{}",
        letter.html
    );
    assert!(letter.text.contains(&format!("See your order:\n{ORDER_URL}\n")), "{}", letter.text);
}

#[test]
fn tax_that_is_added_stands_above_the_total() {
    let letter = mail::confirmation(
        &an_order(PaymentMethod::Card, DeliveryKind::Delivery, TaxMode::Exclusive).confirmed().facts(),
    )
    .unwrap();
    assert!(letter.text.contains("Sales tax 19 %: "), "{}", letter.text);
    assert!(letter.text.find("Sales tax").unwrap() < letter.text.find("Total: ").unwrap());
    assert!(!letter.text.contains("withdraw from"), "{}", letter.text);
}

#[test]
fn a_bank_transfer_is_told_with_account_amount_reference_and_date() {
    let letter = mail::received(&by_transfer().facts()).unwrap();
    assert_eq!(letter.subject, "Your order V-01JMZ00Z9A: please transfer €136.90");
    for text in [
        "IBAN DE89 3704 0044 0532 0130 00",
        "Please transfer €136.90 by 29 November 2026, 03:00 UTC.",
        "Reference",
    ] {
        says(&letter, text);
    }
}

#[test]
fn an_order_paid_on_pickup_says_where_and_what_to_pay() {
    let letter = mail::received(&on_pickup().facts()).unwrap();
    says(&letter, "Pick it up at");
    says(&letter, "Vitrine workshop");
    says(
        &letter,
        "You pay €132.00 when you pick it up; we keep it for you until 29 November 2026, 03:00 UTC.",
    );
}

#[test]
fn an_unfinished_payment_can_be_made_again_until_it_says() {
    let letter = mail::payment_not_completed(&by_card().facts(), NOW.plus(Span::minutes(55))).unwrap();
    assert_eq!(letter.subject, "Your order V-01JMZ00Z9A is not paid yet");
    says(&letter, "Nothing was charged. We hold everything for you until 22 November 2026, 03:55 UTC");
    says(&letter, "Pay €136.90 now");
    assert!(letter.text.contains(ORDER_URL));
}

#[test]
fn a_cancellation_says_why_and_what_about_the_money() {
    let said = [
        (CancelReason::Expired, "It was not paid in time"),
        (CancelReason::CartChanged, "everything is back in your cart"),
        (CancelReason::Staff, "We could not keep it"),
        (CancelReason::CaptureFailed, "Your bank allowed the payment first and then refused it."),
    ];
    for (reason, why) in said {
        let letter = mail::canceled(&by_card().facts(), reason).unwrap();
        says(&letter, why);
        says(&letter, "Nothing was charged");
    }
    let changed = mail::canceled(&by_card().facts(), CancelReason::CartChanged).unwrap();
    assert!(changed.text.contains("Back to the cart:\nhttps://shop.example/cart\n"), "{}", changed.text);
    let paid = mail::canceled(&by_card().confirmed().facts(), CancelReason::Staff).unwrap();
    says(&paid, "The €136.90 you paid goes back the way it came.");
}

#[test]
fn the_merchant_is_told_what_to_send_where_and_never_gets_the_shoppers_link() {
    let letter = mail::merchant_new_order(&by_card().confirmed().facts()).unwrap();
    assert_eq!(letter.to, "merchant@vitrine.example");
    assert_eq!(letter.subject, "New order V-01JMZ00Z9A: €136.90, 4 items");
    says(&letter, "4 items for €136.90, paid by card.");
    says(&letter, "MUG-TIDE-S · 2 × €24.00");
    says(&letter, "+49 30 123456");
    assert!(!letter.html.contains("key=abc") && !letter.text.contains("key=abc"));
    says(&mail::merchant_new_order(&by_transfer().facts()).unwrap(), "to be paid by bank transfer.");
}

#[test]
fn a_name_is_text_and_never_markup() {
    let ordered = by_card().confirmed().named("<script>alert(1)</script> & <mj-raw>");
    for (name, letter) in every_letter_about(&ordered.facts()) {
        assert!(!letter.html.contains("<script") && !letter.html.contains("<mj-raw"), "{name}");
    }
    let letter = mail::confirmation(&ordered.facts()).unwrap();
    assert!(letter.html.contains("Hello &lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;mj-raw&gt;,"));
    assert!(letter.text.contains("Hello <script>alert(1)</script> & <mj-raw>,"));
}

#[test]
fn names_of_all_scripts_survive() {
    let letter =
        mail::confirmation(&by_card().confirmed().named("Zoë Łukasiewicz 株式会社").facts()).unwrap();
    says(&letter, "Hello Zoë Łukasiewicz 株式会社,");
}

#[test]
fn debug_output_hides_who_it_is_about() {
    let ordered = by_card();
    let letter = mail::confirmation(&ordered.facts()).unwrap();
    assert_eq!(format!("{letter:?}"), "Letter(hidden)");
    assert_eq!(format!("{:?}", ordered.facts()), "OrderFacts(ord_09090909090909090909090909090909, hidden)");
}
