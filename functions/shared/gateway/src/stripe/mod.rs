//! Stripe: Checkout Sessions by redirect, captured by the shop, in one pinned version of the API.
//!
//! Requests and answers follow <https://docs.stripe.com/api>; what an answer does not say as documented
//! makes it unreadable.

mod amount;
mod api;
mod money_back;
mod shapes;

use crate::event::{EventsAnswer, EventsPage, is_object_id};
use crate::outcome::{Failure, GatewayError, Refusal, Unavailable};
use crate::session::{OpenedSession, SessionRequest};
use crate::transport::Transport;
use api::{Api, Form};
use domain::ids::OrderId;
use domain::payments::settle::{ProviderCall, Seen};
use domain::payments::{Attempt, Operation, PaymentMethod};
use shapes::{EventListShape, IntentShape, MarkedShape, SessionShape};
use std::fmt;
use std::sync::Arc;

/// The version of the API that requests are made in, whatever the account's default is.
pub const API_VERSION: &str = "2026-10-28.endive";

/// The events that the shop looks at: those it lists, and those a webhook endpoint has to be set to.
pub const EVENT_KINDS: [&str; 17] = [
    "charge.captured",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.expired",
    "charge.refunded",
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "refund.created",
    "refund.failed",
    "refund.updated",
];

/// Events on one page, the most that the provider gives.
const EVENTS_PER_PAGE: &str = "100";

/// Characters of the shop's name in metadata, well below the provider's 500.
const SHOP_MAX: usize = 100;

/// How the shop reaches Stripe.
#[derive(Clone)]
pub struct StripeConfig {
    /// The origin of the API: `https://api.stripe.com`, or a simulator on this machine.
    pub api_url: String,
    /// The secret or restricted key.
    pub secret_key: String,
    /// This shop's name in the metadata of everything it creates; objects of another name are not its own.
    pub shop: String,
}

/// Never shows the key.
impl fmt::Debug for StripeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StripeConfig")
            .field("api_url", &self.api_url)
            .field("shop", &self.shop)
            .finish_non_exhaustive()
    }
}

/// Stripe as one shop sees it.
#[derive(Debug)]
pub(crate) struct Stripe {
    api: Api,
    shop: String,
}

impl Stripe {
    pub(crate) fn new(config: StripeConfig, transport: Arc<dyn Transport>) -> Result<Self, GatewayError> {
        let fits = (1..=SHOP_MAX).contains(&config.shop.chars().count());
        if !fits || config.shop.chars().any(char::is_control) {
            return Err(GatewayError::Shop);
        }
        let api = Api::new(&config.api_url, &config.secret_key, transport)?;
        Ok(Self { api, shop: config.shop })
    }

    pub(crate) async fn open_session(&self, request: &SessionRequest<'_>) -> Result<OpenedSession, Failure> {
        let form = self.session_form(request)?;
        let key = Some(request.attempt.key.as_str());
        let answer = self.api.post("/v1/checkout/sessions", &form, key).await?;
        let session: SessionShape<serde::de::IgnoredAny> = answer.read()?;
        // A page for another sum must never be shown, whatever made it so.
        if !session.asks_for(request.attempt.amount) {
            return Err(Failure::unreadable("the session asks for another amount"));
        }
        if answer.is_replayed() {
            // The kept answer shows the page as it was made, not as it is.
            return self.session(&session.id).await;
        }
        session.opened()
    }

    /// The full request of an attempt's page. Equal attempts make equal requests, as their key demands.
    fn session_form(&self, request: &SessionRequest<'_>) -> Result<Form, Failure> {
        let attempt = request.attempt;
        let currency = attempt.amount.currency.code().to_ascii_lowercase();
        let mut form = Form::default();
        form.add("mode", "payment");
        form.add("payment_method_types[0]", method_type(request.method)?);
        form.add("adaptive_pricing[enabled]", "false");
        form.add("line_items[0][price_data][currency]", &currency);
        form.add("line_items[0][price_data][unit_amount]", &amount_text(attempt.amount)?);
        form.add("line_items[0][price_data][product_data][name]", request.title);
        form.add("line_items[0][quantity]", "1");
        if request.method == PaymentMethod::Card {
            // Debits cannot be authorized first: what the bank honors is taken.
            form.add("payment_intent_data[capture_method]", "manual");
        }
        form.add("payment_intent_data[description]", request.number.as_str());
        form.add("client_reference_id", request.order.as_str());
        form.add("customer_email", request.email);
        form.add("success_url", request.return_url);
        form.add("cancel_url", request.cancel_url);
        form.add("expires_at", &attempt.expires_at.as_seconds().to_string());
        for metadata in ["metadata", "payment_intent_data[metadata]"] {
            form.add(&format!("{metadata}[shop]"), &self.shop);
            form.add(&format!("{metadata}[order_id]"), request.order.as_str());
        }
        Ok(form)
    }

    pub(crate) async fn session(&self, session: &str) -> Result<OpenedSession, Failure> {
        let path = path("/v1/checkout/sessions", session, "")?;
        let answer = self.api.get(&path, &Form::default()).await?;
        let shape: SessionShape<serde::de::IgnoredAny> = answer.read()?;
        shape.is_of(session)?;
        shape.opened()
    }

    pub(crate) async fn see(&self, attempts: &[Attempt]) -> Result<Vec<Seen>, Unavailable> {
        let mut seen = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            if let Some(session) = &attempt.session {
                seen.push(self.see_session(attempt.number, session).await?);
            }
        }
        Ok(seen)
    }

    /// Reads the session and its intent in one answer, so that the two are of the same moment. The
    /// session's own `payment_status` is not looked at: it says nothing about an authorization.
    async fn see_session(&self, attempt: u32, session: &str) -> Result<Seen, Failure> {
        let mut query = Form::default();
        query.add("expand[0]", "payment_intent.latest_charge");
        let answer = self.api.get(&path("/v1/checkout/sessions", session, "")?, &query).await?;
        let shape: SessionShape<IntentShape> = answer.read()?;
        shape.is_of(session)?;
        let payment = match &shape.payment_intent {
            Some(intent) => Some(self.see_payment(intent).await?),
            None => None,
        };
        Ok(Seen { attempt, session: shape.state()?, payment })
    }

    pub(crate) async fn send(&self, call: &ProviderCall) -> Result<(), Failure> {
        match call {
            ProviderCall::ExpireSession { session } => self.expire(session).await,
            // A page of Stripe's authorizes by itself; nobody is asked to.
            ProviderCall::Authorize(_) => Err(Failure::Refused(Refusal {
                code: "not_a_call_of_this_provider".to_owned(),
                message: "not sent: its pages authorize by themselves".to_owned(),
            })),
            ProviderCall::Capture(operation) => {
                let mut form = Form::default();
                form.add("amount_to_capture", &amount_text(operation.amount)?);
                self.operate(operation, "/capture", &form).await
            }
            ProviderCall::Void(operation) => self.operate(operation, "/cancel", &Form::default()).await,
            ProviderCall::Refund { order, operation } => self.refund(order, operation).await,
        }
    }

    /// Closing a page needs no key: only an open page can be closed, and only once.
    async fn expire(&self, session: &str) -> Result<(), Failure> {
        let path = path("/v1/checkout/sessions", session, "/expire")?;
        let answer = self.api.post(&path, &Form::default(), None).await?;
        let shape: SessionShape<serde::de::IgnoredAny> = answer.read()?;
        shape.is_of(session)
    }

    async fn operate(&self, operation: &Operation, action: &str, form: &Form) -> Result<(), Failure> {
        let path = path("/v1/payment_intents", &operation.intent, action)?;
        let answer = self.api.post(&path, form, Some(&operation.key)).await?;
        let intent: IntentShape = answer.read()?;
        if intent.seen()?.intent == operation.intent {
            Ok(())
        } else {
            Err(Failure::unreadable("the answer is about another payment"))
        }
    }

    /// Metadata is read of the payment itself: a dispute or a refund from the dashboard carries none.
    pub(crate) async fn order_of_payment(&self, payment: &str) -> Result<Option<OrderId>, Failure> {
        let answer = self.api.get(&path("/v1/payment_intents", payment, "")?, &Form::default()).await?;
        let marks: MarkedShape = answer.read()?;
        let ours = marks.metadata.get("shop").is_some_and(|shop| *shop == self.shop);
        let order = marks.metadata.get("order_id").filter(|_| ours);
        Ok(order.and_then(|order| OrderId::parse(order).ok()))
    }

    pub(crate) async fn events(&self, page: &EventsPage) -> Result<EventsAnswer, Unavailable> {
        let mut query = Form::default();
        query.add("limit", EVENTS_PER_PAGE);
        query.add("created[gte]", &page.created_at_least.to_string());
        for (position, kind) in EVENT_KINDS.iter().enumerate() {
            query.add(&format!("types[{position}]"), kind);
        }
        if let Some(event) = &page.after {
            query.add("starting_after", event);
        }
        let answer = self.api.get("/v1/events", &query).await?;
        let list: EventListShape = answer.read()?;
        let events = list.data.iter().map(|event| event.read(&self.shop)).collect::<Option<Vec<_>>>();
        let events = events.ok_or_else(|| Failure::unreadable("one of the events"))?;
        let next = events.last().filter(|_| list.has_more).map(|last| last.id.clone());
        Ok(EventsAnswer { events, next })
    }
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

/// What the provider calls a way to pay on its page.
fn method_type(method: PaymentMethod) -> Result<&'static str, Failure> {
    match method {
        PaymentMethod::Card => Ok("card"),
        PaymentMethod::BankDebit => Ok("sepa_debit"),
        PaymentMethod::Paypal | PaymentMethod::BankTransfer | PaymentMethod::PayOnPickup => {
            let message = "not sent: this is not paid on a page of this provider".to_owned();
            Err(Failure::Refused(Refusal { code: "method_not_hosted".to_owned(), message }))
        }
    }
}

fn amount_text(amount: domain::money::Money) -> Result<String, Failure> {
    let refusal = || {
        let message = "not sent: the provider cannot express this amount".to_owned();
        Failure::Refused(Refusal { code: "amount_not_expressible".to_owned(), message })
    };
    amount::to_provider(amount).map(|amount| amount.to_string()).ok_or_else(refusal)
}

#[cfg(test)]
mod test_server;
#[cfg(test)]
mod tests;
