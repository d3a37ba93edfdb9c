//! Asking whether an access token may go to an address that is none of the account's own.
//!
//! Invariant 1: the page that wants to call has no say in it: the answer comes from the consent window alone. All that
//! the page can do is take its own question back. Invariant 2: an answer holds for one account and one origin, scheme,
//! host and port (RFC 6454), and *once* for the one call that asked. Invariant 3: any no, and no answer in time, sends
//! nothing; it is in the activity log, as what is sent is.

use std::sync::Arc;

use super::answer::not_offered;
use super::consent::Consent;
use super::question::{About, Outcome, Question, TooMany};
use crate::activity::{Note, Subject};
use crate::engine::Inner;
use crate::failure::Failure;
use crate::view::{ActivityKind, Answer, ErrorCode, Lasting, QuestionAbout, Unix};

/// What is asked about.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sending {
    /// The account's id.
    pub(crate) account: String,
    /// Where its token would go (RFC 6454).
    pub(crate) origin: String,
    /// The provider's settings list it, but did not when the account was linked: it can become the account's own.
    pub(crate) listed: bool,
    /// When the token that would go expires, where no renewal can come between.
    pub(crate) token_until: Option<Unix>,
}

impl Sending {
    /// Which answers there are beside no.
    pub(super) fn offers(&self) -> [Lasting; 2] {
        [Lasting::Once, if self.listed { Lasting::UntilRevoked } else { Lasting::WhileItRuns }]
    }

    /// As the consent window shows it.
    pub(super) fn view(&self) -> QuestionAbout {
        let Self { origin, listed, token_until, .. } = self;
        QuestionAbout::Sending { origin: origin.clone(), listed: *listed, token_until: *token_until }
    }

    /// The entry that tells of a no.
    pub(super) fn refusal(&self, subject: Subject, answer: &str) -> Note {
        Note::new(ActivityKind::SendingDenied, subject)
            .fact("address", self.origin.clone())
            .fact("answer", answer)
    }

    /// Whether that is about the same account and origin.
    fn is_about(&self, about: &About) -> bool {
        match about {
            About::Sending(other) => other.account == self.account && other.origin == self.origin,
            About::Tokens { .. } | About::NewAddress(_) => false,
        }
    }

    /// Why nothing is sent; `why` is for programs, never for people.
    fn not_sent(&self, why: &str) -> Failure {
        let message = "the address is none of the account's own";
        Failure::lasting(ErrorCode::ForeignOrigin, "resource", message).host(&self.origin).detail(why)
    }
}

impl Inner {
    /// Asks the person and waits for the answer: for how long it holds.
    ///
    /// # Errors
    /// `foreign_origin` after any no, or where nobody can be asked; `closing`.
    pub(crate) async fn ask_to_send(self: &Arc<Self>, sending: Sending) -> Result<Lasting, Failure> {
        if self.consent == Consent::Nobody {
            return Err(sending.not_sent("nobody_to_ask"));
        }
        self.questions_run_out().await;
        let about = About::Sending(sending.clone());
        let question = Question::new(self.new_id(), about, self.clock.boot(), self.clock.unix());
        let opened = self.programs.book().questions.open(question).map(|question| question.join(true));
        let place = opened.map_err(|TooMany| sending.not_sent("too_many_questions"))?;
        self.announce_question(&place);
        match self.outcome_of(place).await? {
            Outcome::Allowed(lasting) => Ok(lasting),
            Outcome::Denied => Err(sending.not_sent("denied")),
            Outcome::Dismissed => Err(sending.not_sent("dismissed")),
            Outcome::RanOut => Err(sending.not_sent("no_answer")),
            Outcome::Withdrawn => Err(sending.not_sent("withdrawn")),
        }
    }

    /// Takes the person's answer.
    ///
    /// # Errors
    /// `input_invalid` for what was not offered, `not_found` once the account is gone: the question is still open.
    pub(super) async fn answer_sending(
        &self,
        question: &str,
        sending: &Sending,
        answer: Answer,
    ) -> Result<(), Failure> {
        let (outcome, told) = match answer {
            Answer::Allow { lasting } => return self.let_send(question, sending, lasting),
            Answer::Deny => (Outcome::Denied, "denied"),
            Answer::Dismiss => (Outcome::Dismissed, "the window was closed"),
        };
        self.end_question(question, outcome);
        self.record(sending.refusal(self.subject_of(&sending.account), told)).await;
        Ok(())
    }

    fn let_send(&self, question: &str, sending: &Sending, lasting: Lasting) -> Result<(), Failure> {
        if !sending.offers().contains(&lasting) {
            return Err(not_offered("as an answer about an address"));
        }
        self.cell(&sending.account)?;
        match lasting {
            Lasting::Once => {
                self.end_question(question, Outcome::Allowed(lasting));
                return Ok(());
            }
            Lasting::WhileItRuns => self.exchanges.confirm(&sending.account, &sending.origin),
            // Whoever waits for the answer keeps it, before anything is sent.
            Lasting::UntilRevoked => {}
        }
        // What other calls ask is answered by this, too.
        let answered = self.programs.book().questions.take_all(|other| sending.is_about(&other.about));
        for other in answered {
            other.ends(Outcome::Allowed(lasting));
        }
        self.announce_programs();
        Ok(())
    }

    /// The page takes a question of its own back: a call's, or the one about a new address.
    ///
    /// # Errors
    /// `not_found` for one that is over, or that is a program's.
    pub(crate) fn take_back(&self, question: &str) -> Result<(), Failure> {
        let own = |about: &About| about.program().is_none();
        let taken = self.programs.book().questions.take_all(|open| open.id == question && own(&open.about));
        if taken.is_empty() {
            return Err(Failure::not_found("question"));
        }
        for question in taken {
            question.ends(Outcome::Withdrawn);
        }
        self.announce_programs();
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn sending(origin: &str) -> Sending {
        Sending { account: "a0".into(), origin: origin.into(), listed: false, token_until: None }
    }

    #[test]
    fn only_what_the_provider_lists_is_offered_for_good() {
        let listed = Sending { listed: true, ..sending("https://other.example") };
        assert_eq!(sending("https://other.example").offers(), [Lasting::Once, Lasting::WhileItRuns]);
        assert_eq!(listed.offers(), [Lasting::Once, Lasting::UntilRevoked]);
    }

    #[test]
    fn another_scheme_host_or_port_is_another_question() {
        let asked = sending("https://other.example");
        let about = |sending: Sending| asked.is_about(&About::Sending(sending));
        assert!(about(Sending { listed: true, ..asked.clone() }));
        for origin in ["http://other.example", "https://other.example:8443", "https://an.other.example"] {
            assert!(!about(sending(origin)), "{origin}");
        }
        assert!(!about(Sending { account: "a1".into(), ..asked.clone() }));
    }
}
