//! Queues: how many messages wait in each and in its dead-letter queue, what they say, and the way back.

use super::answer::{Ask, Done, failed};
use super::page::{At, Notice, Section, View, button, facts};
use crate::handles::{Handles, QueueHandle};
use aws_sdk_sqs::types::QueueAttributeName;
use axum::extract::Path;
use axum::response::Response;
use contract::messages::Message;
use contract::problem::{Problem, ProblemCode};
use maud::{Markup, html};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use tokio::time::Instant;

/// How many messages of a queue are shown: the oldest.
const SHOWN_MAX: u32 = 100;

/// How long to wait for dead letters to begin to move.
const MOVE_WAIT: Duration = Duration::from_secs(1);

/// How often to look.
const MOVE_LOOK: Duration = Duration::from_millis(50);

/// The queues.
#[derive(Serialize)]
pub struct QueueList {
    queues: Vec<QueueLine>,
}

#[derive(Serialize)]
struct QueueLine {
    name: String,
    dead_letters_of: Option<String>,
    dead_letter_queue: Option<String>,
    receive_count_max: Option<u32>,
    waiting: u64,
    delayed: u64,
    in_flight: u64,
}

#[derive(Serialize)]
struct QueueView {
    queue: QueueLine,
    /// Nothing where the shop uses another SQS, into which nobody can look without receiving.
    messages: Option<Vec<MessageLine>>,
}

#[derive(Serialize)]
struct MessageLine {
    message_id: String,
    kind: Option<&'static str>,
    sent_at: At,
    visible_at: At,
    in_flight: bool,
    receive_count: i64,
    body: String,
}

#[derive(Serialize)]
struct Redriven {
    queue: String,
    moved: u64,
}

impl QueueList {
    /// Messages that wait, are delayed or in flight in the queues, and those in dead-letter queues.
    pub fn totals(&self) -> (u64, u64) {
        let sum = |dead: bool| {
            let lines = self.queues.iter().filter(|line| line.dead_letters_of.is_some() == dead);
            lines.map(|line| line.waiting + line.delayed + line.in_flight).sum()
        };
        (sum(false), sum(true))
    }
}

/// The list.
pub async fn list(ask: Ask) -> Response {
    let found = queues(&ask.handles).await;
    ask.page(Section::Queues, found, |list| View { title: "Queues".to_owned(), body: list_view(list) })
}

/// One queue with its messages.
pub async fn show(ask: Ask, Path(name): Path<String>) -> Response {
    let found = queue(&ask.handles, &name).await;
    let title = |view: &QueueView| format!("Queue {}", view.queue.name);
    ask.page(Section::Queues, found, |view| View { title: title(view), body: queue_view(view) })
}

/// Sends the messages of a dead-letter queue back to where they came from.
pub async fn redrive(ask: Ask, Path(name): Path<String>) -> Response {
    let done = start_redrive(&ask.handles, &name).await.map(|moved| Done {
        location: format!("{}?notice={}", Section::Queues.path(), Notice::Redriven.name()),
        facts: Redriven { queue: name, moved },
    });
    ask.done(Section::Queues, done)
}

/// All queues with their counts.
///
/// # Errors
/// A [`Problem`] when a queue does not answer.
pub async fn queues(handles: &Handles) -> Result<QueueList, Problem> {
    let mut queues = Vec::new();
    for queue in &handles.queues {
        queues.push(line(handles, queue).await?);
    }
    Ok(QueueList { queues })
}

async fn line(handles: &Handles, queue: &QueueHandle) -> Result<QueueLine, Problem> {
    let names = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
    ];
    let call = handles.clients.sqs.get_queue_attributes().queue_url(&queue.url);
    let answer = call.set_attribute_names(Some(names.to_vec())).send().await.map_err(failed)?;
    let number = |name: &QueueAttributeName| {
        let text = answer.attributes().and_then(|attributes| attributes.get(name));
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let [waiting, delayed, in_flight] = names.each_ref().map(number);
    Ok(QueueLine {
        name: queue.name.clone(),
        dead_letters_of: queue.dead_letters_of.clone(),
        dead_letter_queue: queue.redrive.as_ref().map(|(name, _)| name.clone()),
        receive_count_max: queue.redrive.as_ref().map(|(_, count)| *count),
        waiting,
        delayed,
        in_flight,
    })
}

fn handle<'a>(handles: &'a Handles, name: &str) -> Result<&'a QueueHandle, Problem> {
    handles.queue(name).ok_or_else(|| Problem::new(ProblemCode::NotFound, "There is no such queue."))
}

async fn queue(handles: &Handles, name: &str) -> Result<QueueView, Problem> {
    let queue = line(handles, handle(handles, name)?).await?;
    let messages = match &handles.queued {
        None => None,
        Some(queued) => {
            let messages = queued.messages(name, SHOWN_MAX).await.map_err(failed)?;
            Some(messages.into_iter().map(message_line).collect())
        }
    };
    Ok(QueueView { queue, messages })
}

fn message_line(message: embedded::QueuedMessage) -> MessageLine {
    MessageLine {
        kind: Message::read(&message.body).ok().map(|(_, message)| message.kind()),
        message_id: message.message_id,
        sent_at: At::ms(message.sent_at_ms),
        visible_at: At::ms(message.visible_at_ms),
        in_flight: message.in_flight,
        receive_count: message.receive_count,
        body: message.body,
    }
}

async fn start_redrive(handles: &Handles, name: &str) -> Result<u64, Problem> {
    let queue = handle(handles, name)?;
    if queue.dead_letters_of.is_none() {
        let title =
            format!("{name} is not a dead-letter queue: there is nowhere to send its messages back to.");
        return Err(Problem::new(ProblemCode::NotPossible, title));
    }
    let before = line(handles, queue).await?;
    if before.waiting == 0 {
        let title = format!("{name} has no messages to send back.");
        return Err(Problem::new(ProblemCode::NotPossible, title));
    }
    let call = handles.clients.sqs.start_message_move_task().source_arn(&queue.arn);
    call.send().await.map_err(failed)?;
    let until = Instant::now() + MOVE_WAIT;
    let mut left = line(handles, queue).await?.waiting;
    while left >= before.waiting && Instant::now() < until {
        tokio::time::sleep(MOVE_LOOK).await;
        left = line(handles, queue).await?.waiting;
    }
    if left >= before.waiting {
        let title = format!(
            "Nothing has moved. Messages that were put into {name} directly came from no queue and stay here."
        );
        return Err(Problem::new(ProblemCode::NotPossible, title));
    }
    Ok(before.waiting.saturating_sub(left))
}

fn path(name: &str) -> String {
    format!("{}/{name}", Section::Queues.path())
}

fn redrive_button(queue: &QueueLine) -> Markup {
    html! {
        @if let (Some(source), true) = (&queue.dead_letters_of, queue.waiting > 0) {
            (button(&format!("{}/redrive", path(&queue.name)), &format!("Send back to {source}"), "small"))
        }
    }
}

fn list_view(list: &QueueList) -> Markup {
    html! {
        p.lead {
            "What functions still have to do. A message that fails again and again is moved to a dead-letter \
             queue and waits there for a person."
        }
        table {
            thead {
                tr {
                    th scope="col" { "Queue" }
                    th.number scope="col" { "Waiting" }
                    th.number scope="col" { "In flight" }
                    th.number scope="col" { "Delayed" }
                    th scope="col" { "What for" }
                }
            }
            tbody {
                @for queue in &list.queues {
                    tr.alarm[queue.dead_letters_of.is_some() && queue.waiting > 0] {
                        th scope="row" data-label="Queue" { a href=(path(&queue.name)) { (queue.name) } }
                        td.number data-label="Waiting" { (queue.waiting) }
                        td.number data-label="In flight" { (queue.in_flight) }
                        td.number data-label="Delayed" { (queue.delayed) }
                        td data-label="What for" { (purpose(queue)) (redrive_button(queue)) }
                    }
                }
            }
        }
    }
}

fn purpose(queue: &QueueLine) -> Markup {
    html! {
        @if let Some(source) = &queue.dead_letters_of { "dead letters of " (source) }
        @else if let (Some(dead), Some(count)) = (&queue.dead_letter_queue, queue.receive_count_max) {
            "after " (count) " receives a message goes to " (dead)
        }
    }
}

fn queue_view(view: &QueueView) -> Markup {
    let queue = &view.queue;
    let rows = [
        ("Waiting", html! { (queue.waiting) }),
        ("In flight", html! { (queue.in_flight) }),
        ("Delayed", html! { (queue.delayed) }),
        ("What for", purpose(queue)),
    ];
    html! {
        (facts(&rows))
        (redrive_button(queue))
        section {
            h2 { "Messages" }
            @match &view.messages {
                None => p.empty { "The shop uses another SQS: its messages cannot be shown without receiving them." },
                Some(messages) if messages.is_empty() => p.empty { "No messages." },
                Some(messages) => {
                    ul.cards { @for message in messages { li { (message_view(message)) } } }
                }
            }
        }
    }
}

fn message_view(message: &MessageLine) -> Markup {
    let state = if message.in_flight { "in flight until " } else { "visible since " };
    html! {
        h3 { (message.kind.unwrap_or("Not a message of the shop")) }
        p.detail {
            "sent " (message.sent_at) ", received " (message.receive_count)
            @if message.receive_count == 1 { " time, " } @else { " times, " }
            (state) (message.visible_at)
        }
        p.detail { code { (message.message_id) } }
        pre tabindex="0" { (pretty(&message.body)) }
    }
}

/// JSON with line breaks, or the text as it is.
fn pretty(body: &str) -> String {
    let value = serde_json::from_str::<Value>(body);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| body.to_owned())
}
