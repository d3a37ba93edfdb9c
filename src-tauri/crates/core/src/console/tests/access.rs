//! Who may open a console, how their access is used, and how it ends.

use std::sync::Arc;
use std::time::Duration;

use lanyard_console::{AdminHttp, AdminHttpError};
use lanyard_oauth::{Issuer, Metadata, TokenReply, TokenType};

use super::rig::{Rig, fact};
use super::world::{Fault, World};
use crate::console;
use crate::console::door::Door;
use crate::console::lease::AdminLease;
use crate::engine::stage::Stage;
use crate::sign_in::Newcomer;
use crate::view::{ActivityKind, ConsoleAccess, EndWhat, EngineEvent, ErrorCode, ErrorView, JobState};

pub(super) fn reply(expires_in: Option<u64>, refresh_token: Option<&str>) -> TokenReply {
    TokenReply {
        access_token: "admin-token-canary".into(),
        token_type: TokenType::Bearer,
        expires_in,
        refresh_token: refresh_token.map(Into::into),
        id_token: None,
        scopes: None,
        session_expires_in: None,
    }
}

fn lease(rig: &Rig, reply: TokenReply) -> Arc<AdminLease> {
    let provider = rig.inner.provider("acme").unwrap();
    let metadata = provider.known_metadata().unwrap();
    Arc::new(AdminLease::new(&rig.inner, provider, metadata, reply))
}

fn get(address: &str) -> http::Request<Vec<u8>> {
    http::Request::get(address).body(Vec::new()).unwrap()
}

#[tokio::test]
async fn the_token_goes_to_the_providers_origin_and_nowhere_else() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    let provider = rig.inner.provider("acme").unwrap();
    let door = Door::new(&rig.inner, provider, lease(&rig, reply(Some(60), None)));
    let port = stage.provider.address.port();
    for address in [
        "https://evil.example/admin".to_owned(),
        format!("https://127.0.0.1:{port}/admin"),
        format!("http://127.0.0.2:{port}/admin"),
        "http://127.0.0.1:1/admin".to_owned(),
    ] {
        let refused = door.send(get(&address)).await.unwrap_err();
        assert_eq!(
            refused,
            AdminHttpError::NotSent("the address is none of the provider".into()),
            "{address}"
        );
    }
}

#[tokio::test]
async fn an_access_that_ran_out_sends_nothing() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    let provider = rig.inner.provider("acme").unwrap();
    let lease = lease(&rig, reply(Some(60), None));
    let door = Door::new(&rig.inner, provider, lease.clone());
    rig.clock.advance(Duration::from_secs(61));
    let address = format!("http://{}/admin", stage.provider.address);
    assert_eq!(door.send(get(&address)).await.unwrap_err(), AdminHttpError::AccessEnded);
    assert!(lease.is_over(crate::Clock::boot(rig.clock.as_ref())));
}

#[tokio::test]
async fn an_access_with_a_refresh_token_is_renewed_once_for_all_who_need_it() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    let lease = lease(&rig, reply(Some(60), Some("admin-1")));
    rig.clock.advance(Duration::from_secs(61));
    let inner = &rig.inner;
    let (one, other) = tokio::join!(lease.token(inner), lease.token(inner));
    assert!(one.is_ok() && other.is_ok());
    assert_eq!(stage.provider.spent(), ["admin-1"]);
    lease.give_up(inner).await.ok();
    assert_eq!(lease.token(inner).await.unwrap_err(), AdminHttpError::AccessEnded, "it is not brought back");
}

#[tokio::test]
async fn an_access_that_the_provider_ended_is_over() {
    let (stage, rig) = Rig::with(World::with(1, 1)).await;
    stage.provider.refuses();
    let lease = lease(&rig, reply(Some(60), Some("admin-1")));
    rig.clock.advance(Duration::from_secs(61));
    assert_eq!(lease.token(&rig.inner).await.unwrap_err(), AdminHttpError::AccessEnded);
}

#[tokio::test]
async fn a_provider_without_an_admin_api_has_no_console() {
    let (_stage, rig) = Rig::with(World::with(1, 1)).await;
    rig.engine.leave_console("acme").await.unwrap();
    assert_eq!(rig.engine.consoles().await.unwrap(), Vec::new());
    assert_eq!(rig.engine.open_console("acme").await.unwrap_err().code, ErrorCode::NotSupported);
    assert_eq!(rig.engine.open_console("nobody").await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn who_may_only_look_is_told_what_it_takes_and_a_job_of_theirs_waits() {
    let (_stage, rig) = Rig::with(World::with(30, 3)).await;
    rig.world.fails(|number, _| if number < 10 { Fault::None } else { Fault::Unauthorized });
    let job = rig.ends(EndWhat::All).await;
    assert_eq!(rig.stopped(&job.id).await.state, JobState::CutOff);
    rig.world.forgives();
    rig.world.fails(|_, _| Fault::Refused);
    let opened = rig.opens_with(1, |opened| opened.lacks = vec!["manage-users".to_owned()]);
    let ConsoleAccess::Open { lacks, .. } = access(&rig).await else { panic!("it is open") };
    assert_eq!(lacks, ["manage-users"]);
    rig.inner.go_on_with_jobs(&opened).await;
    let waits = rig.engine.job(&job.id).await.unwrap();
    assert_eq!((waits.state, waits.refused, waits.left), (JobState::CutOff, 0, 20));

    rig.world.fails(|_, _| Fault::None);
    let opened = rig.opens("u-admin", Some("own"));
    rig.inner.go_on_with_jobs(&opened).await;
    assert_eq!(rig.stopped(&job.id).await.ended, 30);
}

#[tokio::test]
async fn who_leaves_is_forgotten_once_the_confirmed_jobs_have_ended() {
    let (_stage, rig) = Rig::with(World::with(300, 3)).await;
    let opened = rig.opens("u-admin", None);
    let consoles = rig.engine.consoles().await.unwrap();
    assert!(matches!(consoles[0].access, ConsoleAccess::Open { .. }), "{consoles:?}");
    let job = rig.ends(EndWhat::All).await;
    rig.engine.leave_console("acme").await.unwrap();
    assert_eq!(rig.stopped(&job.id).await.ended, 300);
    crate::engine::stage::eventually("the end of the access", async || {
        opened.lease.ends_at().is_none().then_some(())
    })
    .await;
    crate::engine::stage::eventually("the entry", async || {
        (rig.entries(ActivityKind::ConsoleLeft).await.len() == 1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn nothing_of_the_access_is_in_the_profile() {
    let (stage, rig) = Rig::with(World::with(30, 3)).await;
    let job = rig.ends(EndWhat::All).await;
    rig.stopped(&job.id).await;
    rig.engine.close().await;
    let folder = stage.home().database().parent().unwrap().to_owned();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        assert!(!bytes.windows(18).any(|bytes| bytes == b"admin-token-canary"));
    }
    assert_eq!(rig.engine.consoles().await.unwrap_err().code, ErrorCode::Closing);
}

/// A closed console at a provider that has an admin API and takes tokens back. Nobody waits in vain.
pub(super) async fn closed() -> (Stage, Rig) {
    let stage = Stage::with(1);
    let rig = Rig::on(&stage, World::with(1, 1), 1).await;
    rig.clock.stands_still();
    let provider = rig.inner.provider("acme").unwrap();
    let issuer = provider.settings.issuer.clone();
    let document = serde_json::json!({
        "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"), "revocation_endpoint": format!("{issuer}/revoke"),
        "lanyard_session_admin": format!("{issuer}/admin"),
    });
    let metadata = Metadata::parse(&Issuer::parse(&issuer).unwrap(), document.to_string().as_bytes());
    provider.adopt(metadata.unwrap());
    (stage, rig)
}

fn somebody(rig: &Rig, sub: &str) -> Newcomer {
    let claims = serde_json::json!({"sub": sub, "email": "ada@acme.example", "sid": "own"});
    let serde_json::Value::Object(claims) = claims else { panic!("it is an object") };
    let metadata = rig.inner.provider("acme").unwrap().known_metadata().unwrap();
    Newcomer { claims, nonce: "n".into(), asked: Vec::new(), userinfo: None, metadata }
}

pub(super) async fn access(rig: &Rig) -> ConsoleAccess {
    rig.engine.consoles().await.unwrap().remove(0).access
}

/// A sign-in that waits for the browser, and its id.
pub(super) async fn signs_in(rig: &Rig) -> String {
    rig.engine.open_console("acme").await.unwrap().id
}

pub(super) async fn arrives(rig: &Rig, sign_in: &str, sub: &str) -> Result<(), ErrorView> {
    let provider = rig.inner.provider("acme").unwrap();
    console::admit(&rig.inner, sign_in, &provider, somebody(rig, sub), reply(Some(60), Some("admin-1"))).await
}

#[tokio::test]
async fn who_may_not_administer_is_told_which_roles_are_missing_and_their_access_is_revoked() {
    let (stage, rig) = closed().await;
    stage.provider.administers(200, serde_json::json!({"session": "own", "scopes": ["openid"]}));
    let sign_in = signs_in(&rig).await;
    assert!(matches!(access(&rig).await, ConsoleAccess::SigningIn { .. }));
    arrives(&rig, &sign_in, "ada").await.unwrap();
    let missing = ConsoleAccess::Missing {
        title: "ada@acme.example".to_owned(),
        roles: vec!["sessions:manage".to_owned()],
    };
    assert_eq!(access(&rig).await, missing);
    assert_eq!(stage.provider.revoked(), ["admin-1", "admin-token-canary"]);
    assert_eq!(fact(&rig.entries(ActivityKind::ConsoleOpened).await[0], "missing"), "sessions:manage");
}

#[tokio::test]
async fn a_sign_in_that_is_no_longer_awaited_opens_nothing_and_is_revoked() {
    let (stage, rig) = closed().await;
    stage.provider.administers(200, serde_json::json!({"session": "own", "scopes": ["sessions:manage"]}));
    let first = signs_in(&rig).await;
    let second = signs_in(&rig).await;
    arrives(&rig, &first, "eve").await.unwrap_err();
    assert_eq!(stage.provider.revoked(), ["admin-1", "admin-token-canary"]);
    assert!(matches!(access(&rig).await, ConsoleAccess::SigningIn { sign_in } if sign_in == second));
    arrives(&rig, &second, "ada").await.unwrap();
    let ConsoleAccess::Open { title, own_session, .. } = access(&rig).await else { panic!("it is open") };
    assert_eq!((title.as_str(), own_session.as_deref()), ("ada@acme.example", Some("own")));

    rig.engine.leave_console("acme").await.unwrap();
    assert_eq!(stage.provider.revoked().len(), 4);
    assert_eq!(access(&rig).await, ConsoleAccess::Closed);
    arrives(&rig, &second, "ada").await.unwrap_err();
    assert_eq!(access(&rig).await, ConsoleAccess::Closed);
}

#[tokio::test]
async fn a_console_is_no_account_and_its_sign_in_is_no_accounts() {
    let (stage, rig) = closed().await;
    stage.provider.administers(200, serde_json::json!({"session": "own", "scopes": ["sessions:manage"]}));
    let mut events = rig.engine.subscribe();
    let sign_in = signs_in(&rig).await;
    arrives(&rig, &sign_in, "ada").await.unwrap();
    let overview = rig.engine.overview().await.unwrap();
    assert_eq!((overview.accounts.len(), overview.sign_ins), (1, Vec::new()));
    while let Ok(event) = events.try_recv() {
        let told = matches!(event, EngineEvent::SignInChanged { .. } | EngineEvent::AccountChanged { .. });
        assert!(!told, "{event:?}");
    }
}

#[tokio::test]
async fn an_admin_api_that_answers_nonsense_opens_nothing() {
    let (stage, rig) = closed().await;
    for (status, body) in
        [(500, serde_json::json!({})), (200, serde_json::json!([])), (302, serde_json::json!({}))]
    {
        stage.provider.administers(status, body);
        let sign_in = signs_in(&rig).await;
        arrives(&rig, &sign_in, "ada").await.unwrap_err();
        assert!(matches!(access(&rig).await, ConsoleAccess::Failed { .. }), "{status}");
    }
    assert_eq!(stage.provider.revoked().len(), 6);
}
