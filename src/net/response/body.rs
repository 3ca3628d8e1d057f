//! The bytes of a body, in buffers that are reused: a run reads thousands of pages, and allocating each anew fragments
//! the heap.

use std::ops::Deref;

use parking_lot::Mutex;
use tokio::sync::OwnedSemaphorePermit;

/// Bytes. Above this size a body needs one of the few slots for large bodies, and its buffer is not reused.
pub(crate) const LARGE: usize = 256 << 10;
/// Buffers kept for reuse.
const MAX_SPARE: usize = 16;

static SPARE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// An empty buffer.
pub(crate) fn buffer() -> Vec<u8> {
    SPARE.lock().pop().unwrap_or_default()
}

/// The bytes of a body. A large one holds one of the few slots for large bodies until dropped: drop it before waiting
/// for another response.
#[derive(Debug, Default)]
pub struct ResponseBody {
    bytes: Vec<u8>,
    _large: Option<OwnedSemaphorePermit>,
}

impl ResponseBody {
    pub(crate) fn new(bytes: Vec<u8>, large: Option<OwnedSemaphorePermit>) -> Self {
        Self { bytes, _large: large }
    }
}

impl Deref for ResponseBody {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.capacity() == 0 || bytes.capacity() > LARGE {
            return;
        }
        bytes.clear();
        let mut spare = SPARE.lock();
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
            drop(ResponseBody::new(b"page".repeat(100), None));
        }
        drop(ResponseBody::new(Vec::with_capacity(LARGE + 1), None));
        let buffer = buffer();
        assert!(buffer.is_empty() && buffer.capacity() <= LARGE);
        assert!(SPARE.lock().len() <= MAX_SPARE);
    }
}
