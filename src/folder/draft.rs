//! Drafts: new versions of files, under temporary names until they are whole. A killed run leaves some behind; the next
//! one removes them.
//!
//! A draft's name tells how to recognise a forgotten one. Most drafts are locked by their writer while it lives, which
//! works across containers. Those of a [`DraftBatch`] would be too many to be kept open: their writer locks the folder at the
//! top instead.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{FlockOperation, flock, fstat};

use crate::domain::lang::io_error;

use super::{EntryKind, Folder};

const BEGIN: &str = ".beian-";
const END: &str = ".tmp";
/// How many names are tried: one may be taken, or its draft removed by another run before it is locked.
const TRIES: usize = 20;
/// The mode of drafts: only the user may read what is not whole yet, or may replace a private file.
const PRIVATE: u32 = 0o600;

/// A random number from the system, so that no two runs share one, on whatever machine.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Creates a draft under a name of its own, readable by this user only, and locks it.
pub(super) fn create(folder: &Folder) -> io::Result<(OsString, File)> {
    create_with(folder, PRIVATE)
}

/// The same with another mode, which is reduced by the umask.
pub(super) fn create_with(folder: &Folder, mode: u32) -> io::Result<(OsString, File)> {
    for _ in 0..TRIES {
        let name = OsString::from(format!("{BEGIN}{:016x}{END}", random()));
        let file = match folder.create(&name, mode) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            other => other?,
        };
        if lock(&file)? {
            return Ok((name, file));
        }
        let _ = folder.remove(&name);
    }
    Err(io_error(io::ErrorKind::Other, ("没有可用的草稿名", "no name for a draft is free")))
}

/// Locks a draft that was just created; false where another run is removing it.
pub(super) fn lock(file: &File) -> io::Result<bool> {
    Ok(match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Err(rustix::io::Errno::WOULDBLOCK) => false,
        Ok(()) => fstat(file)?.st_nlink > 0,
        Err(_) => true, // without locks here, no other run takes it for a forgotten one
    })
}

/// Removes drafts that killed runs left in a folder. Best effort: what cannot be removed is left to the next run.
pub fn sweep(folder: &Folder) {
    for entry in folder.entries().unwrap_or_default() {
        if entry.kind == EntryKind::File && guard(&entry.name) == Some(Guard::Draft) {
            let _ = remove_dead(folder, &entry.name);
        }
    }
}

/// Removes a draft that no run is writing.
fn remove_dead(folder: &Folder, name: &OsStr) -> io::Result<()> {
    let (file, _) = folder.read(name)?;
    flock(&file, FlockOperation::NonBlockingLockExclusive)?;
    folder.remove(name)
}

/// Whether a file is a draft of some run.
pub fn is_draft(name: &OsStr) -> bool {
    guard(name).is_some()
}

/// What is locked while the writer of a draft lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    Draft,
    Folder,
}

fn guard(name: &OsStr) -> Option<Guard> {
    let inner = name.to_str()?.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let (run, number) = inner.split_once('-').map_or((inner, None), |(run, it)| (run, Some(it)));
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if run.len() != 16 || !run.bytes().all(hex) {
        return None;
    }
    match number {
        None => Some(Guard::Draft),
        Some(number) => (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            .then_some(Guard::Folder),
    }
}

/// Names for the drafts of one run that writes very many. While it lives, the folder at the top is locked.
#[derive(Debug)]
pub struct DraftBatch {
    run: u64,
    next: AtomicU64,
}

impl Default for DraftBatch {
    fn default() -> Self {
        Self { run: random(), next: AtomicU64::new(0) }
    }
}

impl DraftBatch {
    /// Creates a draft in a folder, readable by this user only.
    pub fn create(&self, folder: &Folder) -> io::Result<(OsString, File)> {
        let name = self.name();
        let file = folder.create(&name, PRIVATE)?;
        Ok((name, file))
    }

    fn name(&self) -> OsString {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{BEGIN}{:016x}-{number}{END}", self.run).into()
    }

    /// Removes drafts that dead runs left in a folder below `top`. While another run has `top` locked, drafts of batches
    /// stay.
    pub fn sweep<'n>(
        &self,
        top: &Folder,
        folder: &Folder,
        names: impl IntoIterator<Item = &'n OsStr>,
    ) {
        let own = format!("{BEGIN}{:016x}-", self.run);
        let mut alone = None;
        for name in names {
            let _ = match guard(name) {
                Some(Guard::Draft) => remove_dead(folder, name),
                Some(Guard::Folder)
                    if !name.to_str().is_some_and(|name| name.starts_with(&own))
                        && *alone.get_or_insert_with(|| top.is_ours_alone()) =>
                {
                    folder.remove(name)
                }
                _ => Ok(()),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_drafts_are_taken_for_drafts() {
        assert!(is_draft(&DraftBatch::default().name()));
        assert!(is_draft(OsStr::new(".beian-0123456789abcdef.tmp")));
        for name in [
            "",
            ".beian-.tmp",
            ".beian-0123456789abcdef-.tmp",
            ".beian-x-1.tmp",
            ".beian-0123456789ABCDEF.tmp",
            ".beian-0123456789abcde.tmp",
            "a.tmp",
            "beian-0123456789abcdef-1.tmp",
            ".beian-0123456789abcdef-1.tmp.gz",
        ] {
            assert!(!is_draft(OsStr::new(name)), "{name}");
        }
    }

    #[test]
    fn what_a_dead_run_left_goes_and_what_a_live_one_writes_stays() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::open(root.path()).unwrap();
        let (alive, _file) = create(&folder).unwrap();
        let (dead, _) = create(&folder).unwrap();
        let batch = DraftBatch::default();
        let (own, _) = batch.create(&folder).unwrap();
        let (other, _) = DraftBatch::default().create(&folder).unwrap();
        let mine = OsString::from(".beian-0123456789abcdef.txt");
        folder.create(&mine, 0o644).unwrap();
        folder.make_link(root.path(), OsStr::new(".beian-0123456789abcdef.tmp")).unwrap();
        let names = || -> Vec<OsString> {
            folder.entries().unwrap().into_iter().map(|entry| entry.name).collect()
        };
        sweep(&folder);
        let left = names();
        assert!(!left.contains(&dead) && left.len() == 5, "{left:?}");
        let left: Vec<&OsStr> = left.iter().map(AsRef::as_ref).collect();
        batch.sweep(&folder, &folder, left);
        let left = names();
        assert!(!left.contains(&other) && left.contains(&own) && left.contains(&alive), "{left:?}");
    }
}
