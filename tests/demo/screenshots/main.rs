//! `make screenshots`: every scene of the gallery in Chromium and the main pages of the real window, light and
//! dark, at the sizes of UI.md, into `.screenshots/` with one page to look at them all.
//!
//! Nothing here judges a picture; what can be told without eyes (something scrolls sideways, or never comes up) is
//! listed.

#[path = "../ending.rs"]
mod ending;
mod gallery;
mod real;
mod served;
mod sheet;
mod shot;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use harness::Result;

use crate::shot::Shot;

// One thread: every program dies with the thread that started it, however this one ends.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let outcome = tokio::select! {
        outcome = take_all() => outcome,
        ended = ending::told_to_end() => ended,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("The pictures could not be taken: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn take_all() -> Result {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let folder = root.join(".screenshots");
    for old in ["gallery", "window"] {
        match std::fs::remove_dir_all(folder.join(old)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    let bundle = root.join("ui/dist-gallery");
    let begun = Instant::now();
    // The window waits for the engine, the gallery for the processor: together they fill both cores.
    let (gallery, window) = tokio::try_join!(gallery::take(&bundle, &folder), real::take(&folder))?;
    let shots: Vec<Shot> = window.into_iter().chain(gallery).collect();
    sheet::write(&folder, &shots)?;
    say(&format!("{} pictures in {} s: .screenshots/index.html", shots.len(), begun.elapsed().as_secs()));
    for shot in shots.iter().filter(|shot| !shot.remarks.is_empty()) {
        say(&format!("  {}: {}", shot.file(), shot.remarks.join(", ")));
    }
    Ok(())
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}
