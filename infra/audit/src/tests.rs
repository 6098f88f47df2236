//! A good shop has no findings; each way to break it is found, by the promise it breaks.

use super::*;
use domain::cart::{Cart, CartLine, CartStatus, Quantity};
use domain::ids::{
    CartId, CatalogVersion, Country, DeliveryId, LineId, Locale, MarketId, OrderId, OrderNumber, Sku, Slug,
};
use domain::inventory::Stock;
use domain::market::Market;
use domain::money::{Currency, Money};
use domain::orders::place::{PlaceRequest, place};
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{Break, BreakKind, CancelReason, Order, OrderDocument, OrderEventKind};
use domain::payments::attempt::with_session;
use domain::payments::refund::{RefundSource, RefundStatus, add_refund, paid_intent};
use domain::payments::{AttemptStatus, PaymentMethod, PaymentStatus};
use domain::pricing::{Quote, QuoteDelivery, QuoteLine, TaxShare};
use domain::shipping::DeliveryKind;
use domain::tax::{RoundingLevel, TaxMode};
use std::collections::BTreeMap;
use store::table::{self, Key};

const NOW: Timestamp = Timestamp::from_ms(1_780_000_000_000);
const TOTAL: i64 = 5_290;

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::parse("EUR").unwrap())
}

fn sku() -> Sku {
    Sku::parse("MUG-TIDE").unwrap()
}

fn id(n: u8) -> OrderId {
    OrderId::from_bits([n; 16])
}

fn quote() -> Quote {
    let rate_percent = "19".parse().unwrap();
    let quantity = Quantity::new(2).unwrap();
    Quote {
        market: MarketId::parse("eu").unwrap(),
        catalog_version: CatalogVersion::parse("0123456789abcdef").unwrap(),
        country: Country::parse("DE").unwrap(),
        tax_mode: TaxMode::Inclusive,
        lines: vec![QuoteLine {
            sku: sku(),
            slug: Slug::parse("mug").unwrap(),
            title: "The mug".to_owned(),
            image: "mug".to_owned(),
            properties: vec![],
            quantity,
            unit_price: eur(2_400),
            amount: eur(4_800),
            rate_percent,
            tax: eur(766),
        }],
        delivery: QuoteDelivery {
            id: DeliveryId::parse("standard").unwrap(),
            name: "Parcel".to_owned(),
            kind: DeliveryKind::Delivery,
            price: eur(490),
            promise: "2-4 days".to_owned(),
            days: None,
        },
        subtotal: eur(4_800),
        taxes: vec![TaxShare { rate_percent, net: eur(4_446), tax: eur(844) }],
        tax_total: eur(844),
        total: eur(TOTAL),
    }
}

fn market() -> Market {
    Market {
        id: MarketId::parse("eu").unwrap(),
        name: "Europe".to_owned(),
        currency: eur(0).currency,
        tax_mode: TaxMode::Inclusive,
        rounding: RoundingLevel::Line,
        countries: vec![Country::parse("DE").unwrap()],
        payment_methods: vec![PaymentMethod::Card],
        offline_hold_days: 7,
        offline_quantity_max: 10,
        card_minimum_minor: 50,
    }
}

fn cart(n: u8) -> Cart {
    let (market, locale) = (MarketId::parse("eu").unwrap(), Locale::parse("en").unwrap());
    let mut cart = Cart::empty(CartId::from_bits([n; 16]), market, locale);
    let (quantity, title) = (Quantity::new(2).unwrap(), "The mug".to_owned());
    let line = CartLine { quantity, shown_price: eur(2_400), title, properties: vec![] };
    cart.lines.insert(LineId::from(&sku()), line);
    cart
}

/// A card order of two mugs, waiting for its money on a page.
fn pending(n: u8) -> Order {
    let stock = Stock { available: 10, reserved: 0, version: 1 };
    let request = PlaceRequest {
        id: id(n),
        number: OrderNumber::from_bits([n; 10]),
        cart: &cart(n),
        quote: quote(),
        agreed: &quote().fingerprint(),
        stock: &BTreeMap::from([(sku(), stock)]),
        market: &market(),
        method: PaymentMethod::Card,
        identity: String::new(),
        network: None,
        now: NOW,
    };
    with_session(&place(request).unwrap().order, 1, &format!("cs_{n}"))
}

fn confirmed(n: u8) -> Order {
    let mut order = pending(n);
    order.status = OrderStatus::Confirmed;
    order.payment = PaymentStatus::Captured;
    order.fulfillment = FulfillmentStatus::Ready;
    (order.captured, order.refundable) = (eur(TOTAL), eur(TOTAL));
    order.attempts[0].status = AttemptStatus::Won;
    order.due_at = None;
    order.tell(OrderEventKind::Confirmed, NOW);
    order
}

fn canceled(n: u8) -> Order {
    let mut order = pending(n);
    order.status = OrderStatus::Canceled;
    order.payment = PaymentStatus::Voided;
    order.attempts[0].status = AttemptStatus::Ended;
    order.due_at = None;
    order.tell(OrderEventKind::Canceled { reason: CancelReason::Expired }, NOW);
    order
}

/// A table, a ledger and mails, to be broken.
struct Shop {
    orders: BTreeMap<OrderId, (Order, Outbox)>,
    documents: BTreeMap<OrderId, Quote>,
    carts: BTreeMap<CartId, Cart>,
    available: i64,
    reserved: i64,
    moved: i64,
    parcels: Vec<BTreeMap<LineId, u32>>,
    events: Vec<Outbox>,
    ledger: Ledger,
    mails: Vec<Mail>,
}

impl Shop {
    /// Ten mugs came in; one order waits for its money, one is paid, one was canceled.
    fn good() -> Self {
        let mut shop = Self {
            orders: BTreeMap::new(),
            documents: BTreeMap::new(),
            carts: BTreeMap::new(),
            available: 6,
            reserved: 4,
            moved: 10,
            parcels: Vec::new(),
            events: vec![Outbox { told: told("evt", 1), last: 1, sent_through: 1, unsent_since: None }],
            ledger: Ledger::default(),
            mails: Vec::new(),
        };
        for order in [pending(1), confirmed(2), canceled(3)] {
            shop.add(order);
        }
        shop
    }

    fn add(&mut self, order: Order) {
        let told = told(order.id.as_str(), order.events.len());
        let last = u32::try_from(told.len()).unwrap();
        let asked = vec![TOTAL];
        let taken = Taken { currency: "eur".to_owned(), asked, ..Taken::default() };
        let captured = order.captured.amount_minor;
        self.ledger.orders.insert(order.id.to_string(), Taken { captured, ..taken });
        if let Some(last) = order.events.last().filter(|event| event.kind != OrderEventKind::Placed) {
            let recipients: &[&str] =
                if last.kind == OrderEventKind::Confirmed { &["shopper", "merchant"] } else { &["shopper"] };
            let message = format!("{}-{}", order.id, last.sequence);
            let mail = |recipient: &&str| Mail { message: message.clone(), recipient: (*recipient).into() };
            self.mails.extend(recipients.iter().map(mail));
        }
        let mut cart = cart(order.id.as_str().bytes().last().unwrap() - b'0');
        cart.status = CartStatus::Closed(order.id.clone());
        self.carts.insert(cart.id.clone(), cart);
        self.documents.insert(order.id.clone(), quote());
        let outbox = Outbox { told, last, sent_through: last, unsent_since: None };
        self.orders.insert(order.id.clone(), (order, outbox));
    }

    fn order(&mut self, n: u8) -> &mut Order {
        &mut self.orders.get_mut(&id(n)).unwrap().0
    }

    fn outbox(&mut self, n: u8) -> &mut Outbox {
        &mut self.orders.get_mut(&id(n)).unwrap().1
    }

    fn taken(&mut self, n: u8) -> &mut Taken {
        self.ledger.orders.get_mut(id(n).as_str()).unwrap()
    }

    fn dump(&self) -> Dump {
        let mut dump = Dump::default();
        let mut put = |key: Key, record: Record| dump.insert(key, record);
        for (id, (order, outbox)) in &self.orders {
            let record = OrderRecord { order: order.clone(), outbox: outbox.clone() };
            put(table::order_state(id), Record::Order(Box::new(record)));
            put(table::order_number(&order.number), Record::Other);
            if let Some(quote) = self.documents.get(id) {
                let (number, quote) = (order.number.clone(), quote.clone());
                let document = OrderDocument { id: id.clone(), number, quote, placed_at: NOW };
                put(table::order_document(id), Record::Document(Box::new(document)));
            }
        }
        for (id, cart) in &self.carts {
            put(table::cart(id), Record::Cart(Box::new(cart.clone())));
        }
        let (available, reserved) = (self.available, self.reserved);
        put(table::stock(&sku()), Record::Stock(StockRecord { sku: sku(), available, reserved }));
        let movement = domain::ids::MovementId::from_bits([1; 16]);
        put(table::movement(&sku(), &movement), Record::Movement(sku(), Some(self.moved)));
        for (number, lines) in (1..).zip(&self.parcels) {
            put(table::order_shipment(&id(2), number), Record::Parcel(lines.clone()));
        }
        for (n, event) in self.events.iter().enumerate() {
            put(table::provider_event("stripe", &n.to_string()), Record::Event(event.clone()));
        }
        dump
    }

    fn found(&self) -> Vec<&'static str> {
        let dump = self.dump();
        let evidence = Evidence { dump: &dump, ledger: Some(&self.ledger), mails: Some(&self.mails) };
        let mut found = always(&evidence);
        found.extend(settled(&evidence, NOW.plus(domain::time::Span::minutes(5)), 1));
        let mut codes: Vec<&str> = found.iter().map(|violation| violation.invariant.code()).collect();
        codes.dedup();
        codes
    }
}

fn told(name: &str, count: usize) -> BTreeMap<u32, Told> {
    let told = |n: u32| (n, Told { id: format!("{name}-{n}"), kind: "Something".to_owned() });
    (1..=u32::try_from(count).unwrap()).map(told).collect()
}

/// What is found in a good shop after this was done to it.
fn after(breaking: impl FnOnce(&mut Shop)) -> Vec<&'static str> {
    let mut shop = Shop::good();
    breaking(&mut shop);
    shop.found()
}

#[test]
fn a_good_shop_keeps_every_promise() {
    assert_eq!(after(|_| {}), Vec::<&str>::new());
}

#[test]
fn overselling_is_found() {
    assert!(after(|shop| (shop.available, shop.moved) = (-1, 3)).contains(&"I1"));
    assert!(
        after(|shop| (shop.available, shop.reserved) = (7, 3)).contains(&"I1"),
        "a hold given back twice"
    );
}

#[test]
fn stock_from_nowhere_is_found() {
    assert_eq!(after(|shop| shop.available += 1), ["I7"]);
    assert_eq!(after(|shop| shop.moved += 1), ["I7"]);
}

#[test]
fn shipped_goods_are_not_reserved_any_more() {
    let shipped = |shop: &mut Shop| {
        let lines = std::mem::take(&mut shop.order(2).held);
        shop.parcels.push(lines);
        shop.reserved -= 2;
    };
    assert_eq!(after(shipped), Vec::<&str>::new());
    assert_eq!(after(|shop| drop(std::mem::take(&mut shop.order(2).held))), ["I1"], "gone without a parcel");
    assert_eq!(after(|shop| (shipped(shop), shop.parcels.clear()).1), ["I7"], "and not even reserved");
}

#[test]
fn money_taken_twice_is_found() {
    assert!(after(|shop| shop.taken(2).captured *= 2).contains(&"I2"));
    assert!(after(|shop| shop.order(1).attempts = vec![pending(1).attempts[0].clone(); 2]).contains(&"I2"));
    assert!(after(|shop| shop.order(2).captured = eur(2 * TOTAL)).contains(&"I2"));
}

#[test]
fn goods_without_money_are_found() {
    assert!(after(|shop| shop.taken(2).captured = 0).contains(&"I3"));
    assert!(after(|shop| shop.order(1).fulfillment = FulfillmentStatus::Ready).contains(&"I3"));
    assert!(after(|shop| shop.order(2).payment = PaymentStatus::Processing).contains(&"I3"));
    let early = Mail { message: format!("{}-2", id(1)), recipient: "shopper".to_owned() };
    assert!(after(|shop| shop.mails.push(early)).contains(&"I3"));
}

#[test]
fn money_without_an_order_is_found() {
    let stranger = Taken { captured: 1, ..Taken::default() };
    assert!(after(|shop| drop(shop.ledger.orders.insert(id(9).to_string(), stranger))).contains(&"I4"));
    assert_eq!(after(|shop| shop.taken(3).capturable = TOTAL), ["I4"]);
    assert_eq!(after(|shop| shop.taken(3).open_sessions = 1), ["I4"]);
    assert_eq!(after(|shop| shop.taken(3).open = vec!["cs_3".to_owned()]), ["I4"]);
    assert_eq!(after(|shop| shop.taken(1).open = vec!["cs_1".to_owned()]), Vec::<&str>::new());
}

#[test]
fn money_that_does_not_add_up_is_found() {
    assert_eq!(after(|shop| shop.order(2).refundable = eur(1)), ["I6"]);
    assert_eq!(after(|shop| shop.taken(3).captured = TOTAL), ["I6"], "taken and recorded nowhere");
    assert_eq!(after(|shop| shop.taken(2).refunded = TOTAL + 1), ["I6"]);
    let adds_up = |shop: &mut Shop| shop.documents.get_mut(&id(1)).unwrap().delivery.price = eur(1);
    assert_eq!(after(adds_up), ["I6"]);
    let subtotal = |shop: &mut Shop| shop.documents.get_mut(&id(1)).unwrap().subtotal = eur(1);
    assert_eq!(after(subtotal), ["I6"]);
}

#[test]
fn a_promise_of_more_than_is_left_is_found_unless_money_was_given_back_elsewhere() {
    let with = |source: RefundSource, accepted: i64| {
        after(move |shop| {
            let order = shop.order(2);
            let intent = paid_intent(order);
            add_refund(order, eur(500), RefundSource::Staff, intent.clone(), NOW).unwrap();
            add_refund(order, eur(accepted), source, intent, NOW).unwrap();
            order.refunds[1].status = RefundStatus::Succeeded;
            order.refundable = eur(0);
        })
    };
    assert!(with(RefundSource::Staff, TOTAL).contains(&"I6"));
    assert!(!with(RefundSource::Provider, TOTAL).contains(&"I6"));
    assert!(with(RefundSource::Provider, TOTAL + 1).contains(&"I6"), "given back, not promised");
}

#[test]
fn a_refund_counts_from_its_request_until_it_fails() {
    let with = |status: RefundStatus| {
        after(move |shop| {
            let order = shop.order(2);
            let intent = paid_intent(order);
            add_refund(order, eur(TOTAL), RefundSource::Staff, intent, NOW).unwrap();
            order.refunds[0].status = status;
        })
    };
    assert_eq!(with(RefundStatus::Requested), Vec::<&str>::new());
    assert_eq!(with(RefundStatus::Failed), ["I6"], "it can be given back again");
}

#[test]
fn a_person_who_was_asked_makes_a_difference_fine() {
    let raised = |shop: &mut Shop| {
        shop.taken(3).captured = TOTAL;
        let (kind, detail) = (BreakKind::UnexpectedMoney, String::new());
        shop.order(3).breaks.push(Break { kind, detail, at: NOW, resolved_at: None });
    };
    assert_eq!(after(raised), Vec::<&str>::new());
}

#[test]
fn a_cart_that_is_not_its_order_is_found() {
    let cart = CartId::from_bits([1; 16]);
    assert_eq!(after(|shop| shop.carts.get_mut(&cart).unwrap().status = CartStatus::Open), ["I8"]);
    assert_eq!(after(|shop| shop.carts.get_mut(&cart).unwrap().lines.clear()), ["I8"]);
}

#[test]
fn lost_messages_and_mails_are_found() {
    assert!(after(|shop| shop.outbox(2).sent_through = 1).contains(&"I9"));
    assert!(after(|shop| drop(shop.outbox(2).told.remove(&1))).contains(&"I9"));
    assert!(after(|shop| shop.events[0].sent_through = 0).contains(&"I9"));
    assert_eq!(after(|shop| shop.mails.clear()), ["I9"]);
    assert_eq!(after(|shop| shop.mails.push(shop.mails[0].clone())), ["I9"], "told twice without a crash");
}

#[test]
fn what_nobody_looks_at_is_found() {
    assert_eq!(after(|shop| shop.order(1).due_at = None), ["I14"]);
    let hours_ago = NOW.minus(domain::time::Span::hours(2));
    assert_eq!(after(|shop| shop.order(1).due_at = Some(hours_ago)), ["I14"]);
    assert_eq!(after(|shop| shop.order(1).hold_until = hours_ago), ["I12"]);
}

#[test]
fn another_amount_than_shown_is_found() {
    assert_eq!(after(|shop| shop.taken(1).asked = vec![1]), ["I15"]);
    assert_eq!(after(|shop| shop.taken(1).currency = "usd".to_owned()), ["I15"]);
    assert!(after(|shop| shop.order(1).attempts[0].amount = eur(1)).contains(&"I15"));
}

#[test]
fn an_item_that_cannot_be_read_is_found() {
    let item = store::items::key_item(&table::order_state(&id(1)));
    let dump = Dump::of([&item]);
    let found = always(&Evidence { dump: &dump, ledger: None, mails: None });
    assert!(found.iter().any(|violation| violation.invariant == Invariant::Readable), "{found:?}");
}
