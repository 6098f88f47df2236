//! `GET /search`: finds products for pages without script, and for programs.
//!
//! The words, facets and prices are those of the site's build; only the stock is looked up. It writes nothing.

mod data;
mod fold;
mod rank;
mod wish;

use crate::data::{Data, Library, Product};
use crate::wish::Wish;
use contract::config::{SHELL_FOLDER, TABLE_NAME};
use contract::http::{FoundBody, SearchBody};
use contract::problem::{ProblemCode, Refusal};
use domain::ids::Locale;
use domain::inventory::StockBand;
use domain::time::Timestamp;
use edge::answer::{self, Answer};
use edge::config::{ConfigError, Lookup, required};
use edge::shell::Shells;
use edge::{Request, request};
use store::Store;
use store::catalog::Storefront;
use texts::{Texts, say, saying};
use views::search::{Card, Facet, SearchPage};
use views::shell::Frame;

/// Products on a page; the pages of the categories have as many.
const ON_A_PAGE: usize = 24;

/// SKUs whose stock is asked for at most; products behind them are shown as if they were left.
const LOOKED_UP_MAX: usize = 200;

/// How long answers may be kept, in seconds: as long as the offers.
const CACHE_SECONDS: u32 = 60;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    shell_folder: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table: required(lookup, TABLE_NAME)?, shell_folder: required(lookup, SHELL_FOLDER)? })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    shells: Shells,
    library: Library,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        let folder = config.shell_folder.as_ref();
        Self {
            store: Store::new(dynamodb, config.table),
            shells: Shells::in_folder(folder),
            library: Library::in_folder(folder),
        }
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, _now: Timestamp) -> Answer {
    let answered = match (request.method().as_str(), request::path(&request)) {
        ("GET", "/search") => search(shop, &request).await,
        _ => Err(Refusal::new(ProblemCode::NotFound, saying!("problem-nothing-here"))),
    };
    let texts = request::texts(&request);
    answered.unwrap_or_else(|refusal| answer::refusal(&refusal, texts))
}

async fn search(shop: &Shop, request: &Request) -> Result<Answer, Refusal> {
    let asked = request::query(request, "locale").and_then(|text| Locale::parse(&text).ok());
    let front = shop.store.storefront(asked.as_ref()).await?;
    let data = shop.library.of(&front.locale, &front.prefix).map_err(|error| {
        tracing::error!(%error, "the search data cannot be read");
        Refusal::internal()
    })?;
    let wish = wish::parse(request, &data);
    let products = fitting_words(&data, &wish);
    let mut found = wish.narrowed(&data, &products);
    if wish.in_stock {
        found = left(shop, found).await?;
    }
    let answer = if request::wants_json(request) {
        answer::json(&body(&front, &wish, &found))
    } else {
        let (title, content) = page(&front, &data, &wish, &products, &found);
        let shell = shop.shells.of(&front.locale, &front.prefix);
        let words = form_urlencoded::byte_serialize(wish.query.as_bytes()).collect::<String>();
        let frame = Frame { query: &wish.query, address: &format!("/search?q={words}&locale=") };
        answer::html(200, views::shell::page_in(&shell, &title, frame, &content))
    };
    Ok(answer::cacheable(answer, CACHE_SECONDS))
}

/// All products that the words fit, best first; all there are where there are no words.
fn fitting_words<'d>(data: &'d Data, wish: &Wish) -> Vec<&'d Product> {
    if wish.query.is_empty() {
        return data.products.iter().collect();
    }
    data.index.ranked(&wish.query).into_iter().filter_map(|id| data.products.get(id)).collect()
}

/// Those of which something is left.
async fn left<'d>(shop: &Shop, found: Vec<&'d Product>) -> Result<Vec<&'d Product>, Refusal> {
    let mut looked_up = 0;
    let near = found.iter().take_while(|product| {
        looked_up += product.skus.len();
        looked_up <= LOOKED_UP_MAX
    });
    let near = near.count();
    let stock = shop.store.stock(found.iter().take(near).flat_map(|product| &product.skus), false).await?;
    let is_left = |product: &Product| {
        let bands = product.skus.iter().filter_map(|sku| stock.get(sku));
        bands.into_iter().any(|stock| stock.band() != StockBand::Out)
    };
    let kept = |(place, product): &(usize, &Product)| *place >= near || is_left(product);
    Ok(found.into_iter().enumerate().filter(kept).map(|(_, product)| product).collect())
}

fn shown<'p, 'd>(wish: &Wish, found: &'p [&'d Product]) -> impl Iterator<Item = &'p &'d Product> {
    found.iter().skip((wish.page - 1).saturating_mul(ON_A_PAGE)).take(ON_A_PAGE)
}

fn skus(product: &Product) -> Vec<String> {
    product.skus.iter().map(ToString::to_string).collect()
}

fn body(front: &Storefront, wish: &Wish, found: &[&Product]) -> SearchBody {
    let found_body = |product: &&Product| FoundBody {
        slug: product.slug.clone(),
        title: product.title.clone(),
        path: format!("{}/products/{}/", front.prefix, product.slug),
        price_text: product.price.clone(),
        skus: skus(product),
    };
    SearchBody { total: found.len(), products: shown(wish, found).map(found_body).collect() }
}

/// The page's title and content.
fn page(
    front: &Storefront,
    data: &Data,
    wish: &Wish,
    products: &[&Product],
    found: &[&Product],
) -> (String, maud::Markup) {
    let comma = say!(Texts::of(&front.locale), "search-comma");
    let written: Vec<(&Product, String, String)> = shown(wish, found)
        .map(|product| (*product, skus(product).join(","), note(data, product, &comma)))
        .collect();
    let cards: Vec<Card> = written
        .iter()
        .map(|(product, skus, note)| Card {
            slug: &product.slug,
            title: &product.title,
            picture: &product.picture,
            price: &product.price,
            price_varies: product.price_most.is_some(),
            note,
            skus,
        })
        .collect();
    let of_category = |category: &&data::Category| category.slug == wish.category;
    let category = data.categories.iter().find(of_category);
    let categories: Vec<(&str, &str)> =
        data.categories.iter().map(|category| (category.slug.as_str(), category.name.as_str())).collect();
    let limit = |units: Option<u64>| units.map(|units| units.to_string()).unwrap_or_default();
    let (least, most) = (limit(wish.least), limit(wish.most));
    let pages: Vec<String> =
        (1..=found.len().div_ceil(ON_A_PAGE)).map(|page| address(front, wish, page)).collect();
    let facets = facets(data, wish, products);
    let page = SearchPage {
        store: views::Storefront { prefix: &front.prefix, locale: &front.locale, terms: &front.terms },
        query: &wish.query,
        category: category.map(|category| (category.slug.as_str(), category.name.as_str())),
        total: found.len(),
        cards: &cards,
        facets: &facets,
        least: &least,
        most: &most,
        in_stock: wish.in_stock,
        sort: &wish.sort,
        page: wish.page,
        pages: &pages,
        categories: &categories,
    };
    (views::search::title(&page), views::search::page(&page))
}

/// What can be chosen of a product, in a few words.
fn note(data: &Data, product: &Product, comma: &str) -> String {
    let chosen = data.facets.iter().zip(&product.choices).filter(|(facet, _)| facet.key != "brand");
    let first = chosen.map(|(_, values)| values).find(|values| !values.is_empty());
    first.map(|values| values.join(comma)).unwrap_or_default()
}

/// The facets in which the products differ, with how many each value would show.
fn facets<'d>(data: &'d Data, wish: &Wish, products: &[&Product]) -> Vec<Facet<'d>> {
    let shown = data.facets.iter().enumerate().map(|(place, facet)| {
        let has = |value: &&String| {
            products
                .iter()
                .any(|product| product.choices.get(place).is_some_and(|values| values.contains(*value)))
        };
        let chosen =
            |value: &String| wish.chosen.get(&facet.key).is_some_and(|wanted| wanted.contains(value));
        let values = facet.values.iter().filter(has);
        Facet {
            key: &facet.key,
            name: &facet.name,
            values: values
                .map(|value| (value.as_str(), wish.count(data, products, place, value), chosen(value)))
                .collect(),
        }
    });
    shown.filter(|facet| facet.values.len() > 1).collect()
}

/// The address of a page of the result.
fn address(front: &Storefront, wish: &Wish, page: usize) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("locale", front.locale.as_str());
    for (key, values) in &wish.chosen {
        for value in values {
            pairs.append_pair(key, value);
        }
    }
    let number = |units: Option<u64>| units.map(|units| units.to_string()).unwrap_or_default();
    let texts = [
        ("q", wish.query.clone()),
        ("category", wish.category.clone()),
        ("min", number(wish.least)),
        ("max", number(wish.most)),
        ("stock", if wish.in_stock { "1".to_owned() } else { String::new() }),
        ("sort", wish.sort.clone()),
        ("page", if page > 1 { page.to_string() } else { String::new() }),
    ];
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        pairs.append_pair(name, text);
    }
    format!("/search?{}", pairs.finish())
}
