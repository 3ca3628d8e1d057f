//! What would be told to whom, for people who ask before it is.

use std::fmt::Write as _;

use crate::config::NotifyKeys;
use crate::domain::lang::{Lang, Text};
use crate::domain::workday::Calendar;
use crate::ledger::{Ledger, OutboxPart};
use crate::report::escape;

use super::error::Error;
use super::item::Items;
use super::message::{PLAIN, lay_out};
use super::options::Moment;
use super::plan::{hold, plan};

/// What would be told to the wanted channels, all where none is named.
///
/// # Errors
/// A ledger that cannot be read.
pub fn preview_all(
    ledger: Option<&Ledger>,
    items: &Items,
    keys: &NotifyKeys,
    (wanted, lang): (&[String], Lang),
    (moment, calendar): (&Moment, &Calendar),
) -> Result<String, Error> {
    let waiting = match ledger {
        Some(ledger) => ledger.messages(OutboxPart::Pending)?,
        None => Vec::new(),
    };
    let mut shown = String::new();
    for channel in keys.wanted(wanted) {
        let hold = hold(&channel.hours, moment.today, moment.now.time(), calendar);
        let told = match ledger {
            Some(ledger) => ledger.told(&channel.name)?,
            None => std::collections::BTreeMap::new(),
        };
        let plan = plan(items, channel, &told, hold, lang);
        let name = escape::line(&channel.name);
        let to = channel.mail.as_ref().map(|mail| escape::line(&mail.to.join(", ")).into_owned());
        let kind = match (to, lang) {
            (None, _) => channel.kind.name().to_owned(),
            (Some(to), Lang::Zh) => format!("mail，发给 {to}"),
            (Some(to), Lang::En) => format!("mail to {to}"),
        };
        let state = match (&plan.hold, &plan.digest) {
            (Some(hold), _) => hold.text(),
            (None, None) => Text::fixed("没有新消息", "nothing new"),
            (None, Some(_)) => {
                let count = plan.selection.news.len();
                Text::made(format!("新事项 {count} 项"), format!("{count} new"))
            }
        };
        let rest = waiting.iter().filter(|message| message.channel == channel.name).count();
        let rest = match (rest, lang) {
            (0, _) => String::new(),
            (rest, Lang::Zh) => format!("，等待 {rest} 条"),
            (rest, Lang::En) => format!(", {rest} waiting"),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(shown, "{name} ({kind}): {}{rest}", state.get(lang));
        if let Some(digest) = &plan.digest {
            for line in lay_out(digest, &PLAIN, "", usize::MAX).text.lines() {
                let _ = writeln!(shown, "  {line}");
            }
        }
    }
    Ok(shown)
}
