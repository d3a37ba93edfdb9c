//! The operating system's own places and programs: folders, the browser, the time settings.
//!
//! Only Linux was ever compiled; the lines of other systems are written from their documentation.

use std::env;
use std::path::{Path, PathBuf};
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

/// Where the person's programs keep their data.
#[cfg(target_os = "linux")]
pub(crate) fn data_folder() -> PathBuf {
    xdg_data_folder(env::var_os("XDG_DATA_HOME").map(PathBuf::from), &home_folder())
}

#[cfg(target_os = "macos")]
pub(crate) fn data_folder() -> PathBuf {
    home_folder().join("Library/Application Support")
}

#[cfg(windows)]
pub(crate) fn data_folder() -> PathBuf {
    env::var_os("LOCALAPPDATA").map_or_else(|| home_folder().join("AppData\\Local"), PathBuf::from)
}

/// The policy that an administrator puts down for everyone on this machine.
pub(crate) fn machine_policy() -> PathBuf {
    let place = if cfg!(target_os = "macos") {
        "/Library/Application Support/Lanyard/policy.toml"
    } else if cfg!(windows) {
        "C:\\ProgramData\\Lanyard\\policy.toml"
    } else {
        "/etc/lanyard/policy.toml"
    };
    PathBuf::from(place)
}

/// XDG Base Directory Specification: a relative `XDG_DATA_HOME` is ignored.
#[cfg(target_os = "linux")]
fn xdg_data_folder(variable: Option<PathBuf>, home: &Path) -> PathBuf {
    variable.filter(|folder| folder.is_absolute()).unwrap_or_else(|| home.join(".local/share"))
}

/// The person's home; without one, the current folder, which `Home::prepare` then makes private or refuses.
fn home_folder() -> PathBuf {
    env::home_dir().unwrap_or_else(|| Path::new(".").to_owned())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_relative_data_folder_is_ignored() {
        let home = Path::new("/home/ada");
        assert_eq!(xdg_data_folder(Some("data".into()), home), Path::new("/home/ada/.local/share"));
        assert_eq!(xdg_data_folder(None, home), Path::new("/home/ada/.local/share"));
        assert_eq!(xdg_data_folder(Some("/srv/ada".into()), home), Path::new("/srv/ada"));
    }

    #[test]
    fn a_program_that_is_not_installed_is_told() {
        assert!(!start("/nonexistent/settings", "datetime"));
    }
}
