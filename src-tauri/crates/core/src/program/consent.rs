//! Asking the person: for a program here, and what is the same for everybody who asks.
//!
//! Invariant 1: a question ends by the engine's clock, also when nobody waits for it. Invariant 2: whoever went away
//! takes the question along, unless somebody else waits for it too.

use std::sync::Arc;

use tokio::sync::watch;

use super::decide::{Asked, Decision};
use super::identity::Program;
use super::question::{About, Outcome, Place, Question, TooMany};
use crate::activity::{Note, Subject};
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::view::{ActivityKind, ErrorCode, ProgramKind, ProgramView, unix};

/// Who can be asked for consent here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// A person, in the consent window.
    Window,
    /// Nobody: what neither a grant nor the policy decides is not granted.
    Nobody,
}

/// Somebody who waits for the answer.
struct Waiter {
    inner: Arc<Inner>,
    question: String,
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut book = self.inner.programs.book();
        let Some(question) = book.questions.get(&self.question) else { return };
        question.waiting = question.waiting.saturating_sub(1);
        if question.waiting > 0 {
            return;
        }
        let left = book.questions.take(&self.question);
        drop(book);
        if let Some(question) = left {
            question.ends(Outcome::Withdrawn);
            self.inner.announce_programs();
        }
    }
}

impl Inner {
    /// Asks the person, and with `wait` returns once it is worth to decide again.
    ///
    /// # Errors
    /// `not_granted` after any no, or where nobody can be asked; `consent_pending` without `wait`; `closing`.
    pub(super) async fn ask_person(
        self: &Arc<Self>,
        cell: &AccountCell,
        program: &Program,
        asked: &Asked,
        changed_since: Option<i64>,
        wait: bool,
    ) -> Result<(), Failure> {
        if self.consent == Consent::Nobody {
            self.tell_once(cell, program, "nobody can be asked here").await;
            return Err(not_granted("nobody_to_ask"));
        }
        self.questions_run_out().await;
        let place = match self.open_or_join(program, asked, changed_since, wait) {
            Ok(Some(place)) => place,
            Ok(None) => return Ok(()),
            Err(TooMany) => {
                self.tell_once(cell, program, "too many questions are open").await;
                return Err(not_granted("too_many_questions"));
            }
        };
        if !wait {
            let failure = Failure::passing(ErrorCode::ConsentPending, "consent", "the person is being asked");
            let mut failure = failure.detail(place.question);
            failure.facts.until = Some(unix(place.until));
            return Err(failure);
        }
        match self.outcome_of(place).await? {
            Outcome::Allowed(_) | Outcome::Withdrawn => Ok(()),
            Outcome::Denied => Err(not_granted("denied")),
            Outcome::Dismissed => Err(not_granted("dismissed")),
            Outcome::RanOut => Err(not_granted("no_answer")),
        }
    }

    /// Waits for the outcome of a question that was joined for that.
    ///
    /// # Errors
    /// `closing`.
    pub(super) async fn outcome_of(self: &Arc<Self>, place: Place) -> Result<Outcome, Failure> {
        let Place { question, mut outcome, .. } = place;
        let _waiter = Waiter { inner: self.clone(), question };
        tokio::select! {
            outcome = ended(&mut outcome) => Ok(outcome.unwrap_or(Outcome::Withdrawn)),
            () = self.tenure.closing() => Err(Failure::closing()),
        }
    }

    /// `None`: meanwhile it was decided otherwise, so that there is nothing to ask.
    fn open_or_join(
        self: &Arc<Self>,
        program: &Program,
        asked: &Asked,
        changed_since: Option<i64>,
        wait: bool,
    ) -> Result<Option<Place>, TooMany> {
        let (now, wall) = (self.clock.boot(), self.clock.unix());
        let mut book = self.programs.book();
        // Looked at again under one lock: an answer that came just now leaves no question behind it.
        match book.decide(now, program, asked, &self.policy.programs) {
            Decision::Ask { .. } => {}
            Decision::Allowed(_) | Decision::DeniedByPolicy | Decision::Silenced => return Ok(None),
        }
        if let Some(question) = book.questions.same(program, asked) {
            return Ok(Some(question.join(wait)));
        }
        let about = About::Tokens { program: Box::new(program.clone()), asked: asked.clone(), changed_since };
        let question = Question::new(self.new_id(), about, now, wall);
        let place = book.questions.open(question)?.join(wait);
        drop(book);
        self.announce_question(&place);
        Ok(Some(place))
    }

    /// Announces a question that was just opened, and sees to it that it ends in time.
    pub(super) fn announce_question(self: &Arc<Self>, place: &Place) {
        let (inner, clock) = (Arc::downgrade(self), self.clock.clone());
        let (end, mut outcome) = (place.end, place.outcome.clone());
        tokio::spawn(async move {
            while clock.boot() < end {
                tokio::select! {
                    () = clock.sleep(end.saturating_sub(clock.boot())) => {}
                    _ = ended(&mut outcome) => return,
                }
            }
            if let Some(inner) = inner.upgrade() {
                inner.questions_run_out().await;
            }
        });
        self.announce_programs();
    }

    /// Ends the questions whose time is over.
    pub(super) async fn questions_run_out(&self) {
        let over = self.programs.book().questions.run_out(self.clock.boot());
        if over.is_empty() {
            return;
        }
        let mut notes = Vec::with_capacity(over.len());
        for question in over {
            let subject = self.subject_of(question.about.account());
            notes.push(match &question.about {
                About::Tokens { program, .. } => denied(program, subject, "nobody answered"),
                About::Sending(sending) => sending.refusal(subject, "nobody answered"),
                About::NewAddress(address) => address.refusal(subject, "nobody answered"),
            });
            question.ends(Outcome::RanOut);
        }
        self.announce_programs();
        for note in notes {
            self.record(note).await;
        }
    }

    /// Tells of a refusal that no person made, the first time it is made.
    pub(super) async fn tell_once(&self, cell: &AccountCell, program: &Program, why: &'static str) {
        if self.programs.book().tells(program, &cell.id, why) {
            self.record(denied(program, self.subject(cell), why)).await;
        }
    }

    /// Whom an entry about this account names, as far as it is still here.
    pub(super) fn subject_of(&self, account: &str) -> Subject {
        self.cell(account).map(|cell| self.subject(&cell)).unwrap_or_default()
    }
}

/// Waits for the outcome; `None`: the question is gone without one.
async fn ended(outcome: &mut watch::Receiver<Option<Outcome>>) -> Option<Outcome> {
    outcome.wait_for(Option::is_some).await.ok().and_then(|outcome| *outcome)
}

/// The program gets nothing; `why` is for programs, never for people.
pub(super) fn not_granted(why: &str) -> Failure {
    Failure::lasting(ErrorCode::NotGranted, "consent", "the program may not use the account").detail(why)
}

/// An entry that tells of a no.
pub(super) fn denied(program: &Program, subject: Subject, answer: &str) -> Note {
    about(ActivityKind::Denied, &program.view(), subject).fact("answer", answer)
}

/// An entry about a program.
pub(super) fn about(kind: ActivityKind, program: &ProgramView, subject: Subject) -> Note {
    let note =
        Note::new(kind, subject).fact("program", program.name.clone()).fact("path", program.path.clone());
    let note = match &program.terminal {
        Some(terminal) => note.fact("terminal", terminal.clone()),
        None => note,
    };
    match &program.kind {
        ProgramKind::Interpreter { script: Some(script) } => note.fact("script", script.clone()),
        ProgramKind::Interpreter { script: None } | ProgramKind::Ordinary | ProgramKind::Session => note,
    }
}
