//! The operating system's own places and programs: folders, the browser, the time settings.
//!
//! Only Linux was ever compiled; the lines of other systems are written from their documentation.

use std::process::{Command, Stdio};

use lanyard_core::{Browser, BrowserError};
use secrecy::{ExposeSecret, SecretString};

/// The person's browser, through the platform's opener.
///
/// The opener gets the address as an argument, which other programs of the same person can see for as long
/// as it runs. That holds `state`, `nonce` and the challenge, but nothing that completes a sign-in: the
/// verifier never leaves the engine (RFC 7636).
pub(crate) struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &SecretString) -> Result<(), BrowserError> {
        tauri_plugin_opener::open_url(url.expose_secret(), None::<&str>)
            .map_err(|error| BrowserError(without_address(&error)))
    }
}

/// The opener's error by its kind alone, since its text may quote the address.
fn without_address(error: &tauri_plugin_opener::Error) -> String {
    if let tauri_plugin_opener::Error::Io(error) = error {
        error.kind().to_string()
    } else {
        "the opener refused".to_owned()
    }
}

/// No settings program is known here: the person opens them by hand.
#[derive(Debug, thiserror::Error)]
#[error("no program for date and time settings was found")]
pub(crate) struct NoSettings;

/// Opens the system's date and time settings.
///
/// # Errors
/// [`NoSettings`] where no known program is installed.
pub(crate) fn open_time_settings() -> Result<(), NoSettings> {
    let started = TIME_SETTINGS.iter().any(|[program, argument]| start(program, argument));
    if started { Ok(()) } else { Err(NoSettings) }
}

/// Starts a program that outlives us; false where it isn't installed.
fn start(program: &str, argument: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    // Reaped, so that a closed settings window is no zombie of ours.
    std::thread::spawn(move || child.wait());
    true
}

#[cfg(target_os = "linux")]
const TIME_SETTINGS: &[[&str; 2]] = &[
    ["gnome-control-center", "datetime"],
    ["systemsettings", "kcm_clock"],
    ["xfce4-time-admin", "--"],
    ["cinnamon-settings", "calendar"],
    ["time-admin", "--"],
];
#[cfg(target_os = "macos")]
const TIME_SETTINGS: &[[&str; 2]] =
    &[["open", "x-apple.systempreferences:com.apple.Date-Time-Settings.extension"]];
#[cfg(windows)]
const TIME_SETTINGS: &[[&str; 2]] = &[["explorer", "ms-settings:dateandtime"]];

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_installed_is_told() {
        assert!(!start("/nonexistent/settings", "datetime"));
    }
}
