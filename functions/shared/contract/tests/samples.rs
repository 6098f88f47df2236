//! Old messages still read, and what leaves the process is what the samples and `openapi.json` say.
//! Samples are added for new versions and never edited.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use contract::messages::{
    BreakRef, ChangeStock, Message, MessageError, OrderCanceled, OrderDisputed, OrderRef, ParcelRef,
    PaymentNotCompleted, ProviderEventReceived, RefundOrder, RefundRef, ShipOrder,
};
use domain::ids::{LineId, MessageId, MovementId, OrderId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::money::{Currency, Money};
use domain::orders::{BreakKind, CancelReason};
use domain::payments::dispute::DisputeStatus;
use domain::time::Timestamp;
use std::collections::BTreeMap;
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
            provider: None,
        }),
        Message::MarkOrderPaid(order.clone()),
        Message::CancelOrder(order.clone()),
        Message::RefundOrder(RefundOrder {
            order_id: order_id.clone(),
            amount: Some(Money::new(1250, Currency::parse("EUR").unwrap())),
            lines: BTreeMap::from([(LineId::parse("MUG-TIDE").unwrap(), 1)]),
            restock: true,
        }),
        Message::ShipOrder(ShipOrder {
            order_id: order_id.clone(),
            lines: BTreeMap::from([(LineId::parse("MUG-TIDE").unwrap(), 2)]),
            carrier: "DHL".to_owned(),
            tracking_number: Some("00340434161094015902".to_owned()),
        }),
        Message::DeliverOrder(ParcelRef { order_id: order_id.clone(), shipment: 1 }),
        Message::ResolveBreak(BreakRef { order_id: order_id.clone(), kind: BreakKind::RefundFailed }),
        Message::OrderPlaced(order.clone()),
        Message::OrderConfirmed(order.clone()),
        Message::OrderShipped(ParcelRef { order_id: order_id.clone(), shipment: 1 }),
        Message::OrderCompleted(order),
        Message::OrderRefunded(RefundRef { order_id: order_id.clone(), refund: 1 }),
        Message::OrderDisputed(OrderDisputed { order_id: order_id.clone(), status: DisputeStatus::Open }),
        Message::OrderNeedsAttention(BreakRef { order_id: order_id.clone(), kind: BreakKind::Stuck }),
        Message::PaymentProcessing(OrderRef { order_id: order_id.clone() }),
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
        is_as_its_sample(&id, message, "v1");
    }
}

fn is_as_its_sample(id: &MessageId, message: Message, version: &str) {
    let path = folder().join(format!("{}.{version}.json", message.kind()));
    let written = message.write(id, Timestamp::from_ms(1_795_316_400_000)).unwrap();
    let sample = std::fs::read_to_string(&path).unwrap_or_else(|_| {
        std::fs::write(&path, format!("{written}\n")).unwrap();
        panic!("{} was missing and has been written: look at it and commit it", path.display())
    });
    assert_eq!(sample.trim_end(), written);
    assert_eq!(Message::read(&sample).unwrap(), (id.clone(), message));
}

#[test]
fn a_command_about_a_configured_line_is_written_as_its_sample_and_reads_back() {
    let id = MessageId::from_bits([9; 16]);
    let line = LineId::parse("LAMP-OAK.0123456789ab").unwrap();
    let refund = Message::RefundOrder(RefundOrder {
        order_id: OrderId::from_bits([1; 16]),
        amount: None,
        lines: BTreeMap::from([(line.clone(), 1)]),
        restock: true,
    });
    let ship = Message::ShipOrder(ShipOrder {
        order_id: OrderId::from_bits([1; 16]),
        lines: BTreeMap::from([(line, 1)]),
        carrier: "DHL".to_owned(),
        tracking_number: None,
    });
    for message in [refund, ship] {
        is_as_its_sample(&id, message, "configured.v1");
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
