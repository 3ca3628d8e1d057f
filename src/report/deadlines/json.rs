//! JSON for programs. Keys, clocks and events are never translated; texts for people are in the language asked for.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::deadlines::{DueRow, DueTable};
use crate::domain::clock::{Count, Kind};
use crate::domain::lang::Lang;
use crate::domain::record::When;

use super::super::model::Tool;
use super::format::Format;

/// What each site must do by when.
#[derive(Serialize, JsonSchema)]
struct DeadlinesReport<'a> {
    /// 1.
    schema_version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The day it was made for, `YYYY-MM-DD`.
    today: String,
    /// The deadlines, the soonest first.
    #[serde(serialize_with = "rows")]
    #[schemars(with = "Vec<DeadlineReport<'static>>")]
    deadlines: (&'a DueTable, Lang),
    /// Events of which `beian.toml` and the ledger have different days.
    conflicts: Vec<ConflictReport<'a>>,
    /// Totals.
    summary: DeadlinesSummary,
}

/// A deadline of a site.
#[derive(Serialize, JsonSchema)]
struct DeadlineReport<'a> {
    /// The domain.
    site: &'a str,
    /// The client, where one is declared.
    client: Option<&'a str>,
    /// Which duty or wait it is.
    clock: &'static str,
    /// The same in words.
    label: &'a str,
    /// `duty`, of the site's owner, or `wait`, for an authority.
    kind: &'static str,
    /// `overdue`, `due`, `waiting` or another.
    state: &'static str,
    /// How the last day was counted.
    #[serde(flatten)]
    count: DeadlineCount,
    /// The later count, where there are two documented starts.
    also: Option<DeadlineCount>,
    /// Whether the last day is known to be a weekend or holiday.
    day_off: bool,
    /// What follows if it is missed.
    miss: &'a str,
    /// The law or guide, with article.
    reference: String,
    /// How sure the rule is: `sure`, `likely` or `unsure`.
    confidence: &'static str,
    /// The note of the event that it was counted from.
    note: Option<&'a str>,
    /// Names this deadline for good, as in calendars.
    uid: String,
}

/// How a last day was counted.
#[derive(Serialize, JsonSchema)]
struct DeadlineCount {
    /// The last day, `YYYY-MM-DD`.
    due: String,
    /// `HH:MM` of a term of hours.
    due_time: Option<String>,
    /// Days left; negative when overdue.
    days_left: i32,
    /// `exact`, `hour-unknown`, or `not-before`: working days on the way are not announced.
    certainty: &'static str,
    /// The event that it was counted from.
    basis: &'static str,
    /// The day or moment of that event.
    from: String,
}

/// An event of which `beian.toml` and the ledger have different days.
#[derive(Serialize, JsonSchema)]
struct ConflictReport<'a> {
    /// The domain.
    site: &'a str,
    /// The event.
    event: &'static str,
    /// Its day in `beian.toml`.
    declared: String,
    /// Its day in the ledger.
    recorded: String,
    /// The day that is used.
    used: String,
}

/// Totals of the deadlines.
#[derive(Serialize, JsonSchema)]
struct DeadlinesSummary {
    /// Deadlines.
    deadlines: usize,
    /// Those that are over.
    overdue: usize,
    /// Those within a week.
    due_within_7_days: usize,
    /// Waits for an authority.
    waiting: usize,
    /// Those that were not asked for (`--client`, `--days` …).
    not_listed: usize,
}

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "json",
    has_conflicts: true,
    write: |table, style, _, out| write(table, style.lang, out),
};

/// Writes the document.
pub fn write(deadlines: &DueTable, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let totals = deadlines.totals;
    let conflicts = deadlines.conflicts.iter().map(|(site, conflict)| ConflictReport {
        site,
        event: conflict.event.name(),
        declared: conflict.declared.to_string(),
        recorded: conflict.recorded.to_string(),
        used: conflict.used().to_string(),
    });
    let document = DeadlinesReport {
        schema_version: 1,
        tool: Tool::default(),
        today: deadlines.today().to_string(),
        deadlines: (deadlines, lang),
        conflicts: conflicts.collect(),
        summary: DeadlinesSummary {
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

fn view(row: &DueRow, now: When, lang: Lang) -> DeadlineReport<'_> {
    DeadlineReport {
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

fn count(count: &Count, now: When) -> DeadlineCount {
    let last = count.last;
    DeadlineCount {
        due: last.when.day.to_string(),
        due_time: last.when.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
        days_left: count.days_left(now.day),
        certainty: last.certainty.name(),
        basis: count.basis.name(),
        from: count.from.to_string(),
    }
}

/// The JSON Schema of the document, as `beian schema deadlines` prints it.
pub fn schema() -> String {
    let schema = schemars::schema_for!(DeadlinesReport<'static>);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
