//! All servers of the filing stand in the mainland.

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
    examples: &[
        pass("大陆地域", "in the mainland", "[[server]]\nproduct = \"ecs\"\nmainland = true"),
        fail(
            "香港",
            "in Hong Kong",
            "[[server]]\nproduct = \"ecs\"\nmainland = true\n[[server]]\nproduct = \"ecs\"\nregion = \"中国香港\"\nmainland = false",
        ),
        review("没有写", "not said", "[[server]]\nproduct = \"ecs\""),
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
            None => found.push(at.review(
                "没有写是否在大陆（mainland）",
                "whether it is in the mainland is not said",
            )),
            Some(true) => {}
        }
    }
    judged(!servers.is_empty(), found)
}
