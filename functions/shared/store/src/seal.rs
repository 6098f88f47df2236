//! Sealing contact data, and links to carts: encrypted under a key of their own, derived from a secret and what they
//! belong to.
//!
//! A copy of the table without the secret holds no readable name or address.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use domain::address::Contact;
use domain::cart_link::CartLink;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;

/// Seals and opens personal data.
#[derive(Clone)]
pub struct Sealer {
    /// The one in use first; the others open what they sealed.
    secrets: Vec<Vec<u8>>,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(hidden)")
    }
}

/// The data cannot be sealed or opened: the secret is another, or the bytes were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed data cannot be opened")]
pub struct SealError;

/// What links to carts belong to: no id of an order or a cart.
const CART_LINK: &str = "cart-link";

/// Bytes of a nonce, which the caller draws at random for every sealing.
pub const NONCE_BYTES: usize = 12;

impl Sealer {
    /// Seals under keys derived from the first secret, opens what any of them sealed.
    pub fn new(secrets: &[&str]) -> Self {
        Self { secrets: secrets.iter().map(|secret| secret.as_bytes().to_vec()).collect() }
    }

    fn cipher(secret: &[u8], owner: &str) -> Result<ChaCha20Poly1305, SealError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| SealError)?;
        mac.update(b"contact:");
        mac.update(owner.as_bytes());
        let key: [u8; 32] = mac.finalize().into_bytes().into();
        Ok(ChaCha20Poly1305::new(&Key::from(key)))
    }

    fn seal(&self, owner: &str, nonce: [u8; NONCE_BYTES], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: plain, aad: owner.as_bytes() };
        let secret = self.secrets.first().ok_or(SealError)?;
        let sealed =
            Self::cipher(secret, owner)?.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, owner: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(SealError)?;
        let open = |secret: &Vec<u8>| {
            let payload = Payload { msg: rest, aad: owner.as_bytes() };
            Self::cipher(secret, owner).ok()?.decrypt(&Nonce::from(*nonce), payload).ok()
        };
        self.secrets.iter().find_map(open).ok_or(SealError)
    }

    /// Seals an order's contact.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal_contact(
        &self,
        owner: &str,
        nonce: [u8; NONCE_BYTES],
        contact: &Contact,
    ) -> Result<Vec<u8>, SealError> {
        self.seal(owner, nonce, &serde_json::to_vec(contact).map_err(|_| SealError)?)
    }

    /// Opens an order's contact.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open_contact(&self, owner: &str, sealed: &[u8]) -> Result<Contact, SealError> {
        serde_json::from_slice(&self.open(owner, sealed)?).map_err(|_| SealError)
    }

    /// Seals what was typed into a form.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal_form(
        &self,
        owner: &str,
        nonce: [u8; NONCE_BYTES],
        form: &BTreeMap<String, String>,
    ) -> Result<Vec<u8>, SealError> {
        self.seal(owner, nonce, &serde_json::to_vec(form).map_err(|_| SealError)?)
    }

    /// Opens what was typed into a form.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open_form(&self, owner: &str, sealed: &[u8]) -> Result<BTreeMap<String, String>, SealError> {
        serde_json::from_slice(&self.open(owner, sealed)?).map_err(|_| SealError)
    }

    /// Seals a link to a cart, so that it neither tells the cart's id nor can be made by somebody else.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal_cart_link(&self, nonce: [u8; NONCE_BYTES], link: &CartLink) -> Result<Vec<u8>, SealError> {
        self.seal(CART_LINK, nonce, link.text().as_bytes())
    }

    /// Opens a link to a cart.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open_cart_link(&self, sealed: &[u8]) -> Result<CartLink, SealError> {
        let text = String::from_utf8(self.open(CART_LINK, sealed)?).map_err(|_| SealError)?;
        CartLink::parse(&text).ok_or(SealError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_data_open_only_for_their_owner_and_secret() {
        let form = BTreeMap::from([("name".to_owned(), "Rosa Example".to_owned())]);
        let secret = Sealer::new(&["secret"]);
        let sealed = secret.seal_form("ord_1", [3; NONCE_BYTES], &form).unwrap();
        assert_eq!(secret.open_form("ord_1", &sealed).as_ref(), Ok(&form));
        assert_eq!(Sealer::new(&["next", "secret"]).open_form("ord_1", &sealed), Ok(form));
        assert!(!sealed.windows(4).any(|window| window == b"Rosa"));
        assert_eq!(secret.open_form("ord_2", &sealed), Err(SealError));
        assert_eq!(Sealer::new(&["other"]).open_form("ord_1", &sealed), Err(SealError));
        assert_eq!(secret.open_form("ord_1", b"short"), Err(SealError));
    }
}
