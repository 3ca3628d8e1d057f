//! The end that a user, a service manager or a closed terminal asks for: SIGINT, SIGTERM and SIGHUP. The first one ends
//! a run in order, with a report of what was done; a second one ends the program at once. Files are whole at any moment.

use std::future::pending;
use std::sync::mpsc;
use std::thread;

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::engine::Stop;

use super::Exit;

/// Whether the run shall end.
#[derive(Debug)]
pub(super) struct Interruption {
    stop: Stop,
    /// Dropped with this: the thread ends.
    _listening: oneshot::Sender<()>,
}

impl Interruption {
    /// Listens from now on. Where that is not possible the system's own reaction stays: the program ends.
    pub(super) fn listen() -> Self {
        let stop = Stop::new();
        let (listening, over) = oneshot::channel();
        let (ready, is_ready) = mpsc::channel();
        let listener = Listener { stop: stop.clone(), over };
        let thread = thread::Builder::new().name("signals".to_owned());
        if thread.spawn(move || listener.listen(ready)).is_ok() {
            // A thread that ended at once is not waited for.
            let _ = is_ready.recv();
        }
        Self { stop, _listening: listening }
    }

    /// The request that a signal makes.
    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Whether a signal came.
    pub(super) fn is_on(&self) -> bool {
        self.stop.is_requested()
    }
}

/// The thread that waits for signals.
struct Listener {
    stop: Stop,
    over: oneshot::Receiver<()>,
}

impl Listener {
    fn listen(self, ready: mpsc::Sender<()>) {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return;
        };
        let Some(signals) = Signals::new(&runtime) else { return };
        // An error means that nobody waits any longer.
        let _ = ready.send(());
        drop(ready);
        runtime.block_on(self.obey(signals));
    }

    async fn obey(mut self, mut signals: Signals) {
        loop {
            tokio::select! {
                () = signals.next() => {}
                _ = &mut self.over => return,
            }
            if !self.stop.request() {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        }
    }
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// Not listened to where it is ignored: `nohup` lets a run outlive its terminal.
    hang_up: Option<Signal>,
}

impl Signals {
    fn new(runtime: &Runtime) -> Option<Self> {
        let _entered = runtime.enter();
        let hang_up = if is_ignored(SignalKind::hangup()) {
            None
        } else {
            Some(signal(SignalKind::hangup()).ok()?)
        };
        Some(Self {
            interrupt: signal(SignalKind::interrupt()).ok()?,
            terminate: signal(SignalKind::terminate()).ok()?,
            hang_up,
        })
    }

    async fn next(&mut self) {
        let hang_up = async {
            match &mut self.hang_up {
                Some(signal) => signal.recv().await,
                None => pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = hang_up => {}
        }
    }
}

/// Whether this process was started with a signal ignored, as far as the system tells (Linux).
fn is_ignored(kind: SignalKind) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u64::from_str_radix(set.trim(), 16).ok());
    let bit = u32::try_from(kind.as_raw_value() - 1).ok().and_then(|bit| 1_u64.checked_shl(bit));
    ignored.zip(bit).is_some_and(|(ignored, bit)| ignored & bit != 0)
}
