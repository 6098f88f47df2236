//! Bad input: everywhere a clear answer that says what to do, and nothing lost or half done.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use domain::orders::state::OrderStatus;
use journeys::shop::WEBHOOK_SECRET;
use journeys::{Page, Shopper, TestShop};
use provider_sim::{Control, DeliveryPolicy, signature};
use serde_json::{Value, json};

fn assert_problem(page: &Page, status: u16, code: &str) {
    assert_eq!((page.status, page.code().as_str()), (status, code), "{}", page.text);
    assert_eq!(page.media_type, "application/problem+json");
    assert!(page.json()["title"].as_str().is_some_and(|title| title.len() > 10), "{}", page.text);
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    assert_problem(&rosa.post_raw("/cart/add", json, "{\"sku\":").await, 400, "unreadable");
    assert_problem(&rosa.post_raw("/cart/add", json, "[]").await, 400, "unreadable");
    assert_problem(
        &rosa.post_raw("/cart/add", json, r#"{"sku":"MUG-TIDE","price":1}"#).await,
        400,
        "unreadable",
    );
    assert_problem(&rosa.post_raw("/cart/add", form, "sku=MUG-TIDE&sku=PIN").await, 400, "unreadable");
    assert_problem(&rosa.post_raw("/cart/add", form, "sku=%FF%FE").await, 422, "invalid_field");
    assert_problem(&rosa.post_raw("/cart/add", form, vec![0xff, 0xfe]).await, 400, "unreadable");
    assert_problem(
        &rosa.post_raw("/cart/add", "text/plain", "sku=MUG-TIDE").await,
        415,
        "unsupported_media_type",
    );
    assert_problem(&rosa.post_raw("/cart/add", form, vec![b'a'; 70_000]).await, 413, "too_large");
    assert_problem(&rosa.post_raw("/checkout/place", json, "{").await, 400, "unreadable");
    assert_eq!(rosa.get_json("/cart").await.json()["line_count"], json!(0));
}

#[tokio::test]
async fn unknown_skus_and_impossible_quantities_are_refused() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let add = async |sku: &str, quantity: Value| {
        rosa.post_json("/cart/add", &json!({ "sku": sku, "quantity": quantity })).await
    };
    assert_problem(&add("NOPE-NOPE", json!(1)).await, 409, "not_sold");
    assert_problem(&add("<script>", json!(1)).await, 422, "invalid_field");
    for quantity in [json!(0), json!(-1), json!(100), json!(1.5), json!("two"), json!(99_999_999_999_i64)] {
        assert_problem(&add("MUG-TIDE", quantity).await, 422, "invalid_field");
    }
    for quantity in [json!(null), json!([1]), json!(true)] {
        let page = add("MUG-TIDE", quantity.clone()).await;
        assert!(quantity.is_null() || page.code() == "unreadable", "{quantity} {}", page.text);
    }
    let set = rosa.post_json("/cart/set", &json!({ "sku": "MUG-TIDE", "quantity": 98 })).await;
    assert_eq!(set.status, 200);
    assert_problem(&add("MUG-TIDE", json!(2)).await, 409, "limit_reached");
    assert_eq!(rosa.get_json("/cart").await.json()["quantity_total"], json!(98));
}

#[tokio::test]
async fn a_browser_is_told_in_a_page_with_its_cart() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let page = rosa.post("/cart/add", &[("sku", "MUG-TIDE"), ("quantity", "0")]).await;
    assert_eq!(page.status, 422);
    assert!(page.media_type.starts_with("text/html"));
    assert!(
        page.text.contains("whole number from 1 to 99") && page.text.contains("The MUG-TIDE"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_foreign_or_broken_cart_id_opens_nothing() {
    let shop = TestShop::start().await;
    let (rosa, mallory) = (Shopper::of(&shop), Shopper::of(&shop));
    rosa.add("MUG-TIDE", 1).await;
    let stranger = format!("cart_{}", "0".repeat(32));
    assert_problem(&mallory.post_json("/cart/merge", &json!({ "cart": stranger })).await, 404, "not_found");
    assert_problem(
        &mallory.post_json("/cart/merge", &json!({ "cart": "../../etc" })).await,
        422,
        "invalid_field",
    );
    assert_eq!(mallory.get_json("/cart").await.json()["line_count"], json!(0));
    let mine = rosa.cookie("cart").unwrap();
    let other = Shopper::of(&shop);
    other.add("PIN", 3).await;
    for _ in 0..2 {
        let merged = other.post_json("/cart/merge", &json!({ "cart": mine })).await.json();
        assert_eq!((merged["line_count"].clone(), merged["quantity_total"].clone()), (json!(2), json!(4)));
    }
}

#[tokio::test]
async fn another_sites_forms_are_refused() {
    let shop = TestShop::start().await;
    let http = reqwest::Client::new();
    for path in ["/cart/add", "/checkout/details", "/checkout/place"] {
        let request =
            http.post(format!("{}{path}", shop.local.url())).header("origin", "https://evil.example");
        let answer =
            request.header("accept", "application/json").form(&[("sku", "MUG-TIDE")]).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400, "{path}");
    }
}

#[tokio::test]
async fn every_answer_has_the_cdns_headers_and_no_stranger_speaks_for_the_cdn() {
    let shop = TestShop::start().await;
    let http = reqwest::Client::new();
    for path in ["/", "/cart", "/offers?market=eu&skus=MUG-TIDE", "/no-such-page"] {
        // What a stranger says in the CDN's name is replaced, so that the function still knows the CDN.
        let request = http.get(format!("{}{path}", shop.local.url())).header("x-origin-secrets", "guessed");
        let answer = request.send().await.unwrap();
        assert_ne!(answer.status().as_u16(), 403, "{path}");
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        let policy = header("content-security-policy");
        let form_action = format!("form-action 'self' {} http", shop.local.provider_url());
        assert!(
            policy.starts_with("default-src 'none'; ") && policy.contains(&form_action),
            "{path}: {policy}"
        );
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn an_orders_page_needs_its_own_key() {
    let shop = TestShop::start().await;
    let (rosa, mallory) = (Shopper::of(&shop), Shopper::of(&shop));
    let (order, _) = rosa.order("MUG-TIDE", 1).await;
    let path = format!("/order/{order}");
    assert_problem(&mallory.get_json(&path).await, 404, "not_found");
    assert_problem(&mallory.get_json(&format!("{path}?key={}", "0".repeat(32))).await, 404, "not_found");
    assert_problem(&mallory.post_json(&format!("{path}/pay"), &json!({})).await, 404, "not_found");
    assert_problem(&mallory.post_json(&format!("{path}/change"), &json!({})).await, 404, "not_found");
    assert_problem(&mallory.get_json("/order/ord_xyz").await, 404, "not_found");
    let shown = mallory.get(&path).await;
    assert_eq!(shown.status, 404);
    assert!(!shown.text.contains("Rosa"));
    let key = rosa.cookie("order_key").unwrap();
    let linked = mallory.get(&format!("{path}?key={key}")).await;
    assert_eq!((linked.status, linked.location.as_deref()), (303, Some(path.as_str())));
    assert!(mallory.get(&path).await.text.contains("Rosa Example"));
}

#[tokio::test]
async fn every_wrong_address_field_is_told_and_what_was_typed_stays() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let mut form = rosa.filled_form().await;
    form["email"] = "rosa@".into();
    form["postal_code"] = "ABC".into();
    form["name"] = "Rosa\r\nBcc: all@example.com".into();
    form["city"] = "".into();
    form["line2"] = "x".repeat(101).into();
    let refused = rosa.place(&form).await;
    assert_problem(&refused, 422, "invalid_field");
    let names: Vec<String> = refused.json()["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["email", "name", "line2", "city", "postal_code"]);
    assert!(rosa.get("/checkout").await.text.contains("Lange Gasse 1"));
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
}

#[tokio::test]
async fn scripts_in_every_field_come_out_as_text() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let mut form = rosa.filled_form().await;
    let script = "<script>alert(1)</script>";
    for field in ["name", "company", "line1", "line2", "city"] {
        form[field] = script.into();
    }
    let placed = rosa.place(&form).await;
    assert_eq!(placed.status, 200, "{}", placed.text);
    let order = placed.json()["order_id"].as_str().unwrap().to_owned();
    shop.pay(placed.json()["next_url"].as_str().unwrap(), journeys::GOOD_CARD);
    shop.until_status(&order, OrderStatus::Confirmed).await;
    let page = rosa.get(&format!("/order/{order}")).await;
    assert!(page.text.contains("&lt;script&gt;") && !page.text.contains("<script>alert"), "{}", page.text);
    shop.until("the mail", || async { shop.mails_to("rosa@example.com").len() == 1 }).await;
}

#[tokio::test]
async fn countries_deliveries_and_ways_to_pay_that_do_not_exist_are_refused() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let good = rosa.filled_form().await;
    let with = |field: &str, value: &str| {
        let mut form = good.clone();
        form[field] = value.into();
        form
    };
    assert_problem(&rosa.place(&with("country", "BR")).await, 422, "invalid_field");
    assert_problem(&rosa.place(&with("country", "Germany")).await, 422, "invalid_field");
    assert_problem(&rosa.place(&with("delivery", "drone")).await, 422, "invalid_field");
    assert_problem(&rosa.place(&with("method", "cowrie-shells")).await, 422, "invalid_field");
    assert_problem(&rosa.place(&with("method", "pay_on_pickup")).await, 422, "invalid_field");
    assert_problem(&rosa.place(&with("agreed", "something else")).await, 409, "price_changed");
    let unknown = rosa.get_json("/offers?market=mars&skus=MUG-TIDE").await;
    assert_problem(&unknown, 404, "not_found");
    let many: Vec<String> = (0..51).map(|n| format!("SKU-{n}")).collect();
    let many = rosa.get_json(&format!("/offers?market=eu&skus={}", many.join(","))).await;
    assert_problem(&many, 422, "invalid_field");
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
}

#[tokio::test]
async fn small_totals_and_large_unpaid_orders_are_refused() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("PIN", 1).await;
    let mut form = rosa.filled_form().await;
    form["delivery"] = "pickup".into();
    form["agreed"] =
        rosa.post_json("/checkout/details", &without_agreed(&form)).await.json()["agreed"].clone();
    assert_problem(&rosa.place(&form).await, 409, "limit_reached");
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 11).await;
    let mut form = rosa.filled_form().await;
    form["method"] = "bank_transfer".into();
    assert_problem(&rosa.place(&form).await, 409, "limit_reached");
}

fn without_agreed(form: &Value) -> Value {
    let mut form = form.clone();
    form.as_object_mut().unwrap().remove("agreed");
    form
}

#[tokio::test]
async fn forged_stale_and_rewritten_webhooks_are_refused_alike() {
    let shop = TestShop::start().await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Hold);
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.pay(&page, journeys::GOOD_CARD);
    let (body, now) = (event(&shop.local.provider()), shop.local.now().as_seconds());
    let good = signature(WEBHOOK_SECRET, now, &body);
    let spaced = body.replacen(':', ": ", 1);
    let wrong = [
        (signature("whsec_other", now, &body), body.clone()),
        (signature(WEBHOOK_SECRET, now - 301, &body), body.clone()),
        (signature(WEBHOOK_SECRET, now + 330, &body), body.clone()),
        (good.clone(), spaced),
        (good.clone(), format!("{body} ")),
        (good.replace("v1=", "v0="), body.clone()),
        ("t=,v1=".to_owned(), body.clone()),
        (String::new(), body.clone()),
        (good.clone(), "x".repeat(300_000)),
    ];
    let mut answers = Vec::new();
    for (header, body) in wrong {
        answers.push(deliver(&shop, &header, body).await);
    }
    assert!(answers.iter().all(|answer| answer.0 == 400 && *answer == answers[0]), "{answers:?}");
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    assert_eq!(deliver(&shop, &good, body).await.0, 204);
    shop.until_status(&order, OrderStatus::Confirmed).await;
}

/// The newest event about the payment, as the provider would send it.
fn event(provider: &Control) -> String {
    let events = provider.events().unwrap();
    let wanted =
        |event: &&Value| event["type"].as_str().is_some_and(|kind| kind.starts_with("payment_intent."));
    serde_json::to_string(events.iter().find(wanted).unwrap()).unwrap()
}

async fn deliver(shop: &TestShop, header: &str, body: String) -> (u16, String) {
    let request = reqwest::Client::new().post(format!("{}/webhooks/stripe", shop.local.url()));
    let request = request.header("stripe-signature", header).header("content-type", "application/json");
    let answer = request.body(body).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}
