//! Connections of one site that are kept for its next requests. They end with the site: a run over many sites holds
//! no more than those of the sites under way.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::net::origin::Origin;
use crate::net::transport::Connection;

/// Servers close what is idle for long; so do we, before them.
const MAX_IDLE: Duration = Duration::from_secs(15);
/// Connections kept for one place.
const MAX_KEPT: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct ConnectionPool(Mutex<HashMap<Origin, Vec<(Connection, Instant)>>>);

impl ConnectionPool {
    /// A connection to a place; one that carries several requests stays in the pool too.
    pub(crate) fn take(&self, place: &Origin) -> Option<Connection> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let links = kept.get_mut(place)?;
        while let Some((mut link, since)) = links.pop() {
            let shared = link.share();
            if link.is_closed() || shared.is_none() && since.elapsed() > MAX_IDLE {
                continue;
            }
            if let Some(second) = shared {
                links.push((link, since));
                return Some(second);
            }
            return Some(link);
        }
        None
    }

    /// Keeps a connection whose last answer was read to its end.
    pub(crate) fn put(&self, place: Origin, mut link: Connection) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let links = kept.entry(place).or_default();
        if !link.is_closed() && links.len() < MAX_KEPT {
            links.push((link, Instant::now()));
        }
    }

    /// Gives up the connections to a place: one of them failed.
    pub(crate) fn forget(&self, place: &Origin) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(place);
    }
}
