//! What the home page shows that clocks and the ledger ask about.

use crate::domain::icp_number::NumberState;
use crate::ledger::NumbersShown;
use crate::report::model::{Filing, SiteReport, Status};
use crate::rules::{self, Fault, RuleSubject};

/// What the home page shows. Of a page that could not be judged nothing is said, and where a person or a browser must
/// look, a number that was not seen may be there all the same.
pub fn numbers_shown(site: &SiteReport) -> NumbersShown {
    if site.status == Status::Error {
        return NumbersShown::default();
    }
    let home = |page: &str| site.is_home(page);
    let shown =
        |filing: &Filing| filing.visible && filing.state == NumberState::Ok && home(&filing.page);
    let bad_link =
        site.findings.iter().any(|finding| is_without_link(&finding.rule) && home(&finding.page));
    let icp = site.filings.icp.iter().any(|icp| shown(icp) && icp.linked) && !bad_link;
    let badge = site.filings.police.iter().any(|police| shown(&police.filing) && police.badge);
    let doubtful = site.reviews.iter().any(|review| home(&review.page));
    let sure = |seen: bool| Some(seen).filter(|seen| *seen || !doubtful);
    NumbersShown { icp: sure(icp), badge: sure(badge) }
}

/// Whether a finding of this rule means that no link of the ICP number leads to the register.
fn is_without_link(rule: &str) -> bool {
    rules::by_id(rule)
        .is_some_and(|rule| (rule.subject, rule.fault) == (RuleSubject::Icp, Fault::NotLinked))
}
