//! Exit codes: a table that scripts branch on.

use lanyard_core::view::{ErrorCode, ErrorFacts};
use lanyard_vault::VaultKind;

use crate::fake::FakeAgent;
use crate::run::lanyard;
use crate::vault::with_a_secret;

/// Every code of the engine but `closing`, which is asked again for five seconds, and what a command that meets it
/// ends with.
const TABLE: [(ErrorCode, i32); 49] = [
    (ErrorCode::Refused, 3),
    (ErrorCode::Unreachable, 5),
    (ErrorCode::CaptivePortal, 5),
    (ErrorCode::TlsUntrusted, 5),
    (ErrorCode::IssuerMismatch, 1),
    (ErrorCode::MetadataInvalid, 1),
    (ErrorCode::NoPkce, 1),
    (ErrorCode::NotSupported, 1),
    (ErrorCode::ClientUnknown, 1),
    (ErrorCode::Declined, 1),
    (ErrorCode::MixedUp, 1),
    (ErrorCode::IdTokenRejected, 7),
    (ErrorCode::TokenReplyInvalid, 1),
    (ErrorCode::SignInTimedOut, 1),
    (ErrorCode::NoBrowser, 1),
    (ErrorCode::PortTaken, 1),
    (ErrorCode::ProviderBusy, 5),
    (ErrorCode::ProviderSetup, 5),
    (ErrorCode::NoRefreshToken, 3),
    (ErrorCode::RenewalCut, 3),
    (ErrorCode::KeychainLocked, 4),
    (ErrorCode::KeychainAbsent, 4),
    (ErrorCode::KeychainDenied, 4),
    (ErrorCode::KeychainTooLarge, 4),
    (ErrorCode::KeychainDamaged, 3),
    (ErrorCode::NotSaved, 4),
    (ErrorCode::DiskFull, 1),
    (ErrorCode::ClockOff, 1),
    (ErrorCode::NewerState, 1),
    (ErrorCode::PolicyBroken, 1),
    (ErrorCode::PolicyDenied, 6),
    (ErrorCode::FileInvalid, 1),
    (ErrorCode::InputInvalid, 2),
    (ErrorCode::HandleTaken, 1),
    (ErrorCode::NotFound, 1),
    (ErrorCode::AnotherEngine, 1),
    (ErrorCode::NotGranted, 6),
    (ErrorCode::ConsentPending, 6),
    (ErrorCode::Silenced, 6),
    (ErrorCode::ProgramUnknown, 6),
    (ErrorCode::PassphraseWrong, 4),
    (ErrorCode::VaultClosed, 4),
    (ErrorCode::OtherVault, 4),
    (ErrorCode::TokenTooShort, 1),
    (ErrorCode::NoToken, 1),
    (ErrorCode::ForeignOrigin, 6),
    (ErrorCode::EndpointMoved, 6),
    (ErrorCode::FileNotWritten, 1),
    (ErrorCode::Internal, 1),
];

#[test]
fn every_error_ends_with_its_code_and_one_sentence() {
    for (code, exit) in &TABLE {
        let agent = FakeAgent::start();
        agent.on_error("POST /v1/accounts/acme/renew", *code, ErrorFacts::default());
        // A misunderstanding is explained by the version, which is the same here.
        agent.on("GET /v1/status", crate::samples::status());
        let ran = lanyard(agent.home(), ["renew", "acme"]);
        assert_eq!((ran.code, ran.out.as_str()), (*exit, ""), "{code:?}");
        let lines: Vec<_> = ran.err.lines().collect();
        assert!((1..=2).contains(&lines.len()), "{code:?}: {}", ran.err);
        assert!(lines[0].ends_with('.') || *code == ErrorCode::ConsentPending, "{code:?}: {}", ran.err);
        assert!(lines.get(1).is_none_or(|next| next.starts_with("Run: lanyard ")), "{code:?}: {}", ran.err);
        assert!(!ran.err.contains("for logs"), "{code:?} shows what is for logs");
    }
}

#[test]
fn the_table_above_is_whole() {
    // What serde would have taken instead is every code there is.
    let every = serde_json::from_str::<ErrorCode>("\"\"").unwrap_err().to_string();
    let named = every.split('`').skip(1).step_by(2).filter(|name| !name.is_empty());
    for name in named.filter(|name| *name != "closing") {
        let code: ErrorCode = serde_json::from_value(name.into()).unwrap();
        assert!(TABLE.iter().any(|(known, _)| *known == code), "{name} is missing");
    }
}

#[test]
fn what_to_run_next_names_whom_it_is_about() {
    let agent = FakeAgent::start();
    agent.on_error("POST /v1/accounts/my%20acme/renew", ErrorCode::Refused, ErrorFacts::default());
    let ran = lanyard(agent.home(), ["renew", "my acme"]);
    assert!(ran.err.ends_with("\nRun: lanyard login 'my acme'\n"), "{}", ran.err);
}

/// What `lanyard token acme` says and ends with when this stands in the way.
fn refused(home: Option<VaultKind>, code: ErrorCode, facts: ErrorFacts) -> (i32, String) {
    let agent = FakeAgent::start();
    if let Some(kind) = home {
        with_a_secret(agent.home(), kind);
    }
    agent.on_error("POST /v1/accounts/acme/token", code, facts);
    let ran = lanyard(agent.home(), ["token", "acme"]);
    assert_eq!(ran.out, "");
    (ran.code, ran.err)
}

#[test]
fn where_nobody_can_be_asked_what_helps_is_what_this_profile_can() {
    let facts = || ErrorFacts { detail: Some("nobody_to_ask".to_owned()), ..ErrorFacts::default() };
    let (code, told) = refused(Some(VaultKind::PassphraseFile), ErrorCode::NotGranted, facts());
    assert!(told.ends_with("got no token.\nRun: lanyard grants allow acme PROGRAM-PATH\n"), "{told}");
    assert_eq!(code, 6);
    for keychain in [None, Some(VaultKind::Keychain)] {
        let (code, told) = refused(keychain, ErrorCode::NotGranted, facts());
        let helps = "Open Lanyard's window, which asks you, or let your IT's policy allow it.\n";
        assert!(told.ends_with(helps) && told.lines().count() == 1, "{told}");
        assert_eq!(code, 6);
    }
    let (_, told) = refused(None, ErrorCode::Silenced, ErrorFacts::default());
    assert!(told.ends_with("under Programs. Open Programs in Lanyard's window.\n"), "{told}");
}

#[test]
fn an_impossible_scope_is_not_for_now() {
    let facts =
        |oauth_error: &str| ErrorFacts { oauth_error: Some(oauth_error.to_owned()), ..ErrorFacts::default() };
    let (code, told) = refused(None, ErrorCode::ProviderSetup, facts("invalid_scope"));
    assert_eq!(code, 1);
    let helps = " A new sign-in can ask for more scopes.\nRun: lanyard login acme --scope SCOPE\n";
    assert!(told.ends_with(helps), "{told}");
    let (code, told) = refused(None, ErrorCode::ProviderSetup, facts("invalid_request"));
    assert_eq!(code, 5, "{told}");
    assert!(!told.contains("scope"), "{told}");
}
