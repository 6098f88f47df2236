//! The embedded SQS through the SDK: visibility, redrive, delays, batches, long polls, the journal.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{collections::HashMap, time::Duration};

use aws_sdk_sqs::{
    Client,
    error::SdkError,
    operation::get_queue_url::GetQueueUrlError,
    types::{
        DeleteMessageBatchRequestEntry, Message, MessageAttributeValue, MessageSystemAttributeName,
        QueueAttributeName, SendMessageBatchRequestEntry,
    },
};
use embedded::{Clock, EmbeddedAws, EmbeddedConfig};

const DEAD_LETTERS: &str = "arn:aws:sqs:eu-central-1:000000000000:orders-dlq";

struct Shop {
    aws: EmbeddedAws,
    client: Client,
    clock: Clock,
    url: String,
    dead_letters_url: String,
    _mails: tempfile::TempDir,
}

/// Two queues on a clock that stands still: `orders` with a visibility of 30 s, and its dead letters after 5.
async fn shop() -> Shop {
    let mails = tempfile::tempdir().unwrap();
    let clock = Clock::fixed(1_000_000);
    let mut config = EmbeddedConfig::in_memory(mails.path());
    config.clock = clock.clone();
    let aws = EmbeddedAws::open(config).unwrap();
    let client = aws.sqs();
    let (url, dead_letters_url) = create_queues(&client).await;
    Shop { aws, client, clock, url, dead_letters_url, _mails: mails }
}

async fn create_queues(client: &Client) -> (String, String) {
    let dead_letters = client.create_queue().queue_name("orders-dlq").send().await.unwrap();
    let redrive = format!(r#"{{"deadLetterTargetArn":"{DEAD_LETTERS}","maxReceiveCount":5}}"#);
    let orders = client
        .create_queue()
        .queue_name("orders")
        .attributes(QueueAttributeName::VisibilityTimeout, "30")
        .attributes(QueueAttributeName::RedrivePolicy, redrive)
        .send()
        .await
        .unwrap();
    (orders.queue_url.unwrap(), dead_letters.queue_url.unwrap())
}

async fn send(client: &Client, url: &str, body: &str) {
    client.send_message().queue_url(url).message_body(body).send().await.unwrap();
}

async fn receive(client: &Client, url: &str) -> Vec<Message> {
    let received = client
        .receive_message()
        .queue_url(url)
        .max_number_of_messages(10)
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .message_attribute_names("All")
        .send()
        .await
        .unwrap();
    received.messages.unwrap_or_default()
}

fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().filter_map(Message::body).collect()
}

#[tokio::test]
async fn a_message_in_flight_is_hidden_until_its_visibility_ends() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "a").await;
    assert_eq!(bodies(&receive(&shop.client, &shop.url).await), ["a"]);
    assert!(receive(&shop.client, &shop.url).await.is_empty());
    shop.clock.advance(Duration::from_secs(30));
    let again = receive(&shop.client, &shop.url).await;
    let attributes = again[0].attributes().unwrap();
    assert_eq!(attributes[&MessageSystemAttributeName::ApproximateReceiveCount], "2");
    assert_eq!(attributes[&MessageSystemAttributeName::SentTimestamp], "1000000");
}

#[tokio::test]
async fn a_message_goes_to_the_dead_letters_after_exactly_five_receives() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "poison").await;
    for _ in 0..5 {
        assert_eq!(bodies(&receive(&shop.client, &shop.url).await), ["poison"]);
        shop.clock.advance(Duration::from_secs(30));
    }
    assert!(receive(&shop.client, &shop.url).await.is_empty());
    let dead = receive(&shop.client, &shop.dead_letters_url).await;
    assert_eq!(bodies(&dead), ["poison"]);
    let attributes = dead[0].attributes().unwrap();
    let source = &attributes[&MessageSystemAttributeName::DeadLetterQueueSourceArn];
    assert_eq!(source, "arn:aws:sqs:eu-central-1:000000000000:orders");
}

#[tokio::test]
async fn a_message_moved_back_from_the_dead_letters_starts_anew() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "poison").await;
    for _ in 0..6 {
        receive(&shop.client, &shop.url).await;
        shop.clock.advance(Duration::from_secs(30));
    }
    shop.client.start_message_move_task().source_arn(DEAD_LETTERS).send().await.unwrap();
    let again = receive(&shop.client, &shop.url).await;
    let attributes = again[0].attributes().unwrap();
    assert_eq!(attributes[&MessageSystemAttributeName::ApproximateReceiveCount], "1");
    assert!(receive(&shop.client, &shop.dead_letters_url).await.is_empty());
}

#[tokio::test]
async fn messages_and_dead_letters_are_where_they_were_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let config = |clock: &Clock| {
        let mut config = EmbeddedConfig::in_folder(folder.path());
        config.clock = clock.clone();
        config
    };
    let clock = Clock::fixed(1_000_000);
    {
        let aws = EmbeddedAws::open(config(&clock)).unwrap();
        let client = aws.sqs();
        let (url, _) = create_queues(&client).await;
        send(&client, &url, "poison").await;
        for _ in 0..6 {
            receive(&client, &url).await;
            clock.advance(Duration::from_secs(30));
        }
        for body in ["waiting", "done", "in flight"] {
            send(&client, &url, body).await;
        }
        for message in receive(&client, &url).await {
            let handle = message.receipt_handle().unwrap_or_default();
            match message.body() {
                Some("done") => {
                    client.delete_message().queue_url(&url).receipt_handle(handle).send().await.unwrap();
                }
                Some("waiting") => {
                    let change = client.change_message_visibility().queue_url(&url).receipt_handle(handle);
                    change.visibility_timeout(0).send().await.unwrap();
                }
                _ => {}
            }
        }
    }
    let aws = EmbeddedAws::open(config(&clock)).unwrap();
    let client = aws.sqs();
    let (url, dead_letters_url) = create_queues(&client).await;
    assert_eq!(bodies(&receive(&client, &url).await), ["waiting", "in flight"]);
    assert_eq!(bodies(&receive(&client, &dead_letters_url).await), ["poison"]);
}

#[tokio::test]
async fn receives_that_restarts_cut_short_make_no_dead_letter() {
    let folder = tempfile::tempdir().unwrap();
    let open = || EmbeddedAws::open(EmbeddedConfig::in_folder(folder.path())).unwrap();
    {
        let client = open().sqs();
        let (url, _) = create_queues(&client).await;
        send(&client, &url, "good").await;
    }
    for _ in 0..10 {
        let aws = open();
        let client = aws.sqs();
        let (url, dead_letters_url) = create_queues(&client).await;
        assert_eq!(bodies(&receive(&client, &url).await), ["good"]);
        assert!(receive(&client, &dead_letters_url).await.is_empty());
    }
}

#[tokio::test]
async fn a_delayed_message_appears_when_its_delay_has_passed() {
    let shop = shop().await;
    shop.client
        .send_message()
        .queue_url(&shop.url)
        .message_body("later")
        .delay_seconds(60)
        .send()
        .await
        .unwrap();
    assert!(receive(&shop.client, &shop.url).await.is_empty());
    assert_eq!(counts(&shop).await, ["0", "0", "1"]);
    shop.clock.advance(Duration::from_mins(1));
    assert_eq!(bodies(&receive(&shop.client, &shop.url).await), ["later"]);
}

async fn counts(shop: &Shop) -> [String; 3] {
    let answer = shop
        .client
        .get_queue_attributes()
        .queue_url(&shop.url)
        .attribute_names(QueueAttributeName::All)
        .send()
        .await
        .unwrap();
    let attributes: HashMap<_, _> = answer.attributes.unwrap();
    [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
    ]
    .map(|name| attributes[&name].clone())
}

#[tokio::test]
async fn a_changed_visibility_counts_from_the_change_and_zero_means_at_once() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "a").await;
    let handle = receive(&shop.client, &shop.url).await[0].receipt_handle().unwrap().to_owned();
    let change = |timeout_s| {
        shop.client
            .change_message_visibility()
            .queue_url(&shop.url)
            .receipt_handle(&handle)
            .visibility_timeout(timeout_s)
    };
    change(90).send().await.unwrap();
    shop.clock.advance(Duration::from_mins(1));
    assert!(receive(&shop.client, &shop.url).await.is_empty());
    change(0).send().await.unwrap();
    let refused = change(10).send().await.unwrap_err().into_service_error();
    assert!(refused.is_message_not_inflight(), "{refused:?}");
    assert_eq!(bodies(&receive(&shop.client, &shop.url).await), ["a"]);
}

#[tokio::test]
async fn a_message_received_again_is_not_deleted_by_the_older_receipt() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "a").await;
    let handle = receive(&shop.client, &shop.url).await[0].receipt_handle().unwrap().to_owned();
    shop.clock.advance(Duration::from_secs(30));
    receive(&shop.client, &shop.url).await;
    shop.client.delete_message().queue_url(&shop.url).receipt_handle(handle).send().await.unwrap();
    assert_eq!(shop.aws.queues().messages("orders", 10).await.unwrap().len(), 1);
    let refused = shop.client.delete_message().queue_url(&shop.url).receipt_handle("nonsense").send().await;
    assert!(refused.unwrap_err().into_service_error().is_receipt_handle_is_invalid());
}

#[tokio::test]
async fn a_batch_is_sent_and_deleted_entry_by_entry() {
    let shop = shop().await;
    let entry = |id: &str, body: &str| {
        SendMessageBatchRequestEntry::builder().id(id).message_body(body).build().unwrap()
    };
    let batch = |entries| shop.client.send_message_batch().queue_url(&shop.url).set_entries(Some(entries));
    let sent = batch(vec![entry("1", "a"), entry("2", ""), entry("3", "c")]).send().await.unwrap();
    assert_eq!(sent.successful().len(), 2);
    assert_eq!(sent.failed()[0].id(), "2");
    assert!(sent.failed()[0].sender_fault());
    let twice = batch(vec![entry("1", "a"), entry("1", "b")]).send().await.unwrap_err().into_service_error();
    assert!(twice.is_batch_entry_ids_not_distinct());
    let entries = receive(&shop.client, &shop.url)
        .await
        .into_iter()
        .enumerate()
        .map(|(index, message)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .set_receipt_handle(message.receipt_handle)
                .build()
                .unwrap()
        })
        .collect();
    let deleted =
        shop.client.delete_message_batch().queue_url(&shop.url).set_entries(Some(entries)).send().await;
    assert_eq!(deleted.unwrap().successful().len(), 2);
    assert_eq!(counts(&shop).await, ["0", "0", "0"]);
}

#[tokio::test]
async fn message_attributes_come_back_as_they_were_sent() {
    let shop = shop().await;
    let kind = MessageAttributeValue::builder().data_type("String").string_value("notice").build().unwrap();
    let sent = shop
        .client
        .send_message()
        .queue_url(&shop.url)
        .message_body("a")
        .message_attributes("kind", kind.clone())
        .send()
        .await
        .unwrap();
    let received = receive(&shop.client, &shop.url).await;
    assert_eq!(received[0].message_attributes().unwrap()["kind"], kind);
    assert_eq!(received[0].md5_of_message_attributes(), sent.md5_of_message_attributes());
    assert_eq!(received[0].md5_of_body(), Some("0cc175b9c0f1b6a831c399e269772661"));
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_is_woken_by_a_message() {
    let shop = shop().await;
    let waiting = tokio::spawn({
        let (client, url) = (shop.client.clone(), shop.url.clone());
        async move { client.receive_message().queue_url(url).wait_time_seconds(20).send().await.unwrap() }
    });
    let started = tokio::time::Instant::now();
    tokio::time::sleep(Duration::from_secs(2)).await;
    send(&shop.client, &shop.url, "a").await;
    let received = waiting.await.unwrap();
    assert_eq!(bodies(received.messages()), ["a"]);
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn a_long_poll_is_woken_when_the_clock_is_moved() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "a").await;
    receive(&shop.client, &shop.url).await;
    let waiting = tokio::spawn({
        let (client, url) = (shop.client.clone(), shop.url.clone());
        async move { client.receive_message().queue_url(url).wait_time_seconds(20).send().await.unwrap() }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    shop.clock.advance(Duration::from_mins(1));
    assert_eq!(bodies(waiting.await.unwrap().messages()), ["a"]);
}

#[tokio::test(start_paused = true)]
async fn an_empty_long_poll_ends_after_its_wait_time() {
    let shop = shop().await;
    let started = tokio::time::Instant::now();
    let empty = shop.client.receive_message().queue_url(&shop.url).wait_time_seconds(5).send().await.unwrap();
    assert!(empty.messages().is_empty());
    assert!((Duration::from_secs(5)..Duration::from_secs(6)).contains(&started.elapsed()));
}

#[tokio::test]
async fn messages_older_than_the_retention_are_gone() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "old").await;
    shop.clock.advance(Duration::from_secs(4 * 86_400 + 1));
    assert!(receive(&shop.client, &shop.url).await.is_empty());
}

#[tokio::test]
async fn a_purge_leaves_nothing() {
    let shop = shop().await;
    send(&shop.client, &shop.url, "a").await;
    shop.client.purge_queue().queue_url(&shop.url).send().await.unwrap();
    assert!(receive(&shop.client, &shop.url).await.is_empty());
}

#[tokio::test]
async fn queues_are_created_once_and_missing_ones_are_named_as_missing() {
    let shop = shop().await;
    let again = create_queues(&shop.client).await;
    assert_eq!(again, (shop.url.clone(), shop.dead_letters_url.clone()));
    let other = shop.client.create_queue().queue_name("orders");
    let other = other.attributes(QueueAttributeName::VisibilityTimeout, "31").send().await;
    assert!(other.unwrap_err().into_service_error().is_queue_name_exists());
    let missing = shop.client.get_queue_url().queue_name("nobody").send().await.unwrap_err();
    let SdkError::ServiceError(missing) = missing else { panic!("{missing:?}") };
    assert!(matches!(missing.err(), GetQueueUrlError::QueueDoesNotExist(_)));
}

#[tokio::test]
async fn bad_messages_are_refused() {
    let shop = shop().await;
    let request = || shop.client.send_message().queue_url(&shop.url);
    let empty = request().message_body("").send().await.unwrap_err().into_service_error();
    assert_eq!(empty.meta().code(), Some("MissingParameter"));
    let control = request().message_body("\u{1}").send().await.unwrap_err().into_service_error();
    assert!(control.is_invalid_message_contents());
    let long = request().message_body("x".repeat(1_048_577)).send().await.unwrap_err().into_service_error();
    assert_eq!(long.meta().code(), Some("InvalidParameterValue"));
    let late = request().message_body("x").delay_seconds(901).send().await.unwrap_err().into_service_error();
    assert_eq!(late.meta().code(), Some("InvalidParameterValue"));
}
