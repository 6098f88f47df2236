//! Stock: every SKU of the catalogue, one with its movements, and a form that moves units through the queue.

use super::answer::{Ask, Done, failed, form, wrong};
use super::page::{At, Section, View};
use super::stock_page::{list_view, sku_view};
use crate::handles::Handles;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use contract::problem::{Problem, ProblemCode};
use domain::ids::{MessageId, MovementId, Sku};
use domain::inventory::{MovementKind, Stock, StockChange};
use domain::limits::STOCK_QUANTITY_MAX;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use store::items::{Item, from_attribute};
use store::stock::MovementOutcome;
use store::{Never, StoreError, table};

/// How long a page waits for what becomes of a movement.
const OUTCOME_WAIT: Duration = Duration::from_secs(5);

/// How often it looks.
const OUTCOME_LOOK: Duration = Duration::from_millis(50);

/// Characters of a reason.
const REASON_MAX: usize = 200;

/// What a form can ask for, as written in it and as people read it.
pub const KINDS: [(&str, &str); 4] = [
    ("receipt", "Receive"),
    ("adjustment", "Adjust"),
    ("return", "Return from a shopper"),
    ("count", "Count on hand"),
];

/// The list.
#[derive(Serialize)]
pub struct StockList {
    /// Every SKU of the current catalogue.
    pub stock: Vec<StockLine>,
}

/// One SKU.
#[derive(Serialize)]
pub struct StockLine {
    /// Which.
    pub sku: Sku,
    /// Product and choice; nothing when it is not sold any more.
    pub title: Option<String>,
    /// Units that can be sold.
    pub available: u64,
    /// Units promised to open orders.
    pub reserved: u64,
    /// Both together.
    pub on_hand: u64,
}

/// One SKU with its movements.
#[derive(Serialize)]
pub struct SkuView {
    /// Its numbers.
    pub stock: StockLine,
    /// What became of the form that was just sent.
    pub asked: Option<Outcome>,
    /// What moved it, newest first.
    pub movements: Vec<MovementLine>,
}

/// What became of a form.
#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done {
        /// Units added to what is available.
        delta: i64,
    },
    /// It was refused.
    Refused {
        /// Why.
        reason: String,
    },
    /// Nobody has looked at it yet.
    NotYet,
}

/// A movement.
#[derive(Serialize)]
pub struct MovementLine {
    /// When.
    pub moved_at: At,
    /// What kind.
    pub kind: MovementKind,
    /// What was asked for.
    pub quantity: i64,
    /// Units added to what is available; nothing when it was refused.
    pub delta: Option<i64>,
    /// Why it was refused.
    pub refused: Option<String>,
    /// Why it was asked for.
    pub reason: String,
}

#[derive(Serialize)]
struct Moved {
    sku: Sku,
    movement_id: MovementId,
    result: Outcome,
}

/// The list.
pub async fn list(ask: Ask) -> Response {
    let found = stock(&ask.handles).await;
    ask.page(Section::Stock, found, |list| View { title: "Stock".to_owned(), body: list_view(list) })
}

/// One SKU.
pub async fn show(ask: Ask, Path(sku): Path<String>) -> Response {
    let found = one(&ask.handles, &sku, ask.query.get("movement").map(String::as_str)).await;
    let title = |view: &SkuView| format!("Stock of {}", view.stock.sku);
    ask.page(Section::Stock, found, |view| View { title: title(view), body: sku_view(view) })
}

/// Moves units through the queue.
pub async fn change(ask: Ask, headers: HeaderMap, body: Bytes) -> Response {
    let done = moved(&ask.handles, &headers, &body).await.map(|moved| Done {
        location: format!("{}/{}?movement={}", Section::Stock.path(), moved.sku, moved.movement_id),
        facts: moved,
    });
    ask.done(Section::Stock, done)
}

/// Every SKU of the current catalogue with its name.
///
/// # Errors
/// A [`Problem`] when the table does not answer.
pub async fn catalog(handles: &Handles) -> Result<BTreeMap<Sku, String>, Problem> {
    let Some(version) = handles.store.catalog_version().await.map_err(failed)? else {
        return Ok(BTreeMap::new());
    };
    let offers = handles.store.all_offers(&version).await.map_err(failed)?;
    let named = |offer: domain::catalog::Offer| {
        let label = offer.label;
        let name = if label.is_empty() { offer.title } else { format!("{}, {label}", offer.title) };
        (offer.sku, name)
    };
    Ok(offers.into_values().flatten().map(named).collect())
}

async fn stock(handles: &Handles) -> Result<StockList, Problem> {
    let catalog = catalog(handles).await?;
    let mut numbers = handles.store.stock(catalog.keys(), true).await.map_err(failed)?;
    let with_numbers = |(sku, title): (Sku, String)| {
        let stock = numbers.remove(&sku).unwrap_or_default();
        line(sku, Some(title), stock)
    };
    Ok(StockList { stock: catalog.into_iter().map(with_numbers).collect() })
}

fn line(sku: Sku, title: Option<String>, stock: Stock) -> StockLine {
    let Stock { available, reserved, .. } = stock;
    StockLine { sku, title, available, reserved, on_hand: stock.on_hand() }
}

async fn known(handles: &Handles, sku: &Sku) -> Result<Option<StockLine>, Problem> {
    let title = catalog(handles).await?.remove(sku);
    let stock = handles.store.stock([sku], true).await.map_err(failed)?.remove(sku);
    if title.is_none() && stock.is_none() {
        return Ok(None);
    }
    Ok(Some(line(sku.clone(), title, stock.unwrap_or_default())))
}

async fn one(handles: &Handles, sku: &str, movement: Option<&str>) -> Result<SkuView, Problem> {
    let nothing = || Problem::new(ProblemCode::NotFound, "There is no such SKU.");
    let sku = Sku::parse(sku).map_err(|_| nothing())?;
    let stock = known(handles, &sku).await?.ok_or_else(nothing)?;
    let items = handles.store.movements(&sku).await.map_err(failed)?;
    let mut movements: Vec<MovementLine> =
        items.iter().map(movement_line).collect::<Result<_, _>>().map_err(failed)?;
    movements.sort_by_key(|movement| std::cmp::Reverse(movement.moved_at));
    let asked = match movement.and_then(|id| MovementId::parse(id).ok()) {
        None => None,
        Some(id) => Some(outcome(handles, &sku, &id).await?),
    };
    Ok(SkuView { stock, asked, movements })
}

fn movement_line(item: &Item) -> Result<MovementLine, StoreError<Never>> {
    let change: StockChange = from_attribute(item, table::BODY)?;
    let number = |name: &str| item.get(name).and_then(|value| value.as_n().ok()?.parse().ok());
    Ok(MovementLine {
        moved_at: At::ms(number("moved_at_ms").unwrap_or(0)),
        kind: change.kind,
        quantity: change.quantity,
        delta: number("delta"),
        refused: item.get("refused").and_then(|why| why.as_s().ok().cloned()),
        reason: change.reason,
    })
}

async fn outcome(handles: &Handles, sku: &Sku, id: &MovementId) -> Result<Outcome, Problem> {
    Ok(match handles.store.movement_outcome(sku, id).await.map_err(failed)? {
        MovementOutcome::NotYet => Outcome::NotYet,
        MovementOutcome::Done { delta } => Outcome::Done { delta },
        MovementOutcome::Refused(reason) => Outcome::Refused { reason },
    })
}

async fn moved(handles: &Handles, headers: &HeaderMap, body: &Bytes) -> Result<Moved, Problem> {
    let (sku, kind, quantity, reason) = read(headers, body)?;
    if known(handles, &sku).await?.is_none() {
        return Err(wrong("sku", format!("The catalogue has no {sku}; nothing was moved.")));
    }
    let message = MessageId::from_bits(edge::ids::random().map_err(failed)?);
    let movement_id = edge::ids::movement(message.as_str(), 0);
    let change = StockChange { id: movement_id.clone(), sku: sku.clone(), kind, quantity, reason };
    handles.change_stock(&message, vec![change]).await.map_err(failed)?;
    let until = tokio::time::Instant::now() + OUTCOME_WAIT;
    let mut result = outcome(handles, &sku, &movement_id).await?;
    while matches!(result, Outcome::NotYet) && tokio::time::Instant::now() < until {
        tokio::time::sleep(OUTCOME_LOOK).await;
        result = outcome(handles, &sku, &movement_id).await?;
    }
    Ok(Moved { sku, movement_id, result })
}

/// The form; whether the stock allows it is the function's to say.
fn read(headers: &HeaderMap, body: &Bytes) -> Result<(Sku, MovementKind, i64, String), Problem> {
    let fields = form(headers, body, &["sku", "kind", "quantity", "reason"])?;
    let field = |name: &str| fields.get(name).map_or("", |value| value.trim());
    let sku = Sku::parse(field("sku")).map_err(|error| wrong("sku", format!("{error}.")))?;
    let kind = match field("kind") {
        "receipt" => MovementKind::Receipt,
        "adjustment" => MovementKind::Adjustment,
        "return" => MovementKind::Return,
        "count" => MovementKind::Count,
        _ => return Err(wrong("kind", "Choose receipt, adjustment, return or count.")),
    };
    let max = i64::from(STOCK_QUANTITY_MAX);
    let quantity: Option<i64> = field("quantity").parse().ok();
    let quantity = quantity.filter(|quantity| (-max..=max).contains(quantity));
    let quantity =
        quantity.ok_or_else(|| wrong("quantity", format!("Write a whole number from -{max} to {max}.")))?;
    let reason = field("reason");
    if reason.is_empty() || reason.chars().count() > REASON_MAX || reason.chars().any(char::is_control) {
        return Err(wrong("reason", format!("Say why, in 1 to {REASON_MAX} characters on one line.")));
    }
    Ok((sku, kind, quantity, reason.to_owned()))
}
