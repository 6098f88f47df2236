//! Running a function under the Lambda runtime: logs, one clock reading per event, one line per event.

use crate::answer::{self, Answer};
use crate::clock;
use crate::config;
use crate::origin::Gate;
use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use domain::time::Timestamp;
use lambda_http::{Request, service_fn as http_service_fn};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use std::future::Future;

/// The AWS configuration of the function's role and region.
pub async fn aws_config() -> aws_config::SdkConfig {
    aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await
}

/// Starts logging: one JSON line per event at `info`; `RUST_LOG` narrows or widens it.
pub fn start_logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let format = tracing_subscriber::fmt().json().with_env_filter(filter).without_time();
    if format.try_init().is_err() {
        tracing::debug!("logging was started before");
    }
}

/// Serves HTTP events that came through the CDN.
///
/// # Errors
/// When it is not known how to tell them, or the runtime ends.
pub async fn http<F, Fut>(handle: F) -> Result<(), Error>
where
    F: Fn(Request, Timestamp) -> Fut,
    Fut: Future<Output = Answer> + Send,
{
    let gate = &Gate::read(&config::environment)?;
    lambda_http::run(http_service_fn(|request: Request| {
        let answer = gate.check(&request).map(|()| Box::pin(handle(request, clock::now())));
        async move {
            Ok::<Answer, Error>(match answer {
                Ok(answer) => answer.await,
                Err(problem) => answer::problem(&problem),
            })
        }
    }))
    .await
}

/// Serves batches of a queue.
///
/// # Errors
/// When the runtime ends.
pub async fn queue<F, Fut>(handle: F) -> Result<(), Error>
where
    F: Fn(SqsEvent, Timestamp) -> Fut,
    Fut: Future<Output = SqsBatchResponse> + Send,
{
    lambda_runtime::run(service_fn(|event: LambdaEvent<SqsEvent>| {
        let answer = Box::pin(handle(event.payload, clock::now()));
        async move { Ok::<SqsBatchResponse, Error>(answer.await) }
    }))
    .await
}

/// Serves batches of the table's stream.
///
/// # Errors
/// When the runtime ends.
pub async fn stream<F, Fut>(handle: F) -> Result<(), Error>
where
    F: Fn(StreamEvent, Timestamp) -> Fut,
    Fut: Future<Output = DynamoDbEventResponse> + Send,
{
    lambda_runtime::run(service_fn(|event: LambdaEvent<StreamEvent>| {
        let answer = Box::pin(handle(event.payload, clock::now()));
        async move { Ok::<DynamoDbEventResponse, Error>(answer.await) }
    }))
    .await
}

/// Serves a schedule.
///
/// # Errors
/// When the runtime ends.
pub async fn schedule<F, Fut>(handle: F) -> Result<(), Error>
where
    F: Fn(Timestamp) -> Fut,
    Fut: Future<Output = Result<(), Error>> + Send,
{
    lambda_runtime::run(service_fn(|_event: LambdaEvent<serde_json::Value>| Box::pin(handle(clock::now()))))
        .await
}
