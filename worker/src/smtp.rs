//! SMTP over connections that are kept.
//!
//! lettre's own pool waits for delayed acknowledgements and can hand out a
//! connection that is out of step, so connections are made and kept here: a
//! socket without Nagle's delay, dropped whenever an answer is late or odd.
//! [`connect`] makes one, [`conversation`] sends one message over it.

mod connect;
mod conversation;
mod wrapped;

use std::time::Duration;

use lettre::{
    address::Envelope,
    transport::smtp::{
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Noop, Quit, Rset},
    },
};
use tokio::{
    sync::{Mutex, OnceCell},
    time::{Instant, timeout},
};

use crate::{retry::Failure, smtp_url::Server};
pub(crate) use connect::connect;
use conversation::{Ending, converse};

/// How long a server may take to answer a command that asks for nothing.
const SMALL_TALK: Duration = Duration::from_secs(5);
/// A connection that was idle for longer is asked whether it still works.
const ASK_AFTER: Duration = Duration::from_secs(10);
/// A connection that was idle for longer is closed: most servers would have closed it.
const CLOSE_AFTER: Duration = Duration::from_secs(120);

/// The connections to one server.
pub(crate) struct Connections {
    server: Server,
    tls: OnceCell<TlsParameters>,
    idle: Mutex<Vec<Idle>>,
    most: usize,
    limit: Duration,
}

/// A connection, and whether its server takes several commands in one write.
struct Line {
    connection: AsyncSmtpConnection,
    pipelines: bool,
}

/// A connection that waits for its next message.
struct Idle {
    line: Line,
    since: Instant,
}

impl Connections {
    /// At most `most` of them are kept; connecting, and one message, may take `limit`.
    pub(crate) fn new(server: Server, most: usize, limit: Duration) -> Self {
        Self {
            server,
            tls: OnceCell::new(),
            idle: Mutex::new(Vec::new()),
            most,
            limit,
        }
    }

    /// The longest that [`send`](Self::send) takes: a kept connection, a fresh one, and the small talk.
    pub(crate) const fn longest(limit: Duration) -> Duration {
        limit
            .saturating_mul(3)
            .saturating_add(SMALL_TALK.saturating_mul(4))
    }

    /// Send one message: over a kept connection where there is one, and once more
    /// over a fresh one where the kept one had been closed meanwhile.
    pub(crate) async fn send(&self, envelope: &Envelope, text: &[u8]) -> Result<(), Failure> {
        if let Some(kept) = self.kept().await {
            match self.attempt(kept, envelope, text).await {
                Ending::Taken => return Ok(()),
                Ending::Failed(failure) => return Err(failure),
                Ending::Broken(_) => {}
            }
        }
        match self.attempt(self.fresh().await?, envelope, text).await {
            Ending::Taken => Ok(()),
            Ending::Broken(failure) | Ending::Failed(failure) => Err(failure),
        }
    }

    /// A connection that was kept and still works.
    async fn kept(&self) -> Option<Line> {
        loop {
            let Idle { mut line, since } = self.idle.lock().await.pop()?;
            let idle = since.elapsed();
            if idle < ASK_AFTER {
                return Some(line);
            }
            if idle < CLOSE_AFTER
                && matches!(
                    timeout(SMALL_TALK, line.connection.command(Noop)).await,
                    Ok(Ok(_))
                )
            {
                return Some(line);
            }
            close(line).await;
        }
    }

    async fn fresh(&self) -> Result<Line, Failure> {
        let connecting = async {
            let mut connection = connect(&self.server, &self.tls).await?;
            let pipelines = connect::pipelines(&mut connection).await?;
            Ok(Line {
                connection,
                pipelines,
            })
        };
        timeout(self.limit, connecting)
            .await
            .map_err(|_| late())?
            .map_err(|cause: connect::Cause| {
                Failure::Unavailable(connect::explain(&self.server, &*cause))
            })
    }

    async fn attempt(&self, mut line: Line, envelope: &Envelope, text: &[u8]) -> Ending {
        let mut text_sent = false;
        let conversation = converse(&mut line, envelope, text, &mut text_sent);
        let ending = match timeout(self.limit, conversation).await {
            Ok(ending) => ending,
            Err(_) if text_sent => Ending::Failed(Failure::Lost),
            Err(_) => Ending::Failed(late()),
        };
        if is_in_step(&mut line, &ending).await {
            self.keep(line).await;
        }
        ending
    }

    async fn keep(&self, line: Line) {
        let mut idle = self.idle.lock().await;
        if idle.len() < self.most {
            idle.push(Idle {
                line,
                since: Instant::now(),
            });
        }
    }
}

/// May the next message go over `line`? After a refusal only once the server
/// has confirmed that it forgot the one before.
async fn is_in_step(line: &mut Line, ending: &Ending) -> bool {
    match ending {
        Ending::Taken => !line.connection.has_broken(),
        Ending::Failed(Failure::Deferred(_) | Failure::Refused(_) | Failure::Bounced(_)) => {
            matches!(
                timeout(SMALL_TALK, line.connection.command(Rset)).await,
                Ok(Ok(_))
            )
        }
        Ending::Failed(_) | Ending::Broken(_) => false,
    }
}

/// Take leave; whether the server still listens does not matter.
async fn close(mut line: Line) {
    let _farewell = timeout(SMALL_TALK, line.connection.command(Quit)).await;
}

fn late() -> Failure {
    Failure::Unavailable("the mail server did not answer in time".into())
}
