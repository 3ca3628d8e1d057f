//! Reading, one site after the other, so that memory does not grow with the ledger.

use std::cmp::Ordering;

use rusqlite::{Rows, Statement};

use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening, LastAudit, SiteLog};

use super::audits::{self, AUDIT_COLUMNS, AuditColumns, WITH_FINDINGS};
use super::entry::{COLUMNS, EntryColumns};
use super::{Audit, Entry, Error, LastSeen, Ledger, NumbersShown, Uid};

/// All entries and audits of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Entries and corrections, in the order of recording.
    pub entries: Vec<Entry>,
    /// Audits, in the order of recording.
    pub audits: Vec<Audit>,
}

impl Ledger {
    /// Calls `take` with the valid events of each site, in the order of their names, from one snapshot of the database.
    pub fn each_log<E: From<Error>>(
        &self,
        mut each: impl FnMut(SiteLog) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |error| self.fault(error);
        // One snapshot of both tables, whatever other processes write meanwhile.
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry ORDER BY site, id");
        let heads = format!("SELECT {AUDIT_COLUMNS} FROM audit ORDER BY site, id");
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

    /// The valid events of one site.
    pub fn log(&self, site: &str) -> Result<SiteLog, Error> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry WHERE site = ?1 ORDER BY id");
        let heads = format!("SELECT {AUDIT_COLUMNS} FROM audit WHERE site = ?1 ORDER BY id");
        let mut entries = self.db.prepare(&entries).map_err(of)?;
        let mut heads = self.db.prepare(&heads).map_err(of)?;
        let mut logs = Logs::new(entries.query([site]).map_err(of)?);
        let mut sights = SightsOfSites::new(heads.query([site]).map_err(of)?);
        let mut log = logs.next().map_err(of)?.unwrap_or_default();
        site.clone_into(&mut log.site);
        log.seen = sights.next().map_err(of)?.and_then(|(_, seen)| seen);
        Ok(log)
    }

    /// The last day on which audits of a site saw each number; audits of the live site, or of folders.
    pub fn last_seen(&self, site: &str, live: bool) -> Result<LastSeen, Error> {
        audits::last_seen(&self.db, site, live).map_err(|error| self.fault(error))
    }

    /// All entries and audits of one site.
    pub fn history(&self, site: &str) -> Result<History, Error> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let entries = format!("SELECT {COLUMNS} FROM entry WHERE site = ?1 ORDER BY id");
        let audits = format!("SELECT {WITH_FINDINGS} FROM audit WHERE site = ?1 ORDER BY id");
        let all = |mut select: Statement<'_>| select.query_map([site], Entry::read)?.collect();
        let entries = self.db.prepare(&entries).and_then(all).map_err(of)?;
        let all = |mut select: Statement<'_>| select.query_map([site], Audit::read)?.collect();
        let audits = self.db.prepare(&audits).and_then(all).map_err(of)?;
        Ok(History { entries, audits })
    }
}

impl History {
    /// The valid details of one of the site's entries: those that were recorded last.
    pub fn latest(&self, first: Uid) -> Option<&EventDetails> {
        let tells = |entry: &&Entry| entry.uid == first || entry.corrects == Some(first);
        self.entries.iter().rev().find(tells)?.value.as_ref()
    }
}

/// Makes one log a site of entries in the order of sites.
struct Logs<'a> {
    rows: Rows<'a>,
    open: Option<OpenLog>,
}

/// The log of the current site: its events with the details recorded so far.
struct OpenLog {
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
            let cells = EntryColumns::read(row)?;
            match &mut self.open {
                Some(open) if open.site == cells.site => open.add(&cells)?,
                _ => {
                    let mut next = OpenLog::new(cells.site);
                    next.add(&cells)?;
                    if let Some(done) = self.open.replace(next) {
                        return Ok(Some(done.close()));
                    }
                }
            }
        }
        Ok(self.open.take().map(OpenLog::close))
    }
}

impl OpenLog {
    fn new(site: &str) -> Self {
        Self { site: site.to_owned(), entries: 0, events: Vec::new() }
    }

    fn add(&mut self, cells: &EntryColumns<'_>) -> rusqlite::Result<()> {
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

/// Finds the last audit of each site among audits in the order of sites.
struct SightsOfSites<'a> {
    rows: Rows<'a>,
    open: Option<(String, LastAudits)>,
}

/// What the last audits saw. An audit of the live site goes before one of a folder.
#[derive(Default)]
struct LastAudits {
    live: Option<LastAudit>,
    folder: Option<LastAudit>,
}

impl LastAudits {
    /// Adds an audit.
    fn add(&mut self, head: &AuditColumns<'_>) -> rusqlite::Result<()> {
        let last = if head.live { &mut self.live } else { &mut self.folder };
        let NumbersShown { icp, badge } = head.sights;
        if icp.is_some() || badge.is_some() {
            let day = head.day()?;
            let before = last.map_or((None, None), |last| (last.icp, last.badge));
            let latest =
                |seen: Option<bool>, before| if seen == Some(true) { Some(day) } else { before };
            let (icp, badge) = (latest(icp, before.0), latest(badge, before.1));
            *last = Some(LastAudit { day, icp, badge });
        }
        Ok(())
    }
}

impl<'a> SightsOfSites<'a> {
    const fn new(rows: Rows<'a>) -> Self {
        Self { rows, open: None }
    }

    fn next(&mut self) -> rusqlite::Result<Option<(String, Option<LastAudit>)>> {
        let close = |(site, last): (String, LastAudits)| (site, last.live.or(last.folder));
        while let Some(row) = self.rows.next()? {
            let head = AuditColumns::read(row)?;
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
