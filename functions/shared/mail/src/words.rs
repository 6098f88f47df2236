//! Words that several letters use.

use domain::money::Money;
use domain::payments::PaymentMethod;
use domain::pricing::Quote;
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use domain::time::Timestamp;

/// A point in time as people read it: `22 November 2026, 03:00 UTC`.
pub fn moment(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.as_ms())
        .map(|at| at.strftime("%-d %B %Y, %H:%M UTC").to_string())
        .unwrap_or_default()
}

/// The text on one line: control characters and line breaks become blanks.
pub fn one_line(text: &str) -> String {
    let printable: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How an order is paid, in the middle of a sentence.
pub const fn method_name(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Card => "by card",
        PaymentMethod::BankDebit => "by bank debit",
        PaymentMethod::Paypal => "with PayPal",
        PaymentMethod::BankTransfer => "by bank transfer",
        PaymentMethod::PayOnPickup => "at the counter",
    }
}

/// What the lines, the delivery and the tax come to, as (label, amount); the total is marked.
pub fn totals(quote: &Quote) -> Vec<TotalRow> {
    let way = match quote.delivery.kind {
        DeliveryKind::Delivery => format!("Shipping ({})", quote.delivery.name),
        DeliveryKind::Pickup => quote.delivery.name.clone(),
    };
    let row = |label: &str, amount: Money| TotalRow {
        label: label.to_owned(),
        amount: amount.shown(),
        total: false,
    };
    let mut rows = vec![row("Subtotal", quote.subtotal), row(&way, quote.delivery.price)];
    let grand = TotalRow { total: true, ..row("Total", quote.total) };
    let taxes = quote.taxes.iter().map(|share| {
        let rate = share.rate_percent.normalize();
        match quote.tax_mode {
            TaxMode::Inclusive => row(&format!("of which VAT {rate} %"), share.tax),
            TaxMode::Exclusive => row(&format!("Sales tax {rate} %"), share.tax),
        }
    });
    match quote.tax_mode {
        TaxMode::Inclusive => {
            rows.push(grand);
            rows.extend(taxes);
        }
        TaxMode::Exclusive => {
            rows.extend(taxes);
            rows.push(grand);
        }
    }
    rows
}

/// One row below the lines of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalRow {
    /// What it is.
    pub label: String,
    /// How much.
    pub amount: String,
    /// Whether it is what is paid.
    pub total: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_says_its_zone() {
        assert_eq!(moment(Timestamp::from_ms(1_795_316_400_000)), "22 November 2026, 03:00 UTC");
    }

    #[test]
    fn no_line_break_survives_on_one_line() {
        assert_eq!(one_line("Rosa\r\nBcc: all@example.com\u{2028}x\u{0}"), "Rosa Bcc: all@example.com x");
        assert_eq!(one_line("  Zoë  Łukasiewicz "), "Zoë Łukasiewicz");
    }
}
