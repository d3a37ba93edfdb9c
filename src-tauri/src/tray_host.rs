//! Whether anything would show a tray icon, and whether a closed window could ever come back.
//!
//! Linux: a tray host owns `org.kde.StatusNotifierWatcher` on the session bus. It may come and go while we
//! run; the icon is put up when it first comes. Elsewhere the system always has one.

use std::sync::atomic::{AtomicU8, Ordering};

use tauri::AppHandle;

/// Who shows us while the window is closed.
#[derive(Debug)]
pub(crate) struct Presence(AtomicU8);

/// Nobody: a closed window would be lost, since a second instance can't reach this one either.
const NOBODY: u8 = 0;
/// No tray; starting Lanyard again brings the window back.
const SECOND_START: u8 = 1;
/// A tray host.
const TRAY: u8 = 2;

impl Default for Presence {
    fn default() -> Self {
        Self(AtomicU8::new(if cfg!(target_os = "linux") { SECOND_START } else { TRAY }))
    }
}

impl Presence {
    /// A tray host shows our icon.
    pub(crate) fn has_tray(&self) -> bool {
        self.0.load(Ordering::Relaxed) == TRAY
    }

    /// A hidden window can be brought back.
    pub(crate) fn can_return(&self) -> bool {
        self.0.load(Ordering::Relaxed) != NOBODY
    }

    #[cfg(target_os = "linux")]
    fn set(&self, to: u8) {
        self.0.store(to, Ordering::Relaxed);
    }
}

/// Puts the icon up as soon as somebody would show it.
#[cfg(target_os = "linux")]
pub(crate) fn watch(app: &AppHandle) {
    use tauri::Manager;

    let app = app.clone();
    let watcher = std::thread::Builder::new().name("tray-host".to_owned()).spawn(move || {
        // It returns only when there is no bus, or no longer one.
        if let Err(error) = follow_bus(&app) {
            tracing::info!(%error, "no session bus: closing the window quits");
        }
        app.state::<crate::shell::Shell>().presence().set(NOBODY);
    });
    if let Err(error) = watcher {
        tracing::warn!(%error, "the tray host can't be watched");
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(app: &AppHandle) {
    crate::tray::raise(app);
}

#[cfg(target_os = "linux")]
fn follow_bus(app: &AppHandle) -> zbus::Result<()> {
    use tauri::Manager;
    use zbus::blocking::{Connection, fdo::DBusProxy};

    const HOST: &str = "org.kde.StatusNotifierWatcher";
    let bus = Connection::session()?;
    let names = DBusProxy::new(&bus)?;
    // Subscribed before asked, so that a host that comes in between is not missed.
    let changes = names.receive_name_owner_changed_with_args(&[(0, HOST)])?;
    let update = |here: bool| {
        app.state::<crate::shell::Shell>().presence().set(if here { TRAY } else { SECOND_START });
        if here {
            crate::tray::raise(app);
        }
    };
    update(names.name_has_owner(HOST.try_into()?)?);
    for change in changes {
        update(change.args()?.new_owner.is_some());
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn without_a_bus_a_closed_window_would_be_lost() {
        let presence = Presence::default();
        assert!(presence.can_return() && !presence.has_tray());
        presence.set(TRAY);
        assert!(presence.can_return() && presence.has_tray());
        presence.set(NOBODY);
        assert!(!presence.can_return() && !presence.has_tray());
    }
}
