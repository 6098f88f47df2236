//! Runs one command: its output is shown as it comes, and read for counts.

use super::count::{Counts, Runner};
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Runs the command, shows what it prints on the console, and answers its counts.
pub(super) fn run(
    command: &mut Command,
    runner: Runner,
    filtered: bool,
    console: &mut impl io::Write,
) -> Counts {
    // A console that cannot be written to does not change what the tests say.
    let mut show = |text: &[u8]| drop(console.write_all(text));
    show(format!("\n$ {}\n", shown(command)).as_bytes());
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            show(format!("{} did not start: {error}\n", command.get_program().display()).as_bytes());
            return Counts::FAIL;
        }
    };
    let (lines, arriving) = channel();
    let readers = [
        child.stdout.take().map(|output| forward(output, lines.clone())),
        child.stderr.take().map(|output| forward(output, lines)),
    ];
    let mut counts = Counts::default();
    for line in arriving {
        show(&line);
        counts += runner.read(&String::from_utf8_lossy(&line));
    }
    for reader in readers.into_iter().flatten() {
        drop(reader.join());
    }
    let succeeded = child.wait().is_ok_and(|status| runner.accepts(status.code()));
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
        let script =
            "echo 'test result: ok. 2 passed; 0 failed'; echo 'test result: ok. 1 passed; 0 failed' >&2";
        let mut shown = Vec::new();
        let counts = run(&mut shell(script), Runner::Cargo, false, &mut shown);
        assert_eq!(counts, Counts { passed: 3, failed: 0 });
        assert_eq!(String::from_utf8(shown).unwrap().matches("\ntest result: ok.").count(), 2);
    }

    #[test]
    fn a_command_that_ends_badly_or_does_not_start_has_failed() {
        let failed =
            |mut command: Command| run(&mut command, Runner::Whole, false, &mut Vec::new()) == Counts::FAIL;
        assert!(failed(shell("exit 3")) && failed(Command::new("there-is-no-such-command")));
    }
}
