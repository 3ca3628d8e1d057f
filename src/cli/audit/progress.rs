//! The progress bar: on standard error, where that is a terminal and nobody asked for quiet.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::lang::{Lang, Text};
use crate::report::model::Status;

use super::super::World;
use super::super::look::Look;

/// How far a run is.
pub(in crate::cli) struct Progress {
    bar: ProgressBar,
    sites: bool,
    /// Sites that could not be judged.
    failed: AtomicU64,
    /// What is said of them.
    words: &'static str,
}

impl Progress {
    /// For so many sites.
    pub(in crate::cli) fn new(sites: usize, look: Look, world: &World<'_>) -> Self {
        let words = match look.lang {
            Lang::Zh => "个无法判断",
            Lang::En => "not judged",
        };
        if look.is_quiet() || look.is_logging || !world.err_is_terminal {
            return Self {
                bar: ProgressBar::hidden(),
                sites: false,
                failed: AtomicU64::new(0),
                words,
            };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let template = if sites > 1 {
            bar.set_length(sites as u64);
            Text::fixed(
                "{spinner} {wide_bar} {pos}/{len} 个站点 · {per_sec}{msg} · {elapsed} · 剩余 {eta}",
                "{spinner} {wide_bar} {pos}/{len} sites · {per_sec}{msg} · {elapsed} · {eta} left",
            )
        } else {
            Text::fixed(
                "{spinner} 已读 {pos} 页 · {elapsed}",
                "{spinner} {pos} pages read · {elapsed}",
            )
        };
        // The templates are constant; a wrong one would only lose its looks.
        if let Ok(style) = ProgressStyle::with_template(template.get(look.lang)) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        Self { bar, sites: sites > 1, failed: AtomicU64::new(0), words }
    }

    /// So many sites were done before; they say nothing about the rate.
    pub(super) fn resumed(&self, sites: usize) {
        if self.sites {
            self.bar.set_position(sites as u64);
            self.bar.reset_eta();
        }
    }

    /// A page was read.
    pub(super) fn page(&self) {
        if !self.sites {
            self.bar.inc(1);
        }
    }

    /// A site is done.
    pub(super) fn site(&self, status: Status) {
        if !self.sites {
            return;
        }
        if status == Status::Error {
            let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
            self.bar.set_message(format!(" · {failed} {}", self.words));
        }
        self.bar.inc(1);
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Does something that writes to the terminal while the bar is out of the way.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}
