//! What the cloud does around the functions: routes, queues, the table's changes and schedules, as the template
//! says.
//!
//! It knows no function: each comes as a [`Handler`] under the name of its folder, and the template decides what
//! invokes it. It adds nothing a function could not meet in the cloud: batches fail as a whole or in part,
//! messages come again, time limits end invocations.

mod http;
mod invoke;
mod queue;
mod records;
mod routes;
mod schedule;
mod stores;
mod stream;

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use aws_lambda_events::{
    dynamodb::Event as StreamEvent,
    sqs::{SqsBatchResponse, SqsEvent},
    streams::DynamoDbEventResponse,
};
use axum::{
    body::Body,
    http::{Request, Response, StatusCode},
};
use embedded::Clock;
use template_reader::{EventSource, Function, Template};
use tokio::{sync::watch, task::JoinSet};

use self::{http::Gateway, invoke::Invoker, queue::QueuePoller, schedule::Schedule, stream::StreamPoller};
pub use self::{
    invoke::{BoxFuture, HandlerError, InvocationError},
    routes::{Found, Matched, Routes},
    stores::{StoreNames, create_stores},
};

/// Answers an HTTP request.
pub type HttpHandler =
    Arc<dyn Fn(lambda_http::Request) -> BoxFuture<lambda_http::Response<lambda_http::Body>> + Send + Sync>;
/// Consumes messages of a queue.
pub type QueueHandler =
    Arc<dyn Fn(SqsEvent) -> BoxFuture<Result<SqsBatchResponse, HandlerError>> + Send + Sync>;
/// Consumes changes of a table.
pub type StreamHandler =
    Arc<dyn Fn(StreamEvent) -> BoxFuture<Result<DynamoDbEventResponse, HandlerError>> + Send + Sync>;
/// Runs when its time has come.
pub type ScheduleHandler = Arc<dyn Fn() -> BoxFuture<Result<(), HandlerError>> + Send + Sync>;

/// A function by what it takes.
#[derive(Clone)]
pub enum Handler {
    /// HTTP requests.
    Http(HttpHandler),
    /// Messages of a queue.
    Queue(QueueHandler),
    /// Changes of a table.
    Stream(StreamHandler),
    /// Nothing but the time.
    Schedule(ScheduleHandler),
}

impl Handler {
    /// A function that answers HTTP requests.
    pub fn http<F>(answer: impl Fn(lambda_http::Request) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = lambda_http::Response<lambda_http::Body>> + Send + 'static,
    {
        Self::Http(Arc::new(move |request| Box::pin(answer(request))))
    }

    /// A function that consumes messages.
    pub fn queue<F>(consume: impl Fn(SqsEvent) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<SqsBatchResponse, HandlerError>> + Send + 'static,
    {
        Self::Queue(Arc::new(move |event| Box::pin(consume(event))))
    }

    /// A function that consumes changes of a table.
    pub fn stream<F>(consume: impl Fn(StreamEvent) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<DynamoDbEventResponse, HandlerError>> + Send + 'static,
    {
        Self::Stream(Arc::new(move |event| Box::pin(consume(event))))
    }

    /// A function that runs on a schedule.
    pub fn schedule<F>(run: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), HandlerError>> + Send + 'static,
    {
        Self::Schedule(Arc::new(move || Box::pin(run())))
    }
}

/// Why the engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A store refused a table or a queue.
    #[error("{what}: {problem}")]
    Store {
        /// What was to be created.
        what: String,
        /// Why it was not.
        problem: String,
    },
    /// The template names a function that is not linked.
    #[error("template.yaml: {logical_id}: there is no function {folder}")]
    NoHandler {
        /// The function's logical id.
        logical_id: String,
        /// Its folder.
        folder: String,
    },
    /// A linked function is not in the template.
    #[error("template.yaml: the function {folder} is not in it")]
    NotInTemplate {
        /// The function's folder.
        folder: String,
    },
    /// A function takes something else than its event brings.
    #[error("template.yaml: {logical_id}.Events.{event}: the function takes no such events")]
    OtherEvents {
        /// The function's logical id.
        logical_id: String,
        /// The event's name.
        event: String,
    },
    /// A table's changes cannot be found by an index.
    #[error("template.yaml: {table}: no index is sorted by the attribute that the stream's filter asks for")]
    Stream {
        /// The table's logical id.
        table: String,
    },
    /// A queue or table was not created.
    #[error("{logical_id} was not created")]
    NotCreated {
        /// Its logical id.
        logical_id: String,
    },
    /// No schedule runs the function.
    #[error("{folder} has no schedule")]
    NoSchedule {
        /// The function's folder.
        folder: String,
    },
    /// A run asked for ended badly.
    #[error(transparent)]
    Invocation(#[from] InvocationError),
}

/// What the engine runs and on what.
pub struct EngineConfig {
    /// The template.
    pub template: Template,
    /// The functions by folder.
    pub handlers: BTreeMap<String, Handler>,
    /// The client that watches tables.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The client that polls queues.
    pub sqs: aws_sdk_sqs::Client,
    /// Where tables and queues are, from [`create_stores`].
    pub names: StoreNames,
    /// The shop's clock.
    pub clock: Clock,
    /// Tells of writes to tables, where that is known.
    pub writes: Option<watch::Receiver<u64>>,
    /// Whether schedules run by themselves, or only by [`Engine::run_now`].
    pub schedules: bool,
}

/// The running engine. Dropping it ends polling without waiting; [`Engine::stop`] ends it well.
pub struct Engine {
    routes: Routes,
    handlers: BTreeMap<String, Handler>,
    gateway: Gateway,
    schedules: BTreeMap<String, Schedule>,
    invoker: Invoker,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Engine {
    /// Starts polling queues, watching tables and running schedules.
    ///
    /// # Errors
    /// [`EngineError`] when template and functions do not fit together.
    pub fn start(config: EngineConfig) -> Result<Self, EngineError> {
        check(&config.template, &config.handlers)?;
        let invoker = Invoker::new();
        let mut engine = Self {
            routes: Routes::of(&config.template),
            handlers: BTreeMap::new(),
            gateway: Gateway { invoker: invoker.clone(), clock: config.clock.clone() },
            schedules: BTreeMap::new(),
            invoker,
            stop: watch::Sender::new(false),
            tasks: JoinSet::new(),
        };
        for function in &config.template.functions {
            let Some(handler) = config.handlers.get(&function.folder) else { continue };
            for event in &function.events {
                engine.connect(&config, function, &event.source, handler)?;
            }
        }
        engine.handlers = config.handlers;
        Ok(engine)
    }

    /// Lets one event source invoke its function.
    fn connect(
        &mut self,
        config: &EngineConfig,
        function: &Function,
        source: &EventSource,
        handler: &Handler,
    ) -> Result<(), EngineError> {
        let function = Arc::new(function.clone());
        let stop = self.stop.subscribe();
        match (source, handler) {
            (EventSource::Queue(source), Handler::Queue(handler)) => {
                let poller = QueuePoller {
                    function,
                    handler: Arc::clone(handler),
                    source: source.clone(),
                    url: named(&config.names.queue_urls, &source.queue)?,
                    arn: named(&config.names.queue_arns, &source.queue)?,
                    client: config.sqs.clone(),
                    invoker: self.invoker.clone(),
                };
                self.tasks.spawn(poller.run(stop));
            }
            (EventSource::Stream(source), Handler::Stream(handler)) => {
                let table = config.template.tables.iter().find(|table| table.logical_id == source.table);
                let table =
                    table.ok_or_else(|| EngineError::NotCreated { logical_id: source.table.clone() })?;
                let poller = StreamPoller {
                    function,
                    handler: Arc::clone(handler),
                    source: source.clone(),
                    table: table.clone(),
                    table_name: named(&config.names.tables, &source.table)?,
                    index: records::watched_index(source, table)?.clone(),
                    client: config.dynamodb.clone(),
                    clock: config.clock.clone(),
                    invoker: self.invoker.clone(),
                };
                self.tasks.spawn(poller.run(config.writes.clone(), stop));
            }
            (EventSource::Schedule { every }, Handler::Schedule(handler)) => {
                let schedule = Schedule {
                    function,
                    handler: Arc::clone(handler),
                    every: *every,
                    clock: config.clock.clone(),
                    invoker: self.invoker.clone(),
                };
                self.schedules.insert(schedule.function.folder.clone(), schedule.clone());
                if config.schedules {
                    self.tasks.spawn(schedule.run(stop));
                }
            }
            // Routes need no task; all else was refused before.
            _ => {}
        }
        Ok(())
    }

    /// The routes of the HTTP API.
    pub fn routes(&self) -> &Routes {
        &self.routes
    }

    /// Answers a request whose path is one of the API's, else gives it back.
    ///
    /// # Errors
    /// The request itself, untouched, when its path is not of the API.
    pub async fn answer(
        &self,
        request: Request<Body>,
        source: IpAddr,
    ) -> Result<Response<Body>, Request<Body>> {
        match self.routes.find(request.method().as_str(), request.uri().path()) {
            Found::Nothing => Err(request),
            Found::OtherMethod => Ok(http::problem(StatusCode::NOT_FOUND, "Not Found")),
            Found::Route(matched) => match self.handlers.get(&matched.function.folder) {
                Some(Handler::Http(handler)) => {
                    Ok(self.gateway.answer(&matched, handler, request, source).await)
                }
                _ => Ok(http::problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")),
            },
        }
    }

    /// Runs a scheduled function now and waits for its end.
    ///
    /// # Errors
    /// [`EngineError::NoSchedule`] when nothing schedules it, [`EngineError::Invocation`] when it fails.
    pub async fn run_now(&self, folder: &str) -> Result<(), EngineError> {
        let schedule = self.schedules.get(folder);
        let schedule = schedule.ok_or_else(|| EngineError::NoSchedule { folder: folder.to_owned() })?;
        Ok(schedule.run_once().await?)
    }

    /// A receiver of the number of invocations that are running.
    pub fn running(&self) -> watch::Receiver<usize> {
        self.invoker.running()
    }

    /// Takes no more messages, changes and schedules, and waits for the invocations under way.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a part of the engine ended badly");
            }
        }
        let mut running = self.invoker.running();
        if running.wait_for(|running| *running == 0).await.is_err() {
            tracing::error!("the count of invocations is gone");
        }
    }
}

fn named(names: &BTreeMap<String, String>, logical_id: &str) -> Result<String, EngineError> {
    let name = names.get(logical_id).cloned();
    name.ok_or_else(|| EngineError::NotCreated { logical_id: logical_id.to_owned() })
}

/// Every function of the template is linked, takes the events it is given, and there are no others.
fn check(template: &Template, handlers: &BTreeMap<String, Handler>) -> Result<(), EngineError> {
    for function in &template.functions {
        let handler = handlers.get(&function.folder).ok_or_else(|| EngineError::NoHandler {
            logical_id: function.logical_id.clone(),
            folder: function.folder.clone(),
        })?;
        for event in &function.events {
            let fits = matches!(
                (&event.source, handler),
                (EventSource::Http(_), Handler::Http(_))
                    | (EventSource::Queue(_), Handler::Queue(_))
                    | (EventSource::Stream(_), Handler::Stream(_))
                    | (EventSource::Schedule { .. }, Handler::Schedule(_))
            );
            if !fits {
                return Err(EngineError::OtherEvents {
                    logical_id: function.logical_id.clone(),
                    event: event.name.clone(),
                });
            }
        }
    }
    match handlers.keys().find(|folder| template.function(folder).is_none()) {
        Some(folder) => Err(EngineError::NotInTemplate { folder: folder.clone() }),
        None => Ok(()),
    }
}

/// Ends when the engine is told to stop, or is dropped.
async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the engine is gone, which is a stop as well.
    drop(stop.wait_for(|stop| *stop).await);
}
