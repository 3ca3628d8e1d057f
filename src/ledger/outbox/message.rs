//! A message to a channel, and the attempts to send it.

use crate::domain::date::{Date, Timestamp};
use crate::ledger::Uid;

/// A message to a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMessage {
    /// Its number in this ledger, in the order of recording.
    pub number: i64,
    /// Its identity: the same in all attempts, so that a receiver can drop repeats.
    pub uid: Uid,
    /// The channel's name.
    pub channel: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The day of which it speaks.
    pub day: Date,
    /// What it says, as JSON.
    pub content: String,
    /// How sending it went, in order.
    pub attempts: Vec<SendAttempt>,
}

/// An attempt to send a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendAttempt {
    /// When it ended.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: SendOutcome,
    /// The message is not tried again before this moment.
    pub next: Option<Timestamp>,
    /// The answer in words, without secrets.
    pub detail: String,
    /// Those who are still to get a mail that others have got; empty where it is all or nobody.
    pub recipients: Vec<String>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendOutcome {
    /// The channel has taken the message.
    Sent,
    /// It did not, for a reason that passes: no connection, too many messages, a fault of the server.
    Later,
    /// It refused the message: the channel's settings, or the message, are wrong.
    Refused,
    /// No attempt: the user gave the message up.
    Dropped,
}

impl SendOutcome {
    pub(super) const ALL: [Self; 4] = [Self::Sent, Self::Later, Self::Refused, Self::Dropped];

    /// The name in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Later => "later",
            Self::Refused => "refused",
            Self::Dropped => "dropped",
        }
    }
}

impl OutboxMessage {
    /// Whether the channel has taken it.
    pub fn is_sent(&self) -> bool {
        self.ended_as(SendOutcome::Sent)
    }

    /// Whether the user gave it up.
    pub fn is_dropped(&self) -> bool {
        self.ended_as(SendOutcome::Dropped)
    }

    fn ended_as(&self, outcome: SendOutcome) -> bool {
        self.attempts.iter().any(|attempt| attempt.outcome == outcome)
    }

    /// Those who are still to get a mail that others have got; empty where nobody has got it yet.
    pub fn recipients_left(&self) -> &[String] {
        let partly = self.attempts.iter().rev().find(|attempt| !attempt.recipients.is_empty());
        partly.map_or(&[], |attempt| &attempt.recipients)
    }
}

/// Which messages are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxPart {
    /// Those that no channel has taken yet, and that were not dropped, oldest first.
    Pending,
    /// The one of this number.
    Numbered(i64),
    /// The last ones, newest first, at most this many.
    Last(u32),
}

impl OutboxPart {
    pub(super) fn condition(self) -> String {
        match self {
            Self::Pending => {
                "WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.message = message.id AND \
                              attempt.outcome IN ('sent', 'dropped')) ORDER BY id"
                    .to_owned()
            }
            Self::Numbered(number) => format!("WHERE id = {number}"),
            Self::Last(most) => format!("ORDER BY id DESC LIMIT {most}"),
        }
    }
}
