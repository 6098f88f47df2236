//! The provider's public test cards and what each of them does.
//!
//! Numbers from <https://docs.stripe.com/testing>, and two of our own for what the provider has no test
//! card for: a capture that fails for good. Only the brand, the last four digits and the expiry of a card
//! leave this module; a number is never stored.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::methods::{Aftermath, CaptureFate, DisputeKind, RefundFate};

/// What is kept of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CardRecord {
    /// `visa`, `mastercard` or `amex`.
    pub(crate) brand: String,
    /// The last four digits.
    pub(crate) last4: String,
    /// Month of expiry, 1 to 12.
    pub(crate) exp_month: i8,
    /// Year of expiry, four digits.
    pub(crate) exp_year: i16,
}

/// Why a bank refuses a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decline {
    /// The error code, `card_declined` in most cases.
    pub(crate) code: String,
    /// The bank's reason.
    pub(crate) reason: String,
    /// What the shopper is told.
    pub(crate) message: String,
}

/// What happens when a card is charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The bank agrees.
    Approved,
    /// The bank refuses.
    Declined(Decline),
    /// The bank first wants to see its customer (3-D Secure), then does what is given here.
    Challenged(Box<Outcome>),
}

/// A card as typed in, checked, with what it will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    /// What is kept of it.
    pub(crate) record: CardRecord,
    /// What it does when charged.
    pub(crate) outcome: Outcome,
    /// What happens after it was charged.
    pub(crate) aftermath: Aftermath,
}

/// What is wrong with the fields of a card, each message for its field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CardErrors {
    /// About the number.
    pub(crate) number: Option<&'static str>,
    /// About the expiry.
    pub(crate) expiry: Option<&'static str>,
    /// About the security code.
    pub(crate) cvc: Option<&'static str>,
}

/// The fields of a card as typed in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CardInput<'a> {
    /// The number, with or without spaces.
    pub(crate) number: &'a str,
    /// The expiry as `MM / YY`.
    pub(crate) expiry: &'a str,
    /// The security code.
    pub(crate) cvc: &'a str,
}

/// Checks the fields of a card at the time `now_ms`.
///
/// # Errors
/// [`CardErrors`] with a message for every field that cannot be used.
pub(crate) fn read(input: CardInput<'_>, now_ms: i64) -> Result<Card, CardErrors> {
    let number = digits(input.number);
    let expiry = read_expiry(input.expiry, now_ms);
    let errors = CardErrors {
        number: check_number(input.number, &number),
        expiry: expiry.err(),
        cvc: check_cvc(input.cvc, &number),
    };
    let (Ok((exp_month, exp_year)), CardErrors { number: None, cvc: None, .. }) = (expiry, &errors) else {
        return Err(errors);
    };
    let last4 = number[number.len() - 4..].to_owned();
    let record = CardRecord { brand: brand(&number).to_owned(), last4, exp_month, exp_year };
    Ok(Card { record, outcome: outcome(&number), aftermath: aftermath(&number) })
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn check_number(typed: &str, number: &str) -> Option<&'static str> {
    let foreign = typed.chars().any(|c| !c.is_ascii_digit() && c != ' ' && c != '-');
    if foreign {
        Some("Your card number is invalid.")
    } else if number.len() < 13 {
        Some("Your card number is incomplete.")
    } else if number.len() > 19 || !luhn(number) {
        Some("Your card number is invalid.")
    } else {
        None
    }
}

fn check_cvc(typed: &str, number: &str) -> Option<&'static str> {
    let cvc = typed.trim();
    let length = if brand(number) == "amex" { 4 } else { 3 };
    if cvc.chars().any(|c| !c.is_ascii_digit()) || cvc.len() > length {
        Some("Your card's security code is invalid.")
    } else if cvc.len() < length {
        Some("Your card's security code is incomplete.")
    } else {
        None
    }
}

fn read_expiry(typed: &str, now_ms: i64) -> Result<(i8, i16), &'static str> {
    let number = digits(typed);
    let short_month = number.len() == 3;
    let number = if short_month { format!("0{number}") } else { number };
    if number.len() != 4 && number.len() != 6 {
        return Err("Your card's expiration date is incomplete.");
    }
    let (month, year) = number.split_at(2);
    let month: i8 = month.parse().map_err(|_| "Your card's expiration date is invalid.")?;
    let year: i16 = year.parse().map_err(|_| "Your card's expiration date is invalid.")?;
    let year = if year < 100 { year + 2000 } else { year };
    if !(1..=12).contains(&month) {
        return Err("Your card's expiration date is invalid.");
    }
    let today = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC);
    if (year, month) < (today.year(), today.month()) {
        return Err("Your card's expiration date is in the past.");
    }
    if year > today.year() + 50 {
        return Err("Your card's expiration year is invalid.");
    }
    Ok((month, year))
}

fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'3', b'4' | b'7', ..] => "amex",
        [b'5' | b'2', ..] => "mastercard",
        _ => "visa",
    }
}

/// Not the provider's: authorized, and the bank refuses the capture for good.
const CAPTURE_DECLINED: &str = "4000000000007130";
/// Not the provider's: authorized, and given up by the bank before the capture.
const CAPTURE_EXPIRED: &str = "4000000000007148";

fn aftermath(number: &str) -> Aftermath {
    let plain = Aftermath::default();
    match number {
        CAPTURE_DECLINED => Aftermath { capture: CaptureFate::Declined, ..plain },
        CAPTURE_EXPIRED => Aftermath { capture: CaptureFate::Expired, ..plain },
        "4000000000007726" => Aftermath { refund: RefundFate::SucceedsLater, ..plain },
        "4000000000005126" => Aftermath { refund: RefundFate::FailsLater, ..plain },
        "4000000000000259" => Aftermath { dispute: Some(DisputeKind::Fraudulent), ..plain },
        "4000000000002685" => Aftermath { dispute: Some(DisputeKind::ProductNotReceived), ..plain },
        "4000000000001976" => Aftermath { dispute: Some(DisputeKind::Inquiry), ..plain },
        _ => plain,
    }
}

fn outcome(number: &str) -> Outcome {
    match number {
        // The last line's are approved and mean trouble afterwards.
        "4242424242424242" | "4000056655665556" | "5555555555554444" | "2223003122003222"
        | "5200828282828210" | "378282246310005" | "371449635398431" | "4000003720000278"
        | "4000002760000016" | "4000008260000000" | CAPTURE_DECLINED | CAPTURE_EXPIRED
        | "4000000000007726" | "4000000000005126" | "4000000000000259" | "4000000000002685"
        | "4000000000001976" => Outcome::Approved,
        "4000000000000002" => declined("card_declined", "generic_decline", "Your card was declined."),
        "4000000000009995" => {
            declined("card_declined", "insufficient_funds", "Your card has insufficient funds.")
        }
        "4000000000009987" => declined("card_declined", "lost_card", "Your card was declined."),
        "4000000000009979" => declined("card_declined", "stolen_card", "Your card was declined."),
        "4000000000006975" => declined(
            "card_declined",
            "card_velocity_exceeded",
            "Your card was declined for making repeated attempts.",
        ),
        "4000000000000069" => declined("expired_card", "expired_card", "Your card has expired."),
        "4000000000000127" => {
            declined("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")
        }
        "4000000000000119" => declined(
            "processing_error",
            "processing_error",
            "An error occurred while processing your card. Try again in a little bit.",
        ),
        "4000002500003155" | "4000000000003220" | "4000000000003063" | "4000002760003184" => {
            Outcome::Challenged(Box::new(Outcome::Approved))
        }
        "4000008260003178" => Outcome::Challenged(Box::new(declined(
            "card_declined",
            "insufficient_funds",
            "Your card has insufficient funds.",
        ))),
        "4000008400001629" => Outcome::Challenged(Box::new(declined(
            "card_declined",
            "generic_decline",
            "Your card was declined.",
        ))),
        _ => declined(
            "card_declined",
            "test_mode_live_card",
            "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid \
             test cards, visit: https://stripe.com/docs/testing.",
        ),
    }
}

fn declined(code: &str, reason: &str, message: &str) -> Outcome {
    Outcome::Declined(Decline {
        code: code.to_owned(),
        reason: reason.to_owned(),
        message: message.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-22.
    const NOW_MS: i64 = 1_795_305_600_000;

    fn typed(number: &str) -> Result<Card, CardErrors> {
        read(CardInput { number, expiry: "12 / 34", cvc: "123" }, NOW_MS)
    }

    #[test]
    fn the_approved_test_card_is_kept_without_its_number() {
        let card = typed("4242 4242 4242 4242");
        let record = CardRecord { brand: "visa".into(), last4: "4242".into(), exp_month: 12, exp_year: 2034 };
        let aftermath = Aftermath::default();
        assert_eq!(card, Ok(Card { record, outcome: Outcome::Approved, aftermath }));
    }

    #[test]
    fn a_number_that_is_no_test_card_is_declined() {
        let card = typed("4111111111111111").expect("the number is well formed");
        assert!(matches!(card.outcome, Outcome::Declined(d) if d.reason == "test_mode_live_card"));
    }

    #[test]
    fn the_card_for_three_d_secure_is_challenged() {
        let card = typed("4000 0025 0000 3155").expect("the number is well formed");
        assert_eq!(card.outcome, Outcome::Challenged(Box::new(Outcome::Approved)));
    }

    #[test]
    fn a_card_that_means_trouble_is_approved_first() {
        for (number, aftermath) in [
            ("4000000000007130", Aftermath { capture: CaptureFate::Declined, ..Aftermath::default() }),
            ("4000000000007148", Aftermath { capture: CaptureFate::Expired, ..Aftermath::default() }),
            ("4000000000005126", Aftermath { refund: RefundFate::FailsLater, ..Aftermath::default() }),
            (
                "4000000000000259",
                Aftermath { dispute: Some(DisputeKind::Fraudulent), ..Aftermath::default() },
            ),
        ] {
            let card = typed(number).expect("the number is well formed");
            assert_eq!((card.outcome, card.aftermath), (Outcome::Approved, aftermath), "{number}");
        }
    }

    #[test]
    fn every_field_has_its_own_error() {
        let errors = read(CardInput { number: "4242 4242", expiry: "01 / 20", cvc: "12" }, NOW_MS);
        assert_eq!(
            errors,
            Err(CardErrors {
                number: Some("Your card number is incomplete."),
                expiry: Some("Your card's expiration date is in the past."),
                cvc: Some("Your card's security code is incomplete."),
            })
        );
    }

    #[test]
    fn a_mistyped_number_is_invalid() {
        let errors = typed("4242 4242 4242 4241").expect_err("the check digit is wrong");
        assert_eq!(errors.number, Some("Your card number is invalid."));
    }

    #[test]
    fn letters_in_a_number_are_invalid() {
        let errors = typed("4242<script>424242424242").expect_err("letters are refused");
        assert_eq!(errors.number, Some("Your card number is invalid."));
    }

    #[test]
    fn the_month_of_expiry_itself_is_still_good() {
        assert!(read(CardInput { number: "4242424242424242", expiry: "11/26", cvc: "123" }, NOW_MS).is_ok());
        assert!(read(CardInput { number: "4242424242424242", expiry: "10/26", cvc: "123" }, NOW_MS).is_err());
    }
}
