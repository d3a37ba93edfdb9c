//! A profile with one linked account, at a provider that signs people in without a page.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{anyhow, bail};
use harness::Result;
use harness::profile::{Profile, Provider};
use lanyard_core::view::{EngineEvent, ErrorView, SignInPhase, SignInStart};
use lanyard_core::{Browser, BrowserError, Clock, Engine, EngineParts, Home, SystemClock};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::stage::Stage;

/// The provider's id in the policy.
pub(crate) const PROVIDER: &str = "acme";

/// Makes such a profile at a desk, with the refresh token in the desk's keychain.
pub(crate) async fn profile(stage: &Stage, name: &str, issuer: &str) -> Result<PathBuf> {
    let folder = stage.profile(name)?;
    set_policy(&folder, issuer)?;
    let _: Value = stage.run_self("link", &[folder.as_os_str()]).await?;
    Ok(folder)
}

/// Names the provider.
pub(crate) fn set_policy(folder: &Path, issuer: &str) -> Result {
    Profile::create(folder)?.set_policy(&[Provider::new(PROVIDER, "Acme ID", issuer)])
}

/// Links the account and ends.
pub(crate) async fn link(folder: &Path) -> Result {
    let engine = open(folder, Arc::new(SystemClock)).await?;
    sign_in(&engine).await?;
    engine.close().await;
    Ok(())
}

/// The engine of a profile, on the session's own keychain.
pub(crate) async fn open(folder: &Path, clock: Arc<dyn Clock>) -> Result<Engine> {
    let parts = EngineParts {
        home: Home::named(folder.to_owned(), folder.join("policy.toml")),
        vault: lanyard_vault::os_vault("Lanyard"),
        clock,
        browser: Arc::new(Follows),
        version: "bench",
        consent: lanyard_core::program::Consent::Nobody,
    };
    Engine::open(parts).await.map_err(|error| told(&error))
}

/// Signs in; the id of the new account.
pub(crate) async fn sign_in(engine: &Engine) -> Result<String> {
    let mut events = engine.subscribe();
    let provider = PROVIDER.to_owned();
    let start = SignInStart { provider, ..SignInStart::default() };
    engine.start_sign_in(start).await.map_err(|error| told(&error))?;
    loop {
        let EngineEvent::SignInChanged { sign_in } = events.recv().await? else { continue };
        match sign_in.phase {
            SignInPhase::Done { account, .. } => return Ok(account),
            SignInPhase::Failed { error } => return Err(told(&error)),
            SignInPhase::Cancelled | SignInPhase::OtherPerson { .. } => bail!("nobody signed in"),
            SignInPhase::Preparing | SignInPhase::Browser | SignInPhase::Finishing => {}
        }
    }
}

/// An error of the engine as one of ours.
pub(crate) fn told(error: &ErrorView) -> anyhow::Error {
    anyhow!("{:?}: {}", error.code, error.message)
}

/// A browser in which nobody has to click.
struct Follows;

impl Browser for Follows {
    fn open(&self, url: &SecretString) -> std::result::Result<(), BrowserError> {
        let url = url.expose_secret().to_owned();
        // A page that does not come is a sign-in that does not end, which the caller sees.
        tokio::spawn(async move { reqwest::get(url).await });
        Ok(())
    }
}
