//! A profile in a temporary folder, and this test run again as its window.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lanyard_core::program::Consent;
use lanyard_core::view::ErrorView;
use lanyard_core::{Browser, BrowserError, EngineParts, Home, SystemClock};
use lanyard_vault::testing::MemoryVault;
use secrecy::SecretString;
use tempfile::TempDir;

use super::{Client, HostKind, Patience, open_as};
use crate::host::Host;

/// Set for the child; its value is the profile's folder.
const INSIDE: &str = "LANYARD_AGENT_TEST_HOME";
/// Nothing takes this long.
pub(super) const DEADLINE: Duration = Duration::from_mins(1);

/// A profile of its own.
pub(super) struct Rig {
    folder: TempDir,
    vault: MemoryVault,
}

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _url: &SecretString) -> Result<(), BrowserError> {
        Err(BrowserError("there is none".to_owned()))
    }
}

/// Waits for nobody who does not answer.
pub(super) fn brief() -> Patience {
    let short = Duration::from_millis(100);
    Patience { ending: short, hand_over: short, answer: short }
}

impl Rig {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), vault: MemoryVault::new() }
    }

    pub(super) fn home(&self) -> Home {
        home(self.folder.path())
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.folder.path().join("agent.sock")
    }

    pub(super) fn client(&self) -> Client {
        Client::new(&self.home()).unwrap()
    }

    pub(super) async fn open(&self, kind: HostKind) -> Result<Host, ErrorView> {
        self.open_with(kind, Patience { answer: DEADLINE, ..brief() }).await
    }

    pub(super) async fn open_with(&self, kind: HostKind, patience: Patience) -> Result<Host, ErrorView> {
        let parts = parts(self.home(), &self.vault);
        let host = open_as(parts, kind, self.executable("lanyard"), patience).await?;
        host.engine().start();
        Ok(host)
    }

    /// The engine's lock, held by this process without an engine.
    pub(super) fn locked(&self) -> File {
        let file = File::create(self.home().lock()).unwrap();
        file.lock().unwrap();
        file
    }

    /// Where this profile's programs would be installed.
    fn executable(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs this test again, as the desktop program that is installed beside the agent.
    pub(super) fn start_the_window(&self, test: &str) -> Window {
        let program = self.executable("lanyard-desktop");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let child = Command::new(program)
            .args(["--exact", test, "--nocapture"])
            .env(INSIDE, self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn();
        Window(child.unwrap())
    }
}

/// The child; it ends when its input does, and at the latest with its owner.
pub(super) struct Window(Child);

impl Window {
    pub(super) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(super) fn end(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Stands in for an agent that hands over to another one, which does so too and ends. Tells how often it was asked.
pub(super) fn two_agents_in_turn(listener: UnixListener, lock: File) -> JoinHandle<u32> {
    std::thread::spawn(move || {
        let mut asked = 0;
        while asked < 2 {
            let mut stream = listener.accept().unwrap().0;
            let mut head = [0; 4_096];
            let read = stream.read(&mut head).unwrap();
            let answer = if head[..read].starts_with(b"GET /v1/status ") {
                let pid = 1_000_000 + asked;
                let status = format!(
                    r#"{{"version":"0","host":"agent","pid":{pid},"vault":"ready","accounts":0,"asks":false}}"#
                );
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{status}", status.len())
            } else {
                assert!(head.starts_with(b"POST /v1/hand-over "));
                asked += 1;
                "HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".to_owned()
            };
            stream.write_all(answer.as_bytes()).unwrap();
        }
        drop(lock);
        asked
    })
}

pub(super) fn is_child() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Becomes the window's host of the parent's profile until the parent lets go.
pub(super) async fn be_the_window() {
    let home = home(Path::new(&std::env::var_os(INSIDE).unwrap()));
    let vault = MemoryVault::new();
    let host = crate::host::open(parts(home, &vault), HostKind::Window).await.unwrap();
    host.engine().start();
    tokio::task::spawn_blocking(|| std::io::read_to_string(std::io::stdin())).await.unwrap().unwrap();
    host.close().await;
}

/// Polls a condition until it holds; fails the test at the deadline.
pub(super) async fn until(what: &str, condition: impl Fn() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < end, "{what}: not within {DEADLINE:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn home(folder: &Path) -> Home {
    Home::named(folder.to_owned(), folder.join("no-policy.toml"))
}

fn parts(home: Home, vault: &MemoryVault) -> EngineParts {
    EngineParts {
        home,
        vault: Arc::new(vault.clone()),
        clock: Arc::new(SystemClock),
        browser: Arc::new(NoBrowser),
        version: env!("CARGO_PKG_VERSION"),
        consent: Consent::Nobody,
    }
}
