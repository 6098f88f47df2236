//! The certificate that PayPal signs with: where it may come from, and whether it is PayPal's.
//!
//! Its address is in the message itself, so only PayPal's own hosts are asked, over https and below one path. The
//! chain has to end at a public authority, be valid now, and name a host of `paypal.com`. Where the API is a
//! simulator on this machine there is no public authority: there the chain ends at the certificate it brings
//! itself, and everything else is checked alike.

use crate::http::is_loopback;
use domain::time::Timestamp;
use reqwest::Url;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// Where certificates are, on each host.
const PATH: &str = "/v1/notifications/certs/";

/// Hosts that PayPal's certificates come from, beside the API's own.
const HOSTS: [&str; 2] = ["api.paypal.com", "api.sandbox.paypal.com"];

/// What a certificate of PayPal's is made out to a host of.
const NAME: &str = ".paypal.com";

/// Certificates of one chain; a genuine one has three.
const CHAIN_MAX: usize = 6;

/// A chain that was had from one address.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    certificates: Vec<CertificateDer<'static>>,
    /// Whether it was had from this machine, where no public authority vouches for anything.
    is_local: bool,
}

/// The address of a certificate, if it may be asked for: PayPal's, or the configured API's own.
pub(super) fn allowed(address: &str, api: &Url) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let of_paypal = url.scheme() == "https"
        && url.port().is_none()
        && url.host_str().is_some_and(|host| HOSTS.contains(&host));
    let of_api = url.origin() == api.origin();
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    let name = url.path().strip_prefix(PATH)?;
    let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    ((of_paypal || of_api) && bare && named).then_some(url)
}

impl Chain {
    /// Reads a chain; none where it is not one.
    pub(super) fn read(pem: &[u8], from: &Url) -> Option<Self> {
        let certificates: Vec<CertificateDer<'static>> =
            CertificateDer::pem_slice_iter(pem).take(CHAIN_MAX).collect::<Result<_, _>>().ok()?;
        (!certificates.is_empty()).then_some(Self { certificates, is_local: is_loopback(from) })
    }

    /// Whether it is PayPal's now.
    pub(super) fn is_trusted(&self, now: Timestamp) -> bool {
        if !self.is_local {
            return self.is_trusted_by(webpki_roots::TLS_SERVER_ROOTS, now);
        }
        let anchor = self.certificates.last().and_then(|root| anchor_from_trusted_cert(root).ok());
        anchor.is_some_and(|anchor| self.is_trusted_by(&[anchor], now))
    }

    fn is_trusted_by(&self, anchors: &[TrustAnchor<'_>], now: Timestamp) -> bool {
        let Some((leaf, rest)) = self.certificates.split_first() else { return false };
        let Ok(leaf) = EndEntityCert::try_from(leaf) else { return false };
        let seconds = u64::try_from(now.as_seconds()).unwrap_or(0);
        let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let algorithms = webpki::ALL_VERIFICATION_ALGS;
        let usage = KeyUsage::server_auth();
        leaf.verify_for_usage(algorithms, anchors, rest, time, usage, None, None).is_ok()
            && leaf.valid_dns_names().any(|name| name.ends_with(NAME))
    }

    /// Whether this certificate's key signed a message, by RSA with SHA-256.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let leaf = self.certificates.first().and_then(|leaf| EndEntityCert::try_from(leaf).ok());
        let algorithm = webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;
        leaf.is_some_and(|leaf| leaf.verify_signature(algorithm, message, signature).is_ok())
    }
}
