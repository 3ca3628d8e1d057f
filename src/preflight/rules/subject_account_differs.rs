//! One account files one subject.

use super::domain_holder_differs::same;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-account-differs",
    title: Text::fixed(
        "接入商账号已经备案了另一个主体",
        "the provider's account has filed another subject",
    ),
    why: Text::fixed(
        "一个账号只能备案一个主体；主体以前在本接入商备案过的，要用当时的账号。",
        "One account files one subject; a subject that was filed here before uses the same account again.",
    ),
    fix: Text::fixed(
        "用主体自己的账号，或新注册一个账号并申请备案服务号",
        "Use the subject's own account, or a new one with a filing service number",
    ),
    basis: &[basis::FAQ, basis::manual("1")],
    severity: Severity::Error,
    scope: RuleScope::Order,
    examples: &[
        pass(
            "同一主体",
            "the same subject",
            "account_subject = \"青禾文具店\"\n[subject]\nname = \"青禾文具店\"",
        ),
        fail(
            "另一主体",
            "another one",
            "account_subject = \"远山旅行社\"\n[subject]\nname = \"青禾文具店\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let (account, subject) = (&view.dossier.account_subject, &view.dossier.subject.name);
    let (Some(filed), Some(name)) = (account.text(), subject.text()) else {
        return DossierVerdict::NotApplicable;
    };
    let found = (!same(filed, name)).then(|| {
        at_top(account.line())
            .fault(
                format!("账号已备案“{filed}”，本次是“{name}”"),
                format!("the account has filed {filed:?}, this is {name:?}"),
            )
            .seen(filed)
    });
    DossierVerdict::Judged(found.into_iter().collect())
}
