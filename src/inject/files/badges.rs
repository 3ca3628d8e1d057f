//! The copied badge: put at the top of the output when the first page refers to it, taken out when none does.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memmem;

use super::Event;
use super::draft::{Draft, Like};
use super::page::Work;
use crate::folder::{Folder, Kind};
use crate::inject::badge;

/// A badge is never larger.
const LARGEST: u64 = 1 << 20;

/// Our own badges at the top of the output, and whether a page refers to them.
#[derive(Debug, Default)]
pub(super) struct Badges {
    there: Vec<(OsString, AtomicBool)>,
    /// Whether the wanted one is in its place.
    put: Mutex<bool>,
}

impl Badges {
    /// The badges that are there: their names say what they hold, so that no file of anybody else is taken for one.
    pub(super) fn there(top: Option<&Folder>) -> Self {
        let ours = |top: &Folder| -> io::Result<Vec<(OsString, AtomicBool)>> {
            let mut ours = Vec::new();
            for entry in top.entries()?.into_iter().filter(|entry| entry.kind == Kind::File) {
                let name = entry.name.to_str().filter(|name| name.starts_with("beian-police-"));
                let Some(name) = name else { continue };
                let mut bytes = Vec::new();
                let whole = top.read(&entry.name)?.0.take(LARGEST + 1).read_to_end(&mut bytes);
                if whole.is_ok() && badge::is_copy(name, &bytes) {
                    ours.push((entry.name, AtomicBool::new(false)));
                }
            }
            Ok(ours)
        };
        let there = top.and_then(|top| ours(top).ok()).unwrap_or_default();
        Self { there, put: Mutex::default() }
    }

    pub(super) fn are_any(&self) -> bool {
        !self.there.is_empty()
    }

    /// Notes what a page refers to.
    pub(super) fn note(&self, page: &[u8]) {
        for (name, used) in &self.there {
            if !used.load(Ordering::Relaxed)
                && memmem::find(page, name.as_encoded_bytes()).is_some()
            {
                used.store(true, Ordering::Relaxed);
            }
        }
    }

    /// A page could not be looked at: it may refer to any.
    pub(super) fn keep_all(&self) {
        self.there.iter().for_each(|(_, used)| used.store(true, Ordering::Relaxed));
    }
}

impl Work<'_> {
    /// Puts the wanted badge into its place, before any page refers to it.
    pub(super) fn put_badge(&self) -> io::Result<()> {
        let Some((name, bytes)) = &self.options.badge else { return Ok(()) };
        let mut put = self.badges.put.lock().unwrap_or_else(PoisonError::into_inner);
        if *put {
            return Ok(());
        }
        let file = OsStr::new(name);
        // a page in UTF-16 refers to it in other bytes
        for (_, used) in self.badges.there.iter().filter(|(there, _)| there == file) {
            used.store(true, Ordering::Relaxed);
        }
        if !self.badges.there.iter().any(|(there, _)| there == file) {
            if let Some(top) = self.top.filter(|_| !self.options.dry) {
                if top.identity(file)?.is_some() {
                    return Err(io::Error::new(
                        io::ErrorKind::AlreadyExists,
                        format!("{name} is there and is not the badge: take it away"),
                    ));
                }
                let identity = top.own_identity()?.with_mode(0o644);
                let like = Like { identity: &identity, from: None };
                let draft = Draft::write(top, &self.batch, file, None, like, |file| {
                    io::Write::write_all(file, bytes)
                })?;
                draft.put(top)?;
            }
            self.count(|summary| summary.written += 1);
            (self.sink)(Event::Badge { path: Path::new(name), put: true });
        }
        *put = true;
        Ok(())
    }

    /// Takes out the badges that no page refers to any more. While a page could not be read, none.
    pub(super) fn sweep_badges(&self) {
        let summary = self.summary();
        if summary.failed > 0 || summary.stopped || self.options.out.is_some() {
            return;
        }
        let Some(top) = self.top else { return };
        for (name, _) in self.badges.there.iter().filter(|(_, used)| !used.load(Ordering::Relaxed))
        {
            if !self.options.dry
                && let Err(error) = top.remove(name)
            {
                self.fail(Path::new(name), &error);
                continue;
            }
            self.count(|summary| summary.written += 1);
            (self.sink)(Event::Badge { path: Path::new(name), put: false });
        }
    }
}
