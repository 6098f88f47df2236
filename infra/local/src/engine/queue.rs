//! Queues to functions, as Lambda's event source mapping for SQS does it.
//!
//! A batch is received, handed over as one event with every attribute, and what the function did not report as
//! failed is deleted. An error or a time-out fails the whole batch. What failed stays and is received again when
//! its visibility ends; the queue itself moves it to the dead letters.

use std::{collections::HashSet, sync::Arc, time::Duration};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use aws_sdk_sqs::{
    Client,
    error::DisplayErrorContext,
    types::{DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use template_reader::{Function, QueueSource};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{QueueHandler, invoke::Invoker, stopped};

/// Lambda's most invocations at a time where the template names none; fewer here, it is one machine.
const CONCURRENCY: u32 = 5;
/// The longest wait SQS allows.
const WAIT_S: i32 = 20;
/// How long to wait after a receive that failed.
const PAUSE: Duration = Duration::from_secs(1);

/// One event source mapping.
#[derive(Clone)]
pub(crate) struct QueuePoller {
    pub function: Arc<Function>,
    pub handler: QueueHandler,
    pub source: QueueSource,
    pub url: String,
    pub arn: String,
    pub client: Client,
    pub invoker: Invoker,
}

impl QueuePoller {
    /// Polls until told to stop, then waits for the batches that are under way.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let concurrency = self.source.concurrency_max.unwrap_or(CONCURRENCY);
        let permits = Arc::new(Semaphore::new(usize::try_from(concurrency).unwrap_or(1).max(1)));
        let mut batches = JoinSet::new();
        loop {
            let next = async {
                let permit = Arc::clone(&permits).acquire_owned().await.ok();
                (permit, self.receive().await)
            };
            let (permit, messages) = tokio::select! {
                next = next => next,
                () = stopped(stop.clone()) => break,
            };
            if !messages.is_empty() {
                let poller = self.clone();
                batches.spawn(async move {
                    poller.handle(messages).await;
                    drop(permit);
                });
            }
            while batches.try_join_next().is_some() {}
        }
        while batches.join_next().await.is_some() {}
    }

    async fn receive(&self) -> Vec<Message> {
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(i32::try_from(self.source.batch_size.min(10)).unwrap_or(10))
            .wait_time_seconds(WAIT_S)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .message_attribute_names("All")
            .send()
            .await;
        match received {
            Ok(received) => received.messages.unwrap_or_default(),
            Err(error) => {
                tracing::warn!(queue = self.url, error = %DisplayErrorContext(error), "a receive failed");
                tokio::time::sleep(PAUSE).await;
                Vec::new()
            }
        }
    }

    async fn handle(&self, messages: Vec<Message>) {
        let event = match self.event(&messages) {
            Ok(event) => event,
            Err(error) => {
                tracing::error!(queue = self.url, %error, "messages do not make an event");
                return;
            }
        };
        match self.invoker.invoke(&self.function, (self.handler)(event)).await {
            Ok(answer) => {
                let failed = if self.source.reports_batch_item_failures {
                    failed_ids(&answer, &messages)
                } else {
                    HashSet::new()
                };
                if !failed.is_empty() {
                    tracing::warn!(
                        function = self.function.folder,
                        failed = failed.len(),
                        "messages stay in their queue"
                    );
                }
                let done = |message: &&Message| !failed.contains(message.message_id().unwrap_or_default());
                self.delete(messages.iter().filter(done)).await;
            }
            Err(error) => {
                tracing::error!(%error, messages = messages.len(), "a whole batch stays in its queue");
            }
        }
    }

    /// The event as Lambda builds it.
    fn event(&self, messages: &[Message]) -> Result<SqsEvent, serde_json::Error> {
        let records: Vec<Value> = messages.iter().map(|message| self.record(message)).collect();
        serde_json::from_value(json!({ "Records": records }))
    }

    fn record(&self, message: &Message) -> Value {
        let attributes: Map<String, Value> = message
            .attributes()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str().to_owned(), value.clone().into()))
            .collect();
        let message_attributes: Map<String, Value> = message
            .message_attributes()
            .into_iter()
            .flatten()
            .map(|(name, attribute)| {
                let binary = attribute.binary_value().map(|binary| STANDARD.encode(binary));
                let value = json!({
                    "stringValue": attribute.string_value(),
                    "binaryValue": binary,
                    "stringListValues": [],
                    "binaryListValues": [],
                    "dataType": attribute.data_type(),
                });
                (name.clone(), value)
            })
            .collect();
        json!({
            "messageId": message.message_id(),
            "receiptHandle": message.receipt_handle(),
            "body": message.body(),
            "md5OfBody": message.md5_of_body(),
            "md5OfMessageAttributes": message.md5_of_message_attributes(),
            "attributes": attributes,
            "messageAttributes": message_attributes,
            "eventSourceARN": self.arn,
            "eventSource": "aws:sqs",
            "awsRegion": self.arn.split(':').nth(3),
        })
    }

    async fn delete(&self, messages: impl Iterator<Item = &Message>) {
        let entries: Vec<DeleteMessageBatchRequestEntry> = messages
            .enumerate()
            .filter_map(|(index, message)| {
                let entry = DeleteMessageBatchRequestEntry::builder()
                    .id(index.to_string())
                    .set_receipt_handle(message.receipt_handle.clone());
                entry.build().ok()
            })
            .collect();
        if entries.is_empty() {
            return;
        }
        let deleted =
            self.client.delete_message_batch().queue_url(&self.url).set_entries(Some(entries)).send().await;
        match deleted {
            Ok(deleted) => {
                for failed in deleted.failed() {
                    tracing::warn!(queue = self.url, code = failed.code(), "a message could not be deleted");
                }
            }
            Err(error) => {
                tracing::warn!(queue = self.url, error = %DisplayErrorContext(error), "messages could not be deleted");
            }
        }
    }
}

/// The messages reported as failed; all of them when an id is empty or not of this batch, as Lambda takes it.
fn failed_ids(answer: &SqsBatchResponse, messages: &[Message]) -> HashSet<String> {
    let ids: HashSet<&str> = messages.iter().filter_map(Message::message_id).collect();
    let reported: Vec<&str> =
        answer.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
    let all_known = reported.iter().all(|id| ids.contains(id));
    let failed = if all_known { reported } else { ids.into_iter().collect() };
    failed.into_iter().map(str::to_owned).collect()
}
