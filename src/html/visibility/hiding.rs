//! The declarations that hide an element with all that is in it.

use std::rc::Rc;

use super::block::{AppliedDeclaration, AppliedDeclarations, reason};
use super::state::{ComputedStyle, ElementContext, HidingDeclaration, MIN_OPACITY};
use crate::html::css::{CssLength, share};
use crate::html::tag::Tag;

/// Boxes of at most this many pixels show nothing.
const MAX_HIDDEN_BOX: f64 = 1.0;

/// When something hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HidingCertainty {
    Always,
    /// It is not known.
    Perhaps,
}

/// The question what hides one element.
#[derive(Clone, Copy, Debug)]
pub(super) struct HidingCheck<'d> {
    pub given: ElementContext<'d>,
    pub declared: AppliedDeclarations<'d>,
    pub around: &'d ComputedStyle,
}

impl<'d> HidingCheck<'d> {
    /// What hides the element with all that is in it.
    pub(super) fn hides_all(self) -> Option<(Rc<str>, HidingCertainty)> {
        let always = |it: &AppliedDeclaration<'_>| (reason(it), HidingCertainty::Always);
        self.displayed()
            .or_else(|| self.content_visibility().map(always))
            .or_else(|| self.moved_away().map(always))
            .or_else(|| self.clipped().map(always))
            .or_else(|| self.transformed().map(always))
            .or_else(|| self.filtered().map(always))
            .or_else(|| self.zoomed())
    }

    fn displayed(self) -> Option<(Rc<str>, HidingCertainty)> {
        let own = self.given.unless_displayed;
        match self.declared.last("display") {
            Some(it) if it.value == "none" => Some((reason(it), HidingCertainty::Always)),
            Some(it) if it.is_unknown() => Some((reason(it), HidingCertainty::Perhaps)),
            Some(it) if !it.value.starts_with("revert") => None,
            _ => own.map(|by| (by.into(), HidingCertainty::Always)),
        }
    }

    fn content_visibility(self) -> HidingDeclaration<'d> {
        self.declared.last("content-visibility").filter(|it| it.value == "hidden")
    }

    /// An inline box has no size and is not transformed.
    fn is_inline(self) -> bool {
        if let Some(display) = self.declared.value("display") {
            return matches!(display, "inline" | "contents" | "initial" | "unset");
        }
        let flows = !matches!(self.declared.value("position"), Some("absolute" | "fixed"))
            && self.declared.value("float").is_none_or(|it| it == "none");
        flows && !self.around.lays_out && is_inline(self.given.tag)
    }

    fn length(self, name: &str) -> Option<(CssLength, &'d AppliedDeclaration<'d>)> {
        let it = self.declared.last(name)?;
        Some((CssLength::read(&it.value)?, it))
    }

    /// Beyond the edges of the page that nobody can scroll to, or as far as nobody does.
    fn moved_away(self) -> HidingDeclaration<'d> {
        let position = self.declared.value("position");
        let at = |name: &str, far: &dyn Fn(CssLength) -> bool| {
            self.length(name).filter(|(length, _)| far(*length)).map(|(_, it)| it)
        };
        let before = |length: CssLength| match length {
            CssLength::Screen(share) => share <= -100.0,
            CssLength::Percent(share) => share <= -500.0,
            length => length.pixels().is_some_and(|px| px <= -500.0),
        };
        let beyond = |length: CssLength| match length {
            CssLength::Screen(share) => share >= 200.0,
            length => length.pixels().is_some_and(|px| px >= 5000.0),
        };
        let far_before = |length: CssLength| match length {
            CssLength::Screen(share) => share <= -200.0,
            length => length.pixels().is_some_and(|px| px <= -2000.0),
        };
        let placed = matches!(position, Some("absolute" | "fixed"));
        let moved = placed || position == Some("relative");
        let by_place = moved
            .then(|| {
                at("left", &before)
                    .or_else(|| at("top", &before))
                    .or_else(|| at("left", &beyond))
                    .or_else(|| at("right", &beyond))
                    .or_else(|| at("right", &far_before))
                    .or_else(|| at("bottom", &far_before).filter(|_| position == Some("fixed")))
            })
            .flatten();
        by_place
            .or_else(|| at("margin-left", &far_before))
            .or_else(|| at("margin-top", &far_before))
    }

    fn clipped(self) -> HidingDeclaration<'d> {
        let placed = matches!(self.declared.value("position"), Some("absolute" | "fixed"));
        let clip = self.declared.last("clip").filter(|it| placed && is_empty_clip(&it.value));
        clip.or_else(|| self.declared.last("clip-path").filter(|it| is_empty_path(&it.value)))
    }

    fn transformed(self) -> HidingDeclaration<'d> {
        if self.is_inline() {
            return None;
        }
        let of = |name: &str, hides: &dyn Fn(&str) -> bool| {
            self.declared.last(name).filter(|it| hides(&it.value))
        };
        let scale = |value: &str| value.split_whitespace().take(2).any(|it| share(it) == Some(0.0));
        let translate = |value: &str| is_far(value.split_whitespace());
        let rotate = |value: &str| {
            let about = |axis: &str| value.strip_prefix(axis).is_some_and(turns_away);
            about("x ") || about("y ")
        };
        of("transform", &is_empty_transform)
            .or_else(|| of("scale", &scale))
            .or_else(|| of("translate", &translate))
            .or_else(|| of("rotate", &rotate))
    }

    fn filtered(self) -> HidingDeclaration<'d> {
        self.declared.last("filter").filter(|it| {
            let opacity =
                it.value.split_once("opacity(").and_then(|(_, rest)| rest.split_once(')'));
            opacity.and_then(|(value, _)| share(value)).is_some_and(|it| it < MIN_OPACITY)
        })
    }

    /// Browsers do not agree on a zoom of nought.
    fn zoomed(self) -> Option<(Rc<str>, HidingCertainty)> {
        let it = self.declared.last("zoom")?;
        let zoom = share(&it.value)?;
        let moment = if zoom == 0.0 { HidingCertainty::Perhaps } else { HidingCertainty::Always };
        (zoom < 0.07).then(|| (reason(it), moment))
    }

    /// The element's own opacity.
    pub(super) fn opacity(self) -> Option<(f64, &'d AppliedDeclaration<'d>)> {
        let it = self.declared.last("opacity")?;
        let value = if it.is_unknown() { 1.0 } else { share(&it.value)? };
        Some((value, it))
    }

    /// Whether something shows an element that starts without opacity: a transition or an animation, or a script, as
    /// names and a shift tell.
    pub(super) fn fades_in(self) -> bool {
        let any = |name: &str| self.declared.value(name).is_some_and(|it| it != "none");
        let animated = any("animation") || any("animation-name") || any("transition");
        let shifted = any("transform") || any("translate");
        animated || (self.given.scripts && (shifted || self.given.page || self.given.revealed))
    }

    /// A box without a size that shows nothing beyond it; frames never do.
    pub(super) fn cuts(self) -> HidingDeclaration<'d> {
        let hides = |name: &str| {
            self.declared
                .value(name)
                .is_some_and(|it| !matches!(it, "visible" | "initial" | "unset"))
        };
        let frame = matches!(self.given.tag, Tag::Iframe | Tag::Object | Tag::Embed);
        let clips = hides("overflow-x") || hides("overflow-y");
        if !frame && (!clips || self.is_inline()) {
            return None;
        }
        let none = |name: &str| {
            let (length, it) = self.length(name)?;
            let small =
                length.is_none() || length.pixels().is_some_and(|px| px.abs() <= MAX_HIDDEN_BOX);
            small.then_some(it)
        };
        let some = |name: &str| {
            self.declared.last(name).is_some_and(|it| {
                CssLength::read(&it.value).is_none_or(|it| !it.is_none()) && &*it.value != "auto"
            })
        };
        let tall = some("min-height") || some("padding-top") || some("padding-bottom");
        let wide = some("min-width") || some("padding-left") || some("padding-right");
        let height = || none("height").or_else(|| none("max-height")).filter(|_| !tall);
        let width = || none("width").or_else(|| none("max-width")).filter(|_| !wide);
        let line = || {
            let free = !tall && !some("height");
            none("line-height")
                .filter(|it| free && CssLength::read(&it.value).is_some_and(CssLength::is_none))
        };
        height().or_else(width).or_else(line)
    }
}

/// Elements that are inline boxes by default; unknown ones are.
const fn is_inline(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::B
            | Tag::Big
            | Tag::Code
            | Tag::Em
            | Tag::Font
            | Tag::I
            | Tag::Nobr
            | Tag::S
            | Tag::Small
            | Tag::Span
            | Tag::Strike
            | Tag::Strong
            | Tag::Sub
            | Tag::Sup
            | Tag::Tt
            | Tag::U
            | Tag::Var
            | Tag::Other
    )
}

fn is_empty_clip(value: &str) -> bool {
    value.strip_prefix("rect(").is_some_and(|rest| {
        let sides: Vec<f64> = rest
            .trim_end_matches(')')
            .split([',', ' '])
            .filter(|it| !it.is_empty())
            .filter_map(|side| if side == "auto" { None } else { CssLength::read(side)?.pixels() })
            .collect();
        matches!(sides.as_slice(), [top, right, bottom, left]
            if bottom - top <= MAX_HIDDEN_BOX || right - left <= MAX_HIDDEN_BOX)
    })
}

/// A shape without an area.
fn is_empty_path(value: &str) -> bool {
    let Some((shape, rest)) = value.split_once('(') else { return false };
    let inside = rest.split_once(')').map_or(rest, |(inside, _)| inside);
    let inside = inside.split("round").next().unwrap_or_default();
    let inside = inside.split(" at ").next().unwrap_or_default();
    let lengths: Vec<CssLength> =
        inside.split([',', ' ']).filter(|it| !it.is_empty()).filter_map(CssLength::read).collect();
    let percent = |at: usize| match lengths.get(at) {
        Some(CssLength::Percent(percent)) => *percent,
        _ => 0.0,
    };
    match (shape.trim(), lengths.len()) {
        ("inset", count @ 1..=4) => {
            let right = usize::from(count > 1);
            let bottom = if count > 2 { 2 } else { 0 };
            let left = if count > 3 { 3 } else { right };
            percent(0) + percent(bottom) >= 100.0 || percent(right) + percent(left) >= 100.0
        }
        ("circle" | "ellipse", 1..) => lengths.iter().any(|it| it.is_none()),
        ("polygon", count) if count >= 2 && count % 2 == 0 => {
            let mut points = lengths.chunks(2);
            let first = points.next();
            points.all(|point| Some(point) == first)
        }
        _ => false,
    }
}

fn is_empty_transform(value: &str) -> bool {
    value.split(')').filter_map(|part| part.split_once('(')).any(|(name, inside)| {
        let numbers = || inside.split(',').map(|it| share(it.trim()));
        let none = |at: usize| numbers().nth(at).flatten() == Some(0.0);
        match name.trim() {
            "scale" | "scale3d" => none(0) || none(1),
            "scalex" | "scaley" => none(0),
            "matrix" => (none(0) && none(1)) || (none(2) && none(3)),
            "translate" | "translatex" | "translatey" | "translate3d" => is_far(inside.split(',')),
            "rotatex" | "rotatey" => turns_away(inside),
            _ => false,
        }
    })
}

fn is_far<'t>(mut parts: impl Iterator<Item = &'t str>) -> bool {
    parts.any(|part| match CssLength::read(part) {
        Some(CssLength::Screen(share)) => share.abs() >= 200.0,
        Some(length) => length.pixels().is_some_and(|px| px <= -2000.0 || px >= 5000.0),
        None => false,
    })
}

/// Turned so that only the edge is seen.
fn turns_away(angle: &str) -> bool {
    matches!(angle.trim(), "90deg" | "-90deg" | "270deg" | ".25turn" | "0.25turn" | "100grad")
}
