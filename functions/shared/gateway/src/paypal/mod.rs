//! PayPal: an order approved by redirect, authorized and captured by the shop (Orders v2 and Payments v2).
//!
//! What the shopper does on PayPal's page takes no money: the shop has to authorize what was approved. So a page
//! needs no closing, and one that was forgotten can cost nobody anything. The order's id names the page and the
//! payment alike. Requests and answers follow <https://developer.paypal.com/docs/api/orders/v2/> and
//! <https://developer.paypal.com/docs/api/payments/v2/>; what an answer does not say as documented makes it
//! unreadable.

mod amount;
mod api;
mod certificate;
mod event;
#[cfg(test)]
mod hostile;
mod mark;
mod money_back;
mod shapes;
pub mod webhook;

use crate::event::{EventsAnswer, EventsPage};
use crate::outcome::{Failure, GatewayError, KEY_REUSE, Refusal, Unavailable};
use crate::session::{OpenedSession, SessionRequest};
use crate::transport::Transport;
use api::Api;
use domain::ids::OrderId;
use domain::payments::settle::{ProviderCall, Seen, SessionState};
use domain::payments::{Attempt, Operation};
use mark::Mark;
use shapes::{
    CaptureRequest, ContextRequest, EmptyRequest, EventListShape, ObjectShape, OrderRequest, OrderShape,
    SourceRequest, UnitRequest, WalletRequest,
};
use std::fmt;
use std::sync::Arc;

/// The events that the shop looks at: those it keeps of the list, and those a webhook has to be set to.
pub const PAYPAL_EVENT_KINDS: [&str; 15] = [
    "CHECKOUT.ORDER.APPROVED",
    "CHECKOUT.ORDER.COMPLETED",
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
    "CUSTOMER.DISPUTE.CREATED",
    "CUSTOMER.DISPUTE.RESOLVED",
    "CUSTOMER.DISPUTE.UPDATED",
    "PAYMENT.AUTHORIZATION.CREATED",
    "PAYMENT.AUTHORIZATION.VOIDED",
    "PAYMENT.CAPTURE.COMPLETED",
    "PAYMENT.CAPTURE.DECLINED",
    "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.CAPTURE.REFUNDED",
    "PAYMENT.CAPTURE.REVERSED",
    "PAYMENT.REFUND.FAILED",
    "PAYMENT.REFUND.PENDING",
];

use PAYPAL_EVENT_KINDS as EVENT_KINDS;

/// Where events are listed.
const EVENTS_PATH: &str = "/v1/notifications/webhooks-events";

/// Events on one page.
const EVENTS_PER_PAGE: &str = "100";

/// Characters of the shop's name: with an order's id and a refund's number it has to fit into 127.
const SHOP_MAX: usize = 79;

/// Characters of a description, the most that PayPal takes.
const DESCRIPTION_MAX: usize = 127;

/// How the shop reaches PayPal.
#[derive(Clone)]
pub struct PaypalConfig {
    /// The origin of the API: `https://api-m.paypal.com`, or a simulator on this machine.
    pub api_url: String,
    /// The app's id.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: String,
    /// This shop's name in everything it creates; objects of another name are not its own.
    pub shop: String,
}

/// Never shows the secret.
impl fmt::Debug for PaypalConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaypalConfig")
            .field("api_url", &self.api_url)
            .field("client_id", &self.client_id)
            .field("shop", &self.shop)
            .finish_non_exhaustive()
    }
}

/// PayPal as one shop sees it.
#[derive(Debug)]
pub(crate) struct Paypal {
    api: Api,
    shop: String,
}

impl Paypal {
    pub(crate) fn new(config: PaypalConfig, transport: Arc<dyn Transport>) -> Result<Self, GatewayError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if !(1..=SHOP_MAX).contains(&config.shop.len()) || !config.shop.bytes().all(allowed) {
            return Err(GatewayError::Shop);
        }
        let api = Api::new(&config, transport)?;
        Ok(Self { api, shop: config.shop })
    }

    pub(crate) async fn open_session(&self, request: &SessionRequest<'_>) -> Result<OpenedSession, Failure> {
        let attempt = request.attempt;
        let mark = Mark::new(request.order, &self.shop);
        let number = request.number.as_str();
        // PayPal takes an invoice's number once; a further attempt may follow one whose money was held.
        let invoice_id =
            if attempt.number == 1 { number.to_owned() } else { format!("{number}-{}", attempt.number) };
        let description: String = request.title.chars().take(DESCRIPTION_MAX).collect();
        let unit = UnitRequest {
            amount: amount::to_provider(attempt.amount)?,
            custom_id: mark.custom_id(),
            invoice_id,
            description: &description,
        };
        let experience_context = ContextRequest {
            return_url: request.return_url,
            cancel_url: request.cancel_url,
            shipping_preference: "NO_SHIPPING",
            user_action: "PAY_NOW",
            payment_method_preference: "IMMEDIATE_PAYMENT_REQUIRED",
        };
        let sent = OrderRequest {
            intent: "AUTHORIZE",
            purchase_units: [unit],
            payment_source: SourceRequest { paypal: WalletRequest { experience_context } },
        };
        let answer = self.api.post("/v2/checkout/orders", &sent, &attempt.key).await?;
        let order: OrderShape = answer.read()?;
        // A repeat is answered with what the first made, whatever it asks for: a page for another sum, or for
        // another order, must never be shown.
        if !order.asks_for(attempt.amount, &mark)? {
            return Err(key_reuse());
        }
        order.opened()
    }

    pub(crate) async fn session(&self, session: &str) -> Result<OpenedSession, Failure> {
        match self.order(session).await? {
            Some(order) => order.opened(),
            None => Ok(OpenedSession { id: session.to_owned(), url: None, state: SessionState::Expired }),
        }
    }

    /// An order; none when PayPal knows it no more, as of one whose three hours are over.
    async fn order(&self, id: &str) -> Result<Option<OrderShape>, Failure> {
        match self.api.get(&path("/v2/checkout/orders", id, "")?, None).await {
            Ok(answer) => {
                let order: OrderShape = answer.read()?;
                order.is_of(id)?;
                Ok(Some(order))
            }
            Err(Failure::Refused(refusal)) if refusal.code == "INVALID_RESOURCE_ID" => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    pub(crate) async fn see(&self, attempts: &[Attempt]) -> Result<Vec<Seen>, Unavailable> {
        let mut seen = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            if let Some(session) = &attempt.session {
                seen.push(self.see_attempt(attempt, session).await?);
            }
        }
        Ok(seen)
    }

    /// Reads an order with all that became of it in one answer, so that everything is of the same moment; only
    /// disputes are listed elsewhere.
    async fn see_attempt(&self, attempt: &Attempt, session: &str) -> Result<Seen, Failure> {
        let Some(order) = self.order(session).await? else {
            // An order that was authorized is never forgotten: this is another account, or a fault.
            if attempt.intent.is_some() {
                return Err(Failure::unreadable("an order with a payment is gone"));
            }
            return Ok(Seen { attempt: attempt.number, session: SessionState::Expired, payment: None });
        };
        let payment = match order.payment()? {
            Some(payment) => Some(self.with_money_back(payment, &order).await?),
            None => None,
        };
        Ok(Seen { attempt: attempt.number, session: order.state()?, payment })
    }

    /// The order of this shop that a payment was made for.
    pub(crate) async fn order_of_payment(&self, payment: &str) -> Result<Option<OrderId>, Failure> {
        let Some(order) = self.order(payment).await? else { return Ok(None) };
        Ok(order.mark()?.filter(|mark| mark.is_of(&self.shop)).and_then(|mark| mark.order()))
    }

    pub(crate) async fn send(&self, call: &ProviderCall) -> Result<(), Failure> {
        match call {
            // Nothing can be paid on the page without the shop: there is nothing to close.
            ProviderCall::ExpireSession { .. } => Ok(()),
            ProviderCall::Authorize(operation) => self.authorize(operation).await,
            ProviderCall::Capture(operation) => self.capture(operation).await,
            ProviderCall::Void(operation) => self.void(operation).await,
            ProviderCall::Refund { order, operation } => self.refund(order, operation).await,
        }
    }

    /// Authorizes what the shopper approved. An authorization that the bank denied is an answer, too: the next
    /// look shows it.
    async fn authorize(&self, operation: &Operation) -> Result<(), Failure> {
        let path = path("/v2/checkout/orders", &operation.intent, "/authorize")?;
        let order: OrderShape = self.api.post(&path, &EmptyRequest {}, &operation.key).await?.read()?;
        order.is_of(&operation.intent)?;
        match order.authorization()? {
            Some(held) if held.money()? == operation.amount => Ok(()),
            Some(_) => Err(key_reuse()),
            None => Err(Failure::unreadable("the answer shows no authorization")),
        }
    }

    async fn capture(&self, operation: &Operation) -> Result<(), Failure> {
        let path = path("/v2/payments/authorizations", &self.held(operation).await?, "/capture")?;
        let sent = CaptureRequest { amount: amount::to_provider(operation.amount)?, final_capture: true };
        let capture: ObjectShape = self.api.post(&path, &sent, &operation.key).await?.read()?;
        match capture.status.as_str() {
            "DECLINED" | "FAILED" => {
                let message = format!("the capture is {}", capture.status);
                Err(Failure::Refused(Refusal { code: "CAPTURE_DECLINED".to_owned(), message }))
            }
            _ if capture.money()? != operation.amount => Err(key_reuse()),
            _ => Ok(()),
        }
    }

    async fn void(&self, operation: &Operation) -> Result<(), Failure> {
        let path = path("/v2/payments/authorizations", &self.held(operation).await?, "/void")?;
        self.api.post(&path, &EmptyRequest {}, &operation.key).await.map(drop)
    }

    /// The order that an operation is about. Reading it changes nothing, so it may fail in any way.
    async fn paid_order(&self, operation: &Operation) -> Result<OrderShape, Failure> {
        let order = self.order(&operation.intent).await?;
        order.ok_or_else(|| Failure::unreadable("an order with a payment is gone"))
    }

    /// The authorization that an operation is about.
    async fn held(&self, operation: &Operation) -> Result<String, Failure> {
        let held = self.paid_order(operation).await?.authorization()?.map(|held| held.id.clone());
        held.ok_or_else(|| Failure::unreadable("an order without its authorization"))
    }

    /// Pages are followed as PayPal links them; only the query of its link is taken.
    pub(crate) async fn events(&self, page: &EventsPage) -> Result<EventsAnswer, Unavailable> {
        let query = page.after.clone().unwrap_or_else(|| {
            let start_time = event::written_time(page.created_at_least);
            form_urlencoded::Serializer::new(String::new())
                .append_pair("page_size", EVENTS_PER_PAGE)
                .append_pair("start_time", &start_time)
                .finish()
        });
        let list: EventListShape = self.api.get(EVENTS_PATH, Some(&query)).await?.read()?;
        let wanted = list.events.iter().filter(|event| event.is_wanted());
        let events = wanted.map(|event| event.read(&self.shop)).collect::<Option<Vec<_>>>();
        let events = events.ok_or_else(|| Failure::unreadable("one of the events"))?;
        let next =
            list.links.iter().find(|link| link.rel == "next").and_then(|link| link.href.split_once('?'));
        let next = next
            .map(|(_, query)| query.to_owned())
            .filter(|query| *query != page.after.as_deref().unwrap_or_default());
        Ok(EventsAnswer { events, next })
    }
}

/// The key was used before for something else: what became of that is not known.
fn key_reuse() -> Failure {
    let message = "the answer is about another amount or order than was asked for".to_owned();
    Failure::Refused(Refusal { code: KEY_REUSE.to_owned(), message })
}

/// Whether a text has the form of PayPal's ids, so that it may stand in an address, a key or a log.
fn is_object_id(text: &str) -> bool {
    (1..=50).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The path of an object. Its id comes from our own table or the provider; anything that is not an id could
/// only name something else.
fn path(collection: &str, id: &str, action: &str) -> Result<String, Failure> {
    if is_object_id(id) {
        return Ok(format!("{collection}/{id}{action}"));
    }
    let message = "not sent: this is not an id of the provider".to_owned();
    Err(Failure::Refused(Refusal { code: "malformed_id".to_owned(), message }))
}
