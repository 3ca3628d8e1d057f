//! Days that the dossier tells can be right: what has happened lies in the past and in order, what ends lies ahead.

use crate::domain::date::{Date, days_between};
use crate::preflight::dossier::{DocumentFields, DocumentKind, DossierField, Server, Validity};

use super::prelude::*;

/// The day from which websites are filed (Order 33 of the ministry).
const FIRST_FILINGS: Date = Date::constant(2005, 3, 20);
/// Years for which a domain is registered at the most; a transfer adds one.
const DOMAIN_YEARS: i32 = 11;
/// Years for which an identity card with an end is valid at the most.
const CARD_YEARS: i32 = 20;
/// Years for which nobody buys a server.
const SERVER_YEARS: i32 = 10;

pub(super) const RULE: FilingRule = FilingRule {
    id: "days-wrong",
    title: Text::fixed("日期不合理", "a day cannot be right"),
    why: Text::fixed(
        "[order] 里只写已经发生的事。日期在将来或前后颠倒，时间安排就会算错；有效期写错一位，过期的证件或域名会被当成有效。",
        "[order] tells what has happened. With days in the future or out of order the plan is wrong, and with a slip in an expiry an expired document or domain passes.",
    ),
    fix: Text::fixed(
        "核对并改正日期；还没有发生的不要写",
        "Correct the day; leave out what has not happened",
    ),
    basis: &[basis::manual("9")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "先后有序",
            "in order",
            "[order]\ncreated = 2026-11-18\nsubmitted = 2026-11-19\nsms_received = 2026-11-20\nsms_checked = 2026-11-20",
        ),
        fail("在将来", "in the future", "[order]\nsubmitted = 2027-11-19"),
        fail("先后颠倒", "out of order", "[order]\nsubmitted = 2026-11-19\napproved = 2026-11-10"),
        fail(
            "公安备案早于备案通过",
            "a police filing before the approval",
            "[order]\napproved = 2026-11-20\npolice_submitted = 2026-11-10",
        ),
        fail(
            "短信三天后才核验",
            "an SMS that was checked after three days",
            "[order]\nsms_received = 2026-11-17\nsms_checked = 2026-11-20",
        ),
        fail(
            "实名认证在将来",
            "a real-name check in the future",
            "[[domain]]\nname = \"example.cn\"\nverified = 2027-11-10",
        ),
        fail(
            "到期日早于购买日",
            "a term that ends before it begins",
            "[[server]]\nbought = 2026-11-01\nexpires = 2026-10-01",
        ),
        review(
            "域名到期日太远",
            "a domain that expires in a hundred years",
            "[[domain]]\nname = \"example.cn\"\nexpires = 2126-11-10",
        ),
        review("买了一百年", "bought for a hundred years", "[[server]]\nmonths = 1200"),
        review(
            "购买月数与到期日不符",
            "months that do not fit the term",
            "[[server]]\nmonths = 12\nbought = 2026-11-01\nexpires = 2027-02-01",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let mut found = of_order(view);
    for domain in &dossier.domains {
        let at = at_domain(domain);
        found.extend(future(&at, "verified", &domain.verified, view.today));
        found.extend(early(&at, "verified", &domain.verified));
        found.extend(turned(&at, ["verified", "expires"], [&domain.verified, &domain.expires]));
        found.extend(far(&at, "expires", &domain.expires, DOMAIN_YEARS, view.today));
        found.extend(far(&at, "certificate_expires", &domain.certificate_expires, 2, view.today));
    }
    for server in &dossier.servers {
        let at = at_server(server);
        found.extend(future(&at, "bought", &server.bought, view.today));
        found.extend(early(&at, "bought", &server.bought));
        found.extend(turned(&at, ["bought", "expires"], [&server.bought, &server.expires]));
        found.extend(far(&at, "expires", &server.expires, SERVER_YEARS, view.today));
        found.extend(months(&at, server));
    }
    found.extend(card(&at_subject(view, None), &dossier.subject.document, view.today));
    for lead in &dossier.leads {
        found.extend(card(&at_lead(lead), &lead.document, view.today));
    }
    DossierVerdict::Judged(found)
}

fn of_order(view: &DossierView<'_>) -> Vec<DossierFault> {
    let order = &view.dossier.order;
    let approved = ("approved", &order.approved);
    let arrived = ("papers_arrived", &order.papers_arrived);
    let mut filing = vec![
        ("created", &order.created),
        ("submitted", &order.submitted),
        ("sms_received", &order.sms_received),
        ("sms_checked", &order.sms_checked),
        approved,
    ];
    let opened = ("opened", &order.opened);
    let police = [
        ("police_submitted", &order.police_submitted),
        ("police_approved", &order.police_approved),
        ("badge_shown", &order.badge_shown),
    ];
    let papers = [("submitted", &order.submitted), arrived, approved];
    let at = at_table("[order]");
    let mut found = Vec::new();
    for (key, field) in filing.iter().chain(&police).chain([&opened, &arrived]) {
        found.extend(future(&at, key, field, view.today));
        found.extend(early(&at, key, field));
    }
    let after = [&[approved][..], &police].concat();
    // a site that was filed before is open while its filing runs
    if view.kinds.iter().any(|kind| kind.is_new()) {
        filing.push(opened);
    }
    found.extend([&filing[..], &after, &papers].into_iter().flat_map(|days| in_order(&at, days)));
    found.extend(late_check(&at, view));
    found
}

/// Days of which one lies before the one that it follows.
fn in_order(at: &At, days: &[(&str, &DossierField<Date>)]) -> Vec<DossierFault> {
    let said: Vec<_> = days.iter().filter(|(_, field)| field.is_said()).collect();
    let pairs = said.windows(2).filter_map(|pair| match *pair {
        [(before, first), (after, second)] => turned(at, [before, after], [first, second]),
        _ => None,
    });
    pairs.collect()
}

/// An SMS that was checked too late.
fn late_check(at: &At, view: &DossierView<'_>) -> Option<DossierFault> {
    let order = &view.dossier.order;
    let (received, checked) = (order.sms_received.copy()?, order.sms_checked.copy()?);
    let fault = at.field(&order.sms_checked).fault(
        format!("{received} 收到短信，{checked} 才核验：超过 24 小时订单已退回"),
        format!("the SMS came on {received} and was checked on {checked}: after 24 hours the order comes back"),
    );
    (days_between(received, checked) > 1).then(|| fault.seen(&checked.to_string()))
}

/// A day before there were filings.
fn early(at: &At, key: &str, field: &DossierField<Date>) -> Option<DossierFault> {
    let day = field.copy().filter(|day| *day < FIRST_FILINGS)?;
    let fault = at.field(field).fault(
        format!("{key} 是 {day}，那时还没有备案制度"),
        format!("{key} is {day}: nothing was filed then"),
    );
    Some(fault.seen(&day.to_string()))
}

/// A day that must have passed and has not.
fn future(at: &At, key: &str, field: &DossierField<Date>, today: Date) -> Option<DossierFault> {
    let day = field.copy().filter(|day| *day > today)?;
    let fault = at.field(field).fault(
        format!("{key} 是 {day}，还没有到"),
        format!("{key} is {day}, which is in the future"),
    );
    Some(fault.seen(&day.to_string()))
}

/// Two days of which the second lies before the first.
fn turned(
    at: &At,
    [before, after]: [&str; 2],
    [first, second]: [&DossierField<Date>; 2],
) -> Option<DossierFault> {
    let (start, end) = (first.copy()?, second.copy()?);
    let fault = at.field(second).fault(
        format!("{after}（{end}）早于 {before}（{start}）"),
        format!("{after} ({end}) is before {before} ({start})"),
    );
    (end < start).then(|| fault.seen(&end.to_string()))
}

/// An end that lies more years ahead than such a term can.
fn far(
    at: &At,
    key: &str,
    field: &DossierField<Date>,
    years: i32,
    today: Date,
) -> Option<DossierFault> {
    let day = field.copy().filter(|day| *day > months_after(today, years * 12))?;
    let review = at.field(field).review(
        format!("{key} 是 {day}，超过 {years} 年：请核对年份"),
        format!("{key} is {day}, more than {years} years ahead: look whether the year is right"),
    );
    Some(review.seen(&day.to_string()))
}

/// Months that are not the time from the purchase to the end.
fn months(at: &At, server: &Server) -> Option<DossierFault> {
    /// Days by which the two may differ: a renewal on another day of the month.
    const NEAR: u32 = 31;
    let months = server.months.copy()?;
    if months > SERVER_YEARS.unsigned_abs() * 12 {
        return Some(at.field(&server.months).review(
            format!("买了 {months} 个月，超过 {SERVER_YEARS} 年：请核对"),
            format!("bought for {months} months, more than {SERVER_YEARS} years: look whether it is right"),
        ));
    }
    let (bought, expires) = (server.bought.copy()?, server.expires.copy()?);
    let end = months_after(bought, i32::try_from(months).unwrap_or(i32::MAX));
    (expires >= bought && days_between(end, expires).unsigned_abs() > NEAR).then(|| {
        at.field(&server.months).review(
            format!("买了 {months} 个月，而购买日 {bought}、到期日 {expires}：请核对"),
            format!(
                "bought for {}, from {bought} to {expires}: look which is right",
                in_months(months)
            ),
        )
    })
}

/// An identity card that is valid for longer than any.
fn card(at: &At, document: &DocumentFields, today: Date) -> Option<DossierFault> {
    let Some(Validity::To(day)) = document.valid_to.copy() else { return None };
    let is_card = document.kind.copy().is_none_or(|kind| kind == DocumentKind::IdentityCard);
    let latest = months_after(today, CARD_YEARS * 12);
    (is_card && day > latest).then(|| {
        let review = at.field(&document.valid_to).review(
            format!("身份证有效期到 {day}，超过 {CARD_YEARS} 年：请核对；长期有效写 \"long-term\""),
            format!("the card is valid to {day}, more than {CARD_YEARS} years: compare it; one without an end is \"long-term\""),
        );
        review.seen(&day.to_string())
    })
}
