//! One sign-in from the click to the account.

use std::sync::Arc;
use std::time::Duration;

use lanyard_oauth::{
    AuthorizationParameters, BrowserReply, Callback, Client, Loopback, LoopbackConfig, LoopbackHost,
    Metadata, PendingAuthorization, TokenReply,
};
use lanyard_vault::LockState;
use secrecy::ExposeSecret;

use super::link::{self, Linked, Newcomer};
use super::parameters::parameters;
use super::verify::{IdTokenTrouble, verify_id_token};
use super::{SignIn, revoke_later};
use crate::activity::{Note, Subject};
use crate::console;
use crate::engine::Inner;
use crate::exchange::SignInEnd;
use crate::failure::Failure;
use crate::provider::{Grant, Origins, Provider};
use crate::store::providers;
use crate::tenure::Work;
use crate::view::{ActivityKind, BrowserUse, ErrorCode, SignInPhase};

/// How long the browser may take.
const PATIENCE: Duration = Duration::from_mins(15);

/// What the browser's last page says when nothing was stored.
const NOT_SIGNED_IN: &str = "You're not signed in";
const WHY_IN_THE_WINDOW: &str = "Lanyard tells you why. You can close this tab.";

/// How a sign-in ends without an account.
enum End {
    Failed(Failure),
    Cancelled,
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What the browser brought, and where to answer it.
struct Arrived {
    tokens: TokenReply,
    newcomer: Newcomer,
    browser: BrowserReply,
}

/// Runs a sign-in to its end. An engine that closes ends it too, unless the code has come.
pub(crate) async fn run(inner: Arc<Inner>, sign_in: Arc<SignIn>, _work: Work) {
    let provider = match inner.provider(&sign_in.start.provider) {
        Ok(provider) => provider,
        Err(failure) => return end(&inner, &sign_in, None, End::Failed(failure)).await,
    };
    let arrived = arrive(&inner, &sign_in, &provider).await;
    sign_in.leaves_browser();
    match arrived {
        Ok(arrived) => settle(&inner, &sign_in, &provider, arrived).await,
        Err(reason) => end(&inner, &sign_in, Some(&provider), reason).await,
    }
}

/// What stands before the tokens: the request that was made, and the code that answers it.
struct Authorized {
    metadata: Arc<Metadata>,
    client: Client,
    pending: Arc<PendingAuthorization>,
    parameters: AuthorizationParameters,
    callback: Callback,
}

async fn arrive(inner: &Arc<Inner>, sign_in: &SignIn, provider: &Arc<Provider>) -> Result<Arrived, End> {
    // Until the code is there, cancelling stops whatever is under way; after it, tokens would be lost.
    let authorized = tokio::select! {
        authorized = authorize(inner, sign_in, provider) => authorized?,
        () = sign_in.cancel.notified() => return Err(End::Cancelled),
        () = inner.tenure.closing() => return Err(End::Failed(Failure::closing())),
    };
    sign_in.recorder.browser_came_back();
    sign_in.becomes(inner, SignInPhase::Finishing);
    let Authorized { metadata, client, pending, parameters, callback } = authorized;
    let Callback { code, browser } = callback;
    let resource = parameters.resources.first().map(String::as_str);
    let http = provider.http.recorded_by(sign_in.recorder.clone());
    let exchanged = lanyard_oauth::exchange_code(&http, &metadata, &client, &pending, code, resource).await;
    let tokens = match exchanged {
        Ok(tokens) => tokens,
        Err(error) => {
            browser.failed(NOT_SIGNED_IN, WHY_IN_THE_WINDOW).await;
            return Err(provider.named(error.into()).into());
        }
    };
    match verified(inner, sign_in, provider, &metadata, (&pending, &parameters), &tokens).await {
        Ok(claims) => {
            adopt(inner, provider, &metadata).await?;
            let (nonce, asked) = (pending.nonce().clone(), parameters.scopes);
            let newcomer = Newcomer { claims, nonce, asked, userinfo: None, metadata };
            Ok(Arrived { tokens, newcomer, browser })
        }
        Err(failure) => {
            revoke_later(inner, provider, metadata, &tokens);
            browser.failed(NOT_SIGNED_IN, WHY_IN_THE_WINDOW).await;
            Err(failure.into())
        }
    }
}

async fn authorize(inner: &Inner, sign_in: &SignIn, provider: &Provider) -> Result<Authorized, Failure> {
    allowed(inner, provider)?;
    if sign_in.console.is_none() {
        ready_to_store(inner).await?;
    }
    let http = provider.http.recorded_by(sign_in.recorder.clone());
    let metadata = Arc::new(provider.discover_by(&http).await?);
    secret_stays(provider, &metadata)?;
    let redirect = &provider.settings.redirect;
    let mut loopback = Loopback::bind(&LoopbackConfig {
        path: redirect.path.clone(),
        port: redirect.port,
        host: if redirect.localhost { LoopbackHost::Localhost } else { LoopbackHost::Ip },
    })
    .await
    .map_err(|error| provider.named(error.into()))?;
    let secret = inner.client_secret(provider).await.map_err(|error| provider.named(error.into()))?;
    let client = provider.client(secret);
    let parameters = parameters(inner, sign_in, provider, &metadata);
    let pending = PendingAuthorization::begin(&metadata, &client, loopback.redirect_uri(), &parameters)
        .map_err(|error| provider.named(error.into()))?;
    let (scopes, resources) = (&parameters.scopes, &parameters.resources);
    sign_in.recorder.asks_browser(pending.url(), pending.redirect_uri(), scopes, resources);
    let pending = Arc::new(pending);
    let callback = in_the_browser(inner, sign_in, provider, &metadata, &pending, &mut loopback).await?;
    Ok(Authorized { metadata, client, pending, parameters, callback })
}

fn allowed(inner: &Inner, provider: &Provider) -> Result<(), Failure> {
    if let Some(broken) = &inner.policy_error {
        return Err(broken.clone());
    }
    if inner.policy.allows(Grant::AuthorizationCode) {
        return Ok(());
    }
    let failure = Failure::lasting(ErrorCode::PolicyDenied, "policy", "authorization_code is not allowed");
    Err(provider.named(failure))
}

/// A sign-in that could not be kept is not begun: the person would have to repeat it.
async fn ready_to_store(inner: &Inner) -> Result<(), Failure> {
    let state = inner.with_vault(|vault| Ok(vault.lock_state())).await?;
    inner.look_at_vault_if_unknown().await;
    match state {
        LockState::Ready => Ok(()),
        LockState::Locked => Err(lanyard_vault::VaultError::Locked.into()),
        LockState::Absent => Err(lanyard_vault::VaultError::Absent.into()),
    }
}

/// A sign-in sends no refresh token, but it does send the client secret, which was given for where the provider was
/// (CHECKLIST R35): whoever gives it anew gives it for where the provider is now. Accounts that are signed in already
/// are asked about at their next renewal.
fn secret_stays(provider: &Provider, metadata: &Metadata) -> Result<(), Failure> {
    let Some(known) = provider.known_metadata().filter(|_| provider.secret_generation.is_some()) else {
        return Ok(());
    };
    let admitted = Origins::of(&known).admit_all(metadata);
    admitted.map_err(|moved| {
        let mut failure = provider.named(moved.into());
        failure.facts.step = Some("authorization".to_owned());
        failure
    })
}

/// Keeps the metadata that a sign-in has proved good, or that was read to have the keys.
pub(crate) async fn adopt(
    inner: &Inner,
    provider: &Provider,
    metadata: &Arc<Metadata>,
) -> Result<(), Failure> {
    let (id, copy, now) = (provider.settings.id.clone(), Metadata::clone(metadata), inner.clock.unix());
    inner.store.run(move |db| providers::save_metadata(db, &id, &copy, now)).await?;
    provider.adopt(Metadata::clone(metadata));
    inner.announce_providers();
    Ok(())
}

/// Waits for the response: the browser brings it to the listener, or the person pastes it.
async fn in_the_browser(
    inner: &Inner,
    sign_in: &SignIn,
    provider: &Provider,
    metadata: &Arc<Metadata>,
    pending: &Arc<PendingAuthorization>,
    loopback: &mut Loopback,
) -> Result<Callback, Failure> {
    let by_hand = sign_in.asks_browser(pending.clone(), metadata.clone());
    match sign_in.start.browser {
        BrowserUse::System => inner.browser.open(pending.url()).map_err(|error| {
            provider.named(Failure::passing(ErrorCode::NoBrowser, "authorization", error.to_string()))
        })?,
        BrowserUse::Link => {}
    }
    sign_in.becomes(inner, SignInPhase::Browser);
    let end = inner.clock.boot() + PATIENCE;
    let timed_out = async {
        while inner.clock.boot() < end {
            inner.clock.sleep(end.saturating_sub(inner.clock.boot())).await;
        }
    };
    let ended = tokio::select! {
        ended = loopback.receive(pending, metadata) => ended,
        Ok(ended) = by_hand => ended,
        () = timed_out => {
            let failure = Failure::passing(ErrorCode::SignInTimedOut, "callback", "nobody came back in time");
            return Err(provider.named(failure));
        }
    };
    ended.map_err(|error| provider.named(error.into()))
}

async fn verified(
    inner: &Inner,
    sign_in: &SignIn,
    provider: &Provider,
    metadata: &Metadata,
    (pending, parameters): (&PendingAuthorization, &AuthorizationParameters),
    tokens: &TokenReply,
) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    let Some(id_token) = &tokens.id_token else {
        let failure = Failure::lasting(ErrorCode::IdTokenRejected, "id_token", "there is no ID token");
        return Err(provider.named(failure).detail("missing"));
    };
    let max_age = match &sign_in.console {
        // Whoever administers proved it after they were asked, however long they took over it.
        Some(_) => Some(u64::try_from(inner.clock.unix() - sign_in.began_at()).unwrap_or(0)),
        None => parameters.max_age,
    };
    let result = verify_id_token(inner, provider, metadata, id_token, |expectations| {
        let expectations = expectations
            .nonce(pending.nonce().expose_secret())
            .with_access_token(tokens.access_token.expose_secret());
        match max_age.and_then(|seconds| u32::try_from(seconds).ok()) {
            Some(seconds) => expectations.max_age(seconds),
            None => expectations,
        }
    })
    .await;
    result.map_err(|trouble| match trouble {
        IdTokenTrouble::Rejected(failure)
        | IdTokenTrouble::Untimely(failure)
        | IdTokenTrouble::NotVerified(failure) => failure,
    })
}

/// Keeps what arrived, or asks the person whose it is.
async fn settle(inner: &Arc<Inner>, sign_in: &Arc<SignIn>, provider: &Arc<Provider>, arrived: Arrived) {
    let Arrived { tokens, mut newcomer, browser } = arrived;
    link::ask_userinfo(inner, provider, &tokens, &mut newcomer).await;
    if sign_in.console.is_some() {
        return admit(inner, sign_in, provider, Arrived { tokens, newcomer, browser }).await;
    }
    if let Some(expected) = link::somebody_else(inner, sign_in, &newcomer) {
        let signed_in_as = newcomer.title();
        *crate::engine::lock(&sign_in.newcomer) = Some(newcomer.with_tokens(tokens));
        inner.remember_sign_in(sign_in, Some(provider), &SignInEnd::SomebodyElse);
        leave_account(inner, sign_in);
        sign_in.becomes(inner, SignInPhase::OtherPerson { signed_in_as, expected });
        browser
            .failed(
                "You signed in as somebody else",
                "Lanyard asks you how to go on. You can close this tab.",
            )
            .await;
        return;
    }
    match link::store(inner, provider, newcomer, tokens, sign_in.start.handle.as_deref()).await {
        Ok(linked) => {
            if let Some(caller) = sign_in.caller.as_ref().filter(|_| !linked.was_here) {
                // Whoever linked the account at a terminal goes on there without being asked.
                inner.grant_session(caller, &linked.cell.id).await;
            }
            browser.signed_in(&provider.settings.name).await;
            done(inner, sign_in, linked).await;
        }
        Err(failure) => {
            browser.failed(NOT_SIGNED_IN, WHY_IN_THE_WINDOW).await;
            end(inner, sign_in, Some(provider), End::Failed(failure)).await;
        }
    }
}

/// Opens the console to who arrived.
async fn admit(inner: &Arc<Inner>, sign_in: &Arc<SignIn>, provider: &Arc<Provider>, arrived: Arrived) {
    let Arrived { tokens, newcomer, browser } = arrived;
    let title = newcomer.title();
    match console::admit(inner, &sign_in.id, provider, newcomer, tokens).await {
        Ok(()) => {
            browser.signed_in(&provider.settings.name).await;
            sign_in.becomes(inner, SignInPhase::Done { account: String::new(), title, was_here: false });
        }
        Err(error) => {
            browser.failed(NOT_SIGNED_IN, WHY_IN_THE_WINDOW).await;
            sign_in.becomes(inner, SignInPhase::Failed { error });
        }
    }
}

/// The account is there.
pub(crate) async fn done(inner: &Arc<Inner>, sign_in: &SignIn, linked: Linked) {
    leave_account(inner, sign_in);
    let Linked { cell, was_here } = linked;
    let title = cell.lock().title();
    let provider = inner.provider_of(&cell).ok();
    inner.remember_sign_in(sign_in, provider.as_deref(), &SignInEnd::Linked(&cell));
    let note = Note::new(ActivityKind::SignedIn, inner.subject(&cell));
    inner.record(if was_here { note.fact("account", "was here already") } else { note }).await;
    sign_in.becomes(inner, SignInPhase::Done { account: cell.id.clone(), title, was_here });
    inner.look_around().await;
}

async fn end(inner: &Arc<Inner>, sign_in: &SignIn, provider: Option<&Provider>, reason: End) {
    leave_account(inner, sign_in);
    let cell = sign_in.start.account.as_deref().and_then(|id| inner.cell(id).ok());
    let subject = match &cell {
        Some(cell) => inner.subject(cell),
        None => Subject {
            provider_name: provider.map(|provider| provider.settings.name.clone()),
            ..Subject::default()
        },
    };
    match reason {
        End::Cancelled => {
            let note = Note::new(ActivityKind::SignInFailed, subject).fact("ended", "cancelled by you");
            inner.record(note).await;
            inner.remember_sign_in(sign_in, provider, &SignInEnd::Cancelled);
            console::not_opened(inner, sign_in, None);
            sign_in.becomes(inner, SignInPhase::Cancelled);
        }
        End::Failed(failure) => {
            let error = inner.fail(ActivityKind::SignInFailed, subject, failure).await;
            inner.remember_sign_in(sign_in, provider, &SignInEnd::Failed(&error));
            console::not_opened(inner, sign_in, Some(&error));
            sign_in.becomes(inner, SignInPhase::Failed { error });
        }
    }
}

fn leave_account(inner: &Inner, sign_in: &SignIn) {
    if let Some(cell) = sign_in.start.account.as_deref().and_then(|id| inner.cell(id).ok()) {
        inner.change(&cell, |account| account.state.sign_in_ends(&sign_in.id));
    }
}
