//! Mail on the wire: one message made by the standards, and the way it leaves.
//!
//! A [`Transport`] writes to a directory or speaks SMTP over connections that it
//! keeps. It says at which stage a message failed, since only the server's word
//! on the recipient or the text is about the message itself.

use std::{
    path::PathBuf,
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use entity::Language;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use thiserror::Error;
use uuid::Uuid;

use crate::{
    bounce::Inbox,
    dkim::{DkimError, DkimSettings, Signer},
    outage::Outage,
    pace::Pace,
    retry::Failure,
    smtp::Connections,
    smtp_url::{MailUrl, MailUrlError},
};

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
    /// The messages that it follows, the nearest last.
    pub follows: Vec<Uuid>,
    /// The address that stops these mails, where they can be stopped.
    pub unsubscribe: Option<String>,
}

/// The way that mail leaves.
pub struct Transport {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    way: Way,
    signer: Option<Signer>,
    connections: usize,
    limit: Duration,
    pub(crate) pace: Pace,
    pub(crate) outage: Outage,
    pub(crate) inbox: Option<Inbox>,
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
        let from = mailbox(&settings.from, "SCORE_MAIL_FROM")?;
        let reply_to = settings.reply_to.as_deref();
        let signer = settings.dkim.as_ref();
        Ok(Self {
            reply_to: reply_to
                .map(|person| mailbox(person, "SCORE_MAIL_REPLY_TO"))
                .transpose()?,
            signer: signer
                .map(|dkim| Signer::new(dkim, from.email.domain()))
                .transpose()?,
            from,
            way,
            connections,
            limit,
            pace: Pace::new(settings.rate),
            outage: Outage::default(),
            inbox: settings.bounces.clone().map(Inbox::new),
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

    /// The person who signs: who reads the answers, else the sender.
    pub fn sender_name(&self) -> &str {
        let reader = self
            .reply_to
            .as_ref()
            .and_then(|person| person.name.as_deref());
        reader
            .or(self.from.name.as_deref())
            .unwrap_or("SCORE Indonesia")
    }

    /// `mail` as a message of today.
    ///
    /// # Errors
    /// Where an address cannot be written down.
    pub fn message(&self, mail: &Mail, now: DateTime<Utc>) -> Result<Message, MailSetupError> {
        let address = mail
            .to
            .parse()
            .map_err(|_| MailSetupError::Message("its address is not one".into()))?;
        let mut builder = Message::builder()
            .message_id(Some(self.message_id(mail.id)))
            .date(SystemTime::from(now))
            .from(self.from.clone())
            .to(Mailbox::new(Some(mail.name.clone()), address))
            .subject(mail.subject.clone());
        if let Some(person) = &self.reply_to {
            builder = builder.reply_to(person.clone());
        }
        if let Some(nearest) = mail.follows.last() {
            let earlier = mail.follows.iter().map(|id| self.message_id(*id));
            builder = builder
                .in_reply_to(self.message_id(*nearest))
                .references(earlier.collect::<Vec<_>>().join(" "));
        }
        for (name, value) in [
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("X-Auto-Response-Suppress", "All".to_owned()),
            ("Content-Language", mail.language.as_str().to_owned()),
        ] {
            builder = builder.raw_header(plain_header(name, value));
        }
        if let Some(address) = &mail.unsubscribe {
            let one_click = "List-Unsubscribe=One-Click".to_owned();
            builder = builder
                .raw_header(plain_header("List-Unsubscribe", format!("<{address}>")))
                .raw_header(plain_header("List-Unsubscribe-Post", one_click));
        }
        let mut message = builder
            .multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                mail.html.clone(),
            ))
            .map_err(|cause| MailSetupError::Message(cause.to_string()))?;
        if let Some(signer) = &self.signer {
            signer.sign(&mut message);
        }
        Ok(message)
    }

    fn message_id(&self, id: Uuid) -> String {
        format!("<{id}@{}>", self.from.email.domain())
    }

    /// Send `message`; done once the server has taken it.
    ///
    /// # Errors
    /// Where it was not taken, or nobody knows whether it was.
    pub async fn send(&self, id: Uuid, message: &Message) -> Result<(), Failure> {
        let sent = match &self.way {
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

fn mailbox(text: &str, setting: &'static str) -> Result<Mailbox, MailSetupError> {
    text.parse().map_err(|_| MailSetupError::Address(setting))
}

/// A header whose value is ours and ASCII; a long address in it must not be folded or encoded.
fn plain_header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.clone(),
        value,
    )
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
