//! `ID=LEVEL`, as options change the level of a rule: of pages for an audit, of dossiers for a preflight.

use crate::domain::failure::ValueError;
use crate::domain::nearest::nearest;
use crate::rules::{self, FILING_IDS, Level, Rule};

/// The level of a rule about pages.
pub fn page_rule_level(text: &str) -> Result<(&'static Rule, Level), ValueError> {
    let ids = rules::ALL.iter().map(|rule| rule.id);
    let (id, level) = divided(text, "icp-missing-inner")?;
    let rule = rules::by_id(id).ok_or_else(|| {
        let elsewhere = FILING_IDS.contains(&id).then_some("preflight");
        unknown(text, id, ids, elsewhere)
    })?;
    Ok((rule, parsed(level)?))
}

/// The level of a rule about dossiers, by its id.
pub fn filing_rule_level(text: &str) -> Result<(&'static str, Level), ValueError> {
    let ids = FILING_IDS.iter().copied();
    let (id, level) = divided(text, "name-place")?;
    let id = ids.clone().find(|known| *known == id).ok_or_else(|| {
        let elsewhere = rules::by_id(id).is_some().then_some("audit");
        unknown(text, id, ids, elsewhere)
    })?;
    Ok((id, parsed(level)?))
}

fn divided<'a>(text: &'a str, example: &str) -> Result<(&'a str, &'a str), ValueError> {
    text.split_once('=').ok_or_else(|| {
        ValueError::form((
            format!("请写成 ID=LEVEL，例如 {example}=warning"),
            format!("write it as ID=LEVEL, e.g. {example}=warning"),
        ))
    })
}

/// A rule that is not among `ids`, but perhaps one of another command.
fn unknown(
    text: &str,
    id: &str,
    ids: impl Iterator<Item = &'static str>,
    elsewhere: Option<&str>,
) -> ValueError {
    if let Some(command) = elsewhere {
        return ValueError::new(
            (
                format!("{id} 是 beian {command} 的规则"),
                format!("{id} is a rule of beian {command}"),
            ),
            (
                format!("写成 beian {command} --rule {text}，或写在 beian.toml 的 [rules] 里"),
                format!("write beian {command} --rule {text}, or set it in [rules] of beian.toml"),
            ),
        );
    }
    let meant = nearest(id, ids).unwrap_or_default();
    ValueError::new(
        (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
        (format!("是否想写 {meant:?}？"), format!("did you mean {meant:?}?")),
    )
}

fn parsed(level: &str) -> Result<Level, ValueError> {
    level.parse::<Level>().map_err(|_| {
        ValueError::new(
            (format!("{level:?} 不是级别"), format!("{level:?} is not a level")),
            ("请写 off、info、warning 或 error", "write off, info, warning or error"),
        )
    })
}
