//! Which texts of a laid out document a person can see, judged from boxes, styles and what is painted behind.

use super::colour::Rgba;
use crate::facts::Unseen;

use super::snapshot::{LayoutBox, PageDocument, PageNode, PageNodeKind, Rect, StyleProperty};

/// Text that is smaller (CSS pixels, as painted) is not read by anybody.
const SMALLEST: f64 = 4.0;
/// Text with less of its opacity left cannot be told from nothing.
const FAINTEST: f64 = 0.05;
/// With less contrast text and background look the same. The standard asks for 4.5; that is another question.
pub(super) const LEAST_CONTRAST: f64 = 1.12;

/// A text with at least this contrast (WCAG 2.2) is read by its colour, whatever shadow or outline it has.
const ENOUGH_CONTRAST: f64 = 4.5;

/// What comes of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sight {
    /// A person can see it.
    Seen {
        /// Where, as far as it is not cut off.
        rect: Rect,
        /// In CSS pixels.
        font_size: f64,
        /// Against the colour behind it, by computed styles; unknown over images, with filters and shadows, and in colour
        /// spaces that are not read.
        contrast: Option<f64>,
    },
    /// Nobody can, and why.
    Unseen(Unseen),
}

/// How much of a node's descendants its ancestors let through.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Clip {
    All,
    Within(Rect),
    Nothing,
}

impl Clip {
    fn and(self, rect: Rect) -> Self {
        match self {
            Self::All => Self::Within(rect),
            Self::Within(other) => other.cut(rect).map_or(Self::Nothing, Self::Within),
            Self::Nothing => Self::Nothing,
        }
    }

    fn of(self, rect: Rect) -> Option<Rect> {
        match self {
            Self::All => Some(rect),
            Self::Within(clip) => clip.cut(rect),
            Self::Nothing => None,
        }
    }
}

/// What holds for the descendants of a node.
#[derive(Clone, Copy, Debug)]
struct InheritedStyle {
    opacity: f64,
    /// Inside of an `<svg>`: texts have the colour `fill`, over shapes that are no boxes.
    drawn: bool,
    /// Skipped by `content-visibility`, or inside of a closed `<details>`: it may have boxes, and is not painted.
    skipped: bool,
    /// For what is in the flow.
    clip: Clip,
    /// For what is positioned absolutely: only the boxes around its containing block cut it off.
    positioned: Clip,
    /// A filter, blend mode, mask or shape has a part in how it is painted.
    effects: bool,
    /// What is painted behind, from the backgrounds of the ancestors; unknown over images, and where a positioned box without a background lies over something else.
    behind: Option<Rgba>,
}

impl InheritedStyle {
    /// Nothing hides anything.
    const ALL: Self = Self {
        opacity: 1.0,
        drawn: false,
        skipped: false,
        clip: Clip::All,
        positioned: Clip::All,
        effects: false,
        behind: None,
    };
}

/// What a document is looked at through.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowSize {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What comes of each node of each document: something for texts (and for the texts of CSS `content`), nothing for other
/// nodes. Boxes are those of the page as a whole, inside of frames, too.
pub(super) fn sights(
    documents: &[PageDocument<'_>],
    window: WindowSize,
) -> Vec<Vec<Option<Sight>>> {
    let frames = frames_of(documents);
    let mut done: Vec<DocumentSights> = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let inspected = match frames.get(index).copied().flatten() {
            _ if index == 0 => inspect(document, top(document, window)),
            // the frame of a document stands in an earlier one
            Some((outer, node)) if outer < index => {
                let owner = &documents[outer].nodes[node];
                inspect(document, within(document, owner, &done[outer], node))
            }
            // nothing shows it
            _ => DocumentSights {
                sights: vec![None; document.nodes.len()],
                ..DocumentSights::default()
            },
        };
        done.push(inspected);
    }
    done.into_iter().map(|inspected| inspected.sights).collect()
}

/// A document that was gone through.
#[derive(Default)]
struct DocumentSights {
    sights: Vec<Option<Sight>>,
    inherited: Vec<InheritedStyle>,
    place: TextPlace,
}

/// Where a document is in the page.
#[derive(Clone, Copy, Debug, Default)]
struct TextPlace {
    /// What is added to its boxes.
    offset: (f64, f64),
    /// All that can be scrolled to, in the page.
    reach: Rect,
}

/// The frame that shows each document, as its own document and node; none for the page itself.
pub(super) fn frames_of(documents: &[PageDocument<'_>]) -> Vec<Option<(usize, usize)>> {
    let mut frames = vec![None; documents.len()];
    for (outer, document) in documents.iter().enumerate() {
        for (node, content) in document.nodes.iter().enumerate() {
            if let Some(frame) = content.content.and_then(|inner| frames.get_mut(inner)) {
                *frame = Some((outer, node));
            }
        }
    }
    frames
}

fn top(document: &PageDocument<'_>, window: WindowSize) -> (TextPlace, InheritedStyle) {
    let (width, height) = (document.size.0.max(window.width), document.size.1.max(window.height));
    let reach = Rect { x: 0.0, y: 0.0, width, height };
    let clip = page_clip(document, window);
    let start = InheritedStyle {
        opacity: 1.0,
        drawn: false,
        skipped: false,
        clip,
        positioned: clip,
        effects: false,
        behind: Some(Rgba::WHITE),
    };
    (TextPlace { offset: (0.0, 0.0), reach }, start)
}

/// A document in a frame is where the frame is, as far as the frame is seen.
fn within(
    document: &PageDocument<'_>,
    owner: &PageNode<'_>,
    outer: &DocumentSights,
    node: usize,
) -> (TextPlace, InheritedStyle) {
    let above = outer.inherited.get(node).copied();
    let (Some(laid), Some(above)) = (&owner.layout, above) else {
        return (TextPlace::default(), InheritedStyle { skipped: true, ..InheritedStyle::ALL });
    };
    let frame = laid.rect.moved(outer.place.offset);
    let (x, y) = document.scroll;
    let offset = (frame.x - x, frame.y - y);
    let hidden = laid.style(StyleProperty::Visibility) != "visible"
        || outer.place.reach.cut(frame).is_none()
        || above.clip.of(frame).is_none();
    // what a frame does not show can be scrolled to, unless it forbids that
    let still = owner
        .attributes
        .iter()
        .any(|(name, value)| *name == "scrolling" && value.trim().eq_ignore_ascii_case("no"));
    let clip = if still { Clip::Within(frame) } else { Clip::All };
    let (width, height) = document.size;
    let reach = Rect { x: offset.0, y: offset.1, width, height };
    let start =
        InheritedStyle { skipped: above.skipped || hidden, clip, positioned: clip, ..above };
    (TextPlace { offset, reach }, start)
}

fn inspect(
    document: &PageDocument<'_>,
    (place, start): (TextPlace, InheritedStyle),
) -> DocumentSights {
    let mut inherited: Vec<InheritedStyle> = Vec::with_capacity(document.nodes.len());
    let mut sights = Vec::with_capacity(document.nodes.len());
    for node in &document.nodes {
        let above = node.parent.map_or(start, |parent| inherited[parent]);
        let own = node.layout.as_ref().filter(|_| node.kind == PageNodeKind::Element);
        let here = own.map_or(above, |laid| below(node, laid, above, (start.clip, place.offset)));
        let has_text = node.kind == PageNodeKind::Text || node.pseudo.is_some();
        sights.push(has_text.then(|| sight(node, &here, place)));
        inherited.push(here);
    }
    DocumentSights { sights, inherited, place }
}

/// A page whose root does not scroll shows its first window only.
fn page_clip(document: &PageDocument<'_>, window: WindowSize) -> Clip {
    let root =
        document.nodes.iter().find(|node| node.kind == PageNodeKind::Element && is(node, "html"));
    let hides =
        |laid: &LayoutBox<'_>| matches!(laid.style(StyleProperty::OverflowY), "hidden" | "clip");
    if root.and_then(|root| root.layout.as_ref()).is_some_and(hides) {
        let (x, y) = document.scroll;
        return Clip::Within(Rect { x, y, width: window.width, height: window.height });
    }
    Clip::All
}

fn is(node: &PageNode<'_>, name: &str) -> bool {
    node.name.eq_ignore_ascii_case(name)
}

/// What an element leaves of what its ancestors let through. `fixed` is what holds for boxes that are fixed to the window.
fn below(
    node: &PageNode<'_>,
    laid: &LayoutBox<'_>,
    above: InheritedStyle,
    (fixed, offset): (Clip, (f64, f64)),
) -> InheritedStyle {
    let position = laid.style(StyleProperty::Position);
    let mut clip = match position {
        "fixed" => fixed,
        "absolute" => above.positioned,
        _ => above.clip,
    };
    if cuts_away(laid) {
        clip = Clip::Nothing;
    }
    let hides = |style| matches!(laid.style(style), "hidden" | "clip");
    // the overflow of html and body is the window's
    let box_clips = !is(node, "html")
        && !is(node, "body")
        && (hides(StyleProperty::OverflowX) || hides(StyleProperty::OverflowY));
    if box_clips {
        clip = clip.and(laid.rect.moved(offset));
    }
    let contains = position != "static" || laid.style(StyleProperty::Filter) != "none";
    let positioned = if contains || clip == Clip::Nothing { clip } else { above.positioned };
    let opacity = laid.style(StyleProperty::Opacity).parse::<f64>().unwrap_or(1.0);
    let closed = is(node, "details") && !node.attributes.iter().any(|(name, _)| *name == "open");
    let skipped = closed
        || above.skipped && !is(node, "summary")
        || laid.style(StyleProperty::ContentVisibility) == "hidden";
    let drawn = is(node, "svg") || above.drawn && !is(node, "foreignObject");
    let behind = behind(laid, above.behind, position).filter(|_| !drawn);
    let effects = above.effects || has_effects(laid);
    let opacity = above.opacity * opacity;
    InheritedStyle { opacity, drawn, skipped, clip, positioned, effects, behind }
}

fn is_unset(laid: &LayoutBox<'_>, style: StyleProperty) -> bool {
    matches!(laid.style(style), "" | "none" | "normal" | "0px")
}

fn has_effects(laid: &LayoutBox<'_>) -> bool {
    let all = [
        StyleProperty::Filter,
        StyleProperty::BlendMode,
        StyleProperty::Mask,
        StyleProperty::ClipPath,
    ];
    all.into_iter().any(|style| !is_unset(laid, style))
}

/// What is painted behind the content of an element.
fn behind(laid: &LayoutBox<'_>, above: Option<Rgba>, position: &str) -> Option<Rgba> {
    if !is_unset(laid, StyleProperty::BackgroundImage)
        || laid.style(StyleProperty::BackgroundClip) == "text"
    {
        return None;
    }
    let own = Rgba::parse(laid.style(StyleProperty::BackgroundColor))?;
    if own.alpha >= 1.0 {
        return Some(own);
    }
    // what it lies over is not what it stands in
    let elsewhere = matches!(position, "absolute" | "fixed" | "sticky");
    above.filter(|_| !elsewhere).map(|above| own.over(above))
}

/// `clip: rect(0, 0, 0, 0)` and `clip-path: inset(50%)`, the usual ways to keep a text for screen readers only.
fn cuts_away(laid: &LayoutBox<'_>) -> bool {
    let numbers = |text: &str| -> Vec<f64> {
        let part = text.split(['(', ')']).nth(1).unwrap_or_default();
        let words = part.split([' ', ',']).filter(|word| !word.is_empty());
        words
            .map_while(|word| word.trim_end_matches("px").trim_end_matches('%').parse().ok())
            .collect()
    };
    let clip = laid.style(StyleProperty::Clip);
    let by_clip = matches!(laid.style(StyleProperty::Position), "absolute" | "fixed")
        && clip.starts_with("rect(")
        && matches!(numbers(clip)[..], [top, right, bottom, left] if right - left <= 1.0 || bottom - top <= 1.0);
    let path = laid.style(StyleProperty::ClipPath);
    let by_path = path.starts_with("inset(")
        && path.contains('%')
        && numbers(path).first().is_some_and(|side| *side >= 50.0)
        || path.starts_with("circle(") && numbers(path).first() == Some(&0.0);
    by_clip || by_path
}

fn sight(node: &PageNode<'_>, here: &InheritedStyle, place: TextPlace) -> Sight {
    let Some(laid) = &node.layout else { return Sight::Unseen(Unseen::NoBox) };
    let lines = laid.lines.iter().copied().reduce(Rect::join);
    let rect = lines.unwrap_or(laid.rect).moved(place.offset);
    if rect.width <= 0.0 || rect.height <= 0.0 || here.skipped {
        return Sight::Unseen(Unseen::NoBox);
    }
    if laid.style(StyleProperty::Visibility) != "visible" {
        return Sight::Unseen(Unseen::Invisible);
    }
    let ink = laid.style(StyleProperty::Fill);
    let blank =
        here.drawn && (ink == "none" || Rgba::parse(ink).is_some_and(|it| it.alpha < FAINTEST));
    if here.opacity < FAINTEST || blank {
        return Sight::Unseen(Unseen::Transparent);
    }
    let font_size =
        laid.style(StyleProperty::FontSize).trim_end_matches("px").parse().unwrap_or(16.0);
    if font_size < SMALLEST || rect.height < SMALLEST {
        return Sight::Unseen(Unseen::Tiny);
    }
    let Some(rect) = here.clip.of(rect) else { return Sight::Unseen(Unseen::Clipped) };
    if place.reach.cut(rect).is_none() {
        return Sight::Unseen(Unseen::OffScreen);
    }
    let contrast = contrast(laid, here);
    if contrast.is_some_and(|contrast| contrast < LEAST_CONTRAST) {
        return Sight::Unseen(Unseen::SameColour);
    }
    Sight::Seen { rect, font_size, contrast }
}

fn contrast(laid: &LayoutBox<'_>, here: &InheritedStyle) -> Option<f64> {
    let fill = laid.style(StyleProperty::TextFill);
    let colour =
        Rgba::parse(if fill.is_empty() { laid.style(StyleProperty::Color) } else { fill })?;
    let behind = here.behind.filter(|_| !here.effects)?;
    let contrast = colour.faded(here.opacity).over(behind).contrast(behind);
    let plain =
        is_unset(laid, StyleProperty::TextShadow) && is_unset(laid, StyleProperty::TextStroke);
    (plain || contrast >= ENOUGH_CONTRAST).then_some(contrast)
}
