//! The demo enterprise of `tests/idp`: two real providers, four people, and the control page as an API.
//!
//! Every secret that it issues or is shown goes into a record, from which [`Enterprise::canaries`] are made.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Result;
use crate::canary::Canaries;
use crate::desk::Desk;
use crate::process::Process;
use crate::profile::Provider;

/// A running enterprise.
#[derive(Debug)]
pub struct Enterprise {
    ready: Ready,
    record: PathBuf,
    _server: Process,
}

/// What it says when it listens.
#[derive(Debug, Clone, Deserialize)]
struct Ready {
    acme: Authority,
    contoso: Authority,
    control: String,
    people: Vec<Person>,
}

#[derive(Debug, Clone, Deserialize)]
struct Authority {
    name: String,
    issuer: String,
    client_id: String,
    resource: Option<String>,
}

/// Somebody who works there.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// What they type to sign in.
    pub login: String,
    /// Their full name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their part in the demo.
    pub role: String,
    /// They can't sign in.
    pub disabled: bool,
    /// Their password, made for this start.
    pub password: String,
}

/// What the provider has stored.
#[derive(Debug, Deserialize)]
struct Stored {
    sessions: Vec<StoredOne>,
    refresh_tokens: Vec<StoredOne>,
}

#[derive(Debug, Deserialize)]
struct StoredOne {
    id: String,
}

/// A line of the record.
#[derive(Debug, Clone, Deserialize)]
struct Recorded {
    kind: String,
    value: String,
}

impl Enterprise {
    /// Starts it at a desk, on ports of its own choice.
    pub async fn start(desk: &Desk) -> Result<Self> {
        Self::start_with(desk, &[]).await
    }

    /// The same, with the orders API of Acme ID at this address.
    pub async fn start_for(desk: &Desk, resource: &str) -> Result<Self> {
        Self::start_with(desk, &["--orders-resource", resource]).await
    }

    async fn start_with(desk: &Desk, more: &[&str]) -> Result<Self> {
        let record = desk.folder().join("issued.jsonl");
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("idp/server.mjs");
        let args = [server.as_os_str(), "--record".as_ref(), record.as_os_str()];
        let args = args.into_iter().chain(more.iter().map(OsStr::new));
        let mut server = Process::start("enterprise", "node", args, &desk.env(), &desk.logs())?;
        let ready = server.line("its ready line", |line| serde_json::from_str(line).ok()).await?;
        Ok(Self { ready, record, _server: server })
    }

    /// Acme ID as a provider of Lanyard, with the orders API.
    pub fn acme(&self) -> Provider {
        let Authority { name, issuer, client_id, resource } = &self.ready.acme;
        let mut provider = Provider::new("acme", name, issuer);
        provider.client_id.clone_from(client_id);
        provider.with_api(resource.as_deref().unwrap_or_default(), &["orders:read", "orders:write"])
    }

    /// Contoso as a provider of Lanyard: opaque tokens only.
    pub fn contoso(&self) -> Provider {
        let Authority { name, issuer, client_id, .. } = &self.ready.contoso;
        let mut provider = Provider::new("contoso", name, issuer);
        provider.client_id.clone_from(client_id);
        provider
    }

    /// The audience of the orders API.
    pub fn orders_resource(&self) -> &str {
        self.ready.acme.resource.as_deref().unwrap_or_default()
    }

    /// Where the control page is.
    pub fn control_page(&self) -> &str {
        &self.ready.control
    }

    /// Who works there.
    pub fn people(&self) -> &[Person] {
        &self.ready.people
    }

    /// Presses a button of the control page.
    pub async fn press(&self, button: &str, input: Value) -> Result<Value> {
        let address = format!("{}control/{button}", self.ready.control);
        let reply = client()?.post(address).json(&input).send().await?;
        let status = reply.status();
        let body: Value = reply.json().await?;
        if !status.is_success() {
            bail!("the control page refused {button}: {body}");
        }
        Ok(body)
    }

    /// Somebody who works there.
    pub fn person(&self, login: &str) -> Result<&Person> {
        self.people()
            .iter()
            .find(|person| person.login == login)
            .with_context(|| format!("{login} works there"))
    }

    /// Ends every session of a person, at both providers.
    pub async fn end_sessions(&self, login: &str) -> Result<Value> {
        self.press("end-sessions", json!({ "login": login })).await
    }

    /// What Acme ID has stored, whatever its admin API says: online sessions and offline grants, by id.
    pub async fn stored_sessions(&self) -> Result<BTreeSet<String>> {
        let address = format!("{}control/sessions", self.ready.control);
        let stored: Stored = client()?.get(address).send().await?.error_for_status()?.json().await?;
        Ok(stored.sessions.into_iter().chain(stored.refresh_tokens).map(|one| one.id).collect())
    }

    /// No fault is played any more.
    pub async fn clear(&self) -> Result<Value> {
        self.press("clear", json!({})).await
    }

    /// Presents a refresh token at a provider, as a thief who found it would: the status and the answer.
    pub async fn try_refresh(&self, provider: &Provider, token: &str) -> Result<(u16, Value)> {
        let form =
            [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", &provider.client_id)];
        self.post(provider, "token_endpoint", &form).await
    }

    /// Asks a provider whether a token is active (RFC 7662).
    pub async fn introspect(&self, provider: &Provider, token: &str) -> Result<Value> {
        let form = [("token", token), ("client_id", &provider.client_id)];
        Ok(self.post(provider, "introspection_endpoint", &form).await?.1)
    }

    /// Uses an access token at UserInfo: the status.
    pub async fn userinfo(&self, provider: &Provider, token: &str) -> Result<u16> {
        let endpoint = endpoint(provider, "userinfo_endpoint").await?;
        Ok(client()?.get(endpoint).bearer_auth(token).send().await?.status().as_u16())
    }

    async fn post(&self, provider: &Provider, name: &str, form: &[(&str, &str)]) -> Result<(u16, Value)> {
        let reply = client()?.post(endpoint(provider, name).await?).form(form).send().await?;
        Ok((reply.status().as_u16(), reply.json().await?))
    }

    /// How often each endpoint was asked, by provider.
    pub async fn requests(&self) -> Result<Value> {
        let address = format!("{}control/requests", self.ready.control);
        Ok(client()?.get(address).send().await?.error_for_status()?.json().await?)
    }

    /// Every secret issued or shown so far, of one kind (`refresh_token`, `access_token`, `password`, …),
    /// oldest first.
    pub fn issued(&self, kind: &str) -> Result<Vec<String>> {
        let all = self.recorded()?;
        Ok(all.into_iter().filter(|secret| secret.kind == kind).map(|secret| secret.value).collect())
    }

    /// All of them, to be searched for.
    pub fn canaries(&self) -> Result<Canaries> {
        let mut canaries = Canaries::default();
        for (number, secret) in self.recorded()?.into_iter().enumerate() {
            canaries.plant(&format!("{} {}", secret.kind, number + 1), &secret.value);
        }
        Ok(canaries)
    }

    /// The same for a place where tokens are looked at: of JWTs the signatures alone.
    pub fn signatures(&self) -> Result<Canaries> {
        let mut canaries = Canaries::default();
        for (number, secret) in self.recorded()?.into_iter().enumerate() {
            canaries.plant_signature(&format!("{} {}", secret.kind, number + 1), &secret.value);
        }
        Ok(canaries)
    }

    /// The record itself, which a search has to leave out.
    pub fn record(&self) -> &Path {
        &self.record
    }

    fn recorded(&self) -> Result<Vec<Recorded>> {
        let text = std::fs::read_to_string(&self.record).context("the record of issued secrets")?;
        text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }
}

async fn endpoint(provider: &Provider, name: &str) -> Result<String> {
    let address = format!("{}/.well-known/openid-configuration", provider.issuer);
    let metadata: Value = client()?.get(address).send().await?.json().await?;
    Ok(metadata[name].as_str().with_context(|| format!("{} has no {name}", provider.name))?.to_owned())
}

/// Never by a proxy: everything here is on this machine.
pub(crate) fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().build()?)
}
