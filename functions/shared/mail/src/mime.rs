//! The message: a letter in an envelope, as the bytes that travel. The same input makes the same bytes.

use crate::words::one_line;
use crate::{Letter, MailError};
use domain::time::Timestamp;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

/// Longest message id: a MIME boundary made of it stays below its 70 characters.
const MESSAGE_ID_MAX: usize = 64;

/// Who sends a letter, when, and under which id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The sender's name.
    pub from_name: &'a str,
    /// The sender's mail address.
    pub from: &'a str,
    /// Stable: derived from the message that asked for the letter, so that a mail sent twice can be told.
    pub message_id: &'a str,
    /// When.
    pub date: Timestamp,
}

/// Tells mail programs not to answer by themselves (RFC 3834).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The message as RFC 5322 bytes, text part first. No name or subject can add a header.
///
/// # Errors
/// [`MailError`], all but `Layout`.
pub fn mime(letter: &Letter, envelope: &Envelope<'_>) -> Result<Vec<u8>, MailError> {
    let from: Address = envelope.from.parse().map_err(|_| MailError::BadSender)?;
    let to: Address = letter.to.parse().map_err(|_| MailError::BadRecipient)?;
    let id = checked_id(envelope.message_id)?;
    let since_1970 = u64::try_from(envelope.date.as_ms()).map_err(|_| MailError::BadDate)?;
    let date = UNIX_EPOCH.checked_add(Duration::from_millis(since_1970)).ok_or(MailError::BadDate)?;
    let host = from.domain().to_owned();
    let parts = MultiPart::alternative()
        .boundary(format!("=_{id}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text.clone()))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html.clone()));
    let message = Message::builder()
        .from(Mailbox::new(Some(one_line(envelope.from_name)), from))
        .to(Mailbox::new(None, to))
        .subject(one_line(&letter.subject))
        .message_id(Some(format!("<{id}@{host}>")))
        .date(date)
        .header(AutoSubmitted)
        .multipart(parts)
        .map_err(|error| MailError::Message(error.to_string()))?;
    Ok(message.formatted())
}

fn checked_id(id: &str) -> Result<&str, MailError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let dots = id.starts_with('.') || id.ends_with('.') || id.contains("..");
    if (1..=MESSAGE_ID_MAX).contains(&id.len()) && id.chars().all(allowed) && !dots {
        Ok(id)
    } else {
        Err(MailError::BadMessageId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            to: "rosa@example.com".to_owned(),
            subject: "Your order".to_owned(),
            html: "<p>Hello</p>".to_owned(),
            text: "Hello".to_owned(),
        }
    }

    const ENVELOPE: Envelope<'static> = Envelope {
        from_name: "Vitrine",
        from: "orders@vitrine.example",
        message_id: "ord_0909-2-shopper",
        date: Timestamp::from_ms(1_795_316_400_000),
    };

    fn headers(letter: &Letter, envelope: &Envelope<'_>) -> String {
        let message = String::from_utf8(mime(letter, envelope).unwrap()).unwrap();
        message.split_once("\r\n\r\n").unwrap().0.replace("\r\n ", " ")
    }

    #[test]
    fn a_message_has_these_headers() {
        assert_eq!(
            headers(&letter(), &ENVELOPE).lines().collect::<Vec<_>>(),
            [
                "From: Vitrine <orders@vitrine.example>",
                "To: rosa@example.com",
                "Subject: Your order",
                "Message-ID: <ord_0909-2-shopper@vitrine.example>",
                "Date: Sun, 22 Nov 2026 03:00:00 +0000",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/alternative; boundary=\"=_ord_0909-2-shopper\"",
            ]
        );
    }

    #[test]
    fn text_comes_before_html() {
        let message = String::from_utf8(mime(&letter(), &ENVELOPE).unwrap()).unwrap();
        assert!(message.find("text/plain").unwrap() < message.find("text/html").unwrap());
        assert!(message.ends_with("--=_ord_0909-2-shopper--\r\n"), "{message}");
    }

    #[test]
    fn the_same_letter_makes_the_same_bytes() {
        assert_eq!(mime(&letter(), &ENVELOPE), mime(&letter(), &ENVELOPE));
    }

    #[test]
    fn a_line_break_in_a_name_or_subject_cannot_add_a_header() {
        let evil = "Shop\r\nBcc: all@example.com\r\n\r\nbody";
        let letter = Letter { subject: evil.to_owned(), ..letter() };
        let headers = headers(&letter, &Envelope { from_name: evil, ..ENVELOPE });
        assert!(!headers.lines().any(|line| line.starts_with("Bcc")), "{headers}");
        assert_eq!(headers.lines().count(), 8, "{headers}");
    }

    #[test]
    fn names_beyond_ascii_are_encoded() {
        let letter =
            Letter { subject: "Bestellung für Zoë Łukasiewicz, 株式会社".to_owned(), ..letter() };
        let headers = headers(&letter, &Envelope { from_name: "Töpferei \"Blau\", Köln", ..ENVELOPE });
        assert!(headers.is_ascii(), "{headers}");
        assert!(headers.contains("=?utf-8?b?"), "{headers}");
        assert!(headers.contains("<orders@vitrine.example>"), "{headers}");
    }

    #[test]
    fn what_is_no_address_gets_no_mail() {
        for to in
            ["", "rosa", "rosa@example.com, all@example.com", "rosa@example.com\r\nBcc: all@example.com"]
        {
            assert_eq!(
                mime(&Letter { to: to.to_owned(), ..letter() }, &ENVELOPE),
                Err(MailError::BadRecipient),
                "{to}"
            );
        }
        let from = Envelope { from: "orders@vitrine.example>\r\nX: y", ..ENVELOPE };
        assert_eq!(mime(&letter(), &from), Err(MailError::BadSender));
    }

    #[test]
    fn an_id_that_could_break_a_header_is_refused() {
        for message_id in ["", "a b", "a\r\nb", "<a@b>", ".a", "a..b", &"a".repeat(65)] {
            let envelope = Envelope { message_id, ..ENVELOPE };
            assert_eq!(mime(&letter(), &envelope), Err(MailError::BadMessageId), "{message_id}");
        }
    }
}
