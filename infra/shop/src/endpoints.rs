//! The running shop that a command talks to: its table and its queues, through the AWS SDK.

use crate::workspace::Workspace;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_sqs::error::DisplayErrorContext;
use contract::messages::{Message, MessageError, Queue};
use domain::ids::MessageId;
use serde::Deserialize;
use std::fs;
use std::path::PathBuf;
use store::Store;
use tokio::net::TcpStream;
use url::Url;

/// The note that a running local shop keeps in its data folder.
pub const LOCAL_NOTE: &str = "local.json";

/// What local stores are told; they look at neither.
const LOCAL_REGION: &str = "eu-central-1";
const LOCAL_KEY: &str = "local";

/// Where the shop is.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Endpoints {
    /// `DynamoDB` of the shop to talk to [default: the running `cargo shop up`]
    #[arg(long, value_name = "URL", requires = "sqs")]
    pub dynamodb: Option<Url>,
    /// SQS of the shop to talk to
    #[arg(long, value_name = "URL", requires = "dynamodb")]
    pub sqs: Option<Url>,
    /// The table's name, with --dynamodb
    #[arg(long, value_name = "NAME", default_value = "shop")]
    pub table: String,
    /// The queues' names
    #[command(flatten)]
    pub queues: QueueNames,
    /// Where the running `cargo shop up` keeps its data [default: .shop/data]
    #[arg(long, value_name = "DIR", conflicts_with = "dynamodb")]
    pub data: Option<PathBuf>,
}

/// What the queues are called; each knows its dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct QueueNames {
    /// The name of the queue of payments and staff commands, with --sqs
    #[arg(long = "payments-queue", value_name = "NAME", default_value = "payments")]
    pub payments: String,
    /// The name of the queue of stock commands, with --sqs
    #[arg(long = "stock-queue", value_name = "NAME", default_value = "stock")]
    pub stock: String,
    /// The name of the queue of what people are told, with --sqs
    #[arg(long = "notices-queue", value_name = "NAME", default_value = "notices")]
    pub notices: String,
}

impl Default for QueueNames {
    fn default() -> Self {
        Self { payments: "payments".to_owned(), stock: "stock".to_owned(), notices: "notices".to_owned() }
    }
}

impl QueueNames {
    fn of(&self, queue: Queue) -> &str {
        match queue {
            Queue::Payments => &self.payments,
            Queue::Stock => &self.stock,
            Queue::Notices => &self.notices,
        }
    }
}

/// Why the shop cannot be talked to.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// No shop runs here.
    #[error(
        "no shop is running here ({path} is not there): start one with `cargo shop up`, or name one with --dynamodb \
         URL --sqs URL",
        path = path.display()
    )]
    NotRunning {
        /// The note that a running shop writes.
        path: PathBuf,
    },
    /// A shop ran here and ended without a word.
    #[error("the shop that wrote {path} does not answer: start it again with `cargo shop up`", path = path.display())]
    Gone {
        /// The note it left.
        path: PathBuf,
    },
    /// The running shop's note cannot be used.
    #[error("{path} cannot be read: {problem}", path = path.display())]
    Note {
        /// The note.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
}

/// A message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The queue cannot be found.
    #[error("the queue {queue} cannot be found: {problem}")]
    NoQueue {
        /// Its name.
        queue: String,
        /// What the SDK says.
        problem: String,
    },
    /// The message cannot be written.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// No answer, or a refusal: it may have been taken all the same.
    #[error(
        "the queue {queue} did not say that it took the message, so look before you send it again: {problem}"
    )]
    NotTaken {
        /// Its name.
        queue: String,
        /// What the SDK says.
        problem: String,
    },
}

/// What a running local shop tells about itself in `local.json` in its data folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct LocalNote {
    /// The shop's own address.
    pub site_url: String,
    /// Where its `DynamoDB` listens.
    pub dynamodb_url: String,
    /// Where its SQS listens.
    pub sqs_url: String,
    /// The table's name.
    pub table: String,
}

/// A shop that can be talked to.
pub struct Running {
    /// Its table.
    pub store: Store,
    /// Its queues.
    pub sqs: aws_sdk_sqs::Client,
    /// What they are called.
    queues: QueueNames,
}

impl Running {
    /// Where a queue is.
    ///
    /// # Errors
    /// [`SendError::NoQueue`].
    pub async fn queue_url(&self, queue: Queue) -> Result<String, SendError> {
        self.url_of(self.queues.of(queue)).await
    }

    /// Where the queue of this name is.
    ///
    /// # Errors
    /// [`SendError::NoQueue`].
    pub async fn url_of(&self, name: &str) -> Result<String, SendError> {
        let found = self.sqs.get_queue_url().queue_name(name).send().await;
        let found = found.map_err(|error| SendError::NoQueue {
            queue: name.to_owned(),
            problem: DisplayErrorContext(error).to_string(),
        })?;
        Ok(found.queue_url.unwrap_or_default())
    }

    /// Sends a message to the queue it belongs in.
    ///
    /// # Errors
    /// [`SendError`].
    pub async fn send(&self, id: &MessageId, message: &Message) -> Result<(), SendError> {
        let queue = message.queue();
        let body = message.write(id, edge::clock::now())?;
        let url = self.queue_url(queue).await?;
        let sent = self.sqs.send_message().queue_url(url).message_body(body).send().await;
        sent.map(drop).map_err(|error| SendError::NotTaken {
            queue: self.queues.of(queue).to_owned(),
            problem: DisplayErrorContext(error).to_string(),
        })
    }
}

/// Finds the shop and makes clients for it.
///
/// # Errors
/// [`EndpointError`].
pub async fn connect(workspace: &Workspace, endpoints: &Endpoints) -> Result<Running, EndpointError> {
    if let (Some(dynamodb), Some(sqs_url)) = (&endpoints.dynamodb, &endpoints.sqs) {
        let store = Store::new(aws_sdk_dynamodb::Client::new(&config(dynamodb).await), &endpoints.table);
        let sqs = aws_sdk_sqs::Client::new(&config(sqs_url).await);
        return Ok(Running { store, sqs, queues: endpoints.queues.clone() });
    }
    let path = endpoints.data.clone().unwrap_or_else(|| workspace.data()).join(LOCAL_NOTE);
    let text = fs::read_to_string(&path).map_err(|_| EndpointError::NotRunning { path: path.clone() })?;
    let unreadable = |problem: String| EndpointError::Note { path: path.clone(), problem };
    let note: LocalNote = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let address = |text: &str| Url::parse(text).map_err(|error| unreadable(format!("`{text}`: {error}")));
    let dynamodb_url = address(&note.dynamodb_url)?;
    if !answers(&dynamodb_url).await {
        return Err(EndpointError::Gone { path });
    }
    let dynamodb = aws_sdk_dynamodb::Client::new(&config(&dynamodb_url).await);
    Ok(Running {
        store: Store::new(dynamodb, note.table),
        sqs: aws_sdk_sqs::Client::new(&config(&address(&note.sqs_url)?).await),
        queues: endpoints.queues.clone(),
    })
}

/// Whether anybody listens at this address.
async fn answers(url: &Url) -> bool {
    match (url.host_str(), url.port_or_known_default()) {
        (Some(host), Some(port)) => TcpStream::connect((host, port)).await.is_ok(),
        _ => false,
    }
}

/// The SDK's settings for an address: on this machine a key that opens nothing, elsewhere the person's own.
pub async fn config(url: &Url) -> SdkConfig {
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let loader = aws_config::defaults(BehaviorVersion::latest()).endpoint_url(url.as_str());
    if local {
        let key = Credentials::new(LOCAL_KEY, LOCAL_KEY, None, None, "local");
        let loader = loader.region(Region::new(LOCAL_REGION));
        loader.credentials_provider(SharedCredentialsProvider::new(key)).load().await
    } else {
        loader.load().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found_in(data: &std::path::Path) -> Endpoints {
        Endpoints {
            dynamodb: None,
            sqs: None,
            table: "shop".to_owned(),
            queues: QueueNames::default(),
            data: Some(data.to_path_buf()),
        }
    }

    #[tokio::test]
    async fn without_a_running_shop_a_person_is_told_how_to_start_one() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::new(folder.path());
        let told = async || {
            let result = connect(&workspace, &found_in(folder.path())).await;
            result.err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert!(told().await.contains("start one with `cargo shop up`"));
        let note = folder.path().join(LOCAL_NOTE);
        fs::write(&note, "{").unwrap();
        assert!(told().await.contains("local.json cannot be read: "));
        let left = LocalNote {
            site_url: "http://localhost:1".to_owned(),
            dynamodb_url: "http://127.0.0.1:1".to_owned(),
            sqs_url: "http://127.0.0.1:1".to_owned(),
            table: "shop".to_owned(),
        };
        fs::write(&note, serde_json::to_vec(&left).unwrap()).unwrap();
        assert!(told().await.contains("start it again with `cargo shop up`"));
    }
}
