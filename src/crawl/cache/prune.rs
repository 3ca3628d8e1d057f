//! Keeps a cache within its bounds: entries not used for long are removed, then the least recently used ones. Only files
//! with the names of cache entries are touched.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::folder::{Folder, sweep};

use super::{MAX_AGE, SUFFIX};

/// Bytes that the smallest file takes on the disk.
const BLOCK: u64 = 4 << 10;
/// Sizes are summed by age in hours: the memory needed does not depend on the number of entries.
const HOUR: Duration = Duration::from_hours(1);

/// Removes entries that are too old or, together, too large. Those that cannot be removed stay.
pub(super) fn prune(folder: &Path, now: SystemTime, max_bytes: u64) {
    let hours = MAX_AGE.as_secs() / HOUR.as_secs();
    let mut sizes = vec![0_u64; usize::try_from(hours).unwrap_or_default() + 1];
    for shard in shards(folder) {
        if let Ok(shard) = Folder::open(&shard.path()) {
            sweep(&shard);
        }
    }
    each(folder, |file, data| {
        let age = age(data, now);
        if age > MAX_AGE {
            let _ = fs::remove_file(file.path());
        } else if let Some(size) = sizes.get_mut(hour(age)) {
            *size += on_disk(data);
        }
    });
    let mut total: u64 = sizes.iter().sum();
    if total <= max_bytes {
        return;
    }
    let mut sum = 0;
    let fits = sizes.iter().take_while(|size| {
        sum += **size;
        sum <= max_bytes
    });
    let first = fits.count();
    // Whole hours first, then as much of the last one as needed.
    for last in [false, true] {
        each(folder, |file, data| {
            let hour = hour(age(data, now));
            let chosen = if last { hour == first } else { hour > first };
            if chosen && total > max_bytes && fs::remove_file(file.path()).is_ok() {
                total = total.saturating_sub(on_disk(data));
            }
        });
    }
}

/// The subfolders of a cache.
fn shards(folder: &Path) -> impl Iterator<Item = DirEntry> {
    list(folder).filter(|shard| {
        shard.file_name().to_str().is_some_and(|name| is_hex(name, 2))
            && shard.file_type().is_ok_and(|kind| kind.is_dir())
    })
}

fn list(folder: &Path) -> impl Iterator<Item = DirEntry> {
    fs::read_dir(folder).into_iter().flatten().flatten()
}

/// Visits all entries of a cache.
fn each(folder: &Path, mut take: impl FnMut(&DirEntry, &Metadata)) {
    for shard in shards(folder) {
        for file in list(&shard.path()) {
            // The metadata of a link is that of the link itself.
            if is_answer(&file.file_name(), &shard.file_name())
                && let Ok(data) = file.metadata()
                && data.is_file()
            {
                take(&file, &data);
            }
        }
    }
}

fn is_answer(file: &OsStr, shard: &OsStr) -> bool {
    let (Some(file), Some(shard)) = (file.to_str(), shard.to_str()) else { return false };
    file.strip_suffix(SUFFIX).is_some_and(|key| is_hex(key, 64) && key.starts_with(shard))
}

fn is_hex(name: &str, length: usize) -> bool {
    name.len() == length && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The time since the last use; a time in the future counts as now.
fn age(data: &Metadata, now: SystemTime) -> Duration {
    let used = data.modified().unwrap_or(now);
    now.duration_since(used).unwrap_or_default()
}

fn hour(age: Duration) -> usize {
    usize::try_from(age.as_secs() / HOUR.as_secs()).unwrap_or(usize::MAX)
}

fn on_disk(data: &Metadata) -> u64 {
    data.len().div_ceil(BLOCK).max(1) * BLOCK
}
