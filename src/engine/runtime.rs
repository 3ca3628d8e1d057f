//! A tokio runtime for programs that have none of their own.

use tokio::runtime::{self, Handle};

use super::error::Error;

/// A runtime that does not wait, at its end, for threads that hang on a disk or a name server.
#[derive(Debug)]
pub struct Runtime {
    handle: Handle,
    /// `None` once it is dropped.
    runtime: Option<runtime::Runtime>,
}

impl Runtime {
    /// Starts the threads.
    pub fn new() -> Result<Self, Error> {
        let runtime = runtime::Runtime::new().map_err(Error::Runtime)?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// The handle that [`Control`](super::Control) takes.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_thread_that_hangs_does_not_hold_up_the_end() {
        let runtime = Runtime::new().unwrap();
        let (hangs, wait) = mpsc::channel::<()>();
        runtime.handle().spawn_blocking(move || wait.recv());
        let (ended, end) = mpsc::channel();
        thread::spawn(move || {
            drop(runtime);
            ended.send(())
        });
        assert!(end.recv_timeout(Duration::from_mins(1)).is_ok());
        drop(hangs);
    }
}
