//! An agent of ours: a profile with the passphrase vault, and the accounts that this program linked itself, by which
//! the agent lets it go on with them.

use anyhow::{Context, bail};
use harness::Result;
use harness::desk::Desk;
use harness::process::built;
use harness::profile::{Profile, Provider};
use harness::terminal::Terminal;
use lanyard_agent::client::Client;
use lanyard_agent::wire::SignInBody;
use lanyard_core::Home;
use lanyard_core::view::SignInPhase;
use secrecy::ExposeSecret;

use super::asked::Asked;
use crate::typed::Typed;

/// The passphrase of its vault.
const PASSPHRASE: &str = "correct horse battery staple";

/// An agent, which the first command starts.
pub(super) struct Lanyard {
    terminal: Terminal,
    profile: Profile,
}

impl Lanyard {
    /// At this desk, in a profile of this name, with these providers.
    pub(super) fn at(desk: &Desk, name: &str, providers: &[(&str, &str)]) -> Result<Self> {
        let profile = Profile::create(desk.folder().join(name))?;
        let named = |(id, issuer): &(&str, &str)| Provider::new(id, id, issuer);
        profile.set_policy(&providers.iter().map(named).collect::<Vec<_>>())?;
        let terminal = Terminal::with_file_vault(desk, &profile, PASSPHRASE)?;
        Ok(Self { terminal, profile })
    }

    /// A command of `lanyard`.
    pub(super) fn typed(&self, args: &[&str]) -> Result<Typed> {
        Ok(Typed::new(built("lanyard")?, args, self.terminal.env()))
    }

    /// The request for the same token on the socket.
    pub(super) fn asked(&self, account: &str) -> Asked {
        let request = format!(
            "POST /v1/accounts/{account}/token HTTP/1.1\r\nHost: lanyard\r\nContent-Length: 0\r\n\r\n"
        );
        Asked { socket: self.terminal.socket(), request }
    }

    /// Links an account, and is granted it by that for as long as the agent runs.
    pub(super) async fn link(&self, provider: &str, handle: &str) -> Result {
        let client = self.client()?;
        let (provider, handle) = (provider.to_owned(), Some(handle.to_owned()));
        let begun = client
            .start_sign_in(&SignInBody {
                provider,
                handle,
                another: false,
                browser: false,
                scopes: Vec::new(),
            })
            .await?;
        let mut seen = begun;
        loop {
            match seen.phase {
                SignInPhase::Preparing => seen = client.sign_in_after(&seen.id, "preparing").await?,
                SignInPhase::Browser => {
                    let link = client.sign_in_link(&seen.id).await?;
                    reqwest::get(link.url.expose_secret()).await?;
                    seen = client.sign_in_after(&seen.id, "browser").await?;
                }
                SignInPhase::Finishing => seen = client.sign_in_after(&seen.id, "finishing").await?,
                SignInPhase::Done { .. } => return Ok(()),
                SignInPhase::OtherPerson { .. } | SignInPhase::Failed { .. } | SignInPhase::Cancelled => {
                    bail!("nobody signed in: {seen:?}")
                }
            }
        }
    }

    /// Lets this program have an account's tokens until that is revoked.
    pub(super) async fn allow(&self, account: &str) -> Result {
        let this = std::env::current_exe()?.display().to_string();
        self.terminal.done(["grants", "allow", account, &this]).await.map(drop)
    }

    /// Ends the agent; the next command starts another one.
    pub(super) async fn stop(&self) -> Result {
        self.terminal.done(["agent", "--stop"]).await.map(drop)
    }

    /// Starts the agent if need be; its process number.
    pub(super) async fn agent(&self) -> Result<u32> {
        self.terminal.done(["accounts"]).await?;
        Ok(self.client()?.status().await?.pid)
    }

    /// Whoever answers for this profile.
    pub(super) fn client(&self) -> Result<Client> {
        let no_policy = self.profile.folder().join("nonexistent");
        Ok(Client::new(&Home::named(self.profile.folder().to_owned(), no_policy))?)
    }

    /// Handles of all accounts.
    pub(super) async fn handles(&self) -> Result<Vec<String>> {
        let overview = self.client()?.overview().await.context("the overview")?;
        Ok(overview.accounts.into_iter().map(|account| account.handle).collect())
    }
}
