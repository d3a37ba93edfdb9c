//! What a person is asked at the terminal, and what is read from standard input.
//!
//! Invariant: only a person at a terminal is asked anything; a script gets an error instead of a question.

use std::io::{self, BufRead, IsTerminal, Read};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::failure::{Failure, Kind};
use crate::terminal::Terminal;

/// Bytes of a line that is read: no secret and no address is longer.
const LONGEST_LINE: u64 = 64 * 1024;

/// Whether somebody can be asked.
pub(super) fn somebody_is_there() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for a yes; anything else is a no.
pub(super) fn agreed(terminal: &mut Terminal<'_>, question: &str) -> Result<bool, Failure> {
    terminal.output.ask(format_args!("{question} [y/N]"))?;
    let answer = line()?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// A secret: typed unseen on a terminal, else one line of standard input.
pub(super) fn secret(question: &str) -> Result<SecretString, Failure> {
    let secret = if io::stdin().is_terminal() {
        Zeroizing::new(rpassword::prompt_password(question).map_err(|error| unreadable(&error))?)
    } else {
        line()?
    };
    match secret.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::usage("Standard input is empty.")),
        secret => Ok(SecretString::from(secret)),
    }
}

/// One line of standard input, with its end; empty when nothing more comes.
pub(super) fn line() -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::new());
    let mut input = io::stdin().lock().take(LONGEST_LINE);
    input.read_line(&mut line).map_err(|error| unreadable(&error))?;
    Ok(line)
}

fn unreadable(error: &io::Error) -> Failure {
    Failure::usage(format!("Standard input can't be read: {}.", Kind(error)))
}
