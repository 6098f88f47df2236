//! What the console refuses, and that it says why.

use crate::visit::Visit;

#[tokio::test]
async fn a_form_from_another_site_does_nothing() {
    let visit = Visit::start().await;
    let before = visit.json("/_local/clock").await["offset_ms"].clone();
    let strangers = [
        ("origin", "https://shop.example"),
        ("origin", visit.shop.provider_url()),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("host", "shop.example"),
        ("host", "localhost.shop.example:80"),
    ];
    for (name, value) in strangers {
        let request = visit.request("POST", "/_local/clock/advance").header("accept", "application/json");
        let refused = visit.send(request.form(&[("seconds", "60")]).header(name, value)).await;
        let told = if name == "host" { (403, "not_allowed") } else { (400, "foreign_origin") };
        let code = refused.json()["code"].clone();
        assert_eq!((refused.status, code.as_str()), (told.0, Some(told.1)), "{name}: {value}");
    }
    assert_eq!(visit.json("/_local/clock").await["offset_ms"], before);
    let looked = visit.send(visit.request("GET", "/_local/orders").header("host", "shop.example")).await;
    assert_eq!(looked.status, 403, "reading is for this machine's names as well");
}

#[tokio::test]
async fn a_stock_form_that_makes_no_sense_names_the_field() {
    let visit = Visit::start().await;
    let good = [("sku", "MUG-TIDE"), ("kind", "receipt"), ("quantity", "1"), ("reason", "delivery")];
    let long = "x".repeat(201);
    let wrong = [
        ("sku", "mug <b>", "`mug &lt;b&gt;` is not a SKU"),
        ("sku", "MUG-GONE", "The catalogue has no MUG-GONE"),
        ("sku", "", "is not a SKU"),
        ("kind", "gift", "Choose receipt"),
        ("quantity", "", "a whole number"),
        ("quantity", "1.5", "a whole number"),
        ("quantity", "1000001", "a whole number"),
        ("quantity", "99999999999999999999", "a whole number"),
        ("reason", " ", "Say why"),
        ("reason", "one\r\ntwo", "Say why"),
        ("reason", &long, "Say why"),
    ];
    for (name, value, told) in wrong {
        let form = good.map(|(field, given)| (field, if field == name { value } else { given }));
        let refused = visit.post("/_local/stock", &form).await;
        assert_eq!(refused.status, 422, "{name}={value}");
        assert!(refused.text.contains(told), "{name}={value}: {}", refused.text);
        assert!(refused.text.contains("Back to stock"));
    }
    let mut more = good.to_vec();
    more.push(("price", "1"));
    assert!(visit.post("/_local/stock", &more).await.text.contains("There is no such field"));
    let mut twice = good.to_vec();
    twice.push(("quantity", "2"));
    assert!(visit.post("/_local/stock", &twice).await.text.contains("It was sent twice"));
    assert_eq!(visit.shelf("MUG-TIDE").await, (50, 0));
}

#[tokio::test]
async fn what_does_not_exist_is_said_to_be_missing() {
    let visit = Visit::start().await;
    let nobody = "ord_00000000000000000000000000000000";
    let missing = [
        "/_local/nothing".to_owned(),
        "/_local/mails/20260101T000000.000Z-none.eml".to_owned(),
        "/_local/mails/..%2Fsecrets.json".to_owned(),
        "/_local/mails/..%2F..%2Fetc%2Fpasswd.eml/raw".to_owned(),
        "/_local/queues/none".to_owned(),
        "/_local/orders/none".to_owned(),
        format!("/_local/orders/{nobody}"),
        "/_local/stock/MUG-GONE".to_owned(),
        "/_local/stock/%3Cscript%3E".to_owned(),
    ];
    for path in &missing {
        let page = visit.page(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text.contains("This did not work") && !page.text.contains("<script"), "{path}");
        let request = visit.request("GET", path).header("accept", "application/json");
        assert_eq!(visit.send(request).await.json()["code"], "not_found", "{path}");
    }
    assert_eq!(visit.post(&format!("/_local/orders/{nobody}/cancel"), &[]).await.status, 404);
}

#[tokio::test]
async fn requests_of_the_wrong_kind_are_told_what_is_right() {
    let visit = Visit::start().await;
    let looked = visit.page("/_local/clock/advance").await;
    assert!(looked.status == 405 && looked.text.contains("use the buttons"), "{looked:?}");
    let request = visit.request("POST", "/_local/clock/advance").header("content-type", "application/json");
    let refused = visit.send(request.body("{\"seconds\":60}")).await;
    assert!(
        refused.status == 415 && refused.text.contains("application/x-www-form-urlencoded"),
        "{refused:?}"
    );
    for form in [&[][..], &[("seconds", "61")], &[("seconds", "-60")]] {
        let refused = visit.post("/_local/clock/advance", form).await;
        assert!(refused.status == 422 && refused.text.contains("60, 900, 3600 or 86400"), "{refused:?}");
    }
    let refused = visit.post("/_local/clock/run", &[("function", "checkout")]).await;
    assert!(refused.status == 422 && refused.text.contains("hold-sweep"), "{refused:?}");
    let unknown = visit.page("/_local/clock?notice=%3Cb%3Eyou+won%3C%2Fb%3E").await;
    assert!(unknown.status == 200 && !unknown.text.contains("you won"));
}

#[tokio::test]
async fn a_card_payment_is_not_marked_as_paid_by_hand() {
    let visit = Visit::start().await;
    let id = visit.order("MUG-TIDE", "card").await;
    let page = visit.page(&format!("/_local/orders/{id}")).await.text;
    assert!(!page.contains("Mark as paid") && page.contains("Attempt 1"), "{page}");
    let refused = visit.post(&format!("/_local/orders/{id}/mark-paid"), &[]).await;
    assert!(
        refused.status == 409 && refused.text.contains("This was refused: this order is paid online"),
        "{refused:?}"
    );
}
