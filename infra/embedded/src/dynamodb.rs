//! DynamoDB answered by dynoxide: one operation and its JSON body in, one answer out.
//!
//! It adds nothing to the database's behavior and promises only to say whether a write was applied.

use dynoxide::{Database, DynoxideError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::answer::Answer;

/// Runs one operation, named as in `X-Amz-Target` without its prefix.
pub(crate) fn execute(database: &Database, operation: &str, body: &[u8]) -> Answer {
    match table_operation(database, operation, body).or_else(|| item_operation(database, operation, body)) {
        Some(Ok(body)) => Answer::bytes(200, body),
        Some(Err(error)) => Answer::bytes(error.status_code(), error.to_json().into_bytes()),
        None => Answer::json(400, &json!({ "__type": "com.amazon.coral.service#UnknownOperationException" })),
    }
}

/// Takes back tables whose creation was cut off by the end of the process: the database writes a table's name before
/// its parts, so it could neither be used nor created ever after. One that has items is left as it is.
pub(crate) fn take_back_half_made(database: &Database) -> Result<(), DynoxideError> {
    let names: Value = read(&run(b"{}", |request| database.list_tables(request))?)?;
    for name in names["TableNames"].as_array().into_iter().flatten() {
        let table = json!({ "TableName": name }).to_string();
        let described: Value = read(&run(table.as_bytes(), |request| database.describe_table(request))?)?;
        let indexes = described["Table"]["GlobalSecondaryIndexes"].as_array().cloned().unwrap_or_default();
        let is_half_made = match count(database, &json!({ "TableName": name, "Limit": 1 }))? {
            None => true,
            Some(0) => {
                let parts = indexes.iter().map(|index| {
                    count(
                        database,
                        &json!({ "TableName": name, "IndexName": index["IndexName"], "Limit": 1 }),
                    )
                });
                parts.collect::<Result<Vec<_>, _>>()?.contains(&None)
            }
            Some(_) => false,
        };
        if is_half_made {
            run(table.as_bytes(), |request| database.delete_table(request))?;
        }
    }
    Ok(())
}

/// How many items there are in a table or index, up to the limit; nothing where it has no place in the file.
fn count(database: &Database, scan: &Value) -> Result<Option<u64>, DynoxideError> {
    match run(scan.to_string().as_bytes(), |request| database.scan(request)) {
        Ok(found) => Ok(read::<Value>(&found)?["Count"].as_u64()),
        Err(error) if error.to_string().contains("no such table") => Ok(None),
        Err(error) => Err(error),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, DynoxideError> {
    serde_json::from_slice(body).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// Whether a successful call of this operation may have changed an item.
pub(crate) fn writes(operation: &str) -> bool {
    matches!(
        operation,
        "PutItem"
            | "UpdateItem"
            | "DeleteItem"
            | "BatchWriteItem"
            | "TransactWriteItems"
            | "ExecuteStatement"
            | "ExecuteTransaction"
            | "BatchExecuteStatement"
    )
}

type Outcome = Result<Vec<u8>, DynoxideError>;

fn table_operation(database: &Database, operation: &str, body: &[u8]) -> Option<Outcome> {
    Some(match operation {
        "CreateTable" => run(body, |request| database.create_table(request)),
        "DeleteTable" => run(body, |request| database.delete_table(request)),
        "DescribeTable" => run(body, |request| database.describe_table(request)),
        "UpdateTable" => run(body, |request| database.update_table(request)),
        "ListTables" => run(body, |request| database.list_tables(request)),
        "UpdateTimeToLive" => run(body, |request| database.update_time_to_live(request)),
        "DescribeTimeToLive" => run(body, |request| database.describe_time_to_live(request)),
        "TagResource" => run(body, |request| database.tag_resource(request)),
        "UntagResource" => run(body, |request| database.untag_resource(request)),
        "ListTagsOfResource" => run(body, |request| database.list_tags_of_resource(request)),
        "ListStreams" => run(body, |request| database.list_streams(request)),
        "DescribeStream" => run(body, |request| database.describe_stream(request)),
        "GetShardIterator" => run(body, |request| database.get_shard_iterator(request)),
        "GetRecords" => run(body, |request| database.get_records(request)),
        _ => return None,
    })
}

fn item_operation(database: &Database, operation: &str, body: &[u8]) -> Option<Outcome> {
    Some(match operation {
        "PutItem" => run(body, |request| database.put_item(request)),
        "GetItem" => run(body, |request| database.get_item(request)),
        "UpdateItem" => run(body, |request| database.update_item(request)),
        "DeleteItem" => run(body, |request| database.delete_item(request)),
        "Query" => run(body, |request| database.query(request)),
        "Scan" => run(body, |request| database.scan(request)),
        "BatchGetItem" => run(body, |request| database.batch_get_item(request)),
        "BatchWriteItem" => run(body, |request| database.batch_write_item(request)),
        "TransactWriteItems" => run(body, |request| database.transact_write_items(request)),
        "TransactGetItems" => run(body, |request| database.transact_get_items(request)),
        "ExecuteStatement" => run(body, |request| database.execute_statement(request)),
        "ExecuteTransaction" => run(body, |request| database.execute_transaction(request)),
        "BatchExecuteStatement" => run(body, |request| database.batch_execute_statement(request)),
        _ => return None,
    })
}

fn run<Request, Response>(body: &[u8], call: impl FnOnce(Request) -> dynoxide::Result<Response>) -> Outcome
where
    Request: DeserializeOwned,
    Response: Serialize,
{
    let request = serde_json::from_slice(body)
        .map_err(|error| DynoxideError::SerializationException(error.to_string()))?;
    serde_json::to_vec(&call(request)?).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
