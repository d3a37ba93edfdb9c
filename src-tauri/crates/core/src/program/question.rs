//! Questions that wait for the person.
//!
//! Invariant 1: there are never more open questions than a person could go through, in all and for one program.
//! Invariant 2: the same program that asks for the same joins the question that is open. Invariant 3: a question
//! ends exactly once: answered, out of time, or because nobody waits for it any more.

use std::time::Duration;

use tokio::sync::watch;

use super::decide::Asked;
use super::identity::{Identity, Program};
use crate::view::ProgramKind;

/// How long the person has.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);
/// Open questions at most.
const MOST: usize = 16;
/// Open questions of one program at most.
const MOST_OF_ONE: usize = 3;

/// An open question.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) program: Program,
    pub(crate) asked: Asked,
    /// When it was allowed before, if its executable was changed since (Unix seconds).
    pub(crate) changed_since: Option<i64>,
    /// By the clock that counts suspend: no answer by then means no.
    pub(crate) end: Duration,
    /// The same by the wall clock, Unix seconds.
    pub(crate) until: i64,
    /// How many wait for the answer.
    pub(crate) waiting: usize,
    outcome: watch::Sender<Option<Outcome>>,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The person allowed something: decide again.
    Allowed,
    /// *Don't allow*.
    Denied,
    /// The window was closed.
    Dismissed,
    /// No answer in time.
    RanOut,
    /// What was asked about is gone, or the engine closes: look again.
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
    pub(crate) fn new(id: String, program: Program, asked: Asked, now: Duration, wall: i64) -> Self {
        Self {
            id,
            program,
            asked,
            changed_since: None,
            end: now + PATIENCE,
            until: wall.saturating_add(i64::try_from(PATIENCE.as_secs()).unwrap_or(i64::MAX)),
            waiting: 0,
            outcome: watch::Sender::new(None),
        }
    }

    /// Where its outcome will be told.
    pub(crate) fn outcome(&self) -> watch::Receiver<Option<Outcome>> {
        self.outcome.subscribe()
    }

    /// Tells everybody who waits.
    pub(crate) fn ends(self, outcome: Outcome) {
        self.outcome.send_replace(Some(outcome));
    }

    fn is_about(&self, program: &Program, asked: &Asked) -> bool {
        self.asked.account == asked.account && self.asked.limits == asked.limits && self.program.is(program)
    }
}

impl Questions {
    /// The open question that this would repeat.
    pub(crate) fn same(&mut self, program: &Program, asked: &Asked) -> Option<&mut Question> {
        self.open.iter_mut().find(|question| question.is_about(program, asked))
    }

    /// Opens a question.
    ///
    /// # Errors
    /// [`TooMany`]: the program is told no without a question.
    pub(crate) fn open(&mut self, question: Question) -> Result<&mut Question, TooMany> {
        let asker = asker(&question.program);
        let of_one = self.open.iter().filter(|other| self::asker(&other.program) == asker).count();
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

    const NOW: Duration = Duration::from_secs(1_000);

    fn question(id: usize, program: Program, scopes: &str) -> Question {
        Question::new(id.to_string(), program, asked(scopes, None), NOW, 5_000)
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
        let outcome = questions.open(question(1, git(), "")).unwrap().outcome();
        assert!(questions.run_out(NOW + Duration::from_secs(119)).is_empty());
        let mut over = questions.run_out(NOW + PATIENCE);
        over.pop().unwrap().ends(Outcome::RanOut);
        assert_eq!(*outcome.borrow(), Some(Outcome::RanOut));
        assert!(questions.take("1").is_none());
    }
}
