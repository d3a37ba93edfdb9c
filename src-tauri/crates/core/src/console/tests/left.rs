//! What is said of an access that is given up, and that nobody who left comes back.

use serde_json::json;

use super::access::{access, arrives, closed, reply, signs_in};
use super::rig::{Rig, fact};
use crate::console::lease::AdminLease;
use crate::engine::stage::{Stage, eventually};
use crate::view::{ActivityKind, ConsoleAccess};

const ALLOWED: &str = "sessions:manage";

/// An open console, whose access has a refresh token.
async fn opened() -> (Stage, Rig) {
    let (stage, rig) = closed().await;
    stage.provider.administers(200, json!({"session": "own", "scopes": [ALLOWED]}));
    let sign_in = signs_in(&rig).await;
    arrives(&rig, &sign_in, "ada").await.unwrap();
    (stage, rig)
}

async fn told(rig: &Rig) -> String {
    let told = eventually("the entry", async || {
        let entries = rig.entries(ActivityKind::ConsoleLeft).await;
        assert!(entries.len() < 2, "{entries:?}");
        entries.first().map(|entry| fact(entry, "access").to_owned())
    });
    told.await
}

#[tokio::test]
async fn an_access_is_said_to_be_revoked_where_what_lives_on_was_revoked() {
    for (kept, revoked) in [
        ([].as_slice(), true),
        // Self-contained: it ends by itself in minutes.
        (&["admin-token-canary"], true),
        (&["admin-1"], false),
        (&["admin-1", "admin-token-canary"], false),
    ] {
        let (stage, rig) = opened().await;
        stage.provider.keeps(kept);
        rig.engine.leave_console("acme").await.unwrap();
        let told = told(&rig).await;
        assert_eq!(told == "revoked", revoked, "{kept:?}: {told}");
        assert_eq!(told.starts_with("not revoked: "), !revoked, "{kept:?}: {told}");
        assert_eq!(stage.provider.revoked().len(), 2 - kept.len(), "both are tried");
    }
}

#[tokio::test]
async fn an_only_token_that_is_not_revoked_is_not_said_to_be() {
    let (stage, rig) = closed().await;
    stage.provider.keeps(&["admin-token-canary"]);
    let provider = rig.inner.provider("acme").unwrap();
    let metadata = provider.known_metadata().unwrap();
    let lease = AdminLease::new(&rig.inner, provider, metadata, reply(Some(60), None));
    lease.give_up(&rig.inner).await.unwrap_err();
}

#[tokio::test]
async fn an_access_that_the_admin_api_takes_no_more_is_revoked_and_that_is_written_down() {
    let (stage, rig) = opened().await;
    stage.provider.administers(401, json!({}));
    rig.engine.console_person("acme", "u0").await.unwrap_err();
    assert!(matches!(access(&rig).await, ConsoleAccess::Failed { .. }));
    assert_eq!(told(&rig).await, "revoked");
    assert_eq!(stage.provider.revoked(), ["admin-1", "admin-token-canary"]);
}

#[tokio::test]
async fn who_leaves_while_their_arrival_is_written_down_is_gone() {
    let (stage, rig) = closed().await;
    stage.provider.administers(200, json!({"session": "own", "scopes": [ALLOWED]}));
    let sign_in = signs_in(&rig).await;
    let (release, released) = std::sync::mpsc::channel::<()>();
    let inner = rig.inner.clone();
    let held = tokio::spawn(async move {
        let wait = move |_: &mut rusqlite::Connection| {
            released.recv().unwrap();
            Ok(())
        };
        inner.store.run(wait).await.unwrap();
    });
    let is_open = async || matches!(access(&rig).await, ConsoleAccess::Open { .. });
    let leaves = async {
        eventually("the console", async || is_open().await.then_some(())).await;
        let leaving = rig.engine.leave_console("acme");
        let releasing = async {
            eventually("the end", async || (!is_open().await).then_some(())).await;
            release.send(()).unwrap();
        };
        tokio::join!(leaving, releasing).0.unwrap();
    };
    let (arrived, ()) = tokio::join!(arrives(&rig, &sign_in, "ada"), leaves);
    arrived.unwrap();
    held.await.unwrap();
    assert_eq!(access(&rig).await, ConsoleAccess::Closed);
    assert_eq!(stage.provider.revoked(), ["admin-1", "admin-token-canary"]);
}

#[tokio::test]
async fn a_second_sign_in_takes_the_place_of_one_that_fails_late() {
    let (stage, rig) = closed().await;
    stage.provider.administers(500, json!({}));
    let first = signs_in(&rig).await;
    let second = signs_in(&rig).await;
    arrives(&rig, &first, "eve").await.unwrap_err();
    assert!(matches!(access(&rig).await, ConsoleAccess::SigningIn { sign_in } if sign_in == second));
}
