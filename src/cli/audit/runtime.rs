//! The threads of a command that audits.

use tokio::runtime::{self, Handle};

use super::super::Error;

/// A runtime that does not wait, at its end, for threads that hang on a disk or a name server.
pub(in crate::cli) struct Runtime {
    handle: Handle,
    /// There until the end.
    runtime: Option<runtime::Runtime>,
}

impl Runtime {
    /// Starts the threads.
    pub(in crate::cli) fn new() -> Result<Self, Error> {
        let runtime = runtime::Runtime::new().map_err(|cause| {
            Error::new(
                ("无法启动异步运行时", "the async runtime cannot start"),
                ("请关闭其他程序", "close other programs"),
            )
            .because(&cause)
        })?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// What work is given to.
    pub(in crate::cli) fn handle(&self) -> Handle {
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
