//! The rules about fetching, on visits that no example page can show.

use crate::domain::lang::Text;
use crate::facts::{Intercept, PageKind, StandIn, StandInKind};
use crate::net::TlsFaultKind;
use crate::visit::{Arrival, Page, TlsFault, Visit};

use super::tests::{Case, today};
use super::{Check, Evidence, SiteView, Verdict, by_id};

/// The rules that say whether a home page was read at all.
const ARRIVAL_RULES: &[&str] =
    &["site-unreachable", "site-status", "site-not-html", "site-intercepted", "site-stand-in"];

fn failed() -> Arrival {
    Arrival::Failed { error: Text::fixed("连接被拒绝", "connection refused") }
}

fn status(status: u16, intercept: Option<Intercept>) -> Arrival {
    Arrival::Status {
        status,
        error: Text::fixed("跳转超过 10 次", "too many redirects"),
        intercept,
    }
}

fn not_html() -> Arrival {
    Arrival::NotHtml { status: Some(200), error: "application/pdf".into() }
}

fn whole(kind: PageKind, intercept: Option<Intercept>) -> Arrival {
    let mut facts = Case::new().facts;
    facts.kind = kind;
    facts.intercept = intercept;
    Arrival::Whole { status: Some(200), facts: Box::new(facts), foreign_frames: Vec::new() }
}

fn standing_in(intercept: Option<Intercept>) -> Arrival {
    let mut facts = Case::new().facts;
    let evidence = "网站维护中".to_owned();
    facts.stand_in = Some(StandIn { kind: StandInKind::Maintenance, evidence });
    facts.intercept = intercept;
    Arrival::Whole { status: Some(200), facts: Box::new(facts), foreign_frames: Vec::new() }
}

fn blocked() -> Intercept {
    Intercept { provider: "Alibaba Cloud".into(), evidence: "该网站未备案".into() }
}

fn ask(rule: &str, home: Option<&Arrival>, visit: &Visit) -> Verdict {
    let home = home.map(|arrival| Page {
        address: "https://example.cn/".into(),
        home: true,
        file: false,
        arrival: arrival.clone(),
    });
    let site = Case::new().site;
    match by_id(rule).map(|rule| rule.check) {
        Some(Check::Site(check)) => {
            check(&SiteView { visit, home: home.as_ref(), pages: &[], site: &site, today: today() })
        }
        other => panic!("{rule} is no site rule: {other:?}"),
    }
}

/// The only evidence of the only rule on arrival that fails.
fn fault(home: Option<&Arrival>) -> Option<(&'static str, Evidence)> {
    let mut faults =
        ARRIVAL_RULES.iter().filter_map(|rule| match ask(rule, home, &Visit::default()) {
            Verdict::Fail(evidence) => Some((*rule, evidence.into_iter().next().unwrap())),
            _ => None,
        });
    let fault = faults.next();
    assert_eq!(faults.next(), None, "two rules for one arrival");
    fault
}

#[test]
fn every_way_not_to_arrive_has_exactly_one_rule() {
    for (home, expected) in [
        (None, Some("site-unreachable")),
        (Some(failed()), Some("site-unreachable")),
        (Some(status(404, None)), Some("site-status")),
        (Some(status(302, None)), Some("site-status")),
        (Some(status(503, None)), Some("site-status")),
        (Some(status(403, Some(blocked()))), Some("site-intercepted")),
        (Some(whole(PageKind::Document, Some(blocked()))), Some("site-intercepted")),
        (Some(standing_in(None)), Some("site-stand-in")),
        (Some(standing_in(Some(blocked()))), Some("site-intercepted")),
        (Some(not_html()), Some("site-not-html")),
        (Some(whole(PageKind::NotHtml, None)), Some("site-not-html")),
        (Some(whole(PageKind::Document, None)), None),
        (Some(whole(PageKind::Empty, None)), None),
        (Some(whole(PageKind::Shell, None)), None),
    ] {
        let rule = fault(home.as_ref()).map(|(rule, _)| rule);
        assert_eq!(rule, expected, "{home:?}");
    }
}

#[test]
fn no_server_is_at_fault_where_a_folder_cannot_be_read() {
    let home = Page { address: "out".into(), home: true, file: true, arrival: failed() };
    let (visit, site) = (Visit::default(), Case::new().site);
    let view =
        SiteView { visit: &visit, home: Some(&home), pages: &[], site: &site, today: today() };
    let Some(Check::Site(check)) = by_id("site-unreachable").map(|rule| rule.check) else {
        panic!("no site rule")
    };
    let Verdict::Fail(evidence) = check(&view) else { panic!("passes") };
    let fix = evidence.into_iter().next().unwrap().fix.unwrap();
    assert!(fix.en.contains("folder") && !fix.en.contains("server"), "{}", fix.en);
}

#[test]
fn a_fault_of_arrival_points_at_the_home_page_and_quotes_what_happened() {
    let (_, evidence) = fault(Some(&failed())).unwrap();
    assert_eq!(evidence.page.as_deref(), Some("https://example.cn/"));
    assert_eq!(evidence.seen, "connection refused");
    assert!(evidence.fix.is_none());
    let (_, evidence) = fault(Some(&status(429, None))).unwrap();
    assert!(evidence.message.en.contains("429"), "{}", evidence.message.en);
    let (_, evidence) = fault(Some(&status(200, Some(blocked())))).unwrap();
    assert!(evidence.message.zh.contains("Alibaba Cloud") && evidence.seen == "该网站未备案");
}

#[test]
fn a_site_that_leads_away_is_said_to_and_not_called_unreachable() {
    let visit = Visit {
        target: "example.cn".into(),
        final_url: Some("https://example.com/".into()),
        away: Some("example.com".into()),
        ..Visit::default()
    };
    let Verdict::Fail(evidence) = ask("site-redirects-away", None, &visit) else { panic!() };
    let fix = evidence[0].fix.as_ref().unwrap();
    assert!(fix.zh.contains("example.cn") && fix.zh.contains("[\"example.com\"]"), "{}", fix.zh);
    assert!(matches!(ask("site-unreachable", None, &visit), Verdict::NotApplicable(_)));
    let stays = Visit::default();
    assert_eq!(ask("site-redirects-away", None, &stays), Verdict::Pass);
}

#[test]
fn each_tls_fault_has_its_own_words() {
    let kinds = [
        TlsFaultKind::Expired,
        TlsFaultKind::NotYetValid,
        TlsFaultKind::WrongHost,
        TlsFaultKind::SelfSigned,
        TlsFaultKind::UnknownIssuer,
        TlsFaultKind::OldVersion,
        TlsFaultKind::NotTls,
        TlsFaultKind::Stalled,
        TlsFaultKind::Handshake,
    ];
    let messages = kinds.map(|kind| {
        let tls_fault = Some(TlsFault { kind, detail: "as the library says".into() });
        let visit = Visit { tls_fault, ..Visit::default() };
        match ask("site-tls-invalid", None, &visit) {
            Verdict::Fail(evidence) => evidence[0].message.en.to_string(),
            verdict => panic!("{kind:?}: {verdict:?}"),
        }
    });
    let mut unique = messages.to_vec();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), kinds.len());
    assert_eq!(ask("site-tls-invalid", None, &Visit::default()), Verdict::Pass);
    let at = |home: &str| {
        let tls_fault = Some(TlsFault { kind: TlsFaultKind::Handshake, detail: "x".into() });
        let visit = Visit { tls_fault, home: Some(home.to_owned()), ..Visit::default() };
        matches!(ask("site-tls-invalid", None, &visit), Verdict::Fail(_))
    };
    for public in
        ["http://example.cn/", "http://1.1.1.1/", "http://[2400:3200::1]/", "http://localhost.cn/"]
    {
        assert!(at(public), "{public}");
    }
    for here in [
        "http://localhost:4000/",
        "http://a.localhost/",
        "http://127.0.0.1:8080/",
        "http://[::1]:1/",
        "http://192.168.1.5/",
        "http://10.0.0.2/",
        "http://172.20.0.1/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://nas.local/",
        "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/",
    ] {
        assert!(!at(here), "{here}");
    }
}
