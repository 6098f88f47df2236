//! Who may call the API, in which version and with which kind of body.
//!
//! Keys are compared in constant time; the message about a wrong one shows its last four characters only.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::API_VERSION;
use crate::error::ApiError;

/// Checks the secret key and the version.
///
/// # Errors
/// [`ApiError`] with status 401 for the key and 400 for the version.
pub(crate) fn check(headers: &HeaderMap, secret_key: &str) -> Result<(), ApiError> {
    let key = sent_key(headers).ok_or_else(|| {
        ApiError::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using \
             Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication \
             for details, or we can help at https://support.stripe.com/.",
        )
    })?;
    if !bool::from(key.as_bytes().ct_eq(secret_key.as_bytes())) {
        return Err(ApiError::unauthorized(format!("Invalid API Key provided: {}", masked(&key))));
    }
    let Some(version) = headers.get("stripe-version") else { return Ok(()) };
    let version = version.to_str().unwrap_or_default();
    if version == API_VERSION {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "Invalid Stripe API version: {version}. This simulator speaks {API_VERSION} only."
    )))
}

fn sent_key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let text = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        text.split_once(':').map_or(text.clone(), |(user, _)| user.to_owned())
    } else {
        return None;
    };
    Some(key).filter(|key| !key.is_empty())
}

fn masked(key: &str) -> String {
    let characters: Vec<char> = key.chars().collect();
    let shown: String = characters[characters.len().saturating_sub(4)..].iter().collect();
    if characters.len() <= 8 {
        return "****".to_owned();
    }
    format!("{}{shown}", "*".repeat(characters.len() - 4))
}

/// Checks that a body is form-encoded text.
///
/// # Errors
/// [`ApiError`] where it is something else.
pub(crate) fn check_form(headers: &HeaderMap, body: &[u8]) -> Result<(), ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
    if (form || body.is_empty()) && std::str::from_utf8(body).is_ok() {
        return Ok(());
    }
    Err(ApiError::invalid(
        "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any \
         questions, we can help at https://support.stripe.com/.",
    ))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(authorization: &str) -> HeaderMap {
        let value = HeaderValue::from_str(authorization).expect("a header value");
        HeaderMap::from_iter([(header::AUTHORIZATION, value)])
    }

    #[test]
    fn a_key_is_taken_as_bearer_or_as_basic_user() {
        assert_eq!(check(&headers("Bearer sk_test_1"), "sk_test_1"), Ok(()));
        let basic = format!("Basic {}", STANDARD.encode("sk_test_1:"));
        assert_eq!(check(&headers(&basic), "sk_test_1"), Ok(()));
    }

    #[test]
    fn a_wrong_key_is_refused_and_not_shown() {
        let error = check(&headers("Bearer sk_test_wrongwrong"), "sk_test_1").expect_err("refused");
        assert_eq!(error.message(), "Invalid API Key provided: **************rong");
        assert!(check(&HeaderMap::new(), "sk_test_1").is_err());
    }

    #[test]
    fn another_version_is_refused() {
        let mut headers = headers("Bearer sk_test_1");
        headers.insert("stripe-version", HeaderValue::from_static("2020-08-27"));
        assert!(check(&headers, "sk_test_1").is_err());
    }
}
