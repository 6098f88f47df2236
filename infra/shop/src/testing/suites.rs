//! The suites in the order they run, and the commands each is made of.

use super::count::Runner;
use super::install;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A group of tests with a row of its own in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suite {
    Format,
    Lint,
    Rust,
    Simulation,
    Provider,
    Site,
    Browser,
    Template,
    Release,
    Mutants,
}

/// A command and who counts.
pub(super) struct Step {
    pub command: Command,
    pub runner: Runner,
}

/// What is asked of the run.
pub(super) struct Wish<'w> {
    pub workspace: &'w Workspace,
    /// A part of the names of the tests to run; all of them without it.
    pub names: Option<&'w str>,
    pub full: bool,
}

impl Suite {
    /// Every suite, quick ones first.
    pub(super) const ALL: [Self; 10] = [
        Self::Format,
        Self::Lint,
        Self::Rust,
        Self::Simulation,
        Self::Provider,
        Self::Site,
        Self::Browser,
        Self::Template,
        Self::Release,
        Self::Mutants,
    ];

    /// Its name in the table and on the command line.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lint => "lint",
            Self::Rust => "rust",
            Self::Simulation => "simulation",
            Self::Provider => "provider",
            Self::Site => "site",
            Self::Browser => "browser",
            Self::Template => "template",
            Self::Release => "release",
            Self::Mutants => "mutants",
        }
    }

    /// Whether its tests have names that a filter can choose.
    const fn has_named_tests(self) -> bool {
        matches!(self, Self::Rust | Self::Simulation | Self::Provider | Self::Browser)
    }

    /// The suite of this name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// What a filter says about tests' names: nothing when it names a suite.
    pub(super) fn names(filter: Option<&str>) -> Option<&str> {
        filter.filter(|filter| Self::named(filter).is_none())
    }

    /// The suites of a run: all, the one that the filter names, or those that have named tests. What takes
    /// too long for every run comes with `--full`, or by its name.
    pub(super) fn chosen(filter: Option<&str>, full: bool) -> Vec<Self> {
        if let Some(named) = filter.and_then(Self::named) {
            return vec![named];
        }
        let every_run = |suite: &Self| full || !matches!(suite, Self::Release | Self::Mutants);
        Self::ALL
            .into_iter()
            .filter(every_run)
            .filter(|suite| filter.is_none() || suite.has_named_tests())
            .collect()
    }

    /// Installs what the suite needs and answers its commands.
    ///
    /// # Errors
    /// What is missing and how to get it.
    pub(super) fn steps(self, wish: &Wish) -> Result<Vec<Step>, String> {
        let workspace = wish.workspace;
        let root = workspace.root();
        match self {
            Self::Format => Ok(vec![cargo(root, &["fmt", "--all", "--check"], Runner::Whole)]),
            Self::Lint => {
                let parameters = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
                Ok(vec![cargo(root, &parameters, Runner::Whole)])
            }
            Self::Rust => {
                let mut test = cargo(root, &["test", "--workspace", "--no-fail-fast"], Runner::Cargo);
                if wish.full && has_full_feature(root) {
                    test.command.args(["--features", "journeys/full"]);
                }
                test.command.args(wish.names);
                // The functions' own binaries are started by a test; `cargo test` alone does not build them.
                let build = cargo(root, &["build", "--quiet", "--workspace"], Runner::Preparation);
                Ok(vec![build, test])
            }
            Self::Simulation => {
                // Not among the others: it takes minutes, and every processor.
                let tests = ["test", "--workspace", "--test", "simulation", "--test", "model"];
                let mut test = cargo(root, &tests, Runner::Cargo);
                test.command.args(wish.names);
                let mut steps = vec![test];
                if wish.full {
                    let (from, to) = SEEDS_FULL;
                    steps.push(ourselves(root, &["simulate", "random", "--from", from, "--to", to])?);
                }
                Ok(steps)
            }
            Self::Provider => {
                install::packages(workspace, PROVIDER_TESTS)?;
                // With the whole workspace's features, as the tests before it, so that nothing is compiled again.
                let parameters = ["build", "--quiet", "--workspace", "--bin", "provider-sim"];
                let build = cargo(root, &parameters, Runner::Preparation);
                Ok(vec![build, node(root, PROVIDER_TESTS, wish.names)])
            }
            Self::Site => {
                install::zola(workspace)?;
                Ok(vec![ourselves(root, &["site", "build"])?, ourselves(root, &["site", "check"])?])
            }
            Self::Browser => {
                install::packages(workspace, BROWSER_TESTS)?;
                install::zola(workspace)?;
                install::java()?;
                let chromium = install::chromium()?;
                let mut test = node(root, BROWSER_TESTS, wish.names);
                test.command.env("CHROMIUM_PATH", chromium).env("SHOP_BINARY", this_binary()?);
                if wish.full {
                    test.command.env("BROWSER_TESTS", "full");
                }
                Ok(vec![test])
            }
            Self::Template => template_checks(workspace),
            Self::Release => release(workspace),
            Self::Mutants => mutants(workspace),
        }
    }
}

/// Serverless rules that the shop decided against: what the relay or a schedule gives up is found by the next sweep
/// or turn and needs no place for failures (ES1001, ES1007, ES4000); access logs would keep addresses of shoppers
/// (ES2000); a dead-letter queue has none of its own (ES6000), nor has a mail to ourselves (ES7000); traces cost
/// more than they tell (WS1000); functions name their log groups, which that rule does not see (WS1004).
const NOT_OURS: &[&str] =
    &["--ignore-checks", "ES1001", "ES1007", "ES2000", "ES4000", "ES6000", "ES7000", "WS1000", "WS1004"];
/// Seeds of the simulation with `--full`, after those of every run.
const SEEDS_FULL: (&str, &str) = ("10000", "30000");
const PROVIDER_TESTS: &str = "tests/provider";
const BROWSER_TESTS: &str = "tests/browser";
const TEMPLATE_TESTS: &str = "tests/template";
const RELEASE_TESTS: &str = "tests/release";
const MUTANT_TESTS: &str = "tests/mutants";
const CDK: &str = "infra/cdk";

/// Whether the journeys have tests that take too long for every run, behind their feature `full`.
fn has_full_feature(root: &Path) -> bool {
    let manifest = std::fs::read_to_string(root.join("tests/journeys/Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    manifest.get("features").and_then(|features| features.get("full")).is_some()
}

fn cargo(root: &Path, parameters: &[&str], runner: Runner) -> Step {
    let mut command = Command::new("cargo");
    command.args(parameters).current_dir(root);
    Step { command, runner }
}

fn node(root: &Path, folder: &str, filter: Option<&str>) -> Step {
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter", "spec"]).current_dir(root.join(folder));
    let runner = match filter {
        Some(filter) => {
            command.args(["--test-name-pattern", filter]);
            Runner::NodeChosen
        }
        None => Runner::Node,
    };
    Step { command, runner }
}

/// This command's own program. Cargo may have put a new one in the place of the one that runs, which Linux
/// then calls deleted.
fn this_binary() -> Result<PathBuf, String> {
    let path =
        std::env::current_exe().map_err(|error| format!("this command cannot find itself: {error}"))?;
    let name = path.to_string_lossy();
    Ok(name.strip_suffix(" (deleted)").map_or_else(|| path.clone(), PathBuf::from))
}

fn ourselves(root: &Path, parameters: &[&str]) -> Result<Step, String> {
    let mut command = Command::new(this_binary()?);
    command.args(parameters).current_dir(root);
    Ok(Step { command, runner: Runner::Whole })
}

/// The linters, and then the tests of what SAM and CDK make of the template.
fn template_checks(workspace: &Workspace) -> Result<Vec<Step>, String> {
    let commands = install::template_checkers(workspace)?;
    install::packages(workspace, CDK)?;
    install::zola(workspace)?;
    let check = |name: &str, parameters: &[&str]| {
        let mut command = Command::new(commands.join(name));
        command.args(parameters).current_dir(workspace.root());
        command.env("SAM_CLI_TELEMETRY", "0").env("AWS_DEFAULT_REGION", "eu-central-1");
        Step { command, runner: Runner::Whole }
    };
    let template = "infra/template.yaml";
    let serverless = [&["--append-rules", "cfn_lint_serverless.rules"], NOT_OURS, &["--", template]].concat();
    // The template's layer is made with the site.
    let mut build = ourselves(workspace.root(), &["site", "build"])?;
    build.runner = Runner::Preparation;
    let mut test = node(workspace.root(), TEMPLATE_TESTS, None);
    test.command.env("TEMPLATE_COMMANDS", &commands);
    Ok(vec![
        check("sam", &["validate", "--region", "eu-central-1", "-t", template]),
        check("sam", &["validate", "--lint", "--region", "eu-central-1", "-t", template]),
        check("cfn-lint", &serverless),
        build,
        test,
    ])
}

/// Builds everything that is deployed as it is deployed, and lists the sizes.
fn release(workspace: &Workspace) -> Result<Vec<Step>, String> {
    let commands = install::function_builders(workspace)?;
    let root = workspace.root();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(commands.clone()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(paths).map_err(|error| error.to_string())?;
    let mut build = cargo(root, &["lambda", "build", "--release", "--output-format", "zip"], Runner::Whole);
    for function in functions(root)? {
        build.command.args(["--package", &function]);
    }
    build.command.env("PATH", path);
    let sizes = node(root, RELEASE_TESTS, None);
    Ok(vec![build, sizes])
}

/// Changes the rules in every way that `.cargo/mutants.toml` has in mind, and judges what no test noticed.
fn mutants(workspace: &Workspace) -> Result<Vec<Step>, String> {
    let command = install::mutation_tester(workspace)?;
    let made = workspace.made().join("mutants");
    std::fs::create_dir_all(&made).map_err(|error| format!("{}: {error}", made.display()))?;
    let mut mutate = Command::new(command);
    mutate.args(["mutants", "--package", "domain", "--output"]).arg(&made).current_dir(workspace.root());
    // One copy of the sources after the other in one target folder, so that what they depend on stays compiled.
    mutate.env("CARGO_TARGET_DIR", made.join("target"));
    // The same cases for every mutant, and no more work on a test that has failed.
    let quick = [("PROPTEST_RNG_SEED", "1"), ("PROPTEST_MAX_SHRINK_ITERS", "0"), ("RUST_BACKTRACE", "0")];
    mutate.envs(quick);
    let mutate = Step { command: mutate, runner: Runner::Mutants };
    Ok(vec![mutate, node(workspace.root(), MUTANT_TESTS, None)])
}

/// The functions: their folders, which are their packages.
fn functions(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join("functions");
    let unreadable = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.join("Cargo.toml").is_file() && path.join("src/main.rs").is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(filter: Option<&str>, full: bool) -> Vec<&'static str> {
        Suite::chosen(filter, full).into_iter().map(Suite::name).collect()
    }

    #[test]
    fn a_run_without_a_filter_has_every_suite() {
        assert_eq!(
            names(None, false),
            ["format", "lint", "rust", "simulation", "provider", "site", "browser", "template"]
        );
        assert_eq!(names(None, true)[8..], ["release", "mutants"]);
    }

    #[test]
    fn a_filter_is_a_suite_or_a_part_of_test_names() {
        assert_eq!(names(Some("template"), false), ["template"]);
        assert_eq!(names(Some("release"), false), ["release"]);
        assert_eq!(names(Some("mutants"), false), ["mutants"]);
        assert_eq!(names(Some("last_item"), false), ["rust", "simulation", "provider", "browser"]);
        assert_eq!(Suite::names(Some("last_item")), Some("last_item"));
        assert_eq!(Suite::names(Some("browser")), None, "a suite runs all of its tests");
    }
}
