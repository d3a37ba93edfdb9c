//! `lanyard token`.

use lanyard_agent::wire::TokenReply;
use lanyard_core::view::{ErrorCode, ErrorFacts};
use serde_json::json;

use crate::fake::FakeAgent;
use crate::run::lanyard;
use crate::samples::{FAR, TOKEN, token};

const ASKED: &str = "POST /v1/accounts/acme/token";

#[test]
fn a_token_is_all_that_is_printed() {
    let agent = FakeAgent::start();
    agent.on(ASKED, token("acme"));
    let ran = lanyard(agent.home(), ["token", "acme"]);
    assert_eq!((ran.code, ran.out, ran.err), (0, format!("{TOKEN}\n"), String::new()));
    assert_eq!(agent.asked().len(), 1, "the fast path asks once");
}

#[test]
fn what_is_asked_for_reaches_the_engine() {
    let agent = FakeAgent::start();
    agent.on(ASKED, token("acme"));
    let args = [
        "token",
        "acme",
        "--min-valid",
        "120",
        "--scope",
        "a",
        "--scope",
        "b:c",
        "--resource",
        "https://x.example/y",
    ];
    assert_eq!(lanyard(agent.home(), args).code, 0);
    let body =
        json!({"scopes": ["a", "b:c"], "resource": "https://x.example/y", "min_valid": 120, "wait": false});
    assert_eq!(agent.bodies(ASKED), [body]);
}

#[test]
fn each_format_is_what_its_reader_takes() {
    let agent = FakeAgent::start();
    agent.on(ASKED, token("acme"));
    let printed = |format: &str| lanyard(agent.home(), ["token", "acme", "--format", format]).out;
    assert_eq!(printed("header"), format!("Authorization: Bearer {TOKEN}\n"));
    assert_eq!(printed("env"), format!("LANYARD_TOKEN='{TOKEN}'\n"));
    let whole: serde_json::Value = serde_json::from_str(&printed("json")).unwrap();
    let expected = json!({
        "access_token": TOKEN, "token_type": "bearer", "expires_at": FAR, "scope": "openid orders:read",
        "resource": "https://orders.acme.example", "account": "acme",
    });
    assert_eq!(whole, expected);
    assert_eq!(printed("json"), lanyard(agent.home(), ["token", "acme", "--json"]).out);
}

#[test]
fn a_token_that_says_more_than_a_token_is_not_given_out() {
    for hostile in ["a\nb", "a b", "a\u{1b}[2J", "a'; rm -rf ~; '\n", "é", "a\0b"] {
        let agent = FakeAgent::start();
        agent.on(ASKED, TokenReply { access_token: hostile.to_owned().into(), ..token("acme") });
        for format in ["plain", "json", "header", "env"] {
            let ran = lanyard(agent.home(), ["token", "acme", "--format", format]);
            assert_eq!((ran.code, ran.out.as_str()), (7, ""), "{hostile:?} as {format}");
            assert!(!ran.err.contains(hostile));
        }
    }
}

#[test]
fn a_quote_in_a_token_stays_in_its_word() {
    let agent = FakeAgent::start();
    agent.on(ASKED, TokenReply { access_token: "a'$(id)`b".to_owned().into(), ..token("acme") });
    let line = lanyard(agent.home(), ["token", "acme", "--format", "env"]).out;
    let script = format!("{line}printf %s \"$LANYARD_TOKEN\"");
    let shell = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(shell.stdout).unwrap(), "a'$(id)`b");
}

#[test]
fn waiting_for_the_person_is_said_once() {
    let agent = FakeAgent::start();
    let facts = ErrorFacts { until: Some(FAR), detail: Some("q1".to_owned()), ..ErrorFacts::default() };
    // Asked for the short way first, then the ordinary way, which tells of the question and waits.
    agent.on_error(ASKED, ErrorCode::ConsentPending, facts.clone());
    agent.on_error(ASKED, ErrorCode::ConsentPending, facts).on(ASKED, token("acme"));
    let ran = lanyard(agent.home(), ["token", "acme"]);
    assert_eq!((ran.code, ran.out), (0, format!("{TOKEN}\n")));
    assert_eq!(ran.err, "Waiting for you to allow this in Lanyard (until 2 Jan 2100 03:04)\n");
    let waits: Vec<_> = agent.bodies(ASKED).iter().map(|body| body["wait"].clone()).collect();
    assert_eq!(waits, [json!(false), json!(false), json!(true)]);
}

#[test]
fn a_no_ends_with_6_and_the_next_command() {
    let agent = FakeAgent::start();
    for _ in 0..2 {
        agent.on_error(ASKED, ErrorCode::ConsentPending, ErrorFacts::default());
    }
    agent.on_error(ASKED, ErrorCode::NotGranted, ErrorFacts::default());
    let ran = lanyard(agent.home(), ["token", "acme"]);
    assert_eq!((ran.code, ran.out.as_str()), (6, ""));
    let lines: Vec<_> = ran.err.lines().collect();
    let sentence = "This program isn't allowed to use this account, so it got no token.";
    assert_eq!(lines, ["Waiting for you to allow this in Lanyard", sentence, "Run: lanyard grants list"]);
}

#[test]
fn an_account_that_is_not_there_is_named() {
    let agent = FakeAgent::start();
    agent.on_error("POST /v1/accounts/a%2F%2E%2E%20b/token", ErrorCode::NotFound, ErrorFacts::default());
    let ran = lanyard(agent.home(), ["token", "a/.. b"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "There is no account 'a/.. b'.\nRun: lanyard accounts\n"));
}

#[test]
fn programs_get_errors_as_json() {
    let agent = FakeAgent::start();
    let facts = ErrorFacts { provider: Some("Acme ID".to_owned()), ..ErrorFacts::default() };
    agent.on_error(ASKED, ErrorCode::Refused, facts);
    let ran = lanyard(agent.home(), ["token", "acme", "--json"]);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    let told: serde_json::Value = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(told["error"]["code"], "refused");
    assert_eq!((told["exit"].clone(), told["next"].clone()), (json!(3), json!("lanyard login acme")));
    assert!(told["message"].as_str().unwrap().starts_with("Acme ID ended this sign-in"));
}
