//! What is refused before a route sees it.
//!
//! Invariant 1: another user gets a refusal and nothing else, root too (CHECKLIST B1, B2). Invariant 2: a program
//! that can't be told gets to know how this engine is, and nothing that belongs to the person.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, ORIGIN};
use http::{HeaderValue, StatusCode};
use lanyard_core::program::Caller;
use lanyard_core::view::ErrorCode;
use tower::ServiceExt;

use super::problem::Refusal;
use crate::peer::PeerError;

/// Who stands at the other end of the connection; every request that reaches a route carries it.
#[derive(Debug, Clone)]
pub(super) struct Peer(pub(super) Result<Arc<Caller>, PeerError>);

/// Answers this user's programs; refuses browsers and other users.
pub(super) async fn for_this_user(mut request: Request, peer: Peer, routes: Router) -> Response {
    match &peer.0 {
        Ok(_) | Err(PeerError::Unknown(_)) => {}
        Err(PeerError::Foreign { .. }) => {
            let detail = "This engine serves another user.";
            return Refusal::coded(ErrorCode::ProgramUnknown, detail).into_response();
        }
    }
    if request.headers().contains_key(ORIGIN) {
        return Refusal::request(StatusCode::FORBIDDEN, "A web page can't ask here.").into_response();
    }
    request.extensions_mut().insert(peer);
    let Ok(mut response) = routes.oneshot(request).await;
    // RFC 6749 §5.1: a reply with a token is kept nowhere. The others tell of the person.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Refuses programs that can't be told; the routes behind it find their caller in the request.
pub(super) async fn for_known_programs(mut request: Request, next: Next) -> Response {
    let refused = match request.extensions().get() {
        Some(Peer(Ok(caller))) => {
            let caller = caller.clone();
            request.extensions_mut().insert(caller);
            return next.run(request).await;
        }
        Some(Peer(Err(error))) => error.to_string(),
        None => "no caller".to_owned(),
    };
    Refusal::told(ErrorCode::ProgramUnknown, refused).into_response()
}

/// No such route.
pub(super) async fn no_route() -> Refusal {
    Refusal::coded(
        ErrorCode::NotFound,
        "There is nothing at this path; /v1/openapi.json tells what there is.",
    )
}

/// A route that has other methods.
pub(super) async fn no_method() -> Refusal {
    Refusal::request(StatusCode::METHOD_NOT_ALLOWED, "This path has no such method.")
}
