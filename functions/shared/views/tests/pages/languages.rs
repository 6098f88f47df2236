//! The same pages in the shop's other languages: nothing is left in English, and what the law asks for is said.

use crate::samples::{self, ALL_LANGUAGES};
use crate::{never_says, says};
use texts::{Language, keys};

fn sample(language: Language, name: &str) -> String {
    samples::all_in(language).into_iter().find(|(other, _)| *other == name).unwrap().1
}

fn german(name: &str) -> String {
    sample(Language::German, name)
}

fn arabic(name: &str) -> String {
    sample(Language::Arabic, name)
}

/// The texts of a language that nothing is put into, as they stand in its files.
fn fixed_texts(language: Language) -> impl Iterator<Item = &'static str> {
    let values = keys::files(language).iter().flat_map(|file| file.text.lines());
    values.filter_map(|line| line.split_once(" = ")).map(|(_, text)| text).filter(|text| !text.contains('{'))
}

#[test]
fn no_page_is_left_in_english() {
    // Short words are parts of others, and some are the same everywhere.
    let sentences: Vec<&str> = fixed_texts(Language::English).filter(|text| text.len() > 13).collect();
    assert!(sentences.len() > 100, "{sentences:?}");
    for language in ALL_LANGUAGES.into_iter().filter(|language| *language != Language::English) {
        let of_its_own: Vec<&str> = fixed_texts(language).collect();
        // A message says what its caller wants it to.
        for (name, html) in samples::all_in(language).into_iter().filter(|(name, _)| *name != "message") {
            for sentence in sentences.iter().filter(|sentence| !of_its_own.contains(sentence)) {
                assert!(!html.contains(sentence), "{language:?} {name}: {sentence}");
            }
        }
    }
}

#[test]
fn the_german_cart_has_german_prices_and_words() {
    let html = german("cart");
    says(&html, "<h1>Ihr Warenkorb</h1>");
    says(&html, "<p class=\"line-total\">48,00\u{a0}€</p>");
    says(&html, "<p class=\"muted\">je 24,00\u{a0}€</p>");
    says(&html, "<dt>Versand</dt><dd>ab 4,90\u{a0}€</dd>");
    says(&html, "<dt>Voraussichtliche Gesamtsumme</dt><dd>84,90\u{a0}€</dd>");
    says(&html, "inkl. MwSt. Die Versandkosten werden an der Kasse berechnet.");
    let changes = german("cart-changes");
    says(&changes, "Von <strong>Harbor mug, Tide / Small</strong> sind nur noch 2 Stück da");
    says(&changes, "Der Preis von <strong>On clay</strong> hat sich geändert: <del>");
}

#[test]
fn what_is_written_on_a_thing_is_quoted_as_the_language_does_it() {
    let words = "For Ada &amp; “Grace”";
    says(&german("cart-engraved"), &format!("Engraving: „{words}“</span>"));
    let arabic = arabic("cart-engraved");
    says(&arabic, &format!("\u{2068}Engraving\u{2069}: «\u{2068}{words}\u{2069}»</span>"));
    let again = german("configure");
    says(&again, "<h1>Eine Angabe braucht noch einen Blick</h1>");
    says(
        &again,
        "Höchstens 24 Zeichen. Aufpreis: 18,00\u{a0}€. Mit Ihrem Text wird es eigens für Sie angefertigt",
    );
    says(&again, "Dafür gibt es kein Widerrufsrecht");
}

#[test]
fn the_german_button_obliges_to_pay_in_the_words_of_the_law() {
    let html = german("checkout");
    says(&html, r#"formaction="/checkout/place">Zahlungspflichtig bestellen</button>"#);
    says(&html, r#"unseren <a href="/terms/">AGB</a> zu; die <a href="/withdrawal/">Widerrufsbelehrung</a>"#);
    says(&html, "<dt>darin enthalten 19\u{a0}% MwSt.</dt>");
    says(&html, "<dt>darin enthalten 7\u{a0}% MwSt.</dt>");
    says(&html, "Kommt in 2–3 Werktagen an.");
    says(&german("checkout-us-errors"), "<dt>Verkaufssteuer 8,25\u{a0}%</dt>");
}

#[test]
fn german_mistakes_are_told_in_german() {
    let html = german("checkout-errors");
    says(&html, "<h2>Vier Angaben brauchen noch einen Blick</h2>");
    says(&html, "Geben Sie eine Postleitzahl ein, zum Beispiel 26133.");
    never_says(&html, "Enter ");
}

#[test]
fn a_german_order_says_when_where_and_why() {
    let html = german("order-bank-transfer");
    says(&html, "<p class=\"eyebrow\">Bestellung V-01JMZ00Z9A</p>");
    says(&html, "29. November 2026, 03:00 Uhr (UTC)</time>");
    says(&html, "<dt>Verwendungszweck</dt><dd><code>V-01JMZ00Z9A</code></dd>");
    let confirmed = german("order-confirmed");
    says(&confirmed, "10115 Berlin<br>Deutschland</address>");
    says(&german("order-expired"), "<h1>Diese Bestellung wurde nicht rechtzeitig bezahlt.</h1>");
    says(&german("order-two-parcels"), "<h2>Pakete</h2>");
}

#[test]
fn arabic_pages_keep_names_and_numbers_in_their_own_direction() {
    let cart = arabic("cart");
    says(&cart, "<h1>سلة مشترياتك</h1>");
    says(&cart, "<bdi>Harbor mug</bdi>");
    says(&cart, "<p class=\"line-total\">\u{200f}48.00\u{a0}€</p>");
    let changes = arabic("cart-changes");
    says(&changes, "من \u{2068}<strong>Harbor mug, Tide / Small</strong>\u{2069}");
    let order = arabic("order-confirmed");
    says(&order, "<bdi>Lange Gasse 1</bdi><br><bdi>10115 Berlin</bdi><br><bdi>ألمانيا</bdi></address>");
    says(&arabic("checkout"), ">تأكيد الطلب مع الالتزام بالدفع</button>");
}
