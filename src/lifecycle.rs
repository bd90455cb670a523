//! From SIGTERM to the last answer: stop taking work, finish what is in hand, exit 0.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that is cancelled at SIGTERM or SIGINT.
///
/// # Errors
/// Where the system does not let us listen for signals.
pub(crate) fn until_signal() -> std::io::Result<CancellationToken> {
    let cancel = CancellationToken::new();
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    let token = cancel.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: no new work is taken, what is in hand is finished");
        token.cancel();
    });
    Ok(cancel)
}
