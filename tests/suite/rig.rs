//! An engine with everything that a test wants to hold in its hand: clock, vault, browser, profile.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use harness::Result;
use harness::condition::{SOON, eventually};
use harness::evil::Evil;
use harness::profile::{Profile, Provider};
use lanyard_core::view::{
    AccountDetail, AccountState, AccountSummary, ErrorCode, ErrorView, SignInPhase, SignInStart, SignInView,
};
use lanyard_core::{Engine, EngineParts, Home, ManualClock};
use lanyard_vault::testing::{FaultyVault, MemoryVault};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use crate::surfer::{Habit, Surfer, Visitor};

/// A running engine and its surroundings.
pub(crate) struct Rig {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) surfer: Surfer,
    /// The vault that the engine has; faults go in here.
    pub(crate) vault: FaultyVault,
    /// What is really stored.
    pub(crate) memory: MemoryVault,
    pub(crate) profile: Profile,
    folder: Arc<TempDir>,
}

impl Rig {
    /// With one provider, the evil one, by the id `evil`.
    pub(crate) async fn at(evil: &Evil) -> Result<Self> {
        Self::with(&[provider(evil)]).await
    }

    /// With these providers by policy, and a browser that signs in by itself.
    pub(crate) async fn with(providers: &[Provider]) -> Result<Self> {
        let folder = Arc::new(tempfile::tempdir()?);
        let profile = Profile::create(folder.path().join("profile"))?;
        profile.set_policy(providers)?;
        let memory = MemoryVault::new();
        Self::open(folder, profile, memory, Surfer::new(Habit::Follow(Visitor::default()))?).await
    }

    /// The engine is dropped in the middle of whatever it does, and another one starts on what is stored.
    pub(crate) async fn killed_and_restarted(self) -> Result<Self> {
        let Self { engine, surfer, memory, profile, folder, .. } = self;
        engine.close().await;
        drop(engine);
        Self::open(folder, profile, memory, surfer).await
    }

    async fn open(
        folder: Arc<TempDir>,
        profile: Profile,
        memory: MemoryVault,
        surfer: Surfer,
    ) -> Result<Self> {
        let vault = FaultyVault::around(Arc::new(memory.clone()));
        let clock = Arc::new(ManualClock::at(unix_now()));
        let machine_policy = folder.path().join("no-machine-policy.toml");
        let parts = EngineParts {
            home: Home::named(profile.folder().to_owned(), machine_policy),
            vault: Arc::new(vault.clone()),
            clock: clock.clone(),
            browser: Arc::new(surfer.clone()),
            version: "0.0.0-suite",
            consent: lanyard_core::program::Consent::Window,
        };
        let engine = Engine::open(parts).await.map_err(|error| told(&error))?;
        engine.start();
        Ok(Self { engine, clock, surfer, vault, memory, profile, folder })
    }

    /// The profile's folder and all that the test has put beside it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Signs in at a provider and waits for the end of it, good or bad.
    pub(crate) async fn sign_in(&self, provider: &str) -> Result<SignInPhase> {
        let started = self.start_sign_in(provider, None).await?;
        self.end_of(&started).await
    }

    /// Signs in again to an account that is there.
    pub(crate) async fn sign_in_again(&self, account: &AccountSummary) -> Result<SignInPhase> {
        let started = self.start_sign_in(&account.provider, Some(account.id.clone())).await?;
        self.end_of(&started).await
    }

    pub(crate) async fn start_sign_in(&self, provider: &str, account: Option<String>) -> Result<SignInView> {
        let another = account.is_none() && !self.accounts().await?.is_empty();
        let start = SignInStart { provider: provider.to_owned(), account, another, ..SignInStart::default() };
        self.engine.start_sign_in(start).await.map_err(|error| told(&error))
    }

    /// Waits until a sign-in is over. One that was cancelled is listed no more.
    pub(crate) async fn end_of(&self, sign_in: &SignInView) -> Result<SignInPhase> {
        eventually("the sign-in ends", SOON, async || {
            let overview = self.engine.overview().await.map_err(|error| told(&error))?;
            let found = overview.sign_ins.into_iter().find(|one| one.id == sign_in.id);
            Ok(match found.map_or(SignInPhase::Cancelled, |found| found.phase) {
                SignInPhase::Preparing | SignInPhase::Browser | SignInPhase::Finishing => {
                    self.surfer.trouble().map_or(Ok(None), |trouble| bail!("the browser: {trouble}"))?
                }
                over @ (SignInPhase::Done { .. }
                | SignInPhase::OtherPerson { .. }
                | SignInPhase::Failed { .. }
                | SignInPhase::Cancelled) => Some(over),
            })
        })
        .await
    }

    /// Signs in and expects that it works; returns the new account.
    pub(crate) async fn link(&self, provider: &str) -> Result<AccountSummary> {
        let ended = self.sign_in(provider).await?;
        let SignInPhase::Done { account, .. } = ended else {
            bail!("the sign-in ended otherwise: {ended:?}")
        };
        let accounts = self.accounts().await?;
        accounts.into_iter().find(|one| one.id == account).context("the new account is listed")
    }

    pub(crate) async fn accounts(&self) -> Result<Vec<AccountSummary>> {
        Ok(self.engine.overview().await.map_err(|error| told(&error))?.accounts)
    }

    /// The only account there is.
    pub(crate) async fn only(&self) -> Result<AccountSummary> {
        let accounts = self.accounts().await?;
        let [account] = accounts.as_slice() else { bail!("{} accounts", accounts.len()) };
        Ok(account.clone())
    }

    pub(crate) async fn detail(&self, account: &AccountSummary) -> Result<AccountDetail> {
        self.engine.account(&account.id).await.map_err(|error| told(&error))
    }

    /// Renews the main lease now: the outcome's error, if it is one.
    pub(crate) async fn renew(&self, account: &AccountSummary) -> std::result::Result<(), ErrorView> {
        self.engine.renew(&account.id, None).await
    }

    /// The main lease's access token.
    pub(crate) async fn token(&self, account: &AccountSummary) -> Result<String> {
        let token = self.engine.access_token(&account.id, None).await.map_err(|error| told(&error))?;
        Ok(token.token.expose_secret().to_owned())
    }

    /// Waits until the only account is in a state that `is` recognises.
    pub(crate) async fn becomes(
        &self,
        what: &str,
        is: impl Fn(&AccountState) -> bool,
    ) -> Result<AccountSummary> {
        eventually(&format!("the account becomes {what}"), SOON, async || {
            let account = self.only().await?;
            Ok(is(&account.state).then_some(account))
        })
        .await
    }
}

/// The evil provider as a provider of Lanyard.
pub(crate) fn provider(evil: &Evil) -> Provider {
    let mut provider = Provider::new("evil", "Evil Corp", evil.issuer());
    provider.prompt = None;
    provider
}

/// What a failed sign-in says; anything else is an error of the test.
pub(crate) fn failure(phase: SignInPhase) -> Result<ErrorView> {
    let SignInPhase::Failed { error } = phase else { bail!("it did not fail: {phase:?}") };
    Ok(error)
}

/// An error of the engine as one of the test's.
pub(crate) fn told(error: &ErrorView) -> anyhow::Error {
    anyhow::anyhow!("{:?}: {} ({:?})", error.code, error.message, error.facts)
}

/// The code of a renewal's error.
pub(crate) fn code(renewed: std::result::Result<(), ErrorView>) -> Option<ErrorCode> {
    renewed.err().map(|error| error.code)
}

fn unix_now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(0)
}
