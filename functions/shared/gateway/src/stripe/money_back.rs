//! What the payment itself does not show: how often a bank declined it, refunds and disputes.

use super::api::Form;
use super::shapes::{ChargeShape, DisputeShape, IntentShape, ListShape, RefundShape};
use super::{Stripe, amount_text};
use crate::event::is_object_id;
use crate::outcome::Failure;
use domain::ids::OrderId;
use domain::payments::Operation;
use domain::payments::settle::{IntentStatus, SeenPayment};

/// Entries on one page, the most that the provider gives. An order has far fewer refunds.
const ENTRIES_PER_PAGE: &str = "100";

impl Stripe {
    /// A payment with its declines while nothing came of it, and with what went back of money that was taken.
    pub(super) async fn see_payment(&self, intent: &IntentShape) -> Result<SeenPayment, Failure> {
        let mut payment = intent.seen()?;
        let unpaid = matches!(payment.status, IntentStatus::RequiresPaymentMethod | IntentStatus::Canceled);
        if unpaid && intent.was_charged() {
            let tries: Vec<ChargeShape> = self.list_of("/v1/charges", &payment.intent).await?;
            let declined = tries.iter().filter(|charge| charge.is_declined()).count();
            payment.declines = u32::try_from(declined).unwrap_or(u32::MAX);
        }
        if payment.status != IntentStatus::Succeeded {
            return Ok(payment);
        }
        let refunds: Vec<RefundShape> = self.list_of("/v1/refunds", &payment.intent).await?;
        payment.refunds = refunds.iter().map(RefundShape::seen).collect::<Result<_, _>>()?;
        // The provider lists the newest first; the order remembers them as they came.
        payment.refunds.reverse();
        if intent.is_disputed() {
            let disputes: Vec<DisputeShape> = self.list_of("/v1/disputes", &payment.intent).await?;
            payment.dispute = disputes.first().map(DisputeShape::seen).transpose()?;
        }
        Ok(payment)
    }

    async fn list_of<T: serde::de::DeserializeOwned>(
        &self,
        collection: &str,
        intent: &str,
    ) -> Result<Vec<T>, Failure> {
        let mut query = Form::default();
        query.add("payment_intent", intent);
        query.add("limit", ENTRIES_PER_PAGE);
        let list: ListShape<T> = self.api.get(collection, &query).await?.read()?;
        // Half a list would show refunds as not made.
        if list.has_more { Err(Failure::unreadable("a list of more than one page")) } else { Ok(list.data) }
    }

    /// Gives money back. Our number goes with it, so that the refund can be found whatever became of the answer.
    pub(super) async fn refund(&self, order: &OrderId, operation: &Operation) -> Result<(), Failure> {
        let mut form = Form::default();
        form.add("payment_intent", &operation.intent);
        form.add("amount", &amount_text(operation.amount)?);
        form.add("metadata[shop]", &self.shop);
        form.add("metadata[order_id]", order.as_str());
        form.add("metadata[refund]", &operation.number.to_string());
        let answer = self.api.post("/v1/refunds", &form, Some(&operation.key)).await?;
        let refund: RefundShape = answer.read()?;
        let same = refund.payment_intent.as_deref() == Some(operation.intent.as_str());
        if same && is_object_id(&refund.id) {
            Ok(())
        } else {
            Err(Failure::unreadable("the answer is about another payment"))
        }
    }
}
