//! How carts are filled, and that what was acknowledged is in them.

use super::join;
use crate::browser::Browser;
use crate::temper::Temper;
use audit::Invariant;
use domain::ids::LineId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A cart that is taken to the checkout.
pub struct Filled {
    /// The device that it is on.
    pub browser: Browser,
    /// A line of it that was engraved.
    pub engraved: Option<LineId>,
}

/// Fills a cart as somebody of this temper does, and looks at it.
pub async fn fill(
    browser: Browser,
    device: Browser,
    temper: Temper,
    wanted: Vec<(&'static str, u32)>,
) -> Filled {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    if temper == Temper::Adder {
        for (sku, _) in wanted {
            add_twice(&browser, sku).await;
        }
    } else if temper == Temper::TwoTabs && wanted.len() > 1 {
        let (one, two) = (browser.clone(), browser.clone());
        let (first, second) = (wanted[0], wanted[1]);
        let (first, second) = join(set(&one, first), set(&two, second)).await;
        taken.extend(first.into_iter().chain(second));
    } else {
        for thing in wanted {
            taken.extend(set(&browser, thing).await);
        }
    }
    if !taken.is_empty() {
        look(&browser, &taken).await;
    }
    let engraved = if temper == Temper::Engraver { engrave(&browser).await } else { None };
    let moved = temper == Temper::Mover && is_moved(&browser, &device).await;
    Filled { browser: if moved { device } else { browser }, engraved }
}

/// Two lamps, engraved; their line, where that was acknowledged.
async fn engrave(browser: &Browser) -> Option<LineId> {
    let body = json!({ "sku": "LAMP-OAK", "quantity": 1, "properties": { "engraving": "Ada" } });
    let (_, cart) = browser.insist("/cart/add", &body).await.filter(|(status, _)| *status == 200)?;
    let is_engraved = |line: &&Value| line["properties"].to_string().contains("Ada");
    let line = cart["lines"].as_array()?.iter().find(is_engraved)?["line"].as_str()?.to_owned();
    // Where an answer was lost, it was added more than once; now it is two of them, whatever was.
    let body = json!({ "line": line, "quantity": 2 });
    browser.insist("/cart/set", &body).await.filter(|(status, _)| *status == 200)?;
    let (_, cart) = browser.send("GET", "/cart", None).await.filter(|(status, _)| *status == 200)?;
    let found = cart["lines"].as_array()?.iter().find(|other| other["line"] == line.as_str());
    if found.is_none_or(|found| found["quantity"] != 2) {
        let detail = format!("two engraved {line} were acknowledged, the cart has {found:?}");
        browser.gate.find(Invariant::CartsKeepLines, detail);
    }
    LineId::parse(&line).ok()
}

/// Opens the link to a cart on another device and puts what is in it into the cart there; whether that was
/// acknowledged. What the link showed is in the cart then.
async fn is_moved(browser: &Browser, device: &Browser) -> bool {
    let Some(page) = browser.page("/cart?link=1&fragment=1").await else { return false };
    let Some((_, rest)) = page.split_once("/cart?from=") else { return false };
    let token = rest.split('"').next().unwrap_or_default();
    let opened = device.send("GET", &format!("/cart?from={token}"), None).await;
    let merged = device.insist("/cart/merge", &json!({ "cart": token })).await;
    if merged.is_none_or(|(status, _)| status != 200) {
        return false;
    }
    if let Some((200, shown)) = opened {
        look(device, &quantities(&shown)).await;
    }
    true
}

/// Sets a line; what was acknowledged.
pub async fn set(browser: &Browser, (sku, quantity): (&'static str, u32)) -> Option<(String, u32)> {
    let body = json!({ "sku": sku, "quantity": quantity });
    let (status, _) = browser.insist("/cart/set", &body).await?;
    (status == 200).then(|| (sku.to_owned(), quantity))
}

/// Two tabs add one each at the same time: what was acknowledged is in the cart, and no more than was asked for.
async fn add_twice(browser: &Browser, sku: &'static str) {
    let other = browser.clone();
    let body = json!({ "sku": sku, "quantity": 1 });
    let (one, two) =
        join(browser.send("POST", "/cart/add", Some(&body)), other.send("POST", "/cart/add", Some(&body)))
            .await;
    let acknowledged = [one, two].into_iter().flatten().filter(|(status, _)| *status == 200).count();
    let Some((200, cart)) = browser.send("GET", "/cart", None).await else { return };
    let found = quantity_in(&cart, sku).unwrap_or_default();
    if found < u64::try_from(acknowledged).unwrap_or(u64::MAX) || found > 2 {
        let detail =
            format!("two tabs added one {sku} each, {acknowledged} were acknowledged, {found} are there");
        browser.gate.find(Invariant::CartsKeepLines, detail);
    }
}

/// How many of each SKU a cart has.
fn quantities(cart: &Value) -> BTreeMap<String, u32> {
    let line = |line: &Value| {
        let quantity = u32::try_from(line["quantity"].as_u64()?).ok()?;
        Some((line["sku"].as_str()?.to_owned(), quantity))
    };
    cart["lines"].as_array().into_iter().flatten().filter_map(line).collect()
}

/// How many of a SKU a cart has.
fn quantity_in(cart: &Value, sku: &str) -> Option<u64> {
    cart["lines"].as_array()?.iter().find(|line| line["sku"] == sku)?["quantity"].as_u64()
}

/// Everything that was acknowledged is in the cart, and none of it is said to be sold no more.
async fn look(browser: &Browser, taken: &BTreeMap<String, u32>) {
    let Some((200, cart)) = browser.send("GET", "/cart", None).await else { return };
    if cart["changes"].to_string().contains("no_longer_sold") {
        browser.gate.find(Invariant::CartsKeepLines, format!("all of it is sold: {}", cart["changes"]));
    }
    for (sku, wanted) in taken {
        let found = quantity_in(&cart, sku);
        if found != Some(u64::from(*wanted)) {
            let detail = format!("{wanted} of {sku} were acknowledged, the cart has {found:?}");
            browser.gate.find(Invariant::CartsKeepLines, detail);
        }
    }
}
