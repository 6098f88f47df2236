//! How stock looks: the table of all SKUs, one SKU with its movements, and the form.

use super::page::{Section, badge, facts, word};
use super::stock::{KINDS, MovementLine, Outcome, SkuView, StockLine, StockList};
use domain::ids::Sku;
use domain::limits::STOCK_QUANTITY_MAX;
use maud::{Markup, html};

/// The list.
pub fn list_view(list: &StockList) -> Markup {
    html! {
        (form(None, &list.stock))
        @if list.stock.is_empty() {
            p.empty { "No catalogue was published yet." }
        } @else {
            table {
                caption { (list.stock.len()) " SKUs in the current catalogue" }
                thead {
                    tr {
                        th scope="col" { "SKU" }
                        th scope="col" { "Product" }
                        th.number scope="col" { "Available" }
                        th.number scope="col" { "Reserved" }
                        th.number scope="col" { "On hand" }
                    }
                }
                tbody { @for line in &list.stock { (row(line)) } }
            }
        }
    }
}

fn row(line: &StockLine) -> Markup {
    html! {
        tr.alarm[line.available == 0] {
            th scope="row" data-label="SKU" { a href={ (Section::Stock.path()) "/" (line.sku) } { (line.sku) } }
            td data-label="Product" { (title(line)) }
            td.number data-label="Available" { (line.available) }
            td.number data-label="Reserved" { (line.reserved) }
            td.number data-label="On hand" { (line.on_hand) }
        }
    }
}

fn title(line: &StockLine) -> &str {
    line.title.as_deref().unwrap_or("not sold any more")
}

/// One SKU.
pub fn sku_view(view: &SkuView) -> Markup {
    let stock = &view.stock;
    html! {
        @if let Some(asked) = &view.asked { (told(asked)) }
        (facts(&[
            ("Product", html! { (title(stock)) }),
            ("Available", html! { (stock.available) }),
            ("Reserved", html! { (stock.reserved) }),
            ("On hand", html! { (stock.on_hand) }),
        ]))
        (form(Some(&stock.sku), &[]))
        section {
            h2 { "Movements" }
            p { "Besides these, placing an order reserves units and canceling it gives them back." }
            @if view.movements.is_empty() { p.empty { "None yet." } } @else { (movements(&view.movements)) }
        }
    }
}

fn told(outcome: &Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Done { delta } => p.notice role="status" { "Done: " (signed(*delta)) " available." },
            Outcome::Refused { reason } => div.problem role="alert" { p { "Refused: " (reason) "." } },
            Outcome::NotYet => p.notice role="status" {
                "The command waits in the queue stock. Load this page again to see what became of it."
            },
        }
    }
}

fn movements(movements: &[MovementLine]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "When" }
                    th scope="col" { "Kind" }
                    th.number scope="col" { "Asked" }
                    th.number scope="col" { "Moved" }
                    th scope="col" { "Reason" }
                }
            }
            tbody {
                @for line in movements {
                    tr {
                        td data-label="When" { (line.moved_at) }
                        td data-label="Kind" { (word(&line.kind)) }
                        td.number data-label="Asked" { (line.quantity) }
                        td.number data-label="Moved" {
                            @if let Some(delta) = line.delta { (signed(delta)) } @else { (badge("refused")) }
                        }
                        td data-label="Reason" {
                            (line.reason)
                            @if let Some(why) = &line.refused { span.detail { (why) } }
                        }
                    }
                }
            }
        }
    }
}

fn signed(delta: i64) -> String {
    if delta < 0 { format!("\u{2212}{}", delta.unsigned_abs()) } else { format!("+{delta}") }
}

/// The form: for one SKU, or for any of these.
fn form(sku: Option<&Sku>, choices: &[StockLine]) -> Markup {
    html! {
        section.panel {
            h2 { "Move units" }
            p {
                "Receiving and returning add units, adjusting adds or, with a minus, takes away, and a count says how \
                 many are on hand now."
            }
            form.fields method="post" action=(Section::Stock.path()) {
                @if let Some(sku) = sku { input type="hidden" name="sku" value=(sku); }
                @else {
                    div.field {
                        label for="sku" { "SKU" }
                        input id="sku" name="sku" type="text" required maxlength="40" autocomplete="off" list="skus"
                            pattern="[A-Z0-9\\-]{3,40}" title="3 to 40 of A-Z, 0-9 and -";
                        datalist id="skus" { @for line in choices { option value=(line.sku) { (title(line)) } } }
                    }
                }
                div.field {
                    label for="kind" { "What happened" }
                    select id="kind" name="kind" {
                        @for (value, text) in KINDS { option value=(value) { (text) } }
                    }
                }
                div.field {
                    label for="quantity" { "Units" }
                    input id="quantity" name="quantity" type="number" required step="1"
                        min={ "-" (STOCK_QUANTITY_MAX) } max=(STOCK_QUANTITY_MAX);
                }
                div.field {
                    label for="reason" { "Reason" }
                    input id="reason" name="reason" type="text" required maxlength="200" autocomplete="off";
                }
                button type="submit" { "Send to the queue" }
            }
        }
    }
}
