//! Stock commands: done once however often they come, and what makes no sense is refused with its reason.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use contract::config::TABLE_NAME;
use contract::messages::{ChangeStock, Message, OrderRef};
use domain::ids::{MessageId, MovementId, OrderId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::time::Timestamp;
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Refusal, Service};
use std::path::Path;
use std::sync::Arc;
use stock_update::{Config, Shop, handle};
use store::Store;
use store::stock::MovementOutcome;

const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);

struct Stage {
    shop: Shop,
    store: Store,
    faults: Arc<PlannedFaults>,
    _aws: EmbeddedAws,
    _folder: tempfile::TempDir,
}

async fn a_stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let faults = Arc::new(PlannedFaults::new());
    let mut config = EmbeddedConfig::in_memory(folder.path());
    config.faults = Some(Arc::clone(&faults) as Arc<dyn Faults>);
    let aws = EmbeddedAws::open(config).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/template.yaml");
    let template = template_reader::Template::read(&path).unwrap();
    local::engine::create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let lookup = |name: &str| (name == TABLE_NAME).then(|| "shop".to_owned());
    let shop = Shop::new(Config::read(&lookup).unwrap(), aws.dynamodb());
    Stage { shop, store: Store::new(aws.dynamodb(), "shop"), faults, _aws: aws, _folder: folder }
}

fn owl() -> Sku {
    Sku::parse("OWL").unwrap()
}

fn a_change(number: u8, kind: MovementKind, quantity: i64) -> StockChange {
    let id = MovementId::from_bits([number; 16]);
    StockChange { id, sku: owl(), kind, quantity, reason: "delivery".to_owned() }
}

fn a_command(lines: &[StockChange]) -> String {
    let command = Message::ChangeStock(ChangeStock { lines: lines.to_vec() });
    command.write(&MessageId::from_bits([1; 16]), NOW).unwrap()
}

impl Stage {
    /// Handles messages with these bodies and answers the positions of those that come back.
    async fn handle(&self, bodies: &[String]) -> Vec<String> {
        let mut event = SqsEvent::default();
        for (position, body) in bodies.iter().enumerate() {
            let mut message = SqsMessage::default();
            message.message_id = Some(position.to_string());
            message.body = Some(body.clone());
            event.records.push(message);
        }
        let answer = handle(&self.shop, event, NOW).await;
        answer.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
    }

    async fn available(&self) -> Option<u64> {
        self.store.stock([&owl()], true).await.unwrap().remove(&owl()).map(|stock| stock.available)
    }

    async fn outcome(&self, number: u8) -> MovementOutcome {
        self.store.movement_outcome(&owl(), &MovementId::from_bits([number; 16])).await.unwrap()
    }
}

#[tokio::test]
async fn a_command_that_comes_twice_is_done_once() {
    let stage = a_stage().await;
    let command = a_command(&[a_change(1, MovementKind::Receipt, 12), a_change(2, MovementKind::Count, 10)]);
    for _ in 0..2 {
        assert_eq!(stage.handle(&[command.clone(), command.clone()]).await, [""; 0]);
    }
    assert_eq!(stage.available().await, Some(10));
    assert_eq!(stage.outcome(2).await, MovementOutcome::Done { delta: -2 });
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_about_one_sku_at_the_same_time_do_not_hold_each_other_up() {
    let stage = a_stage().await;
    let command = |number: u8| {
        let bits = |line: u8| std::array::from_fn(|place| if place == 0 { number } else { line });
        let line = |line| StockChange {
            id: MovementId::from_bits(bits(line)),
            ..a_change(0, MovementKind::Receipt, 1)
        };
        a_command(&(0..40).map(line).collect::<Vec<_>>())
    };
    let [first, second, third, fourth] = [1, 2, 3, 4].map(|number| [command(number)]);
    let came_back = tokio::join!(
        stage.handle(&first),
        stage.handle(&second),
        stage.handle(&third),
        stage.handle(&fourth)
    );
    assert_eq!(came_back, (vec![], vec![], vec![], vec![]));
    assert_eq!(stage.available().await, Some(160));
}

#[tokio::test]
async fn a_line_without_sense_is_refused_with_its_reason_and_the_others_are_done() {
    let stage = a_stage().await;
    let lines = [
        a_change(1, MovementKind::Receipt, 5),
        a_change(2, MovementKind::Adjustment, -6),
        a_change(3, MovementKind::Receipt, 0),
        a_change(4, MovementKind::Adjustment, -1),
    ];
    assert_eq!(stage.handle(&[a_command(&lines)]).await, [""; 0]);
    assert_eq!(stage.available().await, Some(4));
    let refused = MovementOutcome::Refused("only 5 are available, 0 are promised to orders".to_owned());
    assert_eq!(stage.outcome(2).await, refused);
    assert!(matches!(stage.outcome(3).await, MovementOutcome::Refused(_)));
}

#[tokio::test]
async fn a_refused_line_stays_refused_when_the_command_comes_again() {
    let stage = a_stage().await;
    let taking = a_command(&[a_change(1, MovementKind::Adjustment, -1)]);
    stage.handle(std::slice::from_ref(&taking)).await;
    stage.handle(&[a_command(&[a_change(2, MovementKind::Receipt, 5)])]).await;
    stage.handle(&[taking]).await;
    assert_eq!(stage.available().await, Some(5));
}

#[tokio::test]
async fn a_message_that_is_not_for_stock_comes_back_and_holds_up_nobody() {
    let stage = a_stage().await;
    let order = Message::OrderDue(OrderRef { order_id: OrderId::from_bits([1; 16]) });
    let bodies = [
        "{".to_owned(),
        a_command(&[a_change(1, MovementKind::Receipt, 5)]),
        order.write(&MessageId::from_bits([2; 16]), NOW).unwrap(),
    ];
    assert_eq!(stage.handle(&bodies).await, ["0", "2"]);
    assert_eq!(stage.available().await, Some(5));
}

#[tokio::test]
async fn a_lost_answer_moves_the_stock_once() {
    let stage = a_stage().await;
    for _ in 0..3 {
        stage.faults.plan(Service::DynamoDb, "TransactWriteItems", Fault::LoseAnswer);
    }
    assert_eq!(stage.handle(&[a_command(&[a_change(1, MovementKind::Receipt, 5)])]).await, [""; 0]);
    assert_eq!(stage.available().await, Some(5));
}

#[tokio::test]
async fn while_the_table_does_not_answer_the_command_comes_back_and_is_then_done() {
    let stage = a_stage().await;
    for _ in 0..3 {
        stage.faults.plan(Service::DynamoDb, "GetItem", Fault::Refuse(Refusal::Internal));
    }
    let command = a_command(&[a_change(1, MovementKind::Receipt, 5)]);
    assert_eq!(stage.handle(std::slice::from_ref(&command)).await, ["0"]);
    assert_eq!(stage.handle(&[command]).await, [""; 0]);
    assert_eq!(stage.available().await, Some(5));
}
