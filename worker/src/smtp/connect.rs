//! A new connection: socket, TLS, greeting, log-in.

use std::error::Error;

use lettre::transport::smtp::{
    Error as SmtpError,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    commands::Ehlo,
    extension::ClientId,
};
use secrecy::ExposeSecret;
use tokio::{net::TcpStream, sync::OnceCell};

use super::wrapped::Wrapped;
use crate::smtp_url::{Server, Tls};

pub(super) type Cause = Box<dyn Error + Send + Sync>;

/// Connect and log in. What TLS trusts is read once and kept in `tls`.
pub(crate) async fn connect(
    server: &Server,
    tls: &OnceCell<TlsParameters>,
) -> Result<AsyncSmtpConnection, Cause> {
    let hello = ClientId::default();
    let socket = TcpStream::connect((server.host.as_str(), server.port)).await?;
    socket.set_nodelay(true)?;
    let trust = || async { TlsParameters::new(server.host.clone()) };
    let mut connection = if server.tls == Tls::Wrapped {
        let wrapped = Wrapped::new(socket, tls.get_or_try_init(trust).await?.clone()).await?;
        AsyncSmtpConnection::connect_with_transport(Box::new(wrapped), &hello).await?
    } else {
        AsyncSmtpConnection::connect_with_transport(Box::new(socket), &hello).await?
    };
    if server.tls == Tls::Required {
        let trusted = tls.get_or_try_init(trust).await?.clone();
        connection.starttls(trusted, &hello).await?;
    }
    if let Some((user, password)) = &server.credentials {
        let login = Credentials::new(user.clone(), password.expose_secret().to_owned());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &login)
            .await?;
    }
    Ok(connection)
}

/// Does the server take several commands in one write (RFC 2920)? lettre keeps no note
/// of that, so it is asked once more for what it can do.
pub(super) async fn pipelines(connection: &mut AsyncSmtpConnection) -> Result<bool, Cause> {
    let answer = connection.command(Ehlo::new(ClientId::default())).await?;
    let mut abilities = answer.message();
    Ok(abilities.any(|ability| ability.trim().eq_ignore_ascii_case("PIPELINING")))
}

/// What went wrong while connecting, and which setting mends it.
pub(super) fn explain(server: &Server, cause: &(dyn Error + Send + Sync + 'static)) -> String {
    let code = cause
        .downcast_ref::<SmtpError>()
        .and_then(|cause| cause.status())
        .map(u16::from);
    let what = match code {
        Some(530 | 534 | 535 | 538) => {
            "the mail server refuses the log-in; check user and password in SMTP_URL"
        }
        Some(_) => "the mail server turns us away",
        None => "no connection to the mail server of SMTP_URL",
    };
    let (host, port) = (&server.host, server.port);
    format!("{what} ({host}:{port}): {}", in_full(cause))
}

/// An error with its causes, as far as they add words.
pub(super) fn in_full(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let words = cause.to_string();
        if !text.contains(&words) {
            text = format!("{text}: {words}");
        }
        next = cause.source();
    }
    text
}
