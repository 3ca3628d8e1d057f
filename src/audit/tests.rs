use std::sync::Arc;

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::facts::{Intercept, Link, LinkKind, PageFacts, PageKind, PagePart, Sighting};
use crate::html::Visibility;
use crate::report::Outcome;
use crate::rules::{Check, Evidence, Fault, Level, Verdict};
use crate::testkit::page::no_facts;
use crate::visit::Arrival;

use super::*;

const HOME: &str = "https://a.example/";

static EVERY_PAGE: Rule = rule("icp-not-linked", Severity::Error, Check::Page(fail_page));
static HOME_ONLY: Rule = rule("icp-missing", Severity::Warning, Check::Home(fail_page));
static SITE: Rule = rule("icp-inconsistent", Severity::Info, Check::Site(fail_if_two_pages));
static UNREACHABLE: Rule = site_rule("site-unreachable", true, Check::Site(fail_if_no_home));
static INTERCEPTED: Rule = site_rule("site-intercepted", true, Check::Site(fail_if_intercepted));
static BROWSER: Rule = site_rule("site-needs-browser", false, Check::Home(review_shell));
static FRAMES: Rule = rule("icp-frames", Severity::Warning, Check::Home(fail_on_foreign_frames));

const fn site_rule(id: &'static str, blocking: bool, check: Check) -> Rule {
    let mut rule = rule(id, if blocking { Severity::Error } else { Severity::Warning }, check);
    rule.subject = RuleSubject::Site;
    rule.blocking = blocking;
    rule
}

const fn rule(id: &'static str, severity: Severity, check: Check) -> Rule {
    Rule {
        id,
        subject: RuleSubject::Icp,
        fault: Fault::Other,
        title: Text::fixed("标题", "title"),
        why: Text::fixed("原因", "why"),
        fix: Text::fixed("改", "mend"),
        basis: &[],
        severity,
        blocking: false,
        since: "0.1.0",
        examples: &[],
        check,
    }
}

fn evidence(seen: &str) -> Evidence {
    Evidence {
        message: Text::fixed("有错", "wrong"),
        seen: seen.into(),
        line: Some(7),
        fix: None,
        severity: None,
        page: None,
    }
}

fn fail_page(view: &PageView<'_>) -> Verdict {
    Verdict::Fail(vec![evidence(view.facts.encoding), evidence(view.facts.encoding)])
}

fn fail_if_two_pages(view: &SiteView<'_>) -> Verdict {
    if view.pages.len() < 2 {
        return Verdict::Pass;
    }
    let page = view.pages.last().map(|page| page.address.clone());
    Verdict::Fail(vec![Evidence { page, ..evidence("two") }])
}

fn fail_if_no_home(view: &SiteView<'_>) -> Verdict {
    match view.home.and_then(Page::error) {
        Some(error) => Verdict::Fail(vec![evidence(error)]),
        None => Verdict::Pass,
    }
}

fn fail_if_intercepted(view: &SiteView<'_>) -> Verdict {
    match view.home.and_then(Page::facts).and_then(|facts| facts.intercept.as_ref()) {
        Some(intercept) => Verdict::Fail(vec![evidence(&intercept.evidence)]),
        None => Verdict::Pass,
    }
}

fn review_shell(view: &PageView<'_>) -> Verdict {
    if view.facts.kind == PageKind::Shell {
        return Verdict::Review(vec![evidence("<div id=app>")]);
    }
    Verdict::Pass
}

fn fail_on_foreign_frames(view: &PageView<'_>) -> Verdict {
    Verdict::Fail(view.foreign_frames.iter().map(|frame| evidence(frame)).collect())
}

fn settings(fail_on: Option<Severity>) -> Settings {
    let today = crate::domain::date::parse("2026-11-22").unwrap();
    Settings { levels: Levels::default(), fail_on, today, lang: Lang::En }
}

fn icp(body: &str, own: bool) -> Sighting<IcpNumber> {
    Sighting {
        number: IcpNumber { mark: Some('京'), body: body.into(), suffix: None, slip: None },
        raw: format!("京ICP备{body}号"),
        line: 3,
        visibility: Visibility::Shown,
        place: PagePart::Footer,
        link: Link { kind: LinkKind::Empty, href: Some("#".into()) },
        badge: None,
        own,
        occurrences: 1,
    }
}

fn page(address: &str, facts: PageFacts) -> Page {
    let arrival =
        Arrival::Whole { status: Some(200), facts: Box::new(facts), foreign_frames: Vec::new() };
    Page { address: address.into(), home: address == HOME, file: false, arrival }
}

fn failed() -> Page {
    let arrival = Arrival::Failed { error: Text::fixed("超时", "timed out") };
    Page { arrival, ..page(HOME, no_facts()) }
}

fn visit() -> Visit {
    Visit { target: "a.example".into(), home: Some(HOME.into()), ..Visit::default() }
}

fn audit(settings: &Settings, rules: &[&'static Rule], pages: Vec<Page>) -> SiteReport {
    let site = Site::default();
    let audit = SiteAudit::with_rules(Held::Lent(settings), Held::Lent(&site), rules);
    for page in pages {
        audit.add(page);
    }
    audit.finish(&visit())
}

fn outcome(site: &SiteReport, fail_on: Option<Severity>) -> Outcome {
    Outcome::of(site, fail_on)
}

const ERROR: Option<Severity> = Some(Severity::Error);

#[test]
fn the_order_does_not_depend_on_arrival() {
    let inner = |name| page(&format!("{HOME}{name}"), no_facts());
    let pages = vec![inner("b"), page(HOME, no_facts()), inner("a")];
    let report = audit(&settings(ERROR), &[&HOME_ONLY, &EVERY_PAGE], pages);
    let pages: Vec<&str> = report.pages.iter().map(|page| &*page.url).collect();
    assert_eq!(pages, [HOME, "https://a.example/a", "https://a.example/b"]);
    let findings: Vec<_> = report.findings.iter().map(|f| (&*f.page, &*f.rule)).collect();
    assert_eq!(
        findings,
        [
            (HOME, "icp-missing"),
            (HOME, "icp-not-linked"),
            ("https://a.example/a", "icp-not-linked"),
            ("https://a.example/b", "icp-not-linked"),
        ]
    );
}

#[test]
fn the_status_follows_the_severity_that_fails_a_run() {
    for (fail_on, status, exit) in [
        (Some(Severity::Error), Status::Pass, Outcome::Clean),
        (Some(Severity::Warning), Status::Fail, Outcome::Findings),
        (Some(Severity::Info), Status::Fail, Outcome::Findings),
        (None, Status::Pass, Outcome::Clean),
    ] {
        let report = audit(&settings(fail_on), &[&HOME_ONLY], vec![page(HOME, no_facts())]);
        assert_eq!(report.status, status, "{fail_on:?}");
        assert_eq!(outcome(&report, fail_on), exit, "{fail_on:?}");
    }
}

#[test]
fn levels_silence_rules_and_override_their_severity() {
    let mut settings = settings(ERROR);
    settings.levels.set(&EVERY_PAGE, Level::Off);
    settings.levels.set(&HOME_ONLY, Level::At(Severity::Error));
    let report = audit(&settings, &[&HOME_ONLY, &EVERY_PAGE], vec![page(HOME, no_facts())]);
    let findings: Vec<_> = report.findings.iter().map(|f| (&*f.rule, f.severity)).collect();
    assert_eq!(findings, [("icp-missing", Severity::Error)]);
}

#[test]
fn a_home_page_out_of_reach_is_an_error_and_no_finding_for_the_exit_code() {
    let rules: [&Rule; 3] = [&UNREACHABLE, &HOME_ONLY, &EVERY_PAGE];
    let inner = page("https://a.example/x", no_facts());
    let report = audit(&settings(ERROR), &rules, vec![failed(), inner]);
    assert_eq!(report.status, Status::Error);
    assert_eq!(report.findings.len(), 1, "filing rules are silent");
    assert_eq!(report.findings[0].rule, "site-unreachable");
    assert_eq!(&*report.findings[0].evidence, "timed out");
    assert_eq!(outcome(&report, ERROR), Outcome::Unjudged);
}

#[test]
fn what_could_not_be_judged_is_never_a_pass_even_without_a_rule_that_says_so() {
    let unreadable = PageFacts { kind: PageKind::TooComplex, ..no_facts() };
    for pages in [vec![], vec![failed()], vec![page(HOME, unreadable)]] {
        let report = audit(&settings(ERROR), &[&EVERY_PAGE], pages);
        assert_eq!(report.status, Status::Error);
        assert_eq!(report.pages_checked, 0);
        assert!(report.findings.is_empty());
        assert_eq!(outcome(&report, ERROR), Outcome::Unjudged);
    }
}

#[test]
fn a_page_put_in_the_sites_place_silences_the_filing_rules() {
    let intercept = Intercept { provider: "p".into(), evidence: "not filed".into() };
    let home = page(HOME, PageFacts { intercept: Some(intercept), ..no_facts() });
    let report = audit(&settings(ERROR), &[&INTERCEPTED, &EVERY_PAGE], vec![home]);
    assert_eq!(report.status, Status::Error);
    let rules: Vec<_> = report.findings.iter().map(|finding| &*finding.rule).collect();
    assert_eq!(rules, ["site-intercepted"]);
}

#[test]
fn a_home_page_that_needs_a_browser_is_a_review_unless_something_failed() {
    let shell = || vec![page(HOME, PageFacts { kind: PageKind::Shell, ..no_facts() })];
    let report = audit(&settings(ERROR), &[&BROWSER], shell());
    assert_eq!((report.status, report.reviews.len()), (Status::Review, 1));
    assert_eq!(outcome(&report, ERROR), Outcome::Unjudged);
    let report = audit(&settings(ERROR), &[&BROWSER, &EVERY_PAGE], shell());
    assert_eq!(report.status, Status::Fail);
    assert_eq!(outcome(&report, ERROR), Outcome::Findings);
}

#[test]
fn equal_faults_of_a_page_are_told_once_and_lines_are_for_files() {
    let file = Page { file: true, ..page(HOME, no_facts()) };
    let report = audit(&settings(ERROR), &[&EVERY_PAGE], vec![file]);
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].line, Some(7));
    assert_eq!(&*report.findings[0].fix, "mend", "the rule's own fix stands in");
    let report = audit(&settings(ERROR), &[&EVERY_PAGE], vec![page(HOME, no_facts())]);
    assert_eq!(report.findings[0].line, None);
}

#[test]
fn the_home_page_knows_the_frames_of_other_hosts() {
    let settings = settings(ERROR);
    let site = Site::default();
    let rules: [&Rule; 1] = [&FRAMES];
    let audit = SiteAudit::with_rules(Held::Lent(&settings), Held::Lent(&site), &rules);
    let mut home = page(HOME, no_facts());
    if let Arrival::Whole { foreign_frames, .. } = &mut home.arrival {
        foreign_frames.push("https://b.example/".into());
    }
    audit.add(home);
    let report = audit.finish(&visit());
    assert_eq!(&*report.findings[0].evidence, "https://b.example/");
}

#[test]
fn filings_are_the_own_ones_and_a_dead_link_is_none() {
    let home = page(
        HOME,
        PageFacts { icp: vec![icp("11000001", true), icp("11000002", false)], ..no_facts() },
    );
    let inner =
        page("https://a.example/x", PageFacts { icp: vec![icp("11000003", true)], ..no_facts() });
    let report = audit(&settings(ERROR), &[&SITE], vec![inner, home]);
    let shown: Vec<_> = report.filings.icp.iter().map(|f| (&*f.raw, f.linked)).collect();
    assert_eq!(shown, [("京ICP备11000001号", false), ("京ICP备11000003号", false)]);
    assert_eq!(report.filings.icp[0].link.as_deref(), Some("#"));
    assert_eq!(&*report.findings[0].page, "https://a.example/x", "evidence may name its page");
}

#[test]
fn what_pages_repeat_is_kept_once() {
    let shown = || PageFacts { icp: vec![icp("11000001", true)], ..no_facts() };
    let pages = vec![page(HOME, shown()), page("https://a.example/x", shown())];
    let report = audit(&settings(ERROR), &[&EVERY_PAGE], pages);
    let [first, second] = &report.findings[..] else { panic!("two findings") };
    assert!(Arc::ptr_eq(&first.fix, &second.fix));
    assert!(Arc::ptr_eq(&first.page, &report.pages[0].url));
    let [first, second] = &report.filings.icp[..] else { panic!("two filings") };
    assert!(Arc::ptr_eq(&first.number, &second.number));
    assert!(
        Arc::ptr_eq(first, &report.pages[0].facts.icp[0]),
        "the site's filings are the pages' own"
    );
}
