//! Selectors read from the text of a style sheet.

use std::rc::Rc;

use crate::html::css::syntax::{split_top_level, split_words, unescaped};
use crate::html::tag::Tag;

use super::{
    AttributeOperator, Combinator, Compound, Selector, SelectorFault, Specificity, Test, add,
    pseudo, strongest,
};

/// Longer selectors are passed over, in bytes.
const LONGEST: usize = 4000;

/// Selectors nested in others deeper than this are passed over.
const DEEPEST: usize = 8;

/// The selectors of a list; `None` where a browser passes over the whole rule. Those that select nothing that holds
/// text, such as `::before`, are left out.
pub(in crate::html::css) fn selectors(
    text: &str,
    parents: Option<&Rc<[Selector]>>,
) -> Option<Vec<Selector>> {
    list(text, parents, parents.is_some(), 0)
}

fn list(
    text: &str,
    parents: Option<&Rc<[Selector]>>,
    nested: bool,
    depth: usize,
) -> Option<Vec<Selector>> {
    if text.len() > LONGEST && !text.contains(',') || depth > DEEPEST {
        return Some(Vec::new());
    }
    let mut found = Vec::new();
    for one in split_top_level(text, |c| c == ',') {
        let mut reader = SelectorParser { rest: one.trim(), parents, depth };
        if reader.rest.is_empty() {
            return None;
        }
        match reader.selector(nested) {
            Ok(selector) => found.push(selector),
            Err(SelectorFault::Nothing) => {}
            Err(SelectorFault::Invalid) => return None,
        }
    }
    Some(found)
}

struct SelectorParser<'t, 'p> {
    rest: &'t str,
    parents: Option<&'p Rc<[Selector]>>,
    depth: usize,
}

impl SelectorParser<'_, '_> {
    fn selector(&mut self, nested: bool) -> Result<Selector, SelectorFault> {
        let text: Rc<str> = self.rest.into();
        let mut parts: Vec<(Compound, Combinator)> = Vec::new();
        let mut specificity = (0, 0, 0);
        let mut combinator = self.combinator();
        let relative = nested && (combinator.is_some() || !text.contains('&'));
        if relative && let Some(parents) = self.parents {
            let parent =
                Compound { tests: vec![Test::Is(Rc::clone(parents))], ..Compound::default() };
            specificity = add(specificity, strongest(parents));
            parts.push((parent, Combinator::Descendant));
            combinator = combinator.or(Some(Combinator::Descendant));
        } else if combinator.is_some() {
            return Err(SelectorFault::Invalid);
        }
        loop {
            let compound = self.compound(&mut specificity)?;
            parts.push((compound, combinator.unwrap_or(Combinator::Descendant)));
            combinator = self.combinator();
            match (combinator, self.rest.is_empty()) {
                (None, true) => break,
                (None, false) | (_, true) => return Err(SelectorFault::Invalid),
                (Some(_), false) => {}
            }
        }
        parts.reverse();
        Ok(Selector { text, specificity, parts })
    }

    /// Blanks and a combinator; a descendant's where there are only blanks.
    fn combinator(&mut self) -> Option<Combinator> {
        let trimmed = self.rest.trim_start();
        let blank = trimmed.len() < self.rest.len();
        let found = match trimmed.bytes().next() {
            Some(b'>') => Combinator::Child,
            Some(b'+') => Combinator::Next,
            Some(b'~') => Combinator::Later,
            _ => {
                self.rest = trimmed;
                return blank.then_some(Combinator::Descendant);
            }
        };
        self.rest = trimmed.get(1..).unwrap_or_default().trim_start();
        Some(found)
    }

    fn compound(&mut self, specificity: &mut Specificity) -> Result<Compound, SelectorFault> {
        let mut found = Compound::default();
        let start = self.rest.len();
        if let Some(rest) = self.rest.strip_prefix('*') {
            self.rest = rest;
        } else if let Some(name) = self.identifier() {
            let name = name.to_ascii_lowercase();
            specificity.2 = specificity.2.saturating_add(1);
            found.name = Some((Tag::of(name.as_bytes()), name.into()));
        }
        // namespaces are rare enough
        if self.rest.starts_with('|') {
            return Err(SelectorFault::Nothing);
        }
        while let Some(mark) = self.rest.chars().next() {
            let after = self.rest.get(mark.len_utf8()..).unwrap_or_default();
            match mark {
                '#' | '.' => {
                    self.rest = after;
                    let name: Box<str> = self.identifier().ok_or(SelectorFault::Invalid)?.into();
                    if mark == '#' {
                        specificity.0 = specificity.0.saturating_add(1);
                        if found.id.as_ref().is_some_and(|known| *known != name) {
                            return Err(SelectorFault::Nothing);
                        }
                        found.id = Some(name);
                    } else {
                        specificity.1 = specificity.1.saturating_add(1);
                        if is_taken_away(&name) {
                            found.tests.push(Test::Never);
                        }
                        found.classes.push(name);
                    }
                }
                '[' => {
                    self.rest = after;
                    specificity.1 = specificity.1.saturating_add(1);
                    found.tests.push(self.attribute().ok_or(SelectorFault::Invalid)?);
                }
                '&' => {
                    self.rest = after;
                    let parents = self.parents.ok_or(SelectorFault::Invalid)?;
                    *specificity = add(*specificity, strongest(parents));
                    found.tests.push(Test::Is(Rc::clone(parents)));
                }
                ':' => {
                    self.rest = after;
                    found.tests.extend(self.pseudo(specificity)?);
                }
                _ => break,
            }
        }
        if self.rest.len() == start { Err(SelectorFault::Invalid) } else { Ok(found) }
    }

    /// The pseudo-class behind a `:`; `None` for one that says nothing.
    fn pseudo(&mut self, specificity: &mut Specificity) -> Result<Option<Test>, SelectorFault> {
        if self.rest.starts_with(':') {
            return Err(SelectorFault::Nothing);
        }
        let name = self.identifier().ok_or(SelectorFault::Invalid)?.to_ascii_lowercase();
        let Some(inside) = self.rest.strip_prefix('(') else {
            specificity.1 = specificity.1.saturating_add(1);
            return pseudo::simple(&name);
        };
        let end = closing(inside).ok_or(SelectorFault::Invalid)?;
        self.rest = inside.get(end + 1..).unwrap_or_default();
        let nested = |text: &str| -> Result<Rc<[Selector]>, SelectorFault> {
            list(text, self.parents, false, self.depth + 1)
                .map(Into::into)
                .ok_or(SelectorFault::Invalid)
        };
        let argument = inside.get(..end).unwrap_or_default();
        let (test, weight) = pseudo::with_argument(&name, argument, nested)?;
        *specificity = add(*specificity, weight);
        Ok(Some(test))
    }

    /// What stands in brackets, behind the first of them.
    fn attribute(&mut self) -> Option<Test> {
        let (mut inside, mut rest) = self.rest.split_once(']')?;
        if inside.matches('"').count() % 2 == 1 {
            let end = self.rest.find("\"]")?;
            (inside, rest) = (self.rest.get(..=end)?, self.rest.get(end + 2..)?);
        }
        self.rest = rest;
        attribute(inside)
    }

    /// A name with its escapes resolved.
    fn identifier(&mut self) -> Option<String> {
        let mut end = 0;
        let mut chars = self.rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => {
                    let hex = self.rest.get(at + 1..)?.bytes().take(6);
                    let hex = hex.take_while(u8::is_ascii_hexdigit).count();
                    for _ in 0..hex.max(1) {
                        chars.next();
                    }
                    if hex > 0 && chars.peek().is_some_and(|(_, c)| c.is_ascii_whitespace()) {
                        chars.next();
                    }
                }
                c if c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii() => {}
                _ => break,
            }
            end = chars.peek().map_or(self.rest.len(), |(next, _)| *next);
        }
        let (name, rest) = self.rest.split_at_checked(end)?;
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        Some(unescaped(name).into_owned())
    }
}

fn attribute(inside: &str) -> Option<Test> {
    let Some(at) = inside.find('=') else {
        let name = inside.trim().to_ascii_lowercase();
        if name.is_empty() {
            return None;
        }
        let cloak = ["cloak", "v-cloak", "x-cloak", "ng-cloak", "data-cloak", "uncloak"];
        if cloak.contains(&name.as_str()) {
            return Some(Test::Never);
        }
        let name = unescaped(&name).into();
        return Some(Test::Attribute {
            name,
            asks: AttributeOperator::Present,
            value: "".into(),
            fold: false,
        });
    };
    let (name, value) = (inside.get(..at)?, inside.get(at + 1..)?.trim());
    let (name, asks) = match name.bytes().last() {
        Some(b'~') => (name.get(..at - 1)?, AttributeOperator::Word),
        Some(b'|') => (name.get(..at - 1)?, AttributeOperator::Dash),
        Some(b'^') => (name.get(..at - 1)?, AttributeOperator::Starts),
        Some(b'$') => (name.get(..at - 1)?, AttributeOperator::Ends),
        Some(b'*') => (name.get(..at - 1)?, AttributeOperator::Contains),
        _ => (name, AttributeOperator::Equals),
    };
    let words = split_words(value);
    let (value, flag) = match words.as_slice() {
        [value] => (*value, ""),
        [value, flag] => (*value, *flag),
        _ => return None,
    };
    let quoted = |quote: char| value.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
    let value = unescaped(quoted('"').or_else(|| quoted('\'')).unwrap_or(value));
    Some(Test::Attribute {
        name: unescaped(name.trim()).to_ascii_lowercase().into(),
        asks,
        value: value.into(),
        fold: flag.eq_ignore_ascii_case("i"),
    })
}

/// Classes that scripts take away as soon as they run.
fn is_taken_away(class: &str) -> bool {
    matches!(
        class,
        "no-js"
            | "nojs"
            | "no-javascript"
            | "preload"
            | "preloading"
            | "is-loading"
            | "page-loading"
            | "async-hide"
            | "fouc"
            | "no-fouc"
            | "wf-loading"
            | "js-loading"
            | "v-cloak"
            | "ng-cloak"
            | "cloak"
    )
}

/// Where the parenthesis ends whose content begins here.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}
