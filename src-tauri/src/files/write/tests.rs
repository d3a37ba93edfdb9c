//! Every way in which a file is not written, and every moment at which writing one can end.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};

use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::io::Errno;

use super::*;

const TEXT: &str = "\u{feff}\"Number\"\r\n\"1\"\r\n";

/// A folder with a file of before.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        fs::write(desk.place(), "before").unwrap();
        desk
    }

    fn place(&self) -> PathBuf {
        self.0.path().join("evidence.csv")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.place()).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// What the person is told, which is never a path.
async fn refused(path: &Path) -> Option<String> {
    let error = write(path.to_owned(), TEXT.to_owned()).await.unwrap_err();
    assert_eq!((error.code, error.retry), (ErrorCode::FileNotWritten, true), "{}", path.display());
    assert!(!error.message.contains(['/', '\\']), "{}", error.message);
    error.facts.detail
}

#[tokio::test]
async fn a_place_that_takes_no_file_is_told_by_why() {
    let desk = Desk::new();
    let within = |name: &str| desk.0.path().join(name);
    mkfifoat(CWD, within("pipe"), Mode::RWXU).unwrap();
    fs::create_dir(within("folder")).unwrap();
    symlink("/dev/null", within("device")).unwrap();
    symlink(within("nowhere"), within("dangling")).unwrap();
    for (name, why) in [
        ("evidence.csv/through-a-file.csv", "gone"),
        ("no-such-folder/evidence.csv", "gone"),
        ("dangling", "gone"),
        ("folder", "no_file"),
        ("pipe", "no_file"),
        ("device", "no_file"),
        (&"n".repeat(300), "name"),
    ] {
        assert_eq!(refused(&within(name)).await.as_deref(), Some(why), "{name}");
    }
    // Nobody makes files there, the superuser neither.
    let told = refused(Path::new("/sys/lanyard-evidence.csv")).await;
    assert!(matches!(told.as_deref(), Some("denied" | "read_only")), "{told:?}");
    assert_eq!(refused(Path::new("/")).await.as_deref(), Some("no_file"));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    assert!(fs::symlink_metadata(within("pipe")).unwrap().file_type().is_fifo());
    assert_eq!((desk.text().as_str(), desk.names().len()), ("before", 5));
}

#[test]
fn every_kind_of_refusal_has_its_word() {
    for (errno, word) in [
        (Errno::NOSPC, Some("full")),
        (Errno::DQUOT, Some("full")),
        (Errno::ACCESS, Some("denied")),
        (Errno::PERM, Some("denied")),
        (Errno::ROFS, Some("read_only")),
        (Errno::NOENT, Some("gone")),
        (Errno::NOTDIR, Some("gone")),
        (Errno::STALE, Some("gone")),
        (Errno::NAMETOOLONG, Some("name")),
        (Errno::ISDIR, Some("no_file")),
        (Errno::IO, None),
        (Errno::MFILE, None),
    ] {
        let error = WriteError::System(errno.into());
        assert_eq!(hindrance(&error), word, "{errno}");
    }
}

#[test]
fn a_disk_that_fills_up_leaves_what_was_there() {
    let desk = Desk::new();
    let Draft { file, place } = Draft::beside(&desk.place()).unwrap();
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut draft = Draft { file: NamedTempFile::from_parts(full, file.into_temp_path()), place };
    let error = WriteError::System(draft.fill(TEXT.as_bytes()).unwrap_err());
    assert_eq!(hindrance(&error), Some("full"));
    drop(draft);
    assert_eq!((desk.text().as_str(), desk.names()), ("before", vec!["evidence.csv".to_owned()]));
}

#[test]
fn killed_at_any_moment_it_leaves_all_or_nothing() {
    type Moment = fn(&mut Draft);
    let moments: [(&str, Moment); 3] = [
        ("begun", |_| {}),
        ("half written", |draft| draft.file.write_all(&TEXT.as_bytes()[..5]).unwrap()),
        ("written, without its name", |draft| draft.fill(TEXT.as_bytes()).unwrap()),
    ];
    for (moment, get_there) in moments {
        let desk = Desk::new();
        let fresh = desk.0.path().join("fresh.csv");
        for place in [desk.place(), fresh.clone()] {
            let mut draft = Draft::beside(&place).unwrap();
            get_there(&mut draft);
            // Whoever is killed tidies nothing up.
            std::mem::forget(draft);
        }
        assert_eq!(desk.text(), "before", "{moment}");
        assert!(!fresh.exists(), "{moment}");
        write_whole(&desk.place(), TEXT.as_bytes()).unwrap();
        assert_eq!(desk.text(), TEXT, "{moment}");
    }
}

#[test]
fn a_name_that_was_taken_meanwhile_is_not_fought_over() {
    let desk = Desk::new();
    let mut draft = Draft::beside(&desk.place()).unwrap();
    draft.fill(TEXT.as_bytes()).unwrap();
    fs::remove_file(desk.place()).unwrap();
    fs::create_dir(desk.place()).unwrap();
    let error = WriteError::System(draft.keep().unwrap_err());
    assert_eq!(hindrance(&error), Some("no_file"));
    assert_eq!(desk.names(), ["evidence.csv"]);
}

#[tokio::test]
async fn what_is_written_is_whole_and_its_owners_alone() {
    let desk = Desk::new();
    fs::set_permissions(desk.place(), fs::Permissions::from_mode(0o644)).unwrap();
    for place in [desk.place(), desk.0.path().join("fresh.csv")] {
        write(place.clone(), TEXT.to_owned()).await.unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), TEXT);
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(desk.names().len(), 2);
}

#[tokio::test]
async fn a_link_stays_one() {
    let desk = Desk::new();
    let link = desk.0.path().join("link.csv");
    symlink(desk.place(), &link).unwrap();
    let before = File::open(desk.place()).unwrap();
    write(link.clone(), TEXT.to_owned()).await.unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(desk.text(), TEXT);
    assert_eq!(io::read_to_string(before).unwrap(), "before", "it was replaced, not written over");
}
