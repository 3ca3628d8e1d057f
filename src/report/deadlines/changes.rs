//! What changed between two audits of a site, in words.

use crate::domain::lang::Text;
use crate::ledger::LastSeen;

/// A sentence for each thing that earlier audits saw on the home page and the last one did not.
pub fn drift(lost: LastSeen) -> impl Iterator<Item = Text> {
    let icp = lost.icp.map(|day| {
        Text::made(
            format!("首页上不再有带链接的 ICP 备案号（{day} 还在）"),
            format!("the linked ICP number is no longer on the home page (last seen on {day})"),
        )
    });
    let badge = lost.badge.map(|day| {
        Text::made(
            format!("首页上不再有公安备案号和图标（{day} 还在）"),
            format!("the police number with its badge is no longer on the home page (last seen on {day})"),
        )
    });
    icp.into_iter().chain(badge)
}
