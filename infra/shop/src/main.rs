//! The `shop` command, which `cargo shop` runs.

use clap::Parser as _;
use shop::cli::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    shop::commands::run(Cli::parse().command).await
}
