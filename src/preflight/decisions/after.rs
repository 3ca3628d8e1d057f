//! Open or closed while the filing runs, and what follows the approval.

use crate::domain::lang::Text;
use crate::domain::law;
use crate::preflight::basis;
use crate::preflight::kind::FilingKind;
use crate::preflight::rule::{DossierView, listed};

use super::{Decision, by};

/// Shanghai's code.
const SHANGHAI: u8 = 31;
/// Jiangsu's code.
const JIANGSU: u8 = 32;

pub(super) fn decide(view: &DossierView<'_>) -> Vec<Decision> {
    let mut decisions = Vec::new();
    // what is cancelled need not stay open
    if !view.kinds.iter().all(|kind| *kind == FilingKind::Cancel) {
        decisions.push(openness(view));
    }
    decisions.push(reachable(view));
    let new = view.kinds.iter().any(|kind| kind.is_new());
    if new || view.kinds.contains(&FilingKind::Access) {
        decisions.extend([opening(view, new), police(view, new)]);
    }
    decisions
}

fn openness(view: &DossierView<'_>) -> Decision {
    let new = view.kinds.iter().any(|kind| kind.is_new());
    let older = view.kinds.iter().any(|kind| kind.is_new() && *kind != FilingKind::First);
    let (answer, reason) = if !new {
        (
            Text::fixed(
                "照常打开，页面底部继续展示备案号",
                "leave it open, with its number at the bottom",
            ),
            Text::fixed(
                "已备案的网站在接入、变更期间不必关闭",
                "a filed site need not close for an access filing or a change",
            ),
        )
    } else if older {
        (
            Text::fixed(
                "新网站关闭（暂停解析）；主体已备案的网站要能打开并展示备案号",
                "close the new site (pause its resolution); older sites are open and show their numbers",
            ),
            Text::fixed(
                "新域名备案通过前不能提供服务；管局会看旧网站是否合规",
                "a new domain may not serve before its approval; the authority looks at the older sites",
            ),
        )
    } else {
        (
            Text::fixed(
                "关闭网站，或暂停域名解析，直到备案通过",
                "close the site, or pause the domain's resolution, until the approval",
            ),
            Text::fixed("首次备案期间网站不能打开", "at a first filing the site may not be open"),
        )
    };
    by(
        &basis::HOW_TO,
        "site-open",
        Text::fixed("备案期间网站开还是关", "is the site open or closed while the filing runs"),
        answer,
        reason,
    )
}

fn reachable(view: &DossierView<'_>) -> Decision {
    let callers = listed(view.provider.map_or(&[][..], |provider| &provider.callers));
    let (from, from_en) = if callers.zh.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("（例如 {}）", callers.zh), format!(" (e.g. {})", callers.en))
    };
    let answer = Text::made(
        format!("保持手机畅通，陌生座机{from}多半是接入商审核员；在控制台设好短信和邮件的接收人"),
        format!(
            "keep the phone on: unknown landlines{from_en} are the provider's reviewers; set who receives SMS and mail in the console"
        ),
    );
    let reason = Text::fixed(
        "打不通电话会被退回；结果以短信和邮件通知，控制台稍后才更新",
        "a phone that does not answer sends the order back; results come by SMS and mail, the console follows a little later",
    );
    by(
        &basis::manual("10"),
        "reachable",
        Text::fixed("审核期间要做什么", "what to do during the review"),
        answer,
        reason,
    )
}

/// What follows the approval: a new site opens, one that moves is open already.
fn opening(view: &DossierView<'_>, new: bool) -> Decision {
    let jiangsu = view.dossier.subject.province.copy().is_some_and(|it| it.code == JIANGSU)
        && view.dossier.is_person() == Some(false);
    let paid = view.dossier.sites.iter().any(|site| site.commercial.copy() == Some(true));
    let (zh, en) = if new {
        (
            "把域名解析到备案的服务器并开通（域名本身和 www 都要能打开），首页底部展示备案号并链接到 https://beian.miit.gov.cn/",
            "point the domain to the server of the filing and open it (apex and www), with the number at the bottom linked to https://beian.miit.gov.cn/",
        )
    } else {
        (
            "把域名解析到备案的服务器（域名本身和 www 都要能打开），首页底部继续展示原来的备案号并链接到 https://beian.miit.gov.cn/",
            "point the domain to the server of the filing (apex and www) and leave its number at the bottom, linked to https://beian.miit.gov.cn/",
        )
    };
    let (mut zh, mut en) = (zh.to_owned(), en.to_owned());
    if jiangsu {
        zh.push_str("；江苏另要版权行写主办单位名称");
        en.push_str("; Jiangsu also wants a copyright line in the unit's name");
    }
    if paid {
        zh.push_str("；有偿服务还要申请 ICP 许可证");
        en.push_str("; a paid service needs an ICP licence");
    }
    let reason = Text::fixed(
        "部分省份会注销不解析到大陆服务器的备案；`beian inject`、`beian snippet` 可生成页脚，`beian audit` 检查",
        "some provinces cancel what does not resolve to the mainland; `beian inject` and `beian snippet` make the footer, `beian audit` checks it",
    );
    by(
        &basis::manual("11"),
        "opening",
        Text::fixed("通过之后做什么", "what follows the approval"),
        Text::made(zh, en),
        reason,
    )
}

/// Where the police filing is done. That of a site that moves is counted from its opening, not from this order.
fn police(view: &DossierView<'_>, new: bool) -> Decision {
    let shanghai = view.dossier.subject.province.copy().is_some_and(|it| it.code == SHANGHAI);
    let answer = match (shanghai, new) {
        (true, true) => Text::fixed(
            "按上海公安机关的通知办理，开通后 30 日内",
            "by the notice of Shanghai's police, within 30 days of the opening",
        ),
        (true, false) => Text::fixed(
            "还没有办过的，按上海公安机关的通知办理；30 日从网站当初开通算起，与这次接入无关",
            "if it was not done yet, by the notice of Shanghai's police; its 30 days run from the site's opening, whatever this filing brings",
        ),
        (false, true) => Text::fixed(
            "在全国互联网安全管理服务平台 https://beian.mps.gov.cn 办理，开通后 30 日内；通过后 30 日内在页面展示警徽、编号和链接",
            "at https://beian.mps.gov.cn within 30 days of the opening; badge, number and link on the page within 30 days of its approval",
        ),
        (false, false) => Text::fixed(
            "还没有办过的，在全国互联网安全管理服务平台 https://beian.mps.gov.cn 办理；30 日从网站当初开通算起，与这次接入无关。通过后 30 日内在页面展示警徽、编号和链接",
            "if it was not done yet, at https://beian.mps.gov.cn; its 30 days run from the site's opening, whatever this filing brings. Badge, number and link are on the page within 30 days of its approval",
        ),
    };
    let reason = Text::fixed(
        "接入商控制台会给出“公安备案数据码”，可自动填写公安备案表；数据码会过期，过期重新获取",
        "the provider's console hands out a data code (公安备案数据码) that fills in the police form; it expires, and can be had anew",
    );
    by(
        &law::POLICE_FILING,
        "police",
        Text::fixed("公安备案在哪里办", "where the police filing is done"),
        answer,
        reason,
    )
}
