//! Checkout: address, delivery, quote, placing, and the way to the payment page.
//!
//! Placing holds the stock and records the first attempt in one transaction, before anything is sent to the
//! provider. What the client sends is never a price: it only says which quote the shopper agreed to.

mod change;
mod details;
mod guard;
mod pay;
mod place;
mod review;

use contract::config::{CONTACT_SECRETS, LINK_SECRETS, SHELL_FOLDER, SITE_URL, TABLE_NAME};
use contract::problem::{ProblemCode, Refusal};
use domain::ids::OrderId;
use domain::orders::Order;
use domain::time::Timestamp;
use edge::answer::{Answer, Cookie};
use edge::config::{ConfigError, Lookup, Secrets, required, secrets};
use edge::shell::Shells;
use edge::{Request, answer, ids, request};
use gateway::{GatewayError, Gateways, Network, Timeouts, Transport};
use payment_settle::ProvidersConfig;
use std::sync::Arc;
use store::Store;
use store::catalog::Storefront;
use store::seal::Sealer;
use texts::{Texts, say, saying};
use views::message::MessagePage;

/// A year, in seconds: how long an order's page opens without the mail's link.
const ORDER_KEY_SECONDS: i64 = 365 * 24 * 3600;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    site_url: String,
    shell_folder: String,
    link_secrets: Secrets,
    contact_secrets: Secrets,
    providers: ProvidersConfig,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: required(lookup, TABLE_NAME)?,
            site_url: required(lookup, SITE_URL)?,
            shell_folder: required(lookup, SHELL_FOLDER)?,
            link_secrets: secrets(lookup, LINK_SECRETS)?,
            contact_secrets: secrets(lookup, CONTACT_SECRETS)?,
            providers: ProvidersConfig::read(lookup)?,
        })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    gateways: Gateways,
    sealer: Sealer,
    site_url: String,
    shells: Shells,
    link_secrets: Secrets,
}

impl Shop {
    /// The function with its clients.
    ///
    /// # Errors
    /// [`GatewayError`] when a provider's URL or key cannot be used.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Result<Self, GatewayError> {
        Self::over(config, dynamodb, Arc::new(Network::within(Timeouts::default())?))
    }

    /// The function with its clients, and the providers reached in this way.
    ///
    /// # Errors
    /// [`GatewayError`] when a provider's URL or key cannot be used.
    pub fn over(
        config: Config,
        dynamodb: aws_sdk_dynamodb::Client,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, GatewayError> {
        let gateways = config.providers.gateways(&config.table, transport)?;
        Ok(Self {
            store: Store::new(dynamodb, config.table),
            gateways,
            sealer: Sealer::new(&config.contact_secrets.texts()),
            site_url: config.site_url,
            shells: Shells::in_folder(config.shell_folder.as_ref()),
            link_secrets: config.link_secrets,
        })
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, now: Timestamp) -> Answer {
    let path = request::path(&request).to_owned();
    let steps: Vec<&str> = path.trim_matches('/').split('/').collect();
    let answered = match (request.method().as_str(), steps.as_slice()) {
        ("GET", ["checkout"]) => review::show(shop, &request, now).await,
        ("POST", ["checkout", "details"]) => details::keep(shop, &request, now).await,
        ("POST", ["checkout", "place"]) => Box::pin(place::place(shop, &request, now)).await,
        ("POST", ["order", order, "pay"]) => pay::again(shop, &request, order, now).await,
        ("POST", ["order", order, "change"]) => change::change(shop, &request, order, now).await,
        _ => Err(Refusal::new(ProblemCode::NotFound, saying!("problem-nothing-here"))),
    };
    match answered {
        Ok(answer) => answer,
        Err(refused) => refusal(shop, &request, &refused).await,
    }
}

/// The page or problem for what could not be done.
async fn refusal(shop: &Shop, request: &Request, refusal: &Refusal) -> Answer {
    let texts = request::texts(request);
    if request::wants_json(request) {
        return answer::refusal(refusal, texts);
    }
    if refusal.code == ProblemCode::CartEmpty {
        return answer::see_other("/cart");
    }
    let locale = refusal.locale.clone().or_else(|| review::remembered_locale(request));
    let Ok(front) = shop.store.storefront(locale.as_ref()).await else {
        return answer::refusal(refusal, texts);
    };
    let texts = Texts::of(&front.locale);
    let home = format!("{}/", front.prefix);
    let (to_cart, to_shop, to_order) =
        (say!(texts, "cart-back"), say!(texts, "problem-to-shop"), say!(texts, "cart-see-order"));
    let mut links = vec![("/cart", to_cart.as_str()), (home.as_str(), to_shop.as_str())];
    if let Some(order) = &refusal.order_url {
        links.insert(0, (order.as_str(), to_order.as_str()));
    }
    let (eyebrow, title) = (say!(texts, "checkout-title"), say!(texts, "problem-title"));
    let lead = texts.tell(&refusal.said);
    let page = MessagePage { eyebrow: &eyebrow, title: &title, lead: &lead, links: &links };
    let content = views::message::page(&page);
    answer::html(refusal.code.status(), in_shell(shop, &front, &eyebrow, &content))
}

fn in_shell(shop: &Shop, front: &Storefront, title: &str, body: &maud::Markup) -> String {
    views::shell::page(&shop.shells.of(&front.locale, &front.prefix), title, body)
}

/// An order's page.
fn order_path(order: &OrderId) -> String {
    format!("/order/{order}")
}

/// The order of a path, if the request may open it.
async fn opened_order(shop: &Shop, request: &Request, text: &str) -> Result<Order, Refusal> {
    request::check_origin(request, &shop.site_url)?;
    let missing = || Refusal::new(ProblemCode::NotFound, saying!("problem-order-link"));
    let id = OrderId::parse(text).map_err(|_| missing())?;
    let key = request::cookie(request, "order_key").unwrap_or_default();
    if !ids::opens(&shop.link_secrets, &id, key) {
        return Err(missing());
    }
    shop.store.order(&id).await?.ok_or_else(missing)
}

/// The answer with the cookie that opens the order's page.
fn with_order_key(shop: &Shop, answer: Answer, order: &OrderId) -> Answer {
    let (key, path) = (ids::order_key(&shop.link_secrets, order), order_path(order));
    let cookie =
        Cookie { name: "order_key", value: &key, path: &path, readable: false, seconds: ORDER_KEY_SECONDS };
    answer::with_cookie(answer, &cookie, &shop.site_url)
}

/// What is told when something of ours failed; the cause is logged here.
fn failed(what: &str, error: &dyn std::fmt::Debug) -> Refusal {
    tracing::error!(?error, "{what}");
    Refusal::internal()
}
