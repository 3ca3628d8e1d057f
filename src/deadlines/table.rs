//! The table of all deadlines: rows, states and counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::clock::{Clock, Count, Due, Kind};
use crate::domain::date::Date;
use crate::domain::failure::ValueError;
use crate::domain::record::{SiteLog, When};
use crate::domain::site::Site;
use crate::domain::timeline::Conflict;
use crate::domain::workday::Calendar;

use super::{SiteDeadlines, due};

/// Within this many days a due day counts as soon.
const SOON: i32 = 7;

/// The legal periods that run for all sites, soonest first.
#[derive(Clone, Debug)]
pub struct DueTable {
    /// Now, or today alone.
    pub now: When,
    /// The rows, soonest first.
    pub rows: Vec<DueRow>,
    /// Counts, rows that were cut included.
    pub totals: DueTotals,
    /// Where `beian.toml` and the ledger contradict each other.
    pub conflicts: Vec<(Box<str>, Conflict)>,
}

/// A legal period that runs for a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRow {
    /// The site's domain; of a site without one its folder.
    pub site: Box<str>,
    /// The client, as in `beian.toml`.
    pub client: Option<Arc<str>>,
    /// The period.
    pub clock: &'static Clock,
    /// The count that decides: the earlier one where there are two.
    pub count: Count,
    /// The later one, where there are two documented starts.
    pub also: Option<Count>,
    /// Identifies the period among those of the site, also after its due day has moved.
    pub key: Box<str>,
    /// The note recorded with the event that started it.
    pub note: Option<Box<str>>,
    /// How many entries the ledger has of this site: it rises with every change, as calendars need it.
    pub sequence: u32,
    /// The last day is known to be a weekend or a holiday.
    pub day_off: bool,
}

/// The state of a period today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueState {
    /// The owner has missed it.
    Overdue,
    /// Due within a week, today included.
    Soon,
    /// Due later.
    Running,
    /// Others should have acted by now.
    Late,
    /// Others have time left.
    Waiting,
}

impl DueState {
    /// The name used in JSON and CSV.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Running => "running",
            Self::Late => "late",
            Self::Waiting => "waiting",
        }
    }
}

/// Counts over all periods, rows that were cut included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DueTotals {
    /// All periods.
    pub deadlines: usize,
    /// Missed by the owner.
    pub overdue: usize,
    /// Due within a week.
    pub soon: usize,
    /// Waiting for others.
    pub waiting: usize,
    /// Left out of the rows by the limit.
    pub not_listed: usize,
}

impl DueRow {
    /// The state at `now`.
    pub fn state(&self, now: When) -> DueState {
        let over = self.count.is_over(now);
        match self.clock.kind {
            Kind::Duty if over => DueState::Overdue,
            Kind::Duty if self.days_left(now) <= SOON => DueState::Soon,
            Kind::Duty => DueState::Running,
            Kind::Wait if over => DueState::Late,
            Kind::Wait => DueState::Waiting,
        }
    }

    /// Days from today to the last day; negative when it is past.
    pub fn days_left(&self, now: When) -> i32 {
        self.count.days_left(now.day)
    }

    /// A permanent identifier, also used in calendars.
    pub fn uid(&self) -> String {
        format!("{}@{}", self.key, self.site)
    }

    fn order(&self) -> (When, &str, &str) {
        (self.count.last.when, &self.site, &self.key)
    }
}

/// Which periods are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DueFilter {
    /// Only what the owner must do within this many days.
    pub within: Option<u16>,
    /// At most this many rows, the soonest.
    pub limit: Option<usize>,
}

/// A number of days as people write it: `7d`, `2w`, or a bare number.
pub fn days_typed(text: &str) -> Result<u16, ValueError> {
    let (number, unit) = match text.strip_suffix('w') {
        Some(number) => (number, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse::<u16>().ok().filter(|_| digits);
    let days = number.and_then(|number| number.checked_mul(unit));
    days.ok_or_else(|| {
        ValueError::form(("天数写成 7d，周数写成 2w", "write days as 7d, or weeks as 2w"))
    })
}

/// Builds the table site by site. Holds at most twice the limit (or 1024 rows), however many sites are added.
#[derive(Debug)]
pub struct DueTableBuilder<'a> {
    now: When,
    calendar: &'a Calendar,
    filter: DueFilter,
    rows: Vec<DueRow>,
    totals: DueTotals,
    conflicts: Vec<(Box<str>, Conflict)>,
}

impl<'a> DueTableBuilder<'a> {
    /// An empty table for a day, or for a day and an hour.
    pub const fn new(now: When, calendar: &'a Calendar, filter: DueFilter) -> Self {
        let totals = DueTotals { deadlines: 0, overdue: 0, soon: 0, waiting: 0, not_listed: 0 };
        Self { now, calendar, filter, rows: Vec::new(), totals, conflicts: Vec::new() }
    }

    /// Adds a site: its name in the table, its client, what `beian.toml` declares of it and what the ledger holds.
    pub fn add(
        &mut self,
        name: &str,
        client: Option<&Arc<str>>,
        declared: Option<&Site>,
        log: Option<&SiteLog>,
    ) {
        let SiteDeadlines { timeline, running } = due(declared, log, self.calendar, self.now.day);
        let conflicts = timeline.conflicts().iter();
        self.conflicts.extend(conflicts.map(|conflict| (name.into(), *conflict)));
        let entries = log.map_or(0, |log| log.entries);
        for due in running.iter().filter(|due| self.is_listed(due)).collect::<Vec<_>>() {
            self.push(self.row(due, name, client, entries));
        }
    }

    fn is_listed(&self, due: &Due<'_>) -> bool {
        let near = |within: u16| due.first().days_left(self.now.day) <= i32::from(within);
        self.filter.within.is_none_or(|within| due.clock.kind == Kind::Duty && near(within))
    }

    fn row(&self, due: &Due<'_>, site: &str, client: Option<&Arc<str>>, entries: u32) -> DueRow {
        let count = *due.first();
        DueRow {
            site: site.into(),
            client: client.cloned(),
            clock: due.clock,
            count,
            also: due.second().copied(),
            key: due.key().into(),
            note: due.note.map(Into::into),
            sequence: entries,
            day_off: self.calendar.works(count.last.when.day) == Some(false),
        }
    }

    fn push(&mut self, row: DueRow) {
        self.totals.deadlines += 1;
        match row.state(self.now) {
            DueState::Overdue => self.totals.overdue += 1,
            DueState::Soon => self.totals.soon += 1,
            DueState::Running => {}
            DueState::Late | DueState::Waiting => self.totals.waiting += 1,
        }
        self.rows.push(row);
        if let Some(limit) = self.filter.limit
            && self.rows.len() >= limit.saturating_mul(2).max(1024)
        {
            self.cut(limit);
        }
    }

    fn cut(&mut self, limit: usize) {
        if limit < self.rows.len() {
            self.rows.select_nth_unstable_by(limit, |a, b| a.order().cmp(&b.order()));
            self.rows.truncate(limit);
        }
    }

    /// The table.
    pub fn finish(mut self) -> DueTable {
        if let Some(limit) = self.filter.limit {
            self.cut(limit);
        }
        self.rows.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        self.totals.not_listed = self.totals.deadlines - self.rows.len();
        let Self { now, rows, totals, conflicts, .. } = self;
        DueTable { now, rows, totals, conflicts }
    }
}

impl DueTable {
    /// Today.
    pub fn today(&self) -> Date {
        self.now.day
    }

    /// The rows by client, the client with the soonest row first.
    pub fn by_client(&self) -> Vec<(Option<&str>, Vec<&DueRow>)> {
        let mut places: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let mut groups: Vec<(Option<&str>, Vec<&DueRow>)> = Vec::new();
        for row in &self.rows {
            let client = row.client.as_deref();
            let place = *places.entry(client).or_insert(groups.len());
            match groups.get_mut(place) {
                Some((_, rows)) => rows.push(row),
                None => groups.push((client, vec![row])),
            }
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_is_near_is_what_the_owner_must_do_by_then() {
        let sites = |within| {
            let filter = DueFilter { within: Some(within), ..DueFilter::default() };
            let rows = sample::table_of(filter).rows;
            rows.iter().map(|row| format!("{} {}", row.site, row.clock.name)).collect::<Vec<_>>()
        };
        let overdue =
            ["late.example police-badge", "nuanyang.example police-filing"].map(str::to_owned);
        assert_eq!(sites(0), overdue);
        let mut week = overdue.to_vec();
        week.extend(
            ["hour.example sms-check", "new.example sms-check", "hostile.example notice"]
                .map(str::to_owned),
        );
        assert_eq!(sites(7), week);
    }

    #[test]
    fn a_limit_keeps_the_soonest_and_says_how_many_are_left_out() {
        let all = sample::table();
        for limit in 0..=all.rows.len() + 1 {
            let cut = sample::table_of(DueFilter { limit: Some(limit), ..DueFilter::default() });
            let kept = limit.min(all.rows.len());
            assert_eq!(cut.rows, all.rows[..kept], "{limit}");
            assert_eq!(cut.totals.not_listed, all.rows.len() - kept);
            assert_eq!(DueTotals { not_listed: 0, ..cut.totals }, all.totals);
        }
    }
}
