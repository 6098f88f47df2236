//! `GET /offers`: price, stock band and delivery promise of up to 50 SKUs, cacheable for 60 seconds. `with` names
//! properties that shall be filled in, such as `engraving`; what is written does not change a price, so no text has
//! to be sent.
//!
//! Promises nothing: what is bought is priced and checked again at checkout.

use contract::config::TABLE_NAME;
use contract::http::{Amount, OfferBody, OffersBody, StockBandBody};
use contract::problem::{ProblemCode, Refusal};
use domain::catalog::Offer;
use domain::ids::{Locale, MarketId, PropertyId, Sku};
use domain::inventory::{Stock, StockBand};
use domain::limits::{OFFERS_SKUS_MAX, PROPERTIES_MAX};
use domain::market::Terms;
use domain::money::Money;
use domain::shipping;
use domain::time::Timestamp;
use edge::config::{ConfigError, Lookup, required};
use edge::{Request, answer, request};
use std::collections::BTreeSet;
use store::Store;
use store::catalog::Goods;
use texts::{Language, Texts, say, saying};

/// How long answers may be kept, in seconds: the freshness that the storefront promises.
const CACHE_SECONDS: u32 = 60;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table: required(lookup, TABLE_NAME)? })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        Self { store: Store::new(dynamodb, config.table) }
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, _now: Timestamp) -> answer::Answer {
    let texts = texts(&request);
    match offers(shop, &request, texts).await {
        Ok(body) => answer::cacheable(answer::json(&body), CACHE_SECONDS),
        Err(refusal) => answer::refusal(&refusal, texts),
    }
}

/// The texts in the language of the address alone: the answer is kept for everybody who asks at it.
fn texts(request: &Request) -> Texts {
    let locale = request::query(request, "locale").and_then(|text| Locale::parse(&text).ok());
    locale.as_ref().map_or_else(|| Texts::in_language(Language::English), Texts::of)
}

async fn offers(shop: &Shop, request: &Request, texts: Texts) -> Result<OffersBody, Refusal> {
    let Asked { market, skus, with } = parse(request)?;
    let unknown =
        || Refusal::new(ProblemCode::NotFound, saying!("problem-no-market", market = market.as_str()));
    let version = shop.store.current_version().await?;
    let terms = shop.store.terms(&version, &market).await?.ok_or_else(unknown)?;
    let Goods { offers, stock } = shop.store.goods(&version, &market, &skus, false).await?;
    let body = |sku: &Sku| {
        let left = stock.get(sku).copied().unwrap_or_default();
        let offer = offers.by_sku.get(sku);
        offer.map_or_else(|| gone(texts, sku), |offer| offered(texts, offer, &with, left, &terms))
    };
    Ok(OffersBody {
        market: market.to_string(),
        price_version: offers.version.to_string(),
        offers: skus.iter().map(body).collect(),
    })
}

/// What a request asks about.
struct Asked {
    market: MarketId,
    skus: Vec<Sku>,
    with: BTreeSet<PropertyId>,
}

fn parse(request: &Request) -> Result<Asked, Refusal> {
    let wrong = |why: String| Refusal::new(ProblemCode::InvalidField, saying!("problem-field", why = why));
    let market = request::query(request, "market").unwrap_or_default();
    let market = MarketId::parse(&market).map_err(|error| wrong(error.to_string()))?;
    let text = request::query(request, "skus").unwrap_or_default();
    let mut skus = Vec::new();
    for part in text.split(',') {
        let sku = Sku::parse(part.trim()).map_err(|error| wrong(error.to_string()))?;
        if !skus.contains(&sku) {
            skus.push(sku);
        }
    }
    if skus.len() > OFFERS_SKUS_MAX {
        let said = saying!("problem-too-many-skus", most = OFFERS_SKUS_MAX);
        return Err(Refusal::new(ProblemCode::InvalidField, said));
    }
    let text = request::query(request, "with").unwrap_or_default();
    let named = text.split(',').filter(|part| !part.is_empty()).map(|part| PropertyId::parse(part.trim()));
    let with: BTreeSet<PropertyId> =
        named.collect::<Result<_, _>>().map_err(|error| wrong(error.to_string()))?;
    if with.len() > PROPERTIES_MAX {
        let said = saying!("problem-too-many-properties", most = PROPERTIES_MAX);
        return Err(Refusal::new(ProblemCode::InvalidField, said));
    }
    Ok(Asked { market, skus, with })
}

fn offered(
    texts: Texts,
    offer: &Offer,
    with: &BTreeSet<PropertyId>,
    stock: Stock,
    terms: &Terms,
) -> OfferBody {
    let Ok(price) = offer.price_with(|id| with.contains(id)) else { return gone(texts, &offer.sku) };
    let band = stock.band();
    let stock_text = match band {
        StockBand::In => say!(texts, "offers-in-stock"),
        StockBand::Low => say!(texts, "offers-left", count = stock.available),
        StockBand::Out => say!(texts, "offers-sold-out"),
    };
    OfferBody {
        sku: offer.sku.to_string(),
        unit_price: Some(Amount::from(price)),
        price_text: texts.money(price),
        stock: StockBandBody::from(band),
        stock_text,
        delivery_text: if band == StockBand::Out {
            String::new()
        } else {
            delivery_text(texts, offer, price, terms)
        },
    }
}

fn delivery_text(texts: Texts, offer: &Offer, price: Money, terms: &Terms) -> String {
    let first = terms.market.countries.first();
    let options = first.map(|country| shipping::options(&terms.zones, country, offer.weight_g, price));
    let options = options.unwrap_or_default();
    let days = options.first().map(|option| texts.within(option.days()));
    days.map_or_else(String::new, |days| say!(texts, "offers-delivered", days = days))
}

fn gone(texts: Texts, sku: &Sku) -> OfferBody {
    OfferBody {
        sku: sku.to_string(),
        unit_price: None,
        price_text: String::new(),
        stock: StockBandBody::Gone,
        stock_text: say!(texts, "offers-gone"),
        delivery_text: String::new(),
    }
}
