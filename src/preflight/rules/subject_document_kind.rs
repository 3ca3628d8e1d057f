//! The subject's document is the one of its kind.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-document-kind",
    title: Text::fixed(
        "证件类型与主办单位性质不符",
        "the document does not fit the kind of subject",
    ),
    why: Text::fixed(
        "个人用居民身份证，企业和个体工商户用营业执照，事业单位、社会团体、民办非企业单位用各自的证书；类型选错会被驳回。",
        "A person has an identity card, a business its licence, institutions and associations their certificates; another kind is refused.",
    ),
    fix: Text::fixed(
        "选与证件一致的主办单位性质",
        "Choose the kind of subject that the document proves",
    ),
    basis: &[basis::manual("1.1")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "企业用营业执照",
            "an enterprise with its licence",
            "[subject]\nkind = \"enterprise\"\ndocument = \"business-licence\"",
        ),
        fail(
            "企业用身份证",
            "an enterprise with a card",
            "[subject]\nkind = \"enterprise\"\ndocument = \"identity-card\"",
        ),
        review("没有写证件", "not said", "[subject]\nkind = \"enterprise\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let subject = &view.dossier.subject;
    let Some(kind) = subject.kind.copy() else { return DossierVerdict::NotApplicable };
    let at = at_subject(view, subject.document.kind.line());
    let Some(document) = subject.document.kind.copy() else {
        return DossierVerdict::Judged(vec![
            at.review("没有写证件类型（document）", "the kind of document is not said")
                .unsaid(&["document"]),
        ]);
    };
    if kind.documents().contains(&document) {
        return DossierVerdict::PASS;
    }
    let (kind, shown) = (kind.label(), document.label());
    DossierVerdict::Judged(vec![
        at.fault(
            format!("{}不能用{}", kind.zh, shown.zh),
            format!("a subject of this kind ({}) has no {}", kind.en, shown.en),
        )
        .seen(document.word()),
    ])
}
