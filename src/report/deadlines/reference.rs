//! The table of all clocks, in Markdown, for the guides.

use std::fmt::Write as _;

use crate::domain::clock::{ALL, Clock, Confidence, End, Kind, Length};
use crate::domain::lang::{Lang, Text};

/// A row a clock: what starts and ends it, how long it runs, what a miss costs, where that is written.
pub fn clocks(lang: Lang) -> String {
    let mut table = match lang {
        Lang::Zh => "| 期限 | 起算 | 长度 | 结束 | 逾期 | 依据 |\n",
        Lang::En => "| clock | starts | runs | ends | on a miss | basis |\n",
    }
    .to_owned();
    table.push_str("|---|---|---|---|---|---|\n");
    for clock in ALL {
        // writing to a String cannot fail
        let _ = writeln!(
            table,
            "| `{}` {}{} | {} | {} | {} | {} | {}{} |",
            clock.name,
            clock.label.get(lang),
            kind(clock.kind).get(lang),
            starts(clock, lang),
            length(clock.length).get(lang),
            ends(clock, lang),
            clock.miss.get(lang),
            clock.basis.cite(lang),
            confidence(clock.confidence).get(lang),
        );
    }
    table
}

fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Duty => Text::fixed("", ""),
        Kind::Wait => Text::fixed("（等待他人）", " (others' turn)"),
    }
}

fn starts(clock: &Clock, lang: Lang) -> String {
    let names = clock.starts.iter().map(|event| format!("`{}`", event.name()));
    let mut starts = names.collect::<Vec<_>>().join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    });
    if let Some(second) = clock.or_from {
        let form =
            Text::made(format!("；或 `{}`", second.name()), format!("; or `{}`", second.name()));
        starts.push_str(form.get(lang));
    }
    starts
}

fn length(length: Length) -> Text {
    match length {
        Length::Hours(hours) => Text::made(format!("{hours} 小时"), format!("{hours} hours")),
        Length::Days(0) => Text::fixed("当天", "the day itself"),
        Length::Days(days) => Text::made(format!("{days} 天"), format!("{days} days")),
        Length::WorkingDays(days) => {
            Text::made(format!("{days} 个工作日"), format!("{days} working days"))
        }
        Length::Named => Text::fixed("通知中的日期", "to the day that it names"),
        Length::Term => Text::fixed("`--due` 写明的日期", "to the day that `--due` names"),
    }
}

fn ends(clock: &Clock, lang: Lang) -> String {
    let mut ends: Vec<String> = clock.ends.iter().map(|end| self::end(*end, lang)).collect();
    if clock.length == Length::Named {
        let settled = Text::fixed("不带 `--due` 的 `notice`", "a `notice` without `--due`");
        ends.push(settled.get(lang).to_owned());
    }
    if clock.length == Length::Term {
        let renewed = Text::fixed("同一事件的新日期", "the same event with a later day");
        ends.push(renewed.get(lang).to_owned());
    }
    ends.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

fn end(end: End, lang: Lang) -> String {
    let text = match end {
        End::Event(event) => return format!("`{}`", event.name()),
        End::BadgeSeen => Text::fixed("审查看到公安备案号和图标", "an audit saw the badge"),
        End::NumberSeen => {
            Text::fixed("审查看到 ICP 备案号和链接", "an audit saw the number and its link")
        }
        End::NumberDeclared => Text::fixed("声明了公安备案号", "a police number is declared"),
    };
    text.get(lang).to_owned()
}

fn confidence(confidence: Confidence) -> Text {
    match confidence {
        Confidence::Sure => Text::fixed("", ""),
        Confidence::Likely => Text::fixed("（来源说法不一）", " (sources differ)"),
        Confidence::Unsure => Text::fixed("（未核实）", " (not verified)"),
    }
}
