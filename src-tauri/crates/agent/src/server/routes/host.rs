//! The host itself: how it is, what it speaks, and its end.

use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use lanyard_core::view::{ErrorCode, Overview};

use super::{By, Here, Reply};
use crate::server::problem::{Problems, Refusal};
use crate::server::{Ending, openapi};
use crate::wire::{HostKind, Status};

/// How the engine and its host are.
#[utoipa::path(get, path = "/v1/status", tag = "host", responses((status = 200, body = Status), Problems))]
pub(super) async fn status(room: Here) -> Reply<Status> {
    let Overview { vault, accounts, problem, .. } = room.engine.overview().await?;
    Ok(Json(Status {
        version: room.door.version.to_owned(),
        host: room.door.host,
        pid: std::process::id(),
        profile: room.profile.clone(),
        vault,
        accounts: u32::try_from(accounts.len()).unwrap_or(u32::MAX),
        asks: room.door.asks,
        problem,
    }))
}

/// This document.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "host",
    responses((status = 200, body = serde_json::Value, description = "The OpenAPI document"), Problems)
)]
pub(super) async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json")], openapi::json()).into_response()
}

/// Every provider and account, and what is under way.
#[utoipa::path(get, path = "/v1/overview", tag = "host", responses((status = 200, body = Overview), Problems))]
pub(super) async fn overview(room: Here) -> Reply<Overview> {
    Ok(Json(room.engine.overview().await?))
}

/// Asks an agent to make way for the window. Only the installed window's program may, by its path from the kernel.
#[utoipa::path(
    post, path = "/v1/hand-over", tag = "host",
    responses((status = 202, description = "The agent ends once its work in flight is done"), Problems)
)]
pub(super) async fn hand_over(room: Here, Extension(caller): By) -> Result<StatusCode, Refusal> {
    match room.door.host {
        HostKind::Agent if caller.program.path == room.own.window => Ok(room.end(Ending::HandOver)),
        HostKind::Agent => {
            let detail = "Only the installed Lanyard window can take over.";
            Err(Refusal::coded(ErrorCode::NotGranted, detail))
        }
        HostKind::Window => Err(window_stays()),
    }
}

/// Asks an agent to end.
#[utoipa::path(
    post, path = "/v1/stop", tag = "host",
    responses((status = 202, description = "The agent ends once its work in flight is done"), Problems)
)]
pub(super) async fn stop(room: Here) -> Result<StatusCode, Refusal> {
    match room.door.host {
        HostKind::Agent => Ok(room.end(Ending::Stop)),
        HostKind::Window => Err(window_stays()),
    }
}

fn window_stays() -> Refusal {
    Refusal::request(StatusCode::CONFLICT, "The Lanyard window is the engine; quit it there.")
}

impl super::Room {
    fn end(&self, ending: Ending) -> StatusCode {
        self.end.send_replace(Some(ending));
        StatusCode::ACCEPTED
    }
}
