//! What is known outside of the table: the provider's own ledger, and the mails that went out.

use serde::Deserialize;
use std::collections::BTreeMap;

/// What a provider took for one order, in minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Taken {
    /// The currency in lower case; empty where nothing came there.
    pub currency: String,
    /// Hosted pages that can still be paid on.
    #[serde(default)]
    pub open_sessions: u32,
    /// Authorized and waiting for a capture.
    #[serde(default)]
    pub capturable: i64,
    /// Captured.
    #[serde(default)]
    pub captured: i64,
    /// Given back of what was captured.
    #[serde(default)]
    pub refunded: i64,
    /// The ids of those pages, where they are known.
    #[serde(default)]
    pub open: Vec<String>,
    /// What each hosted page asked for.
    #[serde(default)]
    pub asked: Vec<i64>,
}

/// A provider's own ledger, by the order that its objects name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Ledger {
    /// By order id, as the provider has it.
    pub orders: BTreeMap<String, Taken>,
}

/// A mail that went out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    /// The message it tells of.
    pub message: String,
    /// Whom it went to: `shopper` or `merchant`.
    pub recipient: String,
}

/// What a raw mail tells of, by its Message-ID; nothing for a mail that no message asked for.
pub fn mail_of(raw: &str) -> Option<Mail> {
    let id = raw.lines().take_while(|line| !line.trim().is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then(|| value.trim())
    })?;
    let id = id.trim_start_matches('<').split('@').next()?;
    let (message, recipient) = id.split_once('.')?;
    Some(Mail { message: message.to_owned(), recipient: recipient.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_known_by_its_message_id() {
        let mail = "From: a@b\r\nMessage-ID: <msg_01.shopper@vitrine.example>\r\n\r\nMessage-ID: <x.y@z>";
        let wanted = Mail { message: "msg_01".to_owned(), recipient: "shopper".to_owned() };
        assert_eq!(mail_of(mail), Some(wanted));
        assert_eq!(mail_of("Subject: hello\r\n\r\nMessage-ID: <msg_01.shopper@x>"), None);
    }
}
