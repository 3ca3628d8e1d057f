//! What a run did.

use std::collections::BTreeMap;

use crate::domain::lang::Text;

use super::plan::Hold;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotifyResult {
    /// Each channel, in the order of the file.
    pub channels: Vec<ChannelResult>,
    /// Messages that wait for channels which are no longer in the file, by name.
    pub orphans: BTreeMap<String, usize>,
}

/// What a run did for a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelResult {
    /// The channel's name.
    pub name: String,
    /// Items that were recorded for it.
    pub new_items: usize,
    /// Messages that it has taken.
    pub sent: usize,
    /// Messages that wait.
    pub waiting: usize,
    /// Why nothing is told to it now.
    pub hold: Option<Hold>,
    /// Why messages wait, or what is to be known.
    pub why: Option<Text>,
}

impl ChannelResult {
    /// Notes messages that the channel has taken.
    pub(super) fn took(&mut self, messages: usize) {
        self.sent += messages;
        self.waiting -= messages;
    }
}

impl NotifyResult {
    /// Whether a message could not be sent.
    pub fn is_waiting(&self) -> bool {
        self.channels.iter().any(|channel| channel.waiting > 0 && channel.hold.is_none())
    }
}
