//! What people do: shoppers of different tempers, and staff.

use crate::functions::SITE;
use crate::gate::{Gate, Means, Reply, What};
use crate::temper::Temper;
use audit::Invariant;
use contract::messages::{ChangeStock, Message, OrderRef, ParcelRef, RefundOrder, ShipOrder};
use domain::ids::{CartId, MessageId, MovementId, OrderId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::money::{Currency, Money};
use domain::time::Timestamp;
use journeys::{CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD};
use lambda_http::Body;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a message says that nobody understands.
pub const POISON: &str = "poison";
/// How often a shopper tries something that was not answered.
const TRIES: u32 = 6;
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
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A shopper's browser; clones are tabs of it.
#[derive(Debug, Clone)]
pub struct Browser {
    gate: Gate,
    cookies: Rc<RefCell<BTreeMap<(String, String), String>>>,
}

impl Browser {
    /// A browser that has this cart.
    pub fn with(gate: &Gate, cart: &CartId) -> Self {
        let cookie = (("cart".to_owned(), "/".to_owned()), cart.to_string());
        Self { gate: gate.clone(), cookies: Rc::new(RefCell::new(BTreeMap::from([cookie]))) }
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Option<(u16, Value)> {
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .filter(|((_, at), _)| path.starts_with(at.as_str()))
            .map(|((name, _), value)| format!("{name}={value}"))
            .collect();
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{SITE}{path}"))
            .header("accept", "application/json")
            .header("content-type", "application/json")
            .header("cookie", cookies.join("; "));
        let body = body.map_or(Body::Empty, |body| Body::Text(body.to_string()));
        let request = request.body(body).expect("a request");
        let Ok(Reply::Page(page)) = self.gate.ask(What::Visit(Box::new(request))).await else { return None };
        for cookie in page.headers().get_all("set-cookie") {
            self.keep(cookie.to_str().unwrap_or_default());
        }
        let value = match page.body() {
            Body::Text(text) => serde_json::from_str(text).unwrap_or_default(),
            Body::Binary(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
            _ => Value::Null,
        };
        Some((page.status().as_u16(), value))
    }

    fn keep(&self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let path = parts.find_map(|part| part.strip_prefix("Path=")).unwrap_or("/");
        self.cookies.borrow_mut().insert((name.to_owned(), path.to_owned()), value.to_owned());
    }

    /// Sends until there is an answer that is not a failure of the shop's.
    async fn insist(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        for _ in 0..TRIES {
            match self.send("POST", path, Some(body)).await {
                Some((status, answer)) if status < 500 => return Some((status, answer)),
                _ => self.wait(2_000).await,
            }
        }
        None
    }

    /// Does nothing for a while.
    pub async fn wait(&self, by_ms: i64) {
        let end = self.gate.ask(What::Wait(self.gate.now_ms() + by_ms));
        // However it ends, the wait is over.
        drop(end.await);
    }

    async fn pay(&self, session: &str, means: Means) -> bool {
        let paying = self.gate.ask(What::Pay { session: session.to_owned(), means });
        matches!(paying.await, Ok(Reply::Done))
    }

    async fn staff(&self, message: &Message, order: &OrderId) {
        let id = MessageId::from_bits(edge::ids::digest(&format!("{order} {message:?}")));
        let body = message.write(&id, Timestamp::from_ms(self.gate.now_ms())).unwrap_or_default();
        drop(self.gate.ask(What::Send { queue: "payments", body }).await);
    }
}

fn details(method: &str) -> Value {
    json!({
        "country": "DE", "email": "rosa@example.com", "name": "Rosa Example", "line1": "Lange Gasse 1",
        "city": "Berlin", "postal_code": "10115", "delivery": "standard", "method": method,
    })
}

/// A shopper who wants these things.
pub async fn shop(browser: Browser, temper: Temper, wanted: Vec<(&'static str, u32)>) {
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
    browser.send("GET", &format!("/order/{order}"), None).await;
}

/// Sets a line; what was acknowledged.
async fn set(browser: &Browser, (sku, quantity): (&'static str, u32)) -> Option<(String, u32)> {
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

/// How many of a SKU a cart has.
fn quantity_in(cart: &Value, sku: &str) -> Option<u64> {
    cart["lines"].as_array()?.iter().find(|line| line["sku"] == sku)?["quantity"].as_u64()
}

/// Everything that was acknowledged is in the cart.
async fn look(browser: &Browser, taken: &BTreeMap<String, u32>) {
    let Some((200, cart)) = browser.send("GET", "/cart", None).await else { return };
    for (sku, wanted) in taken {
        let found = quantity_in(&cart, sku);
        if found != Some(u64::from(*wanted)) {
            let detail = format!("{wanted} of {sku} were acknowledged, the cart has {found:?}");
            browser.gate.find(Invariant::CartsKeepLines, detail);
        }
    }
}

/// Places the order, agreeing to whatever it costs now.
async fn place(browser: &Browser, temper: Temper) -> Option<Value> {
    let method = match temper {
        Temper::Transfer | Temper::Forgetful => "bank_transfer",
        Temper::Debit | Temper::BadDebit => "bank_debit",
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
            _ => return None,
        }
    }
    None
}

/// What a shopper does with an order.
async fn follow(browser: &Browser, temper: Temper, order: &OrderId, placed: &Value) {
    let session = session_of(placed);
    let (pay, change) = (format!("/order/{order}/pay"), format!("/order/{order}/change"));
    match temper {
        Temper::Plain | Temper::DoubleClicker | Temper::TwoTabs | Temper::Adder | Temper::Straggler => {
            pay_somehow(browser, &pay, session, GOOD).await;
        }
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
            browser.staff(&refund(order, None), order).await;
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
    }
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

fn session_of(placed: &Value) -> Option<String> {
    let url = placed["next_url"].as_str()?;
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
