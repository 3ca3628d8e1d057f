//! Mail addresses can be ones.

use crate::config::declared;
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
    scope: RuleScope::Data,
    examples: &[
        pass("正确", "right", "[[lead]]\nname = \"甲\"\nmail = \"me@example.cn\""),
        fail("没有域名", "no host", "[[lead]]\nname = \"甲\"\nmail = \"me@example\""),
        fail("两个点", "two dots", "[[lead]]\nname = \"甲\"\nmail = \"me@example..cn\""),
        fail("全角符号", "a wide sign", "[[lead]]\nname = \"甲\"\nmail = \"me＠example.cn\""),
        review("没有写", "not said", "[[lead]]\nname = \"甲\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let judge = |lead: &crate::preflight::dossier::Lead| {
        let at = at_lead(lead).field(&lead.mail);
        let Some(text) = lead.mail.text() else {
            return Some(
                at.review("没有写邮箱（mail）", "the mail address is not said").unsaid(&["mail"]),
            );
        };
        let shown = masked_mail(text);
        (!is_mail(text)).then(|| {
            at.fault(format!("{shown} 不是邮箱"), format!("{shown} is no mail address"))
                .seen(&shown)
        })
    };
    judged(!view.dossier.leads.is_empty(), view.dossier.leads.iter().filter_map(judge).collect())
}

/// Whether a text is an address as forms take it: visible ASCII before the `@`, and a host with a dot behind it.
fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = |byte: u8| byte.is_ascii_graphic() && !br#"@,;:<>()[]\""#.contains(&byte);
    let dots = |text: &str| text.starts_with('.') || text.ends_with('.') || text.contains("..");
    !name.is_empty()
        && name.bytes().all(plain)
        && !dots(name)
        && !dots(host)
        && host.contains('.')
        && declared::host(host).is_ok()
}
