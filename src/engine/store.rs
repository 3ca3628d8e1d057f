//! Reports of finished sites until the end of a run. A few stay in memory; those of a portfolio go to a file, one line
//! of JSON each, so that memory holds only their offsets.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};

use crate::report::model::SiteReport;
use crate::report::{Sites, jsonl};

/// Up to these totals, reports stay in memory; the rest goes to a temporary file.
const MAX_SITES: usize = 64;
const MAX_PAGES: usize = 2000;

/// Where a site's report is.
#[derive(Clone, Copy, Debug)]
pub(super) enum ReportSlot {
    /// Nowhere: the site is not finished.
    Empty,
    /// In memory, at this index.
    Memory(usize),
    /// In the file, from this byte offset on.
    File(u64),
}

/// The reports of finished sites, by the index of their target.
#[derive(Debug)]
pub(super) struct Store {
    slots: Vec<ReportSlot>,
    in_memory: Vec<SiteReport>,
    /// Pages of the reports in memory.
    pages: usize,
    file: Option<File>,
    /// The file's length in bytes.
    end: u64,
    /// Whether the file is the user's: it outlives the run, and holds only sites that were read to their end.
    lasting: bool,
}

impl Store {
    /// An empty store for this number of targets. What does not fit in memory goes to a file without a name.
    pub(super) fn new(targets: usize) -> Self {
        let slots = vec![ReportSlot::Empty; targets];
        Self { slots, in_memory: Vec::new(), pages: 0, file: None, end: 0, lasting: false }
    }

    /// A store that goes on with the file of an earlier run: `end` is its length, and `slots` say where in it the reports
    /// of this run's targets are.
    pub(super) fn resumed(file: File, end: u64, slots: Vec<ReportSlot>) -> Self {
        Self { slots, in_memory: Vec::new(), pages: 0, file: Some(file), end, lasting: true }
    }

    /// Whether a target's report is in the store.
    pub(super) fn has(&self, index: usize) -> bool {
        !matches!(self.slots.get(index), Some(ReportSlot::Empty) | None)
    }

    /// Stores a report until the end of this run.
    pub(super) fn insert(&mut self, index: usize, site: SiteReport) -> io::Result<()> {
        let fits = self.in_memory.len() < MAX_SITES && self.pages < MAX_PAGES;
        if !fits && !self.lasting {
            let mut line = Vec::new();
            jsonl::write_site(&site, &mut line)?;
            return self.append(index, &line);
        }
        self.pages += site.pages.len();
        self.set(index, ReportSlot::Memory(self.in_memory.len()));
        self.in_memory.push(site);
        Ok(())
    }

    /// Stores a report, as its line of JSON, in the file. When this returns the system has the line: it outlives this
    /// process.
    pub(super) fn append(&mut self, index: usize, line: &[u8]) -> io::Result<()> {
        let mut file = match &self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(line)?;
        self.set(index, ReportSlot::File(self.end));
        self.end += line.len() as u64;
        Ok(())
    }

    /// The store grows with what is put into it: of a run that other programs work on, the end may not be known yet.
    fn set(&mut self, index: usize, slot: ReportSlot) {
        if index >= self.slots.len() {
            self.slots.resize(index + 1, ReportSlot::Empty);
        }
        if let Some(known) = self.slots.get_mut(index) {
            *known = slot;
        }
    }

    /// Has the disk take what was appended.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.as_ref().map_or(Ok(()), File::sync_data)
    }

    /// Calls `act` with each report that is in the file, in the order of the targets.
    pub(super) fn each_in_file<E: From<io::Error>>(
        &self,
        mut act: impl FnMut(&SiteReport) -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut lines = LineReader::new(file)?;
        for slot in &self.slots {
            if let ReportSlot::File(at) = *slot {
                act(&jsonl::read_site(lines.read(at)?)?)?;
            }
        }
        Ok(())
    }
}

impl Sites for Store {
    fn each(&self, act: &mut dyn FnMut(&SiteReport) -> io::Result<()>) -> io::Result<()> {
        self.each_of(0..self.slots.len(), &mut |_, site| act(site))
    }
}

impl Store {
    /// How many targets there are.
    pub(super) const fn len(&self) -> usize {
        self.slots.len()
    }

    /// Shows `act` the reports of these targets, as far as there are any, with their index.
    pub(super) fn each_of(
        &self,
        indices: impl IntoIterator<Item = usize>,
        act: &mut dyn FnMut(usize, &SiteReport) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut lines = self.file.as_ref().map(LineReader::new).transpose()?;
        for index in indices {
            match (self.slots.get(index), &mut lines) {
                (Some(ReportSlot::Memory(at)), _) => {
                    self.in_memory.get(*at).map_or(Ok(()), |site| act(index, site))?;
                }
                (Some(ReportSlot::File(at)), Some(lines)) => {
                    act(index, &jsonl::read_site(lines.read(*at)?)?)?;
                }
                (Some(ReportSlot::Empty | ReportSlot::File(_)) | None, _) => {}
            }
        }
        Ok(())
    }
}

/// Some of the reports of a store.
#[derive(Debug)]
pub(super) struct SomeSites<'a> {
    pub(super) store: &'a Store,
    pub(super) indices: &'a [usize],
}

impl Sites for SomeSites<'_> {
    fn each(&self, act: &mut dyn FnMut(&SiteReport) -> io::Result<()>) -> io::Result<()> {
        self.store.each_of(self.indices.iter().copied(), &mut |_, site| act(site))
    }
}

/// Reads lines of a file in any order. Neighbours share one large read.
struct LineReader<'a> {
    file: BufReader<&'a File>,
    /// Where the file is being read, as a byte offset.
    at: u64,
    line: Vec<u8>,
}

impl<'a> LineReader<'a> {
    fn new(mut file: &'a File) -> io::Result<Self> {
        file.rewind()?;
        Ok(Self { file: BufReader::with_capacity(1 << 16, file), at: 0, line: Vec::new() })
    }

    fn read(&mut self, at: u64) -> io::Result<&[u8]> {
        match at.checked_signed_diff(self.at) {
            Some(step) => self.file.seek_relative(step)?,
            None => drop(self.file.seek(SeekFrom::Start(at))?),
        }
        self.line.clear();
        let length = self.file.read_until(b'\n', &mut self.line)?;
        self.at = at + length as u64;
        Ok(&self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{Declared, Filings, Status};

    fn site(target: &str) -> SiteReport {
        SiteReport {
            target: target.to_owned(),
            home: None,
            final_url: None,
            redirects: vec![],
            status: Status::Pass,
            pages_found: 0,
            pages_checked: 0,
            truncated: false,
            interrupted: false,
            declared: Declared::default(),
            clocks: vec![],
            filings: Filings::default(),
            findings: vec![],
            reviews: vec![],
            drift: vec![],
            accepted: Vec::new(),
            changes: None,
            trend: vec![],
            evidence: None,
            skipped: vec![],
            pages: vec![],
        }
    }

    #[test]
    fn sites_come_back_in_the_order_of_the_targets_wherever_they_were_stored() {
        let count = 3 * MAX_SITES;
        let mut store = Store::new(count);
        for index in (0..count).rev().filter(|index| index % 7 != 0) {
            store.insert(index, site(&index.to_string())).unwrap();
        }
        assert!(store.file.is_some() && store.in_memory.len() == MAX_SITES);
        for _ in 0..2 {
            let mut found = Vec::new();
            store
                .each(&mut |site| {
                    found.push(site.target.parse::<usize>().unwrap());
                    Ok(())
                })
                .unwrap();
            let expected: Vec<usize> = (0..count).filter(|index| index % 7 != 0).collect();
            assert_eq!(found, expected);
        }
        assert!(!store.has(0) && store.has(1) && !store.has(count));
    }
}
