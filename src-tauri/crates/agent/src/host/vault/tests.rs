//! What the environment chooses, in a profile that has secrets and in one that has none.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use lanyard_core::program::Consent;
use lanyard_core::{Browser, BrowserError, EngineParts, SystemClock};
use lanyard_vault::testing::MemoryVault;
use tempfile::TempDir;

use super::*;

struct NoBrowser;

impl Browser for NoBrowser {
    fn open(&self, _url: &SecretString) -> Result<(), BrowserError> {
        Err(BrowserError("there is none".to_owned()))
    }
}

struct Profile {
    folder: TempDir,
    home: Home,
}

impl Profile {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::named(folder.path().join("profile"), "/nonexistent/policy.toml".into());
        Self { folder, home }
    }

    /// With a client secret in a vault of this kind.
    async fn with_a_secret(kind: VaultKind) -> Self {
        let profile = Self::new();
        let parts = EngineParts {
            home: profile.home.clone(),
            vault: Arc::new(MemoryVault::new().of_kind(kind)),
            clock: Arc::new(SystemClock),
            browser: Arc::new(NoBrowser),
            version: "0.0.0-test",
            consent: Consent::Nobody,
        };
        let engine = Engine::open(parts).await.unwrap();
        let form = serde_json::json!({
            "name": "Acme ID", "issuer": "https://id.acme.example", "client_id": "lanyard",
            "client_secret": "canary", "scopes": ["openid"], "resources": [], "origin": "person",
        });
        engine.add_provider(serde_json::from_value(form).unwrap()).await.unwrap();
        engine.close().await;
        profile
    }

    fn file(&self, name: &str, content: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }
}

/// An environment of these variables.
fn env<'a>(variables: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
    |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
}

/// The vault of a host that asks nobody, opened if the environment lets it.
fn without_asking(
    home: &Home,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Arc<dyn Vault>, ErrorView> {
    let unasked = Unasked::new(home.clone(), &variable)?;
    unasked.open(variable)?;
    Ok(unasked.vault())
}

fn code<T>(result: Result<T, ErrorView>) -> (ErrorCode, String) {
    let error = result.err().unwrap();
    (error.code, error.facts.detail.unwrap_or_default())
}

#[tokio::test]
async fn the_other_vault_is_refused_before_a_passphrase_is_read_or_a_folder_made() {
    let profile = Profile::with_a_secret(VaultKind::Keychain).await;
    let asked = env(&[(VAULT, "file"), (PASSPHRASE_FILE, "/nonexistent/passphrase")]);
    assert_eq!(code(chosen(&profile.home, &asked)), (ErrorCode::OtherVault, "keychain".into()));
    assert_eq!(code(without_asking(&profile.home, &asked)).0, ErrorCode::OtherVault);
    assert!(!profile.home.vault().exists());
    let profile = Profile::with_a_secret(VaultKind::PassphraseFile).await;
    for asked in [env(&[]), env(&[(VAULT, "")]), env(&[(VAULT, "keychain")])] {
        let refused = code(without_asking(&profile.home, asked));
        assert_eq!(refused, (ErrorCode::OtherVault, "passphrase_file".into()));
    }
}

#[tokio::test]
async fn a_passphrase_vault_that_is_gone_is_not_made_anew() {
    let profile = Profile::with_a_secret(VaultKind::PassphraseFile).await;
    let path = profile.file("passphrase", "correct horse", 0o600);
    let asked = [(VAULT, "file"), (PASSPHRASE_FILE, path.to_str().unwrap())];
    assert!(!is_new(&profile.home).unwrap());
    let (code, why) = code(without_asking(&profile.home, env(&asked)));
    assert_eq!(code, ErrorCode::VaultClosed);
    assert!(why.starts_with("there is no passphrase vault in "), "{why}");
    assert!(!profile.home.vault().exists());
}

#[test]
fn a_typing_mistake_never_means_the_keychain() {
    let home = &Profile::new().home;
    for value in ["flie", "File", " file", "keyring"] {
        let asked = [(VAULT, value)];
        assert_eq!(code(without_asking(home, env(&asked))).0, ErrorCode::InputInvalid, "{value}");
    }
    let asked = [(VAULT, "file"), (PASSPHRASE_FD, "0; rm")];
    assert_eq!(code(without_asking(home, env(&asked))).0, ErrorCode::InputInvalid);
}

#[test]
fn a_passphrase_that_others_can_read_or_that_is_wrong_opens_nothing() {
    let profile = Profile::new();
    let open = |name: &str, content: &str, mode: u32| {
        let path = profile.file(name, content, mode);
        let asked = [(VAULT, "file"), (PASSPHRASE_FILE, path.to_str().unwrap())];
        without_asking(&profile.home, env(&asked))
    };
    let (closed, why) = code(open("open", "correct horse", 0o644));
    assert_eq!(closed, ErrorCode::VaultClosed);
    assert!(why.contains("other users can read it"), "{why}");
    assert!(!profile.home.vault().exists());
    assert_eq!(open("right", "correct horse", 0o600).unwrap().lock_state(), LockState::Ready);
    let (wrong, why) = code(open("wrong", "canary", 0o600));
    assert_eq!((wrong, why.as_str()), (ErrorCode::PassphraseWrong, ""));
}

#[test]
fn without_a_passphrase_the_vault_stays_locked_and_nothing_is_made() {
    let profile = Profile::new();
    let vault = without_asking(&profile.home, env(&[(VAULT, "file")])).unwrap();
    assert_eq!((vault.kind(), vault.lock_state()), (VaultKind::PassphraseFile, LockState::Locked));
    assert!(!profile.home.vault().exists());
}
