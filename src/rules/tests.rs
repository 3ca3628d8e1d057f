//! Laws over all rules, and what the tests of single rules share.

use std::path::Path;

use crate::domain::date::{self, Date};
use crate::domain::duty::Duty;
use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Lang;
use crate::domain::police_number::PoliceNumber;
use crate::domain::site::{DeclaredPolice, Site, Subject};
use crate::facts::{self, PageFacts, RawPage};
use crate::testkit;
use crate::visit::{Arrival, Page, Visit};

use super::{
    ALL, Check, Evidence, Example, Expect, PageNumbers, PageView, Rule, Severity, SiteView,
    Verdict, by_id,
};

/// The day on which examples are judged.
pub(super) fn today() -> Date {
    Date::constant(2026, 11, 22)
}

/// A home page that shows nothing: tests change what they need.
#[derive(Debug)]
pub(super) struct Case {
    pub site: Site,
    pub facts: PageFacts,
    pub foreign_frames: Vec<String>,
    pub built: Option<&'static str>,
}

impl Case {
    pub(super) fn new() -> Self {
        Self {
            site: Site::default(),
            facts: testkit::page::no_facts(),
            foreign_frames: Vec::new(),
            built: None,
        }
    }

    /// A home page with these facts and these declared values.
    pub(super) fn read(declared: &str, html: &str) -> Self {
        let facts = testkit::page::facts(html);
        Self { site: self::declared(declared), facts, foreign_frames: Vec::new(), built: None }
    }

    /// The findings of the rules about one page whose ids begin with `prefix`.
    pub(super) fn findings(&self, prefix: &str) -> Vec<(&'static str, Severity)> {
        let view = self.view();
        let mut findings = Vec::new();
        for rule in ALL.iter().filter(|rule| rule.id.starts_with(prefix)) {
            let verdict = match rule.check {
                Check::Page(check) | Check::Home(check) => check(&view),
                Check::Site(_) => continue,
            };
            if let Verdict::Fail(evidence) = verdict {
                let severity = |it: &Evidence| it.severity.unwrap_or(rule.severity);
                findings.extend(evidence.iter().map(|it| (rule.id, severity(it))));
            }
        }
        findings
    }

    pub(super) fn view(&self) -> PageView<'_> {
        PageView {
            address: "index.html",
            home: true,
            facts: &self.facts,
            site: &self.site,
            foreign_frames: &self.foreign_frames,
            built: self.built,
            today: today(),
        }
    }
}

#[test]
fn ids_are_unique_and_sorted() {
    for pair in ALL.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
    }
    assert!(ALL.iter().all(|rule| by_id(rule.id).is_some_and(|found| found.id == rule.id)));
}

#[test]
fn every_rule_has_an_address() {
    for rule in ALL {
        assert!(rule.url(Lang::En).ends_with(&format!("docs/rules.md#{}", rule.id)));
        assert!(rule.url(Lang::Zh).ends_with(&format!("docs/rules.zh-CN.md#{}", rule.id)));
        let since: Vec<u32> = rule.since.split('.').filter_map(|part| part.parse().ok()).collect();
        assert_eq!(since.len(), 3, "{}: {}", rule.id, rule.since);
    }
}

#[test]
fn every_rule_has_a_file_of_its_name() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    for rule in ALL {
        let file = folder.join(rule.id.replace('-', "_")).with_extension("rs");
        let source = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(source.contains(&format!("id: \"{}\"", rule.id)), "{} not in {file:?}", rule.id);
    }
}

#[test]
fn titles_are_one_line_without_full_stop_and_every_text_is_written() {
    for rule in ALL {
        for title in [&rule.title.zh, &rule.title.en] {
            assert!(!title.is_empty() && !title.contains('\n'), "{}", rule.id);
            assert!(!title.ends_with(['.', '。']), "{}", rule.id);
        }
        for text in [&rule.why, &rule.fix] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", rule.id);
        }
    }
}

#[test]
fn every_basis_is_dated() {
    for rule in ALL {
        for basis in rule.basis {
            assert!(date::parse(basis.text_as_of).is_ok(), "{}: {}", rule.id, basis.text_as_of);
        }
    }
}

/// Rules about fetching have no pages to show; their own files test them on visits.
fn judges_pages(rule: &Rule) -> bool {
    let fetching = matches!(rule.check, Check::Site(_));
    !(fetching && rule.examples.iter().all(|example| example.pages.is_empty()))
}

#[test]
fn every_rule_shows_what_is_right_and_what_is_wrong() {
    for rule in ALL.iter().filter(|rule| judges_pages(rule)) {
        let expects = |wanted: &[Expect]| rule.examples.iter().any(|e| wanted.contains(&e.expect));
        assert!(expects(&[Expect::Pass]), "{} has no passing example", rule.id);
        assert!(expects(&[Expect::Fail, Expect::Review]), "{} has no failing example", rule.id);
    }
}

#[test]
fn every_example_gets_its_promised_verdict() {
    let mut broken = Vec::new();
    for rule in ALL {
        for example in rule.examples.iter().filter(|example| !example.pages.is_empty()) {
            let verdict = judged(rule, example);
            if !kept(&verdict, example.expect) {
                broken.push(format!("{}, {}: {verdict:?}", rule.id, example.name.en));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

fn kept(verdict: &Verdict, promised: Expect) -> bool {
    matches!(
        (verdict, promised),
        (Verdict::Pass, Expect::Pass)
            | (Verdict::Fail(_), Expect::Fail)
            | (Verdict::NotApplicable(_), Expect::NotApplicable)
            | (Verdict::Review(_), Expect::Review)
    )
}

fn judged(rule: &Rule, example: &Example) -> Verdict {
    let site = declared(example.declared);
    let pages: Vec<Page> = example.pages.iter().enumerate().map(page).collect();
    match rule.check {
        Check::Site(check) => {
            let numbers: Vec<PageNumbers> = pages.iter().filter_map(PageNumbers::of).collect();
            let visit = Visit::default();
            let home = pages.first();
            check(&SiteView { visit: &visit, home, pages: &numbers, site: &site, today: today() })
        }
        Check::Page(check) => gravest(pages.iter().map(|page| on_page(check, page, &site))),
        Check::Home(check) => gravest(pages.iter().take(1).map(|page| on_page(check, page, &site))),
    }
}

fn on_page(check: fn(&PageView<'_>) -> Verdict, page: &Page, site: &Site) -> Verdict {
    let facts = page.facts().expect("example pages arrive whole");
    let (address, home) = (page.address.as_str(), page.home);
    let (foreign_frames, built) = (&[][..], None);
    check(&PageView { address, home, facts, site, foreign_frames, built, today: today() })
}

fn page((index, html): (usize, &&str)) -> Page {
    let raw = RawPage {
        bytes: html.as_bytes(),
        // A page that declares its encoding itself is read by that.
        content_type: Some("text/html; charset=utf-8").filter(|_| !html.contains("<meta charset")),
        links: 0,
    };
    let facts = Box::new(facts::read(raw));
    let address = if index == 0 { "index.html".into() } else { format!("page-{index}.html") };
    let arrival = Arrival::Whole { status: None, facts, foreign_frames: Vec::new() };
    Page { address, home: index == 0, file: true, arrival }
}

fn gravest(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let gravity = |verdict: &Verdict| match verdict {
        Verdict::NotApplicable(_) => 0,
        Verdict::Pass => 1,
        Verdict::Review(_) => 2,
        Verdict::Fail(_) => 3,
    };
    verdicts.max_by_key(gravity).expect("an example has a page")
}

/// Reads the `declared` text of an example. The configuration proper lies on a higher floor.
fn declared(toml: &str) -> Site {
    let table: toml::Table = toml.parse().expect("declared values of an example are TOML");
    let mut site = Site::default();
    for (key, value) in &table {
        let text = value.as_str().unwrap_or_default();
        let day = || {
            let day = value.as_datetime().map_or_else(|| text.to_owned(), ToString::to_string);
            Some(date::parse(&day).expect("a day"))
        };
        match key.as_str() {
            "domain" => site.domain = Some(text.to_owned()),
            "icp" => site.icp = Some(IcpNumber::parse(text).expect("an ICP number")),
            "police" if text == "pending" => site.police = Some(DeclaredPolice::Pending),
            "police" => {
                let number = PoliceNumber::parse(text).expect("a police number");
                site.police = Some(DeclaredPolice::Number(number));
            }
            "owner" => site.owner = Some(text.to_owned()),
            "subject" if text == "person" => site.subject = Some(Subject::Person),
            "subject" => site.subject = Some(Subject::Organisation),
            "since" => site.since = value.as_integer().and_then(|year| i16::try_from(year).ok()),
            "commercial" => site.commercial = value.as_bool().unwrap_or_default(),
            "approved" => site.approved = day(),
            "opened" => site.opened = day(),
            "police_submitted" => site.police_submitted = day(),
            "police_approved" => site.police_approved = day(),
            "duties" => {
                let names = value.as_array().into_iter().flatten().filter_map(toml::Value::as_str);
                site.duties = names.map(|name| Duty::named(name).expect("a duty")).collect();
            }
            key => panic!("examples do not declare {key}"),
        }
    }
    site
}
