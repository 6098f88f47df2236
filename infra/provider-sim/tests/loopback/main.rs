//! The simulator over loopback, as the shop, a shopper's browser and a webhook see it.
#![cfg(test)]

mod access;
mod money;
mod page;
mod restart;
mod sessions;
mod support;
mod webhooks;
