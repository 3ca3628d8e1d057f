//! End tags: how far each one closes.

use super::{Builder, Layout, OpenElement};
use crate::html::span::Span;
use crate::html::tag::Tag;

impl<L: Layout> Builder<'_, L> {
    pub(super) fn end(&mut self, tag: Tag, name: Span) {
        // where HTML begins again inside SVG, end tags reach further than in HTML, or less far
        let border = self.stack.iter().rfind(|open| !open.foreign).map(|open| open.tag);
        self.light.inexact |= border.is_some_and(Tag::holds_html_again) && border != Some(tag);
        self.light.inexact |= tag.holds_html_again() && border != Some(tag) && self.is_open(tag);
        if self.top().is_some_and(|open| open.foreign) && self.end_foreign(tag, name.clone()) {
            return;
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
                // one that closes nothing makes an empty paragraph
                self.light.outline.break_line();
                self.close_p();
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

    /// An end tag inside SVG or `MathML`: whether it closed something there. `</br>` and `</p>` lead out of it first.
    fn end_foreign(&mut self, tag: Tag, name: Span) -> bool {
        if matches!(tag, Tag::Br | Tag::P) {
            self.leave_foreign();
            return false;
        }
        let html = self.stack.iter().rposition(|open| !open.foreign).map_or(0, |place| place + 1);
        let same = (html..self.stack.len())
            .rev()
            .find(|&place| self.stack.get(place).is_some_and(|open| self.same_name(*open, &name)));
        same.inspect(|&place| self.pop_to(place)).is_some()
    }

    /// `</form>` takes the form off the stack and leaves what is open inside it.
    fn end_form(&mut self) {
        let in_template = self.is_open(Tag::Template);
        if !in_template && !std::mem::take(&mut self.form) {
            return;
        }
        let Some(place) = self.in_scope(|open| open == Tag::Form, |_| false) else { return };
        while self.top().is_some_and(|open| open.tag.is_implied_end()) {
            self.pop();
        }
        if in_template || place + 1 >= self.stack.len() {
            self.pop_to(place);
        } else {
            self.stack.remove(place);
            self.open[Tag::Form as usize] -= 1;
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
        let neither = |tag: Tag| !tag.is_formatting() && !tag.is_special();
        if let Some(lost) = self.lost[tag as usize].checked_sub(1) {
            // opened again by a browser, perhaps around one of these, which the end tag then closes
            self.lost[tag as usize] = lost;
            if !self.stack.iter().any(|open| open.tag.bounds_scope()) {
                self.unclosed -= 1; // counted when it was lost
            }
            self.light.inexact |= self.stack.iter().any(|open| neither(open.tag));
        }
        if !self.is_open(tag) {
            return;
        }
        let Some(place) = self.stack.iter().rposition(|open| open.tag == tag) else { return };
        let inside = self.stack.get(place + 1..).unwrap_or_default();
        if inside.iter().any(|open| open.tag.bounds_scope()) {
            return;
        }
        let Some(block) = inside.iter().rposition(|open| open.tag.is_special()) else {
            return self.pop_to(place);
        };
        // The standard splits the element around each block, and takes the blocks out of what else stands between.
        // To whom text belongs changes only where that is a link, or an element that is neither.
        let between = inside.get(..block).unwrap_or_default();
        self.light.inexact |= tag == Tag::A || between.iter().any(|open| neither(open.tag));
        self.pop_to_inside(place + 1 + block);
        self.stack.remove(place);
        self.open[tag as usize] -= 1;
    }

    fn end_by_name(&mut self, tag: Tag, name: Span) {
        if tag != Tag::Other && !self.is_open(tag) {
            return;
        }
        for place in (0..self.stack.len()).rev() {
            let Some(open) = self.stack.get(place).copied() else { return };
            if open.tag == tag && (tag != Tag::Other || self.same_name(open, &name)) {
                return self.pop_to(place);
            }
            if open.tag.is_special() {
                return;
            }
        }
    }

    fn same_name(&self, open: OpenElement, name: &Span) -> bool {
        let at = open.at;
        let wanted = self.bytes(name);
        let found = self.bytes(&(at + 1..at + 1 + wanted.len()));
        let ends = self.bytes(&(at + 1 + wanted.len()..at + 2 + wanted.len()));
        found.eq_ignore_ascii_case(wanted)
            && matches!(ends, [b'\t' | b'\n' | 0x0c | b'\r' | b' ' | b'/' | b'>'])
    }
}
