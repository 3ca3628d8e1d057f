//! The element names that reading a page depends on, as a small enum, and what the standard says of them.

use super::ends::{lower_case, word_at};
use crate::html::span::Span;

/// An element name. Names that make no difference are [`Tag::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[rustfmt::skip]
pub(crate) enum Tag {
    A, Address, Applet, Area, Article, Aside, B, Base, Basefont, BeianFooter, Bgsound, Big, Blockquote, Body, Br, Button,
    Caption, Center, Code, Col, Colgroup, Dd, Desc, Details, Dialog, Dir, Div, Dl, Dt, Em, Embed, Fieldset,
    Figcaption, Figure, Font, Footer, ForeignObject, Form, Frame, Frameset, H1, H2, H3, H4, H5, H6, Head,
    Header, Hgroup, Hr, Html, I, Iframe, Image, Img, Input, Keygen, Legend, Li, Link, Listing, Main, Marquee,
    Math, Menu, Meta, Mtext, Nav, Nobr, Noembed, Noframes, Noscript, Object, Ol, Optgroup, Option, P, Param,
    Plaintext, Pre, Rb, Rp, Rt, Rtc, Ruby, S, Script, Search, Section, Select, Small, Source, Span, Strike,
    Strong, Style, Sub, Summary, Sup, Svg, Table, Tbody, Td, Template, Textarea, Tfoot, Th, Thead, Title, Tr,
    Track, Tt, U, Ul, Var, Wbr, Xmp, Other,
}

use Tag as T;

/// Names of at most eight bytes.
#[rustfmt::skip]
const SHORT: &[(&str, Tag)] = &[
    ("a", T::A), ("address", T::Address), ("applet", T::Applet), ("area", T::Area), ("article", T::Article),
    ("aside", T::Aside), ("b", T::B), ("base", T::Base), ("basefont", T::Basefont), ("bgsound", T::Bgsound),
    ("big", T::Big), ("body", T::Body), ("br", T::Br), ("button", T::Button), ("caption", T::Caption),
    ("center", T::Center), ("code", T::Code), ("col", T::Col), ("colgroup", T::Colgroup), ("dd", T::Dd),
    ("desc", T::Desc), ("details", T::Details), ("dialog", T::Dialog), ("dir", T::Dir), ("div", T::Div),
    ("dl", T::Dl), ("dt", T::Dt), ("em", T::Em), ("embed", T::Embed), ("fieldset", T::Fieldset),
    ("figure", T::Figure), ("font", T::Font), ("footer", T::Footer), ("form", T::Form), ("frame", T::Frame),
    ("frameset", T::Frameset), ("h1", T::H1), ("h2", T::H2), ("h3", T::H3), ("h4", T::H4), ("h5", T::H5),
    ("h6", T::H6), ("head", T::Head), ("header", T::Header), ("hgroup", T::Hgroup), ("hr", T::Hr), ("html", T::Html),
    ("i", T::I), ("iframe", T::Iframe), ("image", T::Image), ("img", T::Img), ("input", T::Input),
    ("keygen", T::Keygen), ("legend", T::Legend), ("li", T::Li), ("link", T::Link), ("listing", T::Listing),
    ("main", T::Main), ("marquee", T::Marquee), ("math", T::Math), ("menu", T::Menu), ("meta", T::Meta),
    ("mi", T::Mtext), ("mo", T::Mtext), ("mn", T::Mtext), ("ms", T::Mtext), ("mtext", T::Mtext), ("nav", T::Nav),
    ("nobr", T::Nobr), ("noembed", T::Noembed), ("noframes", T::Noframes), ("noscript", T::Noscript),
    ("object", T::Object), ("ol", T::Ol), ("optgroup", T::Optgroup), ("option", T::Option), ("p", T::P),
    ("param", T::Param), ("pre", T::Pre), ("rb", T::Rb), ("rp", T::Rp), ("rt", T::Rt), ("rtc", T::Rtc),
    ("ruby", T::Ruby), ("s", T::S), ("script", T::Script), ("search", T::Search), ("section", T::Section),
    ("select", T::Select), ("small", T::Small), ("source", T::Source), ("span", T::Span), ("strike", T::Strike),
    ("strong", T::Strong), ("style", T::Style), ("sub", T::Sub), ("summary", T::Summary), ("sup", T::Sup),
    ("svg", T::Svg), ("table", T::Table), ("tbody", T::Tbody), ("td", T::Td), ("template", T::Template),
    ("textarea", T::Textarea), ("tfoot", T::Tfoot), ("th", T::Th), ("thead", T::Thead), ("title", T::Title),
    ("tr", T::Tr), ("track", T::Track), ("tt", T::Tt), ("u", T::U), ("ul", T::Ul), ("var", T::Var), ("wbr", T::Wbr),
    ("xmp", T::Xmp),
];

/// Longer names.
#[rustfmt::skip]
const LONG: &[(&str, Tag)] = &[
    ("beian-footer", T::BeianFooter), ("blockquote", T::Blockquote), ("figcaption", T::Figcaption),
    ("foreignobject", T::ForeignObject), ("plaintext", T::Plaintext),
];

/// [`SHORT`] by name: each at its [`slot`], or behind it where that is taken; a key of 0 where nothing is.
static SLOTS: [(u64, Tag); 512] = {
    let mut slots = [(0, T::Other); 512];
    let mut at = 0;
    while at < SHORT.len() {
        let (name, tag) = SHORT[at];
        let (mut key, mut byte) = (0, name.len());
        while byte > 0 {
            byte -= 1;
            key = key << 8 | name.as_bytes()[byte] as u64;
        }
        let mut place = slot(key);
        while slots[place].0 != 0 {
            place = (place + 1) % slots.len();
        }
        slots[place] = (key, tag);
        at += 1;
    }
    slots
};

/// Where the search for a name begins.
const fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize
}

impl Tag {
    /// The tag of a name, in any case; names begin with a letter.
    pub(crate) fn of(name: &[u8]) -> Self {
        if name.len() > 8 {
            let long = LONG.iter().find(|(long, _)| name.eq_ignore_ascii_case(long.as_bytes()));
            return long.map_or(T::Other, |(_, tag)| *tag);
        }
        Self::short(name.iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte)))
    }

    /// The tag of the name that stands in a page at `name`.
    #[inline]
    pub(crate) fn at(page: &[u8], name: &Span) -> Self {
        match word_at(page, name.start) {
            Some(word) if name.len() < 8 => Self::short(word & ((1 << (8 * name.len())) - 1)),
            _ => Self::of(page.get(name.clone()).unwrap_or_default()),
        }
    }

    /// The tag of a name of at most eight bytes, the first one lowest.
    fn short(name: u64) -> Self {
        let wanted = lower_case(name);
        let mut place = slot(wanted);
        loop {
            match SLOTS[place] {
                (key, tag) if key == wanted => return tag,
                (0, _) => return T::Other,
                _ => place = (place + 1) % SLOTS.len(),
            }
        }
    }

    /// Elements that have no content and no end tag.
    #[rustfmt::skip]
    pub(crate) const fn is_void(self) -> bool {
        matches!(self, T::Area | T::Base | T::Basefont | T::Bgsound | T::Br | T::Col | T::Embed | T::Frame
            | T::Hr | T::Image | T::Img | T::Input | T::Keygen | T::Link | T::Meta | T::Param | T::Source
            | T::Track | T::Wbr)
    }

    /// Elements that a browser shows on lines of their own: text on both sides never reads as one word.
    #[rustfmt::skip]
    pub(crate) const fn breaks_line(self) -> bool {
        matches!(self, T::Address | T::Article | T::Aside | T::Blockquote | T::Body | T::Br | T::Button
            | T::Caption | T::Center | T::Dd | T::Details | T::Dialog | T::Dir | T::Div | T::Dl | T::Dt
            | T::Fieldset | T::Figcaption | T::Figure | T::Footer | T::Form | T::Frameset | T::H1 | T::H2
            | T::H3 | T::H4 | T::H5 | T::H6 | T::Header | T::Hgroup | T::Hr | T::Html | T::Legend | T::Li
            | T::Listing | T::Main | T::Menu | T::Nav | T::Ol | T::Optgroup | T::Option | T::P
            | T::Plaintext | T::Pre | T::Search | T::Section | T::Select | T::Summary | T::Table | T::Tbody
            | T::Td | T::Tfoot | T::Th | T::Thead | T::Tr | T::Ul | T::Xmp)
    }

    /// Start tags that close an open `<p>`.
    #[rustfmt::skip]
    pub(crate) const fn closes_p(self) -> bool {
        matches!(self, T::Address | T::Article | T::Aside | T::Blockquote | T::Center | T::Dd | T::Details
            | T::Dialog | T::Dir | T::Div | T::Dl | T::Dt | T::Fieldset | T::Figcaption | T::Figure
            | T::Footer | T::Form | T::H1 | T::H2 | T::H3 | T::H4 | T::H5 | T::H6 | T::Header | T::Hgroup
            | T::Hr | T::Li | T::Listing | T::Main | T::Menu | T::Nav | T::Ol | T::P | T::Plaintext
            | T::Pre | T::Search | T::Section | T::Summary | T::Ul | T::Xmp)
    }

    /// Elements whose end tag closes everything inside them, where they are in scope.
    #[rustfmt::skip]
    pub(crate) const fn closes_as_block(self) -> bool {
        matches!(self, T::Address | T::Applet | T::Article | T::Aside | T::Blockquote | T::Button
            | T::Center | T::Dd | T::Details | T::Dialog | T::Dir | T::Div | T::Dl | T::Dt | T::Fieldset
            | T::Figcaption | T::Figure | T::Footer | T::Header | T::Hgroup | T::Li | T::Listing | T::Main
            | T::Marquee | T::Menu | T::Nav | T::Object | T::Ol | T::Pre | T::Search | T::Section
            | T::Select | T::Summary | T::Ul)
    }

    /// The standard's "special" elements: an unknown end tag does not reach through them.
    #[rustfmt::skip]
    pub(crate) const fn is_special(self) -> bool {
        matches!(self, T::Address | T::Applet | T::Article | T::Aside | T::Blockquote | T::Body | T::Button
            | T::Caption | T::Center | T::Colgroup | T::Dd | T::Details | T::Dir | T::Div | T::Dl | T::Dt
            | T::Fieldset | T::Figcaption | T::Figure | T::Footer | T::ForeignObject | T::Form
            | T::Frameset | T::H1 | T::H2 | T::H3 | T::H4 | T::H5 | T::H6 | T::Head | T::Header | T::Hgroup
            | T::Html | T::Iframe | T::Li | T::Listing | T::Main | T::Marquee | T::Menu | T::Nav
            | T::Noembed | T::Noframes | T::Noscript | T::Object | T::Ol | T::P | T::Plaintext | T::Pre
            | T::Script | T::Search | T::Section | T::Select | T::Style | T::Summary | T::Table | T::Tbody
            | T::Td | T::Template | T::Textarea | T::Tfoot | T::Th | T::Thead | T::Title | T::Tr | T::Ul
            | T::Xmp)
    }

    /// Formatting elements, which the standard re-opens when they were closed out of order.
    #[rustfmt::skip]
    pub(crate) const fn is_formatting(self) -> bool {
        matches!(self, T::A | T::B | T::Big | T::Code | T::Em | T::Font | T::I | T::Nobr | T::S | T::Small
            | T::Strike | T::Strong | T::Tt | T::U)
    }

    /// Elements that bound "in scope".
    #[rustfmt::skip]
    pub(crate) const fn bounds_scope(self) -> bool {
        matches!(self, T::Applet | T::Caption | T::Desc | T::ForeignObject | T::Html | T::Marquee
            | T::Mtext | T::Object | T::Select | T::Table | T::Td | T::Template | T::Th | T::Title)
    }

    /// Elements whose text is not rendered as text of the page.
    #[rustfmt::skip]
    pub(crate) const fn holds_no_text(self) -> bool {
        matches!(self, T::Template | T::Noscript | T::Textarea | T::Select | T::Option | T::Iframe
            | T::Noembed | T::Noframes | T::Title | T::Desc | T::Style | T::Script)
    }

    /// Those of them that hold none inside SVG or `MathML` either.
    pub(crate) const fn holds_no_text_anywhere(self) -> bool {
        matches!(self, T::Title | T::Desc | T::Style | T::Script)
    }

    /// `h1` … `h6`.
    pub(crate) const fn is_heading(self) -> bool {
        matches!(self, T::H1 | T::H2 | T::H3 | T::H4 | T::H5 | T::H6)
    }

    /// Elements that an end tag of another element closes silently.
    #[rustfmt::skip]
    pub(crate) const fn is_implied_end(self) -> bool {
        matches!(self, T::Dd | T::Dt | T::Li | T::Optgroup | T::Option | T::P | T::Rb | T::Rp | T::Rt | T::Rtc)
    }

    /// Table parts other than cells: text directly inside them is moved out by a browser.
    pub(crate) const fn is_table_frame(self) -> bool {
        matches!(self, T::Table | T::Tbody | T::Tfoot | T::Thead | T::Tr | T::Colgroup)
    }

    /// Elements of SVG and `MathML` whose content is HTML again.
    pub(crate) const fn holds_html_again(self) -> bool {
        matches!(self, T::Desc | T::ForeignObject | T::Mtext | T::Title)
    }

    /// Tags that stand for elements of several names.
    pub(crate) const fn has_many_names(self) -> bool {
        matches!(self, T::Other | T::Mtext)
    }

    /// Elements that can have a shadow tree.
    #[rustfmt::skip]
    pub(crate) const fn can_host(self) -> bool {
        matches!(self, T::Article | T::Aside | T::BeianFooter | T::Blockquote | T::Body | T::Div | T::Footer
            | T::H1 | T::H2 | T::H3 | T::H4 | T::H5 | T::H6 | T::Header | T::Main | T::Nav | T::P
            | T::Section | T::Span | T::Other)
    }

    /// Start tags that end SVG or `MathML` content.
    #[rustfmt::skip]
    pub(crate) const fn breaks_out_of_foreign(self) -> bool {
        matches!(self, T::B | T::Big | T::Blockquote | T::Body | T::Br | T::Center | T::Code | T::Dd | T::Div
            | T::Dl | T::Dt | T::Em | T::Embed | T::H1 | T::H2 | T::H3 | T::H4 | T::H5 | T::H6 | T::Head
            | T::Hr | T::I | T::Img | T::Li | T::Listing | T::Menu | T::Meta | T::Nobr | T::Ol | T::P
            | T::Pre | T::Ruby | T::S | T::Small | T::Span | T::Strong | T::Strike | T::Sub | T::Sup
            | T::Table | T::Tt | T::U | T::Ul | T::Var)
    }

    /// Elements that may stand in `<head>` without opening the body.
    #[rustfmt::skip]
    pub(crate) const fn is_head_content(self) -> bool {
        matches!(self, T::Base | T::Basefont | T::Bgsound | T::Head | T::Html | T::Link | T::Meta
            | T::Noframes | T::Noscript | T::Script | T::Style | T::Template | T::Title)
    }
}

#[cfg(test)]
mod tests {
    use super::{LONG, SHORT, Tag};

    #[test]
    fn names_are_read_in_any_case_and_long_ones_are_other() {
        assert_eq!(Tag::of(b"FOOTER"), Tag::Footer);
        assert_eq!(Tag::of(b"a"), Tag::A);
        assert_eq!(Tag::of(b"beian-header"), Tag::Other);
        assert_eq!(Tag::of(b"a-very-long-custom-element-name"), Tag::Other);
        assert_eq!(Tag::of(b"blockQuote"), Tag::Blockquote);
        assert_eq!(Tag::of(b"h\x11"), Tag::Other);
        for (name, tag) in SHORT.iter().chain(LONG) {
            assert_eq!(Tag::of(name.as_bytes()), *tag, "{name}");
            assert_eq!(Tag::of(name.to_uppercase().as_bytes()), *tag, "{name}");
            let page = format!("<{name} class>");
            assert_eq!(Tag::at(page.as_bytes(), &(1..1 + name.len())), *tag, "{name}");
        }
    }
}
