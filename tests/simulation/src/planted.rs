//! Bugs that are planted to see whether they are found.
//!
//! Each changes calls and answers on their way through the gate, as if the code that made them had the bug. Nothing
//! of it is in the shop itself, so nothing of it can be released.

use crate::gate::{Place, What};
use serde_json::{Value, json};

/// A bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bug {
    /// What is wrong.
    pub name: &'static str,
    /// How.
    pub how: How,
}

/// How something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Writes of such items are made as if this term of their condition were true.
    Without(Item, &'static str),
    /// Such a write is said to be done, and is not.
    NotWritten(Item),
    /// In writes of such items this part of an expression is another.
    Instead(Item, &'static str, &'static str),
    /// In writes of such items, while the order has this status, this value is another.
    Wrong(Item, &'static str, &'static [&'static str], Other),
    /// Calls of this function to this service are said to be done, and are not.
    Swallowed(&'static str, Place),
    /// The provider's answers are read with this in the place of that.
    Misread(&'static [(&'static str, &'static str)]),
    /// What the provider is asked for has this in the place of that.
    Misasked(&'static str, &'static str),
    /// An index shows nothing, ever.
    BlindIndex(&'static str),
    /// Something around the functions is wrong.
    Around(Around),
}

/// What is wrong around the functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// Messages are deleted when they are received.
    DeletedWhenReceived,
    /// Messages that cannot be handled are thrown away.
    PoisonThrownAway,
    /// Messages that cannot be handled are given up too early.
    GivenUpEarly,
    /// Nobody sweeps.
    NeverSwept,
    /// The stream and the sweep relay nothing.
    NeverRelayed,
}

/// Another value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// This number.
    Number(&'static str),
    /// This text.
    Text(&'static str),
    /// A list without its last entry.
    Shorter,
}

/// What kind of item is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// An order's state.
    State,
    /// Its document.
    Document,
    /// Its contact.
    Contact,
    /// Its number.
    Number,
    /// A cart.
    Cart,
    /// What is on a shelf.
    Shelf,
    /// A movement of stock.
    Movement,
    /// A mail's record.
    Notice,
    /// A provider's event.
    Event,
}

impl Item {
    fn is(self, key: &Value) -> bool {
        let text = |name: &str| key[name]["S"].as_str().unwrap_or_default().to_owned();
        let (pk, sk) = (text("pk"), text("sk"));
        let kind = pk.split('#').next().unwrap_or_default();
        let part = sk.split('#').next().unwrap_or_default();
        match self {
            Self::State => part == "STATE",
            Self::Document => part == "DOCUMENT",
            Self::Contact => part == "CONTACT",
            Self::Number => kind == "NUMBER",
            Self::Cart => part == "CART",
            Self::Shelf => part == "SHARD",
            Self::Movement => part == "MOVEMENT",
            Self::Notice => part == "NOTICE",
            Self::Event => kind == "EVENT",
        }
    }
}

/// As if all that an order of the steady schedules costs had been taken.
const TAKEN: (&str, &str) = ("\"amount_received\": 0", "\"amount_received\": 7690");
const PENDING: &str = "pending";
const CONFIRMED: &str = "confirmed";
const CANCELED: &str = "canceled";

const fn bug(name: &'static str, how: How) -> Bug {
    Bug { name, how }
}

/// Every planted bug. The first fifteen are planted in every run, the hardest to find come last.
pub const BUGS: &[Bug] = &[
    bug(
        "a hold is taken without looking whether enough is left",
        How::Without(Item::Shelf, "#from >= :quantity"),
    ),
    bug("a canceled order's stock stays reserved", How::NotWritten(Item::Shelf)),
    bug("a mail is sent without its record", How::Without(Item::Notice, "attribute_not_exists(pk)")),
    bug("messages are deleted before they are handled", How::Around(Around::DeletedWhenReceived)),
    bug(
        "an authorization is taken for money",
        How::Misread(&[("\"requires_capture\"", "\"succeeded\""), TAKEN]),
    ),
    bug(
        "a page that is open is taken for closed",
        How::Misread(&[("\"status\": \"open\"", "\"status\": \"expired\"")]),
    ),
    bug(
        "a new state is not marked as unsent",
        How::Instead(Item::State, "#since = if_not_exists", "forgotten = if_not_exists"),
    ),
    bug("nobody sweeps", How::Around(Around::NeverSwept)),
    bug("poison is thrown away", How::Around(Around::PoisonThrownAway)),
    bug("the page asks for another amount", How::Misasked("unit_amount%5D=", "unit_amount%5D=1")),
    bug("mails are taken for sent", How::Swallowed("order-notify", Place::Mail)),
    bug("an order is written without its document", How::NotWritten(Item::Document)),
    bug("an order is written without its number", How::NotWritten(Item::Number)),
    bug("a movement moves nothing that is told", How::NotWritten(Item::Movement)),
    bug("the cart of an order stays open", How::NotWritten(Item::Cart)),
    bug("messages are struck and not sent", How::Swallowed("outbox-relay", Place::Queue)),
    bug("poison is given up too early", How::Around(Around::GivenUpEarly)),
    bug("nobody relays", How::Around(Around::NeverRelayed)),
    bug("the index of what is due shows nothing", How::BlindIndex("due")),
    bug("that a mail is being sent is written nowhere", How::NotWritten(Item::Notice)),
    bug("a waiting order has no due date", How::Instead(Item::State, "#due = :due", "forgotten = :due")),
    bug(
        "money is recorded as nothing",
        How::Wrong(Item::State, CONFIRMED, &["captured", "amount_minor"], Other::Number("0")),
    ),
    bug(
        "money is recorded twice over",
        How::Wrong(Item::State, CONFIRMED, &["captured", "amount_minor"], Other::Number("99999")),
    ),
    bug(
        "nothing can be given back",
        How::Wrong(Item::State, CONFIRMED, &["refundable", "amount_minor"], Other::Number("0")),
    ),
    bug(
        "more can be given back than was taken",
        How::Wrong(Item::State, CONFIRMED, &["refundable", "amount_minor"], Other::Number("99999")),
    ),
    bug(
        "goods may be packed before they are paid",
        How::Wrong(Item::State, PENDING, &["fulfillment"], Other::Text("ready")),
    ),
    bug(
        "an order is confirmed and its payment is not",
        How::Wrong(Item::State, CONFIRMED, &["payment"], Other::Text("processing")),
    ),
    bug(
        "the total changes after it was shown",
        How::Wrong(Item::State, PENDING, &["total", "amount_minor"], Other::Number("1")),
    ),
    bug(
        "the confirmation is told to nobody",
        How::Wrong(Item::State, CONFIRMED, &["events"], Other::Shorter),
    ),
    bug("the cancellation is told to nobody", How::Wrong(Item::State, CANCELED, &["events"], Other::Shorter)),
    bug(
        "a canceled order counts as confirmed",
        How::Wrong(Item::State, CANCELED, &["status"], Other::Text(CONFIRMED)),
    ),
    bug(
        "a confirmed order counts as canceled",
        How::Wrong(Item::State, CONFIRMED, &["status"], Other::Text(CANCELED)),
    ),
    bug(
        "a declined payment is taken for money",
        How::Misread(&[("\"requires_payment_method\"", "\"succeeded\""), TAKEN]),
    ),
    bug(
        "a payment that is held for a review is taken for money",
        How::Misread(&[("\"status\": \"PENDING\"", "\"status\": \"COMPLETED\"")]),
    ),
    bug("PayPal is asked for another amount", How::Misasked("\"value\":\"", "\"value\":\"1")),
    bug(
        "the quote does not add up",
        How::Wrong(Item::Document, "", &["quote", "subtotal", "amount_minor"], Other::Number("1")),
    ),
    bug(
        "the quote's tax does not add up",
        How::Wrong(Item::Document, "", &["quote", "tax_total", "amount_minor"], Other::Number("1")),
    ),
    bug(
        "the quote's total is not the order's",
        How::Wrong(Item::Document, "", &["quote", "total", "amount_minor"], Other::Number("1")),
    ),
    bug(
        "a hold takes one unit for any quantity",
        How::Wrong(Item::Shelf, "", &[":quantity"], Other::Number("1")),
    ),
    bug(
        "an order's state is written without the loaded version",
        How::Without(Item::State, "#version = :loaded"),
    ),
    bug(
        "a stock movement is done again by its repeat",
        How::Without(Item::Movement, "attribute_not_exists(pk)"),
    ),
    bug("a cart is edited without the loaded version", How::Without(Item::Cart, "#version = :loaded")),
    bug(
        "a mail that somebody sends at this moment is sent once more",
        How::Without(Item::Notice, "deadline_ms <= :now"),
    ),
    bug("a mail that was sent is sent once more", How::Without(Item::Notice, "#state = :in_flight")),
    bug("the relay strikes what came meanwhile", How::Without(Item::State, "#last = :last")),
];

/// The bug of a schedule, if one is planted.
pub type Planted = Option<Bug>;

/// What becomes of a call under a bug: it is made as it then is, or answered without being made.
pub fn rewrite(planted: Planted, actor: &str, what: &mut What) -> Option<Value> {
    let how = planted?.how;
    let What::Call { place, operation, body, request } = what else { return None };
    match how {
        How::Swallowed(function, service) if function == actor && *place == service => {
            let entries = body["Entries"].as_array().cloned().unwrap_or_default();
            let done: Vec<Value> =
                entries.iter().map(|entry| json!({ "Id": entry["Id"], "MessageId": "m" })).collect();
            return Some(json!({ "Successful": done, "Failed": [], "MessageId": "m" }));
        }
        How::Around(Around::NeverRelayed) if body["IndexName"] == "unsent" => {
            return Some(json!({ "Items": [], "Count": 0, "ScannedCount": 0 }));
        }
        How::BlindIndex(index) if body["IndexName"] == index => {
            return Some(json!({ "Items": [], "Count": 0, "ScannedCount": 0 }));
        }
        How::Misasked(from, to) => {
            if let Some(request) = request {
                let text = String::from_utf8_lossy(request.body()).replace(from, to);
                *request.body_mut() = text.into_bytes();
            }
        }
        _ if *place == Place::Table => return at_table(how, operation, body),
        _ => {}
    }
    None
}

fn at_table(how: How, operation: &str, body: &mut Value) -> Option<Value> {
    if let How::NotWritten(item) = how {
        if let Some(actions) = body.get_mut("TransactItems").and_then(Value::as_array_mut) {
            let whole = actions.len();
            let released =
                |action: &Value| action["Update"]["ExpressionAttributeNames"]["#from"] == "reserved";
            let left_out = |action: &Value| item != Item::Shelf || released(action);
            actions.retain(|action| !(item.is(&crate::table::target(action)) && left_out(action)));
            return (actions.is_empty() && whole > 0).then(|| json!({}));
        }
        let writes = matches!(operation, "PutItem" | "UpdateItem");
        let key = if operation == "PutItem" { &body["Item"] } else { &body["Key"] };
        return (writes && item != Item::Cart && item.is(key)).then(|| json!({}));
    }
    if let Some(actions) = body.get_mut("TransactItems").and_then(Value::as_array_mut) {
        for action in actions {
            let key = crate::table::target(action);
            if let Some(write) = action.as_object_mut().and_then(|action| action.values_mut().next()) {
                in_write(how, &key, write);
            }
        }
    } else if matches!(operation, "PutItem" | "UpdateItem") {
        let key = if operation == "PutItem" { body["Item"].clone() } else { body["Key"].clone() };
        in_write(how, &key, body);
    }
    None
}

/// Changes one write, a call's own or one of a transaction's.
fn in_write(how: How, key: &Value, write: &mut Value) {
    let condition = write["ConditionExpression"].as_str().unwrap_or_default().to_owned();
    match how {
        How::Without(item, term) if item.is(key) && condition.contains(term) => {
            // What the condition names has to stay named.
            let always = format!("({term} OR attribute_exists(pk) OR attribute_not_exists(pk))");
            write["ConditionExpression"] = json!(condition.replace(term, &always));
        }
        How::Instead(item, from, to) if item.is(key) => {
            let Some(expression) = write["UpdateExpression"].as_str().filter(|text| text.contains(from))
            else {
                return;
            };
            write["UpdateExpression"] = json!(expression.replace(from, to));
            let named = from.split(' ').next().unwrap_or_default();
            let named = format!("(attribute_exists({named}) OR attribute_not_exists({named}))");
            write["ConditionExpression"] = json!(format!("({condition}) AND {named}"));
        }
        How::Wrong(item, status, path, other) if item.is(key) => {
            let states = [&write["ExpressionAttributeValues"][":status"], &write["Item"]["status"]];
            let fits = status.is_empty() || states.iter().any(|state| state["S"] == status);
            if fits {
                change(write, path, other);
            }
        }
        _ => {}
    }
}

fn change(write: &mut Value, path: &[&str], other: Other) {
    if path == ["status"] {
        let updates = write.get("ExpressionAttributeValues").is_some();
        let place = if updates {
            &mut write["ExpressionAttributeValues"][":status"]
        } else {
            &mut write["Item"]["status"]
        };
        return put(place, other);
    }
    if path.first().is_some_and(|name| name.starts_with(':')) {
        if let Some(place) = write["ExpressionAttributeValues"].get_mut(path[0]) {
            put(place, other);
        }
        return;
    }
    let updates = write.get("ExpressionAttributeValues").is_some();
    let mut place =
        if updates { &mut write["ExpressionAttributeValues"][":body"] } else { &mut write["Item"]["body"] };
    for name in path {
        place = &mut place["M"][*name];
    }
    put(place, other);
}

fn put(place: &mut Value, other: Other) {
    match other {
        Other::Number(number) => *place = json!({ "N": number }),
        Other::Text(text) => *place = json!({ "S": text }),
        Other::Shorter => drop(place["L"].as_array_mut().and_then(Vec::pop)),
    }
}

/// An answer of the provider's as it is read under a bug.
pub fn misread(planted: Planted, answer: &mut http::Response<Vec<u8>>) {
    if let Some(Bug { how: How::Misread(changes), .. }) = planted {
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        let text = changes.iter().fold(text, |text, (from, to)| text.replace(from, to));
        *answer.body_mut() = text.into_bytes();
    }
}

/// Whether this is wrong around the functions.
pub fn around(planted: Planted, wrong: Around) -> bool {
    planted.is_some_and(|bug| bug.how == How::Around(wrong))
}
