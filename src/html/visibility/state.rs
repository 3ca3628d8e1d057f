//! What holds inside an element: what hides its text, and what inner elements inherit.

use std::rc::Rc;

use super::block::AppliedDeclaration;
use crate::html::css::Colour;
use crate::html::tag::Tag;

/// Opacity below this is not seen.
pub(super) const MIN_OPACITY: f64 = 0.1;

/// The size of text where a page says nothing.
pub(super) const DEFAULT_FONT: f64 = 16.0;

/// What hides the text of an element, if anything.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one element")]
pub(super) struct ComputedStyle {
    /// Hides everything inside, whatever that says.
    pub gone: Option<Rc<str>>,
    /// May hide everything inside: a script, or a style sheet that is not read, decides.
    pub doubt: Option<Rc<str>>,
    /// An element without a size that shows nothing beyond it, and whether it confines positioned ones, too.
    pub cut: Option<(Rc<str>, bool)>,
    pub opacity: f64,
    /// Inherited, and taken back by an inner element that says otherwise.
    pub visibility: Option<Rc<str>>,
    pub font: f64,
    pub root_font: f64,
    pub tiny: Option<Rc<str>>,
    pub indent: Option<Rc<str>>,
    /// The colour of the text, where the page says it.
    pub ink: Option<(Colour, Rc<str>)>,
    /// What it stands on, and whether that is the ground of the whole page.
    pub ground: Option<(Colour, bool)>,
    /// It or an element around it, below `<body>`, is what boxes inside are placed by.
    pub positioned: bool,
    /// It or an element around it is fixed to the bottom of the window, or laid at the bottom of the page.
    pub at_foot: bool,
    /// A picture file lies behind the text of this very element.
    pub pictured: bool,
    /// Its children are laid out as blocks.
    pub lays_out: bool,
    /// It or an element around it is a container that `@container` can ask for.
    pub container: bool,
}

impl Default for ComputedStyle {
    fn default() -> Self {
        Self {
            gone: None,
            doubt: None,
            cut: None,
            opacity: 1.0,
            visibility: None,
            font: DEFAULT_FONT,
            root_font: DEFAULT_FONT,
            tiny: None,
            indent: None,
            ink: None,
            ground: None,
            positioned: false,
            at_foot: false,
            pictured: false,
            lays_out: false,
            container: false,
        }
    }
}

/// What is known of an element besides its declarations.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one element")]
pub(super) struct ElementContext<'d> {
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

impl ComputedStyle {
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

    /// What may hide a picture.
    pub(super) fn box_doubt(&self) -> Option<&str> {
        self.doubt.as_deref()
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
}

/// A declaration, where it hides the element that it is given for.
pub(super) type HidingDeclaration<'d> = Option<&'d AppliedDeclaration<'d>>;
