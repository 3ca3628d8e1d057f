//! The threads that parse large pages and sitemaps, off the threads that serve connections. There are two of them, always
//! the same: each thread that ever parsed a large page keeps memory for the next one, a multiple of the page's size.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock};
use std::thread;

use parking_lot::Mutex;
use tokio::sync::oneshot;

type ParseTask = Box<dyn FnOnce() + Send>;

const THREADS: usize = 2;

static JOBS: LazyLock<Sender<ParseTask>> = LazyLock::new(|| {
    let (sender, jobs) = channel();
    let jobs = Arc::new(Mutex::new(jobs));
    for number in 0..THREADS {
        let jobs = Arc::clone(&jobs);
        // Where none can be started, the jobs come back undone.
        drop(thread::Builder::new().name(format!("reader-{number}")).spawn(move || serve(&jobs)));
    }
    sender
});

fn serve(jobs: &Mutex<Receiver<ParseTask>>) {
    loop {
        // The lock is held while waiting: the other thread waits for it instead of a job.
        let job = jobs.lock().recv();
        let Ok(job) = job else { return };
        // Whoever waits for a job that panics finds that it is gone.
        drop(catch_unwind(AssertUnwindSafe(job)));
    }
}

/// Runs a job on one of the threads, first come, first served. `None`: it panicked, or no thread could be started.
pub(super) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (done, result) = oneshot::channel();
    // Nobody may be waiting any longer.
    let job = move || drop(done.send(work()));
    JOBS.send(Box::new(job)).ok()?;
    result.await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_are_done_on_two_threads_whatever_becomes_of_one() {
        let mut names = std::collections::BTreeSet::new();
        for number in 0..50 {
            let done = run(move || {
                assert!(number % 7 != 0, "this one panics");
                thread::current().name().map(str::to_owned)
            });
            match done.await {
                Some(name) => drop(names.insert(name.unwrap())),
                None => assert_eq!(number % 7, 0),
            }
        }
        assert!(names.iter().all(|name| name.starts_with("reader-")) && !names.is_empty());
        assert!(names.len() <= THREADS);
    }
}
