//! The routes of the admin API, as far as a console of very many sessions asks for them.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::Front;
use super::hold::{Act, Moment};
use super::roll::{Ending, Roll};
use super::traffic::Busy;

const SCOPE: &str = "sessions:manage";

/// The part of a list that is asked for.
#[derive(Deserialize)]
struct Stretch {
    #[serde(default)]
    first: usize,
    #[serde(default = "usual")]
    max: usize,
    user: Option<String>,
}

fn usual() -> usize {
    100
}

pub(super) fn routes() -> Router<Arc<Front>> {
    Router::new()
        .route("/me", get(me))
        .route("/sessions", get(sessions))
        .route("/sessions/{id}", delete(end))
        .route("/users/{id}", get(user).put(enable))
        .route("/users/{id}/sessions", delete(end_user))
}

/// Somebody with an access token that the provider issued; all of them may administer.
struct Administrator;

impl FromRequestParts<Arc<Front>> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, front: &Arc<Front>) -> Result<Self, Response> {
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = sent.and_then(|value| value.strip_prefix("Bearer "));
        if token.is_some_and(|token| front.evil.takes(token)) {
            front.roll().asked.in_all += 1;
            return Ok(Self);
        }
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
        Err((StatusCode::UNAUTHORIZED, challenge).into_response())
    }
}

async fn me(_: Administrator) -> Response {
    Json(json!({ "session": "own", "scopes": ["openid", SCOPE] })).into_response()
}

async fn sessions(
    _: Administrator,
    State(front): State<Arc<Front>>,
    Query(asked): Query<Stretch>,
) -> Response {
    front.think().await;
    let mut roll = front.roll();
    if !roll.offers("list_sessions") {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    Json(roll.page(asked.user.as_deref(), asked.first, asked.max)).into_response()
}

async fn end(
    _: Administrator,
    State(front): State<Arc<Front>>,
    Extension(busy): Extension<Arc<Busy>>,
    Path(id): Path<String>,
) -> Response {
    front.think().await;
    if !front.roll().offers("end_session") {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    does(front, busy, Act::Ending, move |roll, number| match roll.end(&id, number) {
        Ending::Done => StatusCode::NO_CONTENT,
        Ending::Unknown => StatusCode::NOT_FOUND,
        Ending::Fault => StatusCode::INTERNAL_SERVER_ERROR,
    })
    .await
}

/// Does what is asked for, to its end and whoever waits for the answer, unless a test has it given up.
async fn does(
    front: Arc<Front>,
    busy: Arc<Busy>,
    act: Act,
    work: impl FnOnce(&mut Roll, u32) -> StatusCode + Send + 'static,
) -> Response {
    let number = front.roll().arrives(act);
    let doing = tokio::spawn(async move {
        let busy = front.holds.pass(act, number, Moment::Before, busy).await?;
        let status = work(&mut front.roll(), number);
        front.holds.pass(act, number, Moment::After, busy).await.map(|_| status)
    });
    match doing.await {
        Ok(Some(status)) => status.into_response(),
        Ok(None) | Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

async fn user(_: Administrator, State(front): State<Arc<Front>>, Path(id): Path<String>) -> Response {
    match front.roll().user(&id) {
        Some(user) => Json(user).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Whether somebody can sign in.
#[derive(Deserialize)]
struct Enabled {
    enabled: bool,
}

async fn enable(
    _: Administrator,
    State(front): State<Arc<Front>>,
    Extension(busy): Extension<Arc<Busy>>,
    Path(id): Path<String>,
    Json(Enabled { enabled }): Json<Enabled>,
) -> Response {
    if !front.roll().offers("disable_user") {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    does(front, busy, Act::Disabling, move |roll, _| {
        if roll.enable(&id, enabled) { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
    })
    .await
}

async fn end_user(_: Administrator, State(front): State<Arc<Front>>, Path(id): Path<String>) -> Response {
    let mut roll = front.roll();
    if roll.user(&id).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    roll.end_user(&id);
    StatusCode::NO_CONTENT.into_response()
}
