//! The system's own look-up, which blocks a thread, at times for half a minute, and cannot be called off.

use std::io;
use std::net::{IpAddr, ToSocketAddrs as _};

use crate::net::guard::resolver::LookupPermit;

/// All addresses of a name. Its turn lasts until the system has answered, also where nobody waits for that any more:
/// there are never more such threads than names may be in flight.
pub(crate) async fn lookup(host: &str, turn: LookupPermit) -> io::Result<Vec<IpAddr>> {
    let host = host.to_owned();
    let work = move || {
        let found = (host.as_str(), 0).to_socket_addrs();
        drop(turn);
        found.map(|found| found.map(|address| address.ip()).collect())
    };
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
