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

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Phone => "phone",
        }
    }

    /// Width and height in CSS pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Desktop => (1366, 768),
            Self::Phone => (390, 844),
        }
    }
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
    /// It is not in the page, on a screen where it is looked for.
    Absent,
    /// As it is painted, with filters, masks, blend modes or over a picture, nothing of it can be made out.
    Blended,
    /// It was seen at first, and was not any more after half a minute.
    Later,
}

impl Unseen {
    const ALL: [Self; 11] = [
        Self::NoBox,
        Self::Invisible,
        Self::Transparent,
        Self::Tiny,
        Self::Clipped,
        Self::OffScreen,
        Self::SameColour,
        Self::Covered,
        Self::Absent,
        Self::Blended,
        Self::Later,
    ];

    /// The reason that goes by these words.
    pub fn of(by: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unseen| unseen.by() == by)
    }

    /// What has become of the text, in words that follow it.
    pub fn text(self) -> Text {
        match self {
            Self::NoBox | Self::Invisible | Self::Transparent | Self::Tiny => {
                let by = self.by();
                Text::made(format!("被 {by} 隐藏"), format!("is hidden by {by}"))
            }
            Self::Clipped => Text::fixed(
                "被外层元素裁掉了（overflow、clip）",
                "is cut off by an element around it (overflow, clip)",
            ),
            Self::OffScreen => {
                Text::fixed("在屏幕之外，滚动也到不了", "is off screen, where nobody can scroll to")
            }
            Self::SameColour => Text::fixed("与背景同色", "has the colour of its background"),
            Self::Covered => Text::fixed("被别的元素盖住", "is covered by another element"),
            Self::Absent => Text::fixed("根本不在页面里", "is not in the page at all"),
            Self::Blended => Text::fixed(
                "与背景混在一起，认不出来（背景图片、滤镜、蒙版或混合模式）",
                "cannot be made out against what is painted behind it (a picture, filter, mask or blend mode)",
            ),
            Self::Later => Text::fixed(
                "打开时看得见，半分钟内又被脚本去掉",
                "is seen at first, and taken away by a script within half a minute",
            ),
        }
    }

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
            Self::Absent => "absence from the page",
            Self::Blended => "filter, mask or background-image (nothing can be made out)",
            Self::Later => "script (after some seconds)",
        }
    }
}

/// Why a page was opened in a browser, or would have to be.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum RenderReason {
    /// It was asked for (`--render always`).
    Always,
    /// Its HTML is an empty shell that scripts fill.
    Shell,
    /// It does nothing but redirect by a script.
    Redirect,
    /// Its HTML lacks a filing that its scripts may write.
    Missing,
    /// Its HTML hides a filing that scripts may show, or perhaps hides it.
    Hidden,
    /// Media queries hide a filing on some screens.
    Screens,
    /// A number has no link, and scripts may open one.
    Link,
    /// A police number has no badge, and scripts may draw one.
    Badge,
    /// A linked style sheet may hide a filing.
    StyleSheet,
    /// Something else is left for a person to look at.
    Review,
}

/// Kinds of filings that are looked for on a screen.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum RenderedKind {
    /// An ICP number.
    Icp,
    /// A police number.
    Police,
    /// A licence.
    Licence,
}

/// When a filing was in the document for the first time.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PageStage {
    /// When the page had loaded.
    Load,
    /// While its scripts went on.
    Wait,
    /// After it was scrolled to its end.
    Scroll,
}

/// What a click on a number does. The navigation is caught, not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Click {
    /// Nobody clicked.
    Untried,
    /// Nothing.
    Nothing,
    /// It opens this address.
    Opens(String),
}

/// A filing as it was laid out. Lengths are CSS pixels of the page, not of the window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaidOut {
    /// What it is.
    pub kind: RenderedKind,
    /// The canonical number.
    pub number: String,
    /// The line of the rendered HTML on which it was read, to be matched with [`crate::facts::Sighting::line`].
    pub line: u32,
    /// Left edge, top edge, width and height in the document.
    pub rect: (i32, i32, u32, u32),
    /// The size of its letters in hundredths of a pixel.
    pub font_size: u32,
    /// WCAG contrast with what is painted behind, in hundredths (100 … 2100); `None` over images and the like.
    pub contrast: Option<u16>,
    /// Drawn by CSS `content`: it can neither be selected nor copied.
    pub by_css: bool,
    /// A dialog over the whole page lies above it: it is seen once that is closed.
    pub behind_dialog: bool,
    /// When it came.
    pub stage: PageStage,
    /// What a click on it does.
    pub click: Click,
    /// Why nobody sees it; `None` for one that is seen.
    pub unseen: Option<Unseen>,
}

/// The picture beside a police number, as it was laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaidOutImage {
    /// The address that it was loaded from; of data only the beginning.
    pub address: String,
    /// Width and height of the picture itself; `None` where it did not load.
    pub natural: Option<(u32, u32)>,
}

/// How a page was laid out on one screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenLayout {
    /// The screen.
    pub screen: Screen,
    /// Width and height of all that can be scrolled, in CSS pixels.
    pub size: (u32, u32),
    /// The pictures beside police numbers.
    pub badges: Vec<LaidOutImage>,
    /// The page's own filings.
    pub laid_out: Vec<LaidOut>,
    /// It grew each time that its end was reached.
    pub endless: bool,
    /// For how many seconds of its own time it was watched after that; `None` where it has no scripts, or could not be.
    pub watched: Option<u64>,
}

/// Why a page is not opened that only a browser could settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It comes from a snapshot: what is on the net today is not what was saved.
    Snapshot,
    /// No browser is installed.
    NoBrowser,
}

/// What a browser showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Why it was opened, or would have to be.
    pub reasons: Vec<RenderReason>,
    /// Why it was not opened at all, though it would have to be.
    pub unopened: Option<Unopened>,
    /// The page on each screen on which it could be opened.
    pub screens: Vec<ScreenLayout>,
    /// Why it could not be opened on one, or in part.
    pub fault: Option<Text>,
    /// ICP numbers that the HTML shows as the page's own and the browser does not, on any screen: scripts took them away.
    pub removed: Vec<IcpNumber>,
    /// Own ICP numbers that the HTML does not have: scripts wrote them.
    pub written: Vec<IcpNumber>,
}
