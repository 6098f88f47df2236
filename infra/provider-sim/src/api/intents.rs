//! Endpoints of payment intents, and the one of charges.
//!
//! Intents are made by Checkout alone; they can be read, listed, captured and canceled here.

use serde_json::Value;

use crate::currencies;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::IntentRecord;
use crate::params::Params;
use crate::render;
use crate::rules::money::{self, Capture};

use super::expand::{self, Start};
use super::list::{Created, Cursor};

fn shown(draft: &Draft<'_>, intent: &IntentRecord, expand: &[String]) -> Value {
    let mut object = render::intent(intent);
    expand::apply(draft, &mut object, expand);
    object
}

/// `GET /v1/payment_intents/{id}`
pub(crate) fn retrieve(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("payment_intent"), &expand)?;
    params.refuse(&["client_secret"])?;
    params.finish()?;
    Ok(shown(draft, &money::find_intent(draft, id)?, &expand))
}

/// `GET /v1/payment_intents`
pub(crate) fn list(draft: &Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let cursor = Cursor::read(&mut params)?;
    let created = Created::read(&mut params)?;
    let expand = params.texts("expand")?;
    expand::check(Start::List("payment_intent"), &expand)?;
    params.refuse(&["customer", "customer_account"])?;
    params.finish()?;
    let intents: Vec<&IntentRecord> = draft.all();
    let within = intents.iter().rev().filter(|intent| created.includes(intent.created_s));
    let ids: Vec<&str> = within.map(|intent| intent.id.as_str()).collect();
    let exists = |id: &str| draft.find::<IntentRecord>(id).is_some();
    let show = |id: &str| draft.find(id).map(|intent| render::intent(&intent));
    let mut page = cursor.page("payment_intent", "/v1/payment_intents", exists, &ids, show)?;
    expand::apply(draft, &mut page, &expand);
    Ok(page)
}

/// `POST /v1/payment_intents/{id}/capture`
pub(crate) fn capture(draft: &mut Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("payment_intent"), &expand)?;
    let amount = params.integer_within("amount_to_capture", 1, currencies::AMOUNT_MAX)?;
    let metadata = params.metadata("metadata")?;
    if params.boolean("final_capture")? == Some(false) {
        let message =
            "The simulator does not offer final_capture=false; the provider does, on some accounts.";
        return Err(ApiError::invalid(message).param("final_capture"));
    }
    params.refuse(&[
        "amount_details",
        "application_fee_amount",
        "hooks",
        "payment_details",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_data",
    ])?;
    params.finish()?;
    match money::capture(draft, id, amount, metadata)? {
        Capture::Taken(intent) => Ok(shown(draft, &intent, &expand)),
        Capture::Refused(error) => Err(error.applied()),
    }
}

/// `POST /v1/payment_intents/{id}/cancel`
pub(crate) fn cancel(draft: &mut Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("payment_intent"), &expand)?;
    let reasons = ["abandoned", "duplicate", "fraudulent", "requested_by_customer"];
    let reason = params.one_of("cancellation_reason", &reasons)?;
    params.finish()?;
    let intent = money::cancel(draft, id, reason)?;
    Ok(shown(draft, &intent, &expand))
}
