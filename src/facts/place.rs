//! The part of a page an element stands in: by markup, by the names that themes give their footers, and by position.

use crate::html::{NodeId, Outline, SideTable, Tag, VisibilityMap};

use super::sighting::PagePart;

/// What the elements around a text say of its part of the page.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent signs, any of which may be present")]
pub(crate) struct Surroundings {
    footer: bool,
    weak_footer: bool,
    part: Option<PagePart>,
    /// Inside an article, a post or another body of prose.
    pub article: bool,
    /// Inside code, a quotation or the like: text that is shown, not said.
    pub sample: bool,
    /// Inside an `<article>`.
    in_article: bool,
}

/// What the word of a name says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Footer,
    WeakFooter,
    Article,
    Part(NameHint),
}

/// Parts of a page that names speak of; of several in one name the first of these counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum NameHint {
    Header,
    Nav,
    Aside,
    Main,
}

impl Word {
    /// A word in lower case.
    fn of(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"footer" | b"foot" | b"footers" | b"bottom" | b"contentinfo" | b"ft" => Self::Footer,
            b"copyright" | b"copyrights" | b"copy" | b"beian" | b"icp" | b"record" | b"gongan"
            | b"miit" | b"police" | b"siteinfo" | b"banquan" | b"bq" | b"powered" | b"license"
            | b"rights" => Self::WeakFooter,
            b"article" | b"post" | b"entry" | b"markdown" | b"posts" | b"comment" | b"comments"
            | b"excerpt" | b"prose" | b"detail" => Self::Article,
            b"header" | b"head" | b"topbar" | b"banner" => Self::Part(NameHint::Header),
            b"nav" | b"navbar" | b"menu" | b"navigation" | b"navi" => Self::Part(NameHint::Nav),
            b"sidebar" | b"aside" | b"side" | b"sider" | b"complementary" => {
                Self::Part(NameHint::Aside)
            }
            b"main" | b"content" | b"container" | b"wrapper" => Self::Part(NameHint::Main),
            _ => return None,
        })
    }
}

/// What the words of one name say.
#[derive(Clone, Copy, Default)]
struct Name {
    footer: bool,
    weak_footer: bool,
    article: bool,
    part: Option<NameHint>,
}

/// Classes of an element beyond this many are not read: utility classes come by the dozen.
const MAX_NAMES: usize = 100;

/// Longer class names are cut, in characters.
const LONGEST_NAME: usize = 64;

impl Name {
    /// Theme names are words joined by `-`, `_` or capitals: `site-footer`, `footerInner`, `page_bottom`.
    fn read(name: &str) -> Self {
        let mut read = Self::default();
        let mut word = [0; LONGEST_NAME];
        let (mut length, mut before_lower) = (0, false);
        for c in name.chars().take(LONGEST_NAME) {
            let letter = u8::try_from(c).ok().filter(u8::is_ascii_alphabetic);
            if letter.is_none_or(|letter| letter.is_ascii_uppercase() && before_lower) {
                read.add(word.get(..length).unwrap_or_default());
                length = 0;
            }
            if let Some(letter) = letter
                && let Some(free) = word.get_mut(length)
            {
                *free = letter.to_ascii_lowercase();
                length += 1;
            }
            before_lower = c.is_ascii_lowercase();
        }
        read.add(word.get(..length).unwrap_or_default());
        read
    }

    fn add(&mut self, word: &[u8]) {
        match Word::of(word) {
            Some(Word::Footer) => self.footer = true,
            Some(Word::WeakFooter) => self.weak_footer = true,
            Some(Word::Article) => self.article = true,
            Some(Word::Part(part)) => {
                self.part = Some(self.part.map_or(part, |known| known.min(part)));
            }
            None => {}
        }
    }
}

/// Line breaks are counted from the last place on over at most this many bytes.
const NEAR: usize = 1 << 16;

/// Answers for one page, worked out from the outermost element inwards and remembered: each element is read once.
pub(crate) struct Places<'o, 'a> {
    outline: &'o Outline<'a>,
    known: SideTable<Surroundings>,
    /// Used again for each question.
    unknown: Vec<(NodeId, Tag)>,
    /// A place in the source, and the line breaks before it.
    counted: (usize, usize),
}

impl<'o, 'a> Places<'o, 'a> {
    /// Nothing is read before the first question.
    pub(crate) fn new(outline: &'o Outline<'a>) -> Self {
        Self {
            outline,
            known: SideTable::new(outline.nodes.len()),
            unknown: Vec::new(),
            counted: (0, 0),
        }
    }

    /// 1-based line of a place in the source: near the one asked for before, what lies between is counted.
    pub(crate) fn line(&mut self, at: usize) -> u32 {
        let (known, breaks) = self.counted;
        let source = self.outline.source.as_bytes();
        let count = |bytes| memchr::memchr_iter(b'\n', bytes).count();
        let breaks = match source.get(known.min(at)..known.max(at)) {
            Some(between) if between.len() > NEAR => return self.outline.line(at),
            Some(between) if at < known => breaks.saturating_sub(count(between)),
            Some(between) => breaks + count(between),
            None => return self.outline.line(at),
        };
        self.counted = (at, breaks);
        u32::try_from(breaks + 1).unwrap_or(u32::MAX)
    }

    /// What the elements around a text say, the one it stands in included.
    pub(crate) fn around(
        &mut self,
        shown: &mut VisibilityMap<'_, '_>,
        node: NodeId,
    ) -> Surroundings {
        let mut around = Surroundings::default();
        for (id, element) in self.outline.ancestors(node) {
            if let Some(known) = self.known.get(id) {
                around = *known;
                break;
            }
            self.unknown.push((id, element.tag));
        }
        while let Some((id, tag)) = self.unknown.pop() {
            around = around.with(tag, shown.names(id));
            self.known.insert(id, around);
        }
        around
    }
}

/// What the names of an element say.
fn read_names(value: &str, tag: Tag, found: &mut Surroundings) {
    if matches!(tag, Tag::Body | Tag::Html) {
        return;
    }
    for name in value.split_ascii_whitespace().take(MAX_NAMES) {
        let name = Name::read(name);
        found.footer |= name.footer && !name.article;
        found.weak_footer |= name.weak_footer && !name.article;
        found.article |= name.article && !name.footer;
        found.part = found.part.or(name.part.map(|part| match part {
            NameHint::Header => PagePart::Header,
            NameHint::Nav => PagePart::Nav,
            NameHint::Aside => PagePart::Aside,
            NameHint::Main => PagePart::Main,
        }));
    }
}

impl Surroundings {
    /// With one more element, inside those known.
    fn with(self, tag: Tag, names: [&str; 3]) -> Self {
        let mut found = Self::default();
        if tag == Tag::BeianFooter {
            // says what it is, wherever a page that leaves elements open puts it
            return Self { footer: true, ..found };
        }
        match tag {
            // a footer inside an article belongs to the article
            Tag::Footer => found.footer = !self.in_article,
            Tag::Header => found.part = Some(PagePart::Header),
            Tag::Nav => found.part = Some(PagePart::Nav),
            Tag::Aside => found.part = Some(PagePart::Aside),
            Tag::Main => found.part = Some(PagePart::Main),
            Tag::Article => (found.article, found.in_article) = (true, true),
            Tag::Pre
            | Tag::Code
            | Tag::Blockquote
            | Tag::Xmp
            | Tag::Listing
            | Tag::Tt
            | Tag::Var => found.sample = true,
            _ => {}
        }
        for value in names {
            read_names(value, tag, &mut found);
        }
        Self {
            footer: found.footer || self.footer,
            weak_footer: found.weak_footer || self.weak_footer,
            part: found.part.or(self.part),
            article: found.article || self.article,
            sample: found.sample || self.sample,
            in_article: found.in_article || self.in_article,
        }
    }

    /// Whether an element around the text is marked or named as the footer, or as the place of the numbers.
    pub(crate) const fn is_in_footer(self) -> bool {
        self.footer || (self.weak_footer && !self.article)
    }

    /// The part of the page, given whether the text stands at the bottom of it.
    pub(crate) fn place(self, at_bottom: bool) -> PagePart {
        match self.part {
            _ if self.footer => PagePart::Footer,
            Some(part @ (PagePart::Header | PagePart::Nav | PagePart::Aside)) if !at_bottom => part,
            _ if self.weak_footer && !self.article => PagePart::Footer,
            _ if at_bottom && !self.article => PagePart::Footer,
            Some(part) => part,
            None if self.article => PagePart::Main,
            None => PagePart::Other,
        }
    }
}

/// Whether what starts at `at` belongs to the last few words of a page.
pub(crate) fn is_at_bottom(text: &str, at: usize) -> bool {
    let left = text.len().saturating_sub(at);
    // a footer holds a few hundred characters (three bytes each in Chinese); on a short page at most its last third
    left <= (text.len() / 20).clamp(450, 2400).min(text.len() / 3 + 150)
}

#[cfg(test)]
mod tests {
    use super::super::sighting::PagePart;
    use super::{Places, VisibilityMap, is_at_bottom};
    use crate::html::tree;

    fn place(html: &str) -> PagePart {
        let light = tree::read(html);
        let at = light.outline.text.find("here").expect("the page says here");
        let run = light.outline.runs[light.outline.run_at(at).expect("text has a run")];
        let mut shown = VisibilityMap::new(&light.outline);
        let around = Places::new(&light.outline).around(&mut shown, run.node);
        around.place(is_at_bottom(&light.outline.text, at))
    }

    #[test]
    fn markup_and_names_decide_before_position() {
        let filler = "<p>words of an article that go on and on and on".repeat(40);
        assert_eq!(place(&format!("<footer>here</footer>{filler}")), PagePart::Footer);
        assert_eq!(
            place(&format!("<div class=siteFooter><p>here</p></div>{filler}")),
            PagePart::Footer
        );
        assert_eq!(
            place(&format!("<header><div class=beian>here</div></header>{filler}")),
            PagePart::Header
        );
        assert_eq!(place(&format!("<main>{filler}<p>here</p>{filler}</main>")), PagePart::Main);
        assert_eq!(
            place(&format!("<article><footer>here</footer>{filler}</article>{filler}")),
            PagePart::Main
        );
        assert_eq!(
            place(&format!("<article><pre><beian-footer>here</beian-footer>{filler}</article>")),
            PagePart::Footer
        );
        assert_eq!(place(&format!("{filler}<div>here</div>")), PagePart::Footer);
        assert_eq!(place(&format!("<div>here</div>{filler}")), PagePart::Other);
    }
}
