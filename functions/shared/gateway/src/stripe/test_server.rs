//! A provider that plays given answers and remembers what it was asked, byte by byte over a socket, so
//! that it can also break off.

use super::{Stripe, StripeConfig};
use crate::{Gateway, Network, Timeouts};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One thing the provider does with a request.
pub(super) enum Play {
    Answer { status: u16, headers: &'static str, body: String },
    Close,
    CloseHalfway,
    Silence,
}

impl Play {
    pub(super) fn ok(body: impl Into<String>) -> Self {
        Self::Answer { status: 200, headers: "", body: body.into() }
    }

    pub(super) fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Answer { status, headers: "", body: body.into() }
    }

    pub(super) fn with(self, added: &'static str) -> Self {
        match self {
            Self::Answer { status, body, .. } => Self::Answer { status, headers: added, body },
            other => other,
        }
    }
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Received {
    /// Method and target: `GET /v1/events?limit=100`.
    pub(super) line: String,
    /// By lower-case name.
    pub(super) headers: BTreeMap<String, String>,
    /// The body's pairs.
    pub(super) form: Vec<(String, String)>,
}

/// The provider; it runs as long as the test.
pub(super) struct Server {
    received: Arc<Mutex<Vec<Received>>>,
    pub(super) origin: String,
}

impl Server {
    pub(super) async fn playing(plays: impl IntoIterator<Item = Play>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        let mut plays: VecDeque<Play> = plays.into_iter().collect();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let Some(request) = read(&mut stream).await else { continue };
                log.lock().unwrap().push(request);
                let play = plays.pop_front().unwrap_or(Play::Close);
                tokio::spawn(act(stream, play));
            }
        });
        Self { received, origin }
    }

    /// One at whose address nothing listens any more.
    pub(super) async fn gone() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        Self { received: Arc::default(), origin }
    }

    /// A gateway that waits as long as a busy machine needs.
    pub(super) fn gateway(&self) -> Gateway {
        self.gateway_within(Duration::from_secs(30))
    }

    /// A gateway that waits this long.
    pub(super) fn gateway_within(&self, whole: Duration) -> Gateway {
        let config = StripeConfig {
            api_url: self.origin.clone(),
            secret_key: "sk_test_secret".to_owned(),
            shop: "harbor".to_owned(),
        };
        let timeouts = Timeouts { connect: whole, whole };
        Gateway::stripe(config, Arc::new(Network::within(timeouts).unwrap())).unwrap()
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Method and target of everything that was asked.
    pub(super) fn lines(&self) -> Vec<String> {
        self.received().into_iter().map(|request| request.line).collect()
    }
}

/// A configuration on its own, to be changed.
pub(super) fn made(api_url: &str, secret_key: &str, shop: &str) -> Result<Stripe, crate::GatewayError> {
    let config = StripeConfig {
        api_url: api_url.to_owned(),
        secret_key: secret_key.to_owned(),
        shop: shop.to_owned(),
    };
    Stripe::new(config, Arc::new(Network::within(Timeouts::default()).unwrap()))
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(k, v)| (k.to_lowercase(), v.to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let body_at = end + 4;
    while bytes.len() < body_at + length {
        stream.read_buf(&mut bytes).await.ok()?;
    }
    let form = form_urlencoded::parse(&bytes[body_at..]).into_owned().collect();
    Some(Received { line, headers, form })
}

async fn act(mut stream: TcpStream, play: Play) {
    match play {
        Play::Answer { status, headers, body } => {
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status} Played\r\ncontent-length: {length}\r\nconnection: close\r\n\
                 request-id: req_Played1\r\n{headers}\r\n{body}"
            );
            // A client that has seen enough may have gone.
            drop(stream.write_all(answer.as_bytes()).await);
        }
        Play::Close => {}
        Play::CloseHalfway => {
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"id\":\"cs_";
            stream.write_all(answer).await.unwrap();
        }
        Play::Silence => std::future::pending::<()>().await,
    }
}
