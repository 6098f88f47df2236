//! The whole shop in one process, booted from the template: the functions that `infra/template.yaml` names,
//! the embedded table and queues, the built site, and the payment provider's simulator on an origin of its own.
//!
//! Nothing here decides anything about orders, and nothing here is ever deployed.

mod console;
pub mod engine;
mod handles;
mod permissions;
mod providers;
mod registry;
mod secrets;
mod server;
mod start;
mod sweep;
pub mod words;

pub use secrets::Secrets;
pub use start::{LocalConfig, LocalError, LocalShop};
