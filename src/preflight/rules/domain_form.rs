//! The domain is written as forms want it: the registered name alone.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-form",
    title: Text::fixed("域名的写法不对", "the domain is not written as the form wants it"),
    why: Text::fixed(
        "备案表格里只填注册的域名本身（example.cn）：不带 www，不带 http://，不带路径。写成网址会被退回修改。",
        "The form takes the registered name alone (example.cn): no www, no http://, no path. An address is sent back.",
    ),
    fix: Text::fixed("只写域名，例如 example.cn", "Write the bare name, e.g. example.cn"),
    basis: &[basis::manual("3.2")],
    severity: Severity::Error,
    examples: &[
        pass("只写域名", "the bare name", "[[site]]\ndomain = \"example.cn\""),
        fail("带 www", "with www", "[[site]]\ndomain = \"www.example.cn\""),
        fail("写成网址", "an address", "[[site]]\ndomain = \"http://example.cn/\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    let domains =
        || view.dossier.sites.iter().flat_map(|site| site.domains.iter().map(move |it| (site, it)));
    for (site, domain) in domains() {
        let Some(text) = domain.text() else { continue };
        let bare = bare(text);
        if crate::config::declared::host(&bare).is_err() || !bare.contains('.') {
            found.push(
                at_site(site)
                    .field(domain)
                    .fault(format!("“{text}”不是域名"), format!("{text:?} is not a domain"))
                    .seen(text),
            );
        } else if bare != text {
            found.push(
                at_site(site)
                    .field(domain)
                    .fault(
                        format!("“{text}”应写成 {bare}"),
                        format!("{text:?} is to be written {bare}"),
                    )
                    .seen(text)
                    .fix(format!("改成 {bare}"), format!("Write {bare}")),
            );
        }
    }
    judged(domains().next().is_some(), found)
}

/// The registered name alone, lower case, of a name or an address as typed.
pub fn bare(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let host = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    crate::config::without_www(host).to_owned()
}
