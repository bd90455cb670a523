//! Mail on the wire: one message made by the standards, and the way it leaves.
//!
//! A [`Transport`] writes to a directory or speaks SMTP over connections that it
//! keeps. It says at which stage a message failed, since only the server's word
//! on the recipient or the text is about the message itself.

mod body;
mod letterhead;

use std::{path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use entity::Language;
use lettre::Message;
use thiserror::Error;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    bounce::Inbox,
    dkim::{DkimError, DkimSettings},
    domain_pace::DomainPace,
    outage::Outage,
    pace::Pace,
    retry::Failure,
    smtp::Connections,
    smtp_url::{MailUrl, MailUrlError},
    template::Enclosed,
};
pub(crate) use letterhead::Letterhead;

/// The least that connecting, and one message, may take.
const SHORTEST: Duration = Duration::from_millis(100);
/// The most: three of it fit into the lease of a claim.
const LONGEST: Duration = Duration::from_secs(60);

/// How mail leaves, as the operator set it.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// `SMTP_URL`.
    pub url: String,
    /// The sender, `Name <address>`.
    pub from: String,
    /// The person who reads answers, `Name <address>`.
    pub reply_to: Option<String>,
    /// Parallel connections.
    pub connections: usize,
    /// Messages a second of all workers together, where there is a limit.
    pub rate: Option<f64>,
    /// Messages a second of all workers together to one domain, where there is a limit.
    pub domain_rate: Option<f64>,
    /// How long connecting, and one message, may take.
    pub limit: Duration,
    /// How mails are signed, if they are.
    pub dkim: Option<DkimSettings>,
    /// The Maildir into which mail comes back, if it is read.
    pub bounces: Option<PathBuf>,
}

impl MailSettings {
    /// Mail from `from` to `url`; the rest as it is where the operator sets nothing.
    pub fn new(url: impl Into<String>, from: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            from: from.into(),
            reply_to: None,
            connections: 4,
            rate: None,
            domain_rate: None,
            limit: Duration::from_secs(30),
            dkim: None,
            bounces: None,
        }
    }
}

/// Why mail cannot leave.
#[derive(Debug, Error)]
pub enum MailSetupError {
    /// `SMTP_URL` cannot be used.
    #[error(transparent)]
    Url(#[from] MailUrlError),
    /// The key that signs cannot be used.
    #[error(transparent)]
    Dkim(#[from] DkimError),
    /// An address that is none.
    #[error("{0} must be an address like `SCORE Indonesia <score@example.org>`")]
    Address(&'static str),
    /// A message that cannot be written down.
    #[error("a mail cannot be written down: {0}")]
    Message(String),
}

/// One mail, ready to be written down.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The message; repeats of it carry the same Message-ID.
    pub id: Uuid,
    /// To whom.
    pub to: String,
    /// Their name.
    pub name: String,
    /// In which language.
    pub language: Language,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The pictures that the HTML shows.
    pub pictures: Vec<Enclosed>,
    /// The files that go with it.
    pub files: Vec<Enclosed>,
    /// The messages that it follows, the nearest last.
    pub follows: Vec<Uuid>,
    /// The address that stops these mails, where they can be stopped.
    pub unsubscribe: Option<String>,
}

/// The way that mail leaves. Its clones are the same way.
#[derive(Clone)]
pub struct Transport {
    way: Arc<Way>,
    connections: usize,
    /// Letters and summaries share the connections.
    free: Arc<Semaphore>,
    limit: Duration,
    pub(crate) letterhead: Arc<Letterhead>,
    pub(crate) pace: Pace,
    pub(crate) domain_pace: DomainPace,
    pub(crate) outage: Arc<Outage>,
    pub(crate) inbox: Option<Arc<Inbox>>,
}

enum Way {
    Directory(PathBuf),
    Server(Box<Connections>),
}

impl Transport {
    /// The way that `settings` describe; nothing is connected yet.
    ///
    /// # Errors
    /// Where a setting cannot be used.
    pub fn new(settings: &MailSettings) -> Result<Self, MailSetupError> {
        let connections = settings.connections.max(1);
        let limit = settings.limit.clamp(SHORTEST, LONGEST);
        let way = match settings.url.parse()? {
            MailUrl::Directory(path) => Way::Directory(path),
            MailUrl::Server(server) => {
                Way::Server(Box::new(Connections::new(server, connections, limit)))
            }
        };
        Ok(Self {
            letterhead: Arc::new(Letterhead::new(settings)?),
            way: Arc::new(way),
            connections,
            free: Arc::new(Semaphore::new(connections)),
            limit,
            pace: Pace::new(settings.rate),
            domain_pace: DomainPace::new(settings.domain_rate),
            outage: Arc::default(),
            inbox: settings.bounces.clone().map(Inbox::new).map(Arc::new),
        })
    }

    /// How many messages may be on their way at once.
    pub const fn connections(&self) -> usize {
        self.connections
    }

    /// The longest that one message takes.
    pub(crate) fn longest(&self) -> chrono::Duration {
        chrono::Duration::from_std(Connections::longest(self.limit)).unwrap_or_default()
    }

    /// `mail` as a message of today.
    ///
    /// # Errors
    /// Where an address cannot be written down.
    pub fn message(&self, mail: &Mail, now: DateTime<Utc>) -> Result<Message, MailSetupError> {
        self.letterhead.message(mail, now)
    }

    /// Send `message`; done once the server has taken it.
    ///
    /// # Errors
    /// Where it was not taken, or nobody knows whether it was.
    pub async fn send(&self, id: Uuid, message: &Message) -> Result<(), Failure> {
        // It is never closed.
        let _connection = self.free.acquire().await;
        let sent = match self.way.as_ref() {
            Way::Directory(path) => write(path, id, &message.formatted())
                .await
                .map_err(|cause| {
                    Failure::Unavailable(format!("the mail directory cannot be written: {cause}"))
                }),
            Way::Server(server) => server.send(message.envelope(), &message.formatted()).await,
        };
        match &sent {
            Err(failure @ Failure::Unavailable(_)) => self.outage.failed(&failure.reason()),
            // What it said, even a refusal, it was there to say.
            _ => self.outage.worked(),
        }
        sent
    }
}

/// Write one file a message, under its final name only when it is whole.
async fn write(directory: &std::path::Path, id: Uuid, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(directory).await?;
    let unfinished = directory.join(format!(".{id}.tmp"));
    tokio::fs::write(&unfinished, bytes).await?;
    tokio::fs::rename(&unfinished, directory.join(format!("{id}.eml"))).await
}

#[cfg(test)]
mod tests;
