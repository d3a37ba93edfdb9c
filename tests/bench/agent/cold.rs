//! The first token after the agent was started: it is started, opens its file with the passphrase, and refreshes.

use std::time::Instant;

use harness::Result;

use super::oidc_agent::OidcAgent;
use super::{NAME, Scene, aside};
use crate::figures::{Figures, Row, median, milliseconds};

/// Starts of each, in turn.
const STARTS: usize = 5;

pub(super) async fn measure(scene: &mut Scene, figures: &mut Figures) -> Result {
    scene.lanyard.allow("acme").await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        scene.lanyard.stop().await?;
        let token = scene.lanyard.typed(&["token", "acme"])?;
        ours.push(aside(move || token.timed()).await?);

        let begun = Instant::now();
        scene.oidc_agent = OidcAgent::start(&scene.desk, NAME).await?;
        scene.oidc_agent.load("acme").await?;
        let token = scene.oidc_agent.typed("oidc-token", &["acme"]);
        aside(move || token.timed()).await?;
        theirs.push(milliseconds(begun.elapsed()));
    }
    let what = format!("first token after a cold start of the agent, median of {STARTS}");
    figures.add(Row { what, ours: median(&ours), other: Some(median(&theirs)), unit: "ms", good: None });
    figures.note(
        "Cold start: `lanyard token`, which starts its agent, beside `oidc-agent`, `oidc-add` and `oidc-token` one after the other.",
    );
    Ok(())
}
