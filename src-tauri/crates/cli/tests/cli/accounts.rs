//! `accounts`, `show`, `renew`, `userinfo`, `introspect`.

use lanyard_core::view::{ErrorCode, ErrorFacts, IntrospectionView, NamedJson, Overview};
use serde_json::json;

use crate::fake::FakeAgent;
use crate::run::lanyard;
use crate::samples::{PAST, account, detail, overview};
use crate::snapshot::matches;

/// How long until a far day is told in days, of which there is one less each day.
pub(crate) fn without_days(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_inclusive(' ') {
        let figures = !word.trim().is_empty()
            && word.trim().chars().all(|c| c.is_ascii_digit())
            && word.trim().len() == 5;
        plain.push_str(if figures { "N " } else { word });
    }
    plain
}

#[test]
fn accounts_are_listed_with_the_windows_words() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/overview", overview());
    let ran = lanyard(agent.home(), ["accounts"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    matches("accounts", &without_days(&ran.out));
    let ran = lanyard(agent.home(), ["accounts", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(listed, serde_json::to_value(overview().accounts).unwrap());
}

#[test]
fn without_accounts_the_first_step_is_named() {
    let agent = FakeAgent::start();
    let nothing = Overview { accounts: Vec::new(), providers: Vec::new(), ..overview() };
    let known = Overview { accounts: Vec::new(), ..overview() };
    agent.on("GET /v1/overview", nothing).on("GET /v1/overview", known);
    let ran = lanyard(agent.home(), ["accounts"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "No account is signed in here.\n"));
    assert_eq!(ran.err, "Run: lanyard provider add NAME --issuer URL --client-id ID\n");
    assert_eq!(lanyard(agent.home(), ["accounts"]).err, "Run: lanyard login 'Acme ID'\n");
}

#[test]
fn one_account_is_shown_whole() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/accounts/acme", detail("acme"));
    let ran = lanyard(agent.home(), ["show", "acme"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    matches("show", &without_days(&without_ago(&ran.out)));
}

/// The same for a day that is past.
fn without_ago(text: &str) -> String {
    text.lines()
        .map(|line| match (line.find(" ("), line.find(" days ago)")) {
            (Some(from), Some(to)) if from < to => format!("{} (N{}\n", &line[..from], &line[to..]),
            _ => format!("{line}\n"),
        })
        .collect()
}

#[test]
fn a_renewal_tells_until_when() {
    let agent = FakeAgent::start();
    agent.on_done("POST /v1/accounts/acme/renew").on("GET /v1/accounts/acme", detail("acme"));
    let ran = lanyard(agent.home(), ["renew", "acme"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "acme was renewed. The access token works until 2 Jan 2100 03:04.\n")
    );
    let ran = lanyard(agent.home(), ["renew", "acme", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told, serde_json::to_value(account("acme", "ada@acme.example")).unwrap());
}

fn claims() -> Vec<NamedJson> {
    [("sub", r#""7f3c""#), ("email_verified", "true"), ("odd\u{1b}[2J", r#"{"a":"\u009b"}"#)]
        .map(|(name, json)| NamedJson { name: name.to_owned(), json: json.to_owned() })
        .into()
}

#[test]
fn userinfo_is_read_with_plain_names_or_as_it_was_sent() {
    let agent = FakeAgent::start();
    agent.on("POST /v1/accounts/acme/userinfo", claims());
    let ran = lanyard(agent.home(), ["userinfo", "acme"]);
    assert_eq!(ran.code, 0);
    matches("userinfo", &ran.out);
    let told: serde_json::Value =
        serde_json::from_str(&lanyard(agent.home(), ["userinfo", "acme", "--json"]).out).unwrap();
    assert_eq!(told, json!({"sub": "7f3c", "email_verified": true, "odd\u{1b}[2J": {"a": "\u{9b}"}}));
}

#[test]
fn a_token_that_is_not_active_ends_with_7() {
    let agent = FakeAgent::start();
    let view = |active| IntrospectionView { active, at: PAST, claims: claims()[..1].to_vec() };
    agent
        .on("POST /v1/accounts/acme/introspect", view(true))
        .on("POST /v1/accounts/acme/introspect", view(false));
    let ran = lanyard(agent.home(), ["introspect", "acme", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, told), (0, json!({"active": true, "sub": "7f3c"})));
    let ran = lanyard(agent.home(), ["introspect", "acme"]);
    assert_eq!(ran.code, 7);
    assert_eq!(ran.out, "The provider doesn't accept this access token.\nSubject  sub  7f3c\n");
}

#[test]
fn a_provider_that_cannot_be_asked_ends_with_8() {
    let agent = FakeAgent::start();
    let facts = ErrorFacts { step: Some("introspection".to_owned()), ..ErrorFacts::default() };
    agent.on_error("POST /v1/accounts/acme/introspect", ErrorCode::NotSupported, facts);
    let ran = lanyard(agent.home(), ["introspect", "acme"]);
    let sentence = "The provider can't be asked about this token. Nothing was changed.\n";
    assert_eq!((ran.code, ran.err.as_str()), (8, sentence));
}

#[test]
fn a_renewal_is_offered_only_to_who_waits_for_one() {
    for (step, renew) in [("token", true), ("userinfo", false), ("discovery", false)] {
        let agent = FakeAgent::start();
        let facts = ErrorFacts { step: Some(step.to_owned()), ..ErrorFacts::default() };
        agent.on_error("POST /v1/accounts/acme/userinfo", ErrorCode::ProviderBusy, facts);
        let ran = lanyard(agent.home(), ["userinfo", "acme"]);
        assert_eq!(ran.code, 5, "{step}");
        assert_eq!(ran.err.ends_with("Run: lanyard renew acme\n"), renew, "{step}: {}", ran.err);
        assert_eq!(ran.err.contains("keeps trying"), renew, "{step}: {}", ran.err);
    }
}
