//! The link that takes a cart to another device: whoever has it sees and copies, and changes nothing of the sender's.

use crate::stage::{Answer, NOW, SITE, Stage, a_stage, token_of};
use contract::problem::ProblemCode;
use domain::cart::Cart;
use domain::cart_link::CartLink;
use domain::ids::CartId;
use domain::limits::{CART_KEPT, CART_LINK_OPENS};
use domain::time::{Span, Timestamp};
use serde_json::json;

/// The sealed end of the link on the sender's page.
async fn link_of(stage: &Stage, cart: &CartId) -> String {
    let page = stage.page("/cart?link=1", Some(cart), NOW).await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains(cart.as_str()), "the id is in the page");
    let start = format!("{SITE}/cart?from=");
    let rest = page.text().split_once(&start).unwrap().1.to_owned();
    rest.split_once('"').unwrap().0.to_owned()
}

async fn open(stage: &Stage, token: &str, cart: Option<&CartId>, now: Timestamp) -> Answer {
    stage.page(&format!("/cart?from={token}"), cart, now).await
}

async fn stored(stage: &Stage, cart: &CartId) -> Cart {
    stage.store.cart(cart, NOW).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_link_shows_what_is_in_the_cart_and_puts_it_into_ones_own_once() {
    let stage = a_stage().await;
    let (sender, mine) = (stage.a_cart(5).await, stage.a_cart(2).await);
    let engraved = json!({"sku": "LAMP", "quantity": 3, "properties": {"engraving": "Ada"}});
    stage.post("/cart/add", Some(&sender), engraved).await;
    let (token, before) = (link_of(&stage, &sender).await, stored(&stage, &sender).await);
    let untouched = stored(&stage, &mine).await;
    let page = open(&stage, &token, Some(&mine), NOW).await;
    assert_eq!((page.status, page.cart.is_none()), (200, true));
    for said in ["Ada", "×\u{a0}3", "×\u{a0}5", "/cart/merge", &token] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    assert!(!page.text().contains(sender.as_str()));
    assert_eq!(stored(&stage, &mine).await, untouched, "opening changes nothing");
    for _ in 0..2 {
        let merged = stage.post("/cart/merge", Some(&mine), json!({"cart": token})).await;
        assert_eq!((merged.status, merged.cart_body().quantity_total), (200, 8));
    }
    assert_eq!(stored(&stage, &mine).await.lines, before.lines);
    assert_eq!(stored(&stage, &sender).await, before, "the sender's cart is as it was");
}

#[tokio::test]
async fn a_device_without_a_cart_gets_one_of_its_own_in_the_senders_language() {
    let stage = a_stage().await;
    let engraved = json!({"sku": "LAMP", "locale": "de", "properties": {"engraving": "Ada"}});
    let sender = stage.post("/cart/add", None, engraved).await.cart.unwrap().0;
    let token = link_of(&stage, &sender).await;
    let page = open(&stage, &token, None, NOW).await;
    for said in ["In meinen Warenkorb", "Lampe, Eiche", "Gravur", r#"name="locale" value="de""#] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    let merged = stage.post("/cart/merge", None, json!({"cart": token, "locale": "de"})).await;
    let fresh = merged.cart.clone().unwrap().0;
    assert_ne!(fresh, sender);
    assert_eq!(stored(&stage, &fresh).await.lines, stored(&stage, &sender).await.lines);
}

#[tokio::test]
async fn ones_own_cart_is_just_shown() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    let token = link_of(&stage, &cart).await;
    let answer = open(&stage, &token, Some(&cart), NOW).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/cart")));
}

#[tokio::test]
async fn a_link_that_was_changed_or_never_made_opens_nothing() {
    let stage = a_stage().await;
    let (sender, mine) = (stage.a_cart(5).await, stage.a_cart(1).await);
    let token = link_of(&stage, &sender).await;
    let flipped: String = token.chars().rev().map(|c| if c == 'A' { 'B' } else { 'A' }).collect();
    let tampered = format!("{}{}", &token[..10], &flipped[10..]);
    for wrong in [tampered.as_str(), &token[..20], "", "%F0", sender.as_str()] {
        let page = open(&stage, wrong, Some(&mine), NOW).await;
        assert_eq!(page.status, 422, "{wrong}");
        assert!(page.text().contains("This is not the link of a cart."), "{wrong}");
        assert!(!page.text().contains("/cart/merge"), "{wrong}");
    }
    let refused = stage.post("/cart/merge", Some(&mine), json!({"cart": tampered})).await;
    assert_eq!(refused.problem(), (422, ProblemCode::InvalidField));
    assert_eq!(stage.owls(&mine).await, Some(1));
}

#[tokio::test]
async fn a_link_ends_after_a_week_and_says_so() {
    let stage = a_stage().await;
    let sender = stage.a_cart(5).await;
    let token = link_of(&stage, &sender).await;
    let end = NOW.plus(CART_LINK_OPENS);
    assert_eq!(open(&stage, &token, None, end.minus(Span::seconds(1))).await.status, 200);
    let page = open(&stage, &token, None, end).await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("This link has expired."), "{}", page.text());
    let late = token_of(&CartLink { cart: sender, expires_at: NOW });
    let refused = stage.post("/cart/merge", None, json!({"cart": late})).await;
    assert_eq!(refused.problem(), (404, ProblemCode::NotFound));
}

#[tokio::test]
async fn a_cart_that_was_ordered_or_is_gone_is_told_apart() {
    let stage = a_stage().await;
    let sender = stage.a_cart(5).await;
    let token = link_of(&stage, &sender).await;
    stage.order(&sender).await;
    let page = open(&stage, &token, None, NOW).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains("What was in this cart has already been ordered."), "{}", page.text());
    let refused = stage.post("/cart/merge", None, json!({"cart": token})).await;
    assert_eq!(refused.problem(), (409, ProblemCode::AlreadyPlaced));
    let nobodys = CartLink { cart: CartId::from_bits([9; 16]), expires_at: NOW.plus(CART_KEPT) };
    let page = open(&stage, &token_of(&nobodys), None, NOW).await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("This cart does not exist any more."), "{}", page.text());
}

#[tokio::test]
async fn a_link_from_before_a_change_of_secrets_still_opens() {
    let mut stage = a_stage().await;
    let sender = stage.a_cart(5).await;
    let token = link_of(&stage, &sender).await;
    stage.change_secrets("next,secret");
    assert_eq!(open(&stage, &token, None, NOW).await.status, 200);
    stage.change_secrets("next");
    assert_eq!(open(&stage, &token, None, NOW).await.status, 422);
}

#[tokio::test]
async fn a_page_with_a_link_is_kept_nowhere_and_tells_no_other_site_its_address() {
    let stage = a_stage().await;
    let sender = stage.a_cart(5).await;
    let token = link_of(&stage, &sender).await;
    for page in [stage.page("/cart?link", Some(&sender), NOW).await, open(&stage, &token, None, NOW).await] {
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        assert!(page.text().contains("/cart?from=") || page.text().contains("/cart/merge"));
    }
    assert!(!stage.page("/cart?link&fragment=1", Some(&sender), NOW).await.text().contains("?from="));
    assert!(
        !stage.page("/cart?link", None, NOW).await.text().contains("?from="),
        "an empty cart needs no link"
    );
}

#[tokio::test]
async fn a_link_is_opened_in_the_language_that_its_address_names_wherever_it_leads() {
    let stage = a_stage().await;
    let engraved = json!({"sku": "LAMP", "properties": {"engraving": "Ada"}});
    let sender = stage.post("/cart/add", None, engraved).await.cart.unwrap().0;
    let (token, mine) = (link_of(&stage, &sender).await, stage.a_cart(1).await);
    let german = format!("/cart?from={token}&locale=de");
    for opener in [None, Some(&mine)] {
        let page = stage.page(&german, opener, NOW).await;
        for said in ["In meinen Warenkorb", "Lampe, Eiche", r#"name="locale" value="de""#] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
    }
    let own = stage.page(&german, Some(&sender), NOW).await;
    assert_eq!((own.status, own.location.as_deref()), (303, Some("/cart?locale=de")));
    let late = stage.page(&german, Some(&mine), NOW.plus(CART_LINK_OPENS)).await;
    assert_eq!(late.status, 404);
    assert!(late.text().contains("Dieser Link ist abgelaufen."), "{}", late.text());
}

#[tokio::test]
async fn the_links_to_other_storefronts_keep_the_link_to_the_cart() {
    let stage = a_stage().await;
    stage.write_shell(r#"<a href="/cart?switch&amp;locale=de"><!--title--><!--slot-->"#);
    let (sender, mine) = (stage.a_cart(5).await, stage.a_cart(1).await);
    let token = link_of(&stage, &sender).await;
    let opened = format!("/cart?from={token}");
    for (address, kept) in [
        ("/cart", "/cart?locale=de".to_owned()),
        ("/cart?link=1&locale=en", "/cart?link=1&amp;locale=de".to_owned()),
        (&opened, format!("/cart?from={token}&amp;locale=de")),
        ("/cart?from=%22%3E", "/cart?from=%22%3E&amp;locale=de".to_owned()),
    ] {
        let page = stage.page(address, Some(&mine), NOW).await;
        let start = format!("<a href=\"{kept}\">");
        assert!(page.text().starts_with(&start), "{start}: {}", page.text());
    }
}
