//! A calendar (RFC 5545, with the refresh properties of RFC 7986) that Google, Outlook and Apple import: one event a
//! clock, whole days, with alarms.
//!
//! The writer is our own: it streams, and what a library would add is a second date library. That the text is right is
//! for property tests and an independent parser to say.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::ToSpan;
use jiff::civil::DateTime;

use crate::deadlines::{DueRow, DueTable};
use crate::domain::clock::{Certainty, Kind};
use crate::domain::date::{Date, days_after};
use crate::domain::lang::{Lang, Text};
use crate::domain::record::When;

use super::super::escape;
use super::format::Format;
use super::words;

/// The longest line, in octets without its end.
const LINE: usize = 75;

/// What an earlier calendar said of its events: start and sequence number, by UID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Earlier(BTreeMap<String, (String, u32)>);

impl Earlier {
    /// Reads a calendar that this writer wrote; of any other text what it has in common with one.
    pub fn read(text: &str) -> Self {
        let unfolded = text.replace("\r\n", "\n").replace("\n ", "");
        let mut events = BTreeMap::new();
        let (mut uid, mut start, mut sequence) = (None, None, 0);
        for line in unfolded.lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            match name.split(';').next().unwrap_or_default() {
                "BEGIN" if value == "VEVENT" => (uid, start, sequence) = (None, None, 0),
                "UID" => uid = Some(value.to_owned()),
                "DTSTART" => start = Some(value.to_owned()),
                "SEQUENCE" => sequence = value.parse().unwrap_or(0),
                "END" if value == "VEVENT" => {
                    if let (Some(uid), Some(start)) = (uid.take(), start.take()) {
                        events.insert(uid, (start, sequence));
                    }
                }
                _ => {}
            }
        }
        Self(events)
    }

    /// The number of an event: at least the ledger's own, and above the earlier one where its start has moved.
    fn sequence(&self, uid: &str, start: &str, own: u32) -> u32 {
        match self.0.get(uid) {
            Some((before, sequence)) if before == start => own.max(*sequence),
            Some((_, sequence)) => own.max(sequence.saturating_add(1)),
            None => own,
        }
    }
}

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "ics",

    has_conflicts: false,
    write: |table, style, client, out| {
        let look = CalendarLook { name: client, lead_days: None, lang: style.lang };
        write(table, &look, &Earlier::default(), out)
    },
};

/// How a calendar looks.
#[derive(Clone, Copy, Debug)]
pub struct CalendarLook<'a> {
    /// Whose it is; shown by programs that subscribe to it.
    pub name: Option<&'a str>,
    /// Days before a due day on which an alarm goes off; a week, three days and one where nothing is set.
    pub lead_days: Option<&'a [u16]>,
    /// The language.
    pub lang: Lang,
}

/// Writes the calendar. A due day that moved since the earlier calendar keeps its UID and gets a higher sequence number.
pub fn write(
    deadlines: &DueTable,
    look: &CalendarLook<'_>,
    earlier: &Earlier,
    out: &mut dyn Write,
) -> io::Result<()> {
    let CalendarLook { name, lang, .. } = *look;
    let title = words::TITLE.get(lang);
    let name = name.map_or_else(|| title.to_owned(), |name| format!("{title} · {name}"));
    let mut lines = IcsLines { out };
    lines.put("BEGIN", "VCALENDAR")?;
    lines.put("VERSION", "2.0")?;
    lines.put("PRODID", "-//beian//deadlines//EN")?;
    lines.put("CALSCALE", "GREGORIAN")?;
    lines.put("METHOD", "PUBLISH")?;
    lines.text("NAME", &name)?;
    lines.text("X-WR-CALNAME", &name)?;
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", "P1D")?;
    lines.put("X-PUBLISHED-TTL", "P1D")?;
    let stamp = utc(deadlines.now);
    for row in &deadlines.rows {
        event(row, &stamp, earlier, look, &mut lines)?;
    }
    lines.put("END", "VCALENDAR")
}

fn event(
    row: &DueRow,
    stamp: &str,
    earlier: &Earlier,
    look: &CalendarLook<'_>,
    lines: &mut IcsLines<'_>,
) -> io::Result<()> {
    let lang = look.lang;
    let last = row.count.last;
    let uid = escaped(&row.uid());
    let timed = last.when.time.is_some();
    let start = if timed { utc(last.when) } else { compact(last.when.day) };
    lines.put("BEGIN", "VEVENT")?;
    lines.put("UID", &uid)?;
    lines.put("DTSTAMP", stamp)?;
    lines.put("SEQUENCE", &earlier.sequence(&uid, &start, row.sequence).to_string())?;
    if timed {
        lines.put("DTSTART", &start)?;
    } else {
        lines.put("DTSTART;VALUE=DATE", &start)?;
        let end = days_after(last.when.day, 1);
        if end > last.when.day {
            lines.put("DTEND;VALUE=DATE", &compact(end))?;
        }
    }
    lines.text("SUMMARY", &summary(row, lang))?;
    lines.text("DESCRIPTION", &description(row, lang))?;
    if let Some(client) = &row.client {
        lines.text("CATEGORIES", client)?;
    }
    let sure = last.certainty == Certainty::Exact && row.clock.kind == Kind::Duty;
    lines.put("STATUS", if sure { "CONFIRMED" } else { "TENTATIVE" })?;
    lines.put("TRANSP", "TRANSPARENT")?;
    if row.clock.kind == Kind::Duty {
        for trigger in triggers(timed, look.lead_days) {
            lines.put("BEGIN", "VALARM")?;
            lines.put("ACTION", "DISPLAY")?;
            lines.text("DESCRIPTION", &summary(row, lang))?;
            lines.put("TRIGGER", &trigger)?;
            lines.put("END", "VALARM")?;
        }
    }
    lines.put("END", "VEVENT")
}

/// When alarms go off, from the beginning of the event: of a day, from its midnight.
fn triggers(timed: bool, lead_days: Option<&[u16]>) -> Vec<String> {
    if timed {
        return ["-PT12H", "-PT3H", "-PT1H"].map(str::to_owned).into();
    }
    let trigger = |days: &u16| match days {
        // At midnight nobody hears it.
        0 => "PT9H".to_owned(),
        days => format!("-P{days}D"),
    };
    lead_days.unwrap_or(&[7, 3, 1]).iter().map(trigger).collect()
}

fn summary(row: &DueRow, lang: Lang) -> String {
    let (site, label) = (escape::hosts(&row.site), row.clock.label.get(lang));
    let form = match row.clock.kind {
        Kind::Duty => Text::fixed("截止：", "due: "),
        Kind::Wait => Text::fixed("等待：", "waiting: "),
    };
    format!("{}{label} · {site}", form.get(lang))
}

fn description(row: &DueRow, lang: Lang) -> String {
    let mut lines = vec![words::from(&row.count, lang)];
    lines.extend(words::remarks(row, lang));
    lines.extend(words::reasons(row, lang));
    lines.join("\n")
}

/// `20261122`.
pub(in crate::report) fn compact(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// `20261122T040000Z`: a moment in China (UTC+8) as the world writes it; of a day its first.
pub(in crate::report) fn utc(when: When) -> String {
    let local = DateTime::from_parts(when.day, when.time.unwrap_or_default());
    let utc = local.saturating_sub(8.hours());
    let (hour, minute, second) = (utc.hour(), utc.minute(), utc.second());
    format!("{}T{hour:02}{minute:02}{second:02}Z", compact(utc.date()))
}

/// Content lines: folded, ended by CR LF.
pub(in crate::report) struct IcsLines<'a> {
    pub(in crate::report) out: &'a mut dyn Write,
}

impl IcsLines<'_> {
    /// A property whose value is escaped here.
    pub(in crate::report) fn text(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.put(name, &escaped(text))
    }

    /// A property whose value is escaped already.
    pub(in crate::report) fn put(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.out.write_all(folded(&format!("{name}:{value}")).as_bytes())
    }
}

/// A value of type TEXT. Controls and invisible characters are shown, as everywhere.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in escape::lines(text).chars() {
        match char {
            '\n' => safe.push_str("\\n"),
            '\\' | ';' | ',' => {
                safe.push('\\');
                safe.push(char);
            }
            other => safe.push(other),
        }
    }
    safe
}

/// The line in pieces of at most 75 octets, broken between characters; each further piece begins with a blank.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + line.len() / 36 + 2);
    let mut width = 0;
    for char in line.chars() {
        if width + char.len_utf8() > LINE {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push(char);
        width += char.len_utf8();
    }
    folded.push_str("\r\n");
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::deadlines::sample;

    fn calendar(deadlines: &DueTable, earlier: &Earlier) -> String {
        let mut out = Vec::new();
        let look = CalendarLook { name: Some("某客户"), lead_days: None, lang: Lang::Zh };
        write(deadlines, &look, earlier, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_calendar_reads_as_it_looks() {
        let text = calendar(&sample::table(), &Earlier::default());
        insta::assert_snapshot!(text.replace("\r\n", "\n"));
    }

    #[test]
    fn every_line_is_short_and_ends_with_cr_lf() {
        let text = calendar(&sample::table(), &Earlier::default());
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])));
        assert_eq!(lines.last(), Some(&""));
        assert!(text.contains("截止：公安联网备案"));
    }

    #[test]
    fn a_day_that_moves_keeps_its_uid_and_gets_a_higher_number() {
        let before = sample::table();
        let earlier = Earlier::read(&calendar(&before, &Earlier::default()));
        assert_eq!(earlier.0.len(), before.rows.len());
        let mut after = before.clone();
        after.rows[0].count.last.when.day = days_after(after.rows[0].count.last.when.day, 3);
        let again = Earlier::read(&calendar(&after, &earlier));
        for (index, row) in before.rows.iter().enumerate() {
            let uid = escaped(&row.uid());
            let (was, is) = (earlier.0[&uid].1, again.0[&uid].1);
            assert_eq!(is, was + u32::from(index == 0), "{uid}");
        }
        // what did not move keeps its number, a change in the ledger raises it
        assert_eq!(Earlier::read(&calendar(&after, &again)), again);
        after.rows[0].sequence = 40;
        let more = Earlier::read(&calendar(&after, &again));
        assert_eq!(more.0[&escaped(&after.rows[0].uid())].1, 40);
    }

    #[test]
    fn alarms_go_off_on_the_lead_days() {
        let mut out = Vec::new();
        let look = CalendarLook { name: None, lead_days: Some(&[30, 0]), lang: Lang::En };
        write(&sample::table(), &look, &Earlier::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("TRIGGER:-P30D\r\n") && text.contains("TRIGGER:PT9H\r\n"), "{text}");
        assert!(!text.contains("TRIGGER:-P7D"), "{text}");
    }

    #[test]
    fn moments_are_written_in_utc() {
        for (when, text) in [
            ("2026-02-25 16:30", "20260225T083000Z"),
            ("2026-03-01 07:59:59", "20260228T235959Z"),
            ("2024-03-01 00:00", "20240229T160000Z"),
            ("2026-11-22", "20261121T160000Z"),
        ] {
            assert_eq!(utc(when.parse().unwrap()), text);
        }
    }

    #[test]
    fn a_text_cannot_leave_its_line() {
        for (raw, shown) in [
            ("a;b,c\\d", "a\\;b\\,c\\\\d"),
            ("a\nEND:VCALENDAR", "a\\nEND:VCALENDAR"),
            ("a\r\nb\u{0}", "a\\\\r\\nb\\\\u{0}"),
        ] {
            assert_eq!(escaped(raw), shown);
        }
    }

    proptest! {
        #[test]
        fn unfolding_gives_the_line_back(line in "\\PC{0,300}") {
            let folded = folded(&line);
            prop_assert!(folded.split("\r\n").all(|piece| piece.len() <= LINE));
            prop_assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
        }

        #[test]
        fn escaping_loses_nothing(text in "[\\PC\n]{0,80}") {
            let mut back = String::new();
            let escaped = escaped(&text);
            let mut chars = escaped.chars();
            while let Some(char) = chars.next() {
                match char {
                    '\\' => back.push(match chars.next() { Some('n') => '\n', Some(other) => other, None => '?' }),
                    other => back.push(other),
                }
            }
            prop_assert_eq!(back, escape::lines(&text));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[\\PC\r\n]{0,200}") {
            let _ = Earlier::read(&text);
        }
    }
}
