//! The Lambda function `outbox-relay`.

use lambda_runtime::Error;
use outbox_relay::{Config, Shop, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    edge::run::start_logs();
    let config = Config::read(&edge::config::environment)?;
    let aws = edge::run::aws_config().await;
    let shop = &Shop::new(config, aws_sdk_dynamodb::Client::new(&aws), aws_sdk_sqs::Client::new(&aws));
    edge::run::stream(move |event, now| handle(shop, event, now)).await
}
