//! Messages from PayPal: proving that they are from PayPal, and reading what is needed of them.
//!
//! The message is signed over its id, its time, the webhook's id and the checksum of the raw body
//! (<https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod>). A message may be as old
//! as PayPal's last retry: taking one twice does no harm, as it only says "look". Every failure is the same
//! answer, except that a certificate could not be had: then the message has to come again.

use super::certificate::{Chain, allowed};
use super::event::{EventShape, read_time};
use crate::event::ProviderEvent;
use crate::http;
use crate::outcome::{Failure, GatewayError, Unavailable};
use crate::transport::{Transport, sent};
use crate::webhook::{Reason, Rejected};
use ::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::limits::{WEBHOOK_BODY_MAX, WEBHOOK_TOLERANCE};
use domain::time::{Span, Timestamp};
use reqwest::Url;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long PayPal tries to deliver a message: 25 times over 3 days.
const RETRIED_FOR: Span = Span::days(3);

/// Certificates kept; PayPal has one or two in use.
const CHAINS_MAX: usize = 8;

/// Bytes of a header; a signature has 344 and an address about 100.
const HEADER_MAX: usize = 1_024;

/// What messages are verified with.
#[derive(Debug)]
pub struct PaypalWebhooks {
    transport: Arc<dyn Transport>,
    api: Url,
    /// The webhook's id at PayPal; a second one while it is being replaced.
    webhook_ids: Vec<String>,
    shop: String,
    chains: Mutex<BTreeMap<Url, Chain>>,
}

/// The headers of a message that prove where it is from, as they arrived.
#[derive(Debug, Clone, Copy, Default)]
pub struct PaypalHeaders<'a> {
    /// `PAYPAL-TRANSMISSION-ID`.
    pub transmission_id: Option<&'a str>,
    /// `PAYPAL-TRANSMISSION-TIME`.
    pub transmission_time: Option<&'a str>,
    /// `PAYPAL-TRANSMISSION-SIG`.
    pub transmission_sig: Option<&'a str>,
    /// `PAYPAL-CERT-URL`.
    pub cert_url: Option<&'a str>,
    /// `PAYPAL-AUTH-ALGO`.
    pub auth_algo: Option<&'a str>,
}

/// Why a message is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It is not acted on, however often it comes.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Its certificate could not be had: it has to come again.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<Reason> for NotTaken {
    fn from(reason: Reason) -> Self {
        Self::Rejected(reason.into())
    }
}

/// The headers, present and of a sane size.
struct Proof<'a> {
    transmission_id: &'a str,
    time: &'a str,
    at: Timestamp,
    signature: Vec<u8>,
    certificate: Url,
}

impl PaypalWebhooks {
    /// What messages to this shop are verified with; `api_url` is the API's origin, and certificates are had in
    /// this way.
    ///
    /// # Errors
    /// [`GatewayError`] names what is wrong with the configuration.
    pub fn new(
        api_url: &str,
        webhook_ids: Vec<String>,
        shop: impl Into<String>,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, GatewayError> {
        Ok(Self {
            transport,
            api: http::origin(api_url)?,
            webhook_ids: webhook_ids.into_iter().filter(|id| !id.is_empty()).collect(),
            shop: shop.into(),
            chains: Mutex::new(BTreeMap::new()),
        })
    }

    /// Verifies the raw bytes and reads what is needed of the event; none where it is not about payments.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub async fn verify(
        &self,
        headers: PaypalHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Option<ProviderEvent>, NotTaken> {
        if body.len() > WEBHOOK_BODY_MAX {
            return Err(Reason::TooLarge.into());
        }
        let proof = self.proof(headers)?;
        if proof.at < now.minus(RETRIED_FOR).minus(WEBHOOK_TOLERANCE)
            || proof.at > now.plus(WEBHOOK_TOLERANCE)
        {
            return Err(Reason::Stale.into());
        }
        let chain = self.chain(&proof.certificate).await?;
        if !chain.is_trusted(now) {
            return Err(Reason::Certificate.into());
        }
        let signed = |webhook_id: &String| {
            let checksum = crc32fast::hash(body);
            let message = format!("{}|{}|{webhook_id}|{checksum}", proof.transmission_id, proof.time);
            chain.signed(message.as_bytes(), &proof.signature)
        };
        if !self.webhook_ids.iter().any(signed) {
            return Err(Reason::WrongSignature.into());
        }
        self.keep(proof.certificate, chain);
        let event: EventShape = serde_json::from_slice(body).map_err(|_| Reason::Unreadable)?;
        if !event.is_wanted() {
            return Ok(None);
        }
        event.read(&self.shop).map(Some).ok_or_else(|| Reason::Unreadable.into())
    }

    fn proof<'a>(&self, headers: PaypalHeaders<'a>) -> Result<Proof<'a>, Reason> {
        let sane =
            |header: Option<&'a str>| header.filter(|text| text.len() <= HEADER_MAX).ok_or(Reason::NoHeader);
        if sane(headers.auth_algo)? != "SHA256withRSA" {
            return Err(Reason::MalformedHeader);
        }
        let time = sane(headers.transmission_time)?;
        let signature = STANDARD.decode(sane(headers.transmission_sig)?);
        let certificate = allowed(sane(headers.cert_url)?, &self.api).ok_or(Reason::ForeignCertificate)?;
        Ok(Proof {
            transmission_id: sane(headers.transmission_id)?,
            time,
            at: read_time(time).ok_or(Reason::MalformedHeader)?,
            signature: signature.map_err(|_| Reason::MalformedHeader)?,
            certificate,
        })
    }

    /// The chain at an address, as it was kept or as it is had now.
    async fn chain(&self, url: &Url) -> Result<Chain, NotTaken> {
        let kept = self.chains.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let unavailable = |failure: Failure| NotTaken::Unavailable(failure.into());
        let request = Request::get(url.as_str());
        let answer = sent(&*self.transport, request, Vec::new()).await.map_err(unavailable)?;
        match answer.status().as_u16() {
            200 => Chain::read(answer.body(), url).ok_or_else(|| Reason::Certificate.into()),
            404 => Err(Reason::Certificate.into()),
            _ => Err(unavailable(Failure::unreadable("the certificate was not answered"))),
        }
    }

    /// Only what verified a message is kept.
    fn keep(&self, url: Url, chain: Chain) {
        let mut chains = self.chains.lock().unwrap_or_else(PoisonError::into_inner);
        if chains.len() >= CHAINS_MAX {
            chains.clear();
        }
        chains.insert(url, chain);
    }
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;
