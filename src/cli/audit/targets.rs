//! What a TARGET is, and lists of targets: thousands, kept small.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use crate::crawl::{PathKind, Target, TargetError, TargetKind};
use crate::domain::lang::Bilingual as _;
use crate::folder::open_stream;

use super::super::{Error, World};

/// Tells what a typed target is; paths are resolved against the working folder.
pub(in crate::cli) fn recognise(typed: &str, cwd: &Path) -> Result<Target, Error> {
    let mut target = Target::parse(typed, |path| PathKind::of(&cwd.join(path)))
        .map_err(|error| wrong(&error))?;
    if let TargetKind::Folder(path) | TargetKind::File(path) = &mut target.kind
        && std::env::current_dir().ok().as_deref() != Some(cwd)
    {
        // Where the working folder is the process's own, a path stays as it was typed: reports show it.
        *path = cwd.join(&*path);
    }
    Ok(target)
}

/// The same where no target is a path.
pub(super) fn recognise_live(typed: &str) -> Result<Target, Error> {
    Target::parse(typed, |_| PathKind::Nothing).map_err(|error| wrong(&error))
}

fn wrong(error: &TargetError) -> Error {
    let fix = match error {
        TargetError::NoSuchPath(_) => (
            "请写域名（example.cn）、网址，或存在的文件、目录的路径",
            "write a domain (example.cn), a URL, or the path of an existing file or folder",
        ),
        TargetError::NotHttp(_) => {
            ("请写成 https://example.cn/ 的形式", "write it like https://example.cn/")
        }
        TargetError::Credentials(_) => (
            "请去掉它们，改用 --header Authorization:…",
            "take them out, and use --header Authorization:…",
        ),
    };
    Error::new(error.text(), fix)
}

/// Texts in one piece of memory: a target takes little more than its letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    text: String,
    ends: Vec<usize>,
}

impl Packed {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        self.text.get(start?..*self.ends.get(index)?)
    }
}

/// Hands on the targets of a file with their lines: one a line, or a column of a CSV; `-` is standard input.
pub(in crate::cli) fn from_file(
    path: &Path,
    world: &mut World<'_>,
    mut take: impl FnMut(u64, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    let file;
    let source: &mut dyn Read = if path == Path::new("-") {
        world.input
    } else {
        file = open_stream(&world.cwd.join(path));
        &mut file.map_err(|cause| Error::unreadable(path, &cause))?
    };
    list(BufReader::with_capacity(1 << 16, source), path, &mut take)
}

/// A list of more bytes is none that a person or program wrote: it has no end.
const LARGEST: u64 = 256 << 20;
/// A record of more bytes is no row of targets.
const LONGEST: usize = 1 << 20;

fn list(
    mut source: impl BufRead,
    path: &Path,
    take: &mut dyn FnMut(u64, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    let (mut record, mut line, mut column, mut first) = (Vec::new(), 0, 0, true);
    let mut size = 0;
    loop {
        let start = line + 1;
        let more = next_record(&mut source, &mut record, &mut line)
            .map_err(|cause| Error::unreadable(path, &cause))?;
        if !more {
            return Ok(());
        }
        let unusable = |(zh, en): (&str, &str), fix: (&'static str, &'static str)| {
            let path = path.display();
            Error::new(
                (format!("{path} 第 {start} 行{zh}"), format!("{path} line {start} {en}")),
                fix,
            )
        };
        size += record.len() as u64;
        if size > LARGEST {
            return Err(unusable(
                ("处已超过 256 MiB", "is more than 256 MiB into the list"),
                ("请把清单分成几份", "divide the list"),
            ));
        }
        if record.len() > LONGEST {
            return Err(unusable(
                ("太长", "is too long"),
                ("请每行写一个目标，或用 CSV", "write one target a line, or a CSV"),
            ));
        }
        let text = std::str::from_utf8(&record).map_err(|_| {
            unusable(
                ("不是 UTF-8", "is not UTF-8"),
                ("请把目标清单存为 UTF-8", "save the list of targets as UTF-8"),
            )
        })?;
        let text = if start == 1 { text.strip_prefix('\u{feff}').unwrap_or(text) } else { text };
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        if std::mem::take(&mut first)
            && let Some(heading) = heading(text)
        {
            column = heading;
            continue;
        }
        let cell = cell(text, column);
        if !cell.is_empty() {
            take(start, &cell)?;
        }
    }
}

/// Reads a line and, while a quoted cell goes on, the next ones. False at the end.
fn next_record(
    source: &mut impl BufRead,
    record: &mut Vec<u8>,
    line: &mut u64,
) -> io::Result<bool> {
    record.clear();
    loop {
        if source.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', record)? == 0 {
            return Ok(!record.is_empty());
        }
        *line += 1;
        let open =
            record.first() != Some(&b'#') && memchr::memchr_iter(b'"', record).count() % 2 == 1;
        if !open || record.len() > LONGEST {
            return Ok(true);
        }
    }
}

/// A cell of a row, without the blanks around it; empty where the row is shorter.
fn cell(row: &str, column: usize) -> Cow<'_, str> {
    if !row.contains('"') {
        return row.split(',').nth(column).unwrap_or_default().trim().into();
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .buffer_capacity(row.len())
        .from_reader(row.as_bytes());
    let mut cells = csv::StringRecord::new();
    // The text is UTF-8 and rows may have any length: nothing can be wrong with it.
    let _ = reader.read_record(&mut cells);
    cells.get(column).unwrap_or_default().trim().to_owned().into()
}

/// The column of the targets, if the row is one of headings.
fn heading(row: &str) -> Option<usize> {
    // Rows of targets have few columns; a longer one is looked through no further.
    (0..100).find(|column| is_heading(&cell(row, *column)))
}

/// The names that tables give to this column; a target has a dot, a slash or a folder's name of its own.
fn is_heading(cell: &str) -> bool {
    let known = [
        "domain",
        "domains",
        "domain name",
        "url",
        "site",
        "target",
        "host",
        "hostname",
        "website",
        "域名",
        "网址",
        "网站",
        "站点",
        "网站域名",
        "网站网址",
        "首页网址",
        "网站首页网址",
    ];
    known.contains(&cell.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<Vec<(u64, String)>, Error> {
        let mut targets = Vec::new();
        list(text, Path::new("list"), &mut |line, target| {
            targets.push((line, target.to_owned()));
            Ok(())
        })?;
        Ok(targets)
    }

    #[test]
    fn paths_are_resolved_against_the_working_folder() {
        let bench = Bench::new().file("public/index.html", "").file("example.cn/index.html", "");
        let root = bench.folder.path();
        let kind = |typed: &str| recognise(typed, root).map(|target| target.kind);
        assert_eq!(kind("public"), Ok(TargetKind::Folder(root.join("public"))));
        assert_eq!(kind("public/index.html"), Ok(TargetKind::File(root.join("public/index.html"))));
        assert!(recognise("example.cn", root).is_ok_and(|target| target.path_wins_over_domain()));
        assert!(matches!(kind("example.com"), Ok(TargetKind::Domain { .. })));
    }

    #[test]
    fn what_is_no_target_is_refused_with_a_remedy() {
        for typed in ["", "nowhere", "dist/index.html", "ftp://a.cn", "https://a:b@c.cn/"] {
            let error = recognise(typed, Path::new("/nowhere")).unwrap_err();
            assert!(!error.fix.en.is_empty() && !error.what.en.contains("a:b"), "{typed}");
        }
    }

    #[test]
    fn lists_are_lines_or_a_column_of_a_table() {
        for (text, expected) in [
            ("", &[][..]),
            ("a.cn\nb.cn", &["a.cn", "b.cn"]),
            ("\u{feff}domain,owner\r\na.cn,\"x, y\"\r\n\r\n b.cn ,\r\n", &["a.cn", "b.cn"]),
            ("# list\n\na.cn\n# b.cn\npublic\n", &["a.cn", "public"]),
            ("\"https://a.cn/?a,b\",x", &["https://a.cn/?a,b"]),
            ("域名\na.cn\ndomain", &["a.cn", "domain"]),
            (
                "客户,\"网址\",备注\n甲,https://a.cn/,\"两行\n备注\"\n乙,b.cn\n丙\n",
                &["https://a.cn/", "b.cn"],
            ),
            ("id,URL\n1,\"a.cn\"\n2,\"\"\n", &["a.cn"]),
            ("\u{feff}\"Domain\"\na.cn", &["a.cn"]),
            ("a.cn\r\rb.cn", &["a.cn\r\rb.cn"]),
        ] {
            let read: Vec<String> =
                read(text.as_bytes()).unwrap().into_iter().map(|(_, target)| target).collect();
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn targets_have_the_lines_on_which_they_begin() {
        let lines: Vec<u64> =
            read(b"# x\n\na.cn,\"1\n2\"\n\nb.cn").unwrap().iter().map(|it| it.0).collect();
        assert_eq!(lines, [3, 6]);
        assert!(read(b"a.cn\n\xff.cn\n").unwrap_err().what.en.contains("line 2 is not UTF-8"));
        assert!(read(&vec![b'a'; LONGEST + 2]).unwrap_err().what.en.contains("too long"));
        assert!(read(&vec![b'"'; LONGEST + 1]).is_err());
    }

    #[test]
    fn a_list_may_come_from_standard_input() {
        let mut bench = Bench::new().file("list.txt", "c.cn");
        bench.input = b"a.cn\nb.cn\n".to_vec();
        let read = |path: &str| {
            let mut targets = Vec::new();
            let take = |_, target: &str| {
                targets.push(target.to_owned());
                Ok(())
            };
            bench.with_world(|world| from_file(Path::new(path), world, take)).map(|()| targets)
        };
        assert_eq!(read("-").unwrap(), ["a.cn", "b.cn"]);
        assert_eq!(read("list.txt").unwrap(), ["c.cn"]);
        assert!(read("nowhere").is_err());
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(texts in proptest::collection::vec(".{0,8}", 0..20)) {
            let mut packed = Packed::default();
            for text in &texts {
                packed.push(text);
            }
            let again: Vec<&str> = (0..packed.len()).filter_map(|index| packed.get(index)).collect();
            prop_assert_eq!(again, texts);
            prop_assert_eq!(packed.get(packed.len()), None);
        }

        #[test]
        fn no_list_makes_it_panic(text in "(a\\.cn|[,\"#\r\n ]|域名){0,40}") {
            let _ = read(text.as_bytes());
        }
    }
}
