//! An error's facts as a sentence takes them.

use super::{Act, Context};
use crate::view::ErrorView;
use crate::words::plain;

/// An error's facts, inert, and filled where the provider or the engine left a gap.
pub(super) struct Facts {
    pub(super) act: Act,
    pub(super) provider: String,
    /// The same within a sentence.
    pub(super) within: String,
    pub(super) host: String,
    /// Who was called, where it is an API.
    pub(super) api: String,
    pub(super) words: Option<String>,
    pub(super) certificate: Option<String>,
    pub(super) skew: Option<f64>,
    /// ` (line 3, column 7)`, or nothing.
    pub(super) place: String,
    pub(super) detail: Option<String>,
    /// Who ended the sign-in from the console, and why.
    pub(super) ended: Option<(String, String)>,
    /// `at 14:02`.
    pub(super) at: String,
    /// `14:02`.
    pub(super) when: String,
    /// `14:10`, where a token works on.
    pub(super) until: Option<String>,
    /// `until 12:11`, where an answer is waited for.
    pub(super) answer_by: Option<String>,
}

impl Facts {
    pub(super) fn of(error: &ErrorView, context: &Context<'_>) -> Self {
        let facts = &error.facts;
        let now = context.now;
        let inert = |text: &Option<String>| text.as_deref().map(plain);
        let column = facts.column.map(|column| format!(", column {column}")).unwrap_or_default();
        let serves = context.lease.filter(|lease| lease.expires_at > now.unix());
        let provider = inert(&facts.provider);
        let within = provider.clone().unwrap_or_else(|| "the provider".to_owned());
        let host = inert(&facts.host);
        Self {
            act: Act::of(facts.step.as_deref()),
            api: host.clone().unwrap_or_else(|| "The API".to_owned()),
            host: host.unwrap_or_else(|| within.clone()),
            within,
            provider: provider.unwrap_or_else(|| "The provider".to_owned()),
            words: inert(&facts.words),
            certificate: inert(&facts.certificate_issuer),
            skew: facts.skew,
            place: facts.line.map(|line| format!(" (line {line}{column})")).unwrap_or_default(),
            detail: inert(&facts.detail),
            ended: inert(&facts.ended_by).zip(inert(&facts.ended_why)),
            at: now.at_moment(error.at),
            when: now.moment(error.at),
            until: serves.map(|lease| now.moment(lease.expires_at)),
            answer_by: facts.until.map(|until| format!("until {}", now.moment(until))),
        }
    }

    /// ` Acme ID says: “account disabled”.`, or nothing.
    pub(super) fn says(&self) -> String {
        self.words.as_ref().map(|words| format!(" {} says: “{words}”.", self.provider)).unwrap_or_default()
    }

    /// Until when the token works and what then is said; without one, something else.
    pub(super) fn serving(&self, then: &str, otherwise: &str) -> String {
        self.until
            .as_ref()
            .map_or_else(|| otherwise.to_owned(), |until| format!("The token works until {until}; {then}"))
    }
}

/// ` (1.4)`, or nothing.
pub(super) fn in_brackets(text: Option<&str>) -> String {
    text.map(|text| format!(" ({text})")).unwrap_or_default()
}
