//! Which folder is which handler: every function of the template, linked into this process.

use crate::engine::Handler;
use crate::permissions;
use domain::time::Timestamp;
use edge::origin::Gate;
use embedded::Clock;
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use template_reader::{Context, Template};

/// The clients that functions are made with.
#[derive(Debug, Clone)]
pub struct Clients {
    /// The table.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The queues.
    pub sqs: aws_sdk_sqs::Client,
    /// The mails.
    pub ses: aws_sdk_sesv2::Client,
}

/// A function that cannot be made as the template says.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The template names a function that does not exist.
    #[error("the template has a function `{0}` that is not linked here")]
    UnknownFunction(String),
    /// Its environment cannot be resolved.
    #[error("the function `{folder}`: {source}")]
    Function {
        /// Which function.
        folder: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
}

macro_rules! http {
    ($shop:expr, $crate_name:ident, $clock:expr) => {{
        let (shop, clock) = (Arc::new($shop), $clock.clone());
        Handler::http(move |request| {
            let (shop, now) = (shop.clone(), now(&clock));
            async move { $crate_name::handle(&shop, request, now).await }
        })
    }};
}

macro_rules! batch {
    ($kind:ident, $shop:expr, $crate_name:ident, $clock:expr) => {{
        let (shop, clock) = (Arc::new($shop), $clock.clone());
        Handler::$kind(move |event| {
            let (shop, now) = (shop.clone(), now(&clock));
            async move { Ok($crate_name::handle(&shop, event, now).await) }
        })
    }};
}

macro_rules! schedule {
    ($shop:expr, $crate_name:ident, $clock:expr) => {{
        let (shop, clock) = (Arc::new($shop), $clock.clone());
        Handler::schedule(move || {
            let (shop, now) = (shop.clone(), now(&clock));
            async move { $crate_name::handle(&shop, now).await }
        })
    }};
}

fn now(clock: &Clock) -> Timestamp {
    Timestamp::from_ms(clock.now_ms())
}

/// The handlers of every function of the template, each with the environment that the template gives it.
///
/// # Errors
/// [`RegistryError`].
pub fn handlers(
    template: &Template,
    context: &Context,
    shell_folder: &str,
    clients: &Clients,
    clock: &Clock,
) -> Result<BTreeMap<String, Handler>, RegistryError> {
    let mut handlers = BTreeMap::new();
    for function in &template.functions {
        let folder = function.folder.clone();
        let failed =
            |source: Box<dyn Error + Send + Sync>| RegistryError::Function { folder: folder.clone(), source };
        let mut environment =
            template.environment(function, context).map_err(|error| failed(error.into()))?;
        if let Some(shells) = environment.get_mut(contract::config::SHELL_FOLDER) {
            shell_folder.clone_into(shells);
        }
        let lookup = |name: &str| environment.get(name).cloned();
        let dynamodb = permissions::client_with(&clients.dynamodb, &folder, &function.statements);
        let clients = Clients { dynamodb, ..clients.clone() };
        let handler = handler(&folder, &lookup, &clients, clock)
            .map_err(failed)?
            .ok_or_else(|| RegistryError::UnknownFunction(folder.clone()))?;
        let handler = gated(handler, &lookup).map_err(|error| failed(error.into()))?;
        handlers.insert(folder, handler);
    }
    Ok(handlers)
}

/// The handler behind the gate that `edge` puts before every function with a route.
fn gated(handler: Handler, lookup: edge::config::Lookup<'_>) -> Result<Handler, edge::config::ConfigError> {
    let Handler::Http(answer) = handler else { return Ok(handler) };
    let gate = Gate::read(lookup)?;
    Ok(Handler::http(move |request| {
        let answer = gate.check(&request).map(|()| answer(request));
        async move {
            match answer {
                Ok(answer) => answer.await,
                Err(problem) => edge::answer::problem(&problem),
            }
        }
    }))
}

fn handler(
    folder: &str,
    lookup: edge::config::Lookup<'_>,
    clients: &Clients,
    clock: &Clock,
) -> Result<Option<Handler>, Box<dyn Error + Send + Sync>> {
    let (table, sqs, ses) = (clients.dynamodb.clone(), clients.sqs.clone(), clients.ses.clone());
    Ok(Some(match folder {
        "cart" => http!(cart::Shop::new(cart::Config::read(lookup)?, table), cart, clock),
        "offers" => http!(offers::Shop::new(offers::Config::read(lookup)?, table), offers, clock),
        "search" => http!(search::Shop::new(search::Config::read(lookup)?, table), search, clock),
        "checkout" => http!(checkout::Shop::new(checkout::Config::read(lookup)?, table)?, checkout, clock),
        "order-status" => {
            http!(order_status::Shop::new(order_status::Config::read(lookup)?, table), order_status, clock)
        }
        "payment-webhook" => {
            http!(
                payment_webhook::Shop::new(payment_webhook::Config::read(lookup)?, table)?,
                payment_webhook,
                clock
            )
        }
        "payment-settle" => {
            let shop = payment_settle::Shop::new(payment_settle::Config::read(lookup)?, table)?;
            batch!(queue, shop, payment_settle, clock)
        }
        "stock-update" => {
            batch!(
                queue,
                stock_update::Shop::new(stock_update::Config::read(lookup)?, table),
                stock_update,
                clock
            )
        }
        "order-notify" => {
            let shop = order_notify::Shop::new(order_notify::Config::read(lookup)?, table, ses);
            batch!(queue, shop, order_notify, clock)
        }
        "outbox-relay" => {
            let shop = outbox_relay::Shop::new(outbox_relay::Config::read(lookup)?, table, sqs);
            batch!(stream, shop, outbox_relay, clock)
        }
        "hold-sweep" => {
            schedule!(hold_sweep::Shop::new(hold_sweep::Config::read(lookup)?, table, sqs), hold_sweep, clock)
        }
        "payment-reconcile" => {
            let shop = payment_reconcile::Shop::new(payment_reconcile::Config::read(lookup)?, table)?;
            schedule!(shop, payment_reconcile, clock)
        }
        _ => return Ok(None),
    }))
}
