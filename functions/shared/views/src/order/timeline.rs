//! The order's steps from placing to arrival, with what is done, what is going on, and what failed.

use super::OrderPage;
use crate::parts::time;
use domain::orders::OrderEventKind;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::payments::PaymentMethod;
use domain::shipping::DeliveryKind;
use domain::time::Timestamp;
use maud::{Markup, html};
use texts::{Texts, say};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Done,
    Now,
    Failed,
    Later,
}

struct Step {
    progress: Progress,
    name: String,
    at: Option<Timestamp>,
    note: Option<String>,
}

impl Step {
    const fn new(progress: Progress, name: String) -> Self {
        Self { progress, name, at: None, note: None }
    }

    fn at(mut self, at: Option<Timestamp>) -> Self {
        self.at = at;
        self
    }

    fn noted(mut self, note: String) -> Self {
        self.note = Some(note);
        self
    }
}

/// The timeline.
pub fn list(page: &OrderPage<'_>) -> Markup {
    html! {
        ol class="timeline" { @for step in steps(page) { (item(page.store.texts(), &step)) } }
    }
}

fn item(texts: Texts, step: &Step) -> Markup {
    let class = match step.progress {
        Progress::Done => Some("done"),
        Progress::Now => Some("now"),
        Progress::Failed => Some("failed"),
        Progress::Later => None,
    };
    html! {
        li class=[class] aria-current=[(step.progress == Progress::Now).then_some("step")] {
            strong { (step.name) }
            @if let Some(at) = step.at { " " (time(texts, at)) }
            @if let Some(note) = &step.note { p { (note) } }
        }
    }
}

fn steps(page: &OrderPage<'_>) -> Vec<Step> {
    let (order, texts) = (page.order, page.store.texts());
    let ordered = Step::new(Progress::Done, say!(texts, "order-step-ordered"));
    let mut steps = vec![ordered.at(Some(order.placed_at))];
    let paid_at = when(page, |kind| matches!(kind, OrderEventKind::Confirmed));
    match order.status {
        OrderStatus::Canceled => {
            if paid_at.is_some() {
                steps.push(Step::new(Progress::Done, say!(texts, "order-step-paid")).at(paid_at));
            }
            let canceled_at = when(page, |kind| matches!(kind, OrderEventKind::Canceled { .. }));
            let canceled = Step::new(Progress::Failed, say!(texts, "order-step-canceled"));
            steps.push(canceled.at(canceled_at));
        }
        OrderStatus::Pending => {
            let until = order.hold_until;
            if order.method == PaymentMethod::PayOnPickup {
                let promise = texts.promise(&page.document.quote.delivery);
                let prepared = Step::new(Progress::Now, say!(texts, "order-step-prepared"));
                let picked_up = Step::new(Progress::Later, say!(texts, "order-step-picked-up-and-paid"));
                steps.push(prepared.noted(promise));
                steps.push(picked_up.noted(say!(texts, "order-step-by", until = until)));
            } else {
                let payment = Step::new(Progress::Now, say!(texts, "order-step-payment"));
                steps.push(payment.noted(say!(texts, "order-step-held", until = until)));
                steps.extend(arrival(page));
            }
        }
        OrderStatus::Confirmed | OrderStatus::Completed => {
            let name = if order.total.amount_minor == 0 {
                say!(texts, "order-step-nothing-to-pay")
            } else {
                say!(texts, "order-step-paid")
            };
            steps.push(Step::new(Progress::Done, name).at(paid_at));
            steps.extend(arrival(page));
        }
    }
    steps
}

fn when(page: &OrderPage<'_>, wanted: impl Fn(&OrderEventKind) -> bool) -> Option<Timestamp> {
    page.order.events.iter().rev().find(|event| wanted(&event.kind)).map(|event| event.at)
}

fn arrival(page: &OrderPage<'_>) -> Vec<Step> {
    use Progress::{Done, Later, Now};
    let (quote, texts) = (&page.document.quote, page.store.texts());
    let (sent, arrived, preparing) = match quote.delivery.kind {
        DeliveryKind::Delivery => (
            say!(texts, "order-step-shipped"),
            say!(texts, "order-step-delivered"),
            say!(texts, "order-step-packing"),
        ),
        DeliveryKind::Pickup => (
            say!(texts, "order-step-ready"),
            say!(texts, "order-step-picked-up"),
            say!(texts, "order-step-getting-ready"),
        ),
    };
    let mut steps = match page.order.fulfillment {
        FulfillmentStatus::Pending => {
            vec![Step::new(Later, sent), Step::new(Later, arrived).noted(promised(page))]
        }
        FulfillmentStatus::Ready => {
            vec![Step::new(Now, sent).noted(preparing), Step::new(Later, arrived).noted(promised(page))]
        }
        FulfillmentStatus::Shipped => vec![Step::new(Done, sent), Step::new(Now, arrived)],
        FulfillmentStatus::Delivered | FulfillmentStatus::Returned => {
            vec![Step::new(Done, sent), Step::new(Done, arrived)]
        }
    };
    if page.order.fulfillment == FulfillmentStatus::Returned {
        steps.push(Step::new(Done, say!(texts, "order-step-returned")));
    }
    steps
}

fn promised(page: &OrderPage<'_>) -> String {
    let (delivery, texts) = (&page.document.quote.delivery, page.store.texts());
    let promise = texts.promise(delivery);
    match delivery.kind {
        DeliveryKind::Delivery => say!(texts, "order-step-after-payment", days = promise),
        DeliveryKind::Pickup => {
            let place = page.store.terms.shop.pickup_address.join(", ");
            say!(texts, "order-step-pickup-at", place = place, promise = promise)
        }
    }
}
