//! A QR code as a drawing in the page.

use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;

/// Light squares around the code, which readers need to find it (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// The code of a text, with what it is called; nothing where the text is too long for one.
pub fn code(text: &str, name: &str) -> Option<Markup> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width().saturating_add(2 * QUIET);
    let mut dark = String::new();
    for (row, colors) in code.to_colors().chunks(code.width()).enumerate() {
        let mut column = QUIET;
        for run in colors.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let (row, length) = (row.saturating_add(QUIET), run.len());
                // Writing to a `String` cannot fail.
                let _ignored: std::fmt::Result = write!(dark, "M{column} {row}h{length}v1h-{length}z");
            }
            column = column.saturating_add(run.len());
        }
    }
    Some(html! {
        svg class="qr" role="img" aria-label=(name) viewBox={ "0 0 " (side) " " (side) } shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(dark) fill="#000" {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_as_large_as_its_text_needs_with_light_around_it() {
        let drawn = code("https://shop.example/cart?from=AAAA", "A link").unwrap().0;
        assert!(drawn.contains(r#"aria-label="A link" viewBox="0 0 37 37""#), "{drawn}");
        assert!(drawn.contains(r#"d="M4 4h7v1h-7z"#), "the first corner's frame: {drawn}");
        assert!(code(&"a".repeat(3_000), "A link").is_none());
    }
}
