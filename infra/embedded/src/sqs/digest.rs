//! The MD5 digests by which clients check that a message arrived as it was sent.
//!
//! They guard against damage only; nothing here is about security.

use base64::{Engine, engine::general_purpose::STANDARD};
use md5::{Digest, Md5};

use super::shapes::{MessageAttribute, MessageAttributes};
use crate::random::hex;

/// The digest of a message body.
pub(crate) fn of_body(body: &str) -> String {
    hex(&Md5::digest(body.as_bytes()))
}

/// The digest of message attributes as SQS defines it, or `None` without attributes.
pub(crate) fn of_attributes(attributes: &MessageAttributes) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut digest = Md5::new();
    for (name, attribute) in attributes {
        add(&mut digest, name.as_bytes());
        add(&mut digest, attribute.data_type.as_bytes());
        let (kind, value) = transport_value(attribute);
        digest.update([kind]);
        add(&mut digest, &value);
    }
    Some(hex(&digest.finalize()))
}

/// The transport type (1 string or number, 2 binary) and the bytes of a value.
fn transport_value(attribute: &MessageAttribute) -> (u8, Vec<u8>) {
    match &attribute.binary_value {
        Some(binary) if attribute.data_type.starts_with("Binary") => {
            (2, STANDARD.decode(binary).unwrap_or_default())
        }
        _ => (1, attribute.string_value.clone().unwrap_or_default().into_bytes()),
    }
}

fn add(digest: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    digest.update(length.to_be_bytes());
    digest.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_the_digest_every_client_computes() {
        assert_eq!(of_body("hello"), "5d41402abc4b2a76b9719d911017c592");
    }

    #[test]
    fn no_attributes_have_no_digest() {
        assert_eq!(of_attributes(&MessageAttributes::new()), None);
    }
}
