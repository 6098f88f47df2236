//! How AWS refuses calls that are in order, in each of its forms.

use crate::chance::Chance;
use crate::table::{Answer, TABLE, Table};
use serde_json::{Value, json};

fn answer(status: u16, body: &Value) -> Answer {
    (status, body.to_string().into_bytes())
}

fn error(kind: &str) -> Value {
    json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": "simulated" })
}

/// The service failed.
pub fn failed() -> Answer {
    answer(500, &error("InternalServerError"))
}

/// Too many requests: of the account, of the table, or at one place of a transaction.
pub fn throttled(body: &Value, chance: &mut Chance, otherwise: bool) -> Answer {
    let kinds = ["ThrottlingException", "RequestLimitExceeded"];
    if !otherwise {
        return answer(400, &error(chance.one_of(&kinds)));
    }
    match canceled(body, chance, "ThrottlingError") {
        Some(answer) => answer,
        None => answer(400, &error("ProvisionedThroughputExceededException")),
    }
}

/// Another transaction has an item of this one, or the very same transaction is still under way.
pub fn conflict(body: &Value, chance: &mut Chance) -> Answer {
    if body.get("TransactItems").is_some() && chance.happens(250) {
        return answer(400, &error("TransactionInProgressException"));
    }
    canceled(body, chance, "TransactionConflict")
        .unwrap_or_else(|| answer(400, &error("TransactionConflictException")))
}

/// A transaction canceled at one place with this code.
fn canceled(body: &Value, chance: &mut Chance, code: &str) -> Option<Answer> {
    let count = body.get("TransactItems")?.as_array()?.len();
    let at = chance.below(count);
    let reason = |position: usize| json!({ "Code": if position == at { code } else { "None" } });
    let mut body = error("TransactionCanceledException");
    body["CancellationReasons"] = (0..count).map(reason).collect();
    body["Message"] = json!("Transaction cancelled, please refer cancellation reasons for specific reasons");
    Some(answer(400, &body))
}

/// A batch of which one entry is left undone.
pub fn unprocessed(table: &mut Table, operation: &str, body: &Value, chance: &mut Chance) -> Answer {
    let mut body = body.clone();
    let reads = operation == "BatchGetItem";
    let entries = &mut body["RequestItems"][TABLE];
    let entries = if reads { &mut entries["Keys"] } else { entries };
    let Some(list) = entries.as_array_mut().filter(|list| !list.is_empty()) else { return failed() };
    let left = list.remove(chance.below(list.len()));
    let rest = !list.is_empty();
    let mut told = json!({ "Responses": {}, "UnprocessedItems": {} });
    if rest {
        let done = table.execute(operation, body.clone());
        if done.0 != 200 {
            return done;
        }
        told = serde_json::from_slice(&done.1).expect("answers are JSON");
    }
    if reads {
        let mut keys = body["RequestItems"][TABLE].clone();
        keys["Keys"] = json!([left]);
        told["UnprocessedKeys"] = json!({ TABLE: keys });
    } else {
        told["UnprocessedItems"] = json!({ TABLE: [left] });
    }
    answer(200, &told)
}
