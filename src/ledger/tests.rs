use proptest::prelude::*;

use crate::domain::date::{Date, Timestamp, days_after};
use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening, LastAudit, SiteLog, When};

use super::*;

fn now() -> Timestamp {
    "2026-11-22T12:00:00+08:00".parse().unwrap()
}

fn scratch() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open_write(&folder.path().join("l.db")).unwrap();
    (folder, ledger)
}

fn happening(site: &str, event: Event, day: u16) -> Happening {
    let when = When::day(days_after(Date::constant(2026, 1, 1), day));
    Happening { site: site.to_owned(), event, details: EventDetails::at(when) }
}

fn audit(site: &str, day: i8, live: bool, icp: Option<bool>, badge: Option<bool>) -> AuditRow {
    AuditRow {
        site: site.to_owned(),
        day: Date::constant(2026, 10, day),
        target: site.to_owned(),
        live,
        status: "fail".to_owned(),
        found: 3,
        checked: 2,
        sights: NumbersShown { icp, badge },
        findings: vec![RuleFindings {
            rule: "icp-missing".to_owned(),
            severity: "error".to_owned(),
            pages: vec![format!("https://{site}/")],
        }],
        unread: Vec::new(),
        shown: None,
        run: None,
    }
}

fn logs(ledger: &Ledger) -> Vec<SiteLog> {
    let mut logs = Vec::new();
    let all: Result<(), Error> = ledger.each_log(|log| {
        logs.push(log);
        Ok(())
    });
    all.unwrap();
    logs
}

#[test]
fn a_dropped_batch_was_never_written() {
    let (_folder, mut ledger) = scratch();
    let mut batch = ledger.batch().unwrap();
    batch.record(&happening("a.cn", Event::Opened, 1), now()).unwrap();
    drop(batch);
    assert_eq!(logs(&ledger), []);
}

#[test]
fn sites_come_in_order_with_what_holds_of_them() {
    let (_folder, mut ledger) = scratch();
    let mut batch = ledger.batch().unwrap();
    let opened = happening("b.cn", Event::Opened, 9);
    batch.record(&opened, now()).unwrap();
    let approved = batch.record(&happening("b.cn", Event::IcpApproved, 5), now()).unwrap();
    let mistake = batch.record(&happening("a.cn", Event::Opened, 1), now()).unwrap();
    let right = happening("b.cn", Event::IcpApproved, 6);
    let further = batch.correct(approved, &Correction::To(right.details), now()).unwrap();
    let last = happening("b.cn", Event::IcpApproved, 7);
    batch.correct(further, &Correction::To(last.details.clone()), now()).unwrap();
    batch.correct(mistake, &Correction::Void, now()).unwrap();
    batch.audit(&audit("0.cn", 1, true, None, None), now()).unwrap();
    batch.audit(&audit("c.cn", 2, true, Some(true), Some(false)), now()).unwrap();
    batch.commit().unwrap();
    let seen_on = Date::constant(2026, 10, 2);
    let seen = LastAudit { day: seen_on, icp: Some(seen_on), badge: None };
    let log = |site: &str, entries, happenings, seen| SiteLog {
        site: site.to_owned(),
        happenings,
        entries,
        seen,
    };
    let expected = [
        log("0.cn", 0, vec![], None),
        log("a.cn", 2, vec![], None),
        log("b.cn", 4, vec![last, opened], None),
        log("c.cn", 0, vec![], Some(seen)),
    ];
    assert_eq!(logs(&ledger), expected);
    for log in expected {
        assert_eq!(ledger.log(&log.site).unwrap(), log);
    }
    assert_eq!(ledger.log("no.cn").unwrap().entries, 0);
}

#[test]
fn the_last_audit_that_could_judge_speaks_and_the_live_site_before_a_folder() {
    let (day, yes, no) = (|day| Date::constant(2026, 10, day), Some(true), Some(false));
    for (audits, expected) in [
        (vec![(1, false, yes, yes)], Some((1, Some(1), Some(1)))),
        (vec![(1, true, yes, yes), (2, true, None, None)], Some((1, Some(1), Some(1)))),
        (vec![(1, true, yes, yes), (2, true, no, yes)], Some((2, Some(1), Some(2)))),
        (vec![(1, true, yes, yes), (2, true, None, no)], Some((2, Some(1), Some(1)))),
        (vec![(1, true, no, no), (2, false, yes, yes)], Some((1, None, None))),
        (vec![(1, true, None, None), (2, false, yes, no)], Some((2, Some(2), None))),
        (vec![(1, true, None, None)], None),
    ] {
        let (_folder, mut ledger) = scratch();
        let mut batch = ledger.batch().unwrap();
        for (day, live, icp, badge) in &audits {
            batch.audit(&audit("a.cn", *day, *live, *icp, *badge), now()).unwrap();
        }
        batch.commit().unwrap();
        let expected = expected.map(|(that, icp, badge): (i8, Option<i8>, Option<i8>)| LastAudit {
            day: day(that),
            icp: icp.map(day),
            badge: badge.map(day),
        });
        assert_eq!(ledger.log("a.cn").unwrap().seen, expected, "{audits:?}");
        assert_eq!(logs(&ledger)[0].seen, expected, "{audits:?}");
    }
}

#[test]
fn what_was_seen_last_is_told_by_kind_of_audit() {
    let (_folder, mut ledger) = scratch();
    let mut batch = ledger.batch().unwrap();
    let (yes, no) = (Some(true), Some(false));
    batch.audit(&audit("a.cn", 1, true, yes, yes), now()).unwrap();
    batch.audit(&audit("a.cn", 2, true, yes, no), now()).unwrap();
    batch.audit(&audit("a.cn", 3, false, no, no), now()).unwrap();
    batch.commit().unwrap();
    let live = ledger.last_seen("a.cn", true).unwrap();
    let day = |day| Some(Date::constant(2026, 10, day));
    assert_eq!(live, LastSeen { icp: day(2), badge: day(1) });
    assert_eq!(ledger.last_seen("a.cn", false).unwrap(), LastSeen::default());
    assert_eq!(
        live.lost(NumbersShown { icp: no, badge: None }),
        LastSeen { icp: day(2), badge: None }
    );
    assert_eq!(
        live.lost(NumbersShown { icp: yes, badge: no }),
        LastSeen { icp: None, badge: day(1) }
    );
}

#[test]
fn a_row_that_was_changed_behind_our_back_is_damage() {
    for sql in [
        "UPDATE entry SET happened = '2025-01-02'",
        "UPDATE entry SET site = 'b.cn'",
        "UPDATE entry SET note = 'x'",
        "UPDATE audit SET findings = '[]'",
        "UPDATE audit SET badge = 1",
        "UPDATE audit SET run = 1",
        "UPDATE audit SET details = '{}'",
    ] {
        let (folder, mut ledger) = scratch();
        let mut batch = ledger.batch().unwrap();
        batch.record(&happening("a.cn", Event::Opened, 1), now()).unwrap();
        batch.audit(&audit("a.cn", 1, true, None, None), now()).unwrap();
        batch.commit().unwrap();
        let db = Connection::open(folder.path().join("l.db")).unwrap();
        db.execute_batch("DROP TRIGGER entry_is_not_changed; DROP TRIGGER audit_is_not_changed")
            .unwrap();
        db.execute_batch(sql).unwrap();
        let read: Result<(), Error> = ledger.each_line(|_| Ok(()));
        assert!(matches!(read, Err(Error::Damaged { .. })), "{sql}: {read:?}");
        drop(ledger);
        let opened = Ledger::open_read(&folder.path().join("l.db"));
        assert!(matches!(opened, Err(Error::Damaged { .. })), "{sql}");
    }
}

#[test]
fn an_imported_identity_with_other_content_is_a_conflict() {
    let (_folder, mut ledger) = scratch();
    let mut batch = ledger.batch().unwrap();
    let line = |when: &str| {
        let text = format!(
            r#"{{"uid":"00000000000000ab","site":"a.cn","event":"opened","when":"{when}"}}"#
        );
        Line::parse(&text).unwrap()
    };
    assert_eq!(batch.import(&line("2026-01-01"), now()).unwrap(), Imported::Added);
    assert_eq!(batch.import(&line("2026-01-01"), now()).unwrap(), Imported::Known);
    let other = batch.import(&line("2026-01-02"), now());
    assert!(matches!(other, Err(Error::Conflict { .. })), "{other:?}");
    let correction = |uid: &str| {
        let text = format!(r#"{{"site":"a.cn","event":"opened","corrects":"{uid}","void":true}}"#);
        Line::parse(&text).unwrap()
    };
    assert!(batch.import(&correction("00000000000000ab"), now()).is_ok());
    let dangling = batch.import(&correction("00000000000000ac"), now());
    assert!(matches!(dangling, Err(Error::Dangling { .. })), "{dangling:?}");
}

#[test]
fn audits_read_back_from_lines() {
    let (_folder, mut ledger) = scratch();
    let (_other, mut copy) = scratch();
    let mut batch = ledger.batch().unwrap();
    batch.audit(&audit("a.cn", 1, true, Some(true), None), now()).unwrap();
    batch.commit().unwrap();
    let mut batch = copy.batch().unwrap();
    let read: Result<(), Error> = ledger.each_line(|line| {
        let text = line.write().unwrap();
        let again = Line::parse(&text).unwrap();
        assert_eq!(batch.import(&again, now())?, Imported::Added);
        assert_eq!(batch.import(&again, now())?, Imported::Known);
        Ok(())
    });
    read.unwrap();
    batch.commit().unwrap();
    assert_eq!(copy.history("a.cn").unwrap(), ledger.history("a.cn").unwrap());
}

/// Records audits as one run.
fn record_run(ledger: &mut Ledger, audits: &[AuditRow]) {
    let run = Some(ledger.new_run().unwrap());
    let mut batch = ledger.batch().unwrap();
    for row in audits {
        batch.audit(&AuditRow { run, ..row.clone() }, now()).unwrap();
    }
    batch.commit().unwrap();
}

fn pairs(ledger: &Ledger, since: Since) -> Vec<String> {
    let mut pairs = Vec::new();
    let told = |audit: Option<Audit>| {
        audit
            .map_or("-".to_owned(), |audit| format!("{} {}", audit.row.target, audit.row.day.day()))
    };
    let all: Result<(), Error> = ledger.each_pair(since, |AuditPair { before, after }| {
        pairs.push(format!("{} | {}", told(before), told(after)));
        Ok(())
    });
    all.unwrap();
    pairs
}

#[test]
fn sites_come_with_their_audits_before_and_after_a_moment() {
    let (_folder, mut ledger) = scratch();
    let live = |site: &str, day| audit(site, day, true, Some(true), None);
    // Recorded before audits had a run: one by its moment.
    let mut batch = ledger.batch().unwrap();
    batch.audit(&live("a.cn", 1), now()).unwrap();
    batch.audit(&live("gone.cn", 1), now()).unwrap();
    batch.commit().unwrap();
    record_run(&mut ledger, &[live("a.cn", 2), audit("folder", 2, false, None, None)]);
    let unreachable = AuditRow { status: "error".to_owned(), ..live("a.cn", 3) };
    record_run(&mut ledger, &[unreachable]);
    let inner = AuditRow { target: "https://a.cn/en/".to_owned(), ..live("a.cn", 4) };
    record_run(&mut ledger, &[live("a.cn", 4), live("new.cn", 4), inner]);

    let runs = ledger.runs().unwrap();
    let told: Vec<_> = runs.iter().map(|run| (run.number, run.day.day(), run.audits)).collect();
    assert_eq!(told, [(1, 1, 2), (2, 2, 2), (3, 3, 1), (4, 4, 3)]);
    // What could not be judged is passed over, and folders that were not audited again are not missed.
    let last = ["a.cn 2 | a.cn 4", "a.cn 2 | https://a.cn/en/ 4", "gone.cn 1 | -", "- | new.cn 4"];
    assert_eq!(pairs(&ledger, Since::LastRun), last);
    assert_eq!(pairs(&ledger, Since::Run(3)), last);
    assert_eq!(pairs(&ledger, Since::Day(Date::constant(2026, 10, 3))), last);
    assert_eq!(
        pairs(&ledger, Since::Run(1)),
        [
            "a.cn 1 | a.cn 4",
            "a.cn 1 | https://a.cn/en/ 4",
            "- | folder 2",
            "gone.cn 1 | -",
            "- | new.cn 4"
        ]
    );
    let days: Vec<_> = ledger.recent("a.cn", true, 3).unwrap();
    let days: Vec<_> = days.iter().map(|audit| audit.row.day.day()).collect();
    assert_eq!(days, [3, 4, 4]);
}

#[test]
fn a_ledger_of_the_first_version_reads_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    let bytes = include_bytes!("first_version.db");
    std::fs::write(&path, bytes).unwrap();
    let mut ledger = Ledger::open_write(&path).unwrap();
    let history = ledger.history("example.cn").unwrap();
    assert_eq!((history.entries.len(), history.audits.len()), (1, 2));
    let old = history.audits.last().unwrap();
    assert_eq!((&old.row.shown, old.row.run), (&None, None));
    let shown = Some(vec![RecordedNumber {
        inner: false,
        kind: RecordedKind::Icp,
        number: "京ICP备11000001号-1".to_owned(),
        link: None,
        badge: false,
    }]);
    let row = AuditRow { shown: shown.clone(), ..audit("example.cn", 9, false, None, None) };
    record_run(&mut ledger, &[row]);
    drop(ledger);
    let ledger = Ledger::open_read(&path).unwrap().unwrap();
    let history = ledger.history("example.cn").unwrap();
    let last = history.audits.last().unwrap();
    assert_eq!((&last.row.shown, last.row.run.is_some()), (&shown, true));
    assert_eq!(pairs(&ledger, Since::LastRun), ["public 2 | example.cn 9"]);
}

#[test]
fn each_step_leads_from_a_ledger_of_the_first_version_to_messages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.db");
    std::fs::write(&path, include_bytes!("first_version.db")).unwrap();
    let before = Ledger::open_read(&path).unwrap().unwrap().history("example.cn").unwrap();
    let mut ledger = Ledger::open_write(&path).unwrap();
    assert_eq!(ledger.messages(OutboxPart::Pending).unwrap(), []);
    let mut batch = ledger.batch().unwrap();
    let told = [("item".to_owned(), "state".to_owned())];
    batch.message("wecom", (now(), now().date()), "{}", &told).unwrap();
    batch.commit().unwrap();
    drop(ledger);
    let ledger = Ledger::open_read(&path).unwrap().unwrap();
    assert_eq!(ledger.messages(OutboxPart::Pending).unwrap().len(), 1);
    assert_eq!(ledger.told("wecom").unwrap().len(), 1);
    assert_eq!(ledger.history("example.cn").unwrap(), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The fold over rows gives what a plain list of the last values gives.
    #[test]
    fn corrections_hold_in_the_order_of_recording(
        steps in proptest::collection::vec((0_usize..4, 0_usize..14, 0_u16..400, 0_u8..4), 1..40)
    ) {
        let (_folder, mut ledger) = scratch();
        let mut batch = ledger.batch().unwrap();
        let mut model: Vec<(Vec<Id>, Happening, bool)> = Vec::new();
        for (site, event, day, kind) in steps {
            let site = ["a.cn", "b.cn", "aa.cn", "xn--fsqu00a.xn--fiqs8s"][site];
            let new = happening(site, Event::ALL[event], day);
            let at = usize::from(day) % model.len().max(1);
            match (kind, model.get_mut(at)) {
                (2, Some((ids, old, void))) => {
                    let id = batch.correct(*ids.last().unwrap(), &Correction::To(new.details.clone()), now());
                    ids.push(id.unwrap());
                    old.details = new.details;
                    *void = false;
                }
                (3, Some((ids, _, void))) => {
                    ids.push(batch.correct(ids[0], &Correction::Void, now()).unwrap());
                    *void = true;
                }
                _ => model.push((vec![batch.record(&new, now()).unwrap()], new, false)),
            }
        }
        batch.commit().unwrap();
        for log in logs(&ledger) {
            let of_site = || model.iter().filter(|(_, happening, _)| happening.site == log.site);
            let mut expected: Vec<Happening> =
                of_site().filter(|(.., void)| !void).map(|(_, happening, _)| happening.clone()).collect();
            expected.sort_by_key(|happening| happening.details.when);
            prop_assert_eq!(&log.happenings, &expected);
            let entries: usize = of_site().map(|(ids, ..)| ids.len()).sum();
            prop_assert_eq!(log.entries as usize, entries);
        }
    }

    #[test]
    fn no_line_makes_import_panic(text in "\\PC{0,80}") {
        let _ = Line::parse(&text);
    }
}

#[test]
fn a_night_is_counted_by_sites_each_by_its_worst_result() {
    let (_folder, mut ledger) = scratch();
    assert_eq!(ledger.last_audit().unwrap(), 0);
    let mut record = |rows: &[(&str, &str)]| {
        let mut batch = ledger.batch().unwrap();
        for (site, status) in rows {
            let row = audit(site, 1, true, None, None);
            batch.audit(&AuditRow { status: (*status).to_owned(), ..row }, now()).unwrap();
        }
        batch.commit().unwrap();
        ledger.last_audit().unwrap()
    };
    let before = record(&[("old.cn", "fail")]);
    record(&[("a.cn", "pass"), ("a.cn", "fail"), ("b.cn", "error"), ("c.cn", "review")]);
    record(&[("d.cn", "pass"), ("b.cn", "pass")]);
    let tally = AuditTally { sites: 4, failing: 1, unjudged: 1, review: 1 };
    assert_eq!(ledger.tally_since(before).unwrap(), tally);
    assert_eq!(ledger.tally_since(ledger.last_audit().unwrap()).unwrap(), AuditTally::default());
}
