//! The bytes of a page, in buffers that are used again: pages come by the thousand, and memory that each takes and
//! leaves anew is torn to pieces by what stays.

use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use tokio::sync::OwnedSemaphorePermit;

/// From this size on, a body needs one of the few places for large ones, and its buffer is not kept.
pub(crate) const LARGE: usize = 256 << 10;
/// Buffers that are kept.
const MAX_SPARE: usize = 16;

static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// An empty buffer.
pub(crate) fn buffer() -> Vec<u8> {
    // A list of empty buffers is whole whatever its holder did, so poison means nothing here.
    SPARE.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
}

/// The bytes of a page. A large one holds one of the few places for such until dropped: drop it before waiting for
/// another answer.
#[derive(Debug, Default)]
pub struct Body {
    bytes: Vec<u8>,
    _large: Option<OwnedSemaphorePermit>,
}

impl Body {
    pub(crate) fn new(bytes: Vec<u8>, large: Option<OwnedSemaphorePermit>) -> Self {
        Self { bytes, _large: large }
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.capacity() == 0 || bytes.capacity() > LARGE {
            return;
        }
        bytes.clear();
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < MAX_SPARE {
            spare.push(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_back_empty() {
        for _ in 0..2 * MAX_SPARE {
            drop(Body::new(b"page".repeat(100), None));
        }
        drop(Body::new(Vec::with_capacity(LARGE + 1), None));
        let buffer = buffer();
        assert!(buffer.is_empty() && buffer.capacity() <= LARGE);
        assert!(SPARE.lock().unwrap().len() <= MAX_SPARE);
    }
}
