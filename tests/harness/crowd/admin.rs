//! The routes of the admin API, as far as a console of very many sessions asks for them.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;

use super::Front;
use super::roll::Ending;

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
        .route("/users/{id}", get(user))
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

async fn end(_: Administrator, State(front): State<Arc<Front>>, Path(id): Path<String>) -> Response {
    front.think().await;
    let mut roll = front.roll();
    if !roll.offers("end_session") {
        return StatusCode::NOT_IMPLEMENTED.into_response();
    }
    let status = match roll.end(&id) {
        Ending::Done => StatusCode::NO_CONTENT,
        Ending::Unknown => StatusCode::NOT_FOUND,
        Ending::Fault => StatusCode::INTERNAL_SERVER_ERROR,
    };
    status.into_response()
}

async fn user(_: Administrator, State(front): State<Arc<Front>>, Path(id): Path<String>) -> Response {
    match front.roll().user(&id) {
        Some(user) => Json(user).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn end_user(_: Administrator, State(front): State<Arc<Front>>, Path(id): Path<String>) -> Response {
    let mut roll = front.roll();
    if roll.user(&id).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    roll.end_user(&id);
    StatusCode::NO_CONTENT.into_response()
}
