//! PayPal: its simulator in this process, and what banks and payers do days later.

use crate::fault::Fault;
use crate::functions::{PAYPAL, PAYPAL_CLIENT, PAYPAL_SECRET, PAYPAL_WEBHOOK, SITE};
use crate::provider::{Event, text};
use audit::Ledger;
use domain::payments::Provider as Name;
use gateway::PAYPAL_EVENT_KINDS;
use lambda_http::{Body, Request};
use provider_sim::paypal::{
    Endpoint, Fault as Failing, Funding, InProcess, PaypalConfig, PaypalControl, Signer, Target,
};
use provider_sim::{Clock, FaultKind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// How long banks and payers take for what they do not do at once.
const TAKES_MS: i64 = 2 * 24 * 60 * 60_000;

/// A payment that somebody approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wallet {
    /// What is paid with.
    pub funding: Funding,
    /// What becomes of it later.
    pub later: Later,
}

/// What becomes of a payment days later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// What the bank has to decide, reviews and refunds, ends well.
    Accepted,
    /// The same ends badly.
    Refused,
    /// The payer disputes it, and wins.
    Disputed,
}

/// What happens to an object of PayPal's at its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The bank decides on a capture or a refund, well or badly.
    Bank(bool),
    /// The payer disputes a capture.
    Dispute,
    /// The payer wins a dispute.
    Lose,
}

/// PayPal.
pub struct Paypal {
    sim: InProcess,
    control: PaypalControl,
    newest: String,
    /// Approved orders of which something becomes later.
    slow: BTreeMap<String, Wallet>,
    /// What happens to which object, and when; nothing more where it has happened.
    agenda: BTreeMap<String, Option<(i64, Next)>>,
}

/// One certificate for all schedules: to make one takes longer than a schedule, and nothing depends on it.
fn signer() -> Arc<Signer> {
    static SIGNER: OnceLock<Arc<Signer>> = OnceLock::new();
    Arc::clone(SIGNER.get_or_init(|| Arc::new(Signer::new().expect("a certificate"))))
}

impl Paypal {
    /// One whose ids follow from a seed.
    pub fn new(seed: u64, now_ms: i64) -> Self {
        let mut config = PaypalConfig::new(PAYPAL_CLIENT, PAYPAL_SECRET);
        config.seed = Some(format!("{seed:016x}"));
        config.clock = Clock::fixed(now_ms);
        config.public_url = Some(PAYPAL.to_owned());
        let url = format!("{SITE}/webhooks/paypal");
        config.webhook = Some(Target { url, webhook_id: PAYPAL_WEBHOOK.to_owned() });
        let sim = InProcess::new(config, signer()).expect("a ledger in memory");
        let control = sim.control();
        Self { sim, control, newest: String::new(), slow: BTreeMap::new(), agenda: BTreeMap::new() }
    }

    /// Moves its clock forward, and lets happen what is due.
    pub fn advance(&mut self, by_ms: i64) {
        self.control.clock().advance_ms(by_ms);
        let now_ms = self.control.clock().now_ms();
        let due = |next: &mut Option<(i64, Next)>| next.take_if(|(at_ms, _)| *at_ms <= now_ms);
        let due: Vec<(String, Next)> =
            self.agenda.iter_mut().filter_map(|(id, next)| Some((id.clone(), due(next)?.1))).collect();
        for (id, next) in due {
            match next {
                Next::Bank(well) => {
                    let decided =
                        self.control.end_review(&id, well).or_else(|_| self.control.end_refund(&id, well));
                    decided.expect("something undecided");
                }
                Next::Dispute => {
                    let dispute = self.control.dispute(&id).expect("a capture");
                    self.agenda.insert(dispute, Some((now_ms + TAKES_MS, Next::Lose)));
                }
                Next::Lose => self.control.resolve(&id, false).expect("an open dispute"),
            }
        }
    }

    /// How often anything changed in its ledger.
    pub fn changes(&self) -> u64 {
        self.control.changes()
    }

    /// When something happens next.
    pub fn next_ms(&self) -> Option<i64> {
        self.agenda.values().flatten().map(|(at_ms, _)| *at_ms).min()
    }

    /// Answers a request, with a fault of its own where one is wanted.
    pub async fn call(
        &mut self,
        request: http::Request<Vec<u8>>,
        fault: Option<Fault>,
    ) -> Option<http::Response<Vec<u8>>> {
        let path = request.uri().path();
        let endpoint = path.ends_with("/oauth2/token").then_some(Endpoint::Token);
        let is_certificate = path.contains("/certs/");
        let (kind, status) = match fault {
            Some(Fault::FailsBefore) => (FaultKind::ServerError, 500),
            Some(Fault::FailsAfter) => (FaultKind::ServerErrorAfterApplying, 500),
            Some(Fault::Throttled) => (FaultKind::RateLimited, 429),
            _ => return self.answer(request).await,
        };
        if is_certificate {
            return http::Response::builder().status(status).body(Vec::new()).ok();
        }
        self.control.add_fault(Failing { endpoint, kind, times: 1 });
        let answer = self.answer(request).await;
        self.control.clear_faults();
        answer
    }

    async fn answer(&mut self, request: http::Request<Vec<u8>>) -> Option<http::Response<Vec<u8>>> {
        let answer = self.sim.call(request).await;
        self.plan_ahead();
        answer
    }

    /// Notes what is going to happen to captures and refunds that are there now.
    fn plan_ahead(&mut self) {
        if self.slow.is_empty() {
            return;
        }
        let at_ms = self.control.clock().now_ms() + TAKES_MS;
        for order in self.control.orders() {
            let Some(wallet) = self.slow.get(order["id"].as_str().unwrap_or_default()) else { continue };
            let payments = &order["purchase_units"][0]["payments"];
            let all = ["captures", "refunds"].into_iter().filter_map(|kind| payments[kind].as_array());
            for object in all.flatten() {
                let is_pending = object["status"] == "PENDING";
                let next = match wallet.later {
                    Later::Accepted if is_pending => Next::Bank(true),
                    Later::Refused if is_pending => Next::Bank(false),
                    Later::Disputed if object["status"] == "COMPLETED" => Next::Dispute,
                    _ => continue,
                };
                self.agenda.entry(text(object, "id")).or_insert(Some((at_ms, next)));
            }
        }
    }

    /// Forgets every access token, as it may at any time.
    pub fn forget_tokens(&self) {
        self.control.forget_tokens();
    }

    /// A shopper approves on the page; whether they could.
    pub fn approve(&mut self, order: &str, wallet: Wallet) -> bool {
        if wallet.funding != Funding::Balance || wallet.later == Later::Disputed {
            self.slow.insert(order.to_owned(), wallet);
        }
        self.control.approve(order, wallet.funding).is_ok()
    }

    /// Events that were not seen before, oldest first.
    pub fn new_events(&mut self) -> Vec<Event> {
        let events = self.control.events_after(&self.newest);
        if let Some(newest) = events.first() {
            self.newest = text(newest, "id");
        }
        let wanted =
            |event: &Value| PAYPAL_EVENT_KINDS.contains(&event["event_type"].as_str().unwrap_or_default());
        let event =
            |event: &Value| Event { provider: Name::Paypal, id: text(event, "id"), body: event.to_string() };
        events.iter().rev().filter(|event| wanted(event)).map(event).collect()
    }

    /// Adds what the orders of the shop asked for, and what became of it. Nothing is paid on a page without the
    /// shop, so no page counts as open.
    pub fn take_stock(&self, ledger: &mut Ledger) {
        for (custom_id, totals) in self.control.totals() {
            let order = custom_id.split(',').next().unwrap_or_default().to_owned();
            let taken = ledger.orders.entry(order).or_default();
            taken.currency = totals.currency.to_ascii_lowercase();
            taken.capturable += totals.money.capturable;
            taken.captured += totals.money.captured;
            taken.refunded += totals.money.refunded;
            taken.asked.extend(totals.asked);
        }
    }

    /// The request that brings an event to the shop, signed now.
    pub fn webhook(&self, event: &Event) -> Request {
        let body: Value = serde_json::from_str(&event.body).expect("an event");
        let signed = self.control.signed(&body);
        let request = http::Request::builder().method("POST").uri(format!("{SITE}/webhooks/paypal"));
        let request = request.header("content-type", "application/json");
        let request =
            signed.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        request.body(Body::Text(signed.body)).expect("a request")
    }
}
