//! The composition root: which folder, vault, clock and browser the engine gets.
//!
//! `LANYARD_HOME=DIR` names a profile in a folder of its own; without it the person's own profile is used.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use lanyard_core::view::ErrorView;
use lanyard_core::{Engine, EngineParts, Home, SystemClock};

use crate::system::{self, SystemBrowser};

/// The profile that the environment names.
pub(crate) fn home() -> Home {
    let policy = system::machine_policy();
    match named_folder(env::var_os("LANYARD_HOME").map(PathBuf::from)) {
        Some(folder) => Home::named(folder, policy),
        None => Home::own(system::data_folder().join("lanyard"), policy),
    }
}

/// The engine on this machine's real parts.
///
/// # Errors
/// Whatever keeps it from opening, made for the page.
pub(crate) async fn engine(home: Home) -> Result<Engine, ErrorView> {
    let vault = lanyard_vault::os_vault("Lanyard");
    Engine::open(EngineParts {
        home,
        vault,
        clock: Arc::new(SystemClock),
        browser: Arc::new(SystemBrowser),
        version: env!("CARGO_PKG_VERSION"),
    })
    .await
}

/// An absolute folder; an empty variable names none.
fn named_folder(variable: Option<PathBuf>) -> Option<PathBuf> {
    let folder = variable.filter(|folder| !folder.as_os_str().is_empty())?;
    Some(std::path::absolute(&folder).unwrap_or(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_the_own_profile() {
        assert_eq!(named_folder(Some(PathBuf::new())), None);
        assert_eq!(named_folder(None), None);
    }

    #[test]
    fn a_relative_folder_is_one_profile_wherever_it_is_started_from() {
        let folder = named_folder(Some("demo".into())).unwrap();
        assert!(folder.is_absolute());
        assert!(folder.ends_with("demo"));
    }
}
