//! `GET /offers`: what is asked for, in the order asked, as much as a page needs to know.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../shared/store/tests/table/goods.rs"]
mod goods;

use contract::config::TABLE_NAME;
use contract::http::{Amount, OffersBody, StockBandBody};
use contract::problem::{Problem, ProblemCode};
use domain::ids::MovementId;
use domain::inventory::{Movement, MovementKind, StockChange};
use domain::time::Timestamp;
use embedded::{EmbeddedAws, EmbeddedConfig};
use lambda_http::{Body, RequestExt, http};
use offers::{Config, Shop, handle};
use std::collections::HashMap;
use std::path::Path;
use store::Store;
use store::catalog::Publication;

const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);

struct Stage {
    shop: Shop,
    _aws: EmbeddedAws,
    _folder: tempfile::TempDir,
}

/// A shop with ten mugs, three owls, one tray and no bowl.
async fn a_stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let aws = EmbeddedAws::open(EmbeddedConfig::in_memory(folder.path())).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/template.yaml");
    let template = template_reader::Template::read(&path).unwrap();
    local::engine::create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let lookup = |name: &str| (name == TABLE_NAME).then(|| "shop".to_owned());
    let shop = Shop::new(Config::read(&lookup).unwrap(), aws.dynamodb());
    let store = Store::new(aws.dynamodb(), "shop");
    let offers = ["MUG-TIDE", "OWL", "TRAY", "BOWL"].map(|name| goods::an_offer(&goods::sku(name)));
    let publication = Publication {
        version: domain::ids::CatalogVersion::parse(&"a".repeat(16)).unwrap(),
        offers: vec![(goods::market(), offers.to_vec())],
        terms: vec![goods::terms(goods::market().as_str(), &[goods::locale("en").as_str()])],
    };
    store.publish(&publication).await.unwrap();
    for (number, name, delta) in [(1, "MUG-TIDE", 10), (2, "OWL", 3), (3, "TRAY", 1)] {
        let change = StockChange {
            id: MovementId::from_bits([number; 16]),
            sku: goods::sku(name),
            kind: MovementKind::Receipt,
            quantity: delta,
            reason: String::new(),
        };
        store.commit_movement(None, &Movement { change, delta }, NOW).await.unwrap();
    }
    Stage { shop, _aws: aws, _folder: folder }
}

impl Stage {
    async fn get(&self, market: &str, skus: &str) -> http::Response<Body> {
        let query =
            [("market", market), ("skus", skus)].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = http::Request::get("/offers").body(Body::Empty).unwrap();
        let request = request.with_query_string_parameters(HashMap::from(query));
        handle(&self.shop, request, NOW).await
    }

    async fn refusal(&self, market: &str, skus: &str) -> ProblemCode {
        let answer = self.get(market, skus).await;
        let problem: Problem = serde_json::from_slice(answer.body().as_ref()).unwrap();
        assert_eq!(answer.status().as_u16(), problem.code.status());
        assert_eq!(answer.headers()["cache-control"], "no-store", "a refusal is not kept");
        problem.code
    }
}

#[tokio::test]
async fn offers_come_in_the_order_asked_with_what_is_left_and_what_is_gone() {
    let stage = a_stage().await;
    let answer = stage.get("eu", "OWL,MUG-TIDE,NEVER-SOLD,BOWL,TRAY,OWL").await;
    let body: OffersBody = serde_json::from_slice(answer.body().as_ref()).unwrap();
    assert_eq!((body.market.as_str(), body.price_version), ("eu", "a".repeat(16)));
    let told: Vec<_> = body
        .offers
        .iter()
        .map(|offer| {
            (offer.sku.as_str(), offer.stock, offer.stock_text.as_str(), offer.delivery_text.is_empty())
        })
        .collect();
    let wanted = [
        ("OWL", StockBandBody::Low, "Only 3 left", false),
        ("MUG-TIDE", StockBandBody::In, "In stock", false),
        ("NEVER-SOLD", StockBandBody::Gone, "No longer sold", true),
        ("BOWL", StockBandBody::Out, "Sold out", true),
        ("TRAY", StockBandBody::Low, "Only one left", false),
    ];
    assert_eq!(told, wanted);
    let prices: Vec<_> = body.offers.iter().map(|offer| offer.unit_price.clone()).collect();
    let price = Some(Amount::from(goods::euros(2400)));
    assert_eq!(prices, [price.clone(), price.clone(), None, price.clone(), price]);
}

#[tokio::test]
async fn an_answer_may_be_kept_for_a_minute() {
    let answer = a_stage().await.get("eu", "OWL").await;
    let kept = answer.headers()["cache-control"].to_str().unwrap().to_owned();
    assert!(kept.contains("max-age=60"), "{kept}");
    assert!(answer.headers().get("set-cookie").is_none(), "what is kept for all is nobody's");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let stage = a_stage().await;
    assert_eq!(stage.refusal("mars", "OWL").await, ProblemCode::NotFound);
    assert_eq!(stage.refusal("<eu>", "OWL").await, ProblemCode::InvalidField);
    assert_eq!(stage.refusal("eu", "").await, ProblemCode::InvalidField);
    assert_eq!(stage.refusal("eu", "OWL,owl").await, ProblemCode::InvalidField);
    let many: Vec<String> = (0..51).map(|number| format!("SKU-{number}")).collect();
    assert_eq!(stage.refusal("eu", &many.join(",")).await, ProblemCode::InvalidField);
    assert_eq!(stage.get("eu", &many[..50].join(",")).await.status(), 200);
}
