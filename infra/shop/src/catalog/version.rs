//! The version of a catalogue: a hash of what it says, so that the same catalogue is the same version.

use crate::workspace::hexadecimal;
use domain::catalog::Offer;
use domain::ids::{CatalogVersion, IdError, MarketId};
use domain::market::Terms;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How many hexadecimal digits of the hash make a version.
const VERSION_DIGITS: usize = 16;

/// Why a version could not be told.
#[derive(Debug, thiserror::Error)]
pub(super) enum VersionError {
    /// A value could not be written as JSON.
    #[error("the catalogue cannot be hashed: {0}")]
    Json(#[from] serde_json::Error),
    /// The hash is not what the rules call a version.
    #[error(transparent)]
    Id(#[from] IdError),
}

/// The version of these offers and terms: one line of JSON after the other is hashed. The types' fields and
/// maps have a fixed order, so nothing else decides.
///
/// # Errors
/// [`VersionError`].
pub(super) fn version(
    offers: &BTreeMap<MarketId, Vec<Offer>>,
    terms: &[Terms],
) -> Result<CatalogVersion, VersionError> {
    let mut hash = Sha256::new();
    for (market, offers) in offers {
        add(&mut hash, market)?;
        offers.iter().try_for_each(|offer| add(&mut hash, offer))?;
    }
    terms.iter().try_for_each(|terms| add(&mut hash, terms))?;
    let digits: String = hexadecimal(&hash.finalize()).chars().take(VERSION_DIGITS).collect();
    Ok(CatalogVersion::parse(&digits)?)
}

fn add(hash: &mut Sha256, value: &impl Serialize) -> Result<(), serde_json::Error> {
    hash.update(serde_json::to_vec(value)?);
    hash.update(b"\n");
    Ok(())
}
