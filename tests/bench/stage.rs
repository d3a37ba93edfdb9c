//! A desk whose screen can be read: Xvfb keeps its picture in a file.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, bail};
use harness::Result;
use harness::desk::Desk;
use harness::process::Process;
use harness::session::Session;
use serde::de::DeserializeOwned;

use crate::screen::Screen;

/// Where the desk's opener of addresses is.
const OPENER: &str = "opener";
const FOLLOWS: &str = "#!/bin/sh\nexec curl --silent --location --output /dev/null \"$1\"\n";

/// A desk with that screen, a session bus and an empty keychain.
pub(crate) struct Stage {
    pub(crate) screen: Screen,
    display: String,
    // Ended before the desk's folders go.
    _server: Process,
    session: Session,
    desk: Desk,
}

impl Stage {
    /// Sets it up.
    pub(crate) async fn set() -> Result<Self> {
        let desk = Desk::bare()?;
        let folder = desk.folder().join("screen");
        std::fs::create_dir(&folder)?;
        let kept = folder.display().to_string();
        let args = [
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1440x960x24",
            "-nolisten",
            "tcp",
            "-noreset",
            "-fbdir",
            &kept,
        ];
        let mut server = Process::start("display", "Xvfb", args, &desk.env(), &desk.logs())?;
        let number: u32 = server.line("a display number", |line| line.trim().parse().ok()).await?;
        let screen = Screen::open(&folder.join("Xvfb_screen0"))?;
        let mut session = Session::start(&desk).await?;
        session.start_keychain().await?;
        let opener = desk.folder().join(OPENER);
        std::fs::create_dir(&opener)?;
        std::fs::write(opener.join("xdg-open"), FOLLOWS)?;
        std::fs::set_permissions(opener.join("xdg-open"), Permissions::from_mode(0o755))?;
        Ok(Self { screen, display: format!(":{number}"), _server: server, session, desk })
    }

    /// The environment of everything that runs here.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        let mut env = self.desk.env();
        env.push(("DISPLAY".to_owned(), self.display.clone()));
        env.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), self.session.address().to_owned()));
        // Whatever asks for a browser here gets one that follows every link by itself.
        if let Some((_, path)) = env.iter_mut().find(|(key, _)| key == "PATH") {
            *path = format!("{}:{path}", self.desk.folder().join(OPENER).display());
        }
        env
    }

    /// Where everything prints to.
    pub(crate) fn logs(&self) -> PathBuf {
        self.desk.logs()
    }

    /// A profile folder.
    pub(crate) fn profile(&self, name: &str) -> Result<PathBuf> {
        Ok(harness::profile::Profile::create(self.desk.folder().join(name))?.folder().to_owned())
    }

    /// Runs a part of this program as a process of the desk; its last line is JSON.
    pub(crate) async fn run_self<T: DeserializeOwned>(&self, part: &str, arguments: &[&OsStr]) -> Result<T> {
        let output = tokio::process::Command::new(std::env::current_exe()?)
            .arg(part)
            .args(arguments)
            .env_clear()
            .envs(self.env())
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .output()
            .await?;
        let text = String::from_utf8(output.stdout)?;
        if !output.status.success() {
            bail!("{part}: {}", text.trim());
        }
        serde_json::from_str(text.lines().last().context("no line")?).with_context(|| part.to_owned())
    }
}
