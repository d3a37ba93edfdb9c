//! The Console page of the real window over 100,000 sessions: from the moment the provider made its first page to the
//! frame after the one with rows in it, and what the page's own process holds once all are loaded.
//!
//! Both moments are the machine's wall clock. A frame is up to two sixtieths of a second too late and never too early.

use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context;
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::crowd::Crowd;
use harness::process::children;
use harness::webdriver::Page;
use harness::window::named;

use super::SESSIONS;
use crate::account;
use crate::figures::{Figures, Good, Row, median};
use crate::list;
use crate::stage::Stage;
use crate::start::weigh;

/// Milliseconds from the first page to the first rows.
const LIMIT: f64 = 300.0;
/// Openings of the console, after one that is not counted.
const OPENINGS: usize = 5;
/// 200 pages, filtered and counted.
const LONG: Duration = Duration::from_mins(2);

/// Waits for rows, and a frame more; the wall clock then, in milliseconds.
const WATCH: &str = r#"
    window.rowsAt = null;
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        while (!document.querySelector('[data-testid="session"]')) await frame();
        await frame();
        window.rowsAt = performance.timeOrigin + performance.now();
    })();"#;

pub(super) async fn measure(stage: &Stage, figures: &mut Figures) -> Result {
    let crowd = Crowd::start(SESSIONS).await?;
    let profile = account::profile(stage, "console", crowd.issuer()).await?;
    let (driver, page) = list::open(stage, &profile).await?;
    page.click(&named("page-console")).await?;
    let mut times = Vec::with_capacity(OPENINGS);
    for opening in 0..=OPENINGS {
        crowd.restore();
        page.see(&named("open-console")).await?;
        page.run(WATCH).await?;
        page.click(&named("open-console")).await?;
        let rows =
            eventually("rows are drawn", SOON, async || Ok(page.run("return window.rowsAt").await?.as_f64()))
                .await?;
        let first = crowd.first_page_at().context("a page was asked for")?.duration_since(UNIX_EPOCH)?;
        if opening > 0 {
            times.push(rows - first.as_secs_f64() * 1_000.0);
        }
        if opening < OPENINGS {
            page.click(&named("leave-console")).await?;
        }
    }
    figures.add(Row {
        what: format!("first rows of {SESSIONS} sessions, from the first page, median of {OPENINGS}"),
        ours: median(&times),
        other: Some(LIMIT),
        unit: "ms",
        good: Some(Good::AtMost(1.0)),
    });
    memory(driver.pid(), &page, figures).await
}

/// The page's process before and after all are loaded and the table was scrolled to its end.
async fn memory(driver: u32, page: &Page, figures: &mut Figures) -> Result {
    let Some(process) = web_process(driver) else {
        figures.note("The page's memory was not weighed: its process was not found.");
        return Ok(());
    };
    let before = weigh(process).await;
    page.click(&named("load-all")).await?;
    page.gone_within(&named("load-all"), LONG).await?;
    page.chord(&['\u{e010}']).await?;
    let after = weigh(process).await;
    let (Some(before), Some(after)) = (before, after) else {
        figures.note("The page's memory was not weighed: it is root's to read.");
        return Ok(());
    };
    figures.add(Row {
        what: format!("memory of the page with {SESSIONS} sessions, beside 500 (PSS)"),
        ours: after,
        other: Some(before),
        unit: "MB",
        good: None,
    });
    Ok(())
}

/// The process that draws the page, below this one.
fn web_process(pid: u32) -> Option<u32> {
    let is_it = |pid: u32| {
        let name = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("comm"));
        name.is_ok_and(|name| name.starts_with("WebKitWebProc"))
    };
    if is_it(pid) { Some(pid) } else { children(pid).into_iter().find_map(web_process) }
}
