//! Which texts of a laid out document a person can see, judged from boxes, styles and what is painted behind.

use super::colour::Rgba;
use crate::facts::Unseen;

use super::snapshot::{Laid, PageDocument, PageNode, PageNodeKind, Rect, StyleProperty};

/// Text that is smaller (CSS pixels, as painted) is not read by anybody.
const SMALLEST: f64 = 4.0;
/// Text with less of its opacity left cannot be told from nothing.
const FAINTEST: f64 = 0.05;
/// With less contrast text and background look the same. The standard asks for 4.5; that is another question.
const LEAST_CONTRAST: f64 = 1.12;

/// What comes of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sight {
    /// A person can see it.
    Seen {
        /// Where, as far as it is not cut off.
        rect: Rect,
        /// Against the colour behind it; unknown over images, with filters, and in colour spaces that are not read.
        contrast: Option<f64>,
        /// CSS pixels.
        font_size: f64,
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
struct Inherited {
    opacity: f64,
    /// Skipped by `content-visibility`, or inside of a closed `<details>`: it may have boxes, and is not painted.
    skipped: bool,
    /// For what is in the flow.
    clip: Clip,
    /// For what is positioned absolutely: only the boxes around its containing block cut it off.
    positioned: Clip,
    /// What is painted behind, from the backgrounds of the ancestors; unknown over images, with filters and blend modes,
    /// and where a positioned box without a background lies over something else.
    behind: Option<Rgba>,
}

/// What a document is looked at through.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowSize {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What comes of each node: something for texts (and for the texts of CSS `content`), nothing for other nodes.
pub(super) fn sights(document: &PageDocument<'_>, window: WindowSize) -> Vec<Option<Sight>> {
    let fixed = page_clip(document, window);
    let start = Inherited {
        opacity: 1.0,
        skipped: false,
        clip: fixed,
        positioned: fixed,
        behind: Some(Rgba::WHITE),
    };
    let mut inherited: Vec<Inherited> = Vec::with_capacity(document.nodes.len());
    let mut sights = Vec::with_capacity(document.nodes.len());
    for node in &document.nodes {
        let above = node.parent.map_or(start, |parent| inherited[parent]);
        let own = node.layout.as_ref().filter(|_| node.kind == PageNodeKind::Element);
        let here = own.map_or(above, |laid| below(node, laid, above, fixed));
        let has_text = node.kind == PageNodeKind::Text || node.pseudo.is_some();
        sights.push(has_text.then(|| sight(node, &here, document, window)));
        inherited.push(here);
    }
    sights
}

/// A page whose root does not scroll shows its first window only.
fn page_clip(document: &PageDocument<'_>, window: WindowSize) -> Clip {
    let root =
        document.nodes.iter().find(|node| node.kind == PageNodeKind::Element && is(node, "html"));
    let hides = |laid: &Laid<'_>| matches!(laid.style(StyleProperty::OverflowY), "hidden" | "clip");
    if root.and_then(|root| root.layout.as_ref()).is_some_and(hides) {
        let (x, y) = document.scroll;
        return Clip::Within(Rect { x, y, width: window.width, height: window.height });
    }
    Clip::All
}

fn is(node: &PageNode<'_>, name: &str) -> bool {
    node.name.eq_ignore_ascii_case(name)
}

/// What an element leaves of what its ancestors let through.
fn below(node: &PageNode<'_>, laid: &Laid<'_>, above: Inherited, fixed: Clip) -> Inherited {
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
        clip = clip.and(laid.rect);
    }
    let contains = position != "static" || laid.style(StyleProperty::Filter) != "none";
    let positioned = if contains || clip == Clip::Nothing { clip } else { above.positioned };
    let opacity = laid.style(StyleProperty::Opacity).parse::<f64>().unwrap_or(1.0);
    let closed = is(node, "details") && !node.attributes.iter().any(|(name, _)| *name == "open");
    let skipped = closed
        || above.skipped && !is(node, "summary")
        || laid.style(StyleProperty::ContentVisibility) == "hidden";
    Inherited {
        opacity: above.opacity * opacity,
        skipped,
        clip,
        positioned,
        behind: behind(laid, above.behind, position),
    }
}

/// What is painted behind the content of an element.
fn behind(laid: &Laid<'_>, above: Option<Rgba>, position: &str) -> Option<Rgba> {
    let plain = |style, initial: &str| {
        matches!(laid.style(style), "" | "none") || laid.style(style) == initial
    };
    let effects =
        !plain(StyleProperty::Filter, "none") || !plain(StyleProperty::BlendMode, "normal");
    if effects
        || !plain(StyleProperty::BackgroundImage, "none")
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
fn cuts_away(laid: &Laid<'_>) -> bool {
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

fn sight(
    node: &PageNode<'_>,
    here: &Inherited,
    document: &PageDocument<'_>,
    window: WindowSize,
) -> Sight {
    let Some(laid) = &node.layout else { return Sight::Unseen(Unseen::NoBox) };
    let lines = laid.lines.iter().copied().reduce(Rect::join);
    let rect = lines.unwrap_or(laid.rect);
    if rect.width <= 0.0 || rect.height <= 0.0 {
        return Sight::Unseen(Unseen::NoBox);
    }
    if here.skipped {
        return Sight::Unseen(Unseen::NoBox);
    }
    if laid.style(StyleProperty::Visibility) != "visible" {
        return Sight::Unseen(Unseen::Invisible);
    }
    if here.opacity < FAINTEST {
        return Sight::Unseen(Unseen::Transparent);
    }
    let font_size =
        laid.style(StyleProperty::FontSize).trim_end_matches("px").parse().unwrap_or(16.0);
    if font_size < SMALLEST || rect.height < SMALLEST {
        return Sight::Unseen(Unseen::Tiny);
    }
    let Some(rect) = here.clip.of(rect) else { return Sight::Unseen(Unseen::Clipped) };
    let (width, height) = (document.size.0.max(window.width), document.size.1.max(window.height));
    let reach = Rect { x: 0.0, y: 0.0, width, height };
    if reach.cut(rect).is_none() {
        return Sight::Unseen(Unseen::OffScreen);
    }
    let contrast = contrast(laid, here);
    if contrast.is_some_and(|contrast| contrast < LEAST_CONTRAST) {
        return Sight::Unseen(Unseen::SameColour);
    }
    Sight::Seen { rect, contrast, font_size }
}

fn contrast(laid: &Laid<'_>, here: &Inherited) -> Option<f64> {
    let colour = Rgba::parse(laid.style(StyleProperty::Color))?;
    let behind = here.behind?;
    Some(colour.faded(here.opacity).over(behind).contrast(behind))
}
