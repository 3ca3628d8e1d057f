//! Texts that are kept for a while: answers of servers that know nothing of conditions, such as a registry's.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use data_encoding::HEXLOWER;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

use crate::folder::{Access, Folder, Lasting, NewFile};

use super::super::record;
use super::{CacheFolder, CacheHeader, FORMAT, SUFFIX, VERSION, open};

/// What the first record tells of a text.
#[derive(Serialize, Deserialize)]
struct TextHead {
    /// Under what it is kept.
    text: String,
    /// When it was kept, in seconds since 1970.
    kept: u64,
}

impl CacheFolder {
    /// The text that was kept under a key, where that is no longer ago than `age`.
    pub fn text(&self, key: &str, age: Duration) -> Option<String> {
        let mut records = open(&self.text_path(key))?;
        let head: CacheHeader<TextHead> = record::next(&mut records).ok()??;
        let now = seconds(self.now);
        let fresh = now.checked_sub(head.known.kept).is_some_and(|old| old < age.as_secs());
        let ours = head.format == FORMAT && head.version == VERSION && head.known.text == key;
        if ours && fresh { record::next(&mut records).ok()? } else { None }
    }

    /// Keeps a text; one that cannot be kept is asked for again.
    pub fn keep_text(&self, key: &str, text: &str) {
        if self.fault.lock().is_some() {
            return;
        }
        if let Err(fault) = self.write_text(key, text) {
            *self.fault.lock() = Some(fault);
        }
    }

    fn write_text(&self, key: &str, text: &str) -> io::Result<()> {
        let path = self.text_path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        if fs::symlink_metadata(folder).is_err() {
            self.make(folder)?;
        }
        let known = TextHead { text: key.to_owned(), kept: seconds(self.now) };
        let head = CacheHeader { format: FORMAT.to_owned(), version: VERSION, known };
        let name = path.file_name().unwrap_or(OsStr::new(SUFFIX));
        let mut draft = NewFile::begin_in(Arc::new(Folder::open(folder)?), name)?;
        draft.write_all(&record::pack(&head)?)?;
        draft.write_all(&record::pack(&text)?)?;
        draft.place(Access::Private, Lasting::Eventually)
    }

    fn text_path(&self, key: &str) -> PathBuf {
        let key = HEXLOWER.encode(digest(&SHA256, key.as_bytes()).as_ref());
        self.shard(&key).join(key + SUFFIX)
    }
}

fn seconds(moment: SystemTime) -> u64 {
    moment.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn a_text_is_kept_for_a_while_and_for_its_key_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("cache");
        let at = |hours| CacheFolder::new(folder.clone(), UNIX_EPOCH + Duration::from_hours(hours));
        assert_eq!(at(100).text("whois a b", DAY), None);
        at(100).keep_text("whois a b", "Domain Name: b");
        assert_eq!(at(123).text("whois a b", DAY).as_deref(), Some("Domain Name: b"));
        assert_eq!(at(124).text("whois a b", DAY), None);
        assert_eq!(at(99).text("whois a b", DAY), None, "a clock that was set back");
        assert_eq!(at(101).text("whois a c", DAY), None);
        let path = at(100).text_path("whois a b");
        fs::write(&path, "damaged").unwrap();
        assert_eq!(at(101).text("whois a b", DAY), None);
        at(101).keep_text("whois a b", "anew");
        assert_eq!(at(102).text("whois a b", DAY).as_deref(), Some("anew"));
    }

    #[test]
    fn a_text_that_cannot_be_kept_is_told_once() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        fs::write(&file, "").unwrap();
        let cache = CacheFolder::new(file.join("cache"), UNIX_EPOCH);
        cache.keep_text("a", "b");
        assert!(cache.fault().is_some() && cache.fault().is_none());
    }
}
