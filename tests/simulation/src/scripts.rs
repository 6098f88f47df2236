//! What people do: shoppers of different tempers, and staff.

mod carts;

use crate::browser::Browser;
use crate::functions::Functions;
use crate::gate::{Gate, Means, What};
use crate::paypal::{Later, Wallet};
use crate::table::TABLE;
use crate::temper::Temper;
use audit::Invariant;
use carts::{Filled, fill, set};
use contract::messages::{ChangeStock, Message, OrderRef, ParcelRef, RefundOrder, ShipOrder};
use domain::ids::{LineId, MessageId, MovementId, OrderId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::money::{Currency, Money};
use domain::time::Timestamp;
use journeys::catalog::publication;
use journeys::{CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD};
use provider_sim::paypal::Funding;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use store::Store;
use store::catalog::Publication;

/// What a message says that nobody understands.
pub const POISON: &str = "poison";
/// How often it is tried to publish it.
const PUBLISHED_MAX: u32 = 6;
/// A card that is honored.
const GOOD: Means = Means::Card(GOOD_CARD);
/// A card that is authorized, and its capture refused.
const CAPTURE_DECLINED: &str = "4000000000007130";
/// A card to which a refund comes back on day 5.
const REFUND_FAILS: &str = "4000000000005126";
/// A card whose owner disputes the payment.
const DISPUTED: &str = "4000000000000259";
/// An account whose debits are honored.
const GOOD_ACCOUNT: &str = "DE89370400440532013000";
/// An account whose debits are not.
const BAD_ACCOUNT: &str = "DE62370400440532013001";
/// An approval at PayPal with which everything works.
const APPROVED: Means = wallet(Funding::Balance, Later::Accepted);
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

const fn wallet(funding: Funding, later: Later) -> Means {
    Means::Wallet(Wallet { funding, later })
}

fn details(method: &str) -> Value {
    json!({
        "country": "DE", "email": "rosa@example.com", "name": "Rosa Example", "line1": "Lange Gasse 1",
        "city": "Berlin", "postal_code": "10115", "delivery": "standard", "method": method,
    })
}

/// A shopper who wants these things, and has another device.
pub async fn shop(browser: Browser, device: Browser, temper: Temper, wanted: Vec<(&'static str, u32)>) {
    let Filled { browser, engraved } = fill(browser, device, temper, wanted).await;
    let placed = match temper {
        // The auditor sees to it that what was still taken is in the order.
        Temper::Straggler => {
            let other = browser.clone();
            join(place(&browser, temper), set(&other, ("MUG-TIDE", 3))).await.0
        }
        _ => place(&browser, temper).await,
    };
    let Some(placed) = placed else { return };
    let Ok(order) = OrderId::parse(placed["order_id"].as_str().unwrap_or_default()) else { return };
    follow(&browser, temper, &order, &placed).await;
    if let Some(line) = engraved {
        send_back(&browser, &order, line).await;
    }
    browser.send("GET", &format!("/order/{order}"), None).await;
}

/// Places the order, agreeing to whatever it costs now.
async fn place(browser: &Browser, temper: Temper) -> Option<Value> {
    let method = match temper {
        Temper::Transfer | Temper::Forgetful => "bank_transfer",
        Temper::Debit | Temper::BadDebit => "bank_debit",
        Temper::Wallet
        | Temper::WalletDeclined
        | Temper::WalletLate
        | Temper::WalletTorn
        | Temper::WalletReviewed
        | Temper::WalletRejected
        | Temper::WalletUnreachable
        | Temper::WalletDisputing => "paypal",
        _ => "card",
    };
    let mut asked = None;
    for _ in 0..3 {
        let mut form = details(method);
        if asked.is_none() {
            let (status, quote) = browser.insist("/checkout/details", &form).await?;
            if status != 200 {
                return None;
            }
            asked = Some(quote["agreed"].clone());
        }
        form["agreed"] = asked.clone().unwrap_or_default();
        let answer = match temper {
            Temper::DoubleClicker | Temper::TwoTabs => {
                let twin = browser.clone();
                let (one, two) =
                    join(browser.insist("/checkout/place", &form), twin.insist("/checkout/place", &form))
                        .await;
                one.or(two)
            }
            _ => browser.insist("/checkout/place", &form).await,
        };
        match answer? {
            (200, placed) => return Some(placed),
            (_, problem) if problem["code"] == "price_changed" => asked = None,
            (_, problem) => {
                if problem["code"] == "not_sold" {
                    let detail = format!("all of it is sold: {problem}");
                    browser.gate.find(Invariant::CartsKeepLines, detail);
                }
                return None;
            }
        }
    }
    None
}

/// What a shopper does with an order.
async fn follow(browser: &Browser, temper: Temper, order: &OrderId, placed: &Value) {
    let session = session_of(placed);
    let (pay, change) = (format!("/order/{order}/pay"), format!("/order/{order}/change"));
    match temper {
        Temper::Plain
        | Temper::DoubleClicker
        | Temper::TwoTabs
        | Temper::Adder
        | Temper::Straggler
        | Temper::Engraver
        | Temper::Mover => pay_somehow(browser, &pay, session, GOOD).await,
        Temper::Challenged => pay_somehow(browser, &pay, session, Means::Card(CHALLENGED_CARD)).await,
        Temper::GiveUp | Temper::Forgetful => {}
        Temper::Declined => {
            if let Some(session) = &session {
                browser.pay(session, Means::Card(DECLINED_CARD)).await;
            }
            pay_somehow(browser, &pay, None, GOOD).await;
        }
        Temper::Hopeless => {
            for _ in 0..4 {
                pay_somehow(browser, &pay, None, Means::Card(DECLINED_CARD)).await;
                browser.wait(46 * MINUTE_MS).await;
            }
        }
        Temper::Late => {
            browser.wait(44 * MINUTE_MS).await;
            pay_somehow(browser, &pay, session, GOOD).await;
        }
        Temper::Changer => drop(browser.insist(&change, &json!({})).await),
        Temper::Torn => {
            let other = browser.clone();
            join(pay_somehow(browser, &pay, session, GOOD), other.insist(&change, &json!({}))).await;
        }
        Temper::Transfer => {
            browser.wait(24 * 60 * MINUTE_MS).await;
            browser.staff(&Message::MarkOrderPaid(OrderRef { order_id: order.clone() }), order).await;
        }
        Temper::Canceled => {
            let cancel = Message::CancelOrder(OrderRef { order_id: order.clone() });
            let other = browser.clone();
            join(pay_somehow(browser, &pay, session, GOOD), other.staff(&cancel, order)).await;
        }
        Temper::Debit => by_debit(browser, session, GOOD_ACCOUNT).await,
        Temper::BadDebit => by_debit(browser, session, BAD_ACCOUNT).await,
        Temper::Uncaptured => pay_somehow(browser, &pay, session, Means::Card(CAPTURE_DECLINED)).await,
        Temper::Refunded => {
            pay_somehow(browser, &pay, session, GOOD).await;
            browser.wait(MINUTE_MS).await;
            browser.staff(&refund(order, Some(500)), order).await;
            browser.wait(MINUTE_MS).await;
            browser.give_back(order).await;
        }
        Temper::Unreachable => {
            pay_somehow(browser, &pay, session, Means::Card(REFUND_FAILS)).await;
            browser.wait(MINUTE_MS).await;
            browser.staff(&refund(order, None), order).await;
            browser.wait(6 * DAY_MS).await;
        }
        Temper::Disputing => {
            pay_somehow(browser, &pay, session, Means::Card(DISPUTED)).await;
            browser.wait(DAY_MS).await;
        }
        Temper::Supplied => {
            pay_somehow(browser, &pay, session, GOOD).await;
            supplied(browser, order).await;
        }
        Temper::Wallet => pay_somehow(browser, &pay, session, APPROVED).await,
        Temper::WalletDeclined => {
            pay_somehow(browser, &pay, session, wallet(Funding::Declined, Later::Accepted)).await;
            browser.wait(MINUTE_MS).await;
            pay_somehow(browser, &pay, None, APPROVED).await;
        }
        Temper::WalletLate => {
            browser.wait(70 * MINUTE_MS).await;
            pay_somehow(browser, &pay, session, APPROVED).await;
        }
        Temper::WalletTorn => {
            let other = browser.clone();
            join(pay_somehow(browser, &pay, session, APPROVED), other.insist(&change, &json!({}))).await;
        }
        Temper::WalletReviewed => {
            pay_somehow(browser, &pay, session, wallet(Funding::CapturePending, Later::Accepted)).await;
        }
        Temper::WalletRejected => {
            pay_somehow(browser, &pay, session, wallet(Funding::CapturePending, Later::Refused)).await;
        }
        Temper::WalletUnreachable => {
            pay_somehow(browser, &pay, session, wallet(Funding::RefundPending, Later::Refused)).await;
            browser.wait(MINUTE_MS).await;
            browser.staff(&refund(order, None), order).await;
        }
        Temper::WalletDisputing => {
            pay_somehow(browser, &pay, session, wallet(Funding::Balance, Later::Disputed)).await;
        }
    }
}

/// Staff takes a line back, and gives the money for it back.
async fn send_back(browser: &Browser, order: &OrderId, line: LineId) {
    browser.wait(MINUTE_MS).await;
    let (order_id, lines) = (order.clone(), BTreeMap::from([(line, 1)]));
    let refund = RefundOrder { order_id, amount: None, lines, restock: true };
    browser.staff(&Message::RefundOrder(refund), order).await;
}

/// Staff packs a parcel, hears that it arrived, and gives some money back all the same.
async fn supplied(browser: &Browser, order: &OrderId) {
    browser.wait(MINUTE_MS).await;
    let (order_id, carrier) = (order.clone(), "DHL".to_owned());
    let parcel = ShipOrder { order_id, lines: BTreeMap::new(), carrier, tracking_number: None };
    browser.staff(&Message::ShipOrder(parcel), order).await;
    browser.wait(MINUTE_MS).await;
    browser.staff(&Message::DeliverOrder(ParcelRef { order_id: order.clone(), shipment: 1 }), order).await;
    browser.staff(&refund(order, Some(700)), order).await;
}

/// Has the account debited, and waits until the bank has decided.
async fn by_debit(browser: &Browser, session: Option<String>, account: &'static str) {
    if let Some(session) = session {
        browser.pay(&session, Means::Account(account)).await;
        browser.wait(6 * DAY_MS).await;
    }
}

/// Money to be given back: so many cents, or all that is left.
fn refund(order: &OrderId, amount_minor: Option<i64>) -> Message {
    let currency = Currency::parse("EUR").expect("a currency");
    let amount = amount_minor.map(|amount_minor| Money::new(amount_minor, currency));
    let (order_id, lines) = (order.clone(), BTreeMap::new());
    Message::RefundOrder(RefundOrder { order_id, amount, lines, restock: false })
}

/// Pays on the page that is there, or on the one that the shop gives.
async fn pay_somehow(browser: &Browser, again: &str, session: Option<String>, means: Means) {
    if let Some(session) = session
        && browser.pay(&session, means).await
    {
        return;
    }
    for _ in 0..2 {
        let Some((200, placed)) = browser.insist(again, &json!({})).await else { return };
        let Some(session) = session_of(&placed) else { return };
        if browser.pay(&session, means).await {
            return;
        }
    }
}

/// The provider's page of an order: Stripe's session, or PayPal's order.
fn session_of(placed: &Value) -> Option<String> {
    let url = placed["next_url"].as_str()?;
    if let Some((_, order)) = url.split_once("?token=") {
        return Some(order.to_owned());
    }
    let last = url.rsplit('/').next()?.split(['#', '?']).next()?;
    last.starts_with("cs_").then(|| last.to_owned())
}

/// Staff receives goods, counts, adjusts, and somebody sends what nobody understands.
pub async fn staff(gate: Gate, sku: &'static str, poison: bool) {
    let Ok(sku) = Sku::parse(sku) else { return };
    let send = async |queue: &'static str, body: String| drop(gate.ask(What::Send { queue, body }).await);
    let kinds = [(MovementKind::Receipt, 3), (MovementKind::Adjustment, -1), (MovementKind::Count, 20)];
    for (line, (kind, quantity)) in kinds.into_iter().enumerate() {
        let id = MovementId::from_bits(edge::ids::digest(&format!("{sku}-{line}")));
        let change = StockChange { id, sku: sku.clone(), kind, quantity, reason: "simulated".to_owned() };
        let message = Message::ChangeStock(ChangeStock { lines: vec![change] });
        let id = MessageId::from_bits(edge::ids::digest(&format!("stock-{line}")));
        send("stock", message.write(&id, Timestamp::from_ms(gate.now_ms())).unwrap_or_default()).await;
    }
    if poison {
        for queue in ["payments", "notices", "stock"] {
            send(queue, POISON.to_owned()).await;
        }
    }
}

/// The catalogue in which everything costs twice as much, and how the keys of what is in it begin.
pub fn doubled() -> &'static (Publication, String) {
    static DOUBLED: OnceLock<(Publication, String)> = OnceLock::new();
    DOUBLED.get_or_init(|| {
        let doubled = publication(2, &[]);
        let keys = store::table::terms(&doubled.version, &doubled.terms[0].market.id).pk;
        (doubled, keys)
    })
}

/// The merchant publishes that catalogue.
pub async fn publish(gate: Gate) {
    let store = Store::new(Functions::table_client(&gate), TABLE);
    for _ in 0..PUBLISHED_MAX {
        if store.publish(&doubled().0).await.is_ok() {
            return;
        }
    }
}

/// Both at the same time.
async fn join<A, B>(one: impl Future<Output = A>, two: impl Future<Output = B>) -> (A, B) {
    let (mut one, mut two) = (std::pin::pin!(one), std::pin::pin!(two));
    let (mut first, mut second) = (None, None);
    std::future::poll_fn(|context| {
        use std::task::Poll;
        if first.is_none()
            && let Poll::Ready(value) = one.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = two.as_mut().poll(context)
        {
            second = Some(value);
        }
        match (first.take(), second.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (first, second) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
