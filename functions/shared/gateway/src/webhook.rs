//! Messages from Stripe: proving that they are from Stripe, and reading what is needed of them.
//!
//! The raw bytes are verified before anything else looks at them
//! (<https://docs.stripe.com/webhooks#verify-manually>). Every failure is the same answer; the reason is
//! for the log.

use crate::event::{EventShape, ProviderEvent};
use domain::limits::{WEBHOOK_BODY_MAX, WEBHOOK_TOLERANCE};
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::{Choice, ConstantTimeEq};

/// Bytes of a signature header; a genuine one has about 100 for each secret in use.
const HEADER_MAX: usize = 4 * 1024;

/// A secret that messages are signed with.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The secret as the provider shows it (`whsec_…`), without space around it; an empty one verifies
    /// nothing.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().trim().to_owned())
    }
}

/// Never shows the secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A message that is not acted on. Whoever sent it learns nothing more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be verified")]
pub struct Rejected {
    reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    TooLarge,
    NoHeader,
    MalformedHeader,
    Stale,
    ForeignCertificate,
    Certificate,
    WrongSignature,
    Unreadable,
}

impl Rejected {
    /// Why, for the log only.
    pub fn reason(&self) -> &'static str {
        match self.reason {
            Reason::TooLarge => "the body is too large",
            Reason::NoHeader => "there is no signature header",
            Reason::MalformedHeader => "the signature header is malformed",
            Reason::Stale => "the signature is too old or from the future",
            Reason::ForeignCertificate => "the certificate is not at the provider's",
            Reason::Certificate => "the certificate is not the provider's, or not valid now",
            Reason::WrongSignature => "no signature is of a known secret",
            Reason::Unreadable => "the signed body is not an event",
        }
    }
}

impl From<Reason> for Rejected {
    fn from(reason: Reason) -> Self {
        Self { reason }
    }
}

/// Verifies the raw bytes and reads what is needed of the event.
///
/// `header` is the value of `Stripe-Signature`, `body` the bytes exactly as they arrived; `secrets` are the
/// current one and, while it is being replaced, the previous one.
///
/// # Errors
/// [`Rejected`], the same for every failure.
pub fn verify(
    secrets: &[Secret],
    shop: &str,
    header: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<ProviderEvent, Rejected> {
    if body.len() > WEBHOOK_BODY_MAX {
        return Err(Reason::TooLarge.into());
    }
    let header = header.ok_or(Reason::NoHeader)?;
    let signed = SignedHeader::read(header).ok_or(Reason::MalformedHeader)?;
    if !signed.is_recent(now) {
        return Err(Reason::Stale.into());
    }
    if !signed.is_of_any(secrets, body) {
        return Err(Reason::WrongSignature.into());
    }
    let event: EventShape = serde_json::from_slice(body).map_err(|_| Reason::Unreadable)?;
    event.read(shop).ok_or_else(|| Reason::Unreadable.into())
}

/// `t=…,v1=…,v1=…,v0=…`: when it was signed, and a signature for each secret in use.
struct SignedHeader<'a> {
    /// As it was signed.
    time: &'a str,
    at: Timestamp,
    /// Those of scheme `v1`; any other scheme is weaker or for tests.
    signatures: Vec<[u8; 32]>,
}

impl<'a> SignedHeader<'a> {
    fn read(header: &'a str) -> Option<Self> {
        if header.len() > HEADER_MAX {
            return None;
        }
        let mut time = None;
        let mut signatures = Vec::new();
        for element in header.split(',') {
            match element.trim().split_once('=') {
                // Two times would leave open which one was checked.
                Some(("t", _)) if time.is_some() => return None,
                Some(("t", text)) => time = Some(text),
                Some(("v1", text)) => signatures.extend(digest(text)),
                Some(_) | None => {}
            }
        }
        let time = time.filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))?;
        let seconds: i64 = time.parse().ok()?;
        let at = Timestamp::from_ms(seconds.checked_mul(1_000)?);
        if signatures.is_empty() { None } else { Some(Self { time, at, signatures }) }
    }

    fn is_recent(&self, now: Timestamp) -> bool {
        self.at >= now.minus(WEBHOOK_TOLERANCE) && self.at <= now.plus(WEBHOOK_TOLERANCE)
    }

    /// Compares every signature with every secret, taking equally long whichever matches.
    fn is_of_any(&self, secrets: &[Secret], body: &[u8]) -> bool {
        let mut found = Choice::from(0);
        for secret in secrets.iter().filter(|secret| !secret.0.is_empty()) {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()) else { continue };
            mac.update(self.time.as_bytes());
            mac.update(b".");
            mac.update(body);
            let expected = mac.finalize().into_bytes();
            for signature in &self.signatures {
                found |= expected.as_slice().ct_eq(signature.as_slice());
            }
        }
        found.into()
    }
}

/// Reads 64 hexadecimal digits.
fn digest(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let mut value = 0_u8;
        for digit in pair {
            let digit = char::from(*digit).to_digit(16)?;
            value = value.checked_mul(16)?.checked_add(u8::try_from(digit).ok()?)?;
        }
        *byte = value;
    }
    Some(digest)
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
