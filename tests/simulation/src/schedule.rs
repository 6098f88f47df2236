//! One schedule: who is there, what goes wrong, and what was found when it is over.

use crate::browser::Browser;
use crate::chance::{Chance, TraceHash, mixed};
use crate::drive::{Drive, Events, Faults, Order};
use crate::fault::Fault;
use crate::functions::Functions;
use crate::gate::{Gate, Reply};
use crate::planted::Planted;
use crate::provider::Providers;
use crate::queue::{Queue, RECEIVES_MAX};
use crate::scripts::{POISON, publish, shop, staff};
use crate::table::{Snapshot, Table};
use crate::temper::Temper;
use crate::world::{START_MS, Site, World};
use audit::{Invariant, OrderRecord, Record, Violation};
use domain::cart::{Cart, Quantity};
use domain::ids::{CartId, Locale, MarketId, MovementId, Sku};
use domain::inventory::{MovementKind, StockChange, movement};
use domain::time::Timestamp;
use journeys::catalog::publication;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::task::{Context, Waker};
use store::Store;

/// What is sold, and how many are there.
const SHELF: [(&str, i64); 4] = [("MUG-TIDE", 50), ("MUG-CHALK", 3), ("LAMP-OAK", 2), ("BOWL-LAST", 1)];
/// The functions whose clocks can be off.
const CLOCKS: [&str; 8] = [
    "cart",
    "checkout",
    "payment-webhook",
    "payment-settle",
    "payment-reconcile",
    "order-notify",
    "hold-sweep",
    "stock-update",
];
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Shoppers of thirty days, and about how many calls each of them makes.
const SOAKED: u64 = 40;
const CALLS_EACH: u64 = 80;
/// Carts of a schedule that is short.
const CARTS: usize = 3;
/// The number of the first cart on another device.
const DEVICES: usize = 100;
/// The number of a cart that is filled from the start, and what is in it.
const FILLED: usize = 200;
const FILLING: [(&str, u32); 2] = [("MUG-TIDE", 2), ("MUG-CHALK", 1)];

/// What becomes of prices while shoppers are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prices {
    /// They stay as they are.
    Stay,
    /// The merchant publishes others, twice as high.
    Double,
}

/// Everything that decides a schedule.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What chance is drawn from.
    pub seed: u64,
    /// Who shops, and for what; nothing for whoever comes with a filled cart, which only one can.
    pub shoppers: Vec<(Temper, Vec<(&'static str, u32)>)>,
    /// Whether staff moves stock meanwhile, and sends poison.
    pub staff: Option<bool>,
    /// What becomes of prices meanwhile.
    pub prices: Prices,
    /// What goes wrong.
    pub faults: Faults,
    /// Which of several things happens.
    pub order: Order,
    /// Whether clocks are off.
    pub skewed: bool,
    /// Whether transactions lose what makes a repeat of them harmless.
    pub without_tokens: bool,
    /// A bug to be found.
    pub planted: Planted,
    /// In which order the provider's events come, where that is decided.
    pub events: Option<Events>,
    /// Over how many days the shoppers come; all at once where it is none.
    pub days: u32,
    /// Whether every step is put into words.
    pub told: bool,
}

impl Plan {
    /// One shopper, nothing goes wrong.
    pub fn of(temper: Temper) -> Self {
        let wanted = if temper.fills_a_cart() { FILLING.to_vec() } else { Vec::new() };
        Self {
            seed: 1,
            shoppers: vec![(temper, wanted)],
            staff: None,
            prices: Prices::Stay,
            faults: Faults::At(Vec::new()),
            order: Order::Steady,
            skewed: false,
            without_tokens: false,
            planted: None,
            events: None,
            days: 0,
            told: false,
        }
    }

    /// Thirty days of shoppers, with faults all the time but for the last of them.
    pub fn soak(seed: u64) -> Self {
        let mut chance = Chance::of(mixed(seed));
        let one = |chance: &mut Chance| (chance.one_of(&Temper::ALL), vec![(chance.one_of(&SHELF).0, 1)]);
        let shoppers = (0..SOAKED).map(|_| one(&mut chance)).collect();
        let faults = Faults::Random { in_thousand: 30, calls: CALLS_EACH.saturating_mul(SOAKED) };
        Self { shoppers, faults, days: 30, staff: Some(true), ..Self::random(seed) }
    }

    /// A seed's schedule in which a great deal goes wrong for a while and then nothing any more: what is due must get
    /// done, and every order must end.
    pub fn liveness(seed: u64) -> Self {
        let faults = Faults::Random { in_thousand: 400, calls: CALLS_EACH };
        Self { faults, ..Self::random(seed) }
    }

    /// The schedule that follows from a seed: one to three shoppers who want the same few things.
    pub fn random(seed: u64) -> Self {
        let mut chance = Chance::of(mixed(seed));
        let shoppers = 1 + chance.below(3);
        let one = |chance: &mut Chance| {
            let first = chance.one_of(&SHELF).0;
            let second = chance.one_of(&SHELF).0;
            let mut wanted = vec![(first, 1 + u32::from(chance.happens(300)))];
            if second != first && chance.happens(500) {
                wanted.push((second, 1));
            }
            (chance.one_of(&Temper::ALL), wanted)
        };
        let shoppers = (0..shoppers).map(|_| one(&mut chance)).collect();
        let in_thousand = chance.one_of(&[0, 10, 30, 60, 120, 250]);
        let calls = u64::try_from(chance.ms(20, 400)).unwrap_or_default();
        let staff = chance.happens(250).then(|| chance.happens(300));
        let (skewed, without_tokens) = (chance.happens(200), chance.happens(300));
        Self {
            seed,
            shoppers,
            staff,
            prices: if chance.happens(150) { Prices::Double } else { Prices::Stay },
            faults: Faults::Random { in_thousand, calls },
            order: Order::Any,
            skewed,
            without_tokens,
            planted: None,
            events: None,
            days: 0,
            told: false,
        }
    }
}

/// What a schedule ended in.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// What was found; nothing when every promise was kept.
    pub violations: Vec<Violation>,
    /// The trace as a number.
    pub trace: TraceHash,
    /// Calls let through.
    pub calls: u64,
    /// Faults by site.
    pub faults: BTreeMap<Site, u64>,
    /// Calls by site.
    pub sites: BTreeMap<(&'static str, String), u64>,
    /// What happened, in words.
    pub told: Vec<String>,
    /// What could have gone wrong with each call, where nothing did.
    pub fitting: Vec<(u64, Fault)>,
    /// In which order events came, where that was decided.
    pub events: Option<Events>,
    /// What became of orders and shelves and who was told what, without times and versions.
    pub state: String,
}

/// Runs a schedule in a runtime of its own, whose time passes only when it is told to.
pub fn run(plan: &Plan) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    // Without tokio's budget: whoever seems to wait because it is used up would look like a sleeper.
    runtime.expect("a runtime").block_on(tokio::task::unconstrained(run_here(plan)))
}

async fn run_here(plan: &Plan) -> Outcome {
    let mut world = world(plan);
    world.planted = plan.planted;
    world.without_tokens = plan.without_tokens;
    world.told = plan.told.then(Vec::new);
    let gate = world.gate.clone();
    let mut drive = Drive::new(world, plan.faults.clone(), plan.order);
    drive.patience = u32::try_from(plan.shoppers.len().div_ceil(CARTS)).unwrap_or(u32::MAX);
    if plan.skewed {
        for clock in CLOCKS {
            let skew_ms = drive.world.chance.ms(-10 * MINUTE_MS, 10 * MINUTE_MS);
            drive.skews.insert(clock, skew_ms);
        }
    }
    for (number, (temper, wanted)) in plan.shoppers.iter().enumerate() {
        let browser = Browser::with(&gate, &cart_id(if wanted.is_empty() { FILLED } else { number }));
        let device = Browser::with(&gate, &cart_id(DEVICES + number));
        let (temper, wanted) = (*temper, wanted.clone());
        let after_ms = drive.world.chance.ms(0, i64::from(plan.days) * DAY_MS + 1);
        drive.script("shopper", async move {
            if after_ms > 0 {
                browser.wait(after_ms).await;
            }
            shop(browser, device, temper, wanted).await;
        });
    }
    if let Some(poison) = plan.staff {
        drive.script("staff", staff(gate.clone(), "LAMP-OAK", poison));
    }
    if plan.prices == Prices::Double {
        drive.script("publisher", publish(gate.clone()));
    }
    drive.events.clone_from(&plan.events);
    drive.run().await;
    let events = drive.events;
    let mut world = drive.world;
    if world.violations.is_empty() {
        world.pass_what_is_due();
        let mailing: u64 = world
            .faults
            .iter()
            .filter(|((actor, ..), _)| *actor == "order-notify")
            .map(|(_, count)| count)
            .sum();
        // A clock that is wrong by minutes cannot tell that another is sending at this moment.
        let explained =
            usize::try_from(mailing).unwrap_or(usize::MAX).saturating_add(usize::from(plan.skewed));
        world.audit_settled(1 + explained);
        poison_is_aside(&mut world, plan.staff == Some(true));
    }
    let state = state(&world);
    Outcome {
        violations: world.violations,
        trace: world.trace,
        calls: world.calls,
        faults: world.faults,
        sites: world.sites,
        events,
        state,
        told: world.told.unwrap_or_default(),
        fitting: world.fitting,
    }
}

/// What is left when everything is over, as far as it may not depend on the order of events.
fn state(world: &World) -> String {
    let mut lines: Vec<String> = world
        .table
        .dump
        .orders()
        .map(|OrderRecord { order, .. }| {
            let refunds: Vec<_> = order.refunds.iter().map(|refund| (refund.amount, refund.status)).collect();
            let mut told: Vec<_> = order.events.iter().map(|event| format!("{:?}", event.kind)).collect();
            told.sort();
            let dispute = order.dispute.as_ref().map(|dispute| dispute.status);
            let (status, payment, captured) = (order.status, order.payment, order.captured);
            format!("{} {status:?} {payment:?} {captured} {refunds:?} {dispute:?} {told:?}", order.id)
        })
        .collect();
    lines.extend(world.table.dump.records().filter_map(|record| match record {
        Record::Stock(stock) => Some(format!("{stock:?}")),
        _ => None,
    }));
    lines.push(format!("{} mails", world.mails.len()));
    lines.join("\n")
}

fn poison_is_aside(world: &mut World, sent: bool) {
    for (name, queue) in world.queues.clone() {
        let poison: Vec<u32> = queue
            .dead
            .iter()
            .filter(|message| message.body == POISON)
            .map(|message| message.receives)
            .collect();
        if sent && poison.first() != Some(&RECEIVES_MAX) {
            world.find(Invariant::PoisonAside, format!("the poison of {name} was received {poison:?} times"));
        }
        if let Some(message) = queue.dead.iter().find(|message| message.body != POISON) {
            world.find(Invariant::PoisonAside, format!("{name} cannot handle {}", message.body));
        }
    }
}

fn cart_id(number: usize) -> CartId {
    let byte = u8::try_from(number).unwrap_or_default();
    CartId::from_bits([byte.wrapping_add(1); 16])
}

fn world(plan: &Plan) -> World {
    let gate = Gate::default();
    World {
        functions: Functions::new(&gate),
        gate,
        table: Table::from(opened(plan.shoppers.len() > CARTS)),
        queues: [("payments", 180_000), ("notices", 180_000), ("stock", 360_000)]
            .map(|(name, hidden_ms)| (name, Queue::hiding(hidden_ms)))
            .into(),
        mails: Vec::new(),
        providers: Providers::new(plan.seed, START_MS),
        now_ms: START_MS,
        chance: Chance::of(plan.seed),
        trace: TraceHash::default(),
        ids: BTreeMap::new(),
        told: None,
        violations: Vec::new(),
        planted: None,
        stream: Vec::new(),
        webhooks: Vec::new(),
        delayed: Vec::new(),
        lost: BTreeSet::new(),
        late: Vec::new(),
        calls: 0,
        faults: BTreeMap::new(),
        sites: BTreeMap::new(),
        fitting: Vec::new(),
        without_tokens: false,
    }
}

/// The items of a shop that has just opened: a catalogue, what is on the shelf, and empty carts, few or many.
fn opened(many: bool) -> &'static Snapshot {
    static OPENED: [OnceLock<Snapshot>; 2] = [const { OnceLock::new() }; 2];
    let carts = if many { usize::try_from(SOAKED).unwrap_or(CARTS) } else { CARTS };
    OPENED[usize::from(many)].get_or_init(|| {
        let gate = Gate::default();
        let mut table = Table::new();
        let client = Functions::table_client(&gate);
        let store = Store::new(client, crate::table::TABLE);
        let now = Timestamp::from_ms(START_MS);
        wait_for(&gate, &mut table, async {
            store.publish(&publication(1, &[])).await.expect("a catalogue");
            for (sku, quantity) in SHELF {
                let sku = Sku::parse(sku).expect("a SKU");
                let id = MovementId::from_bits(edge::ids::digest(sku.as_str()));
                let (kind, reason) = (MovementKind::Receipt, "opening".to_owned());
                let change = StockChange { id, sku, kind, quantity, reason };
                let movement = movement(&domain::inventory::Stock::default(), change).expect("a receipt");
                store.commit_movement(None, &movement, now).await.expect("stock");
            }
            let version = store.current_version().await.expect("a catalogue");
            let (market, locale) =
                (MarketId::parse("eu").expect("a market"), Locale::parse("en").expect("a locale"));
            for number in (0..carts).flat_map(|number| [number, DEVICES + number]) {
                let cart = Cart::empty(cart_id(number), market.clone(), locale.clone());
                store.create_cart(&cart, "", now).await.expect("a cart");
            }
            let mut filled = Cart::empty(cart_id(FILLED), market.clone(), locale);
            for (sku, quantity) in FILLING {
                let sku = Sku::parse(sku).expect("a SKU");
                let offers = store.offers(&version, &market, [&sku]).await.expect("offers");
                let quantity = Quantity::new(quantity).expect("a quantity");
                let unit = offers.by_sku[&sku].configured([]).expect("a unit");
                filled.lines.insert(unit.line(), filled.set(&unit, quantity).expect("a line"));
            }
            store.create_cart(&filled, "", now).await.expect("a cart");
        });
        table.snapshot()
    })
}

/// Does something to a table with nobody else there.
fn wait_for(gate: &Gate, table: &mut Table, work: impl Future<Output = ()>) {
    let mut work = std::pin::pin!(work);
    while work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        for id in gate.look(|id, _| Some(id)) {
            let Some(waiting) = gate.take(id) else { continue };
            let crate::gate::What::Call { operation, body, .. } = waiting.what else { continue };
            let answer = table.execute(&operation, body);
            let reply = Reply::Answer { status: answer.0, body: answer.1 };
            drop(waiting.reply.send(reply));
        }
    }
}
