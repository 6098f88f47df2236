//! What a letter says, before it has a look.

use crate::words::TotalRow;

/// A letter's content; `html` and `text` show it.
pub struct Content {
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
    pub label: &'static str,
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
