//! Old messages still read, and what leaves the process is what the samples and `openapi.json` say.
//! Samples are added for new versions and never edited.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use contract::messages::{
    ChangeStock, Message, MessageError, OrderCanceled, OrderRef, PaymentNotCompleted, ProviderEventReceived,
};
use domain::ids::{MessageId, MovementId, OrderId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::orders::CancelReason;
use domain::time::Timestamp;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn messages() -> Vec<Message> {
    let order_id = OrderId::from_bits([1; 16]);
    let order = OrderRef { order_id: order_id.clone() };
    vec![
        Message::OrderDue(order.clone()),
        Message::ProviderEventReceived(ProviderEventReceived {
            order_id: order_id.clone(),
            event_id: "evt_1".to_owned(),
        }),
        Message::MarkOrderPaid(order.clone()),
        Message::CancelOrder(order.clone()),
        Message::OrderPlaced(order.clone()),
        Message::OrderConfirmed(order),
        Message::PaymentNotCompleted(PaymentNotCompleted {
            order_id: order_id.clone(),
            pay_until: "2026-11-22T03:00:00Z".to_owned(),
        }),
        Message::OrderCanceled(OrderCanceled { order_id, reason: CancelReason::Expired }),
        Message::ChangeStock(ChangeStock {
            lines: vec![StockChange {
                id: MovementId::from_bits([2; 16]),
                sku: Sku::parse("MUG-TIDE").unwrap(),
                kind: MovementKind::Receipt,
                quantity: 12,
                reason: "delivery".to_owned(),
            }],
        }),
    ]
}

#[test]
fn every_message_is_written_as_its_sample_and_reads_back() {
    let id = MessageId::from_bits([9; 16]);
    for message in messages() {
        let path = folder().join(format!("{}.v1.json", message.kind()));
        let written = message.write(&id, Timestamp::from_ms(1_795_316_400_000)).unwrap();
        let sample = std::fs::read_to_string(&path).unwrap_or_else(|_| {
            std::fs::write(&path, format!("{written}\n")).unwrap();
            panic!("{} was missing and has been written: look at it and commit it", path.display())
        });
        assert_eq!(sample.trim_end(), written);
        assert_eq!(Message::read(&sample).unwrap(), (id.clone(), message));
    }
}

#[test]
fn an_unknown_type_or_version_is_not_dropped_silently() {
    let sample = std::fs::read_to_string(folder().join("OrderDue.v1.json")).unwrap();
    for body in [sample.replace("OrderDue", "OrderBlessed"), sample.replace("\"version\":1", "\"version\":2")]
    {
        assert!(matches!(Message::read(&body), Err(MessageError::Unknown { .. })), "{body}");
    }
    assert!(matches!(Message::read("{"), Err(MessageError::Unreadable(_))));
}

#[test]
fn an_unknown_field_is_ignored() {
    let sample = std::fs::read_to_string(folder().join("OrderDue.v1.json")).unwrap();
    let newer = sample.replace("\"order_id\"", "\"color\":\"red\",\"order_id\"");
    assert!(Message::read(&newer).is_ok());
}

#[test]
fn the_description_of_the_routes_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let json = contract::http::openapi::json().unwrap();
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed != json {
        std::fs::write(&path, json).unwrap();
        panic!("openapi.json was stale and has been written anew: look at it and commit it");
    }
}
