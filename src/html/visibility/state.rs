//! What holds inside an element: what hides its text, and what inner elements inherit.

use std::rc::Rc;

use super::super::css::{Colour, Length};
use super::super::tag::Tag;
use super::block::{Block, Declared, reason};
use super::hiding::{Hiding, Moment};

/// Opacity below this is not seen.
pub(super) const FAINT: f64 = 0.1;

/// Text of at most so many pixels is not seen.
const TINY: f64 = 1.0;

/// The size of text where a page says nothing.
const USUAL: f64 = 16.0;

/// What hides the text of an element, if anything.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// Hides everything inside, whatever that says.
    pub gone: Option<Rc<str>>,
    /// May hide everything inside: a script, or a style sheet that is not read, decides.
    pub doubt: Option<Rc<str>>,
    /// An element without a size that shows nothing beyond it, and whether it confines positioned ones, too.
    cut: Option<(Rc<str>, bool)>,
    opacity: f64,
    /// Inherited, and taken back by an inner element that says otherwise.
    visibility: Option<Rc<str>>,
    font: f64,
    root_font: f64,
    tiny: Option<Rc<str>>,
    indent: Option<Rc<str>>,
    /// The colour of the text, where the page says it.
    pub ink: Option<(Colour, Rc<str>)>,
    /// What it stands on, and whether that is the ground of the whole page.
    ground: Option<(Colour, bool)>,
    /// A picture file lies behind the text of this very element.
    pub pictured: bool,
    /// Its children are laid out as blocks.
    pub lays_out: bool,
    /// It or an element around it is a container that `@container` can ask for.
    pub container: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            gone: None,
            doubt: None,
            cut: None,
            opacity: 1.0,
            visibility: None,
            font: USUAL,
            root_font: USUAL,
            tiny: None,
            indent: None,
            ink: None,
            ground: None,
            pictured: false,
            lays_out: false,
            container: false,
        }
    }
}

/// What is known of an element besides its declarations.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one element")]
pub(super) struct Given<'d> {
    pub tag: Tag,
    /// What a browser's own style sheet hides it by.
    pub unless_displayed: Option<&'d str>,
    /// What hides it whatever its style says.
    pub gone: Option<&'d str>,
    /// What may hide it by a style sheet that is not read.
    pub doubt: Option<&'d str>,
    /// A link with an address: its colour is not inherited.
    pub link: bool,
    /// The whole page, or what scripts fill.
    pub page: bool,
    /// Its names speak of a script that shows it once it is scrolled to.
    pub revealed: bool,
    /// The page has scripts.
    pub scripts: bool,
}

impl State {
    /// Gone for this reason, whatever else holds.
    pub(super) fn gone(reason: &str) -> Self {
        Self { gone: Some(reason.into()), ..Self::default() }
    }

    /// What hides the text, if anything.
    pub(super) fn reason(&self) -> Option<&str> {
        let cut = self.cut.as_ref().map(|(by, _)| by);
        let mut listed = [&self.gone, &self.visibility, &self.tiny, &self.indent].into_iter();
        listed.find_map(Option::as_ref).or(cut).or_else(|| self.lost(false)).map(|by| &**by)
    }

    /// What hides a picture, if anything: the size and the colour of text do not.
    pub(super) fn box_reason(&self) -> Option<&str> {
        let cut = self.cut.as_ref().map(|(by, _)| by);
        self.gone.as_ref().or(self.visibility.as_ref()).or(cut).map(|by| &**by)
    }

    /// What may hide it.
    pub(super) fn doubt(&self) -> Option<&str> {
        self.doubt.as_ref().or_else(|| self.lost(true)).map(|by| &**by)
    }

    /// What makes the colour of the text that of its ground; `page`: of the ground of the whole page, over which much
    /// may lie that is not known here.
    fn lost(&self, page: bool) -> Option<&Rc<str>> {
        let (ink, by) = self.ink.as_ref()?;
        let lost =
            self.ground.is_some_and(|(ground, whole)| whole == page && ink.is_lost_on(ground));
        (lost || (!page && ink.is_clear())).then_some(by)
    }

    /// What holds inside an element.
    pub(super) fn inside(&self, given: Given<'_>, declared: Block<'_>) -> Self {
        let mut state = self.clone();
        if let Some(by) = given.gone {
            return Self { gone: Some(by.into()), ..state };
        }
        if let Some(by) = given.doubt {
            state.doubt = Some(by.into());
        }
        let hiding = Hiding { given, declared, around: self };
        match hiding.hides_all() {
            Some((by, Moment::Always)) if given.page && given.scripts => state.doubt = Some(by),
            Some((by, Moment::Always)) => state.gone = Some(by),
            Some((by, Moment::Perhaps)) => state.doubt = Some(by),
            None => {}
        }
        state.fade(&hiding);
        state.confine(&hiding);
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

    fn fade(&mut self, hiding: &Hiding<'_>) {
        let Some((opacity, by)) = hiding.opacity() else { return };
        let before = self.opacity;
        self.opacity *= opacity.clamp(0.0, 1.0);
        if self.opacity >= FAINT || before < FAINT {
            return;
        }
        if hiding.fades_in() {
            self.doubt = Some(reason(by));
            self.opacity = before;
        } else {
            self.gone = Some(reason(by));
        }
    }

    fn confine(&mut self, hiding: &Hiding<'_>) {
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

    /// What the element says of inherited properties, over what holds around it.
    fn inherit(&mut self, given: Given<'_>, declared: Block<'_>) {
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
            self.tiny = (size <= TINY).then(|| reason(it));
            self.font = size;
        }
        if given.tag == Tag::Html {
            self.root_font = self.font;
            // the size of the root is what others are counted in: its own text is rare
        }
        if let Some(it) = declared.last("text-indent") {
            let away = match Length::read(&it.value) {
                Some(Length::Px(px)) => px <= -99.0,
                Some(Length::Percent(share)) => share <= -99.0,
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
        match Length::read(value) {
            Some(Length::Em(em)) => em * self.font,
            Some(Length::Percent(share)) => share / 100.0 * self.font,
            Some(Length::Rem(rem)) => rem * self.root_font,
            Some(length) => length.pixels().unwrap_or(USUAL),
            None => USUAL,
        }
    }

    fn paint(&mut self, given: Given<'_>, declared: Block<'_>) {
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

/// A declaration, where it hides the element that it is given for.
pub(super) type Hides<'d> = Option<&'d Declared<'d>>;
