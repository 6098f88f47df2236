//! The tables and queues of the template, created where they do not exist yet.
//!
//! Starting again changes nothing but queue settings. A table with other keys than the template's is an error,
//! never a deletion.

use std::{collections::BTreeMap, fmt::Display};

use aws_sdk_dynamodb::{
    error::{DisplayErrorContext, ProvideErrorMetadata},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
        ProjectionType, ScalarAttributeType, TableDescription, TimeToLiveSpecification, TimeToLiveStatus,
    },
};
use aws_sdk_sqs::{operation::get_queue_url::GetQueueUrlError, types::QueueAttributeName};
use serde_json::json;
use template_reader::{Context, Index, Key, Queue, Table, Template, local_name};

use super::EngineError;

/// Where the template's tables and queues are, by logical id.
#[derive(Clone, Debug, Default)]
pub struct StoreNames {
    /// The names of the tables.
    pub tables: BTreeMap<String, String>,
    /// The URLs of the queues.
    pub queue_urls: BTreeMap<String, String>,
    /// The ARNs of the queues.
    pub queue_arns: BTreeMap<String, String>,
}

impl StoreNames {
    /// Lets the template's references to tables and queues resolve to these.
    pub fn add_to(&self, context: &mut Context) {
        context.resources.extend(self.tables.clone());
        context.resources.extend(self.queue_urls.clone());
        let arns = self.queue_arns.iter().map(|(logical_id, arn)| (format!("{logical_id}.Arn"), arn.clone()));
        context.attributes.extend(arns);
    }
}

/// Creates what does not exist yet and answers where everything is.
///
/// # Errors
/// [`EngineError::Store`] when a store refuses, or has a table with other keys or indexes than the template's.
pub async fn create_stores(
    template: &Template,
    dynamodb: &aws_sdk_dynamodb::Client,
    sqs: &aws_sdk_sqs::Client,
) -> Result<StoreNames, EngineError> {
    let mut names = StoreNames::default();
    for table in &template.tables {
        let name = local_name(&table.logical_id);
        create_table(dynamodb, table, &name).await?;
        names.tables.insert(table.logical_id.clone(), name);
    }
    for queue in &template.queues {
        let (url, arn) = create_queue(sqs, queue, &names).await?;
        names.queue_urls.insert(queue.logical_id.clone(), url);
        names.queue_arns.insert(queue.logical_id.clone(), arn);
    }
    Ok(names)
}

fn refused(what: &str, error: impl std::error::Error + 'static) -> EngineError {
    EngineError::Store { what: what.to_owned(), problem: DisplayErrorContext(error).to_string() }
}

fn unbuildable(what: &str, error: impl Display) -> EngineError {
    EngineError::Store { what: what.to_owned(), problem: error.to_string() }
}

async fn create_table(
    client: &aws_sdk_dynamodb::Client,
    table: &Table,
    name: &str,
) -> Result<(), EngineError> {
    let what = format!("table {name}");
    match client.describe_table().table_name(name).send().await {
        Ok(found) => check_table(table, found.table(), &what)?,
        Err(error) if error.code() == Some("ResourceNotFoundException") => {
            let mut request = client
                .create_table()
                .table_name(name)
                .billing_mode(BillingMode::PayPerRequest)
                .set_key_schema(Some(key_schema(&table.key, &what)?));
            for (attribute, kind) in &table.attributes {
                let definition = AttributeDefinition::builder()
                    .attribute_name(attribute)
                    .attribute_type(ScalarAttributeType::from(kind.as_str()))
                    .build();
                request =
                    request.attribute_definitions(definition.map_err(|error| unbuildable(&what, error))?);
            }
            for index in &table.indexes {
                request = request.global_secondary_indexes(secondary_index(index, &what)?);
            }
            request.send().await.map_err(|error| refused(&what, error))?;
        }
        Err(error) => return Err(refused(&what, error)),
    }
    enable_ttl(client, table, name).await
}

fn key_schema(key: &Key, what: &str) -> Result<Vec<KeySchemaElement>, EngineError> {
    let parts = [(Some(&key.hash), KeyType::Hash), (key.range.as_ref(), KeyType::Range)];
    parts
        .into_iter()
        .filter_map(|(attribute, kind)| attribute.map(|attribute| (attribute, kind)))
        .map(|(attribute, kind)| {
            let element = KeySchemaElement::builder().attribute_name(attribute).key_type(kind).build();
            element.map_err(|error| unbuildable(what, error))
        })
        .collect()
}

fn secondary_index(index: &Index, what: &str) -> Result<GlobalSecondaryIndex, EngineError> {
    let projection = ProjectionType::from(index.projection.as_str());
    GlobalSecondaryIndex::builder()
        .index_name(&index.name)
        .set_key_schema(Some(key_schema(&index.key, what)?))
        .projection(Projection::builder().projection_type(projection).build())
        .build()
        .map_err(|error| unbuildable(what, error))
}

fn check_table(table: &Table, found: Option<&TableDescription>, what: &str) -> Result<(), EngineError> {
    let key_of = |schema: &[KeySchemaElement]| {
        let of = |kind: &KeyType| {
            let element = schema.iter().find(|element| element.key_type() == kind);
            element.map(|element| element.attribute_name().to_owned())
        };
        Key { hash: of(&KeyType::Hash).unwrap_or_default(), range: of(&KeyType::Range) }
    };
    let found_key = found.map(|found| key_of(found.key_schema()));
    let found_indexes: BTreeMap<&str, Key> = found
        .map(TableDescription::global_secondary_indexes)
        .unwrap_or_default()
        .iter()
        .map(|index| (index.index_name().unwrap_or_default(), key_of(index.key_schema())))
        .collect();
    let same_indexes = found_indexes.len() == table.indexes.len()
        && table.indexes.iter().all(|index| found_indexes.get(index.name.as_str()) == Some(&index.key));
    if found_key.as_ref() == Some(&table.key) && same_indexes {
        Ok(())
    } else {
        let problem = "it exists with other keys or indexes than the template's; start with new data";
        Err(unbuildable(what, problem))
    }
}

async fn enable_ttl(client: &aws_sdk_dynamodb::Client, table: &Table, name: &str) -> Result<(), EngineError> {
    let what = format!("time to live of table {name}");
    let Some(attribute) = &table.ttl_attribute else { return Ok(()) };
    let described = client.describe_time_to_live().table_name(name).send().await;
    let described = described.map_err(|error| refused(&what, error))?;
    let status = described.time_to_live_description().and_then(|ttl| ttl.time_to_live_status());
    if status == Some(&TimeToLiveStatus::Enabled) {
        return Ok(());
    }
    let specification = TimeToLiveSpecification::builder().attribute_name(attribute).enabled(true).build();
    let specification = specification.map_err(|error| unbuildable(&what, error))?;
    let update = client.update_time_to_live().table_name(name).time_to_live_specification(specification);
    update.send().await.map_err(|error| refused(&what, error))?;
    Ok(())
}

/// Creates a queue, or gives an existing one the template's settings; answers its URL and ARN.
async fn create_queue(
    client: &aws_sdk_sqs::Client,
    queue: &Queue,
    names: &StoreNames,
) -> Result<(String, String), EngineError> {
    let name = local_name(&queue.logical_id);
    let what = format!("queue {name}");
    let attributes = attributes(queue, names);
    let url = match client.get_queue_url().queue_name(&name).send().await {
        Ok(found) => {
            let url = found.queue_url.unwrap_or_default();
            let update = client.set_queue_attributes().queue_url(&url).set_attributes(Some(attributes));
            update.send().await.map_err(|error| refused(&what, error))?;
            url
        }
        Err(error) if error.as_service_error().is_some_and(GetQueueUrlError::is_queue_does_not_exist) => {
            let created = client.create_queue().queue_name(&name).set_attributes(Some(attributes));
            let created = created.send().await.map_err(|error| refused(&what, error))?;
            created.queue_url.unwrap_or_default()
        }
        Err(error) => return Err(refused(&what, error)),
    };
    let wanted = client.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::QueueArn);
    let found = wanted.send().await.map_err(|error| refused(&what, error))?;
    let arn = found.attributes.and_then(|mut attributes| attributes.remove(&QueueAttributeName::QueueArn));
    let arn = arn.ok_or_else(|| unbuildable(&what, "it has no ARN"))?;
    Ok((url, arn))
}

fn attributes(queue: &Queue, names: &StoreNames) -> std::collections::HashMap<QueueAttributeName, String> {
    let seconds = |duration: std::time::Duration| duration.as_secs().to_string();
    // An empty policy takes one away that an earlier template had.
    let redrive = queue.redrive.as_ref().map_or_else(String::new, |redrive| {
        let arn = names.queue_arns.get(&redrive.dead_letter_queue);
        json!({ "deadLetterTargetArn": arn, "maxReceiveCount": redrive.receive_count_max }).to_string()
    });
    [
        (QueueAttributeName::VisibilityTimeout, seconds(queue.visibility_timeout)),
        (QueueAttributeName::MessageRetentionPeriod, seconds(queue.retention)),
        (QueueAttributeName::ReceiveMessageWaitTimeSeconds, seconds(queue.wait_time)),
        (QueueAttributeName::RedrivePolicy, redrive),
    ]
    .into()
}
