//! Subscriptions: GraphQL over a WebSocket, by the protocol graphql-transport-ws.
//!
//! A request to `/graphql` that asks for a WebSocket becomes a `connection`. It says who it
//! is (`identity`), and asks for operations, checked as by HTTP (`operation`). Queries are
//! answered once; a subscription is a query that is asked again (`answers`) at each piece of
//! news, which one task for the whole process reads from the database (`feed`). The
//! library's own WebSocket has neither the protocol's close codes nor a way to look anew at
//! who listens, so the protocol is spoken here (`protocol`).

mod answers;
mod connection;
mod feed;
mod identity;
mod operation;
mod protocol;
mod seats;

use std::{net::IpAddr, sync::Arc};

use axum::{
    Extension,
    extract::{
        FromRequestParts, Request, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::{Instrument, Span};
use uuid::Uuid;

use crate::{
    client::ClientAddress,
    error::Code,
    http::{media::Media, reply::Reply},
    limit::{Limit, TooOften, household},
    router::Served,
    same_origin,
    serve::Stop,
};
use connection::Connection;
use feed::Feed;
use seats::Seats;

/// The longest message of a client.
const MESSAGE: usize = 64 * 1024;
/// Connections of one address at a time, for an office where many share one.
const CONNECTIONS: usize = 100;
/// What answers refusals.
const REPLY: Reply = Reply(Media::Json);

/// What all connections share.
pub(crate) struct Live {
    served: Served,
    requests: Limit<IpAddr>,
    feed: Arc<Feed>,
    accounts: Seats<Uuid>,
    addresses: Seats<IpAddr>,
}

impl Live {
    /// For the schema of `served`; each operation counts as one of the `requests`.
    pub(crate) fn new(served: Served, requests: Limit<IpAddr>) -> Arc<Self> {
        Arc::new(Self {
            feed: Arc::new(Feed::of(served.state.db.clone())),
            accounts: Seats::default(),
            addresses: Seats::default(),
            served,
            requests,
        })
    }

    /// Count one more operation of `client`.
    fn count(&self, client: Option<IpAddr>) -> Result<(), TooOften> {
        client.map_or(Ok(()), |client| self.requests.count_address(client))
    }

    /// May a page of the origin in `headers` connect? Browsers let any page do so.
    fn lets_in(&self, headers: &HeaderMap) -> bool {
        let state = &self.served.state;
        let origin = headers.get(header::ORIGIN);
        same_origin::is_ours(headers, &state.public_url)
            || origin.is_some_and(|origin| state.access.allows(origin))
    }
}

/// Open a WebSocket where the request asks for one.
pub(crate) async fn upgrade(
    State(live): State<Arc<Live>>,
    Extension(ClientAddress(client)): Extension<ClientAddress>,
    request: Request,
    next: Next,
) -> Response {
    let wanted = request.headers().get(header::UPGRADE);
    if wanted.is_none_or(|protocol| !protocol.as_bytes().eq_ignore_ascii_case(b"websocket")) {
        return next.run(request).await;
    }
    let (mut parts, _) = request.into_parts();
    let stop = parts.extensions.remove::<Stop>().unwrap_or_default();
    let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
    open(live, upgrade, (parts.headers, client), stop)
}

fn open(
    live: Arc<Live>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    (headers, client): (HeaderMap, Option<IpAddr>),
    stop: Stop,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([protocol::NAME]),
        Err(rejected) => return rejected.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        let message = "Ask for the subprotocol graphql-transport-ws; no other is spoken here.";
        return REPLY.error(StatusCode::BAD_REQUEST, Code::BadUserInput, message);
    }
    if !live.lets_in(&headers) {
        return REPLY.foreign();
    }
    // What comes from this very machine is not counted, as by HTTP.
    let client = client.filter(|client| !client.is_loopback());
    let seat = client.map(|client| live.addresses.take(household(client), CONNECTIONS));
    if matches!(seat, Some(None)) {
        let message = "There are too many connections from this address; close one.";
        return REPLY.error(StatusCode::TOO_MANY_REQUESTS, Code::RateLimited, message);
    }
    let is_open = stop.open.token();
    let span = Span::current();
    upgrade
        .max_message_size(MESSAGE)
        .max_frame_size(MESSAGE)
        .on_upgrade(move |socket| {
            let held = async move {
                Connection::hold(live, (headers, client), socket, stop.cancel).await;
                drop((seat, is_open));
            };
            // What it logs belongs to the request that opened it.
            held.instrument(span)
        })
}
