//! Sending: what SES is asked, and what its answers mean.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use domain::time::Timestamp;
use mail::{Envelope, Letter, SendError};
use std::sync::{Arc, Mutex};

/// Answers every request the same way, and keeps what was asked.
#[derive(Debug, Clone)]
struct Canned {
    answer: Option<(u16, &'static str, &'static str)>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        self.asked.lock().unwrap().push(format!("{} {}", request.uri(), body.unwrap_or_default()));
        HttpConnectorFuture::ready(match self.answer {
            Some((status, kind, body)) => {
                let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
                response.headers_mut().insert("x-amzn-errortype", kind);
                Ok(response)
            }
            None => Err(ConnectorError::timeout("no answer".into())),
        })
    }
}

async fn send(answer: Option<(u16, &'static str, &'static str)>) -> (Result<(), SendError>, Vec<String>) {
    let canned = Canned { answer, asked: Arc::default() };
    let connector = SharedHttpConnector::new(canned.clone());
    let config = aws_sdk_sesv2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "tests"))
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    let letter = Letter {
        to: "rosa@example.com".to_owned(),
        subject: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        text: "Hello".to_owned(),
    };
    let envelope = Envelope {
        from_name: "Vitrine",
        from: "orders@vitrine.example",
        message_id: "ord_1-2",
        date: Timestamp::from_ms(0),
    };
    let outcome = mail::send(&Client::from_conf(config), &letter, &envelope).await;
    let asked = canned.asked.lock().unwrap().clone();
    (outcome, asked)
}

#[tokio::test]
async fn a_letter_is_sent_as_a_raw_message() {
    let (outcome, asked) = send(Some((200, "", r#"{"MessageId":"1"}"#))).await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains("/v2/email/outbound-emails"), "{asked:?}");
    assert!(asked[0].contains(r#""ToAddresses":["rosa@example.com"]"#), "{asked:?}");
    assert!(asked[0].contains(r#""Raw":{"Data":""#), "{asked:?}");
}

#[tokio::test]
async fn a_refusal_is_final_and_names_no_recipient() {
    let body = r#"{"message":"Email address is not verified: rosa@example.com"}"#;
    let (outcome, _) = send(Some((400, "MessageRejected", body))).await;
    assert_eq!(outcome, Err(SendError::Refused("MessageRejected".to_owned())));
}

#[tokio::test]
async fn what_was_not_answered_may_have_been_sent_and_is_not_repeated() {
    let (outcome, asked) = send(None).await;
    assert_eq!(outcome, Err(SendError::Unknown("no connection".to_owned())));
    assert_eq!(asked.len(), 1);
    for (status, kind) in [(500, "InternalServiceErrorException"), (429, "TooManyRequestsException")] {
        let (outcome, asked) = send(Some((status, kind, "{}"))).await;
        assert_eq!(outcome, Err(SendError::Unknown(kind.to_owned())));
        assert_eq!(asked.len(), 1);
    }
}
