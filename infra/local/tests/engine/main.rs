//! The engine with functions that only note what they were given.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod changes;
mod messages;
mod requests;
mod schedules;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lambda_events::{
    dynamodb::Event as StreamEvent,
    sqs::{SqsBatchResponse, SqsEvent},
    streams::DynamoDbEventResponse,
};
use embedded::{Clock, EmbeddedAws, EmbeddedConfig};
use local::engine::{Engine, EngineConfig, EngineError, Handler, HandlerError, StoreNames, create_stores};
use template_reader::Template;

/// A small template with one function of each kind.
pub(crate) const TEMPLATE: &str = r#"
Globals: { Function: { Timeout: 2 } }
Resources:
  ShopTable:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions:
        - { AttributeName: pk, AttributeType: S }
        - { AttributeName: sk, AttributeType: S }
        - { AttributeName: bucket, AttributeType: S }
        - { AttributeName: unsent_since_ms, AttributeType: N }
      KeySchema: [{ AttributeName: pk, KeyType: HASH }, { AttributeName: sk, KeyType: RANGE }]
      TimeToLiveSpecification: { AttributeName: expires_at_s, Enabled: true }
      StreamSpecification: { StreamViewType: NEW_IMAGE }
      GlobalSecondaryIndexes:
        - IndexName: unsent
          KeySchema: [{ AttributeName: bucket, KeyType: HASH }, { AttributeName: unsent_since_ms, KeyType: RANGE }]
          Projection: { ProjectionType: KEYS_ONLY }
  MailsQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 12
      RedrivePolicy: { deadLetterTargetArn: !GetAtt MailsDeadLetterQueue.Arn, maxReceiveCount: 5 }
  MailsDeadLetterQueue: { Type: 'AWS::SQS::Queue' }
  Api: { Type: 'AWS::Serverless::HttpApi' }
  PagesFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/pages/
      Events:
        Show: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: "/order/{order_id}" } }
        Fixed: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /order/new } }
        Pay: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: POST, Path: "/order/{order_id}/pay" } }
        Files: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: ANY, Path: "/files/{path+}" } }
  MailerFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/mailer/
      Events:
        Mails:
          Type: SQS
          Properties:
            Queue: !GetAtt MailsQueue.Arn
            BatchSize: 10
            FunctionResponseTypes: [ReportBatchItemFailures]
  RelayFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/relay/
      Events:
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt ShopTable.StreamArn
            BatchSize: 25
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 2
            FunctionResponseTypes: [ReportBatchItemFailures]
            FilterCriteria:
              Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"unsent_since_ms":{"N":[{"exists":true}]}}}}' }]
  SweepFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ../functions/sweep/
      Events:
        Tick: { Type: Schedule, Properties: { Schedule: rate(5 minutes) } }
"#;

/// Stores in memory on a clock that stands still, and functions that do nothing unless a test says otherwise.
pub(crate) struct Stage {
    pub aws: EmbeddedAws,
    pub clock: Clock,
    pub template: Template,
    pub names: StoreNames,
    pub handlers: BTreeMap<String, Handler>,
    _mails: tempfile::TempDir,
}

pub(crate) async fn stage() -> Stage {
    let mails = tempfile::tempdir().unwrap();
    let clock = Clock::fixed(1_790_000_000_000);
    let mut config = EmbeddedConfig::in_memory(mails.path());
    config.clock = clock.clone();
    let aws = EmbeddedAws::open(config).unwrap();
    let template = Template::parse(TEMPLATE).unwrap();
    let names = create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let handlers = [
        ("pages", Handler::http(|_| async { lambda_http::Response::new(lambda_http::Body::Empty) })),
        ("mailer", Handler::queue(|_: SqsEvent| async { Ok(SqsBatchResponse::default()) })),
        ("relay", Handler::stream(|_: StreamEvent| async { Ok(DynamoDbEventResponse::default()) })),
        ("sweep", Handler::schedule(|| async { Ok(()) })),
    ];
    let handlers = handlers.into_iter().map(|(folder, handler)| (folder.to_owned(), handler)).collect();
    Stage { aws, clock, template, names, handlers, _mails: mails }
}

impl Stage {
    pub fn with(mut self, folder: &str, handler: Handler) -> Self {
        self.handlers.insert(folder.to_owned(), handler);
        self
    }

    pub fn start(&self) -> Engine {
        self.try_start(true).unwrap()
    }

    pub fn try_start(&self, schedules: bool) -> Result<Engine, EngineError> {
        Engine::start(EngineConfig {
            template: self.template.clone(),
            handlers: self.handlers.clone(),
            dynamodb: self.aws.dynamodb(),
            sqs: self.aws.sqs(),
            names: self.names.clone(),
            clock: self.clock.clone(),
            writes: Some(self.aws.on_write()),
            schedules,
        })
    }
}

/// Notes shared between a test and its functions.
pub(crate) struct Notes<T>(Arc<Mutex<Vec<T>>>);

impl<T> Clone for Notes<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Clone> Notes<T> {
    pub fn new() -> Self {
        Self(Arc::default())
    }

    pub fn add(&self, note: T) {
        self.0.lock().unwrap().push(note);
    }

    pub fn all(&self) -> Vec<T> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until there are this many.
    pub async fn wait_for(&self, count: usize) -> Vec<T> {
        for _ in 0..2_000 {
            if self.all().len() >= count {
                return self.all();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.all()
    }
}

pub(crate) fn error(text: &str) -> HandlerError {
    text.to_owned().into()
}

#[tokio::test]
async fn stores_are_created_once_and_found_again() {
    let stage = stage().await;
    let again = create_stores(&stage.template, &stage.aws.dynamodb(), &stage.aws.sqs()).await.unwrap();
    assert_eq!(again.tables["ShopTable"], "shop");
    assert_eq!(again.queue_urls, stage.names.queue_urls);
    assert_eq!(again.queue_arns["MailsQueue"], "arn:aws:sqs:eu-central-1:000000000000:mails");
    assert_eq!(stage.aws.queues().names().await.unwrap(), ["mails", "mails-dlq"]);
}

#[tokio::test]
async fn a_table_with_other_keys_is_an_error_and_not_a_deletion() {
    let stage = stage().await;
    let other = TEMPLATE.replace("IndexName: unsent", "IndexName: other");
    let other = Template::parse(&other).unwrap();
    let refused = create_stores(&other, &stage.aws.dynamodb(), &stage.aws.sqs()).await.unwrap_err();
    let expected =
        "table shop: it exists with other keys or indexes than the template's; start with new data";
    assert_eq!(refused.to_string(), expected);
}

#[tokio::test]
async fn template_and_functions_must_fit_together() {
    let mut stage = stage().await;
    let sweep = stage.handlers.remove("sweep").unwrap();
    let missing = stage.try_start(false).err().unwrap().to_string();
    assert_eq!(missing, "template.yaml: SweepFunction: there is no function sweep");
    stage.handlers.insert("sweep".into(), sweep.clone());
    stage.handlers.insert("other".into(), sweep.clone());
    let unknown = stage.try_start(false).err().unwrap().to_string();
    assert_eq!(unknown, "template.yaml: the function other is not in it");
    stage.handlers.remove("other");
    stage.handlers.insert("mailer".into(), sweep);
    let wrong = stage.try_start(false).err().unwrap().to_string();
    assert_eq!(wrong, "template.yaml: MailerFunction.Events.Mails: the function takes no such events");
}
