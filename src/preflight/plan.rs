//! What happens when: each step with its earliest, usual and latest day by the calendar of working days, and what has
//! happened already, as events.

use crate::domain::date::{Date, days_after};
use crate::domain::event::Event;
use crate::domain::lang::Text;
use crate::domain::record::{EventDetails, Happening};
use crate::domain::workday::{Calendar, NthWorkday};

use super::dossier::{Dossier, DossierField, Request, Validity};
use super::kind::FilingKind;
use super::rule::DossierView;
use super::rules::bare;

/// A step of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    /// Its name in JSON and in calendars.
    pub id: &'static str,
    /// What happens.
    pub label: Text,
    /// The earliest day.
    pub earliest: PlanDay,
    /// The usual day.
    pub usual: PlanDay,
    /// The latest day.
    pub latest: PlanDay,
    /// Whether it has happened: then the three days are the one on which it did.
    pub done: bool,
    /// What to know of it.
    pub note: Text,
}

/// A day of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanDay {
    /// The day.
    pub day: Date,
    /// Whether holidays on the way are all announced; if not, the day is this one or later.
    pub announced: bool,
}

/// Earliest, usual and latest.
type Days = [PlanDay; 3];

/// Working days from one day of a plan to the next.
fn later(days: Days, counts: [u16; 3], calendar: &Calendar) -> Days {
    let mut at = 0;
    days.map(|day| {
        let count = counts.get(at).copied().unwrap_or_default();
        at += 1;
        match calendar.nth_after(day.day, count) {
            NthWorkday::On(next) => PlanDay { day: next, ..day },
            NthWorkday::NotBefore(next) => PlanDay { day: next, announced: false },
        }
    })
}

struct Planner<'a> {
    calendar: &'a Calendar,
    days: Days,
    steps: Vec<PlanStep>,
}

impl Planner<'_> {
    /// Adds a step with its label and note, at these working days after the one before, or on the day on which it happened.
    fn step(
        &mut self,
        id: &'static str,
        [label, note]: [Text; 2],
        counts: [u16; 3],
        happened: Option<Date>,
    ) {
        let days = match happened {
            Some(day) => [PlanDay { day, announced: true }; 3],
            None => later(self.days, counts, self.calendar),
        };
        self.days = days;
        let [earliest, usual, latest] = days;
        self.steps.push(PlanStep {
            id,
            label,
            earliest,
            usual,
            latest,
            done: happened.is_some(),
            note,
        });
    }
}

/// The plan of an order; empty where none follows.
pub(super) fn of(view: &DossierView<'_>) -> Vec<PlanStep> {
    if !view.is_ordered() {
        return Vec::new();
    }
    let (dossier, calendar) = (view.dossier, view.calendar);
    let order = &dossier.order;
    let mut planner = Planner { calendar, days: ready(view), steps: Vec::new() };
    let idle = view.provider.and_then(|it| it.order_idle_days);
    let note = match idle {
        Some(days) => Text::made(
            format!("订单 {days} 天没有更新会被删除"),
            format!("an order without a change for {days} days is deleted"),
        ),
        None => Text::fixed(
            "域名实名认证后 3～5 个工作日",
            "three to five working days after the domain's real-name check",
        ),
    };
    planner.step(
        "hand-in",
        [Text::fixed("提交订单", "hand in the order"), note],
        [0, 0, 0],
        order.submitted.copy(),
    );
    review(view, &mut planner);
    if is_new_or_access(view) {
        opening(view, &mut planner);
    }
    planner.steps
}

/// The day on which the order can be handed in: today, or when the domains' data has reached the authority.
fn ready(view: &DossierView<'_>) -> Days {
    let from = [PlanDay { day: view.from, announced: true }; 3];
    let new = view.kinds.iter().any(|kind| kind.is_new());
    let mut days = from;
    for domain in view.dossier.domains.iter().filter(|_| new) {
        let verified = domain.verified.copy().unwrap_or(view.from);
        let start = [PlanDay { day: verified, announced: true }; 3];
        let after = later(start, [3, 5, 5], view.calendar);
        for (day, after) in days.iter_mut().zip(after) {
            *day = (*day).max(after);
        }
    }
    days
}

fn review(view: &DossierView<'_>, planner: &mut Planner<'_>) {
    let order = &view.dossier.order;
    let (least, most) = view.provider.and_then(|it| it.review_days).unwrap_or((1, 2));
    let received = order.sms_received.copy();
    let checked = order.sms_checked.copy();
    let handed = [least, most.saturating_add(1), most.saturating_add(2)];
    planner.step(
        "provider-review",
        [
            Text::fixed("接入商初审并提交管局", "the provider's review and hand-over"),
            Text::fixed(
                "初审 1 个工作日左右，提交管局 1 个工作日；补材料另计",
                "about one working day each; further papers take longer",
            ),
        ],
        handed,
        received,
    );
    if view.dossier.asked() == Request::CancelAccess {
        let note = Text::fixed("取消接入不需要短信核验", "a withdrawn access needs no SMS");
        planner.step(
            "authority-review",
            [Text::fixed("管局审核", "the authority's review"), note],
            [1, 7, 20],
            order.approved.copy(),
        );
        return;
    }
    planner.step(
        "sms-check",
        [
            Text::fixed("短信核验", "SMS check"),
            Text::fixed(
                "收到短信后 24 小时内，每个手机各自核验",
                "within 24 hours of the SMS, each phone on its own",
            ),
        ],
        [0, 0, 1],
        checked,
    );
    planner.step(
        "authority-review",
        [
            Text::fixed("管局审核通过", "the authority's approval"),
            Text::fixed(
                "1～20 个工作日，通常一到两周",
                "1 to 20 working days, one to two weeks as a rule",
            ),
        ],
        [1, 7, 20],
        order.approved.copy(),
    );
}

fn is_new_or_access(view: &DossierView<'_>) -> bool {
    view.kinds.iter().any(|kind| kind.is_new() || *kind == FilingKind::Access)
}

fn opening(view: &DossierView<'_>, planner: &mut Planner<'_>) {
    let order = &view.dossier.order;
    planner.step("opening", [Text::fixed("解析域名、开通网站、展示备案号", "open the site and show the number"), Text::fixed("控制台状态约 1 个工作日后更新；从开通起首页底部展示备案号", "the console follows about a working day later; the number is on the page from the opening on")], [0, 1, 1], order.opened.copy());
    let opened = planner.days;
    planner.step("police-filing", [Text::fixed("提交公安备案", "hand in the police filing"), Text::fixed(
            "开通后 30 日内；用控制台给出的公安备案数据码填表，数据码会过期",
            "within 30 days of the opening; the console's data code fills in the form, and expires",
        )], [0, 0, 0], None);
    if let Some(step) = planner.steps.last_mut() {
        let [_, _, latest] = opened;
        step.latest = PlanDay { day: days_after(latest.day, 30), ..latest };
        planner.days = [step.earliest, step.usual, step.latest];
    }
    planner.step(
        "police-review",
        [
            Text::fixed("公安备案通过", "the police's approval"),
            Text::fixed("3～7 个工作日", "three to seven working days"),
        ],
        [3, 4, 7],
        None,
    );
    let approved = planner.days;
    planner.step(
        "police-badge",
        [
            Text::fixed("展示公安备案号和警徽", "show police number and badge"),
            Text::fixed("公安备案通过后 30 日内", "within 30 days of the police's approval"),
        ],
        [0, 0, 0],
        None,
    );
    if let (Some(step), [_, _, latest]) = (planner.steps.last_mut(), approved) {
        step.latest = PlanDay { day: days_after(latest.day, 30), ..latest };
    }
}

/// The last days that the dossier tells of a host, its servers and all documents: the earliest of each kind.
fn terms(dossier: &Dossier, host: &str, today: Date) -> Vec<Happening> {
    let domain = dossier.domain_named(host);
    let documents =
        dossier.leads.iter().map(|lead| &lead.document).chain([&dossier.subject.document]);
    let document = documents.filter_map(|document| match document.valid_to.copy() {
        Some(Validity::To(day)) => Some(day),
        Some(Validity::LongTerm) | None => None,
    });
    let servers = dossier.servers.iter().filter_map(|server| server.expires.copy());
    let ends = [
        (Event::DocumentTerm, document.min()),
        (Event::ServerTerm, servers.min()),
        (Event::DomainTerm, domain.and_then(|domain| domain.expires.copy())),
        (Event::CertificateTerm, domain.and_then(|domain| domain.certificate_expires.copy())),
    ];
    let told =
        ends.into_iter().filter_map(|(event, due)| Some((event, due.filter(|due| *due >= today)?)));
    told.map(|(event, due)| Happening {
        site: host.to_owned(),
        event,
        details: EventDetails { due: Some(due), ..EventDetails::at(today) },
    })
    .collect()
}

/// What has happened already, as events of the sites' domains, and the terms that run. No personal data.
pub fn happenings(dossier: &Dossier, today: Date) -> Vec<Happening> {
    let order = &dossier.order;
    let of_order: [(Event, &DossierField<Date>); 6] = [
        (Event::OrderCreated, &order.created),
        (Event::OrderSubmitted, &order.submitted),
        (Event::SmsReceived, &order.sms_received),
        (Event::SmsChecked, &order.sms_checked),
        (Event::IcpApproved, &order.approved),
        (Event::Opened, &order.opened),
    ];
    let mut all = Vec::new();
    for site in dossier.sites.iter().flat_map(|site| site.domains.iter().filter_map(|it| it.text()))
    {
        let host = bare(site);
        let verified = dossier.domain_named(&host).and_then(|domain| domain.verified.copy());
        let mut events: Vec<(Event, Date)> =
            verified.map(|day| (Event::DomainVerified, day)).into_iter().collect();
        events.extend(of_order.iter().filter_map(|(event, field)| Some((*event, field.copy()?))));
        let past = events.into_iter().filter(|(_, day)| *day <= today);
        all.extend(past.map(|(event, day)| Happening {
            site: host.clone(),
            event,
            details: EventDetails::at(day),
        }));
        all.extend(terms(dossier, &host, today));
    }
    all
}
