//! Exit codes: a table that scripts branch on.

use lanyard_core::view::{ErrorCode, ErrorFacts};

use crate::fake::FakeAgent;
use crate::run::lanyard;

/// Every code of the engine but `closing`, which is asked again for five seconds, and what a command that meets it
/// ends with.
const TABLE: [(ErrorCode, i32); 43] = [
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
    (ErrorCode::TokenTooShort, 1),
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
