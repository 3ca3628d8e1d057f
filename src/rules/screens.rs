//! Numbers that are seen on some screens only, or perhaps.

use std::fmt::Display;

use crate::domain::lang::Text;
use crate::facts::Unseen;
use crate::html::{Screens, Visibility, Width};

use super::judge::{self, NumberGroup};
use super::rendered::{self, Hiding};
use super::{Evidence, Verdict};

/// Passes the numbers that a reader sees for sure, on whatever screen; the others are for a person to look at.
pub(super) fn unsure<T: Display>(groups: &[NumberGroup<'_, T>]) -> Verdict {
    let mut reviews = Vec::new();
    for group in groups {
        let seen = |it: &Visibility| matches!(it, Visibility::Shown | Visibility::Partly { .. });
        if group.sightings.iter().any(|it| seen(&it.visibility)) {
            continue;
        }
        let first = group.sightings.iter().find_map(|it| match &it.visibility {
            Visibility::Unsure(by) => Some((it, by)),
            _ => None,
        });
        let Some((sighting, by)) = first else { continue };
        let number = group.number;
        let message = Text::made(
            format!(
                "{number} 可能被 {by} 隐藏，脚本或没有读取的样式表决定它是否显示，请打开页面确认"
            ),
            format!(
                "{number} may be hidden by {by}, depending on a script or a style sheet that was not read; open the page \
         and check"
            ),
        );
        let fix = Text::made(
            format!("打开页面确认 {number} 看得见；看不见就去掉 {by}"),
            format!("Open the page and check; if {number} is not visible, remove {by}"),
        );
        reviews.push(Evidence { fix: Some(fix), ..judge::at(sighting, message) });
    }
    if reviews.is_empty() { Verdict::Pass } else { Verdict::Review(reviews) }
}

/// Faults of the numbers that some screens do not show, wherever they occur on the page.
pub(super) fn hidden_on_some<T: Display>(groups: &[NumberGroup<'_, T>]) -> Verdict {
    if groups.is_empty() {
        return Verdict::NotApplicable("the page has no number of this kind");
    }
    let faults = groups.iter().filter_map(fault).collect();
    judge::verdict(faults)
}

fn fault<T: Display>(group: &NumberGroup<'_, T>) -> Option<Evidence> {
    let mut hidden: Option<Screens> = None;
    let mut first = None;
    for sighting in &group.sightings {
        match &sighting.visibility {
            Visibility::Shown | Visibility::Unsure(_) => return None,
            Visibility::Hidden(_) => {}
            Visibility::Partly { hidden: screens, by } => {
                first = first.or(Some((sighting, by)));
                hidden = Some(hidden.map_or(*screens, |known| known.and(*screens)));
            }
        }
    }
    let hidden = hidden.filter(|hidden| !hidden.is_empty())?;
    let (sighting, by) = first?;
    let number = group.number;
    let (zh, en) = match hidden.width() {
        Width::Narrow => ("窄屏（手机）", "narrow screens (phones)"),
        Width::Wide => ("宽屏（电脑）", "wide screens (desktops)"),
        Width::Some => ("部分宽度的屏幕", "screens of some widths"),
    };
    // what CSS says by itself is in a media query
    let by_css =
        |why| matches!(why, Unseen::NoBox | Unseen::Invisible | Unseen::Transparent | Unseen::Tiny);
    let (message, fix) = if Unseen::of(by).is_some_and(|why| !by_css(why)) {
        let Hiding { what, fix } = rendered::hiding(by);
        (
            Text::made(
                format!("{number} 在{zh}上{}", what.zh),
                format!("on {en}, {number} {}", what.en),
            ),
            Text::made(
                format!("{}，让 {number} 在所有宽度的屏幕上都显示", fix.zh),
                format!("{}, so that {number} shows on screens of every width", fix.en),
            ),
        )
    } else {
        (
            Text::made(
                format!("{number} 在{zh}上被 {by} 隐藏"),
                format!("{number} is hidden on {en} by {by}"),
            ),
            Text::made(
                format!("让 {number} 在所有宽度的屏幕上都显示：去掉 {by} 或它的媒体查询"),
                format!("Show {number} on screens of every width: remove {by} or its media query"),
            ),
        )
    };
    Some(Evidence { fix: Some(fix), ..judge::at(sighting, message) })
}
