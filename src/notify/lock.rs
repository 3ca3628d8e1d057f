//! Keeps two runs apart that would do the same work. The system releases the lock when a run ends, also a killed one.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::folder::{make_private, open_file_to_write, place_of};

use super::error::Error;

/// Work that only one run at a time does with a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Sending its messages.
    Notify,
    /// The whole of `beian watch`.
    Watch,
}

impl Task {
    const fn name(self) -> &'static str {
        match self {
            Self::Notify => "notify",
            Self::Watch => "watch",
        }
    }
}

/// The right to do a task with a ledger.
#[derive(Debug)]
pub struct TaskLock {
    _file: Option<File>,
}

impl TaskLock {
    /// Takes the lock of a ledger for a task: of a file beside it.
    ///
    /// # Errors
    /// Another run has it; the file cannot be written.
    pub fn take(ledger: &Path, task: Task) -> Result<Self, Error> {
        let path = beside(ledger, task.name());
        let fault = |source| Error::Lock(path.clone(), source);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_private(folder).map_err(fault)?;
        }
        let file = open_file_to_write(&path).map_err(fault)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::Busy { ledger: ledger.to_owned(), task: task.name() })
            }
            // A file system without locks: SQLite's own keep the ledger whole.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Self { _file: None })
            }
            Err(TryLockError::Error(error)) => Err(fault(error)),
        }
    }
}

fn beside(ledger: &Path, name: &str) -> PathBuf {
    let mut path = place_of(ledger).unwrap_or_else(|_| ledger.to_owned()).into_os_string();
    path.push("-");
    path.push(name);
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("new/l.db");
        let first = TaskLock::take(&ledger, Task::Notify).unwrap();
        assert!(matches!(TaskLock::take(&ledger, Task::Notify), Err(Error::Busy { .. })));
        TaskLock::take(&ledger, Task::Watch).unwrap();
        drop(first);
        TaskLock::take(&ledger, Task::Notify).unwrap();
    }
}
