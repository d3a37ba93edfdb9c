//! A grant made with the passphrase, beside an engine that may be running.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use lanyard_vault::{FileVault, PassphraseProof, VaultKind};

use super::*;
use crate::lock::EngineLock;
use crate::program::{TerminalGrant, allow_from_terminal, keeper, sha256};
use crate::view::{ChainView, GrantOrigin, ProgramKind};
use crate::{EngineParts, Home};

/// A profile whose secrets are in its passphrase vault.
fn stage() -> Stage {
    Stage::with_vault(VaultKind::PassphraseFile, 1)
}

fn proof(home: &Home) -> PassphraseProof {
    FileVault::create(&home.vault(), &"correct horse".into()).unwrap().1
}

/// A program's file in the profile's folder.
fn tool(home: &Home) -> PathBuf {
    let path = std::fs::canonicalize(home.root()).unwrap().join("tool");
    std::fs::write(&path, "\u{7f}ELF and so on").unwrap();
    path
}

fn grant(program: &Path) -> TerminalGrant {
    TerminalGrant {
        account: "a0".into(),
        program: program.to_owned(),
        kind: ProgramKind::Ordinary,
        scopes: vec!["read".into()],
        resource: None,
    }
}

/// The program as it will ask.
fn asking(path: &Path) -> Program {
    let hash = sha256(&mut std::fs::File::open(path).unwrap()).unwrap();
    let keeper = keeper(path, rustix::process::geteuid().as_raw());
    Program { path: path.to_owned(), hash, keeper, ..git() }
}

#[tokio::test]
async fn the_running_engine_sees_the_grant_at_its_next_decision() {
    let scene = Scene::on(stage(), Consent::Nobody).await;
    let home = scene.stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    assert_eq!(scene.refused(&asking(&tool)).await, ErrorCode::NotGranted);
    let made = allow_from_terminal(&home, &proof, grant(&tool)).unwrap();
    assert_eq!((made.handle.as_str(), made.origin), ("a0", GrantOrigin::Passphrase));
    scene.ask(&asking(&tool), "").await.unwrap();
    assert_eq!(scene.stage.provider.asked(), [(Some("read".to_owned()), None)]);
    assert_eq!(scene.ask(&asking(&tool), "write").await.unwrap_err().code, ErrorCode::NotGranted);
    let [shown] = &scene.programs().await.grants[..] else { panic!() };
    assert_eq!((&shown.id, shown.uses), (&made.id, 1));
    let granted = scene.entries(ActivityKind::Granted).await;
    assert_eq!(fact(&granted[0], "by"), Some("you, with the passphrase"));
    assert!(matches!(scene.engine.activity_chain().await.unwrap(), ChainView::Unbroken { .. }));
    // And it can be taken back there like any other.
    scene.engine.revoke_grant(&made.id).await.unwrap();
    assert_eq!(scene.refused(&asking(&tool)).await, ErrorCode::NotGranted);
}

#[tokio::test]
async fn two_processes_that_write_at_once_break_no_chain() {
    let scene = Scene::on(stage(), Consent::Window).await;
    let home = scene.stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    let granting = std::thread::spawn(move || {
        for number in 0..20 {
            let scopes = vec![format!("scope-{number}")];
            allow_from_terminal(&home, &proof, TerminalGrant { scopes, ..grant(&tool) }).unwrap();
        }
    });
    for _ in 0..20 {
        scene.answered(&git(), "", Answer::Dismiss).await.unwrap_err();
    }
    granting.join().unwrap();
    assert_eq!(scene.entries(ActivityKind::Granted).await.len(), 20);
    assert!(matches!(scene.engine.activity_chain().await.unwrap(), ChainView::Unbroken { .. }));
    assert_eq!(scene.programs().await.grants.len(), 20);
}

#[test]
fn no_engine_is_needed_and_none_is_started() {
    let stage = stage();
    let home = stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    allow_from_terminal(&home, &proof, grant(&tool)).unwrap();
    // Wider: it takes the narrow one's place.
    allow_from_terminal(&home, &proof, TerminalGrant { scopes: vec![], ..grant(&tool) }).unwrap();
    let db = rusqlite::Connection::open(home.database()).unwrap();
    let scopes: Vec<String> = db
        .prepare("SELECT scopes FROM grant")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(scopes, ["[]"]);
    assert!(stage.provider.asked().is_empty());
}

#[test]
fn the_proof_of_another_vault_opens_nothing() {
    let (stage, other) = (stage(), stage());
    let tool = tool(&stage.home());
    let error = allow_from_terminal(&stage.home(), &proof(&other.home()), grant(&tool)).unwrap_err();
    assert_eq!(error.code, ErrorCode::PassphraseWrong);
}

#[tokio::test]
async fn a_vault_that_somebody_put_beside_the_keychain_grants_nothing() {
    let scene = Scene::on(Stage::with(1), Consent::Nobody).await;
    let home = scene.stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    let refused = || allow_from_terminal(&home, &proof, grant(&tool)).unwrap_err();
    assert_eq!(
        (refused().code, refused().facts.detail.as_deref()),
        (ErrorCode::OtherVault, Some("keychain"))
    );
    scene.engine.close().await;
    // Nor may it become the profile's vault first.
    let parts = scene.stage.parts(scene.clock.clone(), Consent::Nobody);
    let planted = EngineParts { vault: Arc::new(FileVault::locked(&home.vault())), ..parts };
    assert_eq!(Engine::open(planted).await.err().unwrap().code, ErrorCode::OtherVault);
    assert_eq!(refused().code, ErrorCode::OtherVault);
    let scene = scene.restarted().await;
    assert_eq!(scene.refused(&asking(&tool)).await, ErrorCode::ConsentPending, "the person is asked");
    assert_eq!(scene.entries(ActivityKind::Granted).await, []);
}

#[test]
fn what_would_lend_its_grant_to_others_gets_none() {
    let stage = stage();
    let home = stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    let code = |grant| allow_from_terminal(&home, &proof, grant).unwrap_err().code;
    for kind in [ProgramKind::Session, ProgramKind::Interpreter { script: Some("a.py".into()) }] {
        assert_eq!(code(TerminalGrant { kind, ..grant(&tool) }), ErrorCode::InputInvalid);
    }
    let script = home.root().join("script");
    std::fs::write(&script, "#!/bin/sh\n").unwrap();
    for path in [script.as_path(), home.root(), Path::new("/nonexistent/tool")] {
        assert_eq!(code(grant(path)), ErrorCode::InputInvalid, "{}", path.display());
    }
    assert_eq!(code(TerminalGrant { account: "nobody".into(), ..grant(&tool) }), ErrorCode::NotFound);
    assert_eq!(code(TerminalGrant { scopes: vec!["a b".into()], ..grant(&tool) }), ErrorCode::InputInvalid);
    std::fs::write(home.policy(), format!("[[program]]\npath = {tool:?}\ndecision = \"deny\"\n")).unwrap();
    assert_eq!(code(grant(&tool)), ErrorCode::PolicyDenied);
    std::fs::write(home.policy(), "[[program]]").unwrap();
    assert_eq!(code(grant(&tool)), ErrorCode::PolicyBroken);
}

#[test]
fn a_link_grants_the_file_behind_it_and_not_itself() {
    let stage = stage();
    let home = stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    let link = home.root().join("link");
    symlink(&tool, &link).unwrap();
    let made = allow_from_terminal(&home, &proof, grant(&link)).unwrap();
    assert_eq!(made.program.path, tool.to_str().unwrap());
    // A link to a script is a script.
    let script = home.root().join("script");
    std::fs::write(&script, "#!/bin/sh\n").unwrap();
    std::fs::remove_file(&link).unwrap();
    symlink(&script, &link).unwrap();
    let error = allow_from_terminal(&home, &proof, grant(&link)).unwrap_err();
    assert_eq!(error.code, ErrorCode::InputInvalid);
}

#[test]
fn an_older_database_is_left_alone_while_its_engine_runs() {
    let stage = stage();
    let home = stage.home();
    let (proof, tool) = (proof(&home), tool(&home));
    std::fs::remove_file(home.database()).unwrap();
    let db = rusqlite::Connection::open(home.database()).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    let number = || db.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let owner = EngineLock::take(&home.lock()).unwrap();
    let code = || allow_from_terminal(&home, &proof, grant(&tool)).unwrap_err().code;
    assert_eq!((code(), number()), (ErrorCode::AnotherEngine, 0));
    drop(owner);
    // Nobody owns it now, so that it may be upgraded; of that time there is no passphrase vault.
    assert_eq!(code(), ErrorCode::OtherVault);
    assert!(number() > 0);
}
