//! The table of due days: its model, and one file a format.

mod changes;
pub mod csv;
pub mod html;
pub mod ics;
pub mod json;
pub mod markdown;
pub mod reference;
#[cfg(test)]
mod sample;
pub mod text;
mod words;

pub use changes::drift;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::clock::{Clock, Count, Due, Kind};
use crate::domain::date::Date;
use crate::domain::lang::{Lang, Text};
use crate::domain::record::When;
use crate::domain::timeline::{Conflict, Timeline};
use crate::domain::workday::Calendar;

/// How near a due day must be to be called soon, in days.
const SOON: i32 = 7;

/// The clocks of all sites, soonest first.
#[derive(Clone, Debug)]
pub struct Deadlines {
    /// Now, or today alone.
    pub now: When,
    /// The rows, soonest first.
    pub rows: Vec<Row>,
    /// What they add up to, rows that were left out included.
    pub totals: Totals,
    /// Where `beian.toml` and the ledger contradict each other.
    pub conflicts: Vec<(Box<str>, Conflict)>,
}

/// A clock of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The site's domain; of a site without one its folder.
    pub site: Box<str>,
    /// The client.
    pub client: Option<Arc<str>>,
    /// The clock.
    pub clock: &'static Clock,
    /// The count to be warned of: the earlier one.
    pub count: Count,
    /// The later one, where there are two documented starts.
    pub also: Option<Count>,
    /// What tells this clock apart from the site's others and stays the same when its day moves.
    pub key: Box<str>,
    /// What was written beside the start.
    pub note: Option<Box<str>>,
    /// How often the ledger changed for this site: rises with every change.
    pub sequence: u32,
    /// The last day is no working day.
    pub day_off: bool,
}

/// How a clock stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The owner missed it.
    Overdue,
    /// Due within a week, today included.
    Soon,
    /// Due later.
    Running,
    /// Others should be done by now.
    Late,
    /// Others have time left.
    Waiting,
}

impl State {
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

/// What the rows add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All clocks.
    pub deadlines: usize,
    /// Missed by the owner.
    pub overdue: usize,
    /// Due within a week.
    pub soon: usize,
    /// Others' turn.
    pub waiting: usize,
    /// Not in the rows: they were cut.
    pub not_listed: usize,
}

impl Row {
    /// How it stands.
    pub fn state(&self, now: When) -> State {
        let over = self.count.is_over(now);
        match self.clock.kind {
            Kind::Duty if over => State::Overdue,
            Kind::Duty if self.days_left(now) <= SOON => State::Soon,
            Kind::Duty => State::Running,
            Kind::Wait if over => State::Late,
            Kind::Wait => State::Waiting,
        }
    }

    /// Days from today to the last day; negative when it is past.
    pub fn days_left(&self, now: When) -> i32 {
        self.count.days_left(now.day)
    }

    /// Names this clock of this site for good.
    pub fn uid(&self) -> String {
        format!("{}@{}", self.key, self.site)
    }

    fn order(&self) -> (When, &str, &str) {
        (self.count.last.when, &self.site, &self.key)
    }
}

/// Which clocks are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only what the owner must do, within so many days.
    pub within: Option<u16>,
    /// At most so many, the soonest.
    pub limit: Option<usize>,
}

/// Gathers rows site by site. It holds no more than twice the limit, however many sites come by.
#[derive(Debug)]
pub struct Gatherer<'a> {
    now: When,
    calendar: &'a Calendar,
    choice: Choice,
    rows: Vec<Row>,
    totals: Totals,
    conflicts: Vec<(Box<str>, Conflict)>,
}

impl<'a> Gatherer<'a> {
    /// For today, or the present hour.
    pub const fn new(now: When, calendar: &'a Calendar, choice: Choice) -> Self {
        let totals = Totals { deadlines: 0, overdue: 0, soon: 0, waiting: 0, not_listed: 0 };
        Self { now, calendar, choice, rows: Vec::new(), totals, conflicts: Vec::new() }
    }

    /// Adds the clocks of a site. `entries` counts what was recorded of it.
    pub fn add(
        &mut self,
        site: &str,
        client: Option<&Arc<str>>,
        timeline: &Timeline<'_>,
        entries: u32,
    ) {
        let conflicts = timeline.conflicts().iter();
        self.conflicts.extend(conflicts.map(|conflict| (site.into(), *conflict)));
        for due in crate::domain::clock::running(timeline, self.calendar, self.now.day) {
            if self.chosen(&due) {
                self.push(self.row(&due, site, client, entries));
            }
        }
    }

    fn chosen(&self, due: &Due<'_>) -> bool {
        let near = |within: u16| due.first().days_left(self.now.day) <= i32::from(within);
        self.choice.within.is_none_or(|within| due.clock.kind == Kind::Duty && near(within))
    }

    fn row(&self, due: &Due<'_>, site: &str, client: Option<&Arc<str>>, entries: u32) -> Row {
        let count = *due.first();
        Row {
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

    fn push(&mut self, row: Row) {
        self.totals.deadlines += 1;
        match row.state(self.now) {
            State::Overdue => self.totals.overdue += 1,
            State::Soon => self.totals.soon += 1,
            State::Running => {}
            State::Late | State::Waiting => self.totals.waiting += 1,
        }
        self.rows.push(row);
        if let Some(limit) = self.choice.limit
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

    /// What was gathered.
    pub fn finish(mut self) -> Deadlines {
        if let Some(limit) = self.choice.limit {
            self.cut(limit);
        }
        self.rows.sort_unstable_by(|a, b| a.order().cmp(&b.order()));
        self.totals.not_listed = self.totals.deadlines - self.rows.len();
        let Self { now, rows, totals, conflicts, .. } = self;
        Deadlines { now, rows, totals, conflicts }
    }
}

/// A contradiction between `beian.toml` and the ledger, and what to do about it.
pub fn conflict(site: &str, conflict: &Conflict) -> Text {
    let said = |lang| words::conflict(site, conflict, lang);
    Text::made(said(Lang::Zh), said(Lang::En))
}

impl Deadlines {
    /// Today.
    pub fn today(&self) -> Date {
        self.now.day
    }

    /// The rows by client, the client with the soonest row first.
    pub fn by_client(&self) -> Vec<(Option<&str>, Vec<&Row>)> {
        let mut places: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let mut groups: Vec<(Option<&str>, Vec<&Row>)> = Vec::new();
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
mod tests;
