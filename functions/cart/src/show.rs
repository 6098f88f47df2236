//! Showing a cart: as a page, as the drawer's fragment, as JSON; and what to answer when a change is refused.

use crate::{Shop, Visit, change, link, visit};
use contract::http::{Amount, CartBody, CartChangeBody, CartLineBody, PropertyBody};
use contract::problem::Refusal;
use domain::cart::{CartChange, CartLine, CartStatus, Quantity};
use domain::catalog::Offers;
use domain::ids::{LineId, Locale, OrderId, PropertyId, Sku};
use domain::limits::CART_KEPT;
use domain::money::Money;
use domain::pricing;
use domain::time::Timestamp;
use edge::answer::{Answer, Cookie};
use edge::{Request, answer, ids, request};
use store::catalog::Goods;
use texts::Texts;
use views::cart::{CartPage, Removed};
use views::cart_link::Link;
use views::shell::Frame;

/// A year, in seconds: how long the chosen storefront is remembered.
const LOCALE_SECONDS: i64 = 365 * 24 * 3600;

/// What a cart page's address says in every storefront alike: the link that was opened, and that one is wanted.
const IN_EVERY_STOREFRONT: [&str; 2] = ["from", "link"];

/// What a cart page is made of.
struct Contents {
    goods: Goods,
    changes: Vec<CartChange>,
}

async fn contents(shop: &Shop, visit: &Visit) -> Result<Contents, Refusal> {
    let goods = visit.goods(shop).await?;
    let changes = visit.cart.changes(&goods.offers, &goods.stock);
    Ok(Contents { goods, changes })
}

/// `GET /cart`.
///
/// # Errors
/// A [`Refusal`].
pub async fn show(shop: &Shop, request: &Request, now: Timestamp) -> Result<Answer, Refusal> {
    let asked = request::query(request, "locale").and_then(|text| Locale::parse(&text).ok());
    if let Some(token) = request::query(request, "from") {
        let opened = link::open(shop, request, &token, asked.as_ref(), now).await;
        return opened.map_err(|refusal| refusal.asked_in(asked.as_ref()));
    }
    let visit = visit(shop, request, asked.as_ref(), now).await?;
    if let Some(order) = &visit.ordered
        && let Some(answer) = given_back(shop, order, now).await?
    {
        return Ok(answer);
    }
    let visit = change::follow(shop, visit, now).await?;
    let answer = if request::wants_json(request) {
        answer::json(&body(shop, &visit).await?)
    } else {
        answer::html(
            200,
            page(shop, request, &visit, None, linked(shop, request, &visit, now)?.as_ref()).await?,
        )
    };
    Ok(with_cookies(shop, answer, &visit))
}

/// The cart that an order's lines went back into when it was canceled, where it was: the cookie then names that.
async fn given_back(shop: &Shop, order: &OrderId, now: Timestamp) -> Result<Option<Answer>, Refusal> {
    for canceled_into in ids::successor_carts(&shop.link_secrets, order) {
        let successor = shop.store.cart(&canceled_into, now).await?;
        if successor.is_some_and(|cart| cart.status == CartStatus::Open) {
            let cookie = cart_cookie(canceled_into.as_str());
            return Ok(Some(answer::with_cookie(answer::see_other("/cart"), &cookie, &shop.site_url)));
        }
    }
    Ok(None)
}

/// The link to the cart, where one was asked for and there is something to take along.
fn linked(shop: &Shop, request: &Request, visit: &Visit, now: Timestamp) -> Result<Option<Link>, Refusal> {
    let is_asked = request::query(request, "link").is_some() && !visit.cart.lines.is_empty();
    is_asked.then(|| link::to(shop, &visit.cart.id, now)).transpose()
}

const fn cart_cookie(value: &str) -> Cookie<'_> {
    Cookie { name: "cart", value, path: "/", readable: false, seconds: CART_KEPT.as_ms() / 1000 }
}

async fn page(
    shop: &Shop,
    request: &Request,
    visit: &Visit,
    problem: Option<&str>,
    link: Option<&Link>,
) -> Result<String, Refusal> {
    let contents = contents(shop, visit).await?;
    let removed = removed(shop, request, visit).await?;
    let page = CartPage {
        store: visit.front_of_views(),
        cart: &visit.cart,
        offers: &contents.goods.offers,
        stock: &contents.goods.stock,
        changes: &contents.changes,
        removed: removed.as_ref(),
        problem,
        shipping_from: shipping_from(visit, &contents.goods.offers),
        link,
    };
    if request::query(request, "fragment").is_some() {
        return Ok(views::cart::fragment(&page).into_string());
    }
    Ok(in_shell(shop, request, visit, &views::cart::title(&page.store), &views::cart::page(&page)))
}

/// The whole page, with links that lead to the same of it in the other storefronts.
pub fn in_shell(shop: &Shop, request: &Request, visit: &Visit, title: &str, body: &maud::Markup) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in IN_EVERY_STOREFRONT {
        if let Some(text) = request::query(request, name) {
            query.append_pair(name, &text);
        }
    }
    let address = format!("/cart?{}", query.append_pair("locale", "").finish());
    let shell = shop.shells.of(&visit.front.locale, &visit.front.prefix);
    views::shell::page_in(&shell, title, Frame { query: "", address: &address }, body)
}

/// The cart's address that offers a line back which was just removed. What was written on it travels along: the
/// line is gone.
pub fn address_with_removed(id: &LineId, line: &CartLine) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("removed", id.sku().as_str());
    query.append_pair("quantity", &line.quantity.get().to_string());
    for property in &line.properties {
        query.append_pair(&in_query(&property.id), property.text.as_str());
    }
    format!("/cart?{}", query.finish())
}

fn in_query(id: &PropertyId) -> String {
    format!("property-{id}")
}

/// The line that was just removed, to be offered back.
async fn removed(shop: &Shop, request: &Request, visit: &Visit) -> Result<Option<Removed>, Refusal> {
    let sku = request::query(request, "removed").and_then(|text| Sku::parse(&text).ok());
    let quantity = request::query(request, "quantity").and_then(|text| Quantity::parse(&text).ok());
    let (Some(sku), Some(quantity)) = (sku, quantity) else { return Ok(None) };
    let offers = visit.offers(shop, [&sku]).await?;
    let Some(offer) = offers.by_sku.get(&sku) else { return Ok(None) };
    let typed: Vec<(&PropertyId, String)> = offer
        .properties
        .iter()
        .filter_map(|rule| Some((&rule.id, request::query(request, &in_query(&rule.id))?)))
        .collect();
    let unit = offer.configured(typed.iter().map(|(id, text)| (*id, text.as_str()))).ok();
    let unit = unit.filter(|unit| !visit.cart.lines.contains_key(&unit.line()));
    Ok(unit.map(|unit| Removed {
        sku,
        title: unit.full_title(),
        properties: unit.properties,
        quantity: quantity.get(),
    }))
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
    for (id, line) in &visit.cart.lines {
        let unit = contents.goods.offers.of_line(id, &line.properties);
        let amount = unit.as_ref().and_then(|unit| unit.unit_price.times(line.quantity.get()).ok());
        subtotal = subtotal.zip(amount).and_then(|(sum, amount)| sum.plus(amount).ok());
        lines.push(CartLineBody {
            line: id.to_string(),
            sku: id.sku().to_string(),
            title: unit.as_ref().map_or_else(|| line.title.clone(), |unit| unit.offer.full_title()),
            properties: line.properties.iter().map(PropertyBody::from).collect(),
            quantity: line.quantity.get(),
            unit_price: unit.map(|unit| Amount::from(unit.unit_price)),
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
    let blank = |line: &LineId, kind: &str| CartChangeBody {
        sku: line.sku().to_string(),
        line: (line.as_str() != line.sku().as_str()).then(|| line.to_string()),
        kind: kind.to_owned(),
        shown: None,
        now: None,
        available: None,
    };
    match change {
        CartChange::NoLongerSold { line, .. } => blank(line, "no_longer_sold"),
        CartChange::Price { line, shown, now, .. } => {
            CartChangeBody { shown: Some((*shown).into()), now: Some((*now).into()), ..blank(line, "price") }
        }
        CartChange::Stock { sku, available, .. } => {
            CartChangeBody { available: Some(*available), ..blank(&LineId::from(sku), "stock") }
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
            page(shop, request, &visit, Some(&said), None).await
        }
        Err(worse) => Err(worse),
    };
    shown
        .map_or_else(|worse| answer::refusal(&worse, texts), |page| answer::html(refusal.code.status(), page))
}
