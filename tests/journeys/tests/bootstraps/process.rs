//! A function's process, and the small Lambda Runtime API that it is started under.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as Segment, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use embedded::ServeAddresses;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use template_reader::Function;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};

/// How long a function may take from its start to its first answer, on a machine that is busy.
pub const PATIENCE: Duration = Duration::from_secs(20);
const REQUEST_ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

/// The binary of a function: beside the folder of this test's binary, and not older than its sources.
fn binary(name: &str) -> PathBuf {
    let ours = std::env::current_exe().unwrap();
    let profile = ours.ancestors().nth(2).unwrap();
    let binary = profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let built = changed(&binary);
    assert!(built.is_some(), "{} is missing: run `cargo build --workspace` first", binary.display());
    let sources = fs::read_to_string(profile.join(format!("{name}.d"))).unwrap_or_default();
    let newer = sources.split_whitespace().skip(1).find(|source| changed(Path::new(source)) > built);
    assert!(newer.is_none(), "{name} is older than {newer:?}: run `cargo build --workspace` first");
    binary
}

/// What a process said.
#[derive(Debug)]
pub enum Said {
    /// The answer to the event it was handed.
    Answered(Value),
    /// It could not handle the event, or not even start.
    Failed(Value),
}

/// The Runtime API of one process: events on their way in, and what it says on the way out.
struct RuntimeApi {
    events: Mutex<mpsc::UnboundedReceiver<Value>>,
    said: mpsc::UnboundedSender<Said>,
    function_arn: String,
    deadline_ms: i64,
}

type Shared = State<Arc<RuntimeApi>>;

impl RuntimeApi {
    fn router(self) -> Router {
        Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(Arc::new(self))
    }

    /// Passes on what is said about the one invocation that there is.
    fn hear(&self, request_id: &str, said: impl Fn(Value) -> Said, body: &Bytes) -> StatusCode {
        let Ok(body) = serde_json::from_slice(body) else { return StatusCode::BAD_REQUEST };
        if request_id != REQUEST_ID || self.said.send(said(body)).is_err() {
            return StatusCode::NOT_FOUND;
        }
        StatusCode::ACCEPTED
    }
}

/// The next event; like Lambda's, it waits until there is one.
async fn next(State(api): Shared) -> Response {
    let Some(event) = api.events.lock().await.recv().await else { return StatusCode::GONE.into_response() };
    let headers = [
        ("Lambda-Runtime-Aws-Request-Id", REQUEST_ID.to_owned()),
        ("Lambda-Runtime-Deadline-Ms", api.deadline_ms.to_string()),
        ("Lambda-Runtime-Invoked-Function-Arn", api.function_arn.clone()),
        ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0".to_owned()),
        ("Content-Type", "application/json".to_owned()),
    ];
    (headers, event.to_string()).into_response()
}

async fn response(State(api): Shared, Segment(request_id): Segment<String>, body: Bytes) -> StatusCode {
    api.hear(&request_id, Said::Answered, &body)
}

async fn error(State(api): Shared, Segment(request_id): Segment<String>, body: Bytes) -> StatusCode {
    api.hear(&request_id, Said::Failed, &body)
}

async fn init_error(State(api): Shared, body: Bytes) -> StatusCode {
    api.hear(REQUEST_ID, Said::Failed, &body)
}

/// Where a function is started.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The table's port, and that of queues and mails.
    pub stores: ServeAddresses,
    /// The folder for logs.
    pub logs: &'a Path,
    /// The time, in milliseconds since 1970.
    pub now_ms: i64,
}

/// A running function; its process is killed when this is dropped.
pub struct Bootstrap {
    name: String,
    pub process: Child,
    logs: PathBuf,
    events: mpsc::UnboundedSender<Value>,
    said: mpsc::UnboundedReceiver<Said>,
}

impl Bootstrap {
    /// Starts a function's binary with these variables and those that Lambda sets.
    pub async fn start(function: &Function, variables: BTreeMap<String, String>, place: Place<'_>) -> Self {
        let name = function.folder.clone();
        let (events, incoming) = mpsc::unbounded_channel();
        let (outgoing, said) = mpsc::unbounded_channel();
        let timeout_ms = i64::try_from(function.timeout.as_millis()).unwrap();
        let api = RuntimeApi {
            events: Mutex::new(incoming),
            said: outgoing,
            function_arn: format!("arn:aws:lambda:{}:000000000000:function:{name}", embedded::REGION),
            deadline_ms: place.now_ms + timeout_ms,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let api_address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move { axum::serve(listener, api.router()).await.unwrap() });
        let stores = place.stores;
        let logs = place.logs.join(format!("{name}.log"));
        let log = File::create(&logs).unwrap();
        let process = Command::new(binary(&name))
            .env_clear()
            .envs(variables)
            .env("AWS_LAMBDA_RUNTIME_API", api_address)
            .env("AWS_LAMBDA_FUNCTION_NAME", &name)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory_mb.to_string())
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}"))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]0")
            .env("AWS_REGION", embedded::REGION)
            .env("AWS_ACCESS_KEY_ID", "local")
            .env("AWS_SECRET_ACCESS_KEY", "local")
            .env("AWS_ENDPOINT_URL_DYNAMODB", format!("http://{}", stores.dynamodb))
            .env("AWS_ENDPOINT_URL_SQS", format!("http://{}", stores.messages))
            .env("AWS_ENDPOINT_URL_SESV2", format!("http://{}", stores.messages))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { name, process, logs, events, said }
    }

    /// What it logged.
    pub fn logs(&self) -> String {
        fs::read_to_string(&self.logs).unwrap_or_default()
    }

    /// Hands it an event and answers what it says.
    pub async fn hand(&mut self, event: Value) -> Said {
        self.events.send(event).unwrap();
        let ended = tokio::select! {
            said = self.said.recv() => return said.unwrap(),
            status = self.process.wait() => format!("ended with {}", status.unwrap()),
            () = tokio::time::sleep(PATIENCE) => format!("said nothing for {PATIENCE:?}"),
        };
        panic!("{} {ended}; its log:\n{}", self.name, self.logs())
    }

    /// The answer to an event that the function must be able to handle.
    pub async fn answer(&mut self, event: Value) -> Value {
        match self.hand(event).await {
            Said::Answered(answer) => answer,
            Said::Failed(why) => panic!("{} failed: {why}; its log:\n{}", self.name, self.logs()),
        }
    }
}
