//! The ways to run many schedules: single faults at every call, and everything at random; and what came of it.

use crate::drive::Faults;
use crate::fault::{Fault, reads};
use crate::planted::{BUGS, Bug};
use crate::schedule::{Outcome, Plan, run};
use crate::temper::Temper;
use crate::world::Site;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Seeds after which a planted bug counts as not found.
pub const SEEDS_MAX: u64 = 1_000;

/// Seeds that are tried where two shoppers want the same.
const CONTESTED: u64 = 60;

/// What came of many schedules.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// How many ran.
    pub schedules: u64,
    /// Calls let through.
    pub calls: u64,
    /// All traces together, as one number.
    pub traces: u64,
    /// Faults by site.
    pub faults: BTreeMap<Site, u64>,
    /// Calls by site.
    pub sites: BTreeMap<(&'static str, String), u64>,
    /// Which schedules broke a promise, and which promise.
    pub failures: Vec<String>,
}

impl Summary {
    fn add(&mut self, name: &str, outcome: Outcome) {
        self.schedules += 1;
        self.calls += outcome.calls;
        self.traces = self.traces.wrapping_add(crate::chance::mixed(outcome.trace.0));
        for (site, count) in outcome.faults {
            *self.faults.entry(site).or_default() += count;
        }
        for (site, count) in outcome.sites {
            *self.sites.entry(site).or_default() += count;
        }
        if let Some(violation) = outcome.violations.first() {
            self.failures.push(format!("{name}: {violation}"));
        }
    }

    /// Adds what came of others.
    pub fn join(&mut self, other: Self) {
        self.schedules += other.schedules;
        self.calls += other.calls;
        self.traces = self.traces.wrapping_add(other.traces);
        for (site, count) in other.faults {
            *self.faults.entry(site).or_default() += count;
        }
        for (site, count) in other.sites {
            *self.sites.entry(site).or_default() += count;
        }
        self.failures.extend(other.failures);
    }

    /// The table at the end: what ran, what went wrong, and at which calls nothing of a kind ever did.
    pub fn table(&self) -> String {
        let mut text =
            format!("schedules {}, calls {}, traces {:016x}\n", self.schedules, self.calls, self.traces);
        for fault in Fault::ALL {
            let count: u64 =
                self.faults.iter().filter(|((.., of), _)| *of == fault).map(|(_, count)| count).sum();
            let sites = self.faults.keys().filter(|(.., of)| *of == fault).count();
            // Writing to a `String` cannot fail.
            let _ignored: std::fmt::Result =
                writeln!(text, "{:>18} {count:>8} times at {sites} call sites", format!("{fault:?}"));
        }
        let anywhere = [Fault::LostRequest, Fault::Throttled, Fault::KilledBefore];
        let writing = [Fault::LostAnswer, Fault::KilledAfter];
        for (actor, operation) in self.sites.keys() {
            let writing = writing.iter().filter(|_| !reads(operation));
            let missing: Vec<String> = anywhere
                .iter()
                .chain(writing)
                .filter(|fault| !self.faults.contains_key(&(*actor, operation.clone(), **fault)))
                .map(|fault| format!("{fault:?}"))
                .collect();
            if !missing.is_empty() {
                let _ignored: std::fmt::Result =
                    writeln!(text, "never at {actor} {operation}: {}", missing.join(" "));
            }
        }
        for failure in &self.failures {
            let _ignored: std::fmt::Result = writeln!(text, "{failure}");
        }
        text
    }
}

fn on_every_processor(work: impl Fn() + Sync) {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(&work);
        }
    });
}

/// Runs many plans, each with the name it is reported under, on every processor.
pub fn run_all(count: usize, plan_of: impl Fn(usize) -> (String, Plan) + Sync) -> Summary {
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Summary::default()));
    on_every_processor(|| {
        let mut mine = Summary::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                break;
            }
            let (name, plan) = plan_of(number);
            mine.add(&name, run(&plan));
        }
        if let Ok(mut all) = all.lock() {
            all.join(mine);
        }
    });
    let mut summary = all.into_inner().unwrap_or_default();
    summary.failures.sort();
    summary
}

/// The plans of these seeds.
fn of_seeds(from: u64, to: u64, mode: &str, plan: impl Fn(u64) -> Plan + Sync) -> Summary {
    let count = usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX);
    run_all(count, |number| {
        let seed = from.saturating_add(u64::try_from(number).unwrap_or(u64::MAX));
        (format!("replay {mode}--seed {seed}"), plan(seed))
    })
}

/// Schedules of these seeds.
pub fn random(from: u64, to: u64) -> Summary {
    of_seeds(from, to, "", Plan::random)
}

/// These seeds with many faults, and then none.
pub fn liveness(from: u64, to: u64) -> Summary {
    of_seeds(from, to, "--liveness ", Plan::liveness)
}

/// Thirty days of each of these seeds.
pub fn soak(from: u64, to: u64) -> Summary {
    of_seeds(from, to, "--soak ", Plan::soak)
}

/// A single fault at every call of every one of these flows, in every way that the call can go wrong; every
/// `stride`th of them, so that a part can be run too.
pub fn sweep(tempers: &[Temper], stride: usize, without_tokens: bool) -> Summary {
    let mut places = Vec::new();
    for temper in tempers {
        let outcome = run(&Plan { without_tokens, ..Plan::of(*temper) });
        places.extend(outcome.fitting.into_iter().map(|place| (*temper, place)));
    }
    let places: Vec<(Temper, (u64, Fault))> = places.into_iter().step_by(stride.max(1)).collect();
    run_all(places.len(), |number| {
        let (temper, (position, fault)) = places[number];
        let faults = Faults::At(vec![(position, fault)]);
        let name = format!("sweep {temper:?} call {position} {fault:?}");
        (name, Plan { faults, without_tokens, ..Plan::of(temper) })
    })
}

/// Two faults in one flow, at every two of its calls and in every two ways; every `stride`th of them.
pub fn pairs(tempers: &[Temper], stride: usize) -> Summary {
    let mut places = Vec::new();
    for temper in tempers {
        let single = run(&Plan::of(*temper)).fitting;
        let later = |first: (u64, Fault)| single.iter().copied().filter(move |second| second.0 > first.0);
        let two = single.iter().flat_map(|first| later(*first).map(|second| vec![*first, second]));
        places.extend(two.step_by(stride.max(1)).map(|two| (*temper, two)));
    }
    run_all(places.len(), |number| {
        let (temper, two) = places[number].clone();
        (format!("pair {temper:?} {two:?}"), Plan { faults: Faults::At(two), ..Plan::of(temper) })
    })
}

/// How a planted bug was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// By which schedule.
    pub by: String,
    /// As what.
    pub as_what: String,
    /// After how many schedules.
    pub schedules: u64,
}

/// Two shoppers who want the last bowl, and what the seed says.
fn contested(seed: u64) -> Plan {
    let mut chance = crate::chance::Chance::of(seed);
    let wanted = || vec![("BOWL-LAST", 1)];
    let shoppers = vec![(chance.one_of(&Temper::ALL), wanted()), (Temper::Plain, wanted())];
    let faults = Faults::Random { in_thousand: 40, calls: 150 };
    Plan { seed, shoppers, faults, order: crate::drive::Order::Any, ..Plan::of(Temper::Plain) }
}

/// Looks for a planted bug: first where nothing else goes wrong, then where two want the same, then at random.
/// Nothing when it is not found.
pub fn find(bug: Bug) -> Option<Found> {
    let steady = Temper::ALL
        .into_iter()
        .map(|temper| (format!("{temper:?}"), Plan { staff: Some(true), ..Plan::of(temper) }));
    let contested = (0..CONTESTED).map(|seed| (format!("contested seed {seed}"), contested(seed)));
    let random = (0..SEEDS_MAX).map(|seed| (format!("seed {seed}"), Plan::random(seed)));
    for (schedules, (by, plan)) in (1..).zip(steady.chain(contested).chain(random)) {
        if let Some(violation) = run(&Plan { planted: Some(bug), ..plan }).violations.first() {
            return Some(Found { by, as_what: violation.to_string(), schedules });
        }
    }
    None
}

/// Looks for so many of the planted bugs, on every processor: each with how it was found, or nothing.
pub fn find_planted(count: usize) -> Vec<(&'static str, Option<Found>)> {
    let (bugs, next, all) = (&BUGS[..count.min(BUGS.len())], AtomicUsize::new(0), Mutex::new(Vec::new()));
    on_every_processor(|| {
        while let Some(bug) = bugs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = find(*bug);
            if let Ok(mut all) = all.lock() {
                all.push((bug.name, found));
            }
        }
    });
    all.into_inner().unwrap_or_default()
}
