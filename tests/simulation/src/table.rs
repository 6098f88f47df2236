//! The table: dynoxide in memory, with a dump of it that is kept up to date write by write.

use audit::Dump;
use aws_sdk_dynamodb::types::AttributeValue;
use dynoxide::actions::get_item::{GetItemRequest, GetItemResponse};
use dynoxide::actions::put_item::PutItemRequest;
use dynoxide::actions::update_item::UpdateItemRequest;
use dynoxide::types::AttributeValue as Stored;
use dynoxide::{Database, DynoxideError, ImportOptions};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
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
    shown: BTreeMap<String, Vec<u8>>,
    items: BTreeMap<Key, Item>,
    /// Answers of reads of whole items, each until the item is written: most reads are of the same few.
    read: BTreeMap<Key, Vec<u8>>,
    /// Answers of reads of several items by what was asked, each with its keys and until one of them is written.
    read_together: HashMap<String, (Vec<Key>, Vec<u8>)>,
    /// What a part of an index answered with nothing in it, by index.
    empty: BTreeMap<String, Vec<u8>>,
}

/// A table as it was at some time, to be made again.
pub struct Snapshot {
    stored: Vec<HashMap<String, Stored>>,
    dump: Dump,
    items: BTreeMap<Key, Item>,
    read: BTreeMap<Key, Vec<u8>>,
}

/// An answer of the table: the status and the body.
pub type Answer = (u16, Vec<u8>);

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
            read: BTreeMap::new(),
            read_together: HashMap::new(),
            empty: BTreeMap::new(),
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
        assert_eq!(created.0, 200, "{}", String::from_utf8_lossy(&created.1));
        table
    }

    /// The table as it was.
    pub fn from(snapshot: &Snapshot) -> Self {
        let table = Self::new();
        let stored = snapshot.stored.clone();
        table.database.import_items(TABLE, stored, ImportOptions::default()).expect("items of a table");
        let (dump, items, read) = (snapshot.dump.clone(), snapshot.items.clone(), snapshot.read.clone());
        Self { dump, items, read, ..table }
    }

    /// The table as it is.
    pub fn snapshot(&self) -> Snapshot {
        let request = serde_json::from_value(json!({ "TableName": TABLE })).expect("a scan");
        let stored = self.database.scan(request).expect("the table can be read").items.unwrap_or_default();
        let (dump, items, read) = (self.dump.clone(), self.items.clone(), self.read.clone());
        Snapshot { stored, dump, items, read }
    }

    /// Carries an operation out.
    pub fn execute(&mut self, operation: &str, body: Value) -> Answer {
        match operation {
            "PutItem" => self.put(body),
            "GetItem" => self.get(body),
            "UpdateItem" => self.update(body),
            "Query" => self.query(body),
            "BatchGetItem" => self.get_together(body),
            _ => self.write(operation, body),
        }
    }

    fn write(&mut self, operation: &str, body: Value) -> Answer {
        let (database, keys) = (&self.database, touched(operation, &body));
        let answer = match operation {
            "DeleteItem" => run(body, |request| database.delete_item(request)),
            "BatchWriteItem" => run(body, |request| database.batch_write_item(request)),
            "TransactWriteItems" => run(body, |request| database.transact_write_items(request)),
            other => panic!("the operation {other} is not simulated"),
        };
        if answer.0 == 200 {
            for key in keys {
                self.refresh(&key);
            }
        }
        answer
    }

    fn put(&mut self, body: Value) -> Answer {
        let (key, mut item) = (key_of(&body["Item"]), HashMap::new());
        let answer = run(body, |request: PutItemRequest| {
            item.clone_from(&request.item);
            self.database.put_item(request)
        });
        if answer.0 == 200 {
            self.is_now(key, Some(item));
        }
        answer
    }

    fn update(&mut self, body: Value) -> Answer {
        let (key, mut item) = (key_of(&body["Key"]), None);
        let answer = run(body, |request: UpdateItemRequest| {
            // The item is told together with the answer, so that it need not be read again.
            assert_eq!(request.return_values, None, "the shop asks for no values");
            let request = UpdateItemRequest { return_values: Some("ALL_NEW".to_owned()), ..request };
            let mut answer = self.database.update_item(request)?;
            item = answer.attributes.take();
            Ok(answer)
        });
        if answer.0 == 200 {
            self.is_now(key, item);
        }
        answer
    }

    fn get(&mut self, body: Value) -> Answer {
        // Of part of an item is nothing remembered.
        let whole = body.get("ProjectionExpression").is_none();
        let key = key_of(&body["Key"]);
        if let Some(answer) = self.read.get(&key).filter(|_| whole) {
            return (200, answer.clone());
        }
        let answer = run(body, |request| self.database.get_item(request));
        if whole && answer.0 == 200 {
            self.read.insert(key, answer.1.clone());
        }
        answer
    }

    fn get_together(&mut self, body: Value) -> Answer {
        let asked = body.to_string();
        if let Some((_, answer)) = self.read_together.get(&asked) {
            return (200, answer.clone());
        }
        let keys = body["RequestItems"][TABLE]["Keys"].as_array().into_iter().flatten();
        let keys = keys.map(key_of).collect();
        let answer = run(body, |request| self.database.batch_get_item(request));
        if answer.0 == 200 {
            self.read_together.insert(asked, (keys, answer.1.clone()));
        }
        answer
    }

    fn query(&mut self, body: Value) -> Answer {
        let part = part_of_index(&body);
        // Most parts are empty most of the time, and then every question has the same answer.
        let asked = self.has_nothing(&body).then(|| question(&body));
        let answer = match asked.as_ref().and_then(|asked| self.empty.get(asked)) {
            Some(answer) => (200, answer.clone()),
            None => run(body, |request| self.database.query(request)),
        };
        if let Some(asked) = asked.filter(|_| answer.0 == 200) {
            self.empty.entry(asked).or_insert_with(|| answer.1.clone());
        }
        if let Some(part) = part {
            self.shown.insert(part, answer.1.clone());
        }
        answer
    }

    /// Whether nothing is in the part of the index that a query reads.
    fn has_nothing(&self, body: &Value) -> bool {
        let sort = match body["IndexName"].as_str() {
            Some(DUE_INDEX) => DUE_AT_MS,
            Some(UNSENT_INDEX) => UNSENT_SINCE_MS,
            _ => return false,
        };
        let bucket = body["ExpressionAttributeValues"][":bucket"]["S"].as_str().unwrap_or_default();
        let is_there = |item: &Item| {
            item.contains_key(sort)
                && item.get(BUCKET).and_then(|of| of.as_s().ok()).is_none_or(|of| of == bucket)
        };
        !self.items.values().any(is_there)
    }

    /// What a read that promises nothing showed before: of items nothing, of an index nothing of what was written
    /// since.
    pub fn stale(&mut self, body: &Value, empty: bool) -> Answer {
        if body.get("IndexName").is_none() {
            let nothing = json!({ "Responses": { TABLE: [] }, "UnprocessedKeys": {} });
            let nothing = if body.get("Key").is_some() { json!({}) } else { nothing };
            return (200, nothing.to_string().into_bytes());
        }
        let old = part_of_index(body).and_then(|part| self.shown.get(&part)).filter(|_| !empty).cloned();
        let nothing = || json!({ "Items": [], "Count": 0, "ScannedCount": 0 }).to_string().into_bytes();
        (200, old.unwrap_or_else(nothing))
    }

    /// An item as it is now.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)
    }

    fn refresh(&mut self, key: &Value) {
        let request = json!({ "TableName": TABLE, "Key": key, "ConsistentRead": true });
        let request: GetItemRequest = serde_json::from_value(request).expect("a key");
        let found = self.database.get_item(request).expect("the table can be read");
        self.is_now(key_of(key), found.item);
    }

    /// Takes note of what an item is after it was written.
    fn is_now(&mut self, key: Key, item: Option<HashMap<String, Stored>>) {
        self.wrote = true;
        self.read_together.retain(|_, (keys, _)| !keys.contains(&key));
        let found = GetItemResponse { item, ..GetItemResponse::default() };
        self.read.insert(key.clone(), serde_json::to_vec(&found).expect("answers are JSON"));
        let Some(item) = found.item else {
            self.dump.remove(&key);
            self.items.remove(&key);
            return;
        };
        let item: Item = item.into_iter().map(|(name, value)| (name, attribute(value))).collect();
        self.dump.put(&item);
        if item.contains_key(UNSENT_SINCE_MS) {
            self.changed.push(key.clone());
        }
        self.items.insert(key, item);
    }
}

fn key_of(key: &Value) -> Key {
    let text = |name: &str| key[name]["S"].as_str().unwrap_or_default().to_owned();
    Key { pk: text(PK), sk: text(SK) }
}

/// Which part of which index a query reads.
fn part_of_index(body: &Value) -> Option<String> {
    let index = body["IndexName"].as_str()?;
    Some(format!("{index}{}", body["ExpressionAttributeValues"][":bucket"]["S"]))
}

/// What a query asks but for the values it compares with.
fn question(body: &Value) -> String {
    let mut asked = body.clone();
    if let Some(asked) = asked.as_object_mut() {
        asked.remove("ExpressionAttributeValues");
    }
    asked.to_string()
}

fn run<Request, Response>(body: Value, call: impl FnOnce(Request) -> dynoxide::Result<Response>) -> Answer
where
    Request: DeserializeOwned,
    Response: Serialize,
{
    let done = Request::deserialize(body)
        .map_err(|error| DynoxideError::SerializationException(error.to_string()))
        .and_then(call);
    match done {
        Ok(answer) => (200, serde_json::to_vec(&answer).expect("answers are JSON")),
        Err(error) => (error.status_code(), error.to_json().into_bytes()),
    }
}

/// The keys that an operation writes.
fn touched(operation: &str, body: &Value) -> Vec<Value> {
    let keys = |item: &Value| json!({ PK: item[PK], SK: item[SK] });
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    match operation {
        "PutItem" => vec![keys(&body["Item"])],
        "UpdateItem" | "DeleteItem" => vec![body["Key"].clone()],
        "TransactWriteItems" => list(&body["TransactItems"]).iter().map(target).collect(),
        "BatchWriteItem" => list(&body["RequestItems"][TABLE])
            .iter()
            .map(|request| keys(&request["PutRequest"]["Item"]))
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

/// What a call is about, as text.
pub fn about(operation: &str, body: &Value) -> String {
    let text = |key: &Value| {
        let Key { pk, sk } = key_of(key);
        format!("{pk}/{sk}")
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

/// A value of dynoxide's as the SDK has it.
fn attribute(value: Stored) -> AttributeValue {
    match value {
        Stored::S(text) => AttributeValue::S(text),
        Stored::N(number) => AttributeValue::N(number),
        Stored::BOOL(flag) => AttributeValue::Bool(flag),
        Stored::NULL(flag) => AttributeValue::Null(flag),
        Stored::B(bytes) => AttributeValue::B(bytes.into()),
        Stored::SS(texts) => AttributeValue::Ss(texts),
        Stored::NS(numbers) => AttributeValue::Ns(numbers),
        Stored::BS(blobs) => AttributeValue::Bs(blobs.into_iter().map(Into::into).collect()),
        Stored::L(values) => AttributeValue::L(values.into_iter().map(attribute).collect()),
        Stored::M(entries) => {
            AttributeValue::M(entries.into_iter().map(|(name, value)| (name, attribute(value))).collect())
        }
    }
}
