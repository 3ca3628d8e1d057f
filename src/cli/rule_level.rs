//! `--rule ID=LEVEL`, of pages and of dossiers.

use crate::config::nearest;
use crate::rules::Level;

use super::usage::ValueError;

/// A rule, as `by_id` knows it, and its level. `example` is the id of an error's example, `ids` are those to guess from.
pub(super) fn rule_level<R>(
    text: &str,
    example: &str,
    by_id: impl Fn(&str) -> Option<R>,
    ids: impl Iterator<Item = &'static str>,
) -> Result<(R, Level), ValueError> {
    let (id, level) = text.split_once('=').ok_or_else(|| {
        ValueError::form((
            format!("请写成 ID=LEVEL，例如 {example}=warning"),
            format!("write it as ID=LEVEL, e.g. {example}=warning"),
        ))
    })?;
    let rule = by_id(id).ok_or_else(|| {
        let meant = nearest(id, ids).unwrap_or_default();
        ValueError::new(
            (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
            (format!("是否想写 {meant:?}？"), format!("did you mean {meant:?}?")),
        )
    })?;
    let level = level.parse::<Level>().map_err(|_| {
        ValueError::new(
            (format!("{level:?} 不是级别"), format!("{level:?} is not a level")),
            ("请写 off、info、warning 或 error", "write off, info, warning or error"),
        )
    })?;
    Ok((rule, level))
}
