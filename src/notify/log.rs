//! The messages of a ledger in lines for people.

use std::fmt::Write as _;
use std::io;

use crate::domain::lang::{Lang, Text};
use crate::domain::secret;
use crate::ledger::{OutboxMessage, SendOutcome};
use crate::report::escape;
use crate::report::notices::Notices;

use super::digest::Digest;
use super::result::{ChannelResult, NotifyResult};

/// The lines of a message: what and to whom, then the attempts that failed.
pub fn log_lines(message: &OutboxMessage, lang: Lang) -> String {
    let digest: Option<Digest> = serde_json::from_str(&message.content).ok();
    let state = match message.attempts.last().map(|last| last.outcome) {
        None => Text::fixed("等待发送", "waiting"),
        Some(SendOutcome::Later) => Text::fixed("稍后再试", "tried, waiting"),
        Some(last) => outcome(last),
    };
    let summary = digest.map(|digest| digest.summary).unwrap_or_default();
    let (channel, summary) = (escape::line(&message.channel), escape::line(&summary));
    let mut lines =
        format!("#{} {} {channel} {}: {summary}\n", message.number, message.at, state.get(lang));
    for attempt in &message.attempts {
        let outcome = outcome(attempt.outcome);
        let detail = secret::hide(&attempt.detail);
        let detail = escape::line(&detail);
        let sign = if detail.is_empty() { "" } else { ": " };
        // Writing to a String cannot fail.
        let _ = writeln!(lines, "    {} {}{sign}{detail}", attempt.at, outcome.get(lang));
    }
    lines
}

const fn outcome(outcome: SendOutcome) -> Text {
    match outcome {
        SendOutcome::Sent => Text::fixed("已发送", "sent"),
        SendOutcome::Later => Text::fixed("未成功", "not taken"),
        SendOutcome::Refused => Text::fixed("被拒绝", "refused"),
        SendOutcome::Dropped => Text::fixed("已放弃", "dropped"),
    }
}

/// Writes what a run did: a line a channel to `out`; what waits for channels that are gone is a note.
pub fn write_result(
    result: &NotifyResult,
    out: &mut dyn io::Write,
    notices: &mut Notices<'_>,
) -> io::Result<()> {
    for channel in &result.channels {
        writeln!(out, "{}", escape::line(&channel_line(channel, notices.lang)))?;
    }
    notices.notes(orphan_notes(result))
}

/// Notes of what waits for channels that are no longer in the file.
fn orphan_notes(result: &NotifyResult) -> impl Iterator<Item = Text> {
    result.orphans.iter().map(|(name, count)| {
        Text::made(
            format!(
                "{count} 条消息在等待渠道 {name}，但 beian.toml 里已没有它；不再发送：beian notify drop --channel {name}"
            ),
            format!(
                "messages that wait for the channel {name}, which is no longer in beian.toml: {count}; to give them up: \
                 beian notify drop --channel {name}"
            ),
        )
    })
}

fn channel_line(channel: &ChannelResult, lang: Lang) -> String {
    let ChannelResult { name, new_items, sent, waiting, hold, why } = channel;
    let mut parts: Vec<Text> = Vec::new();
    match hold {
        Some(hold) => {
            let why = hold.text();
            parts.push(Text::made(
                format!("现在不发送，{}", why.zh),
                format!("nothing is sent now, {}", why.en),
            ));
        }
        None if *new_items == 0 && *sent == 0 && *waiting == 0 => {
            parts.push(Text::fixed("没有新消息", "nothing new"));
        }
        None => {}
    }
    if *new_items > 0 {
        parts.push(Text::made(format!("新事项 {new_items} 项"), format!("{new_items} new")));
    }
    if *sent > 0 {
        parts.push(Text::made(format!("已发送 {sent} 条"), format!("{sent} sent")));
    }
    if *waiting > 0 {
        parts.push(Text::made(format!("等待 {waiting} 条"), format!("{waiting} waiting")));
    }
    let (sign, between) = match lang {
        Lang::Zh => ("：", "，"),
        Lang::En => (": ", ", "),
    };
    let parts: Vec<&str> = parts.iter().map(|part| part.get(lang)).collect();
    let why = why.as_ref().map(|why| format!("{sign}{}", secret::hide(why.get(lang))));
    let why = why.unwrap_or_default();
    format!("{name}{sign}{}{why}", parts.join(between))
}
