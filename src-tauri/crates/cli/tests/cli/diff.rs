//! `lanyard diff`: two tokens, and that nobody verified them.

use serde_json::json;

use crate::accounts::without_days;
use crate::fake::file;
use crate::issuer::{claims, token, with};
use crate::run::{lanyard, lanyard_hearing};
use crate::snapshot::matches;

#[test]
fn what_came_and_went_is_told_and_that_nobody_verified_it() {
    let folder = tempfile::tempdir().unwrap();
    let far = 4_102_542_245_i64;
    let before = file(folder.path(), "before", token(&with(&claims(), &json!({"exp": far}))));
    let changes = json!({
        "roles": ["buyer", "auditor"], "scope": "orders:read", "jti": "4712", "exp": far + 900,
        "tenant": {"id": 7}, "client_id": null,
    });
    let after = token(&with(&claims(), &changes));
    let ran = lanyard_hearing(folder.path(), ["diff", before.to_str().unwrap(), "-"], &after);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    matches("diff", &without_days(&ran.out));
    let ran = lanyard_hearing(folder.path(), ["diff", before.to_str().unwrap(), "-", "--json"], &after);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    matches("diff-json", &ran.out);
    let ran = lanyard(folder.path(), ["diff", before.to_str().unwrap(), before.to_str().unwrap()]);
    assert!(ran.code == 0 && ran.out.contains("No claim differs."), "{ran:?}");
}

#[test]
fn two_readable_tokens_are_needed() {
    let folder = tempfile::tempdir().unwrap();
    let good = file(folder.path(), "good", token(&claims()));
    let good = good.to_str().unwrap();
    let raw = token(&claims());
    for (args, code, said) in [
        (&["-", "-"][..], 2, "Standard input holds one token"),
        (&[good], 2, "required"),
        (&[good, "missing"], 2, "The second token can't be read: No such file or directory."),
        (&[&raw, good], 2, "Arguments stand in the list of processes"),
        (&[good, "-"], 8, "The second token: There is no token in it"),
        (&["-", good], 8, "The first token: There is no token in it"),
    ] {
        let ran = lanyard_hearing(folder.path(), [&["diff"], args].concat(), "");
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    let ran = lanyard_hearing(folder.path(), ["diff", good, "-"], "Bearer 2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(ran.code, 8, "{}", ran.err);
}
