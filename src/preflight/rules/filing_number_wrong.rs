//! Filing numbers can be ones, and belong to one subject.

use crate::config::declared;
use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::preflight::dossier::DossierField;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "filing-number-wrong",
    title: Text::fixed("已有的备案号有误", "an earlier filing number is wrong"),
    why: Text::fixed(
        "是首次备案、新增网站还是接入备案，由已有的备案号决定。号码写错，或网站的号码不属于这个主体，接入商查不到原备案，订单退回。",
        "Earlier numbers decide which kind of filing this is. With a wrong one, or a site's number of another subject, the provider does not find the earlier filing and sends the order back.",
    ),
    fix: Text::fixed(
        "在 https://beian.miit.gov.cn 查询，照查到的写：主体号不带 -数字，网站号带 -数字；从未备案就不写",
        "Look it up at https://beian.miit.gov.cn and copy it: a subject's number has no -N, a site's has; leave it out if nothing was filed",
    ),
    basis: &[basis::manual("1.5")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "主体号和网站号",
            "a subject and its site",
            "[subject]\nprovince = \"浙江\"\nicp = \"浙ICP备12345670号\"\n[[site]]\nname = \"青禾文具\"\nicp = \"浙ICP备12345670号-1\"",
        ),
        fail("不是备案号", "no number", "[subject]\nicp = \"xyz\""),
        fail("示例号码", "a sample", "[subject]\nicp = \"浙ICP备12345678号\""),
        fail(
            "网站号属于另一个主体",
            "a site of another subject",
            "[subject]\nicp = \"浙ICP备12345670号\"\n[[site]]\nicp = \"浙ICP备19038721号-1\"",
        ),
        fail(
            "两个网站同一个号",
            "two sites with one number",
            "[subject]\nicp = \"浙ICP备12345670号\"\n[[site]]\nicp = \"浙ICP备12345670号-1\"\n[[filed_site]]\nicp = \"浙ICP备12345670号-1\"",
        ),
        review(
            "网站号没有 -数字",
            "a site's number without its -N",
            "[subject]\nicp = \"浙ICP备12345670号\"\n[[site]]\nicp = \"浙ICP备12345670号\"",
        ),
        review(
            "号码是另一个省的",
            "a number of another province",
            "[subject]\nprovince = \"江苏\"\nicp = \"浙ICP备12345670号\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let own = &dossier.subject.icp;
    let sites = dossier.sites.iter().map(|site| (at_site(site), &site.icp));
    let filed = dossier
        .filed_sites
        .iter()
        .map(|site| (at("[[filed_site]]", &site.domain, site.line), &site.icp));
    let mut found = Vec::new();
    let subject = read(&at_subject(view, None), own, view, &mut found);
    found.extend(subject.as_ref().and_then(|number| of_subject(view, number)));
    let mut body = subject;
    let mut seen: Vec<IcpNumber> = Vec::new();
    for (at, field) in sites.chain(filed) {
        let Some(number) = read(&at, field, view, &mut found) else { continue };
        let at = at.field(field);
        match &body {
            Some(body) if !number.same_body(body) => found.push(
                at.fault(
                    format!("{number} 与 {} 不是同一个主体的号码", body.body_number()),
                    format!("{number} and {} are of two subjects", body.body_number()),
                )
                .seen(&number.to_string()),
            ),
            Some(_) => {}
            None => body = Some(number.clone()),
        }
        if number.suffix.is_none() {
            found.push(at.review(
                format!("{number} 是主体备案号；网站备案号末尾带 -数字"),
                format!("{number} is a subject's number; a site's ends with -N"),
            ));
        } else if seen.contains(&number) {
            found.push(
                at.fault(
                    format!("{number} 已写在另一个网站里"),
                    format!("another site has {number}, too"),
                )
                .seen(&number.to_string()),
            );
        }
        seen.push(number);
    }
    judged(own.is_said() || !seen.is_empty() || !found.is_empty(), found)
}

/// The number of a field; what cannot be one is found.
fn read(
    at: &At,
    field: &DossierField<String>,
    view: &DossierView<'_>,
    found: &mut Vec<DossierFault>,
) -> Option<IcpNumber> {
    let text = field.text()?;
    let at = at.field(field);
    match declared::icp(text, view.today) {
        Err(wrong) => {
            found.push(
                at.fault(wrong.what.zh, wrong.what.en).seen(text).fix(wrong.fix.zh, wrong.fix.en),
            );
            None
        }
        Ok(number) if number.state(view.today.year()) == NumberState::Placeholder => {
            found.push(
                at.fault(format!("{number} 是示例号码"), format!("{number} is a sample"))
                    .seen(&number.to_string()),
            );
            None
        }
        Ok(number) => Some(number),
    }
}

/// What is to be looked at of the subject's own number.
fn of_subject(view: &DossierView<'_>, number: &IcpNumber) -> Option<DossierFault> {
    let subject = &view.dossier.subject;
    let at = at_subject(view, subject.icp.line());
    if number.suffix.is_some() {
        let body = number.body_number();
        return Some(
            at.review(
                format!("{number} 是网站备案号；主体备案号是 {body}"),
                format!("{number} is a site's number; the subject's is {body}"),
            )
            .fix(format!("改成 {body}"), format!("Write {body}")),
        );
    }
    let (filed, province) = (number.province()?, subject.province.copy()?);
    (filed != province).then(|| {
        at.review(
            format!("原备案在{}，这次在{}：跨省要先问接入商，通常须注销后重新备案", filed.zh, province.zh),
            format!(
                "it was filed in {}, this filing is in {}: ask the provider; as a rule the old one is cancelled first",
                filed.en, province.en
            ),
        )
    })
}
