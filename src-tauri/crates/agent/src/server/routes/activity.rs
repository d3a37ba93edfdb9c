//! What happened, and whether the record of it is whole. Acts of administrators are not told here.

use axum::Json;
use lanyard_core::view::{ActivityEntry, ActivityFilter, ActivityKind, ChainView};
use serde::Deserialize;

use super::{Here, Reply};
use crate::server::input::Asked;
use crate::server::problem::Problems;

/// Entries that are told at once.
const USUAL: u32 = 100;
const MOST: u32 = 500;

/// Which entries are asked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ActivityQuery {
    /// Only this account's, by handle or id.
    account: Option<String>,
    /// Only this kind.
    kind: Option<ActivityKind>,
    /// Problems only.
    problems_only: bool,
    /// Only what has this reference (letter case, spaces and a missing dash are forgiven), or this as a part of a name
    /// that it tells: of an account (its handle too), a provider, a program, a person, an address.
    find: Option<String>,
    /// Older than this row.
    before_seq: Option<u32>,
    /// At most this many entries; more than 500 are never told at once.
    limit: u32,
}

impl Default for ActivityQuery {
    fn default() -> Self {
        Self { account: None, kind: None, problems_only: false, find: None, before_seq: None, limit: USUAL }
    }
}

/// What happened, newest first.
///
/// What administrators did at a provider's console stands in the window alone: numbers of rows may be missing here, and a
/// kind of such acts has no entries.
#[utoipa::path(
    get, path = "/v1/activity", tag = "activity", params(ActivityQuery),
    responses((status = 200, body = Vec<ActivityEntry>), Problems)
)]
pub(super) async fn list(room: Here, Asked(query): Asked<ActivityQuery>) -> Reply<Vec<ActivityEntry>> {
    let account = match query.account {
        // An account that is gone still has its entries, under its id.
        Some(named) => Some(room.engine.find_account(&named).await.unwrap_or(named)),
        None => None,
    };
    let filter = ActivityFilter {
        account,
        kind: query.kind,
        problems_only: query.problems_only,
        find: query.find,
        before_seq: query.before_seq.map(f64::from),
        limit: query.limit.clamp(1, MOST),
    };
    Ok(Json(room.engine.activity_for_programs(filter).await?))
}

/// Whether every entry follows from the one before it, those of administrators' acts included.
#[utoipa::path(
    get, path = "/v1/activity/chain", tag = "activity",
    responses((status = 200, body = ChainView), Problems)
)]
pub(super) async fn chain(room: Here) -> Reply<ChainView> {
    Ok(Json(room.engine.activity_chain().await?))
}
