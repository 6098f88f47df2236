//! The console over HTTP, in front of a small shop in memory.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod catalog;
mod pages;
mod refusals;
mod visit;
