//! Letters in the language of the order: nothing is left in English, and the merchant's stay in the shop's own.

use crate::shop::{NOW, Ordered};
use crate::{by_card, by_transfer, every_letter_about, on_pickup, says};
use domain::time::Span;
use texts::{Language, keys};

/// The letters to shoppers; the others go to the merchant.
fn to_shoppers(ordered: &Ordered) -> impl Iterator<Item = (&'static str, mail::Letter)> {
    let letters = every_letter_about(&ordered.facts());
    letters.into_iter().filter(|(name, _)| !name.starts_with("merchant"))
}

/// The texts of a language that nothing is put into, as they stand in its files.
fn fixed_texts(language: Language) -> impl Iterator<Item = &'static str> {
    let values = keys::files(language).iter().flat_map(|file| file.text.lines());
    values.filter_map(|line| line.split_once(" = ")).map(|(_, text)| text).filter(|text| !text.contains('{'))
}

#[test]
fn no_letter_is_left_in_english() {
    let sentences: Vec<&str> = fixed_texts(Language::English).filter(|text| text.len() > 11).collect();
    assert!(sentences.len() > 100, "{sentences:?}");
    for language in [Language::German, Language::Arabic] {
        let of_its_own: Vec<&str> = fixed_texts(language).collect();
        for ordered in [by_card().confirmed(), by_transfer(), on_pickup()] {
            for (name, letter) in to_shoppers(&ordered.speaking(language)) {
                for sentence in sentences.iter().filter(|sentence| !of_its_own.contains(sentence)) {
                    assert!(
                        !letter.text.contains(sentence),
                        "{language:?} {name}: {sentence}\n{}",
                        letter.text
                    );
                    assert!(!letter.html.contains(sentence), "{language:?} {name}: {sentence}");
                }
            }
        }
    }
}

#[test]
fn every_language_writes_a_letter_that_says_which_it_is() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("mail");
    for language in Language::ALL {
        let folder = folder.join(language.tag());
        std::fs::create_dir_all(&folder).unwrap();
        for (name, letter) in to_shoppers(&by_card().confirmed().speaking(language)) {
            std::fs::write(folder.join(format!("{name}.html")), &letter.html).unwrap();
            std::fs::write(folder.join(format!("{name}.txt")), &letter.text).unwrap();
            let (tag, direction) = (language.tag(), language.direction().attribute());
            assert!(letter.html.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\"")), "{name}");
        }
    }
}

#[test]
fn a_german_confirmation_tells_everything_in_german() {
    let letter = mail::confirmation(&by_card().confirmed().speaking(Language::German).facts()).unwrap();
    assert_eq!(letter.subject, "Ihre Bestellung V-01JMZ00Z9A ist bestätigt");
    for text in [
        "Guten Tag Rosa Example,",
        "Vielen Dank für Ihre Bestellung. Ihre Zahlung über 136,90\u{a0}€ ist eingegangen.",
        "Die Lieferung kommt in 2–3 Werktagen an.",
        "2 × 24,00\u{a0}€",
        "Deutschland",
        "innerhalb von 14 Tagen nach Erhalt der Ware ohne Angabe von Gründen widerrufen",
        "Sie haben am 22. November 2026, 03:00 Uhr (UTC) zu unseren AGB bestellt.",
    ] {
        says(&letter, &text.replace('\u{a0}', " "));
    }
    assert!(
        letter.text.contains("Gesamtsumme: 136,90\u{a0}€\ndarin enthalten 19\u{a0}% MwSt.: "),
        "{}",
        letter.text
    );
    assert!(
        letter
            .text
            .contains("Widerrufsbelehrung mit Muster-Widerrufsformular: https://shop.example/withdrawal/")
    );
}

#[test]
fn what_has_words_on_it_is_named_and_excepted_from_the_right_of_withdrawal() {
    let said = |ordered: Ordered| mail::confirmation(&ordered.facts()).unwrap();
    let engraved = || by_card().confirmed().engraved("For Ada");
    let english = said(engraved());
    says(&english, "Engraving: For Ada");
    says(&english, "What has your own words on it is made for you and excepted.");
    says(
        &said(engraved().speaking(Language::German)),
        "Ausgenommen ist, was Ihren eigenen Text trägt: Es wird eigens für Sie angefertigt.",
    );
    says(&said(engraved().speaking(Language::Arabic)), "ويُستثنى ما يحمل كلماتك الخاصة");
    let plain = said(by_card().confirmed());
    assert!(!plain.text.contains("excepted"), "{}", plain.text);
}

#[test]
fn a_german_transfer_is_told_with_account_amount_reference_and_date() {
    let letter = mail::received(&by_transfer().speaking(Language::German).facts()).unwrap();
    assert_eq!(letter.subject, "Ihre Bestellung V-01JMZ00Z9A: Bitte überweisen Sie 136,90 €");
    says(&letter, "Verwendungszweck");
    says(&letter, "IBAN DE89 3704 0044 0532 0130 00");
    let until = NOW.plus(Span::minutes(55));
    let unpaid = mail::payment_not_completed(&by_card().speaking(Language::German).facts(), until).unwrap();
    assert_eq!(unpaid.subject, "Ihre Bestellung V-01JMZ00Z9A ist noch nicht bezahlt");
}

#[test]
fn an_arabic_letter_begins_on_the_right_and_keeps_latin_lines_whole() {
    let letter = mail::confirmation(&by_card().confirmed().speaking(Language::Arabic).facts()).unwrap();
    assert_eq!(letter.subject, "تم تأكيد طلبك \u{2068}V-01JMZ00Z9A\u{2069}");
    says(&letter, "\u{2068}Lange Gasse 1\u{2069}");
    says(&letter, "ألمانيا");
    assert!(
        letter.html.contains("direction:rtl") && !letter.html.contains("direction:ltr"),
        "{}",
        letter.html
    );
    assert!(!letter.html.contains("align=\"left\""), "{}", letter.html);
}

#[test]
fn the_merchant_reads_the_shops_own_language_whatever_the_shoppers_is() {
    let english = by_card().confirmed();
    let german = by_card().confirmed().speaking(Language::German);
    let letter = mail::merchant_new_order(&german.facts()).unwrap();
    assert_eq!(letter, mail::merchant_new_order(&english.facts()).unwrap());
    assert!(letter.html.contains("<html lang=\"en\""));
}
