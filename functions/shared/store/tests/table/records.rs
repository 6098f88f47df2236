//! Mails, provider events, breaks and the reconciler's place: each is recorded once.

use crate::shop::{NOW, a_shop, after};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::address::{AddressField, Contact, format_of};
use domain::ids::{Country, MessageId, OrderId};
use embedded::Fault;
use std::collections::BTreeMap;
use store::StoreError;
use store::breaks::NoSuchBreak;
use store::events::{EventStored, ReconcilePass, Reconciliation, StoredEvent};
use store::notices::NoticeRefusal;
use store::seal::{NONCE_BYTES, Sealer};
use store::table;

fn order() -> OrderId {
    OrderId::from_bits([1; 16])
}

fn message() -> MessageId {
    MessageId::from_bits([2; 16])
}

#[tokio::test]
async fn a_mail_is_sent_by_one_at_a_time_and_once() {
    let shop = a_shop().await;
    let store = &shop.store;
    let begin = |recipient: &'static str, now, deadline| async move {
        store.begin_notice(&order(), &message(), recipient, now, deadline).await
    };
    begin("shopper", NOW, after(2)).await.unwrap();
    let twin = begin("shopper", after(1), after(3)).await;
    assert!(matches!(twin, Err(StoreError::Refused(NoticeRefusal::SentOrSending))), "{twin:?}");
    begin("merchant", after(1), after(3)).await.unwrap();
    begin("shopper", after(2), after(4)).await.unwrap();
    assert!(!store.notice_was_sent(&order(), &message(), "shopper").await.unwrap());
    store.finish_notice(&order(), &message(), "shopper", after(2)).await.unwrap();
    assert!(store.notice_was_sent(&order(), &message(), "shopper").await.unwrap());
    let late = begin("shopper", after(60), after(62)).await;
    assert!(matches!(late, Err(StoreError::Refused(NoticeRefusal::SentOrSending))), "{late:?}");
    assert!(!store.notice_was_sent(&order(), &message(), "merchant").await.unwrap());
}

fn an_event<'a>(id: &'a str, order: Option<&'a OrderId>) -> StoredEvent<'a> {
    let message = order.map(|_| "message".to_owned());
    let kind = "payment_intent.succeeded";
    StoredEvent { provider: "stripe", id, kind, object_id: "pi_1", order, message }
}

#[tokio::test]
async fn an_event_is_new_once_and_has_its_message_unsent() {
    let shop = a_shop().await;
    let order = order();
    let event = an_event("evt_1", Some(&order));
    assert_eq!(shop.store.store_event(&event, NOW).await.unwrap(), EventStored::New);
    assert_eq!(shop.store.store_event(&event, after(1)).await.unwrap(), EventStored::Known);
    let key = table::provider_event("stripe", "evt_1");
    let unsent = shop.store.unsent(&key).await.unwrap().unwrap();
    assert_eq!(unsent.messages, ["message"]);
    shop.store.strike(&unsent).await.unwrap();
    assert_eq!(shop.store.store_event(&event, after(2)).await.unwrap(), EventStored::Known);
    assert_eq!(shop.store.unsent(&key).await.unwrap(), None, "a repeat makes nobody look again");
}

#[tokio::test]
async fn an_event_that_is_not_about_an_order_of_ours_tells_nobody() {
    let shop = a_shop().await;
    assert_eq!(shop.store.store_event(&an_event("evt_1", None), NOW).await.unwrap(), EventStored::New);
    assert_eq!(shop.store.unsent(&table::provider_event("stripe", "evt_1")).await.unwrap(), None);
    assert_eq!(shop.store.unsent_first_page(after(999)).await.unwrap(), []);
}

#[tokio::test]
async fn an_event_whose_answer_was_lost_still_has_its_message_unsent() {
    let shop = a_shop().await;
    let order = order();
    shop.calls.fail("PutItem", Fault::LoseAnswer, 1);
    shop.store.store_event(&an_event("evt_1", Some(&order)), NOW).await.unwrap();
    let key = table::provider_event("stripe", "evt_1");
    assert!(shop.store.unsent(&key).await.unwrap().is_some());
}

#[tokio::test]
async fn the_reconciler_goes_on_where_it_stood() {
    let shop = a_shop().await;
    assert_eq!(shop.store.reconciliation("stripe").await.unwrap(), Reconciliation::default());
    let pass = ReconcilePass { from: NOW, after: Some("evt_7".to_owned()), began_at: after(5) };
    let cut_short = Reconciliation { until: Some(NOW), unfinished: Some(pass) };
    shop.store.set_reconciliation("stripe", &cut_short).await.unwrap();
    assert_eq!(shop.store.reconciliation("stripe").await.unwrap(), cut_short);
}

#[tokio::test]
async fn money_without_an_order_is_raised_once() {
    let shop = a_shop().await;
    shop.store.raise_unlicensed("stripe", "pi_1", "ord_x", NOW).await.unwrap();
    shop.store.raise_unlicensed("stripe", "pi_1", "ord_y", after(5)).await.unwrap();
    let raised = shop.item(&table::unlicensed("stripe", "pi_1")).await.unwrap();
    assert_eq!(raised["claimed_order"], AttributeValue::S("ord_x".to_owned()));
    assert_eq!(raised["raised_at_ms"], AttributeValue::N(NOW.as_ms().to_string()));
}

#[tokio::test]
async fn money_without_an_order_is_listed_until_somebody_dealt_with_it() {
    let shop = a_shop().await;
    shop.store.raise_unlicensed("stripe", "pi_2", "ord_x", after(1)).await.unwrap();
    shop.store.raise_unlicensed("stripe", "pi_1", "ord_x", NOW).await.unwrap();
    let objects = async || {
        let found = shop.store.list_unlicensed().await.unwrap();
        found.into_iter().map(|found| found.object).collect::<Vec<_>>()
    };
    assert_eq!(objects().await, ["stripe#pi_1", "stripe#pi_2"]);
    shop.store.resolve_unlicensed("stripe", "pi_1", after(2)).await.unwrap();
    shop.store.resolve_unlicensed("stripe", "pi_1", after(3)).await.unwrap();
    shop.store.raise_unlicensed("stripe", "pi_1", "ord_x", after(4)).await.unwrap();
    assert_eq!(objects().await, ["stripe#pi_2"], "a repeat does not raise it again");
    let resolved = shop.item(&table::unlicensed("stripe", "pi_1")).await.unwrap();
    assert_eq!(resolved["resolved_at_ms"], AttributeValue::N(after(2).as_ms().to_string()));
    let unknown = shop.store.resolve_unlicensed("stripe", "pi_9", NOW).await;
    assert!(matches!(unknown, Err(StoreError::Refused(NoSuchBreak))), "{unknown:?}");
}

#[test]
fn a_contact_opens_as_it_was_sealed() {
    let germany = Country::parse("DE").unwrap();
    let typed = BTreeMap::from([
        (AddressField::Email, "rosa@example.com".to_owned()),
        (AddressField::Name, "Rosa Example".to_owned()),
        (AddressField::Line1, "Am Hafen 1".to_owned()),
        (AddressField::PostalCode, "20457".to_owned()),
        (AddressField::City, "Hamburg".to_owned()),
    ]);
    let contact = Contact::parse(&format_of(&germany).unwrap(), germany, &typed).unwrap();
    let sealer = Sealer::new(&["secret"]);
    let sealed = sealer.seal_contact(order().as_str(), [7; NONCE_BYTES], &contact).unwrap();
    assert_eq!(sealer.open_contact(order().as_str(), &sealed).unwrap(), contact);
    let readable = String::from_utf8_lossy(&sealed).into_owned();
    assert!(!readable.contains("Rosa") && !readable.contains("Hamburg"));
}
