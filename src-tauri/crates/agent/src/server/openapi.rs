//! The OpenAPI document, made from the routes.

use std::sync::LazyLock;

use axum::body::Bytes;
use utoipa::openapi::OpenApi;

use super::routes;
use crate::wire::Problem;

/// The document as JSON: every route, every type that crosses the socket, every problem. It is made when it is first
/// asked for.
pub(super) fn json() -> Bytes {
    static JSON: LazyLock<Bytes> = LazyLock::new(|| routes::document().to_json().unwrap_or_default().into());
    JSON.clone()
}

/// What the document says of itself, and of every route.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Lanyard agent",
        description = "HTTP/1.1 on the Unix socket agent.sock, for programs of the same user. A caller is known by \
                       the kernel; nothing here makes or widens a grant.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Problem))
)]
struct Head;

/// The document before there are routes.
pub(super) fn head() -> OpenApi {
    <Head as utoipa::OpenApi>::openapi()
}
