//! The `shop` command: reads and publishes the catalogue, builds the site, runs and tests the whole shop.
//!
//! It is a tool for the person at the keyboard. Nothing here is part of what runs in the cloud, and nothing
//! here decides what the shop's rules decide.

pub mod audit;
pub mod catalog;
pub mod cli;
pub mod commands;
pub mod doctor;
pub mod emulators;
pub mod endpoints;
pub mod generate;
pub mod opening;
pub mod progress;
pub mod publish;
pub mod release;
pub mod site;
pub mod staff;
pub mod stock;
pub mod testing;
pub mod tools;
pub mod up;
pub mod workspace;
