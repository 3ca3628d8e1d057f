//! Ids of rules in the file.

use std::ops::Range;

use crate::rules::{self, Rule};

use super::source::{Error, Source};
use crate::domain::nearest::nearest;

/// The rule with this id, which is written at `range`.
pub(super) fn rule(
    source: &Source,
    id: &str,
    range: &Range<usize>,
) -> Result<&'static Rule, Error> {
    rules::by_id(id).ok_or_else(|| {
        let meant = nearest(id, rules::ALL.iter().map(|rule| rule.id)).unwrap_or_default();
        source.error(
            range,
            (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
            (
                format!("是否想写 `{meant}`？全部规则见 `beian rules`"),
                format!("did you mean `{meant}`? `beian rules` lists them all"),
            ),
        )
    })
}
