//! X1: SIGKILL at every step of a rotation, against providers with no rotation, with a grace, and with none.
//!
//! Each run kills an engine at one point of a renewal and starts it again. The one loss that no client can
//! prevent is named: killed between the provider's commit and our write, at a provider that rotates without
//! a grace. There the person is told what happened.

use std::cell::Cell;

use harness::Result;
use harness::condition::{SOON, eventually};
use harness::desk::Desk;
use harness::evil::{Endpoint, Evil, Reply};
use harness::process::Process;
use harness::session::Session;
use serde_json::Value;

/// Vault calls of one renewal, in order: the probe (put, get, delete), the read of the token, the write of
/// the next generation and its read back, the deletion of the old one.
const POINTS: [&str; 14] = [
    "before-put-1",
    "after-put-1",
    "before-get-1",
    "after-get-1",
    "before-delete-1",
    "after-delete-1",
    "before-get-2",
    "after-get-2",
    "before-put-2",
    "after-put-2",
    "before-get-3",
    "after-get-3",
    "before-delete-2",
    "after-delete-2",
];

/// The provider has committed and we have not written yet.
const LOST_WITHOUT_A_GRACE: [&str; 1] = ["before-put-2"];

struct Scene {
    desk: Desk,
    _session: Session,
    env: Vec<(String, String)>,
    evil: Evil,
    /// Runs so far: each prints to a file of its own.
    runs: Cell<usize>,
}

impl Scene {
    async fn set() -> Result<Self> {
        let desk = Desk::bare()?;
        let mut session = Session::start(&desk).await?;
        session.start_keychain().await?;
        let mut env = desk.folders_env();
        env.push(("DBUS_SESSION_BUS_ADDRESS".into(), session.address().into()));
        Ok(Self { desk, _session: session, env, evil: Evil::start().await?, runs: Cell::new(0) })
    }

    fn victim(&self, point: Option<&str>) -> Result<Process> {
        let home = self.desk.folder().join("profile").display().to_string();
        let mut args = vec![home, self.evil.issuer().to_owned()];
        args.extend(point.map(str::to_owned));
        self.runs.set(self.runs.get() + 1);
        let name = format!("victim-{}", self.runs.get());
        Process::start(&name, env!("CARGO_BIN_EXE_victim"), &args, &self.env, &self.desk.logs())
    }

    /// Starts an engine, lets it settle, and reads how the account stands.
    async fn settles(&self) -> Result<Value> {
        let mut victim = self.victim(None)?;
        let line = victim.line("how it stands", |line| serde_json::from_str::<Value>(line).ok()).await?;
        assert!(victim.ended().await?, "it ends well");
        Ok(line)
    }

    /// A fresh sign-in in a fresh profile.
    async fn link(&self) -> Result {
        let profile = self.desk.folder().join("profile");
        if profile.exists() {
            std::fs::remove_dir_all(&profile)?;
        }
        assert_eq!(self.settles().await?["state"], "active");
        Ok(())
    }

    async fn dies_at(&self, point: &str) -> Result {
        let mut victim = self.victim(Some(point))?;
        assert!(!victim.ended().await?, "{point}: the point was never reached");
        Ok(())
    }
}

#[tokio::test]
async fn x1_no_rotation_survives_a_kill_at_every_step() -> Result {
    let scene = Scene::set().await?;
    scene.evil.without_rotation();
    scene.link().await?;
    for point in &POINTS[..8] {
        scene.dies_at(point).await?;
        let stands = scene.settles().await?;
        assert_eq!(stands["state"], "active", "{point}: {stands}");
    }
    Ok(())
}

#[tokio::test]
async fn x1_rotation_with_a_grace_survives_a_kill_at_every_step() -> Result {
    let scene = Scene::set().await?;
    scene.evil.with_grace();
    scene.link().await?;
    for point in POINTS {
        scene.dies_at(point).await?;
        let stands = scene.settles().await?;
        assert_eq!(stands["state"], "active", "{point}: {stands}");
    }
    Ok(())
}

#[tokio::test]
async fn x1_rotation_without_a_grace_loses_only_what_nobody_could_keep() -> Result {
    let scene = Scene::set().await?;
    scene.link().await?;
    for point in POINTS {
        scene.dies_at(point).await?;
        let stands = scene.settles().await?;
        if LOST_WITHOUT_A_GRACE.contains(&point) {
            assert_eq!(stands["state"], "needs_sign_in", "{point}");
            assert_eq!(stands["code"], "renewal_cut", "{point}: the person is told what happened");
            scene.link().await?;
        } else {
            assert_eq!(stands["state"], "active", "{point}: {stands}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn x1_a_kill_before_the_provider_looked_costs_nothing() -> Result {
    let scene = Scene::set().await?;
    scene.link().await?;
    let asked = scene.evil.count(Endpoint::Token);
    scene.evil.once(Endpoint::Token, Reply::silence());
    let victim = scene.victim(None)?;
    eventually("the refresh token is sent", SOON, async || {
        Ok((scene.evil.count(Endpoint::Token) > asked).then_some(()))
    })
    .await?;
    drop(victim);
    assert_eq!(scene.settles().await?["state"], "active");
    Ok(())
}
