//! What stands on the shelves of a new local shop: `infra/shop/opening-stock.toml`.

use crate::catalog::document::{Document, Fields};
use crate::catalog::{BadCatalog, Catalog, Problems, read_text};
use domain::ids::Sku;
use std::collections::BTreeMap;
use std::path::Path;

const FILE: &str = "infra/shop/opening-stock.toml";

/// Most units of one SKU that a sample shop opens with.
const OPENING_MAX: u32 = 100_000;

struct Opening {
    each: u32,
    except: BTreeMap<Sku, u32>,
}

/// How many units of each SKU a new local shop has.
///
/// # Errors
/// [`BadCatalog`] with every problem of the file.
pub fn opening_stock(root: &Path, catalog: &Catalog) -> Result<Vec<(Sku, u32)>, BadCatalog> {
    let problems = Problems::default();
    let skus =
        || catalog.products.iter().flat_map(|listing| &listing.product.variants).map(|variant| &variant.sku);
    let opening = read_text(root, FILE, &problems).and_then(|toml| {
        let document = Document { file: FILE, toml: &toml, lines_before: 0, problems: &problems };
        document.read(|fields| {
            let each = fields.number("each", OPENING_MAX);
            let except =
                fields.table("except", |fields| except(fields, |sku| skus().any(|known| known == sku)));
            Some(Opening { each: each?.value, except: except? })
        })?
    });
    match opening {
        Some(opening) if problems.count() == 0 => {
            let quantity = |sku: &Sku| opening.except.get(sku).copied().unwrap_or(opening.each);
            Ok(skus().map(|sku| (sku.clone(), quantity(sku))).collect())
        }
        _ => Err(BadCatalog(problems.into_sorted())),
    }
}

fn except(fields: &Fields, known: impl Fn(&Sku) -> bool) -> BTreeMap<Sku, u32> {
    let mut except = BTreeMap::new();
    for key in fields.keys() {
        let quantity = fields.number(&key.value, OPENING_MAX);
        let Some(sku) = fields.parse(&key, Sku::parse) else { continue };
        if !known(&sku.value) {
            fields.say(sku.line, format!("the catalogue has no SKU {}", sku.value));
        }
        except.extend(quantity.map(|quantity| (sku.value, quantity.value)));
    }
    except
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::{a_shop, put};

    #[test]
    fn every_sku_has_its_quantity_and_a_wrong_one_is_told_with_its_line() {
        let folder = a_shop();
        let catalog = Catalog::read(folder.path()).unwrap();
        put(&folder, FILE, "each = 12\n[except]\nBOWL = 1\n");
        let stock = opening_stock(folder.path(), &catalog).unwrap();
        let told: Vec<String> = stock.iter().map(|(sku, quantity)| format!("{sku} {quantity}")).collect();
        assert_eq!(told, ["BOWL 1", "MUG-TIDE 12", "MUG-CHALK 12"]);
        put(&folder, FILE, "each = 12\n[except]\nBOWL = -1\nBOOL = 1\n");
        let told = opening_stock(folder.path(), &catalog).unwrap_err().to_string();
        assert!(told.starts_with(
            "infra/shop/opening-stock.toml:3: `except.BOWL` must be a whole number from 0 to 100000, not integer\n\
             infra/shop/opening-stock.toml:4: the catalogue has no SKU BOOL\n"
        ), "{told}");
    }
}
