//! `GET /offers`: price, stock band and delivery promise of up to 50 SKUs, cacheable for 60 seconds.
//!
//! Promises nothing: what is bought is priced and checked again at checkout.

use contract::config::TABLE_NAME;
use contract::http::{Amount, OfferBody, OffersBody, StockBandBody};
use contract::problem::{Problem, ProblemCode};
use domain::catalog::Offer;
use domain::ids::{MarketId, Sku};
use domain::inventory::{Stock, StockBand};
use domain::limits::OFFERS_SKUS_MAX;
use domain::market::Terms;
use domain::shipping;
use domain::time::Timestamp;
use edge::config::{ConfigError, Lookup, required};
use edge::{Request, answer, request};
use store::Store;

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
    match offers(shop, &request).await {
        Ok(body) => answer::cacheable(answer::json(&body), CACHE_SECONDS),
        Err(problem) => answer::problem(&problem),
    }
}

async fn offers(shop: &Shop, request: &Request) -> Result<OffersBody, Problem> {
    let (market, skus) = parse(request)?;
    let unknown = || Problem::new(ProblemCode::NotFound, format!("There is no market `{market}`."));
    let terms = shop.store.terms(&market).await?.ok_or_else(unknown)?;
    let offers = shop.store.offers(&market, &skus).await?;
    let stock = shop.store.stock(&skus, false).await?;
    let body = |sku: &Sku| {
        let left = stock.get(sku).copied().unwrap_or_default();
        offers.by_sku.get(sku).map_or_else(|| gone(sku), |offer| offered(offer, left, &terms))
    };
    Ok(OffersBody {
        market: market.to_string(),
        price_version: offers.version.to_string(),
        offers: skus.iter().map(body).collect(),
    })
}

fn parse(request: &Request) -> Result<(MarketId, Vec<Sku>), Problem> {
    let wrong = |why: String| Problem::new(ProblemCode::InvalidField, why);
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
        return Err(wrong(format!("At most {OFFERS_SKUS_MAX} SKUs can be asked for at once.")));
    }
    Ok((market, skus))
}

fn offered(offer: &Offer, stock: Stock, terms: &Terms) -> OfferBody {
    let band = stock.band();
    let stock_text = match band {
        StockBand::In => "In stock".to_owned(),
        StockBand::Low if stock.available == 1 => "Only one left".to_owned(),
        StockBand::Low => format!("Only {} left", stock.available),
        StockBand::Out => "Sold out".to_owned(),
    };
    OfferBody {
        sku: offer.sku.to_string(),
        unit_price: Some(Amount::from(offer.unit_price)),
        price_text: offer.unit_price.shown(),
        stock: StockBandBody::from(band),
        stock_text,
        delivery_text: if band == StockBand::Out { String::new() } else { delivery_text(offer, terms) },
    }
}

fn delivery_text(offer: &Offer, terms: &Terms) -> String {
    let first = terms.market.countries.first();
    let options =
        first.map(|country| shipping::options(&terms.zones, country, offer.weight_g, offer.unit_price));
    let promise = options.unwrap_or_default().first().map(shipping::DeliveryOption::promise);
    promise.map_or_else(String::new, |promise| format!("Delivered in {promise}"))
}

fn gone(sku: &Sku) -> OfferBody {
    OfferBody {
        sku: sku.to_string(),
        unit_price: None,
        price_text: String::new(),
        stock: StockBandBody::Gone,
        stock_text: "No longer sold".to_owned(),
        delivery_text: String::new(),
    }
}
