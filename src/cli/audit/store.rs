//! Finished sites until the end of a run. A few stay in memory; those of a portfolio go to a file, one line of JSON
//! each, so that memory holds only where they stand.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};

use crate::report::model::SiteReport;
use crate::report::{Sites, jsonl};

/// So many sites, with so many pages, stay in memory.
const FEW_SITES: usize = 64;
const FEW_PAGES: usize = 2000;

/// Where a site's report is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Not done.
    Nowhere,
    /// In memory, at this index.
    Memory(usize),
    /// In the file, from this byte on.
    File(u64),
}

/// The finished sites, by the place of their target in the list.
#[derive(Debug)]
pub(super) struct Store {
    places: Vec<Place>,
    kept: Vec<SiteReport>,
    pages: usize,
    file: Option<File>,
    end: u64,
    /// Whether the file is the user's, which holds finished sites only.
    lasting: bool,
}

impl Store {
    /// For so many targets; what does not fit in memory goes to a file that nobody else sees.
    pub(super) fn new(targets: usize) -> Self {
        let places = vec![Place::Nowhere; targets];
        Self { places, kept: Vec::new(), pages: 0, file: None, end: 0, lasting: false }
    }

    /// With the file of an earlier run, which ends at `end`; what stands in it already is at `places`.
    pub(super) fn resumed(file: File, end: u64, places: Vec<Place>) -> Self {
        Self { places, kept: Vec::new(), pages: 0, file: Some(file), end, lasting: true }
    }

    /// Whether a target is done.
    pub(super) fn has(&self, index: usize) -> bool {
        !matches!(self.places.get(index), Some(Place::Nowhere) | None)
    }

    /// Keeps a site until the end of this run: in memory while there are few.
    pub(super) fn keep(&mut self, index: usize, site: SiteReport) -> io::Result<()> {
        let few = self.kept.len() < FEW_SITES && self.pages < FEW_PAGES;
        if !few && !self.lasting {
            let mut line = Vec::new();
            jsonl::write_site(&site, &mut line)?;
            return self.append(index, &line);
        }
        self.pages += site.pages.len();
        self.put(index, Place::Memory(self.kept.len()));
        self.kept.push(site);
        Ok(())
    }

    /// Keeps a site in the file, as a whole line. The line is on its way to the disk when this returns: it outlives
    /// this process.
    pub(super) fn append(&mut self, index: usize, line: &[u8]) -> io::Result<()> {
        let mut file = match &self.file {
            Some(file) => file,
            None => self.file.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(line)?;
        self.put(index, Place::File(self.end));
        self.end += line.len() as u64;
        Ok(())
    }

    fn put(&mut self, index: usize, place: Place) {
        if let Some(known) = self.places.get_mut(index) {
            *known = place;
        }
    }

    /// Shows the lines of all sites that are in the file, in the order of the targets.
    pub(super) fn lines(&self, act: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut lines = Lines::new(file)?;
        for place in &self.places {
            if let Place::File(at) = *place {
                act(lines.read(at)?)?;
            }
        }
        Ok(())
    }
}

impl Sites for Store {
    fn each(&self, act: &mut dyn FnMut(&SiteReport) -> io::Result<()>) -> io::Result<()> {
        let mut lines = self.file.as_ref().map(Lines::new).transpose()?;
        for place in &self.places {
            match (*place, &mut lines) {
                (Place::Memory(at), _) => self.kept.get(at).map_or(Ok(()), &mut *act)?,
                (Place::File(at), Some(lines)) => act(&jsonl::read_site(lines.read(at)?)?)?,
                (Place::Nowhere | Place::File(_), _) => {}
            }
        }
        Ok(())
    }
}

/// The lines of a file, in any order; those that stand one after another are read in large pieces.
struct Lines<'a> {
    file: BufReader<&'a File>,
    at: u64,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
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
            skipped: vec![],
            pages: vec![],
        }
    }

    #[test]
    fn sites_come_back_in_the_order_of_the_targets_wherever_they_were_kept() {
        let count = 3 * FEW_SITES;
        let mut store = Store::new(count);
        for index in (0..count).rev().filter(|index| index % 7 != 0) {
            store.keep(index, site(&index.to_string())).unwrap();
        }
        assert!(store.file.is_some() && store.kept.len() == FEW_SITES);
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
