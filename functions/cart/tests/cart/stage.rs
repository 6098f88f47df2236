//! A shop to buy from, with stores that fail as planned.

use crate::goods;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cart::{Config, Shop, handle};
use contract::config::{LINK_SECRETS, SHELL_FOLDER, SITE_URL, TABLE_NAME};
use contract::http::CartBody;
use contract::problem::{Problem, ProblemCode};
use domain::cart_link::CartLink;
use domain::catalog::{Offer, OfferWords};
use domain::configure::PropertyRule;
use domain::ids::{CartId, LineId, OrderId, PropertyId};
use domain::language::Language;
use domain::time::Timestamp;
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Service};
use lambda_http::{Body, RequestExt, http};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::Store;
use store::catalog::Publication;
use store::seal::{NONCE_BYTES, Sealer};

pub const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);
pub const SITE: &str = "https://shop.example";

pub struct Stage {
    pub shop: Shop,
    pub store: Store,
    pub faults: Arc<StageFaults>,
    pub aws: EmbeddedAws,
    folder: tempfile::TempDir,
}

/// Planned faults, and what somebody else does right after the last of them.
#[derive(Default)]
pub struct StageFaults {
    pub planned: PlannedFaults,
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl StageFaults {
    /// Lets this be done when no planned fault is left, before the next call.
    pub fn meanwhile(&self, done: impl FnOnce() + Send + 'static) {
        *self.meanwhile.lock().unwrap() = Some(Box::new(done));
    }

    fn due(&self) -> Option<Box<dyn FnOnce() + Send>> {
        if self.planned.left() > 0 { None } else { self.meanwhile.lock().unwrap().take() }
    }
}

impl Faults for StageFaults {
    fn before(&self, service: Service, operation: &str, body: &[u8]) -> Option<Fault> {
        if let Some(done) = self.due() {
            done();
        }
        self.planned.before(service, operation, body)
    }
}

/// A shop that sells mugs, owls and lamps at 24 euros.
pub async fn a_stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let faults = Arc::new(StageFaults::default());
    let mut config = EmbeddedConfig::in_memory(folder.path());
    config.faults = Some(Arc::clone(&faults) as Arc<dyn Faults>);
    let aws = EmbeddedAws::open(config).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/template.yaml");
    let template = template_reader::Template::read(&path).unwrap();
    local::engine::create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let shop = a_shop(&aws, folder.path(), "secret");
    let store = Store::new(aws.dynamodb(), "shop");
    let mut offers = ["MUG-TIDE", "OWL"].map(|name| goods::an_offer(&goods::sku(name))).to_vec();
    offers.push(a_lamp());
    let publication = Publication {
        version: domain::ids::CatalogVersion::parse(&"a".repeat(16)).unwrap(),
        offers: vec![(goods::market(), offers)],
        terms: vec![goods::terms(goods::market().as_str(), &["en", "de"])],
    };
    store.publish(&publication).await.unwrap();
    Stage { shop, store, faults, aws, folder }
}

fn a_shop(aws: &EmbeddedAws, shells: &Path, link_secrets: &str) -> Shop {
    let lookup = |name: &str| match name {
        TABLE_NAME => Some("shop".to_owned()),
        SITE_URL => Some(SITE.to_owned()),
        SHELL_FOLDER => Some(shells.display().to_string()),
        LINK_SECRETS => Some(link_secrets.to_owned()),
        _ => None,
    };
    Shop::new(Config::read(&lookup).unwrap(), aws.dynamodb())
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
pub struct Answer {
    pub status: u16,
    /// The id in the cookie `cart`, and the cookie as it was set.
    pub cart: Option<(CartId, String)>,
    pub location: Option<String>,
    pub retry_after: bool,
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn cart_body(&self) -> CartBody {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// A page.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn problem(&self) -> (u16, ProblemCode) {
        (self.status, serde_json::from_slice::<Problem>(&self.body).unwrap().code)
    }
}

impl Stage {
    pub async fn send(&self, request: http::request::Builder, body: &Value) -> Answer {
        let request = request.header("content-type", "application/json");
        self.answer(request.body(Body::from(body.to_string())).unwrap(), NOW).await
    }

    /// What a browser with this cart is shown.
    pub async fn page(&self, address: &str, cart: Option<&CartId>, now: Timestamp) -> Answer {
        let mut request = http::Request::get(format!("{SITE}{address}")).header("accept", "text/html");
        if let Some(cart) = cart {
            request = request.header("cookie", format!("cart={cart}"));
        }
        let query: HashMap<String, String> = address
            .split_once('?')
            .map(|(_, query)| form_urlencoded::parse(query.as_bytes()).into_owned().collect())
            .unwrap_or_default();
        let request = request.body(Body::Empty).unwrap().with_query_string_parameters(query);
        self.answer(request, now).await
    }

    async fn answer(&self, request: lambda_http::Request, now: Timestamp) -> Answer {
        let answer = handle(&self.shop, request, now).await;
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
            headers: answer.headers().clone(),
            body: answer.body().as_ref().to_vec(),
        }
    }

    /// A program's post, with the cart it has.
    pub async fn post(&self, path: &str, cart: Option<&CartId>, body: Value) -> Answer {
        let mut request = http::Request::post(path).header("accept", "application/json");
        if let Some(cart) = cart {
            request = request.header("cookie", format!("cart={cart}"));
        }
        self.send(request, &body).await
    }

    /// The same shop, started again with other secrets for its links.
    pub fn change_secrets(&mut self, link_secrets: &str) {
        self.shop = a_shop(&self.aws, self.folder.path(), link_secrets);
    }

    /// Lets the site's build have made this shell.
    pub fn write_shell(&self, shell: &str) {
        let place = self.folder.path().join("shell");
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(place.join("index.html"), shell).unwrap();
    }

    /// Lets a cart have become an order.
    pub async fn order(&self, cart: &CartId) {
        let key = store::table::cart(cart);
        let text = |text: String| AttributeValue::S(text);
        let close = self.aws.dynamodb().update_item().table_name("shop");
        let close = close.key("pk", text(key.pk)).key("sk", text(key.sk));
        let close = close.update_expression("SET order_id = :order");
        let order = OrderId::from_bits([1; 16]).to_string();
        close.expression_attribute_values(":order", text(order)).send().await.unwrap();
    }

    /// A new cart with some owls.
    pub async fn a_cart(&self, owls: u32) -> CartId {
        let answer = self.post("/cart/add", None, json!({"sku": "OWL", "quantity": owls})).await;
        answer.cart.unwrap().0
    }

    pub async fn owls(&self, cart: &CartId) -> Option<u32> {
        let cart = self.store.cart(cart, NOW).await.unwrap()?;
        cart.lines.get(&LineId::parse("OWL").unwrap()).map(|line| line.quantity.get())
    }
}

/// The sealed end of this link.
pub fn token_of(link: &CartLink) -> String {
    let sealed = Sealer::new(&["secret"]).seal_cart_link([7; NONCE_BYTES], link).unwrap();
    URL_SAFE_NO_PAD.encode(sealed)
}
