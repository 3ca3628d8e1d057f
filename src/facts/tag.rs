//! The element names that reading a page depends on, as a small enum, and what the standard says of them.

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

impl Tag {
    /// The tag of a name, in any case.
    pub(crate) fn of(name: &[u8]) -> Self {
        let mut lower = [0_u8; 16];
        let Some(lower) = lower.get_mut(..name.len()) else { return T::Other };
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Self::of_lower(lower)
    }

    #[rustfmt::skip]
    fn of_lower(name: &[u8]) -> Self {
        match name {
            b"a" => T::A, b"address" => T::Address, b"applet" => T::Applet, b"area" => T::Area,
            b"article" => T::Article, b"aside" => T::Aside, b"b" => T::B, b"base" => T::Base,
            b"basefont" => T::Basefont, b"beian-footer" => T::BeianFooter, b"bgsound" => T::Bgsound, b"big" => T::Big,
            b"blockquote" => T::Blockquote, b"body" => T::Body, b"br" => T::Br, b"button" => T::Button,
            b"caption" => T::Caption, b"center" => T::Center, b"code" => T::Code, b"col" => T::Col,
            b"colgroup" => T::Colgroup, b"dd" => T::Dd, b"desc" => T::Desc, b"details" => T::Details,
            b"dialog" => T::Dialog, b"dir" => T::Dir, b"div" => T::Div, b"dl" => T::Dl, b"dt" => T::Dt,
            b"em" => T::Em, b"embed" => T::Embed, b"fieldset" => T::Fieldset, b"figcaption" => T::Figcaption,
            b"figure" => T::Figure, b"font" => T::Font, b"footer" => T::Footer,
            b"foreignobject" => T::ForeignObject, b"form" => T::Form, b"frame" => T::Frame,
            b"frameset" => T::Frameset, b"h1" => T::H1, b"h2" => T::H2, b"h3" => T::H3, b"h4" => T::H4,
            b"h5" => T::H5, b"h6" => T::H6, b"head" => T::Head, b"header" => T::Header,
            b"hgroup" => T::Hgroup, b"hr" => T::Hr, b"html" => T::Html, b"i" => T::I, b"iframe" => T::Iframe,
            b"image" => T::Image, b"img" => T::Img, b"input" => T::Input, b"keygen" => T::Keygen,
            b"legend" => T::Legend, b"li" => T::Li, b"link" => T::Link, b"listing" => T::Listing,
            b"main" => T::Main, b"marquee" => T::Marquee, b"math" => T::Math, b"menu" => T::Menu,
            b"meta" => T::Meta, b"mi" | b"mo" | b"mn" | b"ms" | b"mtext" => T::Mtext, b"nav" => T::Nav,
            b"nobr" => T::Nobr, b"noembed" => T::Noembed, b"noframes" => T::Noframes,
            b"noscript" => T::Noscript, b"object" => T::Object, b"ol" => T::Ol, b"optgroup" => T::Optgroup,
            b"option" => T::Option, b"p" => T::P, b"param" => T::Param, b"plaintext" => T::Plaintext,
            b"pre" => T::Pre, b"rb" => T::Rb, b"rp" => T::Rp, b"rt" => T::Rt, b"rtc" => T::Rtc,
            b"ruby" => T::Ruby, b"s" => T::S, b"script" => T::Script, b"search" => T::Search,
            b"section" => T::Section, b"select" => T::Select, b"small" => T::Small, b"source" => T::Source,
            b"span" => T::Span, b"strike" => T::Strike, b"strong" => T::Strong, b"style" => T::Style,
            b"sub" => T::Sub, b"summary" => T::Summary, b"sup" => T::Sup, b"svg" => T::Svg,
            b"table" => T::Table, b"tbody" => T::Tbody, b"td" => T::Td, b"template" => T::Template,
            b"textarea" => T::Textarea, b"tfoot" => T::Tfoot, b"th" => T::Th, b"thead" => T::Thead,
            b"title" => T::Title, b"tr" => T::Tr, b"track" => T::Track, b"tt" => T::Tt, b"u" => T::U,
            b"ul" => T::Ul, b"var" => T::Var, b"wbr" => T::Wbr, b"xmp" => T::Xmp,
            _ => T::Other,
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
    use super::Tag;

    #[test]
    fn names_are_read_in_any_case_and_long_ones_are_other() {
        assert_eq!(Tag::of(b"FOOTER"), Tag::Footer);
        assert_eq!(Tag::of(b"a"), Tag::A);
        assert_eq!(Tag::of(b"beian-header"), Tag::Other);
        assert_eq!(Tag::of(b"a-very-long-custom-element-name"), Tag::Other);
    }
}
