//! What shall be written on a thing, asked again: the page that a browser without script is answered when a text
//! cannot be written. Everything typed is kept.

use crate::Storefront;
use crate::parts::{isolated, picture};
use domain::catalog::Offer;
use domain::configure::PropertyRule;
use domain::ids::PropertyId;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::say;

/// What the page shows.
#[derive(Debug, Clone, Copy)]
pub struct ConfigurePage<'a> {
    /// The storefront.
    pub store: Storefront<'a>,
    /// What shall be bought.
    pub offer: &'a Offer,
    /// How many.
    pub quantity: u32,
    /// What was typed.
    pub typed: &'a BTreeMap<PropertyId, String>,
    /// The property whose text cannot be written, and why, as a sentence.
    pub wrong: Option<(&'a PropertyId, &'a str)>,
}

/// The page's content.
pub fn page(page: &ConfigurePage<'_>) -> Markup {
    let offer = page.offer;
    let texts = page.store.texts();
    let product = page.store.link(&format!("products/{}/?variant={}", offer.slug, offer.sku));
    html! {
        header class="page-head" {
            p class="eyebrow" { a href=(product) { (say!(texts, "cart-written-back")) } }
            h1 { (say!(texts, "cart-written-title")) }
            p class="lead" { (say!(texts, "cart-written-lead")) }
        }
        div class="line" {
            span class="line-picture" { (picture(&offer.image, 160)) }
            div class="line-what" {
                h2 { (isolated(texts, &offer.title)) }
                p class="muted" { (isolated(texts, &offer.label)) }
            }
        }
        form class="form configure" method="post" action="/cart/add" data-once {
            input type="hidden" name="sku" value=(offer.sku);
            input type="hidden" name="quantity" value=(page.quantity);
            input type="hidden" name="locale" value=(page.store.locale);
            @for rule in &offer.properties { (field(page, rule)) }
            p class="actions" {
                button type="submit" class="button" { (say!(texts, "cart-written-add")) }
            }
        }
    }
}

/// Has no `maxlength`: what was typed stays whole until it is shortened.
fn field(page: &ConfigurePage<'_>, rule: &PropertyRule) -> Markup {
    let texts = page.store.texts();
    let id = format!("property-{}", rule.id);
    let wrong = page.wrong.and_then(|(wrong, sentence)| (*wrong == rule.id).then_some(sentence));
    let described = match wrong {
        Some(_) => format!("{id}-hint {id}-error"),
        None => format!("{id}-hint"),
    };
    html! {
        div class="field" {
            label for=(id) {
                (isolated(texts, &rule.name)) " " span class="muted" { (say!(texts, "cart-written-optional")) }
            }
            p class="hint" id={ (id) "-hint" } {
                (say!(texts, "cart-written-hint", most = rule.length_max, price = rule.price)) " "
                (say!(texts, "cart-written-made-for-you"))
            }
            input id=(id) name={ "properties[" (rule.id) "]" } type="text" autocomplete="off"
                value=(page.typed.get(&rule.id).map_or("", String::as_str))
                aria-describedby=(described) aria-invalid=[wrong.map(|_| "true")] autofocus[wrong.is_some()];
            @if let Some(sentence) = wrong { p class="error" id={ (id) "-error" } { (sentence) } }
        }
    }
}
