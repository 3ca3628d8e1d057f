//! What goes with the mails of a channel: the calendar of its due days, and files.

use crate::config::ChannelKeys;
use crate::deadlines::DueTable;
use crate::domain::lang::{Bilingual as _, Text};
use crate::folder;
use crate::report::deadlines::ics;

use super::mail::Attachment;
use super::options::RunOptions;

/// The largest file that is attached, in bytes.
const LARGEST_FILE: u64 = 10 << 20;

/// What goes with mails, and a note of what could not be read: a warning must not wait for a report.
pub(super) fn attachments(
    channel: &ChannelKeys,
    options: &RunOptions<'_>,
) -> (Vec<Attachment>, Option<Text>) {
    let (mut attached, mut missing) = (Vec::new(), Vec::new());
    let Some(mail) = &channel.mail else { return (attached, None) };
    if mail.calendar {
        attached.push(calendar(channel, options));
    }
    for path in &mail.files {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        match folder::read(path, LARGEST_FILE) {
            Ok(bytes) => attached.push(Attachment {
                content_type: content_type(name.as_deref().unwrap_or_default()),
                name: name.unwrap_or_default(),
                bytes,
            }),
            Err(cause) => {
                let (path, zh) = (path.display(), cause.zh());
                missing.push(Text::made(
                    format!("没有附上 {path}：{zh}"),
                    format!("sent without {path}: {cause}"),
                ));
            }
        }
    }
    let missing = (!missing.is_empty()).then(|| Text::joined(missing, "；", "; "));
    (attached, missing)
}

fn calendar(channel: &ChannelKeys, options: &RunOptions<'_>) -> Attachment {
    let rows = options.table.rows.iter();
    let rows = rows.filter(|row| channel.choice.wants(row.client.as_deref()));
    let table = DueTable { rows: rows.cloned().collect(), ..options.table.clone() };
    let mut bytes = Vec::new();
    let lang = channel.lang.unwrap_or(options.lang);
    let lead_days = Some(&channel.choice.lead_days[..]);
    let look = ics::CalendarLook { name: None, lead_days, lang };
    // Writing to memory cannot fail.
    let _ = ics::write(&table, &look, &ics::Earlier::default(), &mut bytes);
    Attachment {
        name: "deadlines.ics".to_owned(),
        content_type: "text/calendar; charset=utf-8",
        bytes,
    }
}

fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("ics") => "text/calendar; charset=utf-8",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
