//! Messages to channels: recorded before they are sent, with what they say, and how sending them went.

mod message;

use std::collections::BTreeMap;

use rusqlite::Row;

use crate::domain::date::{Date, Timestamp};

pub use message::{OutboxMessage, OutboxPart, SendAttempt, SendOutcome};

use super::checksum::Checksum;
use super::entry::{changed, day};
use super::{Batch, Error, Ledger, Uid};

impl Batch<'_> {
    /// Adds a message and what it tells: each item with its new state. Returns the message's number.
    pub fn message(
        &mut self,
        channel: &str,
        moment: (Timestamp, Date),
        content: &str,
        told: &[(String, String)],
    ) -> Result<i64, Error> {
        let uid = self.new_uid()?;
        let (at, day) = (moment.0.to_string(), moment.1.to_string());
        let insert = || {
            let number = self.next("message")?;
            let seal = message_seal(number, uid, [channel, &at, &day, content]);
            let sql = "INSERT INTO message (id, uid, channel, at, day, seal, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let mut row = self.db().prepare_cached(sql)?;
            row.execute((number, uid, channel, &at, &day, seal, content))?;
            self.tell(channel, Some(number), told)?;
            Ok(number)
        };
        insert().map_err(|error| self.fault(error))
    }

    /// Notes states of items that the channel is not told: a later change is measured by them.
    pub fn note_states(&mut self, channel: &str, states: &[(String, String)]) -> Result<(), Error> {
        self.tell(channel, None, states).map_err(|error| self.fault(error))
    }

    /// Adds an attempt to send a message.
    pub fn attempt(&mut self, message: i64, attempt: &SendAttempt) -> Result<(), Error> {
        let SendAttempt { at, outcome, next, detail, recipients } = attempt;
        let (at, next) = (at.to_string(), next.map(|next| next.to_string()));
        let recipients =
            (!recipients.is_empty()).then(|| serde_json::to_string(recipients).unwrap_or_default());
        let insert = || {
            let sql = "SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE message = ?1";
            let number: i64 =
                self.db().prepare_cached(sql)?.query_row([message], |row| row.get(0))?;
            let seal = attempt_seal(
                (message, number),
                [&at, outcome.name(), detail],
                [&next, &recipients],
            );
            let sql = "INSERT INTO attempt (message, number, at, outcome, next, detail, seal, recipients) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
            let mut row = self.db().prepare_cached(sql)?;
            row.execute((message, number, &at, outcome.name(), &next, detail, seal, &recipients))
        };
        insert().map(drop).map_err(|error| self.fault(error))
    }

    fn tell(
        &self,
        channel: &str,
        message: Option<i64>,
        states: &[(String, String)],
    ) -> rusqlite::Result<()> {
        let first = self.next("told")?;
        let sql = "INSERT INTO told (channel, item, id, message, state, seal) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut row = self.db().prepare_cached(sql)?;
        for (id, (item, state)) in (first..).zip(states) {
            let seal = told_seal(id, message, [channel, item, state]);
            row.execute((channel, item, id, message, state, seal))?;
        }
        Ok(())
    }
}

impl Ledger {
    /// The last state of each item that a channel was told, or that was noted for it.
    pub fn told(&self, channel: &str) -> Result<BTreeMap<String, String>, Error> {
        let read = || {
            // The row of max(id), by SQLite's rule for bare columns.
            let sql = "SELECT item, max(id), message, state, seal FROM told WHERE channel = ?1 GROUP BY item";
            let mut select = self.db.prepare_cached(sql)?;
            let mut rows = select.query([channel])?;
            let mut told = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let (item, state): (String, String) = (row.get(0)?, row.get(3)?);
                let seal = told_seal(row.get(1)?, row.get(2)?, [channel, &item, &state]);
                if seal != row.get::<_, i64>(4)? {
                    return Err(changed());
                }
                told.insert(item, state);
            }
            Ok(told)
        };
        read().map_err(|error| self.fault(error))
    }

    /// Messages with their attempts.
    pub fn messages(&self, part: OutboxPart) -> Result<Vec<OutboxMessage>, Error> {
        let read = || {
            let sql = format!(
                "SELECT id, uid, channel, at, day, seal, content FROM message {}",
                part.condition()
            );
            let mut select = self.db.prepare_cached(&sql)?;
            let messages: rusqlite::Result<Vec<OutboxMessage>> =
                select.query_map((), message)?.collect();
            let mut messages = messages?;
            for message in &mut messages {
                message.attempts = self.attempts(message.number)?;
            }
            Ok(messages)
        };
        read().map_err(|error| self.fault(error))
    }

    /// The moments of the last attempts of a channel, newest first: what its rate is counted from.
    pub fn last_attempts(&self, channel: &str, most: u32) -> Result<Vec<Timestamp>, Error> {
        let read = || {
            let sql = "SELECT attempt.at FROM attempt JOIN message ON message.id = attempt.message \
                       WHERE message.channel = ?1 AND attempt.outcome <> 'dropped' ORDER BY attempt.at DESC LIMIT ?2";
            let mut select = self.db.prepare_cached(sql)?;
            let mut rows = select.query((channel, most))?;
            let mut moments = Vec::new();
            while let Some(row) = rows.next()? {
                moments.push(row.get_ref(0)?.as_str()?.parse().map_err(|_| changed())?);
            }
            Ok(moments)
        };
        read().map_err(|error| self.fault(error))
    }

    fn attempts(&self, message: i64) -> rusqlite::Result<Vec<SendAttempt>> {
        let sql = "SELECT number, at, outcome, next, detail, seal, recipients FROM attempt WHERE message = ?1 ORDER BY number";
        let mut select = self.db.prepare_cached(sql)?;
        let all = select.query_map([message], |row| attempt(message, row))?;
        all.collect()
    }
}

fn message(row: &Row<'_>) -> rusqlite::Result<OutboxMessage> {
    let (number, uid): (i64, Uid) = (row.get(0)?, row.get(1)?);
    let text = |column| row.get::<_, String>(column);
    let (channel, at, on, content) = (text(2)?, text(3)?, text(4)?, text(6)?);
    if message_seal(number, uid, [&channel, &at, &on, &content]) != row.get::<_, i64>(5)? {
        return Err(changed());
    }
    Ok(OutboxMessage {
        number,
        uid,
        channel,
        at: at.parse().map_err(|_| changed())?,
        day: day(&on).ok_or_else(changed)?,
        content,
        attempts: Vec::new(),
    })
}

fn attempt(message: i64, row: &Row<'_>) -> rusqlite::Result<SendAttempt> {
    let (at, outcome, detail): (String, String, String) = (row.get(1)?, row.get(2)?, row.get(4)?);
    let (next, recipients): (Option<String>, Option<String>) = (row.get(3)?, row.get(6)?);
    let seal = attempt_seal((message, row.get(0)?), [&at, &outcome, &detail], [&next, &recipients]);
    if seal != row.get::<_, i64>(5)? {
        return Err(changed());
    }
    let known = SendOutcome::ALL.into_iter().find(|known| known.name() == outcome);
    let next = next.map(|next| next.parse()).transpose();
    let recipients = recipients.map(|list| serde_json::from_str(&list)).transpose();
    Ok(SendAttempt {
        at: at.parse().map_err(|_| changed())?,
        outcome: known.ok_or_else(changed)?,
        next: next.map_err(|_| changed())?,
        detail,
        recipients: recipients.map_err(|_| changed())?.unwrap_or_default(),
    })
}

fn message_seal(number: i64, uid: Uid, texts: [&str; 4]) -> i64 {
    let sum = Checksum::default().number(number).number(uid.number());
    texts.into_iter().fold(sum, Checksum::text).finish()
}

fn told_seal(id: i64, message: Option<i64>, texts: [&str; 3]) -> i64 {
    let sum = Checksum::default().number(id).number(message.unwrap_or(-1));
    texts.into_iter().fold(sum, Checksum::text).finish()
}

fn attempt_seal(
    (message, number): (i64, i64),
    texts: [&str; 3],
    [next, recipients]: [&Option<String>; 2],
) -> i64 {
    let sum = Checksum::default().number(message).number(number);
    let sum = texts.into_iter().fold(sum, Checksum::text).optional(next.as_deref());
    // Attempts of the third version have no recipients, and a seal without them.
    recipients.iter().fold(sum, |sum, list| sum.text(list)).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(minute: u8) -> Timestamp {
        format!("2026-11-22T12:{minute:02}:00+08:00").parse().unwrap()
    }

    fn state(item: &str, state: &str) -> (String, String) {
        (item.to_owned(), state.to_owned())
    }

    fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open_write(&folder.path().join("l.db")).unwrap();
        (folder, ledger)
    }

    #[test]
    fn a_message_is_pending_until_it_is_sent() {
        let (_folder, mut ledger) = ledger();
        let day = Date::constant(2026, 11, 22);
        let mut batch = ledger.batch().unwrap();
        let first = batch.message("a", (moment(0), day), "{}", &[state("x", "1")]).unwrap();
        let second = batch.message("b", (moment(0), day), "{}", &[state("x", "2")]).unwrap();
        batch.commit().unwrap();
        let numbers = |ledger: &Ledger, part| -> Vec<i64> {
            ledger.messages(part).unwrap().iter().map(|message| message.number).collect()
        };
        assert_eq!(numbers(&ledger, OutboxPart::Pending), [first, second]);
        let left = || vec!["b@a.cn".to_owned()];
        let attempts =
            [(SendOutcome::Later, Some(moment(9)), left()), (SendOutcome::Sent, None, Vec::new())];
        for (minute, (outcome, next, recipients)) in (1..).zip(attempts) {
            let (at, detail) = (moment(minute), "ok".into());
            let attempt = SendAttempt { at, outcome, next, detail, recipients };
            let mut batch = ledger.batch().unwrap();
            batch.attempt(first, &attempt).unwrap();
            batch.commit().unwrap();
        }
        assert_eq!(numbers(&ledger, OutboxPart::Pending), [second]);
        assert_eq!(numbers(&ledger, OutboxPart::Last(1)), [second]);
        let all = ledger.messages(OutboxPart::Last(9)).unwrap();
        assert!(all[1].is_sent() && !all[0].is_sent());
        assert_eq!(all[1].attempts[0].next, Some(moment(9)));
        assert_eq!((all[1].recipients_left(), all[0].recipients_left()), (&left()[..], &[][..]));
        assert_eq!(ledger.last_attempts("a", 9).unwrap(), [moment(2), moment(1)]);
        assert_eq!(ledger.last_attempts("b", 9).unwrap(), []);
    }

    #[test]
    fn a_message_that_was_dropped_is_kept_and_not_pending() {
        let (_folder, mut ledger) = ledger();
        let mut batch = ledger.batch().unwrap();
        let when = (moment(0), Date::constant(2026, 11, 22));
        let [first, second] =
            ["a", "b"].map(|channel| batch.message(channel, when, "{}", &[]).unwrap());
        let dropped = SendAttempt {
            at: moment(1),
            outcome: SendOutcome::Dropped,
            next: None,
            detail: String::new(),
            recipients: Vec::new(),
        };
        batch.attempt(first, &dropped).unwrap();
        batch.commit().unwrap();
        let pending = ledger.messages(OutboxPart::Pending).unwrap();
        assert_eq!(pending.iter().map(|message| message.number).collect::<Vec<_>>(), [second]);
        let kept = ledger.messages(OutboxPart::Numbered(first)).unwrap();
        assert!(kept[0].is_dropped() && !kept[0].is_sent());
        assert_eq!(ledger.last_attempts("a", 9).unwrap(), [], "nothing was sent");
    }

    #[test]
    fn the_rate_is_counted_from_the_last_attempts_whatever_their_messages() {
        let (_folder, mut ledger) = ledger();
        let mut batch = ledger.batch().unwrap();
        let mut numbers = Vec::new();
        for _ in 0..25 {
            let when = (moment(0), Date::constant(2026, 11, 22));
            numbers.push(batch.message("a", when, "{}", &[]).unwrap());
        }
        let refused = |minute| SendAttempt {
            at: moment(minute),
            outcome: SendOutcome::Refused,
            next: None,
            detail: String::new(),
            recipients: Vec::new(),
        };
        for number in &numbers {
            batch.attempt(*number, &refused(1)).unwrap();
        }
        for number in &numbers[..20] {
            batch.attempt(*number, &refused(5)).unwrap();
        }
        batch.commit().unwrap();
        assert_eq!(ledger.last_attempts("a", 20).unwrap(), [moment(5); 20]);
        assert_eq!(ledger.last_attempts("a", 21).unwrap().last(), Some(&moment(1)));
    }

    #[test]
    fn the_last_state_of_an_item_counts_for_each_channel() {
        let (_folder, mut ledger) = ledger();
        let day = Date::constant(2026, 11, 22);
        let mut batch = ledger.batch().unwrap();
        batch.message("a", (moment(0), day), "{}", &[state("x", "1"), state("y", "1")]).unwrap();
        batch.note_states("a", &[state("x", "3")]).unwrap();
        batch.message("b", (moment(0), day), "{}", &[state("x", "2")]).unwrap();
        batch.commit().unwrap();
        let told = |channel| -> Vec<_> { ledger.told(channel).unwrap().into_iter().collect() };
        assert_eq!(told("a"), [state("x", "3"), state("y", "1")]);
        assert_eq!(told("b"), [state("x", "2")]);
        assert_eq!(told("c"), []);
    }

    #[test]
    fn what_was_changed_from_outside_is_told() {
        let (_folder, mut ledger) = ledger();
        let day = Date::constant(2026, 11, 22);
        let mut batch = ledger.batch().unwrap();
        let number = batch.message("a", (moment(0), day), "{}", &[state("x", "1")]).unwrap();
        let detail = "no answer".to_owned();
        let attempt = SendAttempt {
            at: moment(1),
            outcome: SendOutcome::Later,
            next: None,
            detail,
            recipients: vec!["a@a.cn".to_owned()],
        };
        batch.attempt(number, &attempt).unwrap();
        batch.commit().unwrap();
        for (table, column) in [
            ("message", "content"),
            ("told", "state"),
            ("attempt", "outcome"),
            ("attempt", "recipients"),
        ] {
            let change = format!(
                "DROP TRIGGER IF EXISTS {table}_is_not_changed; UPDATE {table} SET {column} = {column} || 'x'"
            );
            ledger.db.execute_batch(&change).unwrap();
            let fault = match table {
                "told" => ledger.told("a").map(drop),
                _ => ledger.messages(OutboxPart::Pending).map(drop),
            };
            assert!(matches!(fault, Err(Error::Damaged { .. })), "{table}: {fault:?}");
            let back =
                format!("UPDATE {table} SET {column} = substr({column}, 1, length({column}) - 1)");
            ledger.db.execute_batch(&back).unwrap();
        }
    }
}
