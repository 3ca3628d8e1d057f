//! Some provinces want the legal representative as lead of a unit.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-not-representative",
    title: Text::fixed(
        "单位的主体负责人不是法定代表人",
        "the unit's lead is not its legal representative",
    ),
    why: Text::fixed(
        "部分省份要求主体负责人为法定代表人，否则要授权书；哪些省份，各接入商文档不同，这里没有完整清单。",
        "Some provinces want the legal representative as the subject's lead, or else a letter of authority; which ones differs between documents, and no whole list is known here.",
    ),
    fix: Text::fixed(
        "由法定代表人做主体负责人，或准备加盖公章的授权书",
        "Let the legal representative lead, or prepare a sealed letter of authority",
    ),
    basis: &[basis::FAQ, basis::manual("1.1")],
    severity: Severity::Warning,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "法定代表人",
            "the representative",
            "[subject]\nkind = \"enterprise\"\n[[lead]]\nname = \"甲\"\nlegal_representative = true",
        ),
        review(
            "不是",
            "somebody else",
            "[subject]\nkind = \"enterprise\"\n[[lead]]\nname = \"甲\"\nlegal_representative = false",
        ),
        review("没有写", "not said", "[subject]\nkind = \"enterprise\"\n[[lead]]\nname = \"甲\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let (Some(false), Some(lead)) = (dossier.is_person(), dossier.subject_lead()) else {
        return DossierVerdict::NotApplicable;
    };
    let at = at_lead(lead).field(&lead.legal_representative);
    let found = match lead.legal_representative.copy() {
        Some(true) => None,
        Some(false) => Some(at.review("主体负责人不是法定代表人：请准备授权书，并问接入商本省是否接受", "not the legal representative: prepare a letter of authority, and ask whether the province takes it")),
        None => Some(at.review("没有写是否法定代表人（legal_representative）", "whether this is the legal representative is not said").unsaid(&["legal_representative"])),
    };
    DossierVerdict::Judged(found.into_iter().collect())
}
