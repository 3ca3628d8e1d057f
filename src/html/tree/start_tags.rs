//! Start tags: what they close before they open, and where their elements go.

use super::super::attributes::attributes;
use super::super::tokens::{Content, StartTag};
use super::{Builder, Layout, MAX_UNCLOSED};
use crate::html::outline::ROOT;
use crate::html::tag::Tag;

impl<L: Layout> Builder<'_, L> {
    pub(super) fn start(&mut self, start: StartTag) {
        let tag = Tag::at(self.source, &start.name());
        if start.end - start.name_end > MAX_UNCLOSED {
            self.light.heavy |= attributes(self.source, start.attrs()).nth(MAX_UNCLOSED).is_some();
        }
        if self.top().is_some_and(|open| open.foreign) {
            if !tag.breaks_out_of_foreign() {
                return self.start_foreign(tag, start);
            }
            self.light.inexact |= self.may_hold_html();
            self.leave_foreign();
        }
        // in a list of choices hardly anything may stand
        self.light.inexact |= self.is_open(Tag::Select) && !may_stand_in_select(tag);
        match tag {
            Tag::Html | Tag::Body | Tag::Head => return self.start_document_part(tag, start),
            Tag::Frameset => {
                self.light.frameset |= !self.body;
                // it may still take the place of a body that shows nothing yet
                self.light.inexact |= self.body;
            }
            Tag::Frame => {}
            // names of SVG and MathML that mean nothing here
            Tag::Desc | Tag::ForeignObject | Tag::Mtext => self.light.inexact = true,
            // table parts outside of a table are passed over
            Tag::Td
            | Tag::Th
            | Tag::Tr
            | Tag::Tbody
            | Tag::Thead
            | Tag::Tfoot
            | Tag::Caption
            | Tag::Colgroup
            | Tag::Col
                if !self.is_open(Tag::Table) && !self.is_open(Tag::Template) =>
            {
                return self.leave_head();
            }
            _ if !tag.is_head_content() => self.leave_head(),
            _ => {}
        }
        if tag == Tag::Form
            && !self.is_open(Tag::Template)
            && std::mem::replace(&mut self.form, true)
        {
            return; // forms do not nest
        }
        let in_frame = self.top().is_some_and(|open| open.tag.is_table_frame());
        self.make_room(tag);
        let closed = start.self_closing && matches!(tag, Tag::Svg | Tag::Math);
        if tag.is_void() || closed || (tag == Tag::Form && in_frame) {
            return self.open_empty(tag, start);
        }
        self.push(tag, start);
        if let Some(content) = content_of(tag) {
            self.tokens.enter(content, start.name());
        }
    }

    /// An element of SVG or `MathML`, or one in the middle of it that the page takes for HTML.
    fn start_foreign(&mut self, tag: Tag, start: StartTag) {
        let kinds = self.stack.iter().rev().map(|open| open.name);
        let kind = kinds.into_iter().find(|kind| matches!(kind, Tag::Svg | Tag::Math));
        self.light.inexact |= match tag {
            // breaks out only with certain attributes
            Tag::Font => true,
            // hold HTML in one of the two only
            Tag::Title | Tag::Desc | Tag::ForeignObject => kind != Some(Tag::Svg),
            Tag::Mtext => kind != Some(Tag::Math),
            Tag::Svg | Tag::Math => kind != Some(tag),
            // holds HTML with certain attributes
            Tag::Other => self.bytes(&start.name()).eq_ignore_ascii_case(b"annotation-xml"),
            _ => false,
        };
        if start.self_closing {
            self.open_empty(tag, start);
        } else {
            self.push(tag, start);
        }
    }

    /// Whether HTML may stand in an open element of `MathML`, as one of its attributes decides.
    fn may_hold_html(&self) -> bool {
        let name = b"<annotation-xml";
        self.stack
            .iter()
            .rev()
            .take_while(|open| open.foreign)
            .any(|open| self.bytes(&(open.at..open.at + name.len())).eq_ignore_ascii_case(name))
    }

    /// An element that nothing can stand in.
    fn open_empty(&mut self, tag: Tag, start: StartTag) {
        let parent = self.top().map_or(ROOT, |open| open.node);
        self.add(tag, parent, start);
    }

    fn start_document_part(&mut self, tag: Tag, start: StartTag) {
        self.light.document = true;
        let late = self.body || self.is_open(tag) || self.is_open(Tag::Template);
        if tag == Tag::Body {
            self.leave_head();
        }
        // a second one only adds attributes to the first
        if !late {
            self.push(tag, start);
        }
    }

    /// Closes what a start tag closes before it opens.
    #[expect(clippy::too_many_lines, reason = "one arm for each rule of the standard")]
    #[expect(clippy::collapsible_match, reason = "an arm says which tags, its body what they do")]
    fn make_room(&mut self, tag: Tag) {
        if tag.closes_p() || (tag == Tag::Table && !self.quirks) {
            self.close_p();
        }
        let in_frame = self.top().is_some_and(|open| open.tag.is_table_frame());
        self.light.inexact |= in_frame && !may_stand_in_table(tag);
        match tag {
            Tag::Li => self.close_item(|open| open == Tag::Li),
            Tag::Dd | Tag::Dt => self.close_item(|open| matches!(open, Tag::Dd | Tag::Dt)),
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                if self.top().is_some_and(|open| open.tag.is_heading()) {
                    self.pop_to(self.stack.len() - 1);
                }
            }
            Tag::Button => {
                if let Some(place) = self.in_scope(|open| open == Tag::Button, |_| false) {
                    self.pop_to(place);
                }
            }
            Tag::Option | Tag::Optgroup => {
                if self.top().is_some_and(|open| open.tag == Tag::Option) {
                    self.pop();
                }
            }
            Tag::Select => {
                if self.is_open(Tag::Select)
                    && let Some(place) = self.in_scope(|open| open == Tag::Select, |_| false)
                {
                    self.pop_to(place);
                }
            }
            Tag::A | Tag::Nobr => {
                // a link inside a link: the standard closes the first one, wherever it stands
                self.light.inexact |= self.is_open(tag) || self.lost[tag as usize] > 0;
            }
            Tag::Rb | Tag::Rtc | Tag::Rp | Tag::Rt => {
                if self.in_scope(|open| open == Tag::Ruby, |_| false).is_some() {
                    let stays = |open: Tag| open == Tag::Rtc && matches!(tag, Tag::Rp | Tag::Rt);
                    while self.top().is_some_and(|it| it.tag.is_implied_end() && !stays(it.tag)) {
                        self.pop();
                    }
                }
            }
            Tag::Td | Tag::Th => {
                self.back_to(|open| open == Tag::Tr);
                self.imply(Tag::Tbody, |open| open == Tag::Table);
                self.imply(Tag::Tr, |open| matches!(open, Tag::Tbody | Tag::Thead | Tag::Tfoot));
            }
            Tag::Tr => {
                self.back_to(|open| matches!(open, Tag::Tbody | Tag::Thead | Tag::Tfoot));
                self.imply(Tag::Tbody, |open| open == Tag::Table);
            }
            Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption | Tag::Colgroup => {
                self.back_to(|_| false);
            }
            Tag::Col => {
                // a template that begins like this takes nothing else
                self.light.inexact |= self.top().is_some_and(|open| open.tag == Tag::Template);
                self.back_to(|open| open == Tag::Colgroup);
                self.imply(Tag::Colgroup, |open| open == Tag::Table);
            }
            Tag::Table => {
                if in_frame {
                    self.back_to(|_| false);
                    self.close_table();
                }
            }
            _ => {}
        }
    }

    /// `<li>` closes an open `<li>`, unless another block stands between.
    fn close_item(&mut self, same: impl Fn(Tag) -> bool) {
        for place in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(place).copied() else { return };
            if same(open.tag) {
                return self.pop_to(place);
            }
            if open.tag.is_special() && !matches!(open.tag, Tag::Address | Tag::Div | Tag::P) {
                // parsers differ on the titles of drawings
                self.light.inexact |= open.tag.holds_html_again();
                return;
            }
        }
    }

    /// Inside a table: pops up to its frame, or up to an inner part that may stay.
    fn back_to(&mut self, stays: impl Fn(Tag) -> bool) {
        if !self.is_open(Tag::Table) {
            return;
        }
        for place in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(place).copied() else { return };
            if matches!(open.tag, Tag::Template | Tag::Html) {
                return;
            }
            if open.tag == Tag::Table || stays(open.tag) {
                self.pop_to_inside(place);
                return;
            }
        }
    }

    /// Opens a table part that the page leaves out, where the innermost open element asks for it.
    fn imply(&mut self, part: Tag, inside: impl Fn(Tag) -> bool) {
        if self.top().is_some_and(|open| inside(open.tag)) {
            self.push_implied(part);
        }
    }

    fn close_table(&mut self) {
        if let Some(place) = self.stack.iter().rposition(|open| open.tag == Tag::Table) {
            self.pop_to(place);
        }
    }
}

/// Start tags that a browser leaves where they are directly inside a table; all others it moves out before it.
const fn may_stand_in_table(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Caption
            | Tag::Col
            | Tag::Colgroup
            | Tag::Form
            | Tag::Input
            | Tag::Script
            | Tag::Style
            | Tag::Table
            | Tag::Tbody
            | Tag::Td
            | Tag::Template
            | Tag::Tfoot
            | Tag::Th
            | Tag::Thead
            | Tag::Tr
    )
}

/// Start tags inside `<select>` that are read alike with and without it; a browser closes it at some others.
const fn may_stand_in_select(tag: Tag) -> bool {
    matches!(tag, Tag::Option | Tag::Optgroup | Tag::Script | Tag::Template)
}

/// What an HTML element's content is made of, where it is not markup. Scripting is on, as in a browser.
pub(crate) fn content_of(tag: Tag) -> Option<Content> {
    match tag {
        Tag::Title | Tag::Textarea => Some(Content::Rcdata),
        Tag::Style | Tag::Xmp | Tag::Iframe | Tag::Noembed | Tag::Noframes | Tag::Noscript => {
            Some(Content::RawText)
        }
        Tag::Script => Some(Content::Script),
        Tag::Plaintext => Some(Content::Plaintext),
        _ => None,
    }
}

/// Whether a doctype leaves the page in quirks mode: there a table does not close a paragraph.
pub(super) fn is_quirky(doctype: &[u8]) -> bool {
    let text = String::from_utf8_lossy(doctype).to_ascii_lowercase();
    let text = text.trim();
    if !text.starts_with("html") {
        return true;
    }
    let quirky = [
        "html 3.2",
        "html 3.0",
        "html 2.0",
        "html 4.0 transitional",
        "html 4.0 frameset",
        "netscape",
    ];
    let loose = ["html 4.01 transitional", "html 4.01 frameset"];
    quirky.iter().any(|id| text.contains(id))
        || (loose.iter().any(|id| text.contains(id)) && !text.contains("http://"))
}
