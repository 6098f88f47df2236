//! What a letter says, before it has a look.

use crate::words::TotalRow;
use domain::language::{Direction, Language};

/// A letter's content; `html` and `text` show it.
pub struct Content {
    /// What it is written in.
    pub language: Language,
    /// The shop's name, above everything.
    pub shop: String,
    /// The subject, on one line.
    pub subject: String,
    /// What mailboxes show beside the subject.
    pub preview: String,
    /// A small line above the title.
    pub eyebrow: String,
    /// What happened, as a sentence.
    pub title: String,
    /// What it means for the reader.
    pub paragraphs: Vec<String>,
    /// The one thing to do.
    pub button: Option<Link>,
    /// What is needed to do it, such as a bank account.
    pub needed: Vec<Fact>,
    /// What was ordered, where the letter tells it.
    pub order: Option<OrderTable>,
    /// Labels and values, such as the address.
    pub facts: Vec<Fact>,
    /// Short texts below, each with somewhere to read on.
    pub notes: Vec<Note>,
    /// Who writes, one line each.
    pub footer: Vec<String>,
}

/// Somewhere to go.
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

/// The lines of an order and what they come to.
pub struct OrderTable {
    /// The lines.
    pub lines: Vec<OrderLine>,
    /// The rows below.
    pub totals: Vec<TotalRow>,
}

/// One line of an order.
pub struct OrderLine {
    /// Product and choice.
    pub title: String,
    /// How many, and what one costs.
    pub detail: String,
    /// What they cost.
    pub amount: String,
}

/// A label and its lines.
pub struct Fact {
    /// What it is.
    pub label: String,
    /// One line each.
    pub lines: Vec<String>,
}

/// A short text with a link.
pub struct Note {
    /// The text.
    pub text: String,
    /// Where to read on.
    pub link: Link,
}

impl Content {
    /// The content with names, addresses and numbers kept apart from the direction of the words around them, by
    /// Unicode's isolates; nothing changes where all of them begin on the left.
    pub fn isolated(mut self) -> Self {
        if self.language.direction() == Direction::LeftToRight {
            return self;
        }
        let facts = self.needed.iter_mut().chain(&mut self.facts).flat_map(|fact| &mut fact.lines);
        let lines = self.order.iter_mut().flat_map(|order| &mut order.lines).map(|line| &mut line.title);
        for text in facts.chain(lines).chain(self.footer.first_mut()) {
            *text = format!("\u{2068}{text}\u{2069}");
        }
        self
    }
}
