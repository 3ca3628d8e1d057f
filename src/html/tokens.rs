//! The HTML tokeniser: the WHATWG states over raw bytes, without copying.
//!
//! It works on any encoding in which the bytes `<`, `>`, `/`, `!`, `-`, quotes and blanks never occur inside a longer
//! character (UTF-8, GBK, GB18030, Big5, Latin …, not UTF-16 or ISO-2022-JP). Character references are not resolved
//! here. Which elements hold raw text depends on the tree, so the tree builder says so after a start tag.

use memchr::{memchr, memchr2, memmem};

use super::attributes::attribute;
use super::ends::{TAG_NAME, end_of, is_blank};
use super::span::Span;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Characters with character references still in them.
    Text(Span),
    /// Characters without references: raw text, script, CDATA.
    Raw(Span),
    /// A start tag.
    Start(StartTag),
    /// An end tag: its name.
    End { name: Span },
    /// A comment's content, bogus comments included.
    Comment(Span),
    /// A doctype: what stands between `<!doctype` and `>`.
    Doctype(Span),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StartTag {
    /// Where its `<` stands; the name follows.
    pub at: usize,
    /// Where the name ends.
    pub name_end: usize,
    /// Where the closing `>` stands.
    pub end: usize,
    /// `/>`
    pub self_closing: bool,
}

impl StartTag {
    /// The name.
    pub(crate) const fn name(self) -> Span {
        self.at + 1..self.name_end
    }

    /// From behind the name to the closing `>` (excluded).
    pub(crate) const fn attrs(self) -> Span {
        self.name_end..self.end
    }
}

/// What the content of an element is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Text with references, up to the end tag: `title`, `textarea`.
    Rcdata,
    /// Text without references, up to the end tag: `style`, `iframe`, `noscript` …
    RawText,
    /// Script, with its comment rules.
    Script,
    /// The rest of the page.
    Plaintext,
}

/// The tokeniser.
#[derive(Clone, Debug)]
pub(crate) struct Tokens<'a> {
    input: &'a [u8],
    at: usize,
    /// Set while the content of a raw element is due: the kind and the element's name.
    raw: Option<(Content, Span)>,
    /// Whether `<![CDATA[` opens a section here (SVG, `MathML`).
    pub cdata: bool,
}

impl<'a> Tokens<'a> {
    /// Starts at the beginning of a page.
    pub(crate) const fn new(input: &'a [u8]) -> Self {
        Self { input, at: 0, raw: None, cdata: false }
    }

    /// Says that the element whose start tag was just read holds raw content.
    pub(crate) fn enter(&mut self, content: Content, name: Span) {
        self.raw = Some((content, name));
    }

    /// Where the last token ended.
    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.input.get(at).copied()
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        self.input.get(at..).unwrap_or_default()
    }

    fn end(&self) -> usize {
        self.input.len()
    }

    /// The markup that starts at `at`, see [`Self::is_markup`]: a token, if any.
    #[expect(
        clippy::inline_always,
        reason = "a token that is taken on the spot stays in registers"
    )]
    #[inline(always)]
    fn markup(&mut self, at: usize) -> Option<Token> {
        let (token, end) = match self.byte(at + 1) {
            Some(b'/') => match self.byte(at + 2) {
                Some(byte) if byte.is_ascii_alphabetic() => return self.tag(at, at + 2, false),
                Some(b'>') => (None, at + 3),
                _ => self.bogus_comment(at + 2),
            },
            Some(b'!') => self.declaration(at + 2),
            Some(b'?') => self.bogus_comment(at + 1),
            _ => return self.tag(at, at + 1, true),
        };
        self.at = end;
        token
    }

    /// Whether markup starts at the `<` that stands at `at`.
    fn is_markup(&self, at: usize) -> bool {
        match self.byte(at + 1) {
            Some(b'/') => at + 2 < self.end(),
            Some(byte) => byte.is_ascii_alphabetic() || byte == b'!' || byte == b'?',
            None => false,
        }
    }

    fn bogus_comment(&self, from: usize) -> (Option<Token>, usize) {
        match memchr(b'>', self.rest(from)) {
            Some(length) => (Some(Token::Comment(from..from + length)), from + length + 1),
            None => (Some(Token::Comment(from..self.end())), self.end()),
        }
    }

    fn declaration(&self, from: usize) -> (Option<Token>, usize) {
        let rest = self.rest(from);
        if rest.starts_with(b"--") {
            return self.comment(from + 2);
        }
        if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            let (_, end) = self.bogus_comment(from + 7);
            let content_end =
                if end > from + 7 && self.byte(end - 1) == Some(b'>') { end - 1 } else { end };
            return (Some(Token::Doctype(from + 7..content_end.max(from + 7))), end);
        }
        if self.cdata && rest.starts_with(b"[CDATA[") {
            let start = from + 7;
            return match memmem::find(self.rest(start), b"]]>") {
                Some(length) => (Some(Token::Raw(start..start + length)), start + length + 3),
                None => (Some(Token::Raw(start..self.end())), self.end()),
            };
        }
        self.bogus_comment(from)
    }

    /// A comment whose content starts at `from`. It ends at `-->` or `--!>`; `<!-->` and `<!--->` are empty.
    fn comment(&self, from: usize) -> (Option<Token>, usize) {
        let rest = self.rest(from);
        if rest.starts_with(b">") {
            return (Some(Token::Comment(from..from)), from + 1);
        }
        if rest.starts_with(b"->") {
            return (Some(Token::Comment(from..from)), from + 2);
        }
        let mut search = 0;
        while let Some(found) = memmem::find(rest.get(search..).unwrap_or_default(), b"--") {
            let dashes = search + found;
            let tail = rest.get(dashes + 2..).unwrap_or_default();
            let length = match tail {
                [b'>', ..] => 3,
                [b'!', b'>', ..] => 4,
                _ => {
                    search = dashes + 1;
                    continue;
                }
            };
            return (Some(Token::Comment(from..from + dashes)), from + dashes + length);
        }
        // dashes that could have begun the end do not belong to a comment that the page's end cuts off
        let cut = [b"--!".as_slice(), b"--", b"-"]
            .iter()
            .find(|cut| rest.ends_with(cut))
            .map_or(0, |cut| cut.len());
        (Some(Token::Comment(from..self.end() - cut)), self.end())
    }

    /// A tag whose name starts at `name`; `None` where the page ends inside it.
    #[expect(
        clippy::inline_always,
        reason = "a token that is taken on the spot stays in registers"
    )]
    #[inline(always)]
    fn tag(&mut self, at: usize, name: usize, start: bool) -> Option<Token> {
        let name = name..end_of(TAG_NAME, self.input, name).unwrap_or(self.end());
        let Some((end, self_closing)) = self.attributes_end(name.end) else {
            self.at = self.end();
            return None;
        };
        self.at = end + 1;
        Some(if start {
            Token::Start(StartTag { at, name_end: name.end, end, self_closing })
        } else {
            Token::End { name }
        })
    }

    /// Where the `>` of a tag stands whose attributes start at `from`, and whether `/` stands right before it.
    fn attributes_end(&self, from: usize) -> Option<(usize, bool)> {
        let mut at = from;
        loop {
            match self.byte(at)? {
                b'>' => return Some((at, false)),
                b'/' => {
                    if self.byte(at + 1)? == b'>' {
                        return Some((at + 1, true));
                    }
                    at += 1;
                }
                byte if is_blank(byte) => at += 1,
                _ => at = attribute(self.input, at)?.next,
            }
        }
    }

    /// Where text ends that goes on at `from`: at the next markup.
    fn text_end(&self, from: usize) -> usize {
        // a line break between two tags
        if self.byte(from) == Some(b'<') && self.is_markup(from) {
            return from;
        }
        let mut search = from;
        while let Some(found) = memchr(b'<', self.rest(search)) {
            if self.is_markup(search + found) {
                return search + found;
            }
            search += found + 1;
        }
        self.end()
    }

    /// The content of a raw element up to its end tag.
    fn raw_content(&mut self, content: Content, name: &Span) -> Option<Token> {
        let from = self.at;
        let end = match content {
            Content::Plaintext => self.end(),
            Content::Rcdata | Content::RawText => self.raw_end(from, name),
            Content::Script => self.script_end(from),
        };
        self.at = end;
        let token = match content {
            Content::Rcdata => Token::Text(from..end),
            Content::RawText | Content::Script | Content::Plaintext => Token::Raw(from..end),
        };
        (end > from).then_some(token)
    }

    /// Whether an end tag with this name stands at `at`.
    fn is_end_tag(&self, at: usize, name: &[u8]) -> bool {
        let rest = self.rest(at);
        rest.starts_with(b"</")
            && rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && rest
                .get(2 + name.len())
                .is_some_and(|&byte| is_blank(byte) || byte == b'/' || byte == b'>')
    }

    fn raw_end(&self, from: usize, name: &Span) -> usize {
        let name = self.input.get(name.clone()).unwrap_or_default();
        let mut at = from;
        while let Some(found) = memchr(b'<', self.rest(at)) {
            at += found;
            if self.is_end_tag(at, name) {
                return at;
            }
            at += 1;
        }
        self.end()
    }

    /// The end of a script: `</script` unless inside `<!-- <script> … -->`.
    fn script_end(&self, from: usize) -> usize {
        #[derive(PartialEq)]
        enum In {
            Script,
            Comment,
            Nested,
        }
        let (mut state, mut at, mut opened) = (In::Script, from, from);
        while let Some(found) = memchr2(b'<', b'>', self.rest(at)) {
            at += found;
            let rest = self.rest(at);
            if rest.starts_with(b">") {
                let closes =
                    at >= opened + 2 && self.input.get(at - 2..at) == Some(b"--".as_slice());
                if state != In::Script && closes {
                    state = In::Script;
                }
            } else if self.is_end_tag(at, b"script") {
                match state {
                    In::Script | In::Comment => return at,
                    In::Nested => state = In::Comment,
                }
            } else if state == In::Script && rest.starts_with(b"<!--") {
                (state, opened) = (In::Comment, at + 2);
            } else if state == In::Comment
                && rest.get(1..7).is_some_and(|word| word.eq_ignore_ascii_case(b"script"))
                && rest.get(7).is_some_and(|&byte| is_blank(byte) || byte == b'/' || byte == b'>')
            {
                state = In::Nested;
            }
            at += 1;
        }
        self.end()
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    #[expect(
        clippy::inline_always,
        reason = "a token that is taken on the spot stays in registers"
    )]
    #[inline(always)]
    fn next(&mut self) -> Option<Token> {
        if self.raw.is_some()
            && let Some((content, name)) = self.raw.take()
            && let Some(token) = self.raw_content(content, &name)
        {
            return Some(token);
        }
        loop {
            let from = self.at;
            let starts_markup = self.byte(from)? == b'<' && self.is_markup(from);
            if !starts_markup {
                self.at = self.text_end(from + 1);
                return Some(Token::Text(from..self.at));
            }
            let token = self.markup(from);
            if token.is_some() {
                return token;
            }
        }
    }
}
