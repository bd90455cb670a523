//! One statement per level: a batch is loaded when the level that asks for it is done asking.
//!
//! A DataLoader gathers keys for a fixed time. On a busy machine a level with
//! thousands of fields takes longer than that to ask, and the level above hands
//! its rows over one by one, so keys would fall into several statements. So a
//! batch waits until the pass over the query has ended, until no other batch is
//! being handed over, and until a pass has seen what was handed over: handing over
//! wakes the query, and a query that was woken will make a pass. No time is
//! measured, so a busy machine changes nothing.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use tokio::sync::Notify;
use tracing::Instrument;

/// Where one query stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// A pass over the query goes on.
    asking: AtomicBool,
    /// Batches that are being loaded and handed over.
    loading: AtomicUsize,
    /// The query was woken since its last pass began, so that another is coming.
    woken: AtomicBool,
    /// The query has ended, or was given up: it makes no pass any more, though a late wake may come.
    over: AtomicBool,
    changed: Notify,
}

impl Turn {
    /// Run `batch` once everybody at its level has asked.
    pub(crate) fn after(&self, batch: impl Future<Output = ()> + Send + 'static) {
        let state = self.0.clone();
        let batch = async move {
            state.quiet().await;
            state.loading.fetch_add(1, Ordering::SeqCst);
            let _over = Finally(|| {
                state.loading.fetch_sub(1, Ordering::SeqCst);
                state.changed.notify_waiters();
            });
            batch.await;
        };
        tokio::spawn(batch.in_current_span());
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
            let busy = self.asking.load(Ordering::SeqCst)
                || self.loading.load(Ordering::SeqCst) > 0
                || self.woken.load(Ordering::SeqCst);
            if !busy || self.over.load(Ordering::SeqCst) {
                return;
            }
            changed.await;
        }
    }
}

/// Wakes the query, and notes that it was woken.
struct Noted {
    state: Arc<State>,
    query: Waker,
}

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        self.state.woken.store(true, Ordering::SeqCst);
        self.query.wake_by_ref();
    }
}

/// Does its work when its scope ends, also by a panic, which would otherwise leave batches waiting for ever.
struct Finally<F: Fn()>(F);

impl<F: Fn()> Drop for Finally<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

struct Passes<F> {
    state: Arc<State>,
    query: Pin<Box<F>>,
}

impl<F: Future> Future for Passes<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let state = self.state.clone();
        state.asking.store(true, Ordering::SeqCst);
        state.woken.store(false, Ordering::SeqCst);
        let _over = Finally(|| {
            state.asking.store(false, Ordering::SeqCst);
            state.changed.notify_waiters();
        });
        let noted = Waker::from(Arc::new(Noted {
            state: state.clone(),
            query: context.waker().clone(),
        }));
        self.query.as_mut().poll(&mut Context::from_waker(&noted))
    }
}

impl<F> Drop for Passes<F> {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        self.state.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::{future, panic::AssertUnwindSafe, time::Duration};

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    /// Asks for a batch and waits until it has run.
    async fn runs_a_batch(turn: &Turn) -> bool {
        let (done, ran) = oneshot::channel();
        turn.after(async move { done.send(()).unwrap() });
        matches!(
            tokio::time::timeout(Duration::from_secs(5), ran).await,
            Ok(Ok(()))
        )
    }

    #[tokio::test]
    async fn a_batch_waits_for_the_pass_that_goes_on() {
        let turn = Turn::default();
        let (order, asked) = (Arc::new(AtomicUsize::new(0)), turn.clone());
        let pass = {
            let order = order.clone();
            turn.of(future::poll_fn(move |_| {
                let order = order.clone();
                let seen = order.clone();
                asked.after(async move { seen.store(2, Ordering::SeqCst) });
                order.store(1, Ordering::SeqCst);
                Poll::Ready(())
            }))
        };
        pass.await;
        assert!(runs_a_batch(&turn).await);
        assert_eq!(order.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn batches_run_on_after_a_panic_in_a_resolver() {
        let turn = Turn::default();
        let query = turn.of(future::poll_fn(|_| -> Poll<()> {
            panic!("a resolver fails")
        }));
        assert!(AssertUnwindSafe(query).catch_unwind().await.is_err());
        assert!(runs_a_batch(&turn).await);
    }

    #[tokio::test]
    async fn batches_run_on_after_a_panic_in_a_batch() {
        let turn = Turn::default();
        turn.after(async { panic!("a batch fails") });
        assert!(runs_a_batch(&turn).await);
        assert!(runs_a_batch(&turn).await);
    }

    #[tokio::test]
    async fn batches_run_on_after_a_query_was_cancelled() {
        let turn = Turn::default();
        let query = turn.of(future::pending::<()>());
        assert!(query.now_or_never().is_none());
        assert!(runs_a_batch(&turn).await);
    }

    /// However long the executor takes to come back to a query that was woken, a
    /// batch waits for what the query asks for then.
    #[tokio::test]
    async fn a_batch_waits_for_a_query_that_was_woken() {
        let turn = Turn::default();
        let mut query = Box::pin(turn.of(future::poll_fn(|context| {
            context.waker().wake_by_ref();
            Poll::<()>::Pending
        })));
        assert!(query.as_mut().now_or_never().is_none());
        let (done, mut ran) = oneshot::channel();
        turn.after(async move { done.send(()).unwrap() });
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(ran.try_recv().is_err(), "the batch did not wait");
        drop(query);
        assert!(matches!(
            tokio::time::timeout(Duration::from_secs(5), ran).await,
            Ok(Ok(()))
        ));
    }
}
