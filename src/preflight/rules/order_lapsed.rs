//! The order that the dossier tells of is still there.

use crate::domain::date::{days_after, days_between};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "order-lapsed",
    title: Text::fixed("订单可能已被删除或退回", "the order may be gone, or have come back"),
    why: Text::fixed(
        "接入商会删除长期没有更新的订单（阿里云、腾讯云 45 天）；收到核验短信 24 小时内没有核验，订单自动退回。等下去不会有结果。",
        "Providers delete an order that nobody changes (Alibaba Cloud and Tencent Cloud after 45 days); an SMS that is not answered within 24 hours sends the order back. To wait leads nowhere.",
    ),
    fix: Text::fixed(
        "在控制台查看订单：没有了就重新填写，退回了就修改后再次提交，并更新 [order] 里的日期",
        "Look at the order in the console: fill it in anew if it is gone, hand it in again if it came back, and correct the days of [order]",
    ),
    basis: &[basis::manual("9")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "两天前创建",
            "created two days ago",
            "provider = \"aliyun\"\n[order]\ncreated = 2026-11-20",
        ),
        pass(
            "已经提交",
            "handed in",
            "provider = \"aliyun\"\n[order]\ncreated = 2026-08-20\nsubmitted = 2026-08-25",
        ),
        review(
            "三个月前创建，没有提交",
            "created three months ago and not handed in",
            "provider = \"aliyun\"\n[order]\ncreated = 2026-08-20",
        ),
        fail(
            "三天前收到短信，没有核验",
            "an SMS of three days ago without a check",
            "[order]\nsms_received = 2026-11-19",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let order = &view.dossier.order;
    let said = order.created.is_said() || order.sms_received.is_said();
    judged(said, idle(view).into_iter().chain(unanswered(view)).collect())
}

/// An order that was created and not handed in for longer than the provider keeps it.
fn idle(view: &DossierView<'_>) -> Option<DossierFault> {
    let order = &view.dossier.order;
    let later = [&order.submitted, &order.sms_received, &order.sms_checked, &order.approved];
    let created = order.created.copy().filter(|_| later.iter().all(|day| !day.is_said()))?;
    let (provider, days) = view.provider.and_then(|it| Some((it, it.order_idle_days?)))?;
    let end = days_after(created, days);
    let review = at_table("[order]").field(&order.created).review(
        format!("{created} 创建，还没有提交；{days} 天没有更新的订单会被删除（{end}）"),
        format!("created on {created} and not handed in: after {days} days without a change it is deleted ({end})"),
    );
    (end < view.today).then(|| review.seen(&created.to_string()).by(&provider.origin()))
}

/// An SMS whose code was not entered in time.
fn unanswered(view: &DossierView<'_>) -> Option<DossierFault> {
    let order = &view.dossier.order;
    let answered = order.sms_checked.is_said() || order.approved.is_said();
    let received = order.sms_received.copy().filter(|_| !answered)?;
    let fault = at_table("[order]").field(&order.sms_received).fault(
        format!("{received} 收到短信，没有写核验日期（sms_checked）：超过 24 小时订单已退回"),
        format!("the SMS came on {received} and its check (sms_checked) is not said: after 24 hours the order has come back"),
    );
    (days_between(received, view.today) > 1).then(|| fault.seen(&received.to_string()))
}
