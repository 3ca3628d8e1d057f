//! When a run takes place and how it goes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{Instant, sleep};

use crate::config::{ChannelKeys, NotifyKeys};
use crate::deadlines::DueTable;
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Lang;
use crate::domain::workday::Calendar;

use super::secrets::Environment;

/// The moment of a run.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The clock when the run began.
    pub now: Timestamp,
    /// The day that is taken for today.
    pub today: Date,
    begun: Instant,
}

/// How a run goes.
#[derive(Clone, Copy)]
pub struct RunOptions<'a> {
    /// The channels.
    pub keys: &'a NotifyKeys,
    /// Only these channels; all where it is empty.
    pub wanted: &'a [String],
    /// The language of channels that have none of their own.
    pub lang: Lang,
    /// When.
    pub moment: Moment,
    /// How often a message is tried in this run.
    pub tries: u32,
    /// Whether messages that rest are tried, too.
    pub at_once: bool,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// What is due, for the calendar that is attached.
    pub table: &'a DueTable,
    /// The environment, for secrets.
    pub env: Environment<'a>,
    /// Set when the run shall end.
    pub stop: &'a AtomicBool,
}

impl Moment {
    /// A run that begins now.
    pub fn new(now: Timestamp, today: Date) -> Self {
        Self { now, today, begun: Instant::now() }
    }

    pub(super) fn system(&self) -> SystemTime {
        SystemTime::from(self.now) + self.begun.elapsed()
    }

    pub(super) fn current(&self) -> Timestamp {
        self.system().into()
    }

    /// Milliseconds since the epoch of Unix.
    pub(super) fn millis(&self) -> i64 {
        let since = self.system().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(0)
    }
}

impl RunOptions<'_> {
    pub(super) fn wants(&self, channel: &ChannelKeys) -> bool {
        self.wanted.is_empty() || self.wanted.contains(&channel.name)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Waits; not to the end where the run shall end.
    pub(super) async fn rest(&self, time: Duration) {
        const STEP: Duration = Duration::from_millis(100);
        let end = Instant::now() + time;
        while !self.is_stopped() && Instant::now() < end {
            sleep(STEP.min(end.saturating_duration_since(Instant::now()))).await;
        }
    }
}
