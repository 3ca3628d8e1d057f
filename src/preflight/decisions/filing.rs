//! Whether a filing is needed, with whom, of which kind, and where it is filled in.

use crate::domain::lang::Text;
use crate::preflight::basis;
use crate::preflight::dossier::{NamedChoice as _, Request, Service};
use crate::preflight::kind::FilingKind;
use crate::preflight::rule::{DossierView, listed};

use super::{Decision, by, by_table};

pub(super) fn decide(view: &DossierView<'_>) -> Vec<Decision> {
    let mut decisions: Vec<Decision> = needed(view).into_iter().collect();
    let mut kinds: Vec<FilingKind> = view.kinds.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    decisions.extend(kinds.iter().map(|kind| kind_of(view, *kind)));
    decisions.extend(made_on(view, &kinds));
    decisions
}

fn needed(view: &DossierView<'_>) -> Option<Decision> {
    let ordered = view.kinds.iter().copied().find(|kind| kind.is_ordered());
    let kind = ordered.or(view.kinds.first().copied())?;
    Some(match kind {
        FilingKind::NotPossible => by(
            &basis::FAQ,
            "filing-needed",
            NEEDED,
            Text::fixed("不需要备案，也不能备案", "none is needed, and none is possible"),
            Text::fixed(
                "服务器都不在大陆（港澳台也算大陆以外）",
                "all servers are outside the mainland (Hong Kong, Macao and Taiwan included)",
            ),
        ),
        FilingKind::Carrier => by(
            &basis::SERVERS,
            "filing-needed",
            NEEDED,
            Text::fixed(
                "要备案，找提供带宽的网络运营商（电信、联通、移动）办理",
                "yes, with the network carrier (Telecom, Unicom, Mobile)",
            ),
            Text::fixed(
                "自有服务器或机房不能通过云厂商备案",
                "own servers and machine rooms are not filed through a cloud provider",
            ),
        ),
        FilingKind::AlreadyHere => by(
            &basis::SERVERS,
            "filing-needed",
            NEEDED,
            Text::fixed(
                "不需要再备案，把域名解析到新服务器即可",
                "no: point the domain to the new server",
            ),
            Text::fixed(
                "主体和域名已在本接入商备案，换同一接入商的服务器不用再办",
                "subject and domain are filed with this provider; another server of the same provider needs nothing",
            ),
        ),
        FilingKind::Change | FilingKind::Cancel => go_on(view, kind),
        _ => file(view),
    })
}

/// Of what is filed already: with whom it is changed or taken out.
fn go_on(view: &DossierView<'_>, kind: FilingKind) -> Decision {
    let Text { zh, en } = with(view);
    let (answer, reason) = if kind == FilingKind::Change {
        (
            Text::made(
                format!("不用重新备案，在{zh}办理变更"),
                format!("no new one; the change is filed with {en}"),
            ),
            Text::fixed(
                "主体和网站已备案，变的是备案信息",
                "subject and site are filed; what changes is their data",
            ),
        )
    } else {
        (
            Text::made(
                format!("不用备案，在{zh}提交注销或取消接入"),
                format!("none; it is cancelled through {en}"),
            ),
            Text::fixed("这次是注销或取消接入", "something is taken out"),
        )
    };
    by(&basis::manual("9"), "filing-needed", NEEDED, answer, reason)
}

/// The provider, as far as it is known.
fn with(view: &DossierView<'_>) -> Text {
    let provider = view.provider.map(crate::preflight::provider::Provider::label);
    provider.unwrap_or_else(|| Text::fixed("卖服务器的接入商", "the provider whose server it is"))
}

const NEEDED: Text = Text::fixed("要不要备案，找谁备案", "is a filing needed, and with whom");

fn file(view: &DossierView<'_>) -> Decision {
    let provider = with(view);
    let app = view.dossier.sites.iter().any(|site| site.service.copy() == Some(Service::App));
    by(
        &basis::QUICK_START,
        "filing-needed",
        NEEDED,
        Text::made(format!("要备案，在{}办理", provider.zh), format!("yes, with {}", provider.en)),
        if app {
            Text::fixed(
                "大陆服务器上的网站和 App（2023-09 起）对公众开放前都要备案",
                "websites and (since 2023-09) apps on mainland servers are filed before they open to the public",
            )
        } else {
            Text::fixed(
                "域名解析到大陆服务器、对公众开放的网站，开通前要备案",
                "a site on a mainland server is filed before it opens to the public",
            )
        },
    )
}

fn kind_of(view: &DossierView<'_>, kind: FilingKind) -> Decision {
    let sites: Vec<&str> =
        view.sites().filter(|(_, it)| *it == kind).filter_map(|(site, _)| site.label()).collect();
    let (label, names) = (kind.label(), listed(&sites));
    let answer = if sites.is_empty() {
        label
    } else {
        Text::made(format!("{}：{}", label.zh, names.zh), format!("{}: {}", label.en, names.en))
    };
    let section = basis::manual(match kind {
        FilingKind::First => "1.2",
        FilingKind::NewSiteElsewhere => "1.3",
        FilingKind::NewSiteHere | FilingKind::NewSite => "1.4",
        FilingKind::Access => "1.5",
        FilingKind::Change | FilingKind::Cancel => "9",
        FilingKind::AlreadyHere | FilingKind::Carrier | FilingKind::NotPossible => "1",
    });
    by(
        &section,
        "filing-kind",
        Text::fixed("哪种备案", "which kind of filing"),
        answer,
        why(view, kind),
    )
}

fn why(view: &DossierView<'_>, kind: FilingKind) -> Text {
    match kind {
        FilingKind::First => Text::fixed(
            "材料里没有已有的备案号：主体和域名都从未备案",
            "the dossier has no earlier number: neither subject nor domain was filed",
        ),
        FilingKind::NewSiteElsewhere => Text::fixed(
            "主体已在别的接入商备案，网站是新的。原备案里的信息有变化的，先在原接入商变更",
            "the subject is filed with another provider, the site is new. What has changed of the old filing is changed there first",
        ),
        FilingKind::NewSiteHere => Text::fixed(
            "主体已在本接入商备案，网站是新的；要用原来的账号",
            "the subject is filed with this provider, the site is new; the same account is used again",
        ),
        FilingKind::NewSite => Text::fixed(
            "主体已备案，网站是新的；没有写原来在哪个接入商（filed_with）",
            "the subject is filed, the site is new; with which provider (filed_with) is not said",
        ),
        FilingKind::Access => Text::fixed(
            "主体和域名已备案，服务器搬到本接入商（或增加本接入商，子域名解析过来也算）。主体名称、证件、负责人、电话有变化的，先在原接入商变更；原备案仍然有效，不要注销",
            "subject and domain are filed, and the server moves here (or this provider is added; a sub-domain counts). What has changed of names, documents, leads, phones is changed at the old provider first; the old filing stays: do not cancel it",
        ),
        FilingKind::Change => {
            let changed: Vec<Text> = view.dossier.changes.iter().map(|it| it.label()).collect();
            let list = |get: fn(&Text) -> &str, joint: &str| {
                changed.iter().map(get).collect::<Vec<_>>().join(joint)
            };
            Text::made(
                format!(
                    "已备案的信息有变化：{}。应在变更前 30 日办理（国务院令第292号第十一条）",
                    list(|it| &it.zh, "、")
                ),
                format!(
                    "what is filed changes: {}. It is to be filed 30 days ahead (Decree 292, article 11)",
                    list(|it| &it.en, ", ")
                ),
            )
        }
        FilingKind::Cancel => match view.dossier.asked() {
            Request::CancelAccess => Text::fixed(
                "只取消在本接入商的接入，备案号保留",
                "only the access here goes, the numbers stay",
            ),
            Request::CancelSite => Text::fixed(
                "注销网站，主体备案保留；没有接入商的“空壳网站”注销后可作为新网站重新备案",
                "the site is cancelled, the subject stays; a site without any provider (空壳) is cancelled, then filed as a new one",
            ),
            _ => Text::fixed("注销主体及其全部网站", "the subject and all its sites are cancelled"),
        },
        FilingKind::AlreadyHere | FilingKind::Carrier | FilingKind::NotPossible => {
            Text::fixed("见上一条", "as above")
        }
    }
}

/// Where the order is filled in, where the provider's table knows it.
fn made_on(view: &DossierView<'_>, kinds: &[FilingKind]) -> Option<Decision> {
    let provider = view.provider?;
    let app = provider.app_files.as_ref()?;
    let ordered: Vec<_> = kinds.iter().filter(|kind| kind.is_ordered()).collect();
    let all = ordered.iter().all(|kind| app.iter().any(|it| it == kind.word()));
    let answer = if all {
        Text::fixed("电脑或手机 App 都可以", "on a computer or by the phone app")
    } else {
        Text::fixed(
            "只能在电脑上填写；拍照和人脸核验用手机 App",
            "on a computer only; photographs and face check by the phone app",
        )
    };
    let reason = Text::fixed(
        "App 只办首次备案和新增网站（原备案不在本接入商）；认领、导入旧备案只能在电脑上。一个账号只备案一个主体",
        "the app takes first filings and new sites of subjects filed elsewhere; old filings are claimed and imported on a computer. One account files one subject",
    );
    let question = Text::fixed("在哪里填写订单", "where the order is filled in");
    (!ordered.is_empty())
        .then(|| by_table(&provider.origin(), "filing-made-on", question, answer, reason))
}
