//! Which papers a filing needs, person by person, and what each photograph must show.

use crate::domain::basis::Basis;
use crate::domain::lang::{Lang, Text};

use super::basis;
use super::data::{RESIDENCE, SITES_PER_ORDER};
use super::dossier::{
    Branch, DocumentKind, Dossier, FrontKind, Lead, NamedChoice as _, SubjectKind,
};
use super::kind::FilingKind;
use super::rule::DossierView;
use super::rule_scope::RuleScope;

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperItem {
    /// Whose it is, e.g. `主体负责人 沈听雨`.
    pub of: Text,
    /// The paper.
    pub paper: Text,
    /// What the photograph must show, or how it is made.
    pub shows: Text,
    /// Asked for by some provinces only: the reviewer says.
    pub maybe: bool,
    /// The document that says so, and its date.
    pub source: Text,
}

const CARD: Text = Text::fixed("身份证正反面", "identity card, both sides");
const CARD_SHOWS: Text = Text::fixed(
    "用接入商 App 拍原件，四角完整、字迹清楚；不要翻拍屏幕或复印件",
    "taken with the provider's app from the original: four corners, readable; no screen, no copy",
);
const FACE: Text = Text::fixed("人脸核验（活体检测）", "face check (live)");
const FACE_SHOWS: Text = Text::fixed(
    "用最新版 App 扫码，不能用微信扫；白色背景，光线不过亮不过暗，深色上衣，不戴帽子和眼镜，刘海不遮眉",
    "with the newest app (no QR code by WeChat): white background, neither too bright nor dark, dark clothes, no hat, no glasses, no fringe over the brows",
);

/// All papers.
pub(super) fn all(view: &DossierView<'_>) -> Vec<PaperItem> {
    if !view.is_ordered() || view.kinds.iter().all(|kind| *kind == FilingKind::Cancel) {
        return Vec::new();
    }
    let dossier = view.dossier;
    let mut papers = of_subject(view);
    for lead in &dossier.leads {
        papers.extend(of_lead(view, lead));
    }
    if view.is_of(RuleScope::Site) {
        papers.extend(of_sites(view));
    }
    papers.extend(of_order(view));
    papers
}

fn paper(of: Text, paper: Text, shows: Text, basis: &Basis) -> PaperItem {
    let cite = |lang| format!("{} ({})", basis.cite(lang), basis.text_as_of);
    PaperItem { of, paper, shows, maybe: false, source: Text::made(cite(Lang::Zh), cite(Lang::En)) }
}

fn of_subject(view: &DossierView<'_>) -> Vec<PaperItem> {
    let dossier = view.dossier;
    let Some(kind) = dossier.subject.kind.copy().filter(|kind| *kind != SubjectKind::Person) else {
        return Vec::new();
    };
    let of = named(("主办单位", "the unit"), dossier.subject.name.text());
    let usual = kind.documents().first().copied();
    let document = dossier.subject.document.kind.copy().or(usual);
    let document = document.map_or(Text::fixed("证件", "document"), DocumentKind::label);
    let manual = basis::manual("5");
    let shows = Text::fixed(
        "拍原件（正本或副本），二维码和印章清楚",
        "the original, with QR code and seal readable",
    );
    let mut papers = vec![paper(of.clone(), document, shows, &manual)];
    let representative =
        dossier.leads.iter().any(|lead| lead.legal_representative.copy() == Some(true));
    if !representative {
        let card = Text::fixed(
            "法定代表人身份证正反面",
            "the legal representative's identity card, both sides",
        );
        papers.push(paper(of.clone(), card, CARD_SHOWS, &manual));
    }
    let representing = dossier.subject_lead().and_then(|lead| lead.legal_representative.copy());
    if representing != Some(true) {
        let letter =
            Text::fixed("法定代表人授权书", "letter of authority of the legal representative");
        let shows = Text::fixed(
            "用接入商的模板，签字并加盖公章",
            "on the provider's form, signed and sealed",
        );
        papers.push(PaperItem { maybe: true, ..paper(of, letter, shows, &basis::FAQ) });
    }
    papers
}

fn of_lead(view: &DossierView<'_>, lead: &Lead) -> Vec<PaperItem> {
    let dossier = view.dossier;
    let leads_subject = dossier.subject_lead() == Some(lead);
    let leads_site = dossier.sites.iter().any(|site| dossier.site_lead(site) == Some(lead));
    let role = match (leads_subject, leads_site) {
        (true, true) => ("主体和网站负责人", "lead of subject and site"),
        (true, false) => ("主体负责人", "lead of the subject"),
        (false, true) => ("网站负责人", "lead of a site"),
        (false, false) => ("负责人", "lead"),
    };
    let of = named(role, lead.name.text());
    let manual = basis::manual("5");
    let foreign = lead.mainland.copy() == Some(false);
    let document = if foreign {
        Text::fixed("护照、通行证或居住证", "passport or permit")
    } else {
        CARD
    };
    let mut papers = vec![paper(of.clone(), document, CARD_SHOWS, &manual)];
    if leads_site && !is_change(view) {
        papers.push(paper(of.clone(), FACE, FACE_SHOWS, &basis::QUICK_START));
    } else if foreign && leads_subject {
        let none = Text::fixed("不需要人脸核验", "no face check");
        let why = Text::fixed(
            "非大陆居民只有网站负责人要做人脸核验",
            "of people from outside the mainland only the site's lead takes it",
        );
        papers.push(paper(of.clone(), none, why, &basis::QUICK_START));
    }
    papers.extend(permit(dossier, lead, &of));
    papers
}

fn is_change(view: &DossierView<'_>) -> bool {
    view.kinds.iter().all(|kind| *kind == FilingKind::Change)
}

/// A residence permit, where the province asks for one and the card is of another.
fn permit(dossier: &Dossier, lead: &Lead, of: &Text) -> Option<PaperItem> {
    let province = dossier.subject.province.copy()?;
    let issued = crate::domain::identity_number::province_of(lead.document.number.text()?)?;
    if issued == province || dossier.is_person() != Some(true) {
        return None;
    }
    let asks = RESIDENCE.provinces.iter().any(|name| name == province.zh);
    let permit = Text::made(
        format!("{}居住证", province.zh),
        format!("residence permit of {}", province.en),
    );
    let shows = Text::fixed("原件正反面，有效期内", "the original, both sides, still valid");
    Some(PaperItem { maybe: !asks, ..paper(of.clone(), permit, shows, &basis::HOW_TO) })
}

fn of_sites(view: &DossierView<'_>) -> Vec<PaperItem> {
    let mut papers = Vec::new();
    for site in &view.dossier.sites {
        let of = named(("网站", "the site"), site.label());
        let mut branches: Vec<Branch> =
            site.known_branches().iter().chain(&site.approvals).copied().collect();
        branches.sort_unstable();
        branches.dedup();
        for branch in branches {
            let label = branch.label();
            let approval = Text::made(
                format!("{}前置审批文件", label.zh),
                format!("prior approval: {}", label.en),
            );
            let shows = Text::fixed(
                "主管部门的批文或许可证，原件彩色扫描",
                "the authority's paper, scanned in colour from the original",
            );
            papers.push(paper(of.clone(), approval, shows, &basis::QUICK_START));
        }
        let certificate = Text::fixed("域名证书", "domain certificate");
        let shows = Text::fixed(
            "从注册商控制台下载，持有者与主办单位一致",
            "from the registrar's console; the holder is the subject",
        );
        papers.push(PaperItem { maybe: true, ..paper(of, certificate, shows, &basis::HOW_TO) });
    }
    papers
}

/// What belongs to the order as a whole.
fn of_order(view: &DossierView<'_>) -> Vec<PaperItem> {
    let of = Text::fixed("整个订单", "the order");
    let sheet = Text::fixed("备案真实性核验单", "verification sheet (核验单)");
    let shows = Text::fixed(
        "现在是电子版，在线签署，不用邮寄",
        "electronic now, and signed online: nothing is mailed",
    );
    let mut papers = vec![paper(of.clone(), sheet, shows, &basis::HOW_TO)];
    let plan = super::decisions::further_papers(view).map(|shows| PaperItem {
        source: SITES_PER_ORDER.origin().cite(),
        ..paper(
            of.clone(),
            Text::fixed("再加网站的补充材料", "papers for a further site"),
            shows,
            &basis::HOW_TO,
        )
    });
    papers.extend(plan);
    let fronts =
        view.dossier.fronts.iter().any(|front| front.kind.copy() == Some(FrontKind::AntiDdos));
    if fronts || view.dossier.is_person() == Some(false) {
        let further = Text::fixed("补充核验或邮寄的材料", "further checks, or papers by post");
        let shows = Text::fixed(
            "审核员要求时才办（例如钉钉视频核验）；邮寄用任何快递，不要到付，寄到后 1～2 个工作日录入",
            "only if the reviewer asks (for one, a check by DingTalk); any courier, not collect; entered one or two working days after it arrives",
        );
        papers.push(PaperItem { maybe: true, ..paper(of, further, shows, &basis::manual("8")) });
    }
    papers
}

/// A role, with the name of who has it.
fn named((zh, en): (&str, &str), name: Option<&str>) -> Text {
    match name {
        Some(name) => Text::made(format!("{zh} {name}"), format!("{en} {name}")),
        None => Text::made(format!("{zh}（没有写名称）"), format!("{en} (not named)")),
    }
}
