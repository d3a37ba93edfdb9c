//! A claim set of 1 MB in the Inspector of the real window: from the key that pastes it to the frame after the one with
//! claims in it.
//!
//! The token lies on the display's clipboard, from which the program reads it. Frames come 60 times a second, so a figure
//! is up to two of them too high and never too low.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::window::named;
use serde_json::{Map, Value, json};

use super::signed::Signer;
use crate::figures::{Figures, Good, Row, median, quantile};
use crate::list;
use crate::stage::Stage;

/// Milliseconds from the key to the frame.
const LIMIT: f64 = 200.0;
/// Pastes of each claim set, after one that is not counted.
const PASTES: usize = 11;
/// Bytes of a claim set.
const LARGE: usize = 1_000_000;

/// From the next key on until there are claims, and a frame more.
const WATCH: &str = r#"
    const row = '[data-testid="inspected-claims"] [data-testid="claim"]';
    const frame = () => new Promise(requestAnimationFrame);
    window.pasteTook = null;
    window.addEventListener('keydown', async (event) => {
        if (event.key !== 'v') return;
        const begun = performance.now();
        while (!document.querySelector(row)) await frame();
        await frame();
        window.pasteTook = performance.now() - begun;
    }, { capture: true });"#;

pub(super) async fn measure(signer: &Signer, figures: &mut Figures) -> Result {
    let stage = Stage::set().await?;
    let (driver, page) = list::open(&stage, &stage.profile("nobody")?).await?;
    page.click(&named("page-inspector")).await?;
    page.run(WATCH).await?;
    for (what, claims) in [("many claims", many()), ("one long claim", long())] {
        copy(&stage, &signer.token(claims)?)?;
        let mut times = Vec::with_capacity(PASTES);
        for paste in 0..=PASTES {
            page.see(&named("token-field")).await?;
            page.chord(&['\u{e009}', 'v']).await?;
            let took = eventually("the claims are drawn", SOON, async || {
                Ok(page.run("return window.pasteTook").await?.as_f64())
            });
            let took = took.await?;
            if paste > 0 {
                times.push(took);
            }
            page.run("window.pasteTook = null").await?;
            page.click(&named("clear-token")).await?;
            page.gone(&named("inspected-claims")).await?;
        }
        let mut add = |what: String, ours: f64, limit: Option<f64>| {
            figures.add(Row { what, ours, other: limit, unit: "ms", good: limit.map(|_| Good::AtMost(1.0)) });
        };
        add(format!("1 MB of {what} in the Inspector, median of {PASTES}"), median(&times), Some(LIMIT));
        add("  the slowest of them".to_owned(), quantile(&times, 1.0), None);
    }
    drop((page, driver));
    Ok(())
}

/// As many claims as a token never has, of a hundred bytes each.
fn many() -> Value {
    let value = "x".repeat(80);
    let claims: Map<_, _> =
        (0..LARGE / 100).map(|number| (format!("claim_{number:05}"), json!(value))).collect();
    Value::Object(claims)
}

/// Somebody who is in every group there is.
fn long() -> Value {
    json!({ "groups": (0..LARGE / 40).map(|number| format!("group-{number:05}-of-acme-corp-in-berlin")).collect::<Vec<_>>() })
}

/// Puts a text on the display's clipboard; `xclip` serves it from the background until the display ends.
fn copy(stage: &Stage, text: &str) -> Result {
    let mut xclip = Command::new("xclip")
        .args(["-selection", "clipboard", "-i"])
        .env_clear()
        .envs(stage.env())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    xclip.stdin.take().context("standard input")?.write_all(text.as_bytes())?;
    ensure!(xclip.wait()?.success(), "xclip refused");
    Ok(())
}
