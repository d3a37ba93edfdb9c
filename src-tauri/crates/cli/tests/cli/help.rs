//! What can be typed, as `--help` tells it, and the pages made from it.

use std::path::Path;

use crate::run::lanyard;
use crate::snapshot::matches;

const COMMANDS: [&[&str]; 31] = [
    &[],
    &["provider"],
    &["provider", "add"],
    &["provider", "list"],
    &["provider", "show"],
    &["provider", "remove"],
    &["login"],
    &["accounts"],
    &["show"],
    &["renew"],
    &["userinfo"],
    &["introspect"],
    &["logout"],
    &["remove"],
    &["token"],
    &["exec"],
    &["request"],
    &["inspect"],
    &["diff"],
    &["keys"],
    &["grants"],
    &["grants", "list"],
    &["grants", "allow"],
    &["grants", "revoke"],
    &["activity"],
    &["doctor"],
    &["agent"],
    &["git-credential"],
    &["kubectl-credential"],
    &["completions"],
    &["man"],
];

/// Nothing is asked of any agent here.
fn nowhere() -> &'static Path {
    Path::new("/nonexistent/lanyard")
}

#[test]
fn each_command_explains_itself() {
    for command in COMMANDS {
        let ran = lanyard(nowhere(), command.iter().copied().chain(["--help"]));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{command:?}");
        matches(&[&["help"], command].concat().join("-"), &ran.out);
    }
}

#[test]
fn every_command_is_in_the_list_above() {
    let listed = |path: &[&str]| -> Vec<String> {
        let ran = lanyard(nowhere(), path.iter().copied().chain(["--help"]));
        let commands = ran
            .out
            .split("Commands:\n")
            .nth(1)
            .unwrap_or_default()
            .split("\n\n")
            .next()
            .unwrap_or_default()
            .to_owned();
        commands.lines().filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect()
    };
    for path in [&[][..], &["provider"], &["grants"]] {
        let known: Vec<_> = COMMANDS
            .iter()
            .filter(|command| command.len() == path.len() + 1 && command.starts_with(path))
            .map(|command| (*command.last().unwrap()).to_owned())
            .collect();
        assert_eq!(listed(path), known);
    }
}

#[test]
fn the_manual_pages_tell_exit_codes_and_environment() {
    let page = lanyard(nowhere(), ["man"]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    matches("man", &page.out);
    let page = lanyard(nowhere(), ["man", "git-credential"]);
    assert!(page.out.contains(".TH LANYARD-GIT-CREDENTIAL 1"), "{}", page.out);
    assert_eq!(lanyard(nowhere(), ["man", "nothing"]).code, 2);
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = lanyard(nowhere(), ["completions", shell]);
        assert_eq!(ran.code, 0, "{shell}");
        for command in COMMANDS.iter().filter_map(|command| command.first()) {
            assert!(ran.out.contains(command), "{shell} doesn't know {command}");
        }
    }
    assert_eq!(lanyard(nowhere(), ["completions", "tcsh"]).code, 2);
}

#[test]
fn what_is_typed_wrong_ends_with_2_and_asks_nobody() {
    let wrong: [&[&str]; 17] = [
        &[],
        &["fly"],
        &["token"],
        &["token", "acme", "--min-valid", "soon"],
        &["token", "acme", "--format", "xml"],
        &["token", "acme", "--format", "plain", "--json"],
        &["token", "acme", "--scope", "two words"],
        &["token", "acme", "--scope", ""],
        &["token", "acme", "--resource", "orders"],
        &["token", "acme", "--resource", "https://orders.acme.example/#x"],
        &["exec", "acme"],
        &["exec", "acme", "--var", "1=x", "--", "true"],
        &["provider", "add", "", "--issuer", "https://id", "--client-id", "x"],
        &[
            "provider",
            "add",
            "A",
            "--issuer",
            "https://id",
            "--client-id",
            "x",
            "--endpoint",
            "tokens=https://id/t",
        ],
        &[
            "provider",
            "add",
            "A",
            "--issuer",
            "https://id",
            "--client-id",
            "x",
            "--redirect-path",
            "callback",
        ],
        &["activity", "--verify", "--problems"],
        &["agent", "--status", "--stop"],
    ];
    for args in wrong {
        let ran = lanyard(nowhere(), args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(!ran.err.is_empty(), "{args:?}");
    }
}

#[test]
fn the_version_is_told() {
    let ran = lanyard(nowhere(), ["--version"]);
    assert_eq!((ran.code, ran.out), (0, format!("lanyard {}\n", env!("CARGO_PKG_VERSION"))));
}
