//! The checkout page: the form, the quote for what is chosen, and what has changed since it was shown.

use crate::details::{self, Details};
use crate::{Shop, failed, in_shell, order_path};
use contract::http::{Amount, DeliveryBody, QuoteBody};
use contract::problem::{ProblemCode, Refusal};
use domain::address::{AddressField, AddressFormat, FieldError, format_of};
use domain::cart::{Cart, CartChange, CartStatus};
use domain::catalog::Offers;
use domain::ids::{CartId, Country, Locale, Sku};
use domain::inventory::Stock;
use domain::language::Language;
use domain::orders::place::methods_offered;
use domain::payments::PaymentMethod;
use domain::pricing::{self, Quote, QuoteError};
use domain::shipping::DeliveryOption;
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::{Request, answer, request};
use std::collections::BTreeMap;
use store::catalog::{Goods, Storefront};
use texts::{Texts, saying};
use views::checkout::{CheckoutNotice, CheckoutPage};

/// The shopper's open cart and its storefront.
#[derive(Debug)]
pub struct Visit {
    /// The cart.
    pub cart: Cart,
    /// Its storefront.
    pub front: Storefront,
}

/// The storefront that the shopper was last in.
pub fn remembered_locale(request: &Request) -> Option<Locale> {
    request::cookie(request, "locale").and_then(|text| Locale::parse(text).ok())
}

/// The cart of the cookie; it must be there, open and not empty.
///
/// # Errors
/// A [`Refusal`]: `cart_empty`, or `already_placed` with the order's page.
pub async fn visit(shop: &Shop, request: &Request, now: Timestamp) -> Result<Visit, Refusal> {
    let visit = visit_even_closed(shop, request, now).await?;
    if let CartStatus::Closed(order) = &visit.cart.status {
        let refusal = Refusal::new(ProblemCode::AlreadyPlaced, saying!("problem-already-ordered"));
        return Err(refusal.about(order_path(order)).asked_in(Some(&visit.cart.locale)));
    }
    Ok(visit)
}

/// The cart of the cookie; it must be there and not empty.
///
/// # Errors
/// A [`Refusal`]: `cart_empty`.
pub async fn visit_even_closed(shop: &Shop, request: &Request, now: Timestamp) -> Result<Visit, Refusal> {
    let empty = || Refusal::new(ProblemCode::CartEmpty, saying!("problem-cart-empty"));
    let id = request::cookie(request, "cart").and_then(|text| CartId::parse(text).ok()).ok_or_else(empty)?;
    let (cart, current) = shop.store.cart_and_catalog(&id, now).await?;
    let cart = cart.filter(|cart| !cart.lines.is_empty()).ok_or_else(empty)?;
    let front = shop.store.storefront_in(&current, Some(&cart.locale)).await?;
    Ok(Visit { cart, front })
}

/// Everything a checkout shows and a placement decides on.
#[derive(Debug)]
pub struct Review {
    /// The offers of the cart's SKUs.
    pub offers: Offers,
    /// Their stock.
    pub stock: BTreeMap<Sku, Stock>,
    /// The destination.
    pub country: Country,
    /// How addresses are written there.
    pub format: AddressFormat,
    /// What it costs, or why it cannot be sent.
    pub quote: Result<Quote, QuoteError>,
    /// The ways of delivery to choose from.
    pub deliveries: Vec<DeliveryOption>,
    /// The ways to pay to choose from.
    pub methods: Vec<PaymentMethod>,
}

impl Review {
    /// Loads offers and stock and quotes the cart for what is chosen.
    ///
    /// # Errors
    /// A [`Refusal`].
    pub async fn of(shop: &Shop, visit: &Visit, details: &Details) -> Result<Self, Refusal> {
        let Visit { cart, front } = visit;
        let market = &front.terms.market;
        let quantities = cart.quantities();
        let goods = shop.store.goods(&front.version, &market.id, quantities.keys(), true).await?;
        let Goods { offers, stock } = goods;
        let offers = offers.in_language(Language::of(&front.locale));
        let chosen = details.country.clone().filter(|country| market.serves(country));
        let country = chosen.or_else(|| market.countries.first().cloned());
        let country = country.ok_or_else(|| failed("a market has no countries", &market.id))?;
        let format =
            format_of(&country).ok_or_else(|| failed("a country has no address format", &country))?;
        let deliveries = pricing::delivery_options(&front.terms, cart, &offers, &country).unwrap_or_default();
        let delivery =
            details.delivery.as_ref().filter(|id| deliveries.iter().any(|option| option.id == **id));
        let quote = pricing::quote(&front.terms, cart, &offers, &country, delivery);
        let methods = quote.as_ref().map(|quote| methods_offered(market, quote.delivery.kind));
        // A provider that is not set up cannot be paid through, whatever the market says.
        let set_up = |method: &PaymentMethod| {
            method.provider().is_none_or(|provider| shop.gateways.of(provider).is_some())
        };
        let methods = methods.unwrap_or_default().into_iter().filter(set_up).collect();
        Ok(Self { offers, stock, country, format, quote, deliveries, methods })
    }

    /// The way to pay that is chosen, or the first that is offered.
    pub fn method(&self, details: &Details) -> PaymentMethod {
        let chosen = details.method.filter(|method| self.methods.contains(method));
        chosen.or_else(|| self.methods.first().copied()).unwrap_or(PaymentMethod::Card)
    }

    /// The quote as JSON.
    ///
    /// # Errors
    /// A [`Refusal`] when the cart cannot be quoted.
    pub fn body(&self, texts: Texts) -> Result<QuoteBody, Refusal> {
        let quote = self.quote.as_ref().map_err(quote_problem)?;
        let delivery = |option: &DeliveryOption| DeliveryBody {
            id: option.id.to_string(),
            name: option.name.clone(),
            price: Amount::from(option.price),
            promise: texts.delivery(option.kind, option.days()),
        };
        Ok(QuoteBody {
            country: quote.country.to_string(),
            delivery: quote.delivery.id.to_string(),
            deliveries: self.deliveries.iter().map(delivery).collect(),
            methods: self.methods.iter().map(|method| method.name().to_owned()).collect(),
            subtotal: quote.subtotal.into(),
            shipping: quote.delivery.price.into(),
            tax: quote.tax_total.into(),
            total: quote.total.into(),
            agreed: quote.fingerprint(),
        })
    }
}

/// What a cart that cannot be quoted is answered with.
pub fn quote_problem(error: &QuoteError) -> Refusal {
    match error {
        QuoteError::EmptyCart => Refusal::new(ProblemCode::CartEmpty, saying!("problem-cart-empty")),
        QuoteError::NotSold(sku) => {
            Refusal::new(ProblemCode::NotSold, saying!("problem-no-longer-sold", sku = sku.as_str()))
        }
        QuoteError::CountryNotServed(_) | QuoteError::NothingShips { .. } => {
            Refusal::new(ProblemCode::NotDelivered, saying!("problem-not-delivered"))
        }
        QuoteError::UnknownDelivery(_) => {
            Refusal::new(ProblemCode::InvalidField, saying!("problem-delivery-not-offered"))
        }
        QuoteError::Tax(error) => failed("a cart could not be taxed", error),
    }
}

/// `GET /checkout`.
///
/// # Errors
/// A [`Refusal`].
pub async fn show(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let visit = visit_even_closed(shop, request, now).await?;
    if let CartStatus::Closed(order) = &visit.cart.status {
        return Ok(answer::see_other(&order_path(order)));
    }
    let details = details::kept(shop, &visit.cart.id, now).await?;
    let review = Review::of(shop, &visit, &details).await?;
    if request::wants_json(request) {
        return Ok(answer::json(&review.body(Texts::of(&visit.front.locale))?));
    }
    Ok(answer::html(200, page(shop, &visit, &details, &review, &BTreeMap::new(), &[])))
}

/// The checkout page, with what is wrong and what has changed.
pub fn page(
    shop: &Shop,
    visit: &Visit,
    details: &Details,
    review: &Review,
    field_errors: &BTreeMap<AddressField, FieldError>,
    told: &[CheckoutNotice<'_>],
) -> String {
    let Visit { cart, front } = visit;
    let texts = Texts::of(&front.locale);
    let named = |country: &Country| (country.clone(), texts.country(country));
    let mut countries: Vec<(Country, String)> = front.terms.market.countries.iter().map(named).collect();
    countries.sort_by_cached_key(|(_, name)| texts.sort_key(name));
    let changes = cart.changes(&review.offers, &review.stock);
    let mut notices: Vec<CheckoutNotice<'_>> = told.to_vec();
    notices.extend(changes.iter().map(notice));
    let quote_problem = review.quote.as_ref().err().map(|error| texts.tell(&quote_problem(error).said));
    let page = CheckoutPage {
        store: views::Storefront { prefix: &front.prefix, locale: &front.locale, terms: &front.terms },
        quote: review.quote.as_ref().ok(),
        quote_problem: quote_problem.as_deref(),
        format: &review.format,
        countries: &countries,
        typed: &details.typed,
        field_errors,
        deliveries: &review.deliveries,
        methods: &review.methods,
        method: review.method(details),
        notices: &notices,
    };
    in_shell(shop, front, &views::checkout::title(&page.store), &views::checkout::page(&page))
}

/// What a shopper must be told of a change.
fn notice(change: &CartChange) -> CheckoutNotice<'_> {
    match change {
        CartChange::NoLongerSold { title, .. } => CheckoutNotice::NoLongerSold { title },
        CartChange::Stock { title, wanted, available, .. } => {
            CheckoutNotice::OutOfStock { title, wanted: *wanted, available: *available }
        }
        CartChange::Price { title, shown, now, .. } => {
            CheckoutNotice::LinePriceChanged { title, shown: *shown, now: *now }
        }
    }
}
