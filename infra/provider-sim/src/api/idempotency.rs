//! Idempotency keys: the first answer to a key is the answer to every repeat.
//!
//! As at the provider, answers are kept once an endpoint has run, failures included; a key is bound to
//! its path and parameters, and forgotten after 24 hours (<https://docs.stripe.com/api/idempotent_requests>).

use crate::error::ApiError;
use crate::ledger::records::AnswerRecord;
use crate::ledger::{ANSWER_KEPT_MS, Draft};
use crate::params;

/// Longest key, in characters.
const KEY_LENGTH_MAX: usize = 255;

/// A key with what it is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) text: String,
    path: String,
    fingerprint: String,
}

impl Key {
    /// Reads the key of a POST request; none where no key was sent.
    ///
    /// # Errors
    /// [`ApiError`] where the key is empty or too long.
    pub(crate) fn read(header: Option<&str>, path: &str, form: &[u8]) -> Result<Option<Self>, ApiError> {
        let Some(key) = header else { return Ok(None) };
        if key.is_empty() || key.chars().count() > KEY_LENGTH_MAX {
            let message = format!("Idempotency keys must have 1 to {KEY_LENGTH_MAX} characters.");
            return Err(ApiError::idempotency(message));
        }
        let fingerprint = params::canonical(form);
        Ok(Some(Self { text: key.to_owned(), path: path.to_owned(), fingerprint }))
    }

    /// Checks that a stored answer is one to this very request.
    ///
    /// # Errors
    /// [`ApiError`] of type `idempotency_error` where path or parameters differ.
    pub(crate) fn check(&self, stored: &AnswerRecord) -> Result<(), ApiError> {
        let used_for = if stored.path != self.path {
            format!("for the same endpoint they were first used for ('{}' vs '{}')", stored.path, self.path)
        } else if stored.fingerprint != self.fingerprint {
            "with the same parameters they were first used with".to_owned()
        } else {
            return Ok(());
        };
        Err(ApiError::idempotency(format!(
            "Keys for idempotent requests can only be used {used_for}. Try using a key other than '{}' if you meant to \
             execute a different request.",
            self.text
        )))
    }

    /// Keeps an answer under this key.
    pub(crate) fn keep(&self, draft: &mut Draft<'_>, status: u16, body: &str, request_id: &str) {
        let answer = AnswerRecord {
            id: self.text.clone(),
            path: self.path.clone(),
            fingerprint: self.fingerprint.clone(),
            status,
            body: body.to_owned(),
            request: request_id.to_owned(),
            stored_ms: draft.now_ms(),
        };
        draft.put(&answer);
    }
}

/// Forgets a key whose 24 hours are over.
pub(crate) fn forget(draft: &mut Draft<'_>, key: &str) {
    let old = draft
        .find::<AnswerRecord>(key)
        .is_some_and(|answer| answer.stored_ms + ANSWER_KEPT_MS <= draft.now_ms());
    if old {
        draft.remove::<AnswerRecord>(key);
    }
}
