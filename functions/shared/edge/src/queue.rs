//! Queues: sending messages, and answering batches message by message.

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsMessage};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use contract::messages::Queue;

/// Most messages of one call.
const BATCH_MAX: usize = 10;

/// The queues a function may send to.
#[derive(Debug, Clone)]
pub struct Queues {
    client: Client,
    payments_url: String,
    notices_url: String,
}

/// A message was not taken by its queue; it is still in the table.
#[derive(Debug, thiserror::Error)]
#[error("a message was not sent")]
pub struct SendError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl Queues {
    /// The queues behind these URLs.
    pub const fn new(client: Client, payments_url: String, notices_url: String) -> Self {
        Self { client, payments_url, notices_url }
    }

    fn url(&self, queue: Queue) -> Result<&str, SendError> {
        match queue {
            Queue::Payments => Ok(&self.payments_url),
            Queue::Notices => Ok(&self.notices_url),
            Queue::Stock => Err(SendError("stock commands come from staff only".into())),
        }
    }

    /// Sends messages to one queue. All or an error: what was sent before an error is sent again later,
    /// and consumers do not mind.
    ///
    /// # Errors
    /// [`SendError`].
    pub async fn send(&self, queue: Queue, bodies: &[String]) -> Result<(), SendError> {
        let url = self.url(queue)?;
        for chunk in bodies.chunks(BATCH_MAX) {
            let mut call = self.client.send_message_batch().queue_url(url);
            for (position, body) in chunk.iter().enumerate() {
                let entry = SendMessageBatchRequestEntry::builder()
                    .id(position.to_string())
                    .message_body(body)
                    .build();
                call = call.entries(entry.map_err(|error| SendError(Box::new(error)))?);
            }
            let answer = call.send().await.map_err(|error| SendError(Box::new(error)))?;
            if let Some(failed) = answer.failed().first() {
                let why = failed.message().unwrap_or("no reason given");
                return Err(SendError(format!("{}: {why}", failed.code()).into()));
            }
        }
        Ok(())
    }
}

/// What became of one message of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// It is done and can be deleted.
    Done,
    /// It could not be handled: the queue brings it back, and in the end moves it aside.
    Again,
}

/// The answer to a batch: which of its messages come back.
pub fn batch_answer(results: impl IntoIterator<Item = (SqsMessage, Handled)>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for (message, handled) in results {
        if handled == Handled::Again {
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = message.message_id.unwrap_or_default();
            response.batch_item_failures.push(failure);
        }
    }
    response
}
