//! The plan as a calendar: one event a step that has not happened, on its usual day.

use std::io::{self, Write};

use crate::domain::date::{self, days_after};
use crate::domain::lang::Lang;
use crate::domain::record::When;
use crate::report::deadlines::ics::{IcsLines, compact, escaped, utc};

use super::model::PreflightReport;
use super::words;

/// Writes the calendar. `now` stamps its events.
pub fn write(
    report: &PreflightReport,
    now: When,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let subject = report.subject.as_deref().unwrap_or(&report.file);
    let name = format!("{} · {subject}", words::TITLE.get(lang));
    let mut lines = IcsLines { out };
    lines.put("BEGIN", "VCALENDAR")?;
    lines.put("VERSION", "2.0")?;
    lines.put("PRODID", "-//beian//preflight//EN")?;
    lines.put("CALSCALE", "GREGORIAN")?;
    lines.put("METHOD", "PUBLISH")?;
    lines.text("X-WR-CALNAME", &name)?;
    let stamp = utc(now);
    for step in report.plan.iter().filter(|step| !step.done) {
        let Ok(day) = date::parse(&step.usual) else { continue };
        lines.put("BEGIN", "VEVENT")?;
        lines.put("UID", &escaped(&format!("preflight-{}-{}@beian", step.id, hash(subject))))?;
        lines.put("DTSTAMP", &stamp)?;
        lines.put("DTSTART;VALUE=DATE", &compact(day))?;
        lines.put("DTEND;VALUE=DATE", &compact(days_after(day, 1)))?;
        lines.text("SUMMARY", &format!("{} · {subject}", step.label))?;
        let [_, earliest, usual, latest] = words::plan_columns(lang);
        let days = words::days(step, lang);
        let [a, b, c] = &days;
        lines.text(
            "DESCRIPTION",
            &format!("{earliest} {a}\n{usual} {b}\n{latest} {c}\n{}", step.note),
        )?;
        lines.put("STATUS", "TENTATIVE")?;
        lines.put("TRANSP", "TRANSPARENT")?;
        lines.put("END", "VEVENT")?;
    }
    lines.put("END", "VCALENDAR")
}

/// A number that stays the same for a name, so that a later calendar replaces the events of an earlier one.
fn hash(text: &str) -> String {
    format!("{:08x}", crc32fast::hash(text.as_bytes()))
}
