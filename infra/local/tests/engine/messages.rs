//! Queues to functions.

use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use aws_sdk_sqs::types::{MessageAttributeValue, SendMessageBatchRequestEntry};
use local::engine::Handler;

use crate::{Notes, Stage, error, stage};

async fn send(stage: &Stage, bodies: &[&str]) {
    let entries = bodies
        .iter()
        .enumerate()
        .map(|(index, body)| {
            SendMessageBatchRequestEntry::builder().id(index.to_string()).message_body(*body).build().unwrap()
        })
        .collect();
    let batch = stage.aws.sqs().send_message_batch().queue_url(&stage.names.queue_urls["MailsQueue"]);
    batch.set_entries(Some(entries)).send().await.unwrap();
}

fn bodies(event: &SqsEvent) -> Vec<String> {
    event.records.iter().filter_map(|record| record.body.clone()).collect()
}

async fn left(stage: &Stage, queue: &str) -> Vec<String> {
    let messages = stage.aws.queues().messages(queue, 100).await.unwrap();
    messages.into_iter().map(|message| message.body).collect()
}

#[tokio::test]
async fn a_batch_comes_with_every_attribute_and_is_deleted_when_done() {
    let notes = Notes::new();
    let seen = notes.clone();
    let stage = stage().await.with(
        "mailer",
        Handler::queue(move |event: SqsEvent| {
            seen.add(event);
            async { Ok(SqsBatchResponse::default()) }
        }),
    );
    let kind = MessageAttributeValue::builder().data_type("String").string_value("x").build().unwrap();
    let request = stage.aws.sqs().send_message().queue_url(&stage.names.queue_urls["MailsQueue"]);
    request.message_body("a").message_attributes("kind", kind).send().await.unwrap();
    let engine = stage.start();
    let event = notes.wait_for(1).await.remove(0);
    engine.stop().await;
    let record = &event.records[0];
    assert_eq!(record.body.as_deref(), Some("a"));
    assert_eq!(record.attributes["ApproximateReceiveCount"], "1");
    assert_eq!(record.attributes["SentTimestamp"], "1790000000000");
    assert_eq!(record.message_attributes["kind"].string_value.as_deref(), Some("x"));
    assert_eq!(record.event_source_arn.as_deref(), Some("arn:aws:sqs:eu-central-1:000000000000:mails"));
    assert_eq!(record.aws_region.as_deref(), Some("eu-central-1"));
    assert!(record.message_id.is_some() && record.receipt_handle.is_some());
    assert!(left(&stage, "mails").await.is_empty());
}

#[tokio::test]
async fn what_a_function_reports_as_failed_stays_and_the_rest_is_deleted() {
    let notes = Notes::new();
    let seen = notes.clone();
    let stage = stage().await.with(
        "mailer",
        Handler::queue(move |event: SqsEvent| {
            let mut answer = SqsBatchResponse::default();
            for record in &event.records {
                if record.body.as_deref() == Some("bad") {
                    answer.add_failure(record.message_id.clone().unwrap_or_default());
                }
            }
            seen.add(bodies(&event));
            async move { Ok(answer) }
        }),
    );
    send(&stage, &["good", "bad"]).await;
    let engine = stage.start();
    assert_eq!(notes.wait_for(1).await, [["good", "bad"]]);
    stage.clock.advance(Duration::from_secs(12));
    assert_eq!(notes.wait_for(2).await[1], ["bad"]);
    engine.stop().await;
    assert_eq!(left(&stage, "mails").await, ["bad"]);
}

#[tokio::test]
async fn an_error_keeps_the_whole_batch_until_the_dead_letters_after_five_receives() {
    let notes = Notes::new();
    let seen = notes.clone();
    let stage = stage().await.with(
        "mailer",
        Handler::queue(move |event: SqsEvent| {
            seen.add(bodies(&event));
            async { Err(error("no mail today")) }
        }),
    );
    send(&stage, &["a", "b"]).await;
    let engine = stage.start();
    for times in 1..=5 {
        assert_eq!(notes.wait_for(times).await.len(), times);
        assert_eq!(left(&stage, "mails").await.len(), 2);
        // The next receive must not come before the failed batch has been put down.
        engine.running().wait_for(|running| *running == 0).await.unwrap();
        stage.clock.advance(Duration::from_secs(12));
    }
    for _ in 0..200 {
        if left(&stage, "mails-dlq").await.len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    engine.stop().await;
    assert_eq!(left(&stage, "mails-dlq").await, ["a", "b"]);
    assert_eq!(notes.all().len(), 5);
}

#[tokio::test]
async fn a_panic_and_a_time_out_fail_the_batch_and_nothing_else() {
    let notes = Notes::new();
    let seen = notes.clone();
    let stage = stage().await.with(
        "mailer",
        Handler::queue(move |event: SqsEvent| {
            let bodies = bodies(&event);
            seen.add(bodies.clone());
            async move {
                match bodies.first().map(String::as_str) {
                    Some("panic") => panic!("as the test wants"),
                    Some("slow") => std::future::pending().await,
                    _ => Ok(SqsBatchResponse::default()),
                }
            }
        }),
    );
    let engine = stage.start();
    for (index, body) in ["panic", "slow", "good"].into_iter().enumerate() {
        send(&stage, &[body]).await;
        notes.wait_for(index + 1).await;
    }
    engine.stop().await;
    assert_eq!(left(&stage, "mails").await, ["panic", "slow"]);
}

#[tokio::test]
async fn an_unknown_failed_id_fails_the_whole_batch() {
    let notes = Notes::new();
    let seen = notes.clone();
    let stage = stage().await.with(
        "mailer",
        Handler::queue(move |event: SqsEvent| {
            seen.add(bodies(&event));
            let mut answer = SqsBatchResponse::default();
            answer.add_failure("nobody");
            async move { Ok(answer) }
        }),
    );
    send(&stage, &["a", "b"]).await;
    let engine = stage.start();
    notes.wait_for(1).await;
    engine.stop().await;
    assert_eq!(left(&stage, "mails").await, ["a", "b"]);
}
