//! Probes of a process: `/live` says that it runs, `/ready` that its database
//! answers, `/metrics` counts in Prometheus' text.

use std::{sync::OnceLock, time::Duration};

use api::Proxies;
use axum::{Router, extract::State, http::StatusCode, routing::get};
use entity::{
    clock::{Clock, real_now},
    database,
    overdue::overdue,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

/// What counts, once the first route asks for it.
static METRICS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
/// How often the worker looks for what is overdue.
const LOOK: Duration = Duration::from_secs(30);

/// `/metrics` alone, for a process that has the other probes.
pub(crate) fn metrics() -> Router {
    METRICS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
    let routes = Router::new().route("/metrics", get(counted));
    api::numbered(routes, Proxies::default())
}

async fn counted() -> String {
    METRICS
        .get()
        .and_then(Option::as_ref)
        .map(PrometheusHandle::render)
        .unwrap_or_default()
}

/// The worker's own `/live` and `/ready`.
pub(crate) fn router(db: DatabaseConnection) -> Router {
    let routes = Router::new()
        .route("/live", get(|| async { "live\n" }))
        .route("/ready", get(ready))
        .with_state(db);
    api::numbered(routes, Proxies::default())
}

async fn ready(State(db): State<DatabaseConnection>) -> (StatusCode, &'static str) {
    match database::ping(&db).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        ),
    }
}

/// Keep the gauge `score_overdue` at what `score check` would find, until `cancel`.
pub(crate) async fn watch_overdue(db: DatabaseConnection, clock: Clock, cancel: CancellationToken) {
    loop {
        match overdue(&db, clock.now(), real_now()).await {
            Ok(late) => {
                metrics::gauge!("score_overdue").set(u32::try_from(late.len()).unwrap_or(u32::MAX))
            }
            Err(error) => {
                tracing::warn!(%error, "what is overdue could not be read; trying again");
            }
        }
        tokio::select! {
            () = cancel.cancelled() => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
