//! The HTML of the hosted payment page.
//!
//! Every field has a label, every error stands next to its field and in a summary that links to it. What
//! the shop or the shopper wrote is escaped; card fields are never filled in again.

use maud::{DOCTYPE, Markup, html};

use crate::cards::CardErrors;
use crate::currencies;
use crate::ledger::records::SessionRecord;
use crate::methods::MethodType;

use super::success_url;

/// What is wrong with the fields of the form.
#[derive(Debug, Default)]
pub(super) struct FieldErrors {
    /// About the address.
    pub(super) email: Option<&'static str>,
    /// About the card's fields.
    pub(super) card: CardErrors,
    /// About the account holder's name.
    pub(super) name: Option<&'static str>,
    /// About the account.
    pub(super) iban: Option<&'static str>,
}

/// What the form shows besides the session.
#[derive(Debug)]
pub(super) struct PayFields<'a> {
    /// The way to pay that is chosen.
    pub(super) method: MethodType,
    /// The address as typed, or the session's.
    pub(super) email: &'a str,
    /// The account holder's name as typed.
    pub(super) name: &'a str,
    /// What is wrong with what was typed.
    pub(super) errors: FieldErrors,
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
            section class="payment" aria-labelledby="method-title" {
                h2 id="method-title" { (heading(session)) }
                (alerts(fields, &problems))
                (form(merchant, session, fields, &amount))
                (test_numbers(session))
            }
        },
    )
}

fn heading(session: &SessionRecord) -> &'static str {
    match session.intent_data.methods.0.as_slice() {
        [MethodType::SepaDebit] => "Pay by bank debit",
        [MethodType::Card] => "Pay with card",
        _ => "How do you want to pay?",
    }
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
        ("email", fields.errors.email),
        ("card_number", fields.errors.card.number),
        ("card_expiry", fields.errors.card.expiry),
        ("card_cvc", fields.errors.card.cvc),
        ("account_name", fields.errors.name),
        ("iban", fields.errors.iban),
    ];
    all.into_iter().filter_map(|(field, problem)| Some((field, problem?))).collect()
}

fn alerts(fields: &PayFields<'_>, problems: &[(&'static str, &'static str)]) -> Markup {
    html! {
        @if let Some(refusal) = fields.refusal {
            div class="alert" role="alert" {
                p { strong { "The payment did not go through." } }
                p { (refusal) }
                p { "You have not been charged. Try again, or pay in another way." }
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

fn form(merchant: &str, session: &SessionRecord, fields: &PayFields<'_>, amount: &str) -> Markup {
    let fixed_email = session.customer_email.is_some();
    let offered = &session.intent_data.methods;
    html! {
        form method="post" action={ "/pay/" (session.id) } novalidate {
            div class="field" {
                label for="email" { "Email" }
                input id="email" name="email" type="email" autocomplete="email" value=(fields.email)
                    readonly[fixed_email] required aria-invalid=[fields.errors.email.map(|_| "true")]
                    aria-describedby=[fields.errors.email.map(|_| "email-error")];
                (error("email-error", fields.errors.email))
            }
            @if offered.0.len() > 1 {
                fieldset class="methods" {
                    legend { "Pay by" }
                    @for method in &offered.0 {
                        label class="method" {
                            input type="radio" name="method" value=(method.word())
                                checked[*method == fields.method];
                            span { (name_of(*method)) }
                        }
                    }
                }
            } @else {
                input type="hidden" name="method" value=(fields.method.word());
            }
            @if offered.has(MethodType::Card) { div class="by-card" { (card_fields(&fields.errors.card)) } }
            @if offered.has(MethodType::SepaDebit) { div class="by-debit" { (debit_fields(merchant, fields)) } }
            button type="submit" { "Pay " (amount) }
        }
    }
}

fn name_of(method: MethodType) -> &'static str {
    match method {
        MethodType::Card => "Card",
        MethodType::SepaDebit => "Bank debit (SEPA)",
    }
}

fn card_fields(errors: &CardErrors) -> Markup {
    html! {
        (card_field("card_number", "Card number", "cc-number", "1234 1234 1234 1234", errors.number))
        div class="pair" {
            (card_field("card_expiry", "Expiry date (MM / YY)", "cc-exp", "MM / YY", errors.expiry))
            (card_field("card_cvc", "Security code (CVC)", "cc-csc", "CVC", errors.cvc))
        }
    }
}

fn debit_fields(merchant: &str, fields: &PayFields<'_>) -> Markup {
    let (name, iban) = (fields.errors.name, fields.errors.iban);
    html! {
        div class="field" {
            label for="account_name" { "Account holder" }
            input id="account_name" name="account_name" type="text" autocomplete="name" maxlength="100"
                value=(fields.name) required aria-invalid=[name.map(|_| "true")]
                aria-describedby=[name.map(|_| "account_name-error")];
            (error("account_name-error", name))
        }
        div class="field" {
            label for="iban" { "IBAN" }
            input id="iban" name="iban" type="text" autocomplete="off" autocapitalize="characters"
                spellcheck="false" placeholder="DE00 0000 0000 0000 0000 00" maxlength="50" required
                aria-invalid=[iban.map(|_| "true")] aria-describedby=[iban.map(|_| "iban-error")];
            (error("iban-error", iban))
        }
        p class="mandate" {
            "By paying you let " (merchant) " debit this account once. It takes about 5 business days until the money \
             arrives; you may claim it back from your bank within 8 weeks."
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

const TEST_CARDS: &[(&str, &str)] = &[
    ("4242 4242 4242 4242", "succeeds"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "has insufficient funds"),
    ("4000 0025 0000 3155", "asks for 3-D Secure"),
    ("4000 0000 0000 5126", "succeeds; a refund of it fails 5 days later"),
    ("4000 0000 0000 7726", "succeeds; a refund of it takes 5 days"),
    ("4000 0000 0000 0259", "succeeds and is disputed as fraudulent"),
    ("4000 0000 0000 1976", "succeeds and the bank inquires"),
    ("4000 0000 0000 7130", "succeeds; the capture is declined (not one of the provider's)"),
    ("4000 0000 0000 7148", "succeeds; the authorization is lost (not one of the provider's)"),
];

const TEST_ACCOUNTS: &[(&str, &str)] = &[
    ("DE89 3704 0044 0532 0130 00", "settles on day 5"),
    ("DE08 3704 0044 0532 0130 03", "settles on day 8"),
    ("DE62 3704 0044 0532 0130 01", "fails on day 5"),
    ("DE78 3704 0044 0532 0130 04", "fails on day 8"),
    ("DE35 3704 0044 0532 0130 02", "settles on day 5 and is taken back at once"),
    ("DE65 3704 0044 0002 2222 27", "has insufficient funds"),
];

fn test_numbers(session: &SessionRecord) -> Markup {
    let offered = &session.intent_data.methods;
    html! {
        @if offered.has(MethodType::Card) {
            details {
                summary { "Test cards" }
                p { "Any future date and any three digits do. Never enter a real card here." }
                (numbers(TEST_CARDS))
            }
        }
        @if offered.has(MethodType::SepaDebit) {
            details {
                summary { "Test accounts" }
                p { "Any name does. Days pass by the simulator's clock. Never enter a real account here." }
                (numbers(TEST_ACCOUNTS))
            }
        }
    }
}

fn numbers(numbers: &[(&str, &str)]) -> Markup {
    html! { ul { @for (number, what) in numbers { li { code { (number) } " " (what) } } } }
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

/// The page of a session that was paid, or whose debit is under way.
pub(super) fn complete(merchant: &str, session: &SessionRecord) -> Markup {
    message(
        "This payment is complete",
        &html! {
            p {
                "You submitted a payment of " (currencies::display(session.amount_total, &session.currency)) " to "
                (merchant) "."
            }
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
