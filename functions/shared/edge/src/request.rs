//! Reading requests: cookies, forms and JSON bodies, who asks and in which media type.

use contract::problem::{ProblemCode, Refusal};
use domain::ids::Locale;
use lambda_http::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, ORIGIN};
use lambda_http::request::RequestContext;
use lambda_http::{Body, Request, RequestExt};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::net::IpAddr;
use texts::{Language, Texts, saying};

/// Whether the sender wants JSON rather than a page.
pub fn wants_json(request: &Request) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

/// The raw bytes of the body: what was sent, whether it came as text or base64.
pub fn bytes(request: &Request) -> &[u8] {
    match request.body() {
        Body::Text(text) => text.as_bytes(),
        Body::Binary(bytes) => bytes,
        _ => &[],
    }
}

/// The value of a cookie; the first if it is there twice.
pub fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .headers()
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The value of a query parameter.
pub fn query(request: &Request, name: &str) -> Option<String> {
    request.query_string_parameters_ref().and_then(|parameters| parameters.first(name)).map(str::to_owned)
}

/// The network that a request comes from: the address, of IPv6 the household's part. Behind the CDN its header
/// says so; the function's own URL is closed to others.
pub fn network(request: &Request) -> Option<String> {
    let header = request.headers().get("cloudfront-viewer-address").and_then(|value| value.to_str().ok());
    // The header is `address:port`, also for IPv6.
    let viewer = header.and_then(|text| text.rsplit_once(':')).map(|(address, _)| address.to_owned());
    let direct = || match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    let address: IpAddr = viewer.or_else(direct)?.trim_matches(['[', ']']).parse().ok()?;
    Some(match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    })
}

/// The texts in the language that the request asks for: its `locale`, or the storefront that was last chosen.
pub fn texts(request: &Request) -> Texts {
    let asked = query(request, "locale").or_else(|| cookie(request, "locale").map(str::to_owned));
    let locale = asked.and_then(|text| Locale::parse(&text).ok());
    locale.as_ref().map_or_else(|| Texts::in_language(Language::English), Texts::of)
}

/// Every value of a query parameter, in the order they came.
pub fn query_all(request: &Request, name: &str) -> Vec<String> {
    let parameters = request.query_string_parameters_ref();
    let values = parameters.and_then(|parameters| parameters.all(name)).unwrap_or_default();
    values.into_iter().map(str::to_owned).collect()
}

/// The path after the stage.
pub fn path(request: &Request) -> &str {
    request.uri().path()
}

/// Refuses a request that another site's page made the browser send.
///
/// # Errors
/// A [`Refusal`] with `foreign_origin`.
pub fn check_origin(request: &Request, site_url: &str) -> Result<(), Refusal> {
    // Compared as bytes: a value that is no text is not an absent one.
    let is_cross_site = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    let is_of_another = request.headers().get(ORIGIN).is_some_and(|origin| origin != site_url);
    if is_cross_site || is_of_another {
        return Err(Refusal::new(ProblemCode::ForeignOrigin, saying!("problem-foreign-origin")));
    }
    Ok(())
}

/// Reads a form or JSON body into a shape; unknown and repeated fields are refused.
///
/// # Errors
/// A [`Refusal`]: `too_large`, `unsupported_media_type` or `unreadable`.
pub fn body<T: DeserializeOwned>(request: &Request, bytes_max: usize) -> Result<T, Refusal> {
    let raw = bytes(request);
    if raw.len() > bytes_max {
        return Err(Refusal::new(ProblemCode::TooLarge, saying!("problem-too-large", most = bytes_max)));
    }
    let media_type =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let value = match media_type.split(';').next().unwrap_or_default().trim() {
        "application/json" => serde_json::from_slice(raw).map_err(|error| unreadable(&error.to_string()))?,
        "application/x-www-form-urlencoded" => form(raw)?,
        _ => {
            return Err(Refusal::new(ProblemCode::UnsupportedMediaType, saying!("problem-media-type")));
        }
    };
    serde_json::from_value(value).map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(why: &str) -> Refusal {
    let why: String = why.chars().filter(|c| !c.is_control()).take(200).collect();
    Refusal::new(ProblemCode::Unreadable, saying!("problem-unreadable", why = why))
}

/// A form as one JSON object of texts; empty fields count as not given. A field `a[b]` is the entry `b` of the
/// object `a`.
fn form(raw: &[u8]) -> Result<Value, Refusal> {
    if std::str::from_utf8(raw).is_err() {
        return Err(unreadable("it is not UTF-8"));
    }
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(raw) {
        let twice = || unreadable(&format!("the field `{name}` is there twice"));
        let (object, key) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((outer, inner)) => {
                let object = fields.entry(outer).or_insert_with(|| Value::Object(Map::new()));
                (object.as_object_mut().ok_or_else(twice)?, inner)
            }
            None => (&mut fields, name.as_ref()),
        };
        if object.contains_key(key) {
            return Err(twice());
        }
        if !value.is_empty() {
            object.insert(key.to_owned(), Value::String(value.into_owned()));
        }
    }
    Ok(Value::Object(fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::http::CartAdd;
    use lambda_http::http;

    fn request(media_type: &str, body: &str) -> Request {
        http::Request::builder().header(CONTENT_TYPE, media_type).body(Body::from(body)).unwrap()
    }

    fn read(media_type: &str, body: &str) -> Result<CartAdd, ProblemCode> {
        super::body(&request(media_type, body), 100).map_err(|refusal| refusal.code)
    }

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn forms_and_json_read_the_same() {
        let from_form = read(FORM, "sku=MUG&quantity=2&locale=").unwrap();
        assert_eq!(
            from_form,
            read("application/json; charset=utf-8", r#"{"sku":"MUG","quantity":2}"#).unwrap()
        );
    }

    #[test]
    fn what_is_written_on_goods_is_an_object_of_its_own() {
        let from_form =
            read(FORM, "sku=MUG&properties%5Bengraving%5D=For+Ada&properties%5Bnote%5D=").unwrap();
        assert_eq!(
            from_form,
            read("application/json", r#"{"sku":"MUG","properties":{"engraving":"For Ada"}}"#).unwrap()
        );
        for refused in [
            "sku=MUG&properties[a]=1&properties[a]=2",
            "sku=MUG&properties=1&properties[a]=1",
            "sku=MUG&properties[a]=1&properties=1",
            "sku[a]=MUG",
        ] {
            assert_eq!(read(FORM, refused), Err(ProblemCode::Unreadable), "{refused}");
        }
    }

    #[test]
    fn bad_bodies_are_told_apart() {
        assert_eq!(read("application/json", "{"), Err(ProblemCode::Unreadable));
        assert_eq!(read("application/json", r#"{"sku":"MUG","price":1}"#), Err(ProblemCode::Unreadable));
        assert_eq!(read(FORM, "sku=MUG&sku=OWL"), Err(ProblemCode::Unreadable));
        assert_eq!(read(FORM, "quantity=1"), Err(ProblemCode::Unreadable));
        assert_eq!(read("text/plain", "sku=MUG"), Err(ProblemCode::UnsupportedMediaType));
        assert_eq!(read(FORM, &"x".repeat(101)), Err(ProblemCode::TooLarge));
    }

    #[test]
    fn another_sites_forms_are_refused() {
        let from = |origin: &str| {
            let request = http::Request::builder().header(ORIGIN, origin).body(Body::Empty).unwrap();
            check_origin(&request, "https://shop.example").is_ok()
        };
        assert!(from("https://shop.example"));
        assert!(!from("https://evil.example"));
        assert!(!from("null"));
    }

    #[test]
    fn an_origin_that_is_no_text_is_foreign() {
        let origin = http::HeaderValue::from_bytes("https://shöp.example".as_bytes()).unwrap();
        let request = http::Request::builder().header(ORIGIN, origin).body(Body::Empty).unwrap();
        assert!(check_origin(&request, "https://shop.example").is_err());
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let request =
            http::Request::builder().header(COOKIE, "a=1; cart=cart_x; b=2").body(Body::Empty).unwrap();
        assert_eq!(cookie(&request, "cart"), Some("cart_x"));
        assert_eq!(cookie(&request, "car"), None);
    }

    #[test]
    fn a_refusal_is_said_in_the_language_that_was_asked_for() {
        let told = |query: &str, cookies: &str, named: Option<&str>| {
            let request = http::Request::builder().header(COOKIE, cookies).body(Body::Empty).unwrap();
            let request = request.with_query_string_parameters(std::collections::HashMap::from([(
                "locale".to_owned(),
                vec![query.to_owned()],
            )]));
            let locale = named.map(|text| Locale::parse(text).unwrap());
            let refusal = Refusal::busy().asked_in(locale.as_ref());
            let answer = crate::answer::refusal(&refusal, texts(&request));
            serde_json::from_slice::<contract::problem::Problem>(answer.body()).unwrap().title
        };
        assert_eq!(told("", "a=1", None), "The shop is very busy. Please try again in a moment.");
        let german = "Im Shop ist gerade sehr viel los. Bitte versuchen Sie es gleich noch einmal.";
        assert_eq!(told("de", "a=1", None), german);
        assert_eq!(told("de", "locale=ar", None), german);
        assert_eq!(told("en", "locale=ar", Some("de")), german);
    }

    #[test]
    fn whoever_chose_a_storefront_before_is_spoken_to_in_its_language() {
        let with = |cookies: &str| {
            texts(&http::Request::builder().header(COOKIE, cookies).body(Body::Empty).unwrap()).language()
        };
        let said = ["locale=de", "locale=en-gb", "locale=ar; cart=x", "locale=<de>", "x=1"].map(with);
        let [german, british, arabic, unreadable, none] = said;
        assert_eq!((german, arabic), (Language::German, Language::Arabic));
        assert_eq!([british, unreadable, none], [Language::English; 3]);
    }
}
