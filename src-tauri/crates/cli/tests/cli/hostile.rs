//! Names, sockets and folders that mean harm.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;

use lanyard_core::view::{AccountSummary, Lasting, Overview, ProgramKind, Programs, ProviderView};

use crate::fake::FakeAgent;
use crate::run::{Ran, command, ended, lanyard};
use crate::samples::{account, detail, grant, overview, program, provider};

/// Clears the screen, sets the title, turns the direction, begins a line.
const HOSTILE: &str = "a\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}b\r\nRun: rm";

#[track_caller]
fn is_inert(ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let obeyed = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(obeyed), "{text:?}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("Run: rm")), "{text:?}");
    }
}

#[test]
fn no_name_reaches_the_terminal_as_more_than_text() {
    let agent = FakeAgent::start();
    let hostile_provider = ProviderView {
        resources: vec![HOSTILE.to_owned()],
        redirect_uri: HOSTILE.to_owned(),
        issuer: HOSTILE.to_owned(),
        ..provider("p1", HOSTILE)
    };
    let hostile_account = AccountSummary { provider: "p1".to_owned(), ..account(HOSTILE, HOSTILE) };
    let accounts = vec![hostile_account.clone()];
    agent.on(
        "GET /v1/overview",
        Overview { accounts, providers: vec![hostile_provider.clone()], ..overview() },
    );
    agent.on("GET /v1/providers", [&hostile_provider]);
    let mut shown = detail("acme");
    shown.summary = hostile_account;
    shown.provider = hostile_provider;
    for claim in &mut shown.claims {
        claim.name = HOSTILE.to_owned();
        claim.id_token = Some(serde_json::to_string(HOSTILE).unwrap());
        claim.access_token = Some(HOSTILE.to_owned());
    }
    agent.on("GET /v1/accounts/acme", &shown);
    let mut hostile_program = program(HOSTILE, ProgramKind::Interpreter { script: Some(HOSTILE.to_owned()) });
    hostile_program.terminal = Some(HOSTILE.to_owned());
    let grants = vec![grant(HOSTILE, HOSTILE, hostile_program, Lasting::Once)];
    agent.on("GET /v1/programs", Programs { grants, silenced: Vec::new(), questions: Vec::new() });
    for args in [
        &["accounts"][..],
        &["accounts", "--json"],
        &["provider", "list"],
        &["provider", "show", "p1"],
        &["provider", "show", HOSTILE],
        &["provider", "show", "p1", "--json"],
        &["show", "acme"],
        &["show", "acme", "--json"],
        &["grants", "list"],
        &["grants", "list", "--json"],
        &["login", "nobody\u{1b}[2J"],
    ] {
        is_inert(&lanyard(agent.home(), args));
    }
}

#[test]
fn a_socket_path_over_107_bytes_is_told() {
    let home = Path::new("/tmp").join("x".repeat(120));
    let ran = lanyard(&home, ["accounts"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("107 are possible") && ran.err.contains("shorter LANYARD_HOME"), "{}", ran.err);
    assert!(!home.exists());
}

#[test]
fn b05_a_folder_that_others_can_write_is_not_used() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", overview());
    fs::set_permissions(agent.home(), fs::Permissions::from_mode(0o777)).unwrap();
    let ran = lanyard(agent.home(), ["accounts"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("other users can write the folder. Nothing was sent."), "{}", ran.err);
    assert_eq!(agent.asked(), []);
}

#[test]
fn b04_what_is_no_socket_of_ours_is_not_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let _listener = UnixListener::bind(elsewhere.path().join("s")).unwrap();
    symlink(elsewhere.path().join("s"), folder.path().join("agent.sock")).unwrap();
    let ran = lanyard(folder.path(), ["accounts"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("it isn't a socket. Nothing was sent."), "{}", ran.err);
}

#[test]
fn somebody_else_on_the_socket_is_no_agent() {
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join("agent.sock")).unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"220 smtp.example ESMTP\r\n");
        }
    });
    let ran = lanyard(folder.path(), ["agent", "--status"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("What answers on Lanyard's socket can't be understood"), "{}", ran.err);
}

#[test]
fn an_agent_of_another_version_is_told() {
    let agent = FakeAgent::start();
    let mut status = serde_json::to_value(crate::samples::status()).unwrap();
    status["version"] = "0.0.9\u{1b}[2J".into();
    agent.on("GET /v1/status", status).on("GET /v1/overview", "something else");
    let ran = lanyard(agent.home(), ["accounts"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("The running Lanyard is 0.0.9"), "{}", ran.err);
    assert!(ran.err.contains("lanyard agent --stop"), "{}", ran.err);
    is_inert(&ran);
}

#[test]
fn a_vault_that_nobody_knows_is_a_typing_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let ran = ended(&command(folder.path(), ["accounts"]).env("LANYARD_VAULT", "flie").output().unwrap());
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "This can't be used: a LANYARD_VAULT that is neither file nor keychain.\n")
    );
}
