//! Keeps a lease as long as a shard is served.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::engine::Stop;
use crate::fleet::lease::{Lease, LeaseRenewal};

/// Renewals within the time of a lease.
const RENEWALS: u32 = 3;
/// A renewal that the server did not answer is tried again after this part of the time.
const RETRIES: u32 = 12;

/// Whether a lease is held, for those that work under it.
#[derive(Clone)]
pub(super) struct LeaseHold {
    lost: Stop,
    end: Arc<Mutex<Instant>>,
}

impl LeaseHold {
    /// Whether the lease is held at this moment. A program that was stopped for a while finds out here first.
    pub(super) fn is_held(&self) -> bool {
        if Instant::now() >= *self.end.lock() {
            self.lost.request();
        }
        !self.lost.is_requested()
    }
}

/// Keeps a lease: it is renewed by a task of its own until it is given back or lost.
pub(super) struct LeaseKeeper {
    /// Requested once the lease is lost: nothing more may be done under it.
    pub(super) lost: Stop,
    end: Arc<Mutex<Instant>>,
    over: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl LeaseKeeper {
    /// Keeps a lease of this time.
    pub(super) fn new(lease: Lease, time: Duration) -> Self {
        let (lost, end) = (Stop::new(), Arc::new(Mutex::new(lease.end())));
        let (over, is_over) = oneshot::channel();
        let keeping = keep(lease, time, (lost.clone(), Arc::clone(&end)), is_over);
        Self { lost, end, over, task: tokio::spawn(keeping) }
    }

    /// Whether the lease is held at this moment.
    pub(super) fn is_held(&self) -> bool {
        self.hold().is_held()
    }

    /// The same, for tasks.
    pub(super) fn hold(&self) -> LeaseHold {
        LeaseHold { lost: self.lost.clone(), end: Arc::clone(&self.end) }
    }

    /// Gives it back.
    pub(super) async fn release(self) {
        // Where the task has ended the lease is lost.
        let _ = self.over.send(());
        let _ = self.task.await;
    }
}

async fn keep(
    mut lease: Lease,
    time: Duration,
    (lost, end): (Stop, Arc<Mutex<Instant>>),
    mut is_over: oneshot::Receiver<()>,
) {
    let mut next = Instant::now() + time / RENEWALS;
    loop {
        tokio::select! {
            () = sleep_until(next.min(lease.end())) => {}
            _ = &mut is_over => return lease.release().await,
        }
        // A server that does not answer must not hold us beyond the end.
        let renewed = tokio::time::timeout_at(lease.end(), lease.renew()).await;
        match renewed.unwrap_or(LeaseRenewal::Lost) {
            LeaseRenewal::Renewed => next = Instant::now() + time / RENEWALS,
            LeaseRenewal::Unknown if Instant::now() < lease.end() => {
                next = Instant::now() + time / RETRIES;
            }
            LeaseRenewal::Unknown | LeaseRenewal::Lost => {
                lost.request();
                return;
            }
        }
        *end.lock() = lease.end();
    }
}
