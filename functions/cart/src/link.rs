//! The link that takes a cart to another device: made, opened, and read again when the cart is put into another one.
//!
//! The cart's id changes a cart, so it is in the link only sealed. Opening writes nothing. The pages with a link go
//! only to this site as `Referer` (`edge::answer`); a stricter policy would take the `Origin` from their forms.

use crate::{Shop, Visit, show, visit};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::problem::{ProblemCode, Refusal};
use domain::cart::Cart;
use domain::cart_link::{CartLink, LinkError, to_take_over};
use domain::ids::{CartId, Locale};
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::{Request, answer, ids, request};
use std::fmt::Display;
use texts::saying;
use views::cart_link::{ArrivedPage, Link};

/// A new link to the shopper's cart, with its whole address.
///
/// # Errors
/// A [`Refusal`] when there is no chance or no secret to be had.
pub fn to(shop: &Shop, cart: &CartId, now: Timestamp) -> Result<Link, Refusal> {
    let failed = |error: &dyn Display| {
        tracing::error!(%error, "a link to a cart could not be made");
        Refusal::internal()
    };
    let link = CartLink::to(cart.clone(), now);
    let nonce = ids::random().map_err(|error| failed(&error))?;
    let sealed = shop.sealer.seal_cart_link(nonce, &link).map_err(|error| failed(&error))?;
    let address = format!("{}/cart?from={}", shop.site_url, URL_SAFE_NO_PAD.encode(sealed));
    Ok(Link { address, expires_at: link.expires_at })
}

/// Another cart, by the sealed end of a link or by its id, that can be taken over.
///
/// # Errors
/// A [`Refusal`] that says what is wrong with the link.
pub async fn other(shop: &Shop, text: &str, now: Timestamp) -> Result<Cart, Refusal> {
    let id = match CartId::parse(text) {
        Ok(id) => id,
        Err(_) => linked(shop, text)?.opens(now).map_err(refused)?.clone(),
    };
    to_take_over(shop.store.cart(&id, now).await?).map_err(refused)
}

fn linked(shop: &Shop, token: &str) -> Result<CartLink, Refusal> {
    let sealed = URL_SAFE_NO_PAD.decode(token).ok();
    let opened = sealed.and_then(|sealed| shop.sealer.open_cart_link(&sealed).ok());
    opened.ok_or_else(|| Refusal::new(ProblemCode::InvalidField, saying!("problem-cart-link")))
}

fn refused(error: LinkError) -> Refusal {
    match error {
        LinkError::Expired => Refusal::new(ProblemCode::NotFound, saying!("problem-cart-link-expired")),
        LinkError::Gone => Refusal::new(ProblemCode::NotFound, saying!("problem-cart-gone")),
        LinkError::Ordered => Refusal::new(ProblemCode::AlreadyPlaced, saying!("problem-cart-link-ordered")),
    }
}

/// `GET /cart?from=…`: what is in the linked cart, with a button that puts it into the shopper's own. One's own cart
/// is shown as it always is. `asked` is the storefront that the address names; without it, a device that knows none
/// is shown the sender's.
///
/// # Errors
/// A [`Refusal`] that says what is wrong with the link.
pub async fn open(
    shop: &Shop,
    request: &Request,
    token: &str,
    asked: Option<&Locale>,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let link = linked(shop, token)?;
    if request::cookie(request, "cart") == Some(link.cart.as_str()) {
        let own = asked.map_or_else(|| "/cart".to_owned(), |locale| format!("/cart?locale={locale}"));
        return Ok(answer::see_other(&own));
    }
    let cart = other(shop, token, now).await?;
    let is_known_here = ["cart", "locale"].iter().any(|name| request::cookie(request, name).is_some());
    let senders = (!is_known_here).then(|| cart.locale.clone());
    let visit = Visit { cart, ..visit(shop, request, asked.or(senders.as_ref()), now).await? };
    if request::wants_json(request) {
        return Ok(answer::json(&show::body(shop, &visit).await?));
    }
    let offers = visit.offers(shop, visit.cart.quantities().keys()).await?;
    let page = ArrivedPage { store: visit.front_of_views(), cart: &visit.cart, offers: &offers, token };
    let title = views::cart_link::title(&page.store);
    let content = views::cart_link::page(&page);
    Ok(answer::html(200, show::in_shell(shop, request, &visit, &title, &content)))
}
