//! Every route of the functions, in one list. The template names the same set.

/// A route and the function behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The HTTP method.
    pub method: &'static str,
    /// The path; `{name}` stands for one segment.
    pub path: &'static str,
    /// The function's folder.
    pub function: &'static str,
}

const fn route(method: &'static str, path: &'static str, function: &'static str) -> Route {
    Route { method, path, function }
}

/// All routes.
pub const ROUTES: &[Route] = &[
    route("GET", "/cart", "cart"),
    route("POST", "/cart/add", "cart"),
    route("POST", "/cart/set", "cart"),
    route("POST", "/cart/remove", "cart"),
    route("POST", "/cart/merge", "cart"),
    route("GET", "/offers", "offers"),
    route("GET", "/checkout", "checkout"),
    route("POST", "/checkout/details", "checkout"),
    route("POST", "/checkout/place", "checkout"),
    route("POST", "/order/{order_id}/pay", "checkout"),
    route("POST", "/order/{order_id}/change", "checkout"),
    route("GET", "/order/{order_id}", "order-status"),
    route("GET", "/search", "search"),
    route("POST", "/webhooks/paypal", "payment-webhook"),
    route("POST", "/webhooks/stripe", "payment-webhook"),
];
