//! A profile opened with the vault that its secrets are in, and with the other one.

use std::sync::Arc;

use lanyard_vault::VaultKind;
use lanyard_vault::testing::{FaultyVault, MemoryVault, Operation};
use rusqlite::Connection;

use crate::engine::stage::{Stage, eventually};
use crate::program::Consent;
use crate::store::AccountRecord;
use crate::view::{AccountState, ErrorCode, ErrorView, ProviderForm};
use crate::{Engine, EngineParts, ManualClock};

const KEYCHAIN: VaultKind = VaultKind::Keychain;
const FILE: VaultKind = VaultKind::PassphraseFile;

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(1_750_000_000))
}

/// An empty vault that passes for one of this kind.
fn empty(kind: VaultKind) -> FaultyVault {
    FaultyVault::around(Arc::new(MemoryVault::new().of_kind(kind)))
}

async fn opened(stage: &Stage, vault: &FaultyVault) -> Result<Engine, ErrorView> {
    let parts = stage.parts(clock(), Consent::Nobody);
    Engine::open(EngineParts { vault: Arc::new(vault.clone()), ..parts }).await
}

/// The database, as it is written.
fn accounts(stage: &Stage) -> Vec<AccountRecord> {
    AccountRecord::all(&Connection::open(stage.home().database()).unwrap()).unwrap()
}

#[tokio::test]
async fn the_other_vault_is_refused_before_anything_is_lost() {
    for (kept, other) in [(KEYCHAIN, FILE), (FILE, KEYCHAIN)] {
        let stage = Stage::with_vault(kept, 2);
        let (before, wrong) = (accounts(&stage), empty(other));
        let error = opened(&stage, &wrong).await.err().unwrap();
        assert_eq!((error.code, error.retry), (ErrorCode::OtherVault, false));
        assert_eq!(error.facts.detail.as_deref(), Some(kept.name()));
        for operation in [Operation::Put, Operation::Get, Operation::Delete, Operation::Unlock] {
            assert_eq!(wrong.calls(operation), 0, "{operation:?}");
        }
        assert_eq!(accounts(&stage), before);
        // The lock is free again, and with its own vault every account renews.
        let engine = stage.open(clock()).await.unwrap();
        engine.start();
        for account in ["a0", "a1"] {
            let renewed = async || engine.account(account).await.unwrap().summary.lease;
            eventually("its token", renewed).await;
            let summary = engine.account(account).await.unwrap().summary;
            assert_eq!(summary.state, AccountState::Active, "{account}");
        }
    }
}

#[tokio::test]
async fn a_profile_is_free_until_its_first_secret_and_again_after_its_last() {
    let stage = Stage::with(0);
    for kind in [FILE, KEYCHAIN, FILE] {
        opened(&stage, &empty(kind)).await.unwrap().close().await;
        assert_eq!(Engine::secrets_in(&stage.home()).unwrap(), None);
    }
    let vault = empty(FILE);
    let engine = opened(&stage, &vault).await.unwrap();
    let form = serde_json::json!({
        "name": "Contoso", "issuer": "https://id.contoso.example", "client_id": "lanyard",
        "client_secret": "secret", "scopes": ["openid"], "resources": [], "origin": "person",
    });
    let form: ProviderForm = serde_json::from_value(form).unwrap();
    let provider = engine.add_provider(form).await.unwrap();
    engine.close().await;
    assert_eq!(Engine::secrets_in(&stage.home()).unwrap(), Some(FILE));
    assert_eq!(opened(&stage, &empty(KEYCHAIN)).await.err().unwrap().code, ErrorCode::OtherVault);
    let engine = opened(&stage, &vault).await.unwrap();
    engine.remove_provider(&provider.id).await.unwrap();
    engine.close().await;
    assert_eq!(Engine::secrets_in(&stage.home()).unwrap(), None);
    opened(&stage, &empty(KEYCHAIN)).await.unwrap().close().await;
}

#[tokio::test]
async fn a_passphrase_vault_that_nobody_can_be_asked_for_says_how_it_is_opened() {
    let stage = Stage::with_vault(FILE, 1);
    let vault = Arc::new(lanyard_vault::FileVault::locked(&stage.home().vault()));
    let parts = stage.parts(clock(), Consent::Window);
    let engine = Engine::open(EngineParts { vault, ..parts }).await.unwrap();
    engine.start();
    let held = async || {
        let summary = engine.account("a0").await.unwrap().summary;
        if let AccountState::Waiting { error, .. } = summary.state { Some(error.code) } else { None }
    };
    assert_eq!(eventually("it waits", held).await, ErrorCode::KeychainLocked);
    let error = engine.unlock_keychain().await.unwrap_err();
    assert_eq!((error.code, error.facts.detail), (ErrorCode::VaultClosed, None));
    assert_eq!(eventually("it waits on", held).await, ErrorCode::KeychainLocked);
    engine.close().await;
    assert_eq!(accounts(&stage)[0].generation, 1, "and nothing was lost");
}
