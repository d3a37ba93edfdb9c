//! Asking whether an account's tokens may go to its provider's new address (CHECKLIST R35).
//!
//! Invariant 1: the page that puts the question has no say in it: the answer comes from the consent window alone. All
//! that the page can do is take its own question back. Invariant 2: the same question put twice is one, and one that
//! the provider has outdated gives way to the next. Invariant 3: any no, and no answer in time, changes nothing; it is
//! in the activity log, as a yes is.

use std::sync::Arc;

use super::answer::not_offered;
use super::consent::Consent;
use super::question::{About, Outcome, Question, TooMany};
use crate::activity::{Note, Subject};
use crate::engine::{Inner, Word};
use crate::failure::Failure;
use crate::provider::Moved;
use crate::view::{ActivityKind, Answer, ErrorCode, Lasting, QuestionAbout};

/// What is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewAddress {
    /// The account's id.
    pub(crate) account: String,
    /// Where its provider wanted the refresh token, and where it wants it now.
    pub(crate) moved: Moved,
    /// The provider's client secret would go there, too.
    pub(crate) client_secret: bool,
}

impl NewAddress {
    /// The one answer beside no.
    pub(super) const OFFERS: [Lasting; 1] = [Lasting::UntilRevoked];

    /// As the consent window shows it.
    pub(super) fn view(&self) -> QuestionAbout {
        let (from, to) = self.moved.places();
        QuestionAbout::NewAddress { from, to, client_secret: self.client_secret }
    }

    /// The entry that tells of a no.
    pub(super) fn refusal(&self, subject: Subject, answer: &str) -> Note {
        self.note(ActivityKind::AddressDenied, subject).fact("answer", answer)
    }

    /// An entry about it.
    pub(crate) fn note(&self, kind: ActivityKind, subject: Subject) -> Note {
        let Moved { from, to, .. } = &self.moved;
        Note::new(kind, subject).fact("from", from.clone()).fact("to", to.clone())
    }

    /// Whether that asks exactly this.
    fn is_asked_by(&self, about: &About) -> bool {
        matches!(about, About::NewAddress(other) if other == self)
    }

    /// Whether that asks about the same account's address, be it this one or an older one.
    fn replaces(&self, about: &About) -> bool {
        matches!(about, About::NewAddress(other) if other.account == self.account)
    }

    /// Why the person is not asked; `why` is for programs, never for people.
    fn not_asked(&self, why: &str) -> Failure {
        let message = "the provider's new address is none that tokens may go to";
        Failure::lasting(ErrorCode::ForeignOrigin, "consent", message)
            .host(&self.moved.places().1)
            .detail(why)
    }
}

impl Inner {
    /// Asks the person, in the consent window; the answer itself makes the account go on. Asked already, it is one
    /// question.
    ///
    /// # Errors
    /// `not_found` where there is nothing to ask; `foreign_origin` where nobody can be asked.
    pub(crate) async fn ask_about_new_address(self: &Arc<Self>, account: &str) -> Result<(), Failure> {
        let asked = self.new_address(&*self.cell(account)?)?;
        if self.consent == Consent::Nobody {
            return Err(asked.not_asked("nobody_to_ask"));
        }
        self.questions_run_out().await;
        let question = Question::new(
            self.new_id(),
            About::NewAddress(asked.clone()),
            self.clock.boot(),
            self.clock.unix(),
        );
        let (outdated, opened) = {
            let mut book = self.programs.book();
            if book.questions.iter().any(|open| asked.is_asked_by(&open.about)) {
                return Ok(());
            }
            let outdated = book.questions.take_all(|open| asked.replaces(&open.about));
            // Nobody waits in it: it stays until it is answered or runs out.
            (outdated, book.questions.open(question).map(|question| question.join(false)))
        };
        for question in outdated {
            question.ends(Outcome::Withdrawn);
        }
        let place = opened.map_err(|TooMany| asked.not_asked("too_many_questions"))?;
        self.announce_question(&place);
        Ok(())
    }

    /// Takes the person's answer.
    ///
    /// # Errors
    /// `input_invalid` for what was not offered, what the database says: the question is still open. `not_found` once
    /// what was asked is no longer so: it is over.
    pub(super) async fn answer_new_address(
        &self,
        question: &str,
        asked: &NewAddress,
        answer: Answer,
    ) -> Result<(), Failure> {
        let (outcome, told) = match answer {
            Answer::Allow { lasting } => return self.allow_new_address(question, asked, lasting).await,
            Answer::Deny => (Outcome::Denied, "denied"),
            Answer::Dismiss => (Outcome::Dismissed, "the window was closed"),
        };
        self.end_question(question, outcome);
        self.record(asked.refusal(self.subject_of(&asked.account), told)).await;
        Ok(())
    }

    async fn allow_new_address(
        &self,
        question: &str,
        asked: &NewAddress,
        lasting: Lasting,
    ) -> Result<(), Failure> {
        if !NewAddress::OFFERS.contains(&lasting) {
            return Err(not_offered("as an answer about a new address"));
        }
        match self.let_tokens_go(asked).await? {
            Word::Kept => {
                self.end_question(question, Outcome::Allowed(lasting));
                Ok(())
            }
            Word::Void => {
                self.end_question(question, Outcome::Withdrawn);
                Err(Failure::not_found("question"))
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use lanyard_oauth::{Issuer, Metadata};

    use super::*;
    use crate::provider::{Origins, Receiver};

    fn metadata(token: &str) -> Metadata {
        let given = ["authorization", "token", "jwks"].map(|name| (name, "https://id.example/here"));
        let issuer = Issuer::parse("https://id.example").unwrap();
        // As discovery would read it.
        Metadata {
            token_endpoint: token.parse().unwrap(),
            ..Metadata::from_endpoints(&issuer, given).unwrap()
        }
    }

    pub(crate) fn moved_to(origin: &str) -> NewAddress {
        let before = Origins::of(&metadata("https://id.example"));
        let moved = before.admit(Receiver::Token, &metadata(origin)).unwrap_err();
        NewAddress { account: "a0".into(), moved, client_secret: false }
    }

    #[test]
    fn hosts_are_shown_as_they_are_looked_up() {
        let view = |origin: &str| match moved_to(origin).view() {
            QuestionAbout::NewAddress { from, to, .. } => (from, to),
            other @ (QuestionAbout::Tokens { .. } | QuestionAbout::Sending { .. }) => panic!("{other:?}"),
        };
        let home = "id.example".to_owned();
        assert_eq!(view("https://login.example:8443"), (home.clone(), "login.example:8443".into()));
        // A Cyrillic і, and a name that runs from right to left.
        assert_eq!(view("https://\u{456}d.example"), (home.clone(), "xn--d-evb.example".into()));
        assert_eq!(view("https://\u{5d0}.example"), (home, "xn--4db.example".into()));
    }

    #[test]
    fn another_account_host_or_secret_is_another_question() {
        let asked = moved_to("https://login.example");
        let asks = |other: NewAddress| asked.is_asked_by(&About::NewAddress(other));
        assert!(asks(asked.clone()));
        assert!(!asks(NewAddress { account: "a1".into(), ..asked.clone() }));
        assert!(!asks(moved_to("https://login.example:8443")));
        assert!(!asks(NewAddress { client_secret: true, ..asked.clone() }));
        assert!(asked.replaces(&About::NewAddress(moved_to("https://an.other.example"))));
        let elsewhere = NewAddress { account: "a1".into(), ..asked.clone() };
        assert!(!asked.replaces(&About::NewAddress(elsewhere)));
    }
}
