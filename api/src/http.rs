//! GraphQL over HTTP, by the GraphQL-over-HTTP specification.
//!
//! The status says what kind of answer it is only to a client that asks for
//! `application/graphql-response+json`; others get 200 wherever there is a
//! GraphQL answer. Queries may come by GET, mutations only by POST, and POST takes
//! nothing but JSON, so that no page elsewhere can send one with a form.

pub(crate) mod checked;
mod document;
pub(crate) mod etag;
pub(crate) mod limit;
pub(crate) mod media;
pub(crate) mod params;
pub(crate) mod reply;

use std::time::Duration;

use async_graphql::{Request, Response as GraphqlResponse, Value, parser::types::OperationType};
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use crate::{
    ApiState,
    context::{
        Asked,
        requester::{Requester, Unknown},
    },
    error::{self, Code},
    graphiql, precheck,
    router::Served,
    same_origin,
};
use checked::Checked;
use media::Media;
use params::Params;
use reply::Reply;

/// How long a query may take; the rest of the request has its own limit.
pub(crate) const TIME: Duration = Duration::from_secs(20);

/// `GET` and `POST /graphql`.
pub(crate) async fn graphql(
    State(served): State<Served>,
    method: Method,
    headers: HeaderMap,
    uri: Uri,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    if method != Method::POST && graphiql::is_wanted(&headers, &uri) && served.state.introspection {
        return graphiql::page().await.into_response();
    }
    let Some(media) = Media::accepted(&headers) else {
        return StatusCode::NOT_ACCEPTABLE.into_response();
    };
    let reply = Reply(media);
    let (Ok(response) | Err(response)) =
        answer(&served, &method, &headers, &uri, body, reply).await;
    etag::conditional(&method, &headers, response).await
}

/// The answer, or the earlier one of the first step that refuses.
async fn answer(
    served: &Served,
    method: &Method,
    headers: &HeaderMap,
    uri: &Uri,
    body: Result<Bytes, BytesRejection>,
    reply: Reply,
) -> Result<Response, Response> {
    let params = params(method, headers, uri, body, reply)?;
    let unfit = |error| reply.unfit(error);
    let checked = Checked::read(params, &served.state.access).map_err(unfit)?;
    let kind = checked.operation().map_err(unfit)?.ty;
    if method != Method::POST && kind != OperationType::Query {
        return Err(reply.only_post());
    }
    let asked = asked(served, headers, reply, kind).await?;
    if asked.requester.is_by_cookie && !may_use_cookies(method, headers, &served.state) {
        return Err(reply.foreign());
    }
    let cost = cost_of(checked.cost);
    let mut request = checked.into_request();
    if asked.requester.account.is_none() && !served.state.introspection {
        request = request.disable_introspection();
    }
    let mut response = executed(served, request, asked, reply).await?;
    response.extensions.insert("cost".into(), cost);
    Ok(respond(response, reply))
}

/// Execute `request`, within the time that a query may take.
async fn executed(
    served: &Served,
    request: Request,
    asked: Asked,
    reply: Reply,
) -> Result<GraphqlResponse, Response> {
    let turn = asked.turn.clone();
    let execution = turn.of(served.schema.execute(request.data(asked)));
    let in_time = tokio::time::timeout(TIME, execution).await;
    in_time.map_err(|_| {
        reply.error(
            reply.bad_request(),
            Code::Timeout,
            "The query took too long; ask for less of it at once.",
        )
    })
}

#[allow(
    clippy::result_large_err,
    reason = "an early answer is moved once a request"
)]
fn params(
    method: &Method,
    headers: &HeaderMap,
    uri: &Uri,
    body: Result<Bytes, BytesRejection>,
    reply: Reply,
) -> Result<Params, Response> {
    let bad = |message: String| reply.error(StatusCode::BAD_REQUEST, Code::BadUserInput, &message);
    if method != Method::POST {
        return Params::of_uri(uri).map_err(bad);
    }
    if !media::is_json(headers) {
        return Err(reply.error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::BadUserInput,
            "Send the query as application/json.",
        ));
    }
    let body = body.map_err(|rejected| unread(rejected.status(), reply))?;
    Params::of_body(&body).map_err(bad)
}

/// A body that did not come in whole.
fn unread(status: StatusCode, reply: Reply) -> Response {
    let (code, message) = match status {
        StatusCode::PAYLOAD_TOO_LARGE => (
            Code::CostLimit,
            "The request is longer than 64 KiB; split it.",
        ),
        _ => (Code::BadUserInput, "The request broke off; send it again."),
    };
    reply.error(status, code, message)
}

/// Who asks. A mutation sees what it has written, so it reads where it writes.
async fn asked(
    served: &Served,
    headers: &HeaderMap,
    reply: Reply,
    kind: OperationType,
) -> Result<Asked, Response> {
    let state = &served.state;
    let now = state.clock.now();
    let requester = Requester::of(headers, state.cookie(), &state.db, now)
        .await
        .map_err(|unknown| match unknown {
            Unknown::Token => reply.unauthorized(&unknown.to_string()),
            Unknown::Database(cause) => {
                let mut fault = [async_graphql::Error::from(cause)
                    .into_server_error(async_graphql::Pos::default())];
                error::finish(&mut fault);
                reply.errors(StatusCode::INTERNAL_SERVER_ERROR, &fault)
            }
        })?;
    let reader = if kind == OperationType::Query {
        state.reader()
    } else {
        &state.db
    };
    Ok(Asked::new(
        requester,
        (reader.clone(), state.db.clone()),
        state.links(),
        now,
    ))
}

/// Only our own pages, and those of allowed origins, may act as whom a browser is signed in.
/// A query by GET changes nothing, and no other page can read its answer.
fn may_use_cookies(method: &Method, headers: &HeaderMap, state: &ApiState) -> bool {
    let origin = headers.get(header::ORIGIN);
    method != Method::POST
        || same_origin::is_ours(headers, &state.public_url)
        || origin.is_some_and(|origin| state.access.allows(origin))
}

/// What the client is told of the cost.
pub(crate) fn cost_of(cost: u64) -> Value {
    async_graphql::value!({ "requested": cost, "maximum": precheck::MAX_COST })
}

/// A request error has no `data`; the library has `data: null` there, so they are
/// told apart by the paths, which only errors of fields have.
fn respond(mut response: GraphqlResponse, reply: Reply) -> Response {
    error::finish(&mut response.errors);
    let is_request_error = response.is_err()
        && response.data == Value::Null
        && response.errors.iter().all(|error| error.path.is_empty());
    if is_request_error {
        return reply.errors(reply.bad_request(), &response.errors);
    }
    let http_headers = std::mem::take(&mut response.http_headers);
    let mut answer = reply.json(StatusCode::OK, &response);
    answer.headers_mut().extend(http_headers);
    answer
}

/// Answers that depend on who asks are kept by nobody else.
pub(crate) const PRIVATE: [(header::HeaderName, &str); 2] = [
    (header::CACHE_CONTROL, "private"),
    (header::VARY, "Authorization, Cookie, Accept"),
];
