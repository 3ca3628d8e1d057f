//! A self-contained page for people, in the frame of all reports: the time line, and a table for each client.

use std::io::{self, Write};

use minijinja::context;
use minijinja::value::Value;

use crate::config::Audience;
use crate::deadlines::{DueRow, DueTable};
use crate::domain::lang::{Lang, Text};
use crate::report::Style;
use crate::report::audience::for_client;
use crate::report::html::frame::{PageFrame, PageTop, day_in_words, markup};
use crate::report::html::made_by;
use crate::report::html::timeline::TimelineDrawing;
use crate::report::words::word;

use super::format::Format;
use super::words;

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "html",

    has_conflicts: true,
    write: |table, style, _, out| write(table, style, out),
};

/// What a client is told where nothing is due.
static NOTHING_FOR_CLIENT: Text = Text::fixed("没有正在计算的期限。", "No deadline is running.");

/// Writes the page.
pub fn write(deadlines: &DueTable, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (lang, today) = (style.lang, deadlines.today());
    let said = |text: &str| match style.audience {
        Audience::Owner => text.to_owned(),
        Audience::Client => for_client(text).into_owned(),
    };
    let title = words::TITLE.get(lang).to_owned();
    let frame = PageFrame::begin(&format!("{title} {today}"), style, out)?;
    let groups = deadlines.by_client();
    let mut facts = vec![(word("日期", "Date", lang), day_in_words(today, lang))];
    let only = match groups.as_slice() {
        [(Some(client), _)] => Some((*client).to_owned()),
        _ => None,
    };
    facts.extend(only.clone().map(|client| (word("客户", "Client", lang), client)));
    facts.push((word("合计", "Total", lang), said(&words::totals(&deadlines.totals, lang))));
    let conflicts = deadlines.conflicts.iter();
    let notes = conflicts.map(|(site, conflict)| said(&words::conflict(site, conflict, lang)));
    let notes = notes.filter(|note| !note.is_empty()).collect();
    frame.top(PageTop { title, subject: String::new(), facts, notes }, out)?;
    let mut timeline = TimelineDrawing::default();
    for row in &deadlines.rows {
        timeline.add(row.days_left(deadlines.now), row.state(deadlines.now));
    }
    let named = only.is_none() && groups.iter().any(|(client, _)| client.is_some());
    let groups: Vec<Value> = groups
        .iter()
        .map(|(client, rows)| {
            let client = client.unwrap_or(words::NO_CLIENT.get(lang));
            let rows = rows.iter().map(|row| row_value(row, deadlines, lang));
            context! { client => named.then_some(client), rows => rows.collect::<Vec<_>>() }
        })
        .collect();
    let nothing = match style.audience {
        Audience::Owner => &words::NOTHING,
        Audience::Client => &NOTHING_FOR_CLIENT,
    };
    let values = context! {
        timeline => markup(timeline.draw(today, lang)?),
        heads => words::columns(lang),
        groups,
        nothing => nothing.get(lang),
    };
    frame.part("deadlines", values, out)?;
    frame.end(&made_by(lang), out)
}

fn row_value(row: &DueRow, deadlines: &DueTable, lang: Lang) -> Value {
    let mut remarks = vec![words::from(&row.count, lang)];
    remarks.extend(words::remarks(row, lang));
    remarks.extend(words::reasons(row, lang));
    context! {
        class => row.state(deadlines.now).name(),
        standing => words::standing(row, deadlines.now, lang),
        due => words::due(&row.count, lang),
        site => &*row.site,
        what => row.clock.label.get(lang),
        remarks,
    }
}
