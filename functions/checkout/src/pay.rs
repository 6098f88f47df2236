//! The way to the payment page: open its session, find the one that is open, or open the next.

use crate::{Shop, failed, opened_order, order_path, with_order_key};
use contract::http::PlacedBody;
use contract::problem::{ProblemCode, Refusal};
use domain::address::Contact;
use domain::ids::OrderId;
use domain::orders::Order;
use domain::orders::state::OrderStatus;
use domain::payments::Attempt;
use domain::payments::attempt::{AttemptError, PayAgain, pay_again, with_session, without_session};
use domain::payments::settle::ProviderCall;
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::{Request, answer, ids, request};
use gateway::{Gateway, OpenedSession, Outcome, SessionRequest};
use payment_settle::{SettleError, settle};
use store::StoreError;
use store::orders::OrderRefusal;
use texts::{Texts, say, saying};

/// Steps to a payment page; three are usual, more mean that somebody else keeps writing.
const STEPS_MAX: u32 = 8;

/// `POST /order/{order_id}/pay`.
///
/// # Errors
/// A [`Refusal`].
pub async fn again(shop: &Shop, request: &Request, order: &str, now: Timestamp) -> Result<Answer, Refusal> {
    let order = opened_order(shop, request, order).await?;
    let erased = || Refusal::new(ProblemCode::NotPossible, saying!("problem-order-erased"));
    let sealed = shop.store.order_contact(&order.id).await?.ok_or_else(erased)?;
    let contact = shop.sealer.open_contact(order.id.as_str(), &sealed);
    let contact = contact.map_err(|error| failed("a contact could not be opened", &error))?;
    start(shop, request, order, &contact, now).await
}

/// Sends the shopper to pay, or to the order's page where nothing is to be paid on a page.
///
/// # Errors
/// A [`Refusal`].
pub async fn start(
    shop: &Shop,
    request: &Request,
    order: Order,
    contact: &Contact,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let id = order.id.clone();
    let number = order.number.clone();
    let page = if !order.method.is_offline() && order.status == OrderStatus::Pending {
        payment_page(shop, order, contact, now).await
    } else {
        Ok(None)
    };
    let order_page = format!("{}{}", shop.site_url, order_path(&id));
    let next_url = match page {
        Ok(page) => page.unwrap_or_else(|| order_page.clone()),
        // The order stands; its page offers to pay again, so a browser is sent there whatever happened.
        Err(problem) if !request::wants_json(request) => {
            tracing::warn!(order.id = %id, code = ?problem.code, "no payment page could be opened");
            order_page.clone()
        }
        Err(problem) => return Err(problem),
    };
    let answer = if request::wants_json(request) {
        let key = ids::order_key(&shop.link_secrets, &id);
        answer::json(&PlacedBody {
            order_id: id.to_string(),
            order_number: number.to_string(),
            next_url,
            order_url: format!("{order_page}?key={key}"),
        })
    } else {
        answer::see_other(&next_url)
    };
    Ok(with_order_key(shop, answer, &id))
}

/// The address of the page on which the order can be paid, or nothing when it needs no payment any more.
async fn payment_page(
    shop: &Shop,
    order: Order,
    contact: &Contact,
    now: Timestamp,
) -> Result<Option<String>, Refusal> {
    let mut order = order;
    for _ in 0..STEPS_MAX {
        match pay_again(&order, now) {
            Ok(PayAgain::Continue(attempt)) => match open_page(shop, &attempt).await? {
                Some(url) => return Ok(Some(url)),
                None => order = looked_at(shop, &order, now).await?,
            },
            Ok(PayAgain::Resume(attempt)) => {
                let opened = open_session(shop, &order, &attempt, contact).await?;
                let next = match &opened {
                    Some(opened) => with_session(&order, attempt.number, &opened.id),
                    None => without_session(&order, attempt.number),
                };
                let written = write(shop, &next, now).await?;
                let won = written.is_some();
                order = or_reloaded(shop, written, &order.id).await?;
                if let Some(opened) = opened {
                    if !won {
                        close_if_unknown(shop, &order, &attempt, &opened).await;
                    } else if let Some(url) = opened.open_page() {
                        return Ok(Some(url));
                    }
                }
            }
            Ok(PayAgain::Open(next)) => {
                let written = write(shop, &next, now).await?;
                order = or_reloaded(shop, written, &order.id).await?;
            }
            Err(AttemptError::NotPayable) => return Ok(None),
            Err(error) => return Err(refused(error)),
        }
    }
    Err(Refusal::busy())
}

fn refused(error: AttemptError) -> Refusal {
    let said = match error {
        AttemptError::NotPayable => saying!("problem-order-not-waiting"),
        AttemptError::Canceling => saying!("problem-order-canceling"),
        AttemptError::TooManyAttempts => {
            saying!("problem-order-too-often")
        }
        AttemptError::TooLate => saying!("problem-order-too-late"),
    };
    Refusal::new(ProblemCode::NotPossible, said)
}

/// The order as it was written, or else as others wrote it.
async fn or_reloaded(shop: &Shop, written: Option<Order>, id: &OrderId) -> Result<Order, Refusal> {
    match written {
        Some(order) => Ok(order),
        None => shop.store.order(id).await?.ok_or_else(|| failed("an order is gone", id)),
    }
}

/// The order as it then is; nothing where the write lost against another, which is not an error.
async fn write(shop: &Shop, order: &Order, now: Timestamp) -> Result<Option<Order>, Refusal> {
    match shop.store.write_order(order, now).await {
        Ok(written) => Ok(Some(written)),
        Err(
            StoreError::Refused(OrderRefusal::Changed | OrderRefusal::NothingHeld) | StoreError::Unknown(_),
        ) => Ok(None),
        Err(StoreError::Busy) => Err(Refusal::busy()),
        Err(StoreError::Broken(source)) => Err(StoreError::Broken(source).into()),
    }
}

/// The address of an attempt's page while it is open.
async fn open_page(shop: &Shop, attempt: &Attempt) -> Result<Option<String>, Refusal> {
    let Some(session) = &attempt.session else { return Ok(None) };
    match gateway_of(shop, attempt)?.session(session).await {
        Outcome::Applied(session) => Ok(session.open_page()),
        Outcome::NotApplied(refusal) => Err(failed("the provider does not know a session", &refusal)),
        Outcome::Unknown(why) => Err(provider_down(&why)),
    }
}

/// The provider of an attempt, which the shop may not be set up for any more.
fn gateway_of<'s>(shop: &'s Shop, attempt: &Attempt) -> Result<&'s Gateway, Refusal> {
    shop.gateways.of(attempt.provider).ok_or_else(|| {
        tracing::error!(provider = attempt.provider.name(), "an order's provider is not set up");
        Refusal::new(ProblemCode::NotPossible, saying!("problem-method-gone"))
    })
}

fn provider_down(why: &gateway::Unavailable) -> Refusal {
    tracing::warn!(%why, "the payment provider could not be reached");
    Refusal::new(ProblemCode::Busy, saying!("problem-payment-page"))
}

/// The session of an attempt, or nothing when the provider will never make it.
async fn open_session(
    shop: &Shop,
    order: &Order,
    attempt: &Attempt,
    contact: &Contact,
) -> Result<Option<OpenedSession>, Refusal> {
    let page = format!("{}{}", shop.site_url, order_path(&order.id));
    let title = say!(Texts::of(&order.locale), "order-number", number = order.number.as_str());
    let request = SessionRequest {
        method: order.method,
        order: &order.id,
        number: &order.number,
        attempt,
        email: contact.email(),
        return_url: &page,
        cancel_url: &page,
        title: &title,
    };
    match gateway_of(shop, attempt)?.open_session(&request).await {
        Outcome::Applied(opened) => Ok(Some(opened)),
        Outcome::NotApplied(refusal) => {
            tracing::error!(order.id = %order.id, %refusal, "the provider refused a session");
            Ok(None)
        }
        Outcome::Unknown(why) => Err(provider_down(&why)),
    }
}

/// Closes a session that lost its write, unless the order names it after all.
async fn close_if_unknown(shop: &Shop, order: &Order, attempt: &Attempt, opened: &OpenedSession) {
    let known = order.attempts.iter().any(|attempt| attempt.session.as_deref() == Some(&opened.id));
    if known {
        return;
    }
    let call = ProviderCall::ExpireSession { session: opened.id.clone() };
    let Ok(gateway) = gateway_of(shop, attempt) else { return };
    match gateway.send(&call).await {
        Outcome::Applied(()) => {}
        Outcome::NotApplied(refusal) => tracing::warn!(%refusal, "a session that lost could not be closed"),
        // Nobody was shown its address, and it closes by itself within the hour.
        Outcome::Unknown(why) => tracing::warn!(%why, "a session that lost may still be open"),
    }
}

/// The order after a look at the provider: an attempt whose page is closed has ended or was paid.
async fn looked_at(shop: &Shop, order: &Order, now: Timestamp) -> Result<Order, Refusal> {
    settle(&shop.store, &shop.gateways, &order.id, now).await.map_err(|error| settle_problem(&error))
}

/// What is told when an order could not be settled now.
pub fn settle_problem(error: &SettleError) -> Refusal {
    match error {
        SettleError::NoSuchOrder => Refusal::new(ProblemCode::NotFound, saying!("problem-order-title")),
        SettleError::Unavailable(why) => {
            tracing::warn!(why, "the payment provider could not be reached");
            Refusal::new(ProblemCode::Busy, saying!("problem-provider"))
        }
        SettleError::Contended | SettleError::Store(_) | SettleError::Impossible(_) => {
            tracing::error!(?error, "an order could not be settled");
            Refusal::busy()
        }
    }
}
