//! Products without commercial filings hold no commercial site.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-commercial",
    title: Text::fixed(
        "这种产品不能办经营性备案",
        "no commercial site can be filed on this product",
    ),
    why: Text::fixed(
        "弹性 Web 托管不支持经营性网站（需要 ICP 许可证的网站）。",
        "Elastic web hosting takes no commercial sites (those with an ICP licence).",
    ),
    fix: Text::fixed("经营性网站改用云服务器", "Put the commercial site on a cloud server"),
    basis: &[basis::manual("11")],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "非经营性",
            "not commercial",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"elastic-web\"\n[[site]]\nname = \"甲\"\ncommercial = false",
        ),
        fail(
            "经营性",
            "commercial",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"elastic-web\"\n[[site]]\nname = \"甲\"\ncommercial = true",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let site = view.dossier.sites.iter().find(|site| site.commercial.copy() == Some(true));
    super::servers::each(view, |provider, product, server| {
        let site = site.filter(|_| !product.commercial)?;
        let (name, label) = (site.name.text().unwrap_or_default(), product.label());
        Some(
            at_server(server)
                .fault(
                    format!("{}上有经营性网站“{name}”", label.zh),
                    format!("{} holds the commercial site {name:?}", label.en),
                )
                .by(&provider.origin()),
        )
    })
}
