//! The way in: a request must have come through the shop's CDN, which adds secrets that nobody else knows.
//!
//! An HTTP API has an address of its own that cannot be closed. What comes by it is refused here, before any
//! function sees it, so that the CDN's rules cannot be walked around.

use crate::answer;
use crate::config::{ConfigError, Lookup, Secret, listed, required};
use contract::config::ORIGIN_SECRETS;
use contract::problem::{Problem, ProblemCode, Refusal};
use lambda_http::Request;
use subtle::ConstantTimeEq;
use texts::saying;

/// The header that the CDN adds to what it passes on.
pub const HEADER: &str = "x-origin-secrets";

/// The variable's value where no CDN stands before the functions, as under `cargo lambda watch`.
const NO_CDN: &str = "none";

/// Who may come in.
#[derive(Debug, Clone)]
pub enum Gate {
    /// Everybody.
    Open,
    /// Whoever knows one of these.
    Secrets(Vec<Secret>),
}

impl Gate {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] when the variable is missing or names no secret: a gate is never open by mistake.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        let texts = required(lookup, ORIGIN_SECRETS)?;
        if texts == NO_CDN {
            return Ok(Self::Open);
        }
        let secrets: Vec<Secret> = listed(&texts).map(|secret| Secret(secret.to_owned())).collect();
        if secrets.is_empty() {
            Err(ConfigError(ORIGIN_SECRETS.to_owned()))
        } else {
            Ok(Self::Secrets(secrets))
        }
    }

    /// Refuses what did not come through the CDN. The CDN sends the list that the function knows; one in common
    /// is enough, so that either may be renewed first.
    ///
    /// # Errors
    /// A [`Problem`] with `not_allowed`.
    pub fn check(&self, request: &Request) -> Result<(), Problem> {
        let Self::Secrets(secrets) = self else { return Ok(()) };
        let sent = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let known =
            |sent: &str| secrets.iter().any(|secret| secret.0.as_bytes().ct_eq(sent.as_bytes()).into());
        if listed(sent).any(known) {
            return Ok(());
        }
        tracing::warn!("a request did not come through the CDN");
        let refusal = Refusal::new(ProblemCode::NotAllowed, saying!("problem-own-address"));
        Err(answer::in_english(&refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::{Body, http};

    fn gate(listed: &str) -> Result<Gate, ConfigError> {
        Gate::read(&|name| (name == ORIGIN_SECRETS).then(|| listed.to_owned()))
    }

    fn lets_in(listed: &str, sent: Option<&str>) -> bool {
        let mut request = http::Request::builder();
        if let Some(sent) = sent {
            request = request.header(HEADER, sent);
        }
        gate(listed).unwrap().check(&request.body(Body::Empty).unwrap()).is_ok()
    }

    #[test]
    fn only_who_knows_a_secret_comes_in() {
        assert!(lets_in("first", Some("first")));
        assert!(!lets_in("first", Some("firs")));
        assert!(!lets_in("first", Some("")));
        assert!(!lets_in("first", None));
        assert!(!lets_in("first", Some("none")));
    }

    #[test]
    fn either_side_may_be_renewed_first() {
        assert!(lets_in("new,old", Some("old")), "the function knows the new one before the CDN does");
        assert!(lets_in("new", Some("new, old")), "the function forgets the old one before the CDN does");
        assert!(!lets_in("new", Some("old")));
    }

    #[test]
    fn a_gate_is_open_only_by_that_word() {
        assert!(lets_in(NO_CDN, None));
        assert!(gate("").is_err());
        assert!(gate(" , ").is_err());
        assert!(Gate::read(&|_| None).is_err());
    }
}
