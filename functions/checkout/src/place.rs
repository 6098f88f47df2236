//! `POST /checkout/place`: parse, load, decide, commit, answer.

use crate::details::{self, Details};
use crate::review::{self, Review, Visit};
use crate::{Shop, failed, guard, order_path, pay, with_order_key};
use contract::http::CheckoutForm;
use contract::problem::{Problem, ProblemCode, ProblemField};
use domain::address::{AddressField, Contact, FieldError};
use domain::cart::CartStatus;
use domain::ids::{DeliveryId, OrderId, OrderNumber, Sku};
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
        advice: &'static str,
    },
    /// The total is another than the one agreed to.
    Price(Money),
    /// Fewer are left than wanted.
    Stock(Sku),
    /// The cart was ordered before, as something else.
    Placed(OrderId),
    /// Anything else.
    Problem(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// `POST /checkout/place`.
///
/// # Errors
/// A [`Problem`].
pub async fn place(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Problem> {
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
        return Some(Refused::Choice {
            field: "country",
            advice: "Choose one of the countries we deliver to.",
        });
    }
    let offered = |id: &DeliveryId| review.deliveries.iter().any(|option| option.id == *id);
    if form.delivery.is_some() && !details.delivery.as_ref().is_some_and(offered) {
        let advice = "That delivery is not offered for this order. Look at the delivery and the total again.";
        return Some(Refused::Choice { field: "delivery", advice });
    }
    if form.method.is_some() && !details.method.is_some_and(|method| review.methods.contains(&method)) {
        let advice = "That way to pay is not offered for this order. Choose another.";
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
        if let Some(before) = shop.store.order(&id).await.map_err(Problem::from)? {
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
                if let Some(before) = shop.store.order(&id).await.map_err(Problem::from)? {
                    return repeated(before, &fingerprints.identity, contact);
                }
                return Err(refused(error));
            }
        }
    }
    Err(Refused::Problem(answer::busy()))
}

fn repeated(before: Order, identity: &str, contact: Contact) -> Result<(Order, Contact), Refused> {
    if before.identity == identity { Ok((before, contact)) } else { Err(Refused::Placed(before.id)) }
}

fn refused(error: StoreError<PlaceRefusal>) -> Refused {
    match error {
        StoreError::Refused(PlaceRefusal::OutOfStock(sku)) => Refused::Stock(sku),
        StoreError::Refused(PlaceRefusal::CartChanged) => {
            let title = "The cart was changed in another window. Please look at it and order again.";
            Refused::Problem(Problem::new(ProblemCode::PriceChanged, title))
        }
        StoreError::Refused(PlaceRefusal::AlreadyPlaced | PlaceRefusal::NumberTaken)
        | StoreError::Busy
        | StoreError::Unknown(_) => Refused::Problem(answer::busy()),
        StoreError::Broken(source) => Refused::Problem(StoreError::Broken(source).into()),
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
            Problem::new(ProblemCode::InvalidField, "This way to pay is not offered for this order.").into()
        }
        PlaceError::BelowMinimum(minimum) => {
            let title = format!("Orders below {} cannot be paid by card.", minimum.shown());
            Problem::new(ProblemCode::LimitReached, title).into()
        }
        PlaceError::TooManyForLater(units) => {
            let title = format!("Up to {units} pieces can be paid later. Choose card, or write to us.");
            Problem::new(ProblemCode::LimitReached, title).into()
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
) -> Result<Answer, Problem> {
    let mut field_errors = BTreeMap::new();
    let mut notices = Vec::new();
    let problem = match refused {
        Refused::Problem(problem) => return Err(problem),
        Refused::Placed(order) => {
            let title = "This cart was ordered before, with other details. The order shows what was ordered.";
            let mut problem = Problem::new(ProblemCode::AlreadyPlaced, title);
            problem.order_url = Some(order_path(&order));
            return Err(problem);
        }
        Refused::Fields(errors) => {
            let mut problem = Problem::new(ProblemCode::InvalidField, "Some fields need another look.");
            let field = |(field, error): (&AddressField, &FieldError)| ProblemField {
                name: field.name().to_owned(),
                problem: error.to_string(),
            };
            problem.fields = errors.iter().map(field).collect();
            field_errors = errors;
            problem
        }
        Refused::Choice { field, advice } => {
            notices.push(CheckoutNotice::Text(advice));
            let mut problem = Problem::new(ProblemCode::InvalidField, advice);
            problem.fields =
                vec![ProblemField { name: field.to_owned(), problem: "is not offered".to_owned() }];
            problem
        }
        Refused::Price(now) => {
            notices.push(CheckoutNotice::PriceChanged { shown: None, now });
            Problem::new(
                ProblemCode::PriceChanged,
                format!("The total is now {}. Please look and order again.", now.shown()),
            )
        }
        Refused::Stock(sku) => {
            let title = visit.cart.lines.get(&sku).map_or_else(|| sku.to_string(), |line| line.title.clone());
            Problem::new(ProblemCode::OutOfStock, format!("There is not enough of {title} left."))
        }
    };
    if request::wants_json(request) {
        return Ok(answer::problem(&problem));
    }
    let sold_out = matches!(problem.code, ProblemCode::OutOfStock)
        && visit.cart.changes(&review.offers, &review.stock).iter().all(|change| !change.blocks());
    if sold_out {
        notices.push(CheckoutNotice::Text(&problem.title));
    }
    let page = review::page(shop, visit, details, review, &field_errors, &notices);
    Ok(answer::html(problem.status, page))
}
