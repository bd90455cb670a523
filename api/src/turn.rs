//! One statement per level: a batch is loaded when the level that asks for it is done asking.
//!
//! A DataLoader gathers keys for a fixed time. On a busy machine a level with
//! thousands of fields takes longer than that to ask, and the level above hands
//! its rows over one by one, so keys would fall into several statements. So a
//! batch waits until the pass over the query has ended, until no other batch is
//! being handed over, and until what was handed over has been seen by a pass.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use tokio::sync::Notify;

/// How long a batch waits for a pass over what was handed over; there is none
/// where the pass had seen it all before the batch was known to have ended.
const PATIENCE: Duration = Duration::from_millis(2);

/// Where one query stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// A pass over the query goes on.
    asking: AtomicBool,
    /// Batches that are being loaded and handed over.
    loading: AtomicUsize,
    /// Something was handed over since the last pass began.
    unseen: AtomicBool,
    changed: Notify,
}

impl Turn {
    /// Run `batch` once everybody at its level has asked.
    pub(crate) fn after(&self, batch: impl Future<Output = ()> + Send + 'static) {
        let state = self.0.clone();
        tokio::spawn(async move {
            state.quiet().await;
            state.loading.fetch_add(1, Ordering::SeqCst);
            batch.await;
            state.unseen.store(true, Ordering::SeqCst);
            state.loading.fetch_sub(1, Ordering::SeqCst);
            state.changed.notify_waiters();
        });
    }

    /// `query`, whose passes are seen by [`Self::after`].
    pub(crate) fn of<T>(
        &self,
        query: impl Future<Output = T> + Send,
    ) -> impl Future<Output = T> + Send {
        Passes {
            state: self.0.clone(),
            query: Box::pin(query),
        }
    }
}

impl State {
    async fn quiet(&self) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.asking.load(Ordering::SeqCst) || self.loading.load(Ordering::SeqCst) > 0 {
                changed.await;
            } else if !self.unseen.load(Ordering::SeqCst)
                || tokio::time::timeout(PATIENCE, changed).await.is_err()
            {
                return;
            }
        }
    }
}

struct Passes<F> {
    state: Arc<State>,
    query: Pin<Box<F>>,
}

impl<F: Future> Future for Passes<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.state.unseen.store(false, Ordering::SeqCst);
        self.state.asking.store(true, Ordering::SeqCst);
        let polled = self.query.as_mut().poll(context);
        self.state.asking.store(false, Ordering::SeqCst);
        self.state.changed.notify_waiters();
        polled
    }
}
