//! Sending through SES v2, once: a mail that may have gone out is not repeated here.

use crate::mime::{Envelope, mime};
use crate::{Letter, MailError};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::Builder;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, RawMessage};
use std::time::Duration;

/// SES answers within a second; a function waits for one mail at a time.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why a mail was not sent, or may not have been. Holds codes only: the service's messages name recipients.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It will never be sent like this.
    #[error("the mail was refused: {0}")]
    Refused(String),
    /// No answer, or one that says to come again: it may have been sent.
    #[error("the mail may not have been sent: {0}")]
    Unknown(String),
}

impl From<MailError> for SendError {
    fn from(error: MailError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Sends a letter, without repeating.
///
/// # Errors
/// [`SendError::Refused`] when SES or the message's own form rules it out, [`SendError::Unknown`] otherwise.
pub async fn send(client: &Client, letter: &Letter, envelope: &Envelope<'_>) -> Result<(), SendError> {
    let raw = RawMessage::builder()
        .data(Blob::new(mime(letter, envelope)?))
        .build()
        .map_err(|error| SendError::Refused(error.to_string()))?;
    let once = Builder::new()
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().operation_timeout(TIMEOUT).build());
    let asked = client
        .send_email()
        .from_email_address(envelope.from)
        .destination(Destination::builder().to_addresses(&letter.to).build())
        .content(EmailContent::builder().raw(raw).build())
        .customize()
        .config_override(once)
        .send();
    // Boxed: the SDK's future is large and deep, and callers nest it further.
    Box::pin(asked).await.map(|_| ()).map_err(|error| outcome(&error))
}

fn outcome<R>(error: &SdkError<SendEmailError, R>) -> SendError {
    match error {
        SdkError::ServiceError(context) => {
            let refusal = context.err();
            let code = refusal.code().unwrap_or("unnamed").to_owned();
            let for_good = refusal.is_message_rejected()
                || refusal.is_mail_from_domain_not_verified_exception()
                || refusal.is_bad_request_exception()
                || refusal.is_not_found_exception();
            if for_good { SendError::Refused(code) } else { SendError::Unknown(code) }
        }
        SdkError::TimeoutError(_) => SendError::Unknown("timeout".to_owned()),
        SdkError::DispatchFailure(_) => SendError::Unknown("no connection".to_owned()),
        SdkError::ResponseError(_) => SendError::Unknown("unreadable answer".to_owned()),
        SdkError::ConstructionFailure(_) => SendError::Unknown("unbuildable request".to_owned()),
        // The SDK may name more ways to fail.
        _ => SendError::Unknown("unnamed failure".to_owned()),
    }
}
