//! What the console shows, and what its buttons do.

use crate::catalog::HARMFUL;
use crate::visit::Visit;

const SECTIONS: [(&str, &str); 7] = [
    ("/_local/", "in memory, gone when the shop stops"),
    ("/_local/mails", "No mails yet"),
    ("/_local/queues", "payments-dlq"),
    ("/_local/orders", "No orders yet"),
    ("/_local/stock", "MUG-TIDE"),
    ("/_local/payments", "delivered once each, at once"),
    ("/_local/clock", "hold-sweep"),
];

#[tokio::test]
async fn every_section_of_a_new_shop_answers_under_the_strict_policy() {
    let visit = Visit::start().await;
    for (path, content) in SECTIONS {
        let page = visit.page(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text.contains(content), "{path}: {}", page.text);
        assert!(page.policy.starts_with("default-src 'none'; style-src 'self';"), "{path}: {}", page.policy);
        for inline in ["<script", " style=", "<style", "onclick"] {
            assert!(!page.text.contains(inline), "{path} has {inline}");
        }
        for (link, _) in SECTIONS {
            assert!(page.text.contains(&format!("href=\"{link}\"")), "{path} leads to {link}");
        }
        assert_eq!(page.text.matches("aria-current=\"page\"").count(), 1, "{path}");
        visit.json(path).await;
    }
    let style = visit.page("/_local/console.css").await;
    assert!(style.status == 200 && style.text.contains(".facts"));
    assert_eq!(visit.page("/_local").await.location, "/_local/");
}

#[tokio::test]
async fn an_order_is_shown_whole_and_marked_as_paid_through_the_queue() {
    let visit = Visit::start().await;
    let id = visit.order("MUG-TIDE", "bank_transfer").await;
    let list = visit.json("/_local/orders").await;
    assert_eq!((list["count"].as_u64(), list["orders"][0]["status"].as_str()), (Some(1), Some("pending")));
    assert_eq!(list["orders"][0]["total"]["amount_minor"], 2890);
    let number = list["orders"][0]["number"].as_str().unwrap();
    assert!(visit.page("/_local/orders").await.text.contains(number));

    let path = format!("/_local/orders/{id}");
    let page = visit.page(&path).await.text;
    for content in [number, "€28.90", "bank transfer", "placed", "Mark as paid", "Cancel the order", "Parcel"]
    {
        assert!(page.contains(content), "{content}: {page}");
    }
    let shopper_url = visit.json(&path).await["shopper_url"].as_str().unwrap().to_owned();
    let opened = visit.page(shopper_url.strip_prefix(visit.shop.url()).unwrap()).await;
    assert_eq!((opened.status, opened.location.contains(&id)), (303, true), "{opened:?}");

    let paid = visit.post(&format!("{path}/mark-paid"), &[]).await;
    assert_eq!((paid.status, paid.location), (303, format!("{path}?notice=asked")));
    let page = visit.page(&format!("{path}?notice=asked")).await.text;
    assert!(page.contains("What came of it is below") && page.contains("captured"), "{page}");
    assert!(!page.contains("Mark as paid") && page.contains("Cancel the order"));
    assert_eq!(visit.json(&path).await["order"]["status"], "confirmed");
    let again = visit.post(&format!("{path}/mark-paid"), &[]).await;
    assert_eq!(again.status, 303, "a repeat changes nothing: {again:?}");
}

#[tokio::test]
async fn a_paid_order_is_refunded_shipped_and_completed_with_forms() {
    let visit = Visit::start().await;
    let id = visit.order("MUG-TIDE", "bank_transfer").await;
    let path = format!("/_local/orders/{id}");
    visit.post(&format!("{path}/mark-paid"), &[]).await;
    let send =
        async |command: &str, form: &[(&str, &str)]| visit.post(&format!("{path}/{command}"), form).await;
    let above = send("refund", &[("amount", "28.91"), ("lines", ""), ("restock", "no")]).await;
    assert!(above.status == 409 && above.text.contains("28.90 EUR is left"), "{above:?}");
    let wrong = send("refund", &[("amount", "5"), ("lines", ""), ("restock", "no")]).await;
    assert_eq!(wrong.status, 422, "{wrong:?}");
    let some = send("refund", &[("amount", "5.00"), ("lines", ""), ("restock", "no")]).await;
    assert_eq!(some.status, 303, "{some:?}");
    let form = [("carrier", "DHL <b>"), ("tracking_number", "0034"), ("lines", "MUG-TIDE=1")];
    assert_eq!(send("ship", &form).await.status, 303);
    let page = visit.page(&path).await.text;
    for content in ["Refund 1", "€5.00", "Parcel 1", "DHL &lt;b&gt; 0034", "1 × MUG-TIDE", "It arrived"] {
        assert!(page.contains(content), "{content}: {page}");
    }
    assert_eq!(send("deliver", &[("parcel", "1")]).await.status, 303);
    let view = visit.json(&path).await;
    assert_eq!(view["order"]["status"], "completed");
    assert!(view["parcels"][0]["delivered_at"].is_string(), "{view}");
    let none = send("resolve", &[("kind", "stuck")]).await;
    assert!(none.status == 409 && none.text.contains("no open break"), "{none:?}");
}

#[tokio::test]
async fn a_canceled_order_gives_its_units_back() {
    let visit = Visit::start().await;
    let id = visit.order("BOWL-LAST", "bank_transfer").await;
    assert_eq!(visit.shelf("BOWL-LAST").await, (0, 1));
    let path = format!("/_local/orders/{id}");
    let request = visit.request("POST", &format!("{path}/cancel")).header("accept", "application/json");
    let canceled = visit.send(request).await.json();
    assert_eq!(
        (canceled["status"].as_str(), canceled["payment"].as_str()),
        (Some("canceled"), Some("voided"))
    );
    assert_eq!(visit.shelf("BOWL-LAST").await, (1, 0));
    let page = visit.page(&path).await.text;
    assert!(page.contains("canceled: staff"), "{page}");
    assert!(!page.contains("Cancel the order"), "{page}");
    let late = visit.post(&format!("{path}/mark-paid"), &[]).await;
    assert!(late.status == 409 && late.text.contains("This was refused"), "{late:?}");
}

#[tokio::test]
async fn mails_are_listed_and_shown_with_both_parts() {
    let visit = Visit::start().await;
    visit.order("MUG-TIDE", "bank_transfer").await;
    visit
        .until("both mails", || async {
            let list = visit.json("/_local/mails").await;
            list["count"].as_u64() >= Some(1)
        })
        .await;
    let list = visit.json("/_local/mails").await;
    let mail = &list["mails"][0];
    let (name, subject) = (mail["name"].as_str().unwrap(), mail["subject"].as_str().unwrap());
    let page = visit.page("/_local/mails").await.text;
    assert!(page.contains(name) && page.contains(mail["to"].as_str().unwrap()), "{page}");

    let path = format!("/_local/mails/{name}");
    let facts = visit.json(&path).await;
    assert_eq!(facts["subject"], subject);
    assert!(facts["text"].as_str().unwrap().contains("alert(1)"), "{facts}");
    let page = visit.page(&path).await.text;
    assert!(
        page.contains("Auto-Submitted") && page.contains("<iframe") && page.contains("sandbox="),
        "{page}"
    );
    assert!(!page.contains("<script>"), "{page}");
    let html = visit.page(&format!("{path}/html")).await;
    assert!(html.policy.contains("sandbox") && !html.policy.contains("script-src"), "{}", html.policy);
    assert!(html.text.contains("<base target=\"_blank\">") && !html.text.contains("<script>alert"));
    let raw = visit.page(&format!("{path}/raw")).await;
    assert!(raw.status == 200 && raw.text.contains("Subject: "));
}

#[tokio::test]
async fn stock_moves_through_the_queue_and_the_page_says_what_became_of_it() {
    let visit = Visit::start().await;
    let send = async |kind: &str, quantity: &str| {
        let form =
            [("sku", "MUG-TIDE"), ("kind", kind), ("quantity", quantity), ("reason", "shelf & <b>check</b>")];
        let sent = visit.post("/_local/stock", &form).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
        visit.page(&sent.location).await.text
    };
    assert!(send("receipt", "5").await.contains("Done: +5 available"));
    assert!(send("adjustment", "-2").await.contains("Done: \u{2212}2 available"));
    assert!(send("count", "60").await.contains("Done: +7 available"));
    assert_eq!(visit.shelf("MUG-TIDE").await, (60, 0));
    let refused = send("adjustment", "-61").await;
    assert!(refused.contains("Refused: only 60 are available"), "{refused}");
    assert!(refused.contains("shelf &amp; &lt;b&gt;check&lt;/b&gt;") && refused.contains("opening stock"));
    assert_eq!(visit.shelf("MUG-TIDE").await, (60, 0));
}

#[tokio::test]
async fn dead_letters_are_shown_as_text_and_go_back_to_their_queue() {
    let visit = Visit::start().await;
    let body = "{\"note\": \"<script>alert(1)</script>\"}";
    visit.enqueue("payments", body).await;
    visit
        .until("the dead letter", || async {
            visit.shop.advance(std::time::Duration::from_secs(200));
            let view = visit.json("/_local/queues/payments-dlq").await;
            view["queue"]["waiting"] == 1
        })
        .await;
    let overview = visit.page("/_local/").await.text;
    assert!(overview.contains("Something waits for a person"), "{overview}");
    let page = visit.page("/_local/queues/payments-dlq").await.text;
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>"), "{page}");
    assert!(page.contains("Send back to payments"));

    let sent = visit.post("/_local/queues/payments-dlq/redrive", &[]).await;
    assert_eq!((sent.status, sent.location.as_str()), (303, "/_local/queues?notice=redriven"));
    visit
        .until("the way back", || async {
            let view = visit.json("/_local/queues/payments").await;
            view["messages"].as_array().unwrap().iter().any(|message| message["body"] == body)
        })
        .await;
    let empty = visit.post("/_local/queues/payments-dlq/redrive", &[]).await;
    assert!(empty.status == 409 && empty.text.contains("has no messages to send back"), "{empty:?}");
    visit.enqueue("payments-dlq", body).await;
    let stranger = visit.post("/_local/queues/payments-dlq/redrive", &[]).await;
    assert!(stranger.status == 409 && stranger.text.contains("Nothing has moved"), "{stranger:?}");
    let source = visit.post("/_local/queues/payments/redrive", &[]).await;
    assert!(source.status == 409 && source.text.contains("is not a dead-letter queue"), "{source:?}");
}

#[tokio::test]
async fn time_moves_for_shop_and_provider_and_an_unpaid_order_expires() {
    let visit = Visit::start().await;
    let id = visit.order("BOWL-LAST", "card").await;
    let payments = visit.json("/_local/payments").await;
    assert_eq!(payments["sessions"][0]["status"], "open");
    assert_eq!(payments["sessions"][0]["order_id"], id);
    let page = visit.page("/_local/payments").await.text;
    assert!(page.contains(visit.shop.provider_url()) && page.contains("€28.90"), "{page}");
    for _ in 0..2 {
        let moved = visit.post("/_local/clock/advance", &[("seconds", "3600")]).await;
        assert_eq!((moved.status, moved.location.as_str()), (303, "/_local/clock?notice=advanced"));
    }
    let clock = visit.json("/_local/clock").await;
    assert_eq!(clock["offset_ms"], 7_200_000);
    assert!(visit.page("/_local/clock").await.text.contains("2 h"));
    let ran = visit.post("/_local/clock/run", &[("function", "hold-sweep")]).await;
    assert_eq!((ran.status, ran.location.as_str()), (303, "/_local/clock?notice=ran"));
    let path = format!("/_local/orders/{id}");
    visit
        .until("the order's end", || async { visit.json(&path).await["order"]["status"] == "canceled" })
        .await;
    assert!(visit.page(&path).await.text.contains("canceled: expired"));
    let ran = visit.post("/_local/clock/run", &[("function", "payment-reconcile")]).await;
    assert_eq!(ran.status, 303, "{}", ran.text);
}

#[tokio::test]
async fn a_name_from_the_catalogue_is_text_on_every_page() {
    let visit = Visit::start().await;
    let id = visit.order("MUG-TIDE", "bank_transfer").await;
    for path in ["/_local/stock", "/_local/stock/MUG-TIDE", &format!("/_local/orders/{id}")] {
        let page = visit.page(path).await.text;
        assert!(
            page.contains("Mug &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;co&quot;"),
            "{path}: {page}"
        );
        assert!(!page.contains(HARMFUL) && !page.contains("<script"), "{path}");
    }
}
