//! Branches that need a prior approval have one.

use crate::preflight::data::APPROVALS;
use crate::preflight::dossier::{Branch, DossierSite};

use super::name_jiangsu_form::own_part;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-approval-missing",
    title: Text::fixed(
        "涉及前置审批的内容没有批文",
        "content that needs a prior approval has none",
    ),
    why: Text::fixed(
        "新闻、出版、教育须先取得主管部门同意（国务院令第292号第五条，2024-12-06 修订后只列这三类）。接入商的旧清单还列药品和医疗器械、文化、广播电影电视、医疗保健、网络预约车、电子公告：其他法律可能另有要求，以审核员为准。",
        "News, publishing and education need the consent of their authority first (Decree 292, article 5, which names only \
         these three since 2024-12-06). Providers' older lists also have medicines, culture, broadcasting, health care, ride \
         hailing and bulletin boards: other laws may ask on their own, and the reviewer decides.",
    ),
    fix: Text::fixed(
        "先取得前置审批文件并写进 approvals；不涉及就从名称和内容里去掉这些字样",
        "Get the approval and name it in approvals; if the branch is not meant, take such words out of name and content",
    ),
    basis: &[crate::domain::law::decree_292("5"), basis::QUICK_START],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("不涉及", "none", "[[site]]\nname = \"青禾文具\"\nbranches = []"),
        pass(
            "有批文",
            "approved",
            "[[site]]\nname = \"本地新闻汇\"\nbranches = [\"news\"]\napprovals = [\"news\"]",
        ),
        fail(
            "新闻没有批文",
            "news without one",
            "[[site]]\nname = \"青禾\"\nbranches = [\"news\"]",
        ),
        review(
            "名称里有“视频”",
            "视频 in the name",
            "[[site]]\nname = \"青禾视频\"\nbranches = []",
        ),
        review(
            "有批文而没有写行业",
            "an approval, and no branch",
            "[[site]]\nname = \"青禾文具\"\nbranches = []\napprovals = [\"news\"]",
        ),
        review("没有写行业", "branches not said", "[[site]]\nname = \"青禾文具\""),
        pass(
            "江苏规定的名称",
            "a name that Jiangsu prescribes",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"听雨的个人博客\"\nbranches = []",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let sites = || view.sites().filter(|(_, kind)| kind.is_ordered());
    let of_branches = sites().flat_map(|(site, _)| {
        Branch::ALL.iter().filter_map(|branch| of_branch(view, site, *branch))
    });
    let unsaid = sites().filter(|(site, _)| !site.branches.is_said()).map(|(site, _)| {
        at_site(site).review(
            "没有写涉及哪些需前置审批的行业（branches）；没有就写 []",
            "the branches with prior approval that it belongs to (branches) are not said; [] if none",
        ).unsaid(&["branches"])
    });
    let unneeded = sites().filter_map(|(site, _)| {
        let branches = site.branches.get()?;
        let rest = site.approvals.iter().filter(|branch| !branches.contains(branch));
        let labels: Vec<Text> = rest.map(|branch| branch.label()).collect();
        let Text { zh, en } = Text::joined(labels, "、", ", ");
        let review = at_site(site).field(&site.branches).review(
            format!("有{zh}的前置审批，而 branches 里没有：请核对是否涉及"),
            format!("there is a prior approval ({en}) that branches does not name: look whether the site is about it"),
        );
        (!zh.is_empty()).then_some(review)
    });
    let found = of_branches.chain(unsaid).chain(unneeded).collect();
    judged(sites().next().is_some(), found)
}

fn of_branch(view: &DossierView<'_>, site: &DossierSite, branch: Branch) -> Option<DossierFault> {
    if site.approvals.contains(&branch) {
        return None;
    }
    let (label, table) = (branch.label(), &*APPROVALS);
    let at = at_site(site);
    if site.known_branches().contains(&branch) {
        let by_law = table.decree.names(branch);
        let (origin, zh, en) = if by_law {
            (&table.decree.origin, "第292号令第五条要求", "Decree 292, article 5, asks for it")
        } else {
            (
                &table.guide.origin,
                "接入商旧清单要求，第292号令 2024 年修订后未列",
                "providers' older list asks for it; Decree 292 does not since 2024",
            )
        };
        let evidence = at
            .fault(
                format!("涉及{}，没有前置审批（{zh}）", label.zh),
                format!("{}: no prior approval ({en})", label.en),
            )
            .by(origin);
        return Some(if by_law { evidence } else { evidence.severity(Severity::Warning) });
    }
    let places = [("name", &site.name), ("purpose", &site.purpose), ("content", &site.content)];
    let (field, word, key) = places.iter().find_map(|(key, field)| {
        let text = field.text()?;
        // of a person's name another rule says so
        if *key == "name" && branch == Branch::Boards && view.dossier.is_person() == Some(true) {
            return None;
        }
        // Jiangsu prescribes 个人博客: that word says nothing of the content
        let text = if *key == "name" { own_part(view, text) } else { text };
        Some((*field, table.word_in(branch, text)?, *key))
    })?;
    Some(
        at.field(field)
            .review(
                format!("{key} 里有“{word}”：是否涉及{}", label.zh),
                format!("{key} has {word}: is the site about {}?", label.en),
            )
            .seen(field.text().unwrap_or_default())
            .by(if table.decree.names(branch) {
                &table.decree.origin
            } else {
                &table.guide.origin
            }),
    )
}
