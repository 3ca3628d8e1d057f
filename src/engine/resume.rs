//! The JSON Lines file of an earlier run, to go on from: one line a site. Whole lines count; a line that was being
//! written when that run ended is removed, and its site is audited again.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use tracing::info;

use crate::folder::{adopt_part, open_file_to_write, place_of};
use crate::report::jsonl;
use crate::report::model::SiteReport;

use super::error::Error;
use super::store::{ReportSlot, Store};

/// How the line of every site begins. A file whose last line begins otherwise is no file of results, and is left as it
/// is.
pub const LINE_START: &[u8] = b"{\"target\":";
/// The longest line, in bytes: some hundred thousand pages.
const MAX_LINE: u64 = 64 << 20;

/// Opens the file of an earlier run, or creates it. `find` gives the index of a target by its text; `found` is called
/// with each finished site that has one.
pub(super) fn open(
    path: &Path,
    targets: usize,
    find: impl Fn(&str) -> Option<usize>,
    found: impl FnMut(&SiteReport),
) -> Result<Store, Error> {
    let unusable = |cause| Error::Unwritable(path.to_owned(), cause);
    // What a killed run was writing to take this file's place.
    adopt_part(path, LINE_START).map_err(unusable)?;
    let file = open_file_to_write(path).map_err(unusable)?;
    // Where a file system has no locks, two runs at once are the user's own care.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Err(Error::InUse(path.to_owned()));
    }
    let (end, slots) = scan(&file, path, targets, find, found)?;
    file.set_len(end).map_err(unusable)?;
    info!(path = %path.display(), bytes = end, "resumes from the results of an earlier run");
    Ok(Store::resumed(file, end, slots))
}

/// Reads the lines: the offset at which the last one of a finished site ends, and where each target's report is. A run that
/// was interrupted may have left lines of sites that were not read to their end, and a last line that says so: these do
/// not count.
fn scan(
    file: &File,
    path: &Path,
    targets: usize,
    find: impl Fn(&str) -> Option<usize>,
    mut found: impl FnMut(&SiteReport),
) -> Result<(u64, Vec<ReportSlot>), Error> {
    let mut slots = vec![ReportSlot::Empty; targets];
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let (mut at, mut end, mut number, mut line) = (0, 0, 0_u64, Vec::new());
    loop {
        line.clear();
        number += 1;
        let unreadable = |cause| Error::Unreadable(path.to_owned(), cause);
        // What does not begin like a line of ours is not read to its end: it may have none.
        let start = LINE_START.len() as u64;
        let mut length =
            lines.by_ref().take(start).read_until(b'\n', &mut line).map_err(unreadable)?;
        if is_begun(&line) {
            length +=
                lines.by_ref().take(MAX_LINE).read_until(b'\n', &mut line).map_err(unreadable)?;
            if length as u64 > MAX_LINE {
                return Err(foreign(path, number, Some(io::ErrorKind::FileTooLarge.into())));
            }
        }
        if line.last() != Some(&b'\n') {
            return if is_begun(&line) {
                Ok((end, slots))
            } else {
                Err(foreign(path, number, None))
            };
        }
        let start = at;
        at += length as u64;
        if jsonl::is_cut(&line) {
            continue;
        }
        let site = jsonl::read_site(&line).map_err(|cause| foreign(path, number, Some(cause)))?;
        if site.interrupted {
            continue;
        }
        end = at;
        let Some(index) = find(&site.target) else { continue };
        if index >= slots.len() {
            slots.resize(index + 1, ReportSlot::Empty);
        }
        if let Some(slot) = slots.get_mut(index)
            && matches!(slot, ReportSlot::Empty)
        {
            *slot = ReportSlot::File(start);
            found(&site);
        }
    }
}

/// Whether this is the beginning of a line of results, or a line that begins like one.
fn is_begun(line: &[u8]) -> bool {
    let mut starts = [LINE_START, jsonl::CUT_START].into_iter();
    starts.any(|start| start.starts_with(line) || line.starts_with(start))
}

fn foreign(path: &Path, line: u64, cause: Option<io::Error>) -> Error {
    Error::NotAResult { path: path.to_owned(), line, cause }
}

/// Whether two paths lead to one file, whether or not it exists.
pub fn same_file(one: &Path, other: &Path) -> bool {
    one == other || place_of(one).is_ok_and(|one| place_of(other).is_ok_and(|it| it == one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::Remedy as _;
    use crate::report::Sites as _;
    use std::fs;

    const A: &str = r#"{"target":"a.cn","home":null,"final_url":null,"redirects":[],"status":"pass","pages_found":1,"pages_checked":1,"truncated":false,"declared":{},"clocks":[],"filings":{"icp":[],"police":[],"licences":[],"copyright":[]},"findings":[],"reviews":[],"skipped":[],"pages":[]}"#;

    fn opened(content: &str) -> (tempfile::TempDir, Result<Vec<String>, Error>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.jsonl");
        fs::write(&path, content).unwrap();
        let find = |target: &str| ["a.cn", "b.cn"].iter().position(|known| *known == target);
        let mut counted = 0;
        let store = open(&path, 2, find, |_| counted += 1);
        let targets = store.map(|store| {
            let mut targets = Vec::new();
            store
                .each(&mut |site| {
                    targets.push(site.target.clone());
                    Ok(())
                })
                .unwrap();
            assert_eq!(targets.len(), counted);
            targets
        });
        (folder, targets)
    }

    #[test]
    fn whole_lines_count_and_a_torn_one_is_cut_off_wherever_it_was_torn() {
        let b = A.replace("a.cn", "b.cn");
        for cut in 0..=b.len() {
            let (folder, targets) = opened(&format!("{A}\n{}", b.split_at(cut).0));
            assert_eq!(targets.unwrap(), ["a.cn"]);
            assert_eq!(
                fs::read_to_string(folder.path().join("r.jsonl")).unwrap(),
                format!("{A}\n")
            );
        }
        assert_eq!(opened(&format!("{b}\n{A}\n")).1.unwrap(), ["a.cn", "b.cn"]);
        assert_eq!(opened("").1.unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_an_interrupted_run_says_of_itself_does_not_count() {
        let cut_short =
            A.replace("a.cn", "b.cn").replace("\"declared\"", "\"interrupted\":true,\"declared\"");
        let end = r#"{"schema_version":1,"complete":false,"not_audited":3}"#;
        let text = format!("{A}\n{cut_short}\n{end}\n");
        for cut in A.len() + 1..=text.len() {
            let (folder, targets) = opened(text.split_at(cut).0);
            assert_eq!(targets.unwrap(), ["a.cn"]);
            let left = fs::read_to_string(folder.path().join("r.jsonl")).unwrap();
            assert_eq!(left, format!("{A}\n"));
        }
        // Two reports, one behind the other.
        let b = A.replace("a.cn", "b.cn");
        assert_eq!(opened(&format!("{text}{b}\n{end}\n")).1.unwrap(), ["a.cn", "b.cn"]);
    }

    #[test]
    fn sites_that_are_not_in_the_list_stay_in_the_file() {
        let other = A.replace("a.cn", "other.cn");
        let (folder, targets) = opened(&format!("{other}\n{A}\n"));
        assert_eq!(targets.unwrap(), ["a.cn"]);
        assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap().lines().count(), 2);
    }

    #[test]
    fn a_file_of_another_kind_is_refused_and_left_as_it_is() {
        let middle = format!("{A}\n{{\"target\":\n{A}\n");
        for content in ["a.cn", "a.cn\nb.cn\n", "domain\n", "\n", "{\"x\":1}", &middle] {
            let (folder, targets) = opened(content);
            let error = targets.unwrap_err();
            assert!(
                error.to_string().contains("line") && error.fix().en.contains("JSON Lines"),
                "{error:?}"
            );
            assert_eq!(fs::read_to_string(folder.path().join("r.jsonl")).unwrap(), content);
        }
    }

    #[test]
    fn a_file_in_use_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("r.jsonl");
        let first = open(&path, 0, |_| None, |_| {}).unwrap();
        let error = open(&path, 0, |_| None, |_| {}).unwrap_err();
        assert!(error.to_string().contains("another run"), "{error:?}");
        drop(first);
        assert!(open(&path, 0, |_| None, |_| {}).is_ok());
    }
}
