//! What the consoles of both providers are made of.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::faults::FaultKind;
use crate::control::ControlError;
use crate::webhooks::policy::DeliveryPolicy;

const HOUR_MS: i64 = 3_600_000;
/// A day.
pub(crate) const DAY_MS: i64 = 24 * HOUR_MS;

/// How far the clock's buttons move it.
pub(crate) const STEPS: &[(&str, i64)] =
    &[("+1 hour", HOUR_MS), ("+1 day", DAY_MS), ("+5 days", 5 * DAY_MS), ("+7 days", 7 * DAY_MS)];

/// What can be done to a call, and in words.
const FAULT_KINDS: &[(&str, &str)] = &[
    ("server_error", "answered 500, not applied (Stripe keeps the 500 under its key)"),
    ("server_error_after_applying", "applied, answered 500 (Stripe keeps the 500 under its key)"),
    ("rate_limited", "answered 429, not applied, not kept"),
    ("drop_before_applying", "connection dropped, not applied"),
    ("drop_after_applying", "applied, answer lost"),
];

const POLICIES: &[(&str, &str)] = &[
    ("normal", "once each, at once"),
    ("hold", "held until let go"),
    ("drop", "lost"),
    ("duplicate", "several times each"),
    ("reversed", "newest first, gathered for seconds"),
    ("delay", "seconds late"),
];

/// Refuses what a page of another origin sends.
pub(crate) async fn own_forms_only(request: Request, next: Next) -> Response {
    if is_own(request.headers()) { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, named)| named == host),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// A moment, in UTC.
pub(crate) fn time(at_s: i64) -> String {
    Timestamp::from_second(at_s).map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

/// A status as a badge; its color says whether it is good, still open, or bad.
pub(crate) fn badge(word: &str) -> Markup {
    let class = match word {
        "succeeded" | "complete" | "completed" | "captured" | "paid" | "won" | "warning_closed"
        | "delivered" => "badge good",
        "open"
        | "created"
        | "approved"
        | "payer_action_required"
        | "processing"
        | "requires_capture"
        | "requires_action"
        | "pending"
        | "needs_response"
        | "under_review"
        | "warning_needs_response"
        | "warning_under_review"
        | "owed"
        | "held" => "badge wait",
        "failed" | "lost" | "declined" | "denied" | "requires_payment_method" => "badge bad",
        _ => "badge",
    };
    html! { span class=(class) { (word.replace('_', " ")) } }
}

/// Columns of numbers, which stand at the right.
const NUMBERS: &[&str] = &["Amount", "Withdrawn", "Failed"];

/// A table that scrolls by itself where it is too wide.
pub(crate) fn table(label: &str, columns: &[&str], rows: &[Markup]) -> Markup {
    html! {
        div class="scroll" tabindex="0" role="region" aria-label=(label) {
            table {
                thead { tr { @for column in columns {
                    th scope="col" class=[NUMBERS.contains(column).then_some("number")] { (column) }
                } } }
                tbody { @for row in rows { tr { (row) } } }
            }
        }
    }
}

/// A button that is a form of its own.
pub(crate) fn button(action: &str, name: &str, value: &str, text: &str, class: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            button type="submit" class=(class) name=(name) value=(value) { (text) }
        }
    }
}

/// How events are delivered, to be chosen.
pub(crate) fn policy_form(policy: DeliveryPolicy) -> Markup {
    let (word, number) = match policy {
        DeliveryPolicy::Normal => ("normal", 1),
        DeliveryPolicy::Hold => ("hold", 1),
        DeliveryPolicy::Drop => ("drop", 1),
        DeliveryPolicy::Duplicate { times } => ("duplicate", times),
        DeliveryPolicy::Reversed { window_ms } => ("reversed", window_ms / 1000),
        DeliveryPolicy::Delay { delay_ms } => ("delay", delay_ms / 1000),
    };
    html! {
        form class="row" method="post" action="/console/webhooks/policy" {
            label { "How" select name="policy" {
                @for (value, text) in POLICIES { option value=(value) selected[*value == word] { (text) } }
            } }
            label { "Times or seconds" input name="number" inputmode="numeric" value=(number); }
            button type="submit" { "Set" }
        }
    }
}

/// What was chosen of it.
#[derive(Deserialize)]
pub(crate) struct PolicyForm {
    pub(crate) policy: String,
    #[serde(default)]
    number: String,
}

impl PolicyForm {
    /// The way to deliver, where there is such a one.
    pub(crate) fn policy(&self) -> Option<DeliveryPolicy> {
        let number: u32 = self.number.trim().parse().unwrap_or(1);
        match self.policy.as_str() {
            "normal" => Some(DeliveryPolicy::Normal),
            "hold" => Some(DeliveryPolicy::Hold),
            "drop" => Some(DeliveryPolicy::Drop),
            "duplicate" => Some(DeliveryPolicy::Duplicate { times: number }),
            "reversed" => Some(DeliveryPolicy::Reversed { window_ms: number.saturating_mul(1000) }),
            "delay" => Some(DeliveryPolicy::Delay { delay_ms: number.saturating_mul(1000) }),
            _ => None,
        }
    }
}

/// A word of the ledger or of the API, as it is written.
pub(crate) fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn told(kind: FaultKind) -> String {
    let value = serde_json::to_value(kind).unwrap_or(Value::Null);
    let known = FAULT_KINDS.iter().find(|(word, _)| value.as_str() == Some(word));
    match (known, kind) {
        (Some((_, text)), _) => (*text).to_owned(),
        (None, FaultKind::Delay(by_ms)) => format!("answered {by_ms} ms late"),
        (None, _) => String::new(),
    }
}

/// The forms that let the next calls fail, and that take it back.
pub(crate) fn fault_forms<E: Copy + Serialize>(
    endpoints: &[E],
    waiting: &[(Option<E>, FaultKind, u32)],
) -> Markup {
    html! {
        form class="row" method="post" action="/console/faults" {
            label { "Of" select name="endpoint" {
                option value="" { "any endpoint" }
                @for endpoint in endpoints { option value=(word(*endpoint)) { (word(*endpoint).replace('_', " ")) } }
            } }
            label { "Times" input name="times" inputmode="numeric" value="1"; }
            label class="long" { "Are" select name="kind" {
                @for (value, text) in FAULT_KINDS { option value=(value) { (text) } }
            } }
            button type="submit" class="danger" { "Let them fail" }
        }
        @if !waiting.is_empty() {
            div class="row" {
                ul { @for (endpoint, kind, times) in waiting {
                    li { (times) " × " (endpoint.map_or("any endpoint".to_owned(), word).replace('_', " "))
                        ": " (told(*kind)) }
                } }
                (button("/console/faults/clear", "action", "clear", "Take back", "secondary"))
            }
        }
    }
}

/// What was chosen of them.
#[derive(Deserialize)]
pub(crate) struct FaultForm {
    endpoint: String,
    times: String,
    kind: String,
}

impl FaultForm {
    /// At which endpoint, what and how often.
    pub(crate) fn read<E: DeserializeOwned>(&self) -> Result<(Option<E>, FaultKind, u32), ControlError> {
        let wrong = || ControlError::Refused("This is no failure that can be ordered.".to_owned());
        let text = |word: &str| Value::String(word.to_owned());
        let endpoint = match self.endpoint.as_str() {
            "" => None,
            word => Some(serde_json::from_value(text(word)).map_err(|_| wrong())?),
        };
        let kind = serde_json::from_value(text(&self.kind)).map_err(|_| wrong())?;
        Ok((endpoint, kind, self.times.trim().parse().map_err(|_| wrong())?))
    }
}
