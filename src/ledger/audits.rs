//! Results of audits: one row for each site of a run.

use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};

use crate::domain::date::{Date, Timestamp};

use super::Uid;
use super::checksum::Checksum;
use super::entry::{changed, day};

/// The result of a site's audit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditRow {
    /// The registered domain, as in the entries.
    #[serde(skip)]
    pub site: String,
    /// The day on which it was judged.
    #[serde(with = "day_text")]
    pub day: Date,
    /// The target, as typed.
    pub target: String,
    /// Whether the target was the live site; else it was a folder or file.
    pub live: bool,
    /// `pass`, `fail`, `review` or `error`.
    pub status: String,
    /// Pages found.
    pub found: u64,
    /// Pages judged.
    pub checked: u64,
    /// Which numbers the home page showed.
    pub sights: NumbersShown,
    /// The findings, by rule.
    pub findings: Vec<RuleFindings>,
}

/// Which numbers a home page shows; `None` where that could not be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumbersShown {
    /// Whether it shows the ICP number, visible and linked.
    pub icp: Option<bool>,
    /// Whether it shows the police number with its badge, visible.
    pub badge: Option<bool>,
}

/// The findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFindings {
    /// The rule's id.
    pub rule: String,
    /// `error`, `warning` or `info`; `review` for what a person must look at.
    pub severity: String,
    /// The pages on which it was found.
    pub pages: Vec<String>,
}

/// A recorded audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Its identity in all ledgers.
    pub uid: Uid,
    /// When it was recorded.
    pub at: Timestamp,
    /// Its result.
    pub row: AuditRow,
}

/// The columns that [`AuditColumns::read`] reads; [`WITH_FINDINGS`] has the findings, too.
pub(super) const AUDIT_COLUMNS: &str =
    "site, id, uid, at, day, target, live, status, found, checked, icp, badge, sum, seal";
pub(super) const WITH_FINDINGS: &str =
    "site, id, uid, at, day, target, live, status, found, checked, icp, badge, sum, seal, findings";

/// The columns of a row of the table `audit`, without the findings.
pub(super) struct AuditColumns<'a> {
    pub(super) site: &'a str,
    id: i64,
    uid: Uid,
    at: &'a str,
    day: &'a str,
    target: &'a str,
    pub(super) live: bool,
    status: &'a str,
    found: i64,
    checked: i64,
    pub(super) sights: NumbersShown,
    sum: i64,
}

impl<'a> AuditColumns<'a> {
    /// Reads a row of [`AUDIT_COLUMNS`], and verifies its checksum.
    pub(super) fn read(row: &'a Row<'_>) -> rusqlite::Result<Self> {
        let text = |column| row.get_ref(column).and_then(|value| Ok(value.as_str()?));
        let head = Self {
            site: text(0)?,
            id: row.get(1)?,
            uid: row.get(2)?,
            at: text(3)?,
            day: text(4)?,
            target: text(5)?,
            live: row.get(6)?,
            status: text(7)?,
            found: row.get(8)?,
            checked: row.get(9)?,
            sights: NumbersShown { icp: row.get(10)?, badge: row.get(11)? },
            sum: row.get(12)?,
        };
        if head.seal() == row.get::<_, i64>(13)? { Ok(head) } else { Err(changed()) }
    }

    fn seal(&self) -> i64 {
        let sight = |sight: Option<bool>| sight.map_or(-1, i64::from);
        Checksum::default()
            .text(self.site)
            .number(self.id)
            .number(self.uid.number())
            .text(self.at)
            .text(self.day)
            .text(self.target)
            .number(self.live.into())
            .text(self.status)
            .number(self.found)
            .number(self.checked)
            .number(sight(self.sights.icp))
            .number(sight(self.sights.badge))
            .number(self.sum)
            .finish()
    }

    /// The day on which it was judged.
    pub(super) fn day(&self) -> rusqlite::Result<Date> {
        day(self.day).ok_or_else(changed)
    }
}

impl Audit {
    /// Reads a row of [`WITH_FINDINGS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let head = AuditColumns::read(row)?;
        let findings = row.get_ref(14)?.as_str()?;
        if Checksum::default().text(findings).finish() != head.sum {
            return Err(changed());
        }
        let count = |number| u64::try_from(number).map_err(|_| changed());
        let row = AuditRow {
            site: head.site.to_owned(),
            day: head.day()?,
            target: head.target.to_owned(),
            live: head.live,
            status: head.status.to_owned(),
            found: count(head.found)?,
            checked: count(head.checked)?,
            sights: head.sights,
            findings: serde_json::from_str(findings).map_err(|_| changed())?,
        };
        Ok(Self { uid: head.uid, at: head.at.parse().map_err(|_| changed())?, row })
    }
}

/// Adds a row.
pub(super) fn insert(
    db: &Connection,
    id: i64,
    uid: Uid,
    audit: &AuditRow,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let (at, day) = (at.to_string(), audit.day.to_string());
    let findings = serde_json::to_string(&audit.findings)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let head = AuditColumns {
        site: &audit.site,
        id,
        uid,
        at: &at,
        day: &day,
        target: &audit.target,
        live: audit.live,
        status: &audit.status,
        found: count(audit.found),
        checked: count(audit.checked),
        sights: audit.sights,
        sum: Checksum::default().text(&findings).finish(),
    };
    let seal = head.seal();
    let AuditColumns { site, target, live, status, found, checked, sights, sum, .. } = head;
    let sql = format!(
        "INSERT INTO audit ({WITH_FINDINGS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
    );
    let mut row = db.prepare_cached(&sql)?;
    row.execute((
        site,
        id,
        uid,
        &at,
        &day,
        target,
        live,
        status,
        found,
        checked,
        sights.icp,
        sights.badge,
        sum,
        seal,
        &findings,
    ))?;
    Ok(())
}

/// The audit with this identity.
pub(super) fn of_uid(db: &Connection, uid: Uid) -> rusqlite::Result<Option<Audit>> {
    let sql = format!("SELECT {WITH_FINDINGS} FROM audit WHERE uid = ?1");
    db.prepare_cached(&sql)?.query_row([uid], Audit::read).optional()
}

/// The last days on which audits of a site saw each number; of the live site, or of folders.
pub(super) fn last_seen(db: &Connection, site: &str, live: bool) -> rusqlite::Result<LastSeen> {
    let sql = format!("SELECT {AUDIT_COLUMNS} FROM audit WHERE site = ?1 ORDER BY id");
    let mut select = db.prepare_cached(&sql)?;
    let mut rows = select.query([site])?;
    let mut last = LastSeen::default();
    while let Some(row) = rows.next()? {
        let head = AuditColumns::read(row)?;
        if head.live == live {
            last = last.after(head.day()?, head.sights);
        }
    }
    Ok(last)
}

/// The last day on which an audit saw each number on the home page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastSeen {
    /// The ICP number, visible and linked.
    pub icp: Option<Date>,
    /// The police number with its badge, visible.
    pub badge: Option<Date>,
}

impl LastSeen {
    /// The days after one more audit.
    #[must_use]
    pub fn after(self, day: Date, now: NumbersShown) -> Self {
        let later = |last, now| if now == Some(true) { Some(day) } else { last };
        Self { icp: later(self.icp, now.icp), badge: later(self.badge, now.badge) }
    }

    /// The days of the numbers that earlier audits saw and this one does not.
    #[must_use]
    pub fn lost(self, now: NumbersShown) -> Self {
        let lost = |last: Option<Date>, now| last.filter(|_| now == Some(false));
        Self { icp: lost(self.icp, now.icp), badge: lost(self.badge, now.badge) }
    }
}

/// A day in JSON.
mod day_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Date, day};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(day: &Date, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Date, D::Error> {
        let text = String::deserialize(input)?;
        day(&text).ok_or_else(|| serde::de::Error::custom(format!("{text:?} is not a date")))
    }
}
