//! A cached token of the account `other` while the provider of the account `acme` hangs for five seconds.

use std::process::Child;
use std::time::Duration;

use anyhow::ensure;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::{Endpoint, Reply};

use super::{Scene, aside};
use crate::figures::{Figures, Good, Row, median};
use crate::typed::Typed;

/// How long the provider hangs before it says no.
const HANGS: Duration = Duration::from_secs(5);
/// Tokens that are asked for before, and while it hangs.
const ROUNDS: usize = 100;
/// The largest multiple of its time when nothing hangs.
const AT_MOST: f64 = 2.0;

pub(super) async fn measure(scene: &Scene, figures: &mut Figures) -> Result {
    let (ours, theirs) = (&scene.lanyard, &scene.oidc_agent);
    let (before, hung) =
        beside(scene, ours.typed(&["renew", "acme"])?, ours.typed(&["token", "other"])?).await?;
    let what = "account B by command line while A's provider hangs".to_owned();
    figures.add(Row { what, ours: hung, other: Some(before), unit: "ms", good: Some(Good::AtMost(AT_MOST)) });

    let oidc_token = |args| theirs.typed("oidc-token", args);
    let (_, theirs) = beside(scene, oidc_token(&["--force-new", "acme"]), oidc_token(&["other"])).await?;
    let what = "  beside oidc-agent's".to_owned();
    figures.add(Row { what, ours: hung, other: Some(theirs), unit: "ms", good: None });
    figures.note("A's provider hangs for 5 s: ours is held against its own time just before.");
    Ok(())
}

/// The median before, and while the provider hangs.
async fn beside(scene: &Scene, refresh: Typed, token: Typed) -> Result<(f64, f64)> {
    let times = token.clone();
    let before = aside(move || (0..ROUNDS).map(|_| times.timed()).collect::<Result<Vec<_>>>()).await?;
    let asked = scene.acme.count(Endpoint::Token);
    scene.acme.once(Endpoint::Token, Reply::error(503, "temporarily_unavailable").late(HANGS));
    let mut hanging = refresh.start()?;
    eventually("the provider was asked", SOON, async || {
        Ok((scene.acme.count(Endpoint::Token) > asked).then_some(()))
    })
    .await?;
    let during = aside(move || {
        let during = while_it_runs(&mut hanging, &token);
        hanging.wait()?;
        during
    })
    .await?;
    ensure!(!during.is_empty(), "nothing was asked while the provider hung");
    Ok((median(&before), median(&during)))
}

/// Times of commands that were begun while the other one hung: one that waits for it is one of them.
fn while_it_runs(hanging: &mut Child, token: &Typed) -> Result<Vec<f64>> {
    let mut times = Vec::with_capacity(ROUNDS);
    while times.len() < ROUNDS && hanging.try_wait()?.is_none() {
        times.push(token.timed()?);
    }
    Ok(times)
}
