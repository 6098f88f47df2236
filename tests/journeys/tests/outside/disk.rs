//! A disk without room: files may not grow any more. The shop refuses, loses nothing that it answered, and goes
//! on by itself once there is room.
//!
//! The kernel refuses to let a file of the process grow over its limit (`RLIMIT_FSIZE`), which needs no
//! privileges and, as on a full disk, leaves what is written intact and any write that needs room undone.

use crate::chance::{self, Chance};
use crate::load::Load;
use crate::process::{self, Process, free_ports};
use crate::verdict;
use journeys::TestShop;
use std::path::Path;
use std::process::Command;

/// How often the disk gets full.
const ROUNDS: usize = 3;

/// Answers to wait for while there is room.
const ANSWERS: u32 = 20;

/// Refusals to wait for while there is none. A refusal takes its time: the clients of the stores try again first.
const REFUSALS: u32 = 6;

/// The shop, told by no signal that a file cannot grow: a write that has no room fails, as on a disk.
fn start(folder: &Path, port: u16) -> Process {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_shop-under-test")]);
    let mut process = Process::of(command, folder, port);
    process.until_ready();
    process
}

/// Sets how large a file of the process may grow.
fn limit(process: &Process, bytes: &str) {
    let mut prlimit = Command::new("prlimit");
    let limited = prlimit.args([format!("--pid={}", process.id()), format!("--fsize={bytes}:")]).status();
    assert!(limited.unwrap().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_refused_cleanly_and_nothing_answered_is_lost() {
    let seed = chance::seed();
    let mut chance = Chance::of(seed);
    println!("SEED={seed}");
    let (folder, port) = (tempfile::tempdir().unwrap().keep(), free_ports());
    let process = start(&folder, port);
    let (shop, provider) = process::addresses(port);
    let load = Load::start(&shop, &provider, 4, seed);
    for round in 0..ROUNDS {
        assert!(load.until_answered(200..300, ANSWERS).await, "SEED={seed}: round {round} does not go on");
        // At times nothing fits any more at once, at times a few writes do.
        let room = if chance.percent(50) { 0 } else { chance.below(64 * 1024) };
        limit(&process, &room.to_string());
        let refused = load.until_answered(500..600, REFUSALS).await;
        let answers = load.book.lock().unwrap().answers.clone();
        assert!(refused, "SEED={seed}: round {round} refuses nothing with room for {room}: {answers:?}");
        limit(&process, "unlimited");
    }
    assert!(load.until_answered(200..300, ANSWERS).await, "SEED={seed}: the shop does not go on");
    let book = load.stop().await;
    process.kill();
    let found = verdict::in_files(&folder).await;
    verdict::expect_none(&found.iter().map(ToString::to_string).collect::<Vec<_>>(), seed, &folder);
    let shop = TestShop::start_in(&folder).await;
    // A mail whose record could not be written is sent once more each time.
    let mut found = verdict::settle(&shop, ROUNDS * 5 + 2).await;
    found.extend(verdict::forgotten(&shop, &book).await);
    shop.local.stop().await;
    verdict::expect_none(&found, seed, &folder);
    println!("{} placed, {} paid; answers {:?}", book.placed.len(), book.paid.len(), book.answers);
    assert_eq!(book.answered(0..1), 0, "SEED={seed}: some requests got no answer at all");
    std::fs::remove_dir_all(folder).unwrap();
}
