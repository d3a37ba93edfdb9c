//! Where tokens are inspected in tests: a folder with an issuer's keys, in which nothing of Lanyard's is.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::fake::file;
use crate::issuer::{ISSUER, NOW, RESOURCE, jwks};
use crate::run::{Ran, command, ended};

/// The issuer's keys, and whom the token should be from and for.
pub(crate) const EXPECTED: [&str; 6] =
    ["--jwks", "keys.json", "--expect-issuer", ISSUER, "--audience", RESOURCE];

pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.file("keys.json", jwks().to_string());
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        file(self.path(), name, content)
    }

    /// Runs `inspect` here at the tokens' moment, with no home and no profile, and this on standard input.
    pub(crate) fn inspect(&self, args: &[&str], said: impl AsRef<[u8]>) -> Ran {
        let said = self.file("said", said);
        let now = NOW.to_string();
        let time: &[&str] = if args.contains(&"--now") { &[] } else { &["--now", &now] };
        let mut command = command(Path::new("/nonexistent"), ["inspect"]);
        command.args(time).args(args).env_remove("HOME").env_remove("LANYARD_HOME").current_dir(self.path());
        ended(&command.stdin(File::open(said).unwrap()).output().unwrap())
    }

    /// The same, as JSON.
    #[track_caller]
    pub(crate) fn inspect_json(&self, args: &[&str], said: impl AsRef<[u8]>) -> (i32, Value) {
        let ran = self.inspect(&[args, &["--json"]].concat(), said);
        assert_eq!(ran.err, "");
        (ran.code, serde_json::from_str(&ran.out).unwrap())
    }
}
