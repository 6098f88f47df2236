//! A shopper: a browser without JavaScript that keeps cookies, follows links, and reads JSON when asked to.

use crate::TestShop;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// What a shopper got.
#[derive(Debug, Clone)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// Where it points, if it is a redirect.
    pub location: Option<String>,
    /// The text.
    pub text: String,
    /// The media type.
    pub media_type: String,
}

impl Page {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The problem's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A shopper.
pub struct Shopper {
    http: reqwest::Client,
    url: String,
    cookies: Mutex<BTreeMap<(String, String), String>>,
}

impl Shopper {
    /// A shopper who has never been here.
    pub fn of(shop: &TestShop) -> Self {
        Self::at(shop.local.url())
    }

    /// A shopper of the shop at this address.
    pub fn at(url: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, url: url.to_owned(), cookies: Mutex::default() }
    }

    /// The value of a cookie, wherever it is sent to.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().find(|((key, _), _)| key == name).map(|(_, value)| value.clone())
    }

    /// Another window of the same browser.
    pub fn again(&self) -> Self {
        let copy = Self::at(&self.url);
        *copy.cookies.lock().unwrap() = self.cookies.lock().unwrap().clone();
        copy
    }

    /// Somebody else, over the same connections.
    pub fn stranger(&self) -> Self {
        Self { http: self.http.clone(), url: self.url.clone(), cookies: Mutex::default() }
    }

    /// Sends a request with the cookies of its path, and keeps those of the answer.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Page {
        self.try_send(request).await.unwrap()
    }

    /// Sends a request to a shop that may be gone before it answers.
    ///
    /// # Errors
    /// When there was no answer, or only a part of one.
    pub async fn try_send(&self, request: reqwest::RequestBuilder) -> reqwest::Result<Page> {
        let mut request = request.build().unwrap();
        let path = request.url().path().to_owned();
        let line: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .filter(|((_, at), _)| path.starts_with(at.as_str()))
            .map(|((name, _), value)| format!("{name}={value}"))
            .collect();
        if !line.is_empty() {
            request.headers_mut().insert(COOKIE, line.join("; ").parse().unwrap());
        }
        let answer = self.http.execute(request).await?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (location, media_type) = (header(LOCATION), header(reqwest::header::CONTENT_TYPE));
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        Ok(Page { status, location, text, media_type: media_type.unwrap_or_default() })
    }

    fn keep(&self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let path = parts.find_map(|part| part.strip_prefix("Path=")).unwrap_or("/");
        self.cookies.lock().unwrap().insert((name.to_owned(), path.to_owned()), value.to_owned());
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.http.get(self.at_path(path)).header("accept", "text/html")).await
    }

    /// Asks for JSON.
    pub async fn get_json(&self, path: &str) -> Page {
        self.send(self.http.get(self.at_path(path)).header("accept", "application/json")).await
    }

    /// Sends a form as a browser does.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let request = self.http.post(self.at_path(path)).header("accept", "text/html").form(form);
        self.send(request.header("origin", &self.url)).await
    }

    /// Sends JSON and asks for JSON.
    pub async fn post_json(&self, path: &str, body: &Value) -> Page {
        let request = self.http.post(self.at_path(path)).header("accept", "application/json");
        self.send(request.json(body)).await
    }

    /// Sends JSON to a shop that may be gone before it answers.
    ///
    /// # Errors
    /// When there was no answer, or only a part of one.
    pub async fn try_post_json(&self, path: &str, body: &Value) -> reqwest::Result<Page> {
        let request = self.http.post(self.at_path(path)).header("accept", "application/json");
        self.try_send(request.json(body)).await
    }

    /// Asks a shop for JSON that may be gone before it answers.
    ///
    /// # Errors
    /// When there was no answer, or only a part of one.
    pub async fn try_get_json(&self, path: &str) -> reqwest::Result<Page> {
        self.try_send(self.http.get(self.at_path(path)).header("accept", "application/json")).await
    }

    /// Sends any bytes as any media type.
    pub async fn post_raw(&self, path: &str, media_type: &str, body: impl Into<reqwest::Body>) -> Page {
        let request = self.http.post(self.at_path(path)).header("accept", "application/json");
        self.send(request.header("content-type", media_type).body(body)).await
    }

    fn at_path(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) }
    }

    /// Puts something into the cart.
    pub async fn add(&self, sku: &str, quantity: u32) -> Page {
        let page = self.post_json("/cart/add", &json!({ "sku": sku, "quantity": quantity })).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page
    }

    /// The checkout form, filled in for Germany and card, agreeing to the total as it is shown now.
    pub async fn filled_form(&self) -> Value {
        let details = self.post_json("/checkout/details", &details()).await;
        assert_eq!(details.status, 200, "{}", details.text);
        let mut form = super::shopper::details();
        form["agreed"] = details.json()["agreed"].clone();
        form
    }

    /// Places the order with a form.
    pub async fn place(&self, form: &Value) -> Page {
        self.post_json("/checkout/place", form).await
    }

    /// Adds one thing and places the order: its id and the payment page.
    pub async fn order(&self, sku: &str, quantity: u32) -> (String, String) {
        self.order_paid_by("card", sku, quantity).await
    }

    /// Adds one thing and places the order to be paid in this way: its id and where the shopper goes next.
    pub async fn order_paid_by(&self, method: &str, sku: &str, quantity: u32) -> (String, String) {
        self.add(sku, quantity).await;
        let mut form = self.filled_form().await;
        form["method"] = method.into();
        let placed = self.place(&form).await;
        assert_eq!(placed.status, 200, "{}", placed.text);
        let body = placed.json();
        (body["order_id"].as_str().unwrap().to_owned(), body["next_url"].as_str().unwrap().to_owned())
    }
}

/// Where everybody here lives.
pub fn details() -> Value {
    json!({
        "country": "DE", "email": "rosa@example.com", "name": "Rosa Example", "line1": "Lange Gasse 1",
        "city": "Berlin", "postal_code": "10115", "delivery": "standard", "method": "card"
    })
}
