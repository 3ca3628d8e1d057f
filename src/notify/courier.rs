//! Brings the messages of one channel, oldest first, and records each attempt.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use crate::config::ChannelKeys;
use crate::domain::lang::Text;
use crate::ledger::{Ledger, OutboxMessage, SendAttempt, SendOutcome};

use super::answer::Delivery;
use super::attachments::attachments;
use super::channel::{HttpProduct, Letter};
use super::digest::Digest;
use super::error::Error;
use super::mail::{Attachment, MailParts};
use super::options::RunOptions;
use super::result::ChannelResult;
use super::secrets;
use super::send::deliver;

/// A wait that is longer than this is left to the next run.
const LONGEST_WAIT: Duration = Duration::from_secs(70);
/// The first pause between two attempts of a run; the next ones are longer.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest time for which a message rests between two runs.
const LONGEST_REST: Duration = Duration::from_hours(1);
/// The longest time for which a message rests that the channel does not want.
const LONGEST_REFUSAL: Duration = Duration::from_hours(24);

/// Brings messages to one channel.
pub(super) struct Courier<'a> {
    pub(super) ledger: &'a mut Ledger,
    pub(super) channel: &'a ChannelKeys,
    pub(super) options: &'a RunOptions<'a>,
}

impl Courier<'_> {
    /// Sends messages, oldest first, until one has to wait. One that is refused does not keep the others.
    pub(super) async fn send(
        &mut self,
        messages: Vec<OutboxMessage>,
        state: &mut ChannelResult,
    ) -> Result<(), Error> {
        let (attached, missing) = match messages.len() {
            0 => (Vec::new(), None),
            _ => attachments(self.channel, self.options),
        };
        for message in messages {
            if self.options.is_stopped() {
                break;
            }
            if let Some((why, keeps_others)) = self.rests(&message) {
                state.why = Some(why);
                if keeps_others {
                    break;
                }
                continue;
            }
            let number = message.number;
            match self.bring(message, &attached).await? {
                Some(Delivery::Sent) => {
                    state.took(1);
                    state.why = state.why.take().or_else(|| missing.clone());
                }
                Some(Delivery::Partly(why, left)) if left.is_empty() => {
                    state.took(1);
                    state.why = Some(why);
                }
                Some(Delivery::Refused(why)) => state.why = Some(why),
                Some(Delivery::Unwanted(why) | Delivery::Partly(why, _)) => {
                    state.why = Some(or_drop(&why, number));
                }
                Some(Delivery::Later(why, _)) => {
                    state.why = Some(why);
                    break;
                }
                None => break,
            }
        }
        Ok(())
    }

    /// Why a message is not tried yet, and whether those after it wait, too: not where the channel did not want this one, or
    /// where some have got it.
    fn rests(&self, message: &OutboxMessage) -> Option<(Text, bool)> {
        let last = message.attempts.last().filter(|_| !self.options.at_once)?;
        let next = last.next.filter(|next| *next > self.options.moment.current())?;
        let said = &last.detail;
        let why = Text::made(
            format!("{next} 之后再试（{said}）；立即重试：--retry"),
            format!("not again before {next} ({said}); to try at once: --retry"),
        );
        let keeps_others = last.outcome != SendOutcome::Refused && last.recipients.is_empty();
        let why = if keeps_others { why } else { or_drop(&why, message.number) };
        Some((why, keeps_others))
    }

    /// Tries a message until it is taken or refused, or has to wait for longer than a run does. Each attempt is recorded.
    /// `None` where the run is stopped before an attempt.
    async fn bring(
        &mut self,
        mut message: OutboxMessage,
        attached: &[Attachment],
    ) -> Result<Option<Delivery>, Error> {
        let mut tried = 0;
        let mut last = None;
        loop {
            if let Some(delivery) = self.turn().await? {
                return Ok(Some(delivery));
            }
            if self.options.is_stopped() {
                return Ok(last);
            }
            let (delivery, left_out) = self.attempt(&message, attached).await;
            tried += 1;
            let attempt = self.record(&message, (&delivery, left_out))?;
            message.attempts.push(attempt);
            let wait = match &delivery {
                Delivery::Later(_, wait) => *wait,
                Delivery::Partly(_, left) if !left.is_empty() => Duration::ZERO,
                _ => return Ok(Some(delivery)),
            };
            let pause = PAUSE.saturating_mul(4_u32.saturating_pow(tried - 1)).max(wait);
            if tried >= self.options.tries || pause > LONGEST_WAIT {
                return Ok(Some(delivery));
            }
            self.options.rest(pause).await;
            last = Some(delivery);
        }
    }

    /// Waits until the product's rate lets a message through; what the wait would be where it is too long.
    async fn turn(&self) -> Result<Option<Delivery>, Error> {
        const MINUTE: Duration = Duration::from_secs(61);
        let most = HttpProduct::of(self.channel.kind).and_then(HttpProduct::per_minute);
        let Some(most) = most else { return Ok(None) };
        let attempts = self.ledger.last_attempts(&self.channel.name, most)?;
        let oldest = attempts.get(usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(1));
        if let Some(oldest) = oldest {
            let free = SystemTime::from(*oldest) + MINUTE;
            let wait = free.duration_since(self.options.moment.system()).unwrap_or_default();
            if wait > LONGEST_WAIT {
                let why = Text::fixed("发送频率已满", "the rate is used up");
                return Ok(Some(Delivery::Later(why, wait)));
            }
            self.options.rest(wait).await;
        }
        Ok(None)
    }

    async fn attempt(&self, message: &OutboxMessage, attached: &[Attachment]) -> (Delivery, usize) {
        let digest: Digest = match serde_json::from_str(&message.content) {
            Ok(digest) => digest,
            Err(error) => return (Delivery::Refused(Text::untranslated(error.to_string())), 0),
        };
        let secrets = match secrets::read(self.channel, self.options.env) {
            Ok(secrets) => secrets,
            Err(why) => return (Delivery::Refused(why), 0),
        };
        let id = format!("msg_{}", message.uid);
        let mentions = mentions(self.channel, &digest);
        let millis = self.options.moment.millis();
        let letter = Letter { digest: &digest, id: &id, mentions: &mentions, millis };
        let recipients = message.recipients_left();
        let parts = MailParts { attached, recipients, stop: Some(self.options.stop) };
        deliver(self.channel, &secrets, &letter, &parts).await
    }

    fn record(
        &mut self,
        message: &OutboxMessage,
        (delivery, left_out): (&Delivery, usize),
    ) -> Result<SendAttempt, Error> {
        let moment = self.options.moment;
        let outcome = match delivery {
            Delivery::Partly(_, left) if !left.is_empty() => SendOutcome::Later,
            Delivery::Sent | Delivery::Partly(..) => SendOutcome::Sent,
            Delivery::Later(..) => SendOutcome::Later,
            Delivery::Refused(_) | Delivery::Unwanted(_) => SendOutcome::Refused,
        };
        let left_out = (left_out > 0).then(|| not_listed(left_out));
        let said = delivery.why().or(left_out.as_ref());
        let recipients = match delivery {
            Delivery::Partly(_, left) => left.clone(),
            _ => message.recipients_left().to_vec(),
        };
        let next = rest_after(message, delivery).map(|rest| (moment.system() + rest).into());
        let attempt = SendAttempt {
            at: moment.current(),
            outcome,
            next,
            detail: said.map_or_else(String::new, |text| self.said(text)),
            recipients: if outcome == SendOutcome::Sent { Vec::new() } else { recipients },
        };
        let mut batch = self.ledger.batch()?;
        batch.attempt(message.number, &attempt)?;
        batch.commit()?;
        Ok(attempt)
    }

    fn said(&self, why: &Text) -> String {
        why.get(self.options.lang).to_owned()
    }
}

/// How long a message rests after an attempt; `None` where the next run tries it. One that was not taken rests a minute, twice
/// as long after each further attempt, an hour at most; longer where the channel says so. A run makes several attempts, which
/// do not wait for this: with three it rests four minutes after the first run, half an hour after the second, then an hour.
/// One that the channel does not want rests an hour, then two, four … a day.
fn rest_after(message: &OutboxMessage, delivery: &Delivery) -> Option<Duration> {
    let made = |outcome| message.attempts.iter().filter(|it| it.outcome == outcome).count();
    let doubled = |first: u64, times: usize| {
        let factor = 2_u64.saturating_pow(u32::try_from(times).unwrap_or(u32::MAX).min(16));
        Duration::from_secs(first.saturating_mul(factor))
    };
    let later = || doubled(60, message.attempts.len()).min(LONGEST_REST);
    match delivery {
        Delivery::Later(_, wait) => Some(later().max(*wait)),
        Delivery::Partly(_, left) if !left.is_empty() => Some(later()),
        Delivery::Unwanted(_) => {
            Some(doubled(3600, made(SendOutcome::Refused)).min(LONGEST_REFUSAL))
        }
        Delivery::Sent | Delivery::Partly(..) | Delivery::Refused(_) => None,
    }
}

/// What is said of a message that did not list everything.
fn not_listed(count: usize) -> Text {
    let entries = if count == 1 { "entry" } else { "entries" };
    Text::made(format!("{count} 项放不下"), format!("{count} {entries} did not fit"))
}

/// Why a message waits that the channel does not want, and how to give it up.
fn or_drop(why: &Text, number: i64) -> Text {
    let Text { zh, en } = why;
    Text::made(
        format!("{zh}；不再发送它：beian notify drop {number}"),
        format!("{en}; to give it up: beian notify drop {number}"),
    )
}

/// Who is mentioned: those of the clients whose sites are in the message, and those of all messages.
fn mentions(channel: &ChannelKeys, digest: &Digest) -> Vec<String> {
    let clients: BTreeSet<&str> =
        digest.entries().filter_map(|entry| entry.client.as_deref()).collect();
    let of = |client: &str| channel.mention.get(client).into_iter().flatten();
    let mut who: Vec<String> = clients.into_iter().flat_map(of).chain(of("*")).cloned().collect();
    let mut known = BTreeSet::new();
    who.retain(|one| known.insert(one.clone()));
    who
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::{Date, Timestamp};
    use crate::ledger::OutboxPart;

    fn message(outcomes: &[SendOutcome]) -> OutboxMessage {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open_write(&folder.path().join("l.db")).unwrap();
        let at: Timestamp = "2026-11-22T12:00:00+08:00".parse().unwrap();
        let mut batch = ledger.batch().unwrap();
        let day = Date::constant(2026, 11, 22);
        let number = batch.message("a", (at, day), "{}", &[]).unwrap();
        for outcome in outcomes {
            let (next, detail, recipients) = (None, String::new(), Vec::new());
            let attempt = SendAttempt { at, outcome: *outcome, next, detail, recipients };
            batch.attempt(number, &attempt).unwrap();
        }
        batch.commit().unwrap();
        ledger.messages(OutboxPart::Numbered(number)).unwrap().remove(0)
    }

    #[test]
    fn a_message_rests_longer_each_time_and_as_long_as_the_channel_says() {
        let none = || Text::fixed("", "");
        let later = |seconds| Delivery::Later(none(), Duration::from_secs(seconds));
        let rest = |outcomes: &[SendOutcome], delivery: &Delivery| {
            rest_after(&message(outcomes), delivery).map(|rest| rest.as_secs())
        };
        let tried = |times: usize| vec![SendOutcome::Later; times];
        let rests = [0, 1, 2, 8, 40].map(|times| rest(&tried(times), &later(0)));
        assert_eq!(rests, [60, 120, 240, 3600, 3600].map(Some));
        // after the last of three attempts of the first, second and third run
        let rests = [2, 5, 8].map(|times| rest(&tried(times), &later(0)));
        assert_eq!(rests, [4 * 60, 32 * 60, 60 * 60].map(Some));
        assert_eq!((rest(&[], &later(30)), rest(&[], &later(600))), (Some(60), Some(600)));
        let left = Delivery::Partly(none(), vec!["b@a.cn".to_owned()]);
        assert_eq!(rest(&tried(1), &left), Some(120));
        for over in [Delivery::Sent, Delivery::Refused(none()), Delivery::Partly(none(), vec![])] {
            assert_eq!(rest(&tried(3), &over), None);
        }
        let refused = |times: usize| vec![SendOutcome::Refused; times];
        let unwanted = Delivery::Unwanted(none());
        let rests = [0, 1, 4, 9].map(|times| rest(&refused(times), &unwanted).unwrap() / 3600);
        assert_eq!(rests, [1, 2, 16, 24]);
    }
}
