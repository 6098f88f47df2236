//! The order's steps from placing to arrival, with what is done, what is going on, and what failed.

use super::OrderPage;
use crate::parts::{moment, time};
use domain::orders::OrderEventKind;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::payments::PaymentMethod;
use domain::shipping::DeliveryKind;
use domain::time::Timestamp;
use maud::{Markup, html};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Done,
    Now,
    Failed,
    Later,
}

struct Step {
    progress: Progress,
    name: &'static str,
    at: Option<Timestamp>,
    note: Option<String>,
}

impl Step {
    const fn new(progress: Progress, name: &'static str) -> Self {
        Self { progress, name, at: None, note: None }
    }

    fn at(mut self, at: Option<Timestamp>) -> Self {
        self.at = at;
        self
    }

    fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// The timeline.
pub fn list(page: &OrderPage<'_>) -> Markup {
    html! {
        ol class="timeline" { @for step in steps(page) { (item(&step)) } }
    }
}

fn item(step: &Step) -> Markup {
    let class = match step.progress {
        Progress::Done => Some("done"),
        Progress::Now => Some("now"),
        Progress::Failed => Some("failed"),
        Progress::Later => None,
    };
    html! {
        li class=[class] aria-current=[(step.progress == Progress::Now).then_some("step")] {
            strong { (step.name) }
            @if let Some(at) = step.at { " " (time(at)) }
            @if let Some(note) = &step.note { p { (note) } }
        }
    }
}

fn steps(page: &OrderPage<'_>) -> Vec<Step> {
    let order = page.order;
    let mut steps = vec![Step::new(Progress::Done, "Ordered").at(Some(order.placed_at))];
    let paid_at = when(page, |kind| matches!(kind, OrderEventKind::Confirmed));
    match order.status {
        OrderStatus::Canceled => {
            if paid_at.is_some() {
                steps.push(Step::new(Progress::Done, "Paid").at(paid_at));
            }
            let canceled_at = when(page, |kind| matches!(kind, OrderEventKind::Canceled { .. }));
            steps.push(Step::new(Progress::Failed, "Canceled").at(canceled_at));
        }
        OrderStatus::Pending => {
            let until = moment(order.hold_until);
            if order.method == PaymentMethod::PayOnPickup {
                let promise = page.document.quote.delivery.promise.clone();
                steps.push(Step::new(Progress::Now, "Being prepared").noted(promise));
                steps.push(Step::new(Progress::Later, "Picked up and paid").noted(format!("By {until}.")));
            } else {
                steps.push(Step::new(Progress::Now, "Payment").noted(format!("Held for you until {until}.")));
                steps.extend(arrival(page));
            }
        }
        OrderStatus::Confirmed | OrderStatus::Completed => {
            let name = if order.total.amount_minor == 0 { "Confirmed, nothing to pay" } else { "Paid" };
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
    let quote = &page.document.quote;
    let (sent, arrived, preparing) = match quote.delivery.kind {
        DeliveryKind::Delivery => ("Shipped", "Delivered", "We are packing it."),
        DeliveryKind::Pickup => ("Ready for pickup", "Picked up", "We are getting it ready."),
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
        steps.push(Step::new(Done, "Returned"));
    }
    steps
}

fn promised(page: &OrderPage<'_>) -> String {
    let delivery = &page.document.quote.delivery;
    match delivery.kind {
        DeliveryKind::Delivery => format!("{} after payment.", delivery.promise),
        DeliveryKind::Pickup => {
            format!("{}: {}.", page.store.terms.shop.pickup_address.join(", "), delivery.promise)
        }
    }
}
