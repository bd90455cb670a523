//! The server: hyper with read time-outs, which drains when it is told to stop.
//!
//! A WebSocket outlives its request: the server hands it a [`Stop`] to end by, and waits for it too.

use std::{io, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{Request, body::Incoming};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceBuilder;

/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// How long requests in hand may take when the server stops.
const DRAIN: Duration = Duration::from_secs(20);
/// How long to wait when no connection can be taken, as where files run out.
const BREATH: Duration = Duration::from_millis(200);

/// By what a connection that outlives its request learns that the server stops, and the
/// server that the connection has ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop {
    /// Cancelled when the server stops.
    pub(crate) cancel: CancellationToken,
    /// Whom it waits for then.
    pub(crate) open: TaskTracker,
}

/// Serve `router` on `listener` until `cancel`; then finish what is in hand, in 20 s at most.
///
/// # Errors
/// None so far: a connection that fails ends alone.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    cancel: CancellationToken,
) -> io::Result<()> {
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS);
    let open = GracefulShutdown::new();
    let stop = Stop {
        cancel: cancel.clone(),
        open: TaskTracker::new(),
    };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = cancel.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(cause) => {
                tracing::warn!(error.cause = %cause, "a connection was not taken");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        // Small answers go out at once; without it they wait for the client's acknowledgement.
        let _ = stream.set_nodelay(true);
        let stop = stop.clone();
        let service = ServiceBuilder::new()
            .map_request(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(ConnectInfo(peer));
                request.extensions_mut().insert(stop.clone());
                request
            })
            .service(router.clone());
        let service = TowerToHyperService::new(service);
        let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
        let connection = open.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(cause) = connection.await {
                tracing::debug!(error.cause = %cause, "a connection broke off");
            }
        });
    }
    drop(listener);
    stop.open.close();
    let ended = async { tokio::join!(open.shutdown(), stop.open.wait()) };
    if tokio::time::timeout(DRAIN, ended).await.is_err() {
        tracing::warn!("requests were cut off: they took longer than the time to stop");
    }
    Ok(())
}
