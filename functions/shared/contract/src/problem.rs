//! Problems: what a function answers when it cannot do what was asked (RFC 9457, `application/problem+json`).
//!
//! Inside a function it is a [`Refusal`], which says what in no language yet; who answers chooses the language.

use domain::ids::Locale;
use domain::language::Saying;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong, for programs: a closed list, stable for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The request could not be read.
    Unreadable,
    /// A field has a value that is not allowed.
    InvalidField,
    /// The key in the link or cookie is missing or wrong.
    NotAllowed,
    /// The request came from another site.
    ForeignOrigin,
    /// There is no such thing.
    NotFound,
    /// Fewer are left than wanted.
    OutOfStock,
    /// The price is not what was shown.
    PriceChanged,
    /// The product is no longer sold.
    NotSold,
    /// The cart was ordered before; the answer says as what.
    AlreadyPlaced,
    /// The cart is empty.
    CartEmpty,
    /// More than one order may hold.
    LimitReached,
    /// The order's state does not allow it.
    NotPossible,
    /// Too many orders are open and unpaid.
    TooManyUnpaid,
    /// The media type of the body is not one the function reads.
    UnsupportedMediaType,
    /// The body is larger than allowed.
    TooLarge,
    /// Nothing is delivered there.
    NotDelivered,
    /// Something of ours failed.
    Internal,
    /// The shop is busy; the same request will work in a moment.
    Busy,
}

impl ProblemCode {
    /// The HTTP status that goes with the code. The CDN answers 403 with the page for what is not there,
    /// so only what never comes through it may have that status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unreadable | Self::ForeignOrigin => 400,
            Self::NotAllowed => 403,
            Self::NotFound => 404,
            Self::OutOfStock
            | Self::PriceChanged
            | Self::NotSold
            | Self::AlreadyPlaced
            | Self::CartEmpty
            | Self::LimitReached
            | Self::NotPossible => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::InvalidField | Self::NotDelivered => 422,
            Self::TooManyUnpaid => 429,
            Self::Internal => 500,
            Self::Busy => 503,
        }
    }
}

/// A problem as it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// What went wrong, for people, and what to do.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The fields concerned, if any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ProblemField>,
    /// The order concerned, if any: where its page is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_url: Option<String>,
}

/// One field that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProblemField {
    /// The field's name.
    pub name: String,
    /// What is wrong with it.
    pub problem: String,
}

impl Problem {
    /// A problem without fields.
    pub fn new(code: ProblemCode, title: impl Into<String>) -> Self {
        Self { code, title: title.into(), status: code.status(), fields: Vec::new(), order_url: None }
    }
}

/// Why something was not done, before it is said in the language of whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// What went wrong, for people, and what to do.
    pub said: Saying,
    /// The fields concerned, if any.
    pub fields: Vec<ProblemField>,
    /// The order concerned, if any: where its page is.
    pub order_url: Option<String>,
    /// The storefront that was asked, where the request itself said so.
    pub locale: Option<Locale>,
}

impl Refusal {
    /// A refusal without fields.
    pub const fn new(code: ProblemCode, said: Saying) -> Self {
        Self { code, said, fields: Vec::new(), order_url: None, locale: None }
    }

    /// Something of ours failed; the cause belongs in the log.
    pub const fn internal() -> Self {
        Self::new(ProblemCode::Internal, Saying::plain("problem-internal"))
    }

    /// Contention: the same request will work in a moment.
    pub const fn busy() -> Self {
        Self::new(ProblemCode::Busy, Saying::plain("problem-busy"))
    }

    /// The refusal with the order that it is about.
    #[must_use]
    pub fn about(mut self, order_url: String) -> Self {
        self.order_url = Some(order_url);
        self
    }

    /// The refusal of a request that named its storefront.
    #[must_use]
    pub fn asked_in(mut self, locale: Option<&Locale>) -> Self {
        self.locale = self.locale.or_else(|| locale.cloned());
        self
    }

    /// The problem as it is answered, with what is said as this text.
    pub fn problem(&self, title: String) -> Problem {
        Problem {
            fields: self.fields.clone(),
            order_url: self.order_url.clone(),
            ..Problem::new(self.code, title)
        }
    }
}
