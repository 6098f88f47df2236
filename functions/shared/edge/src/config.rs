//! Configuration: environment variables, read once at cold start into one struct per function.

use std::fmt;

/// A variable that is missing or empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {0} is not set")]
pub struct ConfigError(pub String);

/// Where variables come from: the environment in Lambda, the template on one machine.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A variable that must be set.
///
/// # Errors
/// [`ConfigError`] names it.
pub fn required(lookup: Lookup<'_>, name: &str) -> Result<String, ConfigError> {
    lookup(name).filter(|value| !value.is_empty()).ok_or_else(|| ConfigError(name.to_owned()))
}

/// A variable that may be left out, or left empty.
pub fn optional(lookup: Lookup<'_>, name: &str) -> Option<String> {
    lookup(name).filter(|value| !value.is_empty())
}

/// A secret that must be set.
///
/// # Errors
/// [`ConfigError`] names it.
pub fn secret(lookup: Lookup<'_>, name: &str) -> Result<Secret, ConfigError> {
    required(lookup, name).map(Secret)
}

/// Reads the process's environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A text that never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}
