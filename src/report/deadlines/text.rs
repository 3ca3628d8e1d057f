//! The table for people at a terminal: one row a clock, grouped by client. What colour says, words say too.

use std::io::{self, Write};

use anstyle::{AnsiColor, Effects, Style as Paint};

use crate::deadlines::{DueRow, DueState, DueTable};

use super::super::text::columns::{align, cut, wrap};
use super::super::{Detail, Style, escape};
use super::format::Format;
use super::words;

/// The widest a site's name may be.
const NAME: usize = 40;

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "text",

    has_conflicts: true,
    write: |table, style, _, out| write(table, style, out),
};

/// Writes the table.
pub fn write(deadlines: &DueTable, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let groups = deadlines.by_client();
    let rows = groups.iter().flat_map(|(_, rows)| rows);
    // aligned over all clients, so that the eye can run down
    let cells: Vec<[String; 5]> = rows.map(|row| cells(row, deadlines, style)).collect();
    let mut lines = align(&cells).into_iter();
    let named = groups.iter().any(|(client, _)| client.is_some());
    for (client, rows) in &groups {
        if named {
            let client = client.unwrap_or(words::NO_CLIENT.get(style.lang));
            writeln!(out, "[{}]", escape::line(client))?;
        }
        for row in rows {
            let line = lines.next().unwrap_or_default();
            writeln!(out, "{}", painted(&line, paint(row.state(deadlines.now)), style))?;
            remarks(row, style, out)?;
        }
    }
    if groups.is_empty() {
        writeln!(out, "{}", words::NOTHING.get(style.lang))?;
    } else {
        writeln!(out, "\n{}", words::totals(&deadlines.totals, style.lang))?;
    }
    for (site, conflict) in &deadlines.conflicts {
        let text = words::conflict(site, conflict, style.lang);
        let yellow = AnsiColor::Yellow.on_default();
        writeln!(out, "{}", painted(&format!("! {}", escape::line(&text)), yellow, style))?;
    }
    Ok(())
}

fn cells(row: &DueRow, deadlines: &DueTable, style: &Style<'_>) -> [String; 5] {
    let lang = style.lang;
    let sign = match row.state(deadlines.now) {
        DueState::Overdue => "✗",
        DueState::Soon | DueState::Late => "!",
        DueState::Running => "·",
        DueState::Waiting => "…",
    };
    [
        format!("{sign} {}", words::standing(row, deadlines.now, lang)),
        words::due(&row.count, lang),
        cut(&escape::line(&row.site), NAME),
        row.clock.label.get(lang).to_owned(),
        words::from(&row.count, lang),
    ]
}

fn remarks(row: &DueRow, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    if style.detail == Detail::Brief {
        return Ok(());
    }
    let mut remarks = words::remarks(row, style.lang);
    if style.detail == Detail::Full {
        remarks.extend(words::reasons(row, style.lang));
    }
    for remark in remarks {
        for line in wrap(&escape::line(&remark), style.width.saturating_sub(4)) {
            writeln!(out, "    {}", painted(&line, Effects::DIMMED.into(), style))?;
        }
    }
    Ok(())
}

fn painted(text: &str, paint: Paint, style: &Style<'_>) -> String {
    if style.colour { format!("{paint}{text}{paint:#}") } else { text.to_owned() }
}

const fn paint(state: DueState) -> Paint {
    match state {
        DueState::Overdue => AnsiColor::Red.on_default(),
        DueState::Soon | DueState::Late => AnsiColor::Yellow.on_default(),
        DueState::Running => Paint::new(),
        DueState::Waiting => Paint::new().effects(Effects::DIMMED),
    }
}
