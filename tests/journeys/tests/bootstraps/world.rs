//! What functions are started in: the template, the embedded stores behind ports, and the provider.

use crate::events::unknown_order;
use crate::process::{Bootstrap, Place};
use aws_sdk_dynamodb::types::AttributeValue::S;
use contract::messages::{Message, OrderRef};
use domain::ids::MessageId;
use domain::time::Timestamp;
use embedded::{EmbeddedAws, EmbeddedConfig, ServeAddresses, Serving};
use journeys::catalog::publication;
use local::engine::create_stores;
use provider_sim::{ProviderSim, RunningSim, SimConfig};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use store::Store;
use store::events::StoredEvent;
use store::table::{self, Key};
use tempfile::TempDir;
use template_reader::{Context, EventSource, Function, Template};

/// What functions know the CDN by.
pub const ORIGIN_SECRET: &str = "only-the-cdn-knows";

/// The repository's folder.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// The stores, the provider and the template that functions are started with.
pub struct World {
    pub template: Template,
    context: Context,
    aws: EmbeddedAws,
    serving: Serving,
    pub provider: RunningSim,
    pub store: Store,
    folder: TempDir,
}

impl World {
    /// Everything there, a catalogue published, nothing on the shelf.
    pub async fn start() -> Self {
        let template = Template::read(&repository().join("infra/template.yaml")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let aws = EmbeddedAws::open(EmbeddedConfig::in_memory(folder.path().join("mails"))).unwrap();
        let names = create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
        let provider = ProviderSim::start(SimConfig::new("sk_test_bootstraps")).await.unwrap();
        let store = Store::new(aws.dynamodb(), &names.tables["ShopTable"]);
        store.publish(&publication(1, &[])).await.unwrap();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let serving = aws.serve(ServeAddresses { dynamodb: any, messages: any }).await.unwrap();
        let mut context = Context::default();
        names.add_to(&mut context);
        let parameters = [
            ("SiteUrl", "https://shop.example"),
            ("MailSender", "a@vitrine.example"),
            ("ProviderApiUrl", provider.url()),
        ];
        context.parameters.extend(parameters.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let secrets = [
            ("vitrine/shop", "link_secrets", "a secret for links"),
            ("vitrine/shop", "contact_secrets", "a secret for contacts"),
            ("vitrine/shop", "origin_secrets", ORIGIN_SECRET),
            ("vitrine/provider", "provider_key", "sk_test_bootstraps"),
            ("vitrine/provider", "webhook_secrets", "whsec_bootstraps"),
            ("vitrine/provider", "paypal_client_secret", ""),
        ];
        let secrets = secrets.map(|(name, key, value)| ((name.to_owned(), key.to_owned()), value.to_owned()));
        context.secrets.extend(secrets);
        Self { template, context, aws, serving, provider, store, folder }
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_ms(self.aws.clock().now_ms())
    }

    /// The folders of the functions that one kind of event invokes.
    pub fn functions(&self, kind: impl Fn(&EventSource) -> bool) -> BTreeSet<String> {
        let invoked = |function: &&Function| function.events.iter().any(|event| kind(&event.source));
        self.template.functions.iter().filter(invoked).map(|function| function.folder.clone()).collect()
    }

    /// The template's variables of a function, the folder of page shells found where it is on this machine.
    pub fn variables(&self, function: &Function) -> BTreeMap<String, String> {
        let mut variables = self.template.environment(function, &self.context).unwrap();
        if let Some(shells) = variables.get_mut(contract::config::SHELL_FOLDER) {
            *shells = repository().join("tests/journeys/site").display().to_string();
        }
        variables
    }

    /// Starts a function as the template says.
    pub async fn bootstrap(&self, folder: &str) -> Bootstrap {
        let function = self.template.function(folder).unwrap();
        self.bootstrap_with(function, self.variables(function)).await
    }

    /// Starts a function with these variables instead of the template's.
    pub async fn bootstrap_with(
        &self,
        function: &Function,
        variables: BTreeMap<String, String>,
    ) -> Bootstrap {
        let (stores, logs) = (self.serving.addresses(), self.folder.path());
        Bootstrap::start(function, variables, Place { stores, logs, now_ms: self.now().as_ms() }).await
    }

    /// Stores a provider's event that asks for a look at an order; its message is not sent yet.
    pub async fn store_event(&self, id: &str, at: Timestamp) -> Key {
        let order = unknown_order();
        let message = Message::OrderDue(OrderRef { order_id: order.clone() });
        let message = message.write(&MessageId::from_bits([6; 16]), at).unwrap();
        let event = StoredEvent {
            provider: "stripe",
            id,
            kind: "payment_intent.succeeded",
            object_id: "pi_1",
            order: Some(&order),
            message: Some(message),
        };
        self.store.store_event(&event, at).await.unwrap();
        table::provider_event("stripe", id)
    }

    /// Whether the table has an item.
    pub async fn has(&self, key: &Key) -> bool {
        let found = self.aws.dynamodb().get_item().table_name("shop").consistent_read(true);
        let found = found.key(table::PK, S(key.pk.clone())).key(table::SK, S(key.sk.clone()));
        found.send().await.unwrap().item.is_some()
    }

    /// The messages in a queue.
    pub async fn queued(&self, queue: &str) -> Vec<Message> {
        let messages = self.aws.queues().messages(queue, 10).await.unwrap();
        messages.iter().map(|message| Message::read(&message.body).unwrap().1).collect()
    }
}
