//! The command `lanyard`: a client of the agent, for people and scripts.
//!
//! | module | what it owns |
//! |---|---|
//! | [`args`] | what can be typed |
//! | [`commands`] | what each command does: ask the engine, print its answer |
//! | [`output`] | where it is printed, for people or as JSON |
//! | [`words`] | the sentences that are the command line's own |
//! | [`failure`], [`exit`] | what is said when it did not work, and with which code it ends |
//! | [`terminal`], [`start`] | the way to the engine; an agent where none answers |
//! | [`front`] | the small program that prints a token at hand and becomes the whole one for everything else |
//! | [`signals`], [`time`] | what asks to end; the moment at which the output is read |
//! | [`compose`], [`passphrase`], [`descriptors`] | what `lanyard agent` is made of, and what it lets go |
//!
//! Invariant 1: a token is printed only by the command that is asked for one. Invariant 2: nothing secret is in
//! arguments or environment, except what `exec` is asked to put there. Invariant 3: what others named is inert
//! before a terminal sees it.

mod args;
mod commands;
mod compose;
mod descriptors;
mod exit;
mod failure;
mod front;
mod output;
mod passphrase;
mod signals;
mod start;
mod terminal;
mod time;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;
use exit::Exit;
use terminal::on_this_terminal;

pub use front::front;

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => ended(&cli).into(),
        Err(told) => {
            // Help, version, or what is wrong with the arguments. A closed pipe ends it quietly.
            let _ = told.print();
            if told.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
        }
    }
}

fn ended(cli: &Cli) -> Exit {
    on_this_terminal(|terminal| {
        let done = commands::run(&cli.command, terminal);
        terminal.ended(done, cli.command.subject(), cli.command.json())
    })
}
