//! The HTML part: MJML written with escaping, rendered to what mail programs understand.

use crate::MailError;
use crate::content::{Content, Fact, Link, OrderTable};
use domain::language::Direction;
use maud::{Markup, html};
use mrml::prelude::render::RenderOptions;
use std::collections::HashMap;

const PAPER: &str = "#fbfbf8";
const SHADE: &str = "#f1f2ed";
const LINE: &str = "#d9dcd4";
const INK: &str = "#1b2320";
const SOFT: &str = "#566059";
const WARM: &str = "#a83e1b";
const TEXT_FONT: &str = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const TITLE_FONT: &str = "Georgia, 'Times New Roman', serif";

/// For what MJML has no attributes: long words may break, links keep our color.
const STYLE: &str = "a { color: #a83e1b; } td, div { overflow-wrap: anywhere; } \
    h1 { margin: 0; font-family: Georgia, 'Times New Roman', serif; font-weight: normal; font-size: 30px; \
    line-height: 1.2; }";

/// The HTML part.
///
/// # Errors
/// [`MailError::Layout`].
pub fn html(content: &Content) -> Result<String, MailError> {
    let layout_error = |error: String| MailError::Layout(error);
    let parsed = mrml::parse(mjml(content).0).map_err(|error| layout_error(error.to_string()))?;
    let options = RenderOptions { disable_comments: true, social_icon_origin: None, fonts: HashMap::new() };
    parsed.element.render(&options).map_err(|error| layout_error(error.to_string()))
}

fn mjml(content: &Content) -> Markup {
    html! {
        mjml lang=(content.language.tag()) dir=(content.language.direction().attribute()) {
            (head(content))
            mj-body background-color=(SHADE) width="600px" {
                mj-section padding="28px 0 20px" {
                    mj-column {
                        mj-text font-family=(TITLE_FONT) font-size="22px" color=(INK) { (content.shop) }
                    }
                }
                (message(content))
                @if !content.needed.is_empty() { (facts(content, &content.needed)) }
                @if let Some(order) = &content.order { (table(content, order)) }
                @if !content.facts.is_empty() { (facts(content, &content.facts)) }
                @if !content.notes.is_empty() { (notes(content)) }
                (footer(content))
            }
        }
    }
}

/// The sides on which lines begin and end.
const fn sides(content: &Content) -> (&'static str, &'static str) {
    match content.language.direction() {
        Direction::LeftToRight => ("left", "right"),
        Direction::RightToLeft => ("right", "left"),
    }
}

fn head(content: &Content) -> Markup {
    let (start, _) = sides(content);
    html! {
        mj-head {
            mj-title { (content.subject) }
            mj-preview { (content.preview) }
            mj-attributes {
                mj-all font-family=(TEXT_FONT) direction=(content.language.direction().attribute()) {}
                mj-text font-size="16px" line-height="1.6" color=(INK) padding="0 32px" align=(start) {}
                mj-table font-size="16px" line-height="1.5" color=(INK) padding="0 32px" align=(start) {}
                mj-section padding="0" {}
            }
            mj-style { (maud::PreEscaped(STYLE)) }
            mj-raw {
                meta name="color-scheme" content="light";
                meta name="supported-color-schemes" content="light";
            }
        }
    }
}

fn message(content: &Content) -> Markup {
    html! {
        mj-section background-color=(PAPER) padding="36px 0 32px" {
            mj-column {
                mj-text color=(SOFT) font-size="15px" padding-bottom="6px" { (content.eyebrow) }
                mj-text padding-bottom="18px" { h1 { (content.title) } }
                @for paragraph in &content.paragraphs { mj-text padding-bottom="14px" { (paragraph) } }
                @if let Some(button) = &content.button { (button_of(content, button)) }
            }
        }
    }
}

fn button_of(content: &Content, link: &Link) -> Markup {
    html! {
        mj-button href=(link.url) align=(sides(content).0) background-color=(WARM) color="#ffffff" border-radius="2px"
            font-size="16px" font-weight="600" inner-padding="14px 28px" padding="10px 32px 4px" { (link.text) }
    }
}

fn table(content: &Content, order: &OrderTable) -> Markup {
    let (line, soft) = (format!("border-top:1px solid {LINE}"), format!("color:{SOFT};font-size:15px"));
    let (start, end) = sides(content);
    let amount = format!("text-align:{end};vertical-align:top;white-space:nowrap;padding-{start}:16px");
    html! {
        mj-section background-color=(PAPER) padding="0 0 28px" {
            mj-column {
                mj-table {
                    @for row in &order.lines {
                        tr {
                            td style={ (line) ";padding:12px 0;text-align:" (start) } {
                                (row.title) br; span style=(soft) { (row.detail) }
                            }
                            td style={ (line) ";padding:12px 0;" (amount) } { (row.amount) }
                        }
                    }
                    @for (position, row) in order.totals.iter().enumerate() {
                        @let look = match (position, row.total) {
                            (_, true) => {
                                format!("{line};font-size:20px;font-family:{TITLE_FONT};padding:14px 0 10px")
                            }
                            (0, false) => format!("{line};{soft};padding:14px 0 8px"),
                            (_, false) => format!("{soft};padding:2px 0 10px"),
                        };
                        tr { td style={ (look) ";text-align:" (start) } { (row.label) } td style={ (look) ";" (amount) } { (row.amount) } }
                    }
                }
            }
        }
    }
}

fn facts(content: &Content, facts: &[Fact]) -> Markup {
    // Beside a second column; room for an IBAN on one line.
    let narrow = match content.language.direction() {
        Direction::LeftToRight => "0 8px 0 32px",
        Direction::RightToLeft => "0 32px 0 8px",
    };
    html! {
        @for pair in facts.chunks(2) {
            mj-section background-color=(PAPER) padding="0" {
                @for (fact, width) in pair.iter().zip(["54%", "46%"]) {
                    mj-column width=(width) padding-bottom="20px" {
                        mj-text color=(SOFT) font-size="15px" padding=(narrow) { (fact.label) }
                        mj-text padding=(narrow) {
                            @for (position, line) in fact.lines.iter().enumerate() {
                                @if position > 0 { br; }
                                (line)
                            }
                        }
                    }
                }
            }
        }
    }
}

fn notes(content: &Content) -> Markup {
    html! {
        mj-section background-color=(PAPER) padding="4px 0 28px" {
            mj-column {
                mj-divider border-color=(LINE) border-width="1px" padding="0 32px 20px" {}
                @for note in &content.notes {
                    mj-text font-size="15px" color=(SOFT) padding-bottom="10px" {
                        (note.text) " " a href=(note.link.url) { (note.link.text) }
                    }
                }
            }
        }
    }
}

fn footer(content: &Content) -> Markup {
    html! {
        mj-section padding="24px 0 40px" {
            mj-column {
                mj-text font-size="14px" color=(SOFT) {
                    @for (position, line) in content.footer.iter().enumerate() {
                        @if position > 0 { br; }
                        (line)
                    }
                }
            }
        }
    }
}
