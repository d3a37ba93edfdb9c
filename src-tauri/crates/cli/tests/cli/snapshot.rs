//! Whole outputs, kept as files.

use std::path::Path;

/// Compares with `tests/snapshots/NAME.txt`, or writes it with `LANYARD_SNAPSHOTS=write`.
#[track_caller]
pub(crate) fn matches(name: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(format!("{name}.txt"));
    if std::env::var_os("LANYARD_SNAPSHOTS").is_some_and(|value| value == "write") {
        std::fs::write(&path, printed).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(printed, kept, "{name} differs; LANYARD_SNAPSHOTS=write writes it anew");
}
