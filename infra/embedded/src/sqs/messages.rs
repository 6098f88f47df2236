//! What SQS does with messages: send, receive with redrive, delete, change visibility, move back.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{
    ACCOUNT,
    attributes::MESSAGE_BYTES_MAX,
    digest,
    error::QueueError,
    shapes::{MessageAttributes, ReceiptEntry, ReceiveMessage, ReceivedMessage, SendEntry},
    storage::{self, Message, Queue},
};
use crate::random;

/// The most messages one receive or one batch holds.
const BATCH_MAX: usize = 10;
/// The longest visibility timeout, in seconds: 12 hours.
const VISIBILITY_S_MAX: i64 = 43_200;

/// What a receive gave.
pub(crate) struct Received {
    pub messages: Vec<ReceivedMessage>,
    /// Whether messages went to a dead-letter queue on the way.
    pub moved: bool,
}

/// Sends one message and answers with its id and digests.
pub(crate) fn send(
    connection: &Connection,
    queue: &Queue,
    entry: &SendEntry,
    now_ms: i64,
) -> Result<Value, QueueError> {
    let body = checked_body(queue, entry)?;
    let delay_s = entry.delay_seconds.unwrap_or_else(|| queue.attributes.number("DelaySeconds"));
    if !(0..=900).contains(&delay_s) {
        return Err(out_of_range("DelaySeconds", 0, 900));
    }
    let message_id = random::id();
    let trace =
        entry.message_system_attributes.get("AWSTraceHeader").and_then(|trace| trace.string_value.clone());
    let message = Message {
        seq: 0,
        id: message_id.clone(),
        body: body.to_owned(),
        attributes: serde_json::to_string(&entry.message_attributes)?,
        trace,
        sent_at_ms: now_ms,
        visible_at_ms: now_ms.saturating_add(delay_s * 1_000),
        receive_count: 0,
        first_received_at_ms: None,
        receipt: None,
        source_arn: None,
    };
    storage::append(connection, &queue.name, &message)?;
    let mut answer = json!({ "MessageId": message_id, "MD5OfMessageBody": digest::of_body(body) });
    if let Some(md5) = digest::of_attributes(&entry.message_attributes) {
        answer["MD5OfMessageAttributes"] = md5.into();
    }
    if let Some(md5) = digest::of_attributes(&entry.message_system_attributes) {
        answer["MD5OfMessageSystemAttributes"] = md5.into();
    }
    Ok(answer)
}

fn checked_body<'a>(queue: &Queue, entry: &'a SendEntry) -> Result<&'a str, QueueError> {
    let body = entry.message_body.as_deref().filter(|body| !body.is_empty());
    let body = body.ok_or(QueueError::MissingParameter("MessageBody"))?;
    let bytes_max = queue.attributes.number("MaximumMessageSize");
    if bytes_of(entry) > bytes_max {
        let reason = format!(
            "One or more parameters are invalid. Reason: Message must be shorter than {bytes_max} bytes."
        );
        return Err(QueueError::InvalidParameterValue(reason));
    }
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if body.chars().all(allowed) { Ok(body) } else { Err(QueueError::InvalidMessageContents) }
}

/// The length SQS counts: the body and the names, types and values of its attributes.
fn bytes_of(entry: &SendEntry) -> i64 {
    let attributes: usize = entry
        .message_attributes
        .iter()
        .map(|(name, attribute)| {
            let value = attribute.string_value.as_ref().or(attribute.binary_value.as_ref());
            name.len() + attribute.data_type.len() + value.map_or(0, String::len)
        })
        .sum();
    let body = entry.message_body.as_ref().map_or(0, String::len);
    i64::try_from(body + attributes).unwrap_or(i64::MAX)
}

/// Sends a batch and answers entry by entry.
pub(crate) fn send_batch(
    connection: &Connection,
    queue: &Queue,
    entries: &[SendEntry],
    now_ms: i64,
) -> Result<Value, QueueError> {
    check_ids(entries.iter().map(|entry| entry.id.as_str()))?;
    if entries.iter().map(bytes_of).sum::<i64>() > MESSAGE_BYTES_MAX {
        return Err(QueueError::BatchRequestTooLong);
    }
    each(entries, |entry| &entry.id, |entry| send(connection, queue, entry, now_ms))
}

/// Deletes a batch and answers entry by entry.
pub(crate) fn delete_batch(connection: &Connection, entries: &[ReceiptEntry]) -> Result<Value, QueueError> {
    check_ids(entries.iter().map(|entry| entry.id.as_str()))?;
    each(entries, |entry| &entry.id, |entry| delete(connection, entry))
}

/// Changes the visibility of a batch and answers entry by entry.
pub(crate) fn change_visibility_batch(
    connection: &Connection,
    entries: &[ReceiptEntry],
    now_ms: i64,
) -> Result<Value, QueueError> {
    check_ids(entries.iter().map(|entry| entry.id.as_str()))?;
    each(entries, |entry| &entry.id, |entry| change_visibility(connection, entry, now_ms))
}

fn each<E>(
    entries: &[E],
    id: impl Fn(&E) -> &str,
    act: impl Fn(&E) -> Result<Value, QueueError>,
) -> Result<Value, QueueError> {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        match act(entry) {
            Ok(mut answer) => {
                answer["Id"] = id(entry).into();
                successful.push(answer);
            }
            Err(error) if error.is_senders() => failed.push(json!({
                "Id": id(entry), "SenderFault": true, "Code": error.codes().1, "Message": error.to_string(),
            })),
            Err(error) => return Err(error),
        }
    }
    Ok(json!({ "Successful": successful, "Failed": failed }))
}

fn check_ids<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Result<(), QueueError> {
    match ids.len() {
        0 => return Err(QueueError::EmptyBatchRequest),
        1..=BATCH_MAX => {}
        _ => return Err(QueueError::TooManyEntriesInBatchRequest),
    }
    let mut seen = BTreeSet::new();
    for id in ids {
        let well_formed = (1..=80).contains(&id.len())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if !well_formed {
            return Err(QueueError::InvalidBatchEntryId);
        }
        if !seen.insert(id) {
            return Err(QueueError::BatchEntryIdsNotDistinct);
        }
    }
    Ok(())
}

/// Receives what is visible now. A message that was already received as often as the redrive policy allows
/// goes to the dead-letter queue instead.
pub(crate) fn receive(
    connection: &Connection,
    queue: &Queue,
    request: &ReceiveMessage,
    now_ms: i64,
) -> Result<Received, QueueError> {
    let wanted = request.max_number_of_messages.unwrap_or(1);
    if !(1..=10).contains(&wanted) {
        return Err(out_of_range("MaxNumberOfMessages", 1, 10));
    }
    let timeout_s =
        request.visibility_timeout.unwrap_or_else(|| queue.attributes.number("VisibilityTimeout"));
    let visible_at_ms = now_ms.saturating_add(checked_timeout(timeout_s)? * 1_000);
    let retention_ms = queue.attributes.number("MessageRetentionPeriod") * 1_000;
    storage::delete_sent_before(connection, &queue.name, now_ms.saturating_sub(retention_ms))?;
    let redrive = dead_letter_queue(connection, queue)?;
    let mut received = Received { messages: Vec::new(), moved: false };
    loop {
        let missing = wanted - i64::try_from(received.messages.len()).unwrap_or(wanted);
        let due =
            if missing > 0 { storage::due(connection, &queue.name, now_ms, missing)? } else { Vec::new() };
        if due.is_empty() {
            return Ok(received);
        }
        for message in due {
            match &redrive {
                Some((dead_letters, receive_count_max)) if message.receive_count >= *receive_count_max => {
                    storage::move_to(connection, &message, dead_letters, &storage::arn(&queue.name), now_ms)?;
                    received.moved = true;
                }
                _ => {
                    let receipt = format!("{}.{}", message.seq, random::short());
                    storage::mark_received(connection, &message, &receipt, now_ms, visible_at_ms)?;
                    received.messages.push(answer(message, receipt, request, now_ms)?);
                }
            }
        }
        if timeout_s == 0 {
            // What was received is visible again at once and must not be received twice by one call.
            return Ok(received);
        }
    }
}

fn dead_letter_queue(connection: &Connection, queue: &Queue) -> Result<Option<(String, i64)>, QueueError> {
    let Some(policy) = queue.attributes.redrive() else { return Ok(None) };
    let found = storage::find_queue(connection, storage::name_of(&policy.dead_letter_arn))?;
    Ok(found.map(|dead_letters| (dead_letters.name, policy.receive_count_max)))
}

fn answer(
    message: Message,
    receipt: String,
    request: &ReceiveMessage,
    now_ms: i64,
) -> Result<ReceivedMessage, QueueError> {
    let mut message_attributes: MessageAttributes = serde_json::from_str(&message.attributes)?;
    message_attributes.retain(|name, _| {
        request.message_attribute_names.iter().any(|wanted| match wanted.strip_suffix(".*") {
            Some(prefix) => name.starts_with(prefix),
            None => wanted == "All" || wanted == name,
        })
    });
    Ok(ReceivedMessage {
        md5_of_body: digest::of_body(&message.body),
        md5_of_message_attributes: digest::of_attributes(&message_attributes),
        attributes: system_attributes(&message, request, now_ms),
        message_id: message.id,
        receipt_handle: receipt,
        body: message.body,
        message_attributes,
    })
}

fn system_attributes(message: &Message, request: &ReceiveMessage, now_ms: i64) -> BTreeMap<String, String> {
    let first_received_at_ms = message.first_received_at_ms.unwrap_or(now_ms);
    let known = [
        ("SenderId", Some(ACCOUNT.to_owned())),
        ("SentTimestamp", Some(message.sent_at_ms.to_string())),
        ("ApproximateReceiveCount", Some((message.receive_count + 1).to_string())),
        ("ApproximateFirstReceiveTimestamp", Some(first_received_at_ms.to_string())),
        ("AWSTraceHeader", message.trace.clone()),
        ("DeadLetterQueueSourceArn", message.source_arn.clone()),
    ];
    let wanted = |name: &str| {
        let mut names = request.attribute_names.iter().chain(&request.message_system_attribute_names);
        names.any(|wanted| wanted == "All" || wanted == name)
    };
    known
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)))
        .collect()
}

/// Deletes the message of a receipt; that it is gone already, or was received again since, is no error.
pub(crate) fn delete(connection: &Connection, entry: &ReceiptEntry) -> Result<Value, QueueError> {
    let seq = seq_of(&entry.receipt_handle)?;
    storage::delete(connection, seq, &entry.receipt_handle)?;
    Ok(json!({}))
}

/// Sets when a message in flight becomes visible again.
pub(crate) fn change_visibility(
    connection: &Connection,
    entry: &ReceiptEntry,
    now_ms: i64,
) -> Result<Value, QueueError> {
    let seq = seq_of(&entry.receipt_handle)?;
    let timeout_s = entry.visibility_timeout.ok_or(QueueError::MissingParameter("VisibilityTimeout"))?;
    let visible_at_ms = now_ms.saturating_add(checked_timeout(timeout_s)? * 1_000);
    if storage::set_visible_at(connection, seq, &entry.receipt_handle, now_ms, visible_at_ms)? {
        Ok(json!({}))
    } else {
        Err(QueueError::MessageNotInflight)
    }
}

/// Moves the visible messages of a dead-letter queue back to where they came from, or to `destination`, as new
/// messages; answers how many.
pub(crate) fn move_back(
    connection: &Connection,
    dead_letters: &Queue,
    destination: Option<&str>,
    now_ms: i64,
) -> Result<usize, QueueError> {
    let mut moved = 0;
    for message in storage::due(connection, &dead_letters.name, now_ms, i64::MAX)? {
        let Some(target) = destination.or(message.source_arn.as_deref()) else { continue };
        let target = storage::queue(connection, target)?;
        let again = Message { id: random::id(), sent_at_ms: now_ms, visible_at_ms: now_ms, ..message };
        storage::append(connection, &target.name, &again)?;
        storage::delete_by_seq(connection, again.seq)?;
        moved += 1;
    }
    Ok(moved)
}

fn seq_of(receipt_handle: &str) -> Result<i64, QueueError> {
    let (seq, _) = receipt_handle.split_once('.').ok_or(QueueError::ReceiptHandleIsInvalid)?;
    seq.parse().map_err(|_| QueueError::ReceiptHandleIsInvalid)
}

fn checked_timeout(timeout_s: i64) -> Result<i64, QueueError> {
    if (0..=VISIBILITY_S_MAX).contains(&timeout_s) {
        Ok(timeout_s)
    } else {
        Err(out_of_range("VisibilityTimeout", 0, VISIBILITY_S_MAX))
    }
}

fn out_of_range(name: &str, least: i64, greatest: i64) -> QueueError {
    QueueError::InvalidParameterValue(format!(
        "Value for parameter {name} is invalid. Reason: Must be between {least} and {greatest}, if provided."
    ))
}
