//! Mails: to the shopper about an order, to the merchant about a new one.
//!
//! A record comes before each mail, so that a repeated message sends none; a crash between record and mail
//! repeats it at most once, after the record's deadline.

mod news;

use crate::news::{News, Occasion, Recipient};
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use contract::config::{CONTACT_SECRETS, LINK_SECRETS, MAIL_SENDER, SITE_URL, TABLE_NAME};
use contract::messages::Message;
use contract::time::parse_rfc3339;
use domain::ids::{MessageId, OrderId};
use domain::time::{Span, Timestamp};
use edge::config::{ConfigError, Lookup, Secrets, required, secrets};
use edge::ids;
use edge::queue::{Handled, batch_answer};
use mail::{Envelope, Letter, MailError, OrderFacts, SendError};
use store::notices::NoticeRefusal;
use store::orders::WholeOrder;
use store::seal::Sealer;
use store::{Never, Store, StoreError};

/// How long a mail may be on its way before another try: the function's timeout.
const SENDING: Span = Span::seconds(30);

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    site_url: String,
    link_secrets: Secrets,
    contact_secrets: Secrets,
    sender: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: required(lookup, TABLE_NAME)?,
            site_url: required(lookup, SITE_URL)?,
            link_secrets: secrets(lookup, LINK_SECRETS)?,
            contact_secrets: secrets(lookup, CONTACT_SECRETS)?,
            sender: required(lookup, MAIL_SENDER)?,
        })
    }
}

/// What a message is handled with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    sealer: Sealer,
    mails: aws_sdk_sesv2::Client,
    site_url: String,
    link_secrets: Secrets,
    sender: String,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client, mails: aws_sdk_sesv2::Client) -> Self {
        Self {
            store: Store::new(dynamodb, config.table),
            sealer: Sealer::new(&config.contact_secrets.texts()),
            mails,
            site_url: config.site_url,
            link_secrets: config.link_secrets,
            sender: config.sender,
        }
    }
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
enum NotifyError {
    #[error("the order's records are not complete")]
    Incomplete,
    #[error("the table could not be used")]
    Store(#[from] StoreError<Never>),
    #[error("the mail could not be written")]
    Write(#[from] MailError),
    #[error("the mail could not be sent")]
    Send(#[from] SendError),
    #[error("somebody else is sending it")]
    InFlight,
}

/// Handles a batch.
pub async fn handle(shop: &Shop, event: SqsEvent, now: Timestamp) -> SqsBatchResponse {
    let mut results = Vec::with_capacity(event.records.len());
    for message in event.records {
        let handled = handle_message(shop, &message, now).await;
        results.push((message, handled));
    }
    batch_answer(results)
}

async fn handle_message(shop: &Shop, message: &SqsMessage, now: Timestamp) -> Handled {
    let (id, message) = match Message::read(message.body.as_deref().unwrap_or_default()) {
        Ok(read) => read,
        Err(error) => {
            tracing::error!(%error, "a message cannot be read");
            return Handled::Again;
        }
    };
    let Some((order, occasion)) = occasion(&message) else {
        tracing::error!(kind = message.kind(), "a message is in the wrong queue");
        return Handled::Again;
    };
    match notify(shop, &id, &order, occasion, now).await {
        Ok(()) => Handled::Done,
        Err(error) => {
            tracing::error!(order.id = %order, ?error, "a person was not told");
            Handled::Again
        }
    }
}

fn occasion(message: &Message) -> Option<(OrderId, Occasion)> {
    match message {
        Message::OrderPlaced(data) => Some((data.order_id.clone(), Occasion::Placed)),
        Message::OrderConfirmed(data) => Some((data.order_id.clone(), Occasion::Confirmed)),
        Message::PaymentProcessing(data) => Some((data.order_id.clone(), Occasion::PaymentProcessing)),
        Message::PaymentNotCompleted(data) => {
            let pay_until = parse_rfc3339(&data.pay_until)?;
            Some((data.order_id.clone(), Occasion::PaymentNotCompleted { pay_until }))
        }
        Message::OrderCanceled(data) => {
            Some((data.order_id.clone(), Occasion::Canceled { reason: data.reason }))
        }
        Message::OrderShipped(data) => {
            Some((data.order_id.clone(), Occasion::Shipped { shipment: data.shipment }))
        }
        Message::OrderRefunded(data) => {
            Some((data.order_id.clone(), Occasion::Refunded { refund: data.refund }))
        }
        Message::OrderDisputed(data) => {
            Some((data.order_id.clone(), Occasion::Disputed { status: data.status }))
        }
        Message::OrderNeedsAttention(data) => {
            Some((data.order_id.clone(), Occasion::NeedsAttention { kind: data.kind }))
        }
        Message::OrderCompleted(data) => Some((data.order_id.clone(), Occasion::Completed)),
        Message::OrderDue(_)
        | Message::ProviderEventReceived(_)
        | Message::MarkOrderPaid(_)
        | Message::CancelOrder(_)
        | Message::RefundOrder(_)
        | Message::ShipOrder(_)
        | Message::DeliverOrder(_)
        | Message::ResolveBreak(_)
        | Message::ChangeStock(_) => None,
    }
}

async fn notify(
    shop: &Shop,
    message: &MessageId,
    id: &OrderId,
    occasion: Occasion,
    now: Timestamp,
) -> Result<(), NotifyError> {
    let WholeOrder { order, document, contact } =
        shop.store.whole_order(id).await?.ok_or(NotifyError::Incomplete)?;
    let news = news::of(&order, occasion);
    if news.is_empty() {
        return Ok(());
    }
    let Some(sealed) = contact else {
        tracing::info!(order.id = %id, "nobody is left to be told");
        return Ok(());
    };
    let contact = shop.sealer.open_contact(id.as_str(), &sealed).map_err(|_| NotifyError::Incomplete)?;
    let front = shop.store.storefront(Some(&order.locale)).await?;
    let key = ids::order_key(&shop.link_secrets, id);
    let order_url = format!("{}/order/{id}?key={key}", shop.site_url);
    let site_url = format!("{}{}", shop.site_url, front.prefix);
    let facts = OrderFacts {
        shop: &front.terms.shop,
        sender: &shop.sender,
        order: &order,
        document: &document,
        contact: &contact,
        order_url: &order_url,
        site_url: &site_url,
    };
    for news in news {
        let letter = letter(shop, &facts, news).await?;
        deliver(shop, message, &facts, news.recipient(), &letter, now).await?;
    }
    Ok(())
}

async fn letter(shop: &Shop, facts: &OrderFacts<'_>, news: News<'_>) -> Result<Letter, NotifyError> {
    Ok(match news {
        News::Received => mail::received(facts)?,
        News::Confirmation => mail::confirmation(facts)?,
        News::NewOrder => mail::merchant_new_order(facts)?,
        News::PaymentProcessing => mail::payment_processing(facts)?,
        News::PaymentNotCompleted { pay_until } => mail::payment_not_completed(facts, pay_until)?,
        News::Canceled { reason } => mail::canceled(facts, reason)?,
        News::Shipped { shipment: number } => {
            let shipments = shop.store.shipments(&facts.order.id, facts.order.shipments).await?;
            let parcel = shipments.iter().find(|parcel| parcel.number == number);
            mail::shipped(facts, parcel.ok_or(NotifyError::Incomplete)?)?
        }
        News::Refunded(refund) => mail::refunded(facts, refund)?,
        News::Disputed(dispute, status) => mail::merchant_disputed(facts, dispute, status)?,
        News::NeedsAttention(open) => mail::merchant_attention(facts, open)?,
    })
}

async fn deliver(
    shop: &Shop,
    message: &MessageId,
    facts: &OrderFacts<'_>,
    recipient: Recipient,
    letter: &Letter,
    now: Timestamp,
) -> Result<(), NotifyError> {
    let (order, name) = (&facts.order.id, recipient.name());
    match shop.store.begin_notice(order, message, name, now, now.plus(SENDING)).await {
        Ok(()) => {}
        Err(StoreError::Refused(NoticeRefusal::SentOrSending)) => {
            let sent = shop.store.notice_was_sent(order, message, name).await?;
            return if sent { Ok(()) } else { Err(NotifyError::InFlight) };
        }
        Err(other) => return Err(NotifyError::Store(other.map_refusal(|_| StoreError::Busy))),
    }
    let message_id = format!("{message}.{name}");
    let envelope =
        Envelope { from_name: &facts.shop.name, from: &shop.sender, message_id: &message_id, date: now };
    mail::send(&shop.mails, letter, &envelope).await?;
    shop.store.finish_notice(order, message, name, now).await?;
    tracing::info!(order.id = %order, recipient = name, "a mail was sent");
    Ok(())
}
