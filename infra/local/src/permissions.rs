//! What a function may do with the table, as IAM would say: a call that the template does not allow fails here
//! as well, so that no journey passes with permissions that would not do in the cloud.

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_sdk_dynamodb::{Client, config::Builder};
use serde_json::Value;
use store::table::PK;
use template_reader::Statement;

/// The client of a function with these statements.
pub fn client_with(client: &Client, function: &str, statements: &[Statement]) -> Client {
    let guard = Guard { function: function.to_owned(), statements: statements.to_vec() };
    let config: Builder = client.config().to_builder();
    Client::from_conf(config.interceptor(guard).build())
}

/// A call that the template does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("AccessDenied: template.yaml does not allow {function} to {action} {subject}")]
struct Denied {
    function: String,
    action: &'static str,
    subject: String,
}

#[derive(Debug)]
struct Guard {
    function: String,
    statements: Vec<Statement>,
}

/// One thing that a call does: an action, and the partition key or index that it is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Deed {
    action: &'static str,
    on: On,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum On {
    Item(String),
    Index(String),
    /// It cannot be told, and so is not allowed.
    Anything,
}

impl Intercept for Guard {
    fn name(&self) -> &'static str {
        "Guard"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = serde_json::from_slice(request.body().bytes().unwrap_or_default())?;
        self.check(operation, &body).map_err(|denied| {
            tracing::error!(%denied, "a permission is missing");
            denied.into()
        })
    }
}

impl Guard {
    fn check(&self, operation: &str, body: &Value) -> Result<(), Denied> {
        match deeds(operation, body).into_iter().find(|deed| !self.allows(deed)) {
            None => Ok(()),
            Some(deed) => {
                let subject = match deed.on {
                    On::Item(key) => key,
                    On::Index(name) => format!("the index {name}"),
                    On::Anything => format!("with {operation}"),
                };
                Err(Denied { function: self.function.clone(), action: deed.action, subject })
            }
        }
    }

    fn allows(&self, deed: &Deed) -> bool {
        let action = |statement: &&Statement| {
            statement.actions.iter().any(|action| action.strip_prefix("dynamodb:") == Some(deed.action))
        };
        self.statements.iter().filter(action).any(|statement| match &deed.on {
            On::Item(key) => {
                let begins = |pattern: &String| key.starts_with(pattern.trim_end_matches('*'));
                statement.leading_keys.as_ref().is_none_or(|keys| keys.iter().any(begins))
            }
            On::Index(name) => {
                let ending = format!("/index/{name}\"}}");
                statement.resources.iter().any(|resource| resource.to_string().ends_with(&ending))
            }
            On::Anything => false,
        })
    }
}

/// What a call does. A transaction needs what its parts need.
fn deeds(operation: &str, body: &Value) -> Vec<Deed> {
    match operation {
        "GetItem" => vec![on_item("GetItem", &body["Key"])],
        "PutItem" => vec![on_item("PutItem", &body["Item"])],
        "UpdateItem" => vec![on_item("UpdateItem", &body["Key"])],
        "BatchGetItem" => {
            let tables = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
            let keys = tables.flat_map(|table| table["Keys"].as_array().into_iter().flatten());
            keys.map(|key| on_item("BatchGetItem", key)).collect()
        }
        "TransactWriteItems" => {
            let parts = body["TransactItems"].as_array().into_iter().flatten();
            parts.map(part).collect()
        }
        "Query" => {
            let index = body["IndexName"].as_str().map(str::to_owned);
            vec![Deed { action: "Query", on: index.map_or(On::Anything, On::Index) }]
        }
        _ => vec![Deed { action: "do something else", on: On::Anything }],
    }
}

fn part(part: &Value) -> Deed {
    match (part.get("Put"), part.get("Update"), part.get("ConditionCheck")) {
        (Some(put), None, None) => on_item("PutItem", &put["Item"]),
        (None, Some(update), None) => on_item("UpdateItem", &update["Key"]),
        (None, None, Some(check)) => on_item("ConditionCheckItem", &check["Key"]),
        _ => Deed { action: "do something else", on: On::Anything },
    }
}

fn on_item(action: &'static str, item: &Value) -> Deed {
    let key = item[PK]["S"].as_str().map(str::to_owned);
    Deed { action, on: key.map_or(On::Anything, On::Item) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn guard() -> Guard {
        let statement = |action: &str, resource: Value, keys: Option<&[&str]>| Statement {
            sid: String::new(),
            actions: vec![format!("dynamodb:{action}")],
            resources: vec![resource],
            leading_keys: keys.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect()),
        };
        let table = json!({"Fn::GetAtt": ["ShopTable", "Arn"]});
        let index = json!({"Fn::Sub": "${ShopTable.Arn}/index/due"});
        let statements = vec![
            statement("GetItem", table.clone(), Some(&["cart/*", "catalog*"])),
            statement("BatchGetItem", table.clone(), Some(&["stock/*"])),
            statement("UpdateItem", table.clone(), Some(&["cart/*"])),
            statement("PutItem", table, None),
            statement("Query", index, None),
        ];
        Guard { function: "cart".to_owned(), statements }
    }

    fn item(pk: &str) -> Value {
        json!({ "pk": { "S": pk }, "sk": { "S": "X" } })
    }

    fn denied(operation: &str, body: &Value) -> Option<String> {
        guard().check(operation, body).err().map(|denied| denied.to_string())
    }

    #[test]
    fn a_key_must_begin_as_the_statement_says() {
        assert_eq!(denied("GetItem", &json!({ "Key": item("cart/1") })), None);
        assert_eq!(denied("GetItem", &json!({ "Key": item("catalog") })), None);
        assert_eq!(denied("PutItem", &json!({ "Item": item("any/1") })), None);
        let told = denied("GetItem", &json!({ "Key": item("order/1") }));
        assert_eq!(
            told.as_deref(),
            Some("AccessDenied: template.yaml does not allow cart to GetItem order/1")
        );
    }

    #[test]
    fn every_key_of_a_batch_and_every_part_of_a_transaction_is_looked_at() {
        let batch =
            |other: &str| json!({ "RequestItems": { "shop": { "Keys": [item("stock/1"), item(other)] } } });
        assert_eq!(denied("BatchGetItem", &batch("stock/2")), None);
        assert!(denied("BatchGetItem", &batch("cart/1")).is_some());
        let parts = |part: Value| json!({ "TransactItems": [{ "Put": { "Item": item("cart/1") } }, part] });
        let write = |body: Value| denied("TransactWriteItems", &body);
        assert_eq!(write(parts(json!({ "Update": { "Key": item("cart/1") } }))), None);
        assert!(write(parts(json!({ "Update": { "Key": item("stock/1") } }))).is_some());
        assert!(write(parts(json!({ "ConditionCheck": { "Key": item("cart/1") } }))).is_some());
        assert!(write(parts(json!({ "Delete": { "Key": item("cart/1") } }))).is_some());
    }

    #[tokio::test]
    async fn a_client_hears_of_a_missing_permission_before_the_table_does() {
        let folder = tempfile::tempdir().unwrap();
        let aws = embedded::EmbeddedAws::open(embedded::EmbeddedConfig::in_memory(folder.path())).unwrap();
        let client = client_with(&aws.dynamodb(), "cart", &guard().statements);
        let key = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
        let get = async |pk: &str| {
            let call = client.get_item().table_name("shop").key("pk", key(pk)).key("sk", key("x"));
            format!("{:?}", call.send().await.unwrap_err())
        };
        assert!(get("order/1").await.contains("Denied { function"), "{}", get("order/1").await);
        // There is no table, which is what the table says.
        assert!(get("cart/1").await.contains("ResourceNotFoundException"), "{}", get("cart/1").await);
    }

    #[test]
    fn an_index_must_be_named_and_nothing_else_is_known() {
        assert_eq!(denied("Query", &json!({ "IndexName": "due" })), None);
        assert!(denied("Query", &json!({ "IndexName": "unsent" })).is_some());
        assert!(denied("Query", &json!({})).is_some());
        assert!(denied("Scan", &json!({})).is_some());
        assert!(denied("DeleteItem", &json!({ "Key": item("cart/1") })).is_some());
    }
}
