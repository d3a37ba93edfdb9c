//! The first frame of a list of 1,000 accounts, in the real window, driven over WebDriver.
//!
//! The page goes to Activity and back; from the click to the frame after the one with rows in it. Frames come
//! 60 times a second, so a figure is up to two of them too high and never too low.

use std::path::Path;

use harness::Result;
use harness::webdriver::{Driver, Page};
use harness::window::{self, named};
use serde_json::json;

use crate::figures::{Figures, Good, Row, median, quantile};
use crate::stage::Stage;

/// Milliseconds from the click to the frame.
const LIMIT: f64 = 100.0;

const ROUNDS: &str = r#"
    const done = arguments[0];
    const row = '[data-testid="account-row"]';
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        const times = [];
        for (let round = 0; round < 31; round++) {
            document.querySelector('[data-testid="page-activity"]').click();
            while (document.querySelector(row)) await frame();
            await frame();
            await frame();
            const begun = performance.now();
            document.querySelector('[data-testid="page-accounts"]').click();
            while (!document.querySelector(row)) await frame();
            await frame();
            times.push(performance.now() - begun);
        }
        done(times.slice(1));
    })();"#;

/// Opens the window on a profile and measures.
pub(crate) async fn measure(stage: &Stage, profile: &Path, figures: &mut Figures) -> Result {
    let (driver, page) = open(stage, profile).await?;
    page.see(&named("account-row")).await?;
    let times: Vec<f64> = serde_json::from_value(page.execute_async(ROUNDS, Vec::new()).await?)?;
    let mut add = |what: String, ours: f64, limit: Option<f64>| {
        figures.add(Row { what, ours, other: limit, unit: "ms", good: limit.map(|_| Good::AtMost(1.0)) });
    };
    add(
        format!("list of 1,000 accounts, first frame, median of {}", times.len()),
        median(&times),
        Some(LIMIT),
    );
    add("  the slowest of them".to_owned(), quantile(&times, 1.0), None);
    drop((page, driver));
    Ok(())
}

/// The window under WebDriver, on the screen that can be read.
pub(crate) async fn open(stage: &Stage, profile: &Path) -> Result<(Driver, Page)> {
    let mut env = stage.env();
    env.push(("LANYARD_HOME".to_owned(), profile.display().to_string()));
    env.extend(
        ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"].map(|key| (key.to_owned(), "true".to_owned())),
    );
    let driver = Driver::webkit(&env, &stage.logs()).await?;
    let options = json!({ "webkitgtk:browserOptions": { "binary": window::program()?, "args": [] } });
    let page = driver.session(options).await?;
    Ok((driver, page))
}
