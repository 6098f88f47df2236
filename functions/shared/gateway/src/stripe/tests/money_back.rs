//! Refunds and disputes: what is asked, and what is read of them.

use super::*;
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{RefundStatus, SeenRefund};

fn a_refund(id: &str, minor: i64, status: &str, number: &str) -> String {
    format!(
        r#"{{"id":"{id}","status":"{status}","amount":{minor},"currency":"eur","payment_intent":"pi_3One",
            "metadata":{{{number}}}}}"#
    )
}

#[tokio::test]
async fn what_went_back_of_a_payment_is_seen_oldest_first() {
    let paid = intent("succeeded", 2_400, 2_400)
        .replace("\"currency\"", "\"latest_charge\":{\"disputed\":true},\"currency\"");
    let refunds = [a_refund("re_2", 700, "pending", ""), a_refund("re_1", 500, "failed", r#""refund":"1""#)];
    let dispute = r#"{"id":"dp_1","status":"under_review","amount":2400,"currency":"eur"}"#;
    let server = Server::playing([
        Play::ok(session("complete", &paid)),
        Play::ok(format!(r#"{{"data":[{}],"has_more":false}}"#, refunds.join(","))),
        Play::ok(format!(r#"{{"data":[{dispute}],"has_more":false}}"#)),
    ])
    .await;
    let seen = server.gateway().see(&[attempt(1, Some("cs_test_1"))]).await.unwrap();
    let payment = seen[0].payment.clone().unwrap();
    let shown = |id: &str, number, minor, status| SeenRefund {
        id: id.to_owned(),
        number,
        amount: eur(minor),
        status,
    };
    assert_eq!(
        payment.refunds,
        [shown("re_1", Some(1), 500, RefundStatus::Failed), shown("re_2", None, 700, RefundStatus::Pending)]
    );
    let open = Dispute { id: "dp_1".to_owned(), amount: eur(2_400), status: DisputeStatus::Open };
    assert_eq!(payment.dispute, Some(open));
    let asked = |collection: &str| format!("GET /v1/{collection}?payment_intent=pi_3One&limit=100");
    assert_eq!(server.lines()[1..], [asked("refunds"), asked("disputes")]);
}

#[tokio::test]
async fn a_refund_carries_its_order_and_number_under_its_own_key() {
    let server = Server::playing([Play::ok(a_refund("re_1", 500, "succeeded", ""))]).await;
    let operation = Operation { number: 3, ..operation(OperationKind::Refund) };
    let order = OrderId::from_bits([1; 16]);
    let sent = server.gateway().send(&ProviderCall::Refund { order: order.clone(), operation }).await;
    assert!(matches!(sent, Outcome::Applied(())), "{sent:?}");
    let received = &server.received()[0];
    assert_eq!(received.line, "POST /v1/refunds");
    assert_eq!(
        received.headers.get("idempotency-key").map(String::as_str),
        Some(format!("{ORDER}-operation-2").as_str())
    );
    let field =
        |name: &str| received.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!(
        ["payment_intent", "amount", "metadata[order_id]", "metadata[refund]"].map(field),
        [Some("pi_3One"), Some("2400"), Some(order.as_str()), Some("3")]
    );
}

#[tokio::test]
async fn an_event_without_a_mark_is_asked_for_by_its_payment() {
    let marked = |shop: &str| {
        let order = OrderId::from_bits([1; 16]);
        format!(r#"{{"id":"pi_3One","metadata":{{"shop":"{shop}","order_id":"{order}"}}}}"#)
    };
    let server = Server::playing([Play::ok(marked("harbor")), Play::ok(marked("another"))]).await;
    let gateway = server.gateway();
    assert_eq!(gateway.order_of_payment("pi_3One").await.unwrap(), Some(OrderId::from_bits([1; 16])));
    assert_eq!(gateway.order_of_payment("pi_3One").await.unwrap(), None);
}
