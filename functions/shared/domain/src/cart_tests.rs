//! What is in a cart, and what shoppers are told of it.

use super::*;
use crate::catalog::Offer;
use crate::configure::PropertyRule;
use crate::ids::{CatalogVersion, PropertyId, Slug, TaxCategory};
use crate::money::Currency;
use proptest::prelude::*;

fn offer(sku: &str, minor: i64) -> Offer {
    Offer {
        sku: Sku::parse(sku).unwrap(),
        slug: Slug::parse("mug").unwrap(),
        title: "Mug".to_owned(),
        label: "Tide".to_owned(),
        unit_price: Money::new(minor, Currency::parse("EUR").unwrap()),
        tax_category: TaxCategory::parse("standard").unwrap(),
        weight_g: 400,
        image: "mug".to_owned(),
        words: BTreeMap::new(),
        properties: vec![PropertyRule {
            id: engraving(),
            name: "Engraving".to_owned(),
            length_max: 24,
            price: Money::new(1200, Currency::parse("EUR").unwrap()),
        }],
    }
}

fn engraving() -> PropertyId {
    PropertyId::parse("engraving").unwrap()
}

fn plain(offer: &Offer) -> Configured<'_> {
    offer.configured([]).unwrap()
}

fn engraved<'o>(offer: &'o Offer, text: &str) -> Configured<'o> {
    offer.configured([(&engraving(), text)]).unwrap()
}

fn put(cart: &mut Cart, unit: &Configured<'_>, quantity: u32) {
    let line = cart.set(unit, Quantity(quantity)).unwrap();
    cart.lines.insert(unit.line(), line);
}

fn cart(lines: &[(&str, u32)]) -> Cart {
    let (market, locale) = (MarketId::parse("eu").unwrap(), Locale::parse("en").unwrap());
    let mut cart = Cart::empty(CartId::from_bits([1; 16]), market, locale);
    for (sku, quantity) in lines {
        put(&mut cart, &plain(&offer(sku, 2400)), *quantity);
    }
    cart
}

#[test]
fn a_cart_remembers_its_last_writers_and_no_more() {
    let writers = (1..=CART_WRITERS_MAX + 1).fold(Writers::default(), |all, n| all.and(&n.to_string()));
    assert!(!writers.include("1"));
    assert!((2..=CART_WRITERS_MAX + 1).all(|n| writers.include(&n.to_string())));
}

#[test]
fn quantities_are_whole_and_between_one_and_the_limit() {
    assert_eq!(Quantity::parse(" 3 "), Quantity::new(3));
    for refused in ["0", "-1", "100", "1.5", "99999999999", "", "two"] {
        assert_eq!(Quantity::parse(refused), Err(QuantityError), "{refused}");
    }
    for number in [1, 99] {
        assert_eq!(u32::from(Quantity::new(number).unwrap()), number);
    }
}

#[test]
fn adding_adds_to_what_is_there_up_to_the_limit() {
    let (cart, mug) = (cart(&[("MUG", 98)]), offer("MUG", 2400));
    assert_eq!(cart.add(&plain(&mug), Quantity(1)).unwrap().quantity, Quantity(99));
    let refused = cart.add(&plain(&mug), Quantity(2));
    assert_eq!(refused, Err(CartError::TooMany(Sku::parse("MUG").unwrap())));
}

#[test]
fn a_closed_cart_takes_nothing() {
    let mut closed = cart(&[]);
    let order = OrderId::from_bits([2; 16]);
    closed.status = CartStatus::Closed(order.clone());
    let refused = Err(CartError::Closed(order.clone()));
    assert_eq!(closed.add(&plain(&offer("MUG", 1)), Quantity(1)), refused);
    assert_eq!(closed.merge(&cart(&[("MUG", 1)])), Err(CartError::Closed(order)));
}

#[test]
fn a_full_cart_takes_more_of_what_is_in_it_and_nothing_else() {
    let names: Vec<String> = (0..CART_LINES_MAX).map(|number| format!("MUG-{number}")).collect();
    let lines: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), 2)).collect();
    let full = cart(&lines);
    assert_eq!(full.quantity_total(), 120);
    let add = |sku| full.add(&plain(&offer(sku, 2400)), Quantity(1)).map(|line| line.quantity);
    assert_eq!((add("MUG-7"), add("BOWL")), (Ok(Quantity(3)), Err(CartError::TooManyLines)));
    assert_eq!(full.merge(&cart(&[("MUG-7", 5)])).unwrap().len(), CART_LINES_MAX);
    assert_eq!(full.merge(&cart(&[("BOWL", 1)])), Err(CartError::TooManyLines));
}

#[test]
fn carts_are_merged_up_to_the_limit_of_a_sku_on_all_lines() {
    let mug = offer("MUG", 2400);
    let merged = |units| {
        let mut engraved_ones = cart(&[]);
        put(&mut engraved_ones, &engraved(&mug, "Ada"), units);
        cart(&[("MUG", 90)]).merge(&engraved_ones).map(|lines| lines.len())
    };
    assert_eq!((merged(9), merged(10)), (Ok(2), Err(CartError::TooMany(mug.sku.clone()))));
}

#[test]
fn a_price_that_changed_blocks_nothing_and_what_cannot_be_had_does() {
    let line = || plain(&offer("MUG", 2400)).line();
    let (sku, title) = (offer("MUG", 2400).sku, || "Mug".to_owned());
    let (shown, now) = (offer("MUG", 2400).unit_price, offer("MUG", 2500).unit_price);
    assert!(!CartChange::Price { line: line(), title: title(), shown, now }.blocks());
    assert!(CartChange::NoLongerSold { line: line(), title: title() }.blocks());
    assert!(CartChange::Stock { sku, title: title(), wanted: 2, available: 1 }.blocks());
}

#[test]
fn every_change_is_told() {
    let cart = cart(&[("GONE", 1), ("MUG", 3), ("OWL", 1)]);
    let offers = Offers {
        version: CatalogVersion::parse("0123456789abcdef").unwrap(),
        by_sku: [offer("MUG", 2500), offer("OWL", 2400)].into_iter().map(|o| (o.sku.clone(), o)).collect(),
    };
    let stock = |available| Stock { available, reserved: 0, version: 0 };
    let stocks =
        BTreeMap::from([(Sku::parse("MUG").unwrap(), stock(2)), (Sku::parse("OWL").unwrap(), stock(1))]);
    let changes = cart.changes(&offers, &stocks);
    assert!(matches!(
        changes.as_slice(),
        [CartChange::NoLongerSold { .. }, CartChange::Price { .. }, CartChange::Stock { available: 2, .. }]
    ));
}

#[test]
fn the_same_thing_with_other_words_on_it_is_another_line() {
    let mug = offer("MUG", 2400);
    let mut cart = cart(&[("MUG", 1)]);
    put(&mut cart, &engraved(&mug, "Ada"), 2);
    put(&mut cart, &engraved(&mug, "Grace"), 3);
    assert_eq!(cart.add(&engraved(&mug, " Ada "), Quantity(1)).unwrap().quantity, Quantity(3));
    assert_eq!(cart.quantities(), BTreeMap::from([(mug.sku.clone(), 6)]));
    let prices: Vec<i64> = cart.lines.values().map(|line| line.shown_price.amount_minor).collect();
    assert_eq!(prices, [2400, 3600, 3600]);
    let by_sku = BTreeMap::from([(mug.sku.clone(), mug.clone())]);
    let offers = Offers { version: CatalogVersion::parse("0123456789abcdef").unwrap(), by_sku };
    let (ada, line) = (engraved(&mug, "Ada").line(), cart.lines[&engraved(&mug, "Ada").line()].clone());
    assert_eq!(cart.set_line(&ada, &offers, Quantity(5)), Ok(CartLine { quantity: Quantity(5), ..line }));
    let unknown = engraved(&mug, "Alan").line();
    assert_eq!(cart.set_line(&unknown, &offers, Quantity(1)), Err(CartError::NoSuchLine(unknown.clone())));
    let refused = cart.add(&engraved(&mug, "Ada"), Quantity(94));
    assert_eq!(refused, Err(CartError::TooMany(mug.sku)), "the limit is one of all lines of a SKU");
}

#[test]
fn lines_of_one_sku_share_its_stock_and_have_their_own_price() {
    let mug = offer("MUG", 2400);
    let mut cart = cart(&[]);
    put(&mut cart, &engraved(&mug, "Ada"), 1);
    put(&mut cart, &engraved(&mug, "Grace"), 1);
    let told = |minor, rule: i64, available| {
        let mut now = offer("MUG", minor);
        now.properties[0].price.amount_minor = rule;
        let by_sku = BTreeMap::from([(now.sku.clone(), now)]);
        let offers = Offers { version: CatalogVersion::parse("0123456789abcdef").unwrap(), by_sku };
        let stock = Stock { available, reserved: 0, version: 0 };
        cart.changes(&offers, &BTreeMap::from([(mug.sku.clone(), stock)]))
    };
    assert_eq!(told(2400, 1200, 2), []);
    assert!(matches!(told(2400, 1200, 1)[..], [CartChange::Stock { wanted: 2, available: 1, .. }]));
    let risen = told(2400, 1300, 2);
    let now = |change: &CartChange| match change {
        CartChange::Price { now, title, .. } => (now.amount_minor, title.clone()),
        other => panic!("{other:?}"),
    };
    let expected = |text: &str| (3700, format!("Mug, Tide, Engraving: {text}"));
    let told: Vec<_> = risen.iter().map(now).collect();
    assert!(told.contains(&expected("Ada")) && told.contains(&expected("Grace")), "{told:?}");
}

#[test]
fn a_line_is_called_as_it_was_last_seen_with_what_is_written_on_it() {
    let mug = offer("MUG", 2400);
    let title = |unit: &Configured<'_>| cart(&[]).set(unit, Quantity(1)).unwrap().full_title();
    assert_eq!(title(&plain(&mug)), "Mug, Tide");
    assert_eq!(title(&engraved(&mug, "Ada")), "Mug, Tide, Engraving: Ada");
}

#[test]
fn what_is_no_longer_made_like_this_is_no_longer_sold() {
    let mut mug = offer("MUG", 2400);
    let mut cart = cart(&[]);
    put(&mut cart, &engraved(&mug, "Ada Lovelace"), 1);
    mug.properties[0].length_max = 5;
    let by_sku = BTreeMap::from([(mug.sku.clone(), mug)]);
    let offers = Offers { version: CatalogVersion::parse("0123456789abcdef").unwrap(), by_sku };
    assert!(matches!(cart.changes(&offers, &BTreeMap::new())[..], [CartChange::NoLongerSold { .. }]));
}

proptest! {
    #[test]
    fn merging_loses_no_line_and_twice_is_once(
        mine in prop::collection::btree_map("[A-Z]{3}", 1_u32..99, 0..20),
        theirs in prop::collection::btree_map("[A-Z]{3}", 1_u32..99, 0..20),
    ) {
        let build = |lines: &BTreeMap<String, u32>| {
            let lines: Vec<(&str, u32)> = lines.iter().map(|(sku, q)| (sku.as_str(), *q)).collect();
            cart(&lines)
        };
        let (mut first, second) = (build(&mine), build(&theirs));
        let merged = first.merge(&second).unwrap();
        for line in first.lines.iter().chain(&second.lines) {
            prop_assert!(merged[line.0].quantity >= line.1.quantity);
        }
        first.lines = merged.clone();
        prop_assert_eq!(first.merge(&second).unwrap(), merged);
    }
}
