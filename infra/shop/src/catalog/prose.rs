//! What a product's description may hold: Markdown, and nothing that runs or reaches out.
//!
//! The site shows the rendered text as it is, so what must not be on a page is refused here: raw HTML, the
//! site generator's own commands, links that run code, and pictures from elsewhere.

use super::problem::Problems;
use pulldown_cmark::{Event, Options, Parser, Tag};

/// Says what must not be in the text, each with its line.
pub(super) fn check(file: &str, text: &str, lines_before: usize, problems: &Problems) {
    let line = |offset: usize| {
        let before = text.get(..offset).unwrap_or(text);
        before.bytes().filter(|byte| *byte == b'\n').count() + lines_before + 1
    };
    for command in ["{{", "{%", "{#"] {
        for (offset, _) in text.match_indices(command) {
            problems.say(file, line(offset), format!("`{command}` is a command of the site generator"));
        }
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let problem = match event {
            Event::Html(html) | Event::InlineHtml(html) if !html.trim().is_empty() => {
                Some(format!("raw HTML is not allowed in a description: `{}`", first_line(&html)))
            }
            Event::Start(Tag::Link { dest_url, .. }) if !link_allowed(&dest_url) => Some(format!(
                "a link may go to http, https, mailto or a place in the shop, not to `{dest_url}`"
            )),
            Event::Start(Tag::Image { dest_url, .. })
                if scheme(&dest_url).is_some() || dest_url.starts_with("//") =>
            {
                Some(format!("a picture must be one of the shop's own, not `{dest_url}`"))
            }
            _ => None,
        };
        if let Some(what) = problem {
            problems.say(file, line(range.start), what);
        }
    }
}

fn first_line(html: &str) -> &str {
    html.lines().next().unwrap_or_default().trim()
}

fn scheme(url: &str) -> Option<String> {
    let (scheme, _) = url.split_once(':')?;
    let plain = scheme.chars().all(|c| !matches!(c, '/' | '?' | '#'));
    plain.then(|| scheme.trim().to_ascii_lowercase())
}

fn link_allowed(url: &str) -> bool {
    scheme(url).is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto"))
}
