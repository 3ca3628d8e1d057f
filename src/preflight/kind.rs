//! Which kind of filing a site needs.

use crate::domain::lang::Text;

use super::dossier::{Dossier, DossierSite, Request, Server};
use super::provider::{Provider, Providers};

/// A kind of filing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FilingKind {
    /// Subject and domain were never filed.
    First,
    /// The subject is filed with another provider; the site is new.
    NewSiteElsewhere,
    /// The subject is filed with this provider; the site is new.
    NewSiteHere,
    /// The subject is filed, and where is not said; the site is new.
    NewSite,
    /// Subject and domain are filed; this provider is new.
    Access,
    /// Subject and domain are filed with this provider already.
    AlreadyHere,
    /// What is filed changes.
    Change,
    /// An access, a site or a subject is taken out.
    Cancel,
    /// The server is the owner's: the network carrier files.
    Carrier,
    /// The server stands outside the mainland.
    NotPossible,
}

impl FilingKind {
    /// The word in JSON and in providers' tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::NewSiteElsewhere => "new-site-elsewhere",
            Self::NewSiteHere => "new-site-here",
            Self::NewSite => "new-site",
            Self::Access => "access",
            Self::AlreadyHere => "already-here",
            Self::Change => "change",
            Self::Cancel => "cancel",
            Self::Carrier => "carrier",
            Self::NotPossible => "not-possible",
        }
    }

    /// What people call it.
    pub const fn label(self) -> Text {
        match self {
            Self::First => Text::fixed("首次备案", "first filing"),
            Self::NewSiteElsewhere => {
                Text::fixed("新增网站（原备案不在本接入商）", "new site, earlier filing elsewhere")
            }
            Self::NewSiteHere => {
                Text::fixed("新增网站（原备案在本接入商）", "new site, earlier filing here")
            }
            Self::NewSite => Text::fixed("新增网站", "new site"),
            Self::Access => Text::fixed("接入备案", "access filing"),
            Self::AlreadyHere => Text::fixed(
                "无需备案（已在本接入商备案）",
                "nothing: filed with this provider already",
            ),
            Self::Change => Text::fixed("变更备案", "change of a filing"),
            Self::Cancel => Text::fixed("注销或取消接入", "cancelling"),
            Self::Carrier => Text::fixed("由网络运营商备案", "filing with the network carrier"),
            Self::NotPossible => Text::fixed(
                "无需也无法备案（服务器不在大陆）",
                "none: the server is outside the mainland",
            ),
        }
    }

    /// Whether an order at this provider follows.
    pub const fn is_ordered(self) -> bool {
        !matches!(self, Self::AlreadyHere | Self::Carrier | Self::NotPossible)
    }

    /// Whether the site is new to the authority.
    pub const fn is_new(self) -> bool {
        matches!(self, Self::First | Self::NewSiteElsewhere | Self::NewSiteHere | Self::NewSite)
    }
}

/// The kind of filing of a site.
pub fn of(site: &DossierSite, dossier: &Dossier, providers: &Providers) -> FilingKind {
    match dossier.asked() {
        Request::Change => return FilingKind::Change,
        Request::CancelAccess | Request::CancelSite | Request::CancelSubject => {
            return FilingKind::Cancel;
        }
        Request::File => {}
    }
    // a server outside the mainland, whose ever it is, needs no filing and takes none
    let is_outside = |server: &&Server| server.mainland.copy() == Some(false);
    if !dossier.servers.is_empty() && dossier.servers.iter().all(|server| is_outside(&server)) {
        return FilingKind::NotPossible;
    }
    let mut inside = dossier.servers.iter().filter(|server| !is_outside(server));
    if inside.any(Server::is_own) {
        return FilingKind::Carrier;
    }
    let subject = &dossier.subject;
    if !subject.icp.is_said()
        && !subject.filed_with.is_said()
        && dossier.filed_sites.is_empty()
        && !site.icp.is_said()
    {
        return FilingKind::First;
    }
    let filed =
        site.icp.is_said() || site.domain_texts().any(|it| dossier.filed_site(it).is_some());
    match (is_here(dossier, providers), filed) {
        (Some(true), true) => FilingKind::AlreadyHere,
        (Some(false) | None, true) => FilingKind::Access,
        (Some(true), false) => FilingKind::NewSiteHere,
        (Some(false), false) => FilingKind::NewSiteElsewhere,
        (None, false) => FilingKind::NewSite,
    }
}

/// Whether the earlier filing is with this provider; nothing where the dossier does not say both.
fn is_here(dossier: &Dossier, providers: &Providers) -> Option<bool> {
    let (here, before) = (dossier.provider.text()?, dossier.subject.filed_with.text()?);
    let id = |text: &str| {
        providers.named(text).map_or_else(|| text.to_lowercase(), |it: &Provider| it.id.clone())
    };
    Some(id(here) == id(before))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::dossier::parse;
    use super::*;

    #[test]
    fn the_kind_follows_from_what_is_filed_where() {
        for (text, kind) in [
            ("", FilingKind::First),
            ("[[server]]\nmainland = false\n", FilingKind::NotPossible),
            ("[[server]]\nhosting = \"own\"\n", FilingKind::Carrier),
            ("[[server]]\nhosting = \"own\"\nmainland = true\n", FilingKind::Carrier),
            ("[[server]]\nhosting = \"own\"\nmainland = false\n", FilingKind::NotPossible),
            (
                "[[server]]\nhosting = \"own\"\nmainland = false\n[[server]]\nmainland = true\n",
                FilingKind::First,
            ),
            ("request = \"change\"\n", FilingKind::Change),
            ("request = \"cancel-site\"\n", FilingKind::Cancel),
            (
                "provider = \"aliyun\"\n[subject]\nicp = \"x\"\nfiled_with = \"阿里云\"\n",
                FilingKind::NewSiteHere,
            ),
            (
                "provider = \"aliyun\"\n[subject]\nicp = \"x\"\nfiled_with = \"腾讯云\"\n",
                FilingKind::NewSiteElsewhere,
            ),
            ("provider = \"aliyun\"\n[subject]\nicp = \"x\"\n", FilingKind::NewSite),
        ] {
            let dossier = parse(Path::new("f"), format!("{text}[[site]]\nname = \"x\"\n")).unwrap();
            assert_eq!(of(&dossier.sites[0], &dossier, &Providers::default()), kind, "{text}");
        }
        // a domain among those that are filed is no new one
        let text = "[[site]]\ndomain = \"www.a.cn\"\n[[filed_site]]\ndomain = \"a.cn\"\n";
        let dossier = parse(Path::new("f"), text.to_owned()).unwrap();
        assert_eq!(of(&dossier.sites[0], &dossier, &Providers::default()), FilingKind::Access);
        for (before, kind) in [("tencent", FilingKind::Access), ("aliyun", FilingKind::AlreadyHere)]
        {
            let text = format!(
                "provider = \"aliyun\"\n[subject]\nicp = \"x\"\nfiled_with = \"{before}\"\n[[site]]\nicp = \"x-1\"\n"
            );
            let dossier = parse(Path::new("f"), text).unwrap();
            assert_eq!(of(&dossier.sites[0], &dossier, &Providers::default()), kind);
        }
    }
}
