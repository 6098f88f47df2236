//! The providers: their simulators in this process, their ledger for the auditor, and the events they owe.

use crate::fault::Fault;
use crate::functions::{PAYPAL, PROVIDER_KEY, SITE, WEBHOOK_SECRET};
use crate::gate::Means;
use crate::paypal::Paypal;
use audit::{Ledger, Taken};
use domain::payments::Provider as Name;
use gateway::EVENT_KINDS;
use lambda_http::{Body, Request};
use provider_sim::{
    Clock, Control, DashboardRefund, DebitPayment, FaultKind, InProcess, Payment, PaymentOutcome, SimConfig,
    ThreeDSecure, signature,
};
use serde_json::Value;
use std::cell::Cell;
use store::table::Key;

/// The providers: Stripe, and PayPal beside it.
pub struct Providers {
    sim: InProcess,
    control: Control,
    /// PayPal.
    pub paypal: Paypal,
    /// Their ledger, as the auditor wants it.
    pub ledger: Ledger,
    newest: String,
    /// After how many changes of theirs stock was taken, events were looked for, and the next expiry was.
    stock_at: Option<(u64, u64)>,
    events_at: Option<(u64, u64)>,
    expiry_at: Cell<(Option<u64>, Option<i64>)>,
}

/// An event that a provider made.
#[derive(Debug, Clone)]
pub struct Event {
    /// Whose it is.
    pub provider: Name,
    /// Its id.
    pub id: String,
    /// Its body, as it is posted.
    pub body: String,
}

impl Event {
    /// Where the shop keeps it.
    pub fn key(&self) -> Key {
        store::table::provider_event(self.provider.name(), &self.id)
    }
}

impl Providers {
    /// Providers whose ids follow from a seed.
    pub fn new(seed: u64, now_ms: i64) -> Self {
        let mut config = SimConfig::new(PROVIDER_KEY);
        config.seed = Some(format!("{seed:016x}"));
        config.clock = Clock::fixed(now_ms);
        let sim = InProcess::new(config).expect("a ledger in memory");
        let control = sim.control();
        Self {
            sim,
            control,
            paypal: Paypal::new(seed, now_ms),
            ledger: Ledger::default(),
            newest: String::new(),
            stock_at: None,
            events_at: None,
            expiry_at: Cell::default(),
        }
    }

    /// Moves their clocks forward.
    pub fn advance(&mut self, by_ms: i64) {
        self.control.clock().advance_ms(by_ms);
        self.paypal.advance(by_ms);
    }

    /// Answers a request, with a fault of its own where one is wanted.
    pub async fn call(
        &mut self,
        request: http::Request<Vec<u8>>,
        fault: Option<Fault>,
    ) -> Option<http::Response<Vec<u8>>> {
        if request.uri().to_string().starts_with(PAYPAL) {
            let answer = self.paypal.call(request, fault).await;
            self.take_stock();
            return answer;
        }
        let kind = match fault {
            Some(Fault::FailsBefore) => Some(FaultKind::ServerError),
            Some(Fault::FailsAfter) => Some(FaultKind::ServerErrorAfterApplying),
            Some(Fault::Throttled) => Some(FaultKind::RateLimited),
            _ => None,
        };
        if let Some(kind) = kind {
            self.control.add_fault(provider_sim::Fault { endpoint: None, kind, times: 1 });
        }
        let answer = self.sim.call(request).await;
        self.control.clear_faults();
        self.take_stock();
        answer
    }

    /// A shopper pays on a hosted page; whether it was taken.
    pub fn pay(&mut self, session: &str, means: Means) -> bool {
        let paid = match means {
            Means::Card(card) => {
                let three_d_secure = Some(ThreeDSecure::Complete);
                let payment = Payment { card: card.to_owned(), email: None, three_d_secure };
                matches!(self.control.pay(session, &payment), Ok(PaymentOutcome::Paid { .. }))
            }
            Means::Account(iban) => {
                let payment = DebitPayment { iban: iban.to_owned(), email: None, after_ms: None };
                self.control.pay_by_debit(session, &payment).is_ok()
            }
            Means::Wallet(wallet) => self.paypal.approve(session, wallet),
        };
        self.take_stock();
        paid
    }

    /// The merchant gives back what is left of an order's money, in Stripe's dashboard.
    pub fn give_back(&mut self, order: &str) {
        for session in self.control.sessions().unwrap_or_default() {
            if session["metadata"]["order_id"] == order {
                let all = DashboardRefund { amount: None, reason: None };
                // Of what nobody paid nothing is left.
                drop(self.control.refund(&text(&session, "payment_intent"), &all));
            }
        }
        self.take_stock();
    }

    /// Events that were not seen before, oldest first.
    pub fn new_events(&mut self) -> Vec<Event> {
        let changes = self.changes();
        if changes == std::mem::replace(&mut self.events_at, changes) {
            return Vec::new();
        }
        let events = self.control.events_after(&self.newest).unwrap_or_default();
        if let Some(newest) = events.first() {
            self.newest = text(newest, "id");
        }
        let mut new: Vec<Event> = events
            .iter()
            .filter(|event| EVENT_KINDS.contains(&event["type"].as_str().unwrap_or_default()))
            .map(|event| Event { provider: Name::Stripe, id: text(event, "id"), body: event.to_string() })
            .collect();
        new.reverse();
        new.extend(self.paypal.new_events());
        new
    }

    /// When the next open page runs out, or something happens at PayPal.
    pub fn next_ms(&self) -> Option<i64> {
        let changes = self.control.changes().ok();
        if self.expiry_at.get().0 != changes {
            let sessions = self.control.sessions().unwrap_or_default();
            let open = sessions.iter().filter(|session| session["status"] == "open");
            let next = open.filter_map(|session| session["expires_at"].as_i64()).min();
            self.expiry_at.set((changes, next.map(|at_s| at_s * 1_000)));
        }
        self.expiry_at.get().1.into_iter().chain(self.paypal.next_ms()).min()
    }

    /// How often each of them changed anything.
    fn changes(&self) -> Option<(u64, u64)> {
        Some((self.control.changes().ok()?, self.paypal.changes()))
    }

    /// The bodies of everything paid, to be asked about by the auditor.
    pub fn take_stock(&mut self) {
        let changes = self.changes();
        if changes == std::mem::replace(&mut self.stock_at, changes) {
            return;
        }
        let totals = self.control.totals().unwrap_or_default();
        let mut ledger = Ledger::default();
        for (order, totals) in totals {
            let taken = Taken {
                currency: totals.currency,
                open_sessions: totals.open_sessions,
                capturable: totals.capturable,
                captured: totals.captured,
                refunded: totals.refunded,
                asked: Vec::new(),
                open: Vec::new(),
            };
            ledger.orders.insert(order, taken);
        }
        for session in self.control.sessions().unwrap_or_default() {
            let order = session["metadata"]["order_id"].as_str().unwrap_or_default();
            if let Some(taken) = ledger.orders.get_mut(order) {
                taken.asked.extend(session["amount_total"].as_i64());
                if session["status"] == "open" {
                    taken.open.push(text(&session, "id"));
                }
            }
        }
        self.paypal.take_stock(&mut ledger);
        self.ledger = ledger;
    }

    /// The request that brings an event to the shop, signed now.
    pub fn webhook(&self, event: &Event, now_ms: i64) -> Request {
        match event.provider {
            Name::Stripe => from_stripe(event, now_ms),
            Name::Paypal => self.paypal.webhook(event),
        }
    }
}

/// A text in an object of a provider's.
pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn from_stripe(event: &Event, now_ms: i64) -> Request {
    let at_s = now_ms.div_euclid(1_000);
    http::Request::builder()
        .method("POST")
        .uri(format!("{SITE}/webhooks/stripe"))
        .header("content-type", "application/json; charset=utf-8")
        .header("stripe-signature", signature(WEBHOOK_SECRET, at_s, &event.body))
        .body(Body::Text(event.body.clone()))
        .expect("a request")
}
