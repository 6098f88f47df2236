//! The `shop` command, which `cargo shop` runs.

use clap::Parser as _;
use shop::cli::Cli;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    // Without a wish in RUST_LOG only what went wrong is told.
    let wish = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(wish).with_writer(std::io::stderr).init();
    shop::commands::run(Cli::parse().command).await
}
