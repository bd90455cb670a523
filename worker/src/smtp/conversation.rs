//! One message over one connection, and what the server's answers mean.
//!
//! Which stage an answer belongs to decides whose fault it is: before the
//! recipient it is ours, to the recipient or the text it is the message's, and an
//! answer that is lost after the text leaves everyone in doubt.

use entity::rules::bounce::Status;
use lettre::{
    address::Envelope,
    transport::smtp::{
        Error as SmtpError,
        client::AsyncSmtpConnection,
        commands::{Data, Mail, Rcpt},
        extension::{Extension, MailParameter},
        response::Response,
    },
};

use crate::retry::Failure;

/// The one answer that means "done".
const DONE: u16 = 250;
/// The recipient is somewhere else, and the server passes the message on.
const FORWARDED: u16 = 251;
/// "Go on with the text".
const GO_ON: u16 = 354;
/// "I close this connection": about the connection, not about the message.
const CLOSING: u16 = 421;

/// How one message on one connection ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// The server took it.
    Taken,
    /// The connection broke, and the server has not taken the message.
    Broken(Failure),
    /// It was not taken, or nobody knows.
    Failed(Failure),
}

/// Which stage an answer belongs to.
#[derive(Clone, Copy)]
enum Stage {
    Sender,
    Recipient,
    Text,
}

/// Send one message. `text_sent` is true from the moment when the server may have the whole text.
pub(super) async fn converse(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    text: &[u8],
    text_sent: &mut bool,
) -> Ending {
    match talk(connection, envelope, text, text_sent).await {
        Ok(()) => Ending::Taken,
        Err(ending) => ending,
    }
}

async fn talk(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    text: &[u8],
    text_sent: &mut bool,
) -> Result<(), Ending> {
    let options = options(connection, envelope)?;
    let sender = Mail::new(envelope.from().cloned(), options);
    expect(connection.command(sender).await, &[DONE], Stage::Sender)?;
    for recipient in envelope.to() {
        let recipient = Rcpt::new(recipient.clone(), vec![]);
        let answer = connection.command(recipient).await;
        expect(answer, &[DONE, FORWARDED], Stage::Recipient)?;
    }
    expect(connection.command(Data).await, &[GO_ON], Stage::Text)?;
    *text_sent = true;
    match connection.message(text).await {
        Ok(answer) if answer.has_code(DONE) => Ok(()),
        Err(cause) if cause.status().is_some() => Err(refusal(&cause, Stage::Text)),
        Ok(_) | Err(_) => Err(Ending::Failed(Failure::Lost)),
    }
}

/// An address outside ASCII needs a server that knows such addresses.
fn options(
    connection: &AsyncSmtpConnection,
    envelope: &Envelope,
) -> Result<Vec<MailParameter>, Ending> {
    let mut addresses = envelope.to().iter().chain(envelope.from());
    if addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
        return Ok(vec![]);
    }
    let server = connection.server_info();
    if server.supports_feature(Extension::SmtpUtfEight) {
        return Ok(vec![MailParameter::SmtpUtfEight]);
    }
    Err(Ending::Failed(Failure::Refused(
        "the mail server knows no addresses outside ASCII (SMTPUTF8)".into(),
    )))
}

/// Only the `wanted` codes go on; another success means that we do not understand each other.
fn expect(answer: Result<Response, SmtpError>, wanted: &[u16], stage: Stage) -> Result<(), Ending> {
    match answer {
        Ok(answer) if wanted.iter().any(|code| answer.has_code(*code)) => Ok(()),
        Ok(answer) => Err(Ending::Failed(Failure::Unavailable(format!(
            "the mail server answered {} where {wanted:?} was to be expected",
            answer.code()
        )))),
        Err(cause) => Err(refusal(&cause, stage)),
    }
}

fn refusal(cause: &SmtpError, stage: Stage) -> Ending {
    let reason = words(cause);
    match (cause.status().map(u16::from), stage) {
        (None | Some(CLOSING), _) => Ending::Broken(Failure::Unavailable(reason)),
        // A log-in is wanted, or commands came in an order that the server did not expect.
        (Some(503 | 530 | 534 | 535 | 538), _) | (_, Stage::Sender) => {
            Ending::Failed(Failure::Unavailable(reason))
        }
        (Some(500..), _) if blames_address(&reason, stage) => {
            Ending::Failed(Failure::Bounced(reason))
        }
        (Some(500..), _) => Ending::Failed(Failure::Refused(reason)),
        (Some(_), _) => Ending::Failed(Failure::Deferred(reason)),
    }
}

/// A bare refusal of the recipient is about the address; one of the text only if it says so.
fn blames_address(reason: &str, stage: Stage) -> bool {
    match (Status::find(reason), stage) {
        (Some(status), Stage::Recipient) => status.blames_address(),
        (Some(status), Stage::Text) => status.subject == 1 && status.blames_address(),
        (None, Stage::Recipient) => true,
        (None, Stage::Text) | (_, Stage::Sender) => false,
    }
}

/// The server's words, with its code.
fn words(cause: &SmtpError) -> String {
    use std::error::Error;
    let said = cause.source().map(ToString::to_string).unwrap_or_default();
    match cause.status() {
        Some(code) => format!("{code} {said}"),
        None => format!("the connection broke: {}", super::connect::in_full(cause)),
    }
}
