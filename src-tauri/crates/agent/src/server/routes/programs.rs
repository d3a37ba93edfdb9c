//! Programs: what they may, and taking it back. Nothing here gives.

use axum::Json;
use http::StatusCode;
use lanyard_core::view::Programs;

use super::{Here, Reply, to_its_end};
use crate::server::input::Named;
use crate::server::problem::{Problems, Refusal};

/// Grants, silenced programs and open questions.
#[utoipa::path(get, path = "/v1/programs", tag = "programs", responses((status = 200, body = Programs), Problems))]
pub(super) async fn list(room: Here) -> Reply<Programs> {
    Ok(Json(room.engine.programs().await?))
}

/// Takes a grant back.
#[utoipa::path(
    delete, path = "/v1/grants/{grant}", tag = "programs", params(("grant" = String, Path)),
    responses((status = 204), Problems)
)]
pub(super) async fn revoke(room: Here, Named(grant): Named) -> Result<StatusCode, Refusal> {
    let engine = room.engine.clone();
    let revoked = to_its_end(async move { engine.revoke_grant(&grant).await });
    revoked.await.map(|()| StatusCode::NO_CONTENT)
}
