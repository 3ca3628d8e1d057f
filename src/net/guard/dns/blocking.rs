//! The system's own look-up. It blocks a thread, at times for half a minute, and cannot be cancelled.

use std::io;
use std::net::{IpAddr, ToSocketAddrs as _};

use crate::net::guard::lookup::LookupPermit;

/// All addresses of a name. The permit is held until the system has answered, even if the caller has given up: there are
/// never more such threads than permits.
pub(crate) async fn lookup(host: &str, permit: LookupPermit) -> io::Result<Vec<IpAddr>> {
    let host = host.to_owned();
    let work = move || {
        let found = (host.as_str(), 0).to_socket_addrs();
        drop(permit);
        found.map(|found| found.map(|address| address.ip()).collect())
    };
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
