//! An engine that dies where it is told to: what the kill tests end with SIGKILL and start again.
//!
//! `victim HOME ISSUER [POINT]` becomes the engine of the profile, links the first account if there is none,
//! waits until the account's first renewal is settled, and prints how it stands as one line of JSON. A POINT
//! such as `before-put-2` or `after-delete-1` names the vault call at which it kills itself, without a chance
//! to clean up. The keychain is the session's own.

mod engine;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use lanyard_core::view::AccountState;
use lanyard_core::{Engine, SystemClock};
use lanyard_vault::{LockState, Vault, VaultError, VaultKind, WatchGuard, os_vault};

use engine::{die, told};

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let home = args.next().context("which HOME")?;
    let issuer = args.next().context("which ISSUER")?;
    let point = args.next().map(|text| Point::parse(&text)).transpose()?;
    let vault = Dying { inside: os_vault("Lanyard"), point, calls: Default::default() };
    let engine = engine::open(home, Arc::new(vault), Arc::new(SystemClock)).await?;
    let mut events = engine.subscribe();
    engine::link_first(&engine, &issuer).await?;
    loop {
        if let Some(line) = settled(&engine).await? {
            engine::say(&line);
            engine.close().await;
            return Ok(());
        }
        tokio::time::timeout(Duration::from_secs(20), events.recv()).await.context("nothing happens")??;
    }
}

/// How the account stands, once its first renewal is settled.
async fn settled(engine: &Engine) -> Result<Option<serde_json::Value>> {
    let overview = engine.overview().await.map_err(|error| told(&error))?;
    let account = overview.accounts.first().context("no account")?;
    let (state, code) = match &account.state {
        AccountState::Active if account.lease.is_some() => ("active", None),
        AccountState::NeedsSignIn { error, .. } => ("needs_sign_in", Some(error.code)),
        AccountState::Waiting { error, .. } => ("waiting", Some(error.code)),
        AccountState::Active
        | AccountState::Renewing { .. }
        | AccountState::SigningIn { .. }
        | AccountState::SignedOut { .. } => return Ok(None),
    };
    Ok(Some(serde_json::json!({ "state": state, "code": code, "not_saved": account.not_saved })))
}

/// Before or after the how-manieth call of which operation it dies.
#[derive(Debug, Clone)]
struct Point {
    before: bool,
    operation: String,
    call: usize,
}

impl Point {
    fn parse(text: &str) -> Result<Self> {
        let mut parts = text.split('-');
        let (Some(when), Some(operation), Some(call)) = (parts.next(), parts.next(), parts.next()) else {
            bail!("no point: {text}");
        };
        Ok(Self { before: when == "before", operation: operation.to_owned(), call: call.parse()? })
    }
}

/// The session's keychain, up to the point.
struct Dying {
    inside: Arc<dyn Vault>,
    point: Option<Point>,
    calls: [AtomicUsize; 3],
}

impl Dying {
    fn around<T>(&self, operation: &str, work: impl FnOnce() -> T) -> T {
        let index = ["put", "get", "delete"].iter().position(|name| *name == operation).unwrap_or(0);
        let call = self.calls[index].fetch_add(1, Ordering::SeqCst) + 1;
        let here = self.point.as_ref().filter(|point| point.operation == operation && point.call == call);
        if here.is_some_and(|point| point.before) {
            die();
        }
        let result = work();
        if here.is_some() {
            die();
        }
        result
    }
}

impl Vault for Dying {
    fn kind(&self) -> VaultKind {
        self.inside.kind()
    }

    fn lock_state(&self) -> LockState {
        self.inside.lock_state()
    }

    fn put(&self, item: &str, secret: &[u8]) -> Result<(), VaultError> {
        self.around("put", || self.inside.put(item, secret))
    }

    fn get(&self, item: &str) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
        self.around("get", || self.inside.get(item))
    }

    fn delete(&self, item: &str) -> Result<(), VaultError> {
        self.around("delete", || self.inside.delete(item))
    }

    fn item_limit(&self) -> Option<usize> {
        self.inside.item_limit()
    }

    fn unlock(&self, deadline: Duration) -> Result<(), VaultError> {
        self.inside.unlock(deadline)
    }

    fn watch(&self, changed: Box<dyn Fn(LockState) + Send + Sync>) -> Option<WatchGuard> {
        self.inside.watch(changed)
    }
}
