//! The tools of this machine: which are there, which are too old, and the command that gets each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The oldest Node that runs our scripts.
pub const NODE_OLDEST: Version = Version(20, 0);
/// The oldest Rust that compiles the workspace.
pub const RUST_OLDEST: Version = Version(1, 95);
/// The oldest Zola that builds the site.
pub const ZOLA_OLDEST: Version = Version(0, 22);
/// The oldest Python that the template checks run on.
pub const PYTHON_OLDEST: Version = Version(3, 9);

/// A version's first two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32, pub u32);

impl Version {
    /// The first version in a text such as `rustc 1.95.0 (…)` or `v20.1.0`.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|word| {
            let (major, rest) = word.split_once('.')?;
            let minor = rest.split('.').next()?;
            Some(Self(major.parse().ok()?, minor.parse().ok()?))
        })
    }
}

/// What was looked for and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// What it is called, with the version that is needed.
    pub name: String,
    /// What was found: its version, its path, or nothing.
    pub found: Option<String>,
    /// Whether what was found will do.
    pub good: bool,
    /// The command that gets it.
    pub get: String,
}

impl Tool {
    /// Whether it is there and new enough.
    pub fn is_good(&self) -> bool {
        self.good
    }

    /// One line that says what is missing and how to get it; nothing when it is good.
    pub fn missing_line(&self) -> Option<String> {
        if self.good {
            return None;
        }
        let found =
            self.found.as_ref().map_or_else(|| "missing".to_owned(), |found| format!("{found} is too old"));
        Some(format!("{}: {found}; get it with: {}", self.name, self.get))
    }
}

/// The first line a command answers with, if it runs.
fn first_line(command: &str, parameters: &[&str]) -> Option<String> {
    let output = Command::new(command).args(parameters).stdin(Stdio::null()).output().ok()?;
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let line = String::from_utf8_lossy(&text).lines().next().unwrap_or_default().trim().to_owned();
    output.status.success().then_some(line)
}

fn with_version(name: &str, command: &str, parameters: &[&str], oldest: Version, get: String) -> Tool {
    let found = first_line(command, parameters);
    let good = found.as_deref().and_then(Version::find).is_some_and(|version| version >= oldest);
    Tool { name: format!("{name} >= {}.{}", oldest.0, oldest.1), found, good, get }
}

fn any_version(name: &str, command: &str, parameters: &[&str], get: String) -> Tool {
    let found = first_line(command, parameters);
    Tool { name: name.to_owned(), good: found.is_some(), found, get }
}

/// Where packages of the system come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Apt,
    Brew,
    Other,
}

fn system() -> System {
    if cfg!(target_os = "macos") {
        System::Brew
    } else if on_path("apt-get").is_some() {
        System::Apt
    } else {
        System::Other
    }
}

fn get(apt: &str, brew: &str, other: &str) -> String {
    let apt_get = if is_root() { "apt-get" } else { "sudo apt-get" };
    match system() {
        System::Apt => format!("{apt_get} install -y {apt}"),
        System::Brew => format!("brew install {brew}"),
        System::Other => other.to_owned(),
    }
}

/// Whether this user may install packages of the system.
pub fn is_root() -> bool {
    first_line("id", &["-u"]).as_deref() == Some("0")
}

/// Whether packages of the system come from apt.
pub fn has_apt() -> bool {
    system() == System::Apt
}

/// Where a command is, if a folder on the PATH has it.
pub fn on_path(command: &str) -> Option<PathBuf> {
    let line = first_line("sh", &["-c", "command -v \"$1\"", "sh", command])?;
    let path = PathBuf::from(line);
    path.is_absolute().then_some(path)
}

/// The Rust compiler.
pub fn rust() -> Tool {
    let get = "rustup update stable (rustup comes from https://rustup.rs)".to_owned();
    with_version("Rust", "rustc", &["--version"], RUST_OLDEST, get)
}

/// The formatter and the linter of Rust.
pub fn rust_components() -> [Tool; 2] {
    let get = "rustup component add rustfmt clippy".to_owned();
    [
        any_version("rustfmt", "cargo", &["fmt", "--version"], get.clone()),
        any_version("clippy", "cargo", &["clippy", "--version"], get),
    ]
}

/// A C compiler, for SQLite and cryptography.
pub fn c_compiler() -> Tool {
    let apple = "xcode-select --install".to_owned();
    let get = get("build-essential", "gcc", "your system's package manager: gcc or clang");
    any_version("C compiler", "cc", &["--version"], if cfg!(target_os = "macos") { apple } else { get })
}

/// Node, which runs Zola's launcher and the browser tests.
pub fn node() -> Tool {
    let get = match system() {
        System::Apt if is_root() => {
            "curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs"
        }
        System::Apt => {
            "curl -fsSL https://deb.nodesource.com/setup_22.x | sudo bash - && sudo apt-get install -y nodejs"
        }
        System::Brew => "brew install node",
        System::Other => "https://nodejs.org/en/download",
    };
    with_version("Node", "node", &["--version"], NODE_OLDEST, get.to_owned())
}

/// npm, which installs Zola and what the Node tests need.
pub fn npm() -> Tool {
    let node = node();
    let get = if node.good { get("npm", "node", "https://nodejs.org/en/download") } else { node.get };
    any_version("npm", "npm", &["--version"], get)
}

/// Zola on the PATH; without it the one from npm is used.
pub fn zola() -> Tool {
    let get = "nothing: npm brings it when the site is built".to_owned();
    with_version("Zola", "zola", &["--version"], ZOLA_OLDEST, get)
}

/// Where Chromium's names differ between systems.
const CHROMIUM_NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const CHROMIUM_APPLICATIONS: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// A Chromium for the browser tests; what was found is its path.
pub fn chromium() -> Tool {
    let path = CHROMIUM_NAMES.iter().find_map(|name| on_path(name));
    let application = || CHROMIUM_APPLICATIONS.iter().map(PathBuf::from).find(|path| path.is_file());
    let found = path.or_else(application).map(|path| path.display().to_string());
    let get = get("chromium fonts-liberation", "--cask chromium", "your system's package manager: chromium");
    Tool { name: "Chromium".to_owned(), good: found.is_some(), found, get }
}

/// Java, for the checker of HTML.
pub fn java() -> Tool {
    let found = on_path("java").map(|path| path.display().to_string());
    let get =
        get("default-jre-headless", "openjdk", "your system's package manager: a Java runtime, 11 or newer");
    Tool { name: "Java".to_owned(), good: found.is_some(), found, get }
}

/// Python with virtual environments, for the template checks.
pub fn python() -> Tool {
    let get = get(
        "python3 python3-venv",
        "python",
        "your system's package manager: python3 with venv and ensurepip",
    );
    let mut tool = with_version(
        "Python",
        "python3",
        &["-c", "import sys, venv, ensurepip; print(sys.version)"],
        PYTHON_OLDEST,
        get,
    );
    tool.name.push_str(" with venv");
    tool
}

/// Installs the packages that a folder's lock file names, unless they are there. Answers whether it did.
///
/// # Errors
/// What npm said.
pub fn install_packages(folder: &Path) -> Result<bool, String> {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    let modified = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    if let (Ok(installed), Ok(wanted)) = (modified(&installed), modified(&lock))
        && installed >= wanted
    {
        return Ok(false);
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    run_quietly(&mut npm).map(|()| true)
}

/// Runs a command and keeps its words for the case that it fails.
///
/// # Errors
/// What it said, or why it did not start.
pub fn run_quietly(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().display().to_string();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{name} did not start: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let status = output.status.code().map_or_else(|| "a signal".to_owned(), |code| code.to_string());
    Err(format!("{name} ended with {status}\n{}", String::from_utf8_lossy(&text).trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_found_in_what_tools_print() {
        assert_eq!(Version::find("rustc 1.95.0 (abc 2026-04-14)"), Some(Version(1, 95)));
        assert_eq!(Version::find("v20.20.2"), Some(Version(20, 20)));
        assert_eq!(Version::find("3.11.7 (main)"), Some(Version(3, 11)));
        assert_eq!(Version::find("no number"), None);
    }

    #[test]
    fn what_is_missing_is_one_line_with_the_command() {
        let tool =
            Tool { name: "npm".to_owned(), found: None, good: false, get: "brew install node".to_owned() };
        assert_eq!(tool.missing_line().unwrap(), "npm: missing; get it with: brew install node");
        let old = Tool { found: Some("v18.1.0".to_owned()), ..tool };
        assert_eq!(old.missing_line().unwrap(), "npm: v18.1.0 is too old; get it with: brew install node");
    }
}
