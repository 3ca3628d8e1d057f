//! A place in a line, read forwards and backwards over folded characters.
//!
//! Folding is per character, so that every place stays a byte offset of the line as it is: full-width forms
//! become ASCII, the kinds of hyphen one, traditional characters simplified; characters without width are skipped.

use std::ops::Range;

use crate::domain::province;

/// Words whose last character is a province's without naming it: cloud providers, cities of other provinces, verbs.
const OTHER_WORDS: [&str; 20] = [
    "阿里云",
    "腾讯云",
    "华为云",
    "百度云",
    "天翼云",
    "移动云",
    "京东云",
    "金山云",
    "青云",
    "南京",
    "东京",
    "南宁",
    "西宁",
    "银川",
    "最新",
    "更新",
    "重新",
    "创新",
    "收藏",
    "隐藏",
];

/// A place in a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    line: &'a str,
    /// Reading backwards stops here: what lies before belongs to another number.
    floor: usize,
    /// Byte offset, always on a character boundary.
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A place at a character boundary of the line, at or behind `floor`.
    pub(super) const fn new(line: &'a str, floor: usize, at: usize) -> Self {
        Self { line, floor, at }
    }

    /// The byte offset.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The line before this place, down to the floor.
    pub(super) fn before(&self) -> &'a str {
        self.line.get(self.floor..self.at).unwrap_or_default()
    }

    /// The next visible character.
    pub(super) fn next(&mut self) -> Option<char> {
        for c in self.line.get(self.at..)?.chars() {
            self.at += c.len_utf8();
            if !is_invisible(c) {
                return Some(fold(c));
            }
        }
        None
    }

    /// The visible character before this place.
    pub(super) fn back(&mut self) -> Option<char> {
        for c in self.before().chars().rev() {
            self.at -= c.len_utf8();
            if !is_invisible(c) {
                return Some(fold(c));
            }
        }
        None
    }

    /// The next visible character, left where it is.
    pub(super) fn peek(&self) -> Option<char> {
        { *self }.next()
    }

    /// The visible character before this place, left where it is.
    pub(super) fn peek_back(&self) -> Option<char> {
        { *self }.back()
    }

    /// Passes blanks and what has no width.
    pub(super) fn skip_blanks(&mut self) {
        let rest = self.line.get(self.at..).unwrap_or_default();
        self.at = self.line.len() - rest.trim_start_matches(is_empty).len();
    }

    /// Passes blanks and what has no width, backwards.
    pub(super) fn skip_blanks_back(&mut self) {
        self.at = self.floor + self.before().trim_end_matches(is_empty).len();
    }

    /// Passes one of these characters if it comes next, directly.
    pub(super) fn eat_glued(&mut self, one_of: &[char]) -> Option<char> {
        let mut ahead = *self;
        let c = ahead.next().filter(|c| one_of.contains(c))?;
        *self = ahead;
        Some(c)
    }

    /// Passes one of these characters if it comes next, blanks before it included.
    pub(super) fn eat(&mut self, one_of: &[char]) -> Option<char> {
        let mut ahead = *self;
        ahead.skip_blanks();
        let c = ahead.eat_glued(one_of)?;
        *self = ahead;
        Some(c)
    }

    /// Passes a word before this place, blanks in and behind it included; letters in any case (`word` in upper).
    pub(super) fn eat_word_back(&mut self, word: &str) -> bool {
        let mut behind = *self;
        for want in word.chars().rev() {
            behind.skip_blanks_back();
            if behind.back().is_none_or(|c| c.to_ascii_uppercase() != want) {
                return false;
            }
        }
        *self = behind;
        true
    }

    /// Passes the character of a province before this place, in brackets or not: 京, （晋）.
    pub(super) fn eat_mark_back(&mut self) -> Option<char> {
        let mut behind = *self;
        behind.skip_blanks_back();
        let bracketed = behind.peek_back().is_some_and(|c| matches!(c, ')' | ']'));
        if bracketed {
            behind.back();
            behind.skip_blanks_back();
        }
        if OTHER_WORDS.iter().any(|word| behind.before().ends_with(word)) {
            return None;
        }
        let mark = behind.back().filter(|c| province::is_mark(*c))?;
        if bracketed && !(behind.eat_word_back("(") || behind.eat_word_back("[")) {
            return None;
        }
        *self = behind;
        Some(mark)
    }

    /// Passes a word that comes next, blanks before and in it included; letters in any case (`word` in upper).
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let mut ahead = *self;
        for want in word.chars() {
            ahead.skip_blanks();
            if ahead.next().is_none_or(|c| c.to_ascii_uppercase() != want) {
                return false;
            }
        }
        *self = ahead;
        true
    }

    /// Passes visible characters, directly one behind the other, while they are wanted. The range runs from the
    /// first to the last of them; the number counts them.
    pub(super) fn run(&mut self, wanted: impl Fn(char) -> bool) -> (Range<usize>, usize) {
        let (mut range, mut count) = (self.at..self.at, 0);
        for c in self.line.get(self.at..).unwrap_or_default().chars() {
            let start = self.at;
            if is_invisible(c) {
                self.at += c.len_utf8();
                continue;
            }
            if !wanted(fold(c)) {
                break;
            }
            self.at += c.len_utf8();
            range = if count == 0 { start..self.at } else { range.start..self.at };
            count += 1;
        }
        self.at = range.end;
        (range, count)
    }
}

/// A part of the line as a reader takes it: folded, without blanks.
pub(super) fn folded(part: &str) -> String {
    part.chars().filter(|c| !is_empty(*c)).map(fold).collect()
}

/// A blank, or a character without width.
pub(super) fn is_empty(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters without width: joiners, direction marks, soft hyphens, variation selectors.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// One form for all the forms of a character that numbers are written in.
pub fn fold(c: char) -> char {
    match c {
        '\0'..='\x7F' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '‐'..='―' | '−' | '﹣' => '-',
        '備' => '备',
        '證' | '証' => '证',
        '號' => '号',
        '網' => '网',
        '聯' => '联',
        '機' => '机',
        '關' => '关',
        '國' => '国',
        '際' => '际',
        '編' => '编',
        '碼' => '码',
        '記' => '记',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '﹕' | '︰' | '∶' => ':',
        _ => province::fold(c),
    }
}

/// Whether a folded character is a Chinese one.
pub(super) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
