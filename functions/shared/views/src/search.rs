//! What was found: products as cards, what they can be narrowed down to, and help when nothing fits.

use crate::Storefront;
use crate::told::told;
use maud::{Markup, html};
use texts::{Texts, say};

/// Everything the page of a search shows.
#[derive(Debug, Clone, Copy)]
pub struct SearchPage<'a> {
    /// The storefront.
    pub store: Storefront<'a>,
    /// The words that were looked for.
    pub query: &'a str,
    /// The category the search stays in: its slug and its name.
    pub category: Option<(&'a str, &'a str)>,
    /// How many fit.
    pub total: usize,
    /// Those of this page.
    pub cards: &'a [Card<'a>],
    /// What they can be narrowed down by.
    pub facets: &'a [Facet<'a>],
    /// The typed limits of the price, as texts.
    pub least: &'a str,
    /// See `least`.
    pub most: &'a str,
    /// Whether only what is left is shown.
    pub in_stock: bool,
    /// The order that was chosen.
    pub sort: &'a str,
    /// Which page this is, from 1.
    pub page: usize,
    /// The address of each page.
    pub pages: &'a [String],
    /// The shop's categories, slug and name, for whoever found nothing.
    pub categories: &'a [(&'a str, &'a str)],
}

/// A product.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// Its name in addresses.
    pub slug: &'a str,
    /// Its name.
    pub title: &'a str,
    /// The name of its picture.
    pub picture: &'a str,
    /// The least it costs.
    pub price: &'a str,
    /// Whether other variants cost more.
    pub price_varies: bool,
    /// What can be chosen, in a few words.
    pub note: &'a str,
    /// Its variants, separated by commas.
    pub skus: &'a str,
}

/// Something to narrow down by.
#[derive(Debug, Clone)]
pub struct Facet<'a> {
    /// Its name in addresses.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its values: name, how many products would be shown, and whether it is chosen.
    pub values: Vec<(&'a str, usize, bool)>,
}

/// The orders that can be chosen: how addresses and people name them.
fn sorts(texts: Texts) -> [(&'static str, String); 4] {
    [
        ("", say!(texts, "search-sort-best")),
        ("price-up", say!(texts, "search-sort-price-up")),
        ("price-down", say!(texts, "search-sort-price-down")),
        ("name", say!(texts, "search-sort-name")),
    ]
}

/// What the page is called.
pub fn title(page: &SearchPage<'_>) -> String {
    match (page.query, page.category) {
        ("", Some((_, name))) => name.to_owned(),
        ("", None) => say!(page.store.texts(), "search-all-products"),
        (query, _) => say!(page.store.texts(), "search-for", query = query),
    }
}

/// The page's content.
pub fn page(page: &SearchPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        header class="page-head" { h1 { (heading(page)) } }
        section class="results" data-results="search" aria-label=(say!(texts, "search-products")) {
            @if page.total > 0 || narrowed(page) { (filters(page)) }
            p class="results-count" role="status" data-total { (say!(texts, "search-count", count = page.total)) }
            ul class="grid all" data-grid { @for card in page.cards { (card_of(&page.store, card)) } }
            template { (card_of(&page.store, &BLANK)) }
            (nothing(page))
            (pages(page))
        }
        @if page.total > 0 {
            @let note = html! {
                a href=(page.store.link("shipping-and-returns/")) { (texts.tax_note(&page.store.terms.market)) }
            };
            p class="fine-print grid-note" { (told!(texts, "search-all-prices", note = note)) }
        }
    }
}

/// A card without a product, which scripts fill.
const BLANK: Card<'_> =
    Card { slug: "-", title: "-", picture: "blank", price: "-", price_varies: false, note: "", skus: "" };

fn heading(page: &SearchPage<'_>) -> String {
    let texts = page.store.texts();
    match (page.query, page.category) {
        ("", Some((_, name))) => name.to_owned(),
        ("", None) => say!(texts, "search-everything"),
        (query, None) => say!(texts, "search-heading", query = query),
        (query, Some((_, name))) => say!(texts, "search-heading-in", query = query, category = name),
    }
}

fn card_of(store: &Storefront<'_>, card: &Card<'_>) -> Markup {
    html! {
        li class="card" data-skus=(card.skus) {
            a href=(store.link(&format!("products/{}/", card.slug))) {
                img src={ "/pictures/" (card.picture) ".webp" } width="640" height="640" alt="" loading="lazy"
                    decoding="async";
                " " span class="card-name" { (card.title) }
            }
            p class="card-price" {
                @let price = html! { span data-from { (card.price) } };
                @if card.price_varies { (told!(store.texts(), "search-from", price = price)) } @else { (price) }
            }
            p class="card-note" { span class="card-stock" data-stock {} span { (card.note) } }
        }
    }
}

fn filters(page: &SearchPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        form class="filters" action="/search" data-filters {
            input type="hidden" name="locale" value=(page.store.locale);
            @if !page.query.is_empty() { input type="hidden" name="q" value=(page.query); }
            @if let Some((slug, _)) = page.category { input type="hidden" name="category" value=(slug); }
            @for facet in page.facets { (facet_of(facet)) }
            (price(page))
            label class="check" {
                input type="checkbox" name="stock" value="1" checked[page.in_stock];
                " " (say!(texts, "search-in-stock"))
            }
            label class="sort" {
                span { (say!(texts, "search-sort")) }
                " "
                select name="sort" {
                    @for (value, name) in sorts(texts) { option value=(value) selected[value == page.sort] { (name) } }
                }
            }
            button type="submit" class="button quiet small" { (say!(texts, "search-apply")) }
        }
    }
}

fn facet_of(facet: &Facet<'_>) -> Markup {
    html! {
        details class="filter" {
            summary { (facet.name) }
            fieldset {
                legend class="visually-hidden" { (facet.name) }
                @for (value, count, chosen) in &facet.values {
                    label class="check" {
                        input type="checkbox" name=(facet.key) value=(value) checked[*chosen];
                        " " span { (value) } " "
                        span class="muted" data-count={ (facet.key) "=" (value) } { (count) }
                    }
                }
            }
        }
    }
}

fn price(page: &SearchPage<'_>) -> Markup {
    let texts = page.store.texts();
    let limit = |name: &str, label: String, value: &str| {
        html! {
            div class="field" {
                label for=(name) { (label) }
                input id=(name) name=(name) type="text" inputmode="numeric" pattern="[0-9]*" maxlength="6" value=(value);
            }
        }
    };
    html! {
        details class="filter" {
            summary { (say!(texts, "search-price")) }
            fieldset {
                legend class="visually-hidden" { (say!(texts, "search-price")) }
                (limit("min", say!(texts, "search-price-from"), page.least))
                (limit("max", say!(texts, "search-price-to"), page.most))
            }
        }
    }
}

/// Whether more than the words decides what is shown.
fn narrowed(page: &SearchPage<'_>) -> bool {
    page.in_stock
        || !page.least.is_empty()
        || !page.most.is_empty()
        || page.facets.iter().any(|facet| facet.values.iter().any(|(_, _, chosen)| *chosen))
}

/// What to do where nothing fits.
fn nothing(page: &SearchPage<'_>) -> Markup {
    let all = format!("/search?locale={}", page.store.locale);
    let texts = page.store.texts();
    html! {
        div class="empty" data-none hidden[page.total > 0] {
            @if page.total > 0 || narrowed(page) { p { (say!(texts, "search-nothing-narrowed")) } }
            @else { p { (say!(texts, "search-nothing")) } }
            ul class="kinds" {
                @for (slug, name) in page.categories {
                    li { a href=(page.store.link(&format!("categories/{slug}/"))) { (name) } }
                }
            }
            p class="actions" { a class="button quiet" href=(all) { (say!(texts, "search-show-everything")) } }
        }
    }
}

fn pages(page: &SearchPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        @if page.pages.len() > 1 {
            nav class="pages" aria-label=(say!(texts, "search-pages")) {
                ol {
                    @for (number, address) in (1..).zip(page.pages) {
                        li {
                            a href=(address) aria-current=[(number == page.page).then_some("page")] {
                                span class="visually-hidden" { (say!(texts, "search-page")) " " } (number)
                            }
                        }
                    }
                }
            }
        }
    }
}
