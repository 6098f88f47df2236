//! The provider's events in a decided order, so that every order can be tried.

use super::{Drive, Next};
use crate::provider::Event;

/// An order of events: which of those that wait comes next, every time, and how many waited then.
#[derive(Debug, Clone, Default)]
pub struct Events {
    /// Which one; the first where nothing is said.
    pub choices: Vec<usize>,
    /// How many waited.
    pub counts: Vec<usize>,
    /// What was delivered, to come again.
    again: Vec<Event>,
    repeating: bool,
}

impl Events {
    /// The order after this one; nothing after the last.
    pub fn next(&self) -> Option<Self> {
        let mut choices: Vec<usize> =
            (0..self.counts.len()).map(|at| self.choices.get(at).copied().unwrap_or_default()).collect();
        let last = (0..choices.len()).rev().find(|at| choices[*at] + 1 < self.counts[*at])?;
        choices.truncate(last + 1);
        choices[last] += 1;
        Some(Self { choices, ..Self::default() })
    }
}

impl Drive {
    /// The next event in the decided order, once nothing else can happen; each comes once more when all have come.
    pub(super) fn chosen_event(&mut self) -> Option<Next> {
        let waiting = self.world.webhooks.len();
        let events = self.events.as_mut()?;
        if waiting == 0 {
            self.world.webhooks = std::mem::take(&mut events.again);
            events.repeating |= !self.world.webhooks.is_empty();
            return self.world.webhooks.len().checked_sub(1).map(Next::Webhook);
        }
        if events.repeating {
            return Some(Next::Webhook(waiting - 1));
        }
        let choice = events.choices.get(events.counts.len()).copied().unwrap_or_default();
        events.counts.push(waiting);
        events.again.push(self.world.webhooks.get(choice)?.clone());
        Some(Next::Webhook(choice))
    }
}
