//! Can mail leave? Tried for real, without sending any: a log-in at the server,
//! or a file in the folder.

use std::{error::Error, path::Path, time::Duration};

use lettre::transport::smtp::Error as SmtpError;
use thiserror::Error;
use tokio::{sync::OnceCell, time::timeout};

use crate::{
    mail::{MailSettings, MailSetupError, Transport},
    smtp::connect,
    smtp_url::{MailUrl, Server, Tls},
};

/// Why mail cannot leave.
#[derive(Debug, Error)]
pub enum LoginError {
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] MailSetupError),
    /// The server says nothing.
    #[error(
        "{server} says nothing for {} seconds; check host, port and smtp:// or smtps:// in SMTP_URL, and the firewall",
        .limit.as_secs()
    )]
    Silent {
        /// Host and port.
        server: String,
        /// How long it was waited for.
        limit: Duration,
    },
    /// The server answers, and refuses us.
    #[error("{server} refuses us: {words}; check user and password in SMTP_URL")]
    Refused {
        /// Host and port.
        server: String,
        /// Its answer.
        words: String,
    },
    /// There is no speaking with it.
    #[error(
        "cannot speak with {server}: {cause}; check host, port and protection (smtps:// or ?tls=required) in SMTP_URL"
    )]
    Unreachable {
        /// Host and port.
        server: String,
        /// What went wrong.
        cause: String,
    },
    /// The folder cannot be written.
    #[error("the folder {folder} of SMTP_URL cannot be written: {cause}; make it, or name another")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system says.
        cause: std::io::Error,
    },
}

/// Try the way that `settings` describe: connect, greet, protect, log in and leave.
/// Says in a few words what was reached.
///
/// # Errors
/// Where mail could not leave.
pub async fn try_out(settings: &MailSettings) -> Result<String, LoginError> {
    Transport::new(settings)?;
    match settings.url.parse().map_err(MailSetupError::from)? {
        MailUrl::Directory(folder) => {
            write_and_remove(&folder)
                .await
                .map_err(|cause| LoginError::Folder {
                    folder: folder.display().to_string(),
                    cause,
                })?;
            Ok(format!("one file a mail in {}", folder.display()))
        }
        MailUrl::Server(server) => log_in(&server, settings.limit).await,
    }
}

async fn log_in(server: &Server, limit: Duration) -> Result<String, LoginError> {
    let name = format!("{}:{}", server.host, server.port);
    let mut connection = match timeout(limit, connect(server, &OnceCell::new())).await {
        Err(_) => {
            return Err(LoginError::Silent {
                server: name,
                limit,
            });
        }
        Ok(Err(cause)) => return Err(told(name, cause.as_ref())),
        Ok(Ok(connection)) => connection,
    };
    // It has let us in; how it says goodbye changes nothing.
    let _ = timeout(limit, connection.quit()).await;
    let protection = match server.tls {
        Tls::Wrapped => "TLS",
        Tls::Required => "STARTTLS",
        Tls::None => "no TLS",
    };
    Ok(if server.credentials.is_some() {
        format!("logged in at {name}, {protection}")
    } else {
        format!("{name} greets us, {protection}, no log-in")
    })
}

/// What `cause` means: the server's own word, or no word at all.
fn told(server: String, cause: &(dyn Error + Send + Sync + 'static)) -> LoginError {
    let code = cause
        .downcast_ref::<SmtpError>()
        .and_then(SmtpError::status);
    let words = innermost(cause);
    match code {
        Some(code) => LoginError::Refused {
            server,
            words: format!("{code} {words}"),
        },
        None => LoginError::Unreachable {
            server,
            cause: words,
        },
    }
}

/// The cause behind all causes: the outer ones only say where it happened.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut inner = error;
    while let Some(cause) = inner.source() {
        inner = cause;
    }
    inner.to_string()
}

async fn write_and_remove(folder: &Path) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let file = folder.join(".score-check");
    tokio::fs::write(&file, b"").await?;
    tokio::fs::remove_file(&file).await
}
