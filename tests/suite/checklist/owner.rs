//! The process that owns a profile: killed, stopped, and looked at from outside.

use std::sync::Arc;

use anyhow::Context;
use harness::Result;
use harness::canary::Canaries;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::evil::Evil;
use harness::process::Process;
use harness::session::Session;
use lanyard_core::view::{ErrorCode, ErrorView};
use lanyard_core::{Browser, BrowserError, Engine, EngineParts, Home, SystemClock};
use lanyard_vault::testing::MemoryVault;
use rustix::process::Signal;
use secrecy::SecretString;
use serde_json::Value;

use super::wire::Wire;

/// A desk with a real keychain, on which victims own a profile.
struct Scene {
    desk: Desk,
    _session: Session,
    env: Vec<(String, String)>,
    evil: Evil,
    wire: Wire,
}

impl Scene {
    /// With a linked account, whose next refresh token will be on the line for as long as the test likes.
    async fn set() -> Result<Self> {
        let desk = Desk::bare()?;
        let mut session = Session::start(&desk).await?;
        session.start_keychain().await?;
        let mut env = desk.folders_env();
        env.push(("DBUS_SESSION_BUS_ADDRESS".into(), session.address().into()));
        let evil = Evil::start().await?;
        let wire = Wire::before(&evil, "token_endpoint").await?;
        let scene = Self { desk, _session: session, env, evil, wire };
        assert_eq!(scene.stands(&mut scene.victim("linking")?).await?["state"], "active");
        Ok(scene)
    }

    fn victim(&self, name: &str) -> Result<Process> {
        let home = self.desk.folder().join("profile").display().to_string();
        let args = [home, self.evil.issuer().to_owned()];
        Process::start(name, env!("CARGO_BIN_EXE_victim"), &args, &self.env, &self.desk.logs())
    }

    async fn stands(&self, victim: &mut Process) -> Result<Value> {
        let line = victim.line("how it stands", |line| serde_json::from_str::<Value>(line).ok()).await?;
        assert!(victim.ended().await?, "it ends well");
        Ok(line)
    }

    /// An owner in the middle of a rotation.
    async fn owner_on_the_line(&self) -> Result<Process> {
        self.wire.hold();
        let owner = self.victim("owner")?;
        eventually("the token is sent", SOON, async || Ok((self.wire.inside() == 1).then_some(()))).await?;
        Ok(owner)
    }

    /// Tries to become the owner as well.
    async fn intrude(&self) -> std::result::Result<Engine, ErrorView> {
        let parts = EngineParts {
            home: Home::named(self.desk.folder().join("profile"), "/nonexistent/policy.toml".into()),
            vault: Arc::new(MemoryVault::new()),
            clock: Arc::new(SystemClock),
            browser: Arc::new(NoBrowser),
            version: "0.0.0-suite",
            consent: lanyard_core::program::Consent::Nobody,
        };
        Engine::open(parts).await
    }

    async fn intruder_is_refused(&self) -> Result {
        let error = self.intrude().await.err().context("two owners of one profile")?;
        assert_eq!(error.code, ErrorCode::AnotherEngine);
        Ok(())
    }
}

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _url: &SecretString) -> std::result::Result<(), BrowserError> {
        Err(BrowserError("none".to_owned()))
    }
}

#[tokio::test]
async fn x9_an_owner_killed_inside_the_lock_leaves_it_to_the_next() -> Result {
    let scene = Scene::set().await?;
    let mut owner = scene.owner_on_the_line().await?;
    scene.intruder_is_refused().await?;
    owner.signal(Signal::KILL)?;
    assert!(!owner.ended().await?);
    drop(scene.intrude().await.map_err(|error| crate::rig::told(&error))?);
    Ok(())
}

#[tokio::test]
async fn x10_an_owner_that_stands_still_is_the_owner_and_goes_on_where_it_was() -> Result {
    let scene = Scene::set().await?;
    let mut owner = scene.owner_on_the_line().await?;
    // However long: the lock is the kernel's and knows no time.
    owner.signal(Signal::STOP)?;
    scene.wire.open();
    eventually("the answer is sent", SOON, async || Ok((scene.wire.inside() == 0).then_some(()))).await?;
    scene.intruder_is_refused().await?;
    owner.signal(Signal::CONT)?;
    assert_eq!(scene.stands(&mut owner).await?["state"], "active");
    assert_eq!(scene.stands(&mut scene.victim("next")?).await?["state"], "active", "nothing was lost");
    Ok(())
}

#[tokio::test]
async fn m5_no_secret_is_in_the_arguments_or_the_environment() -> Result {
    let scene = Scene::set().await?;
    let owner = scene.owner_on_the_line().await?;
    let mut canaries = Canaries::default();
    for (kind, secret) in scene.evil.issued() {
        canaries.plant(kind, &secret);
    }
    assert!(canaries.len() >= 4, "secrets are known");
    let read = |file: &str| std::fs::read(format!("/proc/{}/{file}", owner.pid()));
    for (file, expected) in [("cmdline", scene.evil.issuer()), ("environ", "DBUS_SESSION_BUS_ADDRESS")] {
        let bytes = read(file)?;
        assert!(String::from_utf8_lossy(&bytes).contains(expected), "{file} is its own");
        assert_eq!(canaries.search(file, &bytes), []);
    }
    Ok(())
}
