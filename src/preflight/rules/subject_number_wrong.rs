//! The number of the subject's document can be one.

use crate::preflight::dossier::DocumentKind;

use super::numbers;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-number-wrong",
    title: Text::fixed("主办单位证件号码有误", "the number of the subject's document is wrong"),
    why: Text::fixed(
        "身份证号码末位是校验码（GB 11643），X 要大写；统一社会信用代码 18 位，末位也是校验码（GB 32100）。抄错一位，与域名实名认证和管局数据都对不上。",
        "The last character of an identity number (GB 11643, its X in capitals) and of a credit code (GB 32100) follows from the others. One wrong digit, and neither the domain's holder nor the authority's data match.",
    ),
    fix: Text::fixed("对照证件重新填写", "Copy it anew from the document"),
    basis: &[basis::GB_11643, basis::GB_32100, basis::manual("2")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "身份证号码",
            "an identity number",
            "[subject]\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"",
        ),
        pass(
            "信用代码",
            "a credit code",
            "[subject]\ndocument = \"business-licence\"\ndocument_number = \"91350100M000100Y43\"",
        ),
        fail(
            "小写 x",
            "a lower-case x",
            "[subject]\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002x\"",
        ),
        fail(
            "末位不对",
            "another last digit",
            "[subject]\ndocument = \"identity-card\"\ndocument_number = \"130402198207290622\"",
        ),
        review(
            "信用代码的校验码不对",
            "a credit code with another check character",
            "[subject]\ndocument = \"business-licence\"\ndocument_number = \"91350211M0000XUF46\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let document = &view.dossier.subject.document;
    let (Some(kind), Some(number)) = (document.kind.copy(), document.number.text()) else {
        return DossierVerdict::NotApplicable;
    };
    let at = at_subject(view, document.number.line());
    match kind {
        DocumentKind::IdentityCard => {
            DossierVerdict::Judged(numbers::identity(number, &at, view).into_iter().collect())
        }
        DocumentKind::Passport | DocumentKind::Permit => DossierVerdict::NotApplicable,
        _ => DossierVerdict::Judged(numbers::credit(number, &at).into_iter().collect()),
    }
}
