//! A small report for the tests of all formats, with text that tries to break out of each of them.

use std::sync::Arc;

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::copyright::OwnerKind;
use crate::domain::icp_number::NumberState;
use crate::domain::lang::{Lang, Text};
use crate::facts::PagePart;
use crate::rules::{self, Check, Example, Expect, Fault, Rule, RuleSubject, Severity, Verdict};
use crate::visit::SkipReason;

use super::Style;
use super::model::{
    ClockReport, CopyrightReport, Declared, Filing, Filings, Finding, PageReport, PoliceFiling,
    RedirectReport, Report, SiteReport, SkippedReport, Status,
};

/// Text that ends up as a command in a terminal, a browser or a spreadsheet that is careless.
pub(super) const HOSTILE: &str = "=cmd()\n\u{1b}[2J\u{1b}]8;;https://evil.example\u{7}<script>alert(1)</script>\u{202e}\u{200b}\u{9b}\r\t\"'&";

static BASIS: [Basis; 1] = [Basis {
    law: Text::fixed(
        "《非经营性互联网信息服务备案管理办法》",
        "Measures for non-commercial filing",
    ),
    article: "13",
    text_as_of: "2024-01-18",
    checked: "2026-11-26",
    known: Text::fixed("读过", "read"),
    kind: BasisKind::Law,
}];

static UNLINKED: Rule = Rule {
    id: "icp-not-linked",
    subject: RuleSubject::Icp,
    fault: Fault::NotLinked,
    title: Text::fixed("ICP备案号没有链接", "the ICP number is not linked"),
    why: Text::fixed("备案号必须链接到工信部网站。", "The number must link to MIIT."),
    fix: Text::fixed("加上链接。", "Link it."),
    basis: &BASIS,
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("有链接", "linked"),
            declared: "icp = \"京ICP备11000001号\"",
            pages: &[
                "<footer>\n<a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号</a>\n</footer>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("没有链接", "plain text"),
            declared: "",
            pages: &["<footer>京ICP备11000001号</footer>"],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(|_| Verdict::Pass),
};

static STALE: Rule = Rule {
    id: "copyright-year-stale",
    subject: RuleSubject::Copyright,
    fault: Fault::Other,
    title: Text::fixed("版权年份过期", "the copyright year is old"),
    why: Text::fixed("年份应当是今年。", "The year should be this year."),
    fix: Text::fixed("改年份。", "Change the year."),
    basis: &[],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    examples: &[],
    check: Check::Home(|_| Verdict::Pass),
};

/// The rules that the sample's findings come from.
pub(super) static RULES: [&Rule; 2] = [&STALE, &UNLINKED];

/// A plain style with the sample's rules.
pub(super) fn style(lang: Lang) -> Style<'static> {
    Style { rules: &RULES, ..Style::plain(lang) }
}

/// Four sites: one with faults and hostile text, one in order, one to review, one out of reach.
pub(super) fn hostile() -> Report {
    with_text(HOSTILE)
}

/// The same with any text where pages have a say.
pub(super) fn with_text(text: &str) -> Report {
    let sites = vec![faulty(text), clean(), review(), unreachable(text)];
    Report::new("2026-11-22T10:00:00+08:00".parse().unwrap(), sites)
}

/// The same, with a site that breaks every rule that there is.
pub(super) fn every_rule(text: &str) -> Report {
    let mut report = with_text(text);
    let home = "https://broken.example/";
    let mut site = site("broken.example", Status::Fail);
    let broken = |rule: &&'static Rule| finding(rule.id, rule.severity, home, text);
    site.findings = rules::ALL.iter().map(broken).collect();
    site.reviews.clone_from(&site.findings);
    site.reviews.truncate(2);
    report.sites.push(site);
    Report::new(report.started_at, report.sites)
}

/// A report of one site that is in order.
pub(super) fn all_well() -> Report {
    Report::new("2026-11-22T10:00:00+08:00".parse().unwrap(), vec![clean()])
}

fn site(target: &str, status: Status) -> SiteReport {
    SiteReport {
        target: target.into(),
        home: Some(format!("https://{target}/")),
        final_url: Some(format!("https://{target}/")),
        redirects: vec![],
        status,
        pages_found: 1,
        pages_checked: 1,
        truncated: false,
        interrupted: false,
        declared: Declared::default(),
        clocks: vec![],
        filings: Filings::default(),
        findings: vec![],
        reviews: vec![],
        drift: Vec::new(),
        accepted: Vec::new(),
        changes: None,
        trend: Vec::new(),
        evidence: None,
        skipped: vec![],
        pages: vec![page(&format!("https://{target}/"), None)],
    }
}

fn page(url: &str, error: Option<&str>) -> PageReport {
    PageReport {
        url: url.into(),
        status: Some(if error.is_some() { 500 } else { 200 }),
        error: error.map(Into::into),
        encoding: error.is_none().then_some("utf-8".into()),
        generator: Some("Hexo 7.3".into()),
        facts: Filings::default(),
        browser: None,
    }
}

fn finding(rule: &'static str, severity: Severity, page: &str, evidence: &str) -> Finding {
    Finding {
        rule: rule.into(),
        severity,
        page: page.into(),
        line: None,
        message: "“京ICP备11000001号”没有链接".into(),
        evidence: evidence.into(),
        fix: "在页脚粘贴：\n<a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号</a>".into(),
        reference: "《非经营性互联网信息服务备案管理办法》第13条".into(),
    }
}

fn filing(number: &str, link: Option<&str>, page: &str) -> Filing {
    Filing {
        number: number.into(),
        raw: number.into(),
        state: NumberState::Ok.into(),
        linked: link.is_some(),
        link: link.map(Into::into),
        visible: true,
        place: PagePart::Footer.into(),
        occurrences: 1,
        page: page.into(),
    }
}

fn copyright(text: &str, page: &str) -> CopyrightReport {
    CopyrightReport {
        text: text.into(),
        owner: Some(text.into()),
        owner_kind: Some(OwnerKind::Name.into()),
        from: Some(2019),
        to: Some(2026),
        open: false,
        visible: true,
        page: page.into(),
    }
}

fn faulty(text: &str) -> SiteReport {
    let home = "https://faulty.example/";
    let mut inner: Vec<Finding> = ["a", "b", "c", text]
        .map(|path| finding("icp-not-linked", Severity::Error, &format!("{home}{path}"), text))
        .into();
    inner.push(finding("copyright-year-stale", Severity::Info, home, text));
    inner.push(Finding {
        line: Some(12),
        message: text.into(),
        ..finding("site-made-up", Severity::Warning, text, text)
    });
    let hidden = Filing {
        visible: false,
        state: NumberState::Placeholder.into(),
        ..filing(text, None, home)
    };
    SiteReport {
        final_url: Some("https://www.faulty.example/".into()),
        redirects: vec![RedirectReport {
            from: home.into(),
            to: "https://www.faulty.example/".into(),
            status: 301,
        }],
        pages_found: 9,
        pages_checked: 5,
        truncated: true,
        declared: Declared {
            duties: Vec::new(),
            client: Some(text.into()),
            owner: Some(text.into()),
            ..Declared::default()
        },
        clocks: vec![ClockReport {
            clock: "police-filing".into(),
            due: "2026-11-24".into(),
            days_left: 2,
            basis: "opened".into(),
            from: "2026-10-25".into(),
            also: None,
        }],
        filings: Filings {
            others: Vec::new(),
            icp: vec![Arc::new(filing("京ICP备11000001号", None, home)), Arc::new(hidden)],
            copyright: vec![Arc::new(copyright(text, home))],
            ..Filings::default()
        },
        findings: inner,
        skipped: vec![
            SkippedReport { url: format!("{home}{text}"), why: SkipReason::Robots.into() },
            SkippedReport { url: format!("{home}z"), why: SkipReason::Cap.into() },
        ],
        pages: vec![page(home, None), page(text, Some(text))],
        ..site(text, Status::Fail)
    }
}

fn clean() -> SiteReport {
    let home = "https://clean.example/";
    let police = PoliceFiling {
        filing: filing(
            "京公网安备11010502000001号",
            Some("https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001"),
            home,
        ),
        badge: true,
        badge_image: Some("police.png".into()),
    };
    SiteReport {
        filings: Filings {
            others: Vec::new(),
            icp: vec![Arc::new(filing(
                "京ICP备11000002号-1",
                Some("https://beian.miit.gov.cn/"),
                home,
            ))],
            police: vec![Arc::new(police)],
            ..Filings::default()
        },
        ..site("clean.example", Status::Pass)
    }
}

fn review() -> SiteReport {
    let home = "https://shell.example/";
    SiteReport {
        reviews: vec![Finding {
            message: "页面内容由脚本生成".into(),
            ..finding("site-needs-browser", Severity::Warning, home, "<div id=app></div>")
        }],
        ..site("shell.example", Status::Review)
    }
}

fn unreachable(text: &str) -> SiteReport {
    let home = "https://gone.example/";
    SiteReport {
        pages_checked: 0,
        findings: vec![finding("site-unreachable", Severity::Error, home, text)],
        pages: vec![page(home, Some("connection refused"))],
        ..site("gone.example", Status::Error)
    }
}
