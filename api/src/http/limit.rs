//! How often one address may call the API.

use std::{net::IpAddr, num::NonZeroU32, time::Duration};

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::Response,
};

use super::{media::Media, reply::Reply};
use crate::{client::ClientAddress, error::Code, limit::Limit};

/// So many requests at once, for an office where many share one address.
const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(999);
/// And one more after each of these.
const PAUSE: Duration = Duration::from_millis(10);

/// How long a request may take in all, coming in and being answered.
const TIME: Duration = Duration::from_secs(28);

/// A limit that nobody has used yet.
pub(crate) fn of_requests() -> Limit<IpAddr> {
    Limit::new(AT_ONCE, PAUSE)
}

/// Answer a request in time, or say that it took too long: what comes in slowly ends here.
pub(crate) async fn in_time(headers: HeaderMap, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(TIME, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        let reply = Reply(Media::accepted(&headers).unwrap_or(Media::Json));
        let message = "The request took too long; send all of it at once, or ask for less.";
        reply.error(StatusCode::REQUEST_TIMEOUT, Code::Timeout, message)
    })
}

/// Let a request through, or answer 429.
///
/// What comes from this very machine is not counted: it is the operator's own, or it is a
/// proxy that nobody named, whose callers would all share one allowance.
pub(crate) async fn limited(
    State(limit): State<Limit<IpAddr>>,
    Extension(ClientAddress(client)): Extension<ClientAddress>,
    headers: HeaderMap,
    request: Request,
    next: Next,
) -> Response {
    let counted = client.filter(|client| !client.is_loopback());
    match counted.map_or(Ok(()), |client| limit.count_address(client)) {
        Ok(()) => next.run(request).await,
        Err(late) => Reply(Media::accepted(&headers).unwrap_or(Media::Json)).too_often(late),
    }
}
