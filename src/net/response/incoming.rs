//! A body that still comes over the network.

use std::sync::Arc;

use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header::{self, HeaderMap};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use crate::net::error::{FetchError, Phase};
use crate::net::limits::Permit;
use crate::net::origin::Origin;
use crate::net::response::body::{LARGE, ResponseBody};
use crate::net::response::decode::{DecodeError, Decoder, codings};
use crate::net::session::{Meter, Session};
use crate::net::transport::connection::Connection;

/// A body that has not been read.
#[derive(Debug)]
pub(crate) struct IncomingBody {
    pub(crate) incoming: Incoming,
    pub(crate) lease: ConnectionLease,
    pub(crate) deadline: Instant,
    pub(crate) meter: Meter,
    pub(crate) permit: Permit,
}

/// The connection that a response comes over; it goes back to the pool once the body is read.
#[derive(Debug)]
pub(crate) struct ConnectionLease {
    pub(crate) session: Arc<Session>,
    pub(crate) origin: Origin,
    pub(crate) connection: Connection,
}

impl IncomingBody {
    /// At most `cap` bytes, decompressed, and whether that is all of the body.
    pub(crate) async fn read(
        mut self,
        headers: &HeaderMap,
        cap: usize,
    ) -> Result<(ResponseBody, bool), FetchError> {
        let read = self.read_frames(headers, cap).await;
        let ConnectionLease { session, origin, connection } = self.lease;
        match &read {
            Ok((_, true)) => session.pool.put(origin, connection),
            // What the server still sends for it must not come over a connection that others use.
            _ if connection.is_http2() => session.pool.remove(&origin),
            _ => {}
        }
        read
    }

    async fn read_frames(
        &mut self,
        headers: &HeaderMap,
        cap: usize,
    ) -> Result<(ResponseBody, bool), FetchError> {
        let mut decoder = Decoder::new(&codings(headers).unwrap_or_default(), cap);
        let mut large = None;
        loop {
            let frame = self.lease.connection.during(self.incoming.frame());
            let frame = timeout_at(self.deadline, frame).await;
            // A server that sends without pause never lets the timer win: the clock is checked, too.
            let frame = frame.ok().filter(|_| Instant::now() < self.deadline);
            let frame = frame.ok_or(FetchError::Timeout(Phase::Body))?;
            let Some(frame) = frame else { break };
            let frame = frame.map_err(|error| FetchError::of_body(&error))?;
            // Trailers are not needed.
            let Ok(bytes) = frame.into_data() else { continue };
            match decoder.push(&bytes) {
                Ok(()) => {}
                Err(DecodeError::Full) => {
                    return Ok((ResponseBody::new(decoder.cut(), large), false));
                }
                Err(DecodeError::Damaged(detail)) => return Err(FetchError::Encoding(detail)),
            }
            if large.is_none() && decoder.len() > LARGE {
                large = Some(self.large_body_slot().await);
                decoder.expect(self.incoming.size_hint().lower());
            }
        }
        let bytes = match decoder.end() {
            Ok(bytes) => bytes,
            Err(DecodeError::Full) => return Err(FetchError::TooLarge(cap as u64)),
            Err(DecodeError::Damaged(detail)) => return Err(FetchError::Incomplete(detail)),
        };
        Ok((ResponseBody::new(bytes, large), true))
    }

    /// Whether the body's end is marked by more than the end of the connection.
    pub(crate) fn has_definite_end(&self, headers: &HeaderMap) -> bool {
        self.lease.connection.is_http2()
            || headers.contains_key(header::CONTENT_LENGTH)
            || headers.contains_key(header::TRANSFER_ENCODING)
    }

    /// Waits for one of the slots for large bodies. The wait is not the server's fault: it counts neither for the
    /// deadline nor for the session's time.
    pub(crate) async fn large_body_slot(&mut self) -> OwnedSemaphorePermit {
        let start = Instant::now();
        let slot = self.permit.large_body_slot().await;
        let waited = start.elapsed();
        self.deadline += waited;
        self.meter.exclude(waited);
        slot
    }
}
