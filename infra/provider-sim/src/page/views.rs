//! The HTML of the hosted payment page.
//!
//! Every field has a label, every error stands next to its field and in a summary that links to it. What
//! the shop or the shopper wrote is escaped; card fields are never filled in again.

use maud::{DOCTYPE, Markup, html};

use crate::cards::CardErrors;
use crate::currencies;
use crate::ledger::records::SessionRecord;

use super::success_url;

/// What the form shows besides the session.
#[derive(Debug, Default)]
pub(super) struct PayFields<'a> {
    /// The address as typed, or the session's.
    pub(super) email: &'a str,
    /// About the address.
    pub(super) email_error: Option<&'static str>,
    /// About the card's fields.
    pub(super) errors: CardErrors,
    /// Why the last attempt was refused.
    pub(super) refusal: Option<&'a str>,
}

/// A page of the provider.
pub(super) fn frame(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/assets/page.css";
                link rel="icon" type="image/svg+xml" href="/assets/icon.svg";
            }
            body {
                header class="mode" {
                    p { strong { "Test mode" } " · simulated payment provider, no money moves" }
                }
                main { (content) }
            }
        }
    }
}

/// The page on which an open session is paid.
pub(super) fn pay(merchant: &str, session: &SessionRecord, fields: &PayFields<'_>) -> Markup {
    let amount = currencies::display(session.amount_total, &session.currency);
    let problems = problems(fields);
    let title = format!("Pay {amount} to {merchant}");
    let title =
        if problems.is_empty() && fields.refusal.is_none() { title } else { format!("Error: {title}") };
    frame(
        &title,
        &html! {
            section class="summary" aria-labelledby="pay-title" {
                h1 id="pay-title" { "Pay " (merchant) }
                p class="amount" { (amount) }
                (lines(session))
                @if let Some(cancel_url) = &session.cancel_url {
                    p { a class="back" href=(cancel_url) { "Cancel and go back to " (merchant) } }
                }
            }
            section class="payment" aria-labelledby="card-title" {
                h2 id="card-title" { "Pay with card" }
                (alerts(fields, &problems))
                (form(session, fields, &amount))
                (test_cards())
            }
        },
    )
}

fn lines(session: &SessionRecord) -> Markup {
    html! {
        ul class="lines" {
            @for line in &session.lines {
                li {
                    span class="name" {
                        (line.name)
                        @if let Some(description) = &line.description { span class="detail" { (description) } }
                        @if line.quantity != 1 { span class="detail" { "Quantity " (line.quantity) } }
                    }
                    span class="price" { (currencies::display(line.amount, &session.currency)) }
                }
            }
        }
    }
}

fn problems(fields: &PayFields<'_>) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("email", fields.email_error),
        ("card_number", fields.errors.number),
        ("card_expiry", fields.errors.expiry),
        ("card_cvc", fields.errors.cvc),
    ];
    all.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect()
}

fn alerts(fields: &PayFields<'_>, problems: &[(&'static str, &'static str)]) -> Markup {
    html! {
        @if let Some(refusal) = fields.refusal {
            div class="alert" role="alert" {
                p { strong { "The payment did not go through." } }
                p { (refusal) }
                p { "You have not been charged. Try again, or use another card." }
            }
        }
        @if !problems.is_empty() {
            div class="alert" role="alert" {
                p { strong { "Please check what you entered." } }
                ul { @for (field, problem) in problems { li { a href={ "#" (field) } { (problem) } } } }
            }
        }
    }
}

fn form(session: &SessionRecord, fields: &PayFields<'_>, amount: &str) -> Markup {
    let fixed_email = session.customer_email.is_some();
    html! {
        form method="post" action={ "/pay/" (session.id) } novalidate {
            div class="field" {
                label for="email" { "Email" }
                input id="email" name="email" type="email" autocomplete="email" value=(fields.email)
                    readonly[fixed_email] required aria-invalid=[fields.email_error.map(|_| "true")]
                    aria-describedby=[fields.email_error.map(|_| "email-error")];
                (error("email-error", fields.email_error))
            }
            (card_field("card_number", "Card number", "cc-number", "1234 1234 1234 1234", fields.errors.number))
            div class="pair" {
                (card_field("card_expiry", "Expiry date (MM / YY)", "cc-exp", "MM / YY", fields.errors.expiry))
                (card_field("card_cvc", "Security code (CVC)", "cc-csc", "CVC", fields.errors.cvc))
            }
            button type="submit" { "Pay " (amount) }
        }
    }
}

fn card_field(
    name: &str,
    label: &str,
    autocomplete: &str,
    placeholder: &str,
    problem: Option<&'static str>,
) -> Markup {
    let error_id = format!("{name}-error");
    html! {
        div class="field" {
            label for=(name) { (label) }
            input id=(name) name=(name) type="text" inputmode="numeric" autocomplete=(autocomplete)
                placeholder=(placeholder) maxlength="30" required aria-invalid=[problem.map(|_| "true")]
                aria-describedby=[problem.map(|_| error_id.as_str())];
            (error(&error_id, problem))
        }
    }
}

fn error(id: &str, problem: Option<&'static str>) -> Markup {
    html! { @if let Some(problem) = problem { p class="error" id=(id) { (problem) } } }
}

fn test_cards() -> Markup {
    let cards = [
        ("4242 4242 4242 4242", "succeeds"),
        ("4000 0000 0000 0002", "is declined"),
        ("4000 0000 0000 9995", "has insufficient funds"),
        ("4000 0025 0000 3155", "asks for 3-D Secure"),
    ];
    html! {
        details {
            summary { "Test cards" }
            p { "Any future date and any three digits do. Never enter a real card here." }
            ul { @for (number, what) in cards { li { code { (number) } " " (what) } } }
        }
    }
}

/// The bank's page in the middle of a payment with 3-D Secure.
pub(super) fn challenge(merchant: &str, session: &SessionRecord) -> Markup {
    let amount = currencies::display(session.amount_total, &session.currency);
    frame(
        "3-D Secure: confirm the payment",
        &html! {
            section class="payment" aria-labelledby="challenge-title" {
                h1 id="challenge-title" { "Confirm the payment" }
                p { "Your bank asks you to confirm a payment of " strong { (amount) } " to " (merchant) "." }
                form class="choice" method="post" action={ "/pay/" (session.id) "/challenge" } {
                    button type="submit" name="answer" value="complete" { "Complete" }
                    button type="submit" name="answer" value="fail" class="secondary" { "Fail" }
                }
            }
        },
    )
}

/// The page of a session that was paid.
pub(super) fn complete(merchant: &str, session: &SessionRecord) -> Markup {
    message(
        "This payment is complete",
        &html! {
            p { "You paid " (currencies::display(session.amount_total, &session.currency)) " to " (merchant) "." }
            p { a class="back" href=(success_url(session)) { "Back to " (merchant) } }
        },
    )
}

/// The page of a session that cannot be paid any more.
pub(super) fn expired(merchant: &str, session: &SessionRecord) -> Markup {
    message(
        "This payment page has expired",
        &html! {
            p { "You have not been charged. Go back to " (merchant) " to start a new payment." }
            @if let Some(cancel_url) = &session.cancel_url {
                p { a class="back" href=(cancel_url) { "Back to " (merchant) } }
            }
        },
    )
}

/// The page of a session that never was.
pub(super) fn missing(merchant: &str) -> Markup {
    message(
        "There is no such payment page",
        &html! { p { "Check the address, or go back to " (merchant) "." } },
    )
}

/// The page for a failure of our own.
pub(super) fn broken(merchant: &str) -> Markup {
    message("Something went wrong", &html! { p { "Go back to " (merchant) " and try again." } })
}

fn message(title: &str, content: &Markup) -> Markup {
    frame(
        title,
        &html! {
            section class="payment" aria-labelledby="message-title" {
                h1 id="message-title" { (title) }
                (content)
            }
        },
    )
}
