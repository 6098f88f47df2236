//! The letters: one function each, from what is known about an order to what is written.

mod after_sale;

pub use after_sale::{merchant_attention, merchant_disputed, refunded, shipped};

use crate::content::{Content, Fact, Link, Note, OrderLine, OrderTable};
use crate::words::{method_name, one_line, totals};
use crate::{Letter, MailError, OrderFacts, SHOP_LANGUAGE, html, text};
use domain::orders::CancelReason;
use domain::orders::state::OrderStatus;
use domain::payments::PaymentMethod;
use domain::payments::refund::RefundStatus;
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use domain::time::Timestamp;
use texts::{Texts, say};

/// To the shopper: the order is confirmed. Holds what EU Directive 2011/83 Art. 8 (7) wants on a durable
/// medium: what was ordered, what it costs with tax and delivery, who sells, and the right of withdrawal.
///
/// # Errors
/// [`MailError::Layout`].
pub fn confirmation(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let texts = facts.texts();
    let delivery = &facts.document.quote.delivery;
    let next = match delivery.kind {
        DeliveryKind::Delivery => say!(texts, "mail-packing", days = texts.arrival(delivery)),
        DeliveryKind::Pickup => say!(texts, "mail-pickup", promise = texts.promise(delivery)),
    };
    let thanks = if facts.order.captured.amount_minor > 0 {
        say!(texts, "mail-confirmed-thanks-paid", amount = facts.order.captured, next = &next)
    } else {
        say!(texts, "mail-confirmed-thanks", next = &next)
    };
    let mut content = to_shopper(facts);
    content.subject = say!(texts, "mail-confirmed-subject", number = facts.order.number.as_str());
    content.preview = next;
    content.title = say!(texts, "mail-confirmed-title");
    content.paragraphs = vec![greeting(facts), thanks];
    with_order(&mut content, facts);
    finish(facts.contact.email(), content)
}

/// To the shopper: the order was received and is paid later, with everything needed to do so.
///
/// # Errors
/// [`MailError::Layout`].
pub fn received(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let texts = facts.texts();
    let (number, total) = (facts.order.number.as_str(), facts.order.total);
    let until = facts.order.hold_until;
    let mut content = to_shopper(facts);
    let next = match facts.order.method {
        PaymentMethod::BankTransfer => {
            content.subject = say!(texts, "mail-transfer-subject", number = number, total = total);
            content.title = say!(texts, "mail-transfer-title");
            content.needed = bank_facts(facts, until);
            say!(texts, "mail-transfer", total = total, until = until)
        }
        PaymentMethod::PayOnPickup => {
            content.subject = say!(texts, "mail-ready-subject", number = number);
            content.title = say!(texts, "mail-ready-title");
            let promise = texts.promise(&facts.document.quote.delivery);
            say!(texts, "mail-ready", promise = promise, total = total, until = until)
        }
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal => {
            content.subject = say!(texts, "mail-waits-subject", number = number);
            content.title = say!(texts, "mail-waits-title");
            say!(texts, "mail-waits", total = total, until = until)
        }
    };
    content.preview.clone_from(&next);
    content.paragraphs = vec![greeting(facts), next];
    with_order(&mut content, facts);
    finish(facts.contact.email(), content)
}

/// To the shopper: the order was received, and the bank works on the payment.
///
/// # Errors
/// [`MailError::Layout`].
pub fn payment_processing(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let texts = facts.texts();
    let total = facts.order.total;
    let work = match facts.order.method {
        PaymentMethod::BankDebit => say!(texts, "mail-processing-debit", total = total),
        PaymentMethod::Card
        | PaymentMethod::Paypal
        | PaymentMethod::BankTransfer
        | PaymentMethod::PayOnPickup => say!(texts, "mail-processing-check", total = total),
    };
    let mut content = to_shopper(facts);
    content.subject = say!(texts, "mail-processing-subject", number = facts.order.number.as_str());
    content.title = say!(texts, "mail-processing-title");
    content.paragraphs = vec![
        greeting(facts),
        say!(texts, "mail-processing-hold", work = &work),
        say!(texts, "mail-processing-nothing"),
    ];
    content.preview = work;
    with_order(&mut content, facts);
    finish(facts.contact.email(), content)
}

/// To the shopper: a payment was not completed and can be made again until the given time.
///
/// # Errors
/// [`MailError::Layout`].
pub fn payment_not_completed(facts: &OrderFacts<'_>, pay_until: Timestamp) -> Result<Letter, MailError> {
    let texts = facts.texts();
    let mut content = to_shopper(facts);
    content.subject = say!(texts, "mail-unpaid-subject", number = facts.order.number.as_str());
    content.preview = say!(texts, "mail-unpaid-preview", until = pay_until);
    content.title = say!(texts, "mail-unpaid-title");
    content.paragraphs = vec![
        greeting(facts),
        say!(texts, "mail-unpaid", until = pay_until),
        say!(texts, "mail-unpaid-nothing"),
    ];
    content.button = Some(order_link(facts, say!(texts, "mail-unpaid-pay", total = facts.order.total)));
    content.order = Some(order_table(facts));
    content.notes = vec![contact_note(facts)];
    finish(facts.contact.email(), content)
}

/// To the shopper: the order was canceled, why, and what about the money.
///
/// # Errors
/// [`MailError::Layout`].
pub fn canceled(facts: &OrderFacts<'_>, reason: CancelReason) -> Result<Letter, MailError> {
    let texts = facts.texts();
    let paid = facts.order.captured;
    let money = if paid.amount_minor > 0 {
        let earlier = facts.order.refunds.iter().any(|refund| refund.status == RefundStatus::Succeeded);
        if earlier {
            say!(texts, "mail-canceled-money-rest", amount = paid)
        } else {
            say!(texts, "mail-canceled-money", amount = paid)
        }
    } else {
        say!(texts, "mail-canceled-nothing")
    };
    let why = match reason {
        CancelReason::Expired => say!(texts, "mail-canceled-expired"),
        CancelReason::CartChanged => say!(texts, "mail-canceled-changed"),
        CancelReason::Staff => say!(texts, "mail-canceled-staff"),
        CancelReason::CaptureFailed => say!(texts, "mail-canceled-capture"),
        CancelReason::PaymentFailed => say!(texts, "mail-canceled-payment"),
        CancelReason::TooManyDeclines => say!(texts, "mail-canceled-declines"),
    };
    let again = match reason {
        CancelReason::CartChanged => Link { text: say!(texts, "mail-back-to-cart"), url: cart_url(facts) },
        CancelReason::Expired
        | CancelReason::Staff
        | CancelReason::CaptureFailed
        | CancelReason::PaymentFailed
        | CancelReason::TooManyDeclines => {
            Link { text: say!(texts, "mail-back-to-shop"), url: page(facts, "") }
        }
    };
    let mut content = to_shopper(facts);
    content.subject = say!(texts, "mail-canceled-subject", number = facts.order.number.as_str());
    content.preview = say!(texts, "mail-canceled", why = why, money = money);
    content.title = say!(texts, "mail-canceled-title");
    content.paragraphs = vec![greeting(facts), content.preview.clone()];
    content.button = Some(again);
    content.order = Some(order_table(facts));
    content.notes = vec![contact_note(facts)];
    finish(facts.contact.email(), content)
}

/// To the merchant: somebody ordered. Without the signed link, which is the shopper's alone.
///
/// # Errors
/// [`MailError::Layout`].
pub fn merchant_new_order(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let texts = Texts::in_language(SHOP_LANGUAGE);
    let (order, quote) = (facts.order, &facts.document.quote);
    let units = quote.lines.iter().map(|line| line.quantity.get()).fold(0, u32::saturating_add);
    let items = say!(texts, "mail-shop-items", count = units);
    let way = method_name(texts, order.method);
    let state = match order.status {
        OrderStatus::Pending => say!(texts, "mail-shop-to-be-paid", way = way),
        OrderStatus::Confirmed | OrderStatus::Completed => say!(texts, "mail-shop-paid", way = way),
        OrderStatus::Canceled => say!(texts, "mail-shop-canceled"),
    };
    let (number, total) = (order.number.as_str(), order.total);
    let mut content = after_sale::to_merchant(facts);
    content.subject = say!(texts, "mail-shop-new-subject", number = number, total = total, items = &items);
    content.preview = say!(texts, "mail-shop-new-preview", items = &items, state = &state);
    content.title = say!(texts, "mail-shop-new-title");
    content.paragraphs = vec![say!(texts, "mail-shop-new", items = items, total = total, state = state)];
    let line = |line: &domain::pricing::QuoteLine| OrderLine {
        title: line.full_title(),
        detail: say!(
            texts,
            "mail-shop-unit",
            sku = line.sku.as_str(),
            count = line.quantity.get(),
            price = line.unit_price,
        ),
        amount: texts.money(line.amount),
    };
    let lines = quote.lines.iter().map(line).collect();
    content.order = Some(OrderTable { lines, totals: totals(texts, quote) });
    let way = vec![quote.delivery.name.clone(), texts.promise(&quote.delivery)];
    content.facts = vec![
        Fact { label: say!(texts, "mail-shop-to"), lines: texts.address(facts.contact) },
        Fact { label: say!(texts, "mail-how"), lines: way },
        Fact { label: say!(texts, "mail-shop-customer"), lines: customer(facts) },
        Fact { label: say!(texts, "mail-shop-ordered"), lines: vec![texts.moment(facts.document.placed_at)] },
    ];
    finish(&facts.shop.merchant_mail, content)
}

fn customer(facts: &OrderFacts<'_>) -> Vec<String> {
    let phone = facts.contact.field(domain::address::AddressField::Phone);
    [Some(facts.contact.email()), phone].into_iter().flatten().map(str::to_owned).collect()
}

fn finish(to: &str, content: Content) -> Result<Letter, MailError> {
    let content = content.isolated();
    Ok(Letter {
        to: to.to_owned(),
        subject: one_line(&content.subject),
        html: html::html(&content)?,
        text: text::text(&content),
    })
}

/// A letter that only says who writes and about what.
fn to_shopper(facts: &OrderFacts<'_>) -> Content {
    let texts = facts.texts();
    let footer = vec![
        facts.shop.company.join(" · "),
        say!(texts, "mail-questions", mail = &facts.shop.contact_mail),
        say!(texts, "mail-sent-by", sender = facts.sender),
    ];
    titled(facts, texts, footer)
}

/// A letter that only says about what it is, with who writes at its foot.
fn titled(facts: &OrderFacts<'_>, texts: Texts, footer: Vec<String>) -> Content {
    Content {
        language: texts.language(),
        shop: facts.shop.name.clone(),
        subject: String::new(),
        preview: String::new(),
        eyebrow: say!(texts, "order-number", number = facts.order.number.as_str()),
        title: String::new(),
        paragraphs: Vec::new(),
        button: None,
        needed: Vec::new(),
        order: None,
        facts: Vec::new(),
        notes: Vec::new(),
        footer,
    }
}

/// Adds what every letter about a placed order tells: its lines, where they go, and the shopper's rights.
fn with_order(content: &mut Content, facts: &OrderFacts<'_>) {
    content.button = Some(see_order(facts));
    content.order = Some(order_table(facts));
    content.facts = delivery_facts(facts);
    content.notes = vec![withdrawal(facts), terms(facts)];
}

fn greeting(facts: &OrderFacts<'_>) -> String {
    say!(facts.texts(), "mail-greeting", name = one_line(facts.contact.name()))
}

fn page(facts: &OrderFacts<'_>, name: &str) -> String {
    format!("{}/{name}", facts.site_url.trim_end_matches('/'))
}

/// The cart has one address for all storefronts, beside the order page.
fn cart_url(facts: &OrderFacts<'_>) -> String {
    let origin = facts.order_url.split_once("/order/").map_or(facts.site_url, |(origin, _)| origin);
    format!("{}/cart", origin.trim_end_matches('/'))
}

fn order_link(facts: &OrderFacts<'_>, text: String) -> Link {
    Link { text, url: facts.order_url.to_owned() }
}

fn see_order(facts: &OrderFacts<'_>) -> Link {
    order_link(facts, say!(facts.texts(), "mail-see-order"))
}

fn order_table(facts: &OrderFacts<'_>) -> OrderTable {
    let (quote, texts) = (&facts.document.quote, facts.texts());
    let line = |line: &domain::pricing::QuoteLine| OrderLine {
        title: line.full_title(),
        detail: say!(texts, "mail-unit", count = line.quantity.get(), price = line.unit_price),
        amount: texts.money(line.amount),
    };
    OrderTable { lines: quote.lines.iter().map(line).collect(), totals: totals(texts, quote) }
}

fn delivery_facts(facts: &OrderFacts<'_>) -> Vec<Fact> {
    let (delivery, texts) = (&facts.document.quote.delivery, facts.texts());
    let promise = texts.promise(delivery);
    match delivery.kind {
        DeliveryKind::Delivery => vec![
            Fact { label: say!(texts, "mail-delivery-to"), lines: texts.address(facts.contact) },
            Fact { label: say!(texts, "mail-how"), lines: vec![delivery.name.clone(), promise] },
        ],
        DeliveryKind::Pickup => vec![
            Fact { label: say!(texts, "mail-pickup-at"), lines: facts.shop.pickup_address.clone() },
            Fact { label: say!(texts, "mail-when"), lines: vec![promise] },
        ],
    }
}

fn bank_facts(facts: &OrderFacts<'_>, until: Timestamp) -> Vec<Fact> {
    let texts = facts.texts();
    let one = |label, line: String| Fact { label, lines: vec![line] };
    vec![
        Fact { label: say!(texts, "mail-transfer-to"), lines: facts.shop.bank_account.clone() },
        one(say!(texts, "mail-amount"), texts.money(facts.order.total)),
        one(say!(texts, "mail-until"), texts.moment(until)),
        one(say!(texts, "mail-reference"), facts.order.number.to_string()),
    ]
}

/// What has the shopper's own words on it is excepted (EU Directive 2011/83 Art. 16 (c)), and that must be said.
fn withdrawal(facts: &OrderFacts<'_>) -> Note {
    let texts = facts.texts();
    let note = match facts.document.quote.tax_mode {
        TaxMode::Inclusive => Note {
            text: say!(texts, "mail-withdrawal"),
            link: Link { text: say!(texts, "mail-withdrawal-form"), url: page(facts, "withdrawal/") },
        },
        TaxMode::Exclusive => Note {
            text: say!(texts, "mail-returns"),
            link: Link { text: say!(texts, "mail-returns-page"), url: page(facts, "shipping-and-returns/") },
        },
    };
    if facts.document.quote.lines.iter().all(|line| line.properties.is_empty()) {
        return note;
    }
    Note { text: say!(texts, "mail-made-for-you", note = note.text), ..note }
}

fn terms(facts: &OrderFacts<'_>) -> Note {
    let texts = facts.texts();
    Note {
        text: say!(texts, "mail-ordered-on", at = facts.document.placed_at),
        link: Link { text: say!(texts, "mail-terms"), url: page(facts, "terms/") },
    }
}

fn contact_note(facts: &OrderFacts<'_>) -> Note {
    let texts = facts.texts();
    Note {
        text: say!(texts, "mail-unclear", mail = &facts.shop.contact_mail),
        link: Link { text: say!(texts, "mail-contact"), url: page(facts, "contact/") },
    }
}
