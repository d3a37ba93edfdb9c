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
use axum::routing::MethodRouter;
use lanyard_core::Engine;
use lanyard_core::program::Caller;
use lanyard_core::view::{ErrorCode, ErrorView};
use tokio::sync::watch;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::gate::{for_known_programs, no_method, no_route};
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

/// Routes, written once: as axum serves them, and as the document tells of them. Making the document takes more time and
/// memory than all the rest of a start, so it is made for whoever asks for it.
macro_rules! routes_of {
    ($served:ident, $told:ident: $($path:literal => $($method:ident $module:ident::$handler:ident),+;)+) => {
        fn $served() -> Router<Arc<Room>> {
            Router::new()$(.route($path, MethodRouter::new()$(.$method($module::$handler))+))+
        }

        fn $told() -> OpenApiRouter<Arc<Room>> {
            OpenApiRouter::new()$(.routes(routes!($($module::$handler),+)))+
        }
    };
}

routes_of! { for_all, told_to_all:
    "/v1/status" => get host::status;
    "/v1/openapi.json" => get host::openapi;
}

routes_of! { for_known, told_to_known:
    "/v1/overview" => get host::overview;
    "/v1/hand-over" => post host::hand_over;
    "/v1/stop" => post host::stop;
    "/v1/providers" => get providers::list, post providers::add;
    "/v1/providers/{provider}" => get providers::show, delete providers::remove;
    "/v1/providers/{provider}/keys" => get providers::keys;
    "/v1/accounts/{account}" => get accounts::show, delete accounts::remove;
    "/v1/accounts/{account}/token" => post accounts::token;
    "/v1/accounts/{account}/refused" => post accounts::refused;
    "/v1/accounts/{account}/renew" => post accounts::renew;
    "/v1/accounts/{account}/userinfo" => post accounts::userinfo;
    "/v1/accounts/{account}/introspect" => post accounts::introspect;
    "/v1/accounts/{account}/sign-out" => post accounts::sign_out;
    "/v1/sign-ins" => post sign_ins::begin;
    "/v1/sign-ins/{sign_in}" => get sign_ins::show, delete sign_ins::cancel;
    "/v1/sign-ins/{sign_in}/link" => get sign_ins::link;
    "/v1/sign-ins/{sign_in}/callback" => post sign_ins::callback;
    "/v1/programs" => get programs::list;
    "/v1/grants/{grant}" => delete programs::revoke;
    "/v1/activity" => get activity::list;
    "/v1/activity/chain" => get activity::chain;
}

/// What the document says of every route.
pub(super) fn document() -> OpenApi {
    OpenApiRouter::with_openapi(openapi::head()).merge(told_to_all()).merge(told_to_known()).into_openapi()
}

/// The routes of this room; the gate stands before them.
pub(super) fn router(room: Arc<Room>) -> Router {
    let known = for_known().route_layer(from_fn(for_known_programs));
    let routes = for_all().merge(known);
    routes.fallback(no_route).method_not_allowed_fallback(no_method).with_state(room)
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
