//! One HTTP call to PayPal, and what its answer says about whether anything was done.
//!
//! Only an answer of the 4xx kind with PayPal's own error object, about this very call, says that nothing was
//! done (<https://developer.paypal.com/api/rest/responses/>). A call is sent once more in one case only: its
//! access token was not accepted, so nothing was done, and a new one is had. Tokens are kept until then; no
//! clock is read for them.

use super::PaypalConfig;
use super::shapes::{ErrorShape, TokenShape};
use crate::http::{self, word};
use crate::outcome::{Cause, Failure, GatewayError, Refusal, Unavailable};
use crate::transport::{Transport, sent};
use ::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use ::http::{Method, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, Mutex, PoisonError};

/// The API of one app.
pub(super) struct Api {
    transport: Arc<dyn Transport>,
    origin: Url,
    client_id: String,
    client_secret: String,
    token: Mutex<Option<String>>,
}

/// Never shows a secret or a token.
impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api").field("origin", &self.origin.as_str()).finish_non_exhaustive()
    }
}

/// A successful answer.
pub(super) struct Answer {
    body: Vec<u8>,
    request: Option<String>,
}

impl Answer {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        // The error of the parser is left out: it may quote the answer.
        serde_json::from_slice(&self.body).map_err(|_| {
            let cause = Cause::Unreadable("its body has another shape");
            Failure::Unknown(Unavailable { cause, request: self.request.clone(), source: None })
        })
    }
}

/// What is sent: a path with its query, and for a call that changes something its body and key.
struct Sending<'a> {
    method: Method,
    url: Url,
    body: Option<Vec<u8>>,
    key: Option<&'a str>,
}

impl Api {
    pub(super) fn new(config: &PaypalConfig, transport: Arc<dyn Transport>) -> Result<Self, GatewayError> {
        let printable = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !printable(&config.client_id)
            || !printable(&config.client_secret)
            || config.client_id.contains(':')
        {
            return Err(GatewayError::SecretKey);
        }
        Ok(Self {
            transport,
            origin: http::origin(&config.api_url)?,
            client_id: config.client_id.clone(),
            client_secret: config.client_secret.clone(),
            token: Mutex::new(None),
        })
    }

    pub(super) async fn get(&self, path: &str, query: Option<&str>) -> Result<Answer, Failure> {
        let mut url = self.url(path);
        url.set_query(query);
        self.call(&Sending { method: Method::GET, url, body: None, key: None }).await
    }

    pub(super) async fn post<T: Serialize>(
        &self,
        path: &str,
        sent: &T,
        key: &str,
    ) -> Result<Answer, Failure> {
        let body = serde_json::to_vec(sent).map_err(|_| Failure::unreadable("the request"))?;
        let url = self.url(path);
        self.call(&Sending { method: Method::POST, url, body: Some(body), key: Some(key) }).await
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.origin.clone();
        url.set_path(path);
        url
    }

    fn kept_token(&self) -> Option<String> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep_token(&self, token: Option<String>) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }

    async fn call(&self, sending: &Sending<'_>) -> Result<Answer, Failure> {
        let Some(token) = self.kept_token() else {
            return self.send(sending, &self.new_token().await?).await;
        };
        match self.send(sending, &token).await {
            Err(Failure::Unknown(Unavailable { cause: Cause::Access { status: 401 }, .. })) => {
                self.send(sending, &self.new_token().await?).await
            }
            answer => answer,
        }
    }

    /// A new access token. Whatever goes wrong with it, nothing was asked yet; it counts as unknown, so that it
    /// is tried again and never taken for a refusal of what was to be asked.
    async fn new_token(&self) -> Result<String, Failure> {
        self.keep_token(None);
        let known = STANDARD.encode(format!("{}:{}", self.client_id, self.client_secret));
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.url("/v1/oauth2/token").as_str())
            .header(AUTHORIZATION, format!("Basic {known}"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = b"grant_type=client_credentials".to_vec();
        let (head, body) = sent(&*self.transport, request, body).await?.into_parts();
        let status = head.status.as_u16();
        let debug_id = debug_id(&head.headers);
        let unknown =
            |cause| Failure::Unknown(Unavailable { cause, request: debug_id.clone(), source: None });
        match status {
            200 => {
                let answer = Answer { body, request: debug_id.clone() };
                let TokenShape { access_token } = answer.read()?;
                if access_token.is_empty() || !access_token.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(unknown(Cause::Unreadable("the access token")));
                }
                self.keep_token(Some(access_token.clone()));
                Ok(access_token)
            }
            400..=403 => Err(unknown(Cause::Access { status })),
            429 => Err(unknown(Cause::Busy { status })),
            _ => Err(unknown(Cause::Failed { status })),
        }
    }

    async fn send(&self, sending: &Sending<'_>, token: &str) -> Result<Answer, Failure> {
        let mut request = Request::builder()
            .method(sending.method.clone())
            .uri(sending.url.as_str())
            .header(AUTHORIZATION, format!("Bearer {token}"));
        if sending.body.is_some() {
            // The whole object is asked for: what was done is read from it.
            request =
                request.header(CONTENT_TYPE, "application/json").header("prefer", "return=representation");
        }
        if let Some(key) = sending.key {
            request = request.header("paypal-request-id", key);
        }
        let body = sending.body.clone().unwrap_or_default();
        let (head, body) = sent(&*self.transport, request, body).await?.into_parts();
        let status = head.status.as_u16();
        let debug_id = debug_id(&head.headers);
        let unknown =
            |cause| Failure::Unknown(Unavailable { cause, request: debug_id.clone(), source: None });
        match status {
            200..=299 => Ok(Answer { body, request: debug_id }),
            401 | 403 => Err(unknown(Cause::Access { status })),
            409 | 429 => Err(unknown(Cause::Busy { status })),
            408 | 425 | 500..=599 => Err(unknown(Cause::Failed { status })),
            400..=499 => Err(refusal(status, debug_id, &body)),
            _ => Err(unknown(Cause::Unreadable("its status is not one of the API's"))),
        }
    }
}

/// The provider's id of a request.
fn debug_id(headers: &HeaderMap) -> Option<String> {
    headers.get("paypal-debug-id").and_then(|value| value.to_str().ok()).and_then(word)
}

/// What a 4xx answer means.
fn refusal(status: u16, request: Option<String>, body: &[u8]) -> Failure {
    let Ok(ErrorShape { name, details }) = serde_json::from_slice(body) else {
        let cause = Cause::Unreadable("a refusal without the provider's error object");
        return Failure::Unknown(Unavailable { cause, request, source: None });
    };
    let name = word(&name).unwrap_or_else(|| "error".to_owned());
    let issue = details.iter().find_map(|detail| word(&detail.issue));
    let field =
        details.iter().find_map(|detail| detail.field.as_deref()).map(|field| field.replace('/', "."));
    let mut message = format!("HTTP {status} {name}");
    for (what, text) in [("at", field.as_deref().and_then(word)), ("request", request)] {
        if let Some(text) = text {
            message.extend([", ", what, " ", &text]);
        }
    }
    Failure::Refused(Refusal { code: issue.unwrap_or(name), message })
}
