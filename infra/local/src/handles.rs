//! What a running shop is looked into and steered with: shared by the shop itself and its console.

use crate::registry::Clients;
use crate::server::Origin;
use contract::messages::{ChangeStock, Message, Queue};
use domain::ids::MessageId;
use domain::inventory::StockChange;
use domain::time::Timestamp;
use edge::config::Secrets;
use embedded::{Clock, Queues};
use provider_sim::Control;
use provider_sim::paypal::PaypalControl;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use template_reader::{EventSource, Template, local_name};

use crate::engine::StoreNames;

/// The handles of a running shop. None of them keeps its files locked.
pub struct Handles {
    /// Where the shop is.
    pub url: String,
    /// Where data are kept; nothing keeps them in memory.
    pub data: Option<PathBuf>,
    /// Where mails are put.
    pub mails: PathBuf,
    /// The shop's clock.
    pub clock: Clock,
    /// The provider's controls.
    pub provider: Control,
    /// Where the provider is.
    pub provider_url: String,
    /// PayPal's controls.
    pub paypal: PaypalControl,
    /// The clients of table, queues and mails.
    pub clients: Clients,
    /// The table.
    pub store: Store,
    /// The table's name.
    pub table: String,
    /// The queues of the template, dead-letter queues included.
    pub queues: Vec<QueueHandle>,
    /// A look into the queues; nothing where the shop uses another SQS.
    pub queued: Option<Queues>,
    /// The functions that run by the clock.
    pub scheduled: Vec<String>,
    /// The functions and the site.
    pub origin: Arc<Origin>,
    /// What order links are derived with.
    pub link_secrets: Secrets,
}

/// A queue as the template describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueHandle {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Its ARN.
    pub arn: String,
    /// Where its messages go that cannot be handled, and after how many receives.
    pub redrive: Option<(String, u32)>,
    /// The queue whose messages end up here, if it is a dead-letter queue.
    pub dead_letters_of: Option<String>,
}

/// A message could not be sent.
#[derive(Debug, thiserror::Error)]
#[error("the queue did not take the message: {0}")]
pub struct NotSent(String);

/// The queues of a template, each dead-letter queue behind its source.
pub fn queues(template: &Template, names: &StoreNames) -> Vec<QueueHandle> {
    let name = |logical_id: &str| local_name(logical_id);
    let text = |found: Option<&String>| found.cloned().unwrap_or_default();
    let handle = |queue: &template_reader::Queue| {
        let id = &queue.logical_id;
        let feeds = |source: &&template_reader::Queue| {
            source.redrive.as_ref().is_some_and(|redrive| &redrive.dead_letter_queue == id)
        };
        QueueHandle {
            name: name(id),
            url: text(names.queue_urls.get(id)),
            arn: text(names.queue_arns.get(id)),
            redrive: queue
                .redrive
                .as_ref()
                .map(|redrive| (name(&redrive.dead_letter_queue), redrive.receive_count_max)),
            dead_letters_of: template.queues.iter().find(feeds).map(|source| name(&source.logical_id)),
        }
    };
    let mut queues: Vec<QueueHandle> = template.queues.iter().map(handle).collect();
    queues.sort_by_key(|queue| {
        (queue.dead_letters_of.clone().unwrap_or_else(|| queue.name.clone()), queue.redrive.is_none())
    });
    queues
}

/// The folders of the functions that run by the clock.
pub fn scheduled(template: &Template) -> Vec<String> {
    let by_clock = |function: &&template_reader::Function| {
        function.events.iter().any(|event| matches!(event.source, EventSource::Schedule { .. }))
    };
    template.functions.iter().filter(by_clock).map(|function| function.folder.clone()).collect()
}

impl Handles {
    /// The shop's time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.clock.now_ms())
    }

    /// Moves the time of shop and providers forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.move_providers(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    /// Sets the time of shop and providers back.
    pub fn set_back(&self, by: Duration) {
        self.clock.set_back(by);
        self.move_providers(i64::try_from(by.as_millis()).map_or(i64::MIN, i64::saturating_neg));
    }

    fn move_providers(&self, by_ms: i64) {
        self.provider.clock().advance_ms(by_ms);
        self.paypal.clock().advance_ms(by_ms);
    }

    /// The queue of this name.
    pub fn queue(&self, name: &str) -> Option<&QueueHandle> {
        self.queues.iter().find(|queue| queue.name == name)
    }

    /// The URL of the queue that a message belongs in.
    pub fn queue_url(&self, queue: Queue) -> &str {
        let name = match queue {
            Queue::Payments => "payments",
            Queue::Stock => "stock",
            Queue::Notices => "notices",
        };
        self.queue(name).map_or("", |queue| &queue.url)
    }

    /// Sends a message to the queue it belongs in.
    ///
    /// # Errors
    /// [`NotSent`].
    pub async fn send(&self, id: &MessageId, message: &Message) -> Result<(), NotSent> {
        let body = message.write(id, self.now()).map_err(|error| NotSent(error.to_string()))?;
        let send = self.clients.sqs.send_message().queue_url(self.queue_url(message.queue()));
        let sent = send.message_body(body).send().await;
        sent.map_err(|error| NotSent(aws_sdk_sqs::error::DisplayErrorContext(error).to_string()))?;
        Ok(())
    }

    /// Sends stock commands.
    ///
    /// # Errors
    /// [`NotSent`].
    pub async fn change_stock(&self, id: &MessageId, lines: Vec<StockChange>) -> Result<(), NotSent> {
        self.send(id, &Message::ChangeStock(ChangeStock { lines })).await
    }
}
