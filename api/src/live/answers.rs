//! The answers to one operation: one to a query, one to each piece of news to a subscription.

use std::{sync::Arc, time::Duration};

use async_graphql::{Pos, Request, Response, ServerError, Value};
use entity::news::{Model, Topic};
use futures_util::StreamExt;
use sea_orm::DbErr;
use tokio::{
    sync::{
        broadcast::{Receiver, error::TryRecvError},
        mpsc,
    },
    time::{Instant, sleep, timeout},
};
use uuid::Uuid;

use super::{
    Live,
    identity::Identity,
    operation::Operation,
    protocol::{Close, ToClient},
};
use crate::{
    context::{Asked, requester::Unknown},
    error::{Code, finish, is_fault, request_error},
    http,
    subscription::Heard,
};

/// News that is looked up at once.
const AT_ONCE: usize = 100;
/// How long to wait before a database that fails is asked again, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(5));
/// How long a database may fail before the subscription ends with that.
const PATIENCE: Duration = Duration::from_secs(120);

/// Something for the client, from the operation with this number.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) serial: u64,
    pub(super) id: String,
    pub(super) what: What,
}

/// What is said.
#[derive(Debug)]
pub(super) enum What {
    /// An answer, with more to come.
    Next(String),
    /// The last of it.
    Last(String),
    /// The whole connection is to end.
    Close(Close),
}

/// How an operation ends.
#[derive(Debug)]
pub(super) enum End {
    /// All is said.
    Complete,
    /// It is refused.
    Refused(Vec<ServerError>),
    /// Whoever asks is not let in any more.
    Forbidden,
    /// Nobody waits for the answer.
    Unheard,
}

impl From<ServerError> for End {
    fn from(error: ServerError) -> Self {
        Self::Refused(vec![error])
    }
}

/// One operation of a connection.
pub(super) struct Answers {
    pub(super) live: Arc<Live>,
    pub(super) identity: Arc<Identity>,
    pub(super) operation: Operation,
    pub(super) id: String,
    pub(super) serial: u64,
    pub(super) out: mpsc::Sender<Said>,
}

impl Answers {
    /// Would it be answered at all? A subscription is asked once without news.
    ///
    /// # Errors
    /// Where it would not.
    pub(super) async fn check(&self) -> Result<(), End> {
        let asked = self.asked().await?;
        let mut refused = match self.execute(asked, Vec::new()).await? {
            Told::All => return Ok(()),
            Told::Fault(errors) => errors,
        };
        finish(&mut refused);
        Err(End::Refused(refused))
    }

    /// Answer the query, then end.
    pub(super) async fn answer(self) {
        let end = match timeout(http::TIME, self.query()).await {
            Ok(Ok(response)) => self.next(response).await.err().unwrap_or(End::Complete),
            Ok(Err(end)) => end,
            Err(_) => too_long(),
        };
        self.end(end).await;
    }

    /// Answer at each piece of `news`, until it has to end.
    pub(super) async fn follow(self, mut news: Receiver<Model>) {
        let Some(topic) = self.operation.topic else {
            return;
        };
        let end = loop {
            let heard = match hear(&mut news, topic).await {
                Ok(heard) => heard,
                Err(end) => break end,
            };
            if let Err(end) = self.tell(heard).await {
                break end;
            }
        };
        self.end(end).await;
    }

    /// Say what is to be said of `heard`, however often the database has to be asked.
    async fn tell(&self, heard: Vec<Uuid>) -> Result<(), End> {
        let (mut pause, end) = (PAUSES.0, Instant::now() + PATIENCE);
        loop {
            let state = &self.live.served.state;
            let told = match self.identity.asked(state, &state.db).await {
                Ok(asked) => self.execute(asked, heard.clone()).await?,
                Err(Unknown::Token) => return Err(End::Forbidden),
                Err(Unknown::Database(cause)) => Told::Fault(vec![fault(cause)]),
            };
            match told {
                Told::All => return Ok(()),
                Told::Fault(mut errors) if end < Instant::now() => {
                    finish(&mut errors);
                    return Err(End::Refused(errors));
                }
                Told::Fault(_) => sleep(pause).await,
            }
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Execute it with what was `heard`. A fault before anything was said can be tried again.
    async fn execute(&self, asked: Asked, heard: Vec<Uuid>) -> Result<Told, End> {
        let turn = asked.turn.clone();
        let request = self.request(asked).data(Heard(heard));
        let mut responses = self.live.served.schema.execute_stream(request);
        let told = async {
            let mut is_first = true;
            // The client may take its time to read; making an answer may not.
            while let Some(mut response) = in_time(responses.next()).await? {
                if response.data == Value::Null && response.is_err() {
                    if is_first && is_fault(&response.errors) {
                        return Ok(Told::Fault(response.errors));
                    }
                    finish(&mut response.errors);
                    return Err(End::Refused(response.errors));
                }
                is_first = false;
                self.next(response).await?;
            }
            Ok(Told::All)
        };
        turn.of(told).await
    }

    async fn query(&self) -> Result<Response, End> {
        let asked = self.asked().await?;
        let turn = asked.turn.clone();
        let request = self.request(asked);
        let mut response = turn.of(self.live.served.schema.execute(request)).await;
        let is_refused = response.is_err() && response.data == Value::Null;
        if is_refused && response.errors.iter().all(|error| error.path.is_empty()) {
            finish(&mut response.errors);
            return Err(End::Refused(response.errors));
        }
        Ok(response)
    }

    /// What whoever holds the connection asks; a query may be read from a replica.
    async fn asked(&self) -> Result<Asked, End> {
        let state = &self.live.served.state;
        let reader = match self.operation.topic {
            Some(_) => &state.db,
            None => state.reader(),
        };
        let asked = self.identity.asked(state, reader).await;
        asked.map_err(|unknown| match unknown {
            Unknown::Token => End::Forbidden,
            Unknown::Database(cause) => End::fault(cause),
        })
    }

    fn request(&self, asked: Asked) -> Request {
        let is_open = self.live.served.state.introspection || asked.requester.account.is_some();
        let request = self.operation.request().data(asked);
        if is_open {
            request
        } else {
            request.disable_introspection()
        }
    }

    async fn next(&self, mut response: Response) -> Result<(), End> {
        finish(&mut response.errors);
        let cost = http::cost_of(self.operation.cost());
        response.extensions.insert("cost".into(), cost);
        let next = ToClient::Next {
            id: &self.id,
            payload: &response,
        };
        self.say(What::Next(next.text()))
            .await
            .map_err(|_| End::Unheard)
    }

    async fn end(self, end: End) {
        let Some(what) = end.said(&self.id) else {
            return;
        };
        let _unheard = self.say(what).await;
    }

    async fn say(&self, what: What) -> Result<(), mpsc::error::SendError<Said>> {
        let said = Said {
            serial: self.serial,
            id: self.id.clone(),
            what,
        };
        self.out.send(said).await
    }
}

impl End {
    /// The database failed; the log gets the cause.
    pub(super) fn fault(cause: DbErr) -> Self {
        let mut fault = [fault(cause)];
        finish(&mut fault);
        Self::Refused(fault.into())
    }

    /// What the client is told of it; nothing where nobody waits.
    pub(super) fn said(self, id: &str) -> Option<What> {
        match self {
            Self::Complete => Some(What::Last(ToClient::Complete { id }.text())),
            Self::Refused(errors) => {
                let payload = &errors;
                Some(What::Last(ToClient::Error { id, payload }.text()))
            }
            Self::Forbidden => Some(What::Close(Close::Forbidden)),
            Self::Unheard => None,
        }
    }
}

fn fault(cause: DbErr) -> ServerError {
    async_graphql::Error::from(cause).into_server_error(Pos::default())
}

/// What became of a piece of news.
enum Told {
    /// What there was to say is said.
    All,
    /// The database failed before anything was.
    Fault(Vec<ServerError>),
}

/// The next rows that there is news of, each once: one at least, and what has come meanwhile.
async fn hear(news: &mut Receiver<Model>, topic: Topic) -> Result<Vec<Uuid>, End> {
    let mut heard = Vec::new();
    while heard.is_empty() {
        note(
            news.recv().await.map_err(|_| too_slow())?,
            topic,
            &mut heard,
        );
    }
    while heard.len() < AT_ONCE {
        match news.try_recv() {
            Ok(one) => note(one, topic, &mut heard),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            Err(TryRecvError::Lagged(_)) => return Err(too_slow()),
        }
    }
    Ok(heard)
}

fn note(one: Model, topic: Topic, heard: &mut Vec<Uuid>) {
    if one.topic == topic && !heard.contains(&one.subject) {
        heard.push(one.subject);
    }
}

/// What `making` an answer comes to, within the time that a query may take.
async fn in_time<T>(making: impl Future<Output = T>) -> Result<T, End> {
    timeout(http::TIME, making).await.map_err(|_| too_long())
}

fn too_long() -> End {
    let message = "The query took too long; ask for less of it at once.";
    request_error(Code::Timeout, message).into()
}

fn too_slow() -> End {
    let message = "News came faster than it was read, and some is lost; subscribe again, and read by a query what is there.";
    request_error(Code::SlowClient, message).into()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use tokio::sync::broadcast;

    use super::*;
    use crate::error::has_code;

    fn news(topic: Topic, subject: u128) -> Model {
        Model {
            id: 1,
            topic,
            subject: Uuid::from_u128(subject),
            told_at: DateTime::UNIX_EPOCH,
        }
    }

    #[tokio::test]
    async fn each_row_of_the_topic_is_heard_once() {
        let (sender, mut receiver) = broadcast::channel(8);
        for (topic, subject) in [
            (Topic::AlertOpened, 1),
            (Topic::MessageChanged, 2),
            (Topic::MessageChanged, 3),
            (Topic::MessageChanged, 2),
        ] {
            sender.send(news(topic, subject)).unwrap();
        }
        let heard = hear(&mut receiver, Topic::MessageChanged).await.unwrap();
        assert_eq!(heard, [2, 3].map(Uuid::from_u128));
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_not_made_in_time_ends_with_its_code() {
        let Err(End::Refused(errors)) = in_time(std::future::pending::<()>()).await else {
            panic!("it waits for ever");
        };
        assert!(has_code(&errors[0], Code::Timeout), "{errors:?}");
    }

    #[tokio::test]
    async fn who_falls_a_whole_ring_behind_is_told_so() {
        let (sender, mut receiver) = broadcast::channel(2);
        for subject in 1..=3 {
            sender.send(news(Topic::AlertOpened, subject)).unwrap();
        }
        let Err(End::Refused(errors)) = hear(&mut receiver, Topic::AlertOpened).await else {
            panic!("it goes on as if nothing were lost");
        };
        assert!(errors[0].message.contains("lost"), "{errors:?}");
    }
}
