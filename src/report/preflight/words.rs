//! Words that the formats of a preflight report share.

use crate::domain::lang::{Lang, Text};

use super::model::{Counts, Entry, StepEntry};

pub(super) static TITLE: Text = Text::fixed("备案材料检查", "Preflight of a filing");
pub(super) static MEND: Text = Text::fixed("先改这些", "Correct these first");
pub(super) static REVIEW: Text = Text::fixed("需要您核对", "To be looked at by you");
pub(super) static DECISIONS: Text = Text::fixed("结论", "Decisions");
pub(super) static PAPERS: Text = Text::fixed("要准备的材料", "Papers to prepare");
pub(super) static PLAN: Text = Text::fixed("时间安排", "Plan");
pub(super) static NOTES: Text = Text::fixed("说明", "Notes");
pub(super) static FIX: Text = Text::fixed("改法：", "Fix: ");
pub(super) static SOURCE: Text = Text::fixed("依据：", "Source: ");
pub(super) static REASON: Text = Text::fixed("理由：", "Why: ");
pub(super) static MAYBE: Text = Text::fixed("（审核员要求时）", " (if the reviewer asks)");
pub(super) static NOTHING: Text = Text::fixed("没有发现问题。", "Nothing is wrong.");
pub(super) static DONE: Text = Text::fixed("已完成", "done");
pub(super) static MAY_BE_LATER: Text = Text::fixed(
    "带 ≥ 的日期：途中的放假安排尚未公布，实际为该日或更晚。",
    "Days with ≥: the holidays on the way are not announced yet; the day is this one or later.",
);

/// The heads of the plan's columns.
pub(super) const fn plan_columns(lang: Lang) -> [&'static str; 4] {
    match lang {
        Lang::Zh => ["步骤", "最早", "通常", "最晚"],
        Lang::En => ["step", "earliest", "usual", "latest"],
    }
}

/// The counts in one line.
pub(super) fn counts(counts: &Counts, lang: Lang) -> String {
    let Counts { errors, warnings, infos, reviews, passed } = counts;
    match lang {
        Lang::Zh => format!(
            "错误 {errors}，警告 {warnings}，提示 {infos}，需要核对 {reviews}；{passed} 条规则没有问题"
        ),
        Lang::En => format!(
            "errors {errors}, warnings {warnings}, infos {infos}, to look at {reviews}; {passed} rules are satisfied"
        ),
    }
}

/// Where in the file something stands.
pub(super) fn place(entry: &Entry, lang: Lang) -> String {
    let line = entry.line.map(|line| match lang {
        Lang::Zh => format!("第 {line} 行"),
        Lang::En => format!("line {line}"),
    });
    match (entry.table.as_str(), line) {
        ("", None) => String::new(),
        ("", Some(line)) => line,
        (table, None) => table.to_owned(),
        (table, Some(line)) => {
            format!("{table}, {line}").replace(", ", if lang == Lang::Zh { "，" } else { ", " })
        }
    }
}

/// The three days of a step.
pub(super) fn days(step: &StepEntry, lang: Lang) -> [String; 3] {
    if step.done {
        return [step.usual.clone(), DONE.get(lang).to_owned(), String::new()];
    }
    let sign = if step.announced { "" } else { "≥ " };
    [&step.earliest, &step.usual, &step.latest].map(|day| format!("{sign}{day}"))
}
