//! The part of a page an element stands in: by markup, by the names that themes give their footers, and by position.

use super::outline::{NodeId, NodeMap, Outline};
use super::sighting::Place;
use super::tag::Tag;

/// What the elements around a text say of its part of the page.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent signs, any of which may be present")]
pub(crate) struct Surroundings {
    footer: bool,
    weak_footer: bool,
    part: Option<Place>,
    /// Inside an article, a post or another body of prose.
    pub article: bool,
    /// Inside code, a quotation or the like: text that is shown, not said.
    pub sample: bool,
    /// Inside an `<article>`.
    in_article: bool,
}

const FOOTERS: &[&str] = &["footer", "foot", "footers", "bottom", "contentinfo", "ft"];
const WEAK_FOOTERS: &[&str] = &[
    "copyright",
    "copyrights",
    "copy",
    "beian",
    "icp",
    "record",
    "gongan",
    "miit",
    "police",
    "siteinfo",
    "banquan",
    "bq",
    "powered",
    "license",
    "rights",
];
const HEADERS: &[&str] = &["header", "head", "topbar", "banner"];
const NAVS: &[&str] = &["nav", "navbar", "menu", "navigation", "navi"];
const ASIDES: &[&str] = &["sidebar", "aside", "side", "sider", "complementary"];
const MAINS: &[&str] = &["main", "content", "container", "wrapper"];
const ARTICLES: &[&str] = &[
    "article", "post", "entry", "markdown", "posts", "comment", "comments", "excerpt", "prose",
    "detail",
];

/// Answers for one page, worked out from the outermost element inwards and remembered: each element is read once.
pub(crate) struct Places<'o, 'a> {
    outline: &'o Outline<'a>,
    known: NodeMap<Surroundings>,
}

impl<'o, 'a> Places<'o, 'a> {
    /// Nothing is read before the first question.
    pub(crate) fn new(outline: &'o Outline<'a>) -> Self {
        Self { outline, known: NodeMap::default() }
    }

    /// What the elements around a text say, the one it stands in included.
    pub(crate) fn around(&mut self, node: NodeId) -> Surroundings {
        let mut unknown = Vec::new();
        let mut around = Surroundings::default();
        for (id, element) in self.outline.ancestors(node) {
            if let Some(known) = self.known.get(&id) {
                around = *known;
                break;
            }
            unknown.push((id, element.tag));
        }
        for (id, tag) in unknown.into_iter().rev() {
            around = around.with(self.outline, id, tag);
            self.known.insert(id, around);
        }
        around
    }
}

/// Theme names are words joined by `-`, `_` or capitals: `site-footer`, `footerInner`, `page_bottom`.
fn read_names(value: &str, tag: Tag, found: &mut Surroundings) {
    if matches!(tag, Tag::Body | Tag::Html) {
        return;
    }
    for name in value.split_ascii_whitespace().take(12) {
        let words = words(name);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let of_article = has(ARTICLES);
        found.footer |= has(FOOTERS) && !of_article;
        found.weak_footer |= has(WEAK_FOOTERS) && !of_article;
        found.article |= of_article && !has(FOOTERS);
        let part = if has(HEADERS) {
            Place::Header
        } else if has(NAVS) {
            Place::Nav
        } else if has(ASIDES) {
            Place::Aside
        } else if has(MAINS) {
            Place::Main
        } else {
            continue;
        };
        found.part = found.part.or(Some(part));
    }
}

fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for c in name.chars().take(64) {
        let splits = !c.is_ascii_alphabetic() || (c.is_ascii_uppercase() && before_lower);
        if splits && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_ascii_alphabetic()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
        before_lower = c.is_ascii_lowercase();
    }
    words
}

impl Surroundings {
    /// With one more element, inside those known.
    fn with(self, outline: &Outline<'_>, id: NodeId, tag: Tag) -> Self {
        let mut found = Self::default();
        if tag == Tag::BeianFooter {
            // says what it is, wherever a page that leaves elements open puts it
            return Self { footer: true, ..found };
        }
        match tag {
            // a footer inside an article belongs to the article
            Tag::Footer => found.footer = !self.in_article,
            Tag::Header => found.part = Some(Place::Header),
            Tag::Nav => found.part = Some(Place::Nav),
            Tag::Aside => found.part = Some(Place::Aside),
            Tag::Main => found.part = Some(Place::Main),
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
        for value in outline.attrs_named(id, ["id", "class", "role"]).into_iter().flatten() {
            read_names(&value, tag, &mut found);
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

    /// The part of the page, given whether the text stands at the bottom of it.
    pub(crate) fn place(self, at_bottom: bool) -> Place {
        match self.part {
            _ if self.footer => Place::Footer,
            Some(part @ (Place::Header | Place::Nav | Place::Aside)) if !at_bottom => part,
            _ if self.weak_footer && !self.article => Place::Footer,
            _ if at_bottom && !self.article => Place::Footer,
            Some(part) => part,
            None if self.article => Place::Main,
            None => Place::Other,
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
    use super::super::sighting::Place;
    use super::super::tree;
    use super::{Places, is_at_bottom};

    fn place(html: &str) -> Place {
        let light = tree::read(html);
        let at = light.outline.text.find("here").expect("the page says here");
        let run = light.outline.runs[light.outline.run_at(at).expect("text has a run")];
        Places::new(&light.outline).around(run.node).place(is_at_bottom(&light.outline.text, at))
    }

    #[test]
    fn markup_and_names_decide_before_position() {
        let filler = "<p>words of an article that go on and on and on".repeat(40);
        assert_eq!(place(&format!("<footer>here</footer>{filler}")), Place::Footer);
        assert_eq!(
            place(&format!("<div class=siteFooter><p>here</p></div>{filler}")),
            Place::Footer
        );
        assert_eq!(
            place(&format!("<header><div class=beian>here</div></header>{filler}")),
            Place::Header
        );
        assert_eq!(place(&format!("<main>{filler}<p>here</p>{filler}</main>")), Place::Main);
        assert_eq!(
            place(&format!("<article><footer>here</footer>{filler}</article>{filler}")),
            Place::Main
        );
        assert_eq!(
            place(&format!("<article><pre><beian-footer>here</beian-footer>{filler}</article>")),
            Place::Footer
        );
        assert_eq!(place(&format!("{filler}<div>here</div>")), Place::Footer);
        assert_eq!(place(&format!("<div>here</div>{filler}")), Place::Other);
    }
}
