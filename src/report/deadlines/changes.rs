//! Changes between audits of a site, in words.

use crate::changes::{Change, FilingMark, Loss};
use crate::domain::lang::Text;

/// A change, in one line.
pub fn change(change: &Change) -> Text {
    match change {
        Change::Appeared { rule, pages } => Text::made(
            format!("新出现 {rule}（{pages} 页）"),
            format!("new: {rule} (pages: {pages})"),
        ),
        Change::Resolved { rule } => Text::made(format!("已消失 {rule}"), format!("gone: {rule}")),
        Change::Spread { rule, before, now } => Text::made(
            format!("{rule}：{before} 页变为 {now} 页"),
            format!("{rule}: pages {before}, now {now}"),
        ),
        Change::Lost(lost) => loss(lost),
    }
}

/// What the home page no longer shows, in a sentence.
pub fn loss(loss: &Loss) -> Text {
    let day = loss.last_seen;
    match loss.mark {
        FilingMark::IcpLink => Text::made(
            format!("首页上不再有带链接的 ICP 备案号（{day} 还在）"),
            format!("the linked ICP number is no longer on the home page (last seen on {day})"),
        ),
        FilingMark::PoliceBadge => Text::made(
            format!("首页上不再有公安备案号和图标（{day} 还在）"),
            format!(
                "the police number with its badge is no longer on the home page (last seen on {day})"
            ),
        ),
    }
}
