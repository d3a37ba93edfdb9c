//! What becomes of the person's answer, and of what they take back.
//!
//! Invariant 1: one thing is decided at a time, so that a second click finds the question over. Invariant 2: a grant
//! that lasts and the entry that tells of it are written together or not at all; only then does anybody who waits
//! learn of it. Invariant 3: the third *Don't allow* silences before the program can ask again.

use std::sync::Arc;

use super::consent::{about, denied};
use super::decide::Asked;
use super::grant::{Executable, Grant, Holder, ONCE_WAITS, offers};
use super::identity::{Caller, Program};
use super::limits::Limits;
use super::question::{About, Outcome};
use super::silence::Silenced;
use crate::activity::{Note, Subject};
use crate::engine::Inner;
use crate::failure::Failure;
use crate::store::{grants, running};
use crate::view::{ActivityKind, Answer, EngineEvent, ErrorCode, GrantOrigin, Lasting};

impl Inner {
    /// Takes the person's answer.
    ///
    /// # Errors
    /// `not_found` once the question is over, `input_invalid` for what it did not offer, what the database says;
    /// after the last two it is still open.
    pub(crate) async fn answer(self: &Arc<Self>, id: &str, answer: Answer) -> Result<(), Failure> {
        let _turn = self.programs.turn.lock().await;
        self.questions_run_out().await;
        let found = {
            let mut book = self.programs.book();
            book.questions.get(id).map(|question| question.about.clone())
        };
        match found.ok_or_else(|| Failure::not_found("question"))? {
            About::Tokens { program, asked, .. } => self.answer_program(id, &program, asked, answer).await,
            About::Sending(sending) => self.answer_sending(id, &sending, answer).await,
            About::NewAddress(address) => self.answer_new_address(id, &address, answer).await,
        }
    }

    async fn answer_program(
        &self,
        question: &str,
        program: &Program,
        asked: Asked,
        answer: Answer,
    ) -> Result<(), Failure> {
        match answer {
            Answer::Allow { lasting } => self.allow(question, program, asked, lasting).await,
            Answer::Deny => {
                self.deny(question, program, &asked).await;
                Ok(())
            }
            Answer::Dismiss => {
                self.end_question(question, Outcome::Dismissed);
                let subject = self.subject_of(&asked.account);
                self.record(denied(program, subject, "the window was closed")).await;
                Ok(())
            }
        }
    }

    async fn allow(
        &self,
        question: &str,
        program: &Program,
        asked: Asked,
        lasting: Lasting,
    ) -> Result<(), Failure> {
        if !offers(program).contains(&lasting) {
            return Err(not_offered("until I revoke it, for a shell or an interpreter"));
        }
        self.cell(&asked.account)?;
        let holder = match lasting {
            Lasting::Once => Holder::Once { program: program.clone(), until: self.clock.boot() + ONCE_WAITS },
            Lasting::WhileItRuns => Holder::Running(program.clone()),
            Lasting::UntilRevoked => Holder::Executable(Executable::of(program)),
        };
        self.make_grant(program, asked.account, holder, asked.limits, GrantOrigin::Window).await?;
        self.programs.book().denials.forget(program);
        self.end_question(question, Outcome::Allowed(lasting));
        Ok(())
    }

    async fn deny(&self, question: &str, program: &Program, asked: &Asked) {
        let silenced = {
            let mut book = self.programs.book();
            let enough = book.denials.count(program) && !book.silenced.iter().any(|s| s.is(program));
            let silenced = enough.then(|| Silenced::now(self.new_id(), program, self.clock.unix()));
            book.silenced.extend(silenced.clone());
            silenced
        };
        let note = denied(program, self.subject_of(&asked.account), "denied");
        match silenced {
            None => {
                self.end_question(question, Outcome::Denied);
                self.record(note).await;
            }
            Some(silenced) => {
                self.end_questions_of(program);
                self.keep_silence(silenced).await;
                self.record(note.fact("silenced", "after three denials")).await;
            }
        }
    }

    async fn keep_silence(&self, silenced: Silenced) {
        let Some(path) = silenced.path().map(str::to_owned) else { return };
        if let Err(error) = self.store.run(move |db| grants::silence(db, &silenced, &path)).await {
            // It holds for as long as this engine runs.
            tracing::warn!(%error, "that a program is silenced was not written");
        }
    }

    /// Makes a grant, tells of it and announces it.
    async fn make_grant(
        &self,
        program: &Program,
        account: String,
        holder: Holder,
        limits: Limits,
        origin: GrantOrigin,
    ) -> Result<(), Failure> {
        let made_at = self.clock.unix();
        let note = granted(&holder, &limits, origin, self.subject_of(&account));
        let grant = Grant { id: self.new_id(), account, holder, limits, origin, made_at };
        if matches!(grant.holder, Holder::Executable(_)) {
            let outdone = grant.outdoes(&self.programs.book().grants, program);
            let entry = note.at(made_at);
            let written = self.store.run(move |db| grants::insert(db, &grant, &outdone, entry)).await?;
            self.announce(EngineEvent::ActivityAdded { entry: written });
            self.programs.follow();
        } else {
            let needless = self.programs.book().add(grant.clone());
            if let Err(error) = self.store.run(move |db| running::keep(db, &grant, &needless)).await {
                // It holds for as long as this engine runs.
                tracing::warn!(%error, "a grant was not kept for the next engine");
            }
            self.record(note).await;
        }
        self.announce_programs();
        Ok(())
    }

    /// The program that linked an account itself goes on with it: a shell's whole session, another program while
    /// it runs.
    pub(crate) async fn grant_session(&self, caller: &Caller, account: &str) {
        let program = &caller.program;
        if !program.runs() {
            tracing::info!("who signed in is gone by now and is granted nothing");
            return;
        }
        let _turn = self.programs.turn.lock().await;
        let holder = Holder::Running(program.clone());
        let made =
            self.make_grant(program, account.to_owned(), holder, Limits::default(), GrantOrigin::Login).await;
        if let Err(failure) = made {
            tracing::warn!(message = %failure.message, "who signed in was granted nothing");
        }
    }

    /// Takes a grant back.
    ///
    /// # Errors
    /// `not_found`, `policy_denied` for what the policy grants, what the database says.
    pub(crate) async fn revoke_grant(&self, id: &str) -> Result<(), Failure> {
        let _turn = self.programs.turn.lock().await;
        self.programs.follow();
        let known = self.programs.book().grants.iter().find(|grant| grant.id == id).cloned();
        let Some(grant) = known else {
            return Err(if self.is_of_policy(id) {
                let message = "the policy grants this";
                Failure::lasting(ErrorCode::PolicyDenied, "policy", message)
            } else {
                Failure::not_found("grant")
            });
        };
        let gone = grant.id.clone();
        match &grant.holder {
            Holder::Executable(_) => {
                self.store.run(move |db| grants::delete(db, &gone)).await?;
                self.programs.follow();
            }
            Holder::Running(_) => self.store.run(move |db| running::delete(db, &gone)).await?,
            Holder::Once { .. } => {}
        }
        self.programs.book().take(&grant.id);
        let subject = self.subject_of(&grant.account);
        let note = about(ActivityKind::GrantEnded, &grant.program(), subject);
        self.record(note.fact("ended", "revoked by you")).await;
        self.announce_programs();
        Ok(())
    }

    /// Lets a silenced program ask again.
    ///
    /// # Errors
    /// `not_found`, what the database says.
    pub(crate) async fn let_ask_again(&self, id: &str) -> Result<(), Failure> {
        let _turn = self.programs.turn.lock().await;
        if !self.programs.book().silenced.iter().any(|silenced| silenced.id == id) {
            return Err(Failure::not_found("silenced program"));
        }
        let gone = id.to_owned();
        self.store.run(move |db| grants::unsilence(db, &gone)).await?;
        self.programs.book().silenced.retain(|silenced| silenced.id != id);
        self.announce_programs();
        Ok(())
    }

    /// An account was removed: the database has dropped its grants already.
    pub(crate) fn account_gone(&self, account: &str) {
        let asked = {
            let mut book = self.programs.book();
            book.forget_account(account);
            book.questions.take_all(|question| question.about.account() == account)
        };
        for question in asked {
            question.ends(Outcome::Withdrawn);
        }
        self.announce_programs();
    }

    pub(super) fn end_question(&self, id: &str, outcome: Outcome) {
        let question = self.programs.book().questions.take(id);
        if let Some(question) = question {
            question.ends(outcome);
        }
        self.announce_programs();
    }

    fn end_questions_of(&self, program: &Program) {
        let who = program.identity();
        let of_program = |about: &About| about.program().is_some_and(|program| program.identity() == who);
        let asked = self.programs.book().questions.take_all(|question| of_program(&question.about));
        for question in asked {
            question.ends(Outcome::Denied);
        }
        self.announce_programs();
    }
}

/// A page that could be talked into more than was offered must not be able to give it.
pub(super) fn not_offered(what: &str) -> Failure {
    Failure::lasting(ErrorCode::InputInvalid, "consent", "this was not offered").detail(what)
}

/// The entry that tells of a new grant.
pub(super) fn granted(holder: &Holder, limits: &Limits, origin: GrantOrigin, subject: Subject) -> Note {
    let (program, lasting) = match holder {
        Holder::Once { program, .. } => (program.view(), "for one answer"),
        Holder::Running(program) => (program.view(), "while it runs"),
        Holder::Executable(executable) => (executable.seen.clone(), "until it is revoked"),
    };
    let by = match origin {
        GrantOrigin::Window => "you, in the window",
        GrantOrigin::Passphrase => "you, with the passphrase",
        GrantOrigin::Login => "the sign-in of this session",
        GrantOrigin::Policy => "the policy",
    };
    let note = about(ActivityKind::Granted, &program, subject).fact("by", by).fact("lasting", lasting);
    let note = if limits.scopes.is_empty() { note } else { note.fact("scopes", limits.scopes.join(" ")) };
    match &limits.resource {
        Some(resource) => note.fact("resource", resource.clone()),
        None => note,
    }
}
