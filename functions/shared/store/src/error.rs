//! What can come of a call to the table.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use contract::problem::Refusal;
use std::error::Error;

/// No refusal is possible: the call has no condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Never {}

/// Why a call to the table did not do what was asked; `R` lists what its conditions can say.
#[derive(Debug, thiserror::Error)]
pub enum StoreError<R> {
    /// A condition said no.
    #[error("the table refused")]
    Refused(R),
    /// Contention or throttling: the same call may work in a moment.
    #[error("the table is busy")]
    Busy,
    /// The answer was lost: it may have been done or not, so look.
    #[error("the table's answer was lost")]
    Unknown(#[source] Box<dyn Error + Send + Sync>),
    /// Anything else.
    #[error("the table cannot be used as asked")]
    Broken(#[source] Box<dyn Error + Send + Sync>),
}

impl<R> StoreError<R> {
    /// The same error where the condition's meaning is another.
    pub fn map_refusal<S>(self, map: impl FnOnce(R) -> StoreError<S>) -> StoreError<S> {
        match self {
            Self::Refused(refusal) => map(refusal),
            Self::Busy => StoreError::Busy,
            Self::Unknown(source) => StoreError::Unknown(source),
            Self::Broken(source) => StoreError::Broken(source),
        }
    }

    /// An item that is not as this crate writes it.
    pub fn broken(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Broken(source.into())
    }
}

impl StoreError<Never> {
    /// The same error in a place where conditions can refuse.
    pub fn widen<R>(self) -> StoreError<R> {
        self.map_refusal(|never| match never {})
    }
}

const BUSY: &[&str] = &[
    "TransactionConflictException",
    "TransactionInProgressException",
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "LimitExceededException",
];

/// Reads an SDK error; `refused` is what a failed condition means.
pub(crate) fn read<E, R>(error: SdkError<E>, refused: impl FnOnce() -> Option<R>) -> StoreError<R>
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code).map(str::to_owned);
    match (&error, code.as_deref()) {
        (SdkError::ServiceError(_), Some("ConditionalCheckFailedException")) => match refused() {
            Some(refusal) => StoreError::Refused(refusal),
            None => StoreError::Broken(Box::new(error)),
        },
        (SdkError::ServiceError(_), Some(code)) if BUSY.contains(&code) => StoreError::Busy,
        (SdkError::ServiceError(service), _) if service.raw().status().is_server_error() => {
            StoreError::Unknown(Box::new(error))
        }
        (SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_), _) => {
            StoreError::Unknown(Box::new(error))
        }
        _ => StoreError::Broken(Box::new(error)),
    }
}

/// Reads an SDK error of a call without conditions.
pub(crate) fn read_unconditional<E, R>(error: SdkError<E>) -> StoreError<R>
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    read(error, || None)
}

/// What a caller over HTTP is told when the table could not be used; the cause is logged here.
pub fn refusal(error: &StoreError<Never>) -> Refusal {
    let mut chain = error.to_string();
    let mut source = Error::source(error);
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    match error {
        StoreError::Refused(never) => match *never {},
        StoreError::Busy | StoreError::Unknown(_) => {
            tracing::warn!(error = chain, "the table was busy");
            Refusal::busy()
        }
        StoreError::Broken(_) => {
            tracing::error!(error = chain, "the table could not be used");
            Refusal::internal()
        }
    }
}

impl From<StoreError<Never>> for Refusal {
    fn from(error: StoreError<Never>) -> Self {
        refusal(&error)
    }
}
