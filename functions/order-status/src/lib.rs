//! `GET /order/{order_id}`: where an order stands, for whoever has its link.
//!
//! The link's key moves into a cookie and the address is cleaned, so that it is not left in histories.

use contract::config::{CONTACT_SECRETS, LINK_SECRETS, SHELL_FOLDER, SITE_URL, TABLE_NAME};
use contract::http::{OrderBody, ParcelBody, RefundBody};
use contract::problem::{ProblemCode, Refusal};
use contract::time::rfc3339;
use domain::address::Contact;
use domain::ids::{Locale, OrderId};
use domain::orders::ship::Shipment;
use domain::orders::state::OrderStatus;
use domain::orders::{Order, OrderDocument};
use domain::payments::attempt::pay_again;
use domain::payments::refund::Refund;
use domain::time::Timestamp;
use edge::answer::{Answer, Cookie};
use edge::config::{ConfigError, Lookup, Secrets, required, secrets};
use edge::shell::Shells;
use edge::{Request, answer, ids, request};
use store::Store;
use store::orders::WholeOrder;
use store::seal::Sealer;
use texts::{Texts, say, saying};
use views::message::MessagePage;
use views::order::OrderPage;

/// A year, in seconds: how long the cookie opens the page.
const KEY_SECONDS: i64 = 365 * 24 * 3600;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    site_url: String,
    shell_folder: String,
    link_secrets: Secrets,
    contact_secrets: Secrets,
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
        })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    sealer: Sealer,
    site_url: String,
    shells: Shells,
    link_secrets: Secrets,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        Self {
            store: Store::new(dynamodb, config.table),
            sealer: Sealer::new(&config.contact_secrets.texts()),
            site_url: config.site_url,
            shells: Shells::in_folder(config.shell_folder.as_ref()),
            link_secrets: config.link_secrets,
        }
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, now: Timestamp) -> Answer {
    match show(shop, &request, now).await {
        Ok(answer) => answer,
        Err(refused) => refusal(shop, &request, &refused).await,
    }
}

async fn show(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let missing = || Refusal::new(ProblemCode::NotFound, saying!("problem-order-key"));
    let text = request::path(request).trim_matches('/').strip_prefix("order/").unwrap_or_default();
    let id = OrderId::parse(text).map_err(|_| missing())?;
    let linked = request::query(request, "key");
    let key = linked.as_deref().or_else(|| request::cookie(request, "order_key")).unwrap_or_default();
    if !ids::opens(&shop.link_secrets, &id, key) {
        return Err(missing());
    }
    if linked.is_some() && !request::wants_json(request) {
        return Ok(with_key(shop, answer::see_other(&format!("/order/{id}")), &id, key));
    }
    if request::wants_json(request) {
        let order = shop.store.order(&id).await?.ok_or_else(missing)?;
        let shipments = shop.store.shipments(&id, order.shipments).await?;
        return body(&order, &shipments).map(|body| answer::json(&body));
    }
    let WholeOrder { order, document, contact } = shop.store.whole_order(&id).await?.ok_or_else(missing)?;
    let shipments = shop.store.shipments(&id, order.shipments).await?;
    let contact = contact.and_then(|sealed| opened(shop, &id, &sealed));
    page(shop, &order, &document, &shipments, contact.as_ref(), now).await.map(|page| answer::html(200, page))
}

fn with_key(shop: &Shop, answer: Answer, order: &OrderId, key: &str) -> Answer {
    let path = format!("/order/{order}");
    let cookie = Cookie { name: "order_key", value: key, path: &path, readable: false, seconds: KEY_SECONDS };
    answer::with_cookie(answer, &cookie, &shop.site_url)
}

/// The contact; nothing where it was sealed with a secret that is gone.
fn opened(shop: &Shop, id: &OrderId, sealed: &[u8]) -> Option<Contact> {
    let opened = shop.sealer.open_contact(id.as_str(), sealed);
    opened.inspect_err(|error| tracing::error!(order.id = %id, %error, "a contact could not be opened")).ok()
}

async fn page(
    shop: &Shop,
    order: &Order,
    document: &OrderDocument,
    shipments: &[Shipment],
    contact: Option<&Contact>,
    now: Timestamp,
) -> Result<String, Refusal> {
    let front = shop.store.storefront(Some(&order.locale)).await?;
    let page = OrderPage {
        store: views::Storefront { prefix: &front.prefix, locale: &front.locale, terms: &front.terms },
        order,
        document,
        shipments,
        contact,
        now,
        problem: None,
        can_pay: pay_again(order, now).is_ok(),
        can_change: can_change(order),
    };
    let shell = shop.shells.of(&front.locale, &front.prefix);
    Ok(views::shell::page(
        &shell,
        &views::order::title(&page.store, &order.number),
        &views::order::page(&page),
    ))
}

/// Whether the lines can go back into a cart: of an order that waits for money, and of one that was canceled.
fn can_change(order: &Order) -> bool {
    match order.status {
        OrderStatus::Pending => order.cancel_requested.is_none(),
        OrderStatus::Canceled => true,
        OrderStatus::Confirmed | OrderStatus::Completed => false,
    }
}

fn body(order: &Order, shipments: &[Shipment]) -> Result<OrderBody, Refusal> {
    let parcel = |shipment: &Shipment| ParcelBody {
        carrier: shipment.carrier.clone(),
        tracking_number: shipment.tracking_number.clone(),
        lines: shipment.lines.iter().map(|(line, units)| (line.to_string(), *units)).collect(),
        shipped_at: rfc3339(shipment.shipped_at),
        delivered_at: shipment.delivered_at.map(rfc3339),
    };
    let refund = |refund: &Refund| {
        Ok::<_, Refusal>(RefundBody {
            amount: refund.amount.into(),
            status: word(&refund.status)?,
            requested_at: rfc3339(refund.requested_at),
        })
    };
    Ok(OrderBody {
        order_id: order.id.to_string(),
        order_number: order.number.to_string(),
        status: word(&order.status)?,
        payment: word(&order.payment)?,
        fulfillment: word(&order.fulfillment)?,
        total: order.total.into(),
        captured: order.captured.into(),
        placed_at: rfc3339(order.placed_at),
        hold_until: rfc3339(order.hold_until),
        attempts: order.attempts.len(),
        parcels: shipments.iter().map(parcel).collect(),
        refunds: order.refunds.iter().map(refund).collect::<Result<_, _>>()?,
    })
}

/// A state's name on the wire.
fn word(state: &impl serde::Serialize) -> Result<String, Refusal> {
    let named = serde_json::to_value(state).ok().and_then(|value| value.as_str().map(str::to_owned));
    named.ok_or_else(Refusal::internal)
}

async fn refusal(shop: &Shop, request: &Request, refusal: &Refusal) -> Answer {
    let texts = request::texts(request);
    if request::wants_json(request) {
        return answer::refusal(refusal, texts);
    }
    let remembered = request::cookie(request, "locale").and_then(|text| Locale::parse(text).ok());
    let Ok(front) = shop.store.storefront(remembered.as_ref()).await else {
        return answer::refusal(refusal, texts);
    };
    let texts = Texts::of(&front.locale);
    let (home, to_shop) = (format!("{}/", front.prefix), say!(texts, "problem-to-shop"));
    let (eyebrow, title) = (say!(texts, "problem-order"), say!(texts, "problem-order-title"));
    let page = MessagePage {
        eyebrow: &eyebrow,
        title: &title,
        lead: &texts.tell(&refusal.said),
        links: &[(&home, &to_shop)],
    };
    let shell = shop.shells.of(&front.locale, &front.prefix);
    let content = views::message::page(&page);
    answer::html(refusal.code.status(), views::shell::page(&shell, &eyebrow, &content))
}
