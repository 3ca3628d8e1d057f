//! Messages that nobody wants any longer: given up by the user, and kept in the ledger as dropped.

use crate::domain::date::Timestamp;
use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};
use crate::ledger::{self, Ledger, OutboxMessage, OutboxPart, SendAttempt, SendOutcome};

/// Which messages are dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropChoice {
    /// Those with these numbers: all or none.
    Numbered(Vec<i64>),
    /// All that wait for the channel of this name, be it in the file or not.
    Channel(String),
}

impl DropChoice {
    /// What is said where it has no message: nothing waits for the channel.
    pub fn none_note(&self) -> Option<Text> {
        match self {
            Self::Numbered(_) => None,
            Self::Channel(name) => Some(Text::made(
                format!("没有等待渠道 {name} 的消息"),
                format!("no message waits for the channel {name}"),
            )),
        }
    }
}

/// Why nothing was dropped.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// There is no message with this number.
    #[error("there is no message {0}")]
    NoSuchMessage(i64),
    /// The channel has taken it.
    #[error("message {0} was sent already")]
    Sent(i64),
    /// It was dropped before.
    #[error("message {0} was dropped already")]
    Dropped(i64),
}

impl Bilingual for DropError {
    fn zh(&self) -> String {
        match self {
            Self::Ledger(error) => error.zh(),
            Self::NoSuchMessage(number) => format!("没有编号为 {number} 的消息"),
            Self::Sent(number) => format!("消息 {number} 已经发送"),
            Self::Dropped(number) => format!("消息 {number} 已经放弃"),
        }
    }
}

impl Remedy for DropError {
    fn cause(&self) -> Option<Text> {
        match self {
            Self::Ledger(error) => error.cause(),
            Self::NoSuchMessage(_) | Self::Sent(_) | Self::Dropped(_) => None,
        }
    }

    fn fix(&self) -> Text {
        match self {
            Self::Ledger(error) => error.fix(),
            Self::NoSuchMessage(_) | Self::Sent(_) | Self::Dropped(_) => Text::fixed(
                "等待中的消息：beian notify log --waiting",
                "the messages that wait: beian notify log --waiting",
            ),
        }
    }
}

/// Drops messages that wait, and returns them. What they tell counts as told: it is told again when it changes.
///
/// # Errors
/// A number that no waiting message has; a ledger that cannot be read or written. Nothing is dropped then.
pub fn drop_messages(
    ledger: &mut Ledger,
    choice: &DropChoice,
    now: Timestamp,
) -> Result<Vec<OutboxMessage>, DropError> {
    let chosen = match choice {
        DropChoice::Numbered(numbers) => {
            let found = numbers.iter().map(|number| waiting(ledger, *number));
            found.collect::<Result<Vec<OutboxMessage>, DropError>>()?
        }
        DropChoice::Channel(name) => {
            let mut pending = ledger.messages(OutboxPart::Pending)?;
            pending.retain(|message| message.channel == *name);
            pending
        }
    };
    if chosen.is_empty() {
        return Ok(chosen);
    }
    let mut batch = ledger.batch()?;
    let mut dropped: Vec<OutboxMessage> = Vec::with_capacity(chosen.len());
    for mut message in chosen {
        if dropped.iter().any(|known| known.number == message.number) {
            continue;
        }
        let attempt = SendAttempt {
            at: now,
            outcome: SendOutcome::Dropped,
            next: None,
            detail: String::new(),
            recipients: Vec::new(),
        };
        batch.attempt(message.number, &attempt)?;
        message.attempts.push(attempt);
        dropped.push(message);
    }
    batch.commit()?;
    Ok(dropped)
}

fn waiting(ledger: &Ledger, number: i64) -> Result<OutboxMessage, DropError> {
    let found = ledger.messages(OutboxPart::Numbered(number))?.pop();
    let message = found.ok_or(DropError::NoSuchMessage(number))?;
    if message.is_sent() {
        Err(DropError::Sent(number))
    } else if message.is_dropped() {
        Err(DropError::Dropped(number))
    } else {
        Ok(message)
    }
}
