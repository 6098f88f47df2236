//! Queue attributes: which there are, which values they take, and what they mean when absent.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::QueueError;

/// The longest message SQS takes, in bytes.
pub(crate) const MESSAGE_BYTES_MAX: i64 = 1_048_576;

/// The numeric attributes with their least value, their greatest and the one a new queue has.
const NUMBERS: [(&str, i64, i64, i64); 5] = [
    ("DelaySeconds", 0, 900, 0),
    ("MaximumMessageSize", 1_024, MESSAGE_BYTES_MAX, MESSAGE_BYTES_MAX),
    ("MessageRetentionPeriod", 60, 1_209_600, 345_600),
    ("ReceiveMessageWaitTimeSeconds", 0, 20, 0),
    ("VisibilityTimeout", 0, 43_200, 30),
];

/// Attributes that are stored and shown, and change nothing here.
const KEPT: [&str; 5] = [
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "Policy",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
];

/// The settings of one queue.
#[derive(Clone, Debug)]
pub(crate) struct QueueAttributes {
    values: BTreeMap<String, String>,
}

/// Where messages go that were received too often.
#[derive(Clone, Debug)]
pub(crate) struct RedrivePolicy {
    /// The ARN of the dead-letter queue.
    pub dead_letter_arn: String,
    /// How often a message is received before it goes there.
    pub receive_count_max: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RedriveJson {
    dead_letter_target_arn: String,
    max_receive_count: serde_json::Value,
}

impl QueueAttributes {
    /// The settings of a new queue for which these were given.
    pub fn new(given: &BTreeMap<String, String>) -> Result<Self, QueueError> {
        let mut attributes = Self { values: BTreeMap::new() };
        attributes.set(given)?;
        Ok(attributes)
    }

    /// The settings stored for a queue.
    pub fn stored(json: &str) -> Result<Self, QueueError> {
        Ok(Self { values: serde_json::from_str(json)? })
    }

    /// The settings as they are stored.
    pub fn to_json(&self) -> Result<String, QueueError> {
        Ok(serde_json::to_string(&self.values)?)
    }

    /// Sets the given attributes, all or none; an empty redrive policy removes it.
    pub fn set(&mut self, given: &BTreeMap<String, String>) -> Result<(), QueueError> {
        let mut values = self.values.clone();
        for (name, value) in given {
            check(name, value)?;
            if value.is_empty() {
                values.remove(name);
            } else {
                values.insert(name.clone(), value.clone());
            }
        }
        self.values = values;
        Ok(())
    }

    /// The first of the given attributes whose value is another one here.
    pub fn difference(&self, given: &BTreeMap<String, String>) -> Option<String> {
        let mine = self.shown();
        given.iter().find(|(name, value)| mine.get(*name) != Some(*value)).map(|(name, _)| name.clone())
    }

    /// Every attribute that has a value, the defaults included.
    pub fn shown(&self) -> BTreeMap<String, String> {
        let mut shown = self.values.clone();
        for (name, _, _, default) in NUMBERS {
            shown.entry(name.to_owned()).or_insert_with(|| default.to_string());
        }
        shown
    }

    /// The value of a numeric attribute.
    pub fn number(&self, name: &str) -> i64 {
        let default = NUMBERS.iter().find(|known| known.0 == name).map_or(0, |known| known.3);
        self.values.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
    }

    /// The redrive policy, if there is one.
    pub fn redrive(&self) -> Option<RedrivePolicy> {
        self.values.get("RedrivePolicy").and_then(|json| parse_redrive(json))
    }
}

fn parse_redrive(json: &str) -> Option<RedrivePolicy> {
    let parsed: RedriveJson = serde_json::from_str(json).ok()?;
    let receive_count_max = match &parsed.max_receive_count {
        serde_json::Value::String(text) => text.parse().ok()?,
        other => other.as_i64()?,
    };
    (1..=1_000)
        .contains(&receive_count_max)
        .then_some(RedrivePolicy { dead_letter_arn: parsed.dead_letter_target_arn, receive_count_max })
}

fn check(name: &str, value: &str) -> Result<(), QueueError> {
    let invalid = || QueueError::InvalidAttributeValue(name.to_owned());
    if let Some((_, least, greatest, _)) = NUMBERS.iter().find(|known| known.0 == name) {
        let number: i64 = value.parse().map_err(|_| invalid())?;
        return if (*least..=*greatest).contains(&number) { Ok(()) } else { Err(invalid()) };
    }
    match name {
        "RedrivePolicy" if value.is_empty() => Ok(()),
        "RedrivePolicy" => parse_redrive(value).map(|_| ()).ok_or_else(invalid),
        "FifoQueue" | "ContentBasedDeduplication" | "DeduplicationScope" | "FifoThroughputLimit" => {
            Err(QueueError::UnsupportedOperation("FIFO queues are not offered here".to_owned()))
        }
        _ if KEPT.contains(&name) => Ok(()),
        _ => Err(QueueError::InvalidAttributeName(name.to_owned())),
    }
}
