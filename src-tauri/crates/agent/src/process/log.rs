//! The log: to standard error and to `lanyard.log` in the profile.
//!
//! `LANYARD_LOG` says how much (`info` without it), in the language of `tracing_subscriber::filter::Targets`
//! (`debug`, or `lanyard_core=trace,warn`).
//! Invariant 1: no secret is written; secrets are types that have no text. Invariant 2: other people's crates
//! are heard from `WARN` up and no further, whatever the variable says, since nobody here vouches for what they
//! trace. Invariant 3: a panic is logged by its place; its message could quote anything. Invariant 4: file and
//! predecessor are private and together stay under twice [`CAP`].

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use lanyard_core::Home;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{LevelFilter, Targets, filter_fn};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Bytes after which the file is put aside and begun anew.
const CAP: u64 = 1024 * 1024;

/// Starts logging, on standard error too where somebody reads it. A profile that can't be written has no log
/// file; the engine then tells the person.
pub fn start(home: &Home, version: &str, on_stderr: bool) {
    let wanted = std::env::var("LANYARD_LOG").ok();
    let filter = wanted.and_then(|wanted| wanted.parse::<Targets>().ok());
    let file = home.prepare().and_then(|()| CappedFile::open(home.log(), CAP));
    let problem = file.as_ref().err().map(io::Error::kind);
    let to_file = file.ok().map(|file| fmt::layer().with_ansi(false).with_writer(Mutex::new(file)));
    let to_stderr = on_stderr.then(|| fmt::layer().with_ansi(false).with_writer(io::stderr));
    tracing_subscriber::registry()
        .with(filter.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO)))
        .with(filter_fn(vouched_for))
        .with(to_stderr)
        .with(to_file)
        .init();
    std::panic::set_hook(Box::new(tell_panic));
    if let Some(kind) = problem {
        tracing::warn!(%kind, "there is no log file");
    }
    tracing::info!(version, profile = home.profile(), "Lanyard starts");
}

fn tell_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    tracing::error!(place, thread = thread.name().unwrap_or_default(), "a fault of ours: panicked");
}

fn vouched_for(about: &Metadata<'_>) -> bool {
    about.target().starts_with("lanyard") || *about.level() <= Level::WARN
}

/// A file that is renamed to `*.log.1` when it is full.
struct CappedFile {
    path: PathBuf,
    cap: u64,
    file: File,
    written: u64,
}

impl CappedFile {
    fn open(path: PathBuf, cap: u64) -> io::Result<Self> {
        let file = open_private(&path)?;
        let written = file.metadata()?.len();
        Ok(Self { path, cap, file, written })
    }

    fn put_aside(&mut self) -> io::Result<()> {
        fs::rename(&self.path, self.path.with_extension("log.1"))?;
        self.file = open_private(&self.path)?;
        self.written = 0;
        Ok(())
    }
}

impl Write for CappedFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.written > 0 && self.written.saturating_add(line.len() as u64) > self.cap {
            self.put_aside()?;
        }
        let count = self.file.write(line)?;
        self.written = self.written.saturating_add(count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m4_a_panic_is_logged_without_its_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lanyard.log");
        let file = Mutex::new(CappedFile::open(path.clone(), CAP).unwrap());
        let to_file = tracing_subscriber::registry().with(fmt::layer().with_writer(file));
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(tell_panic));
        let panicked = tracing::subscriber::with_default(to_file, || {
            std::panic::catch_unwind(|| panic!("canary")).is_err()
        });
        std::panic::set_hook(before);
        assert!(panicked);
        let log = fs::read_to_string(&path).unwrap();
        assert!(log.contains("log.rs:"), "{log}");
        assert!(!log.contains("canary"));
    }

    #[test]
    fn a_full_log_is_put_aside_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lanyard.log");
        let mut log = CappedFile::open(path.clone(), 10).unwrap();
        for line in ["first..", "second.", "third.."] {
            log.write_all(line.as_bytes()).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "third..");
        assert_eq!(fs::read_to_string(folder.path().join("lanyard.log.1")).unwrap(), "second.");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn an_old_log_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lanyard.log");
        fs::write(&path, "old.").unwrap();
        CappedFile::open(path.clone(), 10).unwrap().write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old.new");
    }

    #[test]
    fn a_line_longer_than_the_cap_is_still_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lanyard.log");
        CappedFile::open(path.clone(), 2).unwrap().write_all(b"long").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "long");
    }
}
