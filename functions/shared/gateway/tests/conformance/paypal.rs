//! PayPal's side.

use crate::driver::{Call, Driver, Means, NOW, SHOP, Tampering, Trouble};
use crate::stripe::kind;
use domain::ids::OrderId;
use domain::payments::{PaymentMethod, Provider};
use domain::time::Span;
use gateway::{Gateway, PaypalConfig, PaypalHeaders, PaypalWebhooks, ProviderEvent};
use provider_sim::Clock;
use provider_sim::paypal::{Endpoint, Fault, Funding, PaypalControl, RunningPaypal, Signer, Target};

const CLIENT: &str = "client-of-the-shop";
const SECRET: &str = "secret-of-the-shop";
const WEBHOOK_ID: &str = "8PT597110X687430L";

pub struct Paypal {
    sim: RunningPaypal,
    webhooks: PaypalWebhooks,
}

impl Paypal {
    fn control(&self) -> PaypalControl {
        self.sim.control()
    }
}

impl Driver for Paypal {
    const PROVIDER: Provider = Provider::Paypal;
    const METHOD: PaymentMethod = PaymentMethod::Paypal;

    async fn start() -> Self {
        let mut config = provider_sim::paypal::PaypalConfig::new(CLIENT, SECRET);
        config.clock = Clock::fixed(NOW.as_ms());
        config.seed = Some("conformance".to_owned());
        // Nothing is delivered there in time; messages are taken from the list as they would be delivered.
        config.webhook =
            Some(Target { url: "http://127.0.0.1:9/".to_owned(), webhook_id: WEBHOOK_ID.to_owned() });
        let sim = RunningPaypal::start(config).await.unwrap();
        let webhooks =
            PaypalWebhooks::new(sim.url(), vec![WEBHOOK_ID.to_owned()], SHOP, crate::driver::network())
                .unwrap();
        Self { sim, webhooks }
    }

    fn gateway(&self, shop: &str) -> Gateway {
        let config = PaypalConfig {
            api_url: self.sim.url().to_owned(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.to_owned(),
            shop: shop.to_owned(),
        };
        Gateway::paypal(config, crate::driver::network()).unwrap()
    }

    fn pay(&self, session: &str, means: Means) -> bool {
        let funding = match means {
            Means::Good => Funding::Balance,
            Means::Declined => Funding::Declined,
            Means::CaptureRefused => Funding::CaptureDeclined,
        };
        self.control().approve(session, funding).is_ok()
    }

    fn let_pages_run_out(&self) {
        self.control().clock().advance_ms(Span::hours(3).as_ms());
    }

    fn disturb(&self, call: Call, trouble: Trouble) {
        let endpoint = match call {
            Call::Open => Endpoint::OrderCreate,
            Call::Look => Endpoint::OrderRetrieve,
            Call::Capture => Endpoint::AuthorizationCapture,
            Call::Refund => Endpoint::CaptureRefund,
        };
        self.control().add_fault(Fault { endpoint: Some(endpoint), kind: kind(trouble), times: 1 });
    }

    fn fail_refund(&self, refund: &str) {
        self.control().end_refund(refund, false).unwrap();
    }

    fn dispute(&self, intent: &str) {
        let order = self.control().orders().into_iter().find(|order| order["id"] == intent).unwrap();
        let capture =
            order["purchase_units"][0]["payments"]["captures"][0]["id"].as_str().unwrap().to_owned();
        self.control().dispute(&capture).unwrap();
    }

    fn books(&self, order: &OrderId) -> [i64; 3] {
        let totals = self.control().totals_of(order.as_str());
        [totals.capturable, totals.captured, totals.refunded]
    }

    async fn take_message(&self, tampering: Tampering) -> Option<ProviderEvent> {
        let event = self.control().events().pop().unwrap();
        let mut message = self.control().signed(&event);
        let header = |name: &str| {
            let (_, value) = message.headers.iter().find(|(known, _)| *known == name).unwrap();
            value.clone()
        };
        let (id, time) = (header("paypal-transmission-id"), header("paypal-transmission-time"));
        let (mut signature, mut address) = (header("paypal-transmission-sig"), header("paypal-cert-url"));
        match tampering {
            Tampering::OtherBody => message.body.push(' '),
            Tampering::OtherSigner => {
                let other = Signer::new().unwrap();
                signature = other.signature(&id, &time, WEBHOOK_ID, message.body.as_bytes());
            }
            Tampering::ForeignSigner => address = address.replace(self.sim.url(), "https://certs.example"),
            Tampering::None | Tampering::TooOld | Tampering::NoProof => {}
        }
        let now = if tampering == Tampering::TooOld { NOW.plus(Span::days(4)) } else { NOW };
        let headers = PaypalHeaders {
            transmission_id: Some(&id),
            transmission_time: Some(&time),
            transmission_sig: Some(&signature)
                .filter(|_| tampering != Tampering::NoProof)
                .map(String::as_str),
            cert_url: Some(&address),
            auth_algo: Some("SHA256withRSA"),
        };
        self.webhooks.verify(headers, message.body.as_bytes(), now).await.ok().flatten()
    }
}
