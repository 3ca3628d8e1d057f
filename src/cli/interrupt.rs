//! The end that a user, a service manager or a closed terminal asks for: SIGINT, SIGTERM and SIGHUP. The first one ends
//! a run in order, with a report of what was done; a second one ends the program at once. Files are whole at any moment.

use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{oneshot, watch};

use super::Exit;

/// Whether the run shall end.
#[derive(Debug)]
pub(super) struct Interruption {
    on: Arc<AtomicBool>,
    bell: watch::Receiver<bool>,
    /// When it is dropped, nobody listens any more.
    _listening: oneshot::Sender<()>,
}

impl Interruption {
    /// Listens from now on. Where that is not possible the system's own reaction stays: the program ends.
    pub(super) fn listen() -> Self {
        let on = Arc::new(AtomicBool::new(false));
        let (ring, bell) = watch::channel(false);
        let (listening, over) = oneshot::channel();
        let (ready, is_ready) = mpsc::channel();
        let ears = Ears { on: Arc::clone(&on), ring, over };
        let thread = thread::Builder::new().name("signals".to_owned());
        if thread.spawn(move || ears.listen(ready)).is_ok() {
            // A thread that ended at once is not waited for.
            let _ = is_ready.recv();
        }
        Self { on, bell, _listening: listening }
    }

    /// Whether it came.
    pub(super) fn is_on(&self) -> bool {
        self.on.load(Ordering::Relaxed)
    }

    /// Turns true when it comes.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.on
    }

    /// Waits until it comes.
    pub(super) async fn comes(&self) {
        let mut bell = self.bell.clone();
        if bell.wait_for(|on| *on).await.is_err() {
            pending::<()>().await;
        }
    }
}

/// The thread that hears signals.
struct Ears {
    on: Arc<AtomicBool>,
    ring: watch::Sender<bool>,
    over: oneshot::Receiver<()>,
}

impl Ears {
    fn listen(self, ready: mpsc::Sender<()>) {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return;
        };
        let Some(signals) = Signals::new(&runtime) else { return };
        // Whoever waits has been told, or is gone.
        let _ = ready.send(());
        drop(ready);
        runtime.block_on(self.heed(signals));
    }

    async fn heed(mut self, mut signals: Signals) {
        loop {
            tokio::select! {
                () = signals.next() => {}
                _ = &mut self.over => return,
            }
            if self.on.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
            self.ring.send_replace(true);
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
