//! Of which filings a rule speaks: who only withdraws an access is asked for nothing but what that takes.

use crate::domain::lang::Text;

use super::dossier::{Changed, Dossier, Request};
use super::kind::FilingKind;

/// Of which filings a rule speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleScope {
    /// Of every dossier.
    Always,
    /// Of every order, cancellations included.
    Order,
    /// Of the data of subject and leads: of all orders but cancellations.
    Data,
    /// Of name and content of sites: of filings, and of changes of these.
    Site,
    /// Of new sites and access filings.
    Filing,
}

impl RuleScope {
    /// Of which filings, in a few words.
    pub const fn label(self) -> Text {
        match self {
            Self::Always => Text::fixed("全部", "all"),
            Self::Order => Text::fixed("所有订单", "all orders"),
            Self::Data => Text::fixed("备案和变更", "filings and changes"),
            Self::Site => {
                Text::fixed("备案，和网站名称或内容的变更", "filings, and changes of a site")
            }
            Self::Filing => Text::fixed("新增网站和接入备案", "new sites and access filings"),
        }
    }

    /// Whether the rule speaks of this dossier, whose sites have these kinds of filing. Without a site, what is asked
    /// decides.
    pub(super) fn covers(self, dossier: &Dossier, kinds: &[FilingKind]) -> bool {
        let asked = match dossier.asked() {
            Request::File => FilingKind::First,
            Request::Change => FilingKind::Change,
            Request::CancelAccess | Request::CancelSite | Request::CancelSubject => {
                FilingKind::Cancel
            }
        };
        let alone = [asked];
        let kinds = if kinds.is_empty() { &alone[..] } else { kinds };
        let renamed = dossier.changes.contains(&Changed::SiteName);
        kinds.iter().any(|kind| self.covers_kind(*kind, renamed))
    }

    fn covers_kind(self, kind: FilingKind, renamed: bool) -> bool {
        // what the network carrier files is the same
        let files = kind.is_new() || matches!(kind, FilingKind::Access | FilingKind::Carrier);
        match self {
            Self::Always => true,
            Self::Order => kind.is_ordered(),
            Self::Data => files || kind == FilingKind::Change,
            Self::Site => files || kind == FilingKind::Change && renamed,
            Self::Filing => files,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancellation_is_asked_for_nothing_but_its_order() {
        for (scope, cancel, change, renamed, access, here) in [
            (RuleScope::Always, true, true, true, true, true),
            (RuleScope::Order, true, true, true, true, false),
            (RuleScope::Data, false, true, true, true, false),
            (RuleScope::Site, false, false, true, true, false),
            (RuleScope::Filing, false, false, false, true, false),
        ] {
            let of = |kind, renamed| scope.covers_kind(kind, renamed);
            assert_eq!(of(FilingKind::Cancel, false), cancel, "{scope:?}");
            assert_eq!(of(FilingKind::Change, false), change, "{scope:?}");
            assert_eq!(of(FilingKind::Change, true), renamed, "{scope:?}");
            assert_eq!(of(FilingKind::Access, false), access, "{scope:?}");
            assert_eq!(of(FilingKind::AlreadyHere, false), here, "{scope:?}");
        }
    }
}
