//! The local shop's secrets: drawn once per data folder, and as good as real ones.

use serde::{Deserialize, Serialize};
use std::path::Path;

/// What the template resolves from the secrets manager.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Order ids and links are derived with it.
    pub link_secret: String,
    /// Contact data are encrypted under it.
    pub contact_secret: String,
    /// The provider's secret key.
    pub provider_key: String,
    /// The provider's webhook signing secret.
    pub webhook_secret: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(hidden)")
    }
}

/// Secrets cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// No random bits.
    #[error(transparent)]
    Chance(#[from] edge::ids::ChanceError),
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what was written.
    #[error("{path} is not the shop's secrets file: {source}")]
    Unreadable {
        /// Which file.
        path: String,
        /// Why.
        source: serde_json::Error,
    },
}

/// Draws one secret.
///
/// # Errors
/// [`SecretsError::Chance`].
pub(crate) fn draw_one() -> Result<String, SecretsError> {
    let bits: [u8; 24] = edge::ids::random()?;
    Ok(edge::ids::hexadecimal(&bits))
}

impl Secrets {
    /// Draws new secrets.
    ///
    /// # Errors
    /// [`SecretsError::Chance`].
    pub fn draw() -> Result<Self, SecretsError> {
        Ok(Self {
            link_secret: draw_one()?,
            contact_secret: draw_one()?,
            provider_key: format!("sk_test_{}", draw_one()?),
            webhook_secret: format!("whsec_{}", draw_one()?),
        })
    }

    /// The secrets of a data folder; drawn and written when there are none yet.
    ///
    /// # Errors
    /// [`SecretsError`].
    pub fn of_folder(folder: &Path) -> Result<Self, SecretsError> {
        let path = folder.join("secrets.json");
        let shown = path.display().to_string();
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| SecretsError::Unreadable { path: shown, source }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secrets = Self::draw()?;
                let text = serde_json::to_vec(&secrets)
                    .map_err(|source| SecretsError::Unreadable { path: shown.clone(), source })?;
                std::fs::write(&path, text).map_err(|source| SecretsError::File { path: shown, source })?;
                Ok(secrets)
            }
            Err(source) => Err(SecretsError::File { path: shown, source }),
        }
    }
}
