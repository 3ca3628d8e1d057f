//! Laws over all rules about dossiers.

use std::path::Path;

use crate::domain::date::{self, Date};
use crate::domain::workday::Calendar;
use crate::preflight::dossier;
use crate::preflight::judge::{JudgeInput, PreflightOutcome, judge};
use crate::preflight::kind;
use crate::preflight::live::{HostSight, Reach, Registration, Registry};
use crate::preflight::provider::Providers;
use crate::preflight::rule::{DossierVerdict, DossierView};
use crate::rules::Expect;

use super::{ALL, by_id};

const TODAY: Date = Date::constant(2026, 11, 22);

fn verdict(id: &str, text: &str, sights: &[HostSight]) -> DossierVerdict {
    let dossier = dossier::parse(Path::new("filing.toml"), text.to_owned()).expect(text);
    let providers = Providers::default();
    let provider = dossier.provider.text().and_then(|text| providers.named(text));
    let kinds: Vec<_> =
        dossier.sites.iter().map(|site| kind::of(site, &dossier, &providers)).collect();
    let calendar = Calendar::vendored();
    let view = DossierView {
        dossier: &dossier,
        kinds: &kinds,
        provider,
        providers: &providers,
        today: TODAY,
        from: TODAY,
        calendar,
        sights,
    };
    (by_id(id).expect(id).check)(&view)
}

#[test]
fn ids_are_unique_sorted_and_no_rule_of_pages_has_them() {
    for pair in ALL.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
    }
    assert!(ALL.iter().all(|rule| crate::rules::by_id(rule.id).is_none()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/preflight/rules");
    for rule in ALL {
        let file = folder.join(rule.id.replace('-', "_")).with_extension("rs");
        let source = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(source.contains(&format!("id: \"{}\"", rule.id)), "{} not in {file:?}", rule.id);
    }
}

#[test]
fn every_text_is_written_and_every_basis_dated() {
    for rule in ALL {
        for title in [&rule.title.zh, &rule.title.en] {
            assert!(
                !title.is_empty() && !title.contains('\n') && !title.ends_with(['.', '。']),
                "{}",
                rule.id
            );
        }
        for text in [&rule.why, &rule.fix] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{}", rule.id);
        }
        assert!(!rule.basis.is_empty(), "{}", rule.id);
        assert!(
            rule.basis.iter().all(|basis| date::parse(basis.text_as_of).is_ok()),
            "{}",
            rule.id
        );
    }
}

#[test]
fn every_example_gets_its_promised_verdict_and_both_kinds_are_there() {
    let mut broken = Vec::new();
    for rule in ALL.iter().filter(|rule| !rule.id.starts_with("seen-")) {
        let expects = |wanted: &[Expect]| rule.examples.iter().any(|e| wanted.contains(&e.expect));
        if !expects(&[Expect::Pass]) || !expects(&[Expect::Fail, Expect::Review]) {
            broken.push(format!("{}: examples that pass and that do not are wanted", rule.id));
        }
        for example in rule.examples {
            let verdict = verdict(rule.id, example.dossier, &[]);
            if verdict.gravest() != example.expect {
                broken.push(format!("{}, {}: {verdict:?}", rule.id, example.name.en));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_output_of_a_rule_shows_a_number_of_a_document_or_a_phone() {
    for rule in ALL {
        for example in rule.examples {
            let dossier =
                dossier::parse(Path::new("f"), example.dossier.to_owned()).expect(rule.id);
            let providers = Providers::default();
            let question = JudgeInput {
                dossier: &dossier,
                providers: &providers,
                today: TODAY,
                from: TODAY,
                calendar: Calendar::vendored(),
                sights: &[],
                levels: &crate::rules::Levels::default(),
            };
            let PreflightOutcome { findings, reviews, decisions, papers, .. } = judge(&question);
            let said = format!("{findings:?}{reviews:?}{decisions:?}{papers:?}");
            for number in [
                "11010519491231002",
                "130402198207290622",
                "13800000000",
                "14800000000",
                "65432109",
            ] {
                assert!(!said.contains(number), "{}: {said}", rule.id);
            }
        }
    }
}

fn sight() -> HostSight {
    HostSight {
        host: "example.cn".into(),
        reach: Reach::Answers,
        www: None,
        addresses: Vec::new(),
        shows_number: None,
        registry: None,
    }
}

const SITE: &str = "[[site]]\nname = \"甲\"\ndomain = \"example.cn\"\n[[server]]\naddress = \"203.0.113.10\"\n[[domain]]\nname = \"example.cn\"\nholder = \"沈听雨\"\nexpires = 2027-11-10\n";

#[test]
fn addresses_that_were_seen_are_compared() {
    let seen = |address: &str| HostSight { addresses: vec![address.parse().unwrap()], ..sight() };
    for (address, expect) in [("203.0.113.10", Expect::Pass), ("198.51.100.7", Expect::Fail)] {
        assert_eq!(verdict("seen-address-differs", SITE, &[seen(address)]).gravest(), expect);
    }
    assert_eq!(verdict("seen-address-differs", SITE, &[]).gravest(), Expect::NotApplicable);
    let www = HostSight { www: Some(Reach::NoAddress), ..seen("203.0.113.10") };
    assert_eq!(verdict("seen-address-differs", SITE, &[www]).gravest(), Expect::Fail);
}

#[test]
fn the_registry_is_compared() {
    let told =
        |registration| HostSight { registry: Some(Registry::Found(registration)), ..sight() };
    let right = Registration { holder: Some("沈听雨".into()), ..Registration::default() };
    for (sight, expect) in [
        (told(right.clone()), Expect::Pass),
        (told(Registration { holder: Some("陈小舟".into()), ..right.clone() }), Expect::Fail),
        (
            told(Registration { expires: Some(Date::constant(2026, 12, 1)), ..right.clone() }),
            Expect::Fail,
        ),
        (told(Registration { statuses: vec!["clientHold".into()], ..right.clone() }), Expect::Fail),
        (HostSight { registry: Some(Registry::NotFound), ..sight() }, Expect::Fail),
        (
            HostSight { registry: Some(Registry::Unknown("timed out".into())), ..sight() },
            Expect::Review,
        ),
        (sight(), Expect::NotApplicable),
    ] {
        assert_eq!(
            verdict("seen-registry-differs", SITE, std::slice::from_ref(&sight)).gravest(),
            expect,
            "{sight:?}"
        );
    }
}

#[test]
fn what_was_seen_goes_before_what_is_not_said() {
    let closed = HostSight { reach: Reach::NoAddress, ..sight() };
    assert_eq!(verdict("site-open-early", SITE, &[sight()]).gravest(), Expect::Fail);
    assert_eq!(verdict("site-open-early", SITE, &[closed]).gravest(), Expect::Pass);
    let filed = "[[site]]\nname = \"甲\"\n[[filed_site]]\ndomain = \"example.cn\"\n";
    let shows = |shows| HostSight { shows_number: Some(shows), ..sight() };
    assert_eq!(verdict("filed-site-not-shown", filed, &[shows(true)]).gravest(), Expect::Pass);
    assert_eq!(verdict("filed-site-not-shown", filed, &[shows(false)]).gravest(), Expect::Fail);
}
