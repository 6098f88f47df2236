//! The mail service: `SendEmail` of SES v2, which writes each mail as one `.eml` file into a folder.
//!
//! It takes raw content only, because that is what the shop sends, and never speaks to a mail server.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use crate::{answer::Answer, random};

/// The path of `SendEmail`.
pub(crate) const SEND_EMAIL_PATH: &str = "/v2/email/outbound-emails";

/// A raw mail may have at most 40 MB, as in SES v2.
const MAIL_BYTES_MAX: usize = 40 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: Option<String>,
    #[serde(default)]
    destination: Destination,
    content: Content,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Destination {
    #[serde(rename = "ToAddresses")]
    to: Vec<String>,
    #[serde(rename = "CcAddresses")]
    cc: Vec<String>,
    #[serde(rename = "BccAddresses")]
    bcc: Vec<String>,
}

impl Destination {
    fn is_empty(&self) -> bool {
        self.to.is_empty() && self.cc.is_empty() && self.bcc.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    raw: Option<Raw>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Raw {
    data: String,
}

/// Answers `SendEmail` by writing the mail into `folder`.
pub(crate) fn send_email(folder: &Path, now_ms: i64, body: &[u8]) -> Answer {
    match mail_of(body) {
        Err(reason) => {
            Answer::json(400, &json!({ "message": reason })).with_error_type("BadRequestException")
        }
        Ok(mail) => {
            let message_id = random::id();
            match write(folder, now_ms, &message_id, &mail) {
                Ok(_) => Answer::json(200, &json!({ "MessageId": message_id })),
                Err(error) => {
                    tracing::error!(%error, folder = %folder.display(), "a mail could not be written");
                    Answer::json(500, &json!({ "message": "the mail could not be written" }))
                        .with_error_type("InternalServiceErrorException")
                }
            }
        }
    }
}

/// The bytes of the mail a request asks to send, or why it cannot be sent.
fn mail_of(body: &[u8]) -> Result<Vec<u8>, String> {
    let request: SendEmail = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let raw = request.content.raw.ok_or("only raw content is accepted here")?;
    let mail = STANDARD.decode(raw.data).map_err(|error| format!("Raw.Data is not base64: {error}"))?;
    if mail.len() > MAIL_BYTES_MAX {
        return Err(format!("the mail has {} bytes, at most {MAIL_BYTES_MAX} are allowed", mail.len()));
    }
    if request.from_email_address.is_none() && !has_header(&mail, "from") {
        return Err("Missing required header 'From'.".to_owned());
    }
    if request.destination.is_empty() && !has_header(&mail, "to") {
        return Err("Missing required header 'To'.".to_owned());
    }
    Ok(mail)
}

fn has_header(mail: &[u8], name: &str) -> bool {
    mail.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).take_while(|line| !line.is_empty()).any(
        |line| {
            line.split(|byte| *byte == b':')
                .next()
                .is_some_and(|field| field.eq_ignore_ascii_case(name.as_bytes()))
        },
    )
}

/// Writes the mail under its final name only when it is whole.
fn write(folder: &Path, now_ms: i64, message_id: &str, mail: &[u8]) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let time = jiff::Timestamp::from_millisecond(now_ms).unwrap_or_default();
    let name = format!("{}-{message_id}", time.strftime("%Y%m%dT%H%M%S%.3fZ"));
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file = File::create(&unfinished)?;
    file.write_all(mail)?;
    file.sync_all()?;
    let path = folder.join(format!("{name}.eml"));
    fs::rename(&unfinished, &path)?;
    Ok(path)
}
