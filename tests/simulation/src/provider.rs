//! The provider: its simulator in this process, its ledger for the auditor, and the events it owes to the webhook.

use crate::fault::Fault;
use crate::functions::{PROVIDER_KEY, SITE, WEBHOOK_SECRET};
use crate::gate::Means;
use audit::{Ledger, Taken};
use gateway::EVENT_KINDS;
use lambda_http::{Body, Request};
use provider_sim::{
    Clock, Control, DebitPayment, FaultKind, InProcess, Payment, PaymentOutcome, SimConfig, ThreeDSecure,
    signature,
};
use serde_json::Value;

/// The provider.
pub struct Provider {
    sim: InProcess,
    control: Control,
    /// Its ledger, as the auditor wants it.
    pub ledger: Ledger,
    newest: String,
}

/// An event that the provider made.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// Its body, as it is posted.
    pub body: String,
}

impl Provider {
    /// A provider whose ids follow from a seed.
    pub fn new(seed: u64, now_ms: i64) -> Self {
        let mut config = SimConfig::new(PROVIDER_KEY);
        config.seed = Some(format!("{seed:016x}"));
        config.clock = Clock::fixed(now_ms);
        let sim = InProcess::new(config).expect("a ledger in memory");
        let control = sim.control();
        Self { sim, control, ledger: Ledger::default(), newest: String::new() }
    }

    /// Moves its clock forward.
    pub fn advance(&self, by_ms: i64) {
        self.control.clock().advance_ms(by_ms);
    }

    /// Answers a request, with a fault of its own where one is wanted.
    pub async fn call(
        &mut self,
        request: http::Request<Vec<u8>>,
        fault: Option<Fault>,
    ) -> Option<http::Response<Vec<u8>>> {
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
        };
        self.take_stock();
        paid
    }

    /// Events that were not seen before, oldest first.
    pub fn new_events(&mut self) -> Vec<Event> {
        let events = self.control.events_after(&self.newest).unwrap_or_default();
        if let Some(newest) = events.first() {
            self.newest = text(newest, "id");
        }
        let mut new: Vec<Event> = events
            .iter()
            .filter(|event| EVENT_KINDS.contains(&event["type"].as_str().unwrap_or_default()))
            .map(|event| Event { id: text(event, "id"), body: event.to_string() })
            .collect();
        new.reverse();
        new
    }

    /// When the next open page runs out.
    pub fn next_expiry_ms(&self) -> Option<i64> {
        let sessions = self.control.sessions().unwrap_or_default();
        let open = sessions.iter().filter(|session| session["status"] == "open");
        open.filter_map(|session| session["expires_at"].as_i64()).min().map(|at_s| at_s * 1_000)
    }

    /// The bodies of everything paid, to be asked about by the auditor.
    pub fn take_stock(&mut self) {
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
        self.ledger = ledger;
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The request that brings an event to the shop, signed now.
pub fn webhook(event: &Event, now_ms: i64) -> Request {
    let at_s = now_ms.div_euclid(1_000);
    http::Request::builder()
        .method("POST")
        .uri(format!("{SITE}/webhooks/stripe"))
        .header("content-type", "application/json; charset=utf-8")
        .header("stripe-signature", signature(WEBHOOK_SECRET, at_s, &event.body))
        .body(Body::Text(event.body.clone()))
        .expect("a request")
}
