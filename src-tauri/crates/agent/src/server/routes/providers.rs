//! Providers. `{provider}` is an id, or a name that only one has.

use axum::Json;
use http::StatusCode;
use lanyard_core::view::{
    Authentication, Endpoint, ErrorCode, KeySetView, ProviderExtras, ProviderForm, ProviderOrigin,
    ProviderView, TokenProfile,
};
use secrecy::ExposeSecret;

use super::{Here, Reply, to_its_end};
use crate::server::input::{Json as Body, Named};
use crate::server::problem::{Problems, Refusal};
use crate::wire::ProviderBody;

/// Every provider.
#[utoipa::path(
    get, path = "/v1/providers", tag = "providers",
    responses((status = 200, body = Vec<ProviderView>), Problems)
)]
pub(super) async fn list(room: Here) -> Reply<Vec<ProviderView>> {
    Ok(Json(room.engine.overview().await?.providers))
}

/// Adds a provider.
#[utoipa::path(
    post, path = "/v1/providers", tag = "providers", request_body = ProviderBody,
    responses((status = 201, body = ProviderView), Problems)
)]
pub(super) async fn add(
    room: Here,
    Body(body): Body<ProviderBody>,
) -> Result<(StatusCode, Json<ProviderView>), Refusal> {
    let (engine, form) = (room.engine.clone(), form(body)?);
    let added = to_its_end(async move { engine.add_provider(form).await });
    added.await.map(|view| (StatusCode::CREATED, Json(view)))
}

/// One provider.
#[utoipa::path(
    get, path = "/v1/providers/{provider}", tag = "providers", params(("provider" = String, Path)),
    responses((status = 200, body = ProviderView), Problems)
)]
pub(super) async fn show(room: Here, Named(provider): Named) -> Reply<ProviderView> {
    let id = room.engine.find_provider(&provider).await?;
    let known = room.engine.overview().await?.providers.into_iter().find(|known| known.id == id);
    known.map(Json).ok_or_else(|| Refusal::told(ErrorCode::NotFound, "provider"))
}

/// The keys that a provider publishes, asked for anew.
#[utoipa::path(
    get, path = "/v1/providers/{provider}/keys", tag = "providers", params(("provider" = String, Path)),
    responses((status = 200, body = KeySetView), Problems)
)]
pub(super) async fn keys(room: Here, Named(provider): Named) -> Reply<KeySetView> {
    let id = room.engine.find_provider(&provider).await?;
    Ok(Json(room.engine.provider_keys(&id, true).await?))
}

/// Removes a provider that no account uses.
#[utoipa::path(
    delete, path = "/v1/providers/{provider}", tag = "providers", params(("provider" = String, Path)),
    responses((status = 204), Problems)
)]
pub(super) async fn remove(room: Here, Named(provider): Named) -> Result<StatusCode, Refusal> {
    let engine = room.engine.clone();
    let removed = to_its_end(async move {
        let id = engine.find_provider(&provider).await?;
        engine.remove_provider(&id).await
    });
    removed.await.map(|()| StatusCode::NO_CONTENT)
}

fn form(body: ProviderBody) -> Result<ProviderForm, Refusal> {
    let authentication = known(body.auth.as_deref(), Authentication::named, "auth")?;
    let token_profile = known(body.token_profile.as_deref(), TokenProfile::named, "token_profile")?;
    let endpoints =
        body.endpoints.into_iter().map(|endpoint| Endpoint { name: endpoint.name, url: endpoint.url });
    Ok(ProviderForm {
        name: body.name,
        issuer: body.issuer,
        client_id: body.client_id,
        client_secret: body.client_secret.map(|secret| secret.expose_secret().to_owned()),
        scopes: body.scopes,
        resources: body.resources,
        origin: ProviderOrigin::Person,
        extras: Some(ProviderExtras {
            authentication,
            prompt: body.prompt,
            redirect_port: body.redirect_port,
            redirect_path: body.redirect_path,
            redirect_localhost: body.redirect_localhost,
            endpoints: endpoints.collect(),
            token_profile,
        }),
    })
}

/// A value by its registered name.
fn known<T>(
    name: Option<&str>,
    named: impl Fn(&str) -> Option<T>,
    field: &str,
) -> Result<Option<T>, Refusal> {
    name.map(|name| named(name).ok_or_else(|| Refusal::field(field))).transpose()
}
