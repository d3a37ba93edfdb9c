//! Providers, as a person adds, edits and removes them.

use std::sync::{Arc, PoisonError};

use lanyard_oauth::Issuer;
use lanyard_vault::Entry;
use secrecy::SecretString;

use super::{Engine, Inner};
use crate::activity::{Note, Subject};
use crate::failure::Failure;
use crate::provider::{
    self, Provider, ProviderSettings, Redirect, RequestSettings, SettingsError, host_of, slug,
};
use crate::store::StoredProvider;
use crate::view::{
    ActivityKind, Authentication, Discovered, EngineEvent, ErrorCode, ErrorView, ProviderExtras,
    ProviderFile, ProviderForm, ProviderOrigin, ProviderView, WaitReason,
};

impl Engine {
    /// Asks an address what provider it is. Nothing is stored.
    ///
    /// # Errors
    /// `input_invalid` for an address that is no issuer, or what discovery says.
    pub async fn discover(&self, issuer: &str) -> Result<Discovered, ErrorView> {
        let inner = self.running()?;
        let text = issuer.trim();
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let issuer = Issuer::parse(&with_scheme).map_err(|error| {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "discovery", error.to_string());
            inner.refuse(failure.detail("issuer"))
        })?;
        let host = host_of(issuer.as_str());
        let metadata = lanyard_oauth::discover(&inner.http, &issuer)
            .await
            .map_err(|error| inner.refuse(Failure::from(error).at_provider(&host)))?;
        Ok(Discovered {
            issuer: issuer.as_str().to_owned(),
            name: host,
            support: provider::support(&metadata),
            redirect_uri: Redirect::default().to_register(),
        })
    }

    /// Reads a provider file's text into the form. Stores nothing, asks nothing.
    ///
    /// # Errors
    /// `file_invalid` with line and column.
    pub fn read_provider_file(&self, text: &str) -> Result<ProviderFile, ErrorView> {
        provider::read_file(text).map_err(|error| {
            let failure = Failure::lasting(ErrorCode::FileInvalid, "file", error.to_string());
            self.inner.refuse(failure.place(error.line, error.column).detail(error.what))
        })
    }

    /// Adds a provider.
    ///
    /// # Errors
    /// `input_invalid` naming the field, or what the keychain and the database say.
    pub async fn add_provider(&self, form: ProviderForm) -> Result<ProviderView, ErrorView> {
        let inner = self.running()?;
        let name = if form.name.trim().is_empty() { host_of(&form.issuer) } else { form.name.clone() };
        let id = inner.free_provider_id(&slug(&name));
        inner.keep_provider(id, form, None).await.map_err(|f| inner.refuse(f))
    }

    /// Changes a provider that the person added.
    ///
    /// # Errors
    /// `not_found`, `policy_denied` for a managed one, or as for adding.
    pub async fn edit_provider(&self, id: &str, form: ProviderForm) -> Result<ProviderView, ErrorView> {
        let inner = self.running()?;
        let known = inner.provider(id).and_then(own).map_err(|f| inner.refuse(f))?;
        inner.keep_provider(id.to_owned(), form, Some(known)).await.map_err(|f| inner.refuse(f))
    }

    /// Removes a provider that no account uses.
    ///
    /// # Errors
    /// `not_found`; `policy_denied` for a managed one; `input_invalid` while accounts are signed in there.
    pub async fn remove_provider(&self, id: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        inner.remove_provider(id).await.map_err(|f| inner.refuse(f))
    }

    /// The id of a provider by its id or, where only one has it, its name.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn find_provider(&self, id_or_name: &str) -> Result<String, ErrorView> {
        let providers = self.running()?.all_providers();
        let ids = || providers.iter().map(|provider| &provider.settings.id);
        if ids().any(|id| id == id_or_name) {
            return Ok(id_or_name.to_owned());
        }
        let mut named = providers.iter().filter(|provider| provider.settings.name == id_or_name);
        match (named.next(), named.next()) {
            (Some(only), None) => Ok(only.settings.id.clone()),
            (None, _) | (Some(_), Some(_)) => Err(self.inner.refuse(Failure::not_found("provider"))),
        }
    }

    /// Opens the provider's address in the browser, so that a captive portal can show its page.
    ///
    /// # Errors
    /// `not_found`, `no_browser`.
    pub async fn open_network_page(&self, id: &str) -> Result<(), ErrorView> {
        let inner = self.running()?;
        let provider = inner.provider(id).map_err(|f| inner.refuse(f))?;
        let url = SecretString::from(provider.settings.issuer.as_str());
        inner.browser.open(&url).map_err(|error| {
            inner.refuse(Failure::passing(ErrorCode::NoBrowser, "network", error.to_string()))
        })
    }
}

fn own(provider: Arc<Provider>) -> Result<Arc<Provider>, Failure> {
    match provider.settings.origin {
        ProviderOrigin::Person | ProviderOrigin::File => Ok(provider),
        ProviderOrigin::Policy => {
            let failure = Failure::lasting(ErrorCode::PolicyDenied, "policy", "managed by policy");
            Err(failure.at_provider(&provider.settings.name))
        }
    }
}

impl Inner {
    /// Announces the providers as they are now.
    pub(crate) fn announce_providers(&self) {
        self.announce(EngineEvent::ProvidersChanged { providers: self.provider_views() });
    }

    /// Every provider as the window shows it.
    pub(crate) fn provider_views(&self) -> Vec<ProviderView> {
        self.all_providers().iter().map(|p| p.settings.view(p.known_metadata().as_deref())).collect()
    }

    fn free_provider_id(&self, base: &str) -> String {
        let taken = |id: &String| self.provider(id).is_ok();
        std::iter::once(base.to_owned())
            .chain((2..=9_999).map(|number| format!("{base}-{number}")))
            .find(|id| !taken(id))
            .unwrap_or_else(|| base.to_owned())
    }

    async fn keep_provider(
        &self,
        id: String,
        form: ProviderForm,
        known: Option<Arc<Provider>>,
    ) -> Result<ProviderView, Failure> {
        let _work = self.work()?;
        if let Some(known) = &known {
            self.may_change_issuer(known, form.issuer.trim())?;
        }
        let secret = form.client_secret.clone().filter(|secret| !secret.is_empty()).map(SecretString::from);
        let old = known.as_ref().and_then(|provider| provider.secret_generation);
        let settings = settings(id, form, secret.is_some() || old.is_some(), known.as_deref());
        provider::check(&settings).map_err(|error| invalid(&error))?;
        let public = settings.authentication == Authentication::None;
        let keeps = known.as_ref().is_none_or(|known| provider::keeps_secret(known, &settings));
        let new_secret = secret.is_some();
        let secret_generation = match (secret, public) {
            (Some(_), true) => return Err(unfit_secret("a public client has none")),
            (None, false) if old.is_none() => return Err(unfit_secret("is needed to authenticate with")),
            (None, false) if !keeps => return Err(secret_given_for_another_address()),
            (None, true) => None,
            (None, false) => old,
            (Some(secret), false) => {
                let (entry, next) = (Entry::client_secret(&settings.id), old.unwrap_or(0) + 1);
                self.with_vault(move |vault| vault.write(&entry, next, &secret)).await?;
                Some(next)
            }
        };
        let metadata =
            known.as_ref().and_then(|known| provider::keeps_metadata(known, &settings, new_secret));
        let forget_metadata = metadata.is_none();
        let stored = StoredProvider { settings: settings.clone(), secret_generation };
        self.store.run(move |db| stored.save(db, forget_metadata)).await?;
        if let Some(old) = old.filter(|old| Some(*old) != secret_generation) {
            let entry = Entry::client_secret(&settings.id);
            if let Err(error) = self.with_vault(move |vault| vault.delete(&entry, old)).await {
                tracing::warn!(%error, "an old client secret was not deleted");
            }
        }
        let live = Provider::new(
            settings.clone(),
            secret_generation,
            metadata.as_deref().cloned(),
            self.clock.clone(),
            &self.http,
        )?;
        let now = live.known_metadata();
        let view = live.settings.view(now.as_deref());
        {
            let mut providers = self.providers.write().unwrap_or_else(PoisonError::into_inner);
            match providers.iter_mut().find(|provider| provider.settings.id == settings.id) {
                Some(place) => *place = Arc::new(live),
                None => providers.push(Arc::new(live)),
            }
        }
        self.announce_providers();
        match known {
            None => self.note_provider(&settings, "added", Vec::new()).await,
            Some(known) => {
                let before = known.known_metadata();
                let moved = provider::moved_endpoints(before.as_deref(), now.as_deref());
                self.note_provider(&settings, "changed", moved).await;
                self.look_at_addresses(&settings.id);
            }
        }
        Ok(view)
    }

    /// Accounts belong to people of one issuer: another one's would be taken for them.
    fn may_change_issuer(&self, known: &Provider, issuer: &str) -> Result<(), Failure> {
        if known.settings.issuer == issuer || !self.has_accounts_at(&known.settings.id) {
            return Ok(());
        }
        Err(accounts_use(known))
    }

    fn has_accounts_at(&self, provider: &str) -> bool {
        self.cells().iter().any(|cell| cell.lock().record.provider == provider)
    }

    /// Accounts that wait for the person's word about a provider's address look at it again: it may be the old one.
    fn look_at_addresses(&self, provider: &str) {
        let (boot, now) = (self.clock.boot(), self.clock.unix());
        for cell in self.cells() {
            let waits = {
                let account = cell.lock();
                account.record.provider == provider
                    && account.state.held().is_some_and(|held| held.why == WaitReason::Approval)
            };
            if waits {
                self.change(&cell, |account| account.state.try_now(boot, now));
            }
        }
    }

    async fn remove_provider(&self, id: &str) -> Result<(), Failure> {
        let _work = self.work()?;
        let provider = self.provider(id).and_then(own)?;
        if self.has_accounts_at(id) {
            return Err(accounts_use(&provider));
        }
        if let Some(generation) = provider.secret_generation {
            let entry = Entry::client_secret(id);
            self.with_vault(move |vault| vault.delete(&entry, generation)).await?;
        }
        let owned = id.to_owned();
        self.store.run(move |db| StoredProvider::remove(db, &owned)).await?;
        self.providers.write().unwrap_or_else(PoisonError::into_inner).retain(|p| p.settings.id != id);
        self.announce_providers();
        self.note_provider(&provider.settings, "removed", Vec::new()).await;
        Ok(())
    }

    async fn note_provider(&self, settings: &ProviderSettings, did: &str, moved: Vec<(String, String)>) {
        let subject = Subject { provider_name: Some(settings.name.clone()), ..Subject::default() };
        let note = Note::new(ActivityKind::ProviderChanged, subject);
        let note = note.fact("provider", did).fact("issuer", settings.issuer.clone());
        self.record(moved.into_iter().fold(note, |note, (name, text)| note.fact(&name, text))).await;
    }
}

/// Settings from the form; what it leaves out stays as it was, or is the usual.
fn settings(id: String, form: ProviderForm, secret: bool, known: Option<&Provider>) -> ProviderSettings {
    let name = form.name.trim();
    let name = if name.is_empty() { host_of(form.issuer.trim()) } else { name.to_owned() };
    let known = known.map(|known| &known.settings);
    let mut settings = ProviderSettings {
        id,
        name,
        issuer: form.issuer.trim().to_owned(),
        client_id: form.client_id.trim().to_owned(),
        authentication: if secret { Authentication::ClientSecretBasic } else { Authentication::None },
        scopes: form.scopes,
        resources: form.resources,
        request: known.map_or_else(RequestSettings::default, |known| known.request.clone()),
        redirect: known.map_or_else(Redirect::default, |known| known.redirect.clone()),
        endpoints: known.map(|known| known.endpoints.clone()).unwrap_or_default(),
        token_profile: known.and_then(|known| known.token_profile),
        extra_ca_file: known.and_then(|known| known.extra_ca_file.clone()),
        origin: match form.origin {
            ProviderOrigin::File => ProviderOrigin::File,
            ProviderOrigin::Person | ProviderOrigin::Policy => ProviderOrigin::Person,
        },
    };
    if let Some(extras) = form.extras {
        with_extras(&mut settings, extras);
    } else if let Some(known) = known.filter(|known| secret && known.authentication != Authentication::None) {
        // The page's form does not show how a secret is sent.
        settings.authentication = known.authentication;
    }
    settings
}

fn with_extras(settings: &mut ProviderSettings, extras: ProviderExtras) {
    if let Some(authentication) = extras.authentication {
        settings.authentication = authentication;
    }
    settings.request.prompt = extras.prompt;
    settings.redirect = Redirect {
        path: extras.redirect_path.unwrap_or_else(|| Redirect::default().path),
        port: extras.redirect_port,
        localhost: extras.redirect_localhost,
    };
    settings.endpoints = extras.endpoints;
    settings.token_profile = extras.token_profile;
}

fn invalid(error: &SettingsError) -> Failure {
    Failure::lasting(ErrorCode::InputInvalid, "engine", error.to_string()).detail(error.field)
}

fn accounts_use(provider: &Provider) -> Failure {
    let failure = Failure::lasting(ErrorCode::InputInvalid, "engine", "accounts use this provider");
    failure.at_provider(&provider.settings.name).detail("accounts")
}

fn secret_given_for_another_address() -> Failure {
    let message = "client_secret: was given for another address and has to be given anew";
    Failure::lasting(ErrorCode::InputInvalid, "engine", message).detail("client_secret_anew")
}

fn unfit_secret(why: &str) -> Failure {
    invalid(&SettingsError { field: "client_secret", why: why.to_owned() })
}
