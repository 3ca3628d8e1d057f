//! Leases: keys of a bucket that end by themselves unless their holder renews them. Taking and renewing is one step for
//! the server, which refuses it where the key has changed: two programs never hold a lease at once.

use std::time::Duration;

use async_nats::jetstream::kv::{CreateErrorKind, Store, UpdateErrorKind};
use hyper::body::Bytes;
use tokio::time::Instant;
use tracing::debug;

use super::error::Error;

/// Of the time of a lease, its holder uses these sixths: clocks of servers differ, and what was begun takes a moment to
/// end.
const USED_SIXTHS: u32 = 5;

/// A lease that this program holds.
#[derive(Debug)]
pub(super) struct Lease {
    store: Store,
    key: String,
    holder: Bytes,
    revision: u64,
    time: Duration,
    /// Until then it is ours, whatever the server says or does not say.
    end: Instant,
}

/// What came of a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeaseRenewal {
    /// It is ours for another time.
    Renewed,
    /// The server did not answer: ours until its end.
    Unknown,
    /// Somebody else has it, or it ended.
    Lost,
}

impl Lease {
    /// Takes a lease of this time; `None` where another program holds it. `holder` is our own, unique identity.
    pub(super) async fn take(
        store: &Store,
        key: String,
        holder: &str,
        time: Duration,
    ) -> Result<Option<Self>, Error> {
        let (asked, holder) = (Instant::now(), Bytes::copy_from_slice(holder.as_bytes()));
        match store.create(&key, holder.clone()).await {
            Ok(revision) => {
                let end = end_of(asked, time);
                Ok(Some(Self { store: store.clone(), key, holder, revision, time, end }))
            }
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(Error::request("give a lease")(&error)),
        }
    }

    /// Until when it is ours.
    pub(super) const fn end(&self) -> Instant {
        self.end
    }

    /// Renews it.
    pub(super) async fn renew(&mut self) -> LeaseRenewal {
        let asked = Instant::now();
        if asked >= self.end {
            return LeaseRenewal::Lost;
        }
        match self.store.update(&self.key, self.holder.clone(), self.revision).await {
            Ok(revision) => {
                self.revision = revision;
                self.end = end_of(asked, self.time);
                LeaseRenewal::Renewed
            }
            Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => self.adopt().await,
            Err(error) => {
                debug!(%error, key = self.key, "a lease is not renewed");
                LeaseRenewal::Unknown
            }
        }
    }

    /// Looks whether the revision that the server has is one of ours whose answer did not arrive.
    async fn adopt(&mut self) -> LeaseRenewal {
        match self.store.entry(&self.key).await {
            Ok(Some(entry)) if entry.value == self.holder => {
                self.revision = entry.revision;
                LeaseRenewal::Unknown
            }
            Ok(_) => LeaseRenewal::Lost,
            Err(_) => LeaseRenewal::Unknown,
        }
    }

    /// Gives it back. Where that fails it ends by itself.
    pub(super) async fn release(self) {
        let released = self.store.delete_expect_revision(&self.key, Some(self.revision)).await;
        if let Err(error) = released {
            debug!(%error, key = self.key, "a lease is not given back");
        }
    }
}

/// The server counts from when it stored the key, which is not before we asked.
fn end_of(asked: Instant, time: Duration) -> Instant {
    asked + time / 6 * USED_SIXTHS
}
