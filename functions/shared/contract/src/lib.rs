//! Every shape that leaves a process: routes, HTTP bodies, problem codes, queue messages, environment names.
//!
//! A shape here is a promise to somebody else's program. Adding an optional field is free; anything else is
//! a new version beside the old one, with a golden sample of its own.
#![deny(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]

pub mod config;
pub mod http;
pub mod messages;
pub mod problem;
pub mod routes;
pub mod time;
