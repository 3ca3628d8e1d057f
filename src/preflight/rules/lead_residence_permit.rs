//! Some provinces want a residence permit of people from elsewhere.

use crate::domain::identity_number;
use crate::preflight::data::RESIDENCE;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-residence-permit",
    title: Text::fixed(
        "身份证不在备案省份，可能需要居住证",
        "the identity card is from another province: a residence permit may be asked for",
    ),
    why: Text::fixed(
        "北京、上海、广东等地要求外省身份证的个人提供居住证；其他省份看审核员。",
        "Beijing, Shanghai, Guangdong and others want a residence permit of persons whose card is from elsewhere.",
    ),
    fix: Text::fixed(
        "先办好居住证并写 residence_permit = true，或在身份证所在省份备案",
        "Get the permit and say residence_permit = true, or file in the card's province",
    ),
    basis: &[basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "本省身份证",
            "a card of the province",
            "[subject]\nkind = \"person\"\nprovince = \"北京\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"11010519491231002X\"",
        ),
        fail(
            "外省身份证，没有居住证",
            "another card, no permit",
            "[subject]\nkind = \"person\"\nprovince = \"上海\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"11010519491231002X\"\nresidence_permit = false",
        ),
        fail(
            "北京，外省身份证，没有居住证",
            "Beijing, another card, no permit",
            "[subject]\nkind = \"person\"\nprovince = \"北京\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"440524188001010014\"\nresidence_permit = false",
        ),
        pass(
            "上海，外省身份证，有居住证",
            "Shanghai, another card, and a permit",
            "[subject]\nkind = \"person\"\nprovince = \"上海\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"11010519491231002X\"\nresidence_permit = true",
        ),
        fail(
            "广东，外省身份证，没有居住证",
            "Guangdong, another card, no permit",
            "[subject]\nkind = \"person\"\nprovince = \"广东\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"11010519491231002X\"\nresidence_permit = false",
        ),
        pass(
            "广东，本省身份证",
            "Guangdong, a card of the province",
            "[subject]\nkind = \"person\"\nprovince = \"广东\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"440524188001010014\"\nresidence_permit = false",
        ),
        review(
            "外省身份证，没有写居住证",
            "another card, the permit not said",
            "[subject]\nkind = \"person\"\nprovince = \"广东\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"11010519491231002X\"",
        ),
        review(
            "其他省份",
            "another province",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[lead]]\nname = \"甲\"\ndocument_number = \"11010519491231002X\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let Some(province) = view.dossier.subject.province.copy() else {
        return DossierVerdict::NotApplicable;
    };
    let table = &*RESIDENCE;
    let asks = table.provinces.iter().any(|name| name == province.zh);
    let mut found = Vec::new();
    for lead in &view.dossier.leads {
        // the first digits tell where the card was first issued; the address on it is what counts
        let on_card = lead.document.address.text().map(|text| text.starts_with(province.zh));
        let issued = lead
            .document
            .number
            .text()
            .and_then(identity_number::province_of)
            .map(|it| it == province);
        if on_card.or(issued) != Some(false) || lead.residence_permit.copy() == Some(true) {
            continue;
        }
        let at = at_lead(lead).field(&lead.residence_permit);
        let evidence = if asks && lead.residence_permit.copy() == Some(false) {
            at.fault(
                format!("{}要求居住证", province.zh),
                format!("{} wants a residence permit", province.en),
            )
        } else if asks {
            at.review(
                format!("{}要求居住证，没有写是否有", province.zh),
                format!(
                    "{} wants a residence permit; whether there is one is not said",
                    province.en
                ),
            )
        } else {
            at.review(
                format!("身份证不在{}：审核员可能要居住证，这里没有资料", province.zh),
                format!(
                    "the card is not of {}: whether a permit is asked for is not known here",
                    province.en
                ),
            )
        };
        found.push(evidence.by(&table.origin));
    }
    judged(view.dossier.is_person() == Some(true) && !view.dossier.leads.is_empty(), found)
}
