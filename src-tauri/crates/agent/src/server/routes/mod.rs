//! One function per route: parse, call one verb of the engine, map the error.
//!
//! Invariant 1: a route decides nothing. Invariant 2: what changes something runs to its end, also when the client
//! goes away meanwhile. Invariant 3: whatever is registered here is in the OpenAPI document, which is made of it.

mod accounts;
mod activity;
mod host;
mod programs;
mod providers;
mod sign_ins;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn;
use lanyard_core::Engine;
use lanyard_core::program::Caller;
use lanyard_core::view::{ErrorCode, ErrorView};
use tokio::sync::watch;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::gate::{for_known_programs, for_this_user, no_method, no_route};
use super::problem::Refusal;
use super::{Door, Ending, openapi};
use crate::peer::Own;

/// What routes work with.
pub(super) struct Room {
    engine: Engine,
    door: Door,
    own: Own,
    profile: Option<String>,
    end: watch::Sender<Option<Ending>>,
    ending: watch::Receiver<bool>,
}

/// The same, as a route gets it.
type Here = State<Arc<Room>>;
/// The caller, as a route for known programs gets it.
type By = axum::Extension<Arc<Caller>>;
/// What a route replies with.
type Reply<T> = Result<axum::Json<T>, Refusal>;

impl Room {
    pub(super) fn new(
        engine: Engine,
        door: Door,
        own: Own,
        profile: Option<String>,
        end: watch::Sender<Option<Ending>>,
        ending: watch::Receiver<bool>,
    ) -> Arc<Self> {
        Arc::new(Self { engine, door, own, profile, end, ending })
    }
}

/// Every route, and what the document says of it.
pub(super) fn all() -> (Router<Arc<Room>>, OpenApi) {
    let for_all = OpenApiRouter::with_openapi(openapi::head())
        .routes(routes!(host::status))
        .routes(routes!(host::openapi));
    let for_known = OpenApiRouter::new()
        .routes(routes!(host::overview))
        .routes(routes!(host::hand_over))
        .routes(routes!(host::stop))
        .routes(routes!(providers::list, providers::add))
        .routes(routes!(providers::show, providers::remove))
        .routes(routes!(accounts::show, accounts::remove))
        .routes(routes!(accounts::token))
        .routes(routes!(accounts::refused))
        .routes(routes!(accounts::renew))
        .routes(routes!(accounts::userinfo))
        .routes(routes!(accounts::introspect))
        .routes(routes!(accounts::sign_out))
        .routes(routes!(sign_ins::begin))
        .routes(routes!(sign_ins::show, sign_ins::cancel))
        .routes(routes!(sign_ins::link))
        .routes(routes!(sign_ins::callback))
        .routes(routes!(programs::list))
        .routes(routes!(programs::revoke))
        .routes(routes!(activity::list))
        .routes(routes!(activity::chain))
        .route_layer(from_fn(for_known_programs));
    for_all.merge(for_known).split_for_parts()
}

/// The routes of this room, behind the gate.
pub(super) fn router(room: Arc<Room>) -> Router {
    let (routes, _) = all();
    routes
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .layer(from_fn(for_this_user))
        .with_state(room)
}

/// Runs what changes something to its end: a client that goes away must not leave it half done.
async fn to_its_end<T, F>(work: F) -> Result<T, Refusal>
where
    F: Future<Output = Result<T, ErrorView>> + Send + 'static,
    T: Send + 'static,
{
    match tokio::spawn(work).await {
        Ok(result) => result.map_err(Refusal::from),
        Err(error) => Err(Refusal::told(ErrorCode::Internal, error.to_string())),
    }
}
