//! A shop to test with: the table of the template in memory, faults on demand, and carts that become orders.

use crate::goods::{an_offer, euros, locale, market, sku, terms};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};
use domain::cart::{Cart, CartLine, Quantity};
use domain::catalog::Offers;
use domain::ids::{CartId, CatalogVersion, Country, LineId, MovementId, OrderId, OrderNumber};
use domain::inventory::{Movement, MovementKind, Stock, StockChange};
use domain::orders::Order;
use domain::orders::place::{PlaceRequest, Placement, place};
use domain::payments::PaymentMethod;
use domain::pricing::quote;
use domain::time::{Span, Timestamp};
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Service};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;
use store::orders::PlaceRefusal;
use store::{StoreError, table::Key};
use template_reader::{Key as KeySchema, Template};

/// Half past two on a November night.
pub const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);

pub fn line(text: &str) -> LineId {
    LineId::parse(text).unwrap()
}

/// So many minutes after [`NOW`].
pub fn after(minutes: u32) -> Timestamp {
    NOW.plus(Span::minutes(minutes))
}

/// A table in memory.
pub struct Shop {
    pub store: Store,
    pub client: Client,
    pub calls: Arc<Calls>,
    _aws: EmbeddedAws,
    _mails: tempfile::TempDir,
}

/// Sees every call to the table, and lets some of them fail.
#[derive(Default)]
pub struct Calls {
    planned: PlannedFaults,
    passing: Mutex<Option<(String, usize)>>,
    seen: Mutex<Vec<(String, String)>>,
}

impl Calls {
    /// Lets the next calls of an operation fail, so many times.
    pub fn fail(&self, operation: &str, fault: Fault, times: usize) {
        for _ in 0..times {
            self.planned.plan(Service::DynamoDb, operation, fault);
        }
    }

    /// Lets so many calls of an operation pass before any fault.
    pub fn let_pass(&self, operation: &str, calls: usize) {
        *self.passing.lock().unwrap() = Some((operation.to_owned(), calls));
    }

    /// How many planned faults no call has met.
    pub fn faults_left(&self) -> usize {
        self.planned.left()
    }

    /// The bodies of the calls of an operation so far.
    pub fn of(&self, operation: &str) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|(name, _)| name == operation).map(|(_, body)| body.clone()).collect()
    }
}

impl Faults for Calls {
    fn before(&self, service: Service, operation: &str, body: &[u8]) -> Option<Fault> {
        let body = String::from_utf8_lossy(body).into_owned();
        self.seen.lock().unwrap().push((operation.to_owned(), body));
        if let Some((passing, left)) = self.passing.lock().unwrap().as_mut()
            && passing == operation
            && *left > 0
        {
            *left -= 1;
            return None;
        }
        self.planned.before(service, operation, &[])
    }
}

/// An empty shop.
pub async fn a_shop() -> Shop {
    let mails = tempfile::tempdir().unwrap();
    let calls = Arc::new(Calls::default());
    let mut config = EmbeddedConfig::in_memory(mails.path());
    config.faults = Some(Arc::clone(&calls) as Arc<dyn Faults>);
    let aws = EmbeddedAws::open(config).unwrap();
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    let config = aws.dynamodb().config().to_builder().retry_config(retries).build();
    let client = Client::from_conf(config);
    create_table(&client).await;
    Shop { store: Store::new(client.clone(), "shop"), client, calls, _aws: aws, _mails: mails }
}

fn schema(key: &KeySchema) -> Vec<KeySchemaElement> {
    let parts = [(Some(&key.hash), KeyType::Hash), (key.range.as_ref(), KeyType::Range)];
    let element = |name: &String, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind);
    parts.into_iter().filter_map(|(name, kind)| Some(element(name?, kind).build().unwrap())).collect()
}

/// The table as the template has it.
async fn create_table(client: &Client) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../infra/template.yaml");
    let template = Template::read(&path).unwrap();
    let table = &template.tables[0];
    let mut call = client.create_table().table_name("shop").billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in &table.attributes {
        let kind = ScalarAttributeType::from(kind.as_str());
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(kind);
        call = call.attribute_definitions(attribute.build().unwrap());
    }
    for index in &table.indexes {
        let projection = ProjectionType::from(index.projection.as_str());
        let projection = Projection::builder().projection_type(projection).build();
        let index = GlobalSecondaryIndex::builder()
            .index_name(&index.name)
            .set_key_schema(Some(schema(&index.key)))
            .projection(projection);
        call = call.global_secondary_indexes(index.build().unwrap());
    }
    call.set_key_schema(Some(schema(&table.key))).send().await.unwrap();
}

/// So many of something at 24 euros.
pub fn a_line(quantity: u32) -> CartLine {
    let quantity = Quantity::new(quantity).unwrap();
    CartLine { quantity, shown_price: euros(2400), title: "Harbor mug".to_owned(), properties: vec![] }
}

/// A cart that is not stored.
pub fn a_cart(number: u8, lines: &[(&str, u32)]) -> Cart {
    let mut cart = Cart::empty(CartId::from_bits([number; 16]), market(), locale("en"));
    cart.lines = lines.iter().map(|(name, quantity)| (line(name), a_line(*quantity))).collect();
    cart
}

/// What a cart becomes when it is ordered at [`NOW`]; the order and its number follow from the cart's number.
pub fn a_placement(cart: &Cart) -> Placement {
    let number = u8::from_str_radix(&cart.id.as_str()["cart_".len()..][..2], 16).unwrap();
    let terms = terms("eu", &["en"]);
    let version = CatalogVersion::parse("0123456789abcdef").unwrap();
    let by_sku = cart.quantities().into_keys().map(|sku| (sku.clone(), an_offer(&sku))).collect();
    let country = Country::parse("DE").unwrap();
    let quote = quote(&terms, cart, &Offers { version, by_sku }, &country, None).unwrap();
    let plenty = Stock { available: 1_000, reserved: 0, version: 1 };
    place(PlaceRequest {
        id: OrderId::from_bits([number; 16]),
        number: order_number(number),
        cart,
        agreed: &quote.fingerprint(),
        quote,
        stock: &cart.quantities().into_keys().map(|sku| (sku, plenty)).collect(),
        market: &terms.market,
        method: PaymentMethod::Card,
        identity: "f".repeat(32),
        network: Some("e".repeat(32)),
        now: NOW,
    })
    .unwrap()
}

/// An order number of its own for each cart's number.
fn order_number(number: u8) -> OrderNumber {
    let mut bits = [number; 10];
    bits[0] = number / 32;
    OrderNumber::from_bits(bits)
}

/// The sealed contact of every order here.
pub const SEALED: &[u8] = b"sealed";

impl Shop {
    /// A cart as it is stored.
    pub async fn cart(&self, number: u8, lines: &[(&str, u32)]) -> Cart {
        let cart = a_cart(number, lines);
        self.store.create_cart(&cart, "request", NOW).await.unwrap();
        self.store.cart(&cart.id, NOW).await.unwrap().unwrap()
    }

    /// Puts units on the shelf.
    pub async fn receive(&self, name: &str, units: i64) {
        let stock = self.stock(name).await;
        let change = a_change(name, MovementKind::Receipt, units);
        let movement = Movement { change, delta: units };
        self.store.commit_movement(stock.as_ref(), &movement, NOW).await.unwrap();
    }

    /// The stock of a SKU, read consistently.
    pub async fn stock(&self, name: &str) -> Option<Stock> {
        let sku = sku(name);
        self.store.stock([&sku], true).await.unwrap().remove(&sku)
    }

    /// What is available and what is promised of a SKU.
    pub async fn units(&self, name: &str) -> (u64, u64) {
        let stock = self.stock(name).await.unwrap();
        (stock.available, stock.reserved)
    }

    /// Orders a cart.
    pub async fn place(&self, cart: &Cart) -> Result<(), StoreError<PlaceRefusal>> {
        self.store.commit_placement(&a_placement(cart), cart, SEALED.to_vec(), NOW).await
    }

    /// An order of some units, with as many on the shelf, as it is stored.
    pub async fn order(&self, number: u8, lines: &[(&str, u32)]) -> Order {
        for (name, quantity) in lines {
            self.receive(name, i64::from(*quantity)).await;
        }
        let cart = self.cart(number, lines).await;
        self.place(&cart).await.unwrap();
        self.store.order(&OrderId::from_bits([number; 16])).await.unwrap().unwrap()
    }

    /// An item as it is stored.
    pub async fn item(&self, key: &Key) -> Option<HashMap<String, AttributeValue>> {
        let call = self.client.get_item().table_name("shop").consistent_read(true);
        let call =
            call.key("pk", AttributeValue::S(key.pk.clone())).key("sk", AttributeValue::S(key.sk.clone()));
        call.send().await.unwrap().item
    }
}

/// A change of stock with an id of its own.
pub fn a_change(name: &str, kind: MovementKind, quantity: i64) -> StockChange {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut bits = [0; 16];
    bits[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let id = MovementId::from_bits(bits);
    StockChange { id, sku: sku(name), kind, quantity, reason: "delivery".to_owned() }
}

/// The bytes `DynamoDB` counts for an item: names and values.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
pub fn bytes(item: &HashMap<String, AttributeValue>) -> usize {
    item.iter().map(|(name, value)| name.len() + bytes_of(value)).sum()
}

fn bytes_of(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len() / 2 + 2,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::M(map) => 3 + map.len() + bytes(map),
        AttributeValue::L(list) => 3 + list.len() + list.iter().map(bytes_of).sum::<usize>(),
        _ => 1,
    }
}
