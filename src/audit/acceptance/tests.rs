use proptest::prelude::*;
use serde_json::json;

use super::*;

const TODAY: Date = Date::constant(2026, 11, 22);

/// A site with findings: each a rule, a page and what is seen there.
fn site(target: &str, findings: &[(String, String, String)]) -> SiteReport {
    let finding = |(rule, page, evidence): &(String, String, String)| {
        json!({"rule": rule, "severity": "error", "page": page, "line": 3, "message": "", "evidence": evidence,
            "fix": "", "reference": ""})
    };
    let none = json!({"icp": [], "police": [], "licences": [], "copyright": []});
    let report = json!({"target": target, "home": "index.html", "final_url": null, "redirects": [],
        "status": if findings.is_empty() { "pass" } else { "fail" }, "pages_found": 0, "pages_checked": 0,
        "truncated": false, "declared": {}, "clocks": [], "filings": none, "reviews": [], "skipped": [],
        "findings": findings.iter().map(finding).collect::<Vec<_>>(), "pages": []});
    serde_json::from_value(report).unwrap()
}

fn acceptance(baseline: Baseline, update: bool) -> Acceptance {
    Acceptance::new(AcceptanceOptions {
        exemptions: Vec::new(),
        baseline: Some(baseline),
        file: PathBuf::from("known.json"),
        update,
        whole: true,
        today: TODAY,
        fail_on: Some(Severity::Error),
    })
}

/// What is left of sites, and the baseline afterwards.
fn run(sites: &[SiteReport], baseline: Baseline, update: bool) -> (Vec<SiteReport>, Acceptance) {
    let mut acceptance = acceptance(baseline, update);
    let mut sites = sites.to_vec();
    for site in &mut sites {
        acceptance.apply(site);
    }
    (sites, acceptance)
}

fn finding(page: &str) -> (String, String, String) {
    ("icp-missing-inner".to_owned(), page.to_owned(), String::new())
}

#[test]
fn a_finding_that_is_there_more_often_than_known_is_new() {
    let once = site("public", &[finding("a.html")]);
    let twice = site("public", &[finding("a.html"), finding("a.html")]);
    let known = run(&[once], Baseline::default(), true).1.updated().unwrap();
    let (left, _) = run(std::slice::from_ref(&twice), known.clone(), false);
    assert_eq!((left[0].findings.len(), left[0].accepted.len()), (1, 1));
    assert_eq!(left[0].status, Status::Fail);
    let both = run(std::slice::from_ref(&twice), known, true).1.updated().unwrap();
    assert_eq!(both.len(), 2);
    let (left, _) = run(&[twice], both, false);
    assert_eq!((left[0].findings.len(), left[0].status), (0, Status::Pass));
}

#[test]
fn that_a_site_cannot_be_judged_is_never_known() {
    let down = ("site-unreachable".to_owned(), "https://a.cn/".to_owned(), String::new());
    let mut report = site("a.cn", &[down]);
    report.status = Status::Error;
    let (left, acceptance) = run(&[report], Baseline::default(), true);
    assert_eq!((left[0].findings.len(), left[0].status), (1, Status::Error));
    assert!(acceptance.updated().unwrap().is_empty());
}

#[test]
fn sites_that_were_not_audited_keep_what_is_known_of_them() {
    let both = [site("a", &[finding("x.html")]), site("b", &[finding("x.html")])];
    let known = run(&both, Baseline::default(), true).1.updated().unwrap();
    let (_, acceptance) = run(&[site("a", &[])], known, true);
    let sites: Vec<String> =
        acceptance.updated().unwrap().entries().map(|entry| entry.site.clone()).collect();
    assert_eq!(sites, ["b"]);
    let mended = acceptance.report().unwrap().baseline.unwrap().mended;
    assert_eq!((mended.len(), mended[0].site.as_str()), (1, "a"));
}

fn any_sites() -> impl Strategy<Value = Vec<SiteReport>> {
    let finding = ("icp-(missing|hidden|not-linked)", "[a-c]\\.html", "(京ICP备1100000[1-3]号)?");
    let findings = prop::collection::vec(finding, 0..8);
    prop::collection::vec(findings, 1..4).prop_map(|sites| {
        let numbered = sites.iter().enumerate();
        numbered.map(|(at, findings)| site(&format!("site-{at}"), findings)).collect()
    })
}

proptest! {
    #[test]
    fn a_baseline_that_was_just_written_leaves_nothing_new(sites in any_sites()) {
        let known = run(&sites, Baseline::default(), true).1.updated().unwrap();
        let mut turned = sites;
        turned.reverse();
        for site in &mut turned { site.findings.reverse(); }
        let (left, acceptance) = run(&turned, known.clone(), false);
        prop_assert!(left.iter().all(|site| site.findings.is_empty() && site.status == Status::Pass));
        let baseline = acceptance.report().unwrap().baseline.unwrap();
        prop_assert!(baseline.mended.is_empty() && baseline.expired.is_empty());
        let again = run(&turned, known.clone(), true).1.updated().unwrap();
        prop_assert_eq!(again.len(), known.len());
    }
}
