//! An entry being written, under a reference that errors show too.

use super::reference::new_reference;
use crate::failure::Failure;
use crate::store::{ActivityBody, NewActivity};
use crate::view::{ActivityKind, ClaimChange, ErrorView, NamedText};

/// Whom an entry is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subject {
    pub(crate) account: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) provider_name: Option<String>,
}

/// An entry being written.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    kind: ActivityKind,
    subject: Subject,
    body: ActivityBody,
    problem: bool,
    reference: String,
}

impl Note {
    /// Something happened to somebody.
    pub(crate) fn new(kind: ActivityKind, subject: Subject) -> Self {
        Self { kind, subject, body: ActivityBody::default(), problem: false, reference: new_reference() }
    }

    /// A fact to fold out.
    pub(crate) fn fact(mut self, name: &str, text: impl Into<String>) -> Self {
        self.body.facts.push(NamedText { name: name.to_owned(), text: text.into() });
        self
    }

    /// Claims that changed.
    pub(crate) fn changes(mut self, changes: &[ClaimChange]) -> Self {
        self.body.changes = changes.to_vec();
        self
    }

    /// It is a problem: the failure becomes an error that carries the entry's reference.
    pub(crate) fn problem(mut self, failure: Failure, at: i64) -> (Self, ErrorView) {
        let error = failure.view(at, self.subject.account.as_deref(), Some(self.reference.clone()));
        self.problem = true;
        self.body.error = Some(error.clone());
        (self, error)
    }

    /// As it is stored.
    pub(crate) fn at(self, at: i64) -> NewActivity {
        let mut body = self.body;
        body.account_title = self.subject.title;
        body.provider_name = self.subject.provider_name;
        NewActivity {
            reference: self.reference,
            at,
            kind: self.kind,
            problem: self.problem,
            account: self.subject.account,
            body,
        }
    }
}
