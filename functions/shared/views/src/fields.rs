//! The address form: fields in the country's own order, and what to do about a wrong one.

use domain::address::{AddressField, AddressFormat, FieldError};
use domain::limits::ADDRESS_FIELD_MAX;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::{Texts, say};

/// An address form as it was typed so far.
#[derive(Clone, Copy)]
pub struct AddressForm<'a> {
    /// What it says.
    pub texts: Texts,
    /// The country's format.
    pub format: &'a AddressFormat,
    /// What was typed.
    pub typed: &'a BTreeMap<AddressField, String>,
    /// What is wrong.
    pub errors: &'a BTreeMap<AddressField, FieldError>,
}

/// The summary above a form with mistakes: each sentence leads to its field.
pub fn error_summary(form: AddressForm<'_>) -> Markup {
    let wrong: Vec<(AddressField, FieldError)> = form
        .format
        .fields
        .iter()
        .filter_map(|field| form.errors.get(field).map(|error| (*field, *error)))
        .collect();
    html! {
        @if !wrong.is_empty() {
            div class="error-summary" role="alert" tabindex="-1" id="errors" {
                h2 { (say!(form.texts, "checkout-errors", count = wrong.len())) }
                ul {
                    @for (field, error) in wrong {
                        li { a href={ "#" (field.name()) } { (sentence(form, field, error)) } }
                    }
                }
            }
        }
    }
}

/// One field with its label, hint and error.
pub fn single(form: AddressForm<'_>, field: AddressField) -> Markup {
    let class = if field == AddressField::PostalCode { "field short" } else { "field" };
    let id = field.name();
    html! {
        div class=(class) {
            label for=(id) {
                (label(form, field))
                @if !form.format.required.contains(&field) { " " span class="muted" { (say!(form.texts, "checkout-optional")) } }
            }
            @if let Some(hint) = hint(form.texts, field) { p class="hint" id={ (id) "-hint" } { (hint) } }
            @if field == AddressField::Region && !form.format.regions.is_empty() { (region_select(form)) }
            @else { (input(form, field)) }
            @if let Some(error) = form.errors.get(&field) {
                p class="error" id={ (id) "-error" } { (sentence(form, field, *error)) }
            }
        }
    }
}

/// Fields that most people leave empty: they stand behind the others, and are there when they are asked for.
const SELDOM: [AddressField; 2] = [AddressField::Company, AddressField::Line2];

/// All fields but the mail address, in the country's order; town, region and postal code side by side.
pub fn address(form: AddressForm<'_>) -> Markup {
    let in_row = |field: &AddressField| {
        matches!(field, AddressField::City | AddressField::Region | AddressField::PostalCode)
    };
    let seldom = |field: &AddressField| SELDOM.contains(field) && !form.format.required.contains(field);
    let (seldom, fields): (Vec<AddressField>, Vec<AddressField>) = form
        .format
        .fields
        .iter()
        .copied()
        .filter(|field| *field != AddressField::Email)
        .partition(|field| seldom(field));
    html! {
        @for group in fields.chunk_by(|left, right| in_row(left) && in_row(right)) {
            @if group.len() > 1 {
                div class="field-row" { @for field in group { (single(form, *field)) } }
            } @else {
                @for field in group { (single(form, *field)) }
            }
        }
        (seldom_filled(form, &seldom))
    }
}

fn seldom_filled(form: AddressForm<'_>, fields: &[AddressField]) -> Markup {
    let has_text = |field: &AddressField| form.typed.get(field).is_some_and(|text| !text.is_empty());
    let open = fields.iter().any(|field| has_text(field) || form.errors.contains_key(field));
    let names = fields.iter().map(|field| short_label(form, *field));
    let names =
        names.reduce(|first, second| say!(form.texts, "checkout-more-both", first = first, second = second));
    html! {
        @if let Some(names) = names {
            details class="more" open[open] {
                summary { (say!(form.texts, "checkout-more", fields = names)) }
                @for field in fields { (single(form, *field)) }
            }
        }
    }
}

fn described_by(form: AddressForm<'_>, field: AddressField) -> Option<String> {
    let hint = hint(form.texts, field).map(|_| format!("{}-hint", field.name()));
    let error = form.errors.get(&field).map(|_| format!("{}-error", field.name()));
    let ids: Vec<String> = [hint, error].into_iter().flatten().collect();
    if ids.is_empty() { None } else { Some(ids.join(" ")) }
}

fn input(form: AddressForm<'_>, field: AddressField) -> Markup {
    let kind = match field {
        AddressField::Email => "email",
        AddressField::Phone => "tel",
        AddressField::Name
        | AddressField::Company
        | AddressField::Line1
        | AddressField::Line2
        | AddressField::Locality
        | AddressField::City
        | AddressField::Region
        | AddressField::PostalCode => "text",
    };
    let required = form.format.required.contains(&field);
    let browser_sentence = required.then(|| sentence(form, field, FieldError::Missing));
    html! {
        input id=(field.name()) name=(field.name()) type=(kind) autocomplete=(autocomplete(field))
            required[required] maxlength=(ADDRESS_FIELD_MAX)
            value=(form.typed.get(&field).map_or("", String::as_str))
            aria-describedby=[described_by(form, field)]
            aria-invalid=[form.errors.contains_key(&field).then_some("true")]
            data-error=[browser_sentence];
    }
}

fn region_select(form: AddressForm<'_>) -> Markup {
    let field = AddressField::Region;
    let required = form.format.required.contains(&field);
    let typed = form.typed.get(&field).map_or("", String::as_str);
    html! {
        select id=(field.name()) name=(field.name()) autocomplete=(autocomplete(field)) required[required]
            aria-describedby=[described_by(form, field)]
            aria-invalid=[form.errors.contains_key(&field).then_some("true")]
            data-error=[required.then(|| sentence(form, field, FieldError::Missing))] {
            option value="" { (say!(form.texts, "checkout-choose")) }
            @for (key, name) in &form.format.regions {
                option value=(key) selected[*key == typed] { (name) }
            }
        }
    }
}

fn label(form: AddressForm<'_>, field: AddressField) -> String {
    let (texts, format) = (form.texts, form.format);
    match field {
        AddressField::Email => say!(texts, "checkout-email-label"),
        AddressField::Name => say!(texts, "checkout-name-label"),
        AddressField::Company => say!(texts, "checkout-company-label"),
        AddressField::Line1 => say!(texts, "checkout-line1-label"),
        AddressField::Line2 => say!(texts, "checkout-line2-label"),
        AddressField::Locality => say!(texts, "checkout-locality-label"),
        AddressField::City => say!(texts, "checkout-city-label"),
        AddressField::Region => say!(texts, "checkout-region-label", kind = format.region_kind),
        AddressField::PostalCode => say!(texts, "checkout-postal-code-label", kind = format.postal_code_kind),
        AddressField::Phone => say!(texts, "checkout-phone-label"),
    }
}

/// What a field that is seldom filled is called in the middle of a sentence.
fn short_label(form: AddressForm<'_>, field: AddressField) -> String {
    match field {
        AddressField::Company => say!(form.texts, "checkout-company-short"),
        AddressField::Line2 => say!(form.texts, "checkout-line2-short"),
        AddressField::Email
        | AddressField::Name
        | AddressField::Line1
        | AddressField::Locality
        | AddressField::City
        | AddressField::Region
        | AddressField::PostalCode
        | AddressField::Phone => label(form, field),
    }
}

fn hint(texts: Texts, field: AddressField) -> Option<String> {
    match field {
        AddressField::Email => Some(say!(texts, "checkout-email-hint")),
        AddressField::Phone => Some(say!(texts, "checkout-phone-hint")),
        AddressField::Name
        | AddressField::Company
        | AddressField::Line1
        | AddressField::Line2
        | AddressField::Locality
        | AddressField::City
        | AddressField::Region
        | AddressField::PostalCode => None,
    }
}

/// The WHATWG autofill field name.
const fn autocomplete(field: AddressField) -> &'static str {
    match field {
        AddressField::Email => "email",
        AddressField::Name => "name",
        AddressField::Company => "organization",
        AddressField::Line1 => "address-line1",
        AddressField::Line2 => "address-line2",
        AddressField::Locality => "address-level3",
        AddressField::City => "address-level2",
        AddressField::Region => "address-level1",
        AddressField::PostalCode => "postal-code",
        AddressField::Phone => "tel",
    }
}

/// What to do about a wrong field, as a sentence.
fn sentence(form: AddressForm<'_>, field: AddressField, error: FieldError) -> String {
    let (texts, format) = (form.texts, form.format);
    match error {
        FieldError::Missing => missing(form, field),
        FieldError::TooLong => {
            say!(texts, "checkout-too-long", label = label(form, field), most = ADDRESS_FIELD_MAX)
        }
        FieldError::ControlCharacters => say!(texts, "checkout-unprintable", label = label(form, field)),
        FieldError::NotAMailAddress => say!(texts, "checkout-email-missing"),
        FieldError::NotAPostalCode => postal_code_sentence(form),
        FieldError::NotARegion => say!(texts, "checkout-region-wrong", kind = format.region_kind),
        FieldError::NotAPhoneNumber => say!(texts, "checkout-phone-wrong"),
    }
}

fn missing(form: AddressForm<'_>, field: AddressField) -> String {
    let (texts, kind) = (form.texts, form.format.region_kind);
    match field {
        AddressField::Email => say!(texts, "checkout-email-missing"),
        AddressField::Name => say!(texts, "checkout-name-missing"),
        AddressField::Company => say!(texts, "checkout-company-missing"),
        AddressField::Line1 => say!(texts, "checkout-line1-missing"),
        AddressField::Line2 => say!(texts, "checkout-line2-missing"),
        AddressField::Locality => say!(texts, "checkout-locality-missing"),
        AddressField::City => say!(texts, "checkout-city-missing"),
        AddressField::Phone => say!(texts, "checkout-phone-missing"),
        AddressField::PostalCode => postal_code_sentence(form),
        AddressField::Region if form.format.regions.is_empty() => {
            say!(texts, "checkout-region-missing", kind = kind)
        }
        AddressField::Region => say!(texts, "checkout-region-choose", kind = kind),
    }
}

fn postal_code_sentence(form: AddressForm<'_>) -> String {
    let (kind, example) = (form.format.postal_code_kind, form.format.postal_code_example);
    if example.is_empty() {
        say!(form.texts, "checkout-postal-code-missing", kind = kind)
    } else {
        say!(form.texts, "checkout-postal-code-like", kind = kind, example = example)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::address::format_of;
    use domain::ids::Country;
    use domain::language::Language;

    fn format(country: &str) -> AddressFormat {
        format_of(&Country::parse(country).unwrap()).unwrap()
    }

    fn shown_in(language: Language, country: &str, errors: &[(AddressField, FieldError)]) -> String {
        let (format, typed) = (format(country), BTreeMap::new());
        let errors = errors.iter().copied().collect();
        let texts = Texts::in_language(language);
        address(AddressForm { texts, format: &format, typed: &typed, errors: &errors }).0
    }

    fn shown(country: &str, errors: &[(AddressField, FieldError)]) -> String {
        shown_in(Language::English, country, errors)
    }

    fn said_in(language: Language, country: &str, field: AddressField, error: FieldError) -> String {
        let (format, typed, errors) = (format(country), BTreeMap::new(), BTreeMap::new());
        let texts = Texts::in_language(language);
        sentence(AddressForm { texts, format: &format, typed: &typed, errors: &errors }, field, error)
    }

    #[test]
    fn fields_follow_the_country() {
        let order = |country: &str| -> Vec<String> {
            let html = shown(country, &[]);
            html.split(" name=\"")
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
                .collect()
        };
        assert_eq!(order("DE"), ["name", "line1", "postal_code", "city", "phone", "company", "line2"]);
        assert_eq!(
            order("US"),
            ["name", "line1", "city", "region", "postal_code", "phone", "company", "line2"]
        );
    }

    #[test]
    fn every_field_asks_the_browser_for_what_it_is() {
        assert_eq!(
            AddressField::ALL.map(|field| (field.name(), autocomplete(field))),
            [
                ("email", "email"),
                ("name", "name"),
                ("company", "organization"),
                ("line1", "address-line1"),
                ("line2", "address-line2"),
                ("locality", "address-level3"),
                ("city", "address-level2"),
                ("region", "address-level1"),
                ("postal_code", "postal-code"),
                ("phone", "tel"),
            ]
        );
    }

    #[test]
    fn a_country_with_states_offers_them_as_a_list() {
        let html = shown("US", &[]);
        assert!(html.contains(r#"<option value="IL">Illinois</option>"#), "{html}");
        assert!(!shown("GB", &[]).contains("<select"));
    }

    #[test]
    fn every_mistake_has_a_sentence_that_says_what_to_do() {
        use AddressField::{City, Email, Name, Phone, PostalCode, Region};
        let said = |country: &str, field, error| said_in(Language::English, country, field, error);
        let mail = "Enter an email address, like name@example.com.";
        assert_eq!(said("DE", Email, FieldError::NotAMailAddress), mail);
        assert_eq!(said("DE", PostalCode, FieldError::NotAPostalCode), "Enter a postal code like 26133.");
        assert_eq!(said("US", PostalCode, FieldError::Missing), "Enter a ZIP code like 95014.");
        assert_eq!(said("US", Region, FieldError::Missing), "Choose the state.");
        assert_eq!(said("US", Region, FieldError::NotARegion), "Choose the state from the list.");
        assert_eq!(said("DE", City, FieldError::Missing), "Enter the town or city.");
        assert_eq!(said("DE", Name, FieldError::TooLong), "Full name: at most 100 characters, please.");
        assert!(said("DE", Phone, FieldError::NotAPhoneNumber).contains("leave it empty"));
    }

    #[test]
    fn every_mistake_has_a_german_sentence_too() {
        use AddressField::{Name, PostalCode, Region};
        let said = |country: &str, field, error| said_in(Language::German, country, field, error);
        let like = "Geben Sie eine Postleitzahl ein, zum Beispiel 26133.";
        assert_eq!(said("DE", PostalCode, FieldError::NotAPostalCode), like);
        assert_eq!(said("US", Region, FieldError::Missing), "Wählen Sie den Bundesstaat.");
        assert_eq!(said("DE", Name, FieldError::TooLong), "Vor- und Nachname: bitte höchstens 100 Zeichen.");
    }

    #[test]
    fn each_kind_of_postal_code_and_region_has_a_name_of_its_own() {
        let texts = Texts::in_language(Language::German);
        let postal = |kind: &str| say!(texts, "checkout-postal-code-label", kind = kind);
        let region = |kind: &str| say!(texts, "checkout-region-label", kind = kind);
        let kinds = ["state", "county", "prefecture", "island", "emirate", "department", "district", "area"];
        assert_eq!(["postal", "zip"].map(postal), ["Postleitzahl", "ZIP-Code"]);
        assert_eq!(["province", "do_si"].map(region), ["Provinz", "Provinz"]);
        let names: std::collections::BTreeSet<String> = kinds.map(region).into();
        assert_eq!((names.len(), names.contains("Provinz")), (kinds.len(), false), "{names:?}");
    }

    #[test]
    fn the_summary_counts_in_words() {
        let counted =
            |language, count: u32| say!(Texts::in_language(language), "checkout-errors", count = count);
        assert_eq!(counted(Language::English, 1), "One thing needs another look");
        assert_eq!(counted(Language::English, 2), "Two things need another look");
        assert_eq!(counted(Language::English, 12), "12 things need another look");
        assert_eq!(counted(Language::German, 2), "Zwei Angaben brauchen noch einen Blick");
    }

    #[test]
    fn what_is_seldom_filled_stands_behind_one_line() {
        assert!(shown("DE", &[]).contains("<summary>Add company or apartment, floor</summary>"));
        let german = shown_in(Language::German, "DE", &[]);
        assert!(german.contains("<summary>Firma oder Wohnung, Stockwerk hinzufügen</summary>"), "{german}");
    }
}
