//! The operating system's own folders, and which profile the environment names.
//!
//! Owns [`Home::from_environment`], so that the window, the agent and the command line mean the same folder.
//! Invariant 1: the environment comes in by argument. Only Linux was ever compiled; the lines of other systems
//! are written from their documentation.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Home;

/// Names a profile in a folder of its own.
const PROFILE_FOLDER: &str = "LANYARD_HOME";

impl Home {
    /// The profile that the environment names: the folder in `LANYARD_HOME`, else the person's own.
    pub fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        match folder(PROFILE_FOLDER) {
            // One profile, from whichever folder the program is started.
            Some(root) => Self::named(std::path::absolute(&root).unwrap_or(root), machine_policy()),
            None => Self::own(data_folder(folder).join("lanyard"), machine_policy()),
        }
    }
}

/// Where the person's programs keep their data (XDG Base Directory Specification: a relative `XDG_DATA_HOME`
/// is ignored).
fn data_folder(folder: impl Fn(&str) -> Option<PathBuf>) -> PathBuf {
    let home = || folder("HOME").or_else(std::env::home_dir);
    // Without a home, the current folder, which `Home::prepare` then makes private or refuses.
    let in_home = |path: &str| home().unwrap_or_else(|| PathBuf::from(".")).join(path);
    if cfg!(target_os = "macos") {
        in_home("Library/Application Support")
    } else if cfg!(windows) {
        folder("LOCALAPPDATA").unwrap_or_else(|| in_home("AppData\\Local"))
    } else {
        folder("XDG_DATA_HOME").filter(|path| path.is_absolute()).unwrap_or_else(|| in_home(".local/share"))
    }
}

/// The policy that an administrator puts down for everyone on this machine.
fn machine_policy() -> PathBuf {
    let place = if cfg!(target_os = "macos") {
        "/Library/Application Support/Lanyard/policy.toml"
    } else if cfg!(windows) {
        "C:\\ProgramData\\Lanyard\\policy.toml"
    } else {
        "/etc/lanyard/policy.toml"
    };
    Path::new(place).to_owned()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn home(variables: &[(&str, &str)]) -> Home {
        Home::from_environment(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn an_empty_variable_is_the_own_profile() {
        let own = home(&[("HOME", "/home/ada")]);
        assert_eq!(own.root(), Path::new("/home/ada/.local/share/lanyard"));
        assert_eq!(own.label(), None);
        assert_eq!(home(&[("HOME", "/home/ada"), ("LANYARD_HOME", "")]).root(), own.root());
    }

    #[test]
    fn a_relative_folder_is_one_profile_wherever_it_is_started_from() {
        let named = home(&[("LANYARD_HOME", "demo")]);
        assert!(named.root().is_absolute());
        assert!(named.root().ends_with("demo"));
        assert_eq!(named.label().as_deref(), Some("demo"));
    }

    #[test]
    fn a_relative_data_folder_is_ignored() {
        let root = |data: &str| home(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", data)]).root().to_owned();
        assert_eq!(root("data"), Path::new("/home/ada/.local/share/lanyard"));
        assert_eq!(root("/srv/ada"), Path::new("/srv/ada/lanyard"));
    }
}
