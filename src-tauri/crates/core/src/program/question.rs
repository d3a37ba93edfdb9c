//! Questions that wait for the person: programs ask for tokens, a call of the Requests page for an address, the person
//! for a provider's new one.
//!
//! Invariant 1: there are never more open questions than a person could go through, in all and for one that asks.
//! Invariant 2: the same program that asks for the same joins the question that is open, and a new address is asked
//! about once; each call asks for itself, so that what is allowed once is one call. Invariant 3: a question ends exactly
//! once: answered, out of time, or because nobody waits for it any more.

use std::time::Duration;

use tokio::sync::watch;

use super::decide::Asked;
use super::identity::{Identity, Program};
use super::new_address::NewAddress;
use super::sending::Sending;
use crate::view::{Lasting, ProgramKind};

/// How long the person has.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);
/// Open questions at most.
const MOST: usize = 16;
/// Open questions of one program at most, of calls, and about new addresses.
const MOST_OF_ONE: usize = 3;

/// An open question.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) about: About,
    /// By the clock that counts suspend: no answer by then means no.
    pub(crate) end: Duration,
    /// The same by the wall clock, Unix seconds.
    pub(crate) until: i64,
    /// How many wait for the answer.
    pub(crate) waiting: usize,
    outcome: watch::Sender<Option<Outcome>>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub(crate) enum About {
    /// A program asks for an account's tokens.
    Tokens {
        program: Box<Program>,
        asked: Asked,
        /// When it was allowed before, if its executable was changed since (Unix seconds).
        changed_since: Option<i64>,
    },
    /// A call would take a token to an address that is none of the account's own.
    Sending(Sending),
    /// A provider wants an account's tokens at another host than before.
    NewAddress(NewAddress),
}

/// Who is counted as one that asks.
#[derive(Debug, PartialEq, Eq)]
enum Asker {
    /// An interpreter by its path, since a process is made in no time.
    Program(Identity),
    /// The calls of the Requests page.
    Calls,
    /// The person, at the accounts.
    Accounts,
}

/// A place in a question, as it was joined or opened.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) question: String,
    /// By the clock that counts suspend.
    pub(crate) end: Duration,
    /// Wall clock, Unix seconds: no answer by then means no.
    pub(crate) until: i64,
    pub(crate) outcome: watch::Receiver<Option<Outcome>>,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The person allowed something, for so long: decide again.
    Allowed(Lasting),
    /// *Don't allow*.
    Denied,
    /// The window was closed.
    Dismissed,
    /// No answer in time.
    RanOut,
    /// What was asked about is gone, whoever asked took it back, or the engine closes: look again.
    Withdrawn,
}

/// Open questions, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    open: Vec<Question>,
}

/// Why a question is not opened: too many are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

impl Question {
    /// A question, from now on.
    pub(crate) fn new(id: String, about: About, now: Duration, wall: i64) -> Self {
        Self {
            id,
            about,
            end: now + PATIENCE,
            until: wall.saturating_add(i64::try_from(PATIENCE.as_secs()).unwrap_or(i64::MAX)),
            waiting: 0,
            outcome: watch::Sender::new(None),
        }
    }

    /// A place in it, for somebody who waits for the answer or just looks.
    pub(crate) fn join(&mut self, waits: bool) -> Place {
        self.waiting += usize::from(waits);
        let outcome = self.outcome.subscribe();
        Place { question: self.id.clone(), end: self.end, until: self.until, outcome }
    }

    /// Tells everybody who waits.
    pub(crate) fn ends(self, outcome: Outcome) {
        self.outcome.send_replace(Some(outcome));
    }

    /// Whether the same program asks for the same.
    fn asks_the_same(&self, program: &Program, asked: &Asked) -> bool {
        match &self.about {
            About::Tokens { program: who, asked: before, .. } => {
                before.account == asked.account && before.limits == asked.limits && who.is(program)
            }
            About::Sending(_) | About::NewAddress(_) => false,
        }
    }
}

impl About {
    /// The account's id.
    pub(crate) fn account(&self) -> &str {
        match self {
            Self::Tokens { asked, .. } => &asked.account,
            Self::Sending(sending) => &sending.account,
            Self::NewAddress(address) => &address.account,
        }
    }

    /// The program that asks, if one does.
    pub(crate) fn program(&self) -> Option<&Program> {
        match self {
            Self::Tokens { program, .. } => Some(program),
            Self::Sending(_) | Self::NewAddress(_) => None,
        }
    }

    fn asker(&self) -> Asker {
        match self {
            Self::Tokens { program, .. } => Asker::of(program),
            Self::Sending(_) => Asker::Calls,
            Self::NewAddress(_) => Asker::Accounts,
        }
    }
}

impl Questions {
    /// The open question that this would repeat.
    pub(crate) fn same(&mut self, program: &Program, asked: &Asked) -> Option<&mut Question> {
        self.open.iter_mut().find(|question| question.asks_the_same(program, asked))
    }

    /// Opens a question.
    ///
    /// # Errors
    /// [`TooMany`]: whoever asks is told no without a question.
    pub(crate) fn open(&mut self, question: Question) -> Result<&mut Question, TooMany> {
        let asker = question.about.asker();
        let of_one = self.open.iter().filter(|other| other.about.asker() == asker).count();
        if self.open.len() >= MOST || of_one >= MOST_OF_ONE {
            return Err(TooMany);
        }
        self.open.push(question);
        self.open.last_mut().ok_or(TooMany)
    }

    /// An open question.
    pub(crate) fn get(&mut self, id: &str) -> Option<&mut Question> {
        self.open.iter_mut().find(|question| question.id == id)
    }

    /// Takes a question out, to end it.
    pub(crate) fn take(&mut self, id: &str) -> Option<Question> {
        let at = self.open.iter().position(|question| question.id == id)?;
        Some(self.open.remove(at))
    }

    /// Takes out every question that is over by now.
    pub(crate) fn run_out(&mut self, now: Duration) -> Vec<Question> {
        self.open.extract_if(.., |question| question.end <= now).collect()
    }

    /// Takes out every question like this.
    pub(crate) fn take_all(&mut self, like: impl Fn(&Question) -> bool) -> Vec<Question> {
        self.open.extract_if(.., |question| like(question)).collect()
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Question> {
        self.open.iter()
    }
}

impl Asker {
    fn of(program: &Program) -> Self {
        Self::Program(match program.kind {
            ProgramKind::Ordinary | ProgramKind::Interpreter { .. } => {
                Identity::Executable(program.path.clone())
            }
            ProgramKind::Session => Identity::Session(program.session.leader),
        })
    }
}

#[cfg(test)]
mod tests;
