//! Accounts and their tokens. `{account}` is a handle or an id.

use std::time::Duration;

use axum::{Extension, Json};
use http::StatusCode;
use lanyard_core::program::{GivenToken, TokenAsk};
use lanyard_core::view::{AccountDetail, IntrospectionView, NamedJson, SignOutReport};

use super::{By, Here, Reply, to_its_end};
use crate::server::input::{Asked, Json as Body, Named, Optional};
use crate::server::problem::{Problems, Refusal};
use crate::wire::{RefusedBody, SignOutBody, TokenBody, TokenReply};

/// Everything about one account; never a token.
#[utoipa::path(
    get, path = "/v1/accounts/{account}", tag = "accounts", params(("account" = String, Path)),
    responses((status = 200, body = AccountDetail), Problems)
)]
pub(super) async fn show(room: Here, Named(account): Named) -> Reply<AccountDetail> {
    let id = room.engine.find_account(&account).await?;
    Ok(Json(room.engine.account(&id).await?))
}

/// Signs out and forgets the account.
#[utoipa::path(
    delete, path = "/v1/accounts/{account}", tag = "accounts", params(("account" = String, Path), SignOutBody),
    responses((status = 200, body = SignOutReport), Problems)
)]
pub(super) async fn remove(
    room: Here,
    Named(account): Named,
    Asked(query): Asked<SignOutBody>,
) -> Reply<SignOutReport> {
    let engine = room.engine.clone();
    let removed = to_its_end(async move {
        let id = engine.find_account(&account).await?;
        engine.remove_account(&id, query.in_browser).await
    });
    removed.await.map(Json)
}

/// An access token, if the calling program was granted one. With `wait`, the reply comes when the person has
/// answered.
#[utoipa::path(
    post, path = "/v1/accounts/{account}/token", tag = "accounts", params(("account" = String, Path)),
    request_body(content = Option<TokenBody>), responses((status = 200, body = TokenReply), Problems)
)]
pub(super) async fn token(
    room: Here,
    Extension(caller): By,
    Named(account): Named,
    Optional(body): Optional<TokenBody>,
) -> Reply<TokenReply> {
    let TokenBody { scopes, resource, min_valid, wait } = body;
    let min_valid = Duration::from_secs(min_valid.into());
    let ask = TokenAsk { account, scopes, resource, min_valid, wait };
    Ok(Json(room.engine.token_for(&caller, ask).await?.into()))
}

/// A server did not take a token: it is renewed before it is given again.
#[utoipa::path(
    post, path = "/v1/accounts/{account}/refused", tag = "accounts", params(("account" = String, Path)),
    request_body = RefusedBody, responses((status = 204), Problems)
)]
pub(super) async fn refused(
    room: Here,
    Named(account): Named,
    Body(body): Body<RefusedBody>,
) -> Result<StatusCode, Refusal> {
    let id = room.engine.find_account(&account).await?;
    room.engine.token_refused(&id, &body.token_hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Renews now.
#[utoipa::path(
    post, path = "/v1/accounts/{account}/renew", tag = "accounts", params(("account" = String, Path)),
    responses((status = 204), Problems)
)]
pub(super) async fn renew(room: Here, Named(account): Named) -> Result<StatusCode, Refusal> {
    let engine = room.engine.clone();
    let renewed = to_its_end(async move {
        let id = engine.find_account(&account).await?;
        engine.renew(&id, None).await
    });
    renewed.await.map(|()| StatusCode::NO_CONTENT)
}

/// What UserInfo says of the account (OIDC Core §5.3).
#[utoipa::path(
    post, path = "/v1/accounts/{account}/userinfo", tag = "accounts", params(("account" = String, Path)),
    responses((status = 200, body = Vec<NamedJson>), Problems)
)]
pub(super) async fn userinfo(room: Here, Named(account): Named) -> Reply<Vec<NamedJson>> {
    let id = room.engine.find_account(&account).await?;
    Ok(Json(room.engine.userinfo(&id).await?))
}

/// What the provider says of the access token (RFC 7662).
#[utoipa::path(
    post, path = "/v1/accounts/{account}/introspect", tag = "accounts", params(("account" = String, Path)),
    responses((status = 200, body = IntrospectionView), Problems)
)]
pub(super) async fn introspect(room: Here, Named(account): Named) -> Reply<IntrospectionView> {
    let id = room.engine.find_account(&account).await?;
    Ok(Json(room.engine.introspect(&id, None).await?))
}

/// Signs out; the account stays, to be signed in again.
#[utoipa::path(
    post, path = "/v1/accounts/{account}/sign-out", tag = "accounts", params(("account" = String, Path)),
    request_body(content = Option<SignOutBody>), responses((status = 200, body = SignOutReport), Problems)
)]
pub(super) async fn sign_out(
    room: Here,
    Named(account): Named,
    Optional(body): Optional<SignOutBody>,
) -> Reply<SignOutReport> {
    let engine = room.engine.clone();
    let signed_out = to_its_end(async move {
        let id = engine.find_account(&account).await?;
        engine.sign_out(&id, body.in_browser).await
    });
    signed_out.await.map(Json)
}

impl From<GivenToken> for TokenReply {
    fn from(given: GivenToken) -> Self {
        let GivenToken { token, handle, scopes, resource } = given;
        Self {
            access_token: token.token,
            token_type: token.token_type,
            expires_at: token.expires_at,
            scope: scopes.join(" "),
            resource,
            account: handle,
        }
    }
}
