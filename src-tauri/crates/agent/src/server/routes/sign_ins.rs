//! Sign-ins. Their link, callback and end are for the session that began them.

use std::time::Duration;

use axum::{Extension, Json};
use http::StatusCode;
use lanyard_core::view::{BrowserUse, ErrorCode, SignInStart, SignInView};
use serde::Deserialize;

use super::{By, Here, Reply, to_its_end};
use crate::server::input::{Asked, Json as Body, Named};
use crate::server::problem::{Problems, Refusal};
use crate::server::serving::begun;
use crate::wire::{CallbackBody, LinkReply, SignInBody};

/// How long a sign-in is waited for before it is told as it stands.
const LONG_POLL: Duration = Duration::from_secs(30);

/// How a sign-in is asked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SignInQuery {
    /// The phase that is known (its `kind`): the reply comes when it is another one, or after 30 seconds.
    after: Option<String>,
}

/// Begins a sign-in. The session that newly links an account is granted it.
#[utoipa::path(
    post, path = "/v1/sign-ins", tag = "sign-ins", request_body = SignInBody,
    responses((status = 201, body = SignInView), Problems)
)]
pub(super) async fn begin(
    room: Here,
    Extension(caller): By,
    Body(body): Body<SignInBody>,
) -> Result<(StatusCode, Json<SignInView>), Refusal> {
    let engine = room.engine.clone();
    let begun = to_its_end(async move {
        let provider = engine.find_provider(&body.provider).await?;
        let account = match &body.handle {
            Some(handle) => engine.find_account(handle).await.ok(),
            None => None,
        };
        let browser = if body.browser { BrowserUse::System } else { BrowserUse::Link };
        let handle = body.handle.filter(|_| account.is_none());
        let (another, extra_scopes) = (body.another, body.scopes);
        let start = SignInStart { provider, account, another, extra_scopes, handle, browser };
        engine.start_sign_in_for(Some(&caller), start).await
    });
    begun.await.map(|view| (StatusCode::CREATED, Json(view)))
}

/// Where a sign-in stands.
#[utoipa::path(
    get, path = "/v1/sign-ins/{sign_in}", tag = "sign-ins", params(("sign_in" = String, Path), SignInQuery),
    responses((status = 200, body = SignInView), Problems)
)]
pub(super) async fn show(
    room: Here,
    Named(sign_in): Named,
    Asked(query): Asked<SignInQuery>,
) -> Reply<SignInView> {
    let Some(seen) = query.after else { return Ok(Json(room.engine.sign_in(&sign_in).await?)) };
    tokio::select! {
        view = room.engine.sign_in_after(&sign_in, &seen, LONG_POLL) => Ok(Json(view?)),
        () = begun(room.ending.clone()) => Err(Refusal::told(ErrorCode::Closing, "the door closes")),
    }
}

/// The link for the person's browser.
#[utoipa::path(
    get, path = "/v1/sign-ins/{sign_in}/link", tag = "sign-ins", params(("sign_in" = String, Path)),
    responses((status = 200, body = LinkReply), Problems)
)]
pub(super) async fn link(room: Here, Extension(caller): By, Named(sign_in): Named) -> Reply<LinkReply> {
    let url = room.engine.sign_in_link_for(Some(&caller), &sign_in)?;
    Ok(Json(LinkReply { url }))
}

/// Takes the address at which the browser ended, pasted by the person.
#[utoipa::path(
    post, path = "/v1/sign-ins/{sign_in}/callback", tag = "sign-ins", params(("sign_in" = String, Path)),
    request_body = CallbackBody, responses((status = 204), Problems)
)]
pub(super) async fn callback(
    room: Here,
    Extension(caller): By,
    Named(sign_in): Named,
    Body(body): Body<CallbackBody>,
) -> Result<StatusCode, Refusal> {
    room.engine.paste_callback_for(Some(&caller), &sign_in, body.url).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Cancels a sign-in; its port is closed at once.
#[utoipa::path(
    delete, path = "/v1/sign-ins/{sign_in}", tag = "sign-ins", params(("sign_in" = String, Path)),
    responses((status = 204), Problems)
)]
pub(super) async fn cancel(
    room: Here,
    Extension(caller): By,
    Named(sign_in): Named,
) -> Result<StatusCode, Refusal> {
    room.engine.cancel_sign_in_for(Some(&caller), &sign_in).await?;
    Ok(StatusCode::NO_CONTENT)
}
