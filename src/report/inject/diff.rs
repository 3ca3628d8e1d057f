//! A unified diff of one page, made from its splices.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

use encoding_rs::Encoding;
use memchr::{memchr, memchr_iter, memrchr};

use crate::html;
use crate::inject::Splice;
use crate::inject::splice::apply;
use crate::report::escape;

use super::excerpt::{Excerpt, excerpts};

/// Unchanged lines around a change.
const CONTEXT: usize = 3;
/// Longest line, in characters, that is shown whole. Of a longer one (minified pages) only the part that changes is shown.
const LONGEST: usize = 400;

/// How a diff is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiffStyle {
    /// For a person at a terminal: control characters are escaped. Otherwise the bytes are written as they are.
    pub terminal: bool,
    /// Long lines are written whole, so that `git apply` and `patch` can read them.
    pub whole: bool,
    /// Whether removed and added lines are coloured.
    pub colour: bool,
}

/// Whole lines that change: their range in the page, and the new lines.
struct LineChange {
    old: Range<usize>,
    new: Vec<u8>,
    /// The splices that change them.
    splices: Vec<Splice>,
}

/// Writes the diff of a page. Returns whether long lines were cut in it.
pub(super) fn write(
    path: &str,
    page: &[u8],
    splices: &[Splice],
    style: DiffStyle,
    out: &mut dyn Write,
) -> io::Result<bool> {
    let (old_name, new_name) = (header(&format!("a/{path}")), header(&format!("b/{path}")));
    if memchr(0, page).is_some() {
        writeln!(out, "Binary files {} and {} differ", old_name.trim(), new_name.trim())?;
        return Ok(false);
    }
    // a page that says nothing of its encoding is UTF-8 as long as it can be
    let is_utf8 = str::from_utf8(page).is_ok();
    let encoding = if is_utf8 { encoding_rs::UTF_8 } else { html::charset(page).encoding };
    let mut writer = DiffWriter { style, encoding, is_cut: false, out };
    writer.line("1", &format!("--- {old_name}"))?;
    writer.line("1", &format!("+++ {new_name}"))?;
    let changes = changes(page, splices);
    let (mut counted, mut line, mut more) = (0, 1, 0_isize);
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        let start = back(page, first.old.start);
        let mut end = forth(page, first.old.end);
        let mut taken = 1;
        while let Some(next) = rest.get(taken).filter(|next| back(page, next.old.start) <= end) {
            end = forth(page, next.old.end);
            taken += 1;
        }
        let (hunk, later) = rest.split_at(taken);
        rest = later;
        line += lines(page.get(counted..start).unwrap_or_default()).count();
        counted = start;
        more += writer.hunk(page, hunk, start..end, [line, line.saturating_add_signed(more)])?;
    }
    Ok(writer.is_cut)
}

struct DiffWriter<'a> {
    style: DiffStyle,
    encoding: &'static Encoding,
    is_cut: bool,
    out: &'a mut dyn Write,
}

impl DiffWriter<'_> {
    /// Writes a hunk and returns by how many lines it lengthens the page. `starts` are the numbers of its first line in
    /// the old page and in the new one.
    fn hunk(
        &mut self,
        page: &[u8],
        changes: &[LineChange],
        around: Range<usize>,
        starts: [usize; 2],
    ) -> io::Result<isize> {
        let count = |bytes: &[u8]| lines(bytes).count();
        let before = count(page.get(around.clone()).unwrap_or_default());
        let removed: usize =
            changes.iter().map(|it| count(page.get(it.old.clone()).unwrap_or_default())).sum();
        let added: usize = changes.iter().map(|it| count(&it.new)).sum();
        let after = before - removed + added;
        let grown = after.cast_signed() - before.cast_signed();
        // an empty side has the number of the line before it
        let from = |line: usize, count: usize| if count == 0 { line - 1 } else { line };
        let [old, new] = starts;
        let head = format!("@@ -{},{before} +{},{after} @@", from(old, before), from(new, after));
        self.line("36", &head)?;
        let mut at = around.start;
        for change in changes {
            self.side(' ', page.get(at..change.old.start).unwrap_or_default())?;
            let old = page.get(change.old.clone()).unwrap_or_default();
            if !self.style.whole && lines(old).chain(lines(&change.new)).any(is_long) {
                self.excerpts(page, change)?;
            } else {
                self.side('-', old)?;
                self.side('+', &change.new)?;
            }
            at = change.old.end;
        }
        self.side(' ', page.get(at..around.end).unwrap_or_default())?;
        Ok(grown)
    }

    /// What changes in long lines.
    fn excerpts(&mut self, page: &[u8], change: &LineChange) -> io::Result<()> {
        self.is_cut = true;
        for Excerpt { column, old, new } in
            excerpts(page, &change.old, &change.splices, self.encoding)
        {
            self.line("36", &format!("@@ column {column} @@"))?;
            for (sign, text) in [('-', old), ('+', new)] {
                for line in text.lines() {
                    self.line(colour(sign), &format!("{sign}{}", escape::line(line)))?;
                }
            }
        }
        Ok(())
    }

    fn side(&mut self, sign: char, text: &[u8]) -> io::Result<()> {
        let colour = colour(sign);
        for line in lines(text) {
            let (body, ended) = match line.strip_suffix(b"\n") {
                Some(body) => (body, true),
                None => (line, false),
            };
            let is_cut = !self.style.whole && is_long(body);
            self.is_cut |= is_cut;
            if self.style.terminal || is_cut {
                let shown = self.shown(body);
                self.line(colour, &format!("{sign}{shown}"))?;
            } else if self.style.colour && !colour.is_empty() {
                write!(self.out, "\x1b[{colour}m{sign}")?;
                self.out.write_all(body)?;
                self.out.write_all(b"\x1b[0m\n")?;
            } else {
                write!(self.out, "{sign}")?;
                self.out.write_all(body)?;
                self.out.write_all(b"\n")?;
            }
            if !ended {
                self.line("", "\\ No newline at end of file")?;
            }
        }
        Ok(())
    }

    /// A line for a person; of a long one, which does not change, its beginning.
    fn shown(&self, line: &[u8]) -> String {
        let text = self.encoding.decode_without_bom_handling(line).0;
        let text = text.strip_suffix('\r').unwrap_or(&text);
        match text.char_indices().nth(LONGEST).filter(|_| !self.style.whole) {
            None => escape::line(text).into_owned(),
            Some((end, _)) => {
                format!("{} …", escape::line(text.get(..end).unwrap_or_default()))
            }
        }
    }

    fn line(&mut self, colour: &str, text: &str) -> io::Result<()> {
        if self.style.colour && !colour.is_empty() {
            writeln!(self.out, "\x1b[{colour}m{text}\x1b[0m")
        } else {
            writeln!(self.out, "{text}")
        }
    }
}

const fn colour(sign: char) -> &'static str {
    match sign {
        '-' => "31",
        '+' => "32",
        _ => "",
    }
}

/// The lines that splices touch.
fn changes(page: &[u8], splices: &[Splice]) -> Vec<LineChange> {
    let mut spans: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (index, splice) in splices.iter().enumerate() {
        let start = line_start(page, splice.range.start);
        let end = line_end(page, splice.range.end);
        match spans.last_mut() {
            Some((span, which)) if start < span.end => {
                span.end = end.max(span.end);
                which.end = index + 1;
            }
            _ => spans.push((start..end, index..index + 1)),
        }
    }
    let change = |(old, which): (Range<usize>, Range<usize>)| {
        let splices = splices.get(which)?;
        let moved: Vec<Splice> = splices.iter().map(|it| shift(it, old.start)).collect();
        let mut new = Vec::new();
        apply(page.get(old.clone())?, &moved, &mut new);
        Some(LineChange { old, new, splices: splices.to_vec() })
    };
    spans.into_iter().filter_map(change).collect()
}

fn shift(splice: &Splice, by: usize) -> Splice {
    let range = splice.range.start.saturating_sub(by)..splice.range.end.saturating_sub(by);
    Splice { range, with: splice.with.clone() }
}

fn line_start(page: &[u8], at: usize) -> usize {
    memrchr(b'\n', page.get(..at).unwrap_or_default()).map_or(0, |at| at + 1)
}

fn line_end(page: &[u8], at: usize) -> usize {
    memchr(b'\n', page.get(at..).unwrap_or_default()).map_or(page.len(), |more| at + more + 1)
}

/// The start of the context before an offset.
fn back(page: &[u8], mut at: usize) -> usize {
    for _ in 0..CONTEXT {
        at = line_start(page, at.saturating_sub(1));
    }
    at
}

/// The end of the context after an offset.
fn forth(page: &[u8], mut at: usize) -> usize {
    for _ in 0..CONTEXT {
        at = line_end(page, at);
    }
    at
}

/// Lines with their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr_iter(b'\n', text).map(|at| at + 1);
    let last = (!text.is_empty() && !text.ends_with(b"\n")).then_some(text.len());
    ends.chain(last).scan(0, move |start, end| {
        let line = text.get(*start..end);
        *start = end;
        line
    })
}

fn is_long(line: &[u8]) -> bool {
    line.len() > LONGEST && String::from_utf8_lossy(line).chars().count() > LONGEST
}

/// A path in a header, quoted as git does where a character in it would end it.
fn header(path: &str) -> String {
    if path.chars().any(|it| escape::is_unsafe(it) || matches!(it, '"' | '\\')) {
        let mut quoted = String::from("\"");
        for char in path.chars() {
            match char {
                '"' | '\\' => quoted.extend(['\\', char]),
                '\n' => quoted.push_str("\\n"),
                '\t' => quoted.push_str("\\t"),
                char if escape::is_unsafe(char) => {
                    let mut bytes = [0; 4];
                    for byte in char.encode_utf8(&mut bytes).bytes() {
                        // writing into a String does not fail
                        let _ = write!(quoted, "\\{byte:03o}");
                    }
                }
                char => quoted.push(char),
            }
        }
        return quoted + "\"";
    }
    if path.contains(' ') { format!("{path}\t") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::excerpt::MARGIN;
    use super::*;

    fn diff(page: &str, splices: &[(Range<usize>, &str)], terminal: bool) -> String {
        let splices: Vec<Splice> = splices
            .iter()
            .map(|(range, with)| Splice { range: range.clone(), with: with.as_bytes().to_vec() })
            .collect();
        let mut out = Vec::new();
        let style = DiffStyle { terminal, colour: false, whole: !terminal };
        write("x.html", page.as_bytes(), &splices, style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_change_stands_among_three_lines_of_context() {
        let page = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        assert_eq!(
            diff(page, &[(8..8, "X")], false),
            "--- a/x.html\n+++ b/x.html\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X5\n 6\n 7\n 8\n"
        );
        let far = (1..=30).map(|n| format!("{n:02}")).collect::<Vec<_>>().join("\n") + "\n";
        let two = diff(&far, &[(0..0, "a\n"), (87..87, "b")], false);
        assert!(two.contains("@@ -1,4 +1,5 @@\n-01\n+a\n+01\n 02\n"), "{two}");
        assert!(two.contains("@@ -27,4 +28,4 @@\n 27\n 28\n 29\n-30\n+b30\n"), "{two}");
    }

    #[test]
    fn a_missing_final_newline_is_told() {
        assert_eq!(
            diff("a\r\nb", &[(4..4, "<x>")], false),
            "--- a/x.html\n+++ b/x.html\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+b<x>\n\\ No newline at end of file\n"
        );
        assert_eq!(
            diff("a\n", &[(2..2, "b")], false),
            "--- a/x.html\n+++ b/x.html\n@@ -1,1 +1,2 @@\n a\n+b\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn on_a_terminal_lines_are_cut_and_harmless() {
        let page = format!("\u{1b}[31m{}\n{}", "x".repeat(9000), "y".repeat(9000));
        let text = diff(&page, &[(9005..9005, "END")], true);
        let margin = "x".repeat(MARGIN);
        assert!(text.contains(&format!("\n-… {margin}\n+… {margin}END\n yyy")), "{text}");
        assert!(text.contains("yyy …\n") && text.len() < 1000, "{text}");
        let start = diff(&page, &[(0..0, "A")], true);
        assert!(start.contains("\n+A\\u{1b}[31mxxx") && start.contains("xxx …\n"), "{start}");
        let middle = diff(&page, &[(100..103, "京")], true);
        assert!(middle.contains(&format!("+… {margin}京{margin} …\n")), "{middle}");
        for text in [text, start, middle] {
            assert!(!text.contains('\u{1b}') && text.len() < 1500, "{text}");
        }
    }

    #[test]
    fn of_a_page_of_one_line_each_change_is_shown_by_itself() {
        let page = "页".repeat(5000);
        let splices = [(300..303, "A"), (330..330, "B"), (9000..9003, "C")];
        let text = diff(&page, &splices, true);
        let margin = "页".repeat(MARGIN);
        let between = "页".repeat(9);
        for part in [
            "@@ column 101 @@\n".to_owned(),
            format!("\n-… {margin}页{between}{margin} …\n+… {margin}A{between}B{margin} …\n"),
            "@@ column 3001 @@\n".to_owned(),
            format!("\n-… {margin}页{margin} …\n+… {margin}C{margin} …\n"),
        ] {
            assert!(text.contains(&part), "{part}\n{text}");
        }
        assert!(text.len() < 3000, "{text}");
        let picture = "x".repeat(90_000);
        assert!(diff(&page, &[(9..9, &picture)], true).len() < 6000);
    }

    #[test]
    fn a_cut_line_is_read_in_the_encoding_of_the_page() {
        let (head, ..) = encoding_rs::GBK.encode("<meta charset=gbk>京ICP备19004817号-1");
        let page = [head.as_ref(), &b"x".repeat(900)].concat();
        let splice = Splice { range: head.len()..head.len(), with: b"<!>".to_vec() };
        let mut out = Vec::new();
        let cut = write("x.html", &page, &[splice], DiffStyle::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(cut && text.contains("京ICP备19004817号-1<!>xxx"), "{text}");
    }

    #[test]
    fn odd_names_are_quoted_as_git_does() {
        assert_eq!(header("a/b c.html"), "a/b c.html\t");
        assert_eq!(header("a/\"\n\u{1}"), "\"a/\\\"\\n\\001\"");
    }
}
