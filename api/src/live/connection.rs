//! One connection, from its opening to its end.
//!
//! What the client says is taken in its order: a `ping` that is answered means that every
//! `subscribe` before it is in place or refused. What it is told comes from a task for each
//! operation through a short queue, so that a client that does not read keeps its own
//! operations waiting and nobody else.

use std::{collections::HashMap, net::IpAddr, sync::Arc, time::Duration};

use axum::{
    extract::ws::{Message, WebSocket},
    http::HeaderMap,
};
use entity::scope::Scope;
use serde_json::Value;
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use uuid::Uuid;

use super::{
    Live,
    answers::{Answers, End, Said, What},
    identity::Identity,
    operation::Operation,
    protocol::{Close, FromClient, ToClient},
    seats::Seat,
};
use crate::{
    context::requester::Unknown,
    error::{Code, request_error},
    http::params::Params,
};

/// How long a client may take to say who it is.
const INIT: Duration = Duration::from_secs(10);
/// How often it is asked whether it is there, and whether it is still let in.
const TICK: Duration = Duration::from_secs(30);
/// How long it may take to read what it is sent.
const SEND: Duration = Duration::from_secs(10);
/// How long it may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);
/// Operations of one connection at a time.
const OPERATIONS: usize = 50;
/// Connections of one account at a time.
const CONNECTIONS: usize = 20;
/// Answers of all its operations that wait to be sent.
const WAITING: usize = 16;

/// One connection.
pub(super) struct Connection {
    live: Arc<Live>,
    headers: HeaderMap,
    client: Option<IpAddr>,
    socket: WebSocket,
    member: Option<Member>,
    open: HashMap<String, Open>,
    tasks: JoinSet<()>,
    serial: u64,
    out: mpsc::Sender<Said>,
    is_heard: bool,
}

/// Who holds it, once it is acknowledged, and their seat.
struct Member {
    identity: Arc<Identity>,
    scope: Scope,
    _seat: Option<Seat<Uuid>>,
}

/// An operation that is not over.
struct Open {
    serial: u64,
    task: AbortHandle,
}

impl Connection {
    /// Hold `socket`, which `client` opened with `headers`, until it ends or the server stops.
    pub(super) async fn hold(
        live: Arc<Live>,
        (headers, client): (HeaderMap, Option<IpAddr>),
        socket: WebSocket,
        stop: CancellationToken,
    ) {
        let (out, said) = mpsc::channel(WAITING);
        let mut connection = Self {
            live,
            headers,
            client,
            socket,
            member: None,
            open: HashMap::new(),
            tasks: JoinSet::new(),
            serial: 0,
            out,
            is_heard: true,
        };
        let close = tokio::select! {
            close = connection.run(said) => close,
            () = stop.cancelled() => Close::Stopping,
        };
        connection.end(close).await;
    }

    async fn run(&mut self, mut said: mpsc::Receiver<Said>) -> Close {
        let deadline = Instant::now() + INIT;
        let mut tick = interval_at(Instant::now() + TICK, TICK);
        // After a stall the client is asked first, and has its time to answer.
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let is_new = self.member.is_none();
            let done = tokio::select! {
                () = sleep_until(deadline), if is_new => Err(Close::Silent),
                received = self.socket.recv() => self.receive(received).await,
                Some(said) = said.recv() => self.pass_on(said).await,
                Some(ended) = self.tasks.join_next() => match ended {
                    Err(cause) if cause.is_panic() => Err(Close::Fault),
                    _ => Ok(()),
                },
                _ = tick.tick() => self.look_after().await,
            };
            if let Err(close) = done {
                return close;
            }
        }
    }

    async fn receive(
        &mut self,
        received: Option<Result<Message, axum::Error>>,
    ) -> Result<(), Close> {
        self.is_heard = true;
        match received {
            Some(Ok(Message::Text(text))) => match serde_json::from_str(text.as_str()) {
                Ok(message) => self.take(message).await,
                Err(cause) => Err(Close::Malformed(cause.to_string())),
            },
            Some(Ok(Message::Binary(_))) => Err(Close::Malformed("send text".into())),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
            Some(Err(cause)) if is_too_long(&cause) => Err(Close::TooLong),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(Close::Gone),
        }
    }

    async fn take(&mut self, message: FromClient) -> Result<(), Close> {
        match message {
            FromClient::ConnectionInit { payload } => self.welcome(payload.as_ref()).await,
            FromClient::Ping { payload } => self.send(ToClient::Pong { payload }.text()).await,
            FromClient::Pong {} => Ok(()),
            FromClient::Subscribe { id, payload } => self.subscribe(id, payload).await,
            FromClient::Complete { id } => {
                if let Some(open) = self.open.remove(&id) {
                    open.task.abort();
                }
                Ok(())
            }
        }
    }

    async fn welcome(&mut self, payload: Option<&Value>) -> Result<(), Close> {
        if self.member.is_some() {
            return Err(Close::TooManyInits);
        }
        let state = &self.live.served.state;
        let identity = Identity::of(&self.headers, payload, state).await;
        let (identity, scope) = identity.map_err(|unknown| close_by(&unknown))?;
        let seat = match identity.account() {
            Some(account) => {
                let seat = self.live.accounts.take(account, CONNECTIONS);
                Some(seat.ok_or(Close::TooManyConnections)?)
            }
            None => None,
        };
        self.member = Some(Member {
            identity: Arc::new(identity),
            scope,
            _seat: seat,
        });
        self.send(ToClient::ConnectionAck.text()).await
    }

    async fn subscribe(&mut self, id: String, params: Params) -> Result<(), Close> {
        let Some(member) = &self.member else {
            return Err(Close::Unauthorized);
        };
        if self.open.contains_key(&id) {
            return Err(Close::Exists(id));
        }
        let identity = member.identity.clone();
        match self.begin(id.clone(), identity, params).await {
            Ok(()) => Ok(()),
            Err(end) => match end.said(&id) {
                Some(What::Next(text) | What::Last(text)) => self.send(text).await,
                Some(What::Close(close)) => Err(close),
                None => Ok(()),
            },
        }
    }

    /// Begin the operation that `params` ask for.
    async fn begin(
        &mut self,
        id: String,
        identity: Arc<Identity>,
        params: Params,
    ) -> Result<(), End> {
        self.has_room()?;
        self.serial += 1;
        let answers = Answers {
            live: self.live.clone(),
            identity,
            operation: Operation::read(params, &self.live.served.state.access)?,
            id: id.clone(),
            serial: self.serial,
            out: self.out.clone(),
        };
        let task = if answers.operation.topic.is_some() {
            let news = self.live.feed.listen().await;
            let news = news.map_err(End::fault)?;
            answers.check().await?;
            self.tasks.spawn(answers.follow(news).in_current_span())
        } else {
            self.tasks.spawn(answers.answer().in_current_span())
        };
        let serial = self.serial;
        self.open.insert(id, Open { serial, task });
        Ok(())
    }

    /// The same allowance as by HTTP, and no more at a time than one page can need.
    fn has_room(&self) -> Result<(), End> {
        if self.open.len() >= OPERATIONS {
            let message = format!(
                "A connection has {OPERATIONS} operations at most; end one, or open another."
            );
            return Err(request_error(Code::CostLimit, &message).into());
        }
        self.live.count(self.client).map_err(|late| {
            let seconds = late.seconds();
            let message = format!("There were too many requests; try again in {seconds} seconds.");
            let mut error = request_error(Code::RateLimited, &message);
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("retryAfter", seconds);
            error.into()
        })
    }

    /// Send what an operation says, unless the client has ended it meanwhile.
    async fn pass_on(&mut self, said: Said) -> Result<(), Close> {
        let open = self.open.get(&said.id);
        if open.is_none_or(|open| open.serial != said.serial) {
            return Ok(());
        }
        match said.what {
            What::Next(text) => self.send(text).await,
            What::Last(text) => {
                self.open.remove(&said.id);
                self.send(text).await
            }
            What::Close(close) => Err(close),
        }
    }

    /// Is the client there, and still let in, to see the same? What it is told may be read long
    /// after it was asked for, where the client is slow.
    async fn look_after(&mut self) -> Result<(), Close> {
        if !std::mem::take(&mut self.is_heard) {
            return Err(Close::Gone);
        }
        if let Some(member) = &self.member {
            let state = &self.live.served.state;
            match member.identity.requester(state).await {
                Err(Unknown::Token) => return Err(Close::Forbidden),
                Ok(now) if now.scope != member.scope => return Err(Close::Fault),
                Ok(_) | Err(Unknown::Database(_)) => {}
            }
        }
        self.send(Message::Ping(Default::default())).await
    }

    async fn send(&mut self, message: impl Into<Message>) -> Result<(), Close> {
        match timeout(SEND, self.socket.send(message.into())).await {
            Ok(Ok(())) => Ok(()),
            // It does not read: there is no telling it so.
            Ok(Err(_)) | Err(_) => Err(Close::Gone),
        }
    }

    /// Say goodbye, and wait a moment for the client to do so.
    async fn end(mut self, close: Close) {
        self.tasks.abort_all();
        let goodbye = async {
            let frame = Message::Close(Some(close.frame()));
            if self.socket.send(frame).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        let _unanswered = timeout(GOODBYE, goodbye).await;
    }
}

fn close_by(unknown: &Unknown) -> Close {
    match unknown {
        Unknown::Token => Close::Forbidden,
        Unknown::Database(_) => Close::Fault,
    }
}

/// Was it the length of a message that broke the connection off?
fn is_too_long(cause: &axum::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(cause);
    while let Some(one) = cause {
        if one.to_string().contains("too long") {
            return true;
        }
        cause = one.source();
    }
    false
}
