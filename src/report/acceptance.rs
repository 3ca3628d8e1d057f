//! What does not count of a run's findings, as reports say it: data, and notes in words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::lang::Text;

/// What a run accepted, what is no longer needed for that, and what has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AcceptanceReport {
    /// How many findings and reviews were accepted: the sites list them as `accepted`.
    pub accepted: u64,
    /// The baseline; null without one.
    pub baseline: Option<BaselineReport>,
    /// Exemptions that no finding needs.
    pub unused_exemptions: Vec<ExemptionReport>,
    /// Exemptions whose last day is over: their findings count again.
    pub expired_exemptions: Vec<ExemptionReport>,
}

/// What the baseline has that the run did not find, or that has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BaselineReport {
    /// Known findings that are mended: their pages were read again, or are gone.
    pub mended: Vec<KnownFinding>,
    /// Known findings whose last day is over: they count again.
    pub expired: Vec<KnownFinding>,
}

/// A finding of the baseline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct KnownFinding {
    /// The domain of the site, else its host, else the path of its folder.
    pub site: String,
    /// The page.
    pub page: String,
    /// Rule id.
    pub rule: String,
    /// How often.
    pub count: u32,
    /// Its last day, `YYYY-MM-DD`, where it has one.
    pub until: Option<String>,
}

/// An `[[exempt]]` of `beian.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExemptionReport {
    /// The file.
    pub file: String,
    /// The 1-based line where it begins.
    pub line: usize,
    /// Rule id.
    pub rule: String,
    /// Patterns of pages; empty for all.
    pub pages: Vec<String>,
    /// The site that it is for; null for all.
    pub site: Option<String>,
    /// Why.
    pub reason: String,
    /// Its last day, `YYYY-MM-DD`.
    pub until: String,
}

/// At most this number of findings in a note.
const FEW: usize = 3;

/// What is worth a note; `file` is the baseline's name, and `updated` whether this run writes it.
pub fn notes(report: &AcceptanceReport, file: &str, updated: bool) -> Vec<Text> {
    let mut notes = Vec::new();
    if let Some(BaselineReport { mended, expired }) = &report.baseline {
        if !mended.is_empty() {
            notes.push(mended_note(mended, file, updated));
        }
        for known in expired {
            let KnownFinding { page, rule, until, .. } = known;
            let until = until.as_deref().unwrap_or_default();
            notes.push(Text::made(
                format!(
                    "{file}：{rule}（{page}）的期限 {until} 已过，重新计入；要继续接受，请改写该行的 until"
                ),
                format!(
                    "{file}: the term of {rule} on {page} ended on {until}, it counts again; to accept it longer, \
                     change until in its line"
                ),
            ));
        }
    }
    for ExemptionReport { file, line, rule, .. } in &report.unused_exemptions {
        notes.push(Text::made(
            format!("{file}:{line}: 已没有问题需要对 {rule} 的豁免，可以删去"),
            format!("{file}:{line}: no finding needs the exemption of {rule}, it can be taken out"),
        ));
    }
    for ExemptionReport { file, line, rule, until, .. } in &report.expired_exemptions {
        notes.push(Text::made(
            format!("{file}:{line}: 对 {rule} 的豁免已于 {until} 到期，问题重新计入"),
            format!(
                "{file}:{line}: the exemption of {rule} ended on {until}, its findings count again"
            ),
        ));
    }
    notes
}

/// The note on a baseline that was written; `known` is how many findings it has.
pub fn written_note(file: &str, known: u64) -> Text {
    Text::made(format!("{file}：已知问题 {known} 处"), format!("{file}: {known} known findings"))
}

/// The warning that a baseline is as it was, as the run that was to write it did not come to its end.
pub fn unchanged_note(file: &str) -> Text {
    Text::made(
        format!("运行没有完成，{file} 没有改动，其中没有的问题照常计入"),
        format!(
            "the run did not come to its end: {file} is left as it was, and findings that it lacks count"
        ),
    )
}

fn mended_note(mended: &[KnownFinding], file: &str, updated: bool) -> Text {
    let all: u64 = mended.iter().map(|known| u64::from(known.count)).sum();
    let few: Vec<String> =
        mended.iter().take(FEW).map(|known| format!("{} {}", known.rule, known.page)).collect();
    let more = if mended.len() > FEW { ", …" } else { "" };
    let few = format!("{}{more}", few.join(", "));
    let verb = if all == 1 { "finding is" } else { "findings are" };
    let (zh, en) = if updated {
        (format!("已从 {file} 移除"), format!("taken out of {file}"))
    } else {
        (
            format!("加 --update-baseline 可从 {file} 移除"),
            format!("--update-baseline takes them out of {file}"),
        )
    };
    Text::made(
        format!("已知问题修复了 {all} 处（{few}）；{zh}"),
        format!("{all} known {verb} mended ({few}); {en}"),
    )
}
