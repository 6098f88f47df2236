//! The events of functions: routes, queues, table streams and schedules.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    Event, EventSource, QueueSource, Route, StreamSource, error::TemplateError, referred_resource, shaped,
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct EventShape {
    #[serde(rename = "Type")]
    kind: String,
    #[serde(default)]
    properties: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RouteShape {
    api_id: Value,
    method: String,
    path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueueShape {
    queue: Value,
    #[serde(default = "default_queue_batch_size")]
    batch_size: u32,
    #[serde(default)]
    function_response_types: Vec<String>,
    scaling_config: Option<ScalingShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ScalingShape {
    maximum_concurrency: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StreamShape {
    stream: Value,
    #[serde(default = "default_stream_batch_size")]
    batch_size: u32,
    maximum_retry_attempts: Option<i64>,
    maximum_record_age_in_seconds: Option<i64>,
    #[serde(default)]
    bisect_batch_on_function_error: bool,
    #[serde(default)]
    function_response_types: Vec<String>,
    #[serde(default)]
    filter_criteria: FiltersShape,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FiltersShape {
    #[serde(default)]
    filters: Vec<FilterShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FilterShape {
    pattern: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ScheduleShape {
    schedule: String,
}

/// Lambda's default batch size for SQS.
fn default_queue_batch_size() -> u32 {
    10
}

/// Lambda's default batch size for streams.
fn default_stream_batch_size() -> u32 {
    100
}

/// One event of a function.
pub(crate) fn event(
    logical_id: &str,
    name: String,
    shape: &EventShape,
    resources: &BTreeMap<String, Value>,
) -> Result<Event, TemplateError> {
    let place = format!("{logical_id}.Events.{name}");
    let source = match shape.kind.as_str() {
        "HttpApi" => EventSource::Http(route(&shape.properties, resources, &place)?),
        "SQS" => EventSource::Queue(queue(&shape.properties, resources, &place)?),
        "DynamoDB" => EventSource::Stream(stream(&shape.properties, resources, &place)?),
        "Schedule" | "ScheduleV2" => {
            let schedule: ScheduleShape = shaped(&shape.properties, &place)?;
            EventSource::Schedule { every: rate(&schedule.schedule, &place)? }
        }
        other => {
            return Err(TemplateError::wrong(place, format!("events of type {other} are not understood")));
        }
    };
    Ok(Event { name, source })
}

fn route(
    properties: &Value,
    resources: &BTreeMap<String, Value>,
    place: &str,
) -> Result<Route, TemplateError> {
    let shape: RouteShape = shaped(properties, place)?;
    if !shape.path.starts_with('/') {
        return Err(TemplateError::wrong(place, format!("the path {} must begin with a slash", shape.path)));
    }
    Ok(Route {
        api: referred_resource(&shape.api_id, "AWS::Serverless::HttpApi", resources, place)?,
        method: shape.method.to_ascii_uppercase(),
        path: shape.path,
    })
}

fn queue(
    properties: &Value,
    resources: &BTreeMap<String, Value>,
    place: &str,
) -> Result<QueueSource, TemplateError> {
    let shape: QueueShape = shaped(properties, place)?;
    Ok(QueueSource {
        queue: referred_resource(&shape.queue, "AWS::SQS::Queue", resources, place)?,
        batch_size: shape.batch_size,
        concurrency_max: shape.scaling_config.and_then(|scaling| scaling.maximum_concurrency),
        reports_batch_item_failures: reports_failures(&shape.function_response_types),
    })
}

fn stream(
    properties: &Value,
    resources: &BTreeMap<String, Value>,
    place: &str,
) -> Result<StreamSource, TemplateError> {
    let shape: StreamShape = shaped(properties, place)?;
    let filters = shape
        .filter_criteria
        .filters
        .iter()
        .map(|filter| {
            serde_json::from_str(&filter.pattern).map_err(|error| {
                TemplateError::wrong(place, format!("a filter pattern is not JSON: {error}"))
            })
        })
        .collect::<Result<_, _>>()?;
    // In a template -1 says without end.
    let age_s = shape.maximum_record_age_in_seconds.and_then(|age_s| u64::try_from(age_s).ok());
    Ok(StreamSource {
        table: referred_resource(&shape.stream, "AWS::DynamoDB::Table", resources, place)?,
        batch_size: shape.batch_size,
        retries_max: shape.maximum_retry_attempts.and_then(|retries| u32::try_from(retries).ok()),
        age_max: age_s.map(Duration::from_secs),
        bisects: shape.bisect_batch_on_function_error,
        reports_batch_item_failures: reports_failures(&shape.function_response_types),
        filters,
    })
}

fn reports_failures(types: &[String]) -> bool {
    types.iter().any(|kind| kind == "ReportBatchItemFailures")
}

/// The time in `rate(15 minutes)`.
fn rate(schedule: &str, place: &str) -> Result<Duration, TemplateError> {
    let wrong = || {
        let problem = format!("the schedule {schedule} must be a rate, such as rate(5 minutes)");
        TemplateError::wrong(place, problem)
    };
    let inner = schedule.strip_prefix("rate(").and_then(|rest| rest.strip_suffix(')')).ok_or_else(wrong)?;
    let (count, unit) = inner.trim().split_once(' ').ok_or_else(wrong)?;
    let count: u64 = count.parse().map_err(|_| wrong())?;
    let unit_s = match unit.trim().trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return Err(wrong()),
    };
    if count == 0 { Err(wrong()) } else { Ok(Duration::from_secs(count.saturating_mul(unit_s))) }
}
