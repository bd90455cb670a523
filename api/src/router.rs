//! The routes of the API.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::StatusCode,
    middleware,
    routing::get,
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use tracing::Span;

use crate::{
    ApiState,
    client::{self, Clients, Proxies},
    files, form, graphiql, http, live, probe,
    schema::{self, ScoreSchema},
    sign_in,
};

/// The longest body that is read.
const BODY: usize = 64 * 1024;
/// How long a request may take in all.
const TIME: Duration = Duration::from_secs(30);

/// What the handlers of this crate share.
#[derive(Clone)]
pub(crate) struct Served {
    pub(crate) state: ApiState,
    pub(crate) schema: ScoreSchema,
}

/// The API's routes, to be served alone or merged with others.
pub fn router(state: ApiState) -> Router {
    let access = state.access.clone();
    let pages = form::router(&state)
        .merge(sign_in::router(&state))
        .with_state(state.clone())
        .merge(files::router(&state));
    let served = Served {
        schema: schema::build(state.introspection),
        state,
    };
    let requests = http::limit::of_requests();
    let sockets = live::Live::new(served.clone(), requests.clone());
    let limited = middleware::from_fn_with_state(requests, http::limit::limited);
    let called = Router::new()
        .route("/graphql", get(http::graphql).post(http::graphql))
        .layer(middleware::from_fn(http::limit::in_time))
        .layer(middleware::from_fn_with_state(sockets, live::upgrade))
        .layer(limited)
        .route("/schema.graphql", get(probe::sdl))
        .layer(access.cors());
    let routes = called
        .route("/graphiql/{file}", get(graphiql::file))
        .route("/live", get(probe::live))
        .route("/ready", get(probe::ready))
        .with_state(served)
        .merge(pages);
    numbered(routes.layer(DefaultBodyLimit::max(BODY)), access.proxies)
}

/// `routes` where each request has a number, which its answer has in `x-request-id` and all that is
/// logged of it names; it ends in time, and a panic ends nothing but the request.
pub fn numbered(routes: Router, proxies: Proxies) -> Router {
    let clients = Clients::behind(proxies);
    routes.layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(
                clients.clone(),
                client::identify,
            ))
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(middleware::from_fn_with_state(
                clients,
                client::tell_of_stranger,
            ))
            .layer(CatchPanicLayer::new())
            .layer(TimeoutLayer::with_status_code(
                StatusCode::REQUEST_TIMEOUT,
                TIME,
            )),
    )
}

/// The span of a request names its route, never its path: the path of a link is a secret.
fn span(request: &Request) -> Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("none", MatchedPath::as_str);
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", http.method = %request.method(), http.route = route, request.id = id)
}
