//! What the ledger holds of the sites of a plan: the clocks run on it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::record::SiteLog;
use crate::domain::timeline::Timeline;
use crate::ledger::{Error, Ledger};
use crate::report::deadlines;

use super::plan::Plan;

/// Up to this number of sites are looked up one by one; more are picked out of one pass over the ledger.
const MAX_LOOKUPS: usize = 64;

impl Plan<'_> {
    /// Gives each site what the ledger in this file holds of it. Without such a file, nothing.
    pub fn add_logs(&mut self, ledger: &Path) -> Result<(), Error> {
        let Some(ledger) = Ledger::open_read(ledger)? else { return Ok(()) };
        let names: Vec<(usize, String)> =
            self.jobs().filter_map(|(index, job)| Some((index, job.ledger_name()?))).collect();
        if names.len() <= MAX_LOOKUPS {
            for (index, name) in names {
                self.logs.extend(filled(ledger.log(&name)?).map(|log| (index, log)));
            }
            return Ok(());
        }
        let mut indices: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, name) in names {
            indices.entry(name).or_default().push(index);
        }
        ledger.each_log(|log| {
            for index in indices.get(&log.site).into_iter().flatten() {
                self.logs.extend(filled(log.clone()).map(|log| (*index, log)));
            }
            Ok(())
        })
    }

    /// The same of a ledger that nobody named, but merely lies at the usual place: where it cannot be read it is passed over
    /// with a note.
    pub fn add_logs_if_readable(&mut self, ledger: &Path) {
        if let Err(error) = self.add_logs(ledger) {
            self.notes.push(Text::made(
                format!("账本 {} 无法读取，期限只按 beian.toml 计算：{error}", ledger.display()),
                format!("the ledger is passed over, clocks run on beian.toml alone: {error}"),
            ));
        }
    }

    /// Notes where the ledger and the configuration say different days of the same event.
    pub fn note_conflicts(&mut self, today: Date) {
        let mut notes = Vec::new();
        for (_, job) in self.jobs() {
            let timeline = Timeline::of(Some(&job.site), job.site.log.as_ref(), today);
            let name = job.site.domain.as_deref().unwrap_or(&job.target.text);
            let conflicts = timeline.conflicts().iter();
            notes.extend(conflicts.map(|conflict| deadlines::conflict(name, conflict)));
        }
        self.notes.extend(notes);
    }
}

fn filled(log: SiteLog) -> Option<SiteLog> {
    (!log.happenings.is_empty() || log.seen.is_some()).then_some(log)
}
