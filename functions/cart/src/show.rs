//! Showing a cart: as a page, as the drawer's fragment, as JSON; and what to answer when a change is refused.

use crate::{Shop, Visit, change, visit};
use contract::http::{Amount, CartBody, CartChangeBody, CartLineBody};
use contract::problem::Refusal;
use domain::cart::{CartChange, CartStatus, Quantity};
use domain::catalog::Offers;
use domain::ids::{CartId, Locale, Sku};
use domain::inventory::Stock;
use domain::language::Language;
use domain::limits::CART_KEPT;
use domain::money::Money;
use domain::pricing;
use domain::time::Timestamp;
use edge::answer::{Answer, Cookie};
use edge::{Request, answer, ids, request};
use std::collections::BTreeMap;
use texts::Texts;
use views::cart::{CartPage, Removed};

/// A year, in seconds: how long the chosen storefront is remembered.
const LOCALE_SECONDS: i64 = 365 * 24 * 3600;

/// What a cart page is made of.
struct Contents {
    offers: Offers,
    stock: BTreeMap<Sku, Stock>,
    changes: Vec<CartChange>,
}

async fn contents(shop: &Shop, visit: &Visit) -> Result<Contents, Refusal> {
    let skus: Vec<&Sku> = visit.cart.lines.keys().collect();
    let offers = shop.store.offers(&visit.front.terms.market.id, skus.iter().copied()).await?;
    let offers = offers.in_language(Language::of(&visit.front.locale));
    let stock = shop.store.stock(skus, false).await?;
    let changes = visit.cart.changes(&offers, &stock);
    Ok(Contents { offers, stock, changes })
}

/// `GET /cart`.
///
/// # Errors
/// A [`Refusal`].
pub async fn show(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let asked = request::query(request, "locale").and_then(|text| Locale::parse(&text).ok());
    let visit = visit(shop, request, asked.as_ref(), now).await?;
    if let Some(answer) = ordered(shop, request, now).await? {
        return Ok(answer);
    }
    let visit = change::follow(shop, visit, now).await?;
    let answer = if request::wants_json(request) {
        answer::json(&body(shop, &visit).await?)
    } else {
        answer::html(200, page(shop, request, &visit, None).await?)
    };
    Ok(with_cookies(shop, answer, &visit))
}

/// A cart that was ordered shows its order, once: the cookie then names a new cart.
async fn ordered(shop: &Shop, request: &Request, now: Timestamp) -> Result<Option<Answer>, Refusal> {
    let Some(id) = request::cookie(request, "cart").and_then(|text| CartId::parse(text).ok()) else {
        return Ok(None);
    };
    let closed = shop.store.cart(&id, now).await?.map(|cart| cart.status);
    let Some(CartStatus::Closed(order)) = closed else { return Ok(None) };
    for canceled_into in ids::successor_carts(&shop.link_secrets, &order) {
        let successor = shop.store.cart(&canceled_into, now).await?;
        if successor.is_some_and(|cart| cart.status == CartStatus::Open) {
            let cookie = cart_cookie(canceled_into.as_str());
            return Ok(Some(answer::with_cookie(answer::see_other("/cart"), &cookie, &shop.site_url)));
        }
    }
    Ok(None)
}

const fn cart_cookie(value: &str) -> Cookie<'_> {
    Cookie { name: "cart", value, path: "/", readable: false, seconds: CART_KEPT.as_ms() / 1000 }
}

async fn page(
    shop: &Shop,
    request: &Request,
    visit: &Visit,
    problem: Option<&str>,
) -> Result<String, Refusal> {
    let contents = contents(shop, visit).await?;
    let removed = removed(shop, request, visit).await?;
    let page = CartPage {
        store: views::Storefront {
            prefix: &visit.front.prefix,
            locale: &visit.front.locale,
            terms: &visit.front.terms,
        },
        cart: &visit.cart,
        offers: &contents.offers,
        stock: &contents.stock,
        changes: &contents.changes,
        removed: removed.as_ref().map(|(sku, title, quantity)| Removed {
            sku,
            title,
            quantity: quantity.get(),
        }),
        problem,
        shipping_from: shipping_from(visit, &contents.offers),
    };
    if request::query(request, "fragment").is_some() {
        return Ok(views::cart::fragment(&page).into_string());
    }
    let shell = shop.shells.of(&visit.front.locale, &visit.front.prefix);
    Ok(views::shell::page(&shell, &views::cart::title(&page.store), &views::cart::page(&page)))
}

/// The line that was just removed, to be offered back.
async fn removed(
    shop: &Shop,
    request: &Request,
    visit: &Visit,
) -> Result<Option<(Sku, String, Quantity)>, Refusal> {
    let sku = request::query(request, "removed").and_then(|text| Sku::parse(&text).ok());
    let quantity = request::query(request, "quantity").and_then(|text| Quantity::parse(&text).ok());
    let (Some(sku), Some(quantity)) = (sku, quantity) else { return Ok(None) };
    if visit.cart.lines.contains_key(&sku) {
        return Ok(None);
    }
    let offers = shop.store.offers(&visit.front.terms.market.id, [&sku]).await?;
    let offers = offers.in_language(Language::of(&visit.front.locale));
    let title = offers.by_sku.get(&sku).map(domain::catalog::Offer::full_title);
    Ok(title.map(|title| (sku, title, quantity)))
}

/// The cheapest delivery within the market's first country.
fn shipping_from(visit: &Visit, offers: &Offers) -> Option<Money> {
    let terms = &visit.front.terms;
    let country = terms.market.countries.first()?;
    let options = pricing::delivery_options(terms, &visit.cart, offers, country).ok()?;
    let brought = options.iter().filter(|option| option.kind == domain::shipping::DeliveryKind::Delivery);
    brought.map(|option| option.price).min_by_key(|price| price.amount_minor)
}

/// The cart as JSON.
///
/// # Errors
/// A [`Refusal`].
pub async fn body(shop: &Shop, visit: &Visit) -> Result<CartBody, Refusal> {
    let contents = contents(shop, visit).await?;
    let mut subtotal = Some(Money::zero(visit.front.terms.market.currency));
    let mut lines = Vec::new();
    for (sku, line) in &visit.cart.lines {
        let offer = contents.offers.by_sku.get(sku);
        let amount = offer.and_then(|offer| offer.unit_price.times(line.quantity.get()).ok());
        subtotal = subtotal.zip(amount).and_then(|(sum, amount)| sum.plus(amount).ok());
        lines.push(CartLineBody {
            sku: sku.to_string(),
            title: offer.map_or_else(|| line.title.clone(), domain::catalog::Offer::full_title),
            quantity: line.quantity.get(),
            unit_price: offer.map(|offer| Amount::from(offer.unit_price)),
            amount: amount.map(Amount::from),
        });
    }
    Ok(CartBody {
        market: visit.front.terms.market.id.to_string(),
        line_count: lines.len(),
        quantity_total: visit.cart.quantity_total(),
        lines,
        subtotal: subtotal.map(Amount::from),
        changes: contents.changes.iter().map(change_body).collect(),
    })
}

fn change_body(change: &CartChange) -> CartChangeBody {
    let blank = |sku: &Sku, kind: &str| CartChangeBody {
        sku: sku.to_string(),
        kind: kind.to_owned(),
        shown: None,
        now: None,
        available: None,
    };
    match change {
        CartChange::NoLongerSold { sku, .. } => blank(sku, "no_longer_sold"),
        CartChange::Price { sku, shown, now, .. } => {
            CartChangeBody { shown: Some((*shown).into()), now: Some((*now).into()), ..blank(sku, "price") }
        }
        CartChange::Stock { sku, available, .. } => {
            CartChangeBody { available: Some(*available), ..blank(sku, "stock") }
        }
    }
}

/// The answer with the cookies that a cart needs. A cart that was never written gets none.
pub fn with_cookies(shop: &Shop, answer: Answer, visit: &Visit) -> Answer {
    let count = visit.cart.quantity_total().to_string();
    let locale = Cookie {
        name: "locale",
        value: visit.front.locale.as_str(),
        path: "/",
        readable: true,
        seconds: LOCALE_SECONDS,
    };
    let badge = Cookie { name: "cart_count", value: &count, readable: true, ..cart_cookie("") };
    let answer = answer::with_cookie(answer, &locale, &shop.site_url);
    let answer = answer::with_cookie(answer, &badge, &shop.site_url);
    if visit.is_new {
        return answer;
    }
    answer::with_cookie(answer, &cart_cookie(visit.cart.id.as_str()), &shop.site_url)
}

/// The answer to a change that was refused: a problem for programs, the cart with the reason for browsers.
pub async fn refusal(shop: &Shop, request: &Request, refusal: &Refusal, now: Timestamp) -> Answer {
    let texts = request::texts(request);
    if request::wants_json(request) {
        return answer::refusal(refusal, texts);
    }
    let shown = match visit(shop, request, refusal.locale.as_ref(), now).await {
        Ok(visit) => {
            let said = Texts::of(&visit.front.locale).tell(&refusal.said);
            page(shop, request, &visit, Some(&said)).await
        }
        Err(worse) => Err(worse),
    };
    shown
        .map_or_else(|worse| answer::refusal(&worse, texts), |page| answer::html(refusal.code.status(), page))
}
