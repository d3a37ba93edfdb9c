//! An engine with nothing in it, and its open door.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lanyard_agent::server::{Door, Serving, serve};
use lanyard_agent::wire::HostKind;
use lanyard_core::program::Consent;
use lanyard_core::{Browser, BrowserError, Engine, EngineParts, Home, SystemClock};
use lanyard_vault::testing::MemoryVault;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::wire_client::Client;

/// How long anything here may take.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _: &SecretString) -> Result<(), BrowserError> {
        Err(BrowserError("there is none".to_owned()))
    }
}

/// An agent in a folder of its own.
pub(crate) struct Agent {
    pub(crate) folder: TempDir,
    pub(crate) runtime: Runtime,
    pub(crate) engine: Engine,
    pub(crate) path: PathBuf,
    pub(crate) serving: Option<Serving>,
}

impl Agent {
    pub(crate) fn new() -> Self {
        Self::hosted_by(HostKind::Agent)
    }

    pub(crate) fn hosted_by(host: HostKind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let (engine, serving) = open(&runtime, &folder.path().join("home"), host, programs(folder.path()));
        let path = serving.path().to_owned();
        Self { folder, runtime, engine, path, serving: Some(serving) }
    }

    pub(crate) fn connect(&self) -> Client {
        Client::connect(&self.path)
    }

    /// A copy of curl under this name, beside the agent's own program.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        copied("curl", &programs(self.folder.path()).with_file_name(name))
    }

    /// Lets every user reach the socket, which its folder otherwise prevents.
    pub(crate) fn let_everybody_in(&self) {
        for (path, mode) in
            [(self.folder.path(), 0o755), (self.path.parent().unwrap(), 0o755), (&self.path, 0o666)]
        {
            std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        }
    }

    /// Closes door and engine, as a host does.
    pub(crate) fn close(&mut self) {
        let (serving, engine) = (self.serving.take().unwrap(), self.engine.clone());
        self.runtime.block_on(async { tokio::join!(serving.close(), engine.close()) });
    }
}

/// Opens engine and door.
pub(crate) fn open(runtime: &Runtime, root: &Path, host: HostKind, executable: PathBuf) -> (Engine, Serving) {
    let (engine, serving) = not_started(runtime, root, host, executable);
    runtime.block_on(async { engine.start() });
    (engine, serving)
}

/// The same, before its first frame.
pub(crate) fn not_started(
    runtime: &Runtime,
    root: &Path,
    host: HostKind,
    executable: PathBuf,
) -> (Engine, Serving) {
    let home = Home::named(root.to_owned(), "/nonexistent/policy.toml".into());
    let parts = EngineParts {
        home: home.clone(),
        vault: Arc::new(MemoryVault::new()),
        clock: Arc::new(SystemClock),
        browser: Arc::new(NoBrowser),
        version: "0.0.0",
        consent: Consent::Nobody,
    };
    runtime.block_on(async {
        let engine = Engine::open(parts).await.unwrap();
        let door = Door { host, version: "0.0.0", asks: false, executable, runtime: None };
        let serving = serve(engine.clone(), &home, door).unwrap();
        (engine, serving)
    })
}

fn programs(folder: &Path) -> PathBuf {
    let programs = folder.join("bin");
    std::fs::create_dir_all(&programs).unwrap();
    programs.join("lanyard-agent")
}

/// A system's program, copied there: by a process of its own, since a descriptor that another test's child inherits
/// would keep the copy from being run.
fn copied(name: &str, to: &Path) -> PathBuf {
    let copy = r#"cp "$(readlink -f "$(command -v "$1")")" "$2""#;
    let copied = Command::new("sh").args(["-c", copy, "sh", name]).arg(to).status().unwrap();
    assert!(copied.success());
    to.to_owned()
}

/// Waits until something holds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}
