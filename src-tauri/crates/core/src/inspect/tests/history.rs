//! What an account's leases have said.

use serde_json::json;

use super::rig::{NOW, Rig};
use crate::store::leases::KEPT;
use crate::view::{EarlierLease, unix};

/// Renews with an access token of these roles, a minute after the last renewal.
async fn renew(rig: &Rig, roles: &[&str], refresh_token: &str) {
    rig.clock.advance(60);
    let token = rig.token(json!({ "roles": roles, "jti": refresh_token }));
    rig.renews_with(&token, refresh_token);
    rig.engine.renew("a0", None).await.unwrap();
}

async fn earlier(rig: &Rig) -> Vec<EarlierLease> {
    rig.engine.earlier_leases("a0").await.unwrap()
}

fn database(rig: &Rig) -> rusqlite::Connection {
    rusqlite::Connection::open(rig.stage.home().database()).unwrap()
}

#[tokio::test]
async fn a_role_that_disappeared_can_be_seen_with_its_time_and_other_renewals_leave_no_trace() {
    let rig = Rig::new().await;
    renew(&rig, &["buyer", "approver"], "a0-2").await;
    renew(&rig, &["approver", "buyer"], "a0-3").await;
    renew(&rig, &["buyer"], "a0-4").await;
    renew(&rig, &["buyer"], "a0-5").await;
    let leases = earlier(&rig).await;
    assert_eq!(leases.iter().map(|lease| lease.at).collect::<Vec<_>>(), [unix(NOW + 180), unix(NOW + 60)]);
    assert_eq!(leases[0].changes[0].removed, ["\"approver\""]);
    assert!(leases[0].sources.access_token && !leases[0].sources.userinfo);
    let detail = rig.engine.account("a0").await.unwrap();
    assert_eq!((detail.changed_at, detail.changes), (Some(unix(NOW + 180)), leases[0].changes.clone()));
}

#[tokio::test]
async fn a_role_that_disappeared_while_nothing_ran_is_seen_too() {
    let rig = Rig::new().await;
    renew(&rig, &["buyer", "approver"], "a0-2").await;
    let rig = rig.with_another("acme-too", "Acme again").await;
    renew(&rig, &["buyer"], "a0-3").await;
    let detail = rig.engine.account("a0").await.unwrap();
    assert_eq!(detail.changes[0].removed, ["\"approver\""]);
    assert_eq!(earlier(&rig).await.len(), 2);
}

#[tokio::test]
async fn x1_what_a_lease_says_and_its_refresh_token_are_written_together_or_not_at_all() {
    let rig = Rig::new().await;
    renew(&rig, &["buyer"], "a0-2").await;
    let db = database(&rig);
    db.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON earlier_lease BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .unwrap();
    rig.clock.advance(60);
    rig.renews_with(&rig.token(json!({ "roles": ["clerk"] })), "a0-3");
    drop(rig.engine.renew("a0", None).await);
    let (generation, entries): (u64, u64) = db
        .query_row("SELECT generation, (SELECT count(*) FROM earlier_lease) FROM account", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!((generation, entries), (2, 1), "neither was written");

    db.execute_batch("DROP TRIGGER full").unwrap();
    rig.clock.advance(60);
    rig.renews_with(&rig.token(json!({ "roles": ["clerk"] })), "a0-4");
    rig.engine.renew("a0", None).await.unwrap();
    assert_eq!(rig.stage.stored("a0").map(|(_, token)| token), Some("a0-4".to_owned()));
    assert_eq!(earlier(&rig).await.len(), 2, "both are, once it can be written again");
}

#[tokio::test]
async fn twenty_are_kept_and_they_go_with_the_account() {
    let rig = Rig::new().await;
    for number in 0..KEPT + 3 {
        renew(&rig, &[&format!("role-{number}")], &format!("a0-{}", number + 2)).await;
    }
    let leases = earlier(&rig).await;
    assert_eq!(leases.len(), KEPT);
    assert_eq!(leases[0].changes[0].added, [format!("\"role-{}\"", KEPT + 2)]);
    let stored: String = database(&rig)
        .query_row("SELECT group_concat(said) FROM earlier_lease", [], |row| row.get(0))
        .unwrap();
    let token = rig.token(json!({ "roles": ["role-5"], "jti": "a0-7" }));
    for part in token.split('.') {
        assert!(!stored.contains(part), "a token's part is stored");
    }
    rig.desk.answers("/revocation", 200, &json!({}));
    rig.engine.remove_account("a0", false).await.unwrap();
    let left: u64 =
        database(&rig).query_row("SELECT count(*) FROM earlier_lease", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}
