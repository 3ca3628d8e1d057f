//! A connection of the proxy whose bytes count against what the site may load, and that keeps the limits of its host.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};

use crate::net::{PartLimiter, PartPermit, PartTurn};

/// A stream whose bytes count, both ways, and that keeps its host's place.
pub(super) struct MeteredStream<S> {
    pub(super) inner: S,
    /// Bytes that may still pass.
    pub(super) left: Arc<AtomicU64>,
    pub(super) _place: OwnedSemaphorePermit,
    /// Its turn at a host of the site's own, where the run's other requests wait, too.
    pub(super) turn: Option<HostTurn>,
}

impl<S> MeteredStream<S> {
    fn count(&self, bytes: usize) -> io::Result<()> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let left = &self.left;
        let taken =
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken
            .map(|_| ())
            .map_err(|_| io::Error::other("the page asks for more bytes than a page may have"))
    }

    fn touch(&mut self) {
        if let Some(turn) = &mut self.turn {
            turn.touch();
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MeteredStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.inner).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => {
                self.touch();
                Poll::Ready(self.count(buffer.filled().len() - before))
            }
            other => {
                if let Some(turn) = &mut self.turn {
                    turn.poll_quiet(context);
                }
                other
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MeteredStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(turn) = &mut self.turn {
            ready!(turn.poll_held(context));
        }
        match Pin::new(&mut self.inner).poll_write(context, bytes) {
            Poll::Ready(Ok(written)) => {
                self.touch();
                Poll::Ready(self.count(written).map(|()| written))
            }
            other => other,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// The turn of a connection at its host. A browser keeps connections open for later: one on which nothing passes gives its
/// turn to others, and waits for the next one before it asks for more.
pub(super) struct HostTurn {
    limiter: PartLimiter,
    state: TurnState,
    /// After this time without a byte the turn is over.
    patience: Duration,
    quiet: Pin<Box<Sleep>>,
}

enum TurnState {
    Held { _permit: PartPermit },
    Over,
    Waiting(Pin<Box<dyn Future<Output = PartPermit> + Send>>),
}

impl fmt::Debug for HostTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostTurn").field("limiter", &self.limiter).finish_non_exhaustive()
    }
}

impl HostTurn {
    pub(super) fn new(PartTurn { limiter, permit }: PartTurn, patience: Duration) -> Self {
        let (state, quiet) = (TurnState::Held { _permit: permit }, Box::pin(sleep(patience)));
        Self { limiter, state, patience, quiet }
    }

    /// Ready once the turn is held.
    fn poll_held(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            match &mut self.state {
                TurnState::Held { .. } => return Poll::Ready(()),
                TurnState::Over => {
                    let limiter = self.limiter.clone();
                    self.state =
                        TurnState::Waiting(Box::pin(async move { limiter.acquire().await }));
                }
                TurnState::Waiting(next) => {
                    let permit = ready!(next.as_mut().poll(context));
                    self.state = TurnState::Held { _permit: permit };
                    self.touch();
                }
            }
        }
    }

    fn touch(&mut self) {
        self.quiet.as_mut().reset(Instant::now() + self.patience);
    }

    /// Ends the turn where nothing has passed for long.
    fn poll_quiet(&mut self, context: &mut Context<'_>) {
        if matches!(self.state, TurnState::Held { .. })
            && self.quiet.as_mut().poll(context).is_ready()
        {
            self.state = TurnState::Over;
        }
    }
}
