//! Every message has a queue, the queue one consumer that knows it, and a place for what cannot be handled.

use crate::{nothing, queue_source, source_of, template};
use contract::messages::{Message, Queue};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use template_reader::{Function, Template, local_name};
use wiring::files;

const DAY: Duration = Duration::from_hours(24);

const fn logical_id(queue: Queue) -> &'static str {
    match queue {
        Queue::Payments => "PaymentsQueue",
        Queue::Stock => "StockQueue",
        Queue::Notices => "NoticesQueue",
    }
}

/// The messages of the samples.
fn messages() -> Vec<Message> {
    let samples = files("functions/shared/contract/samples", ".json").unwrap();
    samples.iter().map(|sample| Message::read(&sample.text).expect(&sample.path).1).collect()
}

fn consumers<'t>(template: &'t Template, queue: &str) -> Vec<&'t Function> {
    let reads = |function: &&Function| queue_source(function).is_some_and(|source| source.queue == queue);
    template.functions.iter().filter(reads).collect()
}

#[test]
fn every_message_has_a_sample() {
    let source = source_of("functions/shared/contract");
    let kinds = source.lines().filter_map(|line| line.trim().strip_prefix("Self::")?.split_once("(_) => \""));
    let named: BTreeSet<&str> = kinds.map(|(kind, _)| kind).collect();
    let sampled: BTreeSet<&str> = messages().iter().map(Message::kind).collect();
    assert_eq!(named, sampled, "the types of contract::messages and the samples");
}

#[test]
fn every_message_goes_to_a_queue_whose_one_consumer_reads_it() {
    let template = template();
    let mut lost = Vec::new();
    for message in messages() {
        let queue = logical_id(message.queue());
        match consumers(&template, queue).as_slice() {
            [consumer] => {
                let source = source_of(&format!("functions/{}", consumer.folder));
                let named = source.contains(&format!("Message::{}(", message.kind()));
                let as_command = message.staff_command().is_some() && source.contains(".staff_command()");
                if !named && !as_command {
                    lost.push(format!(
                        "{} comes to {}, which never names it",
                        message.kind(),
                        consumer.folder
                    ));
                }
            }
            others => lost.push(format!("{queue} has {} consumers", others.len())),
        }
    }
    nothing(&lost, "messages that nobody handles");
}

#[test]
fn every_queue_of_the_template_is_one_of_the_contract() {
    let template = template();
    let wanted: BTreeSet<String> = [Queue::Payments, Queue::Stock, Queue::Notices]
        .into_iter()
        .flat_map(|queue| {
            [logical_id(queue).to_owned(), logical_id(queue).replace("Queue", "DeadLetterQueue")]
        })
        .collect();
    let found: BTreeSet<String> = template.queues.iter().map(|queue| queue.logical_id.clone()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn every_queue_sets_aside_what_failed_five_times_for_fourteen_days() {
    let template = template();
    for queue in [Queue::Payments, Queue::Stock, Queue::Notices].map(logical_id) {
        let queue = template.queue(queue).unwrap();
        let redrive = queue.redrive.as_ref().expect("a queue without a dead-letter queue");
        assert_eq!(redrive.receive_count_max, 5, "{}", queue.logical_id);
        let aside = template.queue(&redrive.dead_letter_queue).unwrap();
        assert_eq!(aside.logical_id, queue.logical_id.replace("Queue", "DeadLetterQueue"));
        assert_eq!(aside.retention, 14 * DAY, "{}", aside.logical_id);
        assert!(queue.retention < aside.retention, "{}: a dead letter keeps its age", queue.logical_id);
    }
}

#[test]
fn a_message_is_not_seen_twice_while_it_is_handled() {
    let template = template();
    for function in &template.functions {
        let Some(source) = queue_source(function) else { continue };
        let visibility = template.queue(&source.queue).unwrap().visibility_timeout;
        assert!(
            visibility >= 6 * function.timeout,
            "{}: {} hides messages for {visibility:?}, six times {:?} is more",
            function.logical_id,
            source.queue,
            function.timeout
        );
    }
}

#[test]
fn every_consumer_reports_single_failures_and_has_a_ceiling() {
    let template = template();
    for function in &template.functions {
        let Some(source) = queue_source(function) else { continue };
        assert!(source.reports_batch_item_failures, "{}: ReportBatchItemFailures", function.logical_id);
        assert!(
            source.concurrency_max.is_some_and(|most| (2..=10).contains(&most)),
            "{}: MaximumConcurrency is {:?} and must be 2 to 10",
            function.logical_id,
            source.concurrency_max
        );
    }
}

#[test]
fn each_queue_has_the_consumer_it_is_named_for() {
    let template = template();
    let consumers: BTreeMap<String, &str> = template
        .functions
        .iter()
        .filter_map(|function| Some((local_name(&queue_source(function)?.queue), function.folder.as_str())))
        .collect();
    let wanted = [("notices", "order-notify"), ("payments", "payment-settle"), ("stock", "stock-update")];
    assert_eq!(consumers, wanted.map(|(queue, folder)| (queue.to_owned(), folder)).into());
}
