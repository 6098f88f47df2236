//! What is let through: messages, webhooks, and the calls that wait at the gate; and which of them goes wrong.

use super::{Drive, Faults, MINUTE_MS, Purpose};
use crate::fault::Fault;
use crate::gate::{Place, Reply, What};
use crate::planted::{Around, around};
use crate::world::Passed;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};

/// How late an event comes at most.
const DELAY_MAX_MS: i64 = 30 * 24 * 60 * MINUTE_MS;

impl Drive {
    pub(super) fn receive(&mut self, queue: &'static str, id: u64) {
        let (now_ms, twice) = (self.world.now_ms, self.mishap(30));
        let Some(held) = self.world.queues.get_mut(queue) else { return };
        if around(self.world.planted, Around::GivenUpEarly) {
            held.give_up(id, 4);
        }
        let Some(message) = held.receive(id, now_ms) else {
            if around(self.world.planted, Around::PoisonThrownAway) {
                held.dead.clear();
            }
            return;
        };
        if around(self.world.planted, Around::DeletedWhenReceived) {
            held.messages.remove(&id);
        }
        if twice {
            held.send(message.body.clone(), now_ms);
        }
        let mut sent = SqsMessage::default();
        (sent.message_id, sent.body) = (Some(id.to_string()), Some(message.body));
        let mut event = SqsEvent::default();
        event.records = vec![sent];
        let name = match queue {
            "payments" => "payment-settle",
            "notices" => "order-notify",
            _ => "stock-update",
        };
        let work = self.world.functions.queue(queue, event, self.function_time(name));
        self.start(work, Purpose::Queue { queue, ids: vec![id] });
    }

    pub(super) fn deliver(&mut self, at: usize) {
        let event = self.world.webhooks.remove(at);
        if self.mishap(200) {
            self.world.lost.insert(event.key());
            return;
        }
        if self.mishap(50) {
            let at_ms = self.world.now_ms + self.world.chance.ms(MINUTE_MS, DELAY_MAX_MS);
            // The reconciler does not wait for it.
            self.world.lost.insert(event.key());
            self.world.delayed.push((at_ms, event));
            return;
        }
        if self.mishap(100) {
            self.world.webhooks.push(event.clone());
        }
        let request = self.world.providers.webhook(&event, self.world.now_ms);
        let work = self.world.functions.http(request, self.function_time("payment-webhook"));
        self.start(work, Purpose::Webhook(event));
    }

    pub(super) async fn call(&mut self, id: u64) {
        let Some(waiting) = self.world.gate.take(id) else { return };
        let name = self.actors.get(&waiting.actor).map_or("nobody", |actor| actor.name);
        match waiting.what {
            What::Visit(request) => {
                let time = |name: &str| self.function_time(name);
                let now = match request.uri().path() {
                    path if path.starts_with("/cart") => time("cart"),
                    _ => time("checkout"),
                };
                self.world.tell(|_| format!("{name} visits {} {}", request.method(), request.uri().path()));
                let work = self.world.functions.http(*request, now);
                self.start(work, Purpose::Visit { caller: waiting.actor, reply: waiting.reply });
            }
            What::Pay { session, means } => {
                let paid = self.world.providers.pay(&session, means);
                self.world.tell(|_| format!("{name} pays with {means:?}: {paid}"));
                self.world.webhooks_from_provider();
                self.world.audit();
                self.answer(waiting.actor, waiting.reply, if paid { Reply::Done } else { Reply::Broken });
            }
            What::GiveBack { order } => {
                self.world.providers.give_back(&order);
                self.world.webhooks_from_provider();
                self.world.audit();
                self.answer(waiting.actor, waiting.reply, Reply::Done);
            }
            What::Send { queue, body } => {
                let now_ms = self.world.now_ms;
                if let Some(queue) = self.world.queues.get_mut(queue) {
                    queue.send(body, now_ms);
                }
                self.answer(waiting.actor, waiting.reply, Reply::Done);
            }
            What::Wait(_) => self.answer(waiting.actor, waiting.reply, Reply::Done),
            what @ What::Call { place, .. } => {
                if place == Place::Provider && self.mishap(20) {
                    self.world.providers.paypal.forget_tokens();
                }
                let fault = self.fault(&what);
                match self.world.pass_call(name, what, fault).await {
                    Passed::Answered(reply) => self.answer(waiting.actor, waiting.reply, reply),
                    Passed::Killed => self.kill(waiting.actor),
                }
            }
        }
    }

    fn fault(&mut self, what: &What) -> Option<Fault> {
        match &self.faults {
            Faults::At(places) => {
                let at = self.world.calls;
                if places.is_empty() {
                    let fitting = Fault::ALL.into_iter();
                    let fitting = fitting.filter(|fault| fault.fits(what) && fault.is_of_its_own(what));
                    self.world.fitting.extend(fitting.map(|fault| (at, fault)));
                }
                places
                    .iter()
                    .find(|(position, fault)| *position == at && fault.fits(what))
                    .map(|(_, fault)| *fault)
            }
            Faults::Random { in_thousand, .. } => {
                let in_thousand = *in_thousand;
                if self.is_calm() || !self.world.chance.happens(in_thousand) {
                    return None;
                }
                let fitting: Vec<Fault> = Fault::ALL.into_iter().filter(|fault| fault.fits(what)).collect();
                Some(self.world.chance.one_of(&fitting))
            }
        }
    }
}
