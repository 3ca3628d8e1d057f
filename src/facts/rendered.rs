//! What a browser showed of a page, as plain data.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;

/// The size of a window, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1366 × 768.
    Desktop,
    /// 390 × 844, with the signature of a phone's browser.
    Phone,
}

impl Screen {
    /// Both, in the order in which pages are opened.
    pub const ALL: [Self; 2] = [Self::Desktop, Self::Phone];

    /// Width and height in CSS pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Desktop => (1366, 768),
            Self::Phone => (390, 844),
        }
    }
}

/// When a page first showed what it is told to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RenderStage {
    /// When it had loaded.
    Loaded,
    /// After its scripts had time.
    Settled,
    /// After it was scrolled to its end.
    Scrolled,
}

/// Why nobody sees a text that is in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unseen {
    /// It makes no box: `display: none`, a closed `<details>`, skipped by `content-visibility`.
    NoBox,
    /// `visibility: hidden`.
    Invisible,
    /// Its opacity, or that of an ancestor, is nearly zero.
    Transparent,
    /// Smaller than anybody reads.
    Tiny,
    /// An ancestor, `clip` or `clip-path` cuts it off.
    Clipped,
    /// Where nobody can scroll to.
    OffScreen,
    /// In the colour of what is behind it.
    SameColour,
    /// Something else is painted above it.
    Covered,
}

impl Unseen {
    /// What hides it, in the words of CSS.
    pub const fn by(self) -> &'static str {
        match self {
            Self::NoBox => "display:none",
            Self::Invisible => "visibility:hidden",
            Self::Transparent => "opacity:0",
            Self::Tiny => "font-size:1px",
            Self::Clipped => "overflow:hidden, clip",
            Self::OffScreen => "position (off screen)",
            Self::SameColour => "color = background-color",
            Self::Covered => "z-index (covered)",
        }
    }
}

/// A filing as it was laid out. Lengths are CSS pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaidOut {
    /// Whether it is an ICP number (else a police number or a licence).
    pub icp: bool,
    /// The canonical number.
    pub number: String,
    /// The line of the rendered HTML on which it was read, to be matched with [`crate::facts::Sighting::line`].
    pub line: u32,
    /// Left edge, top edge, width and height in the document.
    pub rect: (i32, i32, u32, u32),
    /// WCAG contrast with what is painted behind, in hundredths (100 … 2100); `None` over images and the like.
    pub contrast: Option<u16>,
    /// The font's size.
    pub font_size: u32,
    /// Why nobody sees it; `None` for one that is seen.
    pub unseen: Option<Unseen>,
}

/// How a page was laid out on one screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenLayout {
    /// The screen.
    pub screen: Screen,
    /// The page's own filings.
    pub laid_out: Vec<LaidOut>,
    /// When the filings were there.
    pub stage: RenderStage,
    /// It grew each time that its end was reached.
    pub endless: bool,
    /// Width and height of what can be scrolled.
    pub size: (u32, u32),
}

/// What a browser showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The page on each screen on which it could be opened.
    pub screens: Vec<ScreenLayout>,
    /// Why it could not be opened on one, or in part.
    pub fault: Option<Text>,
    /// ICP numbers that the HTML shows as the page's own and the browser does not, on any screen: scripts took them away.
    pub removed: Vec<IcpNumber>,
    /// Own ICP numbers that the HTML does not have: scripts wrote them.
    pub written: Vec<IcpNumber>,
}
