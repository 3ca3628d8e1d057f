//! What a TARGET is: a URL, a domain, a folder or a file.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use url::Url;

use crate::config::declared;

use super::super::{Error, World};

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// An address, with its scheme.
    Url(Url),
    /// A bare domain: the address with https, to be tried first.
    Domain(Url),
    /// A folder of built pages.
    Folder(PathBuf),
    /// One page.
    File(PathBuf),
}

impl Target {
    /// The host of a live site.
    pub(super) fn host(&self) -> Option<&str> {
        match self {
            Self::Url(url) | Self::Domain(url) => url.host_str(),
            Self::Folder(_) | Self::File(_) => None,
        }
    }

    /// The path of a site on disk.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Folder(path) | Self::File(path) => Some(path),
            Self::Url(_) | Self::Domain(_) => None,
        }
    }
}

/// What was recognised, and whether it might have been meant otherwise.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) target: Target,
    /// The path could be a domain, too.
    pub(super) ambiguous: bool,
}

/// Tells what a typed target is.
pub(super) fn recognise(typed: &str, cwd: &Path) -> Result<Recognised, Error> {
    let plain = |target| Ok(Recognised { target, ambiguous: false });
    if let Some((scheme, _)) = typed.split_once("://") {
        return plain(Target::Url(web_address(typed, scheme)?));
    }
    let domain = domain(typed);
    if !typed.is_empty()
        && let Ok(kind) = fs::metadata(cwd.join(typed))
    {
        let path = cwd.join(typed);
        let target = if kind.is_dir() { Target::Folder(path) } else { Target::File(path) };
        return Ok(Recognised { target, ambiguous: domain.is_some() });
    }
    match domain {
        Some(url) => plain(Target::Domain(url)),
        None => Err(Error::new(
            format!("{typed:?} is no domain, and there is no such file or folder"),
            "write a domain (example.cn), a URL, or the path of an existing file or folder",
        )),
    }
}

fn web_address(typed: &str, scheme: &str) -> Result<Url, Error> {
    let wrong = |what: String| Error::new(what, "write it like https://example.cn/");
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err(wrong(format!("{typed:?} is neither http nor https")));
    }
    let mut url = Url::parse(typed).map_err(|error| wrong(format!("{typed:?} is not a URL: {error}")))?;
    url.set_fragment(None);
    Ok(url)
}

/// The address of a bare domain, with port and path if there are any. Paths in disguise (`./a.b`, `a.html`) are none.
fn domain(typed: &str) -> Option<Url> {
    let host = typed.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let host = if typed.starts_with('[') { typed.split_inclusive(']').next()? } else { host };
    let lower = host.to_ascii_lowercase();
    if lower.ends_with(".html") || lower.ends_with(".htm") || typed.contains('\\') {
        return None;
    }
    declared::host(host).ok()?;
    let mut url = Url::parse(&format!("https://{typed}")).ok()?;
    url.set_fragment(None);
    Some(url)
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
        Error::new(format!("{path:?} is not UTF-8"), "save the list of targets as UTF-8")
    })?;
    first_column(&text).map_err(|cause| {
        Error::new(format!("{path:?} is no list of targets"), "write one target a line, or a CSV").because(cause)
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
        let line = record.position().map_or(0, csv::Position::line);
        let first = record.get(0).unwrap_or_default();
        if !(first.is_empty() || targets.is_empty() && is_heading(first)) {
            targets.push((line, first.to_owned()));
        }
    }
    Ok(targets)
}

/// The names that tables give to this column; a target has a dot, a slash or a folder's name of its own.
fn is_heading(cell: &str) -> bool {
    let known = ["domain", "url", "site", "target", "host", "website", "域名", "网址", "网站", "站点"];
    known.contains(&cell.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::Bench;
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_target_is_told_by_its_form_and_by_what_exists() {
        let bench = Bench::new().file("public/index.html", "").file("example.cn/index.html", "");
        let root = bench.folder.path();
        for (typed, expected, ambiguous) in [
            ("https://a.cn/x#y", Target::Url(url("https://a.cn/x")), false),
            ("HTTP://A.cn", Target::Url(url("http://a.cn/")), false),
            ("http://127.0.0.1:8080/", Target::Url(url("http://127.0.0.1:8080/")), false),
            ("a.cn", Target::Domain(url("https://a.cn/")), false),
            ("a.cn:8443/x", Target::Domain(url("https://a.cn:8443/x")), false),
            ("例子.中国", Target::Domain(url("https://xn--fsqu00a.xn--fiqs8s/")), false),
            ("localhost:80", Target::Domain(url("https://localhost:80/")), false),
            ("[::1]:80", Target::Domain(url("https://[::1]:80/")), false),
            ("public", Target::Folder(root.join("public")), false),
            ("public/index.html", Target::File(root.join("public/index.html")), false),
            ("example.cn", Target::Folder(root.join("example.cn")), true),
        ] {
            assert_eq!(recognise(typed, root), Ok(Recognised { target: expected, ambiguous }), "{typed}");
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        let bench = Bench::new();
        for typed in
            ["", "nowhere", "dist/index.html", "index.html", "./a.cn", "/a.cn", "ftp://a.cn", "https://", "a b.cn", "..", "C:\\site.cn"]
        {
            let error = recognise(typed, &bench.folder.path().join("sub")).unwrap_err();
            assert!(!error.fix.is_empty(), "{typed}");
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
            let read: Vec<String> = first_column(text).unwrap().into_iter().map(|(_, target)| target).collect();
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
