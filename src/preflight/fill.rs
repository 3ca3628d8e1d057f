//! What `beian.toml` says of the dossier's sites fills what the dossier leaves out.

use crate::config::Config;
use crate::domain::date::Date;
use crate::domain::site::Subject as Declared;

use super::dossier::{Dossier, DossierField, Order, SubjectKind, bare};

/// Takes from the configuration what the dossier does not say of the sites that both name.
///
/// A number and the days of approval and opening are of this order where the order was begun before them, else of an
/// earlier filing: then the site is filed already, and nothing of the order has happened by them.
pub fn fill(dossier: &mut Dossier, config: &Config) {
    let Dossier { subject, sites, order, .. } = dossier;
    let (began, approved_here) = (began(order), order.approved.is_said());
    let is_of_order = |day: Date| began.is_some_and(|began| began <= day);
    for site in sites {
        let host = site.domains.first().and_then(|domain| domain.text()).map(bare);
        let Some(entry) = host.and_then(|host| config.site_of_host(&host)) else { continue };
        let declared = &entry.site;
        if let Some(icp) = &declared.icp
            && !declared.approved.map_or(approved_here, is_of_order)
        {
            fill_in(&mut site.icp, || icp.to_string());
            fill_in(&mut subject.icp, || icp.body_number());
        }
        if declared.commercial {
            fill_in(&mut site.commercial, || true);
        }
        if let Some(owner) = &declared.owner {
            fill_in(&mut subject.name, || owner.clone());
        }
        if declared.subject == Some(Declared::Person) {
            fill_in(&mut subject.kind, || SubjectKind::Person);
        }
        if let Some(day) = declared.approved.filter(|day| is_of_order(*day)) {
            fill_in(&mut order.approved, || day);
        }
        if let Some(day) = declared.opened.filter(|day| is_of_order(*day)) {
            fill_in(&mut order.opened, || day);
        }
    }
}

/// The first day that the dossier tells of its order.
fn began(order: &Order) -> Option<Date> {
    order.created.copy().or_else(|| order.submitted.copy())
}

fn fill_in<T>(field: &mut DossierField<T>, value: impl FnOnce() -> T) {
    if !field.is_said() {
        *field = DossierField::known(value());
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::dossier::parse;
    use super::*;

    fn filled(toml: &str, text: &str) -> Dossier {
        let today = Date::constant(2026, 11, 22);
        let config =
            crate::config::parse(Path::new("beian.toml"), toml.to_owned(), today).expect(toml);
        let mut dossier = parse(Path::new("f"), text.to_owned()).expect(text);
        fill(&mut dossier, &config);
        dossier
    }

    #[test]
    fn only_what_is_left_out_is_filled_in() {
        let toml = "[[site]]\ndomain = \"example.cn\"\nowner = \"青禾文具店\"\nsubject = \"person\"\nopened = 2026-10-25\n";
        let text = "[order]\ncreated = 2026-10-01\n[subject]\nname = \"沈听雨\"\n[[site]]\ndomain = \"www.example.cn\"\n";
        let dossier = filled(toml, text);
        assert_eq!(dossier.subject.name.text(), Some("沈听雨"));
        assert_eq!(dossier.is_person(), Some(true));
        assert_eq!(dossier.order.opened.copy(), Some(Date::constant(2026, 10, 25)));
        assert_eq!(dossier.order.opened.line(), None);
    }

    #[test]
    fn an_earlier_filing_is_not_the_approval_of_this_order() {
        let toml = "[[site]]\ndomain = \"example.cn\"\nicp = \"苏ICP备12345670号-1\"\napproved = 2024-05-01\nopened = 2024-05-02\n";
        let site = "[[site]]\ndomain = \"example.cn\"\n";
        for order in ["", "[order]\ncreated = 2026-11-20\n"] {
            let dossier = filled(toml, &format!("{order}{site}"));
            assert_eq!(dossier.sites[0].icp.text(), Some("苏ICP备12345670号-1"));
            assert_eq!(dossier.subject.icp.text(), Some("苏ICP备12345670号"));
            assert!(!dossier.order.approved.is_said() && !dossier.order.opened.is_said());
        }
        // what this order brought does not make the site one that was filed before it
        let dossier = filled(toml, &format!("[order]\nsubmitted = 2024-04-10\n{site}"));
        assert!(!dossier.sites[0].icp.is_said() && !dossier.subject.icp.is_said());
        assert_eq!(dossier.order.approved.copy(), Some(Date::constant(2024, 5, 1)));
        assert_eq!(dossier.order.opened.copy(), Some(Date::constant(2024, 5, 2)));
    }
}
