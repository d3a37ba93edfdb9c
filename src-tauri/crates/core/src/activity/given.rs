//! Tokens handed to programs: the first of each is written down before it leaves, the rest is counted.
//!
//! 1. The first time that a program gets a token is durable before the token leaves; if it can't be written, the
//!    token stays here.
//! 2. The same token for the same program again is counted in memory and written as one entry, at most once a
//!    minute: no disk, no wait and no allocation on that path.
//! 3. A count lives as long as its token and no longer; there are at most [`MOST`], and room is made by writing
//!    them down, so that forgetting one costs an entry too many, never one too few.
//!
//! Which programs are the same says [`Program::is`].

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::{Note, Subject};
use crate::account::LeaseKey;
use crate::engine::{AccountCell, Inner};
use crate::failure::Failure;
use crate::program::Program;
use crate::view::{ActivityKind, ProgramKind, ProgramView};

/// Time between two entries that tell of repeats.
const TOLD_EVERY: Duration = Duration::from_mins(1);
/// Pairs of program and token that are counted at once.
const MOST: usize = 2_048;
/// How much of a token's hash names it in an entry, in bytes.
const SHOWN: usize = 8;

/// SHA-256 of an access token: names it without being of any use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of this token.
    pub(crate) fn of(token: &SecretString) -> Self {
        Self(Sha256::digest(token.expose_secret().as_bytes()).into())
    }

    /// All of it, in hex.
    pub(crate) fn hex(&self) -> String {
        hex(&self.0)
    }

    /// As entries name it: the first sixteen digits.
    pub(crate) fn short(&self) -> String {
        hex(&self.0[..SHOWN])
    }
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A token about to leave.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    pub(crate) program: &'a Program,
    pub(crate) account: &'a AccountCell,
    pub(crate) lease: &'a LeaseKey,
    pub(crate) token: TokenHash,
    /// When the token ends, by the clock that counts suspend.
    pub(crate) until: Duration,
    /// Scopes of the token.
    pub(crate) scopes: &'a [String],
    /// The resource it is for.
    pub(crate) resource: Option<&'a str>,
}

/// Who got which token how often.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    counts: Mutex<Counts>,
    /// Held while a first time is being written, so that many at once make one entry.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Counts {
    taken: HashMap<TokenHash, Vec<Taken>>,
    pairs: usize,
    told_at: Duration,
    /// The engine has closed: what is not counted here is not given.
    closed: bool,
}

/// One program's share of one token.
#[derive(Debug)]
struct Taken {
    program: Program,
    until: Duration,
    /// Times since the last entry that told of it.
    again: u32,
    subject: Subject,
    lease: String,
}

impl Inner {
    /// Writes down, or counts, that a program is given a token. Call it before the token leaves.
    ///
    /// # Errors
    /// What the database says, the first time; `closing`. The token must not leave then.
    pub(crate) async fn token_given(&self, given: Given<'_>) -> Result<(), Failure> {
        if self.ledger.count(&given)? {
            return Ok(());
        }
        let _writing = self.ledger.writing.lock().await;
        // Somebody else may have written it while this one waited.
        if self.ledger.count(&given)? {
            return Ok(());
        }
        if self.ledger.is_full() {
            self.tell_repeats(Told::Everything).await;
        }
        let subject = self.subject(given.account);
        self.record_durably(vec![given.first(subject.clone())]).await?;
        self.ledger.enter(&given, subject);
        Ok(())
    }

    /// Tells of repeats, if that is due.
    pub(crate) async fn tell_repeats_if_due(&self) {
        if self.ledger.is_due(self.clock.boot()) {
            self.tell_repeats(Told::Due).await;
        }
    }

    /// Tells of every repeat for the last time.
    pub(crate) async fn close_ledger(&self) {
        let _writing = self.ledger.writing.lock().await;
        self.ledger.lock().closed = true;
        self.tell_repeats(Told::Everything).await;
    }

    async fn tell_repeats(&self, told: Told) {
        let notes = self.ledger.lock().repeats(self.clock.boot(), told);
        if !notes.is_empty()
            && let Err(error) = self.record_durably(notes).await
        {
            tracing::warn!(%error, "how often tokens were given again was not written");
        }
    }
}

/// What is forgotten after it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// What has ended.
    Due,
    /// All of it.
    Everything,
}

impl Given<'_> {
    fn first(&self, subject: Subject) -> Note {
        let program = self.program.view();
        let mut note = note(subject, &program, self.token.short(), &self.lease.name())
            .fact("process", self.program.process.pid.to_string())
            .fact("executable", self.program.hash.get(..SHOWN * 2).unwrap_or(&self.program.hash))
            .fact("scopes", self.scopes.join(" "));
        if !program.parents.is_empty() {
            note = note.fact("started by", program.parents.join(", "));
        }
        let script = match program.kind {
            ProgramKind::Interpreter { script } => script,
            ProgramKind::Ordinary | ProgramKind::Session => None,
        };
        let optional = [
            ("script", script),
            ("terminal", program.terminal),
            ("resource", self.resource.map(str::to_owned)),
        ];
        optional.into_iter().fold(note, |note, (name, text)| match text {
            Some(text) => note.fact(name, text),
            None => note,
        })
    }
}

fn note(subject: Subject, program: &ProgramView, token: String, lease: &str) -> Note {
    Note::new(ActivityKind::TokenGiven, subject)
        .fact("program", program.name.clone())
        .fact("path", program.path.clone())
        .fact("token", token)
        .fact("lease", lease)
}

impl Ledger {
    /// Counts it, if it is not the first time.
    fn count(&self, given: &Given<'_>) -> Result<bool, Failure> {
        let mut counts = self.lock();
        if counts.closed {
            return Err(Failure::closing());
        }
        let takers = counts.taken.get_mut(&given.token).into_iter().flatten();
        let Some(taken) = takers.into_iter().find(|taken| taken.program.is(given.program)) else {
            return Ok(false);
        };
        taken.again = taken.again.saturating_add(1);
        Ok(true)
    }

    fn enter(&self, given: &Given<'_>, subject: Subject) {
        let mut counts = self.lock();
        let taken = Taken {
            program: given.program.clone(),
            until: given.until,
            again: 0,
            subject,
            lease: given.lease.name(),
        };
        counts.taken.entry(given.token).or_default().push(taken);
        counts.pairs += 1;
    }

    fn is_full(&self) -> bool {
        self.lock().pairs >= MOST
    }

    fn is_due(&self, boot: Duration) -> bool {
        let counts = self.lock();
        counts.pairs > 0 && boot >= counts.told_at + TOLD_EVERY
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// The entries that tell of repeats; what is over is forgotten.
    fn repeats(&mut self, boot: Duration, told: Told) -> Vec<Note> {
        self.told_at = boot;
        let mut notes = Vec::new();
        for (token, takers) in &mut self.taken {
            for taken in takers.iter_mut().filter(|taken| taken.again > 0) {
                notes.push(
                    note(taken.subject.clone(), &taken.program.view(), token.short(), &taken.lease)
                        .fact("again", taken.again.to_string()),
                );
                taken.again = 0;
            }
            takers.retain(|taken| told == Told::Due && boot < taken.until);
        }
        self.taken.retain(|_, takers| !takers.is_empty());
        self.pairs = self.taken.values().map(Vec::len).sum();
        notes
    }
}
