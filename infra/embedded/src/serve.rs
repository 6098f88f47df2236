//! The stores on HTTP ports, so that the AWS CLI and functions in processes of their own can use them.
//!
//! DynamoDB is served by dynoxide's own server on the same database, queues and mails together by a small
//! one. Faults do not reach these ports and writes made through them do not fire the wake-up.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{EmbeddedError, answer::Answer, connector::Stores, ses};

/// A mail in base64 is the longest body: 40 MB and a third.
const BODY_BYTES_MAX: usize = 56 * 1024 * 1024;

/// Where the stores shall listen; port 0 takes a free one.
#[derive(Clone, Copy, Debug)]
pub struct ServeAddresses {
    /// The address of DynamoDB.
    pub dynamodb: SocketAddr,
    /// The address of SQS and SES.
    pub messages: SocketAddr,
}

/// The stores while they are served; dropping it leaves them running until the process ends.
#[derive(Debug)]
pub struct Serving {
    addresses: ServeAddresses,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Serving {
    /// Where the stores listen.
    pub fn addresses(&self) -> ServeAddresses {
        self.addresses
    }

    /// Stops listening and waits for the calls that are under way.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a served store ended badly");
            }
        }
    }
}

#[derive(Clone)]
struct Served {
    stores: Arc<Stores>,
    base_url: Arc<str>,
    stop: watch::Receiver<bool>,
}

/// Serves both; see [`crate::EmbeddedAws::serve`].
pub(crate) async fn serve(stores: Arc<Stores>, wanted: ServeAddresses) -> Result<Serving, EmbeddedError> {
    let (dynamodb, dynamodb_address) = listen(wanted.dynamodb).await?;
    let (messages, messages_address) = listen(wanted.messages).await?;
    let (stop, stopping) = watch::channel(false);
    let database = stores.database.clone();
    let stopped = until_stopped(stopping.clone());
    let dynamodb = tokio::spawn(async move {
        if let Err(error) = dynoxide::server::serve_with_shutdown(dynamodb, database, stopped).await {
            tracing::error!(error, "DynamoDB is not served any more");
        }
    });
    let served =
        Served { stores, base_url: format!("http://{messages_address}").into(), stop: stopping.clone() };
    let router = Router::new()
        .route("/", post(queue_call))
        .route("/{account}/{queue}", post(queue_call))
        .route(ses::SEND_EMAIL_PATH, post(send_email))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(served);
    let messages = tokio::spawn(async move {
        let running = axum::serve(messages, router).with_graceful_shutdown(until_stopped(stopping));
        if let Err(error) = running.await {
            tracing::error!(%error, "queues are not served any more");
        }
    });
    let addresses = ServeAddresses { dynamodb: dynamodb_address, messages: messages_address };
    Ok(Serving { addresses, stop, tasks: vec![dynamodb, messages] })
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), EmbeddedError> {
    let failed = |source| EmbeddedError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

async fn until_stopped(mut stopping: watch::Receiver<bool>) {
    // Whoever drops the handle leaves the stores running.
    if stopping.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn queue_call(State(served): State<Served>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let Some(operation) = target.strip_prefix("AmazonSQS.") else {
        let problem = serde_json::json!({
            "__type": "com.amazonaws.sqs#InvalidAction",
            "message": "only the JSON protocol is offered: x-amz-target must be AmazonSQS.<operation>",
        });
        return http_response(Answer::json(400, &problem));
    };
    tokio::select! {
        answer = served.stores.queues.answer(&served.base_url, operation, body.to_vec()) => http_response(answer),
        // A long poll must not hold up the end.
        () = until_stopped(served.stop.clone()) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn send_email(State(served): State<Served>, body: Bytes) -> Response {
    http_response(served.stores.answer_ses("SendEmail", body.to_vec()).await)
}

fn http_response(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response();
    if let Some((name, value)) = answer.error_header
        && let Ok(value) = value.parse()
    {
        response.headers_mut().insert(name, value);
    }
    response
}
