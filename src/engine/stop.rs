//! A request to stop a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

/// A request to stop, shared by those who may make it and those who obey it. Clones are the same request, which cannot
/// be taken back.
#[derive(Clone, Debug)]
pub struct Stop {
    /// For threads, which look at it between two files.
    flag: Arc<AtomicBool>,
    /// For tasks, which wait for it.
    signal: watch::Sender<bool>,
}

impl Stop {
    /// A request that nobody has made yet.
    pub fn new() -> Self {
        Self { flag: Arc::default(), signal: watch::Sender::new(false) }
    }

    /// Makes the request. False if it was made before.
    pub fn request(&self) -> bool {
        let first = !self.flag.swap(true, Ordering::Relaxed);
        self.signal.send_replace(true);
        first
    }

    /// Whether the request was made.
    pub fn is_requested(&self) -> bool {
        self.flag.load(Ordering::Relaxed)
    }

    /// True once the request is made.
    pub fn flag(&self) -> &AtomicBool {
        &self.flag
    }

    /// Completes when the request is made.
    pub async fn requested(&self) {
        // The sender is a field of `self`: it cannot be gone.
        let _ = self.signal.subscribe().wait_for(|requested| *requested).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}
