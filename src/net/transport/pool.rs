//! Idle connections of one session, kept for its next requests. They are closed with the session, so that a run over many
//! sites holds only those of the sites it works on.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::net::origin::Origin;
use crate::net::transport::connection::Connection;

/// Connections idle for longer are dropped: servers close them about then.
const MAX_IDLE: Duration = Duration::from_secs(15);
/// Idle connections kept for one origin.
const MAX_PER_ORIGIN: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct ConnectionPool(Mutex<HashMap<Origin, Vec<(Connection, Instant)>>>);

impl ConnectionPool {
    /// A connection to an origin. An HTTP/2 connection stays in the pool, too: it carries several requests.
    pub(crate) fn take(&self, origin: &Origin) -> Option<Connection> {
        let mut pool = self.0.lock();
        let connections = pool.get_mut(origin)?;
        while let Some((mut connection, since)) = connections.pop() {
            let shared = connection.share();
            if connection.is_closed() || shared.is_none() && since.elapsed() > MAX_IDLE {
                continue;
            }
            if let Some(second) = shared {
                connections.push((connection, since));
                return Some(second);
            }
            return Some(connection);
        }
        None
    }

    /// Keeps a connection whose last response was read to its end.
    pub(crate) fn put(&self, origin: Origin, mut connection: Connection) {
        let mut pool = self.0.lock();
        let connections = pool.entry(origin).or_default();
        if !connection.is_closed() && connections.len() < MAX_PER_ORIGIN {
            connections.push((connection, Instant::now()));
        }
    }

    /// Drops the connections to an origin: one of them failed.
    pub(crate) fn remove(&self, origin: &Origin) {
        self.0.lock().remove(origin);
    }
}
