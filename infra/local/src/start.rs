//! Starting and stopping the local shop.

use crate::console;
use crate::engine::{Engine, EngineConfig, EngineError, create_stores};
use crate::handles::{self, Handles};
use crate::providers::{PAYPAL_CLIENT, PAYPAL_WEBHOOK, start_paypal, start_provider};
use crate::registry::{self, Clients, RegistryError};
use crate::secrets::{self, Secrets, SecretsError};
use crate::server::{self, Origin};
use crate::sweep;
use aws_sdk_dynamodb::config::Credentials;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use contract::messages::Queue;
use domain::ids::{MessageId, MovementId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::time::Timestamp;
use edge::config::Secret;
use embedded::{Clock, EmbeddedAws, EmbeddedConfig, EmbeddedError, Faults};
use provider_sim::paypal::{PaypalControl, PaypalError, RunningPaypal};
use provider_sim::{Control, RunningSim, SimError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::catalog::{Publication, Published};
use store::stock::MovementOutcome;
use store::{Never, Store, StoreError};
use template_reader::{AddedHeaders, Context, Template, TemplateError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// SKUs in one opening receipt: far below a message's 256 KB.
const OPENING_LINES: usize = 200;

/// How long the opening stock may take to be received.
const OPENING_WAIT: Duration = Duration::from_mins(1);

/// How the local shop is to run.
pub struct LocalConfig {
    /// The template to boot from.
    pub template: PathBuf,
    /// The built site; its `shell/` pages are what functions answer in.
    pub site: PathBuf,
    /// Where data are kept; nothing keeps them in memory.
    pub data: Option<PathBuf>,
    /// Where mails are put.
    pub mails: PathBuf,
    /// The shop's port; 0 takes a free one.
    pub port: u16,
    /// The provider's port; 0 takes a free one. PayPal's is the next.
    pub provider_port: u16,
    /// Another `DynamoDB` than the embedded one.
    pub dynamodb_url: Option<String>,
    /// Another SQS than the embedded one.
    pub sqs_url: Option<String>,
    /// The catalogue to publish at start.
    pub publication: Publication,
    /// What is on the shelf the first time.
    pub opening_stock: Vec<(Sku, u32)>,
    /// The mail address the shop sends from.
    pub sender: String,
    /// The shop's name on the provider's page.
    pub merchant: String,
    /// Whether schedules run by the clock; tests run them by hand.
    pub schedules: bool,
    /// The secrets; drawn and kept with the data if not given.
    pub secrets: Option<Secrets>,
    /// Faults to inject into calls.
    pub faults: Option<Arc<dyn Faults>>,
}

/// Why the local shop does not start.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The port is taken.
    #[error("port {port} is in use: stop what uses it or choose another with --port")]
    PortInUse {
        /// Which port.
        port: u16,
    },
    /// The port cannot be used.
    #[error("port {port} cannot be used: {source}")]
    Port {
        /// Which port.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The template cannot be read.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The embedded stores cannot be opened.
    #[error(transparent)]
    Stores(#[from] EmbeddedError),
    /// The engine refuses the template.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A function cannot be made.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The provider's simulator does not start.
    #[error("the payment provider's simulator: {0}")]
    Provider(#[from] SimError),
    /// PayPal's simulator does not start.
    #[error(transparent)]
    Paypal(#[from] PaypalError),
    /// The secrets cannot be kept.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The catalogue cannot be published.
    #[error("the catalogue cannot be published: {0:?}")]
    Publish(StoreError<Never>),
    /// The opening stock cannot be sent.
    #[error("the opening stock cannot be sent: {0}")]
    OpeningStock(String),
    /// A header of the template's cannot be sent.
    #[error("template.yaml: the header {0} cannot be sent as it is")]
    Header(String),
}

/// A running local shop.
pub struct LocalShop {
    handles: Arc<Handles>,
    aws: Arc<EmbeddedAws>,
    provider: RunningSim,
    paypal: RunningPaypal,
    published: Published,
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 2],
}

async fn listen(port: u16) -> Result<TcpListener, LocalError> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.map_err(|source| {
        if source.kind() == std::io::ErrorKind::AddrInUse {
            LocalError::PortInUse { port }
        } else {
            LocalError::Port { port, source }
        }
    })
}

fn clients(aws: &EmbeddedAws, config: &LocalConfig) -> Clients {
    let mut clients = Clients { dynamodb: aws.dynamodb(), sqs: aws.sqs(), ses: aws.ses() };
    let credentials = || Credentials::new("local", "local", None, None, "local");
    if let Some(url) = &config.dynamodb_url {
        let other = aws_sdk_dynamodb::Config::builder()
            .behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
            .region(aws_sdk_dynamodb::config::Region::new(embedded::REGION))
            .credentials_provider(credentials())
            .endpoint_url(url);
        clients.dynamodb = aws_sdk_dynamodb::Client::from_conf(other.build());
    }
    if let Some(url) = &config.sqs_url {
        let other = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
            .region(aws_sdk_sqs::config::Region::new(embedded::REGION))
            .credentials_provider(credentials())
            .endpoint_url(url);
        clients.sqs = aws_sdk_sqs::Client::from_conf(other.build());
    }
    clients
}

impl LocalShop {
    /// Starts the shop and waits until it can sell.
    ///
    /// # Errors
    /// [`LocalError`], one clear line each.
    pub async fn start(config: LocalConfig) -> Result<Self, LocalError> {
        let template = Template::read(&config.template)?;
        let listener = listen(config.port).await?;
        let port =
            listener.local_addr().map_err(|source| LocalError::Port { port: config.port, source })?.port();
        let url = format!("http://localhost:{port}");
        let clock = Clock::system();
        let aws = open_stores(&config, &clock)?;
        let secrets = match (&config.secrets, &config.data) {
            (Some(secrets), _) => secrets.clone(),
            (None, Some(folder)) => Secrets::of_folder(folder)?,
            (None, None) => Secrets::draw()?,
        };
        let provider = start_provider(&config, &secrets, &url, &clock).await?;
        let paypal = start_paypal(&config, &secrets, &url, &clock).await?;
        let clients = clients(&aws, &config);
        let names = create_stores(&template, &clients.dynamodb, &clients.sqs).await?;
        let origin_secret = secrets::draw_one()?;
        let mut context = context(&config, &secrets, &url, [provider.url(), paypal.url()]);
        context
            .secrets
            .insert(("vitrine/shop".to_owned(), "origin_secrets".to_owned()), origin_secret.clone());
        names.add_to(&mut context);
        let headers = response_headers(&template, &context)?;
        let origin_secret = header(edge::origin::HEADER, &origin_secret)?;
        let shells = config.site.display().to_string();
        let handlers = registry::handlers(&template, &context, &shells, &clients, &clock)?;
        let table = names.tables.get("ShopTable").cloned().unwrap_or_default();
        let (queues, scheduled) = (handles::queues(&template, &names), handles::scheduled(&template));
        let store = Store::new(clients.dynamodb.clone(), &table);
        let published = store.publish(&config.publication).await.map_err(LocalError::Publish)?;
        let engine = Engine::start(EngineConfig {
            template,
            handlers,
            dynamodb: clients.dynamodb.clone(),
            sqs: clients.sqs.clone(),
            names,
            clock: clock.clone(),
            writes: config.dynamodb_url.is_none().then(|| aws.on_write()),
            schedules: config.schedules,
        })?;
        let origin = Arc::new(Origin { engine, site: config.site, secret: origin_secret, headers });
        let handles = Arc::new(Handles {
            url,
            data: config.data,
            mails: config.mails,
            clock,
            provider: provider.control(),
            provider_url: provider.url().to_owned(),
            paypal: paypal.control(),
            clients,
            store,
            table,
            queues,
            queued: config.sqs_url.is_none().then(|| aws.queues()),
            scheduled,
            origin: origin.clone(),
            link_secrets: edge::config::Secrets::only(Secret(secrets.link_secret)),
        });
        receive_opening_stock(&handles, &config.opening_stock).await?;
        let (stop, stopped) = watch::channel(false);
        let router = server::router(origin, console::router(handles.clone()));
        let tasks = [
            tokio::spawn(server::listen(listener, router, stopped.clone())),
            tokio::spawn(sweep::run(Arc::downgrade(&aws), stopped)),
        ];
        Ok(Self { handles, aws, provider, paypal, published, stop, tasks })
    }

    /// Where the shop is.
    pub fn url(&self) -> &str {
        &self.handles.url
    }

    /// Where the provider is.
    pub fn provider_url(&self) -> &str {
        self.provider.url()
    }

    /// The provider's controls.
    pub fn provider(&self) -> Control {
        self.provider.control()
    }

    /// Where PayPal is.
    pub fn paypal_url(&self) -> &str {
        self.paypal.url()
    }

    /// PayPal's controls.
    pub fn paypal(&self) -> PaypalControl {
        self.paypal.control()
    }

    /// The embedded table, queues and mails.
    pub fn aws(&self) -> &EmbeddedAws {
        &self.aws
    }

    /// The shop's table.
    pub fn store(&self) -> Store {
        self.handles.store.clone()
    }

    /// The table's name.
    pub fn table(&self) -> &str {
        &self.handles.table
    }

    /// The queue that stock commands go to.
    pub fn stock_queue_url(&self) -> &str {
        self.handles.queue_url(Queue::Stock)
    }

    /// The queues.
    pub fn sqs(&self) -> &aws_sdk_sqs::Client {
        &self.handles.clients.sqs
    }

    /// Whether the catalogue was new at start.
    pub fn published(&self) -> Published {
        self.published
    }

    /// The shop's time.
    pub fn now(&self) -> Timestamp {
        self.handles.now()
    }

    /// Moves the time of shop and provider forward.
    pub fn advance(&self, by: Duration) {
        self.handles.advance(by);
    }

    /// Sets the time of shop and provider back.
    pub fn set_back(&self, by: Duration) {
        self.handles.set_back(by);
    }

    /// Runs a scheduled function now.
    ///
    /// # Errors
    /// [`EngineError`] when there is no such function or it fails.
    pub async fn run_now(&self, function: &str) -> Result<(), EngineError> {
        self.handles.origin.engine.run_now(function).await
    }

    /// Sends stock commands.
    ///
    /// # Errors
    /// [`LocalError::OpeningStock`] when the queue does not take them.
    pub async fn change_stock(&self, id: MessageId, lines: Vec<StockChange>) -> Result<(), LocalError> {
        let sent = self.handles.change_stock(&id, lines).await;
        sent.map_err(|error| LocalError::OpeningStock(error.to_string()))
    }

    /// Stops the shop: no new requests, what is under way ends first.
    pub async fn stop(self) {
        if self.stop.send(true).is_err() {
            tracing::debug!("the server had stopped before");
        }
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the shop ended badly");
            }
        }
        let handles = Arc::into_inner(self.handles);
        if let Some(origin) = handles.and_then(|handles| Arc::into_inner(handles.origin)) {
            origin.engine.stop().await;
        }
        self.provider.stop().await;
        self.paypal.stop().await;
    }
}

/// Receives what is on the shelf the first time and waits until it is there; later starts change nothing.
async fn receive_opening_stock(handles: &Handles, stock: &[(Sku, u32)]) -> Result<(), LocalError> {
    let failed = |why: String| LocalError::OpeningStock(why);
    let mut lines = Vec::new();
    for (sku, quantity) in stock.iter().filter(|(_, quantity)| *quantity > 0) {
        let id = MovementId::from_bits(edge::ids::digest(&format!("opening-{sku}")));
        let outcome =
            handles.store.movement_outcome(sku, &id).await.map_err(|error| failed(error.to_string()))?;
        if outcome == MovementOutcome::NotYet {
            let reason = "opening stock".to_owned();
            let (kind, quantity) = (MovementKind::Receipt, i64::from(*quantity));
            lines.push(StockChange { id, sku: sku.clone(), kind, quantity, reason });
        }
    }
    for (position, chunk) in lines.chunks(OPENING_LINES).enumerate() {
        let id = MessageId::from_bits(edge::ids::digest(&format!("opening-{position}")));
        handles.change_stock(&id, chunk.to_vec()).await.map_err(|error| failed(error.to_string()))?;
    }
    let waiting = std::time::Instant::now();
    for line in &lines {
        while handles
            .store
            .movement_outcome(&line.sku, &line.id)
            .await
            .map_err(|error| failed(error.to_string()))?
            == MovementOutcome::NotYet
        {
            if waiting.elapsed() > OPENING_WAIT {
                return Err(failed(format!("{} was not received in time", line.sku)));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(())
}

fn open_stores(config: &LocalConfig, clock: &Clock) -> Result<Arc<EmbeddedAws>, LocalError> {
    let mut embedded = match &config.data {
        Some(folder) => EmbeddedConfig::in_folder(folder),
        None => EmbeddedConfig::in_memory(&config.mails),
    };
    embedded.mail_folder.clone_from(&config.mails);
    embedded.clock = clock.clone();
    embedded.faults.clone_from(&config.faults);
    Ok(Arc::new(EmbeddedAws::open(embedded)?))
}

fn response_headers(
    template: &Template,
    context: &Context,
) -> Result<Vec<(AddedHeaders, HeaderMap)>, LocalError> {
    let named = |(name, value): (&String, &String)| {
        let parsed = HeaderName::try_from(name).map_err(|_| LocalError::Header(name.clone()))?;
        Ok((parsed, header(name, value)?))
    };
    let parsed = |added: AddedHeaders| {
        let headers = added.headers.iter().map(named).collect::<Result<_, LocalError>>()?;
        Ok((added, headers))
    };
    template.response_headers(context)?.into_iter().map(parsed).collect()
}

fn header(name: &str, value: &str) -> Result<HeaderValue, LocalError> {
    HeaderValue::from_str(value).map_err(|_| LocalError::Header(name.to_owned()))
}

fn context(
    config: &LocalConfig,
    secrets: &Secrets,
    url: &str,
    [provider_url, paypal_url]: [&str; 2],
) -> Context {
    let page_origins = format!("{provider_url} {paypal_url}");
    let mut context = Context::default();
    let parameters = [
        ("SiteUrl", url),
        ("MailSender", &config.sender),
        ("ProviderApiUrl", provider_url),
        ("ProviderPageOrigins", &page_origins),
        ("PaypalApiUrl", paypal_url),
        ("PaypalClientId", PAYPAL_CLIENT),
        ("PaypalWebhookIds", PAYPAL_WEBHOOK),
    ];
    context.parameters.extend(parameters.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let secrets = [
        ("vitrine/shop", "link_secrets", &secrets.link_secret),
        ("vitrine/shop", "contact_secrets", &secrets.contact_secret),
        ("vitrine/provider", "provider_key", &secrets.provider_key),
        ("vitrine/provider", "webhook_secrets", &secrets.webhook_secret),
        ("vitrine/provider", "paypal_client_secret", &secrets.provider_key),
    ];
    for (name, key, value) in secrets {
        context.secrets.insert((name.to_owned(), key.to_owned()), value.clone());
    }
    context
}
