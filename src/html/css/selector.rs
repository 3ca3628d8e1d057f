//! Selectors: what they ask of an element and of those around it.

use std::rc::Rc;

use super::super::tag::Tag;
use super::declaration::unescaped;
use super::holds::at_top;
use super::value::split_blanks;

/// Longer selectors are passed over.
const LONGEST: usize = 4000;

/// Selectors within selectors are read so deep.
const DEEPEST: usize = 8;

/// Ids; classes, attributes and states; names.
pub(crate) type Specificity = (u16, u16, u16);

/// A selector, with its parts from the subject outwards.
#[derive(Clone, Debug)]
pub(crate) struct Selector {
    /// As written.
    pub text: Rc<str>,
    /// How much it counts against others.
    pub specificity: Specificity,
    /// The subject, then what must stand around it, and how near.
    pub(super) parts: Vec<(Compound, Combinator)>,
}

/// How the next part outwards stands to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Combinator {
    Descendant,
    Child,
    Next,
    Later,
}

/// What is asked of one element.
#[derive(Clone, Debug, Default)]
pub(super) struct Compound {
    pub name: Option<(Tag, Box<str>)>,
    pub id: Option<Box<str>>,
    pub classes: Vec<Box<str>>,
    pub tests: Vec<Test>,
}

/// What else is asked.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Attribute {
        name: Box<str>,
        asks: Asks,
        value: Box<str>,
        fold: bool,
    },
    Is(Rc<[Selector]>),
    Not(Rc<[Selector]>),
    Nth(Nth),
    /// `:only-child`, or `:only-of-type`.
    Only {
        of_type: bool,
    },
    /// `:empty`
    Empty,
    /// `:has()`
    Has(Rc<[Inside]>),
    /// `:lang()`, by the languages in lower case.
    Lang(Box<str>),
    Root,
    Host(Option<Rc<[Selector]>>),
    Link,
    /// An attribute that makes the state, as the page arrives.
    State(&'static str),
    /// Not known here.
    Perhaps,
    /// Not so while the page is only looked at, or once its scripts have run.
    Never,
}

/// What `:has()` asks for in an element.
#[derive(Clone, Debug)]
pub(super) struct Inside {
    /// Among its children only.
    pub child: bool,
    pub selector: Selector,
}

/// What is asked of an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    Present,
    Equals,
    Word,
    Dash,
    Starts,
    Ends,
    Contains,
}

/// `:nth-child(2n+1)` and its relatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nth {
    pub step: i32,
    pub offset: i32,
    /// Counted from the end.
    pub last: bool,
    /// Only elements of the same name count.
    pub of_type: bool,
}

/// What a selector asks of the element itself first of all.
pub(super) enum Key<'s> {
    Id(&'s str),
    Class(&'s str),
    Name(Tag),
    Any,
}

/// The selectors of a list; `None` where a browser passes over the whole rule. Those that select nothing that holds
/// text, such as `::before`, are left out.
pub(super) fn selectors(text: &str, parents: Option<&Rc<[Selector]>>) -> Option<Vec<Selector>> {
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
    for one in at_top(text, |c| c == ',') {
        let mut reader = Reader { rest: one.trim(), parents, depth };
        if reader.rest.is_empty() {
            return None;
        }
        match reader.selector(nested) {
            Ok(selector) => found.push(selector),
            Err(Refused::Nothing) => {}
            Err(Refused::Invalid) => return None,
        }
    }
    Some(found)
}

/// Why there is no selector.
enum Refused {
    /// It selects nothing that holds text.
    Nothing,
    /// It is none.
    Invalid,
}

struct Reader<'t, 'p> {
    rest: &'t str,
    parents: Option<&'p Rc<[Selector]>>,
    depth: usize,
}

impl Reader<'_, '_> {
    fn selector(&mut self, nested: bool) -> Result<Selector, Refused> {
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
            return Err(Refused::Invalid);
        }
        loop {
            let compound = self.compound(&mut specificity)?;
            parts.push((compound, combinator.unwrap_or(Combinator::Descendant)));
            combinator = self.combinator();
            match (combinator, self.rest.is_empty()) {
                (None, true) => break,
                (None, false) | (_, true) => return Err(Refused::Invalid),
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

    fn compound(&mut self, specificity: &mut Specificity) -> Result<Compound, Refused> {
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
            return Err(Refused::Nothing);
        }
        while let Some(mark) = self.rest.chars().next() {
            let after = self.rest.get(mark.len_utf8()..).unwrap_or_default();
            match mark {
                '#' | '.' => {
                    self.rest = after;
                    let name: Box<str> = self.identifier().ok_or(Refused::Invalid)?.into();
                    if mark == '#' {
                        specificity.0 = specificity.0.saturating_add(1);
                        if found.id.as_ref().is_some_and(|known| *known != name) {
                            return Err(Refused::Nothing);
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
                    found.tests.push(self.attribute().ok_or(Refused::Invalid)?);
                }
                '&' => {
                    self.rest = after;
                    let parents = self.parents.ok_or(Refused::Invalid)?;
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
        if self.rest.len() == start { Err(Refused::Invalid) } else { Ok(found) }
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

    fn pseudo(&mut self, specificity: &mut Specificity) -> Result<Option<Test>, Refused> {
        if self.rest.starts_with(':') {
            return Err(Refused::Nothing);
        }
        let name = self.identifier().ok_or(Refused::Invalid)?.to_ascii_lowercase();
        let argument = match self.rest.strip_prefix('(') {
            Some(inside) => {
                let end = closing(inside).ok_or(Refused::Invalid)?;
                self.rest = inside.get(end + 1..).unwrap_or_default();
                inside.get(..end)
            }
            None => None,
        };
        let nested = |text: &str| -> Result<Rc<[Selector]>, Refused> {
            list(text, self.parents, false, self.depth + 1).map(Into::into).ok_or(Refused::Invalid)
        };
        if let Some(argument) = argument {
            let (test, weight) = match name.as_str() {
                "is" | "matches" | "-webkit-any" | "-moz-any" => {
                    let inner = nested(argument)?;
                    let weight = strongest(&inner);
                    (Test::Is(inner), weight)
                }
                "where" => (Test::Is(nested(argument)?), (0, 0, 0)),
                "not" => {
                    let inner = nested(argument)?;
                    let weight = strongest(&inner);
                    (Test::Not(inner), weight)
                }
                "host" | "host-context" => (Test::Host(Some(nested(argument)?)), (0, 1, 0)),
                "has" => has(argument, |text| nested(text))?,
                "lang" if !argument.contains('*') => {
                    (Test::Lang(argument.to_ascii_lowercase().into()), (0, 1, 0))
                }
                "lang" | "dir" | "state" | "nth-col" | "nth-last-col" | "heading" => {
                    (Test::Perhaps, (0, 1, 0))
                }
                "nth-child" | "nth-last-child" | "nth-of-type" | "nth-last-of-type" => {
                    (nth(&name, argument), (0, 1, 0))
                }
                _ => return Err(Refused::Nothing),
            };
            *specificity = add(*specificity, weight);
            return Ok(Some(test));
        }
        specificity.1 = specificity.1.saturating_add(1);
        simple(&name)
    }
}

/// A state or place without an argument.
fn simple(name: &str) -> Result<Option<Test>, Refused> {
    let nth = |step, offset, last, of_type| Some(Test::Nth(Nth { step, offset, last, of_type }));
    Ok(match name {
        "root" | "scope" => Some(Test::Root),
        "host" => Some(Test::Host(None)),
        "first-child" => nth(0, 1, false, false),
        "last-child" => nth(0, 1, true, false),
        "first-of-type" => nth(0, 1, false, true),
        "last-of-type" => nth(0, 1, true, true),
        "link" | "any-link" => Some(Test::Link),
        "defined" | "enabled" | "read-only" => None,
        "open" => Some(Test::State("open")),
        "checked" => Some(Test::State("checked")),
        "disabled" => Some(Test::State("disabled")),
        "only-child" => Some(Test::Only { of_type: false }),
        "only-of-type" => Some(Test::Only { of_type: true }),
        "empty" => Some(Test::Empty),
        "required" | "optional" | "valid" | "invalid" | "in-range" | "out-of-range"
        | "placeholder-shown" | "indeterminate" | "default" => Some(Test::Perhaps),
        // of the mouse, the keyboard and the history
        "hover" | "active" | "focus" | "focus-visible" | "focus-within" | "visited" | "target"
        | "target-within" | "target-current" | "fullscreen" | "modal" | "popover-open"
        | "picture-in-picture" | "autofill" | "user-valid" | "user-invalid" | "playing"
        | "paused" | "read-write" | "blank" | "current" | "past" | "future" => Some(Test::Never),
        // written with one colon, too
        "before" | "after" | "first-line" | "first-letter" => return Err(Refused::Nothing),
        name if name.starts_with('-') => return Err(Refused::Nothing),
        _ => return Err(Refused::Invalid),
    })
}

/// What `:has()` asks for, and how much that counts. Of elements beside the one asked nothing is known.
fn has(
    argument: &str,
    nested: impl Fn(&str) -> Result<Rc<[Selector]>, Refused>,
) -> Result<(Test, Specificity), Refused> {
    let mut found = Vec::new();
    let mut weight = (0, 0, 0);
    for one in at_top(argument, |c| c == ',') {
        let one = one.trim();
        if one.starts_with(['+', '~']) {
            return Ok((Test::Perhaps, (0, 1, 0)));
        }
        let (child, text) = one.strip_prefix('>').map_or((false, one), |rest| (true, rest));
        let inner = nested(text)?;
        weight = weight.max(strongest(&inner));
        found.extend(inner.iter().map(|it| Inside { child, selector: it.clone() }));
    }
    Ok((Test::Has(found.into()), weight))
}

fn nth(name: &str, argument: &str) -> Test {
    let (last, of_type) = (name.starts_with("nth-last"), name.ends_with("of-type"));
    let formula: String = argument.to_ascii_lowercase().split_whitespace().collect();
    let nth = |step, offset| Test::Nth(Nth { step, offset, last, of_type });
    match formula.as_str() {
        "odd" => return nth(2, 1),
        "even" => return nth(2, 0),
        _ => {}
    }
    let number = |text: &str| text.trim_start_matches('+').parse::<i32>().ok();
    let found = match formula.split_once('n') {
        None => number(&formula).map(|offset| (0, offset)),
        Some((step, offset)) => {
            let step = match step {
                "" | "+" => Some(1),
                "-" => Some(-1),
                step => number(step),
            };
            let offset = if offset.is_empty() { Some(0) } else { number(offset) };
            step.zip(offset)
        }
    };
    found.map_or(Test::Perhaps, |(step, offset)| nth(step, offset))
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
        return Some(Test::Attribute { name, asks: Asks::Present, value: "".into(), fold: false });
    };
    let (name, value) = (inside.get(..at)?, inside.get(at + 1..)?.trim());
    let (name, asks) = match name.bytes().last() {
        Some(b'~') => (name.get(..at - 1)?, Asks::Word),
        Some(b'|') => (name.get(..at - 1)?, Asks::Dash),
        Some(b'^') => (name.get(..at - 1)?, Asks::Starts),
        Some(b'$') => (name.get(..at - 1)?, Asks::Ends),
        Some(b'*') => (name.get(..at - 1)?, Asks::Contains),
        _ => (name, Asks::Equals),
    };
    let words = split_blanks(value);
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

fn strongest(selectors: &[Selector]) -> Specificity {
    selectors.iter().map(|it| it.specificity).max().unwrap_or_default()
}

const fn add(one: Specificity, other: Specificity) -> Specificity {
    (one.0.saturating_add(other.0), one.1.saturating_add(other.1), one.2.saturating_add(other.2))
}

impl Selector {
    /// Its id, else a class, else the name.
    pub(super) fn key(&self) -> Key<'_> {
        let Some((subject, _)) = self.parts.first() else { return Key::Any };
        match (&subject.id, subject.classes.first(), &subject.name) {
            (Some(id), _, _) => Key::Id(id),
            (None, Some(class), _) => Key::Class(class),
            (None, None, Some((tag, _))) => Key::Name(*tag),
            (None, None, None) => Key::Any,
        }
    }
}
