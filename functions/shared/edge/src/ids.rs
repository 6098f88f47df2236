//! Chance and derivation: random bits for new ids, keyed bits for ids and keys that must come out the same.

use crate::config::{Secret, Secrets};
use domain::ids::{CartId, MovementId, OrderId};
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use subtle::ConstantTimeEq;

/// The operating system gave no random bits.
#[derive(Debug, thiserror::Error)]
#[error("no random bits are to be had: {0}")]
pub struct ChanceError(getrandom::Error);

/// Random bits.
///
/// # Errors
/// [`ChanceError`].
pub fn random<const N: usize>() -> Result<[u8; N], ChanceError> {
    let mut bits = [0; N];
    getrandom::fill(&mut bits).map_err(ChanceError)?;
    Ok(bits)
}

/// 128 bits that depend on the secret and on both texts.
fn keyed(secret: &Secret, label: &str, text: &str) -> [u8; 16] {
    // An HMAC key may have any length, so this never falls back.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()) else { return [0; 16] };
    mac.update(label.as_bytes());
    mac.update(b":");
    mac.update(text.as_bytes());
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// Bits as lower-case hexadecimal digits.
pub fn hexadecimal(bits: &[u8]) -> String {
    bits.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ignored: std::fmt::Result = write!(text, "{byte:02x}");
        text
    })
}

/// The order that a cart becomes: one cart, one order. After a change of secrets it would be another; the closed
/// cart then still names the first.
pub fn order_of_cart(secrets: &Secrets, cart: &CartId) -> OrderId {
    OrderId::from_bits(keyed(&secrets.current, "order", cart.as_str()))
}

/// The cart that takes over the lines of a canceled order.
pub fn successor_cart(secrets: &Secrets, order: &OrderId) -> CartId {
    successor_by(&secrets.current, order)
}

/// Where a cart that took over the lines may be: under any of the secrets.
pub fn successor_carts(secrets: &Secrets, order: &OrderId) -> Vec<CartId> {
    secrets.each().map(|secret| successor_by(secret, order)).collect()
}

fn successor_by(secret: &Secret, order: &OrderId) -> CartId {
    CartId::from_bits(keyed(secret, "successor", order.as_str()))
}

/// The key that opens an order's page without a login.
pub fn order_key(secrets: &Secrets, order: &OrderId) -> String {
    key_by(&secrets.current, order)
}

fn key_by(secret: &Secret, order: &OrderId) -> String {
    hexadecimal(&keyed(secret, "order-key", order.as_str()))
}

/// Whether a key opens an order's page, from whichever secret it was made; takes the same time for every wrong key.
pub fn opens(secrets: &Secrets, order: &OrderId, key: &str) -> bool {
    let opening = |secret| key_by(secret, order).as_bytes().ct_eq(key.as_bytes());
    secrets.each().fold(subtle::Choice::from(0), |open, secret| open | opening(secret)).into()
}

/// A keyed fingerprint of a text.
pub fn fingerprint(secrets: &Secrets, text: &str) -> String {
    hexadecimal(&keyed(&secrets.current, "fingerprint", text))
}

/// 128 bits that depend on a text: the same for every repeat, for ids that open nothing.
pub fn digest(text: &str) -> [u8; 16] {
    Sha256::digest(text.as_bytes()).first_chunk().copied().unwrap_or_default()
}

/// The movement that a line of a command is: the same for every repeat.
pub fn movement(command: &str, line: usize) -> MovementId {
    MovementId::from_bits(digest(&format!("{command}-{line}")))
}

/// A text that no other request has.
///
/// # Errors
/// [`ChanceError`].
pub fn request_id() -> Result<String, ChanceError> {
    random::<8>().map(|bits| hexadecimal(&bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(secret: &str) -> Secrets {
        Secrets::only(Secret(secret.to_owned()))
    }

    #[test]
    fn a_cart_becomes_the_same_order_every_time_and_only_with_the_secret() {
        let cart = CartId::from_bits([1; 16]);
        let secret = only("a");
        assert_eq!(order_of_cart(&secret, &cart), order_of_cart(&secret, &cart));
        assert_ne!(order_of_cart(&secret, &cart), order_of_cart(&only("b"), &cart));
    }

    #[test]
    fn only_an_orders_own_key_opens_it() {
        let secret = only("a");
        let (mine, theirs) = (OrderId::from_bits([1; 16]), OrderId::from_bits([2; 16]));
        assert!(opens(&secret, &mine, &order_key(&secret, &mine)));
        assert!(!opens(&secret, &mine, &order_key(&secret, &theirs)));
        assert!(!opens(&secret, &mine, ""));
    }

    #[test]
    fn a_link_from_before_a_change_of_secrets_opens_until_the_old_one_is_taken_out() {
        let order = OrderId::from_bits([1; 16]);
        let sent = order_key(&only("old"), &order);
        let both = Secrets { current: Secret("new".to_owned()), earlier: vec![Secret("old".to_owned())] };
        assert!(opens(&both, &order, &sent));
        assert_eq!(order_key(&both, &order), order_key(&only("new"), &order));
        assert!(!opens(&only("new"), &order, &sent));
        assert!(successor_carts(&both, &order).contains(&successor_cart(&only("old"), &order)));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", Secret("a".to_owned())), "hidden");
    }
}
