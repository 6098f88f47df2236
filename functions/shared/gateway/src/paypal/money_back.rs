//! What went back of a payment: refunds, which the order shows, and disputes, which it does not.

use super::amount::{self, AmountShape};
use super::mark::Mark;
use super::shapes::OrderShape;
use super::{Paypal, key_reuse, path};
use crate::outcome::Failure;
use domain::ids::OrderId;
use domain::money::Money;
use domain::payments::Operation;
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{RefundStatus, SeenRefund};
use domain::payments::settle::SeenPayment;
use serde::{Deserialize, Serialize};

/// A request for a refund. Our number goes with it, so that it can be found whatever became of the answer.
#[derive(Serialize)]
struct RefundRequest {
    amount: AmountShape,
    custom_id: String,
}

/// A refund, as an order shows it.
#[derive(Deserialize)]
pub(super) struct RefundShape {
    id: String,
    status: String,
    amount: AmountShape,
    custom_id: Option<String>,
}

impl RefundShape {
    fn money(&self) -> Result<Money, Failure> {
        self.amount.money().ok_or_else(|| Failure::unreadable("the amount of a refund"))
    }

    fn seen(&self, shop: &str) -> Result<SeenRefund, Failure> {
        // <https://developer.paypal.com/docs/api/payments/v2/#refunds_get>, `status`.
        let status = match self.status.as_str() {
            "COMPLETED" => RefundStatus::Succeeded,
            "PENDING" => RefundStatus::Pending,
            "FAILED" | "CANCELLED" => RefundStatus::Failed,
            _ => return Err(Failure::unreadable("the status of a refund")),
        };
        let mark = self.custom_id.as_deref().and_then(Mark::read).filter(|mark| mark.is_of(shop));
        let number = mark.and_then(|mark| mark.refund());
        Ok(SeenRefund { id: self.id.clone(), number, amount: self.money()?, status })
    }
}

/// A page of disputes.
#[derive(Deserialize)]
struct DisputeListShape {
    #[serde(default)]
    items: Vec<DisputeShape>,
}

#[derive(Deserialize)]
struct DisputeShape {
    dispute_id: String,
    status: String,
    dispute_amount: AmountShape,
    dispute_outcome: Option<OutcomeShape>,
}

#[derive(Deserialize)]
struct OutcomeShape {
    outcome_code: String,
}

impl DisputeShape {
    fn seen(&self) -> Result<Dispute, Failure> {
        // <https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_get>: all but `RESOLVED` is open.
        let outcome = self.dispute_outcome.as_ref().map(|outcome| outcome.outcome_code.as_str());
        let status = match (self.status.as_str(), outcome) {
            ("RESOLVED", Some("RESOLVED_BUYER_FAVOUR" | "ACCEPTED")) => DisputeStatus::Lost,
            ("RESOLVED", Some(_)) => DisputeStatus::Won,
            ("RESOLVED", None) => return Err(Failure::unreadable("the outcome of a dispute")),
            _ => DisputeStatus::Open,
        };
        let amount =
            self.dispute_amount.money().ok_or_else(|| Failure::unreadable("the amount of a dispute"))?;
        Ok(Dispute { id: self.dispute_id.clone(), amount, status })
    }
}

impl Paypal {
    /// Adds what went back to a payment whose money was taken.
    pub(super) async fn with_money_back(
        &self,
        mut payment: SeenPayment,
        order: &OrderShape,
    ) -> Result<SeenPayment, Failure> {
        let Some(capture) = order.capture()? else { return Ok(payment) };
        payment.refunds =
            order.refunds()?.iter().map(|refund| refund.seen(&self.shop)).collect::<Result<_, _>>()?;
        let query = format!("disputed_transaction_id={}", capture.id);
        let list: DisputeListShape = self.api.get("/v1/customer/disputes", Some(&query)).await?.read()?;
        payment.dispute = list.items.first().map(DisputeShape::seen).transpose()?;
        Ok(payment)
    }

    pub(super) async fn refund(&self, order: &OrderId, operation: &Operation) -> Result<(), Failure> {
        let paid = self.paid_order(operation).await?;
        let capture =
            paid.capture()?.ok_or_else(|| Failure::unreadable("a paid order without its capture"))?;
        let sent = RefundRequest {
            amount: amount::to_provider(operation.amount)?,
            custom_id: Mark::new(order, &self.shop).with_refund(operation.number).custom_id(),
        };
        let path = path("/v2/payments/captures", &capture.id, "/refund")?;
        let refund: RefundShape = self.api.post(&path, &sent, &operation.key).await?.read()?;
        let same =
            refund.money()? == operation.amount && refund.custom_id.as_deref() == Some(&sent.custom_id);
        if same { Ok(()) } else { Err(key_reuse()) }
    }
}
