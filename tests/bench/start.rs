//! From the start of the process to the first account on the screen, and the memory of all its processes.
//!
//! Both programs start the same way, in turn, without WebDriver. *Drawn* is when there are letters on the screen
//! where the first account's name stands; for the empty window, when its page's colour is there.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use harness::Result;
use harness::process::{Process, children};
use harness::window::{self, named};
use tokio::time::sleep;

use crate::figures::{Figures, Good, Row, median};
use crate::list;
use crate::screen::{Area, Picture};
use crate::stage::Stage;

/// Starts of each program, in turn.
const STARTS: usize = 11;
/// How many of them are weighed.
const WEIGHED: usize = 3;
/// The largest part of an empty window's figure.
const AT_MOST: f64 = 1.25;
/// How often the screen is looked at.
const LOOK: Duration = Duration::from_millis(1);
/// Blue, green and red of the empty window's page, and of a screen without a window.
const EMPTY: [u8; 3] = [0xeb, 0x6f, 0x2f];
const NOTHING: [u8; 3] = [0; 3];
/// Nothing that works takes this long.
const LONG: Duration = Duration::from_mins(1);

/// Where the first account's name stands on the screen.
const PLACE: &str = r#"
    const row = document.querySelector('[data-testid="account-row"]');
    const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    let text = texts.nextNode();
    while (text && text.data.trim().length < 4) text = texts.nextNode();
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    return [screenX + box.x, screenY + box.y, box.width, box.height].map(Math.floor);"#;

/// A program that draws a window.
struct Program {
    name: &'static str,
    path: PathBuf,
    env: Vec<(String, String)>,
    area: Area,
    drawn: fn(&Picture) -> bool,
}

/// Measures both programs and adds the figures.
pub(crate) async fn measure(stage: &Stage, profile: &Path, figures: &mut Figures) -> Result {
    let mut env = stage.env();
    env.push(("LANYARD_HOME".to_owned(), profile.display().to_string()));
    let area = place(stage, profile).await?;
    let path = window::program()?;
    let beside = path.with_file_name("empty-window");
    let programs = [
        Program { name: "lanyard", path, env, area, drawn: |picture| !picture.is_flat() },
        Program {
            name: "empty",
            path: beside,
            env: stage.env(),
            area,
            drawn: |picture| picture.is_all(EMPTY),
        },
    ];
    let mut starts = [Vec::new(), Vec::new()];
    let mut memory = [Vec::new(), Vec::new()];
    for round in 0..=STARTS {
        for (index, program) in programs.iter().enumerate() {
            let (running, took) = start(stage, program).await?;
            if round == 0 {
                // The first start of each fills the system's caches.
                continue;
            }
            starts[index].push(took.as_secs_f64() * 1_000.0);
            if round <= WEIGHED
                && let Some(weight) = weigh(running.pid()).await
            {
                memory[index].push(weight);
            }
        }
    }
    let mut add = |what: &str, found: &[Vec<f64>; 2], unit: &'static str| {
        let (ours, other) = (median(&found[0]), Some(median(&found[1])));
        figures.add(Row { what: what.to_owned(), ours, other, unit, good: Some(Good::AtMost(AT_MOST)) });
    };
    add(&format!("start to the first account drawn, median of {STARTS}"), &starts, "ms");
    if memory.iter().all(|found| found.len() == WEIGHED) {
        add("memory with one account, all processes (PSS)", &memory, "MB");
    } else {
        figures.note("Memory was not weighed: Lanyard's is root's to read (its process is not dumpable).");
    }
    figures.note("Beside: an empty Tauri window of the same versions and profile, or the limit.");
    Ok(())
}

/// Asks the window itself, over WebDriver, where it draws the first account.
async fn place(stage: &Stage, profile: &Path) -> Result<Area> {
    let (driver, page) = list::open(stage, profile).await?;
    page.see(&named("account-row[data-state=active]")).await?;
    let [x, y, width, height]: [u32; 4] = serde_json::from_value(page.run(PLACE).await?)?;
    drop((page, driver));
    Ok(Area { x, y, width, height })
}

/// Starts a program and waits until it has drawn.
async fn start(stage: &Stage, program: &Program) -> Result<(Process, Duration)> {
    let look = || stage.screen.look(program.area);
    until("the window before is gone", || Ok(look()?.is_all(NOTHING))).await?;
    let begun = Instant::now();
    let running =
        Process::start(program.name, &program.path, Vec::<&str>::new(), &program.env, &stage.logs())?;
    until(program.name, || Ok((program.drawn)(&look()?))).await?;
    Ok((running, begun.elapsed()))
}

async fn until(what: &str, so: impl Fn() -> Result<bool>) -> Result {
    let begun = Instant::now();
    while !so()? {
        if begun.elapsed() > LONG {
            bail!("within a minute: {what}");
        }
        sleep(LOOK).await;
    }
    Ok(())
}

/// Megabytes of a process and all below it, once they no longer change by more than 1 %.
pub(crate) async fn weigh(pid: u32) -> Option<f64> {
    let mut last = weight(pid)?;
    let mut alike = 0;
    for _ in 0..60 {
        sleep(Duration::from_millis(500)).await;
        let now = weight(pid)?;
        alike = if (now - last).abs() <= last * 0.01 { alike + 1 } else { 0 };
        last = now;
        if alike == 6 {
            break;
        }
    }
    Some(last)
}

fn weight(pid: u32) -> Option<f64> {
    let own = proportional(pid).ok()?;
    children(pid).into_iter().map(weight).sum::<Option<f64>>().map(|below| own + below)
}

/// The proportional set size: shared pages count by how many share them (`proc_pid_smaps_rollup(5)`).
fn proportional(pid: u32) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).context("no Pss line")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1_024.0)
}
