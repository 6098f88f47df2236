//! What every payment provider has to do behind the seam, run against each of them.
//!
//! Whoever adds a provider starts here: a [`driver::Driver`] plays the shopper, the bank and the network at its
//! simulator, and one line below runs every scenario against it. What a scenario asserts is what the shop relies
//! on; nothing in it knows which provider it is.
#![cfg(test)]

mod driver;
mod paypal;
mod scenarios;
mod stripe;

macro_rules! conformance {
    ($provider:ident, $driver:ty, [$($scenario:ident),+ $(,)?]) => {
        mod $provider {
            $(
                #[tokio::test]
                async fn $scenario() {
                    crate::scenarios::$scenario(<$driver as crate::driver::Driver>::start().await).await;
                }
            )+
        }
    };
}

macro_rules! every_provider {
    ($($provider:ident: $driver:ty),+ ; $scenarios:tt) => {
        mod with { $(conformance!($provider, $driver, $scenarios);)+ }
    };
}

every_provider!(
    stripe: crate::stripe::Stripe, paypal: crate::paypal::Paypal;
    [
        a_page_is_opened_once_however_often_it_is_asked_for,
        a_page_runs_out,
        a_page_that_was_given_up_takes_no_money,
        an_order_is_paid_and_captured_once,
        after_a_decline_another_try_is_paid,
        an_authorization_is_released,
        a_capture_the_bank_refuses_is_refused,
        money_goes_back_in_parts_and_never_more_than_was_taken,
        a_refund_that_fails_later_is_seen_to_have_failed,
        a_dispute_is_seen,
        a_lost_request_is_sent_again_and_a_lost_answer_is_found,
        a_key_of_something_else_is_told_apart,
        a_provider_that_does_not_answer_decides_nothing,
        every_event_is_listed_once_with_its_order,
        only_what_the_provider_signed_is_taken,
    ]
);
