//! The events that AWS invokes functions with.

use crate::world::ORIGIN_SECRET;
use contract::messages::Message;
use domain::ids::{MessageId, OrderId};
use domain::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::table::{self, Key};

/// An order that nobody placed.
pub fn unknown_order() -> OrderId {
    OrderId::from_bits([9; 16])
}

/// A message of a queue, in an event of its own.
pub fn batch(message: &Message, now: Timestamp) -> Value {
    let body = message.write(&MessageId::from_bits([5; 16]), now).unwrap();
    json!({ "Records": [{
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        "body": body,
        "attributes": { "ApproximateReceiveCount": "1", "SentTimestamp": now.as_ms().to_string() },
        "messageAttributes": {},
        "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:{}:000000000000:queue", embedded::REGION),
        "awsRegion": embedded::REGION,
    }] })
}

/// A change of an item, as the table's stream shows it.
pub fn change(key: &Key, now: Timestamp) -> Value {
    let keys = json!({ table::PK: { "S": key.pk }, table::SK: { "S": key.sk } });
    json!({ "Records": [{
        "eventID": "1",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": embedded::REGION,
        "eventSourceARN": format!("arn:aws:dynamodb:{}:000000000000:table/shop/stream/1", embedded::REGION),
        "dynamodb": {
            "ApproximateCreationDateTime": now.as_seconds(),
            "Keys": keys,
            "NewImage": keys,
            "SequenceNumber": "111",
            "SizeBytes": 26,
            "StreamViewType": "NEW_IMAGE",
        },
    }] })
}

/// An API Gateway event, payload format 2.0, as it comes through the CDN.
pub fn request(method: &str, path: &str, query: &[(&str, &str)], body: Option<&str>) -> Value {
    let text: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let parameters: BTreeMap<&str, &str> = query.iter().copied().collect();
    let mut event = json!({
        "version": "2.0",
        "routeKey": format!("{method} {path}"),
        "rawPath": path,
        "rawQueryString": text.join("&"),
        "headers": {
            "host": "shop.example",
            "accept": "text/html",
            "content-type": "application/json",
            edge::origin::HEADER: ORIGIN_SECRET,
        },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "domainName": "shop.example",
            "domainPrefix": "shop",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "test" },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": format!("{method} {path}"),
            "stage": "$default",
            "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 1_767_225_600_000_i64,
        },
        "queryStringParameters": parameters,
        "isBase64Encoded": false,
    });
    if let Some(body) = body {
        event["headers"]["stripe-signature"] = json!("t=1767225600,v1=00");
        event["body"] = json!(body);
    }
    event
}

/// A schedule's turn.
pub fn schedule() -> Value {
    json!({
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": "2026-01-01T00:00:00Z",
        "region": embedded::REGION,
        "resources": [],
        "detail": {},
    })
}
