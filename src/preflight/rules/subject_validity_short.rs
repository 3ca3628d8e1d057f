//! The subject's document is valid.

use super::prelude::*;
use super::validity;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-validity-short",
    title: Text::fixed(
        "主办单位证件已过期或即将到期",
        "the subject's document has expired or is about to",
    ),
    why: Text::fixed(
        "证件过期不能备案；身份证有效期要在三个月以上。",
        "An expired document cannot be filed with; an identity card needs more than three months.",
    ),
    fix: Text::fixed(
        "先换证；号码或名称变了的，域名实名认证也要更新",
        "Renew the document first; if number or name change, the domain's real-name check too",
    ),
    basis: &[basis::manual("2")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass("长期", "long term", "[subject]\ndocument_valid_to = \"long-term\""),
        fail("两个月后到期", "two months left", "[subject]\ndocument_valid_to = 2027-01-20"),
        fail("已过期", "expired", "[subject]\ndocument_valid_to = 2026-01-20"),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let field = &view.dossier.subject.document.valid_to;
    let found = field
        .copy()
        .and_then(|it| validity::fault(it, &at_subject(view, field.line()), view.today));
    judged(field.is_said(), found.into_iter().collect())
}
