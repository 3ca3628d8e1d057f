//! A run: what is new is recorded for each channel, then all that waits is sent. A message is on the disk before it is
//! sent, and stays to be sent until the channel has taken it; a kill at any moment loses none.

use std::collections::BTreeMap;

use crate::config::ChannelKeys;
use crate::ledger::{Ledger, OutboxMessage, OutboxPart};

use super::courier::Courier;
use super::error::Error;
use super::item::Items;
use super::options::{Moment, RunOptions};
use super::plan;
use super::result::{ChannelResult, NotifyResult};

/// Records what is new and sends what waits.
///
/// # Errors
/// A ledger that cannot be read or written. What was recorded before is sent by the next run.
pub async fn run(
    ledger: &mut Ledger,
    items: &Items,
    options: &RunOptions<'_>,
) -> Result<NotifyResult, Error> {
    let mut result = NotifyResult::default();
    for channel in options.keys.channels.iter().filter(|channel| options.wants(channel)) {
        result.channels.push(record(ledger, items, channel, options)?);
    }
    let mut waiting: BTreeMap<String, Vec<OutboxMessage>> = BTreeMap::new();
    for message in ledger.messages(OutboxPart::Pending)? {
        waiting.entry(message.channel.clone()).or_default().push(message);
    }
    for state in &mut result.channels {
        let messages = waiting.remove(&state.name).unwrap_or_default();
        state.waiting = messages.len();
        if let Some(channel) = options.keys.channel(&state.name).filter(|_| state.hold.is_none()) {
            Courier { ledger: &mut *ledger, channel, options }.send(messages, state).await?;
        }
    }
    let known = |name: &String| options.keys.channel(name).is_some();
    result.orphans = waiting
        .into_iter()
        .filter(|(name, _)| !known(name))
        .map(|(name, messages)| (name, messages.len()))
        .collect();
    Ok(result)
}

/// Records the message of a channel with what it tells, in one step.
fn record(
    ledger: &mut Ledger,
    items: &Items,
    channel: &ChannelKeys,
    options: &RunOptions<'_>,
) -> Result<ChannelResult, Error> {
    let Moment { now, today, .. } = options.moment;
    let hold = plan::hold(&channel.hours, today, now.time(), options.calendar);
    let told = ledger.told(&channel.name)?;
    let plan = plan::plan(items, channel, &told, hold, options.lang);
    let selection = plan.selection;
    if !selection.is_empty() {
        let mut batch = ledger.batch()?;
        if let Some(digest) = &plan.digest {
            let content = serde_json::to_string(digest).unwrap_or_default();
            batch.message(&channel.name, (now, today), &content, &selection.told())?;
        }
        batch.note_states(&channel.name, &selection.silent)?;
        batch.commit()?;
    }
    Ok(ChannelResult {
        name: channel.name.clone(),
        new_items: selection.news.len(),
        hold,
        ..ChannelResult::default()
    })
}
