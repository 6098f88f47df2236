//! `cargo shop emulators`: the table and the queues of the template on ports, for functions in processes of
//! their own and for the AWS CLI.

use crate::cli::EmulatorOptions;
use crate::up;
use crate::workspace::Workspace;
use embedded::{EmbeddedAws, EmbeddedConfig, EmbeddedError, ServeAddresses};
use local::engine::{EngineError, create_stores};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use template_reader::{Template, TemplateError};

/// Why the stores are not served.
#[derive(Debug, thiserror::Error)]
pub enum EmulatorError {
    /// The template cannot be read.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The data folder cannot be made.
    #[error("{path}: {source}", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The stores cannot be opened or a port is taken.
    #[error(transparent)]
    Stores(#[from] EmbeddedError),
    /// The template's tables and queues cannot be made.
    #[error(transparent)]
    Create(#[from] EngineError),
}

/// Serves the stores until somebody ends it.
///
/// # Errors
/// [`EmulatorError`].
pub async fn run(workspace: &Workspace, options: &EmulatorOptions) -> Result<(), EmulatorError> {
    let template = Template::read(&workspace.root().join("infra/template.yaml"))?;
    let data = options.data.clone().unwrap_or_else(|| workspace.made().join("emulators"));
    std::fs::create_dir_all(&data).map_err(|source| EmulatorError::Folder { path: data.clone(), source })?;
    let aws = EmbeddedAws::open(EmbeddedConfig::in_folder(&data))?;
    let names = create_stores(&template, &aws.dynamodb(), &aws.sqs()).await?;
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let wanted = ServeAddresses { dynamodb: local(options.dynamodb_port), messages: local(options.sqs_port) };
    let serving = aws.serve(wanted).await?;
    let addresses = serving.addresses();
    println!("export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION={}", embedded::REGION);
    println!("export AWS_ENDPOINT_URL_DYNAMODB=http://{}", addresses.dynamodb);
    println!("export AWS_ENDPOINT_URL_SQS=http://{0} AWS_ENDPOINT_URL_SESV2=http://{0}", addresses.messages);
    for (logical_id, table) in &names.tables {
        println!("# {logical_id}: table {table}");
    }
    for (logical_id, url) in &names.queue_urls {
        println!("# {logical_id}: queue {url}");
    }
    println!("# Ctrl-C ends it; everything is kept in {}", data.display());
    up::ended().await;
    serving.stop().await;
    Ok(())
}
