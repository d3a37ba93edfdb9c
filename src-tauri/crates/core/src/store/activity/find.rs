//! Finding entries by what a person says: a reference, or a part of a name that stands in the entry.
//!
//! 1. What was typed becomes no part of a query, so nothing in it means more than itself.
//! 2. A letter is found whatever its case, in every script that has one.
//! 3. Names are found, not every text: the words of an error, scopes and hashes are not looked through.
//!
//! The same in the window, for an entry that comes while something is found: `ui/src/lib/state/activity-find.ts`.

use std::collections::HashSet;

use rusqlite::Connection;
use serde::Deserialize;

use super::{StoreError, from_json, to_json};
use crate::activity::Spelling;
use crate::view::NamedText;

/// The facts that name something: programs, people, places, and why an administrator acted.
const NAMING: [&str; 9] =
    ["program", "path", "script", "address", "resource", "user", "whose", "ordered by", "reason"];

/// What is found.
pub(super) struct Find {
    /// The reference that it may be.
    reference: Option<Spelling>,
    text: Part,
    /// The same as the JSON of a row has it.
    stored: Part,
    /// Accounts whose handle it is a part of now; an entry stores none.
    accounts: HashSet<String>,
}

/// A text that is looked for in others; never empty.
struct Part(String);

/// What a stored body names.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Names {
    account_title: Option<String>,
    provider_name: Option<String>,
    facts: Vec<NamedText>,
}

impl Find {
    /// `None` where nothing was typed.
    pub(super) fn of(connection: &Connection, typed: Option<&str>) -> Result<Option<Self>, StoreError> {
        let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
        let text = Part::of(typed);
        let quoted = to_json(&typed, "text")?;
        let stored = Part::of(quoted.get(1..quoted.len() - 1).unwrap_or(&quoted));
        let mut accounts = HashSet::new();
        let mut statement = connection.prepare_cached("SELECT id, handle FROM account")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if text.is_in(&row.get::<_, String>(1)?) {
                accounts.insert(row.get(0)?);
            }
        }
        Ok(Some(Self { reference: Spelling::of(typed), text, stored, accounts }))
    }

    /// Whether an entry that is stored like this is looked for.
    pub(super) fn is(&self, reference: &str, account: Option<&str>, body: &str) -> Result<bool, StoreError> {
        if self.reference.as_ref().is_some_and(|wanted| wanted.is_of(reference))
            || account.is_some_and(|account| self.accounts.contains(account))
        {
            return Ok(true);
        }
        // Most rows hold it nowhere: they are not read any further.
        Ok(self.stored.is_in(body) && from_json::<Names>(body, "activity")?.have(&self.text))
    }
}

impl Names {
    fn have(&self, part: &Part) -> bool {
        let facts = self.facts.iter().filter(|fact| NAMING.contains(&fact.name.as_str()));
        let names = self.account_title.iter().chain(&self.provider_name).chain(facts.map(|fact| &fact.text));
        names.into_iter().any(|name| part.is_in(name))
    }
}

impl Part {
    fn of(text: &str) -> Self {
        Self(lower(text))
    }

    fn is_in(&self, text: &str) -> bool {
        // The usual case, and much the quicker one.
        if self.0.is_ascii() || text.is_ascii() {
            return text.to_ascii_lowercase().contains(&self.0);
        }
        lower(text).contains(&self.0)
    }
}

/// Letter by letter, so that a part of a text is lowered as it is within the whole (`str::to_lowercase` looks at a
/// sigma's neighbours).
fn lower(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
