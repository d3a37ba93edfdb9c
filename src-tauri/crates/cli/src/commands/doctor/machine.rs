//! What the operating system gives: folders, their modes, D-Bus.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use lanyard_agent::host::vault;
use lanyard_agent::socket;
use lanyard_core::Home;
use lanyard_vault::VaultKind;
use rustix::process::geteuid;

use super::Check;
use crate::failure::Kind;
use crate::output::inert;
use crate::terminal::variable;

pub(super) fn checks(home: &Home) -> Vec<Check> {
    let mut checks = vec![profile(home), socket_place(home)];
    // A named profile has its socket in its own folder.
    if home.label().is_none() {
        checks.push(runtime());
    }
    if cfg!(target_os = "linux") && vault::named(variable).is_ok_and(|kind| kind == VaultKind::Keychain) {
        checks.push(bus());
    }
    checks
}

fn profile(home: &Home) -> Check {
    const NAME: &str = "Profile folder";
    let path = shown(home.root());
    let found = match fs::symlink_metadata(home.root()) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Check::note(NAME, format!("{path} is not there yet; the first command makes it"));
        }
        Err(error) => {
            return Check::problem(
                NAME,
                format!("{path}: {}", Kind(&error)),
                "Make the folder readable for you.",
            );
        }
    };
    let mode = found.mode() & 0o777;
    if found.is_symlink() || !found.is_dir() {
        Check::problem(
            NAME,
            format!("{path} is no folder itself"),
            "Move it away, or name another LANYARD_HOME.",
        )
    } else if found.uid() != geteuid().as_raw() {
        Check::problem(NAME, format!("{path} belongs to another user"), "Name another LANYARD_HOME.")
    } else if mode & 0o077 != 0 {
        Check::problem(NAME, format!("{path} has mode {mode:o}"), format!("Run: chmod 700 {path}"))
    } else {
        Check::ok(NAME, path)
    }
}

fn socket_place(home: &Home) -> Check {
    const NAME: &str = "Socket";
    let path = match socket::path(home, socket::runtime_folder(variable).as_deref()) {
        Ok(path) => path,
        Err(error) => {
            return Check::problem(NAME, inert(&error.to_string()), "Choose a shorter LANYARD_HOME.");
        }
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    match socket::check_folder(folder) {
        Err(socket::SocketError::Io { error, .. }) if error.kind() == ErrorKind::NotFound => {
            Check::note(NAME, format!("{} is not there yet; the agent makes it", shown(folder)))
        }
        Err(error) => Check::problem(
            NAME,
            inert(&error.to_string()),
            format!("Look at {}; make it yours alone (chmod 700).", shown(folder)),
        ),
        Ok(()) => Check::ok(NAME, shown(&path)),
    }
}

fn runtime() -> Check {
    const NAME: &str = "Runtime folder";
    match (variable("XDG_RUNTIME_DIR").map(PathBuf::from), socket::runtime_folder(variable)) {
        (_, None) => Check::note(NAME, "none; the socket lies in the profile folder"),
        (Some(named), Some(used)) if named != used => {
            Check::note(NAME, format!("XDG_RUNTIME_DIR can't be used; {} is", shown(&used)))
        }
        (_, Some(used)) => match used.metadata().map(|found| found.mode() & 0o777) {
            Ok(mode) if mode & 0o022 != 0 => Check::problem(
                NAME,
                format!("{} has mode {mode:o}: other users can write it", shown(&used)),
                format!("Run: chmod 700 {}", shown(&used)),
            ),
            Ok(_) | Err(_) => Check::ok(NAME, shown(&used)),
        },
    }
}

/// The keychain is reached over the session bus.
fn bus() -> Check {
    const NAME: &str = "D-Bus";
    let named = variable("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    let usual = socket::runtime_folder(variable).is_some_and(|folder| folder.join("bus").exists());
    if named || usual {
        Check::ok(NAME, "there is a session bus")
    } else {
        Check::problem(
            NAME,
            "there is no session bus, so no keychain can be reached",
            "Sign in to a desktop, or keep refresh tokens under a passphrase: LANYARD_VAULT=file",
        )
    }
}

fn shown(path: &Path) -> String {
    inert(&path.to_string_lossy()).into_owned()
}
