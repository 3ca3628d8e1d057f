//! Imports run downwards only. The floors are the fenced `layers` block of ARCHITECTURE.md, lowest first; rooms on one
//! floor do not import each other. Tests inside `src/` are held to the same rule.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn imports_run_downwards() {
    let floors = Floors::read(include_str!("../ARCHITECTURE.md"));
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in rust_files(&src) {
        let relative = file.strip_prefix(&src).expect("found below src");
        let source = fs::read_to_string(&file).expect("a source file is UTF-8");
        for fault in floors.check(&module_path(relative), &source) {
            faults.push(format!("src/{}:{fault}", relative.display()));
        }
    }
    assert!(faults.is_empty(), "imports that do not run downwards:\n{}", faults.join("\n"));
}

#[test]
fn every_room_is_listed_and_exists() {
    let floors = Floors::read(include_str!("../ARCHITECTURE.md"));
    let listed: BTreeSet<String> = floors.0.iter().flatten().cloned().collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let found: BTreeSet<String> = rust_files(&src)
        .iter()
        .filter_map(|file| {
            module_path(file.strip_prefix(&src).expect("below src")).first().cloned()
        })
        .filter(|room| room != TESTKIT)
        .collect();
    assert_eq!(listed, found, "left: the layers of ARCHITECTURE.md, right: the top modules in src");
}

/// What tests share: in no program and on no floor.
const TESTKIT: &str = "testkit";

/// The floors, lowest first, with the rooms on each.
struct Floors(Vec<Vec<String>>);

/// An import that the floors forbid.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    line: usize,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
    }
}

impl Floors {
    /// Reads the fenced `layers` block: one floor a line, rooms separated by blanks.
    fn read(markdown: &str) -> Self {
        let (_, rest) =
            markdown.split_once("```layers\n").expect("ARCHITECTURE.md has a layers block");
        let (block, _) = rest.split_once("```").expect("the layers block ends");
        let rooms = |line: &str| line.split_whitespace().map(str::to_owned).collect();
        Self(block.lines().map(rooms).collect())
    }

    fn floor(&self, room: &str) -> Option<usize> {
        self.0.iter().position(|rooms| rooms.iter().any(|name| name == room))
    }

    /// The forbidden imports of a source file; `module` is its path below the crate root (empty for lib.rs, main.rs).
    fn check(&self, module: &[String], source: &str) -> Vec<Fault> {
        let Some(room) = module.first().filter(|room| *room != TESTKIT) else { return Vec::new() };
        let Some(floor) = self.floor(room) else {
            return vec![Fault {
                line: 1,
                what: format!("`{room}` is not in the layers of ARCHITECTURE.md"),
            }];
        };
        let mut faults = Vec::new();
        for Import { line, to } in imports(module.len(), &tokens(source)) {
            let allowed = to == *room || to == TESTKIT || self.floor(&to).is_some_and(|other| other < floor);
            if !allowed {
                faults.push(Fault { line, what: format!("`{room}` imports `{to}`") });
            }
        }
        faults
    }
}

/// Something named in another top module; `*` where it cannot be told which.
struct Import {
    line: usize,
    to: String,
}

/// What a file names by way of the crate root: `crate::x`, `crate::{x, y}`, and `super::` chains that are long enough
/// to leave the top module. `depth` is the length of the file's module path; inline modules add to it.
fn imports(depth: usize, tokens: &[Token<'_>]) -> Vec<Import> {
    let mut found = Vec::new();
    let mut blocks: Vec<bool> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
        match token.text {
            "{" => {
                let is_module = at >= 2 && text(at - 2) == "mod";
                blocks.push(is_module);
            }
            "}" => drop(blocks.pop()),
            // `pub(crate)` names no module.
            "crate" if text(at + 1) == ")" => {}
            "crate" => found.extend(first_names(tokens, at + 1)),
            "super" => {
                let inner = blocks.iter().filter(|is_module| **is_module).count();
                let mut steps = 1;
                while text(at + 1) == "::" && text(at + 2) == "super" {
                    steps += 1;
                    at += 2;
                }
                // `pub(super)` names no module either.
                if steps >= depth + inner && text(at + 1) != ")" {
                    found.extend(first_names(tokens, at + 1));
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The names right behind a path that stands at the crate root: one, or those of a group.
fn first_names(tokens: &[Token<'_>], at: usize) -> Vec<Import> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    let line = tokens.get(at.saturating_sub(1)).map_or(0, |token| token.line);
    let import = |to: &str| Import { line, to: to.to_owned() };
    if text(at) != "::" {
        // `use crate as c`, `use super::{self as c}`: hides what is imported.
        return vec![import("*")];
    }
    if text(at + 1) != "{" {
        return vec![import(text(at + 1))];
    }
    let (mut names, mut open, mut at) = (Vec::new(), 1, at + 2);
    let mut expected = true;
    while open > 0 && at < tokens.len() {
        match text(at) {
            "{" => open += 1,
            "}" => open -= 1,
            "," if open == 1 => expected = true,
            name if expected => {
                names.push(import(name));
                expected = false;
            }
            _ => {}
        }
        at += 1;
    }
    names
}

/// A piece of source that is neither blank, comment nor literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'a> {
    line: usize,
    text: &'a str,
}

/// Words, `::` and single signs of a source text.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut line, mut rest) = (Vec::new(), 1, source);
    while !rest.is_empty() {
        let length = skipped(rest).unwrap_or_else(|| {
            let raw = if rest.starts_with("r#") { 2 } else { 0 };
            let word = &rest[raw..];
            let end = word.find(|char: char| !char.is_alphanumeric() && char != '_');
            let length = match end.unwrap_or(word.len()) {
                0 if word.starts_with("::") => 2,
                0 => word.chars().next().map_or(0, char::len_utf8),
                length => length,
            };
            tokens.push(Token { line, text: &word[..length] });
            raw + length
        });
        let (passed, tail) = rest.split_at(length);
        line += passed.matches('\n').count();
        rest = tail;
    }
    tokens
}

/// The length of the blank, comment or literal that the text starts with.
fn skipped(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(block_comment(text));
    }
    if first == '\'' {
        return char_literal(text);
    }
    let prefix = ["br", "cr", "b", "c", "r", ""].into_iter().find(|prefix| {
        text.strip_prefix(prefix).is_some_and(|rest| {
            rest.starts_with('"')
                || (prefix.ends_with('r') && rest.trim_start_matches('#').starts_with('"'))
        })
    })?;
    let body = &text[prefix.len()..];
    if !prefix.ends_with('r') {
        return Some(prefix.len() + quoted(body));
    }
    let hashes = body.len() - body.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let inside = &body[hashes + 1..];
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(prefix.len() + hashes + 1 + length)
}

fn block_comment(text: &str) -> usize {
    let (mut open, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            open += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            open -= 1;
            at += 2;
            if open == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// A quoted text with backslash escapes; the first byte is the quote.
fn quoted(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// `'x'` or `'\n'`; a lifetime is its quote only.
fn char_literal(text: &str) -> Option<usize> {
    let inside = &text[1..];
    let first = inside.chars().next()?;
    if first == '\\' {
        let close = inside.get(2..)?.find('\'')?;
        return Some(1 + 2 + close + 1);
    }
    let after = 1 + first.len_utf8();
    Some(if text[after..].starts_with('\'') { after + 1 } else { 1 })
}

/// `rules/levels.rs` → `[rules, levels]`; `rules/mod.rs` → `[rules]`; `lib.rs` and `main.rs` → `[]`.
fn module_path(relative: &Path) -> Vec<String> {
    let path = relative.with_extension("");
    let mut parts: Vec<String> =
        path.iter().map(|part| part.to_str().expect("an ASCII name").to_owned()).collect();
    let root = parts.len() == 1 && ["lib", "main"].contains(&parts[0].as_str());
    if root || parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

mod the_checker {
    use super::{Floors, module_path, tokens};
    use std::path::Path;

    const HOUSE: &str = "words\n```layers\ndomain\nfacts\nrules net\naudit\n```\nmore";

    fn faults(file: &str, source: &str) -> Vec<String> {
        let module = module_path(Path::new(file));
        Floors::read(HOUSE).check(&module, source).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lets_imports_run_downwards() {
        for (file, source) in [
            ("rules/mod.rs", "use crate::facts::Page;"),
            ("rules/levels.rs", "use super::Rule; use crate::rules::Severity;"),
            ("rules/a/b.rs", "use super::super::Rule;"),
            ("rules/levels.rs", "mod tests { use super::super::Rule; use super::*; }"),
            ("audit.rs", "use crate::{domain::lang, facts::{Page, Visit}, rules};"),
            ("audit.rs", "mod tests { use super::*; }"),
            (
                "facts/mod.rs",
                "pub(crate) fn f() {} pub(super) fn g() {} pub(in crate::facts) fn h() {}",
            ),
            (
                "facts/mod.rs",
                "// crate::audit\n/* crate::audit /* nested */ crate::audit */ /// [`crate::audit`]",
            ),
            (
                "facts/mod.rs",
                r##"const A: &str = "crate::audit \" crate::audit"; const B: &str = r#"" crate::audit"#;"##,
            ),
            ("facts/mod.rs", "fn f<'a>(x: &'a str) -> char { '\"' } // \" crate::audit"),
            ("lib.rs", "pub mod audit; pub use crate::audit::run;"),
        ] {
            assert_eq!(faults(file, source), [""; 0], "{source}");
        }
    }

    #[test]
    fn sees_imports_that_run_up_or_sideways() {
        for (file, source, fault) in [
            ("facts/mod.rs", "use crate::rules::Rule;", "1: `facts` imports `rules`"),
            ("facts/mod.rs", "\n\nfn f() { crate::audit::run() }", "3: `facts` imports `audit`"),
            ("rules/mod.rs", "use crate::net::Client;", "1: `rules` imports `net`"),
            ("facts/mod.rs", "use crate :: rules;", "1: `facts` imports `rules`"),
            (
                "facts/mod.rs",
                "use crate::{domain::{lang, site}, audit};",
                "1: `facts` imports `audit`",
            ),
            ("facts/mod.rs", "use crate::r#rules;", "1: `facts` imports `rules`"),
            ("facts/mod.rs", "use super::audit;", "1: `facts` imports `audit`"),
            ("facts/a.rs", "use super::super::{domain, audit::run};", "1: `facts` imports `audit`"),
            (
                "facts/a.rs",
                "#[cfg(test)] mod tests { use super::super::super::audit; }",
                "1: `facts` imports `audit`",
            ),
            (
                "facts/a.rs",
                "mod inner { fn f() {} }\nuse super::super::audit;",
                "2: `facts` imports `audit`",
            ),
            (
                "facts/mod.rs",
                "#[cfg(test)] mod tests { use crate::audit::run; }",
                "1: `facts` imports `audit`",
            ),
            ("facts/mod.rs", "use crate as all;", "1: `facts` imports `*`"),
            ("facts/mod.rs", "use crate::*;", "1: `facts` imports `*`"),
            (
                "facts/mod.rs",
                "macro_rules! m { () => { $crate::audit::run() } }",
                "1: `facts` imports `audit`",
            ),
            (
                "facts/mod.rs",
                "const Q: char = '\\''; use crate::audit;",
                "1: `facts` imports `audit`",
            ),
            ("attic/mod.rs", "", "1: `attic` is not in the layers of ARCHITECTURE.md"),
        ] {
            assert_eq!(faults(file, source), [fault], "{source}");
        }
    }

    #[test]
    fn reads_source_as_words_and_signs() {
        let words: Vec<&str> = tokens("a::b /* x */ 'c' &'d \"e\" b\"f\" r##\"g\"#\"## h // i")
            .iter()
            .map(|t| t.text)
            .collect();
        assert_eq!(words, ["a", "::", "b", "&", "d", "h"]);
    }
}
