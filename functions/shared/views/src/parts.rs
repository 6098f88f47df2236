//! Small pieces that several pages show: times, notices, pictures, an order's lines and totals.

use domain::money::{Currency, Money};
use domain::pricing::Quote;
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use domain::time::Timestamp;
use maud::{Markup, html};

/// How much a notice wants to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It may be skipped.
    Info,
    /// It changes what the shopper was about to do.
    Warn,
    /// Something has to be put right first.
    Error,
}

/// A notice around a paragraph or more.
pub fn notice(tone: Tone, content: &Markup) -> Markup {
    let (class, role) = match tone {
        Tone::Info => ("notice info", "status"),
        Tone::Warn => ("notice warn", "status"),
        Tone::Error => ("notice error", "alert"),
    };
    html! { div class=(class) role=(role) { (content) } }
}

/// That every price is another one because the currency is.
pub fn currency_notice(currency: Currency) -> Markup {
    notice(
        Tone::Warn,
        &html! { p { "Prices changed: they are in " (currency) " now. Please look at them once more." } },
    )
}

/// A price that is another now: struck out and new, told apart without seeing it, too.
pub fn was_now(shown: Money, now: Money) -> Markup {
    html! {
        del { span class="visually-hidden" { "was " } (shown.shown()) }
        " "
        ins { span class="visually-hidden" { "now " } (now.shown()) }
    }
}

/// A point in time as people read it: `22 November 2026, 03:00 UTC`.
pub fn moment(at: Timestamp) -> String {
    written(at, "%-d %B %Y, %H:%M UTC")
}

/// A point in time for people and machines.
pub fn time(at: Timestamp) -> Markup {
    html! { time datetime=(written(at, "%Y-%m-%dT%H:%M:%SZ")) { (moment(at)) } }
}

fn written(at: Timestamp, format: &str) -> String {
    jiff::Timestamp::from_millisecond(at.as_ms())
        .map(|at| at.strftime(format).to_string())
        .unwrap_or_default()
}

/// A variant's small picture, shown in a square of this many pixels. Its text stands beside it, so it has none.
pub fn picture(image: &str, side: u32) -> Markup {
    html! {
        img src={ "/pictures/small/" (image) ".webp" } width=(side) height=(side) alt="" loading="lazy"
            decoding="async";
    }
}

/// An amount of shipping; nothing to pay reads as a word.
pub fn shipping_price(price: Money) -> String {
    if price.amount_minor == 0 { "free".to_owned() } else { price.shown() }
}

/// Lines one below the other, as on an envelope.
pub fn address(lines: &[String]) -> Markup {
    html! {
        address {
            @for (position, line) in lines.iter().enumerate() {
                @if position > 0 { br; }
                (line)
            }
        }
    }
}

/// The lines of an order's summary.
pub fn summary_lines(quote: &Quote) -> Markup {
    html! {
        ul class="summary-lines" {
            @for line in &quote.lines {
                li {
                    (picture(&line.image, 64))
                    span class="what" {
                        (line.title) " "
                        span class="muted" { "×\u{a0}" (line.quantity.get()) }
                    }
                    span class="amount" { (line.amount.shown()) }
                }
            }
        }
    }
}

/// What an order's lines, delivery and tax come to.
pub fn totals(quote: &Quote) -> Markup {
    let way = match quote.delivery.kind {
        DeliveryKind::Delivery => "Shipping",
        DeliveryKind::Pickup => "Pickup",
    };
    html! {
        dl class="totals" {
            div { dt { "Subtotal" } dd { (quote.subtotal.shown()) } }
            div {
                dt { (way) " " span class="muted" { (quote.delivery.name) } }
                dd { (shipping_price(quote.delivery.price)) }
            }
            @if quote.tax_mode == TaxMode::Exclusive { (taxes(quote)) }
            div class="grand" { dt { "Total" } dd { (quote.total.shown()) } }
            @if quote.tax_mode == TaxMode::Inclusive { (taxes(quote)) }
        }
    }
}

fn taxes(quote: &Quote) -> Markup {
    html! {
        @for share in &quote.taxes {
            @match quote.tax_mode {
                TaxMode::Inclusive => {
                    div class="of-which" {
                        dt { "of which VAT " (share.rate_percent.normalize()) " %" } dd { (share.tax.shown()) }
                    }
                }
                TaxMode::Exclusive => {
                    div {
                        dt { "Sales tax " (share.rate_percent.normalize()) " %" } dd { (share.tax.shown()) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_says_its_zone() {
        let at = Timestamp::from_ms(1_795_316_400_123);
        assert_eq!(moment(at), "22 November 2026, 03:00 UTC");
        assert_eq!(time(at).0, r#"<time datetime="2026-11-22T03:00:00Z">22 November 2026, 03:00 UTC</time>"#);
    }

    #[test]
    fn nothing_to_pay_for_shipping_reads_as_a_word() {
        let eur = domain::money::Currency::parse("EUR").unwrap();
        assert_eq!([0, 490].map(|minor| shipping_price(Money::new(minor, eur))), ["free", "€4.90"]);
    }

    #[test]
    fn lines_of_an_address_cannot_hold_markup() {
        let shown = address(&["<script>alert(1)</script>".to_owned(), "Berlin".to_owned()]);
        assert_eq!(shown.0, "<address>&lt;script&gt;alert(1)&lt;/script&gt;<br>Berlin</address>");
    }
}
