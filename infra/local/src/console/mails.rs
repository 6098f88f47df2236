//! Mails: what the shop has sent, newest first; one mail with its headers and both its parts.

use super::answer::{Ask, failed};
use super::page::{At, Section, View, facts, or_dash};
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use contract::problem::{Problem, ProblemCode};
use mail_parser::{Address, Message, MessageParser};
use maud::{Markup, html};
use serde::Serialize;
use std::io::ErrorKind;
use std::path::{Path as FilePath, PathBuf};

/// How many mails the list shows; older ones stay in the folder.
const LISTED_MAX: usize = 200;

#[derive(Serialize)]
struct MailList {
    folder: String,
    count: usize,
    mails: Vec<MailLine>,
}

#[derive(Serialize)]
struct MailLine {
    name: String,
    to: String,
    subject: String,
    sent_at: Option<At>,
}

#[derive(Serialize)]
struct Mail {
    name: String,
    from: String,
    to: String,
    subject: String,
    sent_at: Option<At>,
    headers: Vec<HeaderLine>,
    text: Option<String>,
    html: Option<String>,
    size_bytes: usize,
}

#[derive(Serialize)]
struct HeaderLine {
    name: String,
    value: String,
}

/// The list.
pub async fn list(ask: Ask) -> Response {
    let folder = ask.handles.mails.clone();
    let found = blocking(move || listed(&folder)).await;
    ask.page(Section::Mails, found, |list| View { title: "Mails".to_owned(), body: list_view(list) })
}

/// One mail.
pub async fn show(ask: Ask, Path(name): Path<String>) -> Response {
    let found = bytes(&ask, &name).await.and_then(|bytes| mail(&name, &bytes));
    ask.page(Section::Mails, found, |mail| View { title: mail.subject.clone(), body: mail_view(mail) })
}

/// The HTML part alone, as a mail program would show it: its own styles, no scripts, no forms.
pub async fn html(ask: Ask, Path(name): Path<String>) -> Response {
    let found = bytes(&ask, &name).await.and_then(|bytes| mail(&name, &bytes));
    let part = found.and_then(|mail| {
        let nothing = || Problem::new(ProblemCode::NotFound, "This mail has no HTML part.");
        mail.html.ok_or_else(nothing)
    });
    match part {
        Err(problem) => ask.problem(problem),
        Ok(part) => {
            let shop = &ask.handles.url;
            let policy = format!(
                "default-src 'none'; style-src 'unsafe-inline'; img-src {shop} data:; form-action 'none'; \
                 frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
            );
            // Links open beside the console, as they open beside a mail program.
            let part = part.replacen("<head>", "<head><base target=\"_blank\">", 1);
            let kind = (CONTENT_TYPE, "text/html; charset=utf-8".to_owned());
            ([kind, (CONTENT_SECURITY_POLICY, policy)], part).into_response()
        }
    }
}

/// The mail as it was sent.
pub async fn raw(ask: Ask, Path(name): Path<String>) -> Response {
    match bytes(&ask, &name).await {
        Err(problem) => ask.problem(problem),
        Ok(bytes) => {
            let kind = (CONTENT_TYPE, "message/rfc822".to_owned());
            ([kind, (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))], bytes).into_response()
        }
    }
}

/// How many mails there are.
pub async fn count(folder: PathBuf) -> Result<usize, Problem> {
    blocking(move || names(&folder).map(|names| names.len())).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(failed(error)))
}

/// The names of all mails, newest first: they begin with the time.
fn names(folder: &FilePath) -> Result<Vec<String>, Problem> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if is_mail_name(&name) {
            names.push(name);
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    Ok(names)
}

/// Whether this is the name of a mail and of nothing outside the folder.
fn is_mail_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_mail = FilePath::new(name).extension().is_some_and(|extension| extension == "eml");
    is_mail && !name.starts_with('.') && name.bytes().all(allowed)
}

fn listed(folder: &FilePath) -> Result<MailList, Problem> {
    let names = names(folder)?;
    let count = names.len();
    let mut mails = Vec::new();
    for name in names.into_iter().take(LISTED_MAX) {
        let bytes = match std::fs::read(folder.join(&name)) {
            Ok(bytes) => bytes,
            // Somebody tidied the folder meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        let message = MessageParser::default().parse_headers(&bytes).unwrap_or_default();
        mails.push(MailLine {
            name,
            to: addresses(message.to()),
            subject: subject(&message),
            sent_at: sent_at(&message),
        });
    }
    Ok(MailList { folder: folder.display().to_string(), count, mails })
}

async fn bytes(ask: &Ask, name: &str) -> Result<Vec<u8>, Problem> {
    let nothing = || Problem::new(ProblemCode::NotFound, "There is no such mail.");
    if !is_mail_name(name) {
        return Err(nothing());
    }
    match tokio::fs::read(ask.handles.mails.join(name)).await {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(nothing()),
        Err(error) => Err(failed(error)),
    }
}

fn mail(name: &str, bytes: &[u8]) -> Result<Mail, Problem> {
    let unreadable = || Problem::new(ProblemCode::Unreadable, "This file is not a mail.");
    let message = MessageParser::default().parse(bytes).ok_or_else(unreadable)?;
    let header = |(name, value): (&str, &str)| HeaderLine {
        name: name.to_owned(),
        value: value.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    Ok(Mail {
        name: name.to_owned(),
        from: addresses(message.from()),
        to: addresses(message.to()),
        subject: subject(&message),
        sent_at: sent_at(&message),
        headers: message.headers_raw().map(header).collect(),
        text: message.body_text(0).map(std::borrow::Cow::into_owned),
        html: (message.html_body_count() > 0)
            .then(|| message.body_html(0).map(std::borrow::Cow::into_owned))
            .flatten(),
        size_bytes: bytes.len(),
    })
}

fn subject(message: &Message<'_>) -> String {
    message.subject().filter(|subject| !subject.is_empty()).unwrap_or("(no subject)").to_owned()
}

fn sent_at(message: &Message<'_>) -> Option<At> {
    message.date().map(|date| At::ms(date.to_timestamp().saturating_mul(1_000)))
}

fn addresses(list: Option<&Address<'_>>) -> String {
    let shown = |address: &mail_parser::Addr<'_>| match (&address.name, &address.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (_, Some(address)) => address.to_string(),
        (Some(name), None) => name.to_string(),
        (None, None) => String::new(),
    };
    let shown: Vec<String> = list.map(|list| list.iter().map(shown).collect()).unwrap_or_default();
    shown.join(", ")
}

fn path(name: &str) -> String {
    format!("{}/{name}", Section::Mails.path())
}

fn list_view(list: &MailList) -> Markup {
    html! {
        p.lead { "Every mail of the shop is one file in " code { (list.folder) } ". Nothing leaves this machine." }
        @if list.mails.is_empty() {
            p.empty { "No mails yet. Place an order, and its confirmation appears here." }
        } @else {
            table {
                caption {
                    (list.count) " in all"
                    @if list.count > list.mails.len() { ", the newest " (list.mails.len()) " are shown" }
                }
                thead { tr { th scope="col" { "Sent" } th scope="col" { "To" } th scope="col" { "Subject" } } }
                tbody {
                    @for mail in &list.mails {
                        tr {
                            td data-label="Sent" { (or_dash(mail.sent_at.as_ref())) }
                            td data-label="To" { (mail.to) }
                            td data-label="Subject" { a href=(path(&mail.name)) { (mail.subject) } }
                        }
                    }
                }
            }
        }
    }
}

fn mail_view(mail: &Mail) -> Markup {
    let rows = [
        ("From", html! { (mail.from) }),
        ("To", html! { (mail.to) }),
        ("Sent", or_dash(mail.sent_at.as_ref())),
        (
            "File",
            html! { a href={ (path(&mail.name)) "/raw" } { (mail.name) } " (" (mail.size_bytes) " bytes)" },
        ),
    ];
    html! {
        (facts(&rows))
        section {
            h2 { "Text part" }
            @if let Some(text) = &mail.text { pre.text tabindex="0" { (text) } }
            @else { p.empty { "It has none." } }
        }
        section {
            h2 { "HTML part" }
            @if mail.html.is_some() {
                p { a href={ (path(&mail.name)) "/html" } target="_blank" { "Open it alone" } }
                iframe.mail title="The HTML part of the mail" src={ (path(&mail.name)) "/html" }
                    sandbox="allow-popups allow-popups-to-escape-sandbox" {}
            } @else { p.empty { "It has none." } }
        }
        section {
            h2 { "Headers" }
            dl.facts {
                @for header in &mail.headers { div { dt { (header.name) } dd.mono { (header.value) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mails_name_leads_nowhere_but_into_the_folder() {
        assert!(is_mail_name("20261122T040000.123Z-6f.eml"));
        for name in
            ["../secrets.json", "..eml", ".half.eml", "a/b.eml", "a\\b.eml", "secrets.json", "a b.eml"]
        {
            assert!(!is_mail_name(name), "{name}");
        }
    }

    #[test]
    fn encoded_words_and_both_parts_are_read() {
        let raw = "From: Vitrine <shop@vitrine.example>\r\nTo: rosa@example.com\r\n\
                   Subject: =?utf-8?b?S8OkZmlnPGI+?=\r\nDate: Sun, 22 Nov 2026 04:00:00 +0000\r\n\
                   MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n\
                   --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nplain words\r\n\
                   --x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>rich words</p>\r\n--x--\r\n";
        let mail = mail("a.eml", raw.as_bytes()).unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!((mail.subject.as_str(), mail.to.as_str()), ("Käfig<b>", "rosa@example.com"));
        assert_eq!(mail.from, "Vitrine <shop@vitrine.example>");
        assert_eq!(mail.sent_at, Some(At::ms(1_795_320_000_000)));
        assert!(mail.text.is_some_and(|text| text.contains("plain words")));
        assert!(mail.html.is_some_and(|html| html.contains("<p>rich words</p>")));
    }
}
