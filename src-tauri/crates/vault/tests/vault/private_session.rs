//! A session of one's own: D-Bus, home and gnome-keyring in a temporary folder, never the person's.
//!
//! The address of the session bus is a variable of the whole process, and the keychain store takes it from
//! there. So each test runs itself again in a child process that has the private session's variables.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Set for the child; its value is the session's folder.
const INSIDE: &str = "LANYARD_VAULT_TEST_SESSION";
const CHILD_DEADLINE: Duration = Duration::from_mins(2);
/// The password of the private keyring.
pub(crate) const PASSWORD: &str = "private-session";

/// No folder for activation: nothing runs on this bus but what a test starts.
const BUS_CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Whether the private session has a bus.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bus {
    Running,
    None,
}

/// Runs `body` inside a private session. `test` is the test's own path, as `cargo test` prints it.
pub(crate) fn run(test: &str, bus: Bus, body: impl FnOnce(&Session)) {
    if let Some(folder) = env::var_os(INSIDE) {
        let session = Session { folder: folder.into() };
        body(&session);
        fs::write(session.finished(), "").expect("the temporary folder is writable");
        return;
    }
    let folder = TempDir::with_prefix("lanyard-vault-").expect("a temporary folder");
    let session = Session { folder: folder.path().to_owned() };
    let runtime = session.folder.join("runtime");
    fs::create_dir(&runtime).expect("a new folder");
    fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).expect("our own folder");
    let (_bus, address) = match bus {
        Bus::Running => {
            let (bus, address) = start_bus(&session.folder);
            fs::write(session.bus_pid(), bus.0.id().to_string()).expect("our own folder");
            (Some(bus), address)
        }
        Bus::None => (None, format!("unix:path={}", runtime.join("no-bus").display())),
    };
    let child = Command::new(env::current_exe().expect("this test"))
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, &session.folder)
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env("HOME", &session.folder)
        .env("XDG_DATA_HOME", session.folder.join("data"))
        .env("XDG_RUNTIME_DIR", &runtime)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("GNOME_KEYRING_CONTROL")
        .spawn()
        .expect("this test again");
    let mut child = Ended(child);
    let status = wait_for("the test in its private session", CHILD_DEADLINE, || {
        child.0.try_wait().expect("our child")
    });
    assert!(status.success(), "{test} failed inside its private session: {status}");
    assert!(session.finished().exists(), "no test is called {test}");
}

/// Polls a condition until it holds; fails the test at the deadline.
pub(crate) fn wait_for<T>(what: &str, deadline: Duration, mut condition: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + deadline;
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(Instant::now() < end, "{what}: not within {deadline:?}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The private session, seen from inside.
pub(crate) struct Session {
    folder: PathBuf,
}

impl Session {
    /// Starts gnome-keyring with its login keyring unlocked; a second run finds the items of the first.
    pub(crate) fn start_keyring(&self) -> Keyring {
        let mut keyring = self.spawn_keyring(&["--unlock"]);
        let mut password = keyring.0.0.stdin.take().expect("piped");
        password.write_all(PASSWORD.as_bytes()).expect("gnome-keyring reads its password");
        keyring
    }

    /// Starts gnome-keyring as a login without a password does: no keyring exists.
    pub(crate) fn start_keyring_without_collection(&self) -> Keyring {
        self.spawn_keyring(&[])
    }

    fn spawn_keyring(&self, more: &[&str]) -> Keyring {
        let child = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(more)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Keyring(Ended(child.unwrap_or_else(|error| missing("gnome-keyring-daemon", "gnome-keyring", &error))))
    }

    /// Ends the session bus, as the end of a login session does.
    pub(crate) fn stop_bus(&self) {
        let pid = fs::read_to_string(self.bus_pid()).expect("written by the parent");
        signal("-TERM", &pid);
    }

    fn bus_pid(&self) -> PathBuf {
        self.folder.join("bus.pid")
    }

    fn finished(&self) -> PathBuf {
        self.folder.join("finished")
    }
}

/// A running gnome-keyring, ended when dropped.
pub(crate) struct Keyring(Ended);

impl Keyring {
    /// Stops it in the middle of whatever it does, as a hanging disk would.
    pub(crate) fn freeze(&self) {
        signal("-STOP", &self.0.0.id().to_string());
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        signal("-CONT", &self.0.0.id().to_string());
    }
}

fn signal(signal: &str, pid: &str) {
    let status = Command::new("kill").args([signal, pid]).status();
    assert!(status.expect("kill").success());
}

/// A child process that ends with its owner.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left of it.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_bus(folder: &Path) -> (Ended, String) {
    let config = folder.join("bus.conf");
    fs::write(&config, BUS_CONFIG.replace("FOLDER", &folder.display().to_string())).expect("our own folder");
    let child = Command::new("dbus-daemon")
        .arg(format!("--config-file={}", config.display()))
        .args(["--nofork", "--nopidfile", "--print-address"])
        .stdout(Stdio::piped())
        .stderr(fs::File::create(folder.join("bus.log")).expect("our own folder"))
        .spawn();
    let mut bus = Ended(child.unwrap_or_else(|error| missing("dbus-daemon", "dbus", &error)));
    let mut address = String::new();
    let stdout = bus.0.stdout.take().expect("piped");
    BufReader::new(stdout).read_line(&mut address).expect("dbus-daemon prints its address");
    (bus, address.trim().to_owned())
}

#[expect(clippy::panic, reason = "the test cannot go on, and must not pass")]
fn missing(program: &str, package: &str, error: &std::io::Error) -> ! {
    panic!(
        "{program} does not start ({error}): install the package `{package}`; this test does not pass without it"
    );
}
