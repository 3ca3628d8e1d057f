//! What a TARGET is: a URL, a domain, a folder or a file.

use std::fs;
use std::path::Path;

use crate::crawl::{PathKind, Target, TargetError, TargetKind};

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

fn wrong(error: &TargetError) -> Error {
    let fix = match error {
        TargetError::NoSuchPath(_) => {
            "write a domain (example.cn), a URL, or the path of an existing file or folder"
        }
        TargetError::NotHttp(_) => "write it like https://example.cn/",
        TargetError::Credentials(_) => "take them out, and use --header Authorization:…",
    };
    Error::new(error.to_string(), fix)
}

/// The targets of a file, one a line or in the first column of a CSV, with their lines; `-` is standard input.
pub(super) fn from_file(path: &Path, world: &mut World<'_>) -> Result<Vec<(u64, String)>, Error> {
    let full = world.cwd.join(path);
    let read = if path == Path::new("-") {
        let mut bytes = Vec::new();
        world.input.read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(&full)
    };
    let bytes = read.map_err(|cause| Error::unreadable(path, &cause))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(format!("{} is not UTF-8", path.display()), "save the list of targets as UTF-8")
    })?;
    first_column(&text).map_err(|cause| {
        Error::new(
            format!("{} is no list of targets", path.display()),
            "write one target a line, or a CSV",
        )
        .because(cause)
    })
}

fn first_column(text: &str) -> Result<Vec<(u64, String)>, csv::Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut targets = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, |place| line_of(text, place));
        let first = record.get(0).unwrap_or_default();
        if !(first.is_empty() || targets.is_empty() && is_heading(first)) {
            targets.push((line, first.to_owned()));
        }
    }
    Ok(targets)
}

/// The line of a record: its place as the reader gives it is before the blank lines and comments that it passed over.
fn line_of(text: &str, place: &csv::Position) -> u64 {
    let rest = usize::try_from(place.byte()).ok().and_then(|at| text.get(at..)).unwrap_or_default();
    let passed =
        rest.lines().take_while(|line| line.trim().is_empty() || line.starts_with('#')).count();
    place.line() + passed as u64
}

/// The names that tables give to this column; a target has a dot, a slash or a folder's name of its own.
fn is_heading(cell: &str) -> bool {
    let known =
        ["domain", "url", "site", "target", "host", "website", "域名", "网址", "网站", "站点"];
    known.contains(&cell.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;
    use super::*;

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
            assert!(!error.fix.is_empty() && !error.what.contains("a:b"), "{typed}");
        }
    }

    #[test]
    fn lists_are_lines_or_the_first_column_of_a_table() {
        for (text, expected) in [
            ("", &[][..]),
            ("a.cn\nb.cn", &["a.cn", "b.cn"]),
            ("\u{feff}domain,owner\r\na.cn,\"x, y\"\r\n\r\n b.cn ,\r\n", &["a.cn", "b.cn"]),
            ("# list\n\na.cn\n# b.cn\npublic\n", &["a.cn", "public"]),
            ("\"https://a.cn/?a,b\",x", &["https://a.cn/?a,b"]),
            ("域名\na.cn\ndomain", &["a.cn", "domain"]),
        ] {
            let read: Vec<String> =
                first_column(text).unwrap().into_iter().map(|(_, target)| target).collect();
            assert_eq!(read, expected, "{text:?}");
        }
        assert_eq!(first_column("a.cn\n\nb.cn").unwrap()[1].0, 3);
    }

    #[test]
    fn a_list_may_come_from_standard_input() {
        let mut bench = Bench::new().file("list.txt", "c.cn");
        bench.input = b"a.cn\nb.cn\n".to_vec();
        let read = |path: &str| bench.with_world(|world| from_file(Path::new(path), world));
        assert_eq!(read("-").unwrap().len(), 2);
        assert_eq!(read("list.txt").unwrap()[0].1, "c.cn");
        assert!(read("nowhere").is_err());
    }
}
