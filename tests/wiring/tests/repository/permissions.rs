//! A function may do what its code does, on what it does it to, and nothing else.

use crate::{nothing, source_of, template};
use domain::ids::{CartId, CatalogVersion, MarketId, OrderId, OrderNumber, Sku};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::table;
use template_reader::{Function, Statement};
use wiring::files;

/// What each of the store's calls needs. A transaction needs what its parts need.
const STORE_CALLS: &[(&str, &[&str])] = &[
    ("all_offers", &["GetItem", "BatchGetItem"]),
    ("become_the_shop", &["PutItem"]),
    ("begin_notice", &["UpdateItem"]),
    ("cart", &["GetItem"]),
    ("cart_and_catalog", &["BatchGetItem"]),
    ("catalog_version", &["GetItem"]),
    ("change_cart", &["UpdateItem"]),
    ("checkout_details", &["GetItem"]),
    ("command_outcome", &["GetItem"]),
    ("commit_cancel", &["UpdateItem"]),
    ("commit_command", &["PutItem", "UpdateItem"]),
    ("commit_movement", &["PutItem", "UpdateItem"]),
    ("commit_placement", &["PutItem", "UpdateItem"]),
    ("create_cart", &["PutItem"]),
    ("create_successor_cart", &["PutItem"]),
    ("current_catalog", &["GetItem"]),
    ("current_version", &["GetItem"]),
    ("due_first_page", &["Query"]),
    ("enter_guard", &["UpdateItem"]),
    ("every_item", &["Scan"]),
    ("finish_notice", &["UpdateItem"]),
    ("goods", &["BatchGetItem"]),
    ("guarded_orders", &["GetItem"]),
    ("has_movement", &["GetItem"]),
    ("is_the_shop", &["GetItem"]),
    ("keep_checkout_details", &["PutItem"]),
    ("leave_guard", &["UpdateItem"]),
    ("list_orders", &["Scan"]),
    ("list_unlicensed", &["Scan"]),
    ("movement_outcome", &["GetItem"]),
    ("movements", &["Query"]),
    ("notice_was_sent", &["GetItem"]),
    ("offers", &["BatchGetItem"]),
    ("order", &["GetItem"]),
    ("order_by_number", &["GetItem"]),
    ("order_contact", &["GetItem"]),
    ("order_document", &["GetItem"]),
    ("publish", &["GetItem", "PutItem", "BatchWriteItem"]),
    ("raise_unlicensed", &["PutItem"]),
    ("reconciliation", &["GetItem"]),
    ("refuse_command", &["PutItem"]),
    ("refuse_movement", &["PutItem"]),
    ("resolve_unlicensed", &["UpdateItem"]),
    ("set_reconciliation", &["PutItem"]),
    ("shipments", &["BatchGetItem"]),
    ("stock", &["BatchGetItem"]),
    ("store_event", &["PutItem"]),
    ("storefront", &["GetItem"]),
    ("storefront_in", &["GetItem"]),
    ("strike", &["UpdateItem"]),
    ("terms", &["GetItem"]),
    ("unsent", &["GetItem"]),
    ("unsent_first_page", &["Query"]),
    ("whole_order", &["BatchGetItem"]),
    ("write_order", &["UpdateItem"]),
];

/// The actions on the table that somebody has looked at, per function.
const TABLE_ACTIONS: &[(&str, &[&str])] = &[
    ("cart", &["BatchGetItem", "GetItem", "PutItem", "UpdateItem"]),
    ("checkout", &["BatchGetItem", "GetItem", "PutItem", "UpdateItem"]),
    ("hold-sweep", &["GetItem", "Query", "UpdateItem"]),
    ("offers", &["BatchGetItem", "GetItem"]),
    ("order-notify", &["BatchGetItem", "GetItem", "UpdateItem"]),
    ("order-status", &["BatchGetItem", "GetItem"]),
    ("outbox-relay", &["GetItem", "UpdateItem"]),
    ("payment-reconcile", &["GetItem", "PutItem"]),
    ("payment-settle", &["BatchGetItem", "GetItem", "PutItem", "UpdateItem"]),
    ("payment-webhook", &["PutItem"]),
    ("search", &["BatchGetItem", "GetItem"]),
    ("stock-update", &["BatchGetItem", "GetItem", "PutItem", "UpdateItem"]),
];

/// Functions whose code another function runs.
const RUNS_CODE_OF: &[(&str, &str)] = &[("checkout", "payment-settle"), ("hold-sweep", "outbox-relay")];

fn actions_of<'f>(function: &'f Function, service: &str) -> BTreeSet<&'f str> {
    let actions = function.statements.iter().flat_map(|statement| &statement.actions);
    actions.filter_map(|action| action.strip_prefix(service)?.strip_prefix(':')).collect()
}

/// The functions that may use a service, with what they may do.
fn users(service: &str) -> BTreeMap<String, Vec<String>> {
    let template = template();
    let mut users = BTreeMap::new();
    for function in &template.functions {
        let actions = actions_of(function, service);
        if !actions.is_empty() {
            let actions = actions.into_iter().map(str::to_owned).collect();
            users.insert(function.folder.clone(), actions);
        }
    }
    users
}

/// A table of folders and names as the tests compare it.
fn owned(rows: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    rows.iter()
        .map(|(folder, names)| ((*folder).to_owned(), names.iter().map(|name| (*name).to_owned()).collect()))
        .collect()
}

#[test]
fn nobody_may_do_everything_or_anything_to_everything() {
    let mut wide = Vec::new();
    for function in template().functions {
        for Statement { sid, actions, resources, .. } in &function.statements {
            let star = |text: &str| text.contains('*');
            if actions.iter().any(|action| star(action))
                || resources.iter().any(|resource| star(&resource.to_string()))
            {
                wide.push(format!("{}.{sid}: {actions:?} on {resources:?}", function.logical_id));
            }
        }
    }
    nothing(&wide, "policies with a star");
}

#[test]
fn functions_may_use_only_three_services() {
    let template = template();
    let actions = template.functions.iter().flat_map(|function| &function.statements);
    let services: BTreeSet<&str> = actions
        .flat_map(|statement| &statement.actions)
        .map(|action| action.split(':').next().unwrap_or_default())
        .collect();
    assert_eq!(services, BTreeSet::from(["dynamodb", "ses", "sqs"]));
}

#[test]
fn only_the_relay_and_the_sweep_send_to_queues_and_only_to_two() {
    let wanted = owned(&[("hold-sweep", &["SendMessage"]), ("outbox-relay", &["SendMessage"])]);
    assert_eq!(users("sqs"), wanted);
    let template = template();
    for folder in wanted.keys() {
        let function = template.function(folder).unwrap();
        let queues = function.statements.iter().find(|statement| statement.sid == "Queues").unwrap();
        let arn = |queue: &str| json!({"Fn::GetAtt": [queue, "Arn"]});
        assert_eq!(queues.resources, [arn("PaymentsQueue"), arn("NoticesQueue")], "{folder}");
    }
}

#[test]
fn only_notices_are_mailed() {
    assert_eq!(users("ses"), owned(&[("order-notify", &["SendEmail", "SendRawEmail"])]));
}

#[test]
fn the_actions_on_the_table_are_those_that_were_looked_at() {
    assert_eq!(users("dynamodb"), owned(TABLE_ACTIONS));
}

#[test]
fn nobody_deletes_and_nobody_scans() {
    for (folder, actions) in users("dynamodb") {
        let told = actions.iter().find(|action| action.contains("Delete") || action.contains("Scan"));
        assert_eq!(told, None, "{folder}");
    }
}

#[test]
fn every_function_may_do_what_the_calls_in_its_code_need_and_no_more() {
    let needs: BTreeMap<&str, &[&str]> = STORE_CALLS.iter().copied().collect();
    let mut differences = Vec::new();
    for function in template().functions {
        let mut source = source_of(&format!("functions/{}", function.folder));
        for (_, other) in RUNS_CODE_OF.iter().filter(|(folder, _)| *folder == function.folder) {
            source.push_str(&source_of(&format!("functions/{other}")));
        }
        let calls = needs.iter().filter(|(call, _)| source.contains(&format!("store.{call}(")));
        let needed: BTreeSet<&str> = calls.flat_map(|(_, actions)| actions.iter().copied()).collect();
        let granted = actions_of(&function, "dynamodb");
        if granted != needed {
            differences.push(format!("{} may {granted:?} and its calls need {needed:?}", function.folder));
        }
    }
    nothing(&differences, "permissions that differ from what the code does");
}

#[test]
fn it_is_known_what_every_call_of_the_store_needs() {
    let sources = files("functions/shared/store/src", ".rs").unwrap();
    let calls = sources.iter().flat_map(|source| source.text.lines());
    let calls: BTreeSet<&str> = calls
        .filter_map(|line| line.trim().strip_prefix("pub async fn ")?.split(['(', '<']).next())
        .collect();
    let known: BTreeSet<&str> = STORE_CALLS.iter().map(|(call, _)| *call).chain(["commit"]).collect();
    assert_eq!(calls, known, "the store's calls, and those this test knows");
}

#[test]
fn the_table_is_named_and_its_indexes_only_for_queries() {
    for function in template().functions {
        for Statement { sid, actions, resources, .. } in &function.statements {
            if !actions.iter().any(|action| action.starts_with("dynamodb:")) {
                continue;
            }
            let wanted: Vec<Value> = if actions.iter().any(|action| action == "dynamodb:Query") {
                let index = |name: &str| json!({"Fn::Sub": format!("${{ShopTable.Arn}}/index/{name}")});
                vec![index(store::table::DUE_INDEX), index(store::table::UNSENT_INDEX)]
            } else {
                vec![json!({"Fn::GetAtt": ["ShopTable", "Arn"]})]
            };
            assert_eq!(*resources, wanted, "{}.{sid}", function.logical_id);
        }
    }
}

/// What partition keys begin with, from the store itself.
fn beginnings() -> BTreeSet<String> {
    let (sku, version) = (Sku::parse("OWL").unwrap(), CatalogVersion::parse("0123456789abcdef").unwrap());
    let keys = [
        table::catalog_pointer(),
        table::terms(&version, &MarketId::parse("eu").unwrap()),
        table::stock(&sku),
        table::cart(&CartId::from_bits([1; 16])),
        table::order_state(&OrderId::from_bits([1; 16])),
        table::order_number(&OrderNumber::from_bits([1; 10])),
        table::provider_event("stripe", "evt_1"),
        table::reconcile_cursor("stripe"),
        table::unlicensed("stripe", "pi_1"),
        table::guard("who"),
        table::identity(),
    ];
    keys.into_iter().map(|key| key.pk).collect()
}

#[test]
fn every_permission_on_items_is_bounded_by_their_partition_keys() {
    let keys = beginnings();
    for function in template().functions {
        let items = function.statements.iter().filter(|statement| {
            let on_table = statement.actions.iter().any(|action| action.starts_with("dynamodb:"));
            on_table && !statement.actions.iter().any(|action| action == "dynamodb:Query")
        });
        for Statement { sid, leading_keys, .. } in items {
            let leading = leading_keys.as_ref().expect("a statement without dynamodb:LeadingKeys");
            for pattern in leading {
                let beginning = pattern.strip_suffix('*').unwrap_or(pattern);
                let known = beginning.len() >= 4 && keys.iter().any(|key| key.starts_with(beginning));
                assert!(known, "{}.{sid}: no key of store::table begins with {pattern}", function.logical_id);
            }
        }
    }
}
