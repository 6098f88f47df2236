//! A shop in a process of its own, to be killed: `shop-under-test FOLDER PORT`.
//! It takes PORT for the shop and PORT + 1 for the provider, prints `ready` and runs until it is killed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use journeys::shop::config;
use local::LocalShop;
use std::io::Write as _;
use std::path::PathBuf;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().unwrap());
    let port: u16 = arguments.next().unwrap().parse().unwrap();
    let data = folder.join("data");
    std::fs::create_dir_all(&data).unwrap();
    let mut config = config(&folder, Some(data));
    config.port = port;
    config.provider_port = port + 1;
    config.schedules = true;
    let shop = LocalShop::start(config).await.unwrap_or_else(|error| panic!("{error}"));
    println!("ready {}", shop.url());
    std::io::stdout().flush().unwrap();
    std::future::pending::<()>().await;
}
