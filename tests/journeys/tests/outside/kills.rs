//! `kill -9` at random points under load: after each the table keeps every promise that holds at any moment,
//! and in the end nothing that was answered is lost or doubled.

use crate::chance::{self, Chance};
use crate::load::Load;
use crate::process::{self, Process, free_ports};
use crate::verdict;
use journeys::TestShop;
use std::time::Duration;

/// How often the shop is killed in every test run, and with the feature `full`.
const KILLS: u64 = if cfg!(feature = "full") { 1_000 } else { 30 };

/// Kills of one shop; then the next opens, with full shelves.
const KILLS_OF_A_LIFE: u64 = 15;

/// Answers between a start and a kill are fewer than these.
const ANSWERS_MAX: u64 = 40;

/// Shoppers at a time.
const SHOPPERS: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_kill_nine_at_any_point_under_load() {
    let kills = chance::asked_for("KILLS").unwrap_or(KILLS);
    let first_seed = chance::seed();
    let mut answered = 0;
    for life in 0..kills.div_ceil(KILLS_OF_A_LIFE) {
        let seed = first_seed.wrapping_add(life);
        let kills = KILLS_OF_A_LIFE.min(kills - life * KILLS_OF_A_LIFE);
        println!("SEED={seed} KILLS={kills}");
        answered += one_life(seed, kills).await;
    }
    assert!(answered > 0, "nobody was served between the kills");
}

/// A shop that is killed so often; answers how many requests it served.
async fn one_life(seed: u64, kills: u64) -> u32 {
    let mut chance = Chance::of(seed);
    let (folder, port) = (tempfile::tempdir().unwrap().keep(), free_ports());
    let (shop, provider) = process::addresses(port);
    let load = Load::start(&shop, &provider, SHOPPERS, seed);
    for kill in 0..kills {
        let mut process = Process::starting(&folder, port);
        if chance.percent(20) {
            // Before it sells.
            tokio::time::sleep(Duration::from_millis(chance.below(300))).await;
        } else {
            process.until_ready();
            // Counted in answers, so that a slow machine kills in the middle of work, too.
            let answers = u32::try_from(chance.below(ANSWERS_MAX)).unwrap();
            assert!(load.until_answered(200..500, answers).await, "SEED={seed}: the shop does not answer");
            tokio::time::sleep(Duration::from_micros(chance.below(20_000))).await;
        }
        process.kill();
        let found = verdict::in_files(&folder).await;
        let found: Vec<String> = found.iter().map(|found| format!("after kill {kill}: {found}")).collect();
        verdict::expect_none(&found, seed, &folder);
    }
    let book = load.stop().await;
    let shop = TestShop::start_in(&folder).await;
    // A mail whose sender died is sent once more.
    let mut found = verdict::settle(&shop, usize::try_from(kills).unwrap() + 1).await;
    found.extend(verdict::forgotten(&shop, &book).await);
    shop.local.stop().await;
    verdict::expect_none(&found, seed, &folder);
    println!("{} placed, {} paid; answers {:?}", book.placed.len(), book.paid.len(), book.answers);
    std::fs::remove_dir_all(folder).unwrap();
    book.answered(200..300)
}
