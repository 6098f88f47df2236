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

/// Secrets of which at least one must be set, separated by commas, the one in use first.
///
/// # Errors
/// [`ConfigError`] names them.
pub fn secrets(lookup: Lookup<'_>, name: &str) -> Result<Secrets, ConfigError> {
    let texts = required(lookup, name)?;
    let mut each = listed(&texts).map(|text| Secret(text.to_owned()));
    let current = each.next().ok_or_else(|| ConfigError(name.to_owned()))?;
    Ok(Secrets { current, earlier: each.collect() })
}

/// The texts between commas.
pub fn listed(listed: &str) -> impl Iterator<Item = &str> {
    listed.split(',').map(str::trim).filter(|text| !text.is_empty())
}

/// Reads the process's environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A secret in use and those from before, which still open what they made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// What new things are made with.
    pub current: Secret,
    /// What older things were made with, newest first.
    pub earlier: Vec<Secret>,
}

impl Secrets {
    /// A secret that has never been changed.
    pub const fn only(secret: Secret) -> Self {
        Self { current: secret, earlier: Vec::new() }
    }

    /// All of them, the one in use first.
    pub fn each(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.current).chain(&self.earlier)
    }

    /// Their texts, the one in use first.
    pub fn texts(&self) -> Vec<&str> {
        self.each().map(|secret| secret.0.as_str()).collect()
    }
}

/// A text that never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}
