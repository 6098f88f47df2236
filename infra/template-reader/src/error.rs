//! What can be wrong with a template, always with the place where it is wrong.

use std::path::PathBuf;

/// Why a template cannot be read or a value of it not resolved.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file cannot be opened.
    #[error("{}: cannot be opened", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not YAML.
    #[error("template.yaml: not readable as YAML")]
    Yaml(#[from] serde_yaml_ng::Error),
    /// Something in it cannot be understood or does not fit together.
    #[error("template.yaml: {place}: {problem}")]
    Wrong {
        /// The logical id and what lies below it, such as `CartFunction.Events.Show`.
        place: String,
        /// What is wrong.
        problem: String,
    },
}

impl TemplateError {
    pub(crate) fn wrong(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Wrong { place: place.into(), problem: problem.into() }
    }
}
