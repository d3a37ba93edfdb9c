//! Where the demo plays: the person's own display, session and keychain where they have them, private ones
//! where they don't.

use std::path::Path;

use harness::Result;
use harness::desk::Desk;
use harness::session::Session;

use crate::keychain;

/// Display, session bus and keychain of the demo.
#[derive(Debug)]
pub(crate) struct Stage {
    // Ended before the desk's folders go.
    session: Option<Session>,
    desk: Desk,
    headless: bool,
    as_root: bool,
}

impl Stage {
    /// Looks at what is here and starts what is missing.
    pub(crate) async fn set(logs: &Path) -> Result<Self> {
        std::fs::create_dir_all(logs)?;
        let as_root = rustix::process::geteuid().is_root();
        if !["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| is_set(name)) {
            return Ok(Self { session: None, desk: Desk::whole().await?, headless: true, as_root });
        }
        let desk = Desk::bare()?;
        let mut session = None;
        if !keychain::is_here().await {
            session.insert(Session::start(&desk).await?).start_keychain().await?;
        }
        Ok(Self { session, desk, headless: false, as_root })
    }

    /// Nobody sees a window here.
    pub(crate) fn is_headless(&self) -> bool {
        self.headless
    }

    /// The refresh tokens go to the keychain that the person uses every day, under the profile's name.
    pub(crate) fn is_the_persons_own_keychain(&self) -> bool {
        !self.headless && self.session.is_none()
    }

    /// Chromium refuses to run as root without a flag, so root gets a browser prepared for the demo.
    pub(crate) fn needs_browser(&self) -> bool {
        self.as_root
    }

    /// The private part of the stage.
    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The environment of what is started here.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        if self.headless {
            return self.desk.env();
        }
        let mut changed = Vec::new();
        if let Some(session) = &self.session {
            changed.push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), session.address().to_owned()));
        }
        if self.needs_browser() {
            let theirs = self.desk.env();
            let settings = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];
            changed.extend(theirs.into_iter().filter(|(name, _)| settings.contains(&name.as_str())));
        }
        // Everything of the enterprise is on this machine; a proxy could not reach it.
        changed
            .extend(["NO_PROXY", "no_proxy"].map(|name| (name.to_owned(), "127.0.0.1,localhost".to_owned())));
        let own = std::env::vars().filter(|(name, _)| changed.iter().all(|(other, _)| name != other));
        own.chain(changed.clone()).collect()
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
