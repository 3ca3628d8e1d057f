//! The light tree: tokens → outline, by the standard's rules for scopes, implied ends and raw content, without the
//! adoption agency and foster parenting. Where a page needs those for a link ([`Light::inexact`]), the full algorithm
//! of [`super::dom`] is run instead.

use super::outline::{InertKind, NodeId, Outline, ROOT};
use super::tag::Tag;
use super::tokens::{Content, Span, StartTag, Token, Tokens};

/// Elements nested deeper than this are flattened, as browsers do.
pub(crate) const MAX_DEPTH: usize = 512;

/// Pages with more elements are not judged.
pub(crate) const MAX_NODES: usize = 1_000_000;

/// What the light tree found besides the outline.
#[derive(Clone, Debug)]
pub(crate) struct Light<'a> {
    /// The outline.
    pub outline: Outline<'a>,
    /// The full algorithm could place links or text otherwise.
    pub inexact: bool,
    /// Too many elements: the outline stops there.
    pub too_complex: bool,
    /// Elements were flattened at the depth limit.
    pub deep: bool,
    /// A `<frameset>` takes the place of the body.
    pub frameset: bool,
    /// Doctype, `html`, `head` or `body` tag seen.
    pub document: bool,
    /// Any tag at all.
    pub markup: bool,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    node: NodeId,
    tag: Tag,
    inert: bool,
    foreign: bool,
}

/// Reads a page into an outline.
pub(crate) fn read(source: &str) -> Light<'_> {
    let mut builder = Builder {
        tokens: Tokens::new(source.as_bytes()),
        light: Light {
            outline: Outline::new(source),
            inexact: false,
            too_complex: false,
            deep: false,
            frameset: false,
            document: false,
            markup: false,
        },
        stack: Vec::with_capacity(64),
        open: [0; 256],
        body: false,
        quirks: true,
        form: false,
    };
    builder.run();
    builder.light
}

struct Builder<'a> {
    tokens: Tokens<'a>,
    light: Light<'a>,
    stack: Vec<Open>,
    /// How many elements of each tag are open.
    open: [u32; 256],
    /// Body content has begun.
    body: bool,
    quirks: bool,
    form: bool,
}

impl Builder<'_> {
    fn run(&mut self) {
        while let Some(token) = self.tokens.next() {
            match token {
                Token::Text(span) => self.text(&span, true),
                Token::Raw(span) => self.text(&span, false),
                Token::Start(tag) => {
                    self.light.markup = true;
                    self.start(&tag);
                    if self.light.outline.nodes.len() > MAX_NODES {
                        self.light.too_complex = true;
                        return;
                    }
                }
                Token::End { name } => {
                    self.light.markup = true;
                    let tag = Tag::of(self.bytes(&name));
                    self.end(tag, &name);
                }
                Token::Comment(span) => self.light.outline.not_rendered(InertKind::Comment, span),
                Token::Doctype(span) => {
                    self.light.document = true;
                    self.light.markup = true;
                    self.quirks = is_quirky(self.bytes(&span));
                }
            }
        }
    }

    fn bytes(&self, span: &Span) -> &[u8] {
        self.light.outline.source.as_bytes().get(span.clone()).unwrap_or_default()
    }

    fn top(&self) -> Option<Open> {
        self.stack.last().copied()
    }

    fn is_open(&self, tag: Tag) -> bool {
        self.open[tag as usize] > 0
    }

    fn text(&mut self, span: &Span, references: bool) {
        let blank = self.bytes(span).trim_ascii().is_empty();
        let top = self.top();
        match top.map(|open| open.tag) {
            Some(Tag::Script) if top.is_some_and(|open| !open.foreign) => {
                return self.light.outline.not_rendered(InertKind::Script, span.clone());
            }
            Some(Tag::Style) => {
                return self.light.outline.not_rendered(InertKind::Style, span.clone());
            }
            Some(Tag::Title) if top.is_some_and(|open| !open.foreign) => {
                return self.light.outline.not_rendered(InertKind::Title, span.clone());
            }
            _ => {}
        }
        if top.is_some_and(|open| open.inert) {
            return self.light.outline.not_rendered(InertKind::Other, span.clone());
        }
        if !blank {
            self.leave_head();
            if self.top().is_some_and(|open| open.tag.is_table_frame() && !open.foreign) {
                self.light.inexact = true;
            }
        }
        let node = self.top().map_or(ROOT, |open| open.node);
        self.light.outline.text(node, span, references);
    }

    /// Body content has begun: `<head>` ends.
    fn leave_head(&mut self) {
        self.body = true;
        while self.top().is_some_and(|open| open.tag == Tag::Head) {
            self.pop();
        }
    }

    fn push(&mut self, tag: Tag, start: &StartTag) {
        let top = self.top();
        let parent = top.map_or(ROOT, |open| open.node);
        let node = self.light.outline.open(tag, parent, start.at, &start.attrs);
        let in_foreign = top.is_some_and(|open| open.foreign);
        let foreign = match tag {
            Tag::Svg | Tag::Math => true,
            Tag::ForeignObject | Tag::Desc | Tag::Title | Tag::Mtext => false,
            _ => in_foreign,
        };
        let inert = top.is_some_and(|open| open.inert)
            || (!in_foreign && tag.holds_no_text())
            || matches!(tag, Tag::Title | Tag::Desc);
        if self.stack.len() >= MAX_DEPTH && content_of(tag).is_none() {
            self.light.deep = true;
            return;
        }
        self.open[tag as usize] += 1;
        self.stack.push(Open { node, tag, inert, foreign });
        self.tokens.cdata = foreign;
    }

    fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.open[open.tag as usize] -= 1;
            self.light.outline.close(open.tag);
            self.tokens.cdata = self.top().is_some_and(|open| open.foreign);
        }
    }

    /// Pops up to and including the element at this place of the stack. A link that is closed this way by another
    /// element's end would be opened again by a browser.
    fn pop_to(&mut self, place: usize) {
        if self.is_open(Tag::A) {
            let closed = self.stack.get(place..).unwrap_or_default();
            if closed.iter().skip(1).any(|open| open.tag == Tag::A && !open.foreign) {
                self.light.inexact = true;
            }
        }
        while self.stack.len() > place {
            self.pop();
        }
    }

    /// Where the innermost open element of a tag stands, looking no further than scope allows.
    fn in_scope(
        &self,
        wanted: impl Fn(Tag) -> bool,
        more_bounds: impl Fn(Tag) -> bool,
    ) -> Option<usize> {
        for (place, open) in self.stack.iter().enumerate().rev() {
            if wanted(open.tag) {
                return Some(place);
            }
            if open.tag.bounds_scope() || more_bounds(open.tag) {
                return None;
            }
        }
        None
    }

    fn leave_foreign(&mut self) {
        while self.top().is_some_and(|open| open.foreign) {
            self.pop();
        }
    }

    fn close_p(&mut self) {
        if self.is_open(Tag::P)
            && let Some(place) = self.in_scope(|tag| tag == Tag::P, |tag| tag == Tag::Button)
        {
            self.pop_to(place);
        }
    }

    fn start(&mut self, start: &StartTag) {
        let tag = Tag::of(self.bytes(&start.name));
        if self.top().is_some_and(|open| open.foreign) {
            if !tag.breaks_out_of_foreign() {
                if start.self_closing {
                    let parent = self.top().map_or(ROOT, |open| open.node);
                    self.light.outline.open(tag, parent, start.at, &start.attrs);
                } else {
                    self.push(tag, start);
                }
                return;
            }
            self.leave_foreign();
        }
        match tag {
            Tag::Html | Tag::Body | Tag::Head => return self.start_document_part(tag, start),
            Tag::Frameset => {
                self.light.frameset |= !self.body;
            }
            Tag::Frame => {}
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
        self.make_room(tag);
        if tag.is_void() {
            let parent = self.top().map_or(ROOT, |open| open.node);
            self.light.outline.open(tag, parent, start.at, &start.attrs);
            return;
        }
        if tag == Tag::Form {
            if self.form && !self.is_open(Tag::Template) {
                return;
            }
            self.form = true;
            if self.top().is_some_and(|open| open.tag.is_table_frame()) {
                let parent = self.top().map_or(ROOT, |open| open.node);
                self.light.outline.open(tag, parent, start.at, &start.attrs);
                return;
            }
        }
        self.push(tag, start);
        if let Some(content) = content_of(tag) {
            self.tokens.enter(content, start.name.clone());
        }
    }

    fn start_document_part(&mut self, tag: Tag, start: &StartTag) {
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
            Tag::A => {
                // a link inside a link: the standard closes the first one, wherever it stands
                self.light.inexact |= self.is_open(Tag::A);
            }
            Tag::Td | Tag::Th => self.back_to(|open| matches!(open, Tag::Tr)),
            Tag::Tr => self.back_to(|open| matches!(open, Tag::Tbody | Tag::Thead | Tag::Tfoot)),
            Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption | Tag::Colgroup | Tag::Col => {
                self.back_to(|_| false);
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
                if place + 1 < self.stack.len() {
                    self.light.inexact |= self.is_open(Tag::A)
                        && self
                            .stack
                            .get(place + 1..)
                            .unwrap_or_default()
                            .iter()
                            .any(|open| open.tag == Tag::A);
                    self.pop_to(place + 1);
                }
                return;
            }
        }
    }

    fn close_table(&mut self) {
        if let Some(place) = self.stack.iter().rposition(|open| open.tag == Tag::Table) {
            self.pop_to(place);
        }
    }

    fn end(&mut self, tag: Tag, name: &Span) {
        if self.top().is_some_and(|open| open.foreign) {
            if !matches!(tag, Tag::Br | Tag::P) {
                let html =
                    self.stack.iter().rposition(|open| !open.foreign).map_or(0, |place| place + 1);
                let same = (html..self.stack.len()).rev().find(|&place| {
                    self.stack.get(place).is_some_and(|open| self.same_name(open.node, name))
                });
                if let Some(place) = same {
                    return self.pop_to(place);
                }
            } else {
                self.leave_foreign();
            }
        }
        match tag {
            Tag::Head => {
                if self.top().is_some_and(|open| open.tag == Tag::Head) {
                    self.pop();
                }
            }
            Tag::Body | Tag::Html => {}
            Tag::Br => self.light.outline.break_line(),
            Tag::P => {
                if self.is_open(Tag::P) {
                    self.close_p();
                } else {
                    self.light.outline.break_line();
                }
            }
            Tag::Form => self.end_form(),
            Tag::Template => {
                if let Some(place) = self.stack.iter().rposition(|open| open.tag == Tag::Template) {
                    self.pop_to(place);
                }
            }
            Tag::Table
            | Tag::Tbody
            | Tag::Tfoot
            | Tag::Thead
            | Tag::Tr
            | Tag::Td
            | Tag::Th
            | Tag::Caption => {
                self.end_table_part(tag);
            }
            _ if tag.is_heading() => {
                if let Some(place) = self.in_scope(Tag::is_heading, |_| false) {
                    self.pop_to(place);
                }
            }
            _ if tag.is_formatting() => self.end_formatting(tag),
            _ if tag.closes_as_block() => {
                let list = |bound: Tag| tag == Tag::Li && matches!(bound, Tag::Ol | Tag::Ul);
                if self.is_open(tag)
                    && let Some(place) = self.in_scope(|open| open == tag, list)
                {
                    self.pop_to(place);
                }
            }
            _ => self.end_by_name(tag, name),
        }
    }

    /// `</form>` takes the form off the stack and leaves what is open inside it.
    fn end_form(&mut self) {
        self.form = false;
        if let Some(place) = self.in_scope(|open| open == Tag::Form, |_| false) {
            while self.top().is_some_and(|open| open.tag.is_implied_end()) {
                self.pop();
            }
            if place + 1 >= self.stack.len() {
                self.pop_to(place);
            } else {
                self.stack.remove(place);
                self.open[Tag::Form as usize] -= 1;
            }
        }
    }

    fn end_table_part(&mut self, tag: Tag) {
        if !self.is_open(tag) {
            return;
        }
        for place in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(place).copied() else { return };
            if open.tag == tag {
                return self.pop_to(place);
            }
            if matches!(open.tag, Tag::Table | Tag::Template | Tag::Html) {
                return;
            }
        }
    }

    fn end_formatting(&mut self, tag: Tag) {
        if !self.is_open(tag) {
            return;
        }
        let Some(place) = self.stack.iter().rposition(|open| open.tag == tag) else { return };
        let inside = self.stack.get(place + 1..).unwrap_or_default();
        if inside.iter().any(|open| open.tag.bounds_scope()) {
            return;
        }
        if inside.iter().any(|open| open.tag.is_special()) {
            // the standard splits the element around the block; only for links does it matter to whom text belongs
            self.light.inexact |= tag == Tag::A;
            self.stack.remove(place);
            self.open[tag as usize] -= 1;
        } else {
            self.pop_to(place);
        }
    }

    fn end_by_name(&mut self, tag: Tag, name: &Span) {
        if tag != Tag::Other && !self.is_open(tag) {
            return;
        }
        for place in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(place).copied() else { return };
            if open.tag == tag && (tag != Tag::Other || self.same_name(open.node, name)) {
                return self.pop_to(place);
            }
            if open.tag.is_special() && !open.foreign {
                return;
            }
        }
    }

    fn same_name(&self, node: NodeId, name: &Span) -> bool {
        let Some(at) = self.light.outline.node(node).map(|node| node.at as usize) else {
            return false;
        };
        let wanted = self.bytes(name);
        let found = self.bytes(&(at + 1..at + 1 + wanted.len()));
        let ends = self.bytes(&(at + 1 + wanted.len()..at + 2 + wanted.len()));
        found.eq_ignore_ascii_case(wanted)
            && matches!(ends, [b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'/' | b'>'])
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

/// What an HTML element's content is made of, where it is not markup. Scripting is on, as in a browser.
fn content_of(tag: Tag) -> Option<Content> {
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
fn is_quirky(doctype: &[u8]) -> bool {
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
