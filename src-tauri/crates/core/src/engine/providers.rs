//! Providers, as a person adds, edits and removes them.

use std::sync::{Arc, PoisonError};

use lanyard_oauth::{Http, HttpConfig, Issuer};
use lanyard_vault::Entry;
use secrecy::SecretString;

use super::{Engine, Inner};
use crate::activity::{Note, Subject};
use crate::failure::Failure;
use crate::provider::{
    self, Authentication, Provider, ProviderSettings, Redirect, RequestSettings, SettingsError, host_of, slug,
};
use crate::store::StoredProvider;
use crate::view::{
    ActivityKind, Discovered, EngineEvent, ErrorCode, ErrorView, ProviderFile, ProviderForm, ProviderOrigin,
    ProviderView,
};

impl Engine {
    /// Asks an address what provider it is. Nothing is stored.
    ///
    /// # Errors
    /// `input_invalid` for an address that is no issuer, or what discovery says.
    pub async fn discover(&self, issuer: &str) -> Result<Discovered, ErrorView> {
        let inner = &self.inner;
        let text = issuer.trim();
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let issuer = Issuer::parse(&with_scheme).map_err(|error| {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "discovery", error.to_string());
            inner.refuse(failure.detail("issuer"))
        })?;
        let http = Http::new(HttpConfig::default())
            .map_err(|error| inner.refuse(Failure::lasting(ErrorCode::Internal, "tls", error.to_string())))?;
        let host = host_of(issuer.as_str());
        let metadata = lanyard_oauth::discover(&http, &issuer)
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
        let inner = &self.inner;
        let name = if form.name.trim().is_empty() { host_of(&form.issuer) } else { form.name.clone() };
        let id = inner.free_provider_id(&slug(&name));
        inner.keep_provider(id, form, None).await.map_err(|f| inner.refuse(f))
    }

    /// Changes a provider that the person added.
    ///
    /// # Errors
    /// `not_found`, `policy_denied` for a managed one, or as for adding.
    pub async fn edit_provider(&self, id: &str, form: ProviderForm) -> Result<ProviderView, ErrorView> {
        let inner = &self.inner;
        let known = inner.provider(id).and_then(own).map_err(|f| inner.refuse(f))?;
        inner.keep_provider(id.to_owned(), form, Some(known)).await.map_err(|f| inner.refuse(f))
    }

    /// Removes a provider that no account uses.
    ///
    /// # Errors
    /// `not_found`; `policy_denied` for a managed one; `input_invalid` while accounts are signed in there.
    pub async fn remove_provider(&self, id: &str) -> Result<(), ErrorView> {
        self.inner.remove_provider(id).await.map_err(|f| self.inner.refuse(f))
    }

    /// Opens the provider's address in the browser, so that a captive portal can show its page.
    ///
    /// # Errors
    /// `not_found`, `no_browser`.
    pub async fn open_network_page(&self, id: &str) -> Result<(), ErrorView> {
        let inner = &self.inner;
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
        let secret = form.client_secret.clone().filter(|secret| !secret.is_empty()).map(SecretString::from);
        let kept = known.as_ref().and_then(|provider| provider.secret_generation);
        let settings = settings(id, form, secret.is_some() || kept.is_some(), known.as_deref());
        provider::check(&settings).map_err(|error| invalid(&error))?;
        let secret_generation = match secret {
            Some(secret) => {
                let (entry, next) = (Entry::client_secret(&settings.id), kept.unwrap_or(0) + 1);
                self.with_vault(move |vault| vault.write(&entry, next, &secret)).await?;
                Some(next)
            }
            None => kept,
        };
        let stored = StoredProvider { settings: settings.clone(), secret_generation };
        self.store.run(move |db| stored.save(db)).await?;
        if let Some(old) = kept.filter(|old| Some(*old) != secret_generation) {
            let entry = Entry::client_secret(&settings.id);
            if let Err(error) = self.with_vault(move |vault| vault.delete(&entry, old)).await {
                tracing::warn!(%error, "an old client secret was not deleted");
            }
        }
        let same_issuer = known.as_ref().filter(|provider| provider.settings.issuer == settings.issuer);
        let metadata = same_issuer.and_then(|provider| provider.known_metadata());
        let live = Provider::new(
            settings.clone(),
            secret_generation,
            metadata.as_deref().cloned(),
            self.clock.clone(),
        )?;
        let view = live.settings.view(metadata.as_deref());
        {
            let mut providers = self.providers.write().unwrap_or_else(PoisonError::into_inner);
            match providers.iter_mut().find(|provider| provider.settings.id == settings.id) {
                Some(place) => *place = Arc::new(live),
                None => providers.push(Arc::new(live)),
            }
        }
        self.announce_providers();
        let did = if known.is_some() { "changed" } else { "added" };
        self.note_provider(&settings, did).await;
        Ok(view)
    }

    async fn remove_provider(&self, id: &str) -> Result<(), Failure> {
        let provider = self.provider(id).and_then(own)?;
        if self.cells().iter().any(|cell| cell.lock().record.provider == id) {
            let failure = Failure::lasting(ErrorCode::InputInvalid, "engine", "accounts use this provider");
            return Err(failure.at_provider(&provider.settings.name).detail("accounts"));
        }
        if let Some(generation) = provider.secret_generation {
            let entry = Entry::client_secret(id);
            self.with_vault(move |vault| vault.delete(&entry, generation)).await?;
        }
        let owned = id.to_owned();
        self.store.run(move |db| StoredProvider::remove(db, &owned)).await?;
        self.providers.write().unwrap_or_else(PoisonError::into_inner).retain(|p| p.settings.id != id);
        self.announce_providers();
        self.note_provider(&provider.settings, "removed").await;
        Ok(())
    }

    async fn note_provider(&self, settings: &ProviderSettings, did: &str) {
        let subject = Subject { provider_name: Some(settings.name.clone()), ..Subject::default() };
        let note = Note::new(ActivityKind::ProviderChanged, subject);
        self.record(note.fact("provider", did).fact("issuer", settings.issuer.clone())).await;
    }
}

fn settings(id: String, form: ProviderForm, secret: bool, known: Option<&Provider>) -> ProviderSettings {
    let name = form.name.trim();
    let name = if name.is_empty() { host_of(&form.issuer) } else { name.to_owned() };
    ProviderSettings {
        id,
        name,
        issuer: form.issuer.trim().to_owned(),
        client_id: form.client_id.trim().to_owned(),
        authentication: if secret { Authentication::ClientSecretBasic } else { Authentication::None },
        scopes: form.scopes,
        resources: form.resources,
        request: known.map_or_else(RequestSettings::default, |known| known.settings.request.clone()),
        redirect: known.map_or_else(Redirect::default, |known| known.settings.redirect.clone()),
        extra_ca_file: known.and_then(|known| known.settings.extra_ca_file.clone()),
        origin: match form.origin {
            ProviderOrigin::File => ProviderOrigin::File,
            ProviderOrigin::Person | ProviderOrigin::Policy => ProviderOrigin::Person,
        },
    }
}

fn invalid(error: &SettingsError) -> Failure {
    Failure::lasting(ErrorCode::InputInvalid, "engine", error.to_string()).detail(error.field)
}
