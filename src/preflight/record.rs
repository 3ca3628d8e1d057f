//! What has happened of a filing goes into the ledger, each event once. No personal data does.

use std::path::Path;

use crate::domain::date::Timestamp;
use crate::domain::lang::Text;
use crate::domain::record::Happening;
use crate::ledger::{self, Ledger};

/// Records what the ledger in this file does not hold yet, and says so.
pub fn record(path: &Path, all: Vec<Happening>, now: Timestamp) -> Result<Text, ledger::Error> {
    let mut ledger = Ledger::open_write(path)?;
    let mut new: Vec<Happening> = Vec::new();
    for happening in all {
        let log = ledger.log(&happening.site)?;
        let beside = new.iter().filter(|it| it.site == happening.site);
        if !log.happenings.iter().chain(beside).any(|known| is_same(known, &happening)) {
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
    let (count, path) = (new.len(), path.display());
    let (zh, en) = match count {
        0 => (format!("{path} 没有要新记的事件"), format!("nothing new to record in {path}")),
        1 => (format!("1 个事件已记入 {path}"), format!("1 event is recorded in {path}")),
        _ => (
            format!("{count} 个事件已记入 {path}"),
            format!("{count} events are recorded in {path}"),
        ),
    };
    Ok(Text::made(
        format!("{zh}；`beian deadlines` 显示期限"),
        format!("{en}; `beian deadlines` shows what is due"),
    ))
}

/// Whether an event is recorded already. A term is the same as long as its last day is.
fn is_same(known: &Happening, new: &Happening) -> bool {
    let same = if new.details.due.is_some() {
        known.details.due == new.details.due
    } else {
        known.details.when.day == new.details.when.day
    };
    known.event == new.event && known.details.note == new.details.note && same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::Date;
    use crate::domain::event::Event;
    use crate::domain::record::EventDetails;

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
        let said = |all: Vec<Happening>| record(&path, all, now).unwrap();
        let first = said(vec![of("a.cn"), of("a.cn")]);
        assert!(first.en.starts_with("1 event is recorded in "), "{first}");
        let again = said(vec![of("a.cn")]);
        assert!(again.en.starts_with("nothing new to record in "), "{again}");
        assert!(again.zh.contains("没有要新记的事件"), "{}", again.zh);
        let others = said(vec![of("b.cn"), of("c.cn")]);
        assert!(others.en.starts_with("2 events are recorded in "), "{others}");
        assert_eq!(Ledger::open_write(&path).unwrap().log("a.cn").unwrap().happenings.len(), 1);
    }
}
