//! Payments of other shops, or of other integrations, on the same account.
//!
//! A shop has to leave them alone, whatever their events and lists say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cards::{self, CardInput};
use crate::currencies;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{IntentData, SessionRecord};
use crate::params::Metadata;
use crate::render;
use crate::rules::checkout::{self, NewLine, NewSession};
use crate::rules::{money, payment};

use super::{Control, ControlError};

/// A payment that the shop under test did not ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignPayment {
    /// How much, in minor units.
    pub amount: i64,
    /// In which currency, lower case.
    pub currency: String,
    /// The metadata of session and intent; another shop's, or none.
    #[serde(default)]
    pub metadata: Metadata,
    /// Whether it is only authorized, instead of taken.
    #[serde(default)]
    pub authorize_only: bool,
    /// Whether it was made without Checkout, so that it has an intent and no session.
    #[serde(default)]
    pub without_session: bool,
}

impl Control {
    /// Makes a payment by a good card that the shop under test did not ask for; answers its intent.
    ///
    /// # Errors
    /// [`ControlError::Refused`] where the amount or the currency cannot be charged.
    pub fn foreign_payment(&self, payment: &ForeignPayment) -> Result<Value, ControlError> {
        let known = currencies::decimal_places(&payment.currency).is_some();
        let least = currencies::smallest_charge(&payment.currency);
        if !known || !(least..=currencies::AMOUNT_MAX).contains(&payment.amount) {
            return Err(ControlError::Refused("this cannot be charged".to_owned()));
        }
        let intent = self.sim.change(|draft| make(draft, payment))??;
        Ok(render::intent(&intent))
    }
}

fn make(
    draft: &mut Draft<'_>,
    payment: &ForeignPayment,
) -> Result<crate::ledger::records::IntentRecord, ApiError> {
    let input = CardInput { number: "4242424242424242", expiry: "12 / 34", cvc: "123" };
    let card =
        cards::read(input, draft.now_ms()).map_err(|_| ApiError::invalid("The test card is too old."))?;
    let intent_data = IntentData {
        metadata: payment.metadata.clone(),
        card_manual: payment.authorize_only,
        ..IntentData::default()
    };
    if payment.without_session {
        let currency = payment.currency.clone();
        return Ok(payment::pay_elsewhere(draft, payment.amount, currency, intent_data, card));
    }
    let line = NewLine {
        name: "Something of another shop".to_owned(),
        description: None,
        unit_amount: payment.amount,
        quantity: 1,
        amount: payment.amount,
    };
    let new = NewSession {
        currency: payment.currency.clone(),
        lines: vec![line],
        amount_total: payment.amount,
        success_url: "https://elsewhere.example/thanks".to_owned(),
        cancel_url: None,
        client_reference_id: None,
        customer_email: Some("shopper@example.com".to_owned()),
        expires_at_s: None,
        locale: None,
        submit_type: None,
        customer_creation: "if_required".to_owned(),
        adaptive_pricing: false,
        always_three_d_secure: false,
        metadata: payment.metadata.clone(),
        intent_data,
    };
    let session = checkout::create(draft, new)?;
    let closed = |_| ApiError::invalid("The session is not open.");
    payment::pay(draft, &session.id, card, "shopper@example.com").map_err(closed)?;
    let session = draft.find::<SessionRecord>(&session.id);
    money::find_intent(draft, &session.and_then(|session| session.payment_intent).unwrap_or_default())
}
