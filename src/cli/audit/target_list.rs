//! Lists of targets: a file with one a line, or a table as spreadsheets save it. Rows that cannot be used are handed on as
//! errors, and the rest is read.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use encoding_rs::{CoderResult, Encoding, GB18030, UTF_16BE, UTF_16LE};

use crate::crawl::{PathKind, Target};
use crate::domain::lang::Text;
use crate::folder::open_stream;

use super::super::{Error, World};
use super::targets::recognise;

/// A list of more bytes is none that a person or program wrote: it has no end.
const LARGEST: u64 = 256 << 20;
/// A record of more bytes is no row of targets.
const LONGEST: usize = 1 << 20;

/// Where cells of targets and unusable rows go, with the 1-based line on which the row begins.
type Take<'a> = &'a mut dyn FnMut(u64, Result<&str, Error>);

/// Hands on the targets of a file, and of each row that is none an error with its line; paths are resolved against the
/// working folder.
pub(in crate::cli) fn each_target(
    path: &Path,
    world: &mut World<'_>,
    take: &mut dyn FnMut(Result<Target, Error>),
) -> Result<(), Error> {
    let cwd = world.cwd.clone();
    from_file(path, world, &mut |line, typed| {
        take(typed.and_then(|typed| {
            recognise(typed, &cwd).map_err(|error| Error {
                what: Text::made(
                    format!("{} 第 {line} 行：{}", path.display(), error.what.zh),
                    format!("{} line {line}: {}", path.display(), error.what.en),
                ),
                ..error
            })
        }));
    })
}

/// Hands on the targets of a file: one a line, or a column of a table; `-` is standard input. UTF-8, GBK (GB18030) and
/// UTF-16 are read; columns are parted by commas, tabs or semicolons, full-width ones included.
fn from_file(path: &Path, world: &mut World<'_>, take: Take<'_>) -> Result<(), Error> {
    let file;
    let source: &mut dyn Read = if path == Path::new("-") {
        world.input
    } else {
        file = open_stream(&world.cwd.join(path));
        &mut file.map_err(|cause| Error::unreadable(path, &cause))?
    };
    list(source, path, take)
}

fn list(mut source: impl Read, path: &Path, take: Take<'_>) -> Result<(), Error> {
    let unreadable = |cause| Error::unreadable(path, &cause);
    let mut head = Vec::new();
    source.by_ref().take(4).read_to_end(&mut head).map_err(unreadable)?;
    let encoding = utf16(&head);
    let whole = io::Cursor::new(head).chain(source);
    match encoding {
        Some(encoding) => rows(BufReader::new(Utf16::new(whole, encoding)), path, take),
        None => rows(BufReader::with_capacity(1 << 16, whole), path, take),
    }
}

/// What the rows of a list have shown of its form.
#[derive(Default)]
struct Form {
    /// What parts columns, once a row has shown it.
    separator: Option<Separator>,
    /// The column of the targets, where a heading names it.
    column: Option<usize>,
    /// Whether a row was read.
    begun: bool,
}

fn rows(mut source: impl BufRead, path: &Path, take: Take<'_>) -> Result<(), Error> {
    let (mut record, mut line, mut form) = (Vec::new(), 0, Form::default());
    let mut size = 0;
    loop {
        let start = line + 1;
        let more = next_record(&mut source, &mut record, &mut line)
            .map_err(|cause| Error::unreadable(path, &cause))?;
        if !more {
            return Ok(());
        }
        size += record.len() as u64;
        if size > LARGEST {
            return Err(too_large(path, start));
        }
        if record.len() > LONGEST {
            // Nothing says where the next row begins.
            return Err(too_long(path, start));
        }
        match text(&record) {
            None => take(start, Err(not_text(path, start))),
            Some(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                for cell in form.targets(text) {
                    take(start, Ok(&cell));
                }
            }
        }
    }
}

fn too_large(path: &Path, line: u64) -> Error {
    let path = path.display();
    Error::new(
        (
            format!("{path} 第 {line} 行处已超过 256 MiB"),
            format!("{path} line {line} is more than 256 MiB into the list"),
        ),
        ("请把清单分成几份", "divide the list"),
    )
}

fn too_long(path: &Path, line: u64) -> Error {
    let path = path.display();
    Error::new(
        (format!("{path} 第 {line} 行太长"), format!("{path} line {line} is too long")),
        ("请每行写一个目标，或用 CSV", "write one target a line, or a CSV"),
    )
}

fn not_text(path: &Path, line: u64) -> Error {
    let path = path.display();
    Error::new(
        (
            format!("{path} 第 {line} 行既不是 UTF-8 也不是 GBK"),
            format!("{path} line {line} is neither UTF-8 nor GBK"),
        ),
        ("请把目标清单存为 UTF-8", "save the list of targets as UTF-8"),
    )
}

/// A record's text: UTF-8, else GB18030 (of which GBK is a part), as Chinese spreadsheets save CSV.
fn text(record: &[u8]) -> Option<Cow<'_, str>> {
    match std::str::from_utf8(record) {
        Ok(text) => Some(text.into()),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(record),
    }
}

impl Form {
    /// The targets of a row; none of a comment, a blank row or the heading.
    fn targets(&mut self, row: &str) -> Vec<String> {
        if row.trim().is_empty() || row.starts_with('#') {
            return Vec::new();
        }
        if self.separator.is_none() {
            self.separator = Separator::of(row);
        }
        let cells = cells(row, self.separator);
        if !std::mem::replace(&mut self.begun, true)
            && let Some(column) = cells.iter().position(|cell| is_heading(cell))
        {
            self.column = Some(column);
            return Vec::new();
        }
        let chosen = match self.column {
            Some(column) => cells.into_iter().nth(column).into_iter().collect(),
            None => guessed(cells),
        };
        chosen.into_iter().filter(|cell: &String| !cell.is_empty()).collect()
    }
}

/// The targets of a row of which no heading says what its cells are: all cells where each is one, else the first; behind
/// a first cell that is a name or a number, the cells that are targets.
fn guessed(cells: Vec<String>) -> Vec<String> {
    let filled = || cells.iter().filter(|cell| !cell.is_empty());
    if filled().all(|cell| looks_like_target(cell)) {
        return cells;
    }
    let first = cells.first().map(String::as_str).unwrap_or_default();
    let label =
        !first.is_ascii() || first.contains(' ') || first.bytes().all(|byte| byte.is_ascii_digit());
    if label && !looks_like_target(first) && filled().any(|cell| looks_like_target(cell)) {
        return cells.into_iter().filter(|cell| looks_like_target(cell)).collect();
    }
    cells.into_iter().take(1).collect()
}

/// Whether a cell is a domain or an address by its letters alone.
fn looks_like_target(cell: &str) -> bool {
    cell.contains('.')
        && !cell.contains([' ', '@', '\u{3000}'])
        && Target::parse(cell, |_| PathKind::Nothing).is_ok()
}

/// What parts the columns of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Tab,
    Comma,
    Semicolon,
}

impl Separator {
    /// What parts the columns of this row, if anything does.
    fn of(row: &str) -> Option<Self> {
        let has = |signs: [char; 2]| outside_quotes(row).any(|(_, sign)| signs.contains(&sign));
        // An address may hold semicolons.
        let address = row.starts_with("http:") || row.starts_with("https:");
        match () {
            () if has(['\t', '\t']) => Some(Self::Tab),
            () if has([',', '，']) => Some(Self::Comma),
            () if has([';', '；']) && !address => Some(Self::Semicolon),
            () => None,
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Tab => b'\t',
            Self::Comma => b',',
            Self::Semicolon => b';',
        }
    }

    const fn full_width(self) -> Option<char> {
        match self {
            Self::Tab => None,
            Self::Comma => Some('，'),
            Self::Semicolon => Some('；'),
        }
    }
}

/// The characters of a row that no quotes enclose.
fn outside_quotes(row: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut quoted = false;
    row.char_indices().filter(move |(_, sign)| {
        if *sign == '"' {
            quoted = !quoted;
        }
        !quoted
    })
}

/// Rows of targets have few columns; a longer one is looked through no further.
const MAX_COLUMNS: usize = 100;

/// The cells of a row, without the blanks around them.
fn cells(row: &str, separator: Option<Separator>) -> Vec<String> {
    let Some(separator) = separator else {
        return vec![row.trim().trim_matches('"').trim().to_owned()];
    };
    let mut folded = row.to_owned();
    if let Some(wide) = separator.full_width().filter(|wide| row.contains(*wide)) {
        let places: Vec<usize> =
            outside_quotes(row).filter(|(_, sign)| *sign == wide).map(|(at, _)| at).collect();
        let narrow = char::from(separator.byte()).to_string();
        for at in places.into_iter().rev() {
            folded.replace_range(at..at + wide.len_utf8(), &narrow);
        }
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.byte())
        .trim(csv::Trim::All)
        .buffer_capacity(folded.len().max(1))
        .from_reader(folded.as_bytes());
    let mut record = csv::StringRecord::new();
    // The text is UTF-8 and rows may have any length: nothing can be wrong with it.
    let _ = reader.read_record(&mut record);
    record.iter().take(MAX_COLUMNS).map(|cell| cell.trim().to_owned()).collect()
}

/// The encoding of a text in UTF-16: by its byte order mark, or by the zero bytes of its first, ASCII characters.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        [a, 0, b, 0] if *a != 0 && *b != 0 => Some(UTF_16LE),
        [0, a, 0, b] if *a != 0 && *b != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// UTF-16 read as UTF-8; what is no UTF-16 becomes U+FFFD.
struct Utf16<R> {
    source: R,
    decoder: encoding_rs::Decoder,
    /// What was read and not decoded yet.
    raw: Vec<u8>,
    /// The source has ended.
    ended: bool,
    /// All is decoded.
    done: bool,
}

impl<R: Read> Utf16<R> {
    fn new(source: R, encoding: &'static Encoding) -> Self {
        Self { source, decoder: encoding.new_decoder(), raw: Vec::new(), ended: false, done: false }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.done {
            if self.raw.is_empty() && !self.ended {
                let mut chunk = [0; 4096];
                let read = self.source.read(&mut chunk)?;
                self.ended = read == 0;
                self.raw.extend_from_slice(&chunk[..read]);
            }
            let (result, used, written, _) =
                self.decoder.decode_to_utf8(&self.raw, out, self.ended);
            self.raw.drain(..used);
            self.done = self.ended && result == CoderResult::InputEmpty;
            if written > 0 || result == CoderResult::OutputFull {
                return Ok(written);
            }
        }
        Ok(0)
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

    /// The targets with their lines, and the lines of rows that cannot be used.
    type Found = (Vec<(u64, String)>, Vec<u64>);

    fn read(text: &[u8]) -> Result<Found, Error> {
        let (mut targets, mut bad) = (Vec::new(), Vec::new());
        list(text, Path::new("list"), &mut |line, target| match target {
            Ok(target) => targets.push((line, target.to_owned())),
            Err(_) => bad.push(line),
        })?;
        Ok((targets, bad))
    }

    fn targets(text: &[u8]) -> Vec<String> {
        let (targets, bad) = read(text).unwrap();
        assert_eq!(bad, [0; 0]);
        targets.into_iter().map(|(_, target)| target).collect()
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
            assert_eq!(targets(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn columns_are_parted_as_spreadsheets_and_people_part_them() {
        for (text, expected) in [
            ("客户\t域名\n甲\ta.cn\n", &["a.cn"][..]),
            ("客户;域名\r\n甲;a.cn\r\n", &["a.cn"]),
            ("客户；域名\n甲；a.cn", &["a.cn"]),
            ("客户，域名\n\"甲，乙\"，a.cn", &["a.cn"]),
            ("a.cn，b.cn", &["a.cn", "b.cn"]),
            ("a.cn\nb.cn;c.cn", &["a.cn", "b.cn", "c.cn"]),
            ("a.cn, https://b.cn/x", &["a.cn", "https://b.cn/x"]),
            ("甲公司,a.cn,2026-01-01", &["a.cn"]),
            ("17,a.cn,x@b.cn", &["a.cn"]),
            ("public,a.cn", &["public"]),
            ("a.cn,甲公司", &["a.cn"]),
            ("https://a.cn/?x;y", &["https://a.cn/?x;y"]),
            ("甲公司", &["甲公司"]),
        ] {
            assert_eq!(targets(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn lists_come_in_the_encodings_of_spreadsheets() {
        let text = "客户,域名\r\n联通,例子.cn\r\n";
        let wide = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
            let mark = mark.then_some(0xfeff);
            mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
        };
        let (gbk, _, _) = GB18030.encode(text);
        for bytes in [gbk.into_owned(), wide(u16::to_le_bytes, true), wide(u16::to_be_bytes, true)]
        {
            assert_eq!(targets(&bytes), ["例子.cn"], "{bytes:?}");
        }
        let bare: Vec<u8> = "a.cn\nb.cn".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(targets(&bare), ["a.cn", "b.cn"]);
        let long = "a.cn\n".repeat(5000);
        let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(targets(&wide).len(), 5000);
    }

    #[test]
    fn targets_have_the_lines_on_which_they_begin() {
        let (found, _) = read(b"# x\n\na.cn,\"1\n2\"\n\nb.cn").unwrap();
        assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), [3, 6]);
        assert!(read(&vec![b'a'; LONGEST + 2]).unwrap_err().what.en.contains("too long"));
        assert!(read(&vec![b'"'; LONGEST + 1]).is_err());
    }

    #[test]
    fn a_row_that_is_no_text_does_not_take_the_others_along() {
        let (targets, bad) = read(b"a.cn\n\xff.cn\nb.cn\n").unwrap();
        assert_eq!((targets.len(), bad), (2, vec![2]));
    }

    #[test]
    fn a_list_may_come_from_standard_input() {
        let mut bench = Bench::new().file("list.txt", "c.cn");
        bench.input = b"a.cn\nb.cn\n".to_vec();
        let read = |path: &str| {
            let mut targets = Vec::new();
            let mut take = |_, target: Result<&str, Error>| {
                targets.extend(target.ok().map(str::to_owned));
            };
            let read = bench.with_world(|world| from_file(Path::new(path), world, &mut take));
            read.map(|()| targets)
        };
        assert_eq!(read("-").unwrap(), ["a.cn", "b.cn"]);
        assert_eq!(read("list.txt").unwrap(), ["c.cn"]);
        assert!(read("nowhere").is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_list_makes_it_panic(text in "(a\\.cn|[,\"#\r\n ]|域名){0,40}") {
            let _ = read(text.as_bytes());
        }
    }
}
