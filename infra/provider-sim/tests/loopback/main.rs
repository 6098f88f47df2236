//! The simulator over loopback, as the shop, a shopper's browser and a webhook see it.
#![cfg(test)]

mod access;
mod captures;
mod console;
mod debits;
mod disputes;
mod failures;
mod money;
mod page;
mod paypal;
mod refunds;
mod restart;
mod sessions;
mod support;
mod webhooks;
