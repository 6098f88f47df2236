//! What the tests need beside Rust: installed when it is missing and can be, else named with its command.

use crate::progress;
use crate::site;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What checks the template, pinned so that a new release does not change what passes.
const TEMPLATE_CHECKERS: &[&str] = &["aws-sam-cli==1.170.*", "cfn-lint==1.*", "cfn-lint-serverless==0.3.*"];
/// What builds functions as they are deployed; the package brings the linker that it uses.
const FUNCTION_BUILDERS: &[&str] = &["cargo-lambda==1.9.*"];
/// What changes the rules to see whether a test notices.
const MUTATION_TESTER: (&str, &str) = ("cargo-mutants", "27.1.0");

/// Installs what a folder of Node tests needs.
///
/// # Errors
/// One line or npm's own words.
pub(super) fn packages(workspace: &Workspace, folder: &str) -> Result<(), String> {
    let path = workspace.root().join(folder);
    if !path.join("package-lock.json").is_file() {
        return Err(format!("{folder}/package-lock.json is missing"));
    }
    for tool in [tools::node(), tools::npm()] {
        tool.missing_line().map_or(Ok(()), Err)?;
    }
    progress::step(&format!("packages of {folder}"), || {
        tools::install_packages(&path).map(|installed| ((), outcome(installed)))
    })
}

/// Installs what the site build needs.
///
/// # Errors
/// One line or npm's own words.
pub(super) fn zola(workspace: &Workspace) -> Result<(), String> {
    progress::step("zola", || {
        site::install(workspace).map(|installed| ((), outcome(installed))).map_err(|error| error.to_string())
    })
}

fn outcome(installed: bool) -> String {
    if installed { "installed".to_owned() } else { "there already".to_owned() }
}

/// Finds a Chromium, and installs Debian's where this user may. Answers its path.
///
/// # Errors
/// One line that names the command.
pub(super) fn chromium() -> Result<String, String> {
    from_debian("chromium", tools::chromium, &["chromium", "fonts-liberation"])
}

/// Finds Java, and installs Debian's where this user may.
///
/// # Errors
/// One line that names the command.
pub(super) fn java() -> Result<(), String> {
    from_debian("java", tools::java, &["default-jre-headless"]).map(|_| ())
}

fn from_debian(shown: &str, tool: fn() -> Tool, packages: &[&str]) -> Result<String, String> {
    progress::step(shown, || {
        let found = tool();
        if let (true, Some(path)) = (found.good, found.found) {
            return Ok((path.clone(), path));
        }
        if tools::is_root() && tools::has_apt() {
            tools::run_quietly(Command::new("apt-get").args(["update", "-qq"]))?;
            let mut install = Command::new("apt-get");
            install.args(["install", "-y", "--no-install-recommends"]).args(packages);
            tools::run_quietly(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
        }
        let found = tool();
        let missing = found.missing_line().unwrap_or_default();
        found.found.map(|path| (path.clone(), path)).ok_or(missing)
    })
}

/// Installs the template's checkers in a virtual environment. Answers its folder of commands.
///
/// # Errors
/// One line or pip's own words.
pub(super) fn template_checkers(workspace: &Workspace) -> Result<PathBuf, String> {
    python_packages(workspace, "python", "sam and cfn-lint", TEMPLATE_CHECKERS)
}

/// Installs what builds the functions in a virtual environment of its own. Answers its folder of commands.
///
/// # Errors
/// One line or pip's own words.
pub(super) fn function_builders(workspace: &Workspace) -> Result<PathBuf, String> {
    python_packages(workspace, "cargo-lambda", "cargo-lambda", FUNCTION_BUILDERS)
}

/// Compiles and installs the mutation tester in a folder of its own. Answers its path.
///
/// # Errors
/// Cargo's own words.
pub(super) fn mutation_tester(workspace: &Workspace) -> Result<PathBuf, String> {
    let (name, version) = MUTATION_TESTER;
    let folder = workspace.tools().join(format!("{name}-{version}"));
    let command = folder.join("bin").join(name);
    progress::step(name, || {
        if command.is_file() {
            return Ok((command.clone(), outcome(false)));
        }
        let mut install = Command::new("cargo");
        install.args(["install", "--quiet", "--locked", name, "--version", version, "--root"]).arg(&folder);
        tools::run_quietly(&mut install)?;
        Ok((command.clone(), outcome(true)))
    })
}

fn python_packages(
    workspace: &Workspace,
    name: &str,
    shown: &str,
    packages: &[&str],
) -> Result<PathBuf, String> {
    tools::python().missing_line().map_or(Ok(()), Err)?;
    let folder = workspace.tools().join(name);
    let commands = folder.join("bin");
    let note = folder.join("installed.txt");
    let wanted = packages.join("\n");
    progress::step(shown, || {
        if fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
            return Ok((commands.clone(), outcome(false)));
        }
        tools::run_quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut pip = Command::new(commands.join("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
        tools::run_quietly(&mut pip)?;
        fs::write(&note, &wanted).map_err(|error| format!("{}: {error}", note.display()))?;
        Ok((commands.clone(), outcome(true)))
    })
}
