//! Faults injected between the SDK and the stores: refusals, lost requests, lost answers and silence.
//!
//! A fault is chosen per call by whoever opened the stores. Nothing here is random and nothing happens
//! unless a [`Faults`] was given.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};

use crate::answer::Answer;

/// One of the services answered in-process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// The table.
    DynamoDb,
    /// The queues.
    Sqs,
    /// The mail service.
    Ses,
}

/// Chooses what goes wrong with a call.
pub trait Faults: Send + Sync {
    /// The fault for this call, or `None` to let it pass; `operation` is the API's name such as `PutItem`.
    fn before(&self, service: Service, operation: &str, body: &[u8]) -> Option<Fault>;
}

/// Something that goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The service refuses; nothing is applied.
    Refuse(Refusal),
    /// The connection breaks before the service hears of the call; nothing is applied.
    LoseRequest,
    /// The call is applied and then the connection breaks.
    LoseAnswer,
    /// Nothing is applied and no answer ever comes, as for a process that dies before the call.
    HangBefore,
    /// The call is applied and no answer ever comes, as for a process that dies after the call.
    HangAfter,
}

/// How a service refuses a call without applying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Contention: in a transaction the action at this position (from 0) conflicts, elsewhere the whole call.
    TransactionConflict {
        /// The position of the conflicting action.
        position: usize,
    },
    /// Too many requests.
    Throttled,
    /// The service failed (HTTP 500).
    Internal,
}

impl Refusal {
    /// The answer the service gives when it refuses this way.
    pub(crate) fn answer(self, service: Service, body: &[u8]) -> Answer {
        match (self, service) {
            (Self::TransactionConflict { position }, Service::DynamoDb) => conflict(position, body),
            (Self::Throttled, Service::DynamoDb) => Answer::json(
                400,
                &error(
                    "com.amazon.coral.availability#ThrottlingException",
                    "Rate of requests exceeds the allowed throughput.",
                ),
            ),
            (Self::Throttled | Self::TransactionConflict { .. }, Service::Sqs) => {
                Answer::json(403, &error("com.amazonaws.sqs#RequestThrottled", "Rate exceeded."))
                    .with_query_error("RequestThrottled;Sender")
            }
            (Self::Throttled | Self::TransactionConflict { .. }, Service::Ses) => {
                Answer::json(429, &error("TooManyRequestsException", "Maximum sending rate exceeded."))
                    .with_error_type("TooManyRequestsException")
            }
            (Self::Internal, _) => Answer::json(500, &error("InternalServerError", "The service failed.")),
        }
    }
}

fn error(kind: &str, message: &str) -> Value {
    json!({ "__type": kind, "message": message })
}

fn conflict(position: usize, body: &[u8]) -> Answer {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let Some(actions) = request.get("TransactItems").and_then(Value::as_array) else {
        return Answer::json(
            400,
            &error(
                "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
                "Transaction is ongoing for the item",
            ),
        );
    };
    let reasons: Vec<Value> = (0..actions.len())
        .map(|index| {
            if index == position {
                json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" })
            } else {
                json!({ "Code": "None" })
            }
        })
        .collect();
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason["Code"].as_str()).collect();
    let message = format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    );
    Answer::json(
        400,
        &json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "Message": message,
            "CancellationReasons": reasons,
        }),
    )
}

/// Faults given out in the order they were planned, each to the first call it fits.
#[derive(Debug, Default)]
pub struct PlannedFaults {
    planned: Mutex<VecDeque<Planned>>,
}

#[derive(Debug)]
struct Planned {
    service: Service,
    operation: String,
    fault: Fault,
}

impl PlannedFaults {
    /// A plan without faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the next call of `operation` that is not spoken for meet `fault`, once.
    pub fn plan(&self, service: Service, operation: &str, fault: Fault) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.push_back(Planned { service, operation: operation.to_owned(), fault });
    }

    /// How many planned faults no call has met yet.
    pub fn left(&self) -> usize {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Faults for PlannedFaults {
    fn before(&self, service: Service, operation: &str, _body: &[u8]) -> Option<Fault> {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let index = planned.iter().position(|next| next.service == service && next.operation == operation)?;
        planned.remove(index).map(|next| next.fault)
    }
}
