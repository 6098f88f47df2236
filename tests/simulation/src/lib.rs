//! The whole shop in a world that a seed decides: the shipped functions, unchanged, with every call at a gate.
//!
//! Which actor goes next, what goes wrong, and what time it is are drawn from the seed, so a schedule that fails can
//! be run again, step by step. Nothing here waits for real time, opens a socket or writes a file.
#![expect(clippy::expect_used, clippy::panic, reason = "a simulation that cannot go on fails loudly")]

mod browser;
pub mod chance;
pub mod drive;
pub mod fault;
mod functions;
mod gate;
pub mod modes;
mod paypal;
pub mod planted;
mod provider;
mod queue;
mod quiet;
mod refusal;
pub mod schedule;
mod scripts;
mod table;
pub mod temper;
mod world;

/// A schedule is millions of small allocations, which this allocator makes in three quarters of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use schedule::{Outcome, Plan, Prices, run};
