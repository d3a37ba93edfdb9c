//! Thirty-two refreshes at once, each asked for by a process of its own.
//!
//! `oidc-token --force-new` makes one refresh each time. `lanyard renew` makes one for all who ask for the same account
//! at the same time; so ours are measured for one account, and for thirty-two of them, which are as many refreshes.

use std::process::Child;
use std::time::Instant;

use anyhow::ensure;
use harness::Result;
use harness::evil::{Endpoint, Evil};

use super::{Scene, aside};
use crate::figures::{Figures, Good, Row, median, milliseconds};
use crate::typed::Typed;

/// Processes at once.
const CROWD: usize = 32;
/// How often ours are measured; theirs take long enough once.
const ROUNDS: usize = 5;
/// The largest part of their time.
const AT_MOST: f64 = 0.05;

pub(super) async fn measure(scene: &Scene, figures: &mut Figures) -> Result {
    let mut handles = Vec::with_capacity(CROWD);
    for number in 0..CROWD {
        let handle = format!("crowd-{number}");
        scene.acme.person(&format!("u-{handle}"));
        scene.lanyard.link("acme", &handle).await?;
        handles.push(handle);
    }
    let renew = |handle: &str| scene.lanyard.typed(&["renew", handle]);
    let same = (0..CROWD).map(|_| renew("acme")).collect::<Result<Vec<_>>>()?;
    let each = handles.iter().map(|handle| renew(handle)).collect::<Result<Vec<_>>>()?;
    let theirs = vec![scene.oidc_agent.typed("oidc-token", &["--force-new", "acme"]); CROWD];

    let (mut of_one, mut of_each) = (Vec::new(), Vec::new());
    let mut refreshes = Vec::new();
    for _ in 0..ROUNDS {
        let (took, asked) = at_once(&same, &scene.acme).await?;
        of_one.push(took);
        refreshes.push(asked.to_string());
        let (took, asked) = at_once(&each, &scene.acme).await?;
        ensure!(asked == CROWD, "{asked} refreshes of {CROWD} accounts");
        of_each.push(took);
    }
    let (theirs, asked) = at_once(&theirs, &scene.acme).await?;
    ensure!(asked == CROWD, "{asked} refreshes by oidc-agent");

    let mut add = |what: String, ours: &[f64]| {
        figures.add(Row {
            what,
            ours: median(ours),
            other: Some(theirs),
            unit: "ms",
            good: Some(Good::AtMost(AT_MOST)),
        });
    };
    add(format!("{CROWD} forced refreshes of one account at once"), &of_one);
    add(format!("{CROWD} forced refreshes of {CROWD} accounts at once"), &of_each);
    figures.note(format!(
        "Forced refreshes: {CROWD} processes, `lanyard renew` and `oidc-token --force-new`. For one account the provider was \
         asked {} times by ours and {asked} times by oidc-agent; for {CROWD} accounts ours asks {CROWD} times, held against the same {asked} of oidc-agent.",
        refreshes.join(", ")
    ));
    Ok(())
}

/// Starts all of them and waits for the last; the milliseconds, and how often the provider was asked.
async fn at_once(commands: &[Typed], evil: &Evil) -> Result<(f64, usize)> {
    let (commands, before) = (commands.to_vec(), evil.count(Endpoint::Token));
    let took = aside(move || {
        let begun = Instant::now();
        let children: Vec<Child> = commands.iter().map(Typed::start).collect::<Result<_>>()?;
        for mut child in children {
            ensure!(child.wait()?.success(), "one of them failed");
        }
        Ok(milliseconds(begun.elapsed()))
    });
    Ok((took.await?, evil.count(Endpoint::Token) - before))
}
