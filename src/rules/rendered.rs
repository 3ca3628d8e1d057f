//! What rules ask of a home page that a browser has shown.

use crate::facts::{LaidOut, Rendered, Screen, ScreenLayout};

use super::{SiteView, Verdict};

/// The home page as a browser showed it, for rules that judge nothing else.
pub(super) fn home<'a>(view: &SiteView<'a>) -> Result<&'a Rendered, Verdict> {
    let facts = view.home.and_then(|home| home.facts());
    let rendered = facts.and_then(|facts| facts.rendered.as_deref());
    rendered
        .filter(|rendered| !rendered.screens.is_empty())
        .ok_or(Verdict::NotApplicable("the home page was not opened in a browser"))
}

/// The own ICP numbers that a person sees on a screen.
pub(super) fn seen_icp(screen: &ScreenLayout) -> impl Iterator<Item = &LaidOut> {
    screen.laid_out.iter().filter(|laid| laid.icp && laid.unseen.is_none())
}

/// A screen in words, zh and en.
pub(super) const fn screen(screen: Screen) -> (&'static str, &'static str) {
    match screen {
        Screen::Desktop => ("电脑（1366×768）", "a desktop (1366×768)"),
        Screen::Phone => ("手机（390×844）", "a phone (390×844)"),
    }
}
