//! A token that is there already: by command line and on the socket.

use harness::Result;

use super::{Scene, aside};
use crate::figures::{Figures, Good, Row, quantile};
use crate::typed::in_turn;

/// Commands of each, and requests of each.
const COMMANDS: usize = 1_000;
const REQUESTS: usize = 5_000;
/// How many of each come before.
const WARM_UP: usize = 20;
/// The largest part of their time.
const BY_COMMAND: f64 = 0.8;
const NO_WORSE: f64 = 1.0;

pub(super) async fn measure(scene: &Scene, figures: &mut Figures) -> Result {
    let ours = scene.lanyard.typed(&["token", "acme"])?;
    let theirs = scene.oidc_agent.typed("oidc-token", &["acme"]);
    let times = aside(move || {
        in_turn(WARM_UP, || ours.timed(), || theirs.timed())?;
        in_turn(COMMANDS, || ours.timed(), || theirs.timed())
    });
    add("cached token by command line", &times.await?, BY_COMMAND, figures);

    let ours = scene.lanyard.asked("acme");
    let theirs = scene.oidc_agent.asked("acme");
    let times = aside(move || {
        in_turn(WARM_UP, || ours.timed(), || theirs.timed())?;
        in_turn(REQUESTS, || ours.timed(), || theirs.timed())
    });
    add("cached token on the socket", &times.await?, NO_WORSE, figures);
    Ok(())
}

fn add(what: &str, [ours, theirs]: &[Vec<f64>; 2], at_most: f64, figures: &mut Figures) {
    let mut add = |what: String, part: f64, at_most: f64| {
        let (ours, other) = (quantile(ours, part), Some(quantile(theirs, part)));
        figures.add(Row { what, ours, other, unit: "ms", good: Some(Good::AtMost(at_most)) });
    };
    add(format!("{what}, median of {}", ours.len()), 0.5, at_most);
    add("  99 of 100 within".to_owned(), 0.99, NO_WORSE);
}
