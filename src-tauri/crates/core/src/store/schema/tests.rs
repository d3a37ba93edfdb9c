//! Databases of earlier versions, and upgrades that are cut off or meet.

use lanyard_vault::VaultKind;

use super::*;
use crate::provider::Origins;
use crate::store::{AccountRecord, activity, chain, jobs, leases, providers, vault};
use crate::view::{ActivityFilter, ChainView, Disabling};

fn database() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let db = Connection::open(folder.path().join("state.db")).unwrap();
    (folder, db)
}

/// As a version before the chain left it, with a gap where entries were never written.
fn before_the_chain(db: &mut Connection) {
    upgrade(db, &STEPS[..1]).unwrap();
    for (seq, account) in [(3, "NULL"), (4, "'acme'"), (9, "'acme'")] {
        db.execute_batch(&format!(
            "INSERT INTO activity VALUES ({seq}, 'A{seq}-3K2', 17000{seq}, '\"renewed\"', 0, {account}, '{{}}')"
        ))
        .unwrap();
    }
}

#[test]
fn entries_from_before_the_chain_become_part_of_it() {
    let (_folder, mut db) = database();
    before_the_chain(&mut db);
    let filter = ActivityFilter { limit: 10, ..ActivityFilter::default() };
    let before = activity::list(&db, &filter).unwrap();
    prepare(&mut db).unwrap();
    assert_eq!(activity::list(&db, &filter).unwrap(), before);
    let told = chain::check(&mut db).unwrap();
    assert!(matches!(told, ChainView::Unbroken { since: 170_003.0, entries: 3.0, .. }), "{told:?}");
    db.execute_batch("UPDATE activity SET at = at + 1 WHERE seq = 4").unwrap();
    let told = chain::check(&mut db).unwrap();
    assert!(matches!(told, ChainView::Broken { after_seq: Some(3.0), .. }), "{told:?}");
}

#[test]
fn accounts_from_before_the_passphrase_vault_are_in_the_keychain() {
    let (_folder, mut db) = database();
    upgrade(&mut db, &STEPS[..4]).unwrap();
    db.execute_batch("INSERT INTO account VALUES ('a', 'acme', 'ada', 'acme', 1, '{}')").unwrap();
    prepare(&mut db).unwrap();
    assert_eq!(vault::kind(&db).unwrap(), VaultKind::Keychain);
    let refused = vault::keep_to(&mut db, VaultKind::PassphraseFile);
    assert!(matches!(refused, Err(StoreError::OtherVault(VaultKind::Keychain))), "{refused:?}");
}

#[test]
fn accounts_from_before_the_lease_history_begin_with_what_they_say_now() {
    let (_folder, mut db) = database();
    upgrade(&mut db, &STEPS[..6]).unwrap();
    let record = r#"{"id_token":{"sub":"ada","roles":["buyer"],"iat":1700000000},"granted":["openid"]}"#;
    db.execute("INSERT INTO account VALUES ('a', 'acme', 'ada', 'acme', 1, ?1)", [record]).unwrap();
    db.execute_batch("INSERT INTO account VALUES ('b', 'acme', 'bob', 'bob', 1, '{}')").unwrap();
    prepare(&mut db).unwrap();
    let kept = leases::all(&db, "a").unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].at, 1_700_000_000);
    assert_eq!(kept[0].said.id_token.as_ref().unwrap()["roles"][0], "buyer");
    assert_eq!(kept[0].said.granted, ["openid"]);
    assert_eq!(leases::newest(&db, "b").unwrap(), None);
}

#[test]
fn jobs_from_before_say_how_disabling_went() {
    let (_folder, mut db) = database();
    upgrade(&mut db, &STEPS[..8]).unwrap();
    for disable in ["no", "due", "done"] {
        let columns = "id, provider, issuer, what, reason, by, by_sub, at, state, disable";
        let sql = format!(
            r#"INSERT INTO console_job ({columns}) VALUES
               ('{disable}', 'acme', 'i', '{{"kind":"all"}}', 'why', 'ada', 'ada', 1, '"done"', '{disable}')"#
        );
        db.execute_batch(&sql).unwrap();
    }
    prepare(&mut db).unwrap();
    let kept = jobs::all(&db).unwrap();
    let disabling: Vec<_> = kept.iter().map(|job| job.disabling.clone()).collect();
    assert_eq!(disabling, [Disabling::Done, Disabling::ToDo, Disabling::NotOrdered], "newest first");
    assert!(kept.iter().all(|job| job.stopped.is_none()), "nobody knows any more");
}

#[test]
fn r35_accounts_from_before_keep_to_where_their_provider_was() {
    let (_folder, mut db) = database();
    upgrade(&mut db, &STEPS[..9]).unwrap();
    let document = r#"{"issuer":"https://id.acme.example","authorization_endpoint":"https://id.acme.example/a",
        "token_endpoint":"https://tokens.acme.example/t"}"#;
    let issuer = lanyard_oauth::Issuer::parse("https://id.acme.example").unwrap();
    let metadata = lanyard_oauth::Metadata::parse(&issuer, document.as_bytes()).unwrap();
    providers::save_metadata(&mut db, "acme", &metadata, 0).unwrap();
    for (id, provider) in [("a", "acme"), ("b", "unread")] {
        let row = "INSERT INTO account VALUES (?1, ?2, 'ada', ?1, 1, '{\"granted\":[\"openid\"]}')";
        db.execute(row, [id, provider]).unwrap();
    }
    prepare(&mut db).unwrap();
    let records = AccountRecord::all(&db).unwrap();
    let origins: Vec<_> = records.iter().map(|record| record.body.origins.clone()).collect();
    assert_eq!(origins, [Some(Origins::of(&metadata)), None]);
    assert!(records.iter().all(|record| record.body.granted == ["openid"]));
}

#[test]
fn an_upgrade_that_is_cut_off_leaves_what_was_before() {
    let (folder, mut db) = database();
    before_the_chain(&mut db);
    let fails = Step { sql: CHAIN, then: Some(|_| Err(StoreError::Damaged("on purpose"))) };
    assert!(upgrade(&mut db, &[Step::sql(FIRST), fails]).is_err());
    drop(db);
    let mut db = Connection::open(folder.path().join("state.db")).unwrap();
    assert_eq!(number(&db).unwrap(), 1);
    prepare(&mut db).unwrap();
    assert!(matches!(chain::check(&mut db).unwrap(), ChainView::Unbroken { entries: 3.0, .. }));
}

#[test]
fn two_processes_that_upgrade_at_once_do_it_once() {
    let (folder, mut db) = database();
    before_the_chain(&mut db);
    drop(db);
    let path = folder.path().join("state.db");
    let upgrades: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || prepare(&mut Connection::open(path).unwrap()))
        })
        .collect();
    for upgrade in upgrades {
        upgrade.join().unwrap().unwrap();
    }
    let mut db = Connection::open(path).unwrap();
    assert_eq!(number(&db).unwrap(), STEPS.len());
    assert!(matches!(chain::check(&mut db).unwrap(), ChainView::Unbroken { entries: 3.0, .. }));
}
