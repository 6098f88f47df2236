//! The address form: fields in the country's own order, and what to do about a wrong one.

use domain::address::{AddressField, AddressFormat, FieldError};
use domain::limits::ADDRESS_FIELD_MAX;
use maud::{Markup, html};
use std::collections::BTreeMap;

const EMAIL_SENTENCE: &str = "Enter an email address, like name@example.com.";

/// An address form as it was typed so far.
#[derive(Clone, Copy)]
pub struct AddressForm<'a> {
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
                h2 { (another_look(wrong.len())) }
                ul {
                    @for (field, error) in wrong {
                        li { a href={ "#" (field.name()) } { (sentence(form.format, field, error)) } }
                    }
                }
            }
        }
    }
}

fn another_look(count: usize) -> String {
    let words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    match (count, words.get(count)) {
        (1, _) => "One thing needs another look".to_owned(),
        (_, Some(word)) => format!("{word} things need another look"),
        (_, None) => format!("{count} things need another look"),
    }
}

/// One field with its label, hint and error.
pub fn single(form: AddressForm<'_>, field: AddressField) -> Markup {
    let class = if field == AddressField::PostalCode { "field short" } else { "field" };
    let id = field.name();
    html! {
        div class=(class) {
            label for=(id) {
                (label(form.format, field))
                @if !form.format.required.contains(&field) { " " span class="muted" { "(optional)" } }
            }
            @if let Some(hint) = hint(field) { p class="hint" id={ (id) "-hint" } { (hint) } }
            @if field == AddressField::Region && !form.format.regions.is_empty() { (region_select(form)) }
            @else { (input(form, field)) }
            @if let Some(error) = form.errors.get(&field) {
                p class="error" id={ (id) "-error" } { (sentence(form.format, field, *error)) }
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
    let names: Vec<String> = fields.iter().map(|field| label(form.format, *field).to_lowercase()).collect();
    html! {
        @if !fields.is_empty() {
            details class="more" open[open] {
                summary { "Add " (names.join(" or ")) }
                @for field in fields { (single(form, *field)) }
            }
        }
    }
}

fn described_by(form: AddressForm<'_>, field: AddressField) -> Option<String> {
    let hint = hint(field).map(|_| format!("{}-hint", field.name()));
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
    let browser_sentence = required.then(|| sentence(form.format, field, FieldError::Missing));
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
            data-error=[required.then(|| sentence(form.format, field, FieldError::Missing))] {
            option value="" { "Please choose" }
            @for (key, name) in &form.format.regions {
                option value=(key) selected[*key == typed] { (name) }
            }
        }
    }
}

fn label(format: &AddressFormat, field: AddressField) -> &'static str {
    match field {
        AddressField::Email => "Email",
        AddressField::Name => "Full name",
        AddressField::Company => "Company",
        AddressField::Line1 => "Street and number",
        AddressField::Line2 => "Apartment, floor",
        AddressField::Locality => "Suburb or district",
        AddressField::City => "Town or city",
        AddressField::Region => format.region_label,
        AddressField::PostalCode => format.postal_code_label,
        AddressField::Phone => "Phone",
    }
}

const fn hint(field: AddressField) -> Option<&'static str> {
    match field {
        AddressField::Email => Some("The confirmation goes here."),
        AddressField::Phone => Some("Only for the carrier, if something is unclear."),
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
fn sentence(format: &AddressFormat, field: AddressField, error: FieldError) -> String {
    let name = label(format, field).to_lowercase();
    match error {
        FieldError::Missing => missing(format, field),
        FieldError::TooLong => format!("Shorten the {name} to at most {ADDRESS_FIELD_MAX} characters."),
        FieldError::ControlCharacters => {
            format!("Type the {name} again on one line; it holds characters that cannot be printed.")
        }
        FieldError::NotAMailAddress => EMAIL_SENTENCE.to_owned(),
        FieldError::NotAPostalCode => postal_code_sentence(format),
        FieldError::NotARegion => format!("Choose the {name} from the list."),
        FieldError::NotAPhoneNumber => {
            "Enter a phone number with digits only, like +49 30 123456, or leave it empty.".to_owned()
        }
    }
}

fn missing(format: &AddressFormat, field: AddressField) -> String {
    let sentence = match field {
        AddressField::Email => EMAIL_SENTENCE,
        AddressField::Name => "Enter the full name of whoever receives the order.",
        AddressField::Company => "Enter the name of the company.",
        AddressField::Line1 => "Enter the street and number.",
        AddressField::Line2 => "Enter the apartment or floor.",
        AddressField::Locality => "Enter the suburb or district.",
        AddressField::City => "Enter the town or city.",
        AddressField::Phone => "Enter a phone number.",
        AddressField::PostalCode => return postal_code_sentence(format),
        AddressField::Region => {
            let verb = if format.regions.is_empty() { "Enter" } else { "Choose" };
            return format!("{verb} the {}.", format.region_label.to_lowercase());
        }
    };
    sentence.to_owned()
}

fn postal_code_sentence(format: &AddressFormat) -> String {
    let label = format.postal_code_label;
    let name = label.strip_suffix(" code").map_or(label.to_owned(), |kind| match kind {
        "ZIP" | "PIN" => label.to_owned(),
        _ => format!("{} code", kind.to_lowercase()),
    });
    let article = if name.starts_with('E') { "an" } else { "a" };
    if format.postal_code_example.is_empty() {
        format!("Enter {article} {name}.")
    } else {
        format!("Enter {article} {name} like {}.", format.postal_code_example)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::address::format_of;
    use domain::ids::Country;

    fn format(country: &str) -> AddressFormat {
        format_of(&Country::parse(country).unwrap()).unwrap()
    }

    fn shown(country: &str, errors: &[(AddressField, FieldError)]) -> String {
        let (format, typed) = (format(country), BTreeMap::new());
        let errors = errors.iter().copied().collect();
        address(AddressForm { format: &format, typed: &typed, errors: &errors }).0
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
    fn a_country_with_states_offers_them_as_a_list() {
        let html = shown("US", &[]);
        assert!(html.contains(r#"<option value="IL">Illinois</option>"#), "{html}");
        assert!(!shown("GB", &[]).contains("<select"));
    }

    #[test]
    fn every_mistake_has_a_sentence_that_says_what_to_do() {
        use AddressField::{City, Email, Name, Phone, PostalCode, Region};
        let said = |country: &str, field, error| sentence(&format(country), field, error);
        assert_eq!(said("DE", Email, FieldError::NotAMailAddress), EMAIL_SENTENCE);
        assert_eq!(said("DE", PostalCode, FieldError::NotAPostalCode), "Enter a postal code like 26133.");
        assert_eq!(said("US", PostalCode, FieldError::Missing), "Enter a ZIP code like 95014.");
        assert_eq!(said("US", Region, FieldError::Missing), "Choose the state.");
        assert_eq!(said("US", Region, FieldError::NotARegion), "Choose the state from the list.");
        assert_eq!(said("DE", City, FieldError::Missing), "Enter the town or city.");
        assert_eq!(said("DE", Name, FieldError::TooLong), "Shorten the full name to at most 100 characters.");
        assert!(said("DE", Phone, FieldError::NotAPhoneNumber).contains("leave it empty"));
    }

    #[test]
    fn a_wrong_field_is_told_beside_it_and_to_screen_readers() {
        let html = shown("DE", &[(AddressField::City, FieldError::Missing)]);
        assert!(html.contains(r#"aria-describedby="city-error" aria-invalid="true""#), "{html}");
        assert!(html.contains(r#"<p class="error" id="city-error">Enter the town or city.</p>"#), "{html}");
    }

    #[test]
    fn the_summary_counts_in_words() {
        assert_eq!(another_look(1), "One thing needs another look");
        assert_eq!(another_look(2), "Two things need another look");
        assert_eq!(another_look(12), "12 things need another look");
    }
}
