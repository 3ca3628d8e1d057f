//! What happens when: each step with its earliest, usual and latest day by the calendar of working days.

use std::cmp::Ordering;

use crate::domain::date::{Date, days_after};
use crate::domain::lang::Text;
use crate::domain::workday::{Calendar, NthWorkday};

use super::decisions::order_count;
use super::dossier::{Order, Request};
use super::kind::FilingKind;
use super::rule::DossierView;

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

impl PlanDay {
    /// The day, of which all is known.
    const fn known(day: Date) -> Self {
        Self { day, announced: true }
    }

    /// The later of two days; of the same day not all is announced unless all is of both.
    fn or_later(self, other: Self) -> Self {
        match self.day.cmp(&other.day) {
            Ordering::Greater => self,
            Ordering::Less => other,
            Ordering::Equal => Self { announced: self.announced && other.announced, ..self },
        }
    }
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
    /// Before this day nothing happens that has not happened yet.
    from: Date,
    days: Days,
    steps: Vec<PlanStep>,
}

impl Planner<'_> {
    /// Adds a step with its label and note, at these working days after the one before, or on the day on which it happened.
    fn step(
        &mut self,
        id: &'static str,
        texts: [Text; 2],
        counts: [u16; 3],
        happened: Option<Date>,
    ) {
        let days = later(self.days, counts, self.calendar);
        self.step_on(id, texts, days, happened);
    }

    /// The same for what may wait for as many days after the step before; of two starts the earlier counts.
    fn step_within(
        &mut self,
        id: &'static str,
        texts: [Text; 2],
        (most, start): (u16, Option<PlanDay>),
        happened: Option<Date>,
    ) {
        let [earliest, usual, latest] = self.days;
        let start = start.map_or(latest, |start| start.min(latest));
        let latest = PlanDay { day: days_after(start.day, most), ..start }.or_later(usual);
        self.step_on(id, texts, [earliest, usual, latest], happened);
    }

    fn step_on(
        &mut self,
        id: &'static str,
        [label, mut note]: [Text; 2],
        days: Days,
        happened: Option<Date>,
    ) {
        let days = if let Some(day) = happened {
            [PlanDay::known(day); 3]
        } else {
            let [.., latest] = days;
            if latest.day < self.from {
                note = overdue(latest.day, &note);
            }
            days.map(|it| PlanDay { day: it.day.max(self.from), ..it })
        };
        self.days = days;
        let [earliest, usual, latest] = days;
        let done = happened.is_some();
        self.steps.push(PlanStep { id, label, earliest, usual, latest, done, note });
    }

    /// Leaves out steps, from one on, that have no day and come before one that has happened: they are over, too, and when
    /// is not said.
    fn leave_out_over(&mut self, from: usize) {
        let last = self.steps.iter().rposition(|step| step.done).unwrap_or_default();
        let mut at = 0;
        self.steps.retain(|step| {
            at += 1;
            step.done || at <= from || at > last
        });
    }
}

/// The note of a step that should have happened by a day.
fn overdue(day: Date, note: &Text) -> Text {
    Text::made(
        format!("按资料最晚 {day}，已经过了，请核实进展；{}", note.zh),
        format!("by the documents {day} was the latest day: look how far it is; {}", note.en),
    )
}

/// The plan of an order; empty where none follows.
pub(super) fn of(view: &DossierView<'_>) -> Vec<PlanStep> {
    if !view.is_ordered() {
        return Vec::new();
    }
    let (order, calendar) = (&view.dossier.order, view.calendar);
    let mut planner = Planner { calendar, from: view.from, days: ready(view), steps: Vec::new() };
    planner.step(
        "hand-in",
        [Text::fixed("提交订单", "hand in the order"), hand_in_note(view)],
        [0, 0, 0],
        order.submitted.copy(),
    );
    review(view, &mut planner);
    planner.leave_out_over(0);
    if view.kinds.iter().any(|kind| kind.is_new()) {
        opening(view, &mut planner);
    } else if view.kinds.contains(&FilingKind::Access) {
        moving(view, &mut planner);
    }
    planner.steps
}

/// What to know before the order is handed in.
fn hand_in_note(view: &DossierView<'_>) -> Text {
    let new = view.kinds.iter().any(|kind| kind.is_new());
    let domains = || view.dossier.domains.iter().filter(|_| new);
    let mut notes = Vec::new();
    if domains().any(|domain| !domain.verified.is_said()) {
        notes.push(Text::fixed(
            "有域名没有写实名认证日期，按从今天算起 3～5 个工作日估计",
            "a domain's real-name check is not said: three to five working days from today are assumed",
        ));
    } else if domains().next().is_some() {
        notes.push(Text::fixed(
            "域名实名认证后 3～5 个工作日",
            "three to five working days after the domain's real-name check",
        ));
    }
    if let Some(days) = view.provider.and_then(|it| it.order_idle_days) {
        notes.push(Text::made(
            format!("订单 {days} 天没有更新会被删除"),
            format!("an order without a change for {days} days is deleted"),
        ));
    }
    let orders = order_count(view);
    if orders > 1 {
        notes.push(Text::made(
            format!("这是第一个订单的安排，共 {orders} 个，前一个办完再提交下一个"),
            format!("this is the first of {orders} orders: each is handed in when the one before is done"),
        ));
    }
    Text::joined(notes, "；", "; ")
}

/// The day on which the order can be handed in: today, or when the domains' data has reached the authority.
fn ready(view: &DossierView<'_>) -> Days {
    let from = [PlanDay::known(view.from); 3];
    let new = view.kinds.iter().any(|kind| kind.is_new());
    let mut days = from;
    for domain in view.dossier.domains.iter().filter(|_| new) {
        let verified = domain.verified.copy().unwrap_or(view.from);
        let start = [PlanDay::known(verified); 3];
        let after = later(start, [3, 5, 5], view.calendar);
        for (day, after) in days.iter_mut().zip(after) {
            *day = day.or_later(after);
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

/// The opening, if it came after the approval: a site that opened before is closed, and opens again after it.
fn opened_since(order: &Order) -> Option<Date> {
    order.opened.copy().filter(|opened| order.approved.copy().is_some_and(|day| day <= *opened))
}

fn console(planner: &mut Planner<'_>, order: &Order, note: Text) {
    let label =
        Text::fixed("接入商控制台更新、解除拦截", "the console follows, the block is lifted");
    // a site that opened is not blocked
    planner.step("console-update", [label, note], [0, 1, 1], opened_since(order));
}

/// What follows the approval of a new site.
fn opening(view: &DossierView<'_>, planner: &mut Planner<'_>) {
    let order = &view.dossier.order;
    let approval = planner.steps.len();
    let note = Text::fixed(
        "约 1 个工作日；之前域名可能打不开",
        "about a working day; before it the domain may not open",
    );
    console(planner, order, note);
    planner.step(
        "opening",
        [
            Text::fixed("解析域名、开通网站、展示备案号", "open the site and show the number"),
            Text::fixed(
                "从开通起首页底部展示备案号",
                "the number is on the page from the opening on",
            ),
        ],
        [0, 0, 0],
        opened_since(order),
    );
    // what comes after the approval says nothing of one that has not come
    let over = if order.approved.is_said() { approval } else { planner.steps.len() };
    let approved = approval.checked_sub(1).and_then(|at| planner.steps.get(at));
    police(planner, order, approved.map(|step| step.latest));
    planner.leave_out_over(over);
}

/// What follows the approval of an access filing: the site is open already, and its police filing is counted from that day.
fn moving(view: &DossierView<'_>, planner: &mut Planner<'_>) {
    let order = &view.dossier.order;
    let note = Text::fixed(
        "约 1 个工作日；之前域名在新服务器上可能打不开",
        "about a working day; before it the domain may not open on the new server",
    );
    console(planner, order, note);
    planner.step(
        "move",
        [
            Text::fixed("把域名解析到新服务器", "point the domain to the new server"),
            Text::fixed(
                "网站照常打开，首页底部继续展示备案号",
                "the site stays open, with its number at the bottom",
            ),
        ],
        [0, 0, 0],
        opened_since(order),
    );
    let police_days = [&order.police_submitted, &order.police_approved, &order.badge_shown];
    let first = order.opened.copy().or_else(|| police_days.iter().find_map(|day| day.copy()));
    // without a day of the opening nobody knows how far the police filing is
    if let Some(day) = first {
        let moved = planner.steps.len();
        planner.days = [PlanDay::known(day); 3];
        police(planner, order, None);
        planner.leave_out_over(moved);
    }
}

/// The police filing, counted from the step before, at the latest from the approval: some guides count from there, and
/// [`POLICE_FILING`](crate::domain::clock) warns by it.
fn police(planner: &mut Planner<'_>, order: &Order, approved: Option<PlanDay>) {
    planner.step_within(
        "police-filing",
        [
            Text::fixed("提交公安备案", "hand in the police filing"),
            data_code_note(order.data_code_expires.copy(), approved.is_some()),
        ],
        (30, approved),
        order.police_submitted.copy(),
    );
    planner.step(
        "police-review",
        [
            Text::fixed("公安备案通过", "the police's approval"),
            Text::fixed("3～7 个工作日", "three to seven working days"),
        ],
        [3, 4, 7],
        order.police_approved.copy(),
    );
    planner.step_within(
        "police-badge",
        [
            Text::fixed("展示公安备案号和警徽", "show police number and badge"),
            Text::fixed("公安备案通过后 30 日内", "within 30 days of the police's approval"),
        ],
        (30, None),
        order.badge_shown.copy(),
    );
}

fn data_code_note(expires: Option<Date>, from_approval: bool) -> Text {
    let start = if from_approval {
        Text::fixed(
            "开通后 30 日内，稳妥起见从备案通过那天算",
            "within 30 days of the opening, to be safe of the approval",
        )
    } else {
        Text::fixed("开通后 30 日内", "within 30 days of the opening")
    };
    let code = Text::fixed(
        "用控制台给出的公安备案数据码填表，数据码",
        "the console's data code fills in the form, and expires",
    );
    let (zh, en) = expires.map_or_else(
        || ("会过期".to_owned(), String::new()),
        |day| (format!(" {day} 到期"), format!(" on {day}")),
    );
    Text::made(format!("{}；{}{zh}", start.zh, code.zh), format!("{}; {}{en}", start.en, code.en))
}
