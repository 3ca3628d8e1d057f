//! The connections of one target, by the way they are made.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use super::error::FetchError;

/// How the address to connect to is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Looked up, and judged by the guard.
    Guarded,
    /// This machine's own, without a look-up.
    Loopback,
    /// Given by hand for a host.
    Pinned(String, SocketAddr),
}

/// A client for each way that the target's requests took: mostly one, at most a handful.
#[derive(Debug, Default)]
pub(super) struct Pools(Mutex<Vec<(Way, reqwest::Client)>>);

impl Pools {
    /// The client of a way, built when it is first asked for.
    pub(super) fn get(
        &self,
        way: &Way,
        build: impl FnOnce() -> Result<reqwest::Client, String>,
    ) -> Result<reqwest::Client, FetchError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = known.iter().find(|(other, _)| other == way) {
            return Ok(client.clone());
        }
        let client = build().map_err(FetchError::Protocol)?;
        known.push((way.clone(), client.clone()));
        Ok(client)
    }
}
