//! Several sites at once, told in order or as each is done, until all are done or the run is interrupted.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use tokio::sync::watch;

/// Works through `jobs` on `threads` threads and hands each result, with its job's index, to `done` as it comes. `stop`
/// keeps further jobs from being started; a job that is stopped has no result.
pub(super) fn each<J: Sync, R: Send>(
    jobs: &[J],
    threads: usize,
    stop: &watch::Receiver<bool>,
    work: impl Fn(&J) -> Option<R> + Sync,
    mut done: impl FnMut(usize, R),
) {
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            let (sender, next, work) = (sender.clone(), &next, &work);
            scope.spawn(move || {
                while !*stop.borrow() {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { break };
                    if let Some(result) = work(job)
                        && sender.send((index, result)).is_err()
                    {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (index, result) in results {
            done(index, result);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_done_once() {
        let jobs: Vec<usize> = (0..100).collect();
        let (_keep, stop) = watch::channel(false);
        for threads in [0, 1, 7, 500] {
            let mut results = vec![0; jobs.len()];
            each(
                &jobs,
                threads,
                &stop,
                |job| Some(job * 2),
                |index, result| results[index] += result,
            );
            assert!(
                results.iter().enumerate().all(|(index, result)| *result == index * 2),
                "{threads}"
            );
        }
        each(&[], 3, &stop, |_: &usize| Some(1), |_, _| panic!("no jobs"));
    }

    #[test]
    fn an_interruption_keeps_what_is_done() {
        let jobs: Vec<usize> = (0..100).collect();
        let (interrupt, stop) = watch::channel(false);
        let mut results = Vec::new();
        let work = |job: &usize| {
            if *job == 5 {
                interrupt.send_replace(true);
            }
            Some(*job)
        };
        each(&jobs, 1, &stop, work, |index, _| results.push(index));
        assert_eq!(results, [0, 1, 2, 3, 4, 5]);
    }
}
