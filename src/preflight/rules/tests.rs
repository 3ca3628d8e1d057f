//! Laws over all rules about dossiers.

use std::path::Path;

use crate::domain::date::{self, Date};
use crate::domain::lang::Text;
use crate::domain::workday::Calendar;
use crate::preflight::data::{PROVINCE_WORDS, RESIDENCE, SITES_PER_ORDER};
use crate::preflight::dossier;
use crate::preflight::judge::PreflightOutcome;
use crate::preflight::kind;
use crate::preflight::live::{HostSight, OtherName, Reach, Registration, Registry};
use crate::preflight::provider::Providers;
use crate::preflight::registry;
use crate::preflight::rule::{DossierVerdict, DossierView, SeenExample};
use crate::preflight::tests::{TODAY, judged};
use crate::rules::Expect;

use super::{ALL, by_id};

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
    by_id(id).expect(id).judge(&view)
}

#[test]
fn ids_are_unique_sorted_and_no_rule_of_pages_has_them() {
    for pair in ALL.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
    }
    assert!(ALL.iter().all(|rule| crate::rules::by_id(rule.id).is_none()));
    // beian.toml is read in a room below
    assert!(ALL.iter().map(|rule| rule.id).eq(crate::rules::FILING_IDS.iter().copied()));
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
    for rule in ALL {
        let expects = |wanted: &[Expect]| rule.examples.iter().any(|e| wanted.contains(&e.expect));
        if !expects(&[Expect::Pass]) || !expects(&[Expect::Fail, Expect::Review]) {
            broken.push(format!("{}: examples that pass and that do not are wanted", rule.id));
        }
        for example in rule.examples {
            let verdict = verdict(rule.id, example.dossier, &seen(example.seen));
            if verdict.gravest() != example.expect {
                broken.push(format!("{}, {}: {verdict:?}", rule.id, example.name.en));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What an example says was seen.
fn seen(example: SeenExample) -> Vec<HostSight> {
    match example {
        SeenExample::Nothing => Vec::new(),
        SeenExample::Addresses(lines) => {
            let line = |line: &str| {
                let (host, address) = line.split_once(' ').expect(line);
                let addresses = vec![address.parse().expect(line)];
                let unseen = HostSight::unseen(host.to_owned());
                HostSight { reach: Reach::Answers, addresses, ..unseen }
            };
            lines.lines().map(line).collect()
        }
        SeenExample::Registry(answer) => {
            let registry = Some(registry::read(answer, "example.cn"));
            vec![HostSight { registry, ..HostSight::unseen("example.cn".to_owned()) }]
        }
    }
}

/// The verdicts that a rule's examples promise for a province, of persons or of units where that is wanted.
fn promised(rule: &str, province: &str, kind: &str) -> Vec<Expect> {
    let said = format!("province = \"{province}\"");
    let examples = by_id(rule).expect(rule).examples.iter();
    let of = examples.filter(|it| it.dossier.contains(&said) && it.dossier.contains(kind));
    of.map(|it| it.expect).collect()
}

#[test]
fn every_row_of_a_province_has_examples_that_pass_and_that_fail() {
    let person = "kind = \"person\"";
    let mut rows: Vec<(&str, &str, &str)> = vec![("name-jiangsu-form", "江苏", person)];
    let of_persons = [
        ("name-province-word", PROVINCE_WORDS.provinces.keys().collect::<Vec<_>>()),
        ("lead-residence-permit", RESIDENCE.provinces.iter().collect()),
    ];
    for (rule, provinces) in &of_persons {
        rows.extend(provinces.iter().map(|province| (*rule, province.as_str(), person)));
    }
    for province in &crate::domain::province::ALL {
        let Some(row) = SITES_PER_ORDER.of(province.zh) else { continue };
        let unit = "kind = \"enterprise\"";
        let bounds = [(person, row.person), (unit, row.unit.or(row.unit_domains))];
        let bounded = bounds.into_iter().filter(|(_, bound)| bound.is_some());
        rows.extend(bounded.map(|(kind, _)| ("order-sites-too-many", province.zh, kind)));
    }
    assert_eq!(rows.len(), 1 + 11 + 3 + 8);
    for (rule, province, kind) in rows {
        let promised = promised(rule, province, kind);
        for wanted in [Expect::Pass, Expect::Fail] {
            assert!(promised.contains(&wanted), "{rule} {province} {kind}: {promised:?}");
        }
    }
}

#[test]
fn every_word_of_a_province_is_refused_there() {
    for (province, words) in &PROVINCE_WORDS.provinces {
        for word in words {
            let text = format!(
                "[subject]\nkind = \"person\"\nprovince = \"{province}\"\n[[site]]\nname = \"林间{word}\"\n"
            );
            let verdict = verdict("name-province-word", &text, &[]);
            assert_eq!(verdict.gravest(), Expect::Fail, "{province} {word}");
        }
    }
}

#[test]
fn no_output_of_a_rule_shows_a_number_of_a_document_or_a_phone() {
    for rule in ALL {
        for example in rule.examples {
            let PreflightOutcome { findings, reviews, decisions, papers, .. } =
                judged(example.dossier);
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
    HostSight { reach: Reach::Answers, ..HostSight::unseen("example.cn".into()) }
}

fn www(reach: Reach) -> OtherName {
    let name = "www.example.cn".into();
    OtherName { name, reach, addresses: Vec::new(), shows_number: None }
}

const SITE: &str = "[[site]]\nname = \"甲\"\ndomain = \"example.cn\"\n[[server]]\naddress = \"203.0.113.10\"\n[[domain]]\nname = \"example.cn\"\nholder = \"沈听雨\"\nexpires = 2027-11-10\n";

#[test]
fn addresses_that_were_seen_are_compared() {
    let seen = |address: &str| HostSight { addresses: vec![address.parse().unwrap()], ..sight() };
    for (address, expect) in [("203.0.113.10", Expect::Pass), ("198.51.100.7", Expect::Fail)] {
        assert_eq!(verdict("seen-address-differs", SITE, &[seen(address)]).gravest(), expect);
    }
    assert_eq!(verdict("seen-address-differs", SITE, &[]).gravest(), Expect::NotApplicable);
    for (reach, expect) in [(Reach::NoAddress, Expect::Fail), (Reach::Answers, Expect::Pass)] {
        let sight = HostSight { other: Some(www(reach)), ..seen("203.0.113.10") };
        assert_eq!(verdict("seen-address-differs", SITE, &[sight]).gravest(), expect);
    }
    let mut moved = www(Reach::Answers);
    moved.addresses = vec!["198.51.100.7".parse().unwrap()];
    let sight = HostSight { other: Some(moved), ..seen("203.0.113.10") };
    assert_eq!(verdict("seen-address-differs", SITE, &[sight]).gravest(), Expect::Fail);
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
            HostSight {
                registry: Some(Registry::Unknown(Text::fixed("超时", "timed out"))),
                ..sight()
            },
            Expect::NotApplicable,
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
    let www = HostSight { other: Some(www(Reach::Answers)), ..closed.clone() };
    assert_eq!(verdict("site-open-early", SITE, &[www]).gravest(), Expect::Fail);
    assert_eq!(
        verdict("site-open-early", SITE, std::slice::from_ref(&closed)).gravest(),
        Expect::Pass
    );
    // one look from one place does not take back what the dossier says
    let open = SITE.replacen("\n[[server]]", "\nopen = true\n[[server]]", 1);
    assert_eq!(verdict("site-open-early", &open, &[closed]).gravest(), Expect::Review);
    let filed = "[[site]]\nname = \"甲\"\n[[filed_site]]\ndomain = \"example.cn\"\n";
    let shows = |shows| HostSight { shows_number: Some(shows), ..sight() };
    assert_eq!(verdict("filed-site-not-shown", filed, &[shows(true)]).gravest(), Expect::Pass);
    assert_eq!(verdict("filed-site-not-shown", filed, &[shows(false)]).gravest(), Expect::Fail);
}

#[test]
fn a_site_that_moves_stays_open_with_its_number() {
    let moved = "provider = \"aliyun\"\n[subject]\nicp = \"浙ICP备12345670号\"\nfiled_with = \"tencent\"\n\
                 [[site]]\ndomain = \"example.cn\"\nicp = \"浙ICP备12345670号-1\"\n";
    let seen = |sight| verdict("filed-site-not-shown", moved, &[sight]).gravest();
    let shows = |shows| HostSight { shows_number: Some(shows), ..sight() };
    assert_eq!(seen(shows(true)), Expect::Pass);
    assert_eq!(seen(shows(false)), Expect::Review);
    assert_eq!(seen(HostSight { reach: Reach::NoAddress, ..sight() }), Expect::Review);
    assert_eq!(verdict("filed-site-not-shown", moved, &[]).gravest(), Expect::NotApplicable);
}

/// What the rules about the place of an address say of one: the province's, then the city's.
fn of_address(province: &str, city: &str, address: &str) -> [Expect; 2] {
    let text = format!(
        "[subject]\nprovince = \"{province}\"\ncity = \"{city}\"\naddress = \"{address}\"\n"
    );
    ["subject-address-province", "subject-address-city"]
        .map(|rule| verdict(rule, &text, &[]).gravest())
}

#[test]
fn an_address_as_it_is_on_the_document_is_no_error() {
    let (fits, review) = ([Expect::Pass, Expect::Pass], [Expect::Pass, Expect::Review]);
    let elsewhere = [Expect::Fail, Expect::NotApplicable];
    let wrong = [Expect::Pass, Expect::Fail];
    for (province, city, address, expect) in [
        ("广东", "东莞", "广东省东莞市东城区东城路1号", fits),
        ("广东", "中山", "广东省中山市东区中山三路1号", fits),
        ("广东", "中山", "中山市西区街道富华道1号", fits),
        ("海南", "儋州", "海南省儋州市城区中兴大道1号", fits),
        ("甘肃", "嘉峪关", "甘肃省嘉峪关市镜铁区迎宾路1号", fits),
        ("吉林", "延边州", "吉林省延边州延吉市公园路1号", fits),
        ("上海", "上海", "上海市浦东新区世纪大道1号", fits),
        ("重庆", "重庆", "重庆市 渝中区 民权路1号", fits),
        ("浙江", "杭州", "浙江省 杭州市 西湖区 文三路20号", fits),
        ("浙江", "杭州", "浙江省\u{3000}杭州市\u{3000}西湖区文三路20号", fits),
        ("山西", "大同", "山西省大同市城区新建南路1号", review),
        ("山西", "长治", "山西省长治市城区英雄中路1号", review),
        ("河北", "石家庄", "河北省石家庄市桥东区平安大街1号", review),
        ("重庆", "重庆", "重庆市江北区观音桥1号", review),
        ("重庆", "重庆", "重庆市渝北区龙溪街道1号", review),
        ("上海", "上海", "上海市闸北区共和新路1号", review),
        ("北京", "北京", "北京市宣武区广安门内大街1号", review),
        ("北京", "北京", "北京市广安门内大街1号", review),
        ("浙江", "杭州", "江苏省苏州市姑苏区临顿路88号", elsewhere),
        ("浙江", "杭州", "浙江省苏州市姑苏区临顿路88号", elsewhere),
        ("江苏", "苏州", "江苏省南京市玄武区珠江路88号", wrong),
        ("江苏", "苏州", "江苏省苏州市义乌市北苑路1号", wrong),
    ] {
        assert_eq!(of_address(province, city, address), expect, "{address}");
    }
}

#[test]
fn of_a_municipality_the_district_is_asked_for() {
    for (province, rest) in [
        ("重庆", "市渝北区龙溪街道1号"),
        ("上海", "市闸北区共和新路1号"),
        ("北京", "市广安门内大街1号"),
    ] {
        let text =
            format!("[subject]\nprovince = \"{province}\"\naddress = \"{province}{rest}\"\n");
        let DossierVerdict::Judged(said) = verdict("subject-address-city", &text, &[]) else {
            panic!("{text}");
        };
        let Text { zh, en } = &said.first().expect(&text).message;
        assert!(zh.contains("区县") && en.contains("district"), "{zh} {en}");
        assert!(!zh.contains("城市") && !en.contains("city"), "{zh} {en}");
    }
}
