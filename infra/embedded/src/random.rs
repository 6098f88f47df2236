//! Ids and receipt handles, which must be distinct and need not be secret.

use std::{
    fmt::Write,
    sync::atomic::{AtomicU64, Ordering},
};

/// 128 random bits as a version 4 UUID.
pub(crate) fn id() -> String {
    let mut bytes = [0_u8; 16];
    fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = hex(&bytes);
    for position in [20, 16, 12, 8] {
        text.insert(position, '-');
    }
    text
}

/// 64 random bits in hexadecimal digits.
pub(crate) fn short() -> String {
    let mut bytes = [0_u8; 8];
    fill(&mut bytes);
    hex(&bytes)
}

/// Fills `bytes` by chance or, on a machine that has none to give, with the number of the call.
fn fill(bytes: &mut [u8]) {
    static CALLS: AtomicU64 = AtomicU64::new(1);
    if let Err(error) = getrandom::fill(bytes) {
        tracing::error!(%error, "no random bytes");
        let call = CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().zip(call).for_each(|(byte, digit)| *byte = digit);
    }
}

/// Bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}
