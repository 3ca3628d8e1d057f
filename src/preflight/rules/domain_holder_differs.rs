//! The registered holder of the domain is the subject.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-holder-differs",
    title: Text::fixed("域名持有者与主办单位不一致", "the domain's holder is not the subject"),
    why: Text::fixed(
        "域名实名认证的持有者姓名（名称）、证件类型和号码必须与备案主体完全一致，否则管局驳回。",
        "Name, kind of document and number of the registered holder must be those of the subject, or the authority refuses.",
    ),
    fix: Text::fixed(
        "到注册商把域名过户给主办单位（重新实名认证后再等 3～5 个工作日），或改用域名持有者备案",
        "Transfer the domain to the subject at the registrar (then wait again three to five working days), or file in the holder's name",
    ),
    basis: &[basis::HOW_TO, basis::manual("1.1")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "一致",
            "the same",
            "[subject]\nname = \"青禾文具店\"\n[[domain]]\nname = \"example.cn\"\nholder = \"青禾文具店\"",
        ),
        fail(
            "持有者是别人",
            "somebody else holds it",
            "[subject]\nname = \"青禾文具店\"\n[[domain]]\nname = \"example.cn\"\nholder = \"沈听雨\"",
        ),
        fail(
            "证件号码不同",
            "another number",
            "[subject]\nname = \"沈听雨\"\ndocument_number = \"11010519491231002X\"\n[[domain]]\nname = \"example.cn\"\nholder = \"沈听雨\"\nholder_number = \"440524188001010014\"",
        ),
        review(
            "没有写持有者",
            "the holder is not said",
            "[subject]\nname = \"青禾文具店\"\n[[domain]]\nname = \"example.cn\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let subject = &view.dossier.subject;
    let mut found = Vec::new();
    for domain in &view.dossier.domains {
        let at = at_domain(domain);
        match (domain.holder.text(), subject.name.text()) {
            (Some(holder), Some(name)) if !same(holder, name) => found.push(
                at.field(&domain.holder)
                    .fault(
                        format!("持有者是“{holder}”，主办单位是“{name}”"),
                        format!("{holder:?} holds it, {name:?} files"),
                    )
                    .seen(holder),
            ),
            (None, Some(_)) => {
                found.push(
                    at.review("没有写域名持有者（holder）", "the holder is not said")
                        .unsaid(&["holder"]),
                );
            }
            _ => {}
        }
        if let (Some(kind), Some(own)) =
            (domain.holder_document.copy(), subject.document.kind.copy())
            && kind != own
        {
            let (kind, own) = (kind.label(), own.label());
            found.push(at.field(&domain.holder_document).fault(
                format!("实名认证用的是{}，备案用的是{}", kind.zh, own.zh),
                format!(
                    "the real-name check used another document ({}) than the filing ({})",
                    kind.en, own.en
                ),
            ));
        }
        if let (Some(number), Some(own)) =
            (domain.holder_number.text(), subject.document.number.text())
            && !number.eq_ignore_ascii_case(own)
        {
            let (number, own) =
                (crate::domain::personal::masked(number), crate::domain::personal::masked(own));
            found.push(
                at.field(&domain.holder_number)
                    .fault(
                        format!("实名认证的证件号码 {number} 与主办单位的 {own} 不同"),
                        format!("the real-name check has number {number}, the subject {own}"),
                    )
                    .seen(&number),
            );
        }
    }
    judged(!view.dossier.domains.is_empty() && subject.name.is_said(), found)
}

/// Whether two names are the same but for blanks and the width of brackets.
pub(super) fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|char| !char.is_whitespace())
            .map(|char| match char {
                '（' => '(',
                '）' => ')',
                other => other,
            })
            .collect()
    };
    plain(a) == plain(b)
}
