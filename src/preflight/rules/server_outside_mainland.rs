//! All servers of the filing stand in the mainland.

use crate::preflight::data::REGIONS;
use crate::preflight::dossier::Server;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-outside-mainland",
    title: Text::fixed("服务器不在大陆", "a server is outside the mainland"),
    why: Text::fixed(
        "只有大陆地域的服务器才能备案；港澳台和国外的服务器不需要、也不能备案。",
        "Only servers in the mainland can be filed with; those in Hong Kong, Macao, Taiwan or abroad need no filing and take none.",
    ),
    fix: Text::fixed(
        "买大陆地域的服务器，或不备案、用大陆以外的服务器",
        "Buy a server in the mainland, or stay outside without a filing",
    ),
    basis: &[basis::FAQ, basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass("大陆地域", "in the mainland", "[[server]]\nproduct = \"ecs\"\nmainland = true"),
        fail(
            "香港",
            "in Hong Kong",
            "[[server]]\nproduct = \"ecs\"\nmainland = true\n[[server]]\nproduct = \"ecs\"\nregion = \"中国香港\"\nmainland = false",
        ),
        fail(
            "写的是大陆，地域却在香港",
            "said to be in the mainland, with a region in Hong Kong",
            "[[server]]\nproduct = \"ecs\"\nregion = \"cn-hongkong\"\nmainland = true",
        ),
        review("没有写", "not said", "[[server]]\nproduct = \"ecs\""),
        review(
            "认不出的地域",
            "a region that is not known",
            "[[server]]\nproduct = \"ecs\"\nregion = \"xyz\"\nmainland = true",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let servers = &view.dossier.servers;
    let mut found = Vec::new();
    for server in servers {
        let at = at_server(server).field(&server.mainland);
        match server.mainland.copy() {
            Some(false) => found.push(
                at.fault("不在大陆地域", "it is outside the mainland")
                    .seen(server.region.text().unwrap_or_default()),
            ),
            None => found.push(
                at.review(
                    "没有写是否在大陆（mainland）",
                    "whether it is in the mainland is not said",
                )
                .unsaid(&["mainland"]),
            ),
            Some(true) => {}
        }
        found.extend(of_region(server));
    }
    judged(!servers.is_empty(), found)
}

/// What the region's name tells against what the dossier says.
fn of_region(server: &Server) -> Option<DossierFault> {
    let region = server.region.text()?;
    let at = at_server(server).field(&server.region);
    let said = server.mainland.copy();
    let found = match (REGIONS.is_mainland(region), said) {
        (Some(false), Some(true)) => at.fault(
            format!("地域“{region}”在大陆以外，而 mainland = true"),
            format!("the region {region:?} is outside the mainland, and mainland = true"),
        ),
        (Some(true), Some(false)) => at.review(
            format!("地域“{region}”在大陆，而 mainland = false：请核对"),
            format!("the region {region:?} is in the mainland, and mainland = false: look which is right"),
        ),
        // regions are what providers sell in
        (None, _) if server.is_own() => return None,
        (None, _) => at.review(
            format!("认不出地域“{region}”：照控制台的名称写，并核对它是否在大陆"),
            format!("the region {region:?} is not known here: copy the console's name, and look whether it is in the mainland"),
        ),
        (Some(_), _) => return None,
    };
    Some(found.seen(region).by(&REGIONS.origin))
}
