//! What every run shows: single faults, faults at random, the same again, and that planted bugs are found.
//!
//! The sizes are what fits into a few minutes of two processors; `cargo shop simulate` runs as much as is wanted.

use simulation::drive::{Events, Faults};
use simulation::fault::Fault;
use simulation::modes::{Summary, find_planted, liveness, pairs, random, soak, sweep};
use simulation::planted::BUGS;
use simulation::temper::Temper;
use simulation::{Plan, Prices, run};

/// Seeds that are run.
const SEEDS: u64 = 10_000;
/// The first of them, which are run twice.
const SEEDS_TWICE: u64 = 1_000;
/// Seeds with many faults and then none.
const SEEDS_LIVE: u64 = 300;
/// Every so many-th single fault where transactions have no tokens.
const TOKEN_STRIDE: usize = 17;
/// Every so many-th pair of faults of the flows in which most can meet.
const PAIR_STRIDE: usize = 4_001;
/// Times thirty days.
const MONTHS: u64 = 3;

fn kept(summary: &Summary) {
    assert!(summary.schedules > 0);
    assert!(summary.failures.is_empty(), "{}", summary.table());
    println!("{}", summary.table());
}

#[test]
fn without_faults_every_flow_keeps_every_promise() {
    for temper in Temper::ALL {
        let outcome = run(&Plan { staff: Some(true), ..Plan::of(temper) });
        assert_eq!(outcome.violations, [], "{temper:?}");
    }
}

/// Every call is time that somebody waits, money, and one more place where something goes wrong.
#[test]
fn a_purchase_makes_no_call_that_it_does_not_need() {
    let outcome = run(&Plan::of(Temper::Plain));
    let calls: Vec<String> =
        outcome.sites.iter().map(|((actor, call), count)| format!("{actor} {call}: {count}")).collect();
    insta::assert_snapshot!(calls.join("\n"), @r"
    cart BatchGetItem: 8
    cart GetItem: 1
    cart UpdateItem: 2
    checkout BatchGetItem: 4
    checkout GetItem: 2
    checkout POST v1/checkout/sessions: 1
    checkout PutItem: 2
    checkout TransactWriteItems: 1
    checkout UpdateItem: 2
    order-notify BatchGetItem: 2
    order-notify GetItem: 2
    order-notify SendEmail: 2
    order-notify UpdateItem: 4
    order-status GetItem: 1
    outbox-relay GetItem: 7
    outbox-relay SendMessageBatch: 6
    outbox-relay UpdateItem: 6
    payment-settle GET v1/checkout/sessions: 5
    payment-settle GET v1/refunds: 4
    payment-settle GetItem: 5
    payment-settle POST v1/payment_intents/capture: 1
    payment-settle UpdateItem: 2
    payment-webhook PutItem: 4
    ");
}

#[test]
fn a_single_fault_at_any_call_breaks_no_promise() {
    kept(&sweep(&Temper::ALL, 1, false));
}

#[test]
fn a_read_that_misses_what_was_published_this_moment_tells_nobody_that_it_is_not_sold() {
    let plan = || Plan { prices: Prices::Double, ..Plan::of(Temper::Plain) };
    let fitting = run(&plan()).fitting;
    // Of an index a read can be old as well; of what was just published it can only be empty.
    let is_of_an_index = |at: u64| fitting.contains(&(at, Fault::StaleOld));
    let stale = fitting.iter().filter(|(at, fault)| *fault == Fault::StaleEmpty && !is_of_an_index(*at));
    let mut schedules = 0;
    for place in stale.copied() {
        let outcome = run(&Plan { faults: Faults::At(vec![place]), ..plan() });
        assert_eq!(outcome.violations, [], "{place:?}");
        schedules += 1;
    }
    assert!(schedules > 3, "{schedules} reads of the new catalogue");
}

#[test]
fn two_faults_in_one_flow_break_no_promise() {
    kept(&pairs(&[Temper::Plain, Temper::GiveUp], PAIR_STRIDE));
}

#[test]
fn thirty_days_with_forty_shoppers_break_no_promise() {
    kept(&soak(0, MONTHS));
}

#[test]
fn correctness_does_not_depend_on_tokens() {
    kept(&sweep(&[Temper::Plain, Temper::Changer, Temper::Transfer], TOKEN_STRIDE, true));
}

#[test]
fn once_nothing_goes_wrong_any_more_everything_gets_done() {
    kept(&liveness(0, SEEDS_LIVE));
}

#[test]
fn faults_at_random_break_no_promise() {
    kept(&random(SEEDS_TWICE, SEEDS));
}

#[test]
fn the_same_seed_is_the_same_schedule() {
    let (once, again) = (random(0, SEEDS_TWICE), random(0, SEEDS_TWICE));
    assert_eq!((once.traces, once.calls), (again.traces, again.calls));
    kept(&once);
    assert_ne!(run(&Plan::random(1)).trace, run(&Plan::random(2)).trace);
}

#[test]
fn every_planted_bug_is_found() {
    for (name, found) in find_planted(BUGS.len()) {
        let found = found.unwrap_or_else(|| panic!("not found: {name}"));
        println!("{name}: {} by {} ({} schedules)", found.as_what, found.by, found.schedules);
    }
}

#[test]
fn the_providers_events_in_every_order_and_twice_end_in_one_state() {
    for temper in [
        Temper::Plain,
        Temper::Declined,
        Temper::Debit,
        Temper::BadDebit,
        Temper::Uncaptured,
        Temper::Refunded,
        Temper::Wallet,
        Temper::WalletReviewed,
        Temper::WalletRejected,
        Temper::WalletUnreachable,
        Temper::WalletDisputing,
    ] {
        let (mut next, mut first, mut orders) = (Some(Events::default()), None, 0);
        while let Some(events) = next {
            let outcome = run(&Plan { events: Some(events), ..Plan::of(temper) });
            assert_eq!(outcome.violations, [], "{temper:?} {:?}", outcome.events);
            let state = first.get_or_insert_with(|| outcome.state.clone());
            assert_eq!(*state, outcome.state, "{temper:?} {:?}", outcome.events);
            orders += 1;
            next = outcome.events.as_ref().and_then(Events::next);
        }
        println!("{temper:?}: {orders} orders of events");
        assert!(orders > 1, "{temper:?} has no two events that wait at the same time");
    }
}
