//! What the person at the keyboard sees while something takes long: each step, how long it took, what came.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::time::Instant;

/// How wide the column of step names is.
const NAME_WIDTH: usize = 30;

/// Runs a step: its name appears at once, and when it is done its duration and what came of it.
///
/// # Errors
/// Those of the step.
pub fn step<T, E>(name: &str, work: impl FnOnce() -> Result<(T, String), E>) -> Result<T, E> {
    begin(name);
    let started = Instant::now();
    let result = work();
    match &result {
        Ok((_, detail)) => end(started, detail),
        Err(_) => end(started, &"failed"),
    }
    result.map(|(value, _)| value)
}

/// Reports something that has just been done.
pub fn report(name: &str, started: Instant, detail: &str) {
    begin(name);
    end(started, &detail);
}

fn begin(name: &str) {
    print!("{name:<NAME_WIDTH$}");
    // A console that cannot be written to does not stop the work.
    drop(io::stdout().flush());
}

fn end(started: Instant, detail: &impl Display) {
    println!(" {:>7}  {detail}", seconds(started));
}

/// The time since then, such as `1.2 s`.
pub fn seconds(started: Instant) -> String {
    let tenths = started.elapsed().as_millis() / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}
