//! Which declarations cannot hide anything, whatever else is declared. Most rules of a page hold no others, and where
//! those are all that may concern an element, the cascade need not be worked out.

use super::declaration::Declaration;
use super::parse::StyleRule;
use super::value::{Colour, CssLength, share};

/// Grounds of one page that colours of text are compared with.
const MAX_GROUNDS: usize = 64;

/// Smaller relative sizes of text may add up to text that is not seen.
const MIN_FONT_SHARE: f64 = 0.8;

/// Text and boxes of at least this many pixels are seen.
const MIN_PIXELS: f64 = 2.0;

/// Offsets up to this many pixels leave an element on the page.
const MAX_OFFSET: f64 = 400.0;

/// Whether a declaration may hide an element, by itself or together with others. Whether text is lost on its ground is
/// for [`Grounds`] to say.
pub(super) fn may_hide(it: &Declaration) -> bool {
    let value = it.value.as_str();
    let length = || CssLength::read(value);
    let depends = value.contains("var(");
    match it.name {
        // these only take back or keep in place what others do
        "background-image" | "background-clip" | "container" | "container-type" | "float"
        | "min-height" | "min-width" | "overflow-x" | "overflow-y" | "padding-bottom"
        | "padding-left" | "padding-right" | "padding-top" | "position" | "text-shadow"
        | "transition" => false,
        _ if depends => true,
        "background-color" => false,
        "color" => Colour::read(value).is_some_and(Colour::is_clear),
        "display" => value == "none" || value.starts_with("revert"),
        "visibility" => value != "visible",
        "content-visibility" => value == "hidden",
        "opacity" => share(value).is_none_or(|it| it < 1.0),
        "font-size" => match length() {
            Some(CssLength::Em(em)) => em < MIN_FONT_SHARE,
            Some(CssLength::Percent(share)) => share / 100.0 < MIN_FONT_SHARE,
            Some(length) => length.pixels().is_some_and(|it| it < MIN_PIXELS),
            None => value.contains('('),
        },
        "line-height" => length().is_some_and(CssLength::is_none),
        "zoom" => share(value).is_some_and(|it| it < 0.1),
        "height" | "max-height" | "max-width" | "width" => match length() {
            Some(length) => {
                length.is_none() || length.pixels().is_some_and(|it| it.abs() < MIN_PIXELS)
            }
            None => value.contains('('),
        },
        "bottom" | "left" | "margin-left" | "margin-top" | "right" | "text-indent" | "top" => {
            match length() {
                Some(CssLength::Percent(share)) => share < 0.0,
                Some(length) => length.pixels().is_none_or(|it| !(-40.0..MAX_OFFSET).contains(&it)),
                None => value.contains('('),
            }
        }
        // what moves, cuts, shrinks or animates
        _ => !matches!(value, "none" | "auto" | "initial"),
    }
}

/// The grounds that the rules of a page put behind text.
pub(super) struct Grounds(Vec<Colour>);

impl Grounds {
    /// Collects them, up to a bound: beyond it every text may be lost.
    pub(super) fn of<'r>(rules: impl Iterator<Item = &'r StyleRule>) -> Option<Self> {
        let mut written: Vec<&str> = Vec::new();
        let declarations = rules.flat_map(|rule| rule.declarations.iter());
        for it in declarations.filter(|it| it.name == "background-color") {
            if !written.contains(&it.value.as_str()) {
                written.push(&it.value);
            }
            if written.len() > MAX_GROUNDS {
                return None;
            }
        }
        let colours = written.into_iter().filter_map(Colour::read);
        Some(Self(colours.filter(|colour| colour.3 > 0.9).collect()))
    }

    /// Whether a declaration gives text a colour that is lost on one of them.
    pub(super) fn hide(&self, it: &Declaration) -> bool {
        it.name == "color"
            && Colour::read(&it.value)
                .is_some_and(|ink| self.0.iter().any(|ground| ink.is_lost_on(*ground)))
    }
}
