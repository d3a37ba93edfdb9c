//! Where a profile keeps its state.
//!
//! Owns the folder's name and permissions. Invariant 1: the folder is 0700 and ours. Invariant 2: two
//! profiles share no path, no lock and no keychain item name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A profile's folder and files.
#[derive(Debug, Clone)]
pub struct Home {
    root: PathBuf,
    profile: String,
    own: bool,
    policy: PathBuf,
}

/// The profile name of the person's own data.
const OWN_PROFILE: &str = "default";

impl Home {
    /// The person's own profile in this folder, ruled by the machine's policy.
    pub fn own(root: PathBuf, machine_policy: PathBuf) -> Self {
        Self { root, profile: OWN_PROFILE.to_owned(), own: true, policy: machine_policy }
    }

    /// A profile of its own in a folder of its own (`LANYARD_HOME`). The machine's policy rules it too
    /// where there is one; otherwise the folder's `policy.toml` does.
    pub fn named(root: PathBuf, machine_policy: PathBuf) -> Self {
        let profile = profile_name(&root);
        let policy = if machine_policy.exists() { machine_policy } else { root.join("policy.toml") };
        Self { root, profile, own: false, policy }
    }

    /// Creates the folder if need be and makes it private.
    ///
    /// # Errors
    /// Whatever the file system says; the caller shows it and opens nothing.
    pub fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(&self.root)?;
        make_private(&self.root)
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The name that keychain items carry.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The folder's name, for people, where the profile is not the person's own.
    pub fn label(&self) -> Option<String> {
        (!self.own).then(|| stem(&self.root))
    }

    /// The policy file, which may not exist.
    pub fn policy(&self) -> &Path {
        &self.policy
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.root.join("state.db")
    }

    /// The file whose lock says who the engine is.
    pub fn lock(&self) -> PathBuf {
        self.root.join("engine.lock")
    }

    /// The folder of the passphrase vault, for a profile that has one.
    pub fn vault(&self) -> PathBuf {
        self.root.join("vault")
    }

    /// The log.
    pub fn log(&self) -> PathBuf {
        self.root.join("lanyard.log")
    }
}

/// A name from the folder's whole path: readable, and different for different folders.
fn profile_name(root: &Path) -> String {
    use sha2::{Digest, Sha256};
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let digest = Sha256::digest(absolute.as_os_str().as_encoded_bytes());
    let digest = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    format!("{}-{digest:08x}", stem(root))
}

fn stem(root: &Path) -> String {
    let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let stem: String = name.chars().filter(plain).take(24).collect();
    if stem.is_empty() { "profile".to_owned() } else { stem }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn make_private(_folder: &Path) -> io::Result<()> {
    // Windows: the folder inherits the profile's own access list, which is private to the person.
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_folders_have_different_profiles() {
        let policy = PathBuf::from("/nonexistent/policy.toml");
        let a = Home::named("/a/lanyard".into(), policy.clone());
        let b = Home::named("/b/lanyard".into(), policy.clone());
        assert_ne!(a.profile(), b.profile());
        assert_ne!(a.profile(), Home::own("/a/lanyard".into(), policy).profile());
    }

    #[cfg(unix)]
    #[test]
    fn folder_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let home = Home::named(folder.path().join("deep/profile"), "/nonexistent".into());
        home.prepare().unwrap();
        let mode = fs::metadata(home.root()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
