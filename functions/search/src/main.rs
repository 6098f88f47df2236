//! The Lambda function `search`.

use lambda_runtime::Error;
use search::{Config, Shop, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    edge::run::start_logs();
    let config = Config::read(&edge::config::environment)?;
    let aws = edge::run::aws_config().await;
    let shop = &Shop::new(config, aws_sdk_dynamodb::Client::new(&aws));
    edge::run::http(move |request, now| handle(shop, request, now)).await
}
