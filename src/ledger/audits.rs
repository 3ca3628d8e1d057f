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
    /// Findings of earlier audits on pages that were not read since: it is not known whether they are mended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<RuleFindings>,
    /// The filing numbers that the site shows; `None` where that was not recorded, or could not be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Vec<RecordedNumber>>,
    /// The run: all its audits have the same. `None` where that was not recorded.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "uid_text")]
    pub run: Option<Uid>,
}

impl AuditRow {
    /// Whether the site could be judged.
    pub fn is_judged(&self) -> bool {
        is_judged(&self.status)
    }
}

/// Whether an audit with this status could judge its site.
pub(super) fn is_judged(status: &str) -> bool {
    status != "error"
}

/// A filing number that a site shows to its readers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedNumber {
    /// Whether it is shown on another page than the home page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inner: bool,
    /// What it is a number of.
    pub kind: RecordedKind,
    /// The number, canonical.
    pub number: String,
    /// The address of its link, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Whether the police badge is beside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub badge: bool,
}

/// What a number is a number of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordedKind {
    /// The ICP filing.
    Icp,
    /// The police filing.
    Police,
    /// A licence.
    Licence,
    /// Another register: algorithms, generative AI, government sites.
    Other,
}

impl RecordedKind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Icp, Self::Police, Self::Licence, Self::Other];
}

/// What the column `details` holds.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Details {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown: Option<Vec<RecordedNumber>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unread: Vec<RuleFindings>,
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
    "site, id, uid, at, day, target, live, status, found, checked, icp, badge, sum, seal, run";
pub(super) const WITH_FINDINGS: &str = "site, id, uid, at, day, target, live, status, found, checked, icp, badge, sum, seal, run, findings, details";

/// The columns of a row of the table `audit`, without the findings.
pub(super) struct AuditColumns<'a> {
    pub(super) site: &'a str,
    pub(super) id: i64,
    uid: Uid,
    pub(super) at: &'a str,
    day: &'a str,
    pub(super) target: &'a str,
    pub(super) live: bool,
    pub(super) status: &'a str,
    found: i64,
    checked: i64,
    pub(super) sights: NumbersShown,
    sum: i64,
    pub(super) run: Option<Uid>,
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
            run: row.get(14)?,
        };
        if head.seal() == row.get::<_, i64>(13)? { Ok(head) } else { Err(changed()) }
    }

    fn seal(&self) -> i64 {
        let sight = |sight: Option<bool>| sight.map_or(-1, i64::from);
        let sum = Checksum::default()
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
            .number(self.sum);
        // Rows of the first version have no run.
        match self.run {
            Some(run) => sum.number(run.number()),
            None => sum,
        }
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
        let findings = row.get_ref(15)?.as_str()?;
        let details = row.get_ref(16)?.as_str_or_null()?;
        if sum(findings, details) != head.sum {
            return Err(changed());
        }
        let details = details.map(serde_json::from_str).transpose().map_err(|_| changed())?;
        let Details { shown, unread } = details.unwrap_or_default();
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
            unread,
            shown,
            run: head.run,
        };
        Ok(Self { uid: head.uid, at: head.at.parse().map_err(|_| changed())?, row })
    }
}

/// The checksum of what is not read with the rest.
fn sum(findings: &str, details: Option<&str>) -> i64 {
    let sum = Checksum::default().text(findings);
    match details {
        Some(details) => sum.text(details),
        None => sum,
    }
    .finish()
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
    let unwritable =
        |error: serde_json::Error| rusqlite::Error::ToSqlConversionFailure(error.into());
    let findings = serde_json::to_string(&audit.findings).map_err(unwritable)?;
    let details = Details { shown: audit.shown.clone(), unread: audit.unread.clone() };
    let details = (details != Details::default()).then(|| serde_json::to_string(&details));
    let details = details.transpose().map_err(unwritable)?;
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
        sum: sum(&findings, details.as_deref()),
        run: audit.run,
    };
    let seal = head.seal();
    let places: Vec<String> = (1..=17).map(|place| format!("?{place}")).collect();
    let sql = format!("INSERT INTO audit ({WITH_FINDINGS}) VALUES ({})", places.join(", "));
    let mut row = db.prepare_cached(&sql)?;
    row.execute(rusqlite::params![
        head.site,
        id,
        uid,
        &at,
        &day,
        head.target,
        head.live,
        head.status,
        head.found,
        head.checked,
        head.sights.icp,
        head.sights.badge,
        head.sum,
        seal,
        head.run,
        &findings,
        &details,
    ])?;
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

/// The identity of a run in JSON.
mod uid_text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Uid;

    #[expect(clippy::ref_option, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(uid: &Option<Uid>, out: S) -> Result<S::Ok, S::Error> {
        match uid {
            Some(uid) => out.collect_str(uid),
            None => out.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<Option<Uid>, D::Error> {
        let text = Option::<String>::deserialize(input)?;
        text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
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
