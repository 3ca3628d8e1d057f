//! The progress bar: on standard error, where that is a terminal and nobody asked for quiet.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::lang::Text;

use super::super::World;
use super::super::look::Look;

/// How far a run is.
pub(super) struct Progress {
    bar: ProgressBar,
    sites: bool,
}

impl Progress {
    pub(super) fn new(sites: usize, look: Look, world: &World<'_>) -> Self {
        if look.is_quiet() || !world.err_is_terminal {
            return Self { bar: ProgressBar::hidden(), sites: false };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let template = if sites > 1 {
            bar.set_length(sites as u64);
            Text::fixed(
                "{spinner} {wide_bar} {pos}/{len} 个站点 · {elapsed}",
                "{spinner} {wide_bar} {pos}/{len} sites · {elapsed}",
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
        Self { bar, sites: sites > 1 }
    }

    /// A page was read.
    pub(super) fn page(&self) {
        if !self.sites {
            self.bar.inc(1);
        }
    }

    /// A site is done.
    pub(super) fn site(&self) {
        if self.sites {
            self.bar.inc(1);
        }
    }

    /// Does something that writes to the terminal while the bar is out of the way.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
