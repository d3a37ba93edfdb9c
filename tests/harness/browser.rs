//! The system's browser: the real Chromium, opened by the app through the platform's opener.
//!
//! The desk's default browser is a desktop entry whose program adds what a test needs (a profile of its own,
//! no network but loopback, a debugging port) and starts Chromium; a second address opens as a tab of the one
//! that runs. The harness attaches to it afterwards and never opens an address itself.

use std::path::PathBuf;

use anyhow::Context;
use fantoccini::wd::WindowHandle;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::Result;
use crate::condition::{SOON, eventually};
use crate::desk::Desk;
use crate::process::with_command_line;
use crate::webdriver::{Driver, Page};

const FLAGS: &str = "--no-sandbox --no-first-run --no-default-browser-check --disable-background-networking \
    --disable-component-update --disable-default-apps --disable-sync --disable-gpu --disable-dev-shm-usage \
    --disable-features=Translate,MediaRouter,OptimizationHints --password-store=basic --lang=en \
    --window-size=1000,800 --remote-debugging-port=0";

/// The browser of one desk. It need not run yet.
#[derive(Debug)]
pub struct Browser {
    profile: PathBuf,
    env: Vec<(String, String)>,
    logs: PathBuf,
    attached: Option<(Page, Driver)>,
}

impl Browser {
    /// Makes it the desk's default for web addresses, as a person does in their settings.
    pub fn prepare(desk: &Desk) -> Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        let profile = desk.folder().join("chromium");
        let wrapper = desk.folder().join("browser");
        let log = desk.logs().join("browser.err");
        let script = format!(
            "#!/bin/sh\nexec chromium {FLAGS} --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' \
             --user-data-dir='{}' \"$@\" >>'{}' 2>&1\n",
            profile.display(),
            log.display()
        );
        std::fs::write(&wrapper, script)?;
        std::fs::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755))?;
        let entries = desk.folder().join("data/applications");
        std::fs::create_dir_all(&entries)?;
        std::fs::write(
            entries.join("desk-browser.desktop"),
            format!("[Desktop Entry]\nType=Application\nName=Browser\nExec={} %u\n", wrapper.display()),
        )?;
        std::fs::write(
            desk.folder().join("config/mimeapps.list"),
            "[Default Applications]\nx-scheme-handler/http=desk-browser.desktop\n\
             x-scheme-handler/https=desk-browser.desktop\n",
        )?;
        Ok(Self { profile, env: desk.env(), logs: desk.logs(), attached: None })
    }

    /// Whether somebody opened it.
    pub fn was_opened(&self) -> bool {
        self.port().is_some()
    }

    /// Waits for a tab whose address begins with `address`, and looks at it.
    pub async fn tab(&mut self, address: &str) -> Result<&Page> {
        self.attach().await?;
        let (page, _) = self.attached.as_ref().context("attached")?;
        eventually(&format!("the browser shows {address}"), SOON, async || {
            for handle in newest_first(page).await? {
                page.switch_to_window(handle).await?;
                if page.current_url().await?.as_str().starts_with(address) {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
        .await?;
        Ok(page)
    }

    /// The addresses of all tabs.
    pub async fn addresses(&mut self) -> Result<Vec<String>> {
        self.attach().await?;
        let (page, _) = self.attached.as_ref().context("attached")?;
        let mut addresses = Vec::new();
        for handle in newest_first(page).await? {
            page.switch_to_window(handle).await?;
            addresses.push(page.current_url().await?.to_string());
        }
        Ok(addresses)
    }

    /// Ends it, as a person who closes the browser does; the next address starts it anew.
    pub async fn close(&mut self) -> Result {
        self.attached = None;
        self.end();
        let _ = std::fs::remove_file(self.profile.join("DevToolsActivePort"));
        eventually("the browser ends", SOON, async || Ok(self.pids().is_empty().then_some(()))).await
    }

    async fn attach(&mut self) -> Result {
        if self.attached.is_none() {
            let port = eventually("the app opens the browser", SOON, async || Ok(self.port())).await?;
            let driver = Driver::chromium(&self.env, &self.logs).await?;
            let options = json!({ "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{port}") } });
            let page = driver.session(options).await?;
            self.attached = Some((page, driver));
        }
        Ok(())
    }

    /// Chromium writes the port it listens on as the first line of a file of its profile.
    fn port(&self) -> Option<u16> {
        let text = std::fs::read_to_string(self.profile.join("DevToolsActivePort")).ok()?;
        text.lines().next()?.parse().ok()
    }

    fn pids(&self) -> Vec<u32> {
        with_command_line(&format!("--user-data-dir={}", self.profile.display()))
    }

    fn end(&self) {
        for pid in self.pids() {
            if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
                // One that is gone already was a child of one that was ended before.
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.attached = None;
        self.end();
    }
}

async fn newest_first(page: &Page) -> Result<Vec<WindowHandle>> {
    let mut handles = page.windows().await?;
    handles.reverse();
    Ok(handles)
}
