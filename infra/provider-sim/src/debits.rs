//! The provider's public test accounts for SEPA debits and what each of them does.
//!
//! Accounts from <https://docs.stripe.com/testing#sepa-direct-debit>. Only bank, country and the last four
//! characters of an IBAN leave this module. Where the provider takes minutes in test mode, the days of
//! its live mode pass here, by the simulator's clock.

use serde::{Deserialize, Serialize};

use crate::cards::Decline;
use crate::methods::{Aftermath, DisputeKind, RefundFate};

const DAY_MS: i64 = 86_400_000;
/// How long a debit takes: the provider says 5 business days.
pub(crate) const SETTLES_AFTER_MS: i64 = 5 * DAY_MS;
/// How long one of the slow test accounts takes.
const SLOW_AFTER_MS: i64 = 8 * DAY_MS;

/// Length of an IBAN by country, of those the test accounts are in.
const LENGTHS: &[(&str, usize)] = &[("AT", 20), ("DE", 22), ("FR", 27)];

/// Shortest and longest IBAN of any country (ISO 13616).
const LENGTH_MIN: usize = 15;
const LENGTH_MAX: usize = 34;

/// What is kept of a bank account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DebitRecord {
    /// The country of the bank, two letters.
    pub(crate) country: String,
    /// The bank's code within its country.
    pub(crate) bank_code: String,
    /// The last four characters of the IBAN.
    pub(crate) last4: String,
    /// The mandate by which it is debited.
    pub(crate) mandate: String,
}

/// How a debit ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DebitEnd {
    /// The money comes.
    Settles,
    /// It does not, and why.
    Fails(Decline),
}

/// A bank account as typed in, checked, with what it will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) country: String,
    pub(crate) bank_code: String,
    pub(crate) last4: String,
    /// How a debit of it ends.
    pub(crate) end: DebitEnd,
    /// How long that takes.
    pub(crate) after_ms: i64,
    /// What happens after it was debited.
    pub(crate) aftermath: Aftermath,
}

/// Checks an IBAN.
///
/// # Errors
/// What the shopper is told where it cannot be debited.
pub(crate) fn read(typed: &str) -> Result<Account, &'static str> {
    let iban: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let iban = iban.to_ascii_uppercase();
    if !iban.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err("Your IBAN is invalid.");
    }
    if iban.len() < LENGTH_MIN {
        return Err("Your IBAN is incomplete.");
    }
    let (country, rest) = iban.split_at(2);
    let wanted = LENGTHS.iter().find(|(code, _)| *code == country).map(|(_, length)| *length);
    if iban.len() > LENGTH_MAX || wanted.is_some_and(|length| length != iban.len()) || !checks(&iban) {
        return Err("Your IBAN is invalid.");
    }
    let (end, after_ms, dispute) =
        behavior(&iban).ok_or("You cannot use a live bank account number in test mode.")?;
    Ok(Account {
        country: country.to_owned(),
        bank_code: rest[2..10].to_owned(),
        last4: iban[iban.len() - 4..].to_owned(),
        end,
        after_ms,
        aftermath: Aftermath { refund: RefundFate::SucceedsLater, dispute, ..Aftermath::default() },
    })
}

/// Whether the check digits are right: the number, turned round, leaves 1 when divided by 97 (ISO 7064).
fn checks(iban: &str) -> bool {
    let (head, tail) = iban.split_at(4);
    let remainder = tail.chars().chain(head.chars()).try_fold(0_u32, |left, c| {
        let value = c.to_digit(36)?;
        let shift = if value > 9 { 100 } else { 10 };
        Some((left * shift + value) % 97)
    });
    remainder == Some(1)
}

fn behavior(iban: &str) -> Option<(DebitEnd, i64, Option<DisputeKind>)> {
    let settles = |after_ms| (DebitEnd::Settles, after_ms, None);
    let fails = |after_ms, code: &str, message: &str| (failed(code, message), after_ms, None);
    Some(match iban {
        "DE89370400440532013000" | "AT611904300234573201" | "FR1420041010050500013M02606" => {
            settles(SETTLES_AFTER_MS)
        }
        "DE08370400440532013003" | "AT321904300235473204" => settles(SLOW_AFTER_MS),
        "DE62370400440532013001" | "AT861904300235473202" | "FR8420041010050500013M02607" => {
            (refused(), SETTLES_AFTER_MS, None)
        }
        "DE78370400440532013004" | "AT051904300235473205" => (refused(), SLOW_AFTER_MS, None),
        "DE35370400440532013002" | "AT591904300235473203" | "FR5720041010050500013M02608" => {
            (DebitEnd::Settles, SETTLES_AFTER_MS, Some(DisputeKind::DebitNotAuthorized))
        }
        "DE65370400440000343434" => fails(
            SETTLES_AFTER_MS,
            "charge_exceeds_source_limit",
            "The payment exceeds the account's weekly payment volume limit.",
        ),
        "DE27370400440000121212" => fails(
            SETTLES_AFTER_MS,
            "charge_exceeds_weekly_limit",
            "The payment exceeds the account's transaction volume limit.",
        ),
        "DE65370400440002222227" => {
            fails(SETTLES_AFTER_MS, "insufficient_funds", "The customer's account has insufficient funds.")
        }
        _ => return None,
    })
}

/// The failure of a debit for which the bank gave no reason.
pub(crate) fn refused() -> DebitEnd {
    failed("payment_intent_payment_attempt_failed", "The payment failed.")
}

/// The failure of a debit for this reason.
pub(crate) fn failed(code: &str, message: &str) -> DebitEnd {
    let (code, message) = (code.to_owned(), message.to_owned());
    DebitEnd::Fails(Decline { reason: code.clone(), code, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_good_test_account_is_kept_without_its_number() {
        let account = read("de89 3704 0044 0532 0130 00").expect("a test account");
        assert_eq!(
            (account.country.as_str(), account.bank_code.as_str(), account.last4.as_str()),
            ("DE", "37040044", "3000")
        );
        assert_eq!((account.end, account.after_ms), (DebitEnd::Settles, SETTLES_AFTER_MS));
    }

    #[test]
    fn what_is_wrong_with_an_iban_is_told() {
        assert_eq!(read("DE89 3704"), Err("Your IBAN is incomplete."));
        assert_eq!(read("DE88370400440532013000"), Err("Your IBAN is invalid."));
        assert_eq!(read("DE8937040044053201300"), Err("Your IBAN is invalid."));
        assert_eq!(read("DE89-3704-0044-0532-0130"), Err("Your IBAN is invalid."));
        let live = read("DE91100000000123456789");
        assert_eq!(live, Err("You cannot use a live bank account number in test mode."));
    }

    #[test]
    fn every_test_account_has_right_check_digits() {
        for iban in [
            "DE08370400440532013003",
            "DE62370400440532013001",
            "DE78370400440532013004",
            "DE35370400440532013002",
            "DE65370400440000343434",
            "DE27370400440000121212",
            "DE65370400440002222227",
            "AT611904300234573201",
            "AT321904300235473204",
            "AT861904300235473202",
            "AT051904300235473205",
            "AT591904300235473203",
            "FR1420041010050500013M02606",
            "FR8420041010050500013M02607",
            "FR5720041010050500013M02608",
        ] {
            assert!(read(iban).is_ok(), "{iban}");
        }
    }
}
