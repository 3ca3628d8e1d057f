//! How far a site is on its way to a police number: what the clocks make of its absence from the home page.

use crate::deadlines;
use crate::domain::clock::{self, Due};
use crate::domain::date::{Date, days_between};
use crate::domain::event::Event;
use crate::domain::lang::{Lang, Text};
use crate::domain::site::{DeclaredPolice, Site, Subject};
use crate::domain::workday::Calendar;

use super::Severity;

/// How far the site is on its way to the number, and what its absence means there.
#[derive(Debug)]
pub(super) struct Stage {
    /// What the absence is worth.
    pub severity: Severity,
    /// The message in Chinese.
    pub zh: String,
    /// The message in English.
    pub en: String,
    /// What to do next; the rule's general fix where empty.
    pub fix: Option<Text>,
}

impl Stage {
    fn new(severity: Severity, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity, zh: zh.into(), en: en.into(), fix: None }
    }
}

/// A declared number must be shown, whoever declares it. Else the furthest event decides: approval, submission, a badge
/// that was seen before, opening, ICP approval. `police = "pending"` says that the filing was handed in, without a day:
/// it explains the absence unless the 30 days from the opening have run out with no submission on record.
pub(super) fn stage(site: &Site, today: Date) -> Stage {
    let due = deadlines::due(Some(site), site.log.as_ref(), Calendar::vendored(), today);
    let timeline = &due.timeline;
    let day_of = |event| timeline.latest(&[event], today).map(|step| step.when.day);
    let at_most = match site.subject {
        Some(Subject::Person) => Severity::Warning,
        Some(Subject::Organisation) | None => Severity::Error,
    };
    let shown = timeline.seen().and_then(|seen| seen.badge);
    let mut stage = if let Some(number) = site.police_number() {
        return Stage::new(
            Severity::Error,
            format!("声明的公安备案号 {number} 没有出现在首页"),
            format!("the declared police number {number} is not on the home page"),
        );
    } else if let Some(approved) = day_of(Event::PoliceApproved) {
        display(approved, today)
    } else if let Some(submitted) = day_of(Event::PoliceSubmitted) {
        waiting(submitted, today)
    } else if let Some(shown) = day_of(Event::BadgeShown).max(shown) {
        gone(shown)
    } else {
        filing(
            due.running(&clock::POLICE_FILING),
            site.police == Some(DeclaredPolice::Pending),
            today,
        )
    };
    stage.severity = stage.severity.min(at_most);
    stage
}

/// The police filing was approved: its number goes to the home page within 30 days.
fn display(approved: Date, today: Date) -> Stage {
    let last = clock::POLICE_BADGE.last(approved.into(), Calendar::vendored()).when.day;
    let left = days_between(today, last);
    let (zh, en) = term(last, left);
    let mut stage = Stage::new(
        if left < 0 { Severity::Error } else { Severity::Info },
        format!("公安备案已于 {approved} 通过，编号应在 30 日内放到首页：{zh}"),
        format!("the police filing was approved on {approved}; 30 days to show its number: {en}"),
    );
    stage.fix = Some(SHOW);
    stage
}

const SHOW: Text = Text::fixed(
    "登录 https://beian.mps.gov.cn 复制编号和图标，放到首页底部，并写入 beian.toml 的 police",
    "Sign in at https://beian.mps.gov.cn, copy number and badge to the bottom of the home page, and note the number as \
     police in beian.toml",
);

/// The number stood on the page when it was last looked at.
fn gone(shown: Date) -> Stage {
    let mut stage = Stage::new(
        Severity::Warning,
        format!("首页没有公安备案号；账本记录 {shown} 时页面上还有"),
        format!("the home page shows no police number; the ledger notes that it did on {shown}"),
    );
    stage.fix = Some(SHOW);
    stage
}

/// The police filing was handed in and is not approved yet.
fn waiting(submitted: Date, today: Date) -> Stage {
    let ago = submitted.duration_until(today).as_hours() / 24;
    let mut stage = Stage::new(
        Severity::Info,
        format!("公安备案已于 {submitted} 提交（{ago} 天前），尚未记录审核通过"),
        format!(
            "the police filing was handed in on {submitted} ({} ago); no approval is on record",
            days(ago)
        ),
    );
    stage.fix = Some(Text::fixed(
        "审核一般需要几个工作日；在 https://beian.mps.gov.cn 查看进度，通过后把日期写入 beian.toml 的 police_approved，编号写入 police",
        "A review takes some working days; see https://beian.mps.gov.cn, and once approved note police_approved and \
         police in beian.toml",
    ));
    stage
}

/// Nothing is declared that would explain the absence.
fn nothing_known() -> Stage {
    let stage = Stage::new(
        Severity::Warning,
        "首页没有公安备案号；没有声明开通日期，无法计算 30 日期限",
        "the home page shows no police number; without an opening day the 30 days cannot be counted",
    );
    let fix = Text::fixed(
        "已有公安备案号：把编号、图标和链接放到首页底部\n\
         还没有：在 https://beian.mps.gov.cn 提交公安联网备案，并在 beian.toml 中写上 opened（网站开通日期），本工具就会计算期限",
        "With a police number: put number, badge and link at the bottom of the home page\n\
         Without: file at https://beian.mps.gov.cn, and note the opening day as opened in beian.toml, so that the days \
         left are counted",
    );
    Stage { fix: Some(fix), ..stage }
}

/// No police filing is on record.
fn filing(due: Option<&Due<'_>>, pending: bool, today: Date) -> Stage {
    let Some(due) = due else {
        return if pending {
            Stage::new(
                Severity::Info,
                "公安备案办理中（police = \"pending\"），首页还没有编号",
                "the police filing is pending; the home page shows no number yet",
            )
        } else {
            nothing_known()
        };
    };
    let (from, left) = (due.count.from.day, due.count.days_left(today));
    let (zh, en) = term(due.count.last.when.day, left);
    let opened = due.count.basis == Event::Opened;
    let severity = match (left < 0, opened) {
        (true, true) => Severity::Error,
        (true, false) if !pending => Severity::Warning,
        (true, false) | (false, _) => Severity::Info,
    };
    let mut stage = if opened {
        Stage::new(
            severity,
            format!("首页没有公安备案号；网站开通之日（{from}）起 30 日内应提交公安备案：{zh}"),
            format!(
                "the home page shows no police number; 30 days from the opening on {from} to file with the police: {en}"
            ),
        )
    } else {
        Stage::new(
            severity,
            format!(
                "首页没有公安备案号；未声明开通日期，按 ICP 备案通过之日（{from}）起 30 日计算（偏早、更稳妥）：{zh}"
            ),
            format!(
                "the home page shows no police number; 30 days to file with the police, counted from the ICP approval \
                 on {from} as no opening day is declared (earlier, hence safe): {en}"
            ),
        )
    };
    if let Some(also) = due.also.as_ref().filter(|_| left >= 0 && due.first() != &due.count) {
        let (from, day) = (also.from.day, also.last.when.day);
        let advice = if also.days_left(today) < 0 {
            Text::fixed("已经过去，请尽快提交", "that day has passed, file now")
        } else {
            Text::fixed("建议按此办理", "keep to that day")
        };
        let zh = format!(
            "；部分指南按 ICP 备案通过之日（{from}）计算，为 {day}，{}",
            advice.get(Lang::Zh)
        );
        stage.zh.push_str(&zh);
        let en = format!(
            "; some guides count from the ICP approval on {from}, which makes it {day}; {}",
            advice.get(Lang::En)
        );
        stage.en.push_str(&en);
    }
    stage
}

fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// The last day and what is left of it.
fn term(day: Date, left: i32) -> (String, String) {
    if left < 0 {
        let over = left.unsigned_abs();
        (format!("期限 {day}，已超过 {over} 天"), format!("due {day}, {} ago", days(over.into())))
    } else {
        (format!("期限 {day}，还剩 {left} 天"), format!("due {day}, {} left", days(left.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse;
    use crate::domain::police_number::PoliceNumber;
    use crate::domain::record::{EventDetails, Happening, SiteLog, When};
    use crate::rules::tests::today;

    fn day(text: &str) -> Date {
        parse(text).unwrap()
    }

    fn severity(site: &Site) -> Severity {
        stage(site, today()).severity
    }

    #[test]
    fn the_clock_from_the_opening_turns_info_into_an_error_after_30_days() {
        for (opened, expected) in [
            ("2026-11-22", Severity::Info),
            ("2026-10-23", Severity::Info),
            ("2026-10-22", Severity::Error),
            ("2024-01-01", Severity::Error),
            ("2026-12-24", Severity::Info),
        ] {
            let site = Site {
                opened: Some(day(opened)),
                approved: Some(day("2023-12-01")),
                ..Site::default()
            };
            assert_eq!(severity(&site), expected, "opened {opened}");
        }
    }

    #[test]
    fn the_icp_approval_alone_never_makes_an_error() {
        let site = |approved| Site { approved: Some(day(approved)), ..Site::default() };
        assert_eq!(severity(&site("2026-11-01")), Severity::Info);
        assert_eq!(severity(&site("2025-11-01")), Severity::Warning);
        assert_eq!(severity(&Site::default()), Severity::Warning);
    }

    #[test]
    fn a_submission_explains_the_absence_however_late() {
        let site = Site {
            opened: Some(day("2025-01-01")),
            police_submitted: Some(day("2026-11-20")),
            ..Site::default()
        };
        let stage = stage(&site, today());
        assert_eq!(stage.severity, Severity::Info);
        assert!(stage.en.contains("2026-11-20 (2 days ago)"), "{}", stage.en);
    }

    #[test]
    fn the_police_approval_gives_30_days_to_show_the_number() {
        let site = |approved| Site {
            opened: Some(day("2025-01-01")),
            police_submitted: Some(day("2025-01-10")),
            police_approved: Some(day(approved)),
            ..Site::default()
        };
        assert_eq!(severity(&site("2026-10-23")), Severity::Info);
        assert_eq!(severity(&site("2026-10-22")), Severity::Error);
    }

    #[test]
    fn pending_explains_the_absence_unless_the_opening_is_more_than_30_days_ago() {
        let pending = |site| Site { police: Some(DeclaredPolice::Pending), ..site };
        let opened = |opened| pending(Site { opened: Some(day(opened)), ..Site::default() });
        assert_eq!(severity(&pending(Site::default())), Severity::Info);
        assert_eq!(severity(&opened("2026-11-01")), Severity::Info);
        assert_eq!(severity(&opened("2026-10-01")), Severity::Error);
        let approved = pending(Site { approved: Some(day("2025-01-01")), ..Site::default() });
        assert_eq!(severity(&approved), Severity::Info);
    }

    #[test]
    fn a_person_is_warned_at_most_but_must_show_a_declared_number() {
        let person = Site {
            subject: Some(Subject::Person),
            opened: Some(day("2025-01-01")),
            ..Site::default()
        };
        assert_eq!(severity(&person), Severity::Warning);
        let approved = Site { police_approved: Some(day("2025-02-01")), ..person.clone() };
        assert_eq!(severity(&approved), Severity::Warning);
        let number = PoliceNumber::parse("冀公网安备13010202016482号").unwrap();
        let declared = Site { police: Some(DeclaredPolice::Number(number)), ..person };
        assert_eq!(severity(&declared), Severity::Error);
    }

    #[test]
    fn the_message_says_from_which_day_it_counts_and_what_is_left() {
        let opened = stage(&Site { opened: Some(day("2026-11-01")), ..Site::default() }, today());
        assert!(
            opened.zh.contains("开通之日（2026-11-01）")
                && opened.zh.contains("期限 2026-12-01，还剩 9 天"),
            "{}",
            opened.zh
        );
        let approved =
            stage(&Site { approved: Some(day("2026-10-01")), ..Site::default() }, today());
        assert!(
            approved.en.contains("ICP approval on 2026-10-01")
                && approved.en.contains("due 2026-10-31, 22 days ago")
        );
    }

    #[test]
    fn where_both_starts_are_known_the_earlier_day_is_named_too() {
        let site = Site {
            opened: Some(day("2026-11-01")),
            approved: Some(day("2026-10-25")),
            ..Site::default()
        };
        let both = stage(&site, today());
        assert_eq!(both.severity, Severity::Info);
        assert!(
            both.zh.contains("期限 2026-12-01") && both.zh.contains("为 2026-11-24，建议按此办理"),
            "{}",
            both.zh
        );
        assert!(both.en.contains("on 2026-10-25, which makes it 2026-11-24"), "{}", both.en);
        let late = stage(&site, day("2026-12-02"));
        assert_eq!(late.severity, Severity::Error);
        assert!(!late.en.contains("2026-11-24"), "{}", late.en);
    }

    #[test]
    fn the_ledger_counts_as_much_as_what_is_declared() {
        let recorded = |event, when: &str| Happening {
            site: "example.cn".into(),
            event,
            details: EventDetails::at(when.parse::<When>().unwrap()),
        };
        let with = |happenings: Vec<Happening>| Site {
            opened: Some(day("2026-10-01")),
            log: Some(SiteLog { happenings, ..SiteLog::default() }),
            ..Site::default()
        };
        assert_eq!(severity(&with(vec![])), Severity::Error);
        let submitted = with(vec![recorded(Event::PoliceSubmitted, "2026-11-20 10:00")]);
        assert!(stage(&submitted, today()).en.contains("2026-11-20 (2 days ago)"));
        let closed = with(vec![recorded(Event::Closed, "2026-11-01")]);
        assert_eq!(severity(&closed), Severity::Warning, "nothing is known of a new life");
        let gone = with(vec![recorded(Event::BadgeShown, "2026-11-05")]);
        assert!(stage(&gone, today()).en.contains("it did on 2026-11-05"));
    }
}
