//! What the order page says first: one sentence for every state, and what follows from it.

use super::OrderPage;
use domain::orders::CancelReason;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::payments::{AttemptStatus, PaymentMethod, PaymentStatus};
use domain::shipping::DeliveryKind;
use texts::{Texts, say};

/// The head of the page.
pub struct Standing {
    /// Where the order stands, as a sentence.
    pub title: String,
    /// What that means for the shopper.
    pub lead: String,
    /// Whether somebody else is about to change it, so that looking again soon is worth it.
    pub undecided: bool,
}

impl Standing {
    const fn settled(title: String, lead: String) -> Self {
        Self { title, lead, undecided: false }
    }

    const fn undecided(title: String, lead: String) -> Self {
        Self { title, lead, undecided: true }
    }
}

/// Where an order stands.
pub fn of(page: &OrderPage<'_>) -> Standing {
    let texts = page.store.texts();
    match page.order.status {
        OrderStatus::Pending => pending(page, texts),
        OrderStatus::Confirmed => confirmed(page, texts),
        OrderStatus::Completed => {
            Standing::settled(say!(texts, "order-completed"), say!(texts, "order-favorite"))
        }
        OrderStatus::Canceled => canceled(page, texts),
    }
}

fn pending(page: &OrderPage<'_>, texts: Texts) -> Standing {
    let (total, until) = (page.order.total, page.order.hold_until);
    if page.order.cancel_requested.is_some() {
        return Standing::undecided(say!(texts, "order-canceling"), say!(texts, "order-canceling-lead"));
    }
    if page.order.method.is_offline() && page.now >= until {
        return Standing::undecided(say!(texts, "order-too-late"), say!(texts, "order-over"));
    }
    match page.order.method {
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal => hosted(page, texts),
        PaymentMethod::BankTransfer => Standing::settled(
            say!(texts, "order-transfer"),
            say!(texts, "order-transfer-lead", total = total, until = until),
        ),
        PaymentMethod::PayOnPickup => Standing::settled(
            say!(texts, "order-getting-ready"),
            say!(texts, "order-getting-ready-lead", total = total, until = until),
        ),
    }
}

fn hosted(page: &OrderPage<'_>, texts: Texts) -> Standing {
    match page.order.payment {
        PaymentStatus::RequiresPaymentMethod => unpaid(page, texts),
        PaymentStatus::Processing => {
            Standing::undecided(say!(texts, "order-bank-works"), say!(texts, "order-bank-works-lead"))
        }
        PaymentStatus::RequiresCapture | PaymentStatus::Captured => {
            Standing::undecided(say!(texts, "order-confirming"), say!(texts, "order-confirming-lead"))
        }
        PaymentStatus::Failed | PaymentStatus::Voided => {
            Standing::undecided(say!(texts, "order-payment-failed"), say!(texts, "order-payment-failed-lead"))
        }
        PaymentStatus::PartiallyRefunded | PaymentStatus::Refunded | PaymentStatus::Disputed => {
            let mail = &page.store.terms.shop.contact_mail;
            Standing::settled(
                say!(texts, "order-looking-into"),
                say!(texts, "order-looking-into-lead", mail = mail),
            )
        }
    }
}

fn unpaid(page: &OrderPage<'_>, texts: Texts) -> Standing {
    let open = page.order.attempts.iter().any(|attempt| attempt.status == AttemptStatus::Open);
    let (until, title) = (page.order.hold_until, say!(texts, "order-waiting"));
    match (page.can_pay, open) {
        (true, true) => Standing::undecided(title, say!(texts, "order-waiting-lead", until = until)),
        (true, false) => Standing::settled(title, say!(texts, "order-waiting-again-lead", until = until)),
        (false, _) if page.now >= until => {
            Standing::undecided(say!(texts, "order-too-late"), say!(texts, "order-over"))
        }
        (false, _) => Standing::settled(
            say!(texts, "order-not-payable"),
            say!(texts, "order-not-payable-lead", until = until),
        ),
    }
}

fn confirmed(page: &OrderPage<'_>, texts: Texts) -> Standing {
    let kind = page.document.quote.delivery.kind;
    match (page.order.fulfillment, kind) {
        (FulfillmentStatus::Pending | FulfillmentStatus::Ready, _) => {
            Standing::settled(say!(texts, "order-confirmed"), confirmed_lead(page, texts))
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Delivery) if !page.order.held.is_empty() => {
            Standing::settled(say!(texts, "order-part-shipped"), say!(texts, "order-part-shipped-lead"))
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Delivery) if page.order.shipments > 1 => {
            Standing::settled(say!(texts, "order-shipped"), say!(texts, "order-shipped-all-lead"))
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Delivery) => {
            Standing::settled(say!(texts, "order-shipped"), say!(texts, "order-shipped-lead"))
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Pickup) => {
            Standing::settled(say!(texts, "order-ready"), say!(texts, "order-ready-lead"))
        }
        (FulfillmentStatus::Delivered, _) => {
            Standing::settled(say!(texts, "order-arrived"), say!(texts, "order-favorite"))
        }
        (FulfillmentStatus::Returned, _) => {
            Standing::settled(say!(texts, "order-returned"), say!(texts, "order-returned-lead"))
        }
    }
}

fn confirmed_lead(page: &OrderPage<'_>, texts: Texts) -> String {
    let delivery = &page.document.quote.delivery;
    let mail = page.contact.map(domain::address::Contact::email);
    let (days, promise) = (texts.arrival(delivery), texts.promise(delivery));
    match (delivery.kind, mail) {
        (DeliveryKind::Delivery, Some(mail)) => say!(texts, "order-confirmed-lead", mail = mail, days = days),
        (DeliveryKind::Delivery, None) => say!(texts, "order-confirmed-nobody-lead", days = days),
        (DeliveryKind::Pickup, Some(mail)) => {
            say!(texts, "order-confirmed-pickup-lead", mail = mail, promise = promise)
        }
        (DeliveryKind::Pickup, None) => say!(texts, "order-confirmed-nobody-pickup-lead", promise = promise),
    }
}

/// What happens to the money of an order that was canceled.
fn money(page: &OrderPage<'_>, texts: Texts) -> String {
    let late = page.order.refunded_minor() > 0;
    match page.order.method {
        _ if page.order.captured.amount_minor > 0 => {
            say!(texts, "order-money-back", amount = page.order.captured)
        }
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal if late => {
            say!(texts, "order-money-late")
        }
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal => {
            say!(texts, "order-nothing-charged")
        }
        PaymentMethod::BankTransfer | PaymentMethod::PayOnPickup => say!(texts, "order-nothing-to-pay"),
    }
}

fn canceled(page: &OrderPage<'_>, texts: Texts) -> Standing {
    let money = money(page, texts);
    let (title, lead) = match page.order.canceled_for() {
        Some(CancelReason::CartChanged) => {
            (say!(texts, "order-changed"), say!(texts, "order-changed-lead", money = money))
        }
        Some(CancelReason::Expired) => {
            (say!(texts, "order-expired"), say!(texts, "order-expired-lead", money = money))
        }
        Some(CancelReason::CaptureFailed) => {
            (say!(texts, "order-bank-took-back"), say!(texts, "order-bank-took-back-lead", money = money))
        }
        Some(CancelReason::PaymentFailed) => {
            (say!(texts, "order-bank-refused"), say!(texts, "order-bank-refused-lead", money = money))
        }
        Some(CancelReason::TooManyDeclines) => {
            let lead = say!(texts, "order-declined-too-often-lead", money = money);
            (say!(texts, "order-declined-too-often"), lead)
        }
        Some(CancelReason::Staff) | None => {
            let mail = &page.store.terms.shop.contact_mail;
            (say!(texts, "order-canceled"), say!(texts, "order-canceled-lead", money = money, mail = mail))
        }
    };
    Standing::settled(title, lead)
}
