//! JSON for programs. Keys, clocks and events are never translated; texts for people are in the language asked for.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::deadlines::{DueRow, DueTable};
use crate::domain::clock::{Count, Kind};
use crate::domain::lang::Lang;
use crate::domain::record::When;

use super::super::model::Tool;
use super::format::Format;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    /// The day it was made for.
    today: String,
    #[serde(serialize_with = "rows")]
    deadlines: (&'a DueTable, Lang),
    conflicts: Vec<ConflictView<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct RowView<'a> {
    site: &'a str,
    client: Option<&'a str>,
    clock: &'static str,
    label: &'a str,
    /// `duty` or `wait`.
    kind: &'static str,
    state: &'static str,
    #[serde(flatten)]
    count: CountView,
    /// The later count, where there are two documented starts.
    also: Option<CountView>,
    /// The last day is a weekend or holiday; `null` where that is not announced.
    day_off: bool,
    miss: &'a str,
    reference: String,
    confidence: &'static str,
    note: Option<&'a str>,
    /// Names this clock for good, as in calendars.
    uid: String,
}

#[derive(Serialize)]
struct CountView {
    due: String,
    /// `HH:MM` of a term of hours.
    due_time: Option<String>,
    days_left: i32,
    /// `exact`, `hour-unknown`, or `not-before`: working days on the way are not announced.
    certainty: &'static str,
    basis: &'static str,
    from: String,
}

#[derive(Serialize)]
struct ConflictView<'a> {
    site: &'a str,
    event: &'static str,
    declared: String,
    recorded: String,
    used: String,
}

#[derive(Serialize)]
struct Summary {
    deadlines: usize,
    overdue: usize,
    due_within_7_days: usize,
    waiting: usize,
    not_listed: usize,
}

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "json",
    extension: "json",
    has_conflicts: true,
    write: |table, style, _, out| write(table, style.lang, out),
};

/// Writes the document.
pub fn write(deadlines: &DueTable, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let totals = deadlines.totals;
    let conflicts = deadlines.conflicts.iter().map(|(site, conflict)| ConflictView {
        site,
        event: conflict.event.name(),
        declared: conflict.declared.to_string(),
        recorded: conflict.recorded.to_string(),
        used: conflict.used().to_string(),
    });
    let document = Document {
        schema_version: 1,
        tool: Tool::default(),
        today: deadlines.today().to_string(),
        deadlines: (deadlines, lang),
        conflicts: conflicts.collect(),
        summary: Summary {
            deadlines: totals.deadlines,
            overdue: totals.overdue,
            due_within_7_days: totals.soon,
            waiting: totals.waiting,
            not_listed: totals.not_listed,
        },
    };
    crate::report::json::pretty(&document, out)
}

/// One row after another: they are never all in memory as text.
fn rows<S: Serializer>(
    (deadlines, lang): &(&DueTable, Lang),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(deadlines.rows.iter().map(|row| view(row, deadlines.now, *lang)))
}

fn view(row: &DueRow, now: When, lang: Lang) -> RowView<'_> {
    RowView {
        site: &row.site,
        client: row.client.as_deref(),
        clock: row.clock.name,
        label: row.clock.label.get(lang),
        kind: match row.clock.kind {
            Kind::Duty => "duty",
            Kind::Wait => "wait",
        },
        state: row.state(now).name(),
        count: count(&row.count, now),
        also: row.also.as_ref().map(|also| count(also, now)),
        day_off: row.day_off,
        miss: row.clock.miss.get(lang),
        reference: row.clock.basis.cite(lang),
        confidence: row.clock.confidence.name(),
        note: row.note.as_deref(),
        uid: row.uid(),
    }
}

fn count(count: &Count, now: When) -> CountView {
    let last = count.last;
    CountView {
        due: last.when.day.to_string(),
        due_time: last.when.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        days_left: count.days_left(now.day),
        certainty: last.certainty.name(),
        basis: count.basis.name(),
        from: count.from.to_string(),
    }
}
