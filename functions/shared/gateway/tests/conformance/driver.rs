//! What a scenario needs of a provider's simulator.

use domain::ids::{OrderId, OrderNumber};
use domain::limits::SESSION_OPEN;
use domain::money::{Currency, Money};
use domain::payments::settle::{ProviderCall, Seen, SeenPayment, SessionState};
use domain::payments::{
    Attempt, AttemptStatus, Operation, OperationKind, PaymentMethod, Provider, idempotency_key,
};
use domain::time::Timestamp;
use gateway::{Gateway, OpenedSession, Outcome, ProviderEvent, Refusal, SessionRequest};

/// When everything happens.
pub const NOW: Timestamp = Timestamp::from_ms(1_795_000_000_000);

/// The shop's name at the provider.
pub const SHOP: &str = "harbor";

/// What comes of what the shopper pays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    Good,
    Declined,
    CaptureRefused,
}

/// A call that something happens to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Open,
    Look,
    Capture,
    Refund,
}

/// What happens to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    LostRequest,
    LostAnswer,
    FailedThoughDone,
    Failed,
}

/// What is done to a message of the provider's on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tampering {
    None,
    OtherBody,
    OtherSigner,
    ForeignSigner,
    TooOld,
    NoProof,
}

/// The shopper, the bank and the network at one provider's simulator.
pub trait Driver: Sized {
    const PROVIDER: Provider;
    const METHOD: PaymentMethod;
    /// A simulator whose clock stands at [`NOW`].
    async fn start() -> Self;
    /// The provider as a shop of this name sees it.
    fn gateway(&self, shop: &str) -> Gateway;
    /// The shopper does all they can do on the page. Whether they were let.
    fn pay(&self, session: &str, means: Means) -> bool;
    /// So much time passes that an unused page is closed.
    fn let_pages_run_out(&self);
    /// The next such call meets this.
    fn disturb(&self, call: Call, trouble: Trouble);
    /// A refund comes back days later.
    fn fail_refund(&self, refund: &str);
    /// The shopper disputes the money of an order.
    fn dispute(&self, intent: &str);
    /// What the provider's own books say of an order: held, taken, given back.
    fn books(&self, order: &OrderId) -> [i64; 3];
    /// Takes the provider's last message as it arrives after tampering; nothing where it is refused.
    async fn take_message(&self, tampering: Tampering) -> Option<ProviderEvent>;
}

/// A shop with one order at a provider.
pub struct Shop<D> {
    pub at: D,
    pub gateway: Gateway,
    pub order: OrderId,
}

impl<D: Driver> Shop<D> {
    pub fn new(at: D) -> Self {
        let gateway = at.gateway(SHOP);
        Self { at, gateway, order: OrderId::from_bits([7; 16]) }
    }

    pub fn attempt(&self, number: u32) -> Attempt {
        Attempt {
            number,
            provider: D::PROVIDER,
            key: idempotency_key(&self.order, "session", number),
            amount: eur(2_400),
            opened_at: NOW,
            expires_at: NOW.plus(SESSION_OPEN),
            session: None,
            intent: None,
            status: AttemptStatus::Open,
        }
    }

    pub async fn open(&self, attempt: &Attempt) -> Outcome<OpenedSession> {
        let number = OrderNumber::parse("V-01JMZ00Z9A").unwrap();
        let request = SessionRequest {
            order: &self.order,
            number: &number,
            method: D::METHOD,
            attempt,
            email: "shopper@example.com",
            return_url: "https://shop.example/order/1",
            cancel_url: "https://shop.example/order/1",
            title: "Order V-01JMZ00Z9A",
        };
        self.gateway.open_session(&request).await
    }

    /// An attempt with its page.
    pub async fn opened(&self, number: u32) -> Attempt {
        let attempt = self.attempt(number);
        let opened = applied(self.open(&attempt).await);
        Attempt { session: Some(opened.id), ..attempt }
    }

    pub fn pay(&self, attempt: &Attempt, means: Means) -> bool {
        self.at.pay(attempt.session.as_deref().unwrap(), means)
    }

    pub async fn see(&self, attempt: &Attempt) -> Seen {
        self.gateway.see(std::slice::from_ref(attempt)).await.unwrap().remove(0)
    }

    pub async fn payment(&self, attempt: &Attempt) -> SeenPayment {
        self.see(attempt).await.payment.unwrap()
    }

    /// Authorizes what the shopper agreed to, where the provider leaves that to the shop.
    pub async fn authorize_if_asked(&self, attempt: &Attempt, number: u32) -> Option<Outcome<()>> {
        if self.see(attempt).await.session != SessionState::Approved {
            return None;
        }
        let session = attempt.session.as_deref().unwrap();
        let operation = self.operation(session, OperationKind::Authorize, number, 2_400);
        Some(self.gateway.send(&ProviderCall::Authorize(operation)).await)
    }

    /// An attempt that was paid and authorized with this.
    pub async fn authorized(&self, means: Means) -> Attempt {
        let attempt = self.opened(1).await;
        assert!(self.pay(&attempt, means));
        if let Some(outcome) = self.authorize_if_asked(&attempt, 1).await {
            applied(outcome);
        }
        attempt
    }

    /// An attempt whose money was taken.
    pub async fn captured(&self) -> Attempt {
        let attempt = self.authorized(Means::Good).await;
        let intent = self.payment(&attempt).await.intent;
        applied(self.gateway.send(&self.capture(&intent, 1)).await);
        attempt
    }

    pub fn operation(&self, intent: &str, kind: OperationKind, number: u32, amount: i64) -> Operation {
        let key = idempotency_key(&self.order, kind.name(), number);
        let (intent, amount) = (intent.to_owned(), eur(amount));
        Operation { kind, number, intent, amount, key, first_sent_at: NOW }
    }

    pub fn capture(&self, intent: &str, number: u32) -> ProviderCall {
        ProviderCall::Capture(self.operation(intent, OperationKind::Capture, number, 2_400))
    }

    pub fn refund(&self, intent: &str, number: u32, amount: i64) -> ProviderCall {
        let operation = self.operation(intent, OperationKind::Refund, number, amount);
        ProviderCall::Refund { order: self.order.clone(), operation }
    }

    pub fn books(&self) -> [i64; 3] {
        self.at.books(&self.order)
    }
}

pub fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::parse("EUR").unwrap())
}

pub fn applied<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Applied(value) => value,
        Outcome::NotApplied(_) | Outcome::Unknown(_) => panic!("{outcome:?}"),
    }
}

pub fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> Refusal {
    match outcome {
        Outcome::NotApplied(refusal) => refusal,
        Outcome::Applied(_) | Outcome::Unknown(_) => panic!("{outcome:?}"),
    }
}

pub fn unknown<T: std::fmt::Debug>(outcome: &Outcome<T>) {
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
}

/// The network, as in production.
pub fn network() -> std::sync::Arc<gateway::Network> {
    std::sync::Arc::new(gateway::Network::within(gateway::Timeouts::default()).unwrap())
}
