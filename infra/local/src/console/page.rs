//! What all pages have in common: the frame with its navigation, times, badges, facts.

pub use crate::words::word;

use contract::problem::Problem;
use domain::time::Timestamp;
use maud::{DOCTYPE, Markup, Render, html};
use serde::{Serialize, Serializer};

/// A part of the console, as the navigation lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Where everything is, and how much of it.
    Overview,
    /// Mails that were sent.
    Mails,
    /// Queues and dead letters.
    Queues,
    /// Orders.
    Orders,
    /// Stock.
    Stock,
    /// Payments at the provider.
    Payments,
    /// The clock and what runs by it.
    Clock,
}

impl Section {
    const ALL: [Self; 7] =
        [Self::Overview, Self::Mails, Self::Queues, Self::Orders, Self::Stock, Self::Payments, Self::Clock];

    const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Mails => "Mails",
            Self::Queues => "Queues",
            Self::Orders => "Orders",
            Self::Stock => "Stock",
            Self::Payments => "Payments",
            Self::Clock => "Clock",
        }
    }

    /// Where it is.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/_local/",
            Self::Mails => "/_local/mails",
            Self::Queues => "/_local/queues",
            Self::Orders => "/_local/orders",
            Self::Stock => "/_local/stock",
            Self::Payments => "/_local/payments",
            Self::Clock => "/_local/clock",
        }
    }
}

/// What a page says after a form; a closed list, so that no address can put words on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A staff command was sent.
    Asked,
    /// Dead letters went back.
    Redriven,
    /// The clock was moved.
    Advanced,
    /// A scheduled function was run.
    Ran,
}

impl Notice {
    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Redriven => "redriven",
            Self::Advanced => "advanced",
            Self::Ran => "ran",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Asked, Self::Redriven, Self::Advanced, Self::Ran]
            .into_iter()
            .find(|notice| notice.name() == name)
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Asked => "The command went through the queue payments. What came of it is below.",
            Self::Redriven => "The dead letters are on their way back to their queue.",
            Self::Advanced => "Shop and provider have moved forward. What became due runs now.",
            Self::Ran => "The function ran to its end.",
        }
    }
}

/// The inside of a page.
pub struct View {
    /// Its heading.
    pub title: String,
    /// What is below the heading.
    pub body: Markup,
}

/// A page.
pub fn layout(section: Section, notice: Option<Notice>, view: &View) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (view.title) " · Vitrine console" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/_local/console.css";
            }
            body {
                a.skip href="#main" { "To the content" }
                header.top {
                    p.brand { a href="/_local/" { "Vitrine console" } span { "this machine only" } }
                    nav aria-label="Console" {
                        ul {
                            @for item in Section::ALL {
                                li {
                                    a href=(item.path()) aria-current=[(item == section).then_some("page")] {
                                        (item.name())
                                    }
                                }
                            }
                        }
                    }
                }
                main id="main" {
                    h1 { (view.title) }
                    @if let Some(notice) = notice { p.notice role="status" { (notice.text()) } }
                    (view.body)
                }
            }
        }
    }
}

/// The page of something that went wrong.
pub fn problem(section: Section, problem: &Problem) -> View {
    let body = html! {
        div.problem role="alert" {
            p { (problem.title) }
            @if !problem.fields.is_empty() {
                ul { @for field in &problem.fields { li { strong { (field.name) } ": " (field.problem) } } }
            }
        }
        p { a href=(section.path()) { "Back to " (section.name().to_lowercase()) } }
    };
    View { title: "This did not work".to_owned(), body }
}

/// A time: RFC 3339 in JSON, readable on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub Timestamp);

impl At {
    /// The time of these milliseconds since 1970.
    pub const fn ms(ms: i64) -> Self {
        Self(Timestamp::from_ms(ms))
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&contract::time::rfc3339(self.0))
    }
}

impl Render for At {
    fn render(&self) -> Markup {
        let shown = jiff::Timestamp::from_millisecond(self.0.as_ms()).map_or_else(
            |_| "outside the calendar".to_owned(),
            |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        );
        html! { time datetime=(contract::time::rfc3339(self.0)) { (shown) } }
    }
}

/// A state as a badge; good and bad ones differ in color, and always in words.
pub fn badge(state: &str) -> Markup {
    let class = match state {
        "confirmed" | "completed" | "captured" | "won" | "succeeded" | "complete" | "done" => "badge good",
        "canceled" | "failed" | "voided" | "disputed" | "expired" | "refused" => "badge bad",
        _ => "badge",
    };
    html! { span class=(class) { (state) } }
}

/// A value that may be missing.
pub fn or_dash(value: Option<&impl Render>) -> Markup {
    html! { @if let Some(value) = value { (value) } @else { span.none { "none" } } }
}

/// Names and values, one below the other.
pub fn facts(rows: &[(&str, Markup)]) -> Markup {
    html! { dl.facts { @for (name, value) in rows { div { dt { (name) } dd { (value) } } } } }
}

/// A form that is one button.
pub fn button(action: &str, text: &str, class: &str) -> Markup {
    html! { form method="post" action=(action) { button type="submit" class=(class) { (text) } } }
}
