//! Words that several letters use.

use domain::money::Money;
use domain::payments::PaymentMethod;
use domain::pricing::Quote;
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use texts::{Texts, say};

/// The text on one line: control characters and line breaks become blanks.
pub fn one_line(text: &str) -> String {
    let printable: String = text
        .chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How an order is paid, in the middle of a sentence.
pub fn method_name(texts: Texts, method: PaymentMethod) -> String {
    match method {
        PaymentMethod::Card => say!(texts, "mail-shop-by-card"),
        PaymentMethod::BankDebit => say!(texts, "mail-shop-by-debit"),
        PaymentMethod::Paypal => say!(texts, "mail-shop-by-paypal"),
        PaymentMethod::BankTransfer => say!(texts, "mail-shop-by-transfer"),
        PaymentMethod::PayOnPickup => say!(texts, "mail-shop-by-counter"),
    }
}

/// What the lines, the delivery and the tax come to, as (label, amount); the total is marked.
pub fn totals(texts: Texts, quote: &Quote) -> Vec<TotalRow> {
    let way = match quote.delivery.kind {
        DeliveryKind::Delivery => say!(texts, "mail-shipping", name = &quote.delivery.name),
        DeliveryKind::Pickup => quote.delivery.name.clone(),
    };
    let row = |label: String, amount: Money| TotalRow { label, amount: texts.money(amount), total: false };
    let subtotal = row(say!(texts, "order-subtotal"), quote.subtotal);
    let mut rows = vec![subtotal, row(way, quote.delivery.price)];
    let grand = TotalRow { total: true, ..row(say!(texts, "order-total"), quote.total) };
    let taxes = quote.taxes.iter().map(|share| {
        let rate = texts.decimals(&share.rate_percent.normalize().to_string());
        match quote.tax_mode {
            TaxMode::Inclusive => row(say!(texts, "order-vat-included", rate = rate), share.tax),
            TaxMode::Exclusive => row(say!(texts, "order-sales-tax", rate = rate), share.tax),
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
    fn no_line_break_survives_on_one_line() {
        assert_eq!(one_line("Rosa\r\nBcc: all@example.com\u{2028}x\u{0}"), "Rosa Bcc: all@example.com x");
        assert_eq!(one_line("  Zoë  Łukasiewicz "), "Zoë Łukasiewicz");
    }
}
