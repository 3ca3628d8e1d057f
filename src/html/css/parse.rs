//! Style sheets → rules, in order: nested rules and conditions are taken apart.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::conditions::{self, Condition};
use super::declaration::{Declaration, declarations};
use super::selector::{Selector, selectors};
use super::syntax::{split_top_level, without_comments};

/// Rules beyond this many are not read.
const MAX_RULES: usize = 200_000;

/// Upper bound on nested blocks.
const DEEPEST: usize = 12;

/// Custom properties beyond this many are not kept.
const MAX_CUSTOM: usize = 5000;

/// The rank of a cascade layer among the others, outermost first; a later one is stronger, and what stands in none is
/// strongest.
pub(crate) type Layer = [u16; 4];

/// In no layer.
const UNLAYERED: Layer = [u16::MAX; 4];

/// A rule of a style sheet.
#[derive(Clone, Debug)]
pub(crate) struct StyleRule {
    /// The selector.
    pub selector: Selector,
    /// Its declarations, shared with the other selectors of the rule.
    pub declarations: Rc<[Declaration]>,
    /// When it holds.
    pub holds: Condition,
    /// Inside `@container`: it holds only where a container is around the element.
    pub in_container: bool,
    /// Its cascade layer.
    pub layer: Layer,
}

/// What style sheets say.
#[derive(Debug, Default)]
pub(super) struct ParsedSheet {
    pub rules: Vec<StyleRule>,
    /// What animations end with.
    pub animations: BTreeMap<Box<str>, Rc<[Declaration]>>,
    /// The values that custom properties have anywhere.
    pub custom: BTreeMap<Box<str>, Vec<Box<str>>>,
    /// Something was not read: another sheet that is imported, or more than can be.
    pub unread: bool,
    /// Layers by name, below another one.
    layers: BTreeMap<(Layer, Box<str>), u16>,
    with_custom: bool,
}

/// What holds around a part of a sheet.
#[derive(Clone)]
struct RuleContext {
    parents: Option<Rc<[Selector]>>,
    holds: Condition,
    in_container: bool,
    layer: Layer,
    depth: usize,
}

impl ParsedSheet {
    /// Reads a sheet that holds under a condition.
    pub(super) fn read(&mut self, sheet: &str, media: &str) {
        let holds = conditions::media(media);
        if holds == Condition::NEVER {
            return;
        }
        let sheet = without_comments(sheet);
        self.with_custom = sheet.contains("var(");
        let around =
            RuleContext { parents: None, holds, in_container: false, layer: UNLAYERED, depth: 0 };
        self.collect(&sheet, &around);
    }

    fn collect(&mut self, sheet: &str, around: &RuleContext) {
        let mut rest = sheet;
        // declarations that stand between nested rules
        let mut own = String::new();
        while let Some((at, stop)) = next_stop(rest) {
            let prelude = rest.get(..at).unwrap_or_default();
            let tail = rest.get(at + 1..).unwrap_or_default();
            rest = tail;
            let prelude = trimmed(prelude);
            match stop {
                b'{' => {
                    let (block, after) = block(tail);
                    rest = after;
                    if !own.is_empty() {
                        self.own(&std::mem::take(&mut own), around);
                    }
                    if around.depth > DEEPEST || self.rules.len() > MAX_RULES {
                        self.unread = true;
                    } else if let Some(name) = prelude.strip_prefix('@') {
                        self.at_rule(name, block, around);
                    } else {
                        self.style_rule(prelude, block, around);
                    }
                }
                b';' => match prelude.strip_prefix('@') {
                    Some(statement) => self.statement(statement, around),
                    None if around.parents.is_some() => {
                        own.push_str(prelude);
                        own.push(';');
                    }
                    None => {}
                },
                _ => {}
            }
        }
        if around.parents.is_some() {
            own.push_str(trimmed(rest));
        }
        if !own.is_empty() {
            self.own(&own, around);
        }
    }

    fn style_rule(&mut self, prelude: &str, block: &str, around: &RuleContext) {
        if memchr::memchr(b'{', block.as_bytes()).is_none() {
            self.note_custom(block);
            let declarations: Rc<[Declaration]> = declarations(block).into();
            if !declarations.is_empty() {
                let found = selectors(prelude, around.parents.as_ref());
                self.add(found.unwrap_or_default(), &declarations, around);
            }
            return;
        }
        let Some(found) = selectors(prelude, around.parents.as_ref()) else { return };
        let parents = Some(found.into());
        self.collect(block, &RuleContext { parents, depth: around.depth + 1, ..around.clone() });
    }

    /// Declarations that belong to the rules around them.
    fn own(&mut self, block: &str, around: &RuleContext) {
        self.note_custom(block);
        let declarations: Rc<[Declaration]> = declarations(block).into();
        if let Some(parents) = around.parents.as_ref().filter(|_| !declarations.is_empty()) {
            self.add(parents.to_vec(), &declarations, around);
        }
    }

    fn add(
        &mut self,
        selectors: Vec<Selector>,
        declarations: &Rc<[Declaration]>,
        around: &RuleContext,
    ) {
        self.rules.extend(selectors.into_iter().map(|selector| StyleRule {
            selector,
            declarations: Rc::clone(declarations),
            holds: around.holds,
            in_container: around.in_container,
            layer: around.layer,
        }));
    }

    fn note_custom(&mut self, block: &str) {
        if !self.with_custom || !block.contains("--") {
            return;
        }
        for declaration in split_top_level(block, |c| c == ';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let (name, value) = (name.trim(), value.trim());
            if !name.starts_with("--") || value.len() > 200 {
                continue;
            }
            if self.custom.len() >= MAX_CUSTOM && !self.custom.contains_key(name) {
                continue;
            }
            let values = self.custom.entry(name.into()).or_default();
            let value = value.to_ascii_lowercase();
            if values.len() < 8 && values.iter().all(|known| **known != *value) {
                values.push(value.into());
            }
        }
    }

    fn at_rule(&mut self, text: &str, block: &str, around: &RuleContext) {
        let end = text.find(|c: char| !c.is_ascii_alphabetic() && c != '-').unwrap_or(text.len());
        let (name, condition) = text.split_at(end);
        let condition = condition.trim();
        let inner = RuleContext { depth: around.depth + 1, ..around.clone() };
        let under =
            |holds: Condition| RuleContext { holds: around.holds.and(holds), ..inner.clone() };
        let inner = match name.to_ascii_lowercase().as_str() {
            "media" => under(conditions::media(condition)),
            "supports" => under(conditions::supports(condition)),
            "container" => {
                RuleContext { in_container: true, ..under(conditions::container(condition)) }
            }
            "layer" => RuleContext { layer: self.layer(around.layer, condition), ..inner },
            "scope" => RuleContext { parents: None, ..under(Condition::PERHAPS) },
            "keyframes" | "-webkit-keyframes" => {
                self.animation(condition, block);
                return;
            }
            _ => return,
        };
        if inner.holds.perhaps != 0 {
            self.collect(block, &inner);
        }
    }

    fn statement(&mut self, text: &str, around: &RuleContext) {
        if let Some(names) = text.strip_prefix("layer") {
            for name in names.split(',') {
                self.layer(around.layer, name.trim());
            }
        } else if let Some(import) = text.strip_prefix("import") {
            let end = import.rfind([')', '"', '\'']).map_or(0, |at| at + 1);
            let media = import.get(end..).unwrap_or_default();
            self.unread |= conditions::media(media).perhaps != 0;
        }
    }

    /// The rank of a layer; of one without a name a new one.
    fn layer(&mut self, outer: Layer, name: &str) -> Layer {
        let mut layer = outer;
        let unnamed = format!("{}", self.layers.len());
        for name in if name.is_empty() { unnamed.as_str() } else { name }.split('.') {
            let Some(free) = layer.iter().position(|rank| *rank == u16::MAX) else { break };
            let next = u16::try_from(self.layers.len()).unwrap_or(u16::MAX - 1);
            let rank = *self.layers.entry((layer, name.trim().into())).or_insert(next);
            if let Some(place) = layer.get_mut(free) {
                *place = rank;
            }
        }
        layer
    }

    /// What an animation ends with.
    fn animation(&mut self, name: &str, block: &str) {
        let mut frames = Self::default();
        let around = RuleContext {
            parents: None,
            holds: Condition::ALWAYS,
            in_container: false,
            layer: UNLAYERED,
            depth: DEEPEST,
        };
        let mut rest = block;
        while let Some((at, stop)) = next_stop(rest) {
            let prelude = trimmed(rest.get(..at).unwrap_or_default());
            let tail = rest.get(at + 1..).unwrap_or_default();
            rest = tail;
            if stop == b'{' {
                let (inside, after) = self::block(tail);
                rest = after;
                if prelude.split(',').any(|frame| matches!(frame.trim(), "to" | "100%")) {
                    frames.style_rule("a", inside, &around);
                }
            }
        }
        let end = frames.rules.pop().map(|rule| rule.declarations);
        self.animations.insert(name.trim_matches(['"', '\'']).into(), end.unwrap_or_default());
    }
}

/// A prelude without blanks and the marks of HTML comments around it.
fn trimmed(prelude: &str) -> &str {
    let prelude = prelude.trim();
    let prelude = prelude.strip_prefix("<!--").unwrap_or(prelude);
    prelude.trim_start().strip_prefix("-->").unwrap_or(prelude).trim()
}

/// The next brace or semicolon outside of strings and parentheses.
fn next_stop(text: &str) -> Option<(usize, u8)> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'}' => return Some((at, byte)),
            b';' if depth == 0 => return Some((at, byte)),
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'\\' => at += 1,
            b'"' | b'\'' => at = end_of_string(bytes, at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The content of a block that begins here, and what follows it.
fn block(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 1_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    let after = text.get(at + 1..).unwrap_or_default();
                    return (text.get(..at).unwrap_or_default(), after);
                }
            }
            b'\\' => at += 1,
            b'"' | b'\'' => at = end_of_string(bytes, at),
            _ => {}
        }
        at += 1;
    }
    (text, "")
}

/// Where the string that begins here ends: at its quote, or before the end of the line, as a broken one does.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes.get(start);
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' => return at - 1,
            _ if Some(byte) == quote => return at,
            _ => {}
        }
        at += 1;
    }
    // without an end it is no string: what follows is read as if the quote were not there
    start
}
