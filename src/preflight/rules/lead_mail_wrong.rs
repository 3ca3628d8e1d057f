//! Mail addresses can be ones.

use crate::domain::personal::masked_mail;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-mail-wrong",
    title: Text::fixed("邮箱有误", "a mail address is wrong"),
    why: Text::fixed(
        "审核结果和管局通知发到这个邮箱。",
        "Results and notices of the authority go to this address.",
    ),
    fix: Text::fixed("写负责人能收信的邮箱", "Write an address that the lead reads"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    examples: &[
        pass("正确", "right", "[[lead]]\nname = \"甲\"\nmail = \"me@example.cn\""),
        fail("没有域名", "no host", "[[lead]]\nname = \"甲\"\nmail = \"me@example\""),
        review("没有写", "not said", "[[lead]]\nname = \"甲\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let judge = |lead: &crate::preflight::dossier::Lead| {
        let at = at_lead(lead).field(&lead.mail);
        let Some(text) = lead.mail.text() else {
            return Some(at.review("没有写邮箱（mail）", "the mail address is not said"));
        };
        let good = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
        });
        let shown = masked_mail(text);
        (!good || text.contains(char::is_whitespace)).then(|| {
            at.fault(format!("{shown} 不是邮箱"), format!("{shown} is no mail address"))
                .seen(&shown)
        })
    };
    judged(!view.dossier.leads.is_empty(), view.dossier.leads.iter().filter_map(judge).collect())
}
