//! `cargo shop test`: installs what the tests need, runs every suite, and says in the end what ran.
//!
//! Nothing is skipped: a suite whose tools are missing has failed, with a line that says how to get them.

pub mod count;
mod install;
mod run;
mod suites;
mod table;

use self::count::Counts;
use self::suites::{Suite, Wish};
use self::table::Row;
use crate::workspace::Workspace;
use std::io;
use std::time::Instant;

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct TestOptions {
    /// Also run what takes too long for every run: long journeys, the release build of every function, mutants
    #[arg(long)]
    pub full: bool,
    /// A suite (format, lint, rust, simulation, provider, site, browser, template, release, mutants) or a part of
    /// tests' names
    pub filter: Option<String>,
}

/// Runs the suites; answers whether everything passed.
pub fn run(workspace: &Workspace, options: &TestOptions) -> bool {
    let filter = options.filter.as_deref();
    let wish = Wish { workspace, names: Suite::names(filter), full: options.full };
    let mut rows = Vec::new();
    for suite in Suite::chosen(filter, options.full) {
        println!("\n== {} ==", suite.name());
        let started = Instant::now();
        let counts = run_suite(suite, &wish);
        rows.push(Row {
            suite: suite.name(),
            counts,
            tenths_of_a_second: started.elapsed().as_millis() / 100,
        });
    }
    println!("\n{}", table::table(&rows));
    table::total(&rows).failed == 0
}

fn run_suite(suite: Suite, wish: &Wish) -> Counts {
    let steps = match suite.steps(wish) {
        Ok(steps) => steps,
        Err(missing) => {
            println!("{}: {missing}", suite.name());
            return Counts::FAIL;
        }
    };
    let mut counts = Counts::default();
    for mut step in steps {
        let of_step = run::run(&mut step.command, step.runner, wish.names.is_some(), &mut io::stdout());
        counts += of_step;
        if of_step.failed > 0 && step.runner.is_needed_by_others() {
            break;
        }
    }
    counts
}
