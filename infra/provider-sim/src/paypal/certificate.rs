//! The certificate that webhooks are signed with, and the authority above it.
//!
//! Both are made when the simulator starts and good for a century of its clock. The provider's own are signed
//! by a public authority; these are trusted by nobody who does not choose to.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa;
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};

/// The name in the certificate, the provider's.
pub const CERTIFICATE_NAME: &str = "messageverificationcerts.paypal.com";

/// A certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// It could not be put together.
    #[error("the certificate could not be made")]
    Made(#[from] rcgen::Error),
    /// Its key could not be read back.
    #[error("the certificate's key cannot be used")]
    Key(#[from] aws_lc_rs::error::KeyRejected),
}

/// Signs webhooks and shows the chain they are verified by.
pub struct Signer {
    key: rsa::KeyPair,
    chain: String,
    name: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Signer {
    /// Makes a key, a certificate for the provider's name, and the authority that vouches for it.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn new() -> Result<Self, CertificateError> {
        Self::made(CERTIFICATE_NAME, 2125)
    }

    /// One in another name, or whose time is over after the first day of a year.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn made(name: &str, until_year: i32) -> Result<Self, CertificateError> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.distinguished_name.push(DnType::CommonName, "Simulated Authority");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        authority.not_before = date_time_ymd(2020, 1, 1);
        authority.not_after = date_time_ymd(2125, 1, 1);
        let authority_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let root = authority.self_signed(&authority_key)?;
        let issuer = Issuer::new(authority, authority_key);
        let mut certificate = CertificateParams::new(vec![name.to_owned()])?;
        certificate.distinguished_name.push(DnType::CommonName, name);
        certificate.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        certificate.not_before = date_time_ymd(2020, 1, 1);
        certificate.not_after = date_time_ymd(until_year, 1, 1);
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
        let leaf = certificate.signed_by(&key, &issuer)?;
        let chain = format!("{}{}", leaf.pem(), root.pem());
        let tail = crc32fast::hash(chain.as_bytes());
        let name = format!("CERT-{tail:08x}-{:08x}", crc32fast::hash(leaf.pem().as_bytes()));
        Ok(Self { key: rsa::KeyPair::from_pkcs8(&key.serialize_der())?, chain, name })
    }

    /// Its name in the certificate's address.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The certificate and the authority's, as PEM.
    pub fn chain(&self) -> &str {
        &self.chain
    }

    /// The value of `PAYPAL-TRANSMISSION-SIG` for a body
    /// (<https://developer.paypal.com/api/rest/webhooks/rest/#link-selfverificationmethod>).
    pub fn signature(&self, transmission_id: &str, time: &str, webhook_id: &str, body: &[u8]) -> String {
        let message = format!("{transmission_id}|{time}|{webhook_id}|{}", crc32fast::hash(body));
        let mut signature = vec![0; self.key.public_modulus_len()];
        match self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature) {
            Ok(()) => STANDARD.encode(signature),
            Err(_) => String::new(),
        }
    }
}
