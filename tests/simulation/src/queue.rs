//! Queues as SQS documents them: at least once, in any order, hidden while somebody works on a message, and moved
//! aside after too many receives.

use std::collections::BTreeMap;

/// Receives after which a message is moved to the dead letters.
pub const RECEIVES_MAX: u32 = 5;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its body.
    pub body: String,
    /// When it can be received.
    pub visible_at_ms: i64,
    /// How often it was received.
    pub receives: u32,
}

/// One queue and its dead letters.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// What is there, by the number it was given.
    pub messages: BTreeMap<u64, Message>,
    /// What could not be handled.
    pub dead: Vec<Message>,
    /// How long a received message is hidden.
    pub hidden_ms: i64,
    next: u64,
}

impl Queue {
    /// A queue that hides received messages this long.
    pub fn hiding(hidden_ms: i64) -> Self {
        Self { hidden_ms, ..Self::default() }
    }

    /// Takes a message, to be seen from `visible_at_ms` on.
    pub fn send(&mut self, body: String, visible_at_ms: i64) {
        self.messages.insert(self.next, Message { body, visible_at_ms, receives: 0 });
        self.next += 1;
    }

    /// The messages that can be received.
    pub fn visible(&self, now_ms: i64) -> Vec<u64> {
        self.messages
            .iter()
            .filter(|(_, message)| message.visible_at_ms <= now_ms)
            .map(|(id, _)| *id)
            .collect()
    }

    /// When the next hidden message can be received.
    pub fn next_visible_ms(&self) -> Option<i64> {
        self.messages.values().map(|message| message.visible_at_ms).min()
    }

    /// Receives a message, or moves it aside.
    pub fn receive(&mut self, id: u64, now_ms: i64) -> Option<Message> {
        let message = self.messages.get_mut(&id)?;
        if message.receives >= RECEIVES_MAX {
            self.dead.extend(self.messages.remove(&id));
            return None;
        }
        message.receives += 1;
        message.visible_at_ms = now_ms + self.hidden_ms;
        Some(message.clone())
    }

    /// Moves a message aside that was received this often.
    pub fn give_up(&mut self, id: u64, receives: u32) {
        if self.messages.get(&id).is_some_and(|message| message.receives >= receives) {
            self.dead.extend(self.messages.remove(&id));
        }
    }

    /// Puts the dead letters back that `wanted` wants.
    pub fn redrive(&mut self, now_ms: i64, wanted: impl Fn(&Message) -> bool) {
        for message in std::mem::take(&mut self.dead) {
            if wanted(&message) {
                self.send(message.body, now_ms);
            } else {
                self.dead.push(message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_received_five_times_and_then_moved_aside() {
        let mut queue = Queue::hiding(1_000);
        queue.send("a".to_owned(), 0);
        for receive in 0..5 {
            let now_ms = receive * 1_000;
            assert_eq!(queue.visible(now_ms), [0]);
            assert!(queue.receive(0, now_ms).is_some());
            assert!(queue.visible(now_ms).is_empty(), "hidden while it is worked on");
        }
        assert!(queue.receive(0, 9_000).is_none());
        assert_eq!((queue.messages.len(), queue.dead.len()), (0, 1));
        queue.redrive(9_000, |_| true);
        assert_eq!((queue.visible(9_000).len(), queue.dead.len()), (1, 0));
    }
}
