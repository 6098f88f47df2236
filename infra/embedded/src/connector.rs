//! The place of the network in the SDK clients: a connector that answers in-process.
//!
//! Faults happen here, between an unmodified client and an unmodified store.

use std::{fmt, future, path::PathBuf, sync::Arc};

use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;
use tokio::sync::watch;

use crate::{
    answer::Answer,
    blocking,
    clock::Clock,
    dynamodb,
    fault::{Fault, Faults, Service},
    ses,
    sqs::Queues,
};

/// The base of queue URLs for callers in this process.
const QUEUE_BASE_URL: &str = "http://sqs.in-process";

/// Everything the services need to answer, shared by all clients.
pub(crate) struct Stores {
    pub database: Database,
    pub database_in_file: bool,
    pub queues: Queues,
    pub mail_folder: PathBuf,
    pub clock: Clock,
    pub writes: watch::Sender<u64>,
    pub faults: Option<Arc<dyn Faults>>,
}

impl Stores {
    /// Answers one call of a service, without faults.
    pub async fn answer(&self, service: Service, operation: &str, body: Vec<u8>) -> Answer {
        match service {
            Service::DynamoDb => self.answer_dynamodb(operation, body).await,
            Service::Sqs => self.queues.answer(QUEUE_BASE_URL, operation, body).await,
            Service::Ses => self.answer_ses(operation, body).await,
        }
    }

    async fn answer_dynamodb(&self, operation: &str, body: Vec<u8>) -> Answer {
        let (database, name) = (self.database.clone(), operation.to_owned());
        let answer =
            blocking::run(self.database_in_file, move || dynamodb::execute(&database, &name, &body)).await;
        let answer = answer.unwrap_or_else(stopped);
        if answer.is_success() && dynamodb::writes(operation) {
            self.writes.send_modify(|write| *write = write.wrapping_add(1));
        }
        answer
    }

    /// Answers the mail service, of which only `SendEmail` is offered.
    pub async fn answer_ses(&self, operation: &str, body: Vec<u8>) -> Answer {
        if operation != "SendEmail" {
            return Answer::json(404, &serde_json::json!({ "message": "not offered here" }))
                .with_error_type("NotFoundException");
        }
        let (folder, now_ms) = (self.mail_folder.clone(), self.clock.now_ms());
        let answer = blocking::run(true, move || ses::send_email(&folder, now_ms, &body)).await;
        answer.unwrap_or_else(stopped)
    }
}

fn stopped() -> Answer {
    Answer::json(500, &serde_json::json!({ "message": "the embedded stores are shutting down" }))
}

/// The connector of one service's client.
#[derive(Clone)]
pub(crate) struct InProcess {
    pub stores: Arc<Stores>,
    pub service: Service,
}

impl fmt::Debug for InProcess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("InProcess").field("service", &self.service).finish_non_exhaustive()
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.perform(request).await })
    }
}

impl InProcess {
    async fn perform(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = operation_of(self.service, &request);
        let Some(body) = request.body().bytes().map(<[u8]>::to_vec) else {
            return Err(ConnectorError::user("a streamed body has no place in these services".into()));
        };
        let fault =
            self.stores.faults.as_ref().and_then(|faults| faults.before(self.service, &operation, &body));
        match fault {
            None => http_response(self.stores.answer(self.service, &operation, body).await),
            Some(Fault::Refuse(refusal)) => http_response(refusal.answer(self.service, &body)),
            Some(Fault::LoseRequest) => Err(broken_connection("before the request was sent")),
            Some(Fault::LoseAnswer) => {
                self.stores.answer(self.service, &operation, body).await;
                Err(broken_connection("before the answer came"))
            }
            Some(Fault::HangBefore) => future::pending().await,
            Some(Fault::HangAfter) => {
                self.stores.answer(self.service, &operation, body).await;
                future::pending().await
            }
        }
    }
}

/// The name of the operation: in a header for the JSON services, in method and path for the mail service.
fn operation_of(service: Service, request: &HttpRequest) -> String {
    match service {
        Service::DynamoDb | Service::Sqs => {
            let target = request.headers().get("x-amz-target").unwrap_or_default();
            target.rsplit('.').next().unwrap_or_default().to_owned()
        }
        Service::Ses if request.method() == "POST" && request.uri().ends_with(ses::SEND_EMAIL_PATH) => {
            "SendEmail".to_owned()
        }
        Service::Ses => request.uri().to_owned(),
    }
}

fn broken_connection(when: &str) -> ConnectorError {
    ConnectorError::io(
        std::io::Error::new(std::io::ErrorKind::ConnectionReset, format!("connection reset {when}")).into(),
    )
}

fn http_response(answer: Answer) -> Result<HttpResponse, ConnectorError> {
    let status =
        StatusCode::try_from(answer.status).map_err(|error| ConnectorError::other(error.into(), None))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    response.headers_mut().insert("content-type", answer.content_type);
    if let Some((name, value)) = answer.error_header {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}
