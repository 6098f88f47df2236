//! Who orders and where it goes: fields and checks follow each country's own address format, from data.

use crate::ids::Country;
use crate::limits::ADDRESS_FIELD_MAX;
use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A field of the checkout's address form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressField {
    /// Mail address.
    Email,
    /// Full name, as one field: names do not split the same way everywhere.
    Name,
    /// Company, optional.
    Company,
    /// Street and number.
    Line1,
    /// Second address line, optional.
    Line2,
    /// Suburb or townland, where the country's format has one.
    Locality,
    /// City.
    City,
    /// State, province or county.
    Region,
    /// Postal code.
    PostalCode,
    /// Phone, optional: for the carrier only.
    Phone,
}

impl AddressField {
    /// Every field, in an order that suits a form of any country.
    pub const ALL: [Self; 10] = [
        Self::Email,
        Self::Name,
        Self::Company,
        Self::Line1,
        Self::Line2,
        Self::Locality,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::Phone,
    ];

    /// The field's name in forms and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::Company => "company",
            Self::Line1 => "line1",
            Self::Line2 => "line2",
            Self::Locality => "locality",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Phone => "phone",
        }
    }
}

/// How addresses are written in one country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressFormat {
    /// The country's code.
    pub country: &'static str,
    /// The country's name in English.
    pub name: &'static str,
    /// The fields to ask for, in the country's order; mail and phone frame them.
    pub fields: Vec<AddressField>,
    /// The fields that must be filled.
    pub required: Vec<AddressField>,
    /// The states, provinces or counties as (key, name); empty where free text is meant.
    pub regions: Vec<(&'static str, &'static str)>,
    /// An example of a postal code.
    pub postal_code_example: &'static str,
    /// What kind of postal code it is: `postal`, `zip`, `pin` or `eircode`.
    pub postal_code_kind: &'static str,
    /// What kind of region it is, such as `state`.
    pub region_kind: &'static str,
    postal_code_pattern: &'static str,
    format: &'static str,
}

const FORMATS: &str = include_str!("../data/address-formats.tsv");

/// The format of a country's addresses, or nothing for a code that is no country.
pub fn format_of(country: &Country) -> Option<AddressFormat> {
    FORMATS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .find(|line| line.get(..2) == Some(country.as_str()))
        .and_then(read_format)
}

fn read_format(line: &'static str) -> Option<AddressFormat> {
    let mut columns = line.split('\t');
    let mut next = || columns.next();
    let (country, name, format, required) = (next()?, next()?, next()?, next()?);
    let (postal_code_pattern, postal_code_example) = (next()?, next()?);
    let (postal_name, region_name) = (next()?, next()?);
    let (region_keys, region_names) = (next()?, next()?);
    let regions = if region_keys.is_empty() {
        Vec::new()
    } else {
        region_keys.split('~').zip(region_names.split('~')).collect()
    };
    let mut fields = vec![AddressField::Email];
    for letter in format.split('%').filter_map(|part| part.chars().next()) {
        fields.extend_from_slice(fields_of(letter));
    }
    fields.push(AddressField::Phone);
    let mut required_fields = vec![AddressField::Email, AddressField::Name];
    required_fields.extend(required.chars().filter_map(|letter| fields_of(letter).first().copied()));
    Some(AddressFormat {
        country,
        name,
        fields,
        required: required_fields,
        regions,
        postal_code_example,
        postal_code_kind: postal_name,
        region_kind: region_name,
        postal_code_pattern,
        format,
    })
}

/// The form fields behind a letter of the source's format strings.
const fn fields_of(letter: char) -> &'static [AddressField] {
    match letter {
        'N' => &[AddressField::Name],
        'O' => &[AddressField::Company],
        'A' => &[AddressField::Line1, AddressField::Line2],
        'D' => &[AddressField::Locality],
        'C' => &[AddressField::City],
        'S' => &[AddressField::Region],
        'Z' => &[AddressField::PostalCode],
        _ => &[],
    }
}

/// Who ordered and where it goes; checked against the country's format. Personal: hidden in debug output.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The destination.
    pub country: Country,
    fields: BTreeMap<AddressField, String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contact({}, hidden)", self.country)
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// It must be filled.
    #[error("is missing")]
    Missing,
    /// It is longer than carriers and mail can take.
    #[error("is longer than {ADDRESS_FIELD_MAX} characters")]
    TooLong,
    /// It holds line breaks or other control characters.
    #[error("holds characters that cannot be printed")]
    ControlCharacters,
    /// A mail address needs something on both sides of one `@`, and a dot behind it.
    #[error("is not a mail address")]
    NotAMailAddress,
    /// The postal code does not look like the country's.
    #[error("is not a postal code of this country")]
    NotAPostalCode,
    /// The region is not one of the country's.
    #[error("is not a region of this country")]
    NotARegion,
    /// A phone number has digits, spaces, and `+ ( ) / - .`.
    #[error("is not a phone number")]
    NotAPhoneNumber,
}

impl Contact {
    /// Checks typed fields against the country's format.
    ///
    /// # Errors
    /// What is wrong with each field, all at once.
    pub fn parse(
        format: &AddressFormat,
        country: Country,
        typed: &BTreeMap<AddressField, String>,
    ) -> Result<Self, BTreeMap<AddressField, FieldError>> {
        let mut fields = BTreeMap::new();
        let mut errors = BTreeMap::new();
        for field in &format.fields {
            let text = typed.get(field).map_or("", |text| text.trim());
            match check(format, *field, text) {
                Ok(()) if text.is_empty() => {}
                Ok(()) => {
                    fields.insert(*field, canonical(*field, text));
                }
                Err(error) => {
                    errors.insert(*field, error);
                }
            }
        }
        if errors.is_empty() { Ok(Self { country, fields }) } else { Err(errors) }
    }

    /// A field as typed, without the blanks around it.
    pub fn field(&self, field: AddressField) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    /// The mail address.
    pub fn email(&self) -> &str {
        self.field(AddressField::Email).unwrap_or_default()
    }

    /// The name.
    pub fn name(&self) -> &str {
        self.field(AddressField::Name).unwrap_or_default()
    }

    /// The address as the country writes it on an envelope, one line each, the country last.
    pub fn address_lines(&self) -> Vec<String> {
        let Some(format) = format_of(&self.country) else { return Vec::new() };
        let mut lines = Vec::new();
        for pattern in format.format.split("%n") {
            let mut line = String::new();
            let mut parts = pattern.split('%');
            line.push_str(parts.next().unwrap_or_default());
            for part in parts {
                let mut letters = part.chars();
                let Some(letter) = letters.next() else { continue };
                let values: Vec<&str> =
                    fields_of(letter).iter().filter_map(|field| self.field(*field)).collect();
                line.push_str(&values.join(", "));
                line.push_str(letters.as_str());
            }
            let line = line.trim_matches([' ', ',']).to_owned();
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines.push(format.name.to_owned());
        lines
    }
}

fn canonical(field: AddressField, text: &str) -> String {
    if field == AddressField::PostalCode { text.to_uppercase() } else { text.to_owned() }
}

fn check(format: &AddressFormat, field: AddressField, text: &str) -> Result<(), FieldError> {
    if text.is_empty() {
        return if format.required.contains(&field) { Err(FieldError::Missing) } else { Ok(()) };
    }
    if text.chars().count() > ADDRESS_FIELD_MAX {
        return Err(FieldError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::ControlCharacters);
    }
    match field {
        AddressField::Email if !is_mail_address(text) => Err(FieldError::NotAMailAddress),
        AddressField::PostalCode if !format.is_postal_code(text) => Err(FieldError::NotAPostalCode),
        AddressField::Region
            if !format.regions.is_empty() && !format.regions.iter().any(|(key, _)| *key == text) =>
        {
            Err(FieldError::NotARegion)
        }
        AddressField::Phone if !is_phone_number(text) => Err(FieldError::NotAPhoneNumber),
        _ => Ok(()),
    }
}

/// Mail addresses are proven by mail; this only catches slips and whatever could break a header.
fn is_mail_address(text: &str) -> bool {
    let plain = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '[' | ']')
    };
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && !host.contains("..")
            && host.contains('.')
            && !host.starts_with(['.', '-'])
            && !host.ends_with(['.', '-'])
            && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
            && local.chars().all(|c| plain(c) && c != '@')
    })
}

fn is_phone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=18).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +()/-.".contains(c))
}

impl AddressFormat {
    fn is_postal_code(&self, text: &str) -> bool {
        self.postal_code_pattern.is_empty()
            || Regex::new(&format!("^(?:{})$", self.postal_code_pattern))
                .is_ok_and(|pattern| pattern.is_match(&text.to_uppercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(country: &str) -> AddressFormat {
        format_of(&Country::parse(country).unwrap()).unwrap()
    }

    fn parse(
        country: &str,
        typed: &[(AddressField, &str)],
    ) -> Result<Contact, BTreeMap<AddressField, FieldError>> {
        let mut fields = BTreeMap::from([
            (AddressField::Email, "rosa@example.com".to_owned()),
            (AddressField::Name, "Rosa Example".to_owned()),
            (AddressField::Line1, "1 Long Lane".to_owned()),
            (AddressField::City, "Springfield".to_owned()),
        ]);
        fields.extend(typed.iter().map(|(field, text)| (*field, (*text).to_owned())));
        Contact::parse(&format(country), Country::parse(country).unwrap(), &fields)
    }

    #[test]
    fn every_country_of_the_data_can_be_read() {
        for line in FORMATS.lines().filter(|line| !line.starts_with('#')) {
            let format = read_format(line).unwrap();
            assert!(format.fields.contains(&AddressField::Line1), "{}", format.country);
            assert!(Regex::new(format.postal_code_pattern).is_ok(), "{}", format.country);
            let example = format.postal_code_example;
            assert!(example.is_empty() || format.is_postal_code(example), "{} {example}", format.country);
        }
    }

    #[test]
    fn an_address_is_written_as_its_country_does() {
        let american =
            parse("US", &[(AddressField::Region, "IL"), (AddressField::PostalCode, "62701")]).unwrap();
        assert_eq!(
            american.address_lines(),
            ["Rosa Example", "1 Long Lane", "Springfield, IL 62701", "United States"]
        );
        let german = parse("DE", &[(AddressField::PostalCode, "10115")]).unwrap();
        assert_eq!(german.address_lines(), ["Rosa Example", "1 Long Lane", "10115 Springfield", "Germany"]);
    }

    #[test]
    fn each_wrong_field_is_told() {
        use AddressField::{Email, Name, Phone, PostalCode, Region};
        let wrong = [
            (Email, "rosa@@example"),
            (Name, "Rosa\r\nBcc: all@example.com"),
            (Region, "XX"),
            (PostalCode, "ABC"),
            (Phone, "call me"),
        ];
        let expected = BTreeMap::from([
            (Email, FieldError::NotAMailAddress),
            (Name, FieldError::ControlCharacters),
            (Region, FieldError::NotARegion),
            (PostalCode, FieldError::NotAPostalCode),
            (Phone, FieldError::NotAPhoneNumber),
        ]);
        assert_eq!(parse("US", &wrong), Err(expected));
    }

    #[test]
    fn what_a_country_requires_must_be_there() {
        let errors = parse("DE", &[]).unwrap_err();
        assert_eq!(errors, BTreeMap::from([(AddressField::PostalCode, FieldError::Missing)]));
        assert!(parse("IE", &[]).is_ok());
    }

    #[test]
    fn mail_addresses_cannot_smuggle_headers_or_lists() {
        for refused in
            ["a", "a@b", "@b.c", "a@b.c,d@e.f", "a b@c.d", "a@b..c", "<a@b.c>", "a@b.c>", "a@-b.c", ".a@b.c"]
        {
            assert!(!is_mail_address(refused), "{refused}");
        }
        for good in ["rosa@example.com", "r.o+shop@mail.example.co.uk", "o'hara@example.com"] {
            assert!(is_mail_address(good), "{good}");
        }
    }
}
