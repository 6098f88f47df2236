//! The `OpenAPI` description of the routes, made from the same types that are answered.

use super::{
    CartAdd, CartBody, CartMerge, CartRemove, CartSet, CheckoutForm, OffersBody, OrderBody, PlacedBody,
    QuoteBody, SearchBody,
};
use crate::problem::Problem;
use utoipa::OpenApi;

macro_rules! operation {
    ($name:ident, $verb:ident, $path:literal, $summary:literal, $answer:ty $(, body = $body:ty)? $(, params($($param:tt)*))?) => {
        #[utoipa::path(
            $verb, path = $path, summary = $summary,
            $(request_body(content = $body),)?
            $(params($($param)*),)?
            responses(
                (status = 200, body = $answer),
                (status = "4XX", body = Problem, content_type = "application/problem+json"),
                (status = "5XX", body = Problem, content_type = "application/problem+json"),
            )
        )]
        #[doc = $summary]
        pub const fn $name() {}
    };
}

operation!(
    cart_show,
    get,
    "/cart",
    "Shows the cart of the cookie `cart`, or the one that a link leads to.",
    CartBody,
    params(
        ("from" = Option<String>, Query, description = "The sealed end of a link to another cart: shows what is in that one")
    )
);
operation!(cart_add, post, "/cart/add", "Adds units of a SKU.", CartBody, body = CartAdd);
operation!(
    cart_set,
    post,
    "/cart/set",
    "Sets how many units a line of the cart holds.",
    CartBody,
    body = CartSet
);
operation!(cart_remove, post, "/cart/remove", "Removes a line.", CartBody, body = CartRemove);
operation!(
    cart_merge,
    post,
    "/cart/merge",
    "Takes over the lines of another cart.",
    CartBody,
    body = CartMerge
);
operation!(
    offers,
    get,
    "/offers",
    "Tells price, stock and delivery time of up to 50 SKUs.",
    OffersBody,
    params(
        ("market" = String, Query, description = "The market"),
        ("skus" = String, Query, description = "SKUs separated by commas"),
        ("locale" = Option<String>, Query, description = "The storefront, in whose language texts are"),
        ("with" = Option<String>, Query, description = "Properties that shall be filled in, such as `engraving`, separated by commas: the price is with them")
    )
);
operation!(
    search,
    get,
    "/search",
    "Finds products by words, with typing mistakes in them, and by what they are narrowed down to.",
    SearchBody,
    params(
        ("locale" = Option<String>, Query, description = "The storefront"),
        ("q" = Option<String>, Query, description = "The words"),
        ("category" = Option<String>, Query, description = "A category's slug"),
        ("min" = Option<u64>, Query, description = "The least it costs, in whole units of the currency"),
        ("max" = Option<u64>, Query, description = "The most it costs, in whole units of the currency"),
        ("stock" = Option<String>, Query, description = "Anything: only what is left"),
        ("sort" = Option<String>, Query, description = "`price-up`, `price-down` or `name`"),
        ("page" = Option<u64>, Query, description = "Which page, from 1")
    )
);
operation!(checkout_show, get, "/checkout", "Tells what the cart costs.", QuoteBody);
operation!(
    checkout_details,
    post,
    "/checkout/details",
    "Keeps the address and tells what the cart costs there.",
    QuoteBody,
    body = CheckoutForm
);
operation!(
    checkout_place,
    post,
    "/checkout/place",
    "Places the order and starts its payment.",
    PlacedBody,
    body = CheckoutForm
);
operation!(
    order_pay,
    post,
    "/order/{order_id}/pay",
    "Starts the payment of an order again.",
    PlacedBody,
    params(("order_id" = String, Path, description = "The order"))
);
operation!(
    order_change,
    post,
    "/order/{order_id}/change",
    "Cancels an unpaid order and puts its lines into a new cart.",
    CartBody,
    params(("order_id" = String, Path, description = "The order"))
);
operation!(
    order_show, get, "/order/{order_id}", "Shows an order; needs its key, as a cookie or as `key` in the link.", OrderBody,
    params(("order_id" = String, Path, description = "The order"), ("key" = Option<String>, Query, description = "The key of the link"))
);

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vitrine",
        description = "The routes of a Vitrine shop, for programs: send `Accept: application/json`.",
        version = "1",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        cart_show,
        cart_add,
        cart_set,
        cart_remove,
        cart_merge,
        offers,
        search,
        checkout_show,
        checkout_details,
        checkout_place,
        order_pay,
        order_change,
        order_show
    )
)]
struct Description;

/// The description as pretty JSON, as `openapi.json` holds it.
///
/// # Errors
/// Never in practice: the description is made of texts only.
pub fn json() -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Description::openapi()).map(|text| text + "\n")
}
