//! What all victims have in common: an engine that signs people in without anybody, and an end without a chance to clean
//! up.

use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use lanyard_core::view::{EngineEvent, ErrorView, ProviderForm, ProviderOrigin, SignInPhase, SignInStart};
use lanyard_core::{Browser, BrowserError, Clock, Engine, EngineParts, Home};
use lanyard_vault::Vault;
use secrecy::{ExposeSecret, SecretString};

/// The engine of a profile, started.
pub(crate) async fn open(home: String, vault: Arc<dyn Vault>, clock: Arc<dyn Clock>) -> Result<Engine> {
    let parts = EngineParts {
        home: Home::named(home.into(), "/nonexistent/policy.toml".into()),
        vault,
        clock,
        browser: Arc::new(Follows),
        version: "test",
        consent: lanyard_core::program::Consent::Nobody,
    };
    let engine = Engine::open(parts).await.map_err(|error| told(&error))?;
    engine.start();
    Ok(engine)
}

/// Links the first account, unless there is one.
pub(crate) async fn link_first(engine: &Engine, issuer: &str) -> Result<()> {
    if engine.overview().await.map_err(|error| told(&error))?.accounts.is_empty() {
        link(engine, issuer).await?;
    }
    Ok(())
}

async fn link(engine: &Engine, issuer: &str) -> Result<()> {
    let form = ProviderForm {
        name: "Evil".into(),
        issuer: issuer.into(),
        client_id: "lanyard".into(),
        client_secret: None,
        scopes: vec!["profile".into()],
        resources: vec![],
        origin: ProviderOrigin::Person,
        extras: None,
    };
    let provider = engine.add_provider(form).await.map_err(|error| told(&error))?;
    let mut events = engine.subscribe();
    let start = SignInStart { provider: provider.id, ..SignInStart::default() };
    engine.start_sign_in(start).await.map_err(|error| told(&error))?;
    loop {
        if let EngineEvent::SignInChanged { sign_in } = events.recv().await? {
            match sign_in.phase {
                SignInPhase::Done { .. } => return Ok(()),
                SignInPhase::Failed { error } => return Err(told(&error)),
                SignInPhase::Cancelled | SignInPhase::OtherPerson { .. } => bail!("nobody signed in"),
                SignInPhase::Preparing | SignInPhase::Browser | SignInPhase::Finishing => {}
            }
        }
    }
}

/// A browser in which nobody has to click: the evil provider signs people in without a page.
struct Follows;

impl Browser for Follows {
    fn open(&self, url: &SecretString) -> Result<(), BrowserError> {
        let url = url.expose_secret().to_owned();
        tokio::spawn(async move { reqwest::get(url).await });
        Ok(())
    }
}

/// Ends this process here and now.
pub(crate) fn die() -> ! {
    let myself = rustix::process::getpid();
    let _ = rustix::process::kill_process(myself, rustix::process::Signal::KILL);
    std::process::abort()
}

/// An error of the engine as one of ours.
pub(crate) fn told(error: &ErrorView) -> anyhow::Error {
    anyhow!("{error:?}")
}

/// Prints a line that the test reads.
#[expect(clippy::print_stdout, reason = "the line is what the test reads")]
pub(crate) fn say(line: &serde_json::Value) {
    println!("{line}");
}
