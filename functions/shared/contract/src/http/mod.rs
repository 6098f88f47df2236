//! HTTP bodies, as JSON. The same routes answer HTML to browsers.

pub mod openapi;

use domain::configure::LineProperty;
use domain::inventory::StockBand;
use domain::money::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An amount of money: whole minor units (cents for EUR) of an ISO 4217 currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Amount {
    /// Whole minor units.
    pub amount_minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency.code().to_owned() }
    }
}

/// `POST /cart/add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CartAdd {
    /// Which SKU.
    pub sku: String,
    /// How many more; 1 if not given.
    #[serde(default)]
    pub quantity: Option<WholeNumber>,
    /// What is to be written on it, by property; a form names such a field `properties[engraving]`. Empty texts
    /// count as not given.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
    /// The storefront, such as `en-gb`; the cart's own if not given.
    #[serde(default)]
    pub locale: Option<String>,
}

/// `POST /cart/set`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CartSet {
    /// Which line, as the cart names it; `sku` is read as well.
    #[serde(alias = "sku")]
    pub line: String,
    /// How many; 0 removes the line.
    pub quantity: WholeNumber,
}

/// `POST /cart/remove`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CartRemove {
    /// Which line, as the cart names it; `sku` is read as well.
    #[serde(alias = "sku")]
    pub line: String,
}

/// `POST /cart/merge`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CartMerge {
    /// The other cart: what follows `from=` in the link to it, or its id.
    pub cart: String,
    /// The storefront, such as `en-gb`; the cart's own if not given.
    #[serde(default)]
    pub locale: Option<String>,
}

/// A whole number, as a JSON number or as text from a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "serde_json::Value", into = "String")]
#[schema(value_type = i64)]
pub struct WholeNumber(pub String);

impl TryFrom<serde_json::Value> for WholeNumber {
    type Error = String;
    fn try_from(value: serde_json::Value) -> Result<Self, String> {
        match value {
            serde_json::Value::String(text) => Ok(Self(text)),
            serde_json::Value::Number(number) => Ok(Self(number.to_string())),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => Err("a whole number is expected".to_owned()),
        }
    }
}

impl From<WholeNumber> for String {
    fn from(number: WholeNumber) -> Self {
        number.0
    }
}

/// A cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CartBody {
    /// The market whose prices it shows.
    pub market: String,
    /// How many lines it holds.
    pub line_count: usize,
    /// Units of all lines together.
    pub quantity_total: u32,
    /// The lines by name.
    pub lines: Vec<CartLineBody>,
    /// The listed prices together, without shipping; missing while a line is no longer sold.
    pub subtotal: Option<Amount>,
    /// What differs from what was last shown.
    pub changes: Vec<CartChangeBody>,
}

/// One line of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CartLineBody {
    /// The line's name: its SKU, and where something is written on it also a digest of that.
    pub line: String,
    /// Which SKU.
    pub sku: String,
    /// Product and choice.
    pub title: String,
    /// What is written on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<PropertyBody>,
    /// How many.
    pub quantity: u32,
    /// What one costs, with everything chosen; missing when no longer sold.
    pub unit_price: Option<Amount>,
    /// What all cost; missing when no longer sold.
    pub amount: Option<Amount>,
}

/// What is written on a thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PropertyBody {
    /// Which property, such as `engraving`.
    pub id: String,
    /// The same as a shopper reads it.
    pub name: String,
    /// What is written.
    pub text: String,
}

impl From<&LineProperty> for PropertyBody {
    fn from(property: &LineProperty) -> Self {
        let (id, name) = (property.id.to_string(), property.name.clone());
        Self { id, name, text: property.text.as_str().to_owned() }
    }
}

/// A difference between what was last shown and what is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CartChangeBody {
    /// Which SKU.
    pub sku: String,
    /// Which line, where it has something written on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// `no_longer_sold`, `price` or `stock`.
    pub kind: String,
    /// What was shown (`price`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Amount>,
    /// What it costs now (`price`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Amount>,
    /// How many are left (`stock`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<u64>,
}

/// `GET /offers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OffersBody {
    /// The market.
    pub market: String,
    /// The catalogue's version that the prices are from.
    pub price_version: String,
    /// One per SKU asked for, in the order asked.
    pub offers: Vec<OfferBody>,
}

/// What one SKU costs, and whether it can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferBody {
    /// Which SKU.
    pub sku: String,
    /// What one costs, with the properties asked for; missing when it is not sold.
    pub unit_price: Option<Amount>,
    /// The price as a shopper reads it.
    pub price_text: String,
    /// How much is left.
    pub stock: StockBandBody,
    /// The same as a shopper reads it.
    pub stock_text: String,
    /// When it could arrive, as a shopper reads it.
    pub delivery_text: String,
}

/// How much is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StockBandBody {
    /// Enough.
    In,
    /// Only a few.
    Low,
    /// None.
    Out,
    /// It is not sold any more.
    Gone,
}

impl From<StockBand> for StockBandBody {
    fn from(band: StockBand) -> Self {
        match band {
            StockBand::In => Self::In,
            StockBand::Low => Self::Low,
            StockBand::Out => Self::Out,
        }
    }
}

/// `GET /search`: the products that fit, best first, one page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchBody {
    /// How many fit, on all pages.
    pub total: usize,
    /// Those of this page.
    pub products: Vec<FoundBody>,
}

/// A product that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundBody {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The address of its page.
    pub path: String,
    /// The least that it costs, as a shopper reads it; as old as the site's build.
    pub price_text: String,
    /// Its variants.
    pub skus: Vec<String>,
}

/// `GET /checkout`, `POST /checkout/details`: what the order would cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuoteBody {
    /// The destination, ISO 3166-1 alpha-2.
    pub country: String,
    /// The chosen delivery.
    pub delivery: String,
    /// The ways of delivery to choose from.
    pub deliveries: Vec<DeliveryBody>,
    /// The ways to pay to choose from.
    pub methods: Vec<String>,
    /// The lines' listed amounts together.
    pub subtotal: Amount,
    /// The delivery's listed price.
    pub shipping: Amount,
    /// All tax, contained or added.
    pub tax: Amount,
    /// What is charged.
    pub total: Amount,
    /// To be sent back as `agreed` when placing: the fingerprint of this quote.
    pub agreed: String,
}

/// A way of delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryBody {
    /// Its id.
    pub id: String,
    /// What the shopper reads.
    pub name: String,
    /// What it costs this order.
    pub price: Amount,
    /// When it arrives, as text.
    pub promise: String,
}

/// `POST /checkout/details` and `POST /checkout/place`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckoutForm {
    /// The destination, ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// Mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Full name.
    #[serde(default)]
    pub name: Option<String>,
    /// Company.
    #[serde(default)]
    pub company: Option<String>,
    /// Street and number.
    #[serde(default)]
    pub line1: Option<String>,
    /// Second address line.
    #[serde(default)]
    pub line2: Option<String>,
    /// Suburb or townland.
    #[serde(default)]
    pub locality: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// State, province or county.
    #[serde(default)]
    pub region: Option<String>,
    /// Postal code.
    #[serde(default)]
    pub postal_code: Option<String>,
    /// Phone, for the carrier only.
    #[serde(default)]
    pub phone: Option<String>,
    /// The chosen delivery.
    #[serde(default)]
    pub delivery: Option<String>,
    /// `card`, `bank_transfer` or `pay_on_pickup`.
    #[serde(default)]
    pub method: Option<String>,
    /// The fingerprint of the quote that the shopper agrees to.
    #[serde(default)]
    pub agreed: Option<String>,
    /// Which button of the form was pressed; only browsers send it.
    #[serde(default)]
    pub refresh: Option<String>,
}

/// `POST /checkout/place`, `POST /order/{order_id}/pay`: the order and where to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlacedBody {
    /// The order.
    pub order_id: String,
    /// The number people use.
    pub order_number: String,
    /// The page to go to: the provider's for cards, else the order's.
    pub next_url: String,
    /// The order's page; holds the key that opens it.
    pub order_url: String,
}

/// `GET /order/{order_id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderBody {
    /// The order.
    pub order_id: String,
    /// The number people use.
    pub order_number: String,
    /// `pending`, `confirmed`, `completed` or `canceled`.
    pub status: String,
    /// Where the payment stands.
    pub payment: String,
    /// Where the shipment stands.
    pub fulfillment: String,
    /// What is to be paid.
    pub total: Amount,
    /// What was paid.
    pub captured: Amount,
    /// When it was placed, RFC 3339.
    pub placed_at: String,
    /// Until when unpaid stock is held, RFC 3339.
    pub hold_until: String,
    /// How many payments were tried.
    pub attempts: usize,
    /// The parcels that left.
    pub parcels: Vec<ParcelBody>,
    /// The money that goes back.
    pub refunds: Vec<RefundBody>,
}

/// A parcel of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ParcelBody {
    /// Who brings it.
    pub carrier: String,
    /// What the carrier calls it.
    pub tracking_number: Option<String>,
    /// Units by line.
    pub lines: BTreeMap<String, u32>,
    /// When it left, RFC 3339.
    pub shipped_at: String,
    /// When it arrived, RFC 3339.
    pub delivered_at: Option<String>,
}

/// Money of an order that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RefundBody {
    /// How much.
    pub amount: Amount,
    /// `requested`, `pending`, `succeeded` or `failed`.
    pub status: String,
    /// When it was recorded, RFC 3339.
    pub requested_at: String,
}
