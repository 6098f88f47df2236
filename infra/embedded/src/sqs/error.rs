//! The refusals of SQS, with the codes of its JSON protocol and of the older query protocol.

use serde_json::json;

use crate::answer::Answer;

/// Why SQS did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QueueError {
    /// No queue has this name.
    #[error("the specified queue does not exist")]
    QueueDoesNotExist,
    /// A queue of this name exists with other attributes.
    #[error("a queue already exists with the same name and a different value for attribute {0}")]
    QueueNameExists(String),
    /// The receipt handle was never given out.
    #[error("the input receipt handle is invalid")]
    ReceiptHandleIsInvalid,
    /// The message is not in flight under this receipt handle.
    #[error("the message is not in flight")]
    MessageNotInflight,
    /// A parameter is missing.
    #[error("the request must contain the parameter {0}")]
    MissingParameter(&'static str),
    /// A parameter has a value that is not allowed.
    #[error("{0}")]
    InvalidParameterValue(String),
    /// An attribute has a name SQS does not know.
    #[error("unknown attribute {0}")]
    InvalidAttributeName(String),
    /// An attribute has a value that is not allowed.
    #[error("invalid value for the parameter {0}")]
    InvalidAttributeValue(String),
    /// The message holds characters outside those of XML 1.0.
    #[error("the message contains characters outside the allowed set")]
    InvalidMessageContents,
    /// A batch without entries.
    #[error("there should be at least one entry in the request")]
    EmptyBatchRequest,
    /// A batch of more than ten entries.
    #[error("maximum number of entries per request are 10")]
    TooManyEntriesInBatchRequest,
    /// Two entries of a batch with one id.
    #[error("two or more batch entries in the request have the same id")]
    BatchEntryIdsNotDistinct,
    /// An entry's id has characters that are not allowed.
    #[error("a batch entry id can only contain alphanumeric characters, hyphens and underscores, at most 80")]
    InvalidBatchEntryId,
    /// The messages of a batch are too long together.
    #[error("batch requests cannot be longer than 1048576 bytes")]
    BatchRequestTooLong,
    /// The operation, or a kind of queue, that these queues do not offer.
    #[error("{0}")]
    UnsupportedOperation(String),
    /// A message move task that does not exist, or cannot be started.
    #[error("{0}")]
    ResourceNotFound(String),
    /// The journal failed.
    #[error("the journal failed")]
    Journal(#[from] rusqlite::Error),
    /// Something stored in the journal could not be read back.
    #[error("the journal holds something unreadable")]
    Unreadable(#[from] serde_json::Error),
    /// The process is shutting down.
    #[error("the queues are shutting down")]
    Stopped,
}

impl QueueError {
    /// The names of the error in the JSON and in the query protocol.
    pub fn codes(&self) -> (&'static str, &'static str) {
        match self {
            Self::QueueDoesNotExist => ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
            Self::QueueNameExists(_) => ("QueueNameExists", "QueueAlreadyExists"),
            Self::ReceiptHandleIsInvalid => ("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"),
            Self::MessageNotInflight => ("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
            Self::MissingParameter(_) => ("MissingParameter", "MissingParameter"),
            Self::InvalidParameterValue(_) => ("InvalidParameterValue", "InvalidParameterValue"),
            Self::InvalidAttributeName(_) => ("InvalidAttributeName", "InvalidAttributeName"),
            Self::InvalidAttributeValue(_) => ("InvalidAttributeValue", "InvalidAttributeValue"),
            Self::InvalidMessageContents => ("InvalidMessageContents", "InvalidMessageContents"),
            Self::EmptyBatchRequest => ("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest"),
            Self::TooManyEntriesInBatchRequest => {
                ("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest")
            }
            Self::BatchEntryIdsNotDistinct => {
                ("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct")
            }
            Self::InvalidBatchEntryId => {
                ("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId")
            }
            Self::BatchRequestTooLong => {
                ("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong")
            }
            Self::UnsupportedOperation(_) => {
                ("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation")
            }
            Self::ResourceNotFound(_) => ("ResourceNotFoundException", "ResourceNotFoundException"),
            Self::Journal(_) | Self::Unreadable(_) | Self::Stopped => ("InternalError", "InternalError"),
        }
    }

    /// Whether the caller is to blame.
    pub fn is_senders(&self) -> bool {
        !matches!(self, Self::Journal(_) | Self::Unreadable(_) | Self::Stopped)
    }

    /// The answer SQS gives for this error.
    pub fn answer(&self) -> Answer {
        let (code, query_code) = self.codes();
        let (status, blame) = if self.is_senders() { (400, "Sender") } else { (500, "Receiver") };
        if !self.is_senders() {
            tracing::error!(error = ?self, "the embedded queues failed");
        }
        Answer::json(
            status,
            &json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": self.to_string() }),
        )
        .with_query_error(format!("{query_code};{blame}"))
    }
}
