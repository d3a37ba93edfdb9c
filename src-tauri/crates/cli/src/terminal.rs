//! What a command has around it: the profile, the way to its engine, and where it prints.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};

use lanyard_agent::client::{CallError, Client};
use lanyard_core::Home;

use crate::args::Subject;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Colours, Output};
use crate::start;

/// A person's or a program's terminal.
pub(crate) struct Terminal<'a> {
    /// The profile.
    pub(crate) home: Home,
    /// Where it prints.
    pub(crate) output: Output<'a>,
    client: OnceCell<Client>,
}

impl<'a> Terminal<'a> {
    pub(crate) fn new(home: Home, output: Output<'a>) -> Self {
        Self { home, output, client: OnceCell::new() }
    }

    /// The engine's client, whether or not one runs.
    ///
    /// # Errors
    /// No socket can lie in this profile's folder.
    pub(crate) fn client(&self) -> Result<&Client, CallError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::new(&self.home)?;
        Ok(self.client.get_or_init(|| client))
    }

    /// How a command about `subject` ended: what it printed is out, or why it failed is told.
    pub(crate) fn ended(&mut self, done: Result<Exit, Failure>, subject: Subject<'_>, json: bool) -> Exit {
        let flushed = done.and_then(|exit| self.output.flush().map(|()| exit).map_err(Into::into));
        flushed.unwrap_or_else(|failure| failure.tell(subject, &self.home, &mut self.output, json))
    }

    /// Asks the engine; where none answers, starts an agent and asks again.
    ///
    /// # Errors
    /// Whatever the engine says, or why none could be asked.
    pub(crate) async fn ask<T>(
        &self,
        question: impl AsyncFn(&Client) -> Result<T, CallError>,
    ) -> Result<T, Failure> {
        let client = self.client()?;
        match question(client).await {
            Err(CallError::NotRunning) => {
                start::agent(&self.home, client).await?;
                Ok(question(client).await?)
            }
            answer => Ok(answer?),
        }
    }
}

/// Works on the terminal that this process was started on; a line is out as soon as it is printed.
pub(crate) fn on_this_terminal<T>(work: impl FnOnce(&mut Terminal<'_>) -> T) -> T {
    printing_to(&mut io::stdout().lock(), work)
}

/// The same for a command that waits for nobody: what it prints is out when it has [ended](Terminal::ended).
pub(crate) fn at_once<T>(work: impl FnOnce(&mut Terminal<'_>) -> T) -> T {
    printing_to(&mut BufWriter::new(io::stdout().lock()), work)
}

fn printing_to<T>(out: &mut dyn Write, work: impl FnOnce(&mut Terminal<'_>) -> T) -> T {
    let mut err = io::stderr();
    let colours = Colours::of(io::stdout().is_terminal(), variable);
    let output = Output::new(out, &mut err, colours);
    work(&mut Terminal::new(Home::from_environment(variable), output))
}

/// A variable of the environment.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}
