//! What a browser showed of a page: a part of the JSON contract.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{PageStage, RenderReason, RenderedKind};

use super::vocabulary::{Extensible, Shared, VocabularyName};

/// A page in a browser.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BrowserReport {
    /// Why it was opened, or would have to be: `always` (asked for), `shell` (an empty shell that scripts fill), `redirect`,
    /// `missing` (scripts may write a filing), `hidden`, `screens` (media queries), `link`, `badge`, `style-sheet` (a linked
    /// one may hide a filing) or `review`.
    pub why: Vec<Extensible<RenderReason>>,
    /// Why it was not looked at on every screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Shared>,
    /// The screens on which it was looked at.
    pub screens: Vec<ScreenReport>,
}

/// A page on one screen. Lengths are CSS pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScreenReport {
    /// `desktop` or `phone`.
    pub screen: VocabularyName,
    /// Width of the window.
    pub width: u32,
    /// Height of the window.
    pub height: u32,
    /// Height of the page.
    pub page_height: u32,
    /// Whether it grew each time that its end was reached.
    pub endless: bool,
    /// For how many seconds of its own time it was watched after that, for filings that scripts take away; absent where it
    /// was not: it has no scripts, it is not the home page, or the other screen was watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched_seconds: Option<u64>,
    /// Its own filings.
    pub filings: Vec<LaidOutReport>,
    /// The pictures beside police numbers.
    pub badges: Vec<BadgeReport>,
}

/// A filing on one screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LaidOutReport {
    /// `icp`, `police` or `licence`.
    pub kind: Extensible<RenderedKind>,
    /// Canonical number.
    pub number: Shared,
    /// Whether a person sees it.
    pub visible: bool,
    /// What hides it, in the words of CSS.
    pub hidden_by: Option<Shared>,
    /// Left edge in the page.
    pub x: i32,
    /// Top edge in the page.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// From its lower edge to the end of the page.
    pub from_end: i64,
    /// Size of its letters.
    pub font_size: f64,
    /// WCAG contrast with what is behind it, 1 … 21; null over pictures and the like.
    pub contrast: Option<f64>,
    /// Drawn by CSS `content`: it can neither be selected nor copied.
    pub by_css: bool,
    /// Seen once the dialog over the page is closed.
    pub behind_dialog: bool,
    /// When it was in the page first: at `load`, after a `wait`, after a `scroll` to the end.
    pub since: Extensible<PageStage>,
    /// What a click on it opens; empty for nothing, null where nobody clicked.
    pub click: Option<Shared>,
}

/// A picture beside a police number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BadgeReport {
    /// Its address; of data only the beginning.
    pub address: Shared,
    /// Whether it has loaded.
    pub loaded: bool,
    /// Its own width; 0 where it has not loaded.
    pub width: u32,
    /// Its own height.
    pub height: u32,
}
