//! The steps that failures name, read from the source: a step that is new is told with words of its own or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What stands before a step, without white space; an error code and a comma stand before most.
const BEFORE: [&str; 3] = ["letstep=", "no_answer(", "facts.step=Some("];

/// Longer than what stands before a step.
const LONGEST: usize = 60;

/// Every step that is named in the core and in the shell.
pub(super) fn steps() -> BTreeSet<String> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut steps = BTreeSet::new();
    for folder in [core.join("src"), core.join("../../src")] {
        read(&folder, &mut steps);
    }
    steps
}

fn read(folder: &Path, steps: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            read(&path, steps);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            steps.extend(named(&fs::read_to_string(&path).unwrap()).map(str::to_owned));
        }
    }
}

/// Looks at every quotation mark, so that an escaped one leads nowhere.
fn named(source: &str) -> impl Iterator<Item = &str> {
    source.match_indices('"').filter_map(|(at, _)| {
        let (before, rest) = (source.get(..at)?, source.get(at + 1..)?);
        let (literal, _) = rest.split_once('"')?;
        let is_name = literal.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        (is_name && leads_to_step(before)).then_some(literal)
    })
}

fn leads_to_step(before: &str) -> bool {
    let backwards = before.chars().rev().filter(|c| !c.is_whitespace()).take(LONGEST);
    let before: String = backwards.collect::<Vec<_>>().into_iter().rev().collect();
    let code = before.rsplit_once("ErrorCode::").is_some_and(|(_, code)| is_argument(code));
    code || BEFORE.iter().any(|known| before.ends_with(known))
}

/// `Unreachable,`
fn is_argument(code: &str) -> bool {
    code.strip_suffix(',').is_some_and(|code| code.chars().all(|c| c.is_ascii_alphanumeric()))
}

#[test]
fn a_step_is_found_wherever_it_is_named() {
    let source = r#"
        let step = "a";
        Failure::passing(
            ErrorCode::Unreachable,
            "b", message);
        provider.no_answer("c");
        view.facts.step = Some("d".to_owned());
        Failure::lasting(ErrorCode::Internal, step, "no step");
        assert_eq!(code, ErrorCode::Internal, "no step");
        let quoted = '"'; let step = "e_f";
    "#;
    assert_eq!(named(source).collect::<Vec<_>>(), ["a", "b", "c", "d", "e_f"]);
}
