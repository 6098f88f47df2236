//! Mails as files, faults of the message services, and the stores on HTTP ports.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{fs, sync::Arc};

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sesv2::{
    Client as SesClient,
    config::retry::RetryConfig,
    operation::send_email::{SendEmailError, SendEmailOutput},
    primitives::Blob,
    types::{Destination, EmailContent, RawMessage},
};
use embedded::{
    Clock, EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Refusal, ServeAddresses, Service,
};

const MAIL: &str = "From: shop@example.com\r\nTo: a@example.com\r\nSubject: Hello\r\n\r\nHello.\r\n";

fn open(mails: &tempfile::TempDir, faults: Option<Arc<dyn Faults>>) -> EmbeddedAws {
    let mut config = EmbeddedConfig::in_memory(mails.path());
    config.clock = Clock::fixed(1_790_000_000_123);
    config.faults = faults;
    EmbeddedAws::open(config).unwrap()
}

async fn send(
    client: &SesClient,
    mail: &str,
) -> Result<SendEmailOutput, aws_sdk_sesv2::error::SdkError<SendEmailError>> {
    let raw = RawMessage::builder().data(Blob::new(mail)).build().unwrap();
    client
        .send_email()
        .from_email_address("shop@example.com")
        .destination(Destination::builder().to_addresses("a@example.com").build())
        .content(EmailContent::builder().raw(raw).build())
        .send()
        .await
}

fn without_retries(client: &SesClient) -> SesClient {
    SesClient::from_conf(client.config().to_builder().retry_config(RetryConfig::disabled()).build())
}

fn files(mails: &tempfile::TempDir) -> Vec<String> {
    let entries = fs::read_dir(mails.path()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_becomes_one_file_named_by_time_and_message_id() {
    let mails = tempfile::tempdir().unwrap();
    let aws = open(&mails, None);
    let sent = send(&aws.ses(), MAIL).await.unwrap();
    let name = format!("20260921T141320.123Z-{}.eml", sent.message_id().unwrap());
    assert_eq!(files(&mails), std::slice::from_ref(&name));
    assert_eq!(fs::read_to_string(mails.path().join(name)).unwrap(), MAIL);
}

#[tokio::test]
async fn a_mail_without_recipient_or_raw_content_is_refused() {
    let mails = tempfile::tempdir().unwrap();
    let client = open(&mails, None).ses();
    let raw = RawMessage::builder().data(Blob::new("From: a@example.com\r\n\r\nTo: nobody")).build().unwrap();
    let request = client.send_email().content(EmailContent::builder().raw(raw).build());
    let refused = request.send().await.unwrap_err().into_service_error();
    assert!(refused.is_bad_request_exception(), "{refused:?}");
    let empty = client.send_email().content(EmailContent::builder().build()).send().await;
    assert!(empty.unwrap_err().into_service_error().is_bad_request_exception());
    assert!(files(&mails).is_empty());
}

#[tokio::test]
async fn mail_faults_refuse_lose_the_request_or_lose_the_answer() {
    let mails = tempfile::tempdir().unwrap();
    let faults = Arc::new(PlannedFaults::new());
    let aws = open(&mails, Some(Arc::clone(&faults) as Arc<dyn Faults>));
    let client = without_retries(&aws.ses());
    let throttled = Fault::Refuse(Refusal::Throttled);
    for fault in [throttled, Fault::Refuse(Refusal::Internal), Fault::LoseRequest, Fault::LoseAnswer] {
        faults.plan(Service::Ses, "SendEmail", fault);
    }
    let refused = send(&client, MAIL).await.unwrap_err().into_service_error();
    assert!(refused.is_too_many_requests_exception(), "{refused:?}");
    send(&client, MAIL).await.unwrap_err();
    send(&client, MAIL).await.unwrap_err();
    assert!(files(&mails).is_empty());
    send(&client, MAIL).await.unwrap_err();
    assert_eq!(files(&mails).len(), 1);
}

#[tokio::test]
async fn a_queue_throttles_when_told_to() {
    let mails = tempfile::tempdir().unwrap();
    let faults = Arc::new(PlannedFaults::new());
    let aws = open(&mails, Some(Arc::clone(&faults) as Arc<dyn Faults>));
    faults.plan(Service::Sqs, "ListQueues", Fault::Refuse(Refusal::Throttled));
    let client = aws.sqs();
    let config = client.config().to_builder();
    let client = aws_sdk_sqs::Client::from_conf(
        config.retry_config(aws_sdk_sqs::config::retry::RetryConfig::disabled()).build(),
    );
    let refused = client.list_queues().send().await.unwrap_err().into_service_error();
    assert!(refused.is_request_throttled(), "{refused:?}");
    client.list_queues().send().await.unwrap();
}

#[tokio::test]
async fn other_processes_reach_the_same_table_queues_and_mails_over_http() {
    let mails = tempfile::tempdir().unwrap();
    let aws = open(&mails, None);
    let any_port = "127.0.0.1:0".parse().unwrap();
    let serving = aws.serve(ServeAddresses { dynamodb: any_port, messages: any_port }).await.unwrap();
    let addresses = serving.addresses();
    let config = || {
        (
            Region::new(embedded::REGION),
            Credentials::new("any", "thing", None, None, "test"),
            BehaviorVersion::latest(),
        )
    };

    let (region, credentials, version) = config();
    let sqs = aws_sdk_sqs::Client::from_conf(
        aws_sdk_sqs::Config::builder()
            .region(region)
            .credentials_provider(credentials)
            .behavior_version(version)
            .endpoint_url(format!("http://{}", addresses.messages))
            .build(),
    );
    let url = sqs.create_queue().queue_name("orders").send().await.unwrap().queue_url.unwrap();
    assert_eq!(url, format!("http://{}/000000000000/orders", addresses.messages));
    sqs.send_message().queue_url(url).message_body("a").send().await.unwrap();
    assert_eq!(aws.queues().messages("orders", 1).await.unwrap()[0].body, "a");

    let (region, credentials, version) = config();
    let dynamodb = aws_sdk_dynamodb::Client::from_conf(
        aws_sdk_dynamodb::Config::builder()
            .region(region)
            .credentials_provider(credentials)
            .behavior_version(version)
            .endpoint_url(format!("http://{}", addresses.dynamodb))
            .build(),
    );
    assert!(dynamodb.list_tables().send().await.unwrap().table_names().is_empty());

    let (region, credentials, version) = config();
    let ses = SesClient::from_conf(
        aws_sdk_sesv2::Config::builder()
            .region(region)
            .credentials_provider(credentials)
            .behavior_version(version)
            .endpoint_url(format!("http://{}", addresses.messages))
            .build(),
    );
    send(&ses, MAIL).await.unwrap();
    assert_eq!(files(&mails).len(), 1);
    drop((sqs, dynamodb, ses));
    serving.stop().await;
}
