//! The line that confirms what was recorded.

use crate::domain::lang::{Lang, Text};
use crate::domain::record::Happening;
use crate::ledger::{Correction, Entry, Id, ImportCounts};
use crate::report::escape;

use super::history::details as details_in_words;

/// An event was recorded.
pub fn recorded(id: Id, happening: &Happening, lang: Lang) -> String {
    let Happening { site, event, details } = happening;
    let (site, details) = (escape::hosts(site), details_in_words(details, lang));
    let label = event.label();
    match lang {
        Lang::Zh => format!("已记录 #{id}：{site} {}（{}）{details}", label.zh, event.name()),
        Lang::En => format!("recorded #{id}: {site} {} {details}", event.name()),
    }
}

/// The correction of an entry was recorded.
pub fn corrected(id: Id, entry: &Entry, change: &Correction, lang: Lang) -> String {
    let Entry { id: first, site, event, .. } = entry;
    let (label, name, site) = (event.label(), event.name(), escape::line(site));
    match (change, lang) {
        (Correction::Void, Lang::Zh) => {
            format!("已记录 #{id}：#{first} 作废（{site} {}）", label.zh)
        }
        (Correction::Void, Lang::En) => format!("recorded #{id}: #{first} is void ({site} {name})"),
        (Correction::To(value), Lang::Zh) => {
            let details = details_in_words(value, lang);
            format!("已记录 #{id}：更正 #{first}，{site} {}（{name}）{details}", label.zh)
        }
        (Correction::To(value), Lang::En) => {
            let details = details_in_words(value, lang);
            format!("recorded #{id}: corrects #{first}, {site} {name} {details}")
        }
    }
}

/// Lines were imported.
pub fn imported(counts: ImportCounts) -> Text {
    let ImportCounts { added, known } = counts;
    Text::made(
        format!("新增 {added} 条，已有 {known} 条"),
        format!("{added} added, {known} there already"),
    )
}
