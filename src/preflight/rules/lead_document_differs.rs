//! One person has one document, and one document is of one person.

use crate::domain::personal::masked;
use crate::preflight::dossier::DocumentFields;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-document-differs",
    title: Text::fixed(
        "同一个人的证件写得不一样",
        "one person has two documents, or two people have one",
    ),
    why: Text::fixed(
        "主办者本人和负责人是同一个人时，证件类型、号码和有效期必须相同；两个人不会有同一个号码。不一致时核验不通过，订单退回。",
        "Where subject and lead are one person, kind, number and validity of the document are the same; two people never share a number. Where they differ the check fails and the order comes back.",
    ),
    fix: Text::fixed(
        "对照证件改成一致；同一个人只写一段 [[lead]]",
        "Copy both from the document; write one [[lead]] a person",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "相同",
            "the same",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\ndocument_number = \"11010519491231002X\"\n[[lead]]\nname = \"沈听雨\"\ndocument_number = \"11010519491231002X\"",
        ),
        fail(
            "号码不同",
            "another number",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\ndocument_number = \"11010519491231002X\"\n[[lead]]\nname = \"沈听雨\"\ndocument_number = \"440524188001010014\"",
        ),
        fail(
            "有效期不同",
            "another end",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\ndocument_valid_to = \"long-term\"\n[[lead]]\nname = \"沈听雨\"\ndocument_valid_to = 2036-05-20",
        ),
        fail(
            "两个人同一个号码",
            "two people with one number",
            "[[lead]]\nname = \"沈听雨\"\ndocument_number = \"11010519491231002X\"\n[[lead]]\nname = \"陈小舟\"\ndocument_number = \"11010519491231002X\"",
        ),
        fail(
            "同一个人写了两段",
            "two tables of one person",
            "[[lead]]\nname = \"沈听雨\"\n[[lead]]\nname = \"沈听雨\"",
        ),
    ],
    check,
};

/// A person with a document.
struct Holder<'a> {
    name: &'a str,
    document: &'a DocumentFields,
    at: At,
    is_lead: bool,
}

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let subject = &dossier.subject;
    let own = subject.name.text().filter(|_| dossier.is_person() == Some(true));
    let mut people: Vec<Holder<'_>> = Vec::new();
    people.extend(own.map(|name| Holder {
        name,
        document: &subject.document,
        at: at_subject(view, None),
        is_lead: false,
    }));
    people.extend(dossier.leads.iter().filter_map(|lead| {
        // the only lead of a person is the person
        let name = lead.name.text().or(own.filter(|_| dossier.leads.len() == 1))?;
        Some(Holder { name, document: &lead.document, at: at_lead(lead), is_lead: true })
    }));
    let mut found = Vec::new();
    for (index, person) in people.iter().enumerate() {
        for other in people.iter().take(index) {
            found.extend(compare(other, person));
        }
    }
    judged(people.len() > 1, found)
}

fn compare(other: &Holder<'_>, person: &Holder<'_>) -> Vec<DossierFault> {
    let (old, new, name) = (other.document, person.document, person.name);
    let same_number =
        old.number.text().zip(new.number.text()).map(|(a, b)| a.eq_ignore_ascii_case(b));
    let mut found = Vec::new();
    if other.name != name {
        if same_number == Some(true) {
            let shown = masked(new.number.text().unwrap_or_default());
            let fault = person.at.field(&new.number).fault(
                format!("与“{}”的证件号码相同：{shown}", other.name),
                format!("{:?} has the same number: {shown}", other.name),
            );
            found.push(fault.seen(&shown));
        }
        return found;
    }
    if other.is_lead && person.is_lead {
        found.push(person.at.fault(
            format!("“{name}”写了两段 [[lead]]"),
            format!("{name:?} has more than one [[lead]]"),
        ));
    }
    if same_number == Some(false) {
        let [before, shown] = [old, new].map(|it| masked(it.number.text().unwrap_or_default()));
        let fault = person.at.field(&new.number).fault(
            format!("“{name}”的证件号码有两个：{before} 和 {shown}"),
            format!("{name:?} has two numbers: {before} and {shown}"),
        );
        found.push(fault.seen(&shown));
    }
    if let (Some(before), Some(kind)) = (old.kind.copy(), new.kind.copy())
        && before != kind
    {
        let (before, kind) = (before.label(), kind.label());
        found.push(person.at.field(&new.kind).fault(
            format!("“{name}”的证件类型有两种：{}和{}", before.zh, kind.zh),
            format!("{name:?} has two kinds of document: {} and {}", before.en, kind.en),
        ));
    }
    if old.valid_to.is_said()
        && new.valid_to.is_said()
        && old.valid_to.copy() != new.valid_to.copy()
    {
        found.push(person.at.field(&new.valid_to).fault(
            format!("“{name}”的证件有两个有效期"),
            format!("the document of {name:?} has two last days"),
        ));
    }
    found
}
