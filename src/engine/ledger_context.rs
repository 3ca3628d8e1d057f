//! What work with a ledger starts from: the configuration, the ledger's file, and which day it is.

use std::io;
use std::path::PathBuf;

use crate::config::{self, Config};
use crate::deadlines::{DueFilter, DueTable};
use crate::domain::date::Date;
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::record::When;
use crate::domain::workday::Calendar;
use crate::folder::NamedFile;
use crate::ledger::{self, AuditTally, Ledger};
use crate::report::notices::Notices;

use super::due::{DueInputs, check_client};

/// The configuration, the ledger and the day.
#[derive(Debug)]
pub struct LedgerContext {
    /// The configuration, where there is one.
    pub config: Option<Config>,
    /// The ledger's file; there may be none yet.
    pub path: PathBuf,
    /// Today.
    pub today: Date,
    /// Now; where today was named, that day without an hour.
    pub now: When,
}

impl LedgerContext {
    /// Opens the ledger to read it; nothing where nothing is recorded yet.
    pub fn read(&self) -> Result<Option<Ledger>, ledger::Error> {
        Ledger::open_read(&self.path)
    }

    /// Opens the ledger to write to it. A note says which it is where the user did not name it.
    ///
    /// # Errors
    /// The outer one is that the note cannot be written; the inner one, that the ledger cannot be opened.
    pub fn write(&self, notices: &mut Notices<'_>) -> io::Result<Result<Ledger, ledger::Error>> {
        notices.notes(self.config.as_ref().and_then(|config| config.ledger_note(&self.path)))?;
        Ok(Ledger::open_write(&self.path))
    }

    /// The files that are read whatever else is done: those of the ledger, and those of the configuration.
    pub fn read_files(&self) -> Vec<NamedFile> {
        let mut files = Vec::from(ledger::files(&self.path));
        files.extend(self.config.iter().flat_map(Config::read_files));
        files
    }

    /// The name under which the ledger knows a site, with a note where the site is in no `[[site]]`, which is likely a
    /// slip.
    pub fn site(&self, typed: &str) -> Result<(String, Option<Text>), Failure> {
        let site = config::site_name(self.config.as_ref(), typed)?;
        let note = self.config.as_ref().and_then(|config| config.undeclared(&site));
        Ok((site, note))
    }

    /// What runs for all sites, or for those of one client, which must be that of a site.
    pub fn due(
        &self,
        client: Option<&str>,
        calendar: &Calendar,
        filter: DueFilter,
    ) -> Result<DueTable, Failure> {
        let config = self.config.as_ref();
        client.map_or(Ok(()), |client| check_client(client, config))?;
        let ledger = self.read()?;
        let inputs = DueInputs { config, ledger: ledger.as_ref(), calendar, now: self.now };
        Ok(inputs.table(client, filter)?)
    }

    /// The number of the audit that was recorded last; 0 where there is none.
    pub fn last_audit(&self) -> Result<i64, ledger::Error> {
        self.read()?.map_or(Ok(0), |ledger| ledger.last_audit())
    }

    /// What the audits found that were recorded since this one.
    pub fn audited_since(&self, before: i64) -> Result<AuditTally, ledger::Error> {
        let ledger = self.read()?;
        ledger.map_or(Ok(AuditTally::default()), |ledger| ledger.tally_since(before))
    }
}
