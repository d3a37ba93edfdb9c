//! A grant made at a terminal, with the passphrase of the file vault.
//!
//! It is written beside the engine that may be running, in one short transaction with the entry that tells of it;
//! the engine sees it at its next decision. Invariant 1: no engine is started, and nothing of the vault is read:
//! the proof says that the passphrase was at hand, and the database that this profile has one. Invariant 2: only an ordinary program's own file is granted
//! anything, as it is at this moment. Invariant 3: a database of another version is left alone while an engine
//! runs.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use lanyard_vault::{PassphraseProof, VaultKind};
use rand::Rng;

use super::answer::granted;
use super::decide::Asked;
use super::executable::{keeper, sha256};
use super::grant::{Executable, Grant, Holder};
use super::identity::{ProcessId, Program, SessionId};
use super::limits::Limits;
use super::policy::Ruling;
use crate::account::Account;
use crate::activity::Subject;
use crate::failure::Failure;
use crate::lock::{EngineLock, LockError};
use crate::provider::Policy;
use crate::store::{AccountRecord, Store, StoreError, StoredProvider, grants, vault};
use crate::view::{ErrorCode, ErrorView, GrantOrigin, GrantView, Lasting, ProgramKind, unix};
use crate::{Clock, Home, SystemClock};

/// Which grant to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalGrant {
    /// The account's handle, or its id.
    pub account: String,
    /// The program's executable. A link stands for the file behind it.
    pub program: PathBuf,
    /// What kind of program that is, as whoever identifies programs calls it.
    pub kind: ProgramKind,
    /// Scopes; empty: the account's own.
    pub scopes: Vec<String>,
    /// The one resource; `None`: not restricted to one.
    pub resource: Option<String>,
}

/// Makes a grant that lasts until it is revoked. It takes the place of narrower ones of the same program.
///
/// # Errors
/// - `passphrase_wrong` for the proof of another vault; `other_vault` where the secrets are in the keychain
/// - `input_invalid` for a shell, an interpreter, a script, a file that can't be read, what is no scope or resource
/// - `not_found` for an unknown account; `policy_denied`, `policy_broken`
/// - `another_engine` while an engine of an older version runs; what the database says
#[cfg(unix)]
pub fn allow_from_terminal(
    home: &Home,
    proof: &PassphraseProof,
    grant: TerminalGrant,
) -> Result<GrantView, ErrorView> {
    let now = SystemClock.unix();
    allow(home, proof, grant, now).map_err(|failure| failure.view(now, None, None))
}

#[cfg(unix)]
fn allow(home: &Home, proof: &PassphraseProof, asked: TerminalGrant, now: i64) -> Result<GrantView, Failure> {
    if !proof.is_of(&home.vault()) {
        let message = "the proof is of another vault";
        return Err(Failure::lasting(ErrorCode::PassphraseWrong, "keychain", message));
    }
    let limits = Limits::of(asked.scopes, asked.resource)?;
    let program = program(&asked.program, asked.kind)?;
    let policy = Policy::read(home.policy())?;
    let store = open(home)?;
    match store.run_here(|db| vault::kind(db))? {
        VaultKind::PassphraseFile => {}
        // Whoever made a vault in this folder knows its passphrase, and that is all that the proof says.
        kept @ VaultKind::Keychain => return Err(Failure::other_vault(kept)),
    }
    let (account, provider_name) = account(&store, &policy, &asked.account)?;
    let title = account.title();
    let record = account.record;
    let ask = Asked {
        account: record.id.clone(),
        handle: record.handle.clone(),
        provider: record.provider,
        limits: limits.clone(),
    };
    if policy.programs.ruling(&program, &ask) == Ruling::Deny {
        let message = "the policy denies the program this account";
        return Err(Failure::lasting(ErrorCode::PolicyDenied, "policy", message));
    }
    let grant = Grant {
        id: format!("{:016x}", rand::thread_rng().r#gen::<u64>()),
        account: record.id.clone(),
        holder: Holder::Executable(Executable::of(&program)),
        limits,
        origin: GrantOrigin::Passphrase,
        made_at: now,
    };
    let subject = Subject { account: Some(record.id), title: Some(title.clone()), provider_name };
    let entry = granted(&grant.holder, &grant.limits, grant.origin, subject).at(now);
    store.run_here(|db| {
        let others: Vec<Grant> = grants::all(db)?.into_iter().map(|(grant, _)| grant).collect();
        grants::insert(db, &grant, &grant.outdoes(&others, &program), entry)
    })?;
    Ok(GrantView {
        id: grant.id,
        program: program.view(),
        account: grant.account,
        handle: record.handle,
        title,
        asked_scopes: grant.limits.scopes,
        given_scopes: Vec::new(),
        resource: grant.limits.resource,
        lasting: Lasting::UntilRevoked,
        origin: grant.origin,
        made_at: unix(now),
        used_at: None,
        uses: 0,
    })
}

/// The program that this file would be; nobody runs it yet.
#[cfg(unix)]
fn program(path: &Path, kind: ProgramKind) -> Result<Program, Failure> {
    let refuse = |what: String| {
        Failure::lasting(ErrorCode::InputInvalid, "file", "no program that can be granted something")
            .detail(what)
    };
    match kind {
        ProgramKind::Ordinary => {}
        ProgramKind::Interpreter { .. } | ProgramKind::Session => {
            return Err(refuse(
                "a shell or an interpreter, which would lend it to whatever it runs".to_owned(),
            ));
        }
    }
    let unreadable = |error: std::io::Error| refuse(format!("a file that can't be read, because {error}"));
    // The kernel will name the file, not the link by which it was started.
    let path = std::fs::canonicalize(path).map_err(unreadable)?;
    if path.to_str().is_none() {
        return Err(refuse("a path that is no text".to_owned()));
    }
    let mut file = File::open(&path).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(refuse("what is no file".to_owned()));
    }
    let mut start = [0; 2];
    let read = file.read(&mut start).map_err(unreadable)?;
    if start.get(..read) == Some(b"#!") {
        return Err(refuse("a script, because what runs is its interpreter".to_owned()));
    }
    file.rewind().map_err(unreadable)?;
    let nobody = ProcessId { pid: 0, started: 0 };
    Ok(Program {
        process: nobody,
        session: SessionId { leader: nobody, terminal: None },
        hash: sha256(&mut file).map_err(unreadable)?,
        keeper: keeper(&path, rustix::process::geteuid().as_raw()),
        path,
        kind,
        parents: Vec::new(),
        folder: None,
    })
}

/// The database, beside whoever else has it open.
fn open(home: &Home) -> Result<Store, Failure> {
    if !home.database().exists() {
        return Err(Failure::not_found("account"));
    }
    match Store::open_as_it_is(&home.database())? {
        Some(store) => Ok(store),
        // An upgrade is for whoever owns the profile: us, for this moment, if nobody else does.
        None => match EngineLock::take(&home.lock()) {
            Ok(_owner) => Ok(Store::open(&home.database())?),
            Err(LockError::Taken) => {
                let message = "an engine of an older version runs";
                Err(Failure::passing(ErrorCode::AnotherEngine, "lock", message))
            }
            Err(LockError::Io(error)) => {
                Err(Failure::passing(ErrorCode::DiskFull, "database", error.to_string()))
            }
        },
    }
}

/// The account of this handle or id, and its provider's name.
fn account(store: &Store, policy: &Policy, name: &str) -> Result<(Account, Option<String>), Failure> {
    let (records, own) =
        store.run_here(|db| Ok::<_, StoreError>((AccountRecord::all(db)?, StoredProvider::all(db)?)))?;
    let by_handle = records.iter().find(|record| record.handle == name);
    let record = by_handle.or_else(|| records.iter().find(|record| record.id == name)).cloned();
    let record = record.ok_or_else(|| Failure::not_found("account"))?;
    let own = own.iter().map(|stored| &stored.settings);
    let provider = policy.providers.iter().chain(own).find(|provider| provider.id == record.provider);
    let provider_name = provider.map(|provider| provider.name.clone());
    Ok((Account::from_record(record), provider_name))
}
