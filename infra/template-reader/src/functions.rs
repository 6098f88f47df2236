//! Functions: the globals merged with what stands at each, their policies, and that no route is taken twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    EventSource, Function, Statement,
    error::TemplateError,
    events::{self, EventShape},
    of_type, referred_resource, section, shaped,
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Globals {
    #[serde(default)]
    function: GlobalShape,
}

/// What globals may set for every function.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GlobalShape {
    timeout: Option<u64>,
    memory_size: Option<u32>,
    #[serde(default)]
    environment: EnvironmentShape,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FunctionShape {
    code_uri: Option<Value>,
    timeout: Option<u64>,
    memory_size: Option<u32>,
    #[serde(default)]
    environment: EnvironmentShape,
    #[serde(default)]
    events: BTreeMap<String, EventShape>,
    #[serde(default)]
    policies: Vec<PolicyShape>,
    logging_config: Option<LoggingShape>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EnvironmentShape {
    #[serde(default)]
    variables: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PolicyShape {
    statement: Vec<StatementShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StatementShape {
    #[serde(default)]
    sid: String,
    effect: String,
    action: Value,
    resource: Value,
    condition: Option<ConditionShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionShape {
    #[serde(rename = "ForAllValues:StringLike")]
    string_like: StringLikeShape,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StringLikeShape {
    #[serde(rename = "dynamodb:LeadingKeys")]
    leading_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LoggingShape {
    log_group: Option<Value>,
}

/// Lambda's default timeout, in seconds.
const TIMEOUT_S: u64 = 3;
/// Lambda's default memory, in MB.
const MEMORY_MB: u32 = 128;

/// All functions.
pub(crate) fn functions(
    document: &Value,
    resources: &BTreeMap<String, Value>,
) -> Result<Vec<Function>, TemplateError> {
    let globals: Globals = section(document, "Globals")?;
    of_type::<FunctionShape>(resources, "AWS::Serverless::Function")?
        .into_iter()
        .map(|(logical_id, shape)| function(logical_id, shape, &globals.function, resources))
        .collect()
}

fn function(
    logical_id: &str,
    shape: FunctionShape,
    globals: &GlobalShape,
    resources: &BTreeMap<String, Value>,
) -> Result<Function, TemplateError> {
    let mut environment = globals.environment.variables.clone();
    environment.extend(shape.environment.variables);
    let events = shape
        .events
        .into_iter()
        .map(|(name, event)| events::event(logical_id, name, &event, resources))
        .collect::<Result<_, _>>()?;
    let log_group = shape.logging_config.and_then(|logging| logging.log_group);
    let log_group = log_group.map(|log_group| {
        let place = format!("{logical_id}.LoggingConfig.LogGroup");
        referred_resource(&log_group, "AWS::Logs::LogGroup", resources, &place)
    });
    Ok(Function {
        logical_id: logical_id.to_owned(),
        folder: folder(logical_id, shape.code_uri.as_ref())?,
        timeout: Duration::from_secs(shape.timeout.or(globals.timeout).unwrap_or(TIMEOUT_S)),
        memory_mb: shape.memory_size.or(globals.memory_size).unwrap_or(MEMORY_MB),
        environment,
        events,
        statements: statements(logical_id, shape.policies)?,
        log_group: log_group.transpose()?,
    })
}

fn folder(logical_id: &str, code_uri: Option<&Value>) -> Result<String, TemplateError> {
    let path = code_uri.and_then(Value::as_str).unwrap_or_default();
    match path.trim_end_matches('/').rsplit('/').next() {
        Some(folder) if !folder.is_empty() => Ok(folder.to_owned()),
        _ => Err(TemplateError::wrong(
            format!("{logical_id}.CodeUri"),
            "must be the path of the function's folder",
        )),
    }
}

fn statements(logical_id: &str, policies: Vec<PolicyShape>) -> Result<Vec<Statement>, TemplateError> {
    policies
        .into_iter()
        .flat_map(|policy| policy.statement)
        .map(|statement| {
            let place = format!("{logical_id}.Policies.{}", statement.sid);
            if statement.effect != "Allow" {
                return Err(TemplateError::wrong(place, "only statements with Effect: Allow are understood"));
            }
            let actions = shaped(&one_or_many(statement.action), &place)?;
            let resources = shaped(&one_or_many(statement.resource), &place)?;
            let leading_keys = statement.condition.map(|condition| condition.string_like.leading_keys);
            Ok(Statement { sid: statement.sid, actions, resources, leading_keys })
        })
        .collect()
}

fn one_or_many(value: Value) -> Value {
    if value.is_array() { value } else { Value::Array(vec![value]) }
}

/// No two functions may answer one route.
pub(crate) fn check_routes(functions: &[Function]) -> Result<(), TemplateError> {
    let mut taken = BTreeSet::new();
    for function in functions {
        for event in &function.events {
            let EventSource::Http(route) = &event.source else { continue };
            if !taken.insert((&route.api, &route.method, &route.path)) {
                let place = format!("{}.Events.{}", function.logical_id, event.name);
                let problem = format!("{} {} is answered by another event already", route.method, route.path);
                return Err(TemplateError::wrong(place, problem));
            }
        }
    }
    Ok(())
}
