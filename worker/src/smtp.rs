//! SMTP over connections that are kept, stage by stage.
//!
//! lettre's own pool waits for delayed acknowledgements and can hand out a
//! connection that is out of step, so connections are made and kept here: a
//! socket without Nagle's delay, dropped whenever an answer is late or odd.

use std::time::Duration;

use lettre::{
    address::Envelope,
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::ClientId,
    },
};
use secrecy::ExposeSecret;
use tokio::{net::TcpStream, sync::Mutex, time::timeout};

use crate::{
    retry::Failure,
    smtp_url::{Server, Tls},
};

/// How long connecting and logging in may take.
pub(crate) const CONNECT_LIMIT: Duration = Duration::from_secs(20);
/// How long one message may take.
const SEND_LIMIT: Duration = Duration::from_secs(30);
/// The one answer to the text that means "taken".
const TAKEN: u16 = 250;

/// The connections to one server.
pub(crate) struct Connections {
    server: Server,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
    most: usize,
}

/// How one attempt on one connection ended.
enum Attempt {
    Taken,
    /// The connection broke before the text was sent: nothing has happened yet.
    Broken(Failure),
    Failed(Failure),
}

impl Connections {
    pub(crate) fn new(server: Server, most: usize) -> Self {
        Self {
            server,
            idle: Mutex::new(Vec::new()),
            most,
        }
    }

    /// Send one message: over a kept connection where there is one, and once more
    /// over a fresh one where the kept one had been closed meanwhile.
    pub(crate) async fn send(&self, envelope: &Envelope, text: &[u8]) -> Result<(), Failure> {
        let kept = self.idle.lock().await.pop();
        if let Some(kept) = kept {
            match self.attempt(kept, envelope, text).await {
                Attempt::Taken => return Ok(()),
                Attempt::Failed(failure) => return Err(failure),
                Attempt::Broken(_) => {}
            }
        }
        let fresh = timeout(CONNECT_LIMIT, connect(&self.server))
            .await
            .map_err(|_| Failure::Unavailable("the mail server did not answer in time".into()))?
            .map_err(|cause| {
                Failure::Unavailable(format!("the mail server cannot be used: {cause}"))
            })?;
        match self.attempt(fresh, envelope, text).await {
            Attempt::Taken => Ok(()),
            Attempt::Broken(failure) | Attempt::Failed(failure) => Err(failure),
        }
    }

    async fn attempt(
        &self,
        mut connection: AsyncSmtpConnection,
        envelope: &Envelope,
        text: &[u8],
    ) -> Attempt {
        let mut text_sent = false;
        let sending = timeout(
            SEND_LIMIT,
            deliver(&mut connection, envelope, text, &mut text_sent),
        );
        let attempt = match sending.await {
            Ok(attempt) => attempt,
            Err(_) if text_sent => Attempt::Failed(Failure::Lost),
            Err(_) => Attempt::Failed(Failure::Unavailable(
                "the mail server did not answer in time".into(),
            )),
        };
        let in_step = match &attempt {
            Attempt::Taken => true,
            Attempt::Failed(Failure::Deferred(_) | Failure::Refused(_)) => {
                matches!(
                    timeout(SEND_LIMIT, connection.command(Rset)).await,
                    Ok(Ok(_))
                )
            }
            _ => false,
        };
        if in_step && !connection.has_broken() {
            let mut idle = self.idle.lock().await;
            if idle.len() < self.most {
                idle.push(connection);
            }
        }
        attempt
    }
}

pub(crate) async fn connect(
    server: &Server,
) -> Result<AsyncSmtpConnection, Box<dyn std::error::Error + Send + Sync>> {
    let hello = ClientId::default();
    let address = (server.host.as_str(), server.port);
    let mut connection = if server.tls == Tls::Wrapped {
        let tls = TlsParameters::new(server.host.clone())?;
        AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT_LIMIT), &hello, Some(tls), None)
            .await?
    } else {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        AsyncSmtpConnection::connect_with_transport(Box::new(socket), &hello).await?
    };
    if server.tls == Tls::Required {
        connection
            .starttls(TlsParameters::new(server.host.clone())?, &hello)
            .await?;
    }
    if let Some((user, password)) = &server.credentials {
        let login = Credentials::new(user.clone(), password.expose_secret().to_owned());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &login)
            .await?;
    }
    Ok(connection)
}

/// One message on one connection. `text_sent` is true from the moment when the
/// server may have the whole text.
async fn deliver(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    text: &[u8],
    text_sent: &mut bool,
) -> Attempt {
    if let Err(cause) = connection
        .command(Mail::new(envelope.from().cloned(), vec![]))
        .await
    {
        return before_recipient(&cause);
    }
    for recipient in envelope.to() {
        if let Err(cause) = connection
            .command(Rcpt::new(recipient.clone(), vec![]))
            .await
        {
            return about_the_message(&cause);
        }
    }
    if let Err(cause) = connection.command(Data).await {
        return about_the_message(&cause);
    }
    *text_sent = true;
    match connection.message(text).await {
        Ok(answer) if answer.has_code(TAKEN) => Attempt::Taken,
        Ok(_) => Attempt::Failed(Failure::Lost),
        Err(cause) if cause.status().is_some() => about_the_message(&cause),
        Err(_) => Attempt::Failed(Failure::Lost),
    }
}

/// What the server said before it knew the recipient is about us, not about the message.
fn before_recipient(cause: &SmtpError) -> Attempt {
    let failure = Failure::Unavailable(words(cause));
    if cause.status().is_some() && cause.status().map(u16::from) != Some(421) {
        Attempt::Failed(failure)
    } else {
        Attempt::Broken(failure)
    }
}

/// What it said to the recipient or the text. A demand for a log-in is about us all the same.
fn about_the_message(cause: &SmtpError) -> Attempt {
    let reason = words(cause);
    match cause.status().map(u16::from) {
        None | Some(421) => Attempt::Broken(Failure::Unavailable(reason)),
        Some(530 | 535) => Attempt::Failed(Failure::Unavailable(reason)),
        Some(500..) => Attempt::Failed(Failure::Refused(reason)),
        Some(_) => Attempt::Failed(Failure::Deferred(reason)),
    }
}

/// The server's words, with its code.
fn words(cause: &SmtpError) -> String {
    use std::error::Error;
    let said = cause.source().map(ToString::to_string).unwrap_or_default();
    match cause.status() {
        Some(code) => format!("{code} {said}"),
        None => format!("the connection broke: {cause} {said}"),
    }
}
