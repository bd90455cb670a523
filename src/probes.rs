//! The worker's own probes: `/live` says that it runs, `/ready` that its database answers.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use entity::database;
use sea_orm::DatabaseConnection;

/// The routes of the probes.
pub(crate) fn router(db: DatabaseConnection) -> Router {
    Router::new()
        .route("/live", get(|| async { "live" }))
        .route("/ready", get(ready))
        .with_state(db)
}

async fn ready(State(db): State<DatabaseConnection>) -> (StatusCode, &'static str) {
    match database::ping(&db).await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer",
        ),
    }
}
