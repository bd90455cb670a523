//! Who writes: what all our mails have in common, and one of them written down by the standards.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::{
    Message,
    message::{
        Mailbox,
        header::{HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use super::{Mail, MailSettings, MailSetupError, body};
use crate::dkim::Signer;

/// The sender of all mails, and how they are signed.
pub(crate) struct Letterhead {
    from: Mailbox,
    reply_to: Option<Mailbox>,
    signer: Option<Signer>,
}

impl Letterhead {
    /// As `settings` say.
    pub(super) fn new(settings: &MailSettings) -> Result<Self, MailSetupError> {
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
        })
    }

    /// The person who signs: who reads the answers, else the sender.
    pub(crate) fn sender_name(&self) -> &str {
        let reader = self
            .reply_to
            .as_ref()
            .and_then(|person| person.name.as_deref());
        reader
            .or(self.from.name.as_deref())
            .unwrap_or("SCORE Indonesia")
    }

    /// `mail` as a message of today.
    pub(crate) fn message(
        &self,
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> Result<Message, MailSetupError> {
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
            .multipart(body::of(mail)?)
            .map_err(|cause| MailSetupError::Message(cause.to_string()))?;
        if let Some(signer) = &self.signer {
            signer.sign(&mut message);
        }
        Ok(message)
    }

    fn message_id(&self, id: Uuid) -> String {
        format!("<{id}@{}>", self.from.email.domain())
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
