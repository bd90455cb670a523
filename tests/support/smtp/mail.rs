//! A mail that arrived, and what its reader finds in it.

use mail_parser::{Message, MessageParser};

/// One accepted message.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    /// `MAIL FROM`.
    pub(crate) from: String,
    /// Every accepted `RCPT TO`.
    pub(crate) to: Vec<String>,
    /// The message as received, dots unstuffed.
    pub(crate) raw: Vec<u8>,
}

impl Mail {
    /// The one person whom it reached.
    pub(crate) fn recipient(&self) -> &str {
        assert_eq!(self.to.len(), 1, "one message, one person");
        &self.to[0]
    }

    /// What repeats of one message have in common.
    pub(crate) fn message_id(&self) -> String {
        let id = self.parsed().message_id().map(str::to_owned);
        id.expect("every mail carries a Message-ID")
    }

    /// Its subject.
    pub(crate) fn subject(&self) -> String {
        let subject = self.parsed().subject().map(str::to_owned);
        subject.expect("every mail has a subject")
    }

    /// Its text part, with the line ends of this machine.
    pub(crate) fn text(&self) -> String {
        let parsed = self.parsed();
        let text = parsed.body_text(0).expect("every mail has a text part");
        text.replace("\r\n", "\n")
    }

    /// The first link to a submission page in the text.
    pub(crate) fn link(&self) -> String {
        let text = self.text();
        let link = text.split_whitespace().find(|word| word.contains("/r/"));
        link.expect("a link to the submission page").to_owned()
    }

    /// The value of one of its headers, unfolded.
    pub(crate) fn header(&self, name: &str) -> String {
        let parsed = self.parsed();
        let raw = parsed.header_raw(name);
        let raw = raw.unwrap_or_else(|| panic!("a header {name}"));
        raw.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn parsed(&self) -> Message<'_> {
        let parsed = MessageParser::default().parse(&self.raw);
        parsed.expect("a message by RFC 5322")
    }
}
