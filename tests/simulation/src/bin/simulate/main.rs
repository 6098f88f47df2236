//! Runs schedules from the command line; `cargo shop simulate` starts it.

use clap::{Parser, Subcommand};
use simulation::modes::{self, Summary};
use simulation::planted::BUGS;
use simulation::temper::Temper;
use simulation::{Plan, run};
use std::process::ExitCode;
use std::time::Instant;

mod record;

/// Schedules between two lines of progress.
const PROGRESS_EVERY: u64 = 500;

/// Runs the shop in worlds in which everything can go wrong
#[derive(Debug, Parser)]
#[command(name = "simulate", bin_name = "cargo shop simulate")]
struct Cli {
    #[command(subcommand)]
    mode: Mode,
}

#[derive(Debug, Subcommand)]
enum Mode {
    /// Every call of every flow goes wrong once in every way
    Sweep {
        /// Only every so many-th of them
        #[arg(long, default_value_t = 1)]
        stride: usize,
        /// Take away what makes the repeat of a transaction harmless
        #[arg(long)]
        without_tokens: bool,
        /// Two calls of a flow go wrong instead of one
        #[arg(long, conflicts_with = "without_tokens")]
        pairs: bool,
    },
    /// Thirty days with forty shoppers, for every seed
    Soak {
        /// The first seed
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// The seed after the last
        #[arg(long, default_value_t = 10)]
        to: u64,
    },
    /// Many faults and then none: everything due gets done, every order ends
    Liveness {
        /// The first seed
        #[arg(long, default_value_t = 0)]
        from: u64,
        /// The seed after the last
        #[arg(long, default_value_t = 1_000)]
        to: u64,
    },
    /// Shoppers, staff, order and faults as the seeds say
    Random {
        /// The first seed; with --record, where the record ends
        #[arg(long)]
        from: Option<u64>,
        /// The seed after the last
        #[arg(long, default_value_t = 1_000)]
        to: u64,
        /// Add a row for every ten thousand seeds to tests/simulation/results.tsv
        #[arg(long)]
        record: bool,
    },
    /// One seed, told step by step
    Replay {
        /// The seed
        #[arg(long)]
        seed: u64,
        /// Of thirty days
        #[arg(long)]
        soak: bool,
        /// With many faults and then none
        #[arg(long, conflicts_with = "soak")]
        liveness: bool,
    },
    /// Bugs are planted, and each has to be found
    Planted {
        /// How many of them
        #[arg(long, default_value_t = BUGS.len())]
        count: usize,
    },
}

fn main() -> ExitCode {
    let started = Instant::now();
    let good = match Cli::parse().mode {
        Mode::Sweep { stride, pairs: true, .. } => told(&modes::pairs(&Temper::ALL, stride), started),
        Mode::Soak { from, to } => told(&modes::soak(from, to), started),
        Mode::Liveness { from, to } => told(&modes::liveness(from, to), started),
        Mode::Sweep { stride, without_tokens, pairs: false } => {
            told(&modes::sweep(&Temper::ALL, stride, without_tokens), started)
        }
        Mode::Random { from, to, record } => random(from, to, record, started),
        Mode::Replay { seed, soak: true, .. } => replay(Plan::soak(seed)),
        Mode::Replay { seed, liveness: true, .. } => replay(Plan::liveness(seed)),
        Mode::Replay { seed, .. } => replay(Plan::random(seed)),
        Mode::Planted { count } => planted(count),
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn told(summary: &Summary, started: Instant) -> bool {
    print!("{}", summary.table());
    let seconds = started.elapsed().as_secs().max(1);
    println!(
        "{seconds} s, {} schedules a second, {} broke a promise",
        summary.schedules / seconds,
        summary.failures.len()
    );
    summary.failures.is_empty()
}

fn random(from: Option<u64>, to: u64, record: bool, started: Instant) -> bool {
    let from = from.or_else(|| record.then(record::end)).unwrap_or_default();
    let (mut all, mut row) = (Summary::default(), Summary::default());
    let mut next = from;
    while next < to {
        let end = next.saturating_add(PROGRESS_EVERY).min(to);
        let part = modes::random(next, end);
        if record {
            row.join(part.clone());
            if end.is_multiple_of(record::SEEDS) && row.schedules == record::SEEDS {
                if let Err(error) = record::add(end, &row) {
                    eprintln!("the record cannot be written: {error}");
                    return false;
                }
                row = Summary::default();
            }
        }
        for failure in &part.failures {
            println!("{failure}");
        }
        all.join(part);
        println!(
            "{from}..{end}: {} calls, {} s, {} broke a promise",
            all.calls,
            started.elapsed().as_secs(),
            all.failures.len()
        );
        next = end;
    }
    told(&all, started)
}

fn replay(plan: Plan) -> bool {
    let plan = Plan { told: true, ..plan };
    println!("{plan:?}");
    let outcome = run(&plan);
    for line in &outcome.told {
        println!("{line}");
    }
    println!("trace {:016x}", outcome.trace.0);
    for violation in &outcome.violations {
        println!("{violation}");
    }
    outcome.violations.is_empty()
}

fn planted(count: usize) -> bool {
    let all = modes::find_planted(count);
    for (name, found) in &all {
        match found {
            Some(found) => {
                println!(
                    "{name}: found by {} ({} schedules) as {}",
                    found.by, found.schedules, found.as_what
                );
            }
            None => println!("{name}: NOT FOUND in {} seeds", modes::SEEDS_MAX),
        }
    }
    let missed = all.iter().filter(|(_, found)| found.is_none()).count();
    println!("{missed} of {} were missed", all.len());
    missed == 0
}
