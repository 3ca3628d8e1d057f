//! From the style around an element and its declarations to the style inside of it.

use crate::html::css::{Colour, CssLength};
use crate::html::tag::Tag;

use super::block::{AppliedDeclarations, reason};
use super::hiding::{HidingCertainty, HidingCheck};
use super::state::{ComputedStyle, DEFAULT_FONT, ElementContext, MIN_OPACITY};

/// Text of at most this many pixels is not seen.
const MAX_HIDDEN_FONT: f64 = 1.0;

/// A box this far above the bottom is still there, in pixels.
const MAX_FOOT: f64 = 120.0;

/// A higher box is no bar, in pixels.
const MAX_FOOT_HEIGHT: f64 = 400.0;

impl ComputedStyle {
    /// What holds inside an element.
    pub(super) fn inside(
        &self,
        given: ElementContext<'_>,
        declared: AppliedDeclarations<'_>,
    ) -> Self {
        let mut state = self.clone();
        if let Some(by) = given.gone {
            return Self { gone: Some(by.into()), ..state };
        }
        if let Some(by) = given.doubt {
            state.doubt = Some(by.into());
        }
        let hiding = HidingCheck { given, declared, around: self };
        match hiding.hides_all() {
            Some((by, HidingCertainty::Always)) if given.page && given.scripts => {
                state.doubt = Some(by);
            }
            Some((by, HidingCertainty::Always)) => state.gone = Some(by),
            Some((by, HidingCertainty::Perhaps)) => state.doubt = Some(by),
            None => {}
        }
        state.fade(&hiding);
        state.confine(&hiding);
        state.put(given, declared);
        state.inherit(given, declared);
        state.paint(given, declared);
        state.lays_out = declared.value("display").is_some_and(|display| {
            let inner = display.trim_start_matches("inline-");
            inner.starts_with("flex") || inner.starts_with("grid") || inner.starts_with("-webkit")
        });
        state.container |= declared.value("container-type").is_some_and(|kind| kind != "normal")
            || declared.value("container").is_some_and(|it| it.contains('/'));
        state
    }

    fn fade(&mut self, hiding: &HidingCheck<'_>) {
        let Some((opacity, by)) = hiding.opacity() else { return };
        let before = self.opacity;
        self.opacity *= opacity.clamp(0.0, 1.0);
        if self.opacity >= MIN_OPACITY || before < MIN_OPACITY {
            return;
        }
        if hiding.fades_in() {
            self.doubt = Some(reason(by));
            self.opacity = before;
        } else {
            self.gone = Some(reason(by));
        }
    }

    fn confine(&mut self, hiding: &HidingCheck<'_>) {
        match hiding.declared.value("position") {
            Some("fixed") => self.cut = None,
            Some("absolute") if self.cut.as_ref().is_some_and(|(_, all)| !all) => self.cut = None,
            _ => {}
        }
        if let Some(by) = hiding.cuts() {
            let confines = hiding.declared.value("position").is_some_and(|it| it != "static");
            self.cut = Some((reason(by), confines));
        }
    }

    /// Whether the element is at the foot of the page: fixed to the bottom of the window, or laid at the bottom of the page by
    /// nothing but `<body>`. A box that also begins at the top, or is as high as the window, covers it.
    fn put(&mut self, given: ElementContext<'_>, declared: AppliedDeclarations<'_>) {
        let position = declared.value("position");
        let length = |name: &str| declared.value(name).and_then(CssLength::read);
        let low = length("bottom").is_some_and(|it| {
            it.is_none() || it.pixels().is_some_and(|px| (0.0..=MAX_FOOT).contains(&px))
        });
        let high = declared.value("top").is_some_and(|it| it != "auto")
            || length("height").is_some_and(|it| match it {
                CssLength::Percent(_) | CssLength::Screen(_) => true,
                length => length.pixels().is_none_or(|px| px > MAX_FOOT_HEIGHT),
            });
        self.at_foot |= low
            && !high
            && (position == Some("fixed") || position == Some("absolute") && !self.positioned);
        self.positioned |= !matches!(given.tag, Tag::Html | Tag::Body)
            && position.is_some_and(|it| it != "static");
    }

    /// What the element says of inherited properties, over what holds around it.
    fn inherit(&mut self, given: ElementContext<'_>, declared: AppliedDeclarations<'_>) {
        match declared.last("visibility") {
            Some(it) if matches!(&*it.value, "hidden" | "collapse") => {
                if given.scripts && (given.revealed || given.page) {
                    self.doubt = Some(reason(it));
                } else {
                    self.visibility = Some(reason(it));
                }
            }
            Some(it) if matches!(&*it.value, "visible" | "initial" | "revert") => {
                self.visibility = None;
            }
            Some(it) if it.is_unknown() => self.doubt = Some(reason(it)),
            _ => {}
        }
        if let Some(it) = declared.last("font-size") {
            let size = self.font_size(&it.value);
            self.tiny = (size <= MAX_HIDDEN_FONT).then(|| reason(it));
            self.font = size;
        }
        if given.tag == Tag::Html {
            self.root_font = self.font;
            // the size of the root is what others are counted in: its own text is rare
        }
        if let Some(it) = declared.last("text-indent") {
            let away = match CssLength::read(&it.value) {
                Some(CssLength::Px(px)) => px <= -99.0,
                Some(CssLength::Percent(share)) => share <= -99.0,
                Some(length) => length.pixels().is_some_and(|px| px <= -350.0),
                None => matches!(&*it.value, "inherit" | "unset") && self.indent.is_some(),
            };
            self.indent = away.then(|| reason(it));
        }
    }

    /// In pixels; what is not known is taken for the usual size.
    fn font_size(&self, value: &str) -> f64 {
        match value {
            "inherit" | "unset" => return self.font,
            "smaller" => return self.font * 0.83,
            "larger" => return self.font * 1.2,
            _ => {}
        }
        match CssLength::read(value) {
            Some(CssLength::Em(em)) => em * self.font,
            Some(CssLength::Percent(share)) => share / 100.0 * self.font,
            Some(CssLength::Rem(rem)) => rem * self.root_font,
            Some(length) => length.pixels().unwrap_or(DEFAULT_FONT),
            None => DEFAULT_FONT,
        }
    }

    fn paint(&mut self, given: ElementContext<'_>, declared: AppliedDeclarations<'_>) {
        let fill =
            declared.last("-webkit-text-fill-color").filter(|it| &*it.value != "currentcolor");
        if let Some(it) = fill.or_else(|| declared.last("color")) {
            match &*it.value {
                "inherit" | "unset" | "currentcolor" => {}
                value => self.ink = Colour::read(value).map(|ink| (ink, reason(it))),
            }
        } else if given.link {
            self.ink = None;
        }
        let clipped = declared.value("background-clip").is_some_and(|it| it.contains("text"))
            || declared.value("background-image") == Some("text");
        if clipped || declared.value("text-shadow").is_some_and(|it| it != "none") {
            self.ink = None;
        }
        self.pictured = declared.value("background-image").is_some_and(|it| it.starts_with("url"));
        let image =
            declared.value("background-image").is_some_and(|it| !matches!(it, "none" | "initial"));
        let colour = declared.value("background-color").map(Colour::read);
        let floats = matches!(declared.value("position"), Some("absolute" | "fixed"));
        match colour {
            _ if image => self.ground = None,
            Some(Some(colour)) if colour.3 > 0.9 => {
                self.ground = Some((colour, matches!(given.tag, Tag::Html | Tag::Body)));
            }
            Some(Some(colour)) if colour.is_clear() && !floats => {}
            Some(_) => self.ground = None,
            None if floats => self.ground = None,
            None => {}
        }
    }
}
