//! Changing a cart: decide on the cart as loaded, write on that version, and decide again when it moved.

use crate::{Shop, Visit, properties};
use contract::http::CartAdd;
use contract::problem::{ProblemCode, Refusal};
use domain::cart::{Cart, CartError, CartLine, Quantity};
use domain::catalog::Offer;
use domain::configure::Configured;
use domain::ids::{LineId, Locale, PropertyId, Sku};
use domain::limits::{CART_LINES_MAX, LINE_QUANTITY_MAX};
use domain::time::Timestamp;
use std::collections::BTreeMap;
use store::StoreError;
use store::carts::CartRefusal;
use texts::saying;

/// How often a change is decided again after somebody else wrote the cart first.
const TRIES: u32 = 8;

/// Units to add.
#[derive(Debug)]
pub struct Add {
    /// Which SKU.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// What shall be written on it, as typed.
    pub typed: BTreeMap<PropertyId, String>,
    /// The storefront the shopper is in.
    pub locale: Option<Locale>,
}

impl Add {
    /// Reads what was sent.
    ///
    /// # Errors
    /// A [`Refusal`] that names the field.
    pub fn parse(body: CartAdd) -> Result<Self, Refusal> {
        let quantity = body.quantity.map_or_else(|| "1".to_owned(), String::from);
        let locale = parse_locale(body.locale)?;
        let typed = properties::parse(body.properties)?;
        Ok(Self { sku: parse_sku(&body.sku)?, quantity: parse_quantity(&quantity)?, typed, locale })
    }
}

/// Units to hold.
#[derive(Debug)]
pub struct Set {
    line: LineId,
    quantity: Quantity,
}

impl Set {
    /// Reads what was sent.
    ///
    /// # Errors
    /// A [`Refusal`] that names the field.
    pub fn parse(line: &str, quantity: &str) -> Result<Self, Refusal> {
        Ok(Self { line: parse_line(line)?, quantity: parse_quantity(quantity)? })
    }
}

/// Reads a line's name.
///
/// # Errors
/// A [`Refusal`] that says what one looks like.
pub fn parse_line(text: &str) -> Result<LineId, Refusal> {
    LineId::parse(text).map_err(|error| unusable(&error))
}

/// Reads the storefront that a form was in.
///
/// # Errors
/// A [`Refusal`] that says what one looks like.
pub fn parse_locale(text: Option<String>) -> Result<Option<Locale>, Refusal> {
    text.map(|text| Locale::parse(&text)).transpose().map_err(|error| unusable(&error))
}

fn parse_sku(text: &str) -> Result<Sku, Refusal> {
    Sku::parse(text).map_err(|error| unusable(&error))
}

fn parse_quantity(text: &str) -> Result<Quantity, Refusal> {
    Quantity::parse(text).map_err(|_| {
        Refusal::new(ProblemCode::InvalidField, saying!("problem-quantity", most = LINE_QUANTITY_MAX))
    })
}

/// What cannot be used, with the reason for whoever wrote the program that asked.
pub fn unusable(error: &impl ToString) -> Refusal {
    Refusal::new(ProblemCode::InvalidField, saying!("problem-field", why = error.to_string()))
}

fn not_sold(sku: &Sku) -> Refusal {
    Refusal::new(ProblemCode::NotSold, saying!("problem-not-sold", sku = sku.as_str()))
}

/// What a decision about a cart says: the lines to set or, with nothing, to remove.
type Lines = BTreeMap<LineId, Option<CartLine>>;

/// Adds units to what is there.
///
/// # Errors
/// A [`Refusal`].
pub async fn add(
    shop: &Shop,
    visit: Visit,
    unit: &Configured<'_>,
    quantity: Quantity,
    now: Timestamp,
) -> Result<Visit, Refusal> {
    write(shop, visit, now, |cart| Ok(one(&unit.line(), Some(cart.add(unit, quantity)?)))).await
}

/// Sets how many units a line holds.
///
/// # Errors
/// A [`Refusal`].
pub async fn set(shop: &Shop, visit: Visit, asked: &Set, now: Timestamp) -> Result<Visit, Refusal> {
    let offers = visit.offers(shop, [&asked.line.sku()]).await?;
    write(shop, visit, now, |cart| {
        Ok(one(&asked.line, Some(cart.set_line(&asked.line, &offers, asked.quantity)?)))
    })
    .await
}

/// Removes a line; one that is not there is fine.
///
/// # Errors
/// A [`Refusal`].
pub async fn remove(shop: &Shop, visit: Visit, line: &LineId, now: Timestamp) -> Result<Visit, Refusal> {
    write(shop, visit, now, |cart| {
        Ok(if cart.lines.contains_key(line) { one(line, None) } else { Lines::new() })
    })
    .await
}

/// Takes over the lines of another cart.
///
/// # Errors
/// A [`Refusal`].
pub async fn merge(shop: &Shop, visit: Visit, other: &Cart, now: Timestamp) -> Result<Visit, Refusal> {
    write(shop, visit, now, |cart| {
        let merged = cart.merge(other)?;
        Ok(merged
            .into_iter()
            .filter(|(id, line)| cart.lines.get(id) != Some(line))
            .map(|(id, line)| (id, Some(line)))
            .collect())
    })
    .await
}

/// Moves the cart into the storefront that the shopper chose, so that the checkout asks in that currency, too.
///
/// # Errors
/// A [`Refusal`].
pub async fn follow(shop: &Shop, visit: Visit, now: Timestamp) -> Result<Visit, Refusal> {
    write(shop, visit, now, |_| Ok(Lines::new())).await
}

fn one(id: &LineId, line: Option<CartLine>) -> Lines {
    BTreeMap::from([(id.clone(), line)])
}

/// What a SKU is and costs in the storefront.
///
/// # Errors
/// A [`Refusal`] when it is not sold there.
pub async fn offer(shop: &Shop, visit: &Visit, sku: &Sku) -> Result<Offer, Refusal> {
    visit.offers(shop, [sku]).await?.by_sku.remove(sku).ok_or_else(|| not_sold(sku))
}

/// Decides and writes until the write lands on the version that was decided on. A lost answer of my own
/// write shows as a refusal of its repeat: the cart then names this request among its writers.
async fn write(
    shop: &Shop,
    mut visit: Visit,
    now: Timestamp,
    decide: impl Fn(&Cart) -> Result<Lines, CartError>,
) -> Result<Visit, Refusal> {
    let request = edge::ids::request_id().map_err(|error| {
        tracing::error!(%error, "a request got no id");
        Refusal::internal()
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
            Ok(()) => return Ok(applied(visit, &lines, &request)),
            Err(StoreError::Refused(CartRefusal::Changed) | StoreError::Unknown(_) | StoreError::Busy) => {}
            Err(StoreError::Broken(source)) => return Err(StoreError::Broken(source).into()),
        }
        if let Some(cart) = shop.store.cart(&visit.cart.id, now).await? {
            visit.cart = cart;
            visit.is_new = false;
            if visit.cart.writers.include(&request) {
                return Ok(visit);
            }
        }
    }
    Err(Refusal::busy())
}

fn apply(cart: &mut Cart, lines: &Lines) {
    for (id, line) in lines {
        match line {
            Some(line) => cart.lines.insert(id.clone(), line.clone()),
            None => cart.lines.remove(id),
        };
    }
}

fn applied(mut visit: Visit, lines: &Lines, request: &str) -> Visit {
    apply(&mut visit.cart, lines);
    visit.cart.writers = visit.cart.writers.and(request);
    visit.cart.version = visit.cart.version.saturating_add(1);
    visit.is_new = false;
    visit
}

fn refused(error: &CartError) -> Refusal {
    match error {
        CartError::Closed(_) => Refusal::new(ProblemCode::AlreadyPlaced, saying!("problem-cart-ordered")),
        CartError::NotSold(sku) => not_sold(sku),
        CartError::NoSuchLine(_) => Refusal::new(ProblemCode::NotFound, saying!("problem-no-line")),
        CartError::TooMany(_) => {
            Refusal::new(ProblemCode::LimitReached, saying!("problem-line-full", most = LINE_QUANTITY_MAX))
        }
        CartError::TooManyLines => {
            Refusal::new(ProblemCode::LimitReached, saying!("problem-cart-full", most = CART_LINES_MAX))
        }
    }
}
