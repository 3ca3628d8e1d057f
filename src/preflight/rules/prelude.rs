//! What rule files need.

pub(super) use crate::domain::lang::Text;
pub(super) use crate::preflight::basis;
pub(super) use crate::preflight::dossier::NamedChoice as _;
pub(super) use crate::preflight::rule::{
    At, DossierFault, DossierVerdict, DossierView, FilingRule, SeenExample, at, at_subject,
    at_table, at_top, fail, listed, pass, review, seen,
};
pub(super) use crate::preflight::rule_scope::RuleScope;
pub(super) use crate::rules::{Expect, Severity};

use crate::domain::date::Date;
use crate::preflight::dossier::{Domain, DossierField, DossierSite, Front, Lead, Server};

/// What is not in order; not applicable where there was nothing to judge.
pub(super) fn judged(applies: bool, evidence: Vec<DossierFault>) -> DossierVerdict {
    if applies { DossierVerdict::Judged(evidence) } else { DossierVerdict::NotApplicable }
}

/// A number of months, in English.
pub(super) fn in_months(months: u32) -> String {
    format!("{months} month{}", if months == 1 { "" } else { "s" })
}

/// The day `months` months later, before where it is negative; the calendar's first or last day beyond it.
pub(super) fn months_after(day: Date, months: i32) -> Date {
    /// The months of the calendar.
    const MOST: i32 = 12 * 9999;
    day.saturating_add(jiff::Span::new().months(months.clamp(-MOST, MOST)))
}

pub(super) fn at_site(site: &DossierSite) -> At {
    at("[[site]]", &site.name, site.line)
}

pub(super) fn at_lead(lead: &Lead) -> At {
    at("[[lead]]", &lead.name, lead.line)
}

pub(super) fn at_domain(domain: &Domain) -> At {
    at("[[domain]]", &domain.name, domain.line)
}

pub(super) fn at_server(server: &Server) -> At {
    at("[[server]]", &server.product, server.line)
}

pub(super) fn at_front(front: &Front) -> At {
    at("[[front]]", &DossierField::default(), front.line)
}
