//! Words that all formats for people share.

use crate::deadlines::{DueRow, DueState, DueTotals};
use crate::domain::clock::{Certainty, Count, Kind, Length};
use crate::domain::lang::{Lang, Text, counted};
use crate::domain::record::When;
use crate::domain::timeline::Conflict;
use crate::report::words::left;

/// How a clock is, with the days that are left.
pub(super) fn standing(row: &DueRow, now: When, lang: Lang) -> String {
    let days = row.days_left(now);
    match (row.state(now), lang) {
        (DueState::Overdue, Lang::Zh) if days == 0 => "今天已过时".to_owned(),
        (DueState::Overdue, Lang::En) if days == 0 => "over since today".to_owned(),
        (DueState::Overdue | DueState::Soon | DueState::Running, lang) => left(days, lang),
        (DueState::Late, Lang::Zh) => format!("等待，已超 {} 天", days.unsigned_abs()),
        (DueState::Late, Lang::En) => format!("waiting, {} late", day_count(days)),
        (DueState::Waiting, Lang::Zh) => format!("等待，约 {days} 天"),
        (DueState::Waiting, Lang::En) => format!("waiting, about {}", day_count(days)),
    }
}

fn day_count(days: i32) -> String {
    counted(days.unsigned_abs(), "day")
}

/// The last day, marked where it is only the earliest possible one.
pub(super) fn due(count: &Count, lang: Lang) -> String {
    let when = count.last.when;
    match (count.last.certainty, lang) {
        (Certainty::Unannounced, Lang::Zh) => format!("最早 {when}"),
        (Certainty::Unannounced, Lang::En) => format!("from {when}"),
        (Certainty::Exact | Certainty::HourUnknown, _) => when.to_string(),
    }
}

/// What the day was counted from.
pub(super) fn from(count: &Count, lang: Lang) -> String {
    let (label, day) = (count.basis.label(), count.from);
    match lang {
        Lang::Zh => format!("自{}（{day}）起算", label.zh),
        Lang::En => format!("from the {} on {day}", label.en),
    }
}

/// What is to be known beside the day: the other count, what is uncertain, and what was noted.
pub(super) fn remarks(row: &DueRow, lang: Lang) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(also) = &row.also {
        let (from, due) = (from(also, lang), due(also, lang));
        remarks.push(match lang {
            Lang::Zh => format!("另一种算法：{from}，为 {due}；按较早的一天提醒"),
            Lang::En => format!("counted {from} it is {due}; the earlier day is warned of"),
        });
    }
    let certainty = match row.count.last.certainty {
        Certainty::Exact => None,
        Certainty::HourUnknown => Some(Text::fixed(
            "没有记录时刻，按次日结束计算，实际可能更早；记录时写上时刻即可精确",
            "no hour is on record: taken for the end of the next day, it may be earlier; record it with the hour",
        )),
        Certainty::Unannounced => Some(Text::fixed(
            "途经的工作日安排尚未公布，截止日未知；所示为最早可能的日期",
            "the working days on the way are not announced, so that the day is unknown; shown is the earliest it can be",
        )),
    };
    remarks.extend(certainty.map(|text| text.get(lang).to_owned()));
    if row.day_off && matches!(row.clock.length, Length::Days(_)) {
        let text = Text::fixed(
            "当天不是工作日；期限不顺延计算，请提前办理",
            "no working day; the term is not put off, act before it",
        );
        remarks.push(text.get(lang).to_owned());
    }
    if let Some(note) = &row.note {
        remarks.push(match lang {
            Lang::Zh => format!("备注：{note}"),
            Lang::En => format!("note: {note}"),
        });
    }
    remarks
}

/// What a miss costs, and where that is written.
pub(super) fn reasons(row: &DueRow, lang: Lang) -> [String; 2] {
    let (miss, basis) = (row.clock.miss.get(lang), row.clock.basis.cite(lang));
    let head = match row.clock.kind {
        Kind::Duty => Text::fixed("逾期：", "on a miss: "),
        Kind::Wait => Text::fixed("说明：", "to know: "),
    };
    match lang {
        Lang::Zh => [format!("{}{miss}", head.zh), format!("依据：{basis}")],
        Lang::En => [format!("{}{miss}", head.en), format!("basis: {basis}")],
    }
}

/// A contradiction, and what to do about it.
pub(super) fn conflict(site: &str, conflict: &Conflict, lang: Lang) -> String {
    let Conflict { event, declared, recorded } = conflict;
    let used = conflict.used();
    match lang {
        Lang::Zh => format!(
            "{site} 的“{}”日期不一致：beian.toml 为 {declared}，账本为 {recorded}；按较早的 {used} 计算，请改正其中一处",
            event.label().zh
        ),
        Lang::En => format!(
            "{site}: the {} is on {declared} in beian.toml and on {recorded} in the ledger; the earlier, {used}, is used: \
             correct one of them",
            event.label().en
        ),
    }
}

/// What the rows add up to.
pub(super) fn totals(totals: &DueTotals, lang: Lang) -> String {
    let DueTotals { deadlines, overdue, soon, waiting, not_listed } = *totals;
    let mut parts = match lang {
        Lang::Zh => vec![format!("共 {deadlines} 项"), format!("逾期 {overdue} 项")],
        Lang::En => vec![counted(deadlines, "deadline"), format!("{overdue} overdue")],
    };
    parts.push(match lang {
        Lang::Zh => format!("7 天内到期 {soon} 项"),
        Lang::En => format!("{soon} due within 7 days"),
    });
    parts.push(match lang {
        Lang::Zh => format!("等待他人 {waiting} 项"),
        Lang::En => format!("{waiting} waiting for others"),
    });
    if not_listed > 0 {
        parts.push(match lang {
            Lang::Zh => format!("另有 {not_listed} 项较晚的未列出（--limit 0 列出全部）"),
            Lang::En => format!("{not_listed} later ones not listed (--limit 0 lists all)"),
        });
    }
    parts.join(match lang {
        Lang::Zh => "，",
        Lang::En => ", ",
    })
}

/// What is shown where nothing is due.
pub(super) static NOTHING: Text = Text::fixed(
    "没有需要提醒的期限。用 beian deadlines record 记录事件，或在 beian.toml 里写上 opened 等日期。",
    "Nothing to be reminded of. Record events with beian deadlines record, or note days such as opened in beian.toml.",
);

/// The heading of rows without a client, where others have one.
pub(super) static NO_CLIENT: Text = Text::fixed("（未注明客户）", "(no client)");

/// The title of a report.
pub(super) static TITLE: Text = Text::fixed("网站备案期限", "Filing deadlines");

/// The columns of a table for people.
pub(super) fn columns(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["状态", "截止", "网站", "事项", "说明"],
        Lang::En => ["state", "due", "site", "what", "remarks"],
    }
}
