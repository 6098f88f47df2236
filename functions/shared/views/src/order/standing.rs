//! What the order page says first: one sentence for every state, and what follows from it.

use super::OrderPage;
use crate::parts::moment;
use domain::orders::CancelReason;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::payments::{AttemptStatus, PaymentMethod, PaymentStatus};
use domain::shipping::DeliveryKind;

const OVER: &str = "We are ending this order, and everything goes back on the shelf. If you have paid in the meantime, \
    the money goes back the way it came.";

/// The head of the page.
pub struct Standing {
    /// Where the order stands, as a sentence.
    pub title: &'static str,
    /// What that means for the shopper.
    pub lead: String,
    /// Whether somebody else is about to change it, so that looking again soon is worth it.
    pub undecided: bool,
}

impl Standing {
    fn settled(title: &'static str, lead: impl Into<String>) -> Self {
        Self { title, lead: lead.into(), undecided: false }
    }

    fn undecided(title: &'static str, lead: impl Into<String>) -> Self {
        Self { title, lead: lead.into(), undecided: true }
    }
}

/// Where an order stands.
pub fn of(page: &OrderPage<'_>) -> Standing {
    match page.order.status {
        OrderStatus::Pending => pending(page),
        OrderStatus::Confirmed => confirmed(page),
        OrderStatus::Completed => {
            Standing::settled("Everything has arrived.", "We hope it becomes a favorite. Thank you.")
        }
        OrderStatus::Canceled => canceled(page),
    }
}

fn pending(page: &OrderPage<'_>) -> Standing {
    let until = moment(page.order.hold_until);
    if page.order.cancel_requested.is_some() {
        return Standing::undecided(
            "We are canceling this order.",
            "This takes a moment. Nothing more will be charged.",
        );
    }
    if page.order.method.is_offline() && page.now >= page.order.hold_until {
        return Standing::undecided("The time to pay is over.", OVER);
    }
    match page.order.method {
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal => hosted(page, &until),
        PaymentMethod::BankTransfer => Standing::settled(
            "Thank you. One transfer, and it is yours.",
            format!(
                "Please transfer {} by {until}. We hold everything for you until then and send it when the money \
                 arrives.",
                page.order.total.shown()
            ),
        ),
        PaymentMethod::PayOnPickup => Standing::settled(
            "Thank you. We are getting it ready.",
            format!(
                "You pay {} when you pick it up. We keep it for you until {until}. Please bring the order number.",
                page.order.total.shown()
            ),
        ),
    }
}

fn hosted(page: &OrderPage<'_>, until: &str) -> Standing {
    match page.order.payment {
        PaymentStatus::RequiresPaymentMethod => unpaid(page, until),
        PaymentStatus::Processing => Standing::undecided(
            "Your bank is working on it.",
            "That can take a while. There is nothing more for you to do: we write to you as soon as it is settled.",
        ),
        PaymentStatus::RequiresCapture | PaymentStatus::Captured => Standing::undecided(
            "Thank you. Your payment is being confirmed.",
            "This usually takes a few seconds. You can leave this page: we write to you as well.",
        ),
        PaymentStatus::Failed | PaymentStatus::Voided => Standing::undecided(
            "The payment did not go through.",
            "Nothing was charged. We are ending this order.",
        ),
        PaymentStatus::PartiallyRefunded | PaymentStatus::Refunded | PaymentStatus::Disputed => {
            let mail = &page.store.terms.shop.contact_mail;
            Standing::settled(
                "We are looking into this payment.",
                format!("Something about it needs a person. Questions reach us at {mail}."),
            )
        }
    }
}

fn unpaid(page: &OrderPage<'_>, until: &str) -> Standing {
    let attempts = &page.order.attempts;
    let open = attempts.iter().any(|attempt| attempt.status == AttemptStatus::Open);
    let title = "Waiting for your payment.";
    match (page.can_pay, open) {
        (true, true) => Standing::undecided(
            title,
            format!(
                "We hold everything for you until {until}. If you have just paid, this page shows it in a moment."
            ),
        ),
        (true, false) => Standing::settled(
            title,
            format!(
                "The last payment was not completed and nothing was charged. We hold everything until {until}."
            ),
        ),
        (false, _) if page.now >= page.order.hold_until => {
            Standing::undecided("The time to pay is over.", OVER)
        }
        (false, _) => Standing::settled(
            "This order can no longer be paid.",
            format!(
                "Nothing was charged. It ends by itself at {until}; until then you can take everything back into \
                 your cart and order again."
            ),
        ),
    }
}

fn confirmed(page: &OrderPage<'_>) -> Standing {
    let delivery = &page.document.quote.delivery;
    let wrote = page.contact.map_or_else(
        || "We wrote to you at the address you gave.".to_owned(),
        |contact| format!("We wrote to {}.", contact.email()),
    );
    match (page.order.fulfillment, delivery.kind) {
        (FulfillmentStatus::Pending | FulfillmentStatus::Ready, DeliveryKind::Delivery) => Standing::settled(
            "Thank you, it is confirmed.",
            format!("{wrote} We pack it now; it arrives in {}.", delivery.promise),
        ),
        (FulfillmentStatus::Pending | FulfillmentStatus::Ready, DeliveryKind::Pickup) => Standing::settled(
            "Thank you, it is confirmed.",
            format!("{wrote} It is {}. Please bring the order number.", delivery.promise),
        ),
        (FulfillmentStatus::Shipped, DeliveryKind::Delivery) if !page.order.held.is_empty() => {
            Standing::settled(
                "Part of it is on its way.",
                "The rest follows; what is in which parcel is below.",
            )
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Delivery) if page.order.shipments > 1 => {
            Standing::settled("It is on its way.", "The carriers have all your parcels.")
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Delivery) => {
            Standing::settled("It is on its way.", "The carrier has your parcel.")
        }
        (FulfillmentStatus::Shipped, DeliveryKind::Pickup) => {
            Standing::settled("It is ready for you.", "Please bring the order number when you pick it up.")
        }
        (FulfillmentStatus::Delivered, _) => {
            Standing::settled("It has arrived.", "We hope it becomes a favorite. Thank you.")
        }
        (FulfillmentStatus::Returned, _) => {
            Standing::settled("It came back to us.", "We write to you about the next step.")
        }
    }
}

fn canceled(page: &OrderPage<'_>) -> Standing {
    let late = page.order.refunded_minor() > 0;
    let money = match page.order.method {
        _ if page.order.captured.amount_minor > 0 => {
            format!("The {} you paid goes back the way it came.", page.order.captured.shown())
        }
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal if late => {
            "Your payment came when it had ended already, and all of it goes back the way it came.".to_owned()
        }
        PaymentMethod::Card | PaymentMethod::BankDebit | PaymentMethod::Paypal => {
            "Nothing was charged; if your bank shows a reservation, it disappears by itself.".to_owned()
        }
        PaymentMethod::BankTransfer | PaymentMethod::PayOnPickup => "There is nothing to pay.".to_owned(),
    };
    match page.order.canceled_for() {
        Some(CancelReason::CartChanged) => Standing::settled(
            "Everything is back in your cart.",
            format!("This order has ended, as you asked. {money}"),
        ),
        Some(CancelReason::Expired) => Standing::settled(
            "This order was not paid in time.",
            format!(
                "It has ended, and everything went back on the shelf. {money} You are welcome to order again."
            ),
        ),
        Some(CancelReason::CaptureFailed) => Standing::settled(
            "Your bank took the payment back.",
            format!("It was allowed first and then refused, so this order has ended. {money}"),
        ),
        Some(CancelReason::PaymentFailed) => Standing::settled(
            "Your bank did not honor the payment.",
            format!("It was on its way and came back, so this order has ended. {money}"),
        ),
        Some(CancelReason::TooManyDeclines) => Standing::settled(
            "Your payment was declined too often.",
            format!(
                "To protect cardholders the payment page was closed and this order has ended. {money} You are \
                 welcome to order again and pay in another way."
            ),
        ),
        Some(CancelReason::Staff) | None => Standing::settled(
            "This order was canceled.",
            format!("{money} Questions reach us at {}.", page.store.terms.shop.contact_mail),
        ),
    }
}
