//! Where functions meet the outside: the Lambda runtime, requests and answers, clock, chance, configuration.
//!
//! Nothing here knows the table, a payment provider, or a rule of the shop.

pub mod answer;
pub mod clock;
pub mod config;
pub mod ids;
pub mod origin;
pub mod queue;
pub mod request;
pub mod run;
pub mod shell;

pub use lambda_http::{Body, Request, Response};
