//! One engine, many owners: the window takes over from a busy agent, agents come back, and one is killed.
//!
//! Whoever calls notices nothing: no call fails, no refresh token is spent twice, no account is lost.

use std::collections::HashSet;

use anyhow::{Context, ensure};
use harness::Result;
use harness::condition::eventually;
use harness::desk::Desk;
use harness::evil::{Endpoint, Evil};
use harness::process::{self, is_alive};
use harness::tab::Typed;
use harness::terminal::{PATIENCE, Terminal};
use harness::window::start_again;
use rustix::process::Signal;
use serde_json::Value;

use super::Scene;

/// How often the window takes over, and an agent comes back.
const TURNS: usize = 10;
/// How often an agent is killed.
const KILLS: usize = 5;
/// Loops that ask for tokens all the while.
const LOOPS: usize = 2;
/// Calls that each owner answers before the next one comes.
const SERVED: usize = 5;

#[tokio::test]
async fn the_window_takes_over_from_a_busy_agent_and_back_ten_times_and_no_call_fails() -> Result {
    let evil = Evil::start().await?;
    evil.lifetime(3_600);
    let mut scene = Scene::at(Desk::whole().await?, &[crate::rig::provider(&evil)], Terminal::at)?;
    scene.link().await?;
    let load = Load::begin(&mut scene)?;
    for turn in 1..=TURNS {
        let mut window = start_again(&scene.desk, &scene.profile)?;
        owner(&scene, "window").await.with_context(|| format!("turn {turn}"))?;
        load.is_served().await?;
        window.signal(Signal::TERM)?;
        ensure!(window.ended().await?, "the window ends in order, turn {turn}");
        owner(&scene, "agent").await.with_context(|| format!("turn {turn}"))?;
        load.is_served().await?;
    }
    load.end().await?;
    nothing_lost(&mut scene, &evil, 2 * TURNS).await
}

#[tokio::test]
async fn a_killed_agent_is_followed_by_another_and_no_call_fails() -> Result {
    let (evil, mut scene) = super::signed_in().await?;
    evil.lifetime(3_600);
    let load = Load::begin(&mut scene)?;
    for _ in 0..KILLS {
        load.is_served().await?;
        let killed = owner(&scene, "agent").await?;
        process::end(killed, Signal::KILL).await?;
        load.is_served().await?;
        assert!(!is_alive(killed));
        assert_ne!(owner(&scene, "agent").await?, killed);
    }
    load.end().await?;
    nothing_lost(&mut scene, &evil, KILLS).await
}

/// Waits until the engine has an owner of this kind; its process number.
async fn owner(scene: &Scene, kind: &str) -> Result<u32> {
    eventually(&format!("the engine's owner is the {kind}"), PATIENCE, async || {
        let status = scene.terminal.lanyard(["agent", "--status", "--json"]).await?;
        let status: Value = serde_json::from_str(&status.out).unwrap_or_default();
        let pid = status["pid"].as_u64().filter(|_| status["host"] == kind);
        Ok(pid.map(u32::try_from).transpose()?)
    })
    .await
}

/// Afterwards, when the engine has changed hands at least so often.
async fn nothing_lost(scene: &mut Scene, evil: &Evil, changes: usize) -> Result {
    let refreshes: Vec<_> = evil
        .requests(Endpoint::Token)
        .into_iter()
        .filter_map(|request| request.parameter("refresh_token").map(str::to_owned))
        .collect();
    let spent: HashSet<_> = refreshes.iter().collect();
    assert_eq!(spent.len(), refreshes.len(), "no refresh token is spent twice");
    // A call that finds nobody starts an agent, which may be quicker than the window: that makes one owner more. Each
    // begins its log first, also one that ends before it was anybody's news.
    let logs = ["lanyard.log", "lanyard.log.1"].map(|name| scene.profile.folder().join(name));
    let begun = |log: &std::path::PathBuf| -> usize {
        std::fs::read_to_string(log).map_or(0, |text| text.matches("Lanyard starts").count())
    };
    let owners: usize = logs.iter().map(begun).sum();
    assert!(owners > changes, "{owners} owners");
    assert!(refreshes.len() <= owners, "{} renewals for {owners} owners", refreshes.len());
    let accounts: Value = serde_json::from_str(&scene.tab.done("lanyard accounts --json").await?)?;
    assert_eq!(accounts[0]["state"]["kind"], "active", "{accounts}");
    scene.tab.done("lanyard renew evil").await?;
    scene.tab.done("lanyard activity --verify").await?;
    Ok(())
}

/// Loops that ask for a token again and again, and keep what went wrong.
struct Load {
    folder: std::path::PathBuf,
    loops: Vec<Typed>,
}

impl Load {
    fn begin(scene: &mut Scene) -> Result<Self> {
        let folder = scene.desk.folder().join("load");
        std::fs::create_dir(&folder)?;
        let place = folder.display();
        let call = format!("lanyard token evil >>{place}/tokens 2>>{place}/errors");
        let round = format!("while [ ! -e {place}/stop ]; do {call} || echo $? >>{place}/failed; done");
        let loops = (0..LOOPS).map(|_| scene.tab.begin(&round)).collect::<Result<_>>()?;
        Ok(Self { folder, loops })
    }

    /// Waits until a few more calls were answered.
    async fn is_served(&self) -> Result {
        let served = self.served();
        eventually("calls are answered, or one failed", PATIENCE, async || {
            let over = self.served() >= served + SERVED || !self.read("failed").is_empty();
            Ok(over.then_some(()))
        })
        .await?;
        ensure!(self.read("failed").is_empty(), "a call failed: {}", self.read("errors"));
        Ok(())
    }

    async fn end(self) -> Result {
        std::fs::write(self.folder.join("stop"), "")?;
        for one in &self.loops {
            one.end().await?;
        }
        assert_eq!((self.read("failed"), self.read("errors")), Default::default(), "no call failed");
        Ok(())
    }

    fn served(&self) -> usize {
        self.read("tokens").lines().count()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }
}
