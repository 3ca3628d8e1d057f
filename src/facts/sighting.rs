//! A number or a copyright line on a page, with everything a rule asks about it.

use crate::domain::copyright::OwnerKind;
use crate::html::Visibility;

/// A number as it stands on a page. One entry per number, link and visibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting<T> {
    /// The number.
    pub number: T,
    /// As shown, blanks folded.
    pub raw: String,
    /// 1-based line in the source of its first occurrence; 0 for one merged from a frame.
    pub line: u32,
    /// Whether a reader sees it.
    pub visibility: Visibility,
    /// The part of the page it stands in.
    pub place: PagePart,
    /// The enclosing link.
    pub link: Link,
    /// The badge image beside it (police numbers).
    pub badge: Option<Badge>,
    /// Whether the page shows it as its own filing; false where it is merely mentioned (article, friend link).
    pub own: bool,
    /// How often it stands on the page like this.
    pub occurrences: u32,
}

impl<T> Sighting<T> {
    /// Whether a reader sees it, as part of the page's own filing, in a link with a plain address.
    pub const fn is_linked(&self) -> bool {
        self.own && self.visibility.is_shown() && self.link.is_plain()
    }
}

/// The part of a page.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum PagePart {
    /// `<header>` or the like.
    Header,
    /// Navigation.
    Nav,
    /// The main content.
    Main,
    /// A side column.
    Aside,
    /// The footer, by markup or because it is the block at the bottom.
    Footer,
    /// A frame of the same host.
    Frame,
    /// Elsewhere.
    Other,
}

impl PagePart {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Nav => "nav",
            Self::Main => "main",
            Self::Aside => "aside",
            Self::Footer => "footer",
            Self::Frame => "frame",
            Self::Other => "other",
        }
    }
}

/// The link around a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What kind of link.
    pub kind: LinkKind,
    /// The `href` as written, trimmed, entities decoded; `None` where there is no enclosing `<a href>`.
    pub href: Option<String>,
}

/// Kinds of links around a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// No enclosing `<a>`, or one without `href`.
    None,
    /// Likewise, but the code of a link stands around the number as text.
    AsText(Code),
    /// `href` is empty, `#` or a `javascript:` that opens nothing known.
    Empty,
    /// A plain address.
    Plain,
    /// No plain address, but a handler (`onclick="window.open(…)"`, `javascript:location=…`) or an encoder (`NexT`'s
    /// `data-url` in Base64) that demonstrably opens this address.
    Scripted(String),
}

/// How a page came to show the code of a link as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// HTML that was escaped.
    Html,
    /// HTML with full-width signs.
    FullWidth,
    /// Markdown or the like that nothing rendered.
    Markup,
}

impl Link {
    /// An enclosing `<a>` with a plain address, whatever its host (`linked` in JSON).
    pub const fn is_plain(&self) -> bool {
        matches!(self.kind, LinkKind::Plain)
    }

    /// The plain address, if there is one.
    pub fn plain(&self) -> Option<&str> {
        match self.kind {
            LinkKind::Plain => self.href.as_deref(),
            LinkKind::None | LinkKind::AsText(_) | LinkKind::Empty | LinkKind::Scripted(_) => None,
        }
    }
}

/// The image beside a police number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Badge {
    /// The address as written, trimmed, of several the one that loads; empty where the page left it empty; `None` for an
    /// icon drawn by CSS.
    pub image: Option<String>,
    /// Whether the image cannot be shown: no address that loads, a file that is known to be missing, a hidden image.
    pub broken: bool,
    /// What hides the image.
    pub hidden: Option<String>,
}

/// A copyright statement on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyrightLine {
    /// As shown.
    pub text: String,
    /// The owner named, if any.
    pub owner: Option<String>,
    /// What kind of name it is.
    pub owner_kind: OwnerKind,
    /// The name of a program is right before it (`Powered by X`): it is the program's, unless it names the site's owner.
    pub behind_program: bool,
    /// First year.
    pub from: Option<i16>,
    /// Last year; `None` where the range is open.
    pub to: Option<i16>,
    /// The range is open: it runs to the present, or a script writes its end.
    pub open: bool,
    /// A script near the statement writes years: never stale.
    pub year_by_script: bool,
    /// 1-based line in the source.
    pub line: u32,
    /// Whether a reader sees it.
    pub visibility: Visibility,
    /// The part of the page.
    pub place: PagePart,
}

/// The end of a page, for rules that look for a word in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// Its rendered text, hidden parts included: the last 6,000 bytes.
    pub text: String,
    /// The source that it stands in, the last 16,000 bytes at most.
    pub markup: String,
}

impl Footer {
    /// Whether one of these words stands in the text.
    pub fn says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.text.contains(word))
    }

    /// Whether a tag's attributes or a comment-free piece of markup hold one of these words (given in lower case).
    pub fn holds(&self, words: &[&str]) -> bool {
        let mut rest = self.markup.as_str();
        while let Some((shown, behind)) = rest.split_once("<!--") {
            let shown = shown.to_ascii_lowercase();
            if words.iter().any(|word| shown.contains(word)) {
                return true;
            }
            rest = behind.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let shown = rest.to_ascii_lowercase();
        words.iter().any(|word| shown.contains(word))
    }
}

/// A fan registry's number (萌ICP备…): no filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joke {
    /// As shown.
    pub raw: String,
    /// 1-based line in the source.
    pub line: u32,
    /// The link around it.
    pub link: Link,
    /// Whether a reader sees it.
    pub visibility: Visibility,
}
