//! One attempt to send one mail: from its letter to the server's answer.

use chrono::{DateTime, Utc};

use crate::{
    compose::Ready,
    mail::{Mail, Transport},
    outcome::Kept,
    retry::Failure,
    template::{Content, Letter},
};

/// Compose the mail and hand it to a server; what was sent, as it is kept.
///
/// # Errors
/// Where it could not be composed, or the server did not take it.
pub(crate) async fn try_send(
    transport: &Transport,
    ready: &Ready,
    now: DateTime<Utc>,
) -> Result<Kept, Failure> {
    let letter = ready.mail.clone().with_sender(transport.sender_name());
    let Content {
        subject,
        text,
        html,
    } = letter
        .compose()
        .inspect_err(|cause| {
            tracing::error!(message.id = %ready.message.id, %cause, "a mail could not be composed; it is tried again");
        })
        .map_err(|cause| Failure::Unavailable(cause.to_string()))?;
    let kept = Kept {
        subject: subject.clone(),
        text: without_tokens(&text, &letter),
    };
    let mail = Mail {
        id: ready.message.id,
        to: ready.message.recipient.clone(),
        name: letter.name().to_owned(),
        language: letter.language(),
        subject,
        text,
        html,
        follows: ready.follows.clone(),
        unsubscribe: letter.unsubscribe().map(str::to_owned),
    };
    let message = transport
        .message(&mail, now)
        .map_err(|cause| Failure::Refused(cause.to_string()))?;
    transport.send(mail.id, &message).await?;
    Ok(kept)
}

/// The text as it is kept: a link in it must open nothing.
fn without_tokens(text: &str, letter: &Letter) -> String {
    letter
        .links()
        .into_iter()
        .fold(text.to_owned(), |text, link| {
            let shown = link
                .rsplit_once('/')
                .map_or("…".to_owned(), |(before, _)| format!("{before}/…"));
            text.replace(link, &shown)
        })
}
