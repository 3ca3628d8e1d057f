//! What there is to tell: items, each with a key that stays the same while its state changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::changes::Loss;
use crate::config::{FindingLevel, NoticeKind};
use crate::deadlines::DueRow;
use crate::domain::record::When;

/// Everything that there is to tell, whoever is told.
#[derive(Clone, Debug)]
pub struct Items {
    /// The moment at which it is true.
    pub(super) now: When,
    /// The items, by key.
    pub(super) by_key: BTreeMap<ItemKey, NotifyItem>,
    /// The client of each site that has one.
    pub(super) clients: BTreeMap<String, Arc<str>>,
    /// Sites that were audited: what was told of them and is no item any more is in order again.
    pub(super) audited: BTreeSet<String>,
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotifyItem {
    /// The client, as in `beian.toml`.
    pub(super) client: Option<Arc<str>>,
    /// What it is.
    pub(super) fact: ItemFact,
}

/// What an item says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ItemFact {
    /// A legal period runs.
    Due(Box<DueRow>),
    /// The home page no longer shows what it showed.
    Lost(Loss),
    /// A rule has findings.
    Finding {
        /// The gravest level.
        level: FindingLevel,
        /// Pages with the finding.
        pages: usize,
        /// One of them.
        page: Option<String>,
    },
    /// The last audits could not judge the site.
    NotJudged {
        /// How many.
        runs: u32,
    },
}

/// What an item is about; the same however its state changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ItemKey {
    /// The kind.
    pub(super) kind: ItemKind,
    /// The clock's key, the mark or the rule; `-` where the kind says it all. Without blanks.
    pub(super) thing: String,
    /// The site's name.
    pub(super) site: String,
}

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ItemKind {
    /// A legal period.
    Due,
    /// What a home page showed.
    Lost,
    /// A rule's findings.
    Finding,
    /// Whether a site can be judged.
    NotJudged,
}

impl ItemKind {
    const ALL: [Self; 4] = [Self::Due, Self::Lost, Self::Finding, Self::NotJudged];

    const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Lost => "lost",
            Self::Finding => "finding",
            Self::NotJudged => "not-judged",
        }
    }

    /// How it is called while it is not in order.
    pub(super) const fn notice(self) -> NoticeKind {
        match self {
            Self::Due => NoticeKind::Due,
            Self::Lost => NoticeKind::Drifted,
            Self::Finding => NoticeKind::Failing,
            Self::NotJudged => NoticeKind::NotJudged,
        }
    }
}

impl fmt::Display for ItemKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} {}", self.kind.name(), self.thing, self.site)
    }
}

impl FromStr for ItemKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ' ');
        let kind =
            parts.next().and_then(|name| ItemKind::ALL.into_iter().find(|it| it.name() == name));
        match (kind, parts.next(), parts.next()) {
            (Some(kind), Some(thing), Some(site)) => {
                Ok(Self { kind, thing: thing.to_owned(), site: site.to_owned() })
            }
            _ => Err(format!("{text:?} is not the key of an item")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for (kind, thing, site) in [
            (ItemKind::Due, "police-filing", "a.cn"),
            (ItemKind::Due, "notice-2026-12-01-1", "/srv/my site/public"),
            (ItemKind::Lost, "icp-link", "例子.cn"),
            (ItemKind::Finding, "icp-missing", "a.cn"),
            (ItemKind::NotJudged, "-", "a.cn"),
        ] {
            let key = ItemKey { kind, thing: thing.to_owned(), site: site.to_owned() };
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        assert!("due".parse::<ItemKey>().is_err());
        assert!("x y z".parse::<ItemKey>().is_err());
    }
}
