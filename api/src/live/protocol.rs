//! The words of graphql-transport-ws, and why a connection ends.

use async_graphql::{Response, ServerError};
use axum::extract::ws::CloseFrame;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::http::params::Params;

/// The name of the protocol.
pub(super) const NAME: &str = "graphql-transport-ws";
/// The longest reason that a closing frame has room for.
const REASON: usize = 123;

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum FromClient {
    /// Who it is.
    ConnectionInit { payload: Option<Value> },
    /// Are you there?
    Ping { payload: Option<Value> },
    /// I am.
    Pong {},
    /// It asks for an operation, whose answers bear this id.
    Subscribe { id: String, payload: Params },
    /// It wants no more of them.
    Complete { id: String },
}

/// What a client is told.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ToClient<'a> {
    /// It may ask now.
    ConnectionAck,
    /// The server is there.
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    /// An answer.
    Next { id: &'a str, payload: &'a Response },
    /// The operation is refused or has failed; it is over.
    Error {
        id: &'a str,
        payload: &'a [ServerError],
    },
    /// The operation is over.
    Complete { id: &'a str },
}

impl ToClient<'_> {
    /// As it is sent.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| json!({ "type": "ping" }).to_string())
    }
}

/// Why a connection ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The client is gone, or does not read.
    Gone,
    /// The server stops.
    Stopping,
    /// A message that is too long.
    TooLong,
    /// A message that is none of the protocol's.
    Malformed(String),
    /// It asks before it was acknowledged.
    Unauthorized,
    /// Its token is not valid, or is not any more.
    Forbidden,
    /// It did not say who it is in time.
    Silent,
    /// It asks twice under one id.
    Exists(String),
    /// It says twice who it is.
    TooManyInits,
    /// Its account has too many connections.
    TooManyConnections,
    /// It cannot be served now.
    Fault,
}

impl Close {
    /// The code and the reason that the client is given.
    pub(super) fn frame(&self) -> CloseFrame {
        let (code, reason) = match self {
            Self::Gone => (1000, "The connection ends.".into()),
            Self::Stopping => (1001, "The server stops; connect again.".into()),
            Self::TooLong => (1009, "A message is longer than 64 KiB; split it.".into()),
            Self::Malformed(why) => (4400, format!("This is no message of {NAME}: {why}")),
            Self::Unauthorized => (4401, "Unauthorized: send connection_init first.".into()),
            Self::Forbidden => (4403, "Forbidden: this token is not valid.".into()),
            Self::Silent => (4408, "Connection initialisation timeout.".into()),
            Self::Exists(id) => (4409, format!("Subscriber for {id} already exists")),
            Self::TooManyInits => (4429, "Too many initialisation requests.".into()),
            Self::TooManyConnections => (
                1013,
                "This account has too many connections; close one.".into(),
            ),
            Self::Fault => (1013, "This cannot be served now; connect again.".into()),
        };
        let end = reason.floor_char_boundary(REASON);
        CloseFrame {
            code,
            reason: reason[..end].into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_room_in_its_frame() {
        let frame = Close::Malformed("é".repeat(500)).frame();
        assert_eq!(frame.code, 4400);
        assert!((122..=123).contains(&frame.reason.as_str().len()));
    }

    #[test]
    fn what_a_client_says_is_read() {
        for text in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"ping","payload":{"a":1}}"#,
            r#"{"type":"pong"}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":"{ a }","extensions":{}}}"#,
            r#"{"id":"1","type":"complete"}"#,
        ] {
            assert!(serde_json::from_str::<FromClient>(text).is_ok(), "{text}");
        }
        for text in ["", "{}", r#"{"type":"start","id":"1","payload":{}}"#, "[1]"] {
            assert!(serde_json::from_str::<FromClient>(text).is_err(), "{text}");
        }
    }
}
