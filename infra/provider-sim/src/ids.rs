//! Object ids in the provider's format: a prefix, then a part that sorts by creation.
//!
//! The number in an id comes from the ledger's counter, the rest from the ledger's own seed, so ids
//! of one ledger never repeat and sort oldest first; they are not secrets.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits of the part that sorts: 62^7 objects in one ledger.
const NUMBER_LENGTH: usize = 7;

/// Makes the id of the `number`th object: `prefix`, the number, and `tail` characters that look random.
pub(crate) fn make(seed: &str, prefix: &str, number: u64, tail: usize) -> String {
    let mut id = String::with_capacity(prefix.len() + NUMBER_LENGTH + tail);
    id.push_str(prefix);
    id.push_str(&sortable(number));
    let mut round = 0_u32;
    let mut left = tail;
    while left > 0 {
        let digest = Sha256::digest(format!("{seed}|{prefix}|{number}|{round}").as_bytes());
        for byte in digest.iter().take(left) {
            id.push(char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
        }
        left = left.saturating_sub(digest.len());
        round += 1;
    }
    id
}

/// A seed of 16 random bytes, in hexadecimal, for a ledger that was given none.
pub(crate) fn random_seed() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn sortable(number: u64) -> String {
    let mut digits = Vec::with_capacity(NUMBER_LENGTH);
    let mut left = number;
    for _ in 0..NUMBER_LENGTH {
        let digit = usize::try_from(left % 62).unwrap_or(0);
        digits.push(char::from(ALPHABET[digit]));
        left /= 62;
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_in_the_order_of_their_numbers() {
        let ids: Vec<String> = [1, 2, 61, 62, 4_000, 1_000_000].map(|n| make("seed", "evt_", n, 12)).to_vec();
        let mut sorted = ids.clone();
        sorted.sort();
        assert_eq!(ids, sorted);
    }

    #[test]
    fn an_id_has_its_prefix_and_the_length_asked_for() {
        let id = make("seed", "cs_test_", 7, 51);
        assert!(id.starts_with("cs_test_0000007"));
        assert_eq!(id.len(), 8 + 7 + 51);
    }
}
