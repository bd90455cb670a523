//! A client of the API's subscriptions, on a real socket.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

use super::once::PATIENCE;

/// An open connection.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    number: String,
}

/// Open a connection to the API at `url` with these headers besides the protocol's own.
pub(crate) async fn open(url: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Error> {
    let mut request = url.replacen("http", "ws", 1).into_client_request()?;
    let lines = request.headers_mut();
    lines.insert(
        "sec-websocket-protocol",
        HeaderValue::from_static("graphql-transport-ws"),
    );
    for (name, value) in headers {
        lines.insert(*name, HeaderValue::from_str(value)?);
    }
    let (stream, answer) = connect_async(request).await?;
    let number = answer.headers().get("x-request-id");
    let number = number.and_then(|number| number.to_str().ok());
    Ok(Socket {
        stream,
        number: number.unwrap_or_default().to_owned(),
    })
}

impl Socket {
    /// A connection that is acknowledged as whom `token` names; an empty one names nobody.
    pub(crate) async fn of(url: &str, token: &str) -> Self {
        let mut socket = open(url, &[]).await.unwrap();
        socket.init(token).await;
        assert_eq!(socket.said().await, json!({ "type": "connection_ack" }));
        socket
    }

    /// The number of the request that opened it; empty where it was not told.
    pub(crate) fn number(&self) -> &str {
        &self.number
    }

    /// Say who it is.
    pub(crate) async fn init(&mut self, token: &str) {
        let payload = match token {
            "" => json!({}),
            token => json!({ "authorization": format!("Bearer {token}") }),
        };
        self.say(json!({ "type": "connection_init", "payload": payload }))
            .await;
    }

    /// Say `message`.
    pub(crate) async fn say(&mut self, message: Value) {
        self.text(message.to_string()).await;
    }

    /// Say `text` as it is.
    pub(crate) async fn text(&mut self, text: String) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// Ask for an operation, and come back when the server has taken it up.
    pub(crate) async fn subscribe(&mut self, id: &str, query: &str) {
        self.ask(id, query).await;
        assert_eq!(self.pong().await, Vec::<Value>::new());
    }

    /// Ask for an operation.
    pub(crate) async fn ask(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload }))
            .await;
    }

    /// What is said until the answer to a ping, which comes after all that was asked before.
    pub(crate) async fn pong(&mut self) -> Vec<Value> {
        self.say(json!({ "type": "ping" })).await;
        let mut before = Vec::new();
        loop {
            match self.said().await {
                pong if pong["type"] == "pong" => return before,
                other => before.push(other),
            }
        }
    }

    /// The next thing that is said.
    pub(crate) async fn said(&mut self) -> Value {
        match self.next().await {
            Ok(text) => text,
            Err(code) => panic!("it was closed with {code}"),
        }
    }

    /// The code with which it is closed; whatever is said before is passed over.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// The data of the next event of `id`.
    pub(crate) async fn event(&mut self, id: &str) -> Value {
        let next = self.said().await;
        assert_eq!(
            (&next["type"], &next["id"]),
            (&json!("next"), &json!(id)),
            "{next}"
        );
        next["payload"]["data"].clone()
    }

    /// Is nothing said for so long?
    pub(crate) async fn is_silent(&mut self, time: Duration) -> bool {
        timeout(time, self.next()).await.is_err()
    }

    /// The next thing that is said, or the code with which it is closed.
    pub(crate) async fn next(&mut self) -> Result<Value, u16> {
        let next = async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Ok(serde_json::from_str(text.as_str()).unwrap());
                    }
                    Some(Ok(Message::Close(frame))) => {
                        return Err(frame.map_or(1005, |frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(1006),
                }
            }
        };
        timeout(PATIENCE, next)
            .await
            .expect("something is said in time")
    }
}
