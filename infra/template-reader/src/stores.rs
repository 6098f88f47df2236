//! Parameters, tables and queues.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    Index, Key, Parameter, Queue, Redrive, Table, error::TemplateError, of_type, referred_resource, section,
};

const QUEUE: &str = "AWS::SQS::Queue";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterShape {
    default: Option<Value>,
    #[serde(default)]
    allowed_values: Vec<Value>,
}

/// All parameters.
pub(crate) fn parameters(document: &Value) -> Result<Vec<Parameter>, TemplateError> {
    let shapes: BTreeMap<String, ParameterShape> = section(document, "Parameters")?;
    Ok(shapes
        .into_iter()
        .map(|(name, shape)| Parameter {
            name,
            default: shape.default.as_ref().map(text),
            allowed_values: shape.allowed_values.iter().map(text).collect(),
        })
        .collect())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TableShape {
    attribute_definitions: Vec<AttributeShape>,
    key_schema: Vec<KeyShape>,
    #[serde(default)]
    global_secondary_indexes: Vec<IndexShape>,
    time_to_live_specification: Option<TtlShape>,
    stream_specification: Option<StreamShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeShape {
    attribute_name: String,
    attribute_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct KeyShape {
    attribute_name: String,
    key_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IndexShape {
    index_name: String,
    key_schema: Vec<KeyShape>,
    projection: ProjectionShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProjectionShape {
    projection_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TtlShape {
    attribute_name: String,
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StreamShape {
    stream_view_type: String,
}

/// All tables.
pub(crate) fn tables(resources: &BTreeMap<String, Value>) -> Result<Vec<Table>, TemplateError> {
    of_type::<TableShape>(resources, "AWS::DynamoDB::Table")?
        .into_iter()
        .map(|(logical_id, shape)| table(logical_id, shape))
        .collect()
}

fn table(logical_id: &str, shape: TableShape) -> Result<Table, TemplateError> {
    let attributes: BTreeMap<String, String> = shape
        .attribute_definitions
        .into_iter()
        .map(|attribute| (attribute.attribute_name, attribute.attribute_type))
        .collect();
    let indexes = shape
        .global_secondary_indexes
        .into_iter()
        .map(|index| {
            let place = format!("{logical_id}.GlobalSecondaryIndexes.{}", index.index_name);
            let key = key(&index.key_schema, &attributes, &place)?;
            Ok(Index { name: index.index_name, key, projection: index.projection.projection_type })
        })
        .collect::<Result<_, TemplateError>>()?;
    Ok(Table {
        logical_id: logical_id.to_owned(),
        key: key(&shape.key_schema, &attributes, &format!("{logical_id}.KeySchema"))?,
        attributes,
        indexes,
        ttl_attribute: shape
            .time_to_live_specification
            .filter(|ttl| ttl.enabled)
            .map(|ttl| ttl.attribute_name),
        stream: shape.stream_specification.map(|stream| stream.stream_view_type),
    })
}

fn key(
    schema: &[KeyShape],
    attributes: &BTreeMap<String, String>,
    place: &str,
) -> Result<Key, TemplateError> {
    if let Some(unknown) = schema.iter().find(|key| !attributes.contains_key(&key.attribute_name)) {
        let problem = format!("{} is not among the AttributeDefinitions", unknown.attribute_name);
        return Err(TemplateError::wrong(place, problem));
    }
    let of =
        |kind: &str| schema.iter().find(|key| key.key_type == kind).map(|key| key.attribute_name.clone());
    let hash = of("HASH").ok_or_else(|| TemplateError::wrong(place, "there is no HASH key"))?;
    Ok(Key { hash, range: of("RANGE") })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct QueueShape {
    #[serde(default = "default_visibility_s")]
    visibility_timeout: u64,
    #[serde(default = "default_retention_s")]
    message_retention_period: u64,
    #[serde(default)]
    receive_message_wait_time_seconds: u64,
    redrive_policy: Option<RedriveShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedriveShape {
    dead_letter_target_arn: Value,
    max_receive_count: u32,
}

/// SQS's default: half a minute.
fn default_visibility_s() -> u64 {
    30
}

/// SQS's default: four days.
fn default_retention_s() -> u64 {
    345_600
}

/// All queues, those without a dead-letter queue first.
pub(crate) fn queues(resources: &BTreeMap<String, Value>) -> Result<Vec<Queue>, TemplateError> {
    let mut queues = of_type::<QueueShape>(resources, QUEUE)?
        .into_iter()
        .map(|(logical_id, shape)| queue(logical_id, shape, resources))
        .collect::<Result<Vec<_>, _>>()?;
    queues.sort_by_key(|queue| queue.redrive.is_some());
    Ok(queues)
}

fn queue(
    logical_id: &str,
    shape: QueueShape,
    resources: &BTreeMap<String, Value>,
) -> Result<Queue, TemplateError> {
    let redrive = shape
        .redrive_policy
        .map(|policy| {
            let place = format!("{logical_id}.RedrivePolicy.deadLetterTargetArn");
            Ok::<_, TemplateError>(Redrive {
                dead_letter_queue: referred_resource(
                    &policy.dead_letter_target_arn,
                    QUEUE,
                    resources,
                    &place,
                )?,
                receive_count_max: policy.max_receive_count,
            })
        })
        .transpose()?;
    Ok(Queue {
        logical_id: logical_id.to_owned(),
        visibility_timeout: Duration::from_secs(shape.visibility_timeout),
        retention: Duration::from_secs(shape.message_retention_period),
        wait_time: Duration::from_secs(shape.receive_message_wait_time_seconds),
        redrive,
    })
}
