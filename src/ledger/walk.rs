//! Reading: what holds today, site by site, in little memory however large the ledger is.

use std::cmp::Ordering;

use rusqlite::{Rows, Statement};

use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening, Seen, SiteLog};

use super::audits::{self, HEAD, Head, WHOLE};
use super::entry::{COLUMNS, Cells};
use super::{Audit, Entry, Error, LastSeen, Ledger, Sights, Uid};

/// All that was ever recorded of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Entries and corrections, in the order of recording.
    pub entries: Vec<Entry>,
    /// Audits, in the order of recording.
    pub audits: Vec<Audit>,
}

impl Ledger {
    /// Hands over what holds of each site, in the order of their names, as of one moment.
    pub fn each_log<E: From<Error>>(
        &self,
        mut each: impl FnMut(SiteLog) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |error| self.fault(error);
        // Both tables as they are at one moment, whatever others write meanwhile.
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry ORDER BY site, id");
        let heads = format!("SELECT {HEAD} FROM audit ORDER BY site, id");
        let mut entries = self.db.prepare(&entries).map_err(of)?;
        let mut heads = self.db.prepare(&heads).map_err(of)?;
        let mut logs = Logs::new(entries.query(()).map_err(of)?);
        let mut sights = SightsOfSites::new(heads.query(()).map_err(of)?);
        let (mut log, mut sight) = (logs.next().map_err(of)?, sights.next().map_err(of)?);
        loop {
            let order = match (&log, &sight) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(log), Some((site, _))) => log.site.as_str().cmp(site),
            };
            let mut done = if order.is_le() { log.take() } else { None }.unwrap_or_default();
            if order.is_le() {
                log = logs.next().map_err(of)?;
            }
            if order.is_ge()
                && let Some((site, seen)) = sight.take()
            {
                done.site = site;
                done.seen = seen;
                sight = sights.next().map_err(of)?;
            }
            each(done)?;
        }
    }

    /// What holds of one site.
    pub fn log(&self, site: &str) -> Result<SiteLog, Error> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry WHERE site = ?1 ORDER BY id");
        let heads = format!("SELECT {HEAD} FROM audit WHERE site = ?1 ORDER BY id");
        let mut entries = self.db.prepare(&entries).map_err(of)?;
        let mut heads = self.db.prepare(&heads).map_err(of)?;
        let mut logs = Logs::new(entries.query([site]).map_err(of)?);
        let mut sights = SightsOfSites::new(heads.query([site]).map_err(of)?);
        let mut log = logs.next().map_err(of)?.unwrap_or_default();
        site.clone_into(&mut log.site);
        log.seen = sights.next().map_err(of)?.and_then(|(_, seen)| seen);
        Ok(log)
    }

    /// When recorded audits of a site saw each thing for the last time; those of the live site, or those of folders.
    pub fn last_seen(&self, site: &str, live: bool) -> Result<LastSeen, Error> {
        audits::last_seen(&self.db, site, live).map_err(|error| self.fault(error))
    }

    /// All that was ever recorded of one site.
    pub fn history(&self, site: &str) -> Result<History, Error> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry WHERE site = ?1 ORDER BY id");
        let audits = format!("SELECT {WHOLE} FROM audit WHERE site = ?1 ORDER BY id");
        let all = |mut select: Statement<'_>| select.query_map([site], Entry::read)?.collect();
        let entries = self.db.prepare(&entries).and_then(all).map_err(of)?;
        let all = |mut select: Statement<'_>| select.query_map([site], Audit::read)?.collect();
        let audits = self.db.prepare(&audits).and_then(all).map_err(of)?;
        Ok(History { entries, audits })
    }
}

impl History {
    /// What holds of an event that this site's entries tell of: the value that was recorded last.
    pub fn latest(&self, first: Uid) -> Option<&EventDetails> {
        let tells = |entry: &&Entry| entry.uid == first || entry.corrects == Some(first);
        self.entries.iter().rev().find(tells)?.value.as_ref()
    }
}

/// Entries in the order of sites → one log a site.
struct Logs<'a> {
    rows: Rows<'a>,
    open: Option<Open>,
}

/// The log of a site under way: its events with what holds of them so far.
struct Open {
    site: String,
    entries: u32,
    events: Vec<(Uid, Event, Option<EventDetails>)>,
}

impl<'a> Logs<'a> {
    const fn new(rows: Rows<'a>) -> Self {
        Self { rows, open: None }
    }

    fn next(&mut self) -> rusqlite::Result<Option<SiteLog>> {
        while let Some(row) = self.rows.next()? {
            let cells = Cells::read(row)?;
            match &mut self.open {
                Some(open) if open.site == cells.site => open.add(&cells)?,
                _ => {
                    let mut next = Open::new(cells.site);
                    next.add(&cells)?;
                    if let Some(done) = self.open.replace(next) {
                        return Ok(Some(done.close()));
                    }
                }
            }
        }
        Ok(self.open.take().map(Open::close))
    }
}

impl Open {
    fn new(site: &str) -> Self {
        Self { site: site.to_owned(), entries: 0, events: Vec::new() }
    }

    fn add(&mut self, cells: &Cells<'_>) -> rusqlite::Result<()> {
        self.entries = self.entries.saturating_add(1);
        let value = cells.value()?;
        match cells.corrects {
            None => self.events.push((cells.uid, cells.event()?, value)),
            Some(first) => {
                let event = self.events.iter_mut().find(|(uid, ..)| *uid == first);
                event.ok_or_else(super::entry::changed)?.2 = value;
            }
        }
        Ok(())
    }

    fn close(self) -> SiteLog {
        let Self { site, entries, events } = self;
        let holds = events.into_iter().filter_map(|(_, event, value)| {
            Some(Happening { site: site.clone(), event, details: value? })
        });
        let mut happenings: Vec<Happening> = holds.collect();
        // Stable: what happened at the same moment stays in the order of recording.
        happenings.sort_by_key(|happening| happening.details.when);
        SiteLog { site, happenings, entries, seen: None }
    }
}

/// Audits in the order of sites → what the last one of each site saw.
struct SightsOfSites<'a> {
    rows: Rows<'a>,
    open: Option<(String, LastAudits)>,
}

/// What the last audits saw. The live site speaks for itself; a folder speaks for a site that was never audited live.
#[derive(Default)]
struct LastAudits {
    live: Option<Seen>,
    folder: Option<Seen>,
}

impl LastAudits {
    /// Takes a further audit. What it could not judge stays as the one before it saw it.
    fn add(&mut self, head: &Head<'_>) -> rusqlite::Result<()> {
        let last = if head.live { &mut self.live } else { &mut self.folder };
        let Sights { icp, badge } = head.sights;
        if icp.is_some() || badge.is_some() {
            let before = last.map_or((false, false), |last| (last.icp, last.badge));
            let (icp, badge) = (icp.unwrap_or(before.0), badge.unwrap_or(before.1));
            *last = Some(Seen { day: head.day()?, icp, badge });
        }
        Ok(())
    }
}

impl<'a> SightsOfSites<'a> {
    const fn new(rows: Rows<'a>) -> Self {
        Self { rows, open: None }
    }

    fn next(&mut self) -> rusqlite::Result<Option<(String, Option<Seen>)>> {
        let close = |(site, last): (String, LastAudits)| (site, last.live.or(last.folder));
        while let Some(row) = self.rows.next()? {
            let head = Head::read(row)?;
            let mut done = None;
            if self.open.as_ref().is_none_or(|(site, _)| site != head.site) {
                done = self.open.replace((head.site.to_owned(), LastAudits::default()));
            }
            if let Some((_, last)) = &mut self.open {
                last.add(&head)?;
            }
            if done.is_some() {
                return Ok(done.map(close));
            }
        }
        Ok(self.open.take().map(close))
    }
}
