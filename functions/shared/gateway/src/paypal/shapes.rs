//! What is sent to PayPal and read of its objects.

use super::amount::AmountShape;
use super::mark::Mark;
use super::money_back::RefundShape;
use crate::http::is_private;
use crate::outcome::Failure;
use crate::session::OpenedSession;
use domain::money::Money;
use domain::payments::settle::{IntentStatus, SeenPayment, SessionState};
use serde::{Deserialize, Serialize};

/// A request for an order.
#[derive(Serialize)]
pub(super) struct OrderRequest<'a> {
    pub(super) intent: &'static str,
    pub(super) purchase_units: [UnitRequest<'a>; 1],
    pub(super) payment_source: SourceRequest<'a>,
}

/// What is paid for.
#[derive(Serialize)]
pub(super) struct UnitRequest<'a> {
    pub(super) amount: AmountShape,
    pub(super) custom_id: String,
    pub(super) invoice_id: String,
    pub(super) description: &'a str,
}

/// How it is paid.
#[derive(Serialize)]
pub(super) struct SourceRequest<'a> {
    pub(super) paypal: WalletRequest<'a>,
}

/// By PayPal's wallet.
#[derive(Serialize)]
pub(super) struct WalletRequest<'a> {
    pub(super) experience_context: ContextRequest<'a>,
}

/// How the shopper is led. Nothing of the address is told to PayPal: the shop alone ships.
#[derive(Serialize)]
pub(super) struct ContextRequest<'a> {
    pub(super) return_url: &'a str,
    pub(super) cancel_url: &'a str,
    pub(super) shipping_preference: &'static str,
    pub(super) user_action: &'static str,
    pub(super) payment_method_preference: &'static str,
}

/// A request for a capture.
#[derive(Serialize)]
pub(super) struct CaptureRequest {
    pub(super) amount: AmountShape,
    pub(super) final_capture: bool,
}

/// A request that says nothing more than its path.
#[derive(Serialize)]
pub(super) struct EmptyRequest {}

/// An access token.
#[derive(Deserialize)]
pub(super) struct TokenShape {
    pub(super) access_token: String,
}

/// The body of an answer that is not a success. The message is not read: it may quote what was sent.
#[derive(Deserialize)]
pub(super) struct ErrorShape {
    pub(super) name: String,
    #[serde(default)]
    pub(super) details: Vec<DetailShape>,
}

/// One thing that is wrong.
#[derive(Deserialize)]
pub(super) struct DetailShape {
    pub(super) issue: String,
    pub(super) field: Option<String>,
}

/// A link of an object.
#[derive(Deserialize)]
pub(super) struct LinkShape {
    pub(super) href: String,
    pub(super) rel: String,
}

/// An order, with what became of it.
#[derive(Deserialize)]
pub(super) struct OrderShape {
    id: String,
    status: String,
    #[serde(default)]
    purchase_units: Vec<UnitShape>,
    #[serde(default)]
    links: Vec<LinkShape>,
}

#[derive(Deserialize)]
struct UnitShape {
    amount: AmountShape,
    custom_id: Option<String>,
    #[serde(default)]
    payments: PaymentsShape,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PaymentsShape {
    authorizations: Vec<ObjectShape>,
    captures: Vec<ObjectShape>,
    refunds: Vec<RefundShape>,
}

/// An authorization or a capture.
#[derive(Deserialize)]
pub(super) struct ObjectShape {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) amount: AmountShape,
}

impl ObjectShape {
    pub(super) fn money(&self) -> Result<Money, Failure> {
        self.amount.money().ok_or_else(|| Failure::unreadable("an amount of the payment"))
    }

    fn is_taken(&self) -> bool {
        matches!(self.status.as_str(), "COMPLETED" | "PARTIALLY_REFUNDED" | "REFUNDED")
    }
}

impl OrderShape {
    /// Checks that the answer is about the order that was asked for, and that it is this shop's.
    pub(super) fn is_of(&self, order: &str) -> Result<(), Failure> {
        if self.id == order { Ok(()) } else { Err(Failure::unreadable("the answer is about another order")) }
    }

    fn unit(&self) -> Result<&UnitShape, Failure> {
        match self.purchase_units.as_slice() {
            [unit] => Ok(unit),
            _ => Err(Failure::unreadable("the purchase units of the order")),
        }
    }

    /// What it was made for; none where it is not one of ours.
    pub(super) fn mark(&self) -> Result<Option<Mark>, Failure> {
        Ok(self.unit()?.custom_id.as_deref().and_then(Mark::read))
    }

    /// Whether it asks for this amount, for what the mark says.
    pub(super) fn asks_for(&self, amount: Money, mark: &Mark) -> Result<bool, Failure> {
        let unit = self.unit()?;
        Ok(unit.amount.money() == Some(amount)
            && unit.custom_id.as_deref() == Some(mark.custom_id().as_str()))
    }

    /// <https://developer.paypal.com/docs/api/orders/v2/#orders_get>, `status`.
    pub(super) fn state(&self) -> Result<SessionState, Failure> {
        match self.status.as_str() {
            "CREATED" | "SAVED" | "PAYER_ACTION_REQUIRED" => Ok(SessionState::Open),
            "APPROVED" => Ok(SessionState::Approved),
            "COMPLETED" => Ok(SessionState::Complete),
            "VOIDED" => Ok(SessionState::Expired),
            _ => Err(Failure::unreadable("the status of the order")),
        }
    }

    pub(super) fn opened(self) -> Result<OpenedSession, Failure> {
        let state = self.state()?;
        if !super::is_object_id(&self.id) {
            return Err(Failure::unreadable("the id of the order"));
        }
        let url = if state == SessionState::Open {
            let page =
                self.links.into_iter().find(|link| matches!(link.rel.as_str(), "payer-action" | "approve"));
            let page = page.map(|link| link.href).filter(|url| is_private(url));
            Some(page.ok_or_else(|| Failure::unreadable("the address of the order's page"))?)
        } else {
            None
        };
        Ok(OpenedSession { id: self.id, url, state })
    }

    /// The last authorization: an order has one, or one more after the first ran out.
    pub(super) fn authorization(&self) -> Result<Option<&ObjectShape>, Failure> {
        Ok(self.unit()?.payments.authorizations.last())
    }

    /// The capture that took money.
    pub(super) fn capture(&self) -> Result<Option<&ObjectShape>, Failure> {
        Ok(self.unit()?.payments.captures.iter().find(|capture| capture.is_taken()))
    }

    /// What went back, oldest first.
    pub(super) fn refunds(&self) -> Result<&[RefundShape], Failure> {
        Ok(&self.unit()?.payments.refunds)
    }

    /// The payment as the shop looks at it: the order's own id stands for authorization and capture alike, so
    /// that it is the same payment before and after the money was taken.
    pub(super) fn payment(&self) -> Result<Option<SeenPayment>, Failure> {
        let Some(held) = self.authorization()? else { return Ok(None) };
        let payments = &self.unit()?.payments;
        let amount = held.money()?;
        let mut captured = Money::zero(amount.currency);
        for capture in payments.captures.iter().filter(|capture| capture.is_taken()) {
            let sum = captured.plus(capture.money()?);
            captured = sum.map_err(|_| Failure::unreadable("the amounts of the captures"))?;
        }
        let waits = payments.captures.iter().any(|capture| capture.status == "PENDING");
        let status = match held.status.as_str() {
            _ if captured.amount_minor > 0 => IntentStatus::Succeeded,
            _ if waits => IntentStatus::Processing,
            "CREATED" => IntentStatus::RequiresCapture,
            "PENDING" => IntentStatus::Processing,
            // One that counts as captured without money was declined after all: nothing is left of it.
            "DENIED" | "VOIDED" | "EXPIRED" | "CAPTURED" | "PARTIALLY_CAPTURED" => IntentStatus::Canceled,
            _ => return Err(Failure::unreadable("the status of the authorization")),
        };
        let (intent, refunds) = (self.id.clone(), Vec::new());
        Ok(Some(SeenPayment { intent, status, amount, captured, declines: 0, refunds, dispute: None }))
    }
}

/// A page of events.
#[derive(Deserialize)]
pub(super) struct EventListShape {
    #[serde(default)]
    pub(super) events: Vec<super::event::EventShape>,
    #[serde(default)]
    pub(super) links: Vec<LinkShape>,
}
