//! The letters: one function each, from what is known about an order to what is written.

mod after_sale;

pub use after_sale::{merchant_attention, merchant_disputed, refunded, shipped};

use crate::content::{Content, Fact, Link, Note, OrderLine, OrderTable};
use crate::words::{method_name, moment, one_line, totals};
use crate::{Letter, MailError, OrderFacts, html, text};
use domain::orders::CancelReason;
use domain::orders::state::OrderStatus;
use domain::payments::PaymentMethod;
use domain::payments::refund::RefundStatus;
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use domain::time::Timestamp;

/// To the shopper: the order is confirmed. Holds what EU Directive 2011/83 Art. 8 (7) wants on a durable
/// medium: what was ordered, what it costs with tax and delivery, who sells, and the right of withdrawal.
///
/// # Errors
/// [`MailError::Layout`].
pub fn confirmation(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let delivery = &facts.document.quote.delivery;
    let next = match delivery.kind {
        DeliveryKind::Delivery => format!("We pack it now. It arrives in {}.", delivery.promise),
        DeliveryKind::Pickup => {
            format!("It is {}. Please bring the order number when you pick it up.", delivery.promise)
        }
    };
    let paid = if facts.order.captured.amount_minor > 0 {
        format!(" Your payment of {} has arrived.", facts.order.captured.shown())
    } else {
        String::new()
    };
    let mut content = to_shopper(facts);
    content.subject = format!("Your order {} is confirmed", facts.order.number);
    content.preview.clone_from(&next);
    "Thank you, it is confirmed.".clone_into(&mut content.title);
    content.paragraphs = vec![greeting(facts), format!("Thank you for your order.{paid} {next}")];
    content.button = Some(order_link(facts, "See your order"));
    content.order = Some(order_table(facts));
    content.facts = delivery_facts(facts);
    content.notes = vec![withdrawal(facts), terms(facts)];
    finish(facts.contact.email(), &content)
}

/// To the shopper: the order was received and is paid later, with everything needed to do so.
///
/// # Errors
/// [`MailError::Layout`].
pub fn received(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let (number, total) = (&facts.order.number, facts.order.total.shown());
    let until = moment(facts.order.hold_until);
    let mut content = to_shopper(facts);
    let next = match facts.order.method {
        PaymentMethod::BankTransfer => {
            content.subject = format!("Your order {number}: please transfer {total}");
            "Thank you. One transfer, and it is yours.".clone_into(&mut content.title);
            content.needed = bank_facts(facts, &until);
            format!(
                "Please transfer {total} by {until}. We hold everything for you until then and send it when the \
                 money arrives."
            )
        }
        PaymentMethod::PayOnPickup => {
            content.subject = format!("Your order {number}: we are getting it ready");
            "Thank you. We are getting it ready.".clone_into(&mut content.title);
            let promise = &facts.document.quote.delivery.promise;
            format!("It is {promise}. You pay {total} when you pick it up; we keep it for you until {until}.")
        }
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal => {
            content.subject = format!("Your order {number} waits for its payment");
            "Thank you. One payment, and it is yours.".clone_into(&mut content.title);
            format!("You can pay {total} on the order page. We hold everything for you until {until}.")
        }
    };
    content.preview.clone_from(&next);
    content.paragraphs = vec![greeting(facts), next];
    content.button = Some(order_link(facts, "See your order"));
    content.order = Some(order_table(facts));
    content.facts = delivery_facts(facts);
    content.notes = vec![withdrawal(facts), terms(facts)];
    finish(facts.contact.email(), &content)
}

/// To the shopper: the order was received, and the bank works on the payment.
///
/// # Errors
/// [`MailError::Layout`].
pub fn payment_processing(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let (number, total) = (&facts.order.number, facts.order.total.shown());
    let work = match facts.order.method {
        PaymentMethod::BankDebit => format!("Your bank collects {total}, which takes up to a week."),
        PaymentMethod::Card
        | PaymentMethod::Paypal
        | PaymentMethod::BankTransfer
        | PaymentMethod::PayOnPickup => {
            format!("Your payment of {total} is being checked, which can take a day or two.")
        }
    };
    let mut content = to_shopper(facts);
    content.subject = format!("We have your order {number}; its payment is on its way");
    content.preview.clone_from(&work);
    "Thank you. We have your order.".clone_into(&mut content.title);
    content.paragraphs = vec![
        greeting(facts),
        format!("{work} We hold everything for you meanwhile, and write again as soon as it is settled."),
        "There is nothing more for you to do.".to_owned(),
    ];
    content.button = Some(order_link(facts, "See your order"));
    content.order = Some(order_table(facts));
    content.facts = delivery_facts(facts);
    content.notes = vec![withdrawal(facts), terms(facts)];
    finish(facts.contact.email(), &content)
}

/// To the shopper: a payment was not completed and can be made again until the given time.
///
/// # Errors
/// [`MailError::Layout`].
pub fn payment_not_completed(facts: &OrderFacts<'_>, pay_until: Timestamp) -> Result<Letter, MailError> {
    let until = moment(pay_until);
    let mut content = to_shopper(facts);
    content.subject = format!("Your order {} is not paid yet", facts.order.number);
    content.preview = format!("Nothing was charged. We hold everything for you until {until}.");
    "The payment was not completed.".clone_into(&mut content.title);
    content.paragraphs = vec![
        greeting(facts),
        format!(
            "Nothing was charged. We hold everything for you until {until}; until then you can pay again."
        ),
        "If you have changed your mind, you need not do anything: the order ends by itself.".to_owned(),
    ];
    content.button = Some(order_link(facts, &format!("Pay {} now", facts.order.total.shown())));
    content.order = Some(order_table(facts));
    content.notes = vec![contact_note(facts)];
    finish(facts.contact.email(), &content)
}

/// To the shopper: the order was canceled, why, and what about the money.
///
/// # Errors
/// [`MailError::Layout`].
pub fn canceled(facts: &OrderFacts<'_>, reason: CancelReason) -> Result<Letter, MailError> {
    let money = if facts.order.captured.amount_minor > 0 {
        let paid = facts.order.captured.shown();
        let earlier = facts.order.refunds.iter().any(|refund| refund.status == RefundStatus::Succeeded);
        let what = if earlier { format!("What is left of the {paid}") } else { format!("The {paid}") };
        format!("{what} you paid goes back the way it came.")
    } else {
        "Nothing was charged; if your bank shows a reservation, it disappears by itself.".to_owned()
    };
    let why = match reason {
        CancelReason::Expired => "It was not paid in time, so everything went back on the shelf.",
        CancelReason::CartChanged => "You wanted to change it: everything is back in your cart.",
        CancelReason::Staff => "We could not keep it as it was.",
        CancelReason::CaptureFailed => "Your bank allowed the payment first and then refused it.",
        CancelReason::PaymentFailed => "Your bank did not honor the payment.",
        CancelReason::TooManyDeclines => {
            "The payment was declined too often, so its page was closed to protect cardholders."
        }
    };
    let again = match reason {
        CancelReason::CartChanged => Link { text: "Back to the cart".to_owned(), url: cart_url(facts) },
        CancelReason::Expired
        | CancelReason::Staff
        | CancelReason::CaptureFailed
        | CancelReason::PaymentFailed
        | CancelReason::TooManyDeclines => Link { text: "Back to the shop".to_owned(), url: page(facts, "") },
    };
    let mut content = to_shopper(facts);
    content.subject = format!("Your order {} was canceled", facts.order.number);
    content.preview = format!("{why} {money}");
    "Your order was canceled.".clone_into(&mut content.title);
    content.paragraphs = vec![greeting(facts), format!("{why} {money}")];
    content.button = Some(again);
    content.order = Some(order_table(facts));
    content.notes = vec![contact_note(facts)];
    finish(facts.contact.email(), &content)
}

/// To the merchant: somebody ordered. Without the signed link, which is the shopper's alone.
///
/// # Errors
/// [`MailError::Layout`].
pub fn merchant_new_order(facts: &OrderFacts<'_>) -> Result<Letter, MailError> {
    let (order, quote) = (facts.order, &facts.document.quote);
    let units = quote.lines.iter().map(|line| line.quantity.get()).fold(0, u32::saturating_add);
    let things = if units == 1 { "1 item".to_owned() } else { format!("{units} items") };
    let state = match (order.status, order.method) {
        (OrderStatus::Pending, method) => format!("to be paid {}", method_name(method)),
        (OrderStatus::Confirmed | OrderStatus::Completed, method) => format!("paid {}", method_name(method)),
        (OrderStatus::Canceled, _) => "canceled in the meantime".to_owned(),
    };
    let mut content = after_sale::to_merchant(facts);
    content.subject = format!("New order {}: {}, {things}", order.number, order.total.shown());
    content.preview = format!("{things}, {state}.");
    "A new order.".clone_into(&mut content.title);
    content.paragraphs = vec![format!("{things} for {}, {state}.", order.total.shown())];
    content.order = Some(OrderTable {
        lines: quote
            .lines
            .iter()
            .map(|line| OrderLine {
                title: line.title.clone(),
                detail: format!("{} · {} × {}", line.sku, line.quantity.get(), line.unit_price.shown()),
                amount: line.amount.shown(),
            })
            .collect(),
        totals: totals(quote),
    });
    content.facts = vec![
        Fact { label: "To", lines: facts.contact.address_lines() },
        Fact { label: "How", lines: vec![quote.delivery.name.clone(), quote.delivery.promise.clone()] },
        Fact { label: "Customer", lines: customer(facts) },
        Fact { label: "Ordered", lines: vec![moment(facts.document.placed_at)] },
    ];
    finish(&facts.shop.merchant_mail, &content)
}

fn customer(facts: &OrderFacts<'_>) -> Vec<String> {
    let phone = facts.contact.field(domain::address::AddressField::Phone);
    [Some(facts.contact.email()), phone].into_iter().flatten().map(str::to_owned).collect()
}

fn finish(to: &str, content: &Content) -> Result<Letter, MailError> {
    Ok(Letter {
        to: to.to_owned(),
        subject: one_line(&content.subject),
        html: html::html(content)?,
        text: text::text(content),
    })
}

/// A letter that only says who writes and about what.
fn to_shopper(facts: &OrderFacts<'_>) -> Content {
    let footer = vec![
        facts.shop.company.join(" · "),
        format!("Questions? Write to {}.", facts.shop.contact_mail),
        format!("This mail was sent by {} because of your order.", facts.sender),
    ];
    Content {
        shop: facts.shop.name.clone(),
        subject: String::new(),
        preview: String::new(),
        eyebrow: format!("Order {}", facts.order.number),
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

fn greeting(facts: &OrderFacts<'_>) -> String {
    format!("Hello {},", one_line(facts.contact.name()))
}

fn page(facts: &OrderFacts<'_>, name: &str) -> String {
    format!("{}/{name}", facts.site_url.trim_end_matches('/'))
}

/// The cart has one address for all storefronts, beside the order page.
fn cart_url(facts: &OrderFacts<'_>) -> String {
    let origin = facts.order_url.split_once("/order/").map_or(facts.site_url, |(origin, _)| origin);
    format!("{}/cart", origin.trim_end_matches('/'))
}

fn order_link(facts: &OrderFacts<'_>, text: &str) -> Link {
    Link { text: text.to_owned(), url: facts.order_url.to_owned() }
}

fn order_table(facts: &OrderFacts<'_>) -> OrderTable {
    let quote = &facts.document.quote;
    let line = |line: &domain::pricing::QuoteLine| OrderLine {
        title: line.title.clone(),
        detail: format!("{} × {}", line.quantity.get(), line.unit_price.shown()),
        amount: line.amount.shown(),
    };
    OrderTable { lines: quote.lines.iter().map(line).collect(), totals: totals(quote) }
}

fn delivery_facts(facts: &OrderFacts<'_>) -> Vec<Fact> {
    let delivery = &facts.document.quote.delivery;
    match delivery.kind {
        DeliveryKind::Delivery => vec![
            Fact { label: "Delivery to", lines: facts.contact.address_lines() },
            Fact { label: "How", lines: vec![delivery.name.clone(), delivery.promise.clone()] },
        ],
        DeliveryKind::Pickup => vec![
            Fact { label: "Pick it up at", lines: facts.shop.pickup_address.clone() },
            Fact { label: "When", lines: vec![delivery.promise.clone()] },
        ],
    }
}

fn bank_facts(facts: &OrderFacts<'_>, until: &str) -> Vec<Fact> {
    let one = |label, line: String| Fact { label, lines: vec![line] };
    vec![
        Fact { label: "Transfer to", lines: facts.shop.bank_account.clone() },
        one("Amount", facts.order.total.shown()),
        one("Until", until.to_owned()),
        one("Reference", facts.order.number.to_string()),
    ]
}

fn withdrawal(facts: &OrderFacts<'_>) -> Note {
    let text = match facts.document.quote.tax_mode {
        TaxMode::Inclusive => {
            "As a consumer you can withdraw from this order within 14 days of receiving it, without giving a \
             reason."
        }
        TaxMode::Exclusive => "If something is not as you hoped, you can send it back.",
    };
    Note {
        text: text.to_owned(),
        link: match facts.document.quote.tax_mode {
            TaxMode::Inclusive => Link {
                text: "Right of withdrawal, with the form".to_owned(),
                url: page(facts, "withdrawal/"),
            },
            TaxMode::Exclusive => {
                Link { text: "Shipping and returns".to_owned(), url: page(facts, "shipping-and-returns/") }
            }
        },
    }
}

fn terms(facts: &OrderFacts<'_>) -> Note {
    Note {
        text: format!("You ordered on {} under our terms.", moment(facts.document.placed_at)),
        link: Link { text: "Terms".to_owned(), url: page(facts, "terms/") },
    }
}

fn contact_note(facts: &OrderFacts<'_>) -> Note {
    Note {
        text: format!("Something unclear? Write to {}.", facts.shop.contact_mail),
        link: Link { text: "Contact".to_owned(), url: page(facts, "contact/") },
    }
}
