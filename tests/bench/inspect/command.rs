//! `lanyard inspect` as a process, beside `jwt decode` of jwt-cli: the same token on standard input, in turn.
//!
//! Ours is measured twice: as theirs does it, which is to decode, and with a key set, so that it verifies too. Without
//! one it ends with 8, *could not be verified*.

use std::path::PathBuf;

use harness::Result;
use harness::desk::Desk;
use harness::process::built;

use super::signed::{AUDIENCE, ISSUER, Signer};
use crate::figures::{Figures, Good, Row, median};
use crate::typed::{Typed, in_turn};

/// Processes of each.
const PROCESSES: usize = 300;
/// How many of each come before.
const WARM_UP: usize = 20;
/// The largest part of their time.
const NO_WORSE: f64 = 1.0;
/// How `lanyard inspect` ends without a key.
const NOT_VERIFIED: i32 = 8;

pub(super) fn measure(signer: &Signer, figures: &mut Figures) -> Result {
    let Some(program) = jwt_cli() else {
        figures
            .note("`lanyard inspect` was not measured: jwt-cli is not installed (`make bench` does that).");
        return Ok(());
    };
    let desk = Desk::bare()?;
    let (token, keys) = (desk.folder().join("token"), desk.folder().join("keys.json"));
    std::fs::write(&token, signer.usual()?)?;
    std::fs::write(&keys, signer.jwks().to_string())?;
    let env = desk.env();
    let lanyard = built("lanyard")?;
    let theirs = Typed::new(program, &["decode", "-"], &env).reading(&token);
    let decoding = Typed::new(&lanyard, &["inspect", "-"], &env).reading(&token).ending_with(NOT_VERIFIED);
    let keys = keys.display().to_string();
    let args = ["inspect", "-", "--jwks", &keys, "--expect-issuer", ISSUER, "--audience", AUDIENCE];
    let verifying = Typed::new(&lanyard, &args, &env).reading(&token);
    for (what, ours) in [("decoded", decoding), ("verified too", verifying)] {
        in_turn(WARM_UP, || ours.timed(), || theirs.timed())?;
        let [ours, theirs] = in_turn(PROCESSES, || ours.timed(), || theirs.timed())?;
        let what = format!("a token {what} by command line, median of {PROCESSES}");
        let (ours, other) = (median(&ours), Some(median(&theirs)));
        figures.add(Row { what, ours, other, unit: "ms", good: Some(Good::AtMost(NO_WORSE)) });
    }
    figures.note("A token by command line: `lanyard inspect -` beside `jwt decode -` of jwt-cli.");
    Ok(())
}

/// Where `tests/setup/bench.sh` puts it.
fn jwt_cli() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))?;
    Some(cache.join("lanyard/bin/jwt")).filter(|path| path.is_file())
}
