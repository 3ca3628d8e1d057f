//! What has happened of a filing goes into the ledger, each event once. No personal data does.

use std::path::Path;

use crate::domain::date::Timestamp;
use crate::domain::lang::Text;
use crate::domain::record::{EventDetails, Happening};
use crate::ledger::{self, History, Ledger};

/// Records what the ledger in this file does not hold yet. Says what was recorded, and where a later day of the same event,
/// which the ledger holds too, is the one that counts.
pub fn record(
    path: &Path,
    all: Vec<Happening>,
    now: Timestamp,
) -> Result<Vec<Text>, ledger::Error> {
    let mut ledger = Ledger::open_write(path)?;
    let mut new: Vec<Happening> = Vec::new();
    let mut later = Vec::new();
    for happening in all {
        let log = ledger.log(&happening.site)?;
        let beside = new.iter().filter(|it| it.site == happening.site);
        let known: Vec<&Happening> = log.happenings.iter().chain(beside).collect();
        if !new.contains(&happening) {
            later.extend(later_entry(&ledger.history(&happening.site)?, &happening));
        }
        if !is_known(&known, &happening) {
            new.push(happening);
        }
    }
    if !new.is_empty() {
        let mut batch = ledger.batch()?;
        for happening in &new {
            batch.record(happening, now)?;
        }
        batch.commit()?;
    }
    Ok([said(new.len(), path)].into_iter().chain(later).collect())
}

fn said(count: usize, path: &Path) -> Text {
    let path = path.display();
    let (zh, en) = match count {
        0 => (format!("{path} 没有要新记的事件"), format!("nothing new to record in {path}")),
        1 => (format!("1 个事件已记入 {path}"), format!("1 event is recorded in {path}")),
        _ => (
            format!("{count} 个事件已记入 {path}"),
            format!("{count} events are recorded in {path}"),
        ),
    };
    Text::made(
        format!("{zh}；`beian deadlines` 显示期限"),
        format!("{en}; `beian deadlines` shows what is due"),
    )
}

/// Whether an event is recorded already. A term is the same as long as its last day is, and of several the last counts.
fn is_known(known: &[&Happening], new: &Happening) -> bool {
    let mut alike = known
        .iter()
        .filter(|known| known.event == new.event && known.details.note == new.details.note);
    if new.details.due.is_some() {
        return alike.next_back().is_some_and(|known| known.details.due == new.details.due);
    }
    alike.any(|known| known.details.when.day == new.details.when.day)
}

/// The note of a later day that the ledger holds of an event: clocks count from it, whatever the dossier says.
fn later_entry(history: &History, new: &Happening) -> Option<Text> {
    let Happening { site, event, details: EventDetails { when, due: None, note } } = new else {
        return None;
    };
    let (entry, day) = history.entries.iter().rev().find_map(|entry| {
        let first = entry.corrects.unwrap_or(entry.uid);
        let holds = history.latest(first)?;
        let is_later = entry.event == *event && holds.note == *note && holds.when.day > when.day;
        is_later.then_some((entry.id, holds.when.day))
    })?;
    let (event, said) = (event.name(), when.day);
    Some(Text::made(
        format!(
            "{site}：台账里还有 {day} 的 {event}（第 {entry} 条），期限按它算，不按材料里的 {said}；材料里的才对时，运行 `beian deadlines correct {entry} {said}`"
        ),
        format!(
            "{site}: the ledger also has {event} of {day} (entry {entry}), and what is due is counted from that, not from \
             {said} of the dossier; where the dossier is right, run `beian deadlines correct {entry} {said}`"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::Date;
    use crate::domain::event::Event;
    use crate::ledger::Correction;

    #[test]
    fn an_event_that_is_named_twice_is_recorded_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let now: Timestamp = "2026-11-22T12:00:00+08:00".parse().unwrap();
        let of = |site: &str| Happening {
            site: site.to_owned(),
            event: Event::IcpApproved,
            details: EventDetails::at(Date::constant(2026, 11, 20)),
        };
        let said = |all: Vec<Happening>| record(&path, all, now).unwrap().remove(0);
        let first = said(vec![of("a.cn"), of("a.cn")]);
        assert!(first.en.starts_with("1 event is recorded in "), "{first}");
        let again = said(vec![of("a.cn")]);
        assert!(again.en.starts_with("nothing new to record in "), "{again}");
        assert!(again.zh.contains("没有要新记的事件"), "{}", again.zh);
        let others = said(vec![of("b.cn"), of("c.cn")]);
        assert!(others.en.starts_with("2 events are recorded in "), "{others}");
        assert_eq!(Ledger::open_write(&path).unwrap().log("a.cn").unwrap().happenings.len(), 1);
    }
    #[test]
    fn a_later_day_that_the_ledger_holds_is_told_until_it_is_corrected() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let now: Timestamp = "2026-11-26T12:00:00+08:00".parse().unwrap();
        let approved = |day: i8| Happening {
            site: "a.cn".to_owned(),
            event: Event::IcpApproved,
            details: EventDetails::at(Date::constant(2026, 11, day)),
        };
        let notes = |all: Vec<Happening>| record(&path, all, now).unwrap();
        assert_eq!(notes(vec![approved(25)]).len(), 1);
        for _ in 0..2 {
            let told = notes(vec![approved(5)]);
            let [_, later] = &told[..] else { panic!("{told:?}") };
            assert!(later.en.ends_with("run `beian deadlines correct 1 2026-11-05`"), "{later}");
            assert!(
                later.zh.contains("台账里还有 2026-11-25 的 icp-approved（第 1 条）"),
                "{}",
                later.zh
            );
        }
        let mut ledger = Ledger::open_write(&path).unwrap();
        let mut batch = ledger.batch().unwrap();
        let right = Correction::To(approved(5).details);
        batch.correct("1".parse().unwrap(), &right, now).unwrap();
        batch.commit().unwrap();
        assert_eq!(notes(vec![approved(5)]).len(), 1);
        // a later day of the dossier is the one that counts
        assert_eq!(notes(vec![approved(20)]).len(), 1);
    }

    #[test]
    fn a_term_that_changes_back_is_recorded_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let now: Timestamp = "2026-11-26T12:00:00+08:00".parse().unwrap();
        let today = Date::constant(2026, 11, 26);
        for month in [10, 9, 10] {
            let due = Some(Date::constant(2027, month, 1));
            let details = EventDetails { due, ..EventDetails::at(today) };
            let term = Happening { site: "a.cn".to_owned(), event: Event::ServerTerm, details };
            let told = record(&path, vec![term], now).unwrap();
            assert!(told[0].en.starts_with("1 event is recorded"), "{}", told[0]);
        }
    }
}
