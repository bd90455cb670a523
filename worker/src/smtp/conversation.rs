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

use super::Line;
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
    line: &mut Line,
    envelope: &Envelope,
    text: &[u8],
    text_sent: &mut bool,
) -> Ending {
    match talk(line, envelope, text, text_sent).await {
        Ok(()) => Ending::Taken,
        Err(ending) => ending,
    }
}

async fn talk(
    line: &mut Line,
    envelope: &Envelope,
    text: &[u8],
    text_sent: &mut bool,
) -> Result<(), Ending> {
    let options = options(&line.connection, envelope)?;
    introduce(line, envelope, options).await?;
    *text_sent = true;
    match line.connection.message(text).await {
        Ok(answer) if answer.has_code(DONE) => Ok(()),
        Err(cause) if cause.status().is_some() => Err(refusal(&cause, Stage::Text)),
        Ok(_) | Err(_) => Err(Ending::Failed(Failure::Lost)),
    }
}

/// Sender, recipients, and the wish to send the text: all in one write where the
/// server knows pipelining (RFC 2920).
async fn introduce(
    line: &mut Line,
    envelope: &Envelope,
    options: Vec<MailParameter>,
) -> Result<(), Ending> {
    let sender = Mail::new(envelope.from().cloned(), options);
    let recipients = envelope.to().iter();
    let mut commands = vec![(sender.to_string(), Stage::Sender)];
    commands
        .extend(recipients.map(|to| (Rcpt::new(to.clone(), vec![]).to_string(), Stage::Recipient)));
    commands.push((Data.to_string(), Stage::Text));
    if !line.pipelines {
        for (command, stage) in commands {
            expect(line.connection.command(command).await, stage)?;
        }
        return Ok(());
    }
    let all: String = commands
        .iter()
        .map(|(command, _)| command.as_str())
        .collect();
    let mut answers = vec![line.connection.command(all).await];
    // All of them are read, whatever they say: what is left unread would answer the next message.
    while answers.len() < commands.len() && answers.last().is_some_and(is_said) {
        answers.push(line.connection.read_response().await);
    }
    let wants_text = answers.len() == commands.len()
        && matches!(answers.last(), Some(Ok(answer)) if answer.has_code(GO_ON));
    let stages = commands.iter().map(|(_, stage)| *stage);
    let introduced = answers
        .into_iter()
        .zip(stages)
        .try_for_each(|(answer, stage)| expect(answer, stage));
    if wants_text && introduced.is_err() {
        // It wants a text although it refused before: an empty one, for nobody.
        let _for_nobody = line.connection.command(".\r\n").await;
    }
    introduced
}

fn is_said(answer: &Result<Response, SmtpError>) -> bool {
    match answer {
        Ok(_) => true,
        Err(cause) => cause.status().is_some(),
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

/// Only the codes of its stage go on; another success means that we do not understand each other.
fn expect(answer: Result<Response, SmtpError>, stage: Stage) -> Result<(), Ending> {
    let wanted: &[u16] = match stage {
        Stage::Sender => &[DONE],
        Stage::Recipient => &[DONE, FORWARDED],
        Stage::Text => &[GO_ON],
    };
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
