//! Tokens handed to programs: the first of each is written down before it leaves, the rest is counted.
//!
//! 1. The first time that a program gets a token is durable before the token leaves; if it can't be written, the
//!    token stays here.
//! 2. The same token for the same program again is counted in memory and written as one entry, at most once a
//!    minute: no disk, no wait and no allocation on that path.
//! 3. A count lives as long as its token; there are at most [`MOST`], and room is made by writing them down, so
//!    that forgetting one costs an entry too many, never one too few. What can't be written goes on being counted.
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
use crate::store::StoreError;
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
    /// Held while anything of it is being written, so that many first times at once make one entry.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Changed by whoever has [`Ledger::writing`]; anybody may count.
    taken: HashMap<TokenHash, Vec<Taken>>,
    pairs: usize,
    /// When repeats were told last, by the clock that counts suspend; else since when there is something to tell.
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
            self.tell_repeats(Forget::Everything).await?;
        }
        let subject = self.subject(given.account);
        self.record_durably(vec![given.first(subject.clone())]).await?;
        self.ledger.enter(&given, subject, self.clock.boot());
        Ok(())
    }

    /// Tells of repeats, if that is due.
    pub(crate) async fn tell_repeats_if_due(&self) {
        if self.ledger.is_due(self.clock.boot()) {
            let _writing = self.ledger.writing.lock().await;
            traced(self.tell_repeats(Forget::WhatEnded).await);
        }
    }

    /// Tells of every repeat for the last time.
    pub(crate) async fn close_ledger(&self) {
        let _writing = self.ledger.writing.lock().await;
        self.ledger.lock().closed = true;
        traced(self.tell_repeats(Forget::Everything).await);
    }

    /// Call it with [`Ledger::writing`] held.
    async fn tell_repeats(&self, forget: Forget) -> Result<(), StoreError> {
        let boot = self.clock.boot();
        let repeats = {
            let mut counts = self.ledger.lock();
            counts.told_at = boot;
            counts.repeats()
        };
        if !repeats.is_empty() {
            self.record_durably(repeats.iter().map(Repeat::note).collect()).await?;
        }
        self.ledger.lock().told(&repeats, boot, forget);
        Ok(())
    }
}

fn traced(told: Result<(), StoreError>) {
    if let Err(error) = told {
        tracing::warn!(%error, "how often tokens were given again was not written yet");
    }
}

/// What is forgotten after it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Forget {
    /// Counts of tokens that have ended.
    WhatEnded,
    /// All of them.
    Everything,
}

/// What is about to be told of one pair.
struct Repeat {
    token: TokenHash,
    /// The pair's place among those of its token.
    place: usize,
    again: u32,
    subject: Subject,
    program: ProgramView,
    lease: String,
}

impl Repeat {
    fn note(&self) -> Note {
        note(self.subject.clone(), &self.program, self.token.short(), &self.lease)
            .fact("again", self.again.to_string())
    }
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

    fn enter(&self, given: &Given<'_>, subject: Subject, boot: Duration) {
        let mut counts = self.lock();
        if counts.pairs == 0 {
            counts.told_at = boot;
        }
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
    /// What there is to tell.
    fn repeats(&self) -> Vec<Repeat> {
        let places = self.taken.iter().flat_map(|(token, takers)| {
            takers.iter().enumerate().map(move |(place, taken)| (*token, place, taken))
        });
        places
            .filter(|(_, _, taken)| taken.again > 0)
            .map(|(token, place, taken)| Repeat {
                token,
                place,
                again: taken.again,
                subject: taken.subject.clone(),
                program: taken.program.view(),
                lease: taken.lease.clone(),
            })
            .collect()
    }

    /// It was told: what was counted meanwhile stays, unless all is forgotten.
    fn told(&mut self, repeats: &[Repeat], boot: Duration, forget: Forget) {
        for repeat in repeats {
            if let Some(taken) = self.taken.get_mut(&repeat.token).and_then(|t| t.get_mut(repeat.place)) {
                taken.again = taken.again.saturating_sub(repeat.again);
            }
        }
        for takers in self.taken.values_mut() {
            takers.retain(|taken| taken.again > 0 || (forget == Forget::WhatEnded && boot < taken.until));
        }
        self.taken.retain(|_, takers| !takers.is_empty());
        self.pairs = self.taken.values().map(Vec::len).sum();
    }
}
