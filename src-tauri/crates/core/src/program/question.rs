//! Questions that wait for the person: programs ask for tokens, a call of the Requests page for an address.
//!
//! Invariant 1: there are never more open questions than a person could go through, in all and for one that asks.
//! Invariant 2: the same program that asks for the same joins the question that is open; each call asks for itself,
//! so that what is allowed once is one call. Invariant 3: a question ends exactly once: answered, out of time, or
//! because nobody waits for it any more.

use std::time::Duration;

use tokio::sync::watch;

use super::decide::Asked;
use super::identity::{Identity, Program};
use super::sending::Sending;
use crate::view::{Lasting, ProgramKind};

/// How long the person has.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);
/// Open questions at most.
const MOST: usize = 16;
/// Open questions of one program at most, and of calls.
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
            About::Sending(_) => false,
        }
    }
}

impl About {
    /// The account's id.
    pub(crate) fn account(&self) -> &str {
        match self {
            Self::Tokens { asked, .. } => &asked.account,
            Self::Sending(sending) => &sending.account,
        }
    }

    /// The program that asks, if one does.
    pub(crate) fn program(&self) -> Option<&Program> {
        match self {
            Self::Tokens { program, .. } => Some(program),
            Self::Sending(_) => None,
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
        let asker = question.about.program().map(asker);
        let of_one = self.open.iter().filter(|other| other.about.program().map(self::asker) == asker).count();
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

/// Who is counted as one that asks: an interpreter by its path, since a process is made in no time.
fn asker(program: &Program) -> Identity {
    match program.kind {
        ProgramKind::Ordinary | ProgramKind::Interpreter { .. } => Identity::Executable(program.path.clone()),
        ProgramKind::Session => Identity::Session(program.session.leader),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::decide::tests::asked;
    use crate::program::identity::ProcessId;
    use crate::program::identity::tests::{git, python, shell};
    use crate::program::sending::tests::sending;

    const NOW: Duration = Duration::from_secs(1_000);

    fn question(id: usize, program: Program, scopes: &str) -> Question {
        let about =
            About::Tokens { program: Box::new(program), asked: asked(scopes, None), changed_since: None };
        Question::new(id.to_string(), about, NOW, 5_000)
    }

    fn call(id: usize) -> Question {
        Question::new(id.to_string(), About::Sending(sending("https://other.example")), NOW, 5_000)
    }

    fn program(number: usize) -> Program {
        Program { path: format!("/usr/bin/program-{number}").into(), ..git() }
    }

    #[test]
    fn a_flood_of_questions_stops_at_a_bound() {
        let mut questions = Questions::default();
        for id in 0..MOST {
            questions.open(question(id, program(id), "")).unwrap();
        }
        assert_eq!(questions.open(question(99, program(99), "")).err(), Some(TooMany));
        questions.take("3").unwrap();
        questions.open(question(99, program(99), "")).unwrap();
    }

    #[test]
    fn one_program_asks_no_more_than_three_at_a_time() {
        let process = |pid| Program { process: ProcessId { pid, started: 1 }, ..python("a.py") };
        let mut questions = Questions::default();
        for pid in 0..3 {
            questions.open(question(0, process(pid), "")).unwrap();
        }
        assert_eq!(questions.open(question(9, process(9), "")).err(), Some(TooMany));
        questions.open(question(9, shell(), "")).unwrap();
    }

    #[test]
    fn calls_ask_no_more_than_three_at_a_time_each_for_itself_and_take_no_programs_turn() {
        let mut questions = Questions::default();
        for id in 0..3 {
            questions.open(call(id)).unwrap();
        }
        assert_eq!(questions.open(call(3)).err(), Some(TooMany));
        questions.open(question(9, git(), "")).unwrap();
        assert!(questions.same(&shell(), &asked("", None)).is_none());
    }

    #[test]
    fn only_the_same_program_asking_for_the_same_joins() {
        let mut questions = Questions::default();
        questions.open(question(1, git(), "read")).unwrap();
        assert!(questions.same(&git(), &asked("read", None)).is_some());
        assert!(questions.same(&git(), &asked("read write", None)).is_none());
        assert!(questions.same(&git(), &asked("read", Some("https://a"))).is_none());
        assert!(questions.same(&shell(), &asked("read", None)).is_none());
        let replaced = Program { hash: "bb".into(), ..git() };
        assert!(questions.same(&replaced, &asked("read", None)).is_none());
        let elsewhere = Asked { account: "a2".into(), ..asked("read", None) };
        assert!(questions.same(&git(), &elsewhere).is_none());
    }

    #[test]
    fn runs_out_after_two_minutes_and_ends_once() {
        let mut questions = Questions::default();
        let outcome = questions.open(question(1, git(), "")).unwrap().join(true).outcome;
        assert!(questions.run_out(NOW + Duration::from_secs(119)).is_empty());
        let mut over = questions.run_out(NOW + PATIENCE);
        over.pop().unwrap().ends(Outcome::RanOut);
        assert_eq!(*outcome.borrow(), Some(Outcome::RanOut));
        assert!(questions.take("1").is_none());
    }
}
