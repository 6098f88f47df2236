//! The shop's own template through the reader, and the errors of broken ones.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{path::Path, time::Duration};

use serde_json::json;
use template_reader::{
    Context, Event, EventSource, Key, QueueSource, Route, StreamSource, Template, TemplateError, local_name,
};

fn shop() -> Template {
    Template::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml")).unwrap()
}

fn problem(text: &str) -> String {
    Template::parse(text).unwrap_err().to_string()
}

#[test]
fn the_table_has_its_key_indexes_ttl_and_stream() {
    let template = shop();
    let [table] = template.tables.as_slice() else { unreachable!("one table") };
    assert_eq!(table.logical_id, "ShopTable");
    assert_eq!(table.key, Key { hash: "pk".into(), range: Some("sk".into()) });
    assert_eq!(table.ttl_attribute.as_deref(), Some("expires_at_s"));
    assert_eq!(table.stream.as_deref(), Some("NEW_IMAGE"));
    let indexes: Vec<_> = table.indexes.iter().map(|index| (index.name.as_str(), &index.key)).collect();
    let key = |range: &str| Key { hash: "bucket".into(), range: Some(range.into()) };
    assert_eq!(indexes, [("due", &key("due_at_ms")), ("unsent", &key("unsent_since_ms"))]);
    assert_eq!(table.attributes["due_at_ms"], "N");
}

#[test]
fn a_dead_letter_queue_comes_before_the_queue_that_names_it() {
    let template = shop();
    let place = |id: &str| template.queues.iter().position(|queue| queue.logical_id == id).unwrap();
    for queue in &template.queues {
        if let Some(redrive) = &queue.redrive {
            assert!(place(&redrive.dead_letter_queue) < place(&queue.logical_id));
            assert_eq!(redrive.receive_count_max, 5);
            let minutes = if queue.logical_id == "StockQueue" { 6 } else { 3 };
            assert_eq!(queue.visibility_timeout, Duration::from_mins(minutes));
        } else {
            assert_eq!(queue.retention, Duration::from_hours(14 * 24));
        }
    }
}

#[test]
fn every_function_has_its_folder_and_its_events() {
    let template = shop();
    let folders: Vec<&str> = template.functions.iter().map(|function| function.folder.as_str()).collect();
    assert_eq!(
        folders,
        [
            "cart",
            "checkout",
            "hold-sweep",
            "offers",
            "order-notify",
            "order-status",
            "outbox-relay",
            "payment-reconcile",
            "payment-settle",
            "payment-webhook",
            "search",
            "stock-update"
        ]
    );
    let source = |folder: &str| template.function(folder).unwrap().events[0].source.clone();
    assert_eq!(
        source("order-status"),
        EventSource::Http(Route {
            api: "ShopApi".into(),
            method: "GET".into(),
            path: "/order/{order_id}".into()
        })
    );
    assert_eq!(
        source("payment-settle"),
        EventSource::Queue(QueueSource {
            queue: "PaymentsQueue".into(),
            batch_size: 1,
            concurrency_max: Some(10),
            reports_batch_item_failures: true
        })
    );
    assert_eq!(
        source("outbox-relay"),
        EventSource::Stream(StreamSource {
            table: "ShopTable".into(),
            batch_size: 25,
            retries_max: Some(2),
            age_max: Some(Duration::from_mins(5)),
            bisects: true,
            reports_batch_item_failures: true,
            filters: vec![json!({"dynamodb":{"NewImage":{"unsent_since_ms":{"N":[{"exists":true}]}}}})]
        })
    );
    assert_eq!(source("hold-sweep"), EventSource::Schedule { every: Duration::from_mins(1) });
    assert_eq!(
        template.function("payment-reconcile").unwrap().events,
        [Event { name: "Tick".into(), source: EventSource::Schedule { every: Duration::from_mins(15) } }]
    );
}

#[test]
fn policies_list_actions_and_resources() {
    let template = shop();
    let sweep = template.function("hold-sweep").unwrap();
    let statement = sweep.statements.iter().find(|statement| statement.sid == "Index").unwrap();
    assert_eq!(statement.actions, ["dynamodb:Query"]);
    assert_eq!(statement.resources[0], json!({ "Fn::Sub": "${ShopTable.Arn}/index/due" }));
    assert_eq!(statement.leading_keys, None);
    let items = sweep.statements.iter().find(|statement| statement.sid == "Read").unwrap();
    let leading = items.leading_keys.as_ref().unwrap();
    assert_eq!(leading.last().map(String::as_str), Some("SHOP"), "{leading:?}");
    assert_eq!(sweep.log_group.as_deref(), Some("HoldSweepLogGroup"));
    assert_eq!(sweep.timeout, Duration::from_secs(50));
    assert_eq!(sweep.memory_mb, 256);
}

fn context() -> Context {
    let text = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let secret = |name: &str, key: &str, value: &str| ((name.into(), key.into()), value.into());
    Context {
        parameters: [text("SiteUrl", "http://localhost:8080"), text("MailSender", "shop@example.com")].into(),
        resources: [
            text("ShopTable", "shop"),
            text("PaymentsQueue", "http://queues/payments"),
            text("NoticesQueue", "http://queues/notices"),
        ]
        .into(),
        secrets: [
            secret("vitrine/shop", "link_secrets", "l"),
            secret("vitrine/shop", "contact_secrets", "c"),
            secret("vitrine/shop", "origin_secrets", "o"),
            secret("vitrine/provider", "provider_key", "p"),
            secret("vitrine/provider", "webhook_secrets", "new,old"),
            secret("vitrine/provider", "paypal_client_secret", ""),
        ]
        .into(),
        ..Context::default()
    }
}

#[test]
fn an_environment_resolves_parameters_resources_and_secrets() {
    let template = shop();
    let environment = |folder: &str| {
        let function = template.function(folder).unwrap();
        let resolved = template.environment(function, &context()).unwrap();
        resolved.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
    };
    assert_eq!(
        environment("checkout"),
        [
            "CONTACT_SECRETS=c",
            "LINK_SECRETS=l",
            "ORIGIN_SECRETS=o",
            "PAYPAL_API_URL=https://api-m.paypal.com",
            "PAYPAL_CLIENT_ID=",
            "PAYPAL_CLIENT_SECRET=",
            "PROVIDER_API_URL=https://api.stripe.com",
            "PROVIDER_KEY=p",
            "SHELL_FOLDER=/opt/shell",
            "SITE_URL=http://localhost:8080",
            "TABLE_NAME=shop"
        ]
    );
    let hooks = environment("payment-webhook");
    assert_eq!(
        hooks,
        [
            "ORIGIN_SECRETS=o",
            "PAYPAL_API_URL=https://api-m.paypal.com",
            "PAYPAL_WEBHOOK_IDS=",
            "TABLE_NAME=shop",
            "WEBHOOK_SECRETS=new,old"
        ]
    );
    for function in &template.functions {
        template.environment(function, &context()).unwrap();
    }
}

#[test]
fn the_cdns_headers_are_known_by_their_names() {
    let added = shop().response_headers(&context()).unwrap();
    let headers_of = |path: &str| &added.iter().find(|added| added.fits(path)).unwrap().headers;
    let header = |name: &str| headers_of("/").get(name).map(String::as_str);
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    assert_eq!(header("strict-transport-security"), Some("max-age=31536000"));
    assert_eq!(header("cross-origin-opener-policy"), Some("same-origin"));
    let policy = header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
    assert!(
        policy.contains("; form-action 'self' https://checkout.stripe.com https://www.paypal.com; "),
        "{policy}"
    );
    assert_eq!(headers_of("/cart/add"), headers_of("/"));
    let view = &headers_of("/view/atelier-lamp/")["content-security-policy"];
    assert!(view.contains("frame-ancestors 'self'") && !view.contains("http"), "{view}");
}

#[test]
fn what_the_context_does_not_know_is_named() {
    let template = shop();
    let mut context = context();
    context.parameters.clear();
    let error = template.environment(template.function("cart").unwrap(), &context).unwrap_err();
    assert_eq!(
        error.to_string(),
        "template.yaml: CartFunction.Environment.SITE_URL: the parameter SiteUrl has no default and was not given"
    );
    context.secrets.clear();
    let function = template.function("payment-settle").unwrap();
    let error = template.environment(function, &context).unwrap_err();
    assert_eq!(
        error.to_string(),
        "template.yaml: PaymentSettleFunction.Environment.PAYPAL_CLIENT_SECRET: the secret vitrine/provider has \
         no key paypal_client_secret here"
    );
    context.parameters.insert("Architecture".into(), "mips".into());
    let error = template.resolve(&json!({ "Ref": "Architecture" }), &context, "Globals").unwrap_err();
    assert!(error.to_string().ends_with("is mips and must be one of arm64, x86_64"), "{error}");
}

#[test]
fn substitution_knows_literals_attributes_and_given_names() {
    let template = shop();
    let mut context = context();
    context.attributes.insert("ShopTable.Arn".into(), "arn:shop".into());
    context.pseudo_parameters.insert("AWS::Region".into(), "eu-central-1".into());
    let value = json!({ "Fn::Sub": ["${ShopTable.Arn}/${AWS::Region}/${!x}/${Own}", { "Own": { "Ref": "SiteUrl" } }] });
    let resolved = template.resolve(&value, &context, "test").unwrap();
    assert_eq!(resolved, "arn:shop/eu-central-1/${x}/http://localhost:8080");
    let joined = json!({ "Fn::Join": ["-", ["a", { "Ref": "ShopTable" }]] });
    assert_eq!(template.resolve(&joined, &context, "test").unwrap(), "a-shop");
}

#[test]
fn names_without_a_cloud_come_from_logical_ids() {
    assert_eq!(local_name("ShopTable"), "shop");
    assert_eq!(local_name("PaymentsQueue"), "payments");
    assert_eq!(local_name("PaymentsDeadLetterQueue"), "payments-dlq");
    assert_eq!(local_name("SlowMailQueue"), "slow-mail");
}

const FUNCTION: &str = "Resources:
  Api: { Type: 'AWS::Serverless::HttpApi' }
  CartFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/cart/
      Events:
";

#[test]
fn errors_name_the_place_and_the_problem() {
    let missing =
        format!("{FUNCTION}        Q: {{ Type: SQS, Properties: {{ Queue: !GetAtt Nobody.Arn }} }}\n");
    assert_eq!(problem(&missing), "template.yaml: CartFunction.Events.Q: there is no resource Nobody");
    let wrong_kind =
        format!("{FUNCTION}        Q: {{ Type: SQS, Properties: {{ Queue: !GetAtt Api.Arn }} }}\n");
    assert_eq!(
        problem(&wrong_kind),
        "template.yaml: CartFunction.Events.Q: Api is of type AWS::Serverless::HttpApi and must be of \
         type AWS::SQS::Queue"
    );
    let cron =
        format!("{FUNCTION}        T: {{ Type: Schedule, Properties: {{ Schedule: cron(0 * * * ? *) }} }}\n");
    assert_eq!(
        problem(&cron),
        "template.yaml: CartFunction.Events.T: the schedule cron(0 * * * ? *) must be a rate, such as rate(5 \
         minutes)"
    );
    let unknown = format!("{FUNCTION}        T: {{ Type: S3 }}\n");
    assert_eq!(
        problem(&unknown),
        "template.yaml: CartFunction.Events.T: events of type S3 are not understood"
    );
    let route = "{ Type: HttpApi, Properties: { ApiId: !Ref Api, Method: get, Path: /cart } }";
    let twice = format!("{FUNCTION}        A: {route}\n        B: {route}\n");
    assert_eq!(
        problem(&twice),
        "template.yaml: CartFunction.Events.B: GET /cart is answered by another event already"
    );
    let condition = "{ Version: v, Statement: [{ Effect: Allow, Action: a, Resource: r, Condition: { Bool: { b: c } } }] }";
    let conditional = format!("{}      Policies: [{condition}]\n", FUNCTION.replace("      Events:\n", ""));
    assert!(problem(&conditional).contains("unknown field `Bool`"), "{}", problem(&conditional));
    assert!(matches!(Template::parse("a: [").unwrap_err(), TemplateError::Yaml(_)));
    let nowhere = Template::read(Path::new("/nowhere/template.yaml")).unwrap_err();
    assert_eq!(nowhere.to_string(), "/nowhere/template.yaml: cannot be opened");
}

#[test]
fn a_key_must_be_a_defined_attribute() {
    let text = "Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
";
    assert_eq!(problem(text), "template.yaml: T.KeySchema: sk is not among the AttributeDefinitions");
}
