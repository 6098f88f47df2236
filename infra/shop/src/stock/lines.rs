//! Units as people write them: `SKU=QUANTITY`, on the command line or one per line of a file. Commands about an
//! order name its lines, which are SKUs where nothing is written on the goods.

use domain::ids::{IdError, LineId, Sku};
use std::fmt;
use std::fs;
use std::path::Path;
use std::str::FromStr;

/// One thing and how many units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted<T> {
    /// Of what.
    pub of: T,
    /// How many units; negative takes away.
    pub quantity: i64,
}

/// Units of a SKU.
pub type Line = Counted<Sku>;

/// Units of an order's line.
pub type Units = Counted<LineId>;

/// Why a text is not a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// There is no `=`.
    #[error("`{0}` must be SKU=QUANTITY, such as MUG-TIDE-S=12")]
    Shape(String),
    /// The part before it is no SKU.
    #[error(transparent)]
    Sku(#[from] IdError),
    /// The part after it is no number.
    #[error("`{0}` is not a whole number")]
    Quantity(String),
}

fn read<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, IdError>) -> Result<Counted<T>, LineError> {
    let (of, quantity) = text.split_once('=').ok_or_else(|| LineError::Shape(text.to_owned()))?;
    let number = quantity.trim().parse().map_err(|_| LineError::Quantity(quantity.trim().to_owned()))?;
    Ok(Counted { of: parse(of.trim())?, quantity: number })
}

impl FromStr for Line {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        read(text, Sku::parse)
    }
}

impl FromStr for Units {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        read(text, LineId::parse)
    }
}

impl<T: fmt::Display> fmt::Display for Counted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.of, self.quantity)
    }
}

/// Reads a file with one line per SKU; empty lines and those that begin with `#` do not count.
///
/// # Errors
/// Every wrong line as `file:line: what is wrong`, or why the file cannot be read.
pub fn read_file(path: &Path) -> Result<Vec<Line>, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let mut lines = Vec::new();
    let mut wrong = Vec::new();
    for (position, text) in text.lines().enumerate() {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match text.parse() {
            Ok(line) => lines.push(line),
            Err(error) => wrong.push(format!("{name}:{}: {error}", position + 1)),
        }
    }
    if wrong.is_empty() { Ok(lines) } else { Err(wrong.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_sku_and_a_quantity() {
        let line: Line = "MUG-TIDE-S=-2".parse().unwrap();
        assert_eq!((line.of.as_str(), line.quantity), ("MUG-TIDE-S", -2));
        let units: Units = "MUG-TIDE-S.0123456789ab=1".parse().unwrap();
        assert_eq!(units.of.sku(), line.of);
        let wrong = |text: &str| text.parse::<Line>().unwrap_err().to_string();
        assert_eq!(wrong("MUG-TIDE-S"), "`MUG-TIDE-S` must be SKU=QUANTITY, such as MUG-TIDE-S=12");
        assert_eq!(wrong("MUG-TIDE-S=two"), "`two` is not a whole number");
        assert_eq!(wrong("mug=2"), "`mug` is not a SKU (3 to 40 of A-Z, 0-9 and -)");
    }

    #[test]
    fn every_wrong_line_of_a_file_is_told_and_the_rest_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("delivery.txt");
        fs::write(&path, "# Monday\nMUG-TIDE=12\n\nBOWL=3\n").unwrap();
        assert_eq!(read_file(&path).unwrap().len(), 2);
        fs::write(&path, "mug=1\nBOWL=3\nBOWL\n").unwrap();
        let wrong = read_file(&path).unwrap_err();
        let places: Vec<String> =
            wrong.lines().map(|line| line.replace(path.to_str().unwrap(), "f")).collect();
        assert!(places[0].starts_with("f:1: ") && places[1].starts_with("f:3: "), "{places:?}");
    }
}
