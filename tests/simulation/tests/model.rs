//! The shop's own decisions, explored to the end: every order in which two buyers, a provider and two settlers can
//! act on one unit, with a crash between any look and the write that follows from it.
//!
//! The transitions are `domain`'s functions themselves: placing, paying again, the next step of settling. Around
//! them are the table as one version per order, and the provider as one page and one payment per attempt.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use domain::cart::{Cart, CartLine, Quantity};
use domain::catalog::Offers;
use domain::ids::{CartId, LineId, OrderId, OrderNumber, Sku};
use domain::inventory::Stock;
use domain::money::Money;
use domain::orders::place::{PlaceRequest, place};
use domain::orders::state::OrderStatus;
use domain::orders::{CancelReason, Order};
use domain::payments::attempt::{PayAgain, pay_again, with_session};
use domain::payments::settle::{
    IntentStatus, ProviderCall, Seen, SeenPayment, SessionState, Step, next_step,
};
use domain::payments::{AttemptStatus, PaymentMethod};
use domain::pricing;
use domain::time::{Span, Timestamp};
use journeys::catalog::publication;
use stateright::{Checker, Model, Property};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

const SKU: &str = "MUG-TIDE";
const START: Timestamp = Timestamp::from_ms(1_795_000_000_000);
const BUYERS: usize = 2;
const SETTLERS: usize = 2;

/// A hosted page and the payment made on it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    attempt: u32,
    state: SessionState,
    payment: Option<IntentStatus>,
    captured: u32,
    /// Whether a shopper was sent there.
    shown: bool,
}

/// A look that a settler took and has not acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    buyer: usize,
    order: Order,
    seen: Vec<Seen>,
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shop {
    available: u64,
    reserved: u64,
    orders: [Option<Order>; BUYERS],
    pages: [Vec<Page>; BUYERS],
    looks: [Option<Look>; SETTLERS],
    /// Whether holds are over.
    late: bool,
}

impl Hash for Shop {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        format!("{self:?}").hash(hasher);
    }
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    Place(usize),
    OpenPage(usize),
    Show(usize),
    Pay(usize, usize),
    GiveUp(usize),
    Settle(usize, usize),
    Act(usize),
    Crash(usize),
    TimePasses,
    PagesRunOut,
}

struct Rules {
    units: u64,
}

fn now(shop: &Shop) -> Timestamp {
    if shop.late { START.plus(Span::minutes(60)) } else { START }
}

/// A buyer's order of one unit, as `domain` places it.
fn placed(buyer: usize, stock: Stock) -> Option<Order> {
    let publication = publication(1, &[]);
    let terms = &publication.terms[0];
    let by_sku = publication.offers[0].1.iter().map(|offer| (offer.sku.clone(), offer.clone())).collect();
    let offers = Offers { version: publication.version.clone(), by_sku };
    let bits = [u8::try_from(buyer).unwrap(); 16];
    let mut cart = Cart::empty(CartId::from_bits(bits), terms.market.id.clone(), terms.locales[0].clone());
    let sku = Sku::parse(SKU).unwrap();
    let shown_price = offers.by_sku[&sku].unit_price;
    let line = CartLine {
        quantity: Quantity::new(1).unwrap(),
        shown_price,
        title: SKU.to_owned(),
        properties: vec![],
    };
    cart.lines.insert(LineId::from(&sku), line);
    let quote = pricing::quote(terms, &cart, &offers, &terms.market.countries[0], None).unwrap();
    let agreed = quote.fingerprint();
    let request = PlaceRequest {
        id: OrderId::from_bits(bits),
        number: OrderNumber::from_bits([bits[0]; 10]),
        cart: &cart,
        quote,
        agreed: &agreed,
        stock: &BTreeMap::from([(sku, stock)]),
        market: &terms.market,
        method: PaymentMethod::Card,
        identity: String::new(),
        network: None,
        now: START,
    };
    place(request).ok().map(|placement| placement.order)
}

fn seen(order: &Order, pages: &[Page]) -> Vec<Seen> {
    let none = Money::zero(order.total.currency);
    let known = |page: &&Page| {
        order.attempts.iter().any(|attempt| attempt.number == page.attempt && attempt.session.is_some())
    };
    let payment = |page: &Page, status: IntentStatus| SeenPayment {
        intent: format!("pi_{}", page.attempt),
        status,
        amount: order.total,
        captured: if page.captured > 0 { order.total } else { none },
        declines: 0,
        refunds: Vec::new(),
        dispute: None,
    };
    let shown = |page: &Page| Seen {
        attempt: page.attempt,
        session: page.state,
        payment: page.payment.map(|status| payment(page, status)),
    };
    pages.iter().filter(known).map(shown).collect()
}

/// Writes an order on the version it was loaded with; whether that was still so.
fn write(shop: &mut Shop, buyer: usize, next: Order) -> bool {
    let Some(stored) = &shop.orders[buyer] else { return false };
    if stored.version != next.version {
        return false;
    }
    let version = next.version + 1;
    shop.orders[buyer] = Some(Order { version, ..next });
    true
}

fn act(shop: &mut Shop, look: Look) {
    let Look { buyer, order, seen } = look;
    match next_step(&order, &seen, now(shop)) {
        Ok(Step::Record(next)) => drop(write(shop, buyer, *next)),
        Ok(Step::Cancel(next)) => {
            if write(shop, buyer, *next) {
                (shop.available, shop.reserved) = (shop.available + 1, shop.reserved - 1);
            }
        }
        Ok(Step::Send(call)) => send(&mut shop.pages[buyer], &call),
        Ok(Step::Rest) | Err(_) => {}
    }
}

/// The provider does what it is asked, if it can.
fn send(pages: &mut [Page], call: &ProviderCall) {
    for page in pages {
        let (session, intent) = (format!("cs_{}", page.attempt), format!("pi_{}", page.attempt));
        let authorized = page.payment == Some(IntentStatus::RequiresCapture);
        match call {
            ProviderCall::ExpireSession { session: named }
                if *named == session && page.state == SessionState::Open =>
            {
                page.state = SessionState::Expired;
            }
            ProviderCall::Capture(operation) if operation.intent == intent && authorized => {
                (page.payment, page.captured) = (Some(IntentStatus::Succeeded), page.captured + 1);
            }
            ProviderCall::Void(operation) if operation.intent == intent && authorized => {
                page.payment = Some(IntentStatus::Canceled);
            }
            _ => {}
        }
    }
}

impl Model for Rules {
    type State = Shop;
    type Action = Deed;

    fn init_states(&self) -> Vec<Shop> {
        vec![Shop {
            available: self.units,
            reserved: 0,
            orders: [const { None }; BUYERS],
            pages: [const { Vec::new() }; BUYERS],
            looks: [const { None }; SETTLERS],
            late: false,
        }]
    }

    fn actions(&self, shop: &Shop, deeds: &mut Vec<Deed>) {
        for buyer in 0..BUYERS {
            let Some(order) = &shop.orders[buyer] else {
                deeds.extend((!shop.late).then_some(Deed::Place(buyer)));
                continue;
            };
            let resumes = matches!(pay_again(order, now(shop)), Ok(PayAgain::Resume(_)));
            deeds.extend((resumes && shop.pages[buyer].is_empty()).then_some(Deed::OpenPage(buyer)));
            deeds.extend((resumes && !shop.pages[buyer].is_empty()).then_some(Deed::Show(buyer)));
            for (at, page) in shop.pages[buyer].iter().enumerate() {
                deeds
                    .extend((page.shown && page.state == SessionState::Open).then_some(Deed::Pay(buyer, at)));
            }
            let may_give_up = order.status == OrderStatus::Pending && order.cancel_requested.is_none();
            deeds.extend(may_give_up.then_some(Deed::GiveUp(buyer)));
            let step = next_step(order, &seen(order, &shop.pages[buyer]), now(shop));
            if !matches!(step, Ok(Step::Rest)) {
                let free = (0..SETTLERS).filter(|settler| shop.looks[*settler].is_none());
                deeds.extend(free.map(|settler| Deed::Settle(settler, buyer)));
            }
        }
        for settler in (0..SETTLERS).filter(|settler| shop.looks[*settler].is_some()) {
            deeds.extend([Deed::Act(settler), Deed::Crash(settler)]);
        }
        let open = shop.pages.iter().flatten().any(|page| page.state == SessionState::Open);
        deeds.extend((!shop.late).then_some(Deed::TimePasses));
        deeds.extend((shop.late && open).then_some(Deed::PagesRunOut));
    }

    fn next_state(&self, last: &Shop, deed: Deed) -> Option<Shop> {
        let mut shop = last.clone();
        match deed {
            Deed::Place(buyer) => {
                let stock = Stock { available: shop.available, reserved: shop.reserved, version: 1 };
                let order = placed(buyer, stock)?;
                (shop.available, shop.reserved) = (shop.available - 1, shop.reserved + 1);
                shop.orders[buyer] = Some(Order { version: 1, ..order });
            }
            Deed::OpenPage(buyer) => {
                let (state, payment) = (SessionState::Open, None);
                shop.pages[buyer].push(Page { attempt: 1, state, payment, captured: 0, shown: false });
            }
            Deed::Show(buyer) => {
                let order = shop.orders[buyer].clone()?;
                let shown = write(&mut shop, buyer, with_session(&order, 1, "cs_1"));
                shop.pages[buyer].first_mut()?.shown = shown;
            }
            Deed::Pay(buyer, at) => {
                let page = shop.pages[buyer].get_mut(at)?;
                (page.state, page.payment) = (SessionState::Complete, Some(IntentStatus::RequiresCapture));
            }
            Deed::GiveUp(buyer) => {
                let mut order = shop.orders[buyer].clone()?;
                (order.cancel_requested, order.due_at) = (Some(CancelReason::CartChanged), Some(now(&shop)));
                write(&mut shop, buyer, order);
            }
            Deed::Settle(settler, buyer) => {
                let order = shop.orders[buyer].clone()?;
                let seen = seen(&order, &shop.pages[buyer]);
                shop.looks[settler] = Some(Look { buyer, order, seen });
            }
            Deed::Act(settler) => {
                let look = shop.looks[settler].take()?;
                act(&mut shop, look);
            }
            Deed::Crash(settler) => shop.looks[settler] = None,
            Deed::TimePasses => shop.late = true,
            Deed::PagesRunOut => {
                for page in shop.pages.iter_mut().flatten().filter(|page| page.state == SessionState::Open) {
                    page.state = SessionState::Expired;
                }
            }
        }
        (shop != *last).then_some(shop)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("units are available or reserved", |rules: &Self, shop: &Shop| {
                let open = |order: &&Option<Order>| {
                    order.as_ref().is_some_and(|order| order.status != OrderStatus::Canceled)
                };
                let held = shop.orders.iter().filter(open).count();
                shop.available + shop.reserved == rules.units && u64::try_from(held) == Ok(shop.reserved)
            }),
            Property::always("money is taken once, and only for an order that stands", |_, shop: &Shop| {
                each(shop, |order, pages| {
                    let taken: u32 = pages.iter().map(|page| page.captured).sum();
                    taken <= 1 && (taken == 0 || order.status != OrderStatus::Canceled)
                })
            }),
            Property::always("an order is confirmed when its money was taken", |_, shop: &Shop| {
                each(shop, |order, pages| {
                    order.status != OrderStatus::Confirmed || pages.iter().any(|page| page.captured == 1)
                })
            }),
            Property::always("nobody can pay for a canceled order", |_, shop: &Shop| {
                each(shop, |order, pages| {
                    let payable = pages.iter().any(|page| page.shown && page.state == SessionState::Open);
                    order.status != OrderStatus::Canceled || !payable
                })
            }),
            Property::always("what is not over has a time at which somebody looks", |_, shop: &Shop| {
                each(shop, |order, _| order.status != OrderStatus::Pending || order.due_at.is_some())
            }),
            Property::eventually("every order ends, and nothing stays authorized", |_, shop: &Shop| {
                shop.late
                    && each(shop, |order, pages| {
                        let authorized = |page: &Page| page.payment == Some(IntentStatus::RequiresCapture);
                        order.status != OrderStatus::Pending && !pages.iter().any(authorized)
                    })
            }),
            Property::sometimes("an order is paid", |_, shop: &Shop| {
                shop.orders
                    .iter()
                    .flatten()
                    .any(|order| order.attempts.iter().any(|attempt| attempt.status == AttemptStatus::Won))
            }),
            Property::sometimes("the second buyer gets what the first gave up", |_, shop: &Shop| {
                let status = |buyer: usize| shop.orders[buyer].as_ref().map(|order| order.status);
                status(0) == Some(OrderStatus::Canceled) && status(1) == Some(OrderStatus::Pending)
            }),
        ]
    }
}

fn each(shop: &Shop, holds: impl Fn(&Order, &[Page]) -> bool) -> bool {
    shop.orders
        .iter()
        .zip(&shop.pages)
        .all(|(order, pages)| order.as_ref().is_none_or(|order| holds(order, pages)))
}

#[test]
fn every_order_of_events_keeps_the_promises() {
    let checker = Rules { units: 1 }.checker().spawn_bfs().join();
    println!("{} states, {} of them different", checker.state_count(), checker.unique_state_count());
    checker.assert_properties();
    assert!(checker.is_done());
}
