//! Runs one command: its output is shown as it comes, and read for counts.

use super::count::{Counts, Runner};
use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Runs the command and answers its counts.
pub(super) fn run(command: &mut Command, runner: Runner, filtered: bool) -> Counts {
    println!("\n$ {}", shown(command));
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            println!("{} did not start: {error}", command.get_program().display());
            return Counts::FAIL;
        }
    };
    let (lines, arriving) = channel();
    let readers = [
        child.stdout.take().map(|output| forward(output, lines.clone())),
        child.stderr.take().map(|output| forward(output, lines)),
    ];
    let mut counts = Counts::default();
    let mut console = io::stdout().lock();
    for line in arriving {
        // A console that cannot be written to does not change what the tests say.
        drop(console.write_all(&line));
        counts += runner.read(&String::from_utf8_lossy(&line));
    }
    drop(console.flush());
    for reader in readers.into_iter().flatten() {
        drop(reader.join());
    }
    let succeeded = child.wait().is_ok_and(|status| status.success());
    runner.conclude(counts, succeeded, filtered)
}

fn forward(output: impl Read + Send + 'static, lines: Sender<Vec<u8>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if lines.send(std::mem::take(&mut line)).is_err() {
                break;
            }
        }
    })
}

/// The command as a person would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn counts_are_read_from_both_outputs_of_a_command() {
        let script = "echo 'test result: ok. 2 passed; 0 failed'; echo 'test result: ok. 1 passed; 0 failed' >&2";
        assert_eq!(run(&mut shell(script), Runner::Cargo, false), Counts { passed: 3, failed: 0 });
    }

    #[test]
    fn a_command_that_ends_badly_or_does_not_start_has_failed() {
        assert_eq!(run(&mut shell("exit 3"), Runner::Whole, false), Counts::FAIL);
        assert_eq!(run(&mut Command::new("there-is-no-such-command"), Runner::Whole, false), Counts::FAIL);
    }
}
