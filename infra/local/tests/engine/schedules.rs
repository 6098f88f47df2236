//! Schedules on the shop's clock.

use std::time::Duration;

use local::engine::Handler;

use crate::{Notes, error, stage};

#[tokio::test(start_paused = true)]
async fn a_schedule_follows_the_shops_clock_and_a_jump_runs_it_once() {
    let notes = Notes::new();
    let (stage, seen) = (stage().await, notes.clone());
    let clock = stage.clock.clone();
    let stage = stage.with(
        "sweep",
        Handler::schedule(move || {
            seen.add(clock.now_ms());
            async { Ok(()) }
        }),
    );
    let engine = stage.start();
    let start_ms = stage.clock.now_ms();
    tokio::time::sleep(Duration::from_secs(3)).await;
    stage.clock.advance(Duration::from_mins(4));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(notes.all(), [start_ms]);
    stage.clock.advance(Duration::from_mins(1));
    tokio::time::sleep(Duration::from_secs(1)).await;
    stage.clock.advance(Duration::from_hours(2));
    tokio::time::sleep(Duration::from_secs(1)).await;
    engine.stop().await;
    assert_eq!(notes.all(), [start_ms, start_ms + 300_000, start_ms + 7_500_000]);
}

#[tokio::test]
async fn a_scheduled_function_can_be_run_now_and_tells_how_it_ended() {
    let stage = stage().await.with("sweep", Handler::schedule(|| async { Err(error("the table is away")) }));
    let engine = stage.try_start(false).unwrap();
    let failed = engine.run_now("sweep").await.unwrap_err();
    assert_eq!(failed.to_string(), "sweep failed: the table is away");
    let unknown = engine.run_now("pages").await.unwrap_err();
    assert_eq!(unknown.to_string(), "pages has no schedule");
    engine.stop().await;
}
