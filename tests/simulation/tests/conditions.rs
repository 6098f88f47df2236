//! Every condition of the store is taken away somewhere and missed, or is backed up by another one; then a test of
//! the store, named here, shows that it refuses on its own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use simulation::planted::{BUGS, How, Item};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A term of a condition in a file of the store that the schedules do not miss: why, and which test does.
const BACKED_UP: &[(&str, &str, &str, &str)] = &[
    (
        "breaks.rs",
        "attribute_not_exists(pk)",
        "raised again, it would only look younger",
        "money_without_an_order_is_raised_once",
    ),
    (
        "breaks.rs",
        "attribute_exists(pk)",
        "a person resolves what is listed",
        "money_without_an_order_is_listed_until_somebody_dealt_with_it",
    ),
    (
        "carts.rs",
        "attribute_not_exists(#order)",
        "a closed cart has another version",
        "a_closed_cart_names_its_order_and_takes_no_edit",
    ),
    ("carts.rs", "attribute_not_exists(pk)", "ids are random", "a_cart_is_created_once"),
    (
        "carts.rs",
        "expires_at_s <= :now",
        "only an expired cart is written over",
        "an_expired_cart_is_gone_although_its_item_is_still_there",
    ),
    (
        "carts.rs",
        "attribute_not_exists(order_id)",
        "an ordered cart does not expire",
        "a_closed_cart_names_its_order_and_takes_no_edit",
    ),
    (
        "commands.rs",
        "attribute_not_exists(pk)",
        "the order's version refuses a repeat at the same time",
        "a_command_is_obeyed_once_although_the_order_was_read_again",
    ),
    (
        "commands.rs",
        "#reserved >= :promised",
        "an order ships what it holds, on its version",
        "a_parcel_of_more_than_is_promised_is_refused_and_nothing_moves",
    ),
    (
        "events.rs",
        "attribute_not_exists(pk)",
        "settling looks at what is so, however often",
        "an_event_is_new_once_and_has_its_message_unsent",
    ),
    (
        "guards.rs",
        "attribute_not_exists(#open)",
        "a limit against abuse, not a promise",
        "a_full_guard_takes_no_other_order_and_those_in_it_again",
    ),
    (
        "guards.rs",
        "size(#open) < :max",
        "a limit against abuse, not a promise",
        "a_full_guard_takes_no_other_order_and_those_in_it_again",
    ),
    (
        "guards.rs",
        "contains(#open, :order)",
        "a limit against abuse, not a promise",
        "a_full_guard_takes_no_other_order_and_those_in_it_again",
    ),
    (
        "identity.rs",
        "attribute_not_exists(pk)",
        "one table is never another",
        "a_restored_table_moves_no_money_until_it_is_released",
    ),
    (
        "item.rs",
        "attribute_exists(#sent)",
        "the version says it, too",
        "an_order_that_was_never_placed_cannot_be_written",
    ),
    (
        "orders.rs",
        "attribute_not_exists(pk)",
        "the closed cart refuses a repeat as well",
        "a_repeat_is_told_that_it_was_placed_although_everything_else_fails_too",
    ),
    (
        "stock.rs",
        "#available >= :needed",
        "the decision on what was read refuses before",
        "units_that_were_ordered_meanwhile_cannot_be_adjusted_away",
    ),
    (
        "stock.rs",
        "#version = :loaded",
        "the sum of all movements stays right",
        "a_count_decided_on_old_stock_is_refused_and_writes_no_row",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(path).unwrap()));
        }
    }
    found
}

/// The terms of all conditions in a source: what stands in its texts and can only stand in a condition.
fn terms(source: &str) -> BTreeSet<String> {
    let texts = source.split('"').skip(1).step_by(2);
    let conditions = texts.filter(|text| {
        let says = |part: &str| text.contains(part);
        (says("attribute_") || says(" >= ") || says(" = :loaded") || says(" = :last") || says(" < :"))
            && !says("SET ")
            && !says("begins_with")
    });
    conditions
        .flat_map(|condition| condition.split(" AND ").flat_map(|part| part.split(" OR ")))
        .map(bare)
        .filter(|term| {
            term.contains('(') || term.contains(" = :") || term.contains(" >= ") || term.contains(" <= ")
        })
        .collect()
}

/// A term without the brackets of the group that it opens or closes.
fn bare(term: &str) -> String {
    let mut term = term.trim();
    while let Some(inside) = term.strip_prefix('(') {
        term = inside;
    }
    let count = |letter: char| term.chars().filter(|c| *c == letter).count();
    let surplus = count(')').saturating_sub(count('('));
    term[..term.len() - surplus].to_owned()
}

/// Where the store writes such items.
fn files_of(item: Item) -> &'static [&'static str] {
    match item {
        Item::State => &["item.rs", "outbox.rs"],
        Item::Document | Item::Contact | Item::Number => &["orders.rs"],
        Item::Cart => &["carts.rs"],
        Item::Shelf | Item::Movement => &["stock.rs"],
        Item::Notice => &["notices.rs"],
        Item::Event => &["events.rs"],
    }
}

#[test]
fn every_condition_of_the_store_is_missed_when_it_is_gone() {
    let planted: BTreeSet<(&str, &str)> = BUGS
        .iter()
        .filter_map(|bug| match bug.how {
            How::Without(item, term) => Some((item, term)),
            _ => None,
        })
        .flat_map(|(item, term)| files_of(item).iter().map(move |file| (*file, term)))
        .collect();
    let backed_up: BTreeSet<(&str, &str)> = BACKED_UP.iter().map(|(file, term, ..)| (*file, *term)).collect();
    let mut there = BTreeSet::new();
    for (file, source) in sources(&root().join("functions/shared/store/src")) {
        for term in terms(&source) {
            let place = (file.as_str(), term.as_str());
            assert!(
                planted.contains(&place) || backed_up.contains(&place),
                "{file}: nothing shows what becomes of the shop without `{term}`"
            );
            there.insert((file.clone(), term));
        }
    }
    for (file, term) in backed_up {
        assert!(there.contains(&(file.to_owned(), term.to_owned())), "{file} has no condition `{term}`");
    }
    for term in planted {
        assert!(there.iter().any(|(_, there)| there == term.1), "no condition says `{}`", term.1);
    }
}

#[test]
fn what_backs_a_condition_up_is_a_test() {
    let folders = ["functions/shared/store/tests", "tests/journeys/tests"];
    let tests: String =
        folders.iter().flat_map(|folder| sources(&root().join(folder))).map(|(_, source)| source).collect();
    for (file, term, _, test) in BACKED_UP {
        assert!(tests.contains(&format!("fn {test}(")), "{file} `{term}`: there is no test {test}");
    }
}
