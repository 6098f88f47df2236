//! `cargo shop catalog generate`: a shop of any size, made up from a seed, to see how the tools bear it. The same
//! seed makes the same files.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why the shop could not be made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// There is something where it would be put.
    #[error("{0} is not empty: name a folder that is new")]
    NotEmpty(PathBuf),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// What comes along from the shop that is there, in its first locale; products are made up and installed packages are
/// shared.
const COPIED: &[&str] = &[
    "config.toml",
    "content/home.md",
    "content/pages",
    "data",
    "package-lock.json",
    "package.json",
    "sass",
    "scripts",
    "static",
    "templates",
    "texts",
    "tools",
];

/// Things, and the category of each.
const THINGS: [(&str, &str); 24] = [
    ("mug", "ceramics"),
    ("bowl", "ceramics"),
    ("plate", "ceramics"),
    ("vase", "ceramics"),
    ("teapot", "ceramics"),
    ("pitcher", "ceramics"),
    ("table lamp", "lamps"),
    ("pendant", "lamps"),
    ("lantern", "lamps"),
    ("candle holder", "lamps"),
    ("cushion", "linen"),
    ("blanket", "linen"),
    ("tablecloth", "linen"),
    ("napkin", "linen"),
    ("notebook", "stationery"),
    ("pencil case", "stationery"),
    ("letter tray", "stationery"),
    ("cutting board", "kitchen"),
    ("ladle", "kitchen"),
    ("salt cellar", "kitchen"),
    ("spice grinder", "kitchen"),
    ("planter", "garden"),
    ("watering can", "garden"),
    ("bird house", "garden"),
];
const COLORS: [&str; 10] =
    ["Tide", "Chalk", "Ember", "Moss", "Ink", "Rust", "Flax", "Ochre", "Forest", "Celadon"];
const SIZES: [&str; 3] = ["Small", "Medium", "Large"];
const SYLLABLES: [&str; 24] = [
    "al", "bren", "cor", "dal", "el", "fjor", "gris", "hav", "il", "jun", "kol", "lum", "mar", "nor", "os",
    "per", "quil", "ros", "sol", "tor", "ul", "vik", "wen", "yst",
];

/// Numbers that look random and follow from a seed: `SplitMix64` (Steele, Lea, Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    fn of<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        let place = self.below(list.len());
        list.get(place)
    }
}

/// Makes a shop with so many products in a new folder, with everything else as in the shop that is there.
///
/// # Errors
/// [`GenerateError`].
pub fn generate(shop: &Path, products: usize, seed: u64, into: &Path) -> Result<(), GenerateError> {
    if fs::read_dir(into).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(GenerateError::NotEmpty(into.to_path_buf()));
    }
    let (from, site) = (shop.join("site"), into.join("site"));
    for name in COPIED {
        copy(&from.join(name), &site.join(name))?;
    }
    keep_first_locale(&site.join("data"))?;
    drop_translations(&site.join("content"))?;
    // By this file the command knows a shop's folder.
    copy(&shop.join("infra/template.yaml"), &into.join("infra/template.yaml"))?;
    let packages = from.join("node_modules");
    if packages.is_dir() {
        link(&packages, &site.join("node_modules"))?;
    }
    let mut numbers = Numbers(seed);
    let pictures = pictures(&from.join("static/pictures"))?;
    let mut names = BTreeSet::new();
    let mut slugs = Vec::new();
    while names.len() < products {
        let (thing, category) = numbers.of(&THINGS).copied().unwrap_or_default();
        let title = format!("{} {thing}", series(&mut numbers));
        if names.insert(title.clone()) {
            let slug = title.to_lowercase().replace(' ', "-");
            let text = product(&mut numbers, names.len(), &title, category, &pictures);
            write(&site.join(format!("content/products/{slug}/index.md")), &text)?;
            slugs.push(slug);
        }
    }
    let selected: Vec<String> = slugs.iter().take(5).map(|slug| format!("\"{slug}\"")).collect();
    select(&site.join("content/home.md"), &selected.join(", "))
}

/// The name of a series, such as `Norvik`, or `Norvik Sol`.
fn series(numbers: &mut Numbers) -> String {
    let mut word = || {
        let parts = [numbers.of(&SYLLABLES), numbers.of(&SYLLABLES)];
        let word: String = parts.into_iter().flatten().copied().collect();
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    let first = word();
    format!("{first} {}", word())
}

fn product(numbers: &mut Numbers, number: usize, title: &str, category: &str, pictures: &[String]) -> String {
    let picture = numbers.of(pictures).map_or("", String::as_str);
    let day = 1 + numbers.below(28);
    let month = 1 + numbers.below(12);
    let mut text = format!(
        "+++\ntitle = \"{title}\"\ndescription = \"Made in small batches, number {number} of the collection.\"\n\
         date = 2026-{month:02}-{day:02}\n\n[extra]\ncategory = \"{category}\"\ntax_category = \"standard\"\n"
    );
    let colors: Vec<&str> = some(numbers, &COLORS, 3);
    let sizes: Vec<&str> = some(numbers, &SIZES, 2);
    let mut options = Vec::new();
    for (name, values) in [("Color", &colors), ("Size", &sizes)] {
        if !values.is_empty() {
            let quoted: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            // Writing to a `String` cannot fail.
            let _ignored =
                write!(text, "\n[[extra.options]]\nname = \"{name}\"\nvalues = [{}]\n", quoted.join(", "));
            options.push(values);
        }
    }
    let base = 8 + numbers.below(190);
    for (place, choice) in choices(&options).iter().enumerate() {
        let price = base + 2 * place;
        let quoted: Vec<String> = choice.iter().map(|value| format!("\"{value}\"")).collect();
        let _ignored = write!(
            text,
            "\n[[extra.variants]]\nsku = \"G{number}-{place}\"\noptions = [{}]\nweight_g = {}\n\
             image = \"{picture}\"\nalt = \"{title}\"\n\
             prices = {{ EUR = \"{price}.00\" }}\n",
            quoted.join(", "),
            200 + 10 * numbers.below(200),
        );
    }
    text.push_str("+++\n\nMade up for a test of size.\n");
    text
}

/// Up to so many values that stand together in a list, or none.
fn some<'l>(numbers: &mut Numbers, list: &[&'l str], most: usize) -> Vec<&'l str> {
    let count = numbers.below(most + 1);
    let start = numbers.below(list.len());
    if count < 2 { Vec::new() } else { list.iter().cycle().skip(start).take(count).copied().collect() }
}

fn choices<'l>(options: &[&Vec<&'l str>]) -> Vec<Vec<&'l str>> {
    let mut all = vec![Vec::new()];
    for values in options {
        all = all
            .iter()
            .flat_map(|before: &Vec<&str>| values.iter().map(|value| [before.as_slice(), &[*value]].concat()))
            .collect();
    }
    all
}

/// The names of the product pictures that are there.
fn pictures(folder: &Path) -> Result<Vec<String>, GenerateError> {
    let mut names = Vec::new();
    for entry in at(folder, fs::read_dir(folder))? {
        let name = at(folder, entry)?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".webp").filter(|name| !name.starts_with("home-")).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Takes the other markets and locales away: what is made up is in one language and one currency. A shop's first
/// locale sells in its first market.
fn keep_first_locale(data: &Path) -> Result<(), GenerateError> {
    let mut market = None;
    edit(&data.join("markets.toml"), |tables| {
        for name in ["market", "locale"] {
            if let Some(list) = tables.get_mut(name).and_then(toml::Value::as_array_mut) {
                list.truncate(1);
            }
        }
        market = tables.get("market").and_then(|list| list.get(0)?.get("id")).cloned();
    })?;
    edit(&data.join("shipping.toml"), |tables| {
        if let Some(zones) = tables.get_mut("zone").and_then(toml::Value::as_array_mut) {
            zones.retain(|zone| zone.get("market") == market.as_ref());
        }
    })
}

fn edit(file: &Path, change: impl FnOnce(&mut toml::Table)) -> Result<(), GenerateError> {
    let text = at(file, fs::read_to_string(file))?;
    let mut tables: toml::Table = at(file, text.parse().map_err(io::Error::other))?;
    change(&mut tables);
    write(file, &at(file, toml::to_string(&tables).map_err(io::Error::other))?)
}

/// Takes pages in other languages away: `about.de.md` beside `about.md`.
fn drop_translations(folder: &Path) -> Result<(), GenerateError> {
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        if path.is_dir() {
            drop_translations(&path)?;
        } else if path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains('.')) {
            at(&path, fs::remove_file(&path))?;
        }
    }
    Ok(())
}

/// Names other products on the home page.
fn select(home: &Path, selected: &str) -> Result<(), GenerateError> {
    let text = at(home, fs::read_to_string(home))?;
    let selection = format!("selected = [{selected}]");
    let line = |line| if str::starts_with(line, "selected = ") { selection.as_str() } else { line };
    let lines: Vec<&str> = text.lines().map(line).collect();
    write(home, &(lines.join("\n") + "\n"))
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, GenerateError> {
    result.map_err(|source| GenerateError::File { path: path.to_path_buf(), source })
}

fn write(path: &Path, text: &str) -> Result<(), GenerateError> {
    if let Some(folder) = path.parent() {
        at(folder, fs::create_dir_all(folder))?;
    }
    at(path, fs::write(path, text))
}

fn copy(from: &Path, to: &Path) -> Result<(), GenerateError> {
    if from.is_dir() {
        at(to, fs::create_dir_all(to))?;
        for entry in at(from, fs::read_dir(from))? {
            let entry = at(from, entry)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        at(folder, fs::create_dir_all(folder))?;
    }
    at(from, fs::copy(from, to).map(drop))
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<(), GenerateError> {
    let whole = at(from, fs::canonicalize(from))?;
    at(to, std::os::unix::fs::symlink(whole, to))
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> Result<(), GenerateError> {
    copy(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tests::{a_shop, put};

    fn a_source() -> tempfile::TempDir {
        let shop = a_shop();
        for file in COPIED.iter().filter(|name| !shop.path().join("site").join(name).exists()) {
            put(&shop, &format!("site/{file}"), "selected = []\n");
        }
        put(&shop, "infra/template.yaml", "Resources: {}\n");
        shop
    }

    #[test]
    fn the_same_seed_makes_the_same_products_and_another_seed_others() {
        let (source, folder) = (a_source(), tempfile::tempdir().unwrap());
        let made = |seed, name: &str| {
            let into = folder.path().join(name);
            generate(source.path(), 30, seed, &into).unwrap();
            let products = into.join("site/content/products");
            let mut names: Vec<_> = fs::read_dir(&products)
                .unwrap()
                .map(|entry| entry.unwrap().path().join("index.md"))
                .map(|file| fs::read_to_string(file).unwrap())
                .collect();
            names.sort();
            names
        };
        let first = made(7, "first");
        assert_eq!(first.len(), 30);
        assert_eq!(first, made(7, "second"));
        assert_ne!(first, made(8, "third"));
    }

    #[test]
    fn a_shop_that_was_made_up_has_nothing_wrong() {
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().join("shop");
        generate(&ours, 20, 1, &into).unwrap();
        let catalog = crate::catalog::Catalog::read(&into).unwrap();
        assert_eq!(catalog.products.len(), 20);
        assert_eq!(catalog.storefronts.len(), 1);
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let (source, folder) = (a_source(), tempfile::tempdir().unwrap());
        fs::write(folder.path().join("mine"), "").unwrap();
        let refused = generate(source.path(), 1, 1, folder.path());
        assert!(matches!(refused, Err(GenerateError::NotEmpty(_))), "{refused:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
