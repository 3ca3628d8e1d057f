//! How each site stands by its last recorded audits.

use rusqlite::Rows;

use crate::domain::date::Date;

use super::audits::{AUDIT_COLUMNS, AuditColumns, WITH_FINDINGS, is_judged};
use super::{Audit, Error, LastSeen, Ledger, NumbersShown};

/// How a site stands by its audits: by those of the live site, or of a folder where there is none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteStanding {
    /// The site's name.
    pub site: String,
    /// The last audit that could judge it.
    pub judged: Option<Audit>,
    /// The last day on which each number was seen on the home page.
    pub last_seen: LastSeen,
    /// Whether each number was seen by the last audit that could tell.
    pub now: NumbersShown,
    /// How many of the last audits in a row could not judge it.
    pub unjudged: u32,
}

/// The audits of one kind of a site, gone through in the order of recording.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// The number of the last audit that could judge the site.
    judged: Option<i64>,
    last_seen: LastSeen,
    now: NumbersShown,
    unjudged: u32,
    any: bool,
}

impl Standing {
    fn add(&mut self, head: &AuditColumns<'_>, day: Date) {
        self.any = true;
        if is_judged(head.status) {
            (self.judged, self.unjudged) = (Some(head.id), 0);
        } else {
            self.unjudged = self.unjudged.saturating_add(1);
        }
        self.last_seen = self.last_seen.after(day, head.sights);
        let NumbersShown { icp, badge } = head.sights;
        self.now = NumbersShown { icp: icp.or(self.now.icp), badge: badge.or(self.now.badge) };
    }
}

/// The audits of one site.
#[derive(Default)]
struct SiteAudits {
    name: String,
    live: Standing,
    folder: Standing,
}

impl Ledger {
    /// Calls `take` with each site that was audited, in the order of their names.
    pub fn each_standing<E: From<Error>>(
        &self,
        mut take: impl FnMut(SiteStanding) -> Result<(), E>,
    ) -> Result<(), E> {
        let of = |error| self.fault(error);
        let _moment = self.db.unchecked_transaction().map_err(of)?;
        let sql = format!("SELECT {AUDIT_COLUMNS} FROM audit ORDER BY site, id");
        let mut select = self.db.prepare(&sql).map_err(of)?;
        let mut rows = select.query(()).map_err(of)?;
        let mut open: Option<SiteAudits> = None;
        loop {
            let done = next(&mut rows, &mut open).map_err(of)?;
            let Some(site) = done else { return Ok(()) };
            take(self.standing(site).map_err(of)?)?;
        }
    }

    fn standing(&self, site: SiteAudits) -> rusqlite::Result<SiteStanding> {
        let SiteAudits { name, live, folder } = site;
        let Standing { judged, last_seen, now, unjudged, .. } =
            if live.any { live } else { folder };
        let judged = match judged {
            Some(id) => {
                let sql = format!("SELECT {WITH_FINDINGS} FROM audit WHERE site = ?1 AND id = ?2");
                let mut select = self.db.prepare_cached(&sql)?;
                Some(select.query_row((&name, id), Audit::read)?)
            }
            None => None,
        };
        Ok(SiteStanding { site: name, judged, last_seen, now, unjudged })
    }
}

/// Goes on to the end of the next site; `None` after the last one.
fn next(
    rows: &mut Rows<'_>,
    open: &mut Option<SiteAudits>,
) -> rusqlite::Result<Option<SiteAudits>> {
    while let Some(row) = rows.next()? {
        let head = AuditColumns::read(row)?;
        let mut done = None;
        if open.as_ref().is_none_or(|site| site.name != head.site) {
            done = open.replace(SiteAudits { name: head.site.to_owned(), ..SiteAudits::default() });
        }
        if let Some(site) = open {
            let standing = if head.live { &mut site.live } else { &mut site.folder };
            standing.add(&head, head.day()?);
        }
        if done.is_some() {
            return Ok(done);
        }
    }
    Ok(open.take())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::AuditRow;

    #[test]
    fn the_last_audit_that_could_judge_counts_and_faults_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open_write(&folder.path().join("l.db")).unwrap();
        let at = "2026-11-22T12:00:00+08:00".parse().unwrap();
        let mut batch = ledger.batch().unwrap();
        let yes = NumbersShown { icp: Some(true), badge: Some(true) };
        let no = NumbersShown { icp: Some(false), badge: None };
        for (site, day, live, status, sights) in [
            ("b.cn", 1, true, "pass", yes),
            ("a.cn", 1, false, "pass", yes),
            ("b.cn", 2, true, "fail", no),
            ("b.cn", 3, true, "error", NumbersShown::default()),
            ("b.cn", 4, false, "pass", yes),
            ("b.cn", 5, true, "error", NumbersShown::default()),
        ] {
            let row = AuditRow {
                site: site.to_owned(),
                day: Date::constant(2026, 10, day),
                target: site.to_owned(),
                live,
                status: status.to_owned(),
                found: 1,
                checked: 1,
                sights,
                findings: Vec::new(),
                unread: Vec::new(),
                shown: None,
                run: None,
            };
            batch.audit(&row, at).unwrap();
        }
        batch.commit().unwrap();
        let mut found = Vec::new();
        let all: Result<(), Error> = ledger.each_standing(|it| {
            found.push(it);
            Ok(())
        });
        all.unwrap();
        let [a, b] = &found[..] else { panic!("{found:?}") };
        let day = |day| Date::constant(2026, 10, day);
        assert_eq!((a.site.as_str(), a.unjudged, a.now), ("a.cn", 0, yes));
        assert_eq!(a.judged.as_ref().unwrap().row.day, day(1));
        assert_eq!((b.site.as_str(), b.unjudged), ("b.cn", 2));
        assert_eq!(b.judged.as_ref().unwrap().row.day, day(2));
        assert_eq!(b.now, NumbersShown { icp: Some(false), badge: Some(true) });
        assert_eq!(b.last_seen, LastSeen { icp: Some(day(1)), badge: Some(day(1)) });
    }
}
