//! `lanyard activity`.

use lanyard_core::view::{ActivityEntry, ActivityKind, ChainView, ClaimChange, NamedText};
use serde_json::Value;

use crate::fake::FakeAgent;
use crate::run::lanyard;
use crate::samples::{PAST, detail};
use crate::snapshot::matches;

fn entry(seq: f64, kind: ActivityKind, problem: bool, facts: &[(&str, &str)]) -> ActivityEntry {
    ActivityEntry {
        seq,
        reference: format!("A7-00{seq}"),
        at: PAST,
        kind,
        problem,
        account: Some("id-acme".to_owned()),
        account_title: Some("ada@acme.example".to_owned()),
        provider_name: Some("Acme ID".to_owned()),
        error: None,
        changes: Vec::new(),
        facts: facts
            .iter()
            .map(|(name, text)| NamedText { name: (*name).to_owned(), text: (*text).to_owned() })
            .collect(),
    }
}

#[test]
fn each_kind_has_a_sentence() {
    let agent = FakeAgent::start();
    let kinds = [
        (ActivityKind::SignedIn, false),
        (ActivityKind::SignInFailed, true),
        (ActivityKind::SignInFailed, false),
        (ActivityKind::Renewed, false),
        (ActivityKind::RenewalFailed, true),
        (ActivityKind::Recovered, false),
        (ActivityKind::NeedsSignIn, true),
        (ActivityKind::SignedOut, false),
        (ActivityKind::Removed, false),
        (ActivityKind::TokenCopied, false),
        (ActivityKind::Introspected, false),
        (ActivityKind::ProviderChanged, false),
        (ActivityKind::AddressAllowed, false),
        (ActivityKind::AddressDenied, false),
        (ActivityKind::Revocation, true),
        (ActivityKind::Revocation, false),
        (ActivityKind::Keychain, true),
        (ActivityKind::Keychain, false),
        (ActivityKind::Granted, false),
        (ActivityKind::Denied, false),
        (ActivityKind::GrantEnded, false),
        (ActivityKind::TokenGiven, false),
        (ActivityKind::TokenSent, false),
        (ActivityKind::SendingDenied, false),
        (ActivityKind::ProgramUpdated, false),
        (ActivityKind::Started, false),
    ];
    let mut entries: Vec<_> = (1_u32..)
        .zip(kinds)
        .map(|(seq, (kind, problem))| entry(seq.into(), kind, problem, &[("program", "git\u{1b}[2J")]))
        .collect();
    let mut changed = entry(99.0, ActivityKind::ClaimsChanged, false, &[]);
    changed.changes = vec![ClaimChange {
        name: "roles".to_owned(),
        added: vec![r#""buyer""#.to_owned()],
        removed: Vec::new(),
    }];
    entries.push(changed);
    agent.on("GET /v1/activity?limit=50", &entries);
    let ran = lanyard(agent.home(), ["activity"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    matches("activity", &ran.out);
    let told: Value = serde_json::from_str(&lanyard(agent.home(), ["activity", "--json"]).out).unwrap();
    assert_eq!(told, serde_json::to_value(&entries).unwrap());
}

#[test]
fn an_account_is_looked_up_by_its_handle() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/accounts/acme", detail("acme"));
    agent.on("GET /v1/activity?account=id-acme&problems_only=true&limit=5", Vec::<ActivityEntry>::new());
    let ran = lanyard(agent.home(), ["activity", "--account", "acme", "--problems", "--limit", "5"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Nothing to show.\n"));
}

#[test]
fn what_is_found_is_printed_as_ever() {
    let agent = FakeAgent::start();
    let entries = [entry(1.0, ActivityKind::Renewed, false, &[])];
    agent.on("GET /v1/activity?find=a7+001&limit=50", &entries);
    let ran = lanyard(agent.home(), ["activity", "--find", "a7 001"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.ends_with("ada@acme.example: access token renewed  A7-001\n"), "{}", ran.out);
    let told: Value =
        serde_json::from_str(&lanyard(agent.home(), ["activity", "--find", "a7 001", "--json"]).out).unwrap();
    assert_eq!(told, serde_json::to_value(&entries).unwrap());
}

#[test]
fn nothing_found_says_what_there_is_nothing_of() {
    let agent = FakeAgent::start();
    agent.on("GET /v1/accounts/acme", detail("acme"));
    let none = Vec::<ActivityEntry>::new();
    for (query, args, printed) in [
        ("find=a73k2r&limit=50", &["--find", "a73k2r"][..], "No entry has the reference A7-3K2R.\n"),
        ("find=payroll&limit=50", &["--find", "payroll"], "No entry names “payroll”.\n"),
        (
            "account=id-acme&problems_only=true&find=A7-3K2&limit=50",
            &["--find", "A7-3K2", "--problems", "--account", "acme"],
            "No problem of acme has the reference A7-3K2.\n",
        ),
        ("find=%1B%5B2J%25&limit=50", &["--find", "\u{1b}[2J%"], "No entry names “\\u{1b}[2J%”.\n"),
        ("find=+&limit=50", &["--find", " "], "Nothing to show.\n"),
    ] {
        agent.on(&format!("GET /v1/activity?{query}"), &none);
        let ran = lanyard(agent.home(), [&["activity"], args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (0, printed), "{args:?}");
        assert_eq!(ran.err.contains("window alone"), printed.contains("reference"), "{}", ran.err);
        let ran = lanyard(agent.home(), [&["activity", "--json"], args].concat());
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "[]\n", ""), "{args:?}");
    }
}

#[test]
fn the_chain_is_checked_whole() {
    let agent = FakeAgent::start();
    let ran = lanyard(agent.home(), ["activity", "--verify", "--find", "A7-3K2"]);
    assert_ne!(ran.code, 0);
    assert!(ran.err.contains("--find"), "{}", ran.err);
}

#[test]
fn a_broken_chain_ends_with_1() {
    let chains = [
        (ChainView::Empty, 0, "Nothing has happened yet.\n"),
        (
            ChainView::Unbroken { since: PAST, entries: 3.0, head: "ab12".to_owned() },
            0,
            "Unbroken since 6 May 2025 12:00: 3 entries.\nHead ab12\n",
        ),
        (
            ChainView::Broken { after: Some(PAST), after_seq: Some(2.0) },
            1,
            "Broken after 6 May 2025 12:00.\n",
        ),
        (ChainView::Broken { after: None, after_seq: None }, 1, "Broken from the first entry on.\n"),
    ];
    for (chain, code, printed) in chains {
        let agent = FakeAgent::start();
        agent.on("GET /v1/activity/chain", &chain);
        let ran = lanyard(agent.home(), ["activity", "--verify"]);
        assert_eq!((ran.code, ran.out.as_str()), (code, printed));
        let ran = lanyard(agent.home(), ["activity", "--verify", "--json"]);
        assert_eq!(ran.code, code);
        assert_eq!(serde_json::from_str::<ChainView>(&ran.out).unwrap(), chain);
    }
}
