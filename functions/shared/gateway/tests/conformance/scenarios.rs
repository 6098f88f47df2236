//! The scenarios. Each is what the shop relies on, whoever the provider is.

use crate::driver::{Call, Driver, Means, NOW, Shop, Tampering, Trouble, applied, eur, refused, unknown};
use domain::payments::dispute::DisputeStatus;
use domain::payments::refund::RefundStatus;
use domain::payments::settle::{IntentStatus, ProviderCall, SessionState};
use domain::payments::{Attempt, OperationKind};
use gateway::EventsPage;

pub async fn a_page_is_opened_once_however_often_it_is_asked_for<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.attempt(1);
    let first = applied(shop.open(&attempt).await);
    assert_eq!(applied(shop.open(&attempt).await), first);
    assert_eq!(applied(shop.gateway.session(&first.id).await), first);
    assert_eq!((first.state, first.url.is_some()), (SessionState::Open, true));
    assert_ne!(applied(shop.open(&shop.attempt(2)).await).id, first.id);
}

pub async fn a_page_runs_out<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.opened(1).await;
    shop.at.let_pages_run_out();
    let seen = shop.see(&attempt).await;
    assert_eq!((seen.session, seen.payment), (SessionState::Expired, None));
    let page = applied(shop.gateway.session(attempt.session.as_deref().unwrap()).await);
    assert_eq!((page.state, page.url), (SessionState::Expired, None));
    assert!(!shop.pay(&attempt, Means::Good));
}

pub async fn a_page_that_was_given_up_takes_no_money<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.opened(1).await;
    let session = attempt.session.clone().unwrap();
    applied(shop.gateway.send(&ProviderCall::ExpireSession { session }).await);
    shop.pay(&attempt, Means::Good);
    assert_eq!(shop.see(&attempt).await.payment, None);
    assert_eq!(shop.books(), [0, 0, 0]);
}

pub async fn an_order_is_paid_and_captured_once<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.authorized(Means::Good).await;
    let payment = shop.payment(&attempt).await;
    let money = (payment.status, payment.amount, payment.captured);
    assert_eq!(money, (IntentStatus::RequiresCapture, eur(2_400), eur(0)));
    assert_eq!(shop.see(&attempt).await.session, SessionState::Complete);
    let capture = shop.capture(&payment.intent, 1);
    applied(shop.gateway.send(&capture).await);
    applied(shop.gateway.send(&capture).await);
    refused(shop.gateway.send(&shop.capture(&payment.intent, 2)).await);
    let taken = shop.payment(&attempt).await;
    assert_eq!((taken.status, taken.captured), (IntentStatus::Succeeded, eur(2_400)));
    assert_eq!(taken.intent, payment.intent, "it is the same payment before and after");
    assert_eq!(shop.books(), [0, 2_400, 0]);
}

pub async fn after_a_decline_another_try_is_paid<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.opened(1).await;
    shop.pay(&attempt, Means::Declined);
    if let Some(outcome) = shop.authorize_if_asked(&attempt, 1).await {
        refused(outcome);
    }
    assert_eq!(shop.books(), [0, 0, 0]);
    assert!(shop.pay(&attempt, Means::Good));
    if let Some(outcome) = shop.authorize_if_asked(&attempt, 2).await {
        applied(outcome);
    }
    assert_eq!(shop.payment(&attempt).await.status, IntentStatus::RequiresCapture);
}

pub async fn an_authorization_is_released<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.authorized(Means::Good).await;
    let intent = shop.payment(&attempt).await.intent;
    let void = ProviderCall::Void(shop.operation(&intent, OperationKind::Void, 1, 2_400));
    applied(shop.gateway.send(&void).await);
    applied(shop.gateway.send(&void).await);
    assert_eq!(shop.payment(&attempt).await.status, IntentStatus::Canceled);
    refused(shop.gateway.send(&shop.capture(&intent, 1)).await);
    assert_eq!(shop.books(), [0, 0, 0]);
}

pub async fn a_capture_the_bank_refuses_is_refused<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.authorized(Means::CaptureRefused).await;
    let intent = shop.payment(&attempt).await.intent;
    refused(shop.gateway.send(&shop.capture(&intent, 1)).await);
    let [_, taken, _] = shop.books();
    assert_eq!(taken, 0);
}

pub async fn money_goes_back_in_parts_and_never_more_than_was_taken<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.captured().await;
    let intent = shop.payment(&attempt).await.intent;
    let part = shop.refund(&intent, 1, 900);
    applied(shop.gateway.send(&part).await);
    applied(shop.gateway.send(&part).await);
    refused(shop.gateway.send(&shop.refund(&intent, 2, 1_501)).await);
    applied(shop.gateway.send(&shop.refund(&intent, 3, 1_500)).await);
    refused(shop.gateway.send(&shop.refund(&intent, 4, 1)).await);
    let payment = shop.payment(&attempt).await;
    let seen: Vec<_> = payment.refunds.iter().map(|r| (r.number, r.amount, r.status)).collect();
    let done = RefundStatus::Succeeded;
    assert_eq!(seen, [(Some(1), eur(900), done), (Some(3), eur(1_500), done)]);
    assert_eq!((payment.status, payment.captured), (IntentStatus::Succeeded, eur(2_400)));
    assert_eq!(shop.books(), [0, 2_400, 2_400]);
}

pub async fn a_refund_that_fails_later_is_seen_to_have_failed<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.captured().await;
    let intent = shop.payment(&attempt).await.intent;
    applied(shop.gateway.send(&shop.refund(&intent, 1, 2_400)).await);
    shop.at.fail_refund(&shop.payment(&attempt).await.refunds[0].id);
    assert_eq!(shop.payment(&attempt).await.refunds[0].status, RefundStatus::Failed);
    assert_eq!(shop.books(), [0, 2_400, 0]);
    applied(shop.gateway.send(&shop.refund(&intent, 2, 2_400)).await);
    assert_eq!(shop.books(), [0, 2_400, 2_400]);
}

pub async fn a_dispute_is_seen<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.captured().await;
    let payment = shop.payment(&attempt).await;
    assert_eq!(payment.dispute, None);
    shop.at.dispute(&payment.intent);
    let dispute = shop.payment(&attempt).await.dispute.unwrap();
    assert_eq!((dispute.status, dispute.amount), (DisputeStatus::Open, eur(2_400)));
}

pub async fn a_lost_request_is_sent_again_and_a_lost_answer_is_found<D: Driver>(at: D) {
    let shop = Shop::new(at);
    for trouble in [Trouble::LostRequest, Trouble::LostAnswer] {
        shop.at.disturb(Call::Open, trouble);
        unknown(&shop.open(&shop.attempt(1)).await);
    }
    let attempt = shop.authorized(Means::Good).await;
    let intent = shop.payment(&attempt).await.intent;
    let capture = shop.capture(&intent, 1);
    for (trouble, taken) in [(Trouble::LostRequest, 0), (Trouble::LostAnswer, 2_400)] {
        shop.at.disturb(Call::Capture, trouble);
        unknown(&shop.gateway.send(&capture).await);
        assert_eq!(shop.payment(&attempt).await.captured, eur(taken), "{trouble:?}");
    }
    applied(shop.gateway.send(&capture).await);
    let refund = shop.refund(&intent, 1, 900);
    for (trouble, refunds) in [(Trouble::LostRequest, 0), (Trouble::LostAnswer, 1)] {
        shop.at.disturb(Call::Refund, trouble);
        unknown(&shop.gateway.send(&refund).await);
        assert_eq!(shop.payment(&attempt).await.refunds.len(), refunds, "{trouble:?}");
    }
    applied(shop.gateway.send(&refund).await);
    shop.at.disturb(Call::Refund, Trouble::FailedThoughDone);
    unknown(&shop.gateway.send(&shop.refund(&intent, 2, 100)).await);
    assert_eq!(shop.books(), [0, 2_400, 1_000]);
}

pub async fn a_key_of_something_else_is_told_apart<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.attempt(1);
    applied(shop.open(&attempt).await);
    let dearer = Attempt { amount: eur(2_500), ..attempt };
    assert!(refused(shop.open(&dearer).await).is_key_reuse());
    let attempt = shop.captured().await;
    let intent = shop.payment(&attempt).await.intent;
    applied(shop.gateway.send(&shop.refund(&intent, 1, 900)).await);
    assert!(refused(shop.gateway.send(&shop.refund(&intent, 1, 800)).await).is_key_reuse());
    assert_eq!(shop.books(), [0, 2_400, 900]);
}

pub async fn a_provider_that_does_not_answer_decides_nothing<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.opened(1).await;
    for trouble in [Trouble::Failed, Trouble::LostRequest] {
        shop.at.disturb(Call::Look, trouble);
        assert!(shop.gateway.see(std::slice::from_ref(&attempt)).await.is_err(), "{trouble:?}");
    }
    assert_eq!(shop.see(&attempt).await.session, SessionState::Open);
}

pub async fn every_event_is_listed_once_with_its_order<D: Driver>(at: D) {
    let shop = Shop::new(at);
    let attempt = shop.captured().await;
    let intent = shop.payment(&attempt).await.intent;
    // Enough for a second page.
    for number in 1..=60 {
        applied(shop.gateway.send(&shop.refund(&intent, number, 1)).await);
    }
    for number in 2..=60 {
        let other = shop.opened(number).await;
        shop.pay(&other, Means::Good);
    }
    let mut page = EventsPage { created_at_least: NOW.as_seconds() - 60, after: None };
    let (mut ids, mut pages) = (Vec::new(), 0);
    loop {
        let answer = shop.gateway.events(&page).await.unwrap();
        assert!(
            answer.events.iter().all(|event| event.order.as_ref() == Some(&shop.order) && !event.foreign)
        );
        ids.extend(answer.events.into_iter().map(|event| event.id));
        pages += 1;
        match answer.next {
            Some(next) => page.after = Some(next),
            None => break,
        }
    }
    let listed = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!((listed, pages > 1), (ids.len(), true));
    let others = shop.at.gateway("another").events(&EventsPage::default()).await.unwrap().events;
    assert!(others.iter().all(|event| event.foreign && event.order.is_none()));
}

pub async fn only_what_the_provider_signed_is_taken<D: Driver>(at: D) {
    let shop = Shop::new(at);
    shop.authorized(Means::Good).await;
    let event = shop.at.take_message(Tampering::None).await.unwrap();
    assert_eq!((event.order.as_ref(), event.foreign), (Some(&shop.order), false));
    for tampering in [
        Tampering::OtherBody,
        Tampering::OtherSigner,
        Tampering::ForeignSigner,
        Tampering::TooOld,
        Tampering::NoProof,
    ] {
        assert_eq!(shop.at.take_message(tampering).await, None, "{tampering:?}");
    }
}
