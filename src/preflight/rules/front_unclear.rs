//! What decides whether a product in front binds the filing to its provider is said.

use crate::preflight::dossier::{Front, FrontKind, OriginPlace};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "front-unclear",
    title: Text::fixed(
        "网站前面的产品写得不全，不知道要不要在它的接入商备案",
        "what decides over a product in front of the site is not said",
    ),
    why: Text::fixed(
        "CDN、WAF 要看源站在哪里，高防 IP 要看线路，才知道要不要在它的接入商备案或接入备案；没有办的，加速或防护会被停用。",
        "Whether a CDN or WAF wants a filing here hangs on the server behind it, an anti-DDoS address on its line; without the filing the product is switched off.",
    ),
    fix: Text::fixed(
        "写上 kind，以及 origin（CDN、WAF）或 line（高防 IP）",
        "Fill in kind, and origin (CDN, WAF) or line (anti-DDoS)",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Warning,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "CDN，写了源站",
            "a CDN with its origin",
            "[[front]]\nkind = \"cdn\"\norigin = \"here\"",
        ),
        pass("对象存储", "object storage", "[[front]]\nkind = \"object-storage\""),
        review("CDN，没有写源站", "a CDN without", "[[front]]\nkind = \"cdn\""),
        review("高防，没有写线路", "anti-DDoS without a line", "[[front]]\nkind = \"anti-ddos\""),
        review(
            "源站在境外",
            "an origin abroad",
            "[[front]]\nkind = \"cdn\"\norigin = \"outside-the-mainland\"",
        ),
        review("没有写产品", "no kind", "[[front]]\norigin = \"here\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let fronts = &view.dossier.fronts;
    judged(!fronts.is_empty(), fronts.iter().filter_map(of_front).collect())
}

fn of_front(front: &Front) -> Option<DossierFault> {
    let missing = |key: &'static str| {
        let review = at_front(front).review(format!("没有写：{key}"), format!("not said: {key}"));
        Some(review.unsaid(&[key]))
    };
    match front.kind.copy() {
        None => missing("kind"),
        Some(FrontKind::Cdn | FrontKind::Waf) => match front.origin.copy() {
            None => missing("origin"),
            Some(OriginPlace::Abroad) => Some(at_front(front).field(&front.origin).review(
                "源站在大陆以外：资料没有写这种情况，请问产品的接入商",
                "the origin is outside the mainland: the documents do not tell of it; ask the product's provider",
            )),
            Some(OriginPlace::Here | OriginPlace::Mainland) => None,
        },
        Some(FrontKind::AntiDdos) if !front.carrier.is_said() => missing("line"),
        Some(FrontKind::AntiDdos | FrontKind::ObjectStorage) => None,
    }
}
