//! The table: dynoxide in memory, with a dump of it that is kept up to date write by write.

use audit::Dump;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::items::Item;
use store::table::{BUCKET, DUE_AT_MS, DUE_INDEX, Key, PK, SK, UNSENT_INDEX, UNSENT_SINCE_MS};

/// The table's name.
pub const TABLE: &str = "shop";

/// The table and its dump.
pub struct Table {
    database: Database,
    /// Every item, read.
    pub dump: Dump,
    /// Items with something unsent that were written since anybody asked.
    pub changed: Vec<Key>,
    /// Whether anything was written since anybody asked.
    pub wrote: bool,
    /// What each part of an index showed the last times it was read.
    shown: BTreeMap<String, Value>,
    items: BTreeMap<Key, Item>,
}

/// An answer of the table.
pub type Answer = (u16, Value);

impl Table {
    /// An empty table, as the template has it.
    pub fn new() -> Self {
        let table = Self {
            database: Database::memory().expect("a database in memory"),
            dump: Dump::default(),
            changed: Vec::new(),
            wrote: false,
            shown: BTreeMap::new(),
            items: BTreeMap::new(),
        };
        let index = |name: &str, sort: &str| {
            json!({
                "IndexName": name, "Projection": { "ProjectionType": "KEYS_ONLY" },
                "KeySchema": [
                    { "AttributeName": BUCKET, "KeyType": "HASH" }, { "AttributeName": sort, "KeyType": "RANGE" }
                ],
            })
        };
        let attribute = |name: &str, kind: &str| json!({ "AttributeName": name, "AttributeType": kind });
        let request = json!({
            "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                attribute(PK, "S"), attribute(SK, "S"), attribute(BUCKET, "S"), attribute(DUE_AT_MS, "N"),
                attribute(UNSENT_SINCE_MS, "N")
            ],
            "KeySchema": [{ "AttributeName": PK, "KeyType": "HASH" }, { "AttributeName": SK, "KeyType": "RANGE" }],
            "GlobalSecondaryIndexes": [index(DUE_INDEX, DUE_AT_MS), index(UNSENT_INDEX, UNSENT_SINCE_MS)],
        });
        let created = run(request, |request| table.database.create_table(request));
        assert_eq!(created.0, 200, "{}", created.1);
        table
    }

    /// A table with these items.
    pub fn with(items: &[Value]) -> Self {
        let mut table = Self::new();
        for item in items {
            let put = table.execute("PutItem", &json!({ "TableName": TABLE, "Item": item }));
            assert_eq!(put.0, 200, "{}", put.1);
        }
        table.changed.clear();
        table
    }

    /// Every item, as the table answers them.
    pub fn scanned(&self) -> Vec<Value> {
        let answer = run(json!({ "TableName": TABLE }), |request| self.database.scan(request));
        answer.1["Items"].as_array().cloned().unwrap_or_default()
    }

    /// Carries an operation out.
    pub fn execute(&mut self, operation: &str, body: &Value) -> Answer {
        let (database, body) = (&self.database, body.clone());
        let touched = touched(operation, &body);
        let answer = match operation {
            "PutItem" => run(body, |request| database.put_item(request)),
            "GetItem" => run(body, |request| database.get_item(request)),
            "UpdateItem" => run(body, |request| database.update_item(request)),
            "DeleteItem" => run(body, |request| database.delete_item(request)),
            "Query" => self.query(body),
            "BatchGetItem" => run(body, |request| database.batch_get_item(request)),
            "BatchWriteItem" => run(body, |request| database.batch_write_item(request)),
            "TransactWriteItems" => run(body, |request| database.transact_write_items(request)),
            other => panic!("the operation {other} is not simulated"),
        };
        if answer.0 == 200 {
            for key in touched {
                self.refresh(&key);
            }
        }
        answer
    }

    fn query(&mut self, body: Value) -> Answer {
        let part = part_of_index(&body);
        let answer = run(body, |request| self.database.query(request));
        if let Some(part) = part {
            self.shown.insert(part, answer.1.clone());
        }
        answer
    }

    /// What an index showed before for the same question: nothing of what was written since.
    pub fn stale(&mut self, body: &Value, empty: bool) -> Answer {
        let old = part_of_index(body).and_then(|part| self.shown.get(&part)).filter(|_| !empty).cloned();
        let answer = old.unwrap_or_else(|| json!({ "Items": [], "Count": 0, "ScannedCount": 0 }));
        (200, answer)
    }

    /// An item as it is now.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)
    }

    fn refresh(&mut self, key: &Value) {
        self.wrote = true;
        let request = json!({ "TableName": TABLE, "Key": key, "ConsistentRead": true });
        let found = run(request, |request| self.database.get_item(request)).1;
        let text = |name: &str| key[name]["S"].as_str().unwrap_or_default().to_owned();
        let key = Key { pk: text(PK), sk: text(SK) };
        let Some(item) = found["Item"].as_object() else {
            self.dump.remove(&key);
            self.items.remove(&key);
            return;
        };
        let item: Item = item.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
        self.dump.put(&item);
        if item.contains_key(UNSENT_SINCE_MS) {
            self.changed.push(key.clone());
        }
        self.items.insert(key, item);
    }
}

/// Which part of which index a query reads.
fn part_of_index(body: &Value) -> Option<String> {
    let index = body["IndexName"].as_str()?;
    Some(format!("{index}{}", body["ExpressionAttributeValues"][":bucket"]["S"]))
}

fn run<Request, Response>(body: Value, call: impl FnOnce(Request) -> dynoxide::Result<Response>) -> Answer
where
    Request: DeserializeOwned,
    Response: Serialize,
{
    let done = serde_json::from_value(body)
        .map_err(|error| DynoxideError::SerializationException(error.to_string()))
        .and_then(call);
    match done {
        Ok(answer) => (200, serde_json::to_value(answer).expect("answers are JSON")),
        Err(error) => (error.status_code(), serde_json::from_str(&error.to_json()).expect("errors are JSON")),
    }
}

/// The keys that an operation writes.
fn touched(operation: &str, body: &Value) -> Vec<Value> {
    let key_of = |item: &Value| json!({ PK: item[PK], SK: item[SK] });
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match operation {
        "PutItem" => vec![key_of(&body["Item"])],
        "UpdateItem" | "DeleteItem" => vec![body["Key"].clone()],
        "TransactWriteItems" => list(&body["TransactItems"]).iter().map(target).collect(),
        "BatchWriteItem" => list(&body["RequestItems"][TABLE])
            .iter()
            .map(|request| key_of(&request["PutRequest"]["Item"]))
            .collect(),
        _ => Vec::new(),
    }
}

/// The key that one action of a transaction is about.
pub fn target(action: &Value) -> Value {
    let item = &action["Put"]["Item"];
    if item.is_object() {
        return json!({ PK: item[PK], SK: item[SK] });
    }
    ["Update", "Delete", "ConditionCheck"]
        .iter()
        .map(|kind| &action[*kind]["Key"])
        .find(|key| key.is_object())
        .cloned()
        .unwrap_or_default()
}

/// What a call is about, as text: the same for the same seed, so without what is random in it.
pub fn about(operation: &str, body: &Value) -> String {
    let text = |key: &Value| {
        format!("{}/{}", key[PK]["S"].as_str().unwrap_or(""), key[SK]["S"].as_str().unwrap_or(""))
    };
    match operation {
        "GetItem" => text(&body["Key"]),
        "Query" => part_of_index(body).unwrap_or_default(),
        // The number that people use for an order is random and decides nothing.
        _ => touched(operation, body)
            .iter()
            .map(text)
            .filter(|key| !key.ends_with("/ORDER"))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn attribute(value: &Value) -> AttributeValue {
    let (kind, inner) = value.as_object().and_then(|object| object.iter().next()).expect("an attribute");
    let text = || inner.as_str().unwrap_or_default().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(inner.as_bool().unwrap_or_default()),
        "NULL" => AttributeValue::Null(true),
        "B" => AttributeValue::B(
            base64::engine::general_purpose::STANDARD.decode(text()).unwrap_or_default().into(),
        ),
        "SS" => {
            let texts = inner.as_array().into_iter().flatten();
            AttributeValue::Ss(texts.filter_map(Value::as_str).map(str::to_owned).collect())
        }
        "L" => AttributeValue::L(inner.as_array().into_iter().flatten().map(attribute).collect()),
        "M" => {
            let entries = inner.as_object().into_iter().flatten();
            AttributeValue::M(entries.map(|(name, value)| (name.clone(), attribute(value))).collect())
        }
        other => panic!("attributes of type {other} are not simulated"),
    }
}
