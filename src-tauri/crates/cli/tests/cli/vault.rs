//! A profile keeps to the vault that its secrets are in: the real command and its real agent.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use lanyard_core::program::Consent;
use lanyard_core::{Browser, BrowserError, Engine, EngineParts, Home, SystemClock};
use lanyard_vault::VaultKind;
use lanyard_vault::testing::MemoryVault;
use secrecy::SecretString;

use crate::fake::file;
use crate::run::{Ran, command, ended, lanyard};

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _url: &SecretString) -> Result<(), BrowserError> {
        Err(BrowserError("there is none".to_owned()))
    }
}

/// Gives a profile its first secret, in a vault of this kind.
pub(crate) fn with_a_secret(folder: &Path, kind: VaultKind) {
    let parts = EngineParts {
        home: Home::named(folder.to_owned(), folder.join("no-policy.toml")),
        vault: Arc::new(MemoryVault::new().of_kind(kind)),
        clock: Arc::new(SystemClock),
        browser: Arc::new(NoBrowser),
        version: "0.0.0-test",
        consent: Consent::Nobody,
    };
    let form = serde_json::json!({
        "name": "Acme ID", "issuer": "https://id.acme.example", "client_id": "lanyard",
        "client_secret": "canary", "scopes": ["openid"], "resources": [], "origin": "person",
    });
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let engine = Engine::open(parts).await.unwrap();
        engine.add_provider(serde_json::from_value(form).unwrap()).await.unwrap();
        engine.close().await;
    });
}

/// Runs it with the passphrase vault, whose passphrase is in this file.
fn with_passphrase(home: &Path, passphrase: &Path, args: &[&str]) -> Ran {
    let mut command = command(home, args);
    ended(&command.env("LANYARD_VAULT", "file").env("LANYARD_PASSPHRASE_FILE", passphrase).output().unwrap())
}

fn passphrase(folder: &Path) -> std::path::PathBuf {
    let path = file(folder, "passphrase", "canary correct horse");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

fn no_agent_runs(home: &Path) {
    assert_eq!(lanyard(home, ["agent", "--status", "--json"]).out, "null\n");
}

#[test]
fn a_program_that_brings_its_own_vault_earns_no_grant_in_a_profile_of_the_keychain() {
    let (profile, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    with_a_secret(profile.path(), VaultKind::Keychain);
    let own = passphrase(elsewhere.path());
    let program = env!("CARGO_BIN_EXE_lanyard");
    for args in [&["grants", "allow", "acme", program][..], &["accounts"], &["agent"]] {
        let ran = with_passphrase(profile.path(), &own, args);
        let told =
            "This profile keeps its secrets in the keychain. Start Lanyard without LANYARD_VAULT=file.\n";
        assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{args:?}");
        assert!(ran.err.ends_with(told), "{args:?}: {}", ran.err);
        assert!(!profile.path().join("vault").exists(), "{args:?}: no vault is made");
    }
    no_agent_runs(profile.path());
    // Nor with one that was put there: it opens, and is not this profile's.
    let ran = with_passphrase(elsewhere.path(), &own, &["accounts"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(lanyard(elsewhere.path(), ["agent", "--stop"]).code, 0);
    fs::rename(elsewhere.path().join("vault"), profile.path().join("vault")).unwrap();
    let ran = with_passphrase(profile.path(), &own, &["grants", "allow", "acme", program]);
    assert_eq!(ran.code, 4, "{}", ran.err);
}

#[test]
fn a_person_who_forgets_the_passphrase_vault_loses_nothing() {
    let (profile, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let own = passphrase(elsewhere.path());
    with_a_secret(profile.path(), VaultKind::PassphraseFile);
    let ran = lanyard(profile.path(), ["accounts"]);
    let told =
        "This profile keeps its secrets in its passphrase vault. Start Lanyard with LANYARD_VAULT=file.\n";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (4, "", told));
    // A vault that is gone (here it never was) is told, and no empty one takes its place.
    let ran = with_passphrase(profile.path(), &own, &["accounts"]);
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("there is no passphrase vault in "), "{}", ran.err);
    assert!(ran.err.ends_with("Run: lanyard doctor\n"), "{}", ran.err);
    assert!(!profile.path().join("vault").exists());
    no_agent_runs(profile.path());
}
