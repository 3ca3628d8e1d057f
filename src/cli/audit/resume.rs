//! `--resume FILE`: the lines that an earlier run wrote, one site each. Whole lines count; a line that was being written
//! when the run ended is cut off, and its site is audited again.

use std::fs::{File, TryLockError};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;

use crate::folder::{adopt_part, open_file_to_write, place_of};
use crate::report::jsonl;
use crate::report::model::SiteReport;

use super::super::Error;
use super::store::{Place, Store};

/// How every line of a site begins; a file whose last line does not is none of ours and is left as it is.
pub(super) const LINE_START: &[u8] = b"{\"target\":";
/// A line is not longer: a site with some hundred thousand pages.
const LONGEST: u64 = 64 << 20;

/// Opens the file of an earlier run, or a new one. `find` tells the place of a target in the list; `found` is shown
/// each site that is done and in the list.
pub(super) fn open(
    path: &Path,
    targets: usize,
    find: impl Fn(&str) -> Option<usize>,
    found: impl FnMut(&SiteReport),
) -> Result<Store, Error> {
    let unusable = |cause| Error::unwritable(path, &cause);
    // what a killed run was writing to that file
    adopt_part(path, LINE_START).map_err(unusable)?;
    let file = open_file_to_write(path).map_err(unusable)?;
    // Where a file system has no locks, two runs at once are the user's own care.
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        let path = path.display();
        return Err(Error::new(
            (
                format!("{path} 正由另一次运行写入"),
                format!("{path} is being written by another run"),
            ),
            ("请等它结束，或换一个文件", "wait for it to end, or name another file"),
        ));
    }
    let (end, places) = scan(&file, path, targets, find, found)?;
    file.set_len(end).map_err(unusable)?;
    Ok(Store::resumed(file, end, places))
}

/// Reads the lines: where the last one of a finished site ends, and where each target's stands. The report of a run that
/// was cut may hold sites that were not read to their end, and a last line that says so: they count for nothing.
fn scan(
    file: &File,
    path: &Path,
    targets: usize,
    find: impl Fn(&str) -> Option<usize>,
    mut found: impl FnMut(&SiteReport),
) -> Result<(u64, Vec<Place>), Error> {
    let mut places = vec![Place::Nowhere; targets];
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let (mut at, mut end, mut number, mut line) = (0, 0, 0_u64, Vec::new());
    loop {
        line.clear();
        number += 1;
        let unreadable = |cause| Error::unreadable(path, &cause);
        // what does not begin like a line is not read to its end
        let start = LINE_START.len() as u64;
        let mut length =
            lines.by_ref().take(start).read_until(b'\n', &mut line).map_err(unreadable)?;
        if is_begun(&line) {
            length +=
                lines.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(unreadable)?;
            if length as u64 > LONGEST {
                return Err(foreign(path, number, Some(io::ErrorKind::FileTooLarge.into())));
            }
        }
        if line.last() != Some(&b'\n') {
            return if is_begun(&line) {
                Ok((end, places))
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
        if let Some(place) = find(&site.target).and_then(|index| places.get_mut(index))
            && matches!(place, Place::Nowhere)
        {
            *place = Place::File(start);
            found(&site);
        }
    }
}

/// Whether this is how one of our lines begins.
fn is_begun(line: &[u8]) -> bool {
    let mut starts = [LINE_START, jsonl::CUT_START].into_iter();
    starts.any(|start| start.starts_with(line) || line.starts_with(start))
}

fn foreign(path: &Path, line: u64, cause: Option<io::Error>) -> Error {
    let path = path.display();
    let error = Error::new(
        (
            format!("{path} 第 {line} 行不是检查结果"),
            format!("{path} line {line} is no result of an audit"),
        ),
        (
            "请给出先前运行的 JSON Lines 文件，或一个新文件",
            "name the JSON Lines file of an earlier run, or a new file",
        ),
    );
    match cause {
        Some(cause) => error.because(&cause),
        None => error,
    }
}

/// Whether two paths lead to one file, be it there or not.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    one == other || place_of(one).is_ok_and(|one| place_of(other).is_ok_and(|it| it == one))
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn what_a_run_that_was_cut_says_of_itself_counts_for_nothing() {
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
                error.what.en.contains("line") && error.fix.en.contains("JSON Lines"),
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
        assert!(error.what.en.contains("another run"), "{error:?}");
        drop(first);
        assert!(open(&path, 0, |_| None, |_| {}).is_ok());
    }
}
