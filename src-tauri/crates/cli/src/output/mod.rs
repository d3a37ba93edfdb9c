//! Where the command prints, for people or for programs.
//!
//! | module | what it owns |
//! |---|---|
//! | [`inert`] | text of others, made harmless for a terminal |
//! | [`json`] | JSON for programs, harmless for a terminal too |
//! | [`pipe`] | a writer that ends quietly when nobody reads any more |
//! | [`table`] | aligned text |
//! | [`tone`] | the few colours, and when there are none |
//!
//! Invariant 1: nobody here prints by macro: the writers come in. Invariant 2: a closed pipe changes no exit
//! code; any other failure to write does. Invariant 3: what a provider or person named goes through [`inert`].

mod inert;
mod json;
mod pipe;
mod table;
mod tone;

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

pub(crate) use inert::inert;
pub(crate) use pipe::Pipe;
pub(crate) use table::{Cell, Table};
pub(crate) use tone::{Colours, Tone};

/// Standard output and standard error, with what is known of them.
pub(crate) struct Output<'a> {
    out: Pipe<'a>,
    err: Pipe<'a>,
    colours: Colours,
}

impl<'a> Output<'a> {
    pub(crate) fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, colours: Colours) -> Self {
        Self { out: Pipe::new(out), err: Pipe::new(err), colours }
    }

    /// A line of the result.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        // In one piece: a reader at the other end of a pipe is woken once.
        self.out.write_all(format!("{text}\n").as_bytes())
    }

    /// Bytes of the result, as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// The result as JSON.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        json::write(&mut self.out, value)?;
        writeln!(self.out)
    }

    /// The result as aligned text.
    pub(crate) fn table(&mut self, table: &Table) -> io::Result<()> {
        let mut text = Vec::new();
        table.write(&mut text, self.colours.out)?;
        self.out.write_all(&text)
    }

    /// A line beside the result: what is waited for, what went wrong, what to do next.
    pub(crate) fn note(&mut self, text: impl Display) -> io::Result<()> {
        // At once, so that the lines of several commands don't mix.
        self.err.write_all(format!("{text}\n").as_bytes())?;
        self.err.flush()
    }

    /// A question that is answered on the same line.
    pub(crate) fn ask(&mut self, text: impl Display) -> io::Result<()> {
        write!(self.err, "{text} ")?;
        self.err.flush()
    }

    /// An error as JSON, beside the result.
    pub(crate) fn json_note(&mut self, value: &impl Serialize) -> io::Result<()> {
        json::write(&mut self.err, value)?;
        writeln!(self.err)
    }

    /// A text in a tone, if standard output shows any.
    pub(crate) fn toned(&self, tone: Tone, text: &str) -> String {
        tone.paint(text, self.colours.out)
    }

    /// Everything printed so far is with the reader.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
