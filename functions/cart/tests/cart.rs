//! The cart as a program sees it: what is asked once happens once, and prices are the shop's.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../shared/store/tests/table/goods.rs"]
mod goods;

use cart::{Config, Shop, handle};
use contract::config::{LINK_SECRETS, SHELL_FOLDER, SITE_URL, TABLE_NAME};
use contract::http::{Amount, CartBody};
use contract::problem::{Problem, ProblemCode, ProblemField};
use domain::catalog::{Offer, OfferWords};
use domain::configure::PropertyRule;
use domain::ids::{CartId, LineId, PropertyId};
use domain::language::Language;
use domain::time::Timestamp;
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Refusal, Service};
use lambda_http::{Body, http};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use store::catalog::Publication;

const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);
const SITE: &str = "https://shop.example";

struct Stage {
    shop: Shop,
    store: Store,
    faults: Arc<PlannedFaults>,
    aws: EmbeddedAws,
    _folder: tempfile::TempDir,
}

/// A shop that sells mugs, owls and lamps at 24 euros.
async fn a_stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let faults = Arc::new(PlannedFaults::new());
    let mut config = EmbeddedConfig::in_memory(folder.path());
    config.faults = Some(Arc::clone(&faults) as Arc<dyn Faults>);
    let aws = EmbeddedAws::open(config).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/template.yaml");
    let template = template_reader::Template::read(&path).unwrap();
    local::engine::create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let shells = folder.path().display().to_string();
    let lookup = |name: &str| match name {
        TABLE_NAME => Some("shop".to_owned()),
        SITE_URL => Some(SITE.to_owned()),
        SHELL_FOLDER => Some(shells.clone()),
        LINK_SECRETS => Some("secret".to_owned()),
        _ => None,
    };
    let shop = Shop::new(Config::read(&lookup).unwrap(), aws.dynamodb());
    let store = Store::new(aws.dynamodb(), "shop");
    let mut offers = ["MUG-TIDE", "OWL"].map(|name| goods::an_offer(&goods::sku(name))).to_vec();
    offers.push(a_lamp());
    let publication = Publication {
        version: domain::ids::CatalogVersion::parse(&"a".repeat(16)).unwrap(),
        offers: vec![(goods::market(), offers)],
        terms: vec![goods::terms(goods::market().as_str(), &["en", "de"])],
    };
    store.publish(&publication).await.unwrap();
    Stage { shop, store, faults, aws, _folder: folder }
}

/// Something to be engraved, in two languages.
fn a_lamp() -> Offer {
    let id = PropertyId::parse("engraving").unwrap();
    let words = OfferWords {
        title: "Lampe".to_owned(),
        label: "Eiche".to_owned(),
        properties: BTreeMap::from([(id.clone(), "Gravur".to_owned())]),
    };
    let (name, price) = ("Engraving".to_owned(), goods::euros(1800));
    Offer {
        properties: vec![PropertyRule { id, name, length_max: 24, price }],
        words: BTreeMap::from([(Language::German, words)]),
        ..goods::an_offer(&goods::sku("LAMP"))
    }
}

/// An answer as far as these tests look.
#[derive(Debug)]
struct Answer {
    status: u16,
    /// The id in the cookie `cart`, and the cookie as it was set.
    cart: Option<(CartId, String)>,
    location: Option<String>,
    retry_after: bool,
    body: Vec<u8>,
}

impl Answer {
    fn cart_body(&self) -> CartBody {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn problem(&self) -> (u16, ProblemCode) {
        (self.status, serde_json::from_slice::<Problem>(&self.body).unwrap().code)
    }
}

impl Stage {
    async fn send(&self, request: http::request::Builder, body: &Value) -> Answer {
        let request = request.header("content-type", "application/json");
        let answer = handle(&self.shop, request.body(Body::from(body.to_string())).unwrap(), NOW).await;
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let cookies = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let mut cart = cookies
            .filter_map(|cookie| Some((cookie.strip_prefix("cart=")?.split(';').next()?, cookie)))
            .map(|(id, cookie)| (CartId::parse(id).unwrap(), cookie.to_owned()));
        Answer {
            status: answer.status().as_u16(),
            cart: cart.next_back(),
            location: header("location"),
            retry_after: header("retry-after").is_some(),
            body: answer.body().as_ref().to_vec(),
        }
    }

    /// A program's post, with the cart it has.
    async fn post(&self, path: &str, cart: Option<&CartId>, body: Value) -> Answer {
        let mut request = http::Request::post(path).header("accept", "application/json");
        if let Some(cart) = cart {
            request = request.header("cookie", format!("cart={cart}"));
        }
        self.send(request, &body).await
    }

    /// A new cart with some owls.
    async fn a_cart(&self, owls: u32) -> CartId {
        let answer = self.post("/cart/add", None, json!({"sku": "OWL", "quantity": owls})).await;
        answer.cart.unwrap().0
    }

    async fn owls(&self, cart: &CartId) -> Option<u32> {
        let cart = self.store.cart(cart, NOW).await.unwrap()?;
        cart.lines.get(&LineId::parse("OWL").unwrap()).map(|line| line.quantity.get())
    }
}

#[tokio::test]
async fn the_first_article_makes_a_cart_whose_cookie_scripts_cannot_read() {
    let stage = a_stage().await;
    let answer = stage.post("/cart/add", None, json!({"sku": "OWL", "quantity": 2})).await;
    let (id, cookie) = answer.cart.clone().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    assert_eq!(stage.owls(&id).await, Some(2));
    let body = answer.cart_body();
    assert_eq!((answer.status, body.line_count, body.quantity_total), (200, 1, 2));
    assert_eq!(body.subtotal, Some(Amount::from(goods::euros(4800))));
}

#[tokio::test]
async fn what_is_engraved_is_named_and_refused_in_the_language_of_the_storefront() {
    let stage = a_stage().await;
    let engrave = |text: &str| json!({"sku": "LAMP", "locale": "de", "properties": {"engraving": text}});
    let refused = stage.post("/cart/add", None, engrave("Für Ada 😀")).await;
    assert_eq!(refused.problem(), (422, ProblemCode::InvalidField));
    let Problem { title, fields, .. } = serde_json::from_slice(&refused.body).unwrap();
    let sentence = "„😀“ kann nicht geschrieben werden. Möglich sind lateinische Buchstaben, Ziffern, \
                    Leerzeichen und . , ! ? ' & - / ( ).";
    assert_eq!(title, format!("Gravur: {sentence}"));
    assert_eq!(
        fields,
        [ProblemField { name: "properties[engraving]".to_owned(), problem: sentence.to_owned() }]
    );
    let added = stage.post("/cart/add", None, engrave("Für Ada")).await.cart_body();
    let line = &added.lines[0];
    assert_eq!((line.title.as_str(), line.properties[0].name.as_str()), ("Lampe, Eiche", "Gravur"));
    let cart = stage.a_cart(1).await;
    let unknown = json!({"line": "LAMP.0123456789ab", "quantity": 1});
    assert_eq!(stage.post("/cart/set", Some(&cart), unknown).await.problem(), (404, ProblemCode::NotFound));
}

#[tokio::test]
async fn adding_adds_setting_sets_and_removing_twice_is_removing() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!(stage.owls(&cart).await, Some(2));
    for _ in 0..2 {
        stage.post("/cart/set", Some(&cart), json!({"sku": "OWL", "quantity": 7})).await;
    }
    assert_eq!(stage.owls(&cart).await, Some(7));
    for _ in 0..2 {
        let answer = stage.post("/cart/remove", Some(&cart), json!({"sku": "OWL"})).await;
        assert_eq!((answer.status, answer.cart_body().line_count), (200, 0));
    }
    stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    stage.post("/cart/set", Some(&cart), json!({"sku": "OWL", "quantity": "0"})).await;
    assert_eq!(stage.owls(&cart).await, None);
}

#[tokio::test]
async fn a_lost_answer_does_not_add_twice() {
    let stage = a_stage().await;
    stage.faults.plan(Service::DynamoDb, "PutItem", Fault::LoseAnswer);
    let cart = stage.a_cart(1).await;
    assert_eq!(stage.owls(&cart).await, Some(1));
    stage.faults.plan(Service::DynamoDb, "UpdateItem", Fault::LoseAnswer);
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, stage.faults.left()), (200, 0));
    assert_eq!(stage.owls(&cart).await, Some(2));
}

#[tokio::test]
async fn windows_that_add_at_the_same_time_are_all_heard() {
    let stage = Arc::new(a_stage().await);
    let cart = stage.a_cart(1).await;
    let mut adding = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (stage, cart) = (Arc::clone(&stage), cart.clone());
        adding.spawn(async move { stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await.status });
    }
    assert_eq!(adding.join_all().await, [200; 6]);
    assert_eq!(stage.owls(&cart).await, Some(7));
}

#[tokio::test]
async fn contention_is_met_with_another_try() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    let conflict = Fault::Refuse(Refusal::TransactionConflict { position: 0 });
    stage.faults.plan(Service::DynamoDb, "UpdateItem", conflict);
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, stage.owls(&cart).await), (200, Some(2)));
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name_and_changes_nothing() {
    let stage = a_stage().await;
    let cart = stage.a_cart(98).await;
    let refusals = [
        ("/cart/add", json!({"sku": "GONE-1"}), ProblemCode::NotSold),
        ("/cart/add", json!({"sku": "<script>"}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": 0}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": -1}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": 1.5}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": 2}), ProblemCode::LimitReached),
        ("/cart/add", json!({"sku": "OWL", "price": 1}), ProblemCode::Unreadable),
        ("/cart/set", json!({"sku": "OWL", "quantity": 100}), ProblemCode::InvalidField),
        ("/cart/set", json!({"sku": "OWL"}), ProblemCode::Unreadable),
        ("/cart/merge", json!({"cart": "cart_x"}), ProblemCode::InvalidField),
        ("/cart/burn", json!({}), ProblemCode::NotFound),
    ];
    for (path, body, code) in refusals {
        let answer = stage.post(path, Some(&cart), body.clone()).await;
        assert_eq!(answer.problem(), (code.status(), code), "{path} {body}");
    }
    assert_eq!(stage.owls(&cart).await, Some(98));
}

#[tokio::test]
async fn another_sites_form_changes_nothing() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    let request = http::Request::post("/cart/add")
        .header("accept", "application/json")
        .header("origin", "https://evil.example")
        .header("cookie", format!("cart={cart}"));
    let answer = stage.send(request, &json!({"sku": "OWL"})).await;
    assert_eq!(answer.problem(), (400, ProblemCode::ForeignOrigin));
    assert_eq!(stage.owls(&cart).await, Some(1));
}

#[tokio::test]
async fn a_browser_is_sent_to_the_cart() {
    let stage = a_stage().await;
    let request = http::Request::post("/cart/add").header("accept", "text/html").header("origin", SITE);
    let answer = stage.send(request, &json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/cart")));
}

#[tokio::test]
async fn merging_twice_is_merging_once() {
    let stage = a_stage().await;
    let (mine, other) = (stage.a_cart(2).await, stage.a_cart(5).await);
    for _ in 0..2 {
        stage.post("/cart/merge", Some(&mine), json!({"cart": other.as_str()})).await;
        assert_eq!(stage.owls(&mine).await, Some(5));
    }
    assert_eq!(stage.owls(&other).await, Some(5));
}

#[tokio::test]
async fn after_the_order_the_next_article_starts_a_new_cart() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    let key = store::table::cart(&cart);
    let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
    let order = domain::ids::OrderId::from_bits([1; 16]);
    let close = stage.aws.dynamodb().update_item().table_name("shop");
    let close =
        close.key("pk", text(key.pk)).key("sk", text(key.sk)).update_expression("SET order_id = :order");
    close.expression_attribute_values(":order", text(order.to_string())).send().await.unwrap();
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    let (fresh, _) = answer.cart.unwrap();
    assert_ne!(fresh, cart);
    assert_eq!((stage.owls(&cart).await, stage.owls(&fresh).await), (Some(1), Some(1)));
}

#[tokio::test]
async fn a_busy_table_is_said_to_be_busy() {
    let stage = a_stage().await;
    for _ in 0..3 {
        stage.faults.plan(Service::DynamoDb, "GetItem", Fault::Refuse(Refusal::Throttled));
    }
    let answer = stage.post("/cart/add", None, json!({"sku": "OWL"})).await;
    assert_eq!((answer.problem(), answer.retry_after), ((503, ProblemCode::Busy), true));
}

#[test]
fn a_missing_variable_is_named() {
    let error = Config::read(&|name| (name != SITE_URL).then(|| "x".to_owned())).unwrap_err();
    assert!(error.to_string().contains(SITE_URL), "{error}");
}
