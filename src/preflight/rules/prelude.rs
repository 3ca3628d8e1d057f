//! What rule files need.

pub(super) use crate::domain::lang::Text;
pub(super) use crate::preflight::basis;
pub(super) use crate::preflight::dossier::NamedChoice as _;
pub(super) use crate::preflight::rule::{
    At, DossierFault, DossierVerdict, DossierView, FilingRule, at, at_subject, at_top, fail, pass,
    review,
};
pub(super) use crate::rules::Severity;

use crate::domain::date::Date;
use crate::preflight::dossier::{Domain, DossierSite, Lead, Server};

/// What is not in order; not applicable where there was nothing to judge.
pub(super) fn judged(applies: bool, evidence: Vec<DossierFault>) -> DossierVerdict {
    if applies { DossierVerdict::Judged(evidence) } else { DossierVerdict::NotApplicable }
}

/// The day so many months later.
pub(super) fn months_after(day: Date, months: i32) -> Date {
    day.saturating_add(jiff::Span::new().months(months))
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
