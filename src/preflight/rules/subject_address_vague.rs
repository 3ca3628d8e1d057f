//! The postal address goes down to the door number.

use crate::domain::postal_address::{self, AddressFault};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-address-vague",
    title: Text::fixed("通信地址没有精确到门牌号", "the postal address has no door number"),
    why: Text::fixed(
        "通信地址要精确到门牌号（某路某号某室），不能有特殊符号；确实没有更细的，要在主体备注里写明。这是最常见的驳回原因之一。",
        "The address goes down to the door (road, number, room), without signs; if there is nothing finer, the remark must say so. It is among the most frequent reasons for refusal.",
    ),
    fix: Text::fixed(
        "补上门牌号；没有就在主体备注写“此地址已是最详细地址”",
        "Add the door number; if there is none, write 此地址已是最详细地址 in the remark on the subject",
    ),
    basis: &[basis::manual("2"), basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "到门牌号",
            "to the door",
            "[subject]\naddress = \"江苏省苏州市姑苏区临顿路88号3幢502室\"",
        ),
        pass(
            "备注说明",
            "the remark says it",
            "[subject]\naddress = \"江苏省苏州市姑苏区临顿路\"\nremark = \"此地址已是最详细地址\"",
        ),
        fail("没有门牌号", "no number", "[subject]\naddress = \"江苏省苏州市姑苏区临顿路\""),
        fail("有符号", "a sign", "[subject]\naddress = \"江苏省苏州市临顿路88号#502\""),
        fail("全角数字", "full-width digits", "[subject]\naddress = \"江苏省苏州市临顿路８８号\""),
        review("没有写", "not said", "[subject]\nkind = \"person\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let subject = &view.dossier.subject;
    let at = at_subject(view, subject.address.line());
    let Some(address) = subject.address.text() else {
        let said = subject.line.is_some() && view.is_ordered() || subject.kind.is_said();
        return judged(
            said,
            vec![
                at.review("没有写通信地址（address）", "the postal address is not said")
                    .unsaid(&["address"]),
            ],
        );
    };
    let finest = |text: Option<&str>| text.is_some_and(postal_address::says_finest);
    let remarked = finest(subject.remark.text());
    let found = postal_address::faults(address)
        .into_iter()
        .filter(|fault| !(remarked && *fault == AddressFault::NoDoor))
        .map(|fault| match fault {
            AddressFault::NoDoor => {
                at.fault("没有门牌号", "there is no number of a house, door or room")
            }
            AddressFault::FullWidth(wide, narrow) => at
                .fault(
                    format!("有全角字符“{wide}”"),
                    format!("it has full-width characters: {wide}"),
                )
                .fix(format!("改成半角：{narrow}"), format!("Write them in half width: {narrow}")),
            AddressFault::Signs(signs) => {
                at.fault(format!("有符号“{signs}”"), format!("it has the signs {signs:?}"))
            }
        })
        .map(|evidence| evidence.seen(address))
        .collect();
    DossierVerdict::Judged(found)
}
