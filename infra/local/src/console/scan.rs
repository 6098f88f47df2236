//! Lists out of the whole table: fine for one machine, and nowhere else.

use super::answer::failed;
use crate::handles::Handles;
use aws_sdk_dynamodb::types::AttributeValue;
use contract::problem::Problem;
use domain::ids::OrderId;
use std::collections::HashMap;
use store::items::Item;
use store::table::{BODY, PK, SK, STATUS};

/// An order as the table's scan finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which order.
    pub id: OrderId,
    /// Its status' name.
    pub status: String,
    /// When it was placed, in milliseconds since 1970.
    pub placed_at_ms: i64,
    /// How many things about it wait for a person.
    pub breaks: usize,
}

/// Every order, newest first.
///
/// # Errors
/// A [`Problem`] when the table does not answer.
pub async fn orders(handles: &Handles) -> Result<Vec<Found>, Problem> {
    let names = [("#pk", PK), ("#status", STATUS), ("#body", BODY)];
    let shown = "#pk, #status, #body.placed_at, #body.breaks";
    let items = scan(handles, "STATE", shown, &names).await?;
    let mut found: Vec<Found> = items.iter().filter_map(found).collect();
    found.sort_by(|a, b| (b.placed_at_ms, &b.id).cmp(&(a.placed_at_ms, &a.id)));
    Ok(found)
}

fn found(item: &Item) -> Option<Found> {
    let id = OrderId::parse(store::table::order_of(text(item, PK)?)).ok()?;
    let body = item.get(BODY).and_then(|body| body.as_m().ok());
    let placed_at = body.and_then(|body| body.get("placed_at")).and_then(|at| at.as_n().ok());
    let breaks = body.and_then(|body| body.get("breaks")).and_then(|breaks| breaks.as_l().ok());
    Some(Found {
        id,
        status: text(item, STATUS)?.to_owned(),
        placed_at_ms: placed_at.and_then(|at| at.parse().ok()).unwrap_or(0),
        breaks: breaks.map_or(0, Vec::len),
    })
}

/// Money that no order licenses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlicensed {
    /// The provider and its object.
    pub object: String,
    /// The order it names.
    pub claimed_order: String,
    /// Since when, in milliseconds since 1970.
    pub raised_at_ms: i64,
}

/// Everything that was paid and that no order knows.
///
/// # Errors
/// A [`Problem`] when the table does not answer.
pub async fn unlicensed(handles: &Handles) -> Result<Vec<Unlicensed>, Problem> {
    let names = [("#pk", PK), ("#claimed", "claimed_order"), ("#raised", "raised_at_ms")];
    let items = scan(handles, "BREAK", "#pk, #claimed, #raised", &names).await?;
    let read = |item: &Item| {
        let raised_at = item.get("raised_at_ms").and_then(|at| at.as_n().ok());
        Some(Unlicensed {
            object: store::table::unlicensed_of(text(item, PK)?).to_owned(),
            claimed_order: text(item, "claimed_order")?.to_owned(),
            raised_at_ms: raised_at.and_then(|at| at.parse().ok()).unwrap_or(0),
        })
    };
    Ok(items.iter().filter_map(read).collect())
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str)
}

/// The shown attributes of every item with this sort key, page by page.
async fn scan(
    handles: &Handles,
    sort_key: &str,
    shown: &str,
    names: &[(&str, &str)],
) -> Result<Vec<Item>, Problem> {
    let aliases = names.iter().chain(&[("#sk", SK)]);
    let aliases: HashMap<String, String> =
        aliases.map(|(alias, name)| ((*alias).to_owned(), (*name).to_owned())).collect();
    let mut pages = handles
        .clients
        .dynamodb
        .scan()
        .table_name(&handles.table)
        .filter_expression("#sk = :sk")
        .projection_expression(shown)
        .set_expression_attribute_names(Some(aliases))
        .expression_attribute_values(":sk", AttributeValue::S(sort_key.to_owned()))
        .into_paginator()
        .items()
        .send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(item.map_err(failed)?);
    }
    Ok(items)
}
