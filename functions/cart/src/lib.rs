//! The cart: show, add, set, remove, link, merge; for browsers as pages, for programs as JSON.
//!
//! The cart's 128-bit id lives in a cookie that scripts cannot read. Prices sent by a client are not read.

mod change;
mod link;
mod properties;
mod show;

use contract::config::{LINK_SECRETS, SHELL_FOLDER, SITE_URL, TABLE_NAME};
use contract::http::{CartAdd, CartMerge, CartRemove, CartSet};
use contract::problem::{ProblemCode, Refusal};
use domain::cart::{Cart, CartStatus};
use domain::catalog::Offers;
use domain::ids::{CartId, Locale, OrderId, Sku};
use domain::language::Language;
use domain::limits::REQUEST_BODY_MAX;
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::config::{ConfigError, Lookup, Secrets, required, secrets};
use edge::shell::Shells;
use edge::{Request, answer, request};
use store::Store;
use store::catalog::{Goods, Storefront};
use store::seal::Sealer;
use texts::saying;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    site_url: String,
    shell_folder: String,
    link_secrets: Secrets,
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
        })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    site_url: String,
    shells: Shells,
    link_secrets: Secrets,
    sealer: Sealer,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        Self {
            store: Store::new(dynamodb, config.table),
            site_url: config.site_url,
            shells: Shells::in_folder(config.shell_folder.as_ref()),
            sealer: Sealer::new(&config.link_secrets.texts()),
            link_secrets: config.link_secrets,
        }
    }
}

/// The shopper's cart and the storefront it is shown in.
#[derive(Debug)]
struct Visit {
    cart: Cart,
    front: Storefront,
    /// Whether the cart has to be created before it can be changed.
    is_new: bool,
    /// The order that the cookie's cart became.
    ordered: Option<OrderId>,
}

impl Visit {
    const fn front_of_views(&self) -> views::Storefront<'_> {
        let Storefront { prefix, locale, terms, .. } = &self.front;
        views::Storefront { prefix: prefix.as_str(), locale, terms }
    }

    /// What these SKUs are and cost in the storefront, in its words.
    async fn offers<'a>(
        &self,
        shop: &Shop,
        skus: impl IntoIterator<Item = &'a Sku>,
    ) -> Result<Offers, Refusal> {
        let Storefront { version, terms, locale, .. } = &self.front;
        let offers = shop.store.offers(version, &terms.market.id, skus).await?;
        Ok(offers.in_language(Language::of(locale)))
    }

    /// The same of what is in the cart, with its stock.
    async fn goods(&self, shop: &Shop) -> Result<Goods, Refusal> {
        let Storefront { version, terms, locale, .. } = &self.front;
        let quantities = self.cart.quantities();
        let goods = shop.store.goods(version, &terms.market.id, quantities.keys(), false).await?;
        Ok(Goods { offers: goods.offers.in_language(Language::of(locale)), ..goods })
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, now: Timestamp) -> Answer {
    let answered = match (request.method().as_str(), request::path(&request)) {
        ("GET", "/cart") => show::show(shop, &request, now).await,
        ("POST", "/cart/add") => add(shop, &request, now).await,
        ("POST", "/cart/set") => set(shop, &request, now).await,
        ("POST", "/cart/remove") => remove(shop, &request, now).await,
        ("POST", "/cart/merge") => merge(shop, &request, now).await,
        _ => Err(Refusal::new(ProblemCode::NotFound, saying!("problem-nothing-here"))),
    };
    match answered {
        Ok(answer) => answer,
        Err(refusal) => show::refusal(shop, &request, &refusal, now).await,
    }
}

fn read<T: serde::de::DeserializeOwned>(shop: &Shop, request: &Request) -> Result<T, Refusal> {
    request::check_origin(request, &shop.site_url)?;
    request::body(request, REQUEST_BODY_MAX)
}

async fn add(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let asked = change::Add::parse(read::<CartAdd>(shop, request)?)?;
    let visit = visit(shop, request, asked.locale.as_ref(), now).await?;
    let locale = visit.front.locale.clone();
    put_in(shop, request, visit, &asked, now).await.map_err(|refusal| refusal.asked_in(Some(&locale)))
}

async fn put_in(
    shop: &Shop,
    request: &Request,
    visit: Visit,
    asked: &change::Add,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let offer = change::offer(shop, &visit, &asked.sku).await?;
    let unit = match offer.configured(asked.typed.iter().map(|(id, text)| (id, text.as_str()))) {
        Ok(unit) => unit,
        Err(error) => return Ok(properties::refusal(shop, request, &visit, &offer, asked, &error)),
    };
    let visit = change::add(shop, visit, &unit, asked.quantity, now).await?;
    changed(shop, request, &visit, "/cart").await
}

async fn set(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let CartSet { line, quantity } = read(shop, request)?;
    if quantity.0.trim() == "0" {
        return take_out(shop, request, &line, now).await;
    }
    let asked = change::Set::parse(&line, &quantity.0)?;
    let visit = change::set(shop, visit(shop, request, None, now).await?, &asked, now).await?;
    changed(shop, request, &visit, "/cart").await
}

async fn remove(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let CartRemove { line } = read(shop, request)?;
    take_out(shop, request, &line, now).await
}

async fn take_out(shop: &Shop, request: &Request, line: &str, now: Timestamp) -> Result<Answer, Refusal> {
    let id = change::parse_line(line)?;
    let visit = visit(shop, request, None, now).await?;
    let removed = visit.cart.lines.get(&id).cloned();
    let visit = change::remove(shop, visit, &id, now).await?;
    let next = removed.map_or_else(|| "/cart".to_owned(), |line| show::address_with_removed(&id, &line));
    changed(shop, request, &visit, &next).await
}

async fn merge(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let CartMerge { cart, locale } = read(shop, request)?;
    let locale = change::parse_locale(locale)?;
    let put_in = async {
        let other = link::other(shop, &cart, now).await?;
        change::merge(shop, visit(shop, request, locale.as_ref(), now).await?, &other, now).await
    };
    let visit = put_in.await.map_err(|refusal: Refusal| refusal.asked_in(locale.as_ref()))?;
    changed(shop, request, &visit, "/cart").await
}

/// The cart of the cookie, or a new one where there is none, it has expired, or it was ordered.
async fn visit(
    shop: &Shop,
    request: &Request,
    asked: Option<&Locale>,
    now: Timestamp,
) -> Result<Visit, Refusal> {
    let id = request::cookie(request, "cart").and_then(|text| CartId::parse(text).ok());
    let (stored, current) = match &id {
        Some(id) => shop.store.cart_and_catalog(id, now).await?,
        None => (None, shop.store.current_catalog().await?),
    };
    let remembered = request::cookie(request, "locale").and_then(|text| Locale::parse(text).ok());
    let locale = asked.or(stored.as_ref().map(|cart| &cart.locale)).or(remembered.as_ref());
    let front = shop.store.storefront_in(&current, locale).await?;
    let ordered = match stored {
        Some(cart) if cart.status == CartStatus::Open => {
            return Ok(Visit { cart, front, is_new: false, ordered: None });
        }
        Some(Cart { status: CartStatus::Closed(order), .. }) => Some(order),
        _ => None,
    };
    let id = CartId::from_bits(edge::ids::random().map_err(|error| {
        tracing::error!(%error, "a cart got no id");
        Refusal::internal()
    })?);
    let cart = Cart::empty(id, front.terms.market.id.clone(), front.locale.clone());
    Ok(Visit { cart, front, is_new: true, ordered })
}

async fn changed(shop: &Shop, request: &Request, visit: &Visit, next: &str) -> Result<Answer, Refusal> {
    let answer = if request::wants_json(request) {
        answer::json(&show::body(shop, visit).await?)
    } else {
        answer::see_other(next)
    };
    Ok(show::with_cookies(shop, answer, visit))
}
