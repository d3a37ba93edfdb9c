//! Bodies, queries and paths.
//!
//! Invariant 1: a body has at most [`LARGEST`] bytes, told by its announced length before any of it is read
//! (CHECKLIST B7), and comes within [`PATIENCE`]. Invariant 2: what doesn't fit its type is the client's error, and
//! the error never repeats what was sent: it may be a secret.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body as _;
use serde::de::DeserializeOwned;

use super::problem::Refusal;

/// Bytes of the largest body.
pub(super) const LARGEST: usize = 64 * 1_024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// A JSON body.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            let detail = "The body's media type has to be application/json.";
            return Err(Refusal::request(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let body = read(request).await?;
        // serde would take a list for an object, by the order of its fields.
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(Refusal::request(
                StatusCode::UNPROCESSABLE_ENTITY,
                "The body has to be a JSON object.",
            ));
        }
        serde_json::from_slice(&body).map(Json).map_err(|error| unreadable(&error))
    }
}

/// A JSON body that may be left out, and then is what its type is by default.
pub(super) struct Optional<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for Optional<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        if !request.headers().contains_key(CONTENT_TYPE) && request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Json::from_request(request, state).await.map(|Json(body)| Self(body))
    }
}

/// A query.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let query = Query::from_request_parts(parts, state).await;
        let detail = "The query has a parameter that is unknown here, or a value of another type.";
        query
            .map(|Query(query)| Self(query))
            .map_err(|_| Refusal::request(StatusCode::UNPROCESSABLE_ENTITY, detail))
    }
}

/// The one name in a path: of an account, a provider, a sign-in or a grant.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let name = Path::<String>::from_request_parts(parts, state).await;
        name.map(|Path(name)| Self(name))
            .map_err(|_| Refusal::request(StatusCode::BAD_REQUEST, "The name in the path is not UTF-8."))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

async fn read(request: Request) -> Result<Bytes, Refusal> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: u64| bytes > LARGEST as u64) {
        return Err(too_large());
    }
    let body = Limited::new(request.into_body(), LARGEST).collect();
    match tokio::time::timeout(PATIENCE, body).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Refusal::request(StatusCode::BAD_REQUEST, "The body did not come whole.")),
        Err(_) => Err(Refusal::request(StatusCode::REQUEST_TIMEOUT, "The body did not come in time.")),
    }
}

fn too_large() -> Refusal {
    let detail = format!("The body is larger than {LARGEST} bytes.");
    Refusal::request(StatusCode::PAYLOAD_TOO_LARGE, detail)
}

fn unreadable(error: &serde_json::Error) -> Refusal {
    use serde_json::error::Category;
    let (line, column) = (error.line(), error.column());
    let (status, what) = match error.classify() {
        Category::Data => {
            (StatusCode::UNPROCESSABLE_ENTITY, "A field is unknown here, missing, or of another type")
        }
        Category::Syntax | Category::Eof | Category::Io => (StatusCode::BAD_REQUEST, "The body is not JSON"),
    };
    Refusal::body(status, line, column, format!("{what} (line {line}, column {column})."))
}
