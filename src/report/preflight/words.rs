//! Words that the formats of a preflight report share.

use crate::domain::lang::{Lang, Text};

use crate::preflight::dossier::key_label;

use super::model::{Counts, Entry, StepDay, StepEntry, UnsaidKeys};

pub(super) static TITLE: Text = Text::fixed("备案材料检查", "Preflight of a filing");
pub(super) static MEND: Text = Text::fixed("先改这些", "Correct these first");
pub(super) static REVIEW: Text = Text::fixed("需要您核对", "To be looked at by you");
pub(super) static UNSAID: Text = Text::fixed("还没有填写", "Not filled in yet");
pub(super) static FILL_IN: Text = Text::fixed(
    "在文件里写上这些内容（init 生成的文件去掉行前的 #）；没有写的既不算通过，也不算错误。",
    "Write these into the file (in one that init wrote, take the # off); what is left out neither passes nor fails.",
);
pub(super) static ERRORS_FIRST: Text = Text::fixed(
    "先改完上面的错误再提交：日期按没有错误的订单计算。",
    "Correct the errors above first: the days are those of an order without any.",
);
pub(super) static DECISIONS: Text = Text::fixed("结论", "Decisions");
pub(super) static PAPERS: Text = Text::fixed("要准备的材料", "Papers to prepare");
pub(super) static PLAN: Text = Text::fixed("时间安排", "Plan");
pub(super) static NOTES: Text = Text::fixed("说明", "Notes");
pub(super) static FIX: Text = Text::fixed("改法：", "Fix: ");
pub(super) static SOURCE: Text = Text::fixed("依据：", "Source: ");
pub(super) static REASON: Text = Text::fixed("理由：", "Why: ");
pub(super) static MAYBE: Text = Text::fixed("（审核员要求时）", " (if the reviewer asks)");
pub(super) static NOTHING: Text = Text::fixed("没有要改的。", "There is nothing to correct.");
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

/// The counts in one line; `questions` are the reviews that ask for more than to be filled in.
pub(super) fn counts(counts: &Counts, questions: usize, lang: Lang) -> String {
    let Counts { errors, warnings, infos, unsaid, passed, .. } = counts;
    match lang {
        Lang::Zh => format!(
            "错误 {errors}，警告 {warnings}，提示 {infos}，需要核对 {questions}，没有填写 {unsaid}；{passed} 条规则没有问题"
        ),
        Lang::En => format!(
            "errors {errors}, warnings {warnings}, infos {infos}, to look at {questions}, not filled in {unsaid}; {passed} rules are satisfied"
        ),
    }
}

/// The keys that a table leaves out, each with what it is.
pub(super) fn unsaid(table: &UnsaidKeys<'_>, lang: Lang) -> String {
    // `[[site]] 青禾文具` is the table with the name of what it describes
    let written = table.entry.table.split(' ').next().unwrap_or_default();
    let key = |key: &&str| match (key_label(written, key, lang), lang) {
        (Some(label), Lang::Zh) => format!("{key} {label}"),
        (Some(label), Lang::En) => format!("{key} ({label})"),
        (None, _) => (*key).to_owned(),
    };
    let keys: Vec<String> = table.keys.iter().map(key).collect();
    keys.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// Where a table is that leaves something out.
pub(super) fn unsaid_place(table: &UnsaidKeys<'_>, lang: Lang) -> String {
    let place = place(table.entry, lang);
    let top = Text::fixed("文件开头", "top of the file");
    if place.is_empty() { top.get(lang).to_owned() } else { place }
}

/// What stands between a title and what it is about.
pub(super) const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    }
}

/// What ends a sentence before the next one.
pub(super) const fn full_stop(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "。",
        Lang::En => ". ",
    }
}

/// A source in brackets, with its day where it is not empty.
pub(super) fn in_brackets(source: &str, day: &str, lang: Lang) -> String {
    match (lang, day) {
        (Lang::Zh, "") => format!("（{source}）"),
        (Lang::Zh, day) => format!("（{source}，{day}）"),
        (Lang::En, "") => format!(" ({source})"),
        (Lang::En, day) => format!(" ({source}, {day})"),
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
    let days = [
        (StepDay::Earliest, &step.earliest),
        (StepDay::Usual, &step.usual),
        (StepDay::Latest, &step.latest),
    ];
    days.map(|(name, day)| {
        let sign = if step.not_before.contains(&name) { "≥ " } else { "" };
        format!("{sign}{day}")
    })
}
