//! Who verifies the SMS of the authority, on which phone.

use crate::domain::lang::Text;
use crate::domain::personal::masked;
use crate::preflight::basis;
use crate::preflight::dossier::{Changed, Dossier, Lead, Request};
use crate::preflight::kind::FilingKind;
use crate::preflight::rule::{DossierView, listed};

use super::{Decision, by};

pub(super) fn decide(view: &DossierView<'_>) -> Option<Decision> {
    const QUESTION: Text =
        Text::fixed("短信核验由谁、用哪个手机", "who verifies the SMS, on which phone");
    let kind = view.kinds.iter().copied().find(|kind| kind.is_ordered())?;
    if kind == FilingKind::Cancel && view.dossier.asked() == Request::CancelAccess {
        let answer = Text::fixed("不需要核验", "nobody");
        let reason =
            Text::fixed("取消接入不发核验短信", "no SMS is sent when an access is withdrawn");
        return Some(by(&basis::manual("9"), "sms", QUESTION, answer, reason));
    }
    let (people, why) = verifying(view.dossier, kind);
    let answer = phones(people);
    let how = "短信来自 12381 或 106…12381，6 位验证码，24 小时内到 https://beian.miit.gov.cn 的“短信核验”填写验证码、手机号和证件后六位；可补发两次，第三次起不再发；输错 5 次以上（华为云）或过期，订单退回。只发到备案填写的第一个手机";
    let how_en = "The SMS comes from 12381 or 106…12381 with six digits; within 24 hours enter code, phone and the last six of the document at https://beian.miit.gov.cn → 短信核验. Two re-sends, a third request sends none; missed, or wrong more than five times (Huawei Cloud), the order comes back. It goes to phone 1 of the filing only";
    let reason = Text::made(format!("{}。{how}", why.zh), format!("{}. {how_en}", why.en));
    Some(by(&basis::manual("9"), "sms", QUESTION, answer, reason))
}

/// The mobiles that verify, each once.
pub(in crate::preflight) fn mobiles<'a>(
    dossier: &'a Dossier,
    kinds: &[FilingKind],
) -> Vec<&'a str> {
    let Some(kind) = kinds.iter().copied().find(|kind| kind.is_ordered()) else {
        return Vec::new();
    };
    let mut mobiles: Vec<&str> = Vec::new();
    for mobile in verifying(dossier, kind).0.iter().filter_map(|lead| lead.mobile.text()) {
        if !mobiles.contains(&mobile) {
            mobiles.push(mobile);
        }
    }
    mobiles
}

/// Who verifies, and why.
fn verifying(dossier: &Dossier, kind: FilingKind) -> (Vec<&Lead>, Text) {
    let subject_lead = || dossier.subject_lead().into_iter();
    let site_leads = || dossier.sites.iter().filter_map(|site| dossier.site_lead(site));
    match (kind, dossier.asked()) {
        (FilingKind::First, _) => (
            subject_lead().chain(site_leads()).collect(),
            Text::fixed(
                "首次备案：主体负责人和网站负责人都要核验，手机相同的只核验一次",
                "first filing: the leads of subject and sites, one code where the phone is the same",
            ),
        ),
        (FilingKind::Change, _) => changing(dossier),
        (FilingKind::Cancel, Request::CancelSite) => (
            site_leads().collect(),
            Text::fixed(
                "注销网站：网站负责人；他人主体或空壳主体以书面方式向管局申请",
                "cancelling a site: its lead; others' or shell subjects by letter to the authority",
            ),
        ),
        (FilingKind::Cancel, _) => (
            subject_lead().collect(),
            Text::fixed(
                "注销主体：主体负责人；他人主体或空壳主体以书面方式向管局申请",
                "cancelling a subject: its lead; others' or shell subjects by letter to the authority",
            ),
        ),
        _ => (
            site_leads().collect(),
            Text::fixed(
                "新增网站、接入备案：网站负责人",
                "new site, access filing: the site's lead",
            ),
        ),
    }
}

/// The phones, each with the people whose it is.
fn phones(people: Vec<&Lead>) -> Text {
    let mut phones: Vec<(&str, Vec<&str>)> = Vec::new();
    for lead in people {
        let (mobile, name) =
            (lead.mobile.text().unwrap_or_default(), lead.name.text().unwrap_or_default());
        match phones.iter_mut().find(|(phone, _)| *phone == mobile) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => phones.push((mobile, vec![name])),
        }
    }
    if phones.is_empty() {
        return Text::fixed("材料里没有负责人", "the dossier names no lead");
    }
    let one = |(mobile, names): &(&str, Vec<&str>)| {
        let phone = match *mobile {
            "" => Text::fixed("没有写手机号", "the mobile number is not said"),
            mobile => Text::made(masked(mobile), masked(mobile)),
        };
        let names = match names[..] {
            [""] => Text::fixed("负责人", "the lead"),
            _ => listed(names),
        };
        Text::made(format!("{}（{}）", names.zh, phone.zh), format!("{} ({})", names.en, phone.en))
    };
    Text::joined(phones.iter().map(one), "；", "; ")
}

fn changing(dossier: &Dossier) -> (Vec<&Lead>, Text) {
    let of_site = dossier
        .changes
        .iter()
        .any(|it| matches!(it, Changed::SiteName | Changed::DomainRemoved | Changed::DomainAdded));
    let of_subject = dossier.changes.is_empty()
        || dossier.changes.iter().any(|it| {
            matches!(it, Changed::Name | Changed::Address | Changed::Lead | Changed::Phone)
        });
    let mut people: Vec<&Lead> = Vec::new();
    if of_subject {
        people.extend(dossier.subject_lead());
    }
    if of_site {
        people.extend(dossier.sites.iter().filter_map(|site| dossier.site_lead(site)));
    }
    let why = Text::fixed(
        "变更备案：改主体由主体负责人、改网站由网站负责人核验；换了电话的，新电话可以核验",
        "a change: the lead of what changes, subject or site; a new phone may verify",
    );
    (people, why)
}
