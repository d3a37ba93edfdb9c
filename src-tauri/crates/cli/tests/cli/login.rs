//! `lanyard login`.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Stdio;

use lanyard_core::view::{ErrorCode, ErrorFacts, SignInPhase, SignInView};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::fake::{FakeAgent, error, file};
use crate::run::{command, ended, lanyard, lanyard_hearing};
use crate::samples::{PAST, detail, overview};
use crate::start::eventually;

const LINK: &str = "https://id.acme.example/authorize?state=canary&nonce=n";
const BEGIN: &str = "POST /v1/sign-ins";
const AFTER_PREPARING: &str = "GET /v1/sign-ins/s1?after=preparing";
const AFTER_BROWSER: &str = "GET /v1/sign-ins/s1?after=browser";

fn sign_in(phase: SignInPhase) -> SignInView {
    SignInView {
        id: "s1".to_owned(),
        provider: "p1".to_owned(),
        provider_name: "Acme ID".to_owned(),
        account: None,
        started_at: PAST,
        redirect_uri: "http://127.0.0.1:40001/callback".to_owned(),
        phase,
    }
}

fn done(was_here: bool) -> SignInView {
    sign_in(SignInPhase::Done {
        account: "id-acme".to_owned(),
        title: "ada@acme.example".to_owned(),
        was_here,
    })
}

/// An agent whose sign-in reaches the browser.
fn agent() -> FakeAgent {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", overview()).on(BEGIN, sign_in(SignInPhase::Preparing));
    agent.on(AFTER_PREPARING, sign_in(SignInPhase::Browser));
    agent.on("GET /v1/sign-ins/s1/link", json!({ "url": LINK }));
    agent.on("GET /v1/accounts/id-acme", detail("acme")).on_done("DELETE /v1/sign-ins/s1");
    agent
}

/// A folder whose `xdg-open` notes what it was asked to open, and that note.
fn browser(agent: &FakeAgent) -> (String, PathBuf) {
    let note = agent.home().join("opened");
    let script = format!("#!/bin/sh\necho \"$1\" > '{0}.new' && mv '{0}.new' '{0}'\n", note.display());
    let opener = file(agent.home(), "xdg-open", script);
    std::fs::set_permissions(opener, std::fs::Permissions::from_mode(0o700)).unwrap();
    (format!("{}:/usr/bin:/bin", agent.home().display()), note)
}

fn begun(agent: &FakeAgent) -> Value {
    agent.bodies(BEGIN)[0].clone()
}

#[test]
fn a_sign_in_ends_with_what_to_do_next() {
    let agent = agent();
    agent.on(AFTER_BROWSER, done(false));
    let (browser, opened) = browser(&agent);
    let ran = ended(
        &command(agent.home(), ["login", "Acme ID"])
            .env("PATH", browser)
            .env("DISPLAY", ":9")
            .output()
            .unwrap(),
    );
    assert_eq!((ran.code, ran.out.as_str()), (0, "Signed in as ada@acme.example (acme).\n"));
    assert!(ran.err.ends_with("\n  lanyard token acme\n"), "{}", ran.err);
    assert!(!ran.err.contains("canary"), "the address is the browser's alone");
    assert_eq!(begun(&agent), json!({"provider": "p1", "handle": null, "another": false, "browser": false}));
    eventually("the browser is opened", || {
        std::fs::read_to_string(&opened).is_ok_and(|link| link.trim() == LINK)
    });
}

#[test]
fn without_a_browser_the_address_stands_alone_on_the_first_line() {
    let agent = agent();
    agent.on(AFTER_BROWSER, done(true));
    let ran = lanyard(agent.home(), ["login", "p1", "--no-browser"]);
    assert_eq!(ran.code, 0);
    assert_eq!(
        ran.out,
        format!("{LINK}\nada@acme.example was already here as acme; its sign-in was renewed.\n")
    );
}

#[test]
fn where_no_browser_can_be_the_address_is_printed_too() {
    let agent = agent();
    agent.on(AFTER_BROWSER, done(false));
    let ran = lanyard(agent.home(), ["login", "p1"]);
    assert_eq!(ran.out.lines().next(), Some(LINK));
}

#[test]
fn an_opener_that_is_missing_is_no_end() {
    let agent = agent();
    agent.on(AFTER_BROWSER, done(false));
    let run =
        command(agent.home(), ["login", "p1"]).env("PATH", "/nonexistent").env("DISPLAY", ":9").output();
    let ran = ended(&run.unwrap());
    assert_eq!((ran.code, ran.out.lines().next()), (0, Some(LINK)));
}

#[test]
fn programs_get_the_account_as_json() {
    let agent = agent();
    agent.on(AFTER_BROWSER, done(false));
    let (browser, _) = browser(&agent);
    let ran =
        command(agent.home(), ["login", "p1", "--json"]).env("PATH", browser).env("DISPLAY", ":9").output();
    let ran = ended(&ran.unwrap());
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told, serde_json::to_value(detail("acme").summary).unwrap());
}

#[test]
fn a_handle_means_an_account_that_is_there_or_a_new_one() {
    let begins_with = |args: &[&str]| {
        let agent = agent();
        agent.on(AFTER_BROWSER, done(false));
        assert_eq!(lanyard(agent.home(), args).code, 0);
        begun(&agent)
    };
    let again = json!({"provider": "p1", "handle": "acme-admin", "another": false, "browser": false});
    assert_eq!(begins_with(&["login", "acme-admin"]), again);
    assert_eq!(begins_with(&["login", "acme id", "--as", "acme-admin"]), again);
    let new = json!({"provider": "p1", "handle": "second", "another": true, "browser": false});
    assert_eq!(begins_with(&["login", "Acme ID", "--as", "second"]), new);
    let mut wider = again;
    wider["scopes"] = json!(["orders:write", "a"]);
    let asked = ["login", "acme-admin", "--scope", "orders:write", "--scope", "a"];
    assert_eq!(begins_with(&asked), wider);
}

#[test]
fn a_provider_that_is_not_there_is_named() {
    let agent = agent();
    let ran = lanyard(agent.home(), ["login", "Contoso"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (1, "There is no provider Contoso.\nRun: lanyard provider list\n")
    );
    assert_eq!(agent.bodies(BEGIN), [] as [Value; 0]);
}

#[test]
fn what_is_pasted_is_handed_in_and_never_printed() {
    let agent = agent();
    agent.on("GET /v1/sign-ins/s1", done(false));
    // The browser's own way stays open and leads nowhere.
    agent.on(AFTER_BROWSER, sign_in(SignInPhase::Browser));
    let facts = ErrorFacts { detail: Some("that is not the address".to_owned()), ..ErrorFacts::default() };
    let callback = "POST /v1/sign-ins/s1/callback";
    agent.on_error(callback, ErrorCode::InputInvalid, facts).on_done(callback);
    agent.on("GET /v1/status", crate::samples::status());
    let pasted = "http://127.0.0.1:40001/callback?code=canary&state=s";
    let ran = lanyard_hearing(agent.home(), ["login", "p1", "--paste"], &format!("nonsense\n\n {pasted} \n"));
    // After the first line the sign-in is looked at again, and is done.
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(agent.bodies(callback)[0], json!({ "url": "nonsense" }));
    assert!(
        ran.err.contains("This can't be used: that is not the address. Paste the whole address:"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("canary"), "{}", ran.err);
}

#[test]
fn another_person_changes_nothing() {
    let agent = agent();
    let other =
        SignInPhase::OtherPerson { signed_in_as: "bob".to_owned(), expected: "ada\u{1b}[2J".to_owned() };
    agent.on(AFTER_BROWSER, sign_in(other));
    let ran = lanyard(agent.home(), ["login", "acme"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.err.contains("You signed in as bob; this account is ada. Nothing was changed."),
        "{}",
        ran.err
    );
}

#[test]
fn a_sign_in_that_failed_ends_with_its_reason() {
    let agent = agent();
    let facts = ErrorFacts { words: Some("account disabled".to_owned()), ..ErrorFacts::default() };
    agent.on(AFTER_BROWSER, sign_in(SignInPhase::Failed { error: error(ErrorCode::Declined, facts) }));
    let ran = lanyard(agent.home(), ["login", "Acme ID"]);
    assert_eq!(ran.code, 1);
    let end =
        "The sign-in was declined. The provider says: “account disabled”.\nRun: lanyard login 'Acme ID'\n";
    assert!(ran.err.ends_with(end), "{}", ran.err);
}

#[test]
fn ctrl_c_cancels_the_sign_in() {
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)] {
        let agent = agent();
        agent.on(AFTER_BROWSER, sign_in(SignInPhase::Browser));
        let mut child = command(agent.home(), ["login", "p1", "--no-browser", "--paste"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        assert_eq!(first.trim_end(), LINK, "the address is there while it waits");
        kill_process(Pid::from_child(&child), signal).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(code));
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert!(told.ends_with("The sign-in was cancelled. Nothing was stored.\n"), "{told}");
        assert!(agent.asked().iter().any(|asked| asked.what == "DELETE /v1/sign-ins/s1"), "{signal:?}");
        drop(child.stdin.take().map(|mut stdin| stdin.write_all(b"late\n")));
    }
}
