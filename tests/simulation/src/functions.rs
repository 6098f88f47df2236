//! The shipped functions, unchanged, with clients whose every call waits at the gate.

use crate::gate::{Gate, Place, Road, Wire};
use crate::quiet::Quiet;
use crate::table::TABLE;
use aws_lambda_events::dynamodb::Event as StreamEvent;
use aws_lambda_events::sqs::SqsEvent;
use aws_sdk_dynamodb::config::StalledStreamProtectionConfig;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{HttpConnectorSettings, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use contract::config as name;
use domain::time::Timestamp;
use lambda_http::{Body, Request, Response};
use std::pin::Pin;
use std::sync::Arc;

/// The shop's own address.
pub const SITE: &str = "https://shop.example";
/// The secret that the provider signs webhooks with.
pub const WEBHOOK_SECRET: &str = "whsec_simulation";
/// The key that the provider takes.
pub const PROVIDER_KEY: &str = "sk_test_simulation";
/// Where PayPal is.
pub const PAYPAL: &str = "http://localhost:2";
/// The id of the shop's app there.
pub const PAYPAL_CLIENT: &str = "simulation";
/// What the app proves itself with.
pub const PAYPAL_SECRET: &str = "secret-of-the-app";
/// The id of its webhook there.
pub const PAYPAL_WEBHOOK: &str = "SIMULATIONWEBHOOK";
/// What order ids and keys are derived with.
pub const LINK_SECRET: &str = "a secret for links";

/// How the work of an actor ends.
#[derive(Debug)]
pub enum Ended {
    /// A request was answered.
    Http(Box<Response<Body>>),
    /// A batch was consumed: whether each message comes back.
    Queue(Vec<bool>),
    /// Changes were consumed: whether they come back.
    Stream(bool),
    /// A schedule ran: whether it failed.
    Schedule(bool),
    /// A script is over.
    Script,
}

/// The work of an actor.
pub type Work = Pin<Box<dyn Future<Output = Ended>>>;

/// Every function, made once as at a cold start.
pub struct Functions {
    cart: Arc<cart::Shop>,
    checkout: Arc<checkout::Shop>,
    order_status: Arc<order_status::Shop>,
    payment_webhook: Arc<payment_webhook::Shop>,
    payment_settle: Arc<payment_settle::Shop>,
    payment_reconcile: Arc<payment_reconcile::Shop>,
    order_notify: Arc<order_notify::Shop>,
    stock_update: Arc<stock_update::Shop>,
    outbox_relay: Arc<outbox_relay::Shop>,
    hold_sweep: Arc<hold_sweep::Shop>,
}

fn environment(variable: &str) -> Option<String> {
    let value = match variable {
        name::TABLE_NAME => TABLE,
        name::SITE_URL => SITE,
        name::SHELL_FOLDER => "/nowhere",
        name::LINK_SECRETS => LINK_SECRET,
        name::CONTACT_SECRETS => "a secret for contacts",
        name::PROVIDER_API_URL => "http://localhost:1",
        name::PROVIDER_KEY => PROVIDER_KEY,
        name::PAYPAL_API_URL => PAYPAL,
        name::PAYPAL_CLIENT_ID => PAYPAL_CLIENT,
        name::PAYPAL_CLIENT_SECRET => PAYPAL_SECRET,
        name::PAYPAL_WEBHOOK_IDS => PAYPAL_WEBHOOK,
        name::WEBHOOK_SECRETS => WEBHOOK_SECRET,
        name::MAIL_SENDER => "orders@shop.example",
        name::PAYMENTS_QUEUE_URL => "http://queues/payments",
        name::NOTICES_QUEUE_URL => "http://queues/notices",
        _ => return None,
    };
    Some(value.to_owned())
}

fn client(gate: &Gate, place: Place) -> SharedHttpClient {
    let wire = Wire { gate: gate.clone(), place };
    http_client_fn(move |_: &HttpConnectorSettings, _: &RuntimeComponents| {
        SharedHttpConnector::new(wire.clone())
    })
}

macro_rules! sdk {
    ($crate_name:ident, $gate:expr, $place:expr) => {
        $crate_name::Client::from_conf(
            $crate_name::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new("eu-central-1"))
                // A signature is worth a tenth of a schedule's time, and nobody here would look at it.
                .allow_no_auth()
                .endpoint_url("http://in-process")
                // Who repeats a call, and when, is decided at the gate.
                .retry_config(RetryConfig::disabled())
                .timeout_config(TimeoutConfig::disabled())
                .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
                .http_client(client($gate, $place))
                .interceptor(Quiet::default())
                .build(),
        )
    };
}

impl Functions {
    /// A client of the table behind this gate.
    pub fn table_client(gate: &Gate) -> aws_sdk_dynamodb::Client {
        sdk!(aws_sdk_dynamodb, gate, Place::Table)
    }

    /// The functions behind this gate.
    pub fn new(gate: &Gate) -> Self {
        let table = || sdk!(aws_sdk_dynamodb, gate, Place::Table);
        let queues = || sdk!(aws_sdk_sqs, gate, Place::Queue);
        let mails = sdk!(aws_sdk_sesv2, gate, Place::Mail);
        let (table, queues) = (table(), queues());
        let road = || Arc::new(Road(gate.clone()));
        macro_rules! config {
            ($crate_name:ident) => {
                $crate_name::Config::read(&environment).expect("the environment is complete")
            };
        }
        Self {
            cart: Arc::new(cart::Shop::new(config!(cart), table.clone())),
            checkout: Arc::new(
                checkout::Shop::over(config!(checkout), table.clone(), road()).expect("the gateway"),
            ),
            order_status: Arc::new(order_status::Shop::new(config!(order_status), table.clone())),
            payment_webhook: Arc::new(
                payment_webhook::Shop::over(config!(payment_webhook), table.clone(), road())
                    .expect("the way to certificates"),
            ),
            payment_settle: Arc::new(
                payment_settle::Shop::over(config!(payment_settle), table.clone(), road())
                    .expect("the gateway"),
            ),
            payment_reconcile: Arc::new(
                payment_reconcile::Shop::over(config!(payment_reconcile), table.clone(), road())
                    .expect("the gateway"),
            ),
            order_notify: Arc::new(order_notify::Shop::new(config!(order_notify), table.clone(), mails)),
            stock_update: Arc::new(stock_update::Shop::new(config!(stock_update), table.clone())),
            outbox_relay: Arc::new(outbox_relay::Shop::new(
                config!(outbox_relay),
                table.clone(),
                queues.clone(),
            )),
            hold_sweep: Arc::new(hold_sweep::Shop::new(config!(hold_sweep), table, queues)),
        }
    }

    /// A function's work on a request: which one, and the work.
    pub fn http(&self, request: Request, now: Timestamp) -> (&'static str, Work) {
        macro_rules! work {
            ($name:literal, $field:ident, $crate_name:ident) => {{
                let shop = Arc::clone(&self.$field);
                let work =
                    async move { Ended::Http(Box::new($crate_name::handle(&shop, request, now).await)) };
                ($name, Box::pin(work) as Work)
            }};
        }
        let get = request.method() == "GET";
        match request.uri().path() {
            path if path.starts_with("/cart") => work!("cart", cart, cart),
            path if path.starts_with("/webhooks/") => {
                work!("payment-webhook", payment_webhook, payment_webhook)
            }
            path if get && path.starts_with("/order/") => work!("order-status", order_status, order_status),
            _ => work!("checkout", checkout, checkout),
        }
    }

    /// A function's work on messages of a queue.
    pub fn queue(&self, queue: &str, event: SqsEvent, now: Timestamp) -> (&'static str, Work) {
        macro_rules! work {
            ($name:literal, $field:ident, $crate_name:ident) => {{
                let shop = Arc::clone(&self.$field);
                let work = async move {
                    let ids: Vec<String> =
                        event.records.iter().filter_map(|message| message.message_id.clone()).collect();
                    let failed = $crate_name::handle(&shop, event, now).await.batch_item_failures;
                    let again = |id: &String| failed.iter().any(|failure| failure.item_identifier == *id);
                    Ended::Queue(ids.iter().map(again).collect())
                };
                ($name, Box::pin(work) as Work)
            }};
        }
        match queue {
            "payments" => work!("payment-settle", payment_settle, payment_settle),
            "notices" => work!("order-notify", order_notify, order_notify),
            _ => work!("stock-update", stock_update, stock_update),
        }
    }

    /// The relay's work on a change of the table.
    pub fn stream(&self, event: StreamEvent, now: Timestamp) -> (&'static str, Work) {
        let shop = Arc::clone(&self.outbox_relay);
        let work = async move {
            Ended::Stream(!outbox_relay::handle(&shop, event, now).await.batch_item_failures.is_empty())
        };
        ("outbox-relay", Box::pin(work))
    }

    /// The sweep's work.
    pub fn sweep(&self, now: Timestamp) -> (&'static str, Work) {
        let shop = Arc::clone(&self.hold_sweep);
        (
            "hold-sweep",
            Box::pin(async move { Ended::Schedule(hold_sweep::handle(&shop, now).await.is_err()) }),
        )
    }

    /// The reconciler's work.
    pub fn reconcile(&self, now: Timestamp) -> (&'static str, Work) {
        let shop = Arc::clone(&self.payment_reconcile);
        let work = async move { Ended::Schedule(payment_reconcile::handle(&shop, now).await.is_err()) };
        ("payment-reconcile", Box::pin(work))
    }
}
