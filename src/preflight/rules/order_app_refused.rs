//! The provider's phone app takes this kind of filing.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "order-app-refused",
    title: Text::fixed(
        "手机 App 不能办理这种备案",
        "the phone app does not take this kind of filing",
    ),
    why: Text::fixed(
        "接入商的手机 App 通常只办首次备案和新增网站（原备案不在本接入商）；认领、导入旧备案只能在电脑上。",
        "A provider's app usually takes first filings and new sites of subjects filed elsewhere only; claiming and importing an old filing is for a computer.",
    ),
    fix: Text::fixed(
        "在电脑上办理（拍照、人脸核验仍用 App）",
        "Fill in the order on a computer (photographs and face check stay with the app)",
    ),
    basis: &[basis::QUICK_START, basis::manual("1.1")],
    severity: Severity::Error,
    scope: RuleScope::Order,
    examples: &[
        pass(
            "首次备案可用 App",
            "a first filing by app",
            "provider = \"aliyun\"\nmade_on = \"app\"\n[[site]]\nname = \"林间小筑\"",
        ),
        fail(
            "接入备案不能用 App",
            "an access filing by app",
            "provider = \"aliyun\"\nmade_on = \"app\"\n[subject]\nicp = \"浙ICP备12345678号\"\nfiled_with = \"tencent\"\n[[site]]\nname = \"青禾文具\"\nicp = \"浙ICP备12345678号-1\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    use crate::preflight::dossier::MadeOn;
    let (Some(provider), Some(MadeOn::App)) = (view.provider, view.dossier.made_on.copy()) else {
        return DossierVerdict::NotApplicable;
    };
    let Some(kinds) = &provider.app_files else { return DossierVerdict::NotApplicable };
    let refused = view
        .sites()
        .filter(|(_, kind)| kind.is_ordered() && !kinds.iter().any(|it| it == kind.word()));
    let found = refused
        .map(|(site, kind)| {
            let label = kind.label();
            at_site(site)
                .fault(
                    format!("{}不能在 App 上办理", label.zh),
                    format!("the app does not take it: {}", label.en),
                )
                .by(&provider.origin())
        })
        .collect();
    DossierVerdict::Judged(found)
}
