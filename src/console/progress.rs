//! The progress bar: on standard error, where that is a terminal and nobody asked for quiet.

use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::lang::{Lang, Text};
use crate::engine;
use crate::report::model::Status;

use super::look::Look;

/// A progress bar: of sites where there are several, else of pages.
pub struct RunProgress {
    bar: ProgressBar,
    sites: bool,
    /// Sites that could not be judged.
    failed: AtomicU64,
    /// The label of their number.
    words: &'static str,
}

impl RunProgress {
    /// A bar for a run over this number of sites; hidden where nobody would see it, as where standard error is no
    /// terminal.
    pub fn new(sites: usize, look: Look, is_terminal: bool) -> Self {
        let words = match look.lang {
            Lang::Zh => "个无法判断",
            Lang::En => "not judged",
        };
        if look.is_quiet() || look.is_logging || !is_terminal {
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

    /// Counts sites that an earlier run finished, without effect on the rate.
    pub fn resumed(&self, sites: usize) {
        if self.sites {
            self.bar.set_position(sites as u64);
            self.bar.reset_eta();
        }
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Hides the bar during work that writes to the terminal.
    pub fn suspend<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }
}

impl engine::Progress for RunProgress {
    fn page(&self) {
        if !self.sites {
            self.bar.inc(1);
        }
    }

    fn site(&self, status: Status) {
        if !self.sites {
            return;
        }
        if status == Status::Error {
            let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
            self.bar.set_message(format!(" · {failed} {}", self.words));
        }
        self.bar.inc(1);
    }
}

impl Drop for RunProgress {
    fn drop(&mut self) {
        self.end();
    }
}
