//! Probes of a process: `/live` says that it runs, `/ready` that its database
//! answers, `/metrics` counts in Prometheus' text.

use std::sync::OnceLock;

use axum::{Router, extract::State, http::StatusCode, routing::get};
use entity::database;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sea_orm::DatabaseConnection;

/// What counts, once the first route asks for it.
static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// `/metrics` alone, for a process that has the other probes.
pub(crate) fn metrics() -> Router {
    METRICS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
    Router::new().route("/metrics", get(counted))
}

async fn counted() -> String {
    METRICS
        .get()
        .and_then(Option::as_ref)
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}

/// The routes of the worker's probes.
pub(crate) fn router(db: DatabaseConnection) -> Router {
    Router::new()
        .route("/live", get(|| async { "live" }))
        .route("/ready", get(ready))
        .with_state(db)
        .merge(metrics())
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
