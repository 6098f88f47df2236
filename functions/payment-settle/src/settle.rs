//! The loop around `domain::payments::settle`: load, look, decide, do. After a write of
//! its own it goes on from what it wrote; after a call, or where others wrote, it loads and looks again.

use domain::ids::OrderId;
use domain::limits::OPEN_ORDERS_PER_NETWORK_MAX;
use domain::orders::command::cancel_requested;
use domain::orders::state::Impossible;
use domain::orders::{CancelReason, Order};
use domain::payments::refund::refund_refused;
use domain::payments::settle::{ProviderCall, Seen, Step, authorization_refused, capture_refused, next_step};
use domain::time::Timestamp;
use gateway::{Gateway, Gateways, Outcome};
use store::guards::GuardRefusal;
use store::orders::OrderRefusal;
use store::{Never, Store, StoreError};

/// Steps of one look; an order needs five at most, so more means that somebody else keeps writing.
pub(crate) const STEPS_MAX: u32 = 16;

/// Why an order could not be settled now.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no such order.
    #[error("the order does not exist")]
    NoSuchOrder,
    /// The provider did not answer, or not in a way that says what happened.
    #[error("the provider could not be asked: {0}")]
    Unavailable(String),
    /// The records contradict each other.
    #[error(transparent)]
    Impossible(#[from] Impossible),
    /// Others kept writing the order.
    #[error("the order kept changing")]
    Contended,
    /// The table could not be used.
    #[error("the table could not be used")]
    Store(#[from] StoreError<Never>),
}

/// Does everything that can be done for an order now, and answers with the order as it then is.
///
/// # Errors
/// [`SettleError`]; whatever was done before stays done, and looking again goes on from there.
pub async fn settle(
    store: &Store,
    gateways: &Gateways,
    id: &OrderId,
    now: Timestamp,
) -> Result<Order, SettleError> {
    let mut refused: Option<ProviderCall> = None;
    let mut known: Option<(Order, Vec<Seen>)> = None;
    for _ in 0..STEPS_MAX {
        let (order, seen) = match known.take() {
            Some(known) => known,
            None => look(store, gateways, id).await?,
        };
        match next_step(&order, &seen, now)? {
            Step::Rest => return rest(store, order, now).await,
            // What was written down was decided on this order and nothing was asked for: what was seen still holds.
            Step::Record(next) => {
                known = written(store.write_order(&next, now).await)?.map(|order| (order, seen));
            }
            Step::Cancel(next) => {
                remember_declines(store, &next, now).await?;
                written(store.commit_cancel(&next, now).await)?;
            }
            Step::Send(call) if refused.as_ref() == Some(&call) => match call {
                ProviderCall::Authorize(_) => {
                    let next = authorization_refused(&order, now)?;
                    written(store.write_order(&next, now).await)?;
                }
                ProviderCall::Capture(_) => {
                    written(store.write_order(&capture_refused(&order), now).await)?;
                }
                ProviderCall::Refund { operation, .. } => {
                    let next = refund_refused(&order, operation.number, now)?;
                    written(store.write_order(&next, now).await)?;
                }
                ProviderCall::ExpireSession { .. } | ProviderCall::Void(_) => {
                    return Err(SettleError::Unavailable("it refuses and shows no reason".to_owned()));
                }
            },
            Step::Send(call) => {
                let gateway = gateway_of(gateways, &order)?.ok_or_else(|| unasked(&order))?;
                refused = send(gateway, call).await?;
            }
        }
    }
    Err(SettleError::Contended)
}

/// The order, and what the provider shows of its attempts.
async fn look(store: &Store, gateways: &Gateways, id: &OrderId) -> Result<(Order, Vec<Seen>), SettleError> {
    let order = store.order(id).await?.ok_or(SettleError::NoSuchOrder)?;
    let seen = match gateway_of(gateways, &order)? {
        Some(gateway) => gateway.see(&order.attempts).await.map_err(|why| unavailable(&why))?,
        None => Vec::new(),
    };
    Ok((order, seen))
}

/// Before an order is ended for its declines, its network remembers that; doing so twice is the same as once.
async fn remember_declines(store: &Store, canceled: &Order, now: Timestamp) -> Result<(), SettleError> {
    if canceled.canceled_for() != Some(CancelReason::TooManyDeclines) {
        return Ok(());
    }
    let Some(network) = &canceled.network else { return Ok(()) };
    match store.enter_guard(network, &canceled.id, OPEN_ORDERS_PER_NETWORK_MAX, now).await {
        // A network with that many has been refused for long.
        Ok(()) | Err(StoreError::Refused(GuardRefusal::Full)) => Ok(()),
        Err(error) => Err(SettleError::Store(error.map_refusal(|_| StoreError::Busy))),
    }
}

/// The provider an order is paid through; none for one that is paid outside of any.
///
/// # Errors
/// [`SettleError::Unavailable`] where the shop is not configured for it any more: the order waits until it is.
fn gateway_of<'g>(gateways: &'g Gateways, order: &Order) -> Result<Option<&'g Gateway>, SettleError> {
    let Some(provider) = order.method.provider() else { return Ok(None) };
    gateways.of(provider).map(Some).ok_or_else(|| unasked(order))
}

fn unasked(order: &Order) -> SettleError {
    SettleError::Unavailable(format!("the shop is not set up for payments by {}", order.method.name()))
}

/// Sends a call. A refusal is believed only when, after another look, the same call is still the next step:
/// the first may have been refused because it had been done already.
async fn send(gateway: &Gateway, call: ProviderCall) -> Result<Option<ProviderCall>, SettleError> {
    match gateway.send(&call).await {
        Outcome::Applied(()) => Ok(None),
        // The key was used for something else: that says nothing about what was done.
        Outcome::NotApplied(refusal) if refusal.is_key_reuse() => {
            Err(SettleError::Unavailable(refusal.to_string()))
        }
        Outcome::NotApplied(refusal) => {
            tracing::warn!(%refusal, "the provider refused");
            Ok(Some(call))
        }
        Outcome::Unknown(why) => Err(unavailable(&why)),
    }
}

fn unavailable(why: &gateway::Unavailable) -> SettleError {
    SettleError::Unavailable(why.to_string())
}

/// What a write made; nothing where it lost against another or nobody knows, and the order has to be looked at
/// again. Only what says nothing about the order ends the look.
fn written<T>(result: Result<T, StoreError<OrderRefusal>>) -> Result<Option<T>, SettleError> {
    match result {
        Ok(made) => Ok(Some(made)),
        Err(StoreError::Refused(OrderRefusal::Changed) | StoreError::Unknown(_)) => Ok(None),
        Err(StoreError::Refused(OrderRefusal::NothingHeld)) => {
            Err(SettleError::Store(StoreError::broken("an order's held units are not there")))
        }
        Err(StoreError::Busy) => Err(SettleError::Store(StoreError::Busy)),
        Err(StoreError::Broken(source)) => Err(SettleError::Store(StoreError::Broken(source))),
    }
}

/// Ends a look. One that was due and changed nothing makes the next look later.
async fn rest(store: &Store, order: Order, now: Timestamp) -> Result<Order, SettleError> {
    let Some(next) = order.looked_in_vain(now) else { return Ok(order) };
    written(store.write_order(&next, now).await)?;
    Ok(next)
}

/// Makes the order remember that it has to be looked at again soon.
///
/// # Errors
/// [`SettleError`].
pub async fn postpone(store: &Store, id: &OrderId, now: Timestamp) -> Result<(), SettleError> {
    let order = store.order(id).await?.ok_or(SettleError::NoSuchOrder)?;
    match order.postponed(now) {
        Some(next) => match store.write_order(&next, now).await {
            Ok(_) => Ok(()),
            Err(error) => Err(written::<Order>(Err(error)).err().unwrap_or(SettleError::Contended)),
        },
        None => Ok(()),
    }
}

/// Writes a change that somebody asked for, deciding again when the order moved meanwhile.
///
/// # Errors
/// [`SettleError`].
pub async fn change(
    store: &Store,
    id: &OrderId,
    now: Timestamp,
    decide: impl Fn(&Order) -> Result<Order, Impossible>,
) -> Result<(), SettleError> {
    for _ in 0..STEPS_MAX {
        let order = store.order(id).await?.ok_or(SettleError::NoSuchOrder)?;
        let next = decide(&order)?;
        if next == order {
            return Ok(());
        }
        if written(store.write_order(&next, now).await)?.is_some() {
            return Ok(());
        }
    }
    Err(SettleError::Contended)
}

/// Writes down that an unpaid order shall be canceled; settling then closes its pages and does it. An order
/// that is not pending stays as it is.
///
/// # Errors
/// [`SettleError`].
pub async fn request_cancel(
    store: &Store,
    id: &OrderId,
    reason: CancelReason,
    now: Timestamp,
) -> Result<(), SettleError> {
    let decide = |order: &Order| Ok(cancel_requested(order, reason, now));
    change(store, id, now, decide).await
}
