//! Which items a channel is told now: their states minus what it was told already.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{ChannelChoice, FindingLevel, NoticeKind};
use crate::domain::date::Date;

use super::due_state::{due_state, is_earlier};
use super::item::{ItemFact, ItemKey, ItemKind, Items, NotifyItem};

/// The state of an item that is in order again.
const IN_ORDER: &str = "ok";

/// What a channel is told now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    /// What is told, in the order of messages.
    pub(super) news: Vec<News>,
    /// States that are noted without telling them.
    pub(super) silent: Vec<(String, String)>,
}

/// One thing that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct News {
    /// What it is about.
    pub(super) key: ItemKey,
    /// The kind under which it is told.
    pub(super) kind: NoticeKind,
    /// The client of its site.
    pub(super) client: Option<Arc<str>>,
    /// Its new state.
    pub(super) state: String,
    /// What it says; nothing where it is in order again.
    pub(super) fact: Option<ItemFact>,
}

/// Chooses what a channel is told. `told` holds the last state of each item that it was told.
pub(super) fn choose(
    items: &Items,
    told: &BTreeMap<String, String>,
    choice: &ChannelChoice,
) -> Selection {
    let mut selection = Selection::default();
    for (key, item) in &items.by_key {
        let kind = key.kind.notice();
        if !choice.wants(item.client.as_deref()) || !choice.kinds.contains(&kind) {
            continue;
        }
        let name = key.to_string();
        let before = told.get(&name);
        let (state, is_told) = state(item, items, choice);
        let is_told_already = |state: &String| {
            before.is_some_and(|before| before == state || is_earlier(state, before))
        };
        let Some(state) = state.filter(|state| !is_told_already(state)) else { continue };
        if is_told {
            let (client, fact) = (item.client.clone(), Some(item.fact.clone()));
            selection.news.push(News { key: key.clone(), kind, client, state, fact });
        } else if before.is_some() {
            selection.silent.push((name, state));
        }
    }
    for (name, _) in told.iter().filter(|(_, state)| *state != IN_ORDER) {
        let Ok(key) = name.parse::<ItemKey>() else { continue };
        let client = items.clients.get(&key.site).cloned();
        let gone = key.kind != ItemKind::Due
            && !items.by_key.contains_key(&key)
            && items.audited.contains(&key.site);
        if !gone || !choice.wants(client.as_deref()) {
            continue;
        }
        if choice.kinds.contains(&NoticeKind::Resolved) {
            let (kind, state) = (NoticeKind::Resolved, IN_ORDER.to_owned());
            selection.news.push(News { key, kind, client, state, fact: None });
        } else {
            selection.silent.push((name.clone(), IN_ORDER.to_owned()));
        }
    }
    selection.news.sort_by(|a, b| order(a).cmp(&order(b)));
    selection
}

/// The state of an item, and whether the channel is told it.
fn state(item: &NotifyItem, items: &Items, choice: &ChannelChoice) -> (Option<String>, bool) {
    match &item.fact {
        ItemFact::Due(row) => (due_state(row, items.now, &choice.lead_days), true),
        ItemFact::Lost(loss) => (Some(format!("lost {}", loss.last_seen)), true),
        ItemFact::Finding { level, .. } => {
            (Some(format!("failing {}", level.name())), choice.severities.contains(level))
        }
        ItemFact::NotJudged { .. } => (Some("not judged".to_owned()), true),
    }
}

/// How urgent a thing is among those of its kind; the most urgent is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    /// By the last day of a period.
    Due(Date),
    /// By the level of a finding.
    Level(FindingLevel),
    /// One is as urgent as the other.
    Same,
}

/// What is most urgent comes first: a message that is too long loses its end.
fn order(news: &News) -> (NoticeKind, Urgency, &str, &str) {
    let urgency = match &news.fact {
        Some(ItemFact::Due(row)) => Urgency::Due(row.count.last.when.day),
        Some(ItemFact::Finding { level, .. }) => Urgency::Level(*level),
        Some(ItemFact::Lost(_) | ItemFact::NotJudged { .. }) | None => Urgency::Same,
    };
    (news.kind, urgency, &news.key.site, &news.key.thing)
}

impl Selection {
    /// Whether there is nothing to tell and to note.
    pub(super) fn is_empty(&self) -> bool {
        self.news.is_empty() && self.silent.is_empty()
    }

    /// The states that are told.
    pub(super) fn told(&self) -> Vec<(String, String)> {
        self.news.iter().map(|news| (news.key.to_string(), news.state.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::deadlines::sample;
    use crate::domain::record::When;

    fn everything() -> ChannelChoice {
        ChannelChoice {
            clients: Vec::new(),
            severities: vec![FindingLevel::Error, FindingLevel::Warning],
            kinds: NoticeKind::ALL.to_vec(),
            lead_days: vec![14, 7, 3, 1, 0],
        }
    }

    fn finding(site: &str, rule: &str, level: FindingLevel) -> (ItemKey, NotifyItem) {
        let key =
            ItemKey { kind: ItemKind::Finding, thing: rule.to_owned(), site: site.to_owned() };
        let fact = ItemFact::Finding { level, pages: 1, page: None };
        (key, NotifyItem { client: None, fact })
    }

    fn items(all: &[(ItemKey, NotifyItem)]) -> Items {
        Items {
            now: When::day(Date::constant(2026, 12, 22)),
            by_key: all.iter().cloned().collect(),
            clients: BTreeMap::new(),
            audited: BTreeSet::from(["a.cn".to_owned(), "b.cn".to_owned()]),
        }
    }

    /// Tells a channel what is chosen, and says it in words.
    fn tell(
        items: &Items,
        told: &mut BTreeMap<String, String>,
        choice: &ChannelChoice,
    ) -> Vec<String> {
        let selection = choose(items, told, choice);
        told.extend(selection.told());
        told.extend(selection.silent);
        let said =
            |news: &News| format!("{} {} {}", news.kind.name(), news.key.thing, news.key.site);
        selection.news.iter().map(said).collect()
    }

    #[test]
    fn a_finding_is_told_once_then_its_end_then_its_return() {
        let (mut told, all) = (BTreeMap::new(), everything());
        let failing = items(&[finding("a.cn", "icp-missing", FindingLevel::Error)]);
        let fine = items(&[]);
        assert_eq!(tell(&failing, &mut told, &all), ["failing icp-missing a.cn"]);
        assert_eq!(tell(&failing, &mut told, &all), [""; 0]);
        assert_eq!(tell(&fine, &mut told, &all), ["resolved icp-missing a.cn"]);
        assert_eq!(tell(&fine, &mut told, &all), [""; 0]);
        assert_eq!(tell(&failing, &mut told, &all), ["failing icp-missing a.cn"]);
    }

    #[test]
    fn a_channel_without_the_end_is_still_told_the_return() {
        let mut told = BTreeMap::new();
        let kinds = vec![NoticeKind::Failing];
        let failing_only = ChannelChoice { kinds, ..everything() };
        let failing = items(&[finding("a.cn", "icp-missing", FindingLevel::Error)]);
        assert_eq!(tell(&failing, &mut told, &failing_only), ["failing icp-missing a.cn"]);
        assert_eq!(tell(&items(&[]), &mut told, &failing_only), [""; 0]);
        assert_eq!(tell(&failing, &mut told, &failing_only), ["failing icp-missing a.cn"]);
    }

    #[test]
    fn levels_that_a_channel_does_not_want_are_not_told_and_what_was_not_told_has_no_end() {
        let (mut told, all) = (BTreeMap::new(), everything());
        let at = |level| items(&[finding("a.cn", "icp-missing", level)]);
        assert_eq!(tell(&at(FindingLevel::Info), &mut told, &all), [""; 0]);
        assert_eq!(tell(&items(&[]), &mut told, &all), [""; 0]);
        assert_eq!(tell(&at(FindingLevel::Warning), &mut told, &all).len(), 1);
        assert_eq!(tell(&at(FindingLevel::Error), &mut told, &all).len(), 1, "it is graver");
        assert_eq!(tell(&at(FindingLevel::Info), &mut told, &all), [""; 0]);
        assert_eq!(tell(&at(FindingLevel::Error), &mut told, &all).len(), 1);
    }

    #[test]
    fn nothing_is_mended_of_a_site_that_is_not_looked_at() {
        let (mut told, all) = (BTreeMap::new(), everything());
        let failing = items(&[finding("gone.cn", "icp-missing", FindingLevel::Error)]);
        assert_eq!(tell(&failing, &mut told, &all).len(), 1);
        assert_eq!(tell(&items(&[]), &mut told, &all), [""; 0]);
    }

    #[test]
    fn clients_part_what_channels_are_told() {
        let mut all = items(&[
            finding("a.cn", "icp-missing", FindingLevel::Error),
            finding("b.cn", "icp-missing", FindingLevel::Error),
        ]);
        for item in all.by_key.values_mut().take(1) {
            item.client = Some("甲".into());
        }
        all.clients.insert("a.cn".to_owned(), "甲".into());
        let choice = ChannelChoice { clients: vec!["甲".to_owned()], ..everything() };
        let mut told = BTreeMap::new();
        assert_eq!(tell(&all, &mut told, &choice), ["failing icp-missing a.cn"]);
        all.by_key.clear();
        assert_eq!(tell(&all, &mut told, &choice), ["resolved icp-missing a.cn"]);
    }

    #[test]
    fn a_lead_day_that_was_told_stays_told_when_the_clock_goes_back() {
        let table = sample::table();
        let row = table.rows.iter().find(|row| row.clock.name == "police-filing").unwrap();
        let key =
            ItemKey { kind: ItemKind::Due, thing: row.key.to_string(), site: row.site.to_string() };
        let fact = ItemFact::Due(Box::new(row.clone()));
        let due = row.count.last.when.day;
        let mut all = items(&[(key, NotifyItem { client: None, fact })]);
        let mut told = BTreeMap::new();
        let mut tell_at = |left: i8| {
            all.now = When::day(due.saturating_sub(jiff::ToSpan::days(left)));
            tell(&all, &mut told, &everything()).len()
        };
        let days = [14, 7, 8, 4, 0, 4, -1, 0, 7, -8, -1];
        assert_eq!(days.map(&mut tell_at), [1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0]);
    }

    #[test]
    fn what_is_most_urgent_comes_first() {
        let table = sample::table();
        let mut all = items(&[
            finding("a.cn", "icp-hidden", FindingLevel::Warning),
            finding("b.cn", "icp-missing", FindingLevel::Error),
        ]);
        for row in &table.rows {
            let key = ItemKey {
                kind: ItemKind::Due,
                thing: row.key.to_string(),
                site: row.site.to_string(),
            };
            let fact = ItemFact::Due(Box::new(row.clone()));
            all.by_key.insert(key, NotifyItem { client: None, fact });
        }
        let told = tell(&all, &mut BTreeMap::new(), &everything());
        assert_eq!(told[0], "due police-badge late.example", "it is overdue for longest");
        assert_eq!(told[told.len() - 2..], ["failing icp-missing b.cn", "failing icp-hidden a.cn"]);
    }
}
