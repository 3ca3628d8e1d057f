//! A source of addresses for names.

use std::fmt::Debug;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;

use tokio::sync::OwnedSemaphorePermit;

/// The right to look up one name; released when dropped.
pub(crate) type LookupPermit = OwnedSemaphorePermit;

/// The result of a look-up, to be awaited.
pub(crate) type LookupFuture<'a> =
    Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// A source of addresses.
pub(crate) trait Lookup: Debug + Send + Sync {
    /// All addresses of a name. The permit is held as long as any work for the name goes on, even if the caller has
    /// given up.
    fn lookup<'a>(&'a self, host: &'a str, permit: LookupPermit) -> LookupFuture<'a>;
}
