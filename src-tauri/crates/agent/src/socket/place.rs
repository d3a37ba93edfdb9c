//! The socket's path.
//!
//! Invariant 1: two profiles never share one. Invariant 2: a program that was started with another
//! environment (cron, `su`) still finds it: it looks at every place in turn.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use lanyard_core::Home;
use rustix::process::geteuid;

use super::SocketError;

/// Bytes that a path may have: `sun_path` of `sockaddr_un` (unix(7)) less the zero at its end.
pub(super) const LONGEST: usize = 107;
/// The folder of our own in the runtime folder.
const FOLDER: &str = "lanyard";
/// The socket.
const SOCKET: &str = "agent.sock";

/// Where the operating system keeps this user's sockets: `XDG_RUNTIME_DIR`, else `/run/user/UID`. `None` where
/// that is no folder of this user (a variable that `su` passed on).
pub fn runtime_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let usual = || Path::new("/run/user").join(geteuid().as_raw().to_string());
    let named = variable("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    let ours = |path: &PathBuf| {
        path.metadata().is_ok_and(|found| found.is_dir() && found.uid() == geteuid().as_raw())
    };
    named.filter(ours).or_else(|| Some(usual()).filter(ours))
}

/// Where the engine of this profile binds.
///
/// # Errors
/// [`SocketError::TooLong`].
pub fn path(home: &Home, runtime: Option<&Path>) -> Result<PathBuf, SocketError> {
    let in_profile = home.root().join(SOCKET);
    let own = home.label().is_none();
    let path = match runtime {
        Some(runtime) if own => runtime.join(FOLDER).join(SOCKET),
        Some(_) | None => in_profile,
    };
    short_enough(path)
}

/// Where the engine of this profile may have bound, the likeliest place first: it can have been started with
/// another environment. Paths that no socket can have are left out.
pub fn places(home: &Home, runtime: Option<&Path>) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> =
        [path(home, runtime), path(home, None)].into_iter().filter_map(Result::ok).collect();
    places.dedup();
    places
}

fn short_enough(path: PathBuf) -> Result<PathBuf, SocketError> {
    match path.as_os_str().as_bytes().len() {
        0..=LONGEST => Ok(path),
        length => Err(SocketError::TooLong { path, length }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Home {
        Home::own("/home/ada/.local/share/lanyard".into(), "/nonexistent".into())
    }

    #[test]
    fn a_path_over_107_bytes_is_told() {
        let folder = |bytes: usize| PathBuf::from(format!("/{}", "x".repeat(bytes - "//agent.sock".len())));
        let at = |bytes| path(&Home::named(folder(bytes), "/nonexistent".into()), None);
        assert_eq!(at(107).unwrap().as_os_str().len(), 107);
        assert!(matches!(at(108), Err(SocketError::TooLong { length: 108, .. })));
        assert!(places(&Home::named(folder(108), "/nonexistent".into()), None).is_empty());
    }

    #[test]
    fn a_named_profile_has_its_socket_in_its_own_folder() {
        let home = Home::named("/srv/demo".into(), "/nonexistent".into());
        let runtime = Path::new("/run/user/1000");
        assert_eq!(path(&home, Some(runtime)).unwrap(), Path::new("/srv/demo/agent.sock"));
        assert_eq!(places(&home, Some(runtime)), [Path::new("/srv/demo/agent.sock")]);
    }

    #[test]
    fn the_own_profile_is_looked_for_in_both_folders() {
        let runtime = Path::new("/run/user/1000");
        let both = ["/run/user/1000/lanyard/agent.sock", "/home/ada/.local/share/lanyard/agent.sock"];
        assert_eq!(path(&own(), Some(runtime)).unwrap(), Path::new(both[0]));
        assert_eq!(places(&own(), Some(runtime)), both.map(Path::new));
        assert_eq!(path(&own(), None).unwrap(), Path::new(both[1]));
    }

    #[test]
    fn a_runtime_folder_of_another_user_is_not_used() {
        let named = |path: &'static str| move |_: &str| Some(OsString::from(path));
        let ours = tempfile::tempdir().unwrap();
        let text = ours.path().as_os_str().to_owned();
        assert_eq!(runtime_folder(|_| Some(text.clone())).as_deref(), Some(ours.path()));
        for foreign in ["relative", "/nonexistent", "/dev/null"] {
            assert_ne!(runtime_folder(named(foreign)).as_deref(), Some(Path::new(foreign)));
        }
    }
}
