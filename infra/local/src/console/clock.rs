//! The clock: what time it is in the shop, steps into the future, and the functions that run by it.

use super::answer::{Ask, Done, failed, form, wrong};
use super::page::{At, Notice, Section, View, facts};
use crate::handles::Handles;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use contract::problem::Problem;
use maud::{Markup, html};
use serde::Serialize;
use std::time::Duration;

/// The steps that the clock can be moved by, in seconds.
const STEPS: [(u32, &str); 4] = [(60, "+1 min"), (900, "+15 min"), (3_600, "+1 h"), (86_400, "+1 day")];

#[derive(Serialize)]
struct Clock {
    now_at: At,
    offset_ms: i64,
    provider_now_at: At,
    scheduled: Vec<String>,
}

#[derive(Serialize)]
struct Ran {
    function: String,
}

/// The page.
pub async fn show(ask: Ask) -> Response {
    let found = Ok(clock(&ask.handles));
    ask.page(Section::Clock, found, |clock| View { title: "Clock".to_owned(), body: view(clock) })
}

/// Moves the clock forward.
pub async fn advance(ask: Ask, headers: HeaderMap, body: Bytes) -> Response {
    let done =
        moved(&ask.handles, &headers, &body).map(|facts| Done { location: to(Notice::Advanced), facts });
    ask.done(Section::Clock, done)
}

/// Runs a scheduled function.
pub async fn run(ask: Ask, headers: HeaderMap, body: Bytes) -> Response {
    let done =
        ran(&ask.handles, &headers, &body).await.map(|facts| Done { location: to(Notice::Ran), facts });
    ask.done(Section::Clock, done)
}

fn to(notice: Notice) -> String {
    format!("{}?notice={}", Section::Clock.path(), notice.name())
}

fn clock(handles: &Handles) -> Clock {
    Clock {
        now_at: At(handles.now()),
        offset_ms: handles.clock.offset_ms(),
        provider_now_at: At::ms(handles.provider.clock().now_ms()),
        scheduled: handles.scheduled.clone(),
    }
}

fn moved(handles: &Handles, headers: &HeaderMap, body: &Bytes) -> Result<Clock, Problem> {
    let fields = form(headers, body, &["seconds"])?;
    let wanted = fields.get("seconds").map_or("", String::as_str);
    let step = STEPS.iter().find(|(seconds, _)| seconds.to_string() == wanted);
    let (seconds, _) =
        step.ok_or_else(|| wrong("seconds", "The clock moves by 60, 900, 3600 or 86400 seconds."))?;
    handles.advance(Duration::from_secs(u64::from(*seconds)));
    Ok(clock(handles))
}

async fn ran(handles: &Handles, headers: &HeaderMap, body: &Bytes) -> Result<Ran, Problem> {
    let mut fields = form(headers, body, &["function"])?;
    let function = fields.remove("function").unwrap_or_default();
    if !handles.scheduled.contains(&function) {
        let known = handles.scheduled.join(" or ");
        return Err(wrong("function", format!("Only {known} runs by the clock.")));
    }
    handles.origin.engine.run_now(&function).await.map_err(failed)?;
    Ok(Ran { function })
}

fn view(clock: &Clock) -> Markup {
    html! {
        (facts(&[
            ("Shop", html! { (clock.now_at) }),
            ("Provider", html! { (clock.provider_now_at) }),
            ("Ahead of this machine", html! { (span(clock.offset_ms)) }),
        ]))
        section.panel {
            h2 { "Move forward" }
            p {
                "Shop, queues and provider move together: holds end, sessions close, schedules run. There is no way \
                 back but a restart."
            }
            form.actions method="post" action={ (Section::Clock.path()) "/advance" } {
                @for (seconds, text) in STEPS {
                    button type="submit" name="seconds" value=(seconds) { (text) }
                }
            }
        }
        section.panel {
            h2 { "Run now" }
            p { "What else would wait for its next minute or quarter of an hour." }
            form.actions method="post" action={ (Section::Clock.path()) "/run" } {
                @for function in &clock.scheduled {
                    button type="submit" name="function" value=(function) { "Run " (function) }
                }
            }
        }
    }
}

/// A span in words: days, hours, minutes and seconds, without those that are zero.
fn span(ms: i64) -> String {
    let mut seconds = ms / 1_000;
    let mut parts = Vec::new();
    for (unit, name) in [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")] {
        if seconds / unit > 0 {
            parts.push(format!("{} {name}", seconds / unit));
            seconds %= unit;
        }
    }
    if parts.is_empty() { "not at all".to_owned() } else { parts.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_its_units() {
        assert_eq!(span(0), "not at all");
        assert_eq!(span(90_061_000), "1 d 1 h 1 min 1 s");
        assert_eq!(span(900_000), "15 min");
    }
}
