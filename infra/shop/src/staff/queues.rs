//! The queues and their dead letters: how many wait, what they say, and the way back.

use super::StaffError;
use super::told::{Told, columns};
use crate::endpoints::Running;
use aws_sdk_sqs::types::{Message as Received, MessageSystemAttributeName, QueueAttributeName};
use contract::messages::{Message, Queue};
use contract::time::rfc3339;
use domain::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What follows a queue's name in the name of its dead-letter queue.
const DEAD: &str = "-dlq";

/// Messages that SQS hands out at once.
const RECEIVE_MAX: u32 = 10;

/// How long a message that is looked at is hidden from others, in seconds: long enough to look at many, and
/// back to nothing as soon as that is done.
const PEEK_VISIBILITY_S: i32 = 30;

/// How long to wait for dead letters to move.
const MOVE_WAIT: Duration = Duration::from_secs(3);

/// How often to look.
const MOVE_LOOK: Duration = Duration::from_millis(100);

/// A queue as people name it: `payments`, or `payments-dlq` for its dead letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueName {
    /// Which queue.
    pub queue: Queue,
    /// Whether its dead letters are meant.
    pub dead_letters: bool,
}

impl FromStr for QueueName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let stem = text.strip_suffix(DEAD);
        let queue = QUEUES.into_iter().find(|queue| stem.unwrap_or(text) == name(*queue));
        let names = QUEUES.map(name).join(", ");
        let queue =
            queue.ok_or_else(|| format!("there are {names}, and each of them with {DEAD} behind it"))?;
        Ok(Self { queue, dead_letters: stem.is_some() })
    }
}

impl fmt::Display for QueueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", name(self.queue), if self.dead_letters { DEAD } else { "" })
    }
}

const QUEUES: [Queue; 3] = [Queue::Payments, Queue::Stock, Queue::Notices];

const fn name(queue: Queue) -> &'static str {
    match queue {
        Queue::Payments => "payments",
        Queue::Stock => "stock",
        Queue::Notices => "notices",
    }
}

/// The queues.
#[derive(Debug, Serialize)]
pub struct QueueList {
    /// Each queue with its dead-letter queue behind it.
    pub queues: Vec<QueueFacts>,
}

/// One queue. SQS calls these numbers approximate.
#[derive(Debug, Serialize)]
pub struct QueueFacts {
    /// Its name.
    pub name: String,
    /// Messages that wait.
    pub waiting: u64,
    /// Messages that somebody works on.
    pub in_flight: u64,
    /// Messages that are not to be seen yet.
    pub delayed: u64,
}

/// Messages that were looked at and left where they are.
#[derive(Debug, Serialize)]
pub struct Peeked {
    /// The queue.
    pub queue: String,
    /// What waits there.
    pub messages: Vec<PeekedMessage>,
}

/// A message.
#[derive(Debug, Serialize)]
pub struct PeekedMessage {
    /// The queue's id of it.
    pub message_id: String,
    /// What it is; nothing if it is no message of the shop.
    pub kind: Option<&'static str>,
    /// When it was sent, RFC 3339.
    pub sent_at: String,
    /// How often it was received, this look included.
    pub receive_count: u32,
    /// What it says.
    pub body: String,
}

/// Dead letters on their way back.
#[derive(Debug, Serialize)]
pub struct Redriven {
    /// The queue they go back to.
    pub queue: String,
    /// How many have moved so far.
    pub moved: u64,
    /// How many are still there.
    pub left: u64,
}

struct Found {
    url: String,
    arn: String,
    attributes: HashMap<QueueAttributeName, String>,
}

impl Found {
    fn number(&self, name: &QueueAttributeName) -> u64 {
        self.attributes.get(name).and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    fn waiting(&self) -> u64 {
        self.number(&QueueAttributeName::ApproximateNumberOfMessages)
    }

    fn facts(&self, name: String) -> QueueFacts {
        QueueFacts {
            name,
            waiting: self.waiting(),
            in_flight: self.number(&QueueAttributeName::ApproximateNumberOfMessagesNotVisible),
            delayed: self.number(&QueueAttributeName::ApproximateNumberOfMessagesDelayed),
        }
    }

    /// The name of the dead-letter queue, which the redrive policy has as an ARN.
    fn dead_letter_queue(&self) -> Option<String> {
        let policy = self.attributes.get(&QueueAttributeName::RedrivePolicy)?;
        let policy: Value = serde_json::from_str(policy).ok()?;
        let arn = policy.get("deadLetterTargetArn")?.as_str()?;
        arn.rsplit(':').next().map(str::to_owned)
    }
}

async fn look_at(running: &Running, url: String) -> Result<Found, StaffError> {
    let call = running.sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All);
    let attributes = call.send().await.map_err(StaffError::queue)?.attributes.unwrap_or_default();
    let arn = attributes.get(&QueueAttributeName::QueueArn).cloned().unwrap_or_default();
    Ok(Found { url, arn, attributes })
}

async fn look(running: &Running, name: QueueName) -> Result<Found, StaffError> {
    let source = look_at(running, running.queue_url(name.queue).await?).await?;
    if !name.dead_letters {
        return Ok(source);
    }
    let dead = source.dead_letter_queue();
    let dead =
        dead.ok_or_else(|| StaffError::Asked(format!("{name}: the queue has no dead-letter queue")))?;
    look_at(running, running.url_of(&dead).await?).await
}

/// All queues with their dead-letter queues.
///
/// # Errors
/// [`StaffError`].
pub async fn list(running: &Running) -> Result<QueueList, StaffError> {
    let mut queues = Vec::new();
    for queue in QUEUES {
        for dead_letters in [false, true] {
            let name = QueueName { queue, dead_letters };
            queues.push(look(running, name).await?.facts(name.to_string()));
        }
    }
    Ok(QueueList { queues })
}

/// Looks at up to `count` messages and leaves them. Each look counts as one of a message's receives, and for as long
/// as it lasts nobody else sees them; if the way back is lost, they are seen again half a minute later.
///
/// # Errors
/// [`StaffError`].
pub async fn peek(running: &Running, name: QueueName, count: u32) -> Result<Peeked, StaffError> {
    let queue = look(running, name).await?;
    let mut received = Vec::new();
    let mut result = Ok(());
    while let Some(left) =
        count.checked_sub(u32::try_from(received.len()).unwrap_or(u32::MAX)).filter(|left| *left > 0)
    {
        match receive(running, &queue.url, left.min(RECEIVE_MAX)).await {
            Ok(more) if more.is_empty() => break,
            Ok(more) => received.extend(more),
            Err(error) => {
                result = Err(error);
                break;
            }
        }
    }
    for message in &received {
        let call = running.sqs.change_message_visibility().queue_url(&queue.url).visibility_timeout(0);
        let back = call.set_receipt_handle(message.receipt_handle.clone()).send().await;
        result = result.and(back.map(drop).map_err(StaffError::queue));
    }
    result?;
    Ok(Peeked { queue: name.to_string(), messages: received.into_iter().map(peeked).collect() })
}

async fn receive(running: &Running, url: &str, count: u32) -> Result<Vec<Received>, StaffError> {
    let call = running.sqs.receive_message().queue_url(url).visibility_timeout(PEEK_VISIBILITY_S);
    let call = call.max_number_of_messages(i32::try_from(count).unwrap_or(1)).wait_time_seconds(1);
    let call = call.message_system_attribute_names(MessageSystemAttributeName::All);
    Ok(call.send().await.map_err(StaffError::queue)?.messages.unwrap_or_default())
}

fn peeked(message: Received) -> PeekedMessage {
    let attributes = message.attributes.unwrap_or_default();
    let number =
        |name: &MessageSystemAttributeName| attributes.get(name).and_then(|text| text.parse::<i64>().ok());
    let sent_at = number(&MessageSystemAttributeName::SentTimestamp).map(Timestamp::from_ms);
    let receive_count = number(&MessageSystemAttributeName::ApproximateReceiveCount);
    let body = message.body.unwrap_or_default();
    PeekedMessage {
        message_id: message.message_id.unwrap_or_default(),
        kind: Message::read(&body).ok().map(|(_, message)| message.kind()),
        sent_at: sent_at.map(rfc3339).unwrap_or_default(),
        receive_count: receive_count.and_then(|count| u32::try_from(count).ok()).unwrap_or(0),
        body,
    }
}

/// How many dead letters of a queue wait.
///
/// # Errors
/// [`StaffError`].
pub async fn dead_letters(running: &Running, queue: Queue) -> Result<u64, StaffError> {
    Ok(look(running, QueueName { queue, dead_letters: true }).await?.waiting())
}

/// Sends the dead letters of a queue back to it. Asked a second time while they move, SQS refuses.
///
/// # Errors
/// [`StaffError`].
pub async fn redrive(running: &Running, queue: Queue) -> Result<Redriven, StaffError> {
    let dead = QueueName { queue, dead_letters: true };
    let found = look(running, dead).await?;
    let before = found.waiting();
    let call = running.sqs.start_message_move_task().source_arn(&found.arn);
    call.send().await.map_err(StaffError::queue)?;
    let started = Instant::now();
    let mut left = look(running, dead).await?.waiting();
    while left > 0 && started.elapsed() < MOVE_WAIT {
        sleep(MOVE_LOOK).await;
        left = look(running, dead).await?.waiting();
    }
    Ok(Redriven { queue: name(queue).to_owned(), moved: before.saturating_sub(left), left })
}

impl Told for QueueList {
    fn lines(&self) -> Vec<String> {
        let cells = |queue: &QueueFacts| {
            vec![
                queue.name.clone(),
                format!("{} waiting", queue.waiting),
                format!("{} in flight", queue.in_flight),
                format!("{} delayed", queue.delayed),
            ]
        };
        columns(&self.queues.iter().map(cells).collect::<Vec<_>>())
    }
}

impl Told for Peeked {
    fn lines(&self) -> Vec<String> {
        if self.messages.is_empty() {
            return vec![format!("{}: no message to be seen", self.queue)];
        }
        let told = |message: &PeekedMessage| {
            let kind = message.kind.unwrap_or("not a message of the shop");
            let times = if message.receive_count == 1 { "time" } else { "times" };
            let head =
                format!("{kind}  sent {}, received {} {times}", message.sent_at, message.receive_count);
            [head, format!("  {}", message.body)]
        };
        self.messages.iter().flat_map(told).collect()
    }
}

impl Told for Redriven {
    fn lines(&self) -> Vec<String> {
        let Self { queue, moved, left } = self;
        let mut lines = vec![format!("{moved} dead letters went back to {queue}")];
        if *left > 0 {
            lines.push(format!(
                "{left} are still there: SQS may still be moving them (`cargo shop queues list`); what was put there \
                 directly came from no queue and stays"
            ));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_queue_is_named_after_its_queue() {
        let dead: QueueName = "payments-dlq".parse().unwrap();
        assert_eq!(dead, QueueName { queue: Queue::Payments, dead_letters: true });
        assert_eq!(dead.to_string(), "payments-dlq");
        assert_eq!("stock".parse::<QueueName>().unwrap().to_string(), "stock");
        for wrong in ["", "-dlq", "payment", "payments-dlq-dlq"] {
            assert!(wrong.parse::<QueueName>().unwrap_err().contains("payments, stock, notices"), "{wrong}");
        }
    }

    #[test]
    fn a_redrive_policy_names_the_dead_letter_queue() {
        let policy =
            r#"{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:1:shop-PaymentsDlq-X","maxReceiveCount":5}"#;
        let found = |policy: &str| Found {
            url: String::new(),
            arn: String::new(),
            attributes: HashMap::from([(QueueAttributeName::RedrivePolicy, policy.to_owned())]),
        };
        assert_eq!(found(policy).dead_letter_queue().as_deref(), Some("shop-PaymentsDlq-X"));
        assert_eq!(found("{").dead_letter_queue(), None);
    }
}
