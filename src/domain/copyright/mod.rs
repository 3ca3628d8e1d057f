//! Copyright lines: years and owner, separated from the noise around them.
//!
//! A line is cut into windows around its hints ([`has_hint`]), a window into tokens, the tokens into fields at bars,
//! ends of sentences, filings and labels; a field with a sign (©, 版权所有 …) makes a statement, whose owner is the
//! best placed text of the field. Statements that complete each other, also over two lines, become one.

mod apart;
mod garbled;
mod hint;
mod lex;
mod owner;
mod program;
mod statement;
mod window;
mod words;
mod years;

#[cfg(test)]
mod owner_tests;
#[cfg(test)]
mod tests;

pub use hint::has_hint;
pub use owner::same_owner;

use std::rc::Rc;

use super::memo::Memo;
use program::Claimant;
use statement::Statement;
use window::Window;

/// Marks that a caller may set into a line, to say where elements begin and end: a reader of the page sees no blank there,
/// but often a gap. They belong to no text.
pub mod mark {
    /// An element begins inside of another, or ends.
    pub const INNER: char = '\u{1C}';
    /// An element begins where another one ended.
    pub const SIBLING: char = '\u{1D}';
    /// A link begins.
    pub const LINK: char = '\u{1E}';
    /// A link ends, and plain text follows.
    pub const LINK_END: char = '\u{1B}';
    /// A script, or an empty element that a script may fill.
    pub const FILLED: char = '\u{1A}';
}

/// A copyright statement read from a line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copyright {
    /// Index of the line in the slice handed to [`read`].
    pub line: usize,
    /// The statement as shown, blanks folded.
    pub text: String,
    /// The owner's name as shown, without years and noise; `None` where none is named.
    pub owner: Option<String>,
    /// What kind of name the owner is; [`OwnerKind::Software`] also for a statement of the program's maker that names nobody.
    pub owner_kind: OwnerKind,
    /// Whether the name of a program is right before it (`Powered by X`): it is the program's, unless it names the site's
    /// owner.
    pub behind_program: bool,
    /// First (or only) year.
    pub from: Option<i16>,
    /// Last year; equal to `from` where only one is there, `None` where the range is open.
    pub to: Option<i16>,
    /// Whether the range is open: it runs to the present (`2019-present`, 至今), or its end is left to a script.
    pub open: bool,
}

/// The kind of name that is given as the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OwnerKind {
    /// A person or organisation.
    Name,
    /// A domain or site name in Latin letters with a dot (Aliyun.com).
    Domain,
    /// The maker of the site's software (Comsenz, `DedeCMS` …).
    Software,
}

/// Characters looked at before a hint, and from the hint on: a bound for lines without end.
const BEFORE: usize = 200;
const BEHIND: usize = 600;
/// Statements that begin farther than this behind a hint are left to the next window.
const STRIDE: usize = 400;
/// The longest statement text reported, in characters.
const LONGEST_TEXT: usize = 200;

/// A statement and its position.
#[derive(Clone)]
struct PositionedStatement {
    line: usize,
    text: String,
    statement: Statement,
}

/// Reads the copyright statements of consecutive lines of visible text. A statement may spread over two lines
/// (`Copyright © 2019` / `某公司 版权所有`); it is then given at the line where it starts.
pub fn read(lines: &[&str]) -> Vec<Copyright> {
    let mut found: Vec<PositionedStatement> = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        for next in read_line(line, text) {
            match found.last_mut() {
                Some(last) if is_split(last, &next) => {
                    last.text = joined(&last.text, &next.text);
                    last.statement.complete(next.statement);
                }
                _ => found.push(next),
            }
        }
    }
    for sighting in &mut found {
        look_around(sighting, lines);
        follow_program(sighting, lines);
    }
    found.retain(|sighting| !garbled::is_garbled(&sighting.text));
    found.into_iter().map(Copyright::from).collect()
}

/// Whether two sightings are one statement over two lines.
fn is_split(last: &PositionedStatement, next: &PositionedStatement) -> bool {
    next.line == last.line + 1
        && last.statement.last
        && next.statement.first
        && last.statement.is_completed_by(&next.statement)
}

thread_local! {
    static KNOWN: Memo<Rc<[PositionedStatement]>> = Memo::default();
}

/// The statements of one line.
fn read_line(line: usize, text: &str) -> Vec<PositionedStatement> {
    if !has_hint(text) {
        return Vec::new();
    }
    let found = KNOWN.with(|known| known.get(text, || read_text(text).into()));
    found.iter().map(|sighting| PositionedStatement { line, ..sighting.clone() }).collect()
}

/// The statements of a text, as if it were the first line.
fn read_text(text: &str) -> Vec<PositionedStatement> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(hint) = hint::find(text, from) {
        let (head, tail) = text.split_at(hint);
        let start =
            head.char_indices().rev().take(BEFORE).last().map_or(hint, |(at, _)| at).max(from);
        let end = tail.char_indices().nth(BEHIND).map_or(text.len(), |(at, _)| hint + at);
        let stride = tail.char_indices().nth(STRIDE).map_or(text.len(), |(at, _)| hint + at);
        // a window that reaches the end of the line is the last one
        let stride = if end == text.len() { end } else { stride };
        let window = Window::new(text.get(start..end).unwrap_or_default());
        let own = Window::new(text.get(start..stride).unwrap_or_default()).shown.len();
        for mut statement in statement::read(&window) {
            if statement.range.start >= own {
                continue;
            }
            statement.first &= start == 0;
            statement.last &= end == text.len();
            let shown = window.text(statement.range.clone());
            found.push(PositionedStatement { line: 0, text: bounded(shown.trim()), statement });
        }
        from = stride;
    }
    found
}

/// Leaves it open whether a statement is the site's that begins the line after one that names a program and nothing else.
fn follow_program(sighting: &mut PositionedStatement, lines: &[&str]) {
    let statement = &mut sighting.statement;
    let before = sighting.line.checked_sub(1).and_then(|line| lines.get(line));
    if statement.claimant == Claimant::Site
        && statement.first
        && before.is_some_and(|line| program::is_program_line(line))
    {
        statement.claimant = Claimant::Doubtful;
    }
}

/// Gives a statement without an owner the organisation that is alone on the line behind or before it.
fn look_around(sighting: &mut PositionedStatement, lines: &[&str]) {
    if sighting.statement.owner.is_some() || sighting.statement.claimant != Claimant::Site {
        return;
    }
    let alone = |line: Option<usize>| {
        let text = lines.get(line?)?;
        // a name alone is short: no need to look at more
        let short = text.char_indices().nth(BEFORE).is_none();
        if short && !has_hint(text) { statement::organisation(&Window::new(text)) } else { None }
    };
    let line = sighting.line;
    if let Some(owner) = alone(line.checked_add(1)).filter(|_| sighting.statement.last) {
        sighting.text = joined(&sighting.text, &owner);
        sighting.statement.owner = Some(owner);
    } else if let Some(owner) = alone(line.checked_sub(1)).filter(|_| sighting.statement.first) {
        sighting.line = line.saturating_sub(1);
        sighting.text = joined(&owner, &sighting.text);
        sighting.statement.owner = Some(owner);
    }
}

/// Two parts of a statement as one text.
fn joined(a: &str, b: &str) -> String {
    bounded(&format!("{a} {b}"))
}

fn bounded(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

impl From<PositionedStatement> for Copyright {
    fn from(sighting: PositionedStatement) -> Self {
        let PositionedStatement { line, text, statement } = sighting;
        let owner_kind = program::owner_kind(statement.claimant, statement.owner.as_deref());
        let Statement { owner, years, claimant, .. } = statement;
        Self {
            line,
            text,
            owner_kind,
            behind_program: claimant != Claimant::Site,
            owner,
            from: years.map(|years| years.from),
            to: years.filter(|years| !years.open).map(|years| years.to),
            open: years.is_some_and(|years| years.open),
        }
    }
}
