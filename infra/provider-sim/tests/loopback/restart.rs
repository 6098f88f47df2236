//! What survives the end of the process: everything that was answered.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use provider_sim::DeliveryPolicy;
use serde_json::Value;

use super::support::{Hook, KEY, Shop, session_form};

async fn open(ledger: &Path, hook: &Hook) -> Shop {
    let (ledger, target): (PathBuf, _) = (ledger.to_owned(), hook.target.clone());
    Shop::with(|config| {
        config.ledger = Some(ledger);
        config.webhook = Some(target);
    })
    .await
}

#[tokio::test]
async fn a_ledger_file_keeps_objects_keys_and_owed_webhooks() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("provider.sqlite");
    let hook = Hook::open().await;
    let first = open(&ledger, &hook).await;
    first.sim.control().set_delivery_policy(DeliveryPolicy::Hold);
    let made = first.post_with_key("/v1/checkout/sessions", &session_form("ord_1"), "key-1").await;
    first.pay(made.text("/id"), "4242424242424242");
    let events = first.sim.control().events().expect("readable");
    // Dropped without being stopped, as by a crash: nothing is written on the way out.
    drop(first);

    let second = open(&ledger, &hook).await;
    assert_eq!(second.sim.control().events().expect("readable"), events);
    let repeat = second.post_with_key("/v1/checkout/sessions", &session_form("ord_1"), "key-1").await;
    assert_eq!((repeat.replayed, repeat.text("/id")), (true, made.text("/id")));
    assert_eq!(second.sim.control().flush(provider_sim::FlushOrder::OldestFirst).expect("writable"), 4);
    hook.until(4).await;
    let next = second.session("ord_2").await;
    assert!(next.as_str() > made.text("/id"), "ids go on where they were");
}

#[tokio::test]
async fn a_session_that_ran_out_meanwhile_is_expired_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("provider.sqlite");
    let hook = Hook::open().await;
    let first = open(&ledger, &hook).await;
    let session = first.session("ord_1").await;
    drop(first);
    let second = open(&ledger, &hook).await;
    second.clock.advance_ms(86_400_000);
    hook.until(1).await;
    assert_eq!(hook.kinds(), ["checkout.session.expired"]);
    assert_eq!(second.get(&format!("/v1/checkout/sessions/{session}")).await.text("/status"), "expired");
}

#[tokio::test]
async fn a_stopped_simulator_frees_its_port() {
    let shop = Shop::open().await;
    let address = shop.sim.address();
    shop.get("/v1/events").await;
    shop.sim.stop().await;
    let again = Shop::with(|config| config.address = address).await;
    assert_eq!(again.sim.address(), address);
}

/// Starts the program itself on a ledger file; answers it with its URL.
fn start_program(ledger: &Path) -> (Child, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_provider-sim"))
        .args(["--port", "0", "--secret-key", KEY, "--ledger"])
        .arg(ledger)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let output = program.stdout.take().expect("its output is piped");
    BufReader::new(output).read_line(&mut line).expect("it prints its URL");
    (program, line.trim().to_owned())
}

#[tokio::test]
async fn whatever_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("provider.sqlite");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut answered = Vec::new();
    for round in 0..3 {
        let (mut program, url) = start_program(&ledger);
        for number in 0..5 {
            let request = client.post(format!("{url}/v1/checkout/sessions")).bearer_auth(KEY);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let response =
                request.body(session_form(&format!("ord_{round}_{number}"))).send().await.expect("an answer");
            let session: Value = response.json().await.expect("a session");
            answered.push(session["id"].as_str().expect("an id").to_owned());
        }
        program.kill().expect("the program is running");
        program.wait().expect("the program has ended");
    }
    let (mut program, url) = start_program(&ledger);
    for id in &answered {
        let request = client.get(format!("{url}/v1/checkout/sessions/{id}")).bearer_auth(KEY);
        assert_eq!(request.send().await.expect("an answer").status().as_u16(), 200);
    }
    program.kill().expect("the program is running");
    program.wait().expect("the program has ended");
}
