//! Probes of this process: `/live` says that it runs, `/ready` that it can answer.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use entity::programme;
use sea_orm::EntityTrait;

use crate::{router::Served, schema};

/// `GET /live`.
pub(crate) async fn live() -> &'static str {
    "live\n"
}

/// `GET /ready`: the database answers, and its tables are there.
pub(crate) async fn ready(State(served): State<Served>) -> impl IntoResponse {
    match programme::Entity::find().one(&served.state.db).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(cause) => {
            tracing::warn!(error.cause = %cause, "not ready: the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer, or has not been migrated\n",
            )
        }
    }
}

/// `GET /schema.graphql`.
pub(crate) async fn sdl() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        schema::sdl(),
    )
}
