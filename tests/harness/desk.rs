//! One person's desk: a home, a session bus, a keychain and a display that nobody else uses.
//!
//! Everything that is started for a test gets its environment from here, and nothing from the process that
//! runs the tests. Not done here: the profile of Lanyard itself, which is [`crate::profile`].

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Result;
use crate::display::Display;
use crate::session::Session;

/// Folders and environment of one person.
#[derive(Debug)]
pub struct Desk {
    // Dropped in this order: programs first, then the folders they write to.
    display: Option<Display>,
    session: Option<Session>,
    folder: TempDir,
}

impl Desk {
    /// A desk with folders only: no display, no session bus.
    pub fn bare() -> Result<Self> {
        use std::os::unix::fs::PermissionsExt;
        // For somebody who looks for the cause of a failure.
        let keep = std::env::var_os("LANYARD_KEEP").is_some();
        let folder = tempfile::Builder::new().prefix("lanyard-").disable_cleanup(keep).tempdir()?;
        for name in ["home", "config", "data", "state", "cache", "run", "logs"] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path)?;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self { display: None, session: None, folder })
    }

    /// A desk with a display, a session bus and an unlocked keychain.
    pub async fn whole() -> Result<Self> {
        let mut desk = Self::bare()?;
        desk.display = Some(Display::start(&desk.logs()).await?);
        let mut session = Session::start(&desk).await?;
        session.start_keychain().await?;
        desk.session = Some(session);
        Ok(desk)
    }

    /// A desk with a session bus and an unlocked keychain, and without a display: somebody at a terminal.
    pub async fn with_keychain() -> Result<Self> {
        let mut desk = Self::bare()?;
        let mut session = Session::start(&desk).await?;
        session.start_keychain().await?;
        desk.session = Some(session);
        Ok(desk)
    }

    /// The folder that holds all others.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where every process of this desk prints to.
    pub fn logs(&self) -> PathBuf {
        self.folder.path().join("logs")
    }

    /// The session bus with its keychain.
    pub fn session(&mut self) -> Result<&mut Session> {
        self.session.as_mut().ok_or_else(|| anyhow::anyhow!("this desk has no session bus"))
    }

    /// The environment of everything that runs at this desk.
    pub fn env(&self) -> Vec<(String, String)> {
        let mut env = self.folders_env();
        if let Some(display) = &self.display {
            env.push(("DISPLAY".to_owned(), display.name()));
        }
        if let Some(session) = &self.session {
            env.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), session.address().to_owned()));
        }
        env
    }

    /// The part of it that says where folders are.
    pub fn folders_env(&self) -> Vec<(String, String)> {
        let folder = |name: &str| self.folder.path().join(name).display().to_string();
        [
            ("HOME", folder("home")),
            ("XDG_CONFIG_HOME", folder("config")),
            ("XDG_DATA_HOME", folder("data")),
            ("XDG_STATE_HOME", folder("state")),
            ("XDG_CACHE_HOME", folder("cache")),
            ("XDG_RUNTIME_DIR", folder("run")),
            ("PATH", std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned())),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "Europe/Berlin".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
            ("RUST_BACKTRACE", "1".to_owned()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .to_vec()
    }
}
