//! A typed view of `infra/template.yaml`: what the local shop boots from and what wiring tests compare.
//!
//! It understands the resources the shop uses (tables, queues, functions with their events and policies, the
//! CDN's response headers) and the intrinsic functions those need (`Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`,
//! dynamic references to secrets). It does not do what a deployment does: conditions, mappings and macros are not
//! evaluated, and everything else is there only as [`Template::resource`].

mod error;
mod events;
mod functions;
mod headers;
mod resolve;
mod stores;
mod yaml;

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::{error::TemplateError, headers::AddedHeaders, resolve::Context};

/// The template.
#[derive(Clone, Debug)]
pub struct Template {
    /// The parameters, in the order of their names.
    pub parameters: Vec<Parameter>,
    /// The DynamoDB tables.
    pub tables: Vec<Table>,
    /// The SQS queues, every dead-letter queue before the queues that name it.
    pub queues: Vec<Queue>,
    /// The Lambda functions, globals merged in.
    pub functions: Vec<Function>,
    headers: Vec<headers::PatternHeaders>,
    resources: BTreeMap<String, Value>,
}

/// A parameter of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value when none is given.
    pub default: Option<String>,
    /// The values it may have; empty for any.
    pub allowed_values: Vec<String>,
}

/// A DynamoDB table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its logical id.
    pub logical_id: String,
    /// Its primary key.
    pub key: Key,
    /// The types (`S`, `N` or `B`) of all key attributes by name.
    pub attributes: BTreeMap<String, String>,
    /// Its global secondary indexes.
    pub indexes: Vec<Index>,
    /// The attribute after whose time an item may be deleted.
    pub ttl_attribute: Option<String>,
    /// What its stream shows, such as `NEW_IMAGE`, if it has one.
    pub stream: Option<String>,
}

/// A key schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The partition key attribute.
    pub hash: String,
    /// The sort key attribute.
    pub range: Option<String>,
}

/// A global secondary index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: Key,
    /// What it holds, such as `KEYS_ONLY`.
    pub projection: String,
}

/// An SQS queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its logical id.
    pub logical_id: String,
    /// How long a received message is hidden.
    pub visibility_timeout: Duration,
    /// How long a message is kept.
    pub retention: Duration,
    /// How long a receive waits by default.
    pub wait_time: Duration,
    /// Where messages go that cannot be handled.
    pub redrive: Option<Redrive>,
}

/// When and where messages go that cannot be handled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redrive {
    /// The logical id of the dead-letter queue.
    pub dead_letter_queue: String,
    /// How often a message is received before it goes there.
    pub receive_count_max: u32,
}

/// A Lambda function.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its logical id, such as `CartFunction`.
    pub logical_id: String,
    /// The last part of its `CodeUri`, which is also the name of its crate, such as `cart`.
    pub folder: String,
    /// How long one invocation may take.
    pub timeout: Duration,
    /// Its memory in MB.
    pub memory_mb: u32,
    /// Its environment with unresolved values; see [`Template::environment`].
    pub environment: BTreeMap<String, Value>,
    /// What invokes it.
    pub events: Vec<Event>,
    /// What it may do.
    pub statements: Vec<Statement>,
    /// The logical id of its log group.
    pub log_group: Option<String>,
}

/// Something that invokes a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name within the function.
    pub name: String,
    /// What it is.
    pub source: EventSource,
}

/// The kinds of events.
#[derive(Clone, Debug, PartialEq)]
pub enum EventSource {
    /// A route of an HTTP API.
    Http(Route),
    /// The messages of a queue.
    Queue(QueueSource),
    /// The changes of a table.
    Stream(StreamSource),
    /// A clock.
    Schedule {
        /// The time from one invocation to the next.
        every: Duration,
    },
}

/// A route of an HTTP API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The logical id of the API.
    pub api: String,
    /// The method in capital letters, or `ANY`.
    pub method: String,
    /// The path with parameters in braces, such as `/order/{order_id}`.
    pub path: String,
}

/// How a function gets the messages of a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueSource {
    /// The logical id of the queue.
    pub queue: String,
    /// The most messages of one invocation.
    pub batch_size: u32,
    /// The most invocations at a time.
    pub concurrency_max: Option<u32>,
    /// Whether the function answers which messages failed.
    pub reports_batch_item_failures: bool,
}

/// How a function gets the changes of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamSource {
    /// The logical id of the table.
    pub table: String,
    /// The most changes of one invocation.
    pub batch_size: u32,
    /// How often a failed batch is tried again; `None` for ever.
    pub retries_max: Option<u32>,
    /// The age at which a change is given up; `None` for never.
    pub age_max: Option<Duration>,
    /// Whether a failed batch is halved.
    pub bisects: bool,
    /// Whether the function answers which changes failed.
    pub reports_batch_item_failures: bool,
    /// The filter patterns, of which one must match.
    pub filters: Vec<Value>,
}

/// One statement of a function's policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its name.
    pub sid: String,
    /// The actions it allows.
    pub actions: Vec<String>,
    /// What it allows them on, unresolved.
    pub resources: Vec<Value>,
    /// What the partition key of every item must begin with, followed by a star; `None` for any key.
    pub leading_keys: Option<Vec<String>>,
}

impl Template {
    /// Reads a template file.
    ///
    /// # Errors
    /// [`TemplateError::Missing`] when it cannot be opened, else as [`Template::parse`].
    pub fn read(path: &Path) -> Result<Self, TemplateError> {
        let text = fs::read_to_string(path)
            .map_err(|source| TemplateError::Missing { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// Reads the text of a template.
    ///
    /// # Errors
    /// [`TemplateError::Yaml`] when it is not YAML, [`TemplateError::Wrong`] with the place and the problem when
    /// a resource is not as it must be or names another that does not exist.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let document = yaml::read(text)?;
        let resources: BTreeMap<String, Value> = section(&document, "Resources")?;
        let template = Self {
            parameters: stores::parameters(&document)?,
            tables: stores::tables(&resources)?,
            queues: stores::queues(&resources)?,
            functions: functions::functions(&document, &resources)?,
            headers: headers::headers(&resources)?,
            resources,
        };
        functions::check_routes(&template.functions)?;
        Ok(template)
    }

    /// A resource as it stands in the template, short tags in their long forms.
    pub fn resource(&self, logical_id: &str) -> Option<&Value> {
        self.resources.get(logical_id)
    }

    /// The logical ids of all resources, with their types.
    pub fn resource_types(&self) -> impl Iterator<Item = (&str, &str)> {
        self.resources.iter().map(|(logical_id, resource)| (logical_id.as_str(), kind_of(resource)))
    }

    /// The function of this folder.
    pub fn function(&self, folder: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.folder == folder)
    }

    /// The queue of this logical id.
    pub fn queue(&self, logical_id: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.logical_id == logical_id)
    }
}

/// The name a table or queue has outside of a cloud: `ShopTable` is `shop`, `PaymentsDeadLetterQueue` is
/// `payments-dlq`.
pub fn local_name(logical_id: &str) -> String {
    let (stem, suffix) = [("DeadLetterQueue", "-dlq"), ("Queue", ""), ("Table", "")]
        .into_iter()
        .find_map(|(ending, suffix)| logical_id.strip_suffix(ending).map(|stem| (stem, suffix)))
        .unwrap_or((logical_id, ""));
    let mut name = String::with_capacity(stem.len() + 8);
    for letter in stem.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name + suffix
}

fn kind_of(resource: &Value) -> &str {
    resource.get("Type").and_then(Value::as_str).unwrap_or_default()
}

/// A section of the document, or of another one's part; absent is empty.
fn section<T: DeserializeOwned + Default>(document: &Value, name: &str) -> Result<T, TemplateError> {
    document.get(name).map_or_else(|| Ok(T::default()), |value| shaped(value, name))
}

/// A part of the document in the shape it must have.
fn shaped<T: DeserializeOwned>(value: &Value, place: &str) -> Result<T, TemplateError> {
    serde_json::from_value(value.clone()).map_err(|error| TemplateError::wrong(place, error.to_string()))
}

/// The resources of one type with their properties in the shape they must have.
fn of_type<'a, T: DeserializeOwned>(
    resources: &'a BTreeMap<String, Value>,
    kind: &str,
) -> Result<Vec<(&'a str, T)>, TemplateError> {
    resources
        .iter()
        .filter(|(_, resource)| kind_of(resource) == kind)
        .map(|(logical_id, resource)| {
            let empty = Value::Object(serde_json::Map::new());
            let properties = resource.get("Properties").unwrap_or(&empty);
            Ok((logical_id.as_str(), shaped(properties, logical_id)?))
        })
        .collect()
}

/// The logical id in `{"Ref": id}` or `{"Fn::GetAtt": [id, _]}`.
fn referred(value: &Value) -> Option<&str> {
    value.get("Ref").and_then(Value::as_str).or_else(|| value.get("Fn::GetAtt")?.get(0)?.as_str())
}

/// The logical id a value refers to, which must be a resource of this type.
fn referred_resource(
    value: &Value,
    kind: &str,
    resources: &BTreeMap<String, Value>,
    place: &str,
) -> Result<String, TemplateError> {
    let logical_id = referred(value).ok_or_else(|| {
        TemplateError::wrong(place, format!("must refer to a resource of type {kind} with !Ref or !GetAtt"))
    })?;
    match resources.get(logical_id).map(kind_of) {
        Some(found) if found == kind => Ok(logical_id.to_owned()),
        Some(found) => Err(TemplateError::wrong(
            place,
            format!("{logical_id} is of type {found} and must be of type {kind}"),
        )),
        None => Err(TemplateError::wrong(place, format!("there is no resource {logical_id}"))),
    }
}
