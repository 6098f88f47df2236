//! What people do with a browser: visits, payments on a provider's page, and what staff sends to queues.

use crate::functions::SITE;
use crate::gate::{Gate, Means, Reply, What};
use contract::messages::Message;
use domain::ids::{CartId, MessageId, OrderId};
use domain::time::Timestamp;
use lambda_http::{Body, Response};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How often a shopper tries something that was not answered.
const TRIES: u32 = 6;

/// A shopper's browser; clones are tabs of it.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Where everything is asked for.
    pub gate: Gate,
    cookies: Rc<RefCell<BTreeMap<(String, String), String>>>,
}

impl Browser {
    /// A browser that has this cart.
    pub fn with(gate: &Gate, cart: &CartId) -> Self {
        let cookie = (("cart".to_owned(), "/".to_owned()), cart.to_string());
        Self { gate: gate.clone(), cookies: Rc::new(RefCell::new(BTreeMap::from([cookie]))) }
    }

    /// Sends a request as a program does; nothing when the connection breaks.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Option<(u16, Value)> {
        let page = self.visit(method, path, "application/json", body).await?;
        Some((page.status().as_u16(), serde_json::from_slice(page.body()).unwrap_or_default()))
    }

    /// A page as a person sees it; nothing when there is none.
    pub async fn page(&self, path: &str) -> Option<String> {
        let page = self.visit("GET", path, "text/html", None).await?;
        (page.status() == 200).then(|| String::from_utf8_lossy(page.body()).into_owned())
    }

    async fn visit(
        &self,
        method: &str,
        path: &str,
        accept: &str,
        body: Option<&Value>,
    ) -> Option<Response<Body>> {
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .filter(|((_, at), _)| path.starts_with(at.as_str()))
            .map(|((name, _), value)| format!("{name}={value}"))
            .collect();
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{SITE}{path}"))
            .header("accept", accept)
            .header("content-type", "application/json")
            .header("cookie", cookies.join("; "));
        let body = body.map_or(Body::Empty, |body| Body::Text(body.to_string()));
        let request = request.body(body).expect("a request");
        let Ok(Reply::Page(page)) = self.gate.ask(What::Visit(Box::new(request))).await else { return None };
        for cookie in page.headers().get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap_or_default());
        }
        Some(*page)
    }

    fn keep(&self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let path = parts.find_map(|part| part.strip_prefix("Path=")).unwrap_or("/");
        self.cookies.borrow_mut().insert((name.to_owned(), path.to_owned()), value.to_owned());
    }

    /// Sends until there is an answer that is not a failure of the shop's.
    pub async fn insist(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        for _ in 0..TRIES {
            match self.send("POST", path, Some(body)).await {
                Some((status, answer)) if status < 500 => return Some((status, answer)),
                _ => self.wait(2_000).await,
            }
        }
        None
    }

    /// Does nothing for a while.
    pub async fn wait(&self, by_ms: i64) {
        let end = self.gate.ask(What::Wait(self.gate.now_ms() + by_ms));
        // However it ends, the wait is over.
        drop(end.await);
    }

    /// Pays on a provider's page; whether it was taken.
    pub async fn pay(&self, session: &str, means: Means) -> bool {
        let paying = self.gate.ask(What::Pay { session: session.to_owned(), means });
        matches!(paying.await, Ok(Reply::Done))
    }

    /// The merchant gives back what is left of an order's money, in the provider's dashboard.
    pub async fn give_back(&self, order: &OrderId) {
        drop(self.gate.ask(What::GiveBack { order: order.to_string() }).await);
    }

    /// Staff asks for something to be done with an order.
    pub async fn staff(&self, message: &Message, order: &OrderId) {
        let id = MessageId::from_bits(edge::ids::digest(&format!("{order} {message:?}")));
        let body = message.write(&id, Timestamp::from_ms(self.gate.now_ms())).unwrap_or_default();
        drop(self.gate.ask(What::Send { queue: "payments", body }).await);
    }
}
