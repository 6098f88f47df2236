//! Small pieces that several pages show: times, notices, pictures, an order's lines and totals.

use domain::cart::Quantity;
use domain::configure::LineProperty;
use domain::language::Direction;
use domain::money::{Currency, Money};
use domain::pricing::{Quote, QuoteLine};
use domain::shipping::DeliveryKind;
use domain::tax::TaxMode;
use domain::time::Timestamp;
use maud::{Markup, html};
use texts::{Texts, say};

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
pub fn currency_notice(texts: Texts, currency: Currency) -> Markup {
    notice(Tone::Warn, &html! { p { (say!(texts, "cart-currency-changed", currency = currency.code())) } })
}

/// A price that is another now: struck out and new, told apart without seeing it, too.
pub fn was_now(texts: Texts, shown: Money, now: Money) -> Markup {
    html! {
        del { span class="visually-hidden" { (say!(texts, "cart-was")) " " } (texts.money(shown)) }
        " "
        ins { span class="visually-hidden" { (say!(texts, "cart-now")) " " } (texts.money(now)) }
    }
}

/// A point in time for people and machines.
pub fn time(texts: Texts, at: Timestamp) -> Markup {
    let for_machines = jiff::Timestamp::from_millisecond(at.as_ms())
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default();
    html! { time datetime=(for_machines) { (texts.moment(at)) } }
}

/// A variant's small picture, shown in a square of this many pixels. Its text stands beside it, so it has none.
pub fn picture(image: &str, side: u32) -> Markup {
    html! {
        img src={ "/pictures/small/" (image) ".webp" } width=(side) height=(side) alt="" loading="lazy"
            decoding="async";
    }
}

/// An amount of shipping; nothing to pay reads as a word.
pub fn shipping_price(texts: Texts, price: Money) -> String {
    if price.amount_minor == 0 { say!(texts, "order-free") } else { texts.money(price) }
}

/// Lines one below the other, as on an envelope; each has the direction of its own letters.
pub fn address(texts: Texts, lines: &[String]) -> Markup {
    html! {
        address {
            @for (position, line) in lines.iter().enumerate() {
                @if position > 0 { br; }
                (isolated(texts, line))
            }
        }
    }
}

/// What is written on a thing.
pub fn properties(texts: Texts, properties: &[LineProperty]) -> Markup {
    html! {
        @for property in properties {
            span class="property" {
                (say!(texts, "order-written", name = &property.name, text = property.text.as_str()))
            }
        }
    }
}

/// A text of any direction among the language's words.
pub fn isolated(texts: Texts, text: &str) -> Markup {
    match texts.language().direction() {
        Direction::LeftToRight => html! { (text) },
        Direction::RightToLeft => html! { bdi { (text) } },
    }
}

/// A line of a summary: its picture, if there is one, what it is and how many, and what they cost together.
#[derive(Debug, Clone, Copy)]
pub struct SummaryLine<'a> {
    /// The variant's picture.
    pub image: Option<&'a str>,
    /// Product and choice.
    pub title: &'a str,
    /// What is written on it.
    pub properties: &'a [LineProperty],
    /// How many.
    pub quantity: Quantity,
    /// What they cost, where that is known.
    pub amount: Option<Money>,
}

/// The lines of an order's summary.
pub fn summary_lines(texts: Texts, quote: &Quote) -> Markup {
    let line_of = |line: &QuoteLine| {
        let (title, properties, quantity) = (&line.title, &line.properties, line.quantity);
        summary_line(
            texts,
            SummaryLine { image: Some(&line.image), title, properties, quantity, amount: Some(line.amount) },
        )
    };
    html! {
        ul class="summary-lines" { @for line in &quote.lines { (line_of(line)) } }
    }
}

/// One line of a summary.
pub fn summary_line(texts: Texts, line: SummaryLine<'_>) -> Markup {
    html! {
        li {
            @if let Some(image) = line.image { (picture(image, 64)) } @else { span class="line-picture" {} }
            span class="what" {
                (isolated(texts, line.title)) " "
                span class="muted" { "×\u{a0}" (line.quantity.get()) }
                (properties(texts, line.properties))
            }
            @if let Some(amount) = line.amount { span class="amount" { (texts.money(amount)) } }
        }
    }
}

/// What an order's lines, delivery and tax come to.
pub fn totals(texts: Texts, quote: &Quote) -> Markup {
    let way = match quote.delivery.kind {
        DeliveryKind::Delivery => say!(texts, "order-shipping"),
        DeliveryKind::Pickup => say!(texts, "order-pickup"),
    };
    html! {
        dl class="totals" {
            div { dt { (say!(texts, "order-subtotal")) } dd { (texts.money(quote.subtotal)) } }
            div {
                dt { (way) " " span class="muted" { (quote.delivery.name) } }
                dd { (shipping_price(texts, quote.delivery.price)) }
            }
            @if quote.tax_mode == TaxMode::Exclusive { (taxes(texts, quote)) }
            div class="grand" { dt { (say!(texts, "order-total")) } dd { (texts.money(quote.total)) } }
            @if quote.tax_mode == TaxMode::Inclusive { (taxes(texts, quote)) }
        }
    }
}

fn taxes(texts: Texts, quote: &Quote) -> Markup {
    html! {
        @for share in &quote.taxes {
            @let rate = texts.decimals(&share.rate_percent.normalize().to_string());
            @let tax = texts.money(share.tax);
            @match quote.tax_mode {
                TaxMode::Inclusive => {
                    div class="of-which" { dt { (say!(texts, "order-vat-included", rate = rate)) } dd { (tax) } }
                }
                TaxMode::Exclusive => {
                    div { dt { (say!(texts, "order-sales-tax", rate = rate)) } dd { (tax) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Language;

    #[test]
    fn a_time_is_written_for_people_and_machines() {
        let at = Timestamp::from_ms(1_795_316_400_123);
        let in_language = |language| time(Texts::in_language(language), at).0;
        let machine = r#"<time datetime="2026-11-22T03:00:00Z">"#;
        assert_eq!(in_language(Language::English), format!("{machine}22 November 2026, 03:00 UTC</time>"));
        assert_eq!(
            in_language(Language::German),
            format!("{machine}22. November 2026, 03:00 Uhr (UTC)</time>")
        );
    }

    #[test]
    fn nothing_to_pay_for_shipping_reads_as_a_word() {
        let eur = domain::money::Currency::parse("EUR").unwrap();
        let shown = |language| {
            [0, 490].map(|minor| shipping_price(Texts::in_language(language), Money::new(minor, eur)))
        };
        assert_eq!(shown(Language::English), ["free", "€4.90"]);
        assert_eq!(shown(Language::German), ["kostenlos", "4,90\u{a0}€"]);
    }

    #[test]
    fn lines_of_an_address_cannot_hold_markup() {
        let lines = ["<script>alert(1)</script>".to_owned(), "Berlin".to_owned()];
        let shown = address(Texts::in_language(Language::English), &lines);
        assert_eq!(shown.0, "<address>&lt;script&gt;alert(1)&lt;/script&gt;<br>Berlin</address>");
    }

    #[test]
    fn each_line_of_an_address_keeps_its_direction_in_arabic() {
        let shown = address(Texts::in_language(Language::Arabic), &["Lange Gasse 1".to_owned()]);
        assert_eq!(shown.0, "<address><bdi>Lange Gasse 1</bdi></address>");
    }
}
