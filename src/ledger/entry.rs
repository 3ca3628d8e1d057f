//! Entries: an event, or the correction of an earlier entry.

use std::fmt;
use std::str::FromStr;

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::domain::date::{Date, Timestamp};
use crate::domain::event::Event;
use crate::domain::failure::ValueError;
use crate::domain::record::{EventDetails, When};

use super::checksum::Checksum;

/// The number of an entry in its ledger, in the order of recording. Users type it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) i64);

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromStr for Id {
    type Err = ValueError;

    /// Reads a number, with or without a `#` before it.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        text.strip_prefix('#').unwrap_or(text).parse().map(Self).map_err(|_| {
            ValueError::form(("请写记录的编号，例如 12", "write the number of an entry, e.g. 12"))
        })
    }
}

/// The identity of an entry or audit, unchanged by export and import: 63 random bits, written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(i64);

impl Uid {
    /// The identity with these bits, without the highest one.
    pub(super) const fn of(bits: u64) -> Self {
        // Half the range of u64 is that of i64 from 0 on.
        Self((bits >> 1).cast_signed())
    }

    pub(super) const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

impl FromStr for Uid {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = i64::from_str_radix(text, 16).ok().filter(|_| digits);
        number.map(Self).ok_or_else(|| format!("{text:?} is not the uid of an entry"))
    }
}

impl FromSql for Uid {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

impl ToSql for Uid {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.into())
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number in this ledger.
    pub id: Id,
    /// Its identity in all ledgers.
    pub uid: Uid,
    /// When it was recorded.
    pub at: Timestamp,
    /// The site.
    pub site: String,
    /// What happened.
    pub event: Event,
    /// Its details; `None` in a correction that voids the first entry.
    pub value: Option<EventDetails>,
    /// The first entry, where this one corrects it.
    pub corrects: Option<Uid>,
}

/// The columns of [`Entry::read`].
pub(super) const COLUMNS: &str = "site, id, uid, at, event, happened, due, note, corrects, seal";

impl Entry {
    /// Reads a row of [`COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let cells = EntryColumns::read(row)?;
        Ok(Self {
            id: Id(cells.id),
            uid: cells.uid,
            at: cells.at.parse().map_err(|_| changed())?,
            site: cells.site.to_owned(),
            event: cells.event()?,
            value: cells.value()?,
            corrects: cells.corrects,
        })
    }
}

/// The columns of a row of the table `entry`.
pub(super) struct EntryColumns<'a> {
    pub(super) site: &'a str,
    pub(super) id: i64,
    pub(super) uid: Uid,
    pub(super) at: &'a str,
    pub(super) event: &'a str,
    pub(super) happened: Option<&'a str>,
    pub(super) due: Option<&'a str>,
    pub(super) note: Option<&'a str>,
    pub(super) corrects: Option<Uid>,
}

impl<'a> EntryColumns<'a> {
    /// Reads a row of [`COLUMNS`], and verifies its checksum.
    pub(super) fn read(row: &'a Row<'_>) -> rusqlite::Result<Self> {
        let text = |column| row.get_ref(column).and_then(|value| Ok(value.as_str()?));
        let option = |column| row.get_ref(column).and_then(|value| Ok(value.as_str_or_null()?));
        let cells = Self {
            site: text(0)?,
            id: row.get(1)?,
            uid: row.get(2)?,
            at: text(3)?,
            event: text(4)?,
            happened: option(5)?,
            due: option(6)?,
            note: option(7)?,
            corrects: row.get(8)?,
        };
        if cells.seal() == row.get::<_, i64>(9)? { Ok(cells) } else { Err(changed()) }
    }

    pub(super) fn event(&self) -> rusqlite::Result<Event> {
        Event::parse(self.event).ok_or_else(changed)
    }

    pub(super) fn value(&self) -> rusqlite::Result<Option<EventDetails>> {
        let Some(happened) = self.happened else { return Ok(None) };
        let due = self.due.map(|due| day(due).ok_or_else(changed)).transpose()?;
        let when = moment(happened).ok_or_else(changed)?;
        Ok(Some(EventDetails { when, due, note: self.note.map(str::to_owned) }))
    }

    pub(super) fn seal(&self) -> i64 {
        Checksum::default()
            .text(self.site)
            .number(self.id)
            .number(self.uid.0)
            .text(self.at)
            .text(self.event)
            .optional(self.happened)
            .optional(self.due)
            .optional(self.note)
            .number(self.corrects.map_or(-1, Uid::number))
            .finish()
    }
}

/// The error for a row whose checksum is wrong.
pub(super) fn changed() -> rusqlite::Error {
    FromSqlError::InvalidType.into()
}

/// Parses a day in the form that is stored (YYYY-MM-DD). The date library's parser accepts more forms and is slower.
pub(super) fn day(text: &str) -> Option<Date> {
    let (year, month, day) = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            (year, [*m1, *m2], [*d1, *d2])
        }
        _ => return None,
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |number: i16, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'))
        })
    };
    let two = |digits: [u8; 2]| i8::try_from(number(&digits)?).ok();
    Date::new(number(year)?, two(month)?, two(day)?).ok()
}

fn moment(text: &str) -> Option<When> {
    if text.len() == 10 { day(text).map(When::day) } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_read_in_their_stored_form_only() {
        for text in ["2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), Some(text));
            assert_eq!(moment(text).map(|when| when.to_string()).as_deref(), Some(text));
        }
        assert_eq!(
            moment("2026-11-22 09:05:07").map(|when| when.to_string()).as_deref(),
            Some("2026-11-22 09:05:07")
        );
        for text in ["2026-02-30", "2026-1-22", "+026-11-22", "2026-11-2é", "", "2026/11/22"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn identities_read_back() {
        for bits in [0, 1, u64::MAX, 0x1234_5678_9abc_def0] {
            let uid = Uid::of(bits);
            assert_eq!(uid.to_string().parse(), Ok(uid));
            assert!(uid.number() >= 0);
        }
        for text in ["", "1", "+123456789abcdef", "8000000000000000", "ffffffffffffffff"] {
            assert!(text.parse::<Uid>().is_err(), "{text}");
        }
        assert_eq!("#12".parse(), Ok(Id(12)));
        assert!("x".parse::<Id>().is_err());
    }
}
