//! `POST /checkout/place`: parse, load, decide, commit, answer.

use crate::details::{self, Details};
use crate::review::{self, Review, Visit};
use crate::{Shop, failed, guard, order_path, pay, with_order_key};
use contract::http::CheckoutForm;
use contract::problem::{ProblemCode, ProblemField, Refusal};
use domain::address::{AddressField, Contact, FieldError};
use domain::cart::CartStatus;
use domain::ids::{DeliveryId, OrderId, OrderNumber, Sku};
use domain::language::Saying;
use domain::money::Money;
use domain::orders::Order;
use domain::orders::place::{PlaceError, PlaceRequest, Placement, place as decide};
use domain::pricing::Quote;
use domain::time::Timestamp;
use edge::answer::{Answer, Cookie};
use edge::{Request, answer, ids, request};
use std::collections::BTreeMap;
use store::StoreError;
use store::orders::PlaceRefusal;
use texts::{Texts, saying};
use views::checkout::CheckoutNotice;

/// How often a random order number is drawn again because it is taken.
const NUMBERS: u32 = 3;

/// Why an order was not placed, with what the shopper needs to go on.
enum Refused {
    /// The form has errors.
    Fields(BTreeMap<AddressField, FieldError>),
    /// Something was chosen that is not offered for this order.
    Choice {
        /// The form's field.
        field: &'static str,
        /// What to do about it.
        advice: Saying,
    },
    /// The total is another than the one agreed to.
    Price(Money),
    /// Fewer are left than wanted.
    Stock(Sku),
    /// The cart was ordered before, as something else.
    Placed(OrderId),
    /// Anything else.
    Other(Refusal),
}

impl From<Refusal> for Refused {
    fn from(problem: Refusal) -> Self {
        Self::Other(problem)
    }
}

/// `POST /checkout/place`.
///
/// # Errors
/// A [`Refusal`].
pub async fn place(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let form = details::read(shop, request)?;
    let details = Details::of(&form);
    let visit = review::visit_even_closed(shop, request, now).await?;
    if visit.cart.status == CartStatus::Open {
        details::store(shop, &visit.cart.id, &details, now).await?;
    }
    let review = Review::of(shop, &visit, &details).await?;
    let agreed = form.agreed.clone().unwrap_or_default();
    if let Some(refused) = not_offered(&form, &details, &review, &visit) {
        return refusal(shop, request, &visit, &details, &review, refused);
    }
    let network = request::network(request);
    match order(shop, &visit, &details, &review, &agreed, network.as_deref(), now).await {
        Ok((order, contact)) => {
            let answer = pay::start(shop, request, order.clone(), &contact, now).await?;
            let badge = Cookie { name: "cart_count", value: "0", path: "/", readable: true, seconds: 0 };
            let answer = answer::with_cookie(answer, &badge, &shop.site_url);
            Ok(with_order_key(shop, answer, &order.id))
        }
        Err(refused) => refusal(shop, request, &visit, &details, &review, refused),
    }
}

/// A choice that was sent and is not offered. What was not chosen at all takes the first that is offered,
/// and the agreed total decides.
fn not_offered(form: &CheckoutForm, details: &Details, review: &Review, visit: &Visit) -> Option<Refused> {
    let served = details.country.as_ref().is_some_and(|country| visit.front.terms.market.serves(country));
    if form.country.is_some() && !served {
        return Some(Refused::Choice { field: "country", advice: saying!("problem-choose-country") });
    }
    let offered = |id: &DeliveryId| review.deliveries.iter().any(|option| option.id == *id);
    if form.delivery.is_some() && !details.delivery.as_ref().is_some_and(offered) {
        let advice = saying!("problem-choose-delivery");
        return Some(Refused::Choice { field: "delivery", advice });
    }
    if form.method.is_some() && !details.method.is_some_and(|method| review.methods.contains(&method)) {
        let advice = saying!("problem-choose-method");
        return Some(Refused::Choice { field: "method", advice });
    }
    None
}

/// What an order remembers of who placed it, without saying who that is.
struct Fingerprints {
    identity: String,
    network: Option<String>,
}

/// The placed order: now, or by an earlier request with the same content.
async fn order(
    shop: &Shop,
    visit: &Visit,
    details: &Details,
    review: &Review,
    agreed: &str,
    network: Option<&str>,
    now: Timestamp,
) -> Result<(Order, Contact), Refused> {
    let contact =
        Contact::parse(&review.format, review.country.clone(), &details.typed).map_err(Refused::Fields)?;
    let id = ids::order_of_cart(&shop.link_secrets, &visit.cart.id);
    let fingerprints = Fingerprints {
        identity: identity(shop, &contact, details, agreed),
        network: network.map(|network| guard::network_of_day(shop, network, now)),
    };
    for _ in 0..NUMBERS {
        if let Some(before) = shop.store.order(&id).await.map_err(Refusal::from)? {
            return repeated(before, &fingerprints.identity, contact);
        }
        let placement = placement(visit, review, &id, &fingerprints, agreed, details, now)?;
        guard::no_cards_tried(shop, &placement.order).await?;
        guard::enter(shop, &id, contact.email(), network, now).await?;
        let nonce = ids::random().map_err(|error| failed("a contact got no nonce", &error))?;
        let sealed = shop.sealer.seal_contact(id.as_str(), nonce, &contact);
        let sealed = sealed.map_err(|error| failed("a contact could not be sealed", &error))?;
        match shop.store.commit_placement(&placement, &visit.cart, sealed, now).await {
            Ok(()) => {
                tracing::info!(order.id = %id, outcome = "placed", "an order was placed");
                let mut order = placement.order;
                order.version = 1;
                return Ok((order, contact));
            }
            Err(StoreError::Refused(PlaceRefusal::NumberTaken)) => {}
            Err(error) => {
                // My own twin may have taken the last unit, closed the cart or lost its answer: the order
                // itself is asked before any refusal is believed.
                if let Some(before) = shop.store.order(&id).await.map_err(Refusal::from)? {
                    return repeated(before, &fingerprints.identity, contact);
                }
                return Err(refused(error));
            }
        }
    }
    Err(Refused::Other(Refusal::busy()))
}

fn repeated(before: Order, identity: &str, contact: Contact) -> Result<(Order, Contact), Refused> {
    if before.identity == identity { Ok((before, contact)) } else { Err(Refused::Placed(before.id)) }
}

fn refused(error: StoreError<PlaceRefusal>) -> Refused {
    match error {
        StoreError::Refused(PlaceRefusal::OutOfStock(sku)) => Refused::Stock(sku),
        StoreError::Refused(PlaceRefusal::CartChanged) => {
            let said = saying!("problem-cart-changed");
            Refused::Other(Refusal::new(ProblemCode::PriceChanged, said))
        }
        StoreError::Refused(PlaceRefusal::AlreadyPlaced | PlaceRefusal::NumberTaken)
        | StoreError::Busy
        | StoreError::Unknown(_) => Refused::Other(Refusal::busy()),
        StoreError::Broken(source) => Refused::Other(StoreError::Broken(source).into()),
    }
}

/// Decides the placement, each refusal by name.
fn placement(
    visit: &Visit,
    review: &Review,
    id: &OrderId,
    fingerprints: &Fingerprints,
    agreed: &str,
    details: &Details,
    now: Timestamp,
) -> Result<Placement, Refused> {
    let quote: Quote = review.quote.clone().map_err(|error| review::quote_problem(&error))?;
    let number = ids::random().map_err(|error| failed("an order got no number", &error))?;
    let request = PlaceRequest {
        id: id.clone(),
        number: OrderNumber::from_bits(number),
        cart: &visit.cart,
        quote,
        agreed,
        stock: &review.stock,
        market: &visit.front.terms.market,
        method: review.method(details),
        identity: fingerprints.identity.clone(),
        network: fingerprints.network.clone(),
        now,
    };
    decide(request).map_err(|error| match error {
        PlaceError::AlreadyPlaced(order) => Refused::Placed(order),
        PlaceError::PriceChanged { now } => Refused::Price(now),
        PlaceError::OutOfStock { sku, .. } => Refused::Stock(sku),
        PlaceError::MethodNotOffered(_) => {
            Refusal::new(ProblemCode::InvalidField, saying!("problem-method-not-offered")).into()
        }
        PlaceError::BelowMinimum(minimum) => {
            let said = saying!("problem-below-minimum", minimum = minimum);
            Refusal::new(ProblemCode::LimitReached, said).into()
        }
        PlaceError::TooManyForLater(units) => {
            let said = saying!("problem-too-many-for-later", units = units);
            Refusal::new(ProblemCode::LimitReached, said).into()
        }
    })
}

/// What tells a repeat of the same order from another order of the same cart: goods, address, delivery and
/// payment, not the time.
fn identity(shop: &Shop, contact: &Contact, details: &Details, agreed: &str) -> String {
    let fields: Vec<Option<&str>> = AddressField::ALL.iter().map(|field| contact.field(*field)).collect();
    let delivery = details.delivery.as_ref().map(ToString::to_string);
    let method = details.method.map(domain::payments::PaymentMethod::name);
    let text = format!("{agreed}|{}|{fields:?}|{delivery:?}|{method:?}", contact.country);
    ids::fingerprint(&shop.link_secrets, &text)
}

/// The answer to a placement that was refused: the form again, with everything typed and what is wrong.
fn refusal(
    shop: &Shop,
    request: &Request,
    visit: &Visit,
    details: &Details,
    review: &Review,
    refused: Refused,
) -> Result<Answer, Refusal> {
    let locale = Some(&visit.front.locale);
    let is_choice = matches!(refused, Refused::Choice { .. });
    let mut field_errors = BTreeMap::new();
    let mut total = None;
    let refusal = match refused {
        Refused::Other(refusal) => return Err(refusal.asked_in(locale)),
        Refused::Placed(order) => {
            let refusal = Refusal::new(ProblemCode::AlreadyPlaced, saying!("problem-ordered-otherwise"));
            return Err(refusal.about(order_path(&order)).asked_in(locale));
        }
        Refused::Fields(errors) => {
            let field = |(field, error): (&AddressField, &FieldError)| ProblemField {
                name: field.name().to_owned(),
                problem: error.to_string(),
            };
            let fields = errors.iter().map(field).collect();
            field_errors = errors;
            Refusal { fields, ..Refusal::new(ProblemCode::InvalidField, saying!("problem-fields")) }
        }
        Refused::Choice { field, advice } => {
            let field = ProblemField { name: field.to_owned(), problem: "is not offered".to_owned() };
            Refusal { fields: vec![field], ..Refusal::new(ProblemCode::InvalidField, advice) }
        }
        Refused::Price(now) => {
            total = Some(now);
            Refusal::new(ProblemCode::PriceChanged, saying!("problem-total-changed", total = now))
        }
        Refused::Stock(sku) => {
            let line = visit.cart.lines.iter().find(|(id, _)| id.sku() == sku);
            let title = line.map_or_else(|| sku.to_string(), |(_, line)| line.title.clone());
            Refusal::new(ProblemCode::OutOfStock, saying!("problem-not-enough", title = title))
        }
    };
    let texts = Texts::of(&visit.front.locale);
    if request::wants_json(request) {
        return Ok(answer::refusal(&refusal, texts));
    }
    let sold_out = matches!(refusal.code, ProblemCode::OutOfStock)
        && visit.cart.changes(&review.offers, &review.stock).iter().all(|change| !change.blocks());
    let said = texts.tell(&refusal.said);
    let text = (is_choice || sold_out).then_some(CheckoutNotice::Text(&said));
    let price = total.map(|now| CheckoutNotice::PriceChanged { shown: None, now });
    let notices: Vec<CheckoutNotice<'_>> = price.into_iter().chain(text).collect();
    let page = review::page(shop, visit, details, review, &field_errors, &notices);
    Ok(answer::html(refusal.code.status(), page))
}
