//! Files that nobody should write: each is read, or its problems are told with lines that the file has.

use super::document::Document;
use super::problem::Problems;
use super::{categories, markets, product, shipping, tax};
use domain::money::Currency;
use proptest::prelude::*;

const PRODUCTS: &str = include_str!("products.txt");
const DATA: &str = include_str!("data.txt");

/// Every problem has a place, and says something on one line.
fn check_problems(source: &str, problems: Problems) {
    for problem in problems.into_sorted() {
        assert!((1..=source.lines().count() + 1).contains(&problem.line), "{problem}\n{source}");
        assert!(!problem.what.is_empty(), "{source}");
    }
}

fn check_product(source: &str) {
    let problems = Problems::default();
    let currencies = ["EUR", "GBP"].map(|code| Currency::parse(code).unwrap());
    let read = product::read("product.md", "harbor-mug", source, &currencies, &problems);
    assert!(read.is_some() || problems.count() > 0, "refused without a reason:\n{source}");
    if let Some(file) = read.filter(|_| problems.count() == 0) {
        let variants = &file.listing.product.variants;
        assert_eq!((variants.len(), variants.len()), (file.listing.alts.len(), file.skus.len()));
    }
    check_problems(source, problems);
}

fn check_data(source: &str) {
    let problems = Problems::default();
    let document = Document { file: "data.toml", toml: source, lines_before: 0, problems: &problems };
    let markets = markets::read(&document);
    shipping::read(&document, &markets);
    tax::read(&document);
    categories::read_categories(&document);
    categories::read_seller(&document, &markets.other_languages());
    check_problems(source, problems);
}

#[test]
fn every_sample_is_read_or_told_what_is_wrong() {
    for source in &hostile::samples(PRODUCTS) {
        check_product(source);
    }
    for source in &hostile::samples(DATA) {
        check_data(source);
    }
}

#[test]
fn front_matter_ends_with_a_line_of_its_own() {
    let ends = |source: &str| product::split("product.md", source, &Problems::default()).is_some();
    assert!(ends("+++\na = 1\n+++") && ends("+++\na = 1\n+++\nText"));
    assert!(!ends("+++\na = 1\n+++é\n") && !ends("+++\na = 1\n++++\n"));
}

proptest! {
    // Whole files take longer to read than a line does.
    #![proptest_config(hostile::config(600, "src/catalog/hostile/failures.txt"))]

    #[test]
    fn any_product_file_is_read_or_told_what_is_wrong(source in hostile::text(PRODUCTS)) {
        check_product(&source);
    }

    #[test]
    fn any_data_file_is_read_or_told_what_is_wrong(source in hostile::text(DATA)) {
        check_data(&source);
    }
}
