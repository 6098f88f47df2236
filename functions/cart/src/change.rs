//! Changing a cart: decide on the cart as loaded, write on that version, and decide again when it moved.

use crate::{Shop, Visit};
use contract::http::CartAdd;
use contract::problem::{Problem, ProblemCode};
use domain::cart::{Cart, CartError, CartLine, CartStatus, Quantity};
use domain::catalog::Offer;
use domain::ids::{CartId, Locale, Sku};
use domain::time::Timestamp;
use edge::answer;
use std::collections::BTreeMap;
use store::StoreError;
use store::carts::CartRefusal;

/// How often a change is decided again after somebody else wrote the cart first.
const TRIES: u32 = 8;

/// Units to add.
#[derive(Debug)]
pub struct Add {
    sku: Sku,
    quantity: Quantity,
    /// The storefront the shopper is in.
    pub locale: Option<Locale>,
}

impl Add {
    /// Reads what was sent.
    ///
    /// # Errors
    /// A [`Problem`] that names the field.
    pub fn parse(body: CartAdd) -> Result<Self, Problem> {
        let quantity = body.quantity.map_or_else(|| "1".to_owned(), String::from);
        let locale = body.locale.map(|text| Locale::parse(&text)).transpose();
        let locale = locale.map_err(|error| Problem::new(ProblemCode::InvalidField, error.to_string()))?;
        Ok(Self { sku: parse_sku(&body.sku)?, quantity: parse_quantity(&quantity)?, locale })
    }
}

/// Units to hold.
#[derive(Debug)]
pub struct Set {
    sku: Sku,
    quantity: Quantity,
}

impl Set {
    /// Reads what was sent.
    ///
    /// # Errors
    /// A [`Problem`] that names the field.
    pub fn parse(sku: &str, quantity: &str) -> Result<Self, Problem> {
        Ok(Self { sku: parse_sku(sku)?, quantity: parse_quantity(quantity)? })
    }
}

/// Reads a SKU.
///
/// # Errors
/// A [`Problem`] that says what a SKU looks like.
pub fn parse_sku(text: &str) -> Result<Sku, Problem> {
    Sku::parse(text).map_err(|error| Problem::new(ProblemCode::InvalidField, error.to_string()))
}

fn parse_quantity(text: &str) -> Result<Quantity, Problem> {
    let capital = |error: domain::cart::QuantityError| {
        let text = error.to_string();
        let mut letters = text.chars();
        letters
            .next()
            .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
    };
    Quantity::parse(text).map_err(|error| Problem::new(ProblemCode::InvalidField, capital(error)))
}

/// What a decision about a cart says: the lines to set or, with nothing, to remove.
type Lines = BTreeMap<Sku, Option<CartLine>>;

/// Adds units to what is there.
///
/// # Errors
/// A [`Problem`].
pub async fn add(shop: &Shop, visit: Visit, asked: &Add, now: Timestamp) -> Result<Visit, Problem> {
    let offer = offer(shop, &visit, &asked.sku).await?;
    write(shop, visit, now, |cart| Ok(one(&asked.sku, Some(cart.add(&offer, asked.quantity)?)))).await
}

/// Sets how many units a line holds.
///
/// # Errors
/// A [`Problem`].
pub async fn set(shop: &Shop, visit: Visit, asked: &Set, now: Timestamp) -> Result<Visit, Problem> {
    let offer = offer(shop, &visit, &asked.sku).await?;
    write(shop, visit, now, |cart| Ok(one(&asked.sku, Some(cart.set(&offer, asked.quantity)?)))).await
}

/// Removes a line; one that is not there is fine.
///
/// # Errors
/// A [`Problem`].
pub async fn remove(shop: &Shop, visit: Visit, sku: &Sku, now: Timestamp) -> Result<Visit, Problem> {
    write(shop, visit, now, |cart| {
        Ok(if cart.lines.contains_key(sku) { one(sku, None) } else { Lines::new() })
    })
    .await
}

/// Takes over the lines of another cart that is still open.
///
/// # Errors
/// A [`Problem`].
pub async fn merge(shop: &Shop, visit: Visit, other: &CartId, now: Timestamp) -> Result<Visit, Problem> {
    let gone = || Problem::new(ProblemCode::NotFound, "This cart does not exist any more.");
    let other = shop.store.cart(other, now).await?.filter(|other| other.status == CartStatus::Open);
    let other = other.ok_or_else(gone)?;
    write(shop, visit, now, |cart| {
        let merged = cart.merge(&other)?;
        Ok(merged
            .into_iter()
            .filter(|(sku, line)| cart.lines.get(sku) != Some(line))
            .map(|(s, l)| (s, Some(l)))
            .collect())
    })
    .await
}

/// Moves the cart into the storefront that the shopper chose, so that the checkout asks in that currency, too.
///
/// # Errors
/// A [`Problem`].
pub async fn follow(shop: &Shop, visit: Visit, now: Timestamp) -> Result<Visit, Problem> {
    write(shop, visit, now, |_| Ok(Lines::new())).await
}

fn one(sku: &Sku, line: Option<CartLine>) -> Lines {
    BTreeMap::from([(sku.clone(), line)])
}

async fn offer(shop: &Shop, visit: &Visit, sku: &Sku) -> Result<Offer, Problem> {
    let mut offers = shop.store.offers(&visit.front.terms.market.id, [sku]).await?;
    offers
        .by_sku
        .remove(sku)
        .ok_or_else(|| Problem::new(ProblemCode::NotSold, format!("{sku} is not sold here.")))
}

/// Decides and writes until the write lands on the version that was decided on. A lost answer of my own
/// write shows as a refusal of its repeat: the cart then says that this request wrote it.
async fn write(
    shop: &Shop,
    mut visit: Visit,
    now: Timestamp,
    decide: impl Fn(&Cart) -> Result<Lines, CartError>,
) -> Result<Visit, Problem> {
    let request = edge::ids::request_id().map_err(|error| {
        tracing::error!(%error, "a request got no id");
        answer::internal()
    })?;
    for _ in 0..TRIES {
        let moves = !visit.is_new && visit.cart.locale != visit.front.locale;
        visit.cart.market = visit.front.terms.market.id.clone();
        visit.cart.locale = visit.front.locale.clone();
        let lines = decide(&visit.cart).map_err(|error| refused(&error))?;
        if lines.is_empty() && !moves {
            return Ok(visit);
        }
        let written = if visit.is_new {
            let mut cart = visit.cart.clone();
            apply(&mut cart, &lines);
            shop.store.create_cart(&cart, &request, now).await
        } else {
            shop.store.change_cart(&visit.cart, &lines, &request, now).await
        };
        match written {
            Ok(()) => return Ok(applied(visit, &lines)),
            Err(StoreError::Refused(CartRefusal::Changed) | StoreError::Unknown(_) | StoreError::Busy) => {
                if shop.store.cart_changed_by(&visit.cart.id, &request).await? {
                    return Ok(applied(visit, &lines));
                }
            }
            Err(StoreError::Broken(source)) => return Err(StoreError::Broken(source).into()),
        }
        if let Some(cart) = shop.store.cart(&visit.cart.id, now).await? {
            visit.cart = cart;
            visit.is_new = false;
        }
    }
    Err(answer::busy())
}

fn apply(cart: &mut Cart, lines: &Lines) {
    for (sku, line) in lines {
        match line {
            Some(line) => cart.lines.insert(sku.clone(), line.clone()),
            None => cart.lines.remove(sku),
        };
    }
}

fn applied(mut visit: Visit, lines: &Lines) -> Visit {
    apply(&mut visit.cart, lines);
    visit.cart.version = visit.cart.version.saturating_add(1);
    visit.is_new = false;
    visit
}

fn refused(error: &CartError) -> Problem {
    match error {
        CartError::Closed(_) => Problem::new(
            ProblemCode::AlreadyPlaced,
            "This cart has just been ordered. Reload the page to go on.",
        ),
        CartError::NotSold(sku) => Problem::new(ProblemCode::NotSold, format!("{sku} is not sold here.")),
        CartError::TooMany(_) => Problem::new(
            ProblemCode::LimitReached,
            format!(
                "At most {} of one article fit in an order. Write to us for more.",
                domain::limits::LINE_QUANTITY_MAX
            ),
        ),
        CartError::TooManyLines => Problem::new(
            ProblemCode::LimitReached,
            format!("At most {} different articles fit in an order.", domain::limits::CART_LINES_MAX),
        ),
    }
}
