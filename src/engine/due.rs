//! The deadlines of many sites: those that a configuration declares, and those that only the ledger has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, SiteEntry};
use crate::deadlines::{DueFilter, DueTable, DueTableBuilder};
use crate::domain::record::{SiteLog, When};
use crate::domain::workday::Calendar;
use crate::ledger::{self, Ledger};

/// What deadlines are worked out from.
#[derive(Clone, Copy, Debug)]
pub struct DueInputs<'a> {
    /// Declared sites.
    pub config: Option<&'a Config>,
    /// Recorded events.
    pub ledger: Option<&'a Ledger>,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// The moment at which the table is true.
    pub now: When,
}

impl DueInputs<'_> {
    /// The table of all sites, or of those of one client.
    pub fn table(
        &self,
        client: Option<&str>,
        filter: DueFilter,
    ) -> Result<DueTable, ledger::Error> {
        let names = clients(self.config).into_iter().map(|name| (name, name.into())).collect();
        let builder = DueTableBuilder::new(self.now, self.calendar, filter);
        let mut sites = SiteCollector { builder, clients: names, wanted: client };
        let domain = |entry: &SiteEntry| entry.site.domain.clone();
        let mut declared: BTreeMap<String, &SiteEntry> =
            entries(self.config).filter_map(|entry| Some((domain(entry)?, entry))).collect();
        if let Some(ledger) = self.ledger {
            ledger.each_log(|log| {
                let entry = declared.remove(log.site.as_str());
                sites.add(&log.site, entry, Some(&log));
                Ok::<(), ledger::Error>(())
            })?;
        }
        for (name, entry) in declared {
            sites.add(&name, Some(entry), None);
        }
        for entry in entries(self.config).filter(|entry| entry.site.domain.is_none()) {
            let folder = entry.dir.as_deref().unwrap_or(Path::new(""));
            sites.add(&folder.display().to_string(), Some(entry), None);
        }
        Ok(sites.builder.finish())
    }
}

/// The names of all clients of a configuration, in order.
pub fn clients(config: Option<&Config>) -> BTreeSet<&str> {
    entries(config).filter_map(|entry| entry.site.client.as_deref()).collect()
}

fn entries(config: Option<&Config>) -> impl Iterator<Item = &SiteEntry> {
    config.into_iter().flat_map(|config| &config.sites)
}

/// Adds sites to a table, each with its client; those of other clients than the wanted one are left out.
struct SiteCollector<'a> {
    builder: DueTableBuilder<'a>,
    clients: BTreeMap<&'a str, Arc<str>>,
    wanted: Option<&'a str>,
}

impl SiteCollector<'_> {
    fn add(&mut self, name: &str, entry: Option<&SiteEntry>, log: Option<&SiteLog>) {
        let client = entry.and_then(|entry| entry.site.client.as_deref());
        if self.wanted.is_some() && client != self.wanted {
            return;
        }
        let client = client.and_then(|client| self.clients.get(client));
        self.builder.add(name, client, entry.map(|entry| &entry.site), log);
    }
}
