//! The real window: `lanyard-desktop` under WebKitWebDriver, which starts the program itself.
//!
//! Not done here: what the window shows is for the tests to say; selectors are made by [`named`].

use std::ops::Deref;
use std::path::PathBuf;

use anyhow::Context;
use rustix::process::Signal;
use serde_json::json;

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::desk::Desk;
use crate::process::{self, Process};
use crate::profile::Profile;
use crate::webdriver::{Driver, Page};

pub use crate::webdriver::named;

/// A running Lanyard whose window can be looked at.
#[derive(Debug)]
pub struct Window {
    page: Page,
    pid: u32,
    _driver: Driver,
}

impl Window {
    /// Starts the program at a desk with a profile, logging all there is.
    pub async fn open(desk: &Desk, profile: &Profile) -> Result<Self> {
        let mut env = environment(desk, profile);
        env.extend(
            ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"].map(|key| (key.to_owned(), "true".to_owned())),
        );
        let driver = Driver::webkit(&env, &desk.logs()).await?;
        let program = program()?;
        let options = json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } });
        let page = driver.session(options).await.context("starting lanyard-desktop")?;
        let pid = eventually("lanyard-desktop runs", SOON, async || {
            Ok(process::children(driver.pid()).into_iter().next())
        })
        .await?;
        Ok(Self { page, pid, _driver: driver })
    }

    /// From now on keeps all that crosses between page and program (commands, answers, events), and all that gets into
    /// a field of the page.
    pub async fn listen_in(&self) -> Result {
        self.page.run(LISTEN_IN).await?;
        let what = "the page listens in";
        eventually(what, SOON, async || {
            Ok(self.page.run("return window.ipcEars === true").await?.as_bool().filter(|on| *on))
        })
        .await?;
        Ok(())
    }

    /// What was heard so far, as one text.
    pub async fn ipc_traffic(&self) -> Result<String> {
        let heard = self.page.run("return window.ipcTraffic.join('\\n')").await?;
        Ok(heard.as_str().unwrap_or_default().to_owned())
    }

    /// All that is in the page at this moment: elements, and what stands in fields.
    pub async fn contents(&self) -> Result<String> {
        let fields =
            "return [...document.querySelectorAll('input, textarea')].map((e) => e.value).join('\\n')";
        let fields = self.page.run(fields).await?;
        Ok(format!("{}\n{}", self.page.source().await?, fields.as_str().unwrap_or_default()))
    }

    /// The program's pid.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Ends the program as the kernel does when memory runs out: it has no moment to save anything.
    pub async fn kill(self) -> Result {
        process::end(self.pid, Signal::KILL).await
    }

    /// Asks the program to end, as a logout does, and waits for it.
    pub async fn end(self) -> Result {
        process::end(self.pid, Signal::TERM).await
    }
}

/// Commands go through `fetch`, which the page looks up anew each time; events are heard like any other
/// listener hears them.
const LISTEN_IN: &str = r"
    window.ipcTraffic = [];
    const keep = (text) => window.ipcTraffic.push(text);
    const fetched = window.fetch;
    window.fetch = async (address, options) => {
        keep(String(address) + ' ' + (typeof options?.body === 'string' ? options.body : new TextDecoder().decode(options?.body)));
        const answer = await fetched(address, options);
        answer.clone().text().then(keep);
        return answer;
    };
    window.addEventListener('input', ({ target }) => keep('input ' + target.value), { capture: true });
    const bridge = window.__TAURI_INTERNALS__;
    const handler = bridge.transformCallback((event) => keep(JSON.stringify(event)));
    Promise.all(['engine-event', 'shell-event'].map((event) =>
        bridge.invoke('plugin:event|listen', { event, target: { kind: 'Any' }, handler }))).then(() => { window.ipcEars = true; });
";

impl Deref for Window {
    type Target = Page;
    fn deref(&self) -> &Page {
        &self.page
    }
}

/// Starts the program without a driver, as a person does who starts it a second time.
pub fn start_again(desk: &Desk, profile: &Profile) -> Result<Process> {
    let env = environment(desk, profile);
    Process::start("second", program()?, Vec::<&str>::new(), &env, &desk.logs())
}

/// The program that cargo built beside this one.
pub fn program() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("LANYARD_DESKTOP") {
        return Ok(path.into());
    }
    process::built("lanyard-desktop")
}

fn environment(desk: &Desk, profile: &Profile) -> Vec<(String, String)> {
    let mut env = desk.env();
    env.push(("LANYARD_HOME".to_owned(), profile.folder().display().to_string()));
    env.push(("LANYARD_LOG".to_owned(), "trace".to_owned()));
    env
}
