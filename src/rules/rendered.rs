//! What rules ask of a home page that a browser has shown.

use crate::domain::lang::Text;
use crate::facts::{LaidOut, Rendered, RenderedKind, Screen, ScreenLayout, Unseen};

use super::{SiteView, Verdict};

/// Judges the home page as a browser showed it; not applicable where none did.
pub(super) fn judge(view: &SiteView<'_>, check: impl FnOnce(&Rendered) -> Verdict) -> Verdict {
    let facts = view.home.and_then(|home| home.facts());
    match facts.and_then(|facts| facts.rendered.as_deref()) {
        Some(rendered) if !rendered.screens.is_empty() => check(rendered),
        _ => Verdict::NotApplicable("the home page was not opened in a browser"),
    }
}

/// The own ICP numbers that a person sees on a screen.
pub(super) fn seen_icp(screen: &ScreenLayout) -> impl Iterator<Item = &LaidOut> {
    screen.laid_out.iter().filter(|laid| laid.kind == RenderedKind::Icp && laid.unseen.is_none())
}

/// A screen in words, zh and en.
pub(super) const fn screen(screen: Screen) -> (&'static str, &'static str) {
    match screen {
        Screen::Desktop => ("电脑（1366×768）", "a desktop (1366×768)"),
        Screen::Phone => ("手机（390×844）", "a phone (390×844)"),
    }
}

/// What hides a number, in words that follow it, and what to do about it.
pub(super) struct Hiding {
    pub(super) what: Text,
    pub(super) fix: Text,
}

/// What a cause in the words of CSS means.
pub(super) fn hiding(by: &str) -> Hiding {
    let unseen = Unseen::of(by);
    let what = unseen.map_or_else(
        || Text::made(format!("被 {by} 隐藏"), format!("is hidden by {by}")),
        Unseen::text,
    );
    let fix = match unseen {
        Some(Unseen::Clipped) => {
            Text::fixed("放宽或去掉裁切它的样式", "Widen or remove the style that cuts it off")
        }
        Some(Unseen::OffScreen) => {
            Text::fixed("去掉把它移出屏幕的定位", "Remove the positioning that takes it off screen")
        }
        Some(Unseen::SameColour) => Text::fixed(
            "换一个与背景分得开的颜色",
            "Give it a colour that differs from the background",
        ),
        Some(Unseen::Covered) => Text::fixed(
            "移开盖在上面的元素，或在页面底部给它留出位置",
            "Move the element that covers it, or leave room for it at the end of the page",
        ),
        Some(Unseen::Absent) => Text::fixed(
            "让脚本或服务器对所有屏幕都写出它",
            "Have scripts or the server write it for every screen",
        ),
        Some(Unseen::Blended) => Text::fixed(
            "给文字加上纯色背景，或去掉滤镜、蒙版",
            "Give the text a plain background, or remove filter and mask",
        ),
        Some(Unseen::Later) => {
            Text::fixed("停用去掉它的脚本", "Stop the script that takes it away")
        }
        _ => Text::made(format!("去掉 {by}"), format!("Remove {by}")),
    };
    Hiding { what, fix }
}
