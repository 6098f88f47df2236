//! DynamoDB, SQS and SES in this process: real SDK clients whose connector answers without a socket.
//!
//! DynamoDB is dynoxide on an SQLite file, SQS is a journal in another, a mail is a file in a folder. The
//! functions see nothing but the AWS SDK, so what works here is the very code that runs in the cloud. It
//! promises durability (what was answered survives `kill -9`), not speed, and never opens a port unless
//! [`EmbeddedAws::serve`] is called.

mod answer;
mod blocking;
mod clock;
mod connector;
mod dynamodb;
mod fault;
mod random;
mod serve;
mod ses;
mod sqs;

use std::{
    fs::{self, File},
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnectorSettings, SharedHttpConnector, http_client_fn},
    runtime_components::RuntimeComponents,
};
use dynoxide::Database;
use tokio::sync::watch;

use self::connector::{InProcess, Stores};
pub use self::{
    clock::Clock,
    fault::{Fault, Faults, PlannedFaults, Refusal, Service},
    serve::{ServeAddresses, Serving},
    sqs::{QueuedMessage, Queues},
};

/// The region of every embedded resource.
pub const REGION: &str = "eu-central-1";

/// How to open the embedded stores.
pub struct EmbeddedConfig {
    /// The folder of the database files; `None` keeps everything in memory.
    pub data: Option<PathBuf>,
    /// The folder that takes one `.eml` file per mail.
    pub mail_folder: PathBuf,
    /// The clock of queues and mails.
    pub clock: Clock,
    /// What goes wrong, if anything shall.
    pub faults: Option<Arc<dyn Faults>>,
}

impl EmbeddedConfig {
    /// Stores in memory, on the machine's clock and without faults; mails go to this folder.
    pub fn in_memory(mail_folder: impl Into<PathBuf>) -> Self {
        Self { data: None, mail_folder: mail_folder.into(), clock: Clock::system(), faults: None }
    }

    /// Stores in files of this folder, on the machine's clock and without faults; mails go to its folder `mails`.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        let data = data.into();
        Self { mail_folder: data.join("mails"), data: Some(data), clock: Clock::system(), faults: None }
    }
}

/// Why the embedded stores could not be opened, served or looked into.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// Another process has the folder open.
    #[error("{} is in use by another shop", .0.display())]
    InUse(PathBuf),
    /// A folder or file could not be made or opened.
    #[error("cannot open {}", path.display())]
    Folder {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The table's database could not be opened.
    #[error("cannot open the table's database")]
    Database(#[source] dynoxide::DynoxideError),
    /// The queues' journal could not be opened.
    #[error("cannot open the queues' journal")]
    Journal(#[from] rusqlite::Error),
    /// A queue could not be looked into.
    #[error("{0}")]
    Queues(String),
    /// A port could not be taken.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

impl EmbeddedError {
    pub(crate) fn from_queues(error: impl std::fmt::Display) -> Self {
        Self::Queues(error.to_string())
    }
}

/// The embedded stores while they are open; clients taken from it may outlive it.
pub struct EmbeddedAws {
    stores: Arc<Stores>,
    /// Held, and so locked, as long as this value lives.
    _lock: Option<File>,
}

impl EmbeddedAws {
    /// Opens the stores, making what does not exist yet.
    ///
    /// # Errors
    /// [`EmbeddedError::InUse`] when another process (or value) has the folder open, [`EmbeddedError::Folder`],
    /// [`EmbeddedError::Database`] and [`EmbeddedError::Journal`] when a file cannot be made or read.
    pub fn open(config: EmbeddedConfig) -> Result<Self, EmbeddedError> {
        let EmbeddedConfig { data, mail_folder, clock, faults } = config;
        let lock = data.as_deref().map(lock).transpose()?;
        let database = match &data {
            None => Database::memory(),
            Some(folder) => Database::new(&folder.join("dynamodb.sqlite").to_string_lossy()),
        };
        let database = database.map_err(EmbeddedError::Database)?;
        dynamodb::take_back_half_made(&database).map_err(EmbeddedError::Database)?;
        let journal = data.as_ref().map(|folder| folder.join("queues.sqlite"));
        make_folder(&mail_folder)?;
        let stores = Stores {
            database,
            database_in_file: data.is_some(),
            queues: Queues::open(journal.as_deref(), clock.clone())?,
            mail_folder,
            clock,
            writes: watch::Sender::new(0),
            faults,
        };
        Ok(Self { stores: Arc::new(stores), _lock: lock })
    }

    /// An SDK client of the embedded DynamoDB.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::from_conf(
            aws_sdk_dynamodb::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new(REGION))
                .credentials_provider(credentials())
                .endpoint_url("http://dynamodb.in-process")
                .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
                .http_client(self.http_client(Service::DynamoDb))
                .build(),
        )
    }

    /// An SDK client of the embedded SQS.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::from_conf(
            aws_sdk_sqs::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new(REGION))
                .credentials_provider(credentials())
                .endpoint_url("http://sqs.in-process")
                .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
                .http_client(self.http_client(Service::Sqs))
                .build(),
        )
    }

    /// An SDK client of the embedded SES.
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        aws_sdk_sesv2::Client::from_conf(
            aws_sdk_sesv2::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new(REGION))
                .credentials_provider(credentials())
                .endpoint_url("http://ses.in-process")
                .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
                .http_client(self.http_client(Service::Ses))
                .build(),
        )
    }

    /// A receiver that changes after every successful write to a table made through a client of this value.
    pub fn on_write(&self) -> watch::Receiver<u64> {
        self.stores.writes.subscribe()
    }

    /// The clock of queues and mails.
    pub fn clock(&self) -> Clock {
        self.stores.clock.clone()
    }

    /// The queues, to look into them without receiving.
    pub fn queues(&self) -> Queues {
        self.stores.queues.clone()
    }

    /// The folder of the mails.
    pub fn mail_folder(&self) -> &Path {
        &self.stores.mail_folder
    }

    /// Deletes the items whose TTL attribute has passed by the machine's clock; answers how many.
    ///
    /// # Errors
    /// [`EmbeddedError::Database`] when the database cannot be read or written.
    pub async fn sweep_expired(&self) -> Result<usize, EmbeddedError> {
        let database = self.stores.database.clone();
        let swept = blocking::run(self.stores.database_in_file, move || database.sweep_ttl()).await;
        swept.unwrap_or(Ok(0)).map_err(EmbeddedError::Database)
    }

    /// Serves DynamoDB on one port, SQS and SES on another, to other processes.
    ///
    /// # Errors
    /// [`EmbeddedError::Listen`] when a port cannot be taken.
    pub async fn serve(&self, addresses: ServeAddresses) -> Result<Serving, EmbeddedError> {
        serve::serve(Arc::clone(&self.stores), addresses).await
    }

    fn http_client(&self, service: Service) -> SharedHttpClient {
        let connector = InProcess { stores: Arc::clone(&self.stores), service };
        http_client_fn(move |_: &HttpConnectorSettings, _: &RuntimeComponents| {
            SharedHttpConnector::new(connector.clone())
        })
    }
}

fn credentials() -> Credentials {
    Credentials::new("local", "local", None, None, "embedded")
}

fn make_folder(path: &Path) -> Result<(), EmbeddedError> {
    fs::create_dir_all(path).map_err(|source| EmbeddedError::Folder { path: path.to_owned(), source })
}

/// Makes the folder and locks it for as long as the answer lives, or until the process dies.
fn lock(folder: &Path) -> Result<File, EmbeddedError> {
    make_folder(folder)?;
    let path = folder.join("in-use.lock");
    let failed = |source| EmbeddedError::Folder { path: path.clone(), source };
    let file = File::create(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(EmbeddedError::InUse(folder.to_owned())),
        Err(fs::TryLockError::Error(source)) => Err(EmbeddedError::Folder { path, source }),
    }
}
