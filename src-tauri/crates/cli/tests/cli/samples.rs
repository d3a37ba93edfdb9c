//! What an engine would say, with times far away so that every run prints the same.

use lanyard_agent::wire::{HostKind, Status, TokenReply};
use lanyard_core::view::{
    AccountDetail, AccountState, AccountSummary, Authentication, Capabilities, ClaimGroup, ClaimRow,
    ClaimSources, ErrorCode, ErrorFacts, GrantOrigin, GrantView, Keeper, Lasting, LeaseTimes, LeaseView,
    Overview, ProgramKind, ProgramView, Programs, ProviderOrigin, ProviderSupport, ProviderView,
    QuestionAbout, QuestionView, ScopeView, SilencedView, TokenFormat, Unix, VaultState,
};

use crate::fake::error;

/// 2 January 2100, 03:04:05 UTC.
pub(crate) const FAR: Unix = 4_102_542_245.0;
/// 6 May 2025, 12:00:00 UTC.
pub(crate) const PAST: Unix = 1_746_532_800.0;
/// No token looks like this by chance.
pub(crate) const TOKEN: &str = "canary-at-4711";

pub(crate) fn status() -> Status {
    Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        host: HostKind::Agent,
        pid: 4711,
        profile: Some("demo".to_owned()),
        vault: VaultState::Ready,
        accounts: 2,
        asks: false,
        problem: None,
    }
}

pub(crate) fn token(account: &str) -> TokenReply {
    TokenReply {
        access_token: TOKEN.to_owned().into(),
        token_type: "bearer".to_owned(),
        expires_at: FAR,
        scope: "openid orders:read".to_owned(),
        resource: Some("https://orders.acme.example".to_owned()),
        account: account.to_owned(),
    }
}

pub(crate) fn provider(id: &str, name: &str) -> ProviderView {
    ProviderView {
        id: id.to_owned(),
        name: name.to_owned(),
        issuer: "https://id.acme.example".to_owned(),
        host: "id.acme.example".to_owned(),
        client_id: "lanyard".to_owned(),
        authentication: Authentication::None,
        has_client_secret: false,
        scopes: vec!["openid".to_owned(), "orders:read".to_owned()],
        resources: vec!["https://orders.acme.example".to_owned()],
        prompt: None,
        redirect_uri: "http://127.0.0.1/callback".to_owned(),
        token_profile: None,
        origin: ProviderOrigin::Person,
        endpoints_given: false,
        support: Some(ProviderSupport {
            pkce: true,
            sign_out: true,
            introspection: true,
            revocation: false,
            device_code: false,
            offline_access: true,
            select_account: true,
            scopes: Vec::new(),
        }),
        endpoints: Vec::new(),
    }
}

pub(crate) fn account(handle: &str, title: &str) -> AccountSummary {
    AccountSummary {
        id: format!("id-{handle}"),
        provider: "p1".to_owned(),
        handle: handle.to_owned(),
        title: title.to_owned(),
        name: None,
        state: AccountState::Active,
        lease: Some(LeaseTimes { issued_at: PAST, renews_at: FAR - 60.0, expires_at: FAR }),
        session_until: Some(FAR),
        renews: true,
        not_saved: false,
    }
}

/// One that has to sign in again, without a token.
pub(crate) fn ended_account(handle: &str, title: &str) -> AccountSummary {
    let facts = ErrorFacts { provider: Some("Acme ID".to_owned()), ..ErrorFacts::default() };
    AccountSummary {
        state: AccountState::NeedsSignIn { at: PAST, error: error(ErrorCode::Refused, facts) },
        lease: None,
        ..account(handle, title)
    }
}

pub(crate) fn overview() -> Overview {
    Overview {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        profile: Some("demo".to_owned()),
        providers: vec![provider("p1", "Acme ID")],
        accounts: vec![
            ended_account("acme-admin", "ada-adm@acme.example"),
            account("acme", "ada@acme.example"),
        ],
        vault: VaultState::Ready,
        offline_since: None,
        problem: None,
        sign_ins: Vec::new(),
        tray: false,
    }
}

pub(crate) fn detail(handle: &str) -> AccountDetail {
    let summary = account(handle, "ada@acme.example");
    let claim = |name: &str, group, id_token: Option<&str>, access_token: Option<&str>, differs| ClaimRow {
        name: name.to_owned(),
        group,
        id_token: id_token.map(str::to_owned),
        access_token: access_token.map(str::to_owned),
        userinfo: None,
        introspection: None,
        differs,
    };
    AccountDetail {
        leases: vec![LeaseView {
            key: "main".to_owned(),
            resource: None,
            audience: vec!["https://orders.acme.example".to_owned()],
            scopes: vec!["openid".to_owned()],
            times: summary.lease.unwrap(),
            token_type: "Bearer".to_owned(),
            format: TokenFormat::Jwt,
            bytes: 900,
            check: None,
        }],
        signed_in_at: Some(PAST),
        scopes: vec![
            ScopeView { scope: "openid".to_owned(), asked: true, granted: true },
            ScopeView { scope: "orders:write".to_owned(), asked: true, granted: false },
        ],
        claims: vec![
            claim("sub", ClaimGroup::Who, Some(r#""7f3c""#), Some(r#""7f3c""#), false),
            claim("roles", ClaimGroup::Roles, Some(r#"["buyer","approver"]"#), Some(r#"["buyer"]"#), true),
            claim("auth_time", ClaimGroup::When, Some("1746532800"), None, false),
            claim("tenant", ClaimGroup::Technical, None, Some(r#"{"id":1}"#), false),
        ],
        sources: ClaimSources { id_token: true, access_token: true, userinfo: false, introspection: false },
        changes: Vec::new(),
        changed_at: None,
        provider: provider("p1", "Acme ID"),
        last_answer: None,
        clock_skew: Some(-420.0),
        can: Capabilities { introspect: true, revoke: true, sign_out_in_browser: true },
        summary,
    }
}

pub(crate) fn program(name: &str, kind: ProgramKind) -> ProgramView {
    ProgramView {
        name: name.to_owned(),
        path: format!("/usr/bin/{name}"),
        kind,
        keeper: Keeper::System,
        parents: vec!["bash".to_owned()],
        terminal: Some("pts/3".to_owned()),
        folder: Some("/home/ada".to_owned()),
    }
}

pub(crate) fn grant(id: &str, handle: &str, program: ProgramView, lasting: Lasting) -> GrantView {
    GrantView {
        id: id.to_owned(),
        program,
        account: format!("id-{handle}"),
        handle: handle.to_owned(),
        title: "ada@acme.example".to_owned(),
        asked_scopes: Vec::new(),
        given_scopes: Vec::new(),
        resource: None,
        lasting,
        origin: GrantOrigin::Window,
        made_at: PAST,
        used_at: Some(PAST),
        uses: 3,
    }
}

pub(crate) fn programs() -> Programs {
    let mut narrowed = grant("g1", "acme", program("git", ProgramKind::Ordinary), Lasting::UntilRevoked);
    narrowed.asked_scopes = vec!["orders:read".to_owned()];
    narrowed.resource = Some("https://orders.acme.example".to_owned());
    let script = ProgramKind::Interpreter { script: Some("/home/ada/bin/report.py".to_owned()) };
    let mut unused = grant("g3", "acme", program("python3", script), Lasting::WhileItRuns);
    unused.used_at = None;
    Programs {
        grants: vec![
            narrowed,
            grant("g2", "acme", program("bash", ProgramKind::Session), Lasting::WhileItRuns),
            unused,
        ],
        silenced: vec![SilencedView {
            id: "s1".to_owned(),
            program: program("nosy", ProgramKind::Ordinary),
            since: PAST,
        }],
        questions: vec![
            question(QuestionAbout::Tokens {
                program: program("curl", ProgramKind::Ordinary),
                scopes: Vec::new(),
                resource: None,
                changed_since: None,
            }),
            question(QuestionAbout::NewAddress {
                from: "id.acme.example".to_owned(),
                to: "login.acme.example".to_owned(),
                client_secret: false,
            }),
        ],
    }
}

fn question(about: QuestionAbout) -> QuestionView {
    QuestionView {
        id: "q1".to_owned(),
        about,
        account: "id-acme".to_owned(),
        handle: "acme".to_owned(),
        title: "ada@acme.example".to_owned(),
        provider_name: "Acme ID".to_owned(),
        offers: vec![Lasting::Once],
        until: FAR,
    }
}
