//! The gateway against the simulated provider, which refuses what the real one would refuse.
#![cfg(test)]

use domain::ids::{OrderId, OrderNumber};
use domain::limits::SESSION_OPEN;
use domain::money::{Currency, Money};
use domain::payments::settle::{IntentStatus, ProviderCall, Seen, SessionState};
use domain::payments::{
    Attempt, AttemptStatus, Operation, OperationKind, PaymentMethod, Provider, idempotency_key,
};
use domain::time::Timestamp;
use gateway::{
    Cause, EventsPage, Gateway, OpenedSession, Outcome, Refusal, Secret, SessionRequest, StripeConfig,
    webhook,
};
use provider_sim::{
    Clock, Control, Endpoint, Fault, FaultKind, Payment, PaymentOutcome, ProviderSim, RunningSim, SimConfig,
    ThreeDSecure,
};

const NOW_MS: i64 = 1_795_000_000_000;
const APPROVED: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const CHALLENGED: &str = "4000002500003155";

/// A shop with one order, and its provider.
struct Shop {
    sim: RunningSim,
    gateway: Gateway,
    order: OrderId,
}

impl Shop {
    async fn start() -> Self {
        let mut config = SimConfig::new("sk_test_shop");
        config.clock = Clock::fixed(NOW_MS);
        config.seed = Some("gateway".to_owned());
        let sim = ProviderSim::start(config).await.unwrap();
        let gateway = gateway_of(&sim, "sk_test_shop", "harbor");
        Self { sim, gateway, order: OrderId::from_bits([7; 16]) }
    }

    fn control(&self) -> Control {
        self.sim.control()
    }

    fn attempt(&self, number: u32) -> Attempt {
        let opened_at = Timestamp::from_ms(NOW_MS);
        Attempt {
            number,
            provider: Provider::Stripe,
            key: idempotency_key(&self.order, "session", number),
            amount: eur(2_400),
            opened_at,
            expires_at: opened_at.plus(SESSION_OPEN),
            session: None,
            intent: None,
            status: AttemptStatus::Open,
        }
    }

    async fn open(&self, attempt: &Attempt) -> Outcome<OpenedSession> {
        let number = OrderNumber::parse("V-01JMZ00Z9A").unwrap();
        let request = SessionRequest {
            method: PaymentMethod::Card,
            order: &self.order,
            number: &number,
            attempt,
            email: "shopper@example.com",
            return_url: "https://shop.example/order/1?from=payment",
            cancel_url: "https://shop.example/order/1",
            title: "Order V-01JMZ00Z9A",
        };
        self.gateway.open_session(&request).await
    }

    /// The first attempt with its session recorded.
    async fn opened(&self) -> Attempt {
        let attempt = self.attempt(1);
        let session = applied(self.open(&attempt).await);
        Attempt { session: Some(session.id), ..attempt }
    }

    fn pay(&self, attempt: &Attempt, card: &str, answer: Option<ThreeDSecure>) -> PaymentOutcome {
        let payment = Payment { card: card.to_owned(), email: None, three_d_secure: answer };
        self.control().pay(attempt.session.as_deref().unwrap(), &payment).unwrap()
    }

    async fn see(&self, attempt: &Attempt) -> Seen {
        self.gateway.see(std::slice::from_ref(attempt)).await.unwrap().remove(0)
    }

    fn fail_next(&self, endpoint: Endpoint, kind: FaultKind) {
        self.control().add_fault(Fault { endpoint: Some(endpoint), kind, times: 1 });
    }

    fn operation(&self, intent: &str, kind: OperationKind) -> Operation {
        Operation {
            kind,
            number: 1,
            intent: intent.to_owned(),
            amount: eur(2_400),
            key: idempotency_key(&self.order, "operation", 1),
            first_sent_at: Timestamp::from_ms(NOW_MS),
        }
    }
}

fn gateway_of(sim: &RunningSim, secret_key: &str, shop: &str) -> Gateway {
    let config = StripeConfig {
        api_url: sim.url().to_owned(),
        secret_key: secret_key.to_owned(),
        shop: shop.to_owned(),
    };
    let network = gateway::Network::within(gateway::Timeouts::default()).unwrap();
    Gateway::stripe(config, std::sync::Arc::new(network)).unwrap()
}

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::parse("EUR").unwrap())
}

fn applied<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Applied(value) => value,
        Outcome::NotApplied(_) | Outcome::Unknown(_) => panic!("{outcome:?}"),
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> Refusal {
    match outcome {
        Outcome::NotApplied(refusal) => refusal,
        Outcome::Applied(_) | Outcome::Unknown(_) => panic!("{outcome:?}"),
    }
}

fn cause<T: std::fmt::Debug>(outcome: Outcome<T>) -> Cause {
    match outcome {
        Outcome::Unknown(unavailable) => unavailable.cause,
        Outcome::Applied(_) | Outcome::NotApplied(_) => panic!("{outcome:?}"),
    }
}

fn status(seen: &Seen) -> Option<IntentStatus> {
    seen.payment.as_ref().map(|payment| payment.status)
}

#[tokio::test]
async fn an_order_is_paid_captured_and_told_about() {
    let shop = Shop::start().await;
    let attempt = shop.opened().await;
    let unpaid = Seen { attempt: 1, session: SessionState::Open, payment: None };
    assert_eq!(shop.see(&attempt).await, unpaid);
    assert!(matches!(shop.pay(&attempt, APPROVED, None), PaymentOutcome::Paid { .. }));
    let authorized = shop.see(&attempt).await;
    assert_eq!(authorized.session, SessionState::Complete);
    let payment = authorized.payment.unwrap();
    assert_eq!((payment.status, payment.amount), (IntentStatus::RequiresCapture, eur(2_400)));
    assert_eq!(payment.captured, eur(0));
    let capture = ProviderCall::Capture(shop.operation(&payment.intent, OperationKind::Capture));
    applied(shop.gateway.send(&capture).await);
    applied(shop.gateway.send(&capture).await);
    let captured = shop.see(&attempt).await.payment.unwrap();
    assert_eq!((captured.status, captured.captured), (IntentStatus::Succeeded, eur(2_400)));
    let totals = shop.control().totals_of(shop.order.as_str()).unwrap();
    assert_eq!((totals.capturable, totals.captured, totals.refunded), (0, 2_400, 0));

    let page = EventsPage { created_at_least: NOW_MS / 1_000 - 60, after: None };
    let answer = shop.gateway.events(&page).await.unwrap();
    let kinds: Vec<&str> = answer.events.iter().map(|event| event.kind.as_str()).collect();
    for kind in ["checkout.session.completed", "payment_intent.amount_capturable_updated", "charge.captured"]
    {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(kinds.first(), Some(&"payment_intent.succeeded"));
    assert!(answer.events.iter().all(|event| event.order.as_ref() == Some(&shop.order) && !event.foreign));
    let last = answer.events.last().unwrap().id.clone();
    let after_the_last = EventsPage { after: Some(last), ..page };
    let rest = shop.gateway.events(&after_the_last).await.unwrap();
    assert_eq!((rest.events.len(), rest.next), (0, None));
    let foreign = gateway_of(&shop.sim, "sk_test_shop", "another").events(&EventsPage::default()).await;
    assert!(foreign.unwrap().events.iter().all(|event| event.foreign && event.order.is_none()));
}

#[tokio::test]
async fn a_decline_leaves_the_session_open_and_a_challenge_waits() {
    let shop = Shop::start().await;
    let attempt = shop.opened().await;
    assert!(matches!(shop.pay(&attempt, DECLINED, None), PaymentOutcome::Declined { .. }));
    let declined = shop.see(&attempt).await;
    assert_eq!(declined.session, SessionState::Open);
    assert_eq!(status(&declined), Some(IntentStatus::RequiresPaymentMethod));
    assert_eq!(shop.pay(&attempt, CHALLENGED, None), PaymentOutcome::Challenged);
    assert_eq!(status(&shop.see(&attempt).await), Some(IntentStatus::RequiresAction));
    let session = attempt.session.as_deref().unwrap();
    shop.control().end_challenge(session, ThreeDSecure::Complete).unwrap();
    assert_eq!(status(&shop.see(&attempt).await), Some(IntentStatus::RequiresCapture));
}

#[tokio::test]
async fn the_same_attempt_finds_its_session_again() {
    let shop = Shop::start().await;
    let attempt = shop.attempt(1);
    let first = applied(shop.open(&attempt).await);
    assert_eq!(applied(shop.open(&attempt).await), first);
    assert!(first.url.as_ref().unwrap().starts_with(shop.sim.url()));
    let expire = ProviderCall::ExpireSession { session: first.id.clone() };
    applied(shop.gateway.send(&expire).await);
    let expired = OpenedSession { url: None, state: SessionState::Expired, ..first.clone() };
    assert_eq!(applied(shop.open(&attempt).await), expired);
    assert_eq!(applied(shop.gateway.session(&first.id).await), expired);
    refusal(shop.gateway.send(&expire).await);
    let dearer = Attempt { amount: eur(2_500), ..attempt };
    assert!(refusal(shop.open(&dearer).await).is_key_reuse());
}

#[tokio::test]
async fn an_authorization_is_released() {
    let shop = Shop::start().await;
    let attempt = shop.opened().await;
    shop.pay(&attempt, APPROVED, None);
    let intent = shop.see(&attempt).await.payment.unwrap().intent;
    let void = Operation { key: "void-1".to_owned(), ..shop.operation(&intent, OperationKind::Void) };
    applied(shop.gateway.send(&ProviderCall::Void(void)).await);
    assert_eq!(status(&shop.see(&attempt).await), Some(IntentStatus::Canceled));
    let capture = ProviderCall::Capture(shop.operation(&intent, OperationKind::Capture));
    assert_eq!(refusal(shop.gateway.send(&capture).await).code, "payment_intent_unexpected_state");
}

#[tokio::test]
async fn a_session_whose_answer_was_lost_is_found_by_its_key() {
    let shop = Shop::start().await;
    let attempt = shop.attempt(1);
    shop.fail_next(Endpoint::SessionCreate, FaultKind::DropAfterApplying);
    assert_eq!(cause(shop.open(&attempt).await), Cause::Connection);
    let found = applied(shop.open(&attempt).await);
    assert_eq!(found.state, SessionState::Open);
    assert_eq!(shop.control().sessions().unwrap().len(), 1);
}

#[tokio::test]
async fn a_capture_is_unknown_until_it_is_read_again() {
    let faults = [
        (FaultKind::ServerErrorAfterApplying, IntentStatus::Succeeded),
        (FaultKind::DropAfterApplying, IntentStatus::Succeeded),
        (FaultKind::ServerError, IntentStatus::RequiresCapture),
        (FaultKind::DropBeforeApplying, IntentStatus::RequiresCapture),
        (FaultKind::RateLimited, IntentStatus::RequiresCapture),
    ];
    for (fault, really) in faults {
        let shop = Shop::start().await;
        let attempt = shop.opened().await;
        shop.pay(&attempt, APPROVED, None);
        let intent = shop.see(&attempt).await.payment.unwrap().intent;
        let capture = ProviderCall::Capture(shop.operation(&intent, OperationKind::Capture));
        shop.fail_next(Endpoint::IntentCapture, fault);
        let asked = shop.control().requests().len();
        cause(shop.gateway.send(&capture).await);
        assert_eq!(shop.control().requests().len(), asked + 1, "{fault:?}");
        assert_eq!(status(&shop.see(&attempt).await), Some(really), "{fault:?}");
    }
}

#[tokio::test]
async fn a_provider_without_our_key_or_without_an_answer_decides_nothing() {
    let shop = Shop::start().await;
    let attempt = shop.opened().await;
    let stranger = gateway_of(&shop.sim, "sk_test_other", "harbor");
    let error = stranger.see(std::slice::from_ref(&attempt)).await.unwrap_err();
    assert_eq!(error.cause, Cause::Access { status: 401 });
    shop.fail_next(Endpoint::SessionRetrieve, FaultKind::ServerError);
    let error = shop.gateway.see(std::slice::from_ref(&attempt)).await.unwrap_err();
    assert_eq!(error.cause, Cause::Failed { status: 500 });
    assert!(error.request.is_some());
}

#[tokio::test]
async fn what_the_simulator_signs_is_genuine() {
    let shop = Shop::start().await;
    let attempt = shop.opened().await;
    shop.pay(&attempt, APPROVED, None);
    for event in shop.control().events().unwrap() {
        let body = serde_json::to_string_pretty(&event).unwrap();
        let header = provider_sim::signature("whsec_shop", NOW_MS / 1_000, &body);
        let secrets = [Secret::new("whsec_shop")];
        let now = Timestamp::from_ms(NOW_MS);
        let read = webhook::verify(&secrets, "harbor", Some(&header), body.as_bytes(), now).unwrap();
        assert_eq!((read.order.as_ref(), read.foreign), (Some(&shop.order), false));
        assert_eq!(Some(read.id.as_str()), event["id"].as_str());
    }
}
