//! Drives a world: runs actors until they wait, lets one thing happen at a time, and lets time pass when nothing can.

mod calls;
mod events;

pub use events::Events;

use crate::fault::Fault;
use crate::functions::{Ended, Work};
use crate::gate::{ActorId, Reply, What};
use crate::planted::{Around, around};
use crate::provider::Event;
use crate::world::World;
use audit::Invariant;
use aws_lambda_events::dynamodb::Event as StreamEvent;
use domain::time::Timestamp;
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use store::table::{Key, PK, SK};
use tokio::sync::oneshot;

/// Messages of one queue that are worked on at a time.
const CONSUMERS_MAX: usize = 2;
/// Steps after which a schedule counts as never ending.
const STEPS_MAX: u32 = 30_000;
/// The stream gets this long before the sweep relays.
const STREAM_GETS_MS: i64 = 30_000;
/// Sweeps of one schedule: an order needs a dozen looks at most, and a few shoppers are there.
const SWEEPS_MAX: u32 = 150;
const MINUTE_MS: i64 = 60_000;

/// When and how calls go wrong.
#[derive(Debug, Clone)]
pub enum Faults {
    /// Exactly these calls, by their position.
    At(Vec<(u64, Fault)>),
    /// So many calls in a thousand, of the first so many.
    Random {
        /// In a thousand.
        in_thousand: usize,
        /// Calls after which nothing goes wrong any more.
        calls: u64,
    },
}

/// What is done when several things can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The same every time.
    Steady,
    /// What chance says.
    Any,
}

/// Whose work it is and what follows from its end.
#[derive(Debug)]
enum Purpose {
    Script,
    Visit { caller: ActorId, reply: oneshot::Sender<Reply> },
    Webhook(Event),
    Queue { queue: &'static str, ids: Vec<u64> },
    Stream(Key),
    Schedule,
}

struct Actor {
    name: &'static str,
    work: Work,
    purpose: Purpose,
}

/// Something that can happen next.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    Call(u64),
    Relay(usize),
    Message(&'static str, u64),
    Webhook(usize),
    Wake,
    Sweep,
    Reconcile,
    Late(usize),
    Time,
}

/// The driver of one schedule.
pub struct Drive {
    /// The world.
    pub world: World,
    /// When calls go wrong.
    pub faults: Faults,
    /// Which of several things happens.
    pub order: Order,
    /// Whether nothing goes wrong any more.
    calm: bool,
    /// How many times the usual number of steps and sweeps counts as an end.
    pub patience: u32,
    /// In which order events are delivered, where that is decided: each choice among those that wait.
    pub events: Option<Events>,
    /// How far a function's clock is off.
    pub skews: BTreeMap<&'static str, i64>,
    actors: BTreeMap<ActorId, Actor>,
    ready: VecDeque<ActorId>,
    next_actor: ActorId,
    swept_ms: i64,
    sweeps: u32,
    reconciled_ms: i64,
    reconciled_in_vain: u32,
}

impl Drive {
    /// A driver of a world in which nothing happens yet.
    pub fn new(world: World, faults: Faults, order: Order) -> Self {
        let now_ms = world.now_ms;
        Self {
            world,
            faults,
            order,
            calm: false,
            patience: 1,
            events: None,
            skews: BTreeMap::new(),
            actors: BTreeMap::new(),
            ready: VecDeque::new(),
            next_actor: 1,
            swept_ms: now_ms,
            sweeps: 0,
            reconciled_ms: now_ms,
            reconciled_in_vain: 0,
        }
    }

    /// Adds a script.
    pub fn script(&mut self, name: &'static str, script: impl Future<Output = ()> + 'static) {
        let work = Box::pin(async move {
            script.await;
            Ended::Script
        });
        self.start((name, work), Purpose::Script);
    }

    fn start(&mut self, (name, work): (&'static str, Work), purpose: Purpose) {
        let id = self.next_actor;
        self.next_actor += 1;
        self.actors.insert(id, Actor { name, work, purpose });
        self.ready.push_back(id);
    }

    /// Whether calls can still go wrong.
    fn is_calm(&self) -> bool {
        self.calm
            || match &self.faults {
                Faults::At(places) => places.iter().all(|(position, _)| *position < self.world.calls),
                Faults::Random { calls, .. } => self.world.calls >= *calls,
            }
    }

    /// Runs until nothing is left to do.
    pub async fn run(&mut self) {
        let mut redriven = 0;
        for _ in 0..STEPS_MAX.saturating_mul(self.patience) {
            self.poll_ready();
            self.world.findings();
            let next = self.possible();
            if let Some(next) = self.choose(next).or_else(|| self.chosen_event()) {
                self.happen(next).await;
            } else if let Some(at_ms) = self.next_time() {
                let by_ms = (at_ms - self.world.now_ms).max(1);
                self.world.pass(by_ms);
                self.world.webhooks_from_provider();
            } else if redriven < 3 && self.redrive() {
                redriven += 1;
            } else {
                return;
            }
            if !self.world.violations.is_empty() {
                return;
            }
        }
        self.world.find(Invariant::NothingStuck, format!("{STEPS_MAX} steps and no end"));
    }

    /// Faults are over, and a person puts dead letters back that can be handled after all.
    fn redrive(&mut self) -> bool {
        self.calm = true;
        let now_ms = self.world.now_ms;
        for queue in self.world.queues.values_mut() {
            queue.redrive(now_ms, |message| !message.body.contains(crate::scripts::POISON));
        }
        self.world.queues.values().any(|queue| !queue.messages.is_empty())
    }

    fn poll_ready(&mut self) {
        while let Some(id) = self.ready.pop_front() {
            let Some(actor) = self.actors.get_mut(&id) else { continue };
            self.world.gate.enter(id, self.world.now_ms);
            let polled = actor.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(ended) = polled
                && let Some(actor) = self.actors.remove(&id)
            {
                self.end(actor, ended);
            }
        }
    }

    fn end(&mut self, actor: Actor, ended: Ended) {
        self.world.tell(|_| format!("{} ends", actor.name));
        match (actor.purpose, ended) {
            (Purpose::Visit { caller, reply }, Ended::Http(page)) => {
                self.answer(caller, reply, Reply::Page(page));
            }
            (Purpose::Webhook(event), Ended::Http(page)) if !page.status().is_success() => self.again(event),
            // One without the shop's mark is left to the reconciler.
            (Purpose::Webhook(event), Ended::Http(_)) if !self.world.has_event(&event) => {
                self.world.lost.insert(event.key());
            }
            (Purpose::Queue { queue, ids }, Ended::Queue(again)) => {
                let lost_delete = self.mishap(30);
                let Some(queue) = self.world.queues.get_mut(queue) else { return };
                let done = ids.iter().zip(again).filter(|(_, again)| !again).map(|(id, _)| *id);
                for id in done.filter(|_| !lost_delete) {
                    queue.messages.remove(&id);
                }
            }
            (Purpose::Stream(key), Ended::Stream(true)) if self.mishap(500) => self.world.stream.push(key),
            _ => {}
        }
    }

    /// Whether something small goes wrong that is no call: so many times in a thousand, while things go wrong.
    fn mishap(&mut self, in_thousand: usize) -> bool {
        self.order == Order::Any && !self.is_calm() && self.world.chance.happens(in_thousand)
    }

    /// An event that was not taken is delivered again, or never.
    fn again(&mut self, event: Event) {
        if self.mishap(300) || self.skews.contains_key("payment-webhook") {
            self.world.lost.insert(event.key());
        } else {
            self.world.webhooks.push(event);
        }
    }

    fn answer(&mut self, actor: ActorId, reply: oneshot::Sender<Reply>, with: Reply) {
        // Whoever does not wait any more needs no answer.
        drop(reply.send(with));
        self.ready.push_back(actor);
    }

    fn kill(&mut self, id: ActorId) {
        self.world.gate.forget(id);
        let Some(actor) = self.actors.remove(&id) else { return };
        match actor.purpose {
            Purpose::Visit { caller, reply } => self.answer(caller, reply, Reply::Broken),
            Purpose::Webhook(event) => self.again(event),
            Purpose::Stream(key) => {
                if self.mishap(500) {
                    self.world.stream.push(key);
                }
            }
            Purpose::Queue { .. } | Purpose::Schedule | Purpose::Script => {}
        }
    }

    /// Everything that can happen now, in a steady order.
    fn possible(&self) -> Vec<Next> {
        let world = &self.world;
        let mut next = world.gate.look(|id, waiting| match waiting.what {
            What::Wait(until_ms) if until_ms > world.now_ms => None,
            _ => Some(Next::Call(id)),
        });
        next.extend((0..world.stream.len().min(1)).map(Next::Relay));
        for (name, queue) in &world.queues {
            let working =
                |actor: &&Actor| matches!(actor.purpose, Purpose::Queue { queue, .. } if queue == *name);
            if self.actors.values().filter(working).count() < CONSUMERS_MAX {
                next.extend(queue.visible(world.now_ms).into_iter().map(|id| Next::Message(name, id)));
            }
        }
        if self.events.is_none() {
            next.extend((0..world.webhooks.len()).map(Next::Webhook));
        }
        if self.actors.keys().any(|id| self.sleeps(*id)) {
            next.push(Next::Wake);
        }
        if self.sweep_at().is_some_and(|at_ms| at_ms <= world.now_ms) {
            next.push(Next::Sweep);
        }
        if self.reconcile_at().is_some_and(|at_ms| at_ms <= world.now_ms) {
            next.push(Next::Reconcile);
        }
        next.extend((0..world.late.len()).map(Next::Late));
        next
    }

    /// Whether an actor waits for nothing but time.
    fn sleeps(&self, id: ActorId) -> bool {
        let visits = |actor: &Actor| matches!(actor.purpose, Purpose::Visit { caller, .. } if caller == id);
        !self.world.gate.has(id) && !self.actors.values().any(visits)
    }

    fn choose(&mut self, mut next: Vec<Next>) -> Option<Next> {
        match self.order {
            Order::Steady => next.into_iter().next(),
            Order::Any if next.is_empty() => None,
            Order::Any => {
                // Not while a function works: one that takes longer than its timeout is killed, which is a fault of
                // its own.
                let working = self.actors.values().any(|actor| !matches!(actor.purpose, Purpose::Script));
                if self.world.chance.happens(20) && !working {
                    next.push(Next::Time);
                }
                let at = self.world.chance.below(next.len());
                Some(next.swap_remove(at))
            }
        }
    }

    /// When the sweep finds something, at the earliest.
    fn sweep_at(&self) -> Option<i64> {
        if around(self.world.planted, Around::NeverSwept) {
            return None;
        }
        let dump = &self.world.table.dump;
        let due = dump.orders().filter_map(|record| record.order.due_at).map(Timestamp::as_ms);
        let unsent = dump.records().filter_map(|record| match record {
            audit::Record::Order(order) => order.outbox.unsent_since,
            audit::Record::Event(outbox) => outbox.unsent_since,
            _ => None,
        });
        let at_ms = due.chain(unsent.map(|since| since.as_ms() + STREAM_GETS_MS)).min()?;
        Some(at_ms.max(self.swept_ms + MINUTE_MS))
    }

    fn reconcile_at(&self) -> Option<i64> {
        (!self.world.lost.is_empty()).then_some(self.reconciled_ms + 15 * MINUTE_MS)
    }

    fn next_time(&self) -> Option<i64> {
        let world = &self.world;
        let waits = world.gate.look(|_, waiting| match waiting.what {
            What::Wait(until_ms) => Some(until_ms),
            _ => None,
        });
        let queues = world.queues.values().filter_map(crate::queue::Queue::next_visible_ms);
        let delayed = world.delayed.iter().map(|(at_ms, _)| *at_ms).min();
        let others = [self.sweep_at(), self.reconcile_at(), world.providers.next_ms(), delayed];
        let all = waits.into_iter().chain(queues).chain(others.into_iter().flatten());
        all.filter(|at_ms| *at_ms > world.now_ms).min()
    }

    fn function_time(&self, name: &str) -> Timestamp {
        let skew_ms = if self.is_calm() { 0 } else { self.skews.get(name).copied().unwrap_or_default() };
        Timestamp::from_ms(self.world.now_ms + skew_ms)
    }

    async fn happen(&mut self, next: Next) {
        if self.order == Order::Any {
            let by_ms = self.world.chance.ms(1, 25);
            self.world.pass(by_ms);
        } else {
            self.world.pass(5);
        }
        match next {
            Next::Call(id) => self.call(id).await,
            Next::Relay(at) => {
                let key = self.world.stream.remove(at);
                if !self.mishap(50) && !around(self.world.planted, Around::NeverRelayed) {
                    let work = self.world.functions.stream(record(&key), self.function_time("outbox-relay"));
                    self.start(work, Purpose::Stream(key));
                }
            }
            Next::Message(queue, id) => self.receive(queue, id),
            Next::Webhook(at) => self.deliver(at),
            Next::Wake => {
                // Whoever does not wait at the gate sleeps.
                tokio::time::advance(Duration::from_secs(1)).await;
                self.ready.extend(self.actors.keys().copied());
            }
            Next::Sweep => {
                self.sweeps += 1;
                if self.sweeps > SWEEPS_MAX.saturating_mul(self.patience) {
                    self.world.find(
                        Invariant::NothingStuck,
                        format!("{SWEEPS_MAX} sweeps and something is still due"),
                    );
                }
                self.swept_ms = self.world.now_ms;
                let work = self.world.functions.sweep(self.function_time("hold-sweep"));
                self.start(work, Purpose::Schedule);
            }
            Next::Reconcile => self.reconcile(),
            Next::Late(at) => {
                let what = self.world.late.remove(at);
                self.world.carry_out(what, None).await;
                self.world.tell(|_| "a late call is done".to_owned());
            }
            Next::Time => {
                let by_ms = self.world.chance.ms(1, 40_000);
                self.world.pass(by_ms);
            }
        }
    }

    fn reconcile(&mut self) {
        self.reconciled_ms = self.world.now_ms;
        let before = self.world.lost.len();
        self.world.forget_found();
        self.reconciled_in_vain =
            if self.is_calm() && self.world.lost.len() == before { self.reconciled_in_vain + 1 } else { 0 };
        if self.reconciled_in_vain > 3 {
            let lost = std::mem::take(&mut self.world.lost);
            self.world.find(Invariant::OneState, format!("the reconciler never finds {lost:?}"));
        }
        if !self.world.lost.is_empty() {
            let work = self.world.functions.reconcile(self.function_time("payment-reconcile"));
            self.start(work, Purpose::Schedule);
        }
    }
}

/// What the stream shows of a change: its keys are all that is believed.
fn record(key: &Key) -> StreamEvent {
    let record = json!({ "Records": [{
        "awsRegion": "eu-central-1", "eventID": "1", "eventName": "MODIFY", "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": 0, "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_IMAGE",
            "Keys": { PK: { "S": key.pk }, SK: { "S": key.sk } },
            "NewImage": { PK: { "S": key.pk }, SK: { "S": key.sk } },
        },
    }] });
    serde_json::from_value(record).expect("a stream's record")
}
