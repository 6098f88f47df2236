//! Asking once more before what cannot be undone.

use super::StaffError;
use std::io::{BufRead, IsTerminal as _, Write};

/// Whether the person at the keyboard wants it. With `yes` nobody is asked.
///
/// # Errors
/// [`StaffError::Asked`] when nobody is there to be asked.
pub fn confirmed(question: &str, yes: bool) -> Result<bool, StaffError> {
    let stdin = std::io::stdin();
    let there = stdin.is_terminal();
    answered(question, yes, there, &mut stdin.lock(), &mut std::io::stderr())
}

fn answered(
    question: &str,
    yes: bool,
    somebody_is_there: bool,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<bool, StaffError> {
    if yes {
        return Ok(true);
    }
    if !somebody_is_there {
        let why = format!("{question} This cannot be undone, and nobody is here to be asked: add --yes");
        return Err(StaffError::Asked(why));
    }
    let unheard = |error: std::io::Error| StaffError::Asked(format!("the answer cannot be read: {error}"));
    write!(output, "{question} This cannot be undone. [y/N] ")
        .and_then(|()| output.flush())
        .map_err(unheard)?;
    let mut answer = String::new();
    input.read_line(&mut answer).map_err(unheard)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(yes: bool, there: bool, answer: &str) -> Result<bool, String> {
        let mut asked = Vec::new();
        let result = answered("Cancel it?", yes, there, &mut answer.as_bytes(), &mut asked);
        let asked = String::from_utf8(asked).unwrap();
        assert_eq!(asked.is_empty(), yes || !there, "{asked}");
        result.map_err(|error| error.to_string())
    }

    #[test]
    fn only_a_yes_is_a_yes() {
        assert_eq!(said(false, true, "y\n"), Ok(true));
        assert_eq!(said(false, true, "Yes\n"), Ok(true));
        for no in ["\n", "n\n", "", "yesterday\n"] {
            assert_eq!(said(false, true, no), Ok(false), "{no:?}");
        }
    }

    #[test]
    fn without_a_terminal_it_is_refused_unless_it_was_said_before() {
        assert!(said(false, false, "y\n").unwrap_err().contains("add --yes"));
        assert_eq!(said(true, false, ""), Ok(true));
    }
}
