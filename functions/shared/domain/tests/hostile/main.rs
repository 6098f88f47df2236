//! Texts that nobody should type: each is a value of the domain or an error, and a value reads back.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use domain::address::{AddressField, Contact, format_of};
use domain::cart::Quantity;
use domain::ids::{
    CartId, CatalogVersion, Country, DeliveryId, LineId, Locale, MarketId, MessageId, MovementId, OrderId,
    OrderNumber, PropertyId, Sku, Slug, TaxCategory,
};
use domain::limits::ADDRESS_FIELD_MAX;
use domain::money::{Currency, Money};
use domain::payments::PaymentMethod;
use proptest::prelude::*;
use std::collections::BTreeMap;

const IDS: &str = include_str!("ids.txt");
const AMOUNTS: &str = include_str!("amounts.txt");
const FIELDS: &str = include_str!("fields.txt");

fn check_id(text: &str) {
    macro_rules! check {
        ($($kind:ident),*) => { $(match $kind::parse(text) {
            Ok(id) => assert_eq!((id.as_str(), text.is_ascii()), (text, true)),
            Err(error) => assert!(error.to_string().chars().count() < 200, "{error}"),
        })* };
    }
    check!(CartId, CatalogVersion, Country, DeliveryId, Locale, MarketId, MessageId, MovementId, OrderId);
    check!(LineId, OrderNumber, PropertyId, Sku, Slug, TaxCategory);
    assert!(PaymentMethod::parse(text).is_none_or(|method| method.name() == text));
    assert!(
        Currency::parse(text).is_ok_and(|currency| currency.code() == text) || Currency::parse(text).is_err()
    );
}

fn check_amount(text: &str) {
    for code in ["EUR", "JPY", "KWD"] {
        let currency = Currency::parse(code).unwrap();
        let Ok(money) = Money::parse(text, currency) else { continue };
        assert_eq!(Money::parse(&money.plain(), currency), Ok(money), "{text}");
    }
    if let Ok(quantity) = Quantity::parse(text) {
        assert_eq!(Quantity::new(quantity.get()), Ok(quantity), "{text}");
    }
}

fn check_contact(country: &str, text: &str) {
    let country = Country::parse(country).unwrap();
    let format = format_of(&country).unwrap();
    for wrong in AddressField::ALL {
        let typed = AddressField::ALL.map(|field| {
            let right = match field {
                AddressField::Email => "rosa@example.com",
                AddressField::Region | AddressField::PostalCode | AddressField::Phone => "",
                _ => "Something",
            };
            (field, if field == wrong { text } else { right }.to_owned())
        });
        let Ok(contact) = Contact::parse(&format, country.clone(), &BTreeMap::from(typed)) else { continue };
        let kept = AddressField::ALL.into_iter().filter_map(|field| contact.field(field));
        for field in kept {
            assert!(field.chars().count() <= ADDRESS_FIELD_MAX && !field.chars().any(char::is_control));
        }
    }
}

#[test]
fn every_sample_is_read_or_refused() {
    for text in &hostile::samples(IDS) {
        check_id(text);
    }
    for text in &hostile::samples(AMOUNTS) {
        check_amount(text);
    }
    for text in hostile::samples(FIELDS) {
        for country in ["DE", "GB", "US", "JP"] {
            check_contact(country, &text);
        }
    }
}

proptest! {
    #![proptest_config(hostile::config(hostile::CASES, "tests/hostile/failures.txt"))]

    #[test]
    fn any_id_is_itself_or_refused(text in hostile::text(IDS)) {
        check_id(&text);
    }

    #[test]
    fn any_amount_reads_back_or_is_refused(text in hostile::text(AMOUNTS)) {
        check_amount(&text);
    }

    #[test]
    fn any_field_is_kept_clean_or_refused(
        country in prop::sample::select(vec!["DE", "GB", "US", "JP", "FR"]),
        text in hostile::text(FIELDS),
    ) {
        check_contact(country, &text);
    }
}
