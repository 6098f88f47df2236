//! The operations of SQS by name: reading the request, one transaction on the journal, the answer.

use std::time::Duration;

use rusqlite::Connection;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    ACCOUNT,
    attributes::QueueAttributes,
    error::QueueError,
    messages,
    shapes::{
        CreateQueue, GetQueueAttributes, GetQueueUrl, ListMessageMoveTasks, ListQueues, OfQueue,
        ReceiptBatch, ReceiptEntry, ReceiveMessage, ReceivedMessage, SendEntry, SendMessageBatch,
        SetQueueAttributes, StartMessageMoveTask, TagQueue, UntagQueue,
    },
    storage::{self, Queue},
};

/// The answer of an operation, and whether somebody waiting for messages should look again.
pub(crate) struct Outcome {
    pub answer: Value,
    pub changed: bool,
}

/// One try at receiving.
pub(crate) struct Tried {
    pub messages: Vec<ReceivedMessage>,
    pub moved: bool,
    /// How long the caller is ready to wait in all.
    pub wait: Duration,
    /// How long until a message becomes visible by itself, if one does.
    pub next_due: Option<Duration>,
}

/// Runs any operation but `ReceiveMessage`.
pub(crate) fn execute(
    connection: &mut Connection,
    base_url: &str,
    operation: &str,
    body: &[u8],
    now_ms: i64,
) -> Result<Outcome, QueueError> {
    // A delete or a visibility lost with the power only means that a message is received again.
    let loses_nothing = operation.starts_with("Delete") || operation.starts_with("ChangeMessageVisibility");
    storage::set_durable(connection, !loses_nothing || operation == "DeleteQueue")?;
    let transaction = connection.transaction()?;
    let outcome = match queue_operation(&transaction, base_url, operation, body, now_ms)? {
        Some(answer) => Outcome { answer, changed: operation == "SetQueueAttributes" },
        None => message_operation(&transaction, operation, body, now_ms)?,
    };
    transaction.commit()?;
    Ok(outcome)
}

/// Receives what is visible now.
pub(crate) fn receive(
    connection: &mut Connection,
    request: &ReceiveMessage,
    now_ms: i64,
) -> Result<Tried, QueueError> {
    storage::set_durable(connection, false)?;
    let transaction = connection.transaction()?;
    let queue = storage::queue(&transaction, &request.queue_url)?;
    let wait_s =
        request.wait_time_seconds.unwrap_or_else(|| queue.attributes.number("ReceiveMessageWaitTimeSeconds"));
    let received = messages::receive(&transaction, &queue, request, now_ms)?;
    let next_due = storage::next_due_ms(&transaction, &queue.name, now_ms)?;
    transaction.commit()?;
    Ok(Tried {
        messages: received.messages,
        moved: received.moved,
        wait: Duration::from_secs(u64::try_from(wait_s.clamp(0, 20)).unwrap_or_default()),
        next_due: next_due.map(|due_ms| {
            Duration::from_millis(u64::try_from(due_ms.saturating_sub(now_ms)).unwrap_or_default())
        }),
    })
}

/// Reads a request.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, QueueError> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| QueueError::InvalidParameterValue(error.to_string()))
}

fn queue_operation(
    connection: &Connection,
    base_url: &str,
    operation: &str,
    body: &[u8],
    now_ms: i64,
) -> Result<Option<Value>, QueueError> {
    let url = |name: &str| format!("{base_url}/{ACCOUNT}/{name}");
    Ok(Some(match operation {
        "CreateQueue" => {
            let request: CreateQueue = parse(body)?;
            create_queue(connection, &request, now_ms)?;
            json!({ "QueueUrl": url(&request.queue_name) })
        }
        "GetQueueUrl" => {
            let queue = storage::queue(connection, &parse::<GetQueueUrl>(body)?.queue_name)?;
            json!({ "QueueUrl": url(&queue.name) })
        }
        "ListQueues" => {
            let prefix = parse::<ListQueues>(body)?.queue_name_prefix;
            let names = storage::queue_names(connection)?;
            let urls: Vec<String> =
                names.iter().filter(|name| name.starts_with(&prefix)).map(|name| url(name)).collect();
            json!({ "QueueUrls": urls })
        }
        "ListDeadLetterSourceQueues" => {
            let dead_letters = storage::queue(connection, &parse::<OfQueue>(body)?.queue_url)?;
            let names = sources_of(connection, &storage::arn(&dead_letters.name))?;
            let urls: Vec<String> = names.iter().map(|name| url(name)).collect();
            json!({ "queueUrls": urls })
        }
        "DeleteQueue" => {
            let queue = storage::queue(connection, &parse::<OfQueue>(body)?.queue_url)?;
            storage::delete_queue(connection, &queue.name)?;
            json!({})
        }
        "GetQueueAttributes" => get_attributes(connection, &parse(body)?, now_ms)?,
        "SetQueueAttributes" => set_attributes(connection, &parse(body)?, now_ms)?,
        "TagQueue" | "UntagQueue" | "ListQueueTags" => tags(connection, operation, body)?,
        _ => return Ok(None),
    }))
}

fn message_operation(
    connection: &Connection,
    operation: &str,
    body: &[u8],
    now_ms: i64,
) -> Result<Outcome, QueueError> {
    let (answer, changed) = match operation {
        "SendMessage" => {
            let entry: SendEntry = parse(body)?;
            (messages::send(connection, &queue_of(connection, body)?, &entry, now_ms)?, true)
        }
        "SendMessageBatch" => {
            let request: SendMessageBatch = parse(body)?;
            let queue = storage::queue(connection, &request.queue_url)?;
            (messages::send_batch(connection, &queue, &request.entries, now_ms)?, true)
        }
        "DeleteMessage" => {
            queue_of(connection, body)?;
            (messages::delete(connection, &parse::<ReceiptEntry>(body)?)?, false)
        }
        "DeleteMessageBatch" => {
            let request: ReceiptBatch = parse(body)?;
            storage::queue(connection, &request.queue_url)?;
            (messages::delete_batch(connection, &request.entries)?, false)
        }
        "ChangeMessageVisibility" => {
            queue_of(connection, body)?;
            (messages::change_visibility(connection, &parse::<ReceiptEntry>(body)?, now_ms)?, true)
        }
        "ChangeMessageVisibilityBatch" => {
            let request: ReceiptBatch = parse(body)?;
            storage::queue(connection, &request.queue_url)?;
            (messages::change_visibility_batch(connection, &request.entries, now_ms)?, true)
        }
        "PurgeQueue" => {
            storage::purge(connection, &queue_of(connection, body)?.name)?;
            (json!({}), false)
        }
        "StartMessageMoveTask" => (start_move(connection, &parse(body)?, now_ms)?, true),
        "ListMessageMoveTasks" => {
            // A task is over before its start is answered, so there is never one to list.
            storage::queue(connection, &parse::<ListMessageMoveTasks>(body)?.source_arn)?;
            (json!({ "Results": [] }), false)
        }
        other => return Err(QueueError::UnsupportedOperation(format!("{other} is not offered here"))),
    };
    Ok(Outcome { answer, changed })
}

fn queue_of(connection: &Connection, body: &[u8]) -> Result<Queue, QueueError> {
    storage::queue(connection, &parse::<OfQueue>(body)?.queue_url)
}

fn create_queue(connection: &Connection, request: &CreateQueue, now_ms: i64) -> Result<(), QueueError> {
    let name = &request.queue_name;
    let well_formed = (1..=80).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !well_formed {
        return Err(QueueError::InvalidParameterValue(
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length".to_owned(),
        ));
    }
    let attributes = QueueAttributes::new(&request.attributes)?;
    check_dead_letter_queue(connection, &attributes)?;
    if let Some(existing) = storage::find_queue(connection, name)? {
        return existing
            .attributes
            .difference(&request.attributes)
            .map_or(Ok(()), |attribute| Err(QueueError::QueueNameExists(attribute)));
    }
    let tags = request.tags.clone();
    let created_at_s = now_ms / 1_000;
    let queue = Queue { name: name.clone(), attributes, tags, created_at_s, modified_at_s: created_at_s };
    storage::save_queue(connection, &queue)
}

/// A redrive policy must name a queue that exists.
fn check_dead_letter_queue(connection: &Connection, attributes: &QueueAttributes) -> Result<(), QueueError> {
    match attributes.redrive() {
        Some(policy)
            if storage::find_queue(connection, storage::name_of(&policy.dead_letter_arn))?.is_none() =>
        {
            Err(QueueError::InvalidParameterValue(
                "Value for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist."
                    .to_owned(),
            ))
        }
        _ => Ok(()),
    }
}

fn set_attributes(
    connection: &Connection,
    request: &SetQueueAttributes,
    now_ms: i64,
) -> Result<Value, QueueError> {
    let mut queue = storage::queue(connection, &request.queue_url)?;
    queue.attributes.set(&request.attributes)?;
    check_dead_letter_queue(connection, &queue.attributes)?;
    queue.modified_at_s = now_ms / 1_000;
    storage::save_queue(connection, &queue)?;
    Ok(json!({}))
}

fn get_attributes(
    connection: &Connection,
    request: &GetQueueAttributes,
    now_ms: i64,
) -> Result<Value, QueueError> {
    let queue = storage::queue(connection, &request.queue_url)?;
    let counts = storage::counts(connection, &queue.name, now_ms)?;
    let mut shown = queue.attributes.shown();
    shown.extend(
        [
            ("QueueArn", storage::arn(&queue.name)),
            ("CreatedTimestamp", queue.created_at_s.to_string()),
            ("LastModifiedTimestamp", queue.modified_at_s.to_string()),
            ("ApproximateNumberOfMessages", counts.visible.to_string()),
            ("ApproximateNumberOfMessagesNotVisible", counts.in_flight.to_string()),
            ("ApproximateNumberOfMessagesDelayed", counts.delayed.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    shown.retain(|name, _| request.attribute_names.iter().any(|wanted| wanted == "All" || wanted == name));
    Ok(json!({ "Attributes": shown }))
}

fn tags(connection: &Connection, operation: &str, body: &[u8]) -> Result<Value, QueueError> {
    let mut queue = queue_of(connection, body)?;
    match operation {
        "TagQueue" => queue.tags.extend(parse::<TagQueue>(body)?.tags),
        "UntagQueue" => {
            let gone = parse::<UntagQueue>(body)?.tag_keys;
            queue.tags.retain(|key, _| !gone.contains(key));
        }
        _ => return Ok(json!({ "Tags": queue.tags })),
    }
    storage::save_queue(connection, &queue)?;
    Ok(json!({}))
}

/// The queues whose redrive policy names this ARN.
fn sources_of(connection: &Connection, arn: &str) -> Result<Vec<String>, QueueError> {
    let mut sources = Vec::new();
    for name in storage::queue_names(connection)? {
        let queue = storage::queue(connection, &name)?;
        if queue.attributes.redrive().is_some_and(|policy| policy.dead_letter_arn == arn) {
            sources.push(name);
        }
    }
    Ok(sources)
}

fn start_move(
    connection: &Connection,
    request: &StartMessageMoveTask,
    now_ms: i64,
) -> Result<Value, QueueError> {
    let dead_letters = storage::queue(connection, &request.source_arn)?;
    if sources_of(connection, &storage::arn(&dead_letters.name))?.is_empty() {
        return Err(QueueError::ResourceNotFound("The source queue is not a dead-letter queue.".to_owned()));
    }
    let moved = messages::move_back(connection, &dead_letters, request.destination_arn.as_deref(), now_ms)?;
    tracing::info!(queue = dead_letters.name, moved, "messages moved back");
    Ok(json!({ "TaskHandle": crate::random::id() }))
}
