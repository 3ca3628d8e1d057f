//! The police number stands on the home page, once the law asks for it.

use crate::domain::clock::{self, Due};
use crate::domain::date::Date;
use crate::domain::event::Event;
use crate::domain::lang::Text;
use crate::domain::site::{DeclaredPolice, Site, Subject};
use crate::facts::{ElsewhereKind, PageFacts};

use super::law::{POLICE_DISPLAY, POLICE_FILING, POLICE_PENALTY, PROVIDER_REVIEW};
use super::{
    Check, Evidence, Example, Expect, PageView, Rule, Severity, Verdict, fix, judge, police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-missing",
    title: Text::fixed("首页没有公安备案号", "the home page shows no police number"),
    why: Text::fixed(
        "公安部令第33号第十二条要求法人和其他组织自网络正式联通之日起 30 日内到公安机关备案，云厂商按网站开通之日计算；逾期可被警告或者\
         停机整顿不超过六个月（第二十三条）。公安备案审核通过后，应在 30 日内把编号放到网站底部，接入商复查时会把缺少编号单列为驳回原因。\
         个人网站各地要求不一，本工具对逾期最多给出警告。",
        "Article 12 of Order 33 of the Ministry of Public Security gives organisations 30 days from going online to \
         file with the police; providers count from the day the site opens. A miss may bring a warning or up to six \
         months offline (article 23). Within 30 days of the police approval the number goes to the bottom of the \
         site; providers list a missing one among their reasons to reject. What private persons must do differs from \
         place to place: for them an overdue filing is at most a warning.",
    ),
    fix: Text::fixed(
        "在 https://beian.mps.gov.cn 提交公安联网备案，把日期写入 beian.toml 的 police_submitted；通过后把编号、图标和链接放到首页底部，并写入 police",
        "File at https://beian.mps.gov.cn and note the day as police_submitted in beian.toml; once approved, put \
         number, badge and link at the bottom of the home page and note the number as police",
    ),
    basis: &[POLICE_FILING, POLICE_PENALTY, POLICE_DISPLAY, PROVIDER_REVIEW],
    severity: Severity::Warning,
    examples: EXAMPLES,
    check: Check::Home(check),
};

const EXAMPLES: &[Example] = &[
    Example {
        name: Text::fixed("首页有公安备案号", "the home page shows it"),
        declared: "",
        pages: &[
            "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=13010202016482\">\
             冀公网安备13010202016482号</a></footer></body></html>",
        ],
        expect: Expect::Pass,
    },
    Example {
        name: Text::fixed("没有，也没有声明任何日期：警告", "none, and no date declared: warning"),
        declared: "",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed("开通已超过 30 天：错误", "open for more than 30 days: error"),
        declared: "opened = 2020-03-02",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed("已经提交、等待审核：提示", "handed in and not approved yet: info"),
        declared: "opened = 2020-03-02\npolice_submitted = 2020-03-20",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed(
            "声明了编号，首页却没有：错误",
            "a declared number that is not shown: error",
        ),
        declared: "police = \"冀公网安备13010202016482号\"",
        pages: &["<html><body><footer>冀ICP备2021016482号-1</footer></body></html>"],
        expect: Expect::Fail,
    },
    Example {
        name: Text::fixed("被隐藏：由 police-hidden 判断", "hidden: police-hidden judges it"),
        declared: "",
        pages: &[
            "<html><body><footer><p hidden>冀公网安备13010202016482号</p></footer></body></html>",
        ],
        expect: Expect::NotApplicable,
    },
];

fn check(view: &PageView<'_>) -> Verdict {
    if let Some(why) = judge::not_a_document(view.facts.kind) {
        return Verdict::NotApplicable(why);
    }
    let groups = police::own(view.facts);
    if groups.iter().any(|group| group.shown().next().is_some()) {
        return Verdict::Pass;
    }
    if !groups.is_empty() {
        return Verdict::NotApplicable("the number is hidden: police-hidden judges it");
    }
    if !view.foreign_frames.is_empty() && judge::shown_icp(view).is_empty() {
        return Verdict::NotApplicable("the footer may stand in a frame of another host");
    }
    let mut stage = stage(view.site, view.today);
    if in_script(view.facts) {
        // without a browser nobody can tell whether the script shows it
        stage.severity = stage.severity.min(Severity::Warning);
        stage.zh.push_str("；脚本里有一个公安备案号，但页面文字里没有");
        stage.en.push_str("; a script carries a police number, the page's text does not");
    }
    let fix = view.site.police_number().map(|number| fix::show_police(view, &number.to_string()));
    let message = Text::made(stage.zh, stage.en);
    Verdict::Fail(vec![Evidence {
        severity: Some(stage.severity),
        fix: fix.or(stage.fix),
        ..judge::of_page("", message)
    }])
}

fn in_script(facts: &PageFacts) -> bool {
    facts.elsewhere.iter().any(|found| found.police && found.kind == ElsewhereKind::Script)
}

/// How far the site is on its way to the number, and what its absence means there.
struct Stage {
    severity: Severity,
    zh: String,
    en: String,
    fix: Option<Text>,
}

impl Stage {
    fn new(severity: Severity, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { severity, zh: zh.into(), en: en.into(), fix: None }
    }
}

/// A declared number must be shown, whoever declares it. Else the furthest event decides: approval, submission,
/// opening, ICP approval. `police = "pending"` says that the filing was handed in, without a day: it explains the
/// absence unless the 30 days from the opening have run out with no submission on record.
fn stage(site: &Site, today: Date) -> Stage {
    let dues = clock::running(site, today);
    let due = |clock| dues.iter().find(|due| due.clock == clock);
    let at_most = match site.subject {
        Some(Subject::Person) => Severity::Warning,
        Some(Subject::Organisation) | None => Severity::Error,
    };
    let mut stage = if let Some(number) = site.police_number() {
        return Stage::new(
            Severity::Error,
            format!("声明的公安备案号 {number} 没有出现在首页"),
            format!("the declared police number {number} is not on the home page"),
        );
    } else if let Some(approved) = site.police_approved {
        display(approved, due("police-badge"))
    } else if let Some(submitted) = site.police_submitted {
        waiting(submitted, today)
    } else {
        filing(due("police-filing"), site.police == Some(DeclaredPolice::Pending))
    };
    stage.severity = stage.severity.min(at_most);
    stage
}

/// The police filing was approved: its number goes to the home page within 30 days.
fn display(approved: Date, due: Option<&Due>) -> Stage {
    let mut stage = match due {
        Some(due) => {
            let severity = if due.days_left < 0 { Severity::Error } else { Severity::Info };
            let (zh, en) = term(due);
            Stage::new(
                severity,
                format!("公安备案已于 {approved} 通过，编号应在 30 日内放到首页：{zh}"),
                format!(
                    "the police filing was approved on {approved}; 30 days to show its number: {en}"
                ),
            )
        }
        None => Stage::new(
            Severity::Warning,
            format!("公安备案已于 {approved} 通过，首页还没有编号"),
            format!(
                "the police filing was approved on {approved}, its number is not on the home page"
            ),
        ),
    };
    stage.fix = Some(Text::fixed(
        "登录 https://beian.mps.gov.cn 复制编号和图标，放到首页底部，并写入 beian.toml 的 police",
        "Sign in at https://beian.mps.gov.cn, copy number and badge to the bottom of the home page, and note the \
         number as police in beian.toml",
    ));
    stage
}

/// The police filing was handed in and is not approved yet.
fn waiting(submitted: Date, today: Date) -> Stage {
    let days = submitted.duration_until(today).as_hours() / 24;
    let mut stage = Stage::new(
        Severity::Info,
        format!("公安备案已于 {submitted} 提交（{days} 天前），尚未记录审核通过"),
        format!(
            "the police filing was handed in on {submitted} ({days} days ago); no approval is on record"
        ),
    );
    stage.fix = Some(Text::fixed(
        "审核一般需要几个工作日；在 https://beian.mps.gov.cn 查看进度，通过后把日期写入 beian.toml 的 police_approved，编号写入 police",
        "A review takes some working days; see https://beian.mps.gov.cn, and once approved note police_approved and \
         police in beian.toml",
    ));
    stage
}

/// No police filing is on record.
fn filing(due: Option<&Due>, pending: bool) -> Stage {
    let Some(due) = due else {
        return if pending {
            Stage::new(
                Severity::Info,
                "公安备案办理中（police = \"pending\"），首页还没有编号",
                "the police filing is pending; the home page shows no number yet",
            )
        } else {
            Stage::new(
                Severity::Warning,
                "首页没有公安备案号；没有声明开通日期，无法计算 30 日期限",
                "the home page shows no police number; without an opening day the 30 days cannot be counted",
            )
        };
    };
    let (zh, en) = term(due);
    let opened = due.basis == Event::Opened;
    let severity = match (due.days_left < 0, opened) {
        (true, true) => Severity::Error,
        (true, false) if !pending => Severity::Warning,
        (true, false) | (false, _) => Severity::Info,
    };
    if opened {
        Stage::new(
            severity,
            format!("首页没有公安备案号；网站开通之日起 30 日内应提交公安备案：{zh}"),
            format!(
                "the home page shows no police number; 30 days from the opening to file with the police: {en}"
            ),
        )
    } else {
        Stage::new(
            severity,
            format!(
                "首页没有公安备案号；未声明开通日期，按 ICP 备案通过之日起 30 日计算（偏早、更稳妥）：{zh}"
            ),
            format!(
                "the home page shows no police number; 30 days to file with the police, counted from the ICP approval \
                 as no opening day is declared (earlier, hence safe): {en}"
            ),
        )
    }
}

/// The last day and what is left of it.
fn term(due: &Due) -> (String, String) {
    let (day, left) = (due.due, due.days_left);
    if left < 0 {
        let over = left.unsigned_abs();
        (format!("期限 {day}，已超过 {over} 天"), format!("due {day}, {over} days ago"))
    } else {
        (format!("期限 {day}，还剩 {left} 天"), format!("due {day}, {left} days left"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::date::parse;
    use crate::domain::police_number::PoliceNumber;
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
            opened.zh.contains("开通之日") && opened.zh.contains("期限 2026-12-01，还剩 9 天"),
            "{}",
            opened.zh
        );
        let approved =
            stage(&Site { approved: Some(day("2026-10-01")), ..Site::default() }, today());
        assert!(
            approved.en.contains("ICP approval")
                && approved.en.contains("due 2026-10-31, 22 days ago")
        );
    }
}
