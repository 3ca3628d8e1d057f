//! Audits by the run that recorded them, and the audits of each site before and after a moment.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use rusqlite::{OptionalExtension as _, Row};

use crate::domain::date::{self, Date, DateError, Timestamp};
use crate::domain::failure::{Remedy as _, ValueError};
use crate::domain::lang::Bilingual as _;

use super::audits::{AUDIT_COLUMNS, AuditColumns, WITH_FINDINGS, is_judged};
use super::entry::changed;
use super::{Audit, Error, Ledger, Uid};

/// A run that recorded audits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRun {
    /// Its number in this ledger, in the order of recording. Users type it.
    pub number: usize,
    /// When it was recorded.
    pub at: Timestamp,
    /// The day that it took for today.
    pub day: Date,
    /// How many audits it recorded.
    pub audits: u64,
}

/// The moment that divides the audits of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Before the last run.
    LastRun,
    /// After the run with this number.
    Run(usize),
    /// After this day.
    Day(Date),
}

/// A day, or the number of a run.
impl FromStr for Since {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = || {
            ValueError::form((
                "请写日期（2026-11-20），或 `beian changes --runs` 列出的运行序号",
                "write a date (2026-11-20), or the number of a run as `beian changes --runs` lists them",
            ))
        };
        let number = text.strip_prefix('#').unwrap_or(text);
        let is_digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if number.len() < 8 && is_digits {
            return number.parse().map(Self::Run).map_err(|_| form());
        }
        date::typed(text).map(Self::Day).map_err(|error| match error {
            DateError::Form(_) => form(),
            DateError::NoSuchDay { .. } => ValueError::new(error.text(), error.fix()),
        })
    }
}

/// How many sites were audited, and how that ended. A site that was audited several times counts once, by its worst result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditTally {
    /// Sites.
    pub sites: usize,
    /// Of these, sites with findings.
    pub failing: usize,
    /// Of these, sites that could not be judged.
    pub unjudged: usize,
    /// Of these, sites that a person must look at.
    pub review: usize,
}

/// The last audits of a site before and after a moment, of the live site or of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPair {
    /// The last one before it that could judge the site, else the last one.
    pub before: Option<Audit>,
    /// The last one after it.
    pub after: Option<Audit>,
}

/// What a run is known by: audits that were recorded before runs were have the moment of recording.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum RunKey {
    Run(Uid),
    Moment(String),
}

impl RunKey {
    fn of(head: &AuditColumns<'_>) -> Self {
        head.run.map_or_else(|| Self::Moment(head.at.to_owned()), Self::Run)
    }
}

/// An audit of the site that is being gone through.
struct Head {
    id: i64,
    target: String,
    is_before: bool,
    is_judged: bool,
    run: RunKey,
}

impl Ledger {
    /// A new identity for a run.
    pub fn new_run(&self) -> Result<Uid, Error> {
        let bits: i64 = self
            .db
            .query_row("SELECT random()", (), |row| row.get(0))
            .map_err(|error| self.fault(error))?;
        Ok(Uid::of(bits.cast_unsigned()))
    }

    /// The run that audited a target last, if it has an identity.
    pub fn run_of(&self, target: &str) -> Result<Option<Uid>, Error> {
        let sql = "SELECT run FROM audit WHERE target = ?1 ORDER BY id DESC LIMIT 1";
        let run = self.db.query_row(sql, [target], |row| row.get(0)).optional();
        Ok(run.map_err(|error| self.fault(error))?.flatten())
    }

    /// The runs that recorded audits, oldest first.
    pub fn runs(&self) -> Result<Vec<RecordedRun>, Error> {
        let runs = self.keyed_runs().map_err(|error| self.fault(error))?;
        Ok(runs.into_iter().map(|(_, run)| run).collect())
    }

    fn keyed_runs(&self) -> rusqlite::Result<Vec<(RunKey, RecordedRun)>> {
        let sql = format!("SELECT {AUDIT_COLUMNS} FROM audit ORDER BY id");
        let mut select = self.db.prepare(&sql)?;
        let mut rows = select.query(())?;
        let mut runs: Vec<(RunKey, RecordedRun)> = Vec::new();
        let mut places: HashMap<RunKey, usize> = HashMap::new();
        while let Some(row) = rows.next()? {
            let head = AuditColumns::read(row)?;
            let key = RunKey::of(&head);
            let place = *places.entry(key.clone()).or_insert(runs.len());
            if let Some((_, run)) = runs.get_mut(place) {
                run.audits += 1;
                continue;
            }
            let number = runs.len() + 1;
            let at = head.at.parse().map_err(|_| changed())?;
            runs.push((key, RecordedRun { number, at, day: head.day()?, audits: 1 }));
        }
        Ok(runs)
    }

    /// The number of the last audit; 0 where there is none.
    pub fn last_audit(&self) -> Result<i64, Error> {
        let sql = "SELECT coalesce(max(id), 0) FROM audit";
        self.db.query_row(sql, (), |row| row.get(0)).map_err(|error| self.fault(error))
    }

    /// The sites that were audited after the audit with this number.
    pub fn tally_since(&self, audit: i64) -> Result<AuditTally, Error> {
        const WORST_FIRST: [&str; 3] = ["fail", "error", "review"];
        let read = || {
            let sql = format!("SELECT {AUDIT_COLUMNS} FROM audit WHERE id > ?1");
            let mut select = self.db.prepare(&sql)?;
            let mut rows = select.query([audit])?;
            let mut worst: BTreeMap<String, usize> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let head = AuditColumns::read(row)?;
                let place = WORST_FIRST.iter().position(|status| *status == head.status);
                let place = place.unwrap_or(WORST_FIRST.len());
                let known = worst.entry(head.site.to_owned()).or_insert(place);
                *known = place.min(*known);
            }
            let [failing, unjudged, review] =
                [0, 1, 2].map(|place| worst.values().filter(|known| **known == place).count());
            Ok(AuditTally { sites: worst.len(), failing, unjudged, review })
        };
        read().map_err(|error| self.fault(error))
    }

    /// The last audits of a site, of the live site or of folders, oldest first.
    pub fn recent(&self, site: &str, live: bool, most: usize) -> Result<Vec<Audit>, Error> {
        let sql = format!(
            "SELECT {WITH_FINDINGS} FROM audit WHERE site = ?1 AND live = ?2 ORDER BY id DESC LIMIT ?3"
        );
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let all = || {
            let mut select = self.db.prepare_cached(&sql)?;
            let rows = select.query_map((site, live, most), Audit::read)?;
            rows.collect::<rusqlite::Result<Vec<Audit>>>()
        };
        let mut audits = all().map_err(|error| self.fault(error))?;
        audits.reverse();
        Ok(audits)
    }

    /// Calls `each` with the audits of each site before and after a moment, in the order of sites. A site that the later
    /// run audited under several targets has a pair for each of them. Where no later audit is of a live site, live sites
    /// without one are left out, and folders likewise: they are audited at other times.
    pub fn each_pair<E: From<Error>>(
        &self,
        since: Since,
        mut each: impl FnMut(AuditPair) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let runs = self.keyed_runs().map_err(of)?;
        let last = runs.len();
        let numbers: HashMap<RunKey, usize> =
            runs.into_iter().map(|(key, run)| (key, run.number)).collect();
        let is_before = |head: &AuditColumns<'_>| -> rusqlite::Result<bool> {
            let number = numbers.get(&RunKey::of(head)).copied().unwrap_or(last);
            Ok(match since {
                Since::LastRun => number < last,
                Since::Run(run) => number <= run,
                Since::Day(day) => head.day()? <= day,
            })
        };
        let groups = self.groups(is_before).map_err(of)?;
        let audited = |live: bool| {
            let mut of_kind = groups.iter().filter(|((_, kind), _)| *kind == live);
            of_kind.any(|(_, heads)| heads.iter().any(|head| !head.is_before))
        };
        let audited = [audited(false), audited(true)];
        for ((_, live), heads) in &groups {
            for (before, after) in pairs(heads) {
                if after.is_some() || audited[usize::from(*live)] {
                    let before = before.map(|id| self.audit_of(id)).transpose().map_err(of)?;
                    let after = after.map(|id| self.audit_of(id)).transpose().map_err(of)?;
                    each(AuditPair { before, after })?;
                }
            }
        }
        Ok(())
    }

    /// The audits of each site, oldest first; those of the live site apart from those of folders.
    fn groups(
        &self,
        is_before: impl Fn(&AuditColumns<'_>) -> rusqlite::Result<bool>,
    ) -> rusqlite::Result<BTreeMap<(String, bool), Vec<Head>>> {
        let sql = format!("SELECT {AUDIT_COLUMNS} FROM audit ORDER BY site, id");
        let mut select = self.db.prepare(&sql)?;
        let mut rows = select.query(())?;
        let mut groups: BTreeMap<(String, bool), Vec<Head>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let head = AuditColumns::read(row)?;
            let kept = Head {
                id: head.id,
                target: head.target.to_owned(),
                is_before: is_before(&head)?,
                is_judged: is_judged(head.status),
                run: RunKey::of(&head),
            };
            let group = groups.entry((head.site.to_owned(), head.live)).or_default();
            // Only the last of a target, and the last that judged it, can be asked for.
            let same = |known: &Head| {
                (&known.target, known.is_before, known.is_judged)
                    == (&kept.target, kept.is_before, kept.is_judged)
            };
            if let Some(at) = group.iter().position(same) {
                group.remove(at);
            }
            group.push(kept);
        }
        Ok(groups)
    }

    fn audit_of(&self, id: i64) -> rusqlite::Result<Audit> {
        let sql = format!("SELECT {WITH_FINDINGS} FROM audit WHERE id = ?1");
        let read = |row: &Row<'_>| Audit::read(row);
        self.db.prepare_cached(&sql)?.query_row([id], read).optional()?.ok_or_else(changed)
    }
}

/// The ids of the audits before and after, for each target of the last run.
fn pairs(heads: &[Head]) -> Vec<(Option<i64>, Option<i64>)> {
    let before = |target: Option<&str>| {
        let all = || heads.iter().rev().filter(|head| head.is_before);
        let of = |head: &&Head| target.is_some_and(|target| head.target == target);
        let judged = |head: &&Head| head.is_judged;
        let found = all().filter(of).find(judged).or_else(|| all().find(judged));
        found.or_else(|| all().next()).map(|head| head.id)
    };
    let Some(last) = heads.iter().rev().find(|head| !head.is_before) else {
        return vec![(before(None), None)];
    };
    let of_run = heads.iter().filter(|head| !head.is_before && head.run == last.run);
    let mut targets: BTreeMap<&str, i64> = BTreeMap::new();
    for head in of_run {
        let id = targets.entry(&head.target).or_insert(head.id);
        *id = (*id).max(head.id);
    }
    targets.into_iter().map(|(target, id)| (before(Some(target)), Some(id))).collect()
}
