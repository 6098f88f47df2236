//! Quotes of whole carts in both tax modes.

use super::*;
use crate::cart::CartLine;
use crate::catalog::Offer;
use crate::configure::PropertyText;
use crate::ids::{CartId, Locale, PropertyId, TaxCategory};
use crate::market::{Market, ShopProfile};
use crate::money::Currency;
use crate::orders::testing::{a_document, line};
use crate::payments::PaymentMethod;
use crate::shipping::{ShippingMethod, ShippingZone, WeightBand};
use crate::tax::{RoundingLevel, TaxTable};
use proptest::prelude::*;

fn eur() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn terms(mode: TaxMode, rounding: RoundingLevel) -> Terms {
    let rates = |standard: &str, books: &str| {
        let rate = |name: &str, rate: &str| (TaxCategory::parse(name).unwrap(), rate.parse().unwrap());
        BTreeMap::from([rate("standard", standard), rate("books", books)])
    };
    let standard = ShippingMethod {
        id: DeliveryId::parse("standard").unwrap(),
        name: "Standard".to_owned(),
        names: BTreeMap::new(),
        kind: DeliveryKind::Delivery,
        bands: vec![WeightBand { up_to_g: 1_000_000, price: Money::new(490, eur()) }],
        free_over: Some(Money::new(20_000, eur())),
        days_min: 2,
        days_max: 4,
    };
    Terms {
        market: Market {
            id: MarketId::parse("eu").unwrap(),
            name: "Europe".to_owned(),
            currency: eur(),
            tax_mode: mode,
            rounding,
            countries: vec![country("DE"), country("FR")],
            payment_methods: vec![PaymentMethod::Card],
            offline_hold_days: 7,
            offline_quantity_max: 10,
            card_minimum_minor: 50,
        },
        locales: vec![Locale::parse("en").unwrap()],
        zones: vec![ShippingZone { countries: vec![country("DE"), country("FR")], methods: vec![standard] }],
        tax: TaxTable {
            as_of: "2026-09-01".to_owned(),
            rates: BTreeMap::from([(country("DE"), rates("19", "7")), (country("FR"), rates("20", "5.5"))]),
        },
        shop: ShopProfile {
            name: "Vitrine".to_owned(),
            company: vec![],
            contact_mail: "shop@example.com".to_owned(),
            merchant_mail: "orders@example.com".to_owned(),
            bank_account: vec![],
            pickup_address: vec![],
            words: BTreeMap::new(),
        },
    }
}

fn cart_and_offers(lines: &[(&str, i64, u32, &str)]) -> (Cart, Offers) {
    let (market, locale) = (MarketId::parse("eu").unwrap(), Locale::parse("en").unwrap());
    let mut cart = Cart::empty(CartId::from_bits([1; 16]), market, locale);
    let mut by_sku = BTreeMap::new();
    for (sku, minor, quantity, category) in lines {
        let offer = Offer {
            sku: Sku::parse(sku).unwrap(),
            slug: Slug::parse("thing").unwrap(),
            title: (*sku).to_owned(),
            label: String::new(),
            unit_price: Money::new(*minor, eur()),
            tax_category: TaxCategory::parse(category).unwrap(),
            weight_g: 100,
            image: "thing".to_owned(),
            properties: vec![],
            words: BTreeMap::new(),
        };
        let line = CartLine {
            quantity: Quantity::new(*quantity).unwrap(),
            shown_price: offer.unit_price,
            title: offer.full_title(),
            properties: vec![],
        };
        cart.lines.insert(LineId::from(&offer.sku), line);
        by_sku.insert(offer.sku.clone(), offer);
    }
    (cart, Offers { version: CatalogVersion::parse("0123456789abcdef").unwrap(), by_sku })
}

#[test]
fn gross_prices_stay_and_the_net_varies_by_country() {
    let terms = terms(TaxMode::Inclusive, RoundingLevel::Line);
    let (cart, offers) = cart_and_offers(&[("MUG", 2400, 2, "standard"), ("BOOK", 1800, 1, "books")]);
    let german = quote(&terms, &cart, &offers, &country("DE"), None).unwrap();
    let french = quote(&terms, &cart, &offers, &country("FR"), None).unwrap();
    assert_eq!((german.total.amount_minor, french.total.amount_minor), (7090, 7090));
    assert_ne!(german.tax_total, french.tax_total);
    let shares: Vec<String> =
        german.taxes.iter().map(|s| format!("{} % of {} = {}", s.rate_percent, s.net, s.tax)).collect();
    insta::assert_snapshot!(shares.join("\n"), @r"
    19 % of 43.33 EUR = 8.23 EUR
    7 % of 18.07 EUR = 1.27 EUR
    ");
}

#[test]
fn tax_is_added_where_prices_are_without() {
    let terms = terms(TaxMode::Exclusive, RoundingLevel::Line);
    let (cart, offers) = cart_and_offers(&[("MUG", 2400, 2, "standard")]);
    let quote = quote(&terms, &cart, &offers, &country("DE"), None).unwrap();
    assert_eq!(quote.total.amount_minor, 4800 + 490 + 912 + 93);
}

#[test]
fn a_quote_is_refused_with_its_reason() {
    let terms = terms(TaxMode::Inclusive, RoundingLevel::Line);
    let (cart, offers) = cart_and_offers(&[("MUG", 2400, 1, "standard")]);
    let ask = |cart: &Cart, to: &str, by: Option<&str>| {
        let delivery = by.map(|id| DeliveryId::parse(id).unwrap());
        quote(&terms, cart, &offers, &country(to), delivery.as_ref()).unwrap_err().to_string()
    };
    let (empty, _) = cart_and_offers(&[]);
    let (unknown, _) = cart_and_offers(&[("OWL", 2400, 1, "standard")]);
    assert_eq!(ask(&empty, "DE", None), "the cart is empty");
    assert_eq!(ask(&unknown, "DE", None), "OWL is no longer sold");
    assert_eq!(ask(&cart, "BR", None), "orders are not shipped to BR");
    assert_eq!(ask(&cart, "DE", Some("drone")), "delivery drone cannot be chosen for this order");
}

#[test]
fn the_fingerprint_changes_with_what_is_shown() {
    let terms = terms(TaxMode::Inclusive, RoundingLevel::Line);
    let fingerprint = |minor, quantity, to: &str| {
        let (cart, offers) = cart_and_offers(&[("MUG", minor, quantity, "standard")]);
        quote(&terms, &cart, &offers, &country(to), None).unwrap().fingerprint()
    };
    let shown = fingerprint(2400, 1, "DE");
    assert_eq!(shown, fingerprint(2400, 1, "DE"));
    assert_eq!(shown.len(), 32);
    for other in [fingerprint(2401, 1, "DE"), fingerprint(2400, 2, "DE"), fingerprint(2400, 1, "FR")] {
        assert_ne!(shown, other);
    }
}

#[test]
fn a_line_is_called_as_it_was_bought_and_an_unknown_one_by_its_id() {
    let mut quote = a_document(&[("BOWL", 1, 100), ("MUG", 2, 4800)]).quote;
    quote.lines[1].properties = vec![LineProperty {
        id: PropertyId::parse("engraving").unwrap(),
        name: "Engraving".to_owned(),
        text: PropertyText::parse("Ada").unwrap(),
    }];
    assert_eq!(quote.title_of(&quote.lines[1].id()), "Mug, Engraving: Ada");
    assert_eq!(quote.title_of(&line("OWL")), "OWL");
}

proptest! {
    #[test]
    fn every_cent_of_a_quote_is_explained(
        lines in prop::collection::btree_map("[A-Z]{4}", (1_i64..200_000, 1_u32..99, prop::bool::ANY), 1..12),
        inclusive in prop::bool::ANY,
        level in prop::sample::select(vec![RoundingLevel::Unit, RoundingLevel::Line, RoundingLevel::Order]),
    ) {
        let mode = if inclusive { TaxMode::Inclusive } else { TaxMode::Exclusive };
        let lines: Vec<(&str, i64, u32, &str)> = lines
            .iter()
            .map(|(sku, (minor, quantity, book))| (sku.as_str(), *minor, *quantity, if *book { "books" } else { "standard" }))
            .collect();
        let (cart, offers) = cart_and_offers(&lines);
        let quote = quote(&terms(mode, level), &cart, &offers, &country("DE"), None).unwrap();
        let sum = |amounts: Vec<Money>| Money::sum(amounts, eur()).unwrap();
        let net = sum(quote.taxes.iter().map(|share| share.net).collect());
        let tax = sum(quote.taxes.iter().map(|share| share.tax).collect());
        prop_assert_eq!(tax, quote.tax_total);
        prop_assert_eq!(net.plus(tax).unwrap(), quote.total);
        prop_assert_eq!(sum(quote.lines.iter().map(|line| line.amount).collect()), quote.subtotal);
    }
}
