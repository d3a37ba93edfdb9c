//! `make demo`: the demo enterprise, the orders API and Lanyard wired to both, until Ctrl+C.
//!
//! Invariant 1: Lanyard runs in a profile of its own, made anew at each start, since the enterprise forgets
//! everything at its end; the person's own profile is never opened. Invariant 2: whatever ends the demo
//! (Ctrl+C, SIGTERM, quitting Lanyard, a failure), every program it started ends with it, by pid, and the
//! profile's items leave the keychain. With a display the person signs in; without one the demo does.

mod ending;
mod enterprise;
mod keychain;
mod stage;
mod walk;
mod words;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use harness::Result;
use harness::browser::Browser;
use harness::process::Process;
use harness::profile::Profile;
use harness::window::{self, Window};

use crate::ending::told_to_end;
use crate::enterprise::DemoEnterprise;
use crate::stage::Stage;
use crate::words::say;

/// What runs, in the order in which it is ended.
#[derive(Default)]
struct Running {
    window: Option<Window>,
    app: Option<Process>,
    browser: Option<Browser>,
    enterprise: Option<DemoEnterprise>,
    stage: Option<Stage>,
}

// One thread: every program dies with the thread that started it, however this one ends.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match demo().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("\nThe demo could not go on: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn demo() -> Result {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.demo");
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let lock = File::create(folder.join("lock"))?;
    if lock.try_lock().is_err() {
        bail!("another `make demo` of this folder is running; end that one first");
    }
    let mut running = Running::default();
    let outcome = tokio::select! {
        outcome = run(&mut running, &folder) => outcome,
        ended = told_to_end() => ended,
    };
    say("\nEnding everything that was started …");
    let profile = keychain::profile_name(&folder.join("demo"));
    drop((running.window.take(), running.app.take(), running.browser.take(), running.enterprise.take()));
    if let Some(stage) = running.stage.take()
        && stage.is_the_persons_own_keychain()
    {
        let removed = keychain::remove(&profile).await.context("the demo's items in your keychain")?;
        say(&format!("Removed from your keychain: the {removed} items of the demo's profile ({profile})."));
    }
    say("Done.");
    outcome
}

/// Starts everything, says what there is, and waits for the end.
async fn run(running: &mut Running, folder: &Path) -> Result {
    let profile = fresh_profile(folder)?;
    let logs = folder.join("logs");
    let stage = running.stage.insert(Stage::set(&logs).await?);
    if stage.is_the_persons_own_keychain() {
        // Of a demo that was killed.
        keychain::remove(&keychain::profile_name(profile.folder())).await?;
    }
    let enterprise = running.enterprise.insert(DemoEnterprise::start(&stage.env(), &logs).await?);
    enterprise.open_the_office().await?;
    profile.set_policy(&[enterprise.acme(), enterprise.contoso()])?;
    say(&words::welcome(stage, enterprise));
    if stage.is_headless() {
        say("\nThere is no display here, so the demo signs in by itself, in a display in memory.");
        let browser = running.browser.insert(Browser::prepare(stage.desk())?);
        let window = running.window.insert(Window::open(stage.desk(), &profile).await?);
        window.set_window_rect(0, 0, 1080, 720).await?;
        let pictures = pictures_folder()?;
        walk::walk(window, browser, enterprise, &pictures).await?;
        say("\nBoth are signed in.");
        if std::env::var("DEMO").is_ok_and(|value| value == "once") {
            return Ok(());
        }
        say("Everything stays up until Ctrl+C. (`make demo DEMO=once` ends here.)");
        return std::future::pending().await;
    }
    if stage.needs_browser() {
        running.browser = Some(Browser::prepare(stage.desk())?);
    }
    let mut env = stage.env();
    env.push(("LANYARD_HOME".to_owned(), profile.folder().display().to_string()));
    let app = Process::start("lanyard", window::program()?, Vec::<&str>::new(), &env, &logs)?;
    let app = running.app.insert(app);
    say(&words::to_try(enterprise));
    while app.is_running() {
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
    say("\nLanyard was quit.");
    Ok(())
}

/// A profile and a log folder with nothing in them.
fn fresh_profile(folder: &Path) -> Result<Profile> {
    for name in ["demo", "logs"] {
        match std::fs::remove_dir_all(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    std::fs::create_dir_all(folder.join("logs"))?;
    Profile::create(folder.join("demo"))
}

fn pictures_folder() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.screenshots/demo");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.canonicalize()?)
}
