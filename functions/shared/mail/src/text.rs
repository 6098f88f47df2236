//! The text part: the same content for readers of plain text.

use crate::content::{Content, Fact};

const RULE: &str = "----------------------------------------";

/// The text part.
pub fn text(content: &Content) -> String {
    let mut blocks = vec![content.shop.clone(), content.eyebrow.clone(), content.title.clone()];
    blocks.extend(content.paragraphs.iter().cloned());
    if let Some(button) = &content.button {
        blocks.push(format!("{}:\n{}", button.text, button.url));
    }
    blocks.extend(content.needed.iter().map(fact_of));
    if let Some(order) = &content.order {
        let lines =
            order.lines.iter().map(|line| format!("{}\n  {}  {}", line.title, line.detail, line.amount));
        let totals = order.totals.iter().map(|row| format!("{}: {}", row.label, row.amount));
        let rule = [RULE.to_owned()];
        blocks.push(rule.iter().cloned().chain(lines).collect::<Vec<_>>().join("\n"));
        blocks.push(
            rule.iter().cloned().chain(totals).chain(rule.iter().cloned()).collect::<Vec<_>>().join("\n"),
        );
    }
    blocks.extend(content.facts.iter().map(fact_of));
    for note in &content.notes {
        blocks.push(format!("{}\n{}: {}", note.text, note.link.text, note.link.url));
    }
    blocks.push(format!("-- \n{}", content.footer.join("\n")));
    let mut text = blocks.join("\n\n");
    text.push('\n');
    text
}

fn fact_of(fact: &Fact) -> String {
    format!("{}:\n{}", fact.label, fact.lines.join("\n"))
}
