//! A clock that jumps by days and back by hours while shoppers buy: nothing is oversold or charged twice, holds
//! end, and what a page showed as confirmed stays so.

use crate::chance::{self, Chance};
use crate::load::{Book, Load};
use crate::verdict;
use journeys::TestShop;
use std::path::Path;
use std::time::Duration;

/// Times that shoppers come in; after each everything is held against the promises.
const ROUNDS: u64 = 4;

/// Jumps of the clock in each direction while they are there.
const JUMPS: usize = 3;

/// The longest jump forward. What waits in a queue is kept for four days, longer than these jumps together.
const FORWARD_MAX_S: u64 = 27 * 3_600;

/// The longest jump back.
const BACK_MAX_S: u64 = 12 * 3_600;

/// Some jumps forward and as many back, in any order.
fn jumps(chance: &mut Chance) -> Vec<(bool, Duration)> {
    let mut jumps = Vec::new();
    for _ in 0..JUMPS {
        for (is_back, longest_s) in [(false, FORWARD_MAX_S), (true, BACK_MAX_S)] {
            let place = usize::try_from(chance.below(u64::try_from(jumps.len()).unwrap() + 1)).unwrap();
            jumps.insert(place, (is_back, Duration::from_secs(1 + chance.below(longest_s))));
        }
    }
    jumps
}

/// Lets the clock of shop and provider jump, and whatever is due then run.
async fn jump(shop: &TestShop, is_back: bool, by: Duration) {
    if is_back {
        shop.local.set_back(by);
    } else {
        shop.local.advance(by);
    }
    for function in verdict::SCHEDULED {
        shop.local.run_now(function).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_forwards_and_back_breaks_no_promise() {
    let seed = chance::seed();
    let mut chance = Chance::of(seed);
    println!("SEED={seed}");
    let nowhere = Path::new("memory");
    let shop = TestShop::start().await;
    let mut total = Book::default();
    for round in 0..ROUNDS {
        let load = Load::start(shop.local.url(), shop.local.provider_url(), 4, seed.wrapping_add(round));
        let jumps = jumps(&mut chance);
        for (is_back, by) in &jumps {
            let answers = 1 + u32::try_from(chance.below(12)).unwrap();
            assert!(load.until_answered(200..500, answers).await, "SEED={seed}: the shop does not answer");
            jump(&shop, *is_back, *by).await;
        }
        let book = load.stop().await;
        total.placed.extend(book.placed);
        total.confirmed.extend(book.confirmed);
        for (status, count) in book.answers {
            *total.answers.entry(status).or_default() += count;
        }
        // What was hidden or planned before the clock was set back comes up when that time comes again.
        shop.local.advance(jumps.iter().filter(|(is_back, _)| *is_back).map(|(_, by)| *by).sum());
        // A mail that is on its way when its sender's time is up is sent once more.
        let found = verdict::settle(&shop, 2).await;
        verdict::expect_none(&found, seed, nowhere);
    }
    verdict::expect_none(&verdict::forgotten(&shop, &total).await, seed, nowhere);
    println!(
        "{} placed, {} confirmed; answers {:?}",
        total.placed.len(),
        total.confirmed.len(),
        total.answers
    );
    assert!(!total.placed.is_empty(), "SEED={seed}: nobody ordered anything");
    assert_eq!(total.answered(500..600), 0, "SEED={seed}: the shop failed");
    shop.local.stop().await;
}
