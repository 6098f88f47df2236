//! Stripe's side.

use crate::driver::{Call, Driver, Means, NOW, SHOP, Tampering, Trouble};
use domain::ids::OrderId;
use domain::payments::{PaymentMethod, Provider};
use domain::time::Span;
use gateway::{Gateway, ProviderEvent, Secret, StripeConfig, webhook};
use provider_sim::{
    Clock, Control, DashboardDispute, Endpoint, Fault, FaultKind, Payment, PaymentOutcome, ProviderSim,
    RunningSim, SimConfig,
};

const KEY: &str = "sk_test_shop";
const SECRET: &str = "whsec_shop";

pub struct Stripe {
    sim: RunningSim,
}

impl Stripe {
    fn control(&self) -> Control {
        self.sim.control()
    }
}

impl Driver for Stripe {
    const PROVIDER: Provider = Provider::Stripe;
    const METHOD: PaymentMethod = PaymentMethod::Card;

    async fn start() -> Self {
        let mut config = SimConfig::new(KEY);
        config.clock = Clock::fixed(NOW.as_ms());
        config.seed = Some("conformance".to_owned());
        Self { sim: ProviderSim::start(config).await.unwrap() }
    }

    fn gateway(&self, shop: &str) -> Gateway {
        let (api_url, secret_key) = (self.sim.url().to_owned(), KEY.to_owned());
        Gateway::stripe(StripeConfig { api_url, secret_key, shop: shop.to_owned() }, crate::driver::network())
            .unwrap()
    }

    fn pay(&self, session: &str, means: Means) -> bool {
        let card = match means {
            Means::Good => "4242424242424242",
            Means::Declined => "4000000000000002",
            Means::CaptureRefused => "4000000000007130",
        };
        let payment = Payment { card: card.to_owned(), email: None, three_d_secure: None };
        matches!(self.control().pay(session, &payment), Ok(PaymentOutcome::Paid { .. }))
    }

    fn let_pages_run_out(&self) {
        self.control().clock().advance_ms(Span::hours(1).as_ms());
    }

    fn disturb(&self, call: Call, trouble: Trouble) {
        let endpoint = match call {
            Call::Open => Endpoint::SessionCreate,
            Call::Look => Endpoint::SessionRetrieve,
            Call::Capture => Endpoint::IntentCapture,
            Call::Refund => Endpoint::RefundCreate,
        };
        self.control().add_fault(Fault { endpoint: Some(endpoint), kind: kind(trouble), times: 1 });
    }

    fn fail_refund(&self, refund: &str) {
        self.control().fail_refund(refund, None).unwrap();
    }

    fn dispute(&self, intent: &str) {
        self.control().dispute(intent, DashboardDispute::default()).unwrap();
    }

    fn books(&self, order: &OrderId) -> [i64; 3] {
        let totals = self.control().totals_of(order.as_str()).unwrap();
        [totals.capturable, totals.captured, totals.refunded]
    }

    async fn take_message(&self, tampering: Tampering) -> Option<ProviderEvent> {
        let event = self.control().events().unwrap().pop().unwrap();
        let mut body = serde_json::to_string_pretty(&event).unwrap();
        let foreign = matches!(tampering, Tampering::OtherSigner | Tampering::ForeignSigner);
        let secret = if foreign { "whsec_other" } else { SECRET };
        let header = provider_sim::signature(secret, NOW.as_seconds(), &body);
        if tampering == Tampering::OtherBody {
            body.push(' ');
        }
        let now = if tampering == Tampering::TooOld { NOW.plus(Span::seconds(301)) } else { NOW };
        let header = (tampering != Tampering::NoProof).then_some(header);
        webhook::verify(&[Secret::new(SECRET)], SHOP, header.as_deref(), body.as_bytes(), now).ok()
    }
}

/// What the simulators call it.
pub fn kind(trouble: Trouble) -> FaultKind {
    match trouble {
        Trouble::LostRequest => FaultKind::DropBeforeApplying,
        Trouble::LostAnswer => FaultKind::DropAfterApplying,
        Trouble::FailedThoughDone => FaultKind::ServerErrorAfterApplying,
        Trouble::Failed => FaultKind::ServerError,
    }
}
