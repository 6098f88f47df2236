//! The command line: what can be asked of the shop, with the help that teaches it.

pub mod staff;

use self::staff::{Asked, BreaksCommand, OrdersCommand, QueuesCommand};
use crate::endpoints::Endpoints;
use crate::stock::Line;
use crate::testing::TestOptions;
use clap::{Args, Parser, Subcommand};
use domain::ids::Sku;
use std::path::PathBuf;
use url::Url;

const HELP: &str = "\
Vitrine is a shop of static pages and small functions. This command runs all of it on one machine: the same
functions that the cloud runs, on an embedded DynamoDB and SQS, with a simulated payment provider.

A first walk:
  cargo shop doctor                      is everything there?
  cargo shop up                          build the site, start the shop on http://localhost:8080
  (open it, buy something, pay with the card 4242 4242 4242 4242)
  cargo shop stock show MUG-TIDE-S       one less than before
  open http://localhost:8080/_local/     mails, queues, payments, orders

Change what is sold, while the shop runs:
  edit site/content/products/harbor-mug/index.md
  cargo shop catalog publish --dry-run   see what would change
  cargo shop catalog publish             sell it at the new price
  cargo shop site build                  show it on the static pages

Goods came in, something broke, somebody counted:
  cargo shop stock receive MUG-TIDE-S=24 MUG-TIDE-L=12 --reason \"delivery 4711\"
  cargo shop stock adjust MUG-TIDE-S=-1 --reason \"dropped\"
  cargo shop stock count MUG-TIDE-S=30 --reason \"stock-take\"

Somebody ordered:
  cargo shop orders list --status confirmed
  cargo shop orders ship V-01JMZ00Z9A --carrier DHL --tracking 00340434161094042557
  cargo shop orders deliver V-01JMZ00Z9A 1
  cargo shop orders refund V-01JMZ00Z9A MUG-TIDE-S=1 --restock
  cargo shop orders timeline V-01JMZ00Z9A

Something needs a person:
  cargo shop breaks list                 what no rule could decide, and `breaks show` says what to do
  cargo shop queues list                 messages that failed again and again wait in ...-dlq
  cargo shop audit                       does the table keep every promise?

Before you change code:
  cargo shop test                        every test; ends with `N passed, N failed`
  cargo shop test template               one suite
  cargo shop test last_item              tests with this in their names
  cargo shop simulate --help             faults at every call, by seeds; and a failure again, step by step";

/// Runs, feeds, builds and tests the shop
#[derive(Debug, Parser)]
#[command(name = "cargo shop", bin_name = "cargo shop", version, after_help = HELP, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site and start the whole shop
    Up(UpOptions),
    /// Install what the tests need and run every test
    Test(TestOptions),
    /// Say what this machine lacks, and how to get it
    Doctor,
    /// Build the static pages
    #[command(subcommand)]
    Site(SiteCommand),
    /// Check and publish what is sold
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// Receive, adjust, count and show stock
    #[command(subcommand)]
    Stock(Box<StockCommand>),
    /// List and show orders; ship, deliver, refund and cancel them
    #[command(subcommand)]
    Orders(Box<OrdersCommand>),
    /// List, show and resolve what waits for a person
    #[command(subcommand)]
    Breaks(Box<BreaksCommand>),
    /// List queues, look into them, send dead letters back
    #[command(subcommand)]
    Queues(Box<QueuesCommand>),
    /// Hold the whole table against the shop's promises; exits with 1 when one is broken
    Audit(Box<Asked>),
    /// Run the shop in worlds in which every call may go wrong, as seeds say
    Simulate(SimulateOptions),
    /// Serve the two stores on ports, for `cargo lambda watch` and the AWS CLI
    Emulators(EmulatorOptions),
}

/// What the simulation is asked; it has a help of its own.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(disable_help_flag = true)]
pub struct SimulateOptions {
    /// Such as `sweep`, `random --from 0 --to 10000`, `replay --seed 7`, `planted`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "MODE")]
    pub asked: Vec<String>,
}

/// How the shop is started.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Serves only this machine. The shop is at http://localhost:PORT/, the provider's simulator at PORT + 1 (another
origin, as in the cloud), the console at /_local/, and /healthz answers 200 when everything is ready.
Orders, stock and queued messages survive a restart and a crash; --fresh begins anew. Ctrl-C ends it.

  cargo shop up --port 9000
  cargo shop up --fresh
  cargo shop up --dynamodb http://localhost:8000 --sqs http://localhost:9324")]
pub struct UpOptions {
    /// The shop's port; the provider's simulator takes the next one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Where orders, stock, messages and mails are kept, with a copy of the site [default: .shop/data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Forget all data first
    #[arg(long)]
    pub fresh: bool,
    /// Use this `DynamoDB` instead of the embedded one
    #[arg(long, value_name = "URL", requires = "sqs")]
    pub dynamodb: Option<Url>,
    /// Use this SQS instead of the embedded one
    #[arg(long, value_name = "URL", requires = "dynamodb")]
    pub sqs: Option<Url>,
}

/// Where the stores are served.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
The tables and queues of infra/template.yaml are created. Then, in another terminal:

  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=eu-central-1
  export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000 AWS_ENDPOINT_URL_SQS=http://127.0.0.1:9324
  aws dynamodb scan --table-name shop --max-items 5
  cargo lambda watch")]
pub struct EmulatorOptions {
    /// The port of `DynamoDB`
    #[arg(long, default_value_t = 8000)]
    pub dynamodb_port: u16,
    /// The port of SQS and SES
    #[arg(long, default_value_t = 9324)]
    pub sqs_port: u16,
    /// Where data are kept [default: .shop/emulators]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// What can be done with the static pages.
#[derive(Debug, Subcommand)]
pub enum SiteCommand {
    /// Generate the pages of every locale and build them into .shop/site/public
    Build {
        /// The address the site will be served at
        #[arg(long, value_name = "URL", default_value = "http://localhost:8080")]
        base_url: Url,
    },
    /// Build twice from nothing and see that every byte is the same
    Check,
    /// Build, and make it the live site in a folder: only what changed is written.
    ///
    /// What is served is in DIR/live, what the CDN has to forget in DIR/changed.txt.
    Publish {
        /// The address the site will be served at
        #[arg(long, value_name = "URL")]
        base_url: Url,
        /// The folder that holds the releases
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Make the release before the live one live again
    Rollback {
        /// The folder that holds the releases
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

/// What can be done with the catalogue.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// Read every product and site/data, and say everything that is wrong as `file:line`
    Check,
    /// Make up a shop of any size in a new folder, from a seed, to see how the tools bear it
    #[command(after_help = "\
  cargo shop catalog generate --products 10000 --into /tmp/big
  cd /tmp/big && shop site build         the command finds the shop of the folder it is called in")]
    Generate {
        /// How many products
        #[arg(long, value_name = "N")]
        products: usize,
        /// What the made-up names and prices follow from
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// The new folder
        #[arg(long, value_name = "DIR")]
        into: PathBuf,
    },
    /// Check everything, then make it what the shop sells; the same again changes nothing.
    ///
    /// Nothing is written when anything is wrong. The new version is written beside the old one and sold at
    /// once when it is complete; interrupted, the old one stays and the next run completes it. A product that
    /// was taken away is shown as no longer sold in the carts that hold it.
    Publish(Box<PublishOptions>),
}

/// How the catalogue is published.
#[derive(Debug, Args)]
pub struct PublishOptions {
    /// Only say what would change
    #[arg(long)]
    pub dry_run: bool,
    /// Which shop
    #[command(flatten)]
    pub endpoints: Endpoints,
}

/// What can be done with stock.
#[derive(Debug, Subcommand)]
pub enum StockCommand {
    /// Goods came in: add them
    Receive(StockOptions),
    /// Goods were found, lost or broken: add or take away
    Adjust(StockOptions),
    /// Somebody counted what is on hand (available and reserved together): move the difference
    Count(StockOptions),
    /// Show what is available, reserved and on hand
    Show {
        /// Which SKUs [default: all that are sold]
        #[arg(value_parser = sku)]
        skus: Vec<Sku>,
        /// Which shop
        #[command(flatten)]
        endpoints: Endpoints,
    },
}

/// Which stock moves, and why.
#[derive(Debug, Args)]
#[command(after_help = "\
  cargo shop stock receive MUG-TIDE-S=24 MUG-TIDE-L=12 --reason \"delivery 4711\"
  cargo shop stock adjust MUG-TIDE-S=-1 --reason \"dropped\"
  cargo shop stock receive --file delivery.txt --reason \"delivery 4711\"    (one SKU=QUANTITY per line)")]
pub struct StockOptions {
    /// What moves, as SKU=QUANTITY
    #[arg(required_unless_present = "file", value_name = "SKU=QUANTITY")]
    pub lines: Vec<Line>,
    /// A file with more of them, one per line
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Why, for whoever reads the movements later
    #[arg(long, value_parser = reason)]
    pub reason: String,
    /// Which shop
    #[command(flatten)]
    pub endpoints: Endpoints,
}

/// Longest reason: a sentence, not a report, and a full message stays below the queue's 256 KB.
const REASON_MAX: usize = 200;

fn reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("a reason is missing".to_owned()),
        1..=REASON_MAX if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        _ => Err(format!("a reason is one line of at most {REASON_MAX} characters")),
    }
}

fn sku(text: &str) -> Result<Sku, String> {
    Sku::parse(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn read(text: &str) -> Result<Command, String> {
        let words = std::iter::once("cargo shop").chain(text.split('|'));
        Cli::try_parse_from(words).map(|cli| cli.command).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn stock_takes_lines_with_signs_and_needs_a_reason() {
        let Command::Stock(command) = read("stock|adjust|MUG-TIDE-S=-1|BOWL=2|--reason|dropped").unwrap()
        else {
            panic!("not about stock");
        };
        let StockCommand::Adjust(options) = *command else { panic!("not an adjustment") };
        assert_eq!(options.lines.len(), 2);
        assert!(read("stock|adjust|MUG-TIDE-S=-1").unwrap_err().contains("--reason"));
        assert!(read("stock|count|--reason|x").unwrap_err().contains("SKU=QUANTITY"));
        assert!(read("stock|adjust|MUG=x|--reason|y").unwrap_err().contains("`x` is not a whole number"));
    }

    #[test]
    fn a_refund_of_units_says_what_becomes_of_them() {
        let refund = |rest: &str| read(&format!("orders|refund|V-01JMZ00Z9A{rest}"));
        assert!(refund("").is_ok() && refund("|--amount|5.00").is_ok());
        assert!(refund("|OWL=1|--restock").is_ok() && refund("|OWL=1|--no-restock").is_ok());
        assert!(refund("|OWL=1").unwrap_err().contains("--restock"));
        assert!(refund("|--restock").unwrap_err().contains("LINE=QUANTITY"));
        assert!(refund("|OWL=1|--restock|--no-restock").unwrap_err().contains("cannot be used with"));
    }

    #[test]
    fn closed_lists_are_read_by_their_names() {
        assert!(read("orders|list|--status|confirmed").is_ok());
        assert!(read("orders|list|--status|lost").unwrap_err().contains("`confirmed`"));
        assert!(read("breaks|resolve|V-01JMZ00Z9A|refund_failed").is_ok());
        assert!(read("breaks|resolve|V-01JMZ00Z9A|broken").unwrap_err().contains("`refund_failed`"));
        assert!(read("queues|peek|payment").unwrap_err().contains("payments, stock, notices"));
    }

    #[test]
    fn both_endpoints_are_named_or_none() {
        assert!(read("catalog|publish|--dynamodb|http://localhost:8000").unwrap_err().contains("--sqs"));
        assert!(read("up|--dynamodb|http://localhost:8000|--sqs|http://localhost:9324").is_ok());
    }

    #[test]
    fn the_help_teaches_every_command() {
        let help = Cli::command().render_long_help().to_string();
        for word in [
            "cargo shop up",
            "cargo shop test",
            "catalog publish",
            "stock receive",
            "orders ship",
            "breaks list",
            "doctor",
            "_local",
        ] {
            assert!(help.contains(word), "{word}");
        }
    }
}
