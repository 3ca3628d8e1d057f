//! What each site must do by when. Plain data without words: `report` has the words and the formats.

mod correction;
mod entry;
#[cfg(test)]
pub(crate) mod sample;
mod table;

use crate::domain::clock::{self, Due};
use crate::domain::date::Date;
use crate::domain::record::SiteLog;
use crate::domain::site::Site;
use crate::domain::timeline::Timeline;
use crate::domain::workday::Calendar;

pub use correction::EntryChange;
pub use entry::{EntryError, check_entry, check_hour};
pub use table::{DueFilter, DueRow, DueState, DueTable, DueTableBuilder, DueTotals, days_typed};

/// The events of one site, and the legal periods that run from them.
#[derive(Clone, Debug)]
pub struct SiteDeadlines<'a> {
    /// What happened, as declared and as recorded.
    pub timeline: Timeline<'a>,
    /// The periods that run today, in the order of [`clock::ALL`].
    pub running: Vec<Due<'a>>,
}

impl<'a> SiteDeadlines<'a> {
    /// The period with this name, if it runs.
    pub fn running(&self, clock: &clock::Clock) -> Option<&Due<'a>> {
        self.running.iter().find(|due| due.clock.name == clock.name)
    }
}

/// Works out what is due for one site. The one place where this is done: the table of deadlines, the report of an audit
/// and the rules all ask here. `site` is what `beian.toml` declares, `log` what the ledger holds.
pub fn due<'a>(
    site: Option<&Site>,
    log: Option<&'a SiteLog>,
    calendar: &Calendar,
    today: Date,
) -> SiteDeadlines<'a> {
    let timeline = Timeline::of(site, log, today);
    let running = clock::running(&timeline, calendar, today);
    SiteDeadlines { timeline, running }
}
