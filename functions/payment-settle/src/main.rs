//! The Lambda function `payment-settle`.

use lambda_runtime::Error;
use payment_settle::{Config, Shop, handle};

#[tokio::main]
async fn main() -> Result<(), Error> {
    edge::run::start_logs();
    let config = Config::read(&edge::config::environment)?;
    let aws = edge::run::aws_config().await;
    let shop = &Shop::new(config, aws_sdk_dynamodb::Client::new(&aws))?;
    edge::run::queue(move |event, now| handle(shop, event, now)).await
}
