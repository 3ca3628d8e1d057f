//! Pseudo-classes: `:not(…)`, `:nth-child(2n)`, `:hover`.

use std::rc::Rc;

use crate::html::css::syntax::split_top_level;

use super::{HasArgument, Nth, Selector, SelectorFault, Specificity, Test, strongest};

/// The test of a pseudo-class with an argument, and how much it counts; `nested` reads the selectors of an argument.
pub(super) fn with_argument(
    name: &str,
    argument: &str,
    nested: impl Fn(&str) -> Result<Rc<[Selector]>, SelectorFault>,
) -> Result<(Test, Specificity), SelectorFault> {
    Ok(match name {
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
        "has" => has(argument, nested)?,
        "lang" if !argument.contains('*') => {
            (Test::Lang(argument.to_ascii_lowercase().into()), (0, 1, 0))
        }
        "lang" | "dir" | "state" | "nth-col" | "nth-last-col" | "heading" => {
            (Test::Perhaps, (0, 1, 0))
        }
        "nth-child" | "nth-last-child" | "nth-of-type" | "nth-last-of-type" => {
            (nth(name, argument), (0, 1, 0))
        }
        _ => return Err(SelectorFault::Nothing),
    })
}

/// A state or place without an argument.
pub(super) fn simple(name: &str) -> Result<Option<Test>, SelectorFault> {
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
        "before" | "after" | "first-line" | "first-letter" => return Err(SelectorFault::Nothing),
        name if name.starts_with('-') => return Err(SelectorFault::Nothing),
        _ => return Err(SelectorFault::Invalid),
    })
}

/// What `:has()` asks for, and how much that counts. Of elements beside the one asked nothing is known.
fn has(
    argument: &str,
    nested: impl Fn(&str) -> Result<Rc<[Selector]>, SelectorFault>,
) -> Result<(Test, Specificity), SelectorFault> {
    let mut found = Vec::new();
    let mut weight = (0, 0, 0);
    for one in split_top_level(argument, |c| c == ',') {
        let one = one.trim();
        if one.starts_with(['+', '~']) {
            return Ok((Test::Perhaps, (0, 1, 0)));
        }
        let (child, text) = one.strip_prefix('>').map_or((false, one), |rest| (true, rest));
        let inner = nested(text)?;
        weight = weight.max(strongest(&inner));
        found.extend(inner.iter().map(|it| HasArgument { child, selector: it.clone() }));
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
