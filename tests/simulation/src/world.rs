//! The world of one schedule: table, queues, mails and provider, and what happens to a call that is let through.

use crate::chance::{Chance, TraceHash};
use crate::fault::Fault;
use crate::functions::Functions;
use crate::gate::{Gate, Place, Reply, What};
use crate::planted::{self, Planted};
use crate::provider::{Event, Providers};
use crate::queue::Queue;
use crate::refusal;
use crate::table::{Table, about};
use audit::{Evidence, Invariant, Mail, Violation};
use base64::Engine as _;
use domain::time::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::table::Key;

/// When every schedule begins.
pub const START_MS: i64 = 1_795_000_000_000;

/// Hexadecimal digits of an id of the shop's.
const ID_DIGITS: usize = 32;

/// Which call of which function went wrong in which way.
pub type Site = (&'static str, String, Fault);

/// Everything but the actors.
pub struct World {
    /// Where calls wait.
    pub gate: Gate,
    /// The functions.
    pub functions: Functions,
    /// The table.
    pub table: Table,
    /// The queues by name.
    pub queues: BTreeMap<&'static str, Queue>,
    /// The mails that went out.
    pub mails: Vec<Mail>,
    /// The providers.
    pub providers: Providers,
    /// The time.
    pub now_ms: i64,
    /// What is undecided is drawn from here.
    pub chance: Chance,
    /// What happened, as a number.
    pub trace: TraceHash,
    /// The ids by when they were first told of.
    pub ids: BTreeMap<String, usize>,
    /// What happened, in words; only when somebody wants to read it.
    pub told: Option<Vec<String>>,
    /// What was found.
    pub violations: Vec<Violation>,
    /// A bug that was planted.
    pub planted: Planted,
    /// Items with something unsent that the stream shows.
    pub stream: Vec<Key>,
    /// Events that providers deliver.
    pub webhooks: Vec<Event>,
    /// Events that come much later, and when.
    pub delayed: Vec<(i64, Event)>,
    /// Events that were lost on the way; the reconciler finds them.
    pub lost: BTreeSet<Key>,
    /// Calls that are carried out though nobody waits for them any more.
    pub late: Vec<What>,
    /// Calls let through.
    pub calls: u64,
    /// Faults by site.
    pub faults: BTreeMap<Site, u64>,
    /// Sites seen, whether anything went wrong there or not.
    pub sites: BTreeMap<(&'static str, String), u64>,
    /// What could go wrong with each call, where nothing does.
    pub fitting: Vec<(u64, Fault)>,
    /// Whether transactions lose what makes a repeat of them harmless.
    pub without_tokens: bool,
}

/// What a let-through call ends in.
pub enum Passed {
    /// This is answered.
    Answered(Reply),
    /// Nobody is left to answer.
    Killed,
}

impl World {
    /// Time, as the functions are told it.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.now_ms)
    }

    /// Lets time pass, for the shop and the provider.
    pub fn pass(&mut self, by_ms: i64) {
        self.now_ms += by_ms;
        self.providers.advance(by_ms);
        let now_ms = self.now_ms;
        self.webhooks
            .extend(self.delayed.extract_if(.., |(at_ms, _)| *at_ms <= now_ms).map(|(_, event)| event));
    }

    /// Adds to the trace.
    pub fn tell(&mut self, line: impl FnOnce(&Self) -> String) {
        let line = line(self);
        self.trace.add(&numbered(&line, &mut self.ids));
        if let Some(told) = &mut self.told {
            told.push(format!("{:>10} {line}", self.now_ms - START_MS));
        }
    }

    /// Carries out a call of a function, or lets it go wrong.
    pub async fn pass_call(&mut self, actor: &'static str, what: What, fault: Option<Fault>) -> Passed {
        let mut what = what;
        if let Some(answer) = planted::rewrite(self.planted, actor, &mut what) {
            return Passed::Answered(Reply::Answer { status: 200, body: answer.to_string().into_bytes() });
        }
        let What::Call { place, operation, body, .. } = &what else { return Passed::Answered(Reply::Broken) };
        let (place, operation, subject) = (*place, operation.clone(), about(operation, body));
        self.calls += 1;
        *self.sites.entry((actor, operation.clone())).or_default() += 1;
        if let Some(fault) = fault {
            *self.faults.entry((actor, operation.clone(), fault)).or_default() += 1;
        }
        let passed = match fault {
            Some(Fault::KilledBefore) => Passed::Killed,
            Some(Fault::DoneLate) => {
                self.late.push(what);
                Passed::Killed
            }
            Some(Fault::KilledAfter) => {
                self.carry_out(what, None).await;
                Passed::Killed
            }
            Some(Fault::LostRequest) => Passed::Answered(Reply::Broken),
            Some(Fault::LostAnswer) => {
                self.carry_out(what, None).await;
                Passed::Answered(Reply::Broken)
            }
            Some(Fault::SentTwice) => {
                self.carry_out(copied(&what), None).await;
                Passed::Answered(self.carry_out(what, None).await)
            }
            fault => Passed::Answered(self.carry_out(what, fault).await),
        };
        let end = ended(&passed);
        self.tell(|_| format!("{actor} {place:?} {operation} {subject} {fault:?} {end}"));
        passed
    }

    /// Carries a call out, with a fault that the service itself has.
    pub async fn carry_out(&mut self, what: What, fault: Option<Fault>) -> Reply {
        let What::Call { place, operation, body, request } = what else { return Reply::Broken };
        let reply = match place {
            Place::Table => self.at_table(&operation, body, fault),
            Place::Queue => self.at_queue(&body, fault),
            Place::Mail => self.at_mail(&body, fault),
            Place::Provider => match self.providers.call(*request.unwrap_or_default(), fault).await {
                Some(mut answer) => {
                    planted::misread(self.planted, &mut answer);
                    Reply::Provider(answer)
                }
                None => Reply::Broken,
            },
        };
        if place == Place::Provider {
            self.webhooks_from_provider();
        }
        if place != Place::Table || self.table.wrote {
            self.stream.append(&mut self.table.changed);
            self.table.wrote = false;
            self.audit();
        }
        reply
    }

    fn at_table(&mut self, operation: &str, mut body: Value, fault: Option<Fault>) -> Reply {
        if self.without_tokens
            && let Some(body) = body.as_object_mut()
        {
            body.remove("ClientRequestToken");
        }
        let answer = match fault {
            Some(Fault::FailsBefore) => refusal::failed(),
            Some(Fault::FailsAfter) => {
                self.table.execute(operation, body);
                refusal::failed()
            }
            Some(Fault::Throttled) => refusal::throttled(&body, &mut self.chance, false),
            Some(Fault::ThrottledOtherwise) => refusal::throttled(&body, &mut self.chance, true),
            Some(Fault::Conflict) => refusal::conflict(&body, &mut self.chance),
            Some(Fault::Unprocessed) => {
                refusal::unprocessed(&mut self.table, operation, &body, &mut self.chance)
            }
            Some(Fault::StaleEmpty) => self.table.stale(&body, true),
            Some(Fault::StaleOld) => self.table.stale(&body, false),
            _ => self.table.execute(operation, body),
        };
        Reply::Answer { status: answer.0, body: answer.1 }
    }

    fn at_queue(&mut self, body: &Value, fault: Option<Fault>) -> Reply {
        let answer =
            |status: u16, body: &Value| Reply::Answer { status, body: body.to_string().into_bytes() };
        match fault {
            Some(Fault::FailsBefore) => return answer(500, &json!({ "__type": "InternalError" })),
            Some(Fault::Throttled) => {
                return answer(403, &json!({ "__type": "com.amazonaws.sqs#RequestThrottled" }));
            }
            _ => {}
        }
        let name =
            body["QueueUrl"].as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default().to_owned();
        let entries = body["Entries"].as_array().cloned().unwrap_or_default();
        let left =
            if fault == Some(Fault::Unprocessed) { self.chance.below(entries.len()) } else { usize::MAX };
        let (mut successful, mut failed) = (Vec::new(), Vec::new());
        for (position, entry) in entries.iter().enumerate() {
            if position == left {
                failed.push(json!({ "Id": entry["Id"], "Code": "InternalError", "SenderFault": false }));
                continue;
            }
            let text = entry["MessageBody"].as_str().unwrap_or_default().to_owned();
            let visible_at_ms = self.now_ms;
            if let Some(queue) = self.queues.get_mut(name.as_str()) {
                queue.send(text, visible_at_ms);
            }
            successful.push(json!({ "Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "m" }));
        }
        if fault == Some(Fault::FailsAfter) {
            return answer(500, &json!({ "__type": "InternalError" }));
        }
        answer(200, &json!({ "Successful": successful, "Failed": failed }))
    }

    fn at_mail(&mut self, body: &Value, fault: Option<Fault>) -> Reply {
        let answer = |status: u16, kind: &str| {
            let body = json!({ "__type": kind, "message": kind, "MessageId": "m" }).to_string();
            Reply::Answer { status, body: body.into_bytes() }
        };
        match fault {
            Some(Fault::FailsBefore) => return answer(500, "InternalServiceErrorException"),
            Some(Fault::Throttled) => return answer(429, "TooManyRequestsException"),
            _ => {}
        }
        let raw = body["Content"]["Raw"]["Data"].as_str().unwrap_or_default();
        let raw = base64::engine::general_purpose::STANDARD.decode(raw).unwrap_or_default();
        match audit::mail_of(&String::from_utf8_lossy(&raw)) {
            Some(mail) => self.mails.push(mail),
            None => self.find(Invariant::MessagesKept, "a mail tells of nothing".to_owned()),
        }
        if fault == Some(Fault::FailsAfter) {
            answer(500, "InternalServiceErrorException")
        } else {
            answer(200, "")
        }
    }

    /// Notes that a promise was not kept.
    pub fn find(&mut self, invariant: Invariant, detail: String) {
        self.violations.push(Violation { invariant, detail });
    }

    /// Lets the time pass in which what is due should have been looked at.
    pub fn pass_what_is_due(&mut self) {
        let due =
            self.table.dump.orders().filter_map(|record| record.order.due_at).map(Timestamp::as_ms).max();
        let by_ms = due.unwrap_or(self.now_ms).saturating_sub(self.now_ms).max(0);
        self.pass(by_ms.saturating_add(31 * 60_000));
    }

    /// Takes what actors found.
    pub fn findings(&mut self) {
        self.violations.extend(self.gate.findings());
    }

    /// Takes the providers' new events.
    pub fn webhooks_from_provider(&mut self) {
        let new = self.providers.new_events();
        if !new.is_empty() {
            self.providers.take_stock();
        }
        self.webhooks.extend(new);
    }

    /// Whether the table has this event.
    pub fn has_event(&self, event: &Event) -> bool {
        self.table.dump.holds(&event.key())
    }

    /// Strikes lost events that the table has by now.
    pub fn forget_found(&mut self) {
        let dump = &self.table.dump;
        self.lost.retain(|event| !dump.holds(event));
    }

    /// Holds everything that exists against what always holds.
    pub fn audit(&mut self) {
        let evidence = Evidence {
            dump: &self.table.dump,
            ledger: Some(&self.providers.ledger),
            mails: Some(&self.mails),
        };
        let found = audit::always(&evidence);
        self.violations.extend(found);
    }

    /// Holds everything against what holds once nothing is left to do.
    pub fn audit_settled(&mut self, mails_max: usize) {
        self.providers.take_stock();
        let evidence = Evidence {
            dump: &self.table.dump,
            ledger: Some(&self.providers.ledger),
            mails: Some(&self.mails),
        };
        let found = audit::settled(&evidence, Timestamp::from_ms(self.now_ms), mails_max);
        self.violations.extend(found);
    }
}

/// A line with numbers in the place of ids: those that come of a cart that the shop made itself are random.
fn numbered(line: &str, ids: &mut BTreeMap<String, usize>) -> String {
    let mut parts = line.split('_');
    let mut numbered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(part.len());
        let (id, rest) = part.split_at(if digits == ID_DIGITS { digits } else { 0 });
        let next = ids.len();
        let number = (!id.is_empty()).then(|| *ids.entry(id.to_owned()).or_insert(next));
        numbered.extend(["_", &number.map(|number| number.to_string()).unwrap_or_default(), rest]);
    }
    numbered
}

fn copied(what: &What) -> What {
    let What::Call { place, operation, body, request } = what else { return What::Wait(0) };
    let request = request.as_ref().map(|request| {
        let mut copy = http::Request::new(request.body().clone());
        (*copy.method_mut(), *copy.uri_mut()) = (request.method().clone(), request.uri().clone());
        *copy.headers_mut() = request.headers().clone();
        Box::new(copy)
    });
    What::Call { place: *place, operation: operation.clone(), body: body.clone(), request }
}

/// How a call ended, for the trace: statuses and reasons, nothing random.
fn ended(passed: &Passed) -> String {
    match passed {
        Passed::Killed => "killed".to_owned(),
        Passed::Answered(Reply::Answer { status: 200, .. }) => "ok".to_owned(),
        Passed::Answered(Reply::Answer { status, body }) => {
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let codes = body["CancellationReasons"].as_array().into_iter().flatten();
            let codes: Vec<&str> = codes.filter_map(|reason| reason["Code"].as_str()).collect();
            let kind = body["__type"].as_str().and_then(|kind| kind.rsplit('#').next()).unwrap_or_default();
            format!("{status} {kind} {}", codes.join(","))
        }
        Passed::Answered(Reply::Provider(answer)) => answer.status().as_u16().to_string(),
        Passed::Answered(_) => "broken".to_owned(),
    }
}
