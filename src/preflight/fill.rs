//! What `beian.toml` says of the dossier's sites fills what the dossier leaves out.

use crate::config::Config;
use crate::domain::site::Subject as Declared;

use super::dossier::{Dossier, DossierField, SubjectKind};
use super::rules::bare;

/// Takes from the configuration what the dossier does not say of the sites that both name.
pub fn fill(dossier: &mut Dossier, config: &Config) {
    let Dossier { subject, sites, order, .. } = dossier;
    for site in sites {
        let host = site.domains.first().and_then(|domain| domain.text()).map(bare);
        let Some(entry) = host.and_then(|host| config.site_of_host(&host)) else { continue };
        let declared = &entry.site;
        if let Some(icp) = &declared.icp {
            fill_in(&mut site.icp, || icp.to_string());
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
        if let Some(day) = declared.approved {
            fill_in(&mut order.approved, || day);
        }
        if let Some(day) = declared.opened {
            fill_in(&mut order.opened, || day);
        }
    }
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
    use crate::domain::date::Date;

    #[test]
    fn only_what_is_left_out_is_filled_in() {
        let toml = "[[site]]\ndomain = \"example.cn\"\nowner = \"青禾文具店\"\nsubject = \"person\"\nopened = 2026-10-25\n";
        let config = crate::config::parse(
            Path::new("beian.toml"),
            toml.to_owned(),
            Date::constant(2026, 11, 22),
        )
        .unwrap();
        let text = "[subject]\nname = \"沈听雨\"\n[[site]]\ndomain = \"www.example.cn\"\n";
        let mut dossier = parse(Path::new("f"), text.to_owned()).unwrap();
        fill(&mut dossier, &config);
        assert_eq!(dossier.subject.name.text(), Some("沈听雨"));
        assert_eq!(dossier.is_person(), Some(true));
        assert_eq!(dossier.order.opened.copy(), Some(Date::constant(2026, 10, 25)));
        assert_eq!(dossier.order.opened.line(), None);
    }
}
