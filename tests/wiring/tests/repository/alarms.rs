//! What needs a person tells one.

use crate::{nothing, source_of, template};
use serde_json::{Value, json};
use template_reader::Template;

/// Every alarm with its logical id and its properties.
fn alarms(template: &Template) -> Vec<(&str, &Value)> {
    let alarms = template.resource_types().filter(|(_, kind)| *kind == "AWS::CloudWatch::Alarm");
    alarms
        .map(|(logical_id, _)| (logical_id, &template.resource(logical_id).unwrap()["Properties"]))
        .collect()
}

fn watches(alarm: &Value, metric: &str, dimension: &str, value: &Value) -> bool {
    alarm["MetricName"] == metric && alarm["Dimensions"] == json!([{"Name": dimension, "Value": value}])
}

#[test]
fn every_dead_letter_queue_has_an_alarm() {
    let template = template();
    let queues = template.queues.iter().map(|queue| queue.logical_id.as_str());
    let silent: Vec<String> = queues
        .filter(|queue| queue.ends_with("DeadLetterQueue"))
        .filter(|queue| {
            let name = json!({"Fn::GetAtt": [queue, "QueueName"]});
            let rings = |alarm: &Value| {
                watches(alarm, "ApproximateNumberOfMessagesVisible", "QueueName", &name)
                    && alarm["Threshold"] == 1
            };
            !alarms(&template).iter().any(|(_, alarm)| rings(alarm))
        })
        .map(str::to_owned)
        .collect();
    nothing(&silent, "dead-letter queues that fill in silence");
}

#[test]
fn every_function_has_an_alarm() {
    let template = template();
    let functions = template.functions.iter().map(|function| function.logical_id.as_str());
    let silent: Vec<String> = functions
        .filter(|function| {
            let name = json!({ "Ref": function });
            !alarms(&template).iter().any(|(_, alarm)| watches(alarm, "Errors", "FunctionName", &name))
        })
        .map(str::to_owned)
        .collect();
    nothing(&silent, "functions that fail in silence");
}

#[test]
fn every_alarm_says_what_to_do_and_reaches_the_topic() {
    let template = template();
    let alarms = alarms(&template);
    for (logical_id, alarm) in &alarms {
        assert_eq!(alarm["AlarmActions"], json!([{"Ref": "AlarmTopic"}]), "{logical_id}");
        assert!(alarm["AlarmDescription"].as_str().unwrap().contains(". "), "{logical_id}: and then?");
        let silence = if *logical_id == "UnsentAlarm" { "breaching" } else { "notBreaching" };
        assert_eq!(alarm["TreatMissingData"], silence, "{logical_id}");
    }
    assert!(alarms.iter().any(|(logical_id, _)| *logical_id == "ShopApiFailuresAlarm"));
}

#[test]
fn what_waits_unsent_is_counted_by_what_the_sweep_logs() {
    let template = template();
    let metric = &template.resource("UnsentMetric").unwrap()["Properties"];
    assert_eq!(metric["LogGroupName"], json!({"Ref": "HoldSweepLogGroup"}));
    assert_eq!(metric["FilterPattern"], r#"{ $.fields.message = "swept" }"#);
    let transformation = &metric["MetricTransformations"][0];
    assert_eq!(transformation["MetricValue"], "$.fields.unsent");
    let sweep = source_of("functions/hold-sweep");
    let line = sweep.lines().find(|line| line.contains(r#""swept")"#)).unwrap();
    assert!(line.contains("tracing::info!(") && line.contains(" unsent = "), "{line}");
    let alarm = &template.resource("UnsentAlarm").unwrap()["Properties"];
    assert_eq!(alarm["Namespace"], transformation["MetricNamespace"]);
    assert_eq!(alarm["MetricName"], transformation["MetricName"]);
}
