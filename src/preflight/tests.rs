//! Decisions and plans of whole dossiers.

use std::path::Path;

use proptest::prelude::*;

use crate::domain::date::Date;
use crate::domain::event::Event;
use crate::domain::workday::Calendar;
use crate::rules::Levels;

use super::dossier::parse;
use super::kind::FilingKind;
use super::left_out::SAMPLES;
use super::provider::Providers;
use super::{DossierFinding, JudgeInput, PreflightOutcome, happenings, judge};

pub(super) const TODAY: Date = Date::constant(2026, 11, 22);

pub(super) fn judged(text: &str) -> PreflightOutcome {
    let dossier = parse(Path::new("f"), text.to_owned()).expect(text);
    judge(&JudgeInput {
        dossier: &dossier,
        providers: &Providers::default(),
        today: TODAY,
        from: TODAY,
        calendar: Calendar::vendored(),
        sights: &[],
        levels: &Levels::default(),
    })
}

/// The Chinese answers to one question.
pub(super) fn answers(id: &str, text: &str) -> Vec<String> {
    let decisions = judged(text).decisions;
    decisions.into_iter().filter(|it| it.id == id).map(|it| it.answer.zh.into_owned()).collect()
}

#[test]
fn each_question_has_its_answer() {
    let site = "[[site]]\nname = \"甲\"\n";
    let filed = "provider = \"aliyun\"\n[subject]\nkind = \"enterprise\"\nicp = \"x\"\nfiled_with = \"tencent\"\n[[site]]\nname = \"甲\"\n";
    for (id, text, part) in [
        ("filing-needed", "[[server]]\nmainland = false\n[[site]]\nname = \"甲\"\n", "不需要备案"),
        ("filing-needed", "[[server]]\nhosting = \"own\"\n[[site]]\nname = \"甲\"\n", "网络运营商"),
        ("filing-needed", "provider = \"aliyun\"\n[[site]]\nname = \"甲\"\n", "阿里云"),
        ("filing-kind", site, "首次备案"),
        ("filing-kind", filed, "原备案不在本接入商"),
        ("filing-kind", &format!("{filed}icp = \"x-1\"\n"), "接入备案"),
        ("filing-made-on", filed, "电脑或手机 App"),
        ("filing-made-on", &format!("{filed}icp = \"x-1\"\n"), "只能在电脑上"),
        ("front", &format!("{site}[[front]]\nkind = \"object-storage\"\n"), "要备案，不一定"),
        (
            "front",
            &format!("{site}[[front]]\nkind = \"cdn\"\norigin = \"here\"\n"),
            "在本接入商备案",
        ),
        (
            "front",
            &format!("{site}[[front]]\nkind = \"waf\"\norigin = \"elsewhere-in-the-mainland\"\n"),
            "办理接入备案",
        ),
        (
            "front",
            &format!("{site}[[front]]\nkind = \"anti-ddos\"\nline = \"bgp\"\n"),
            "办理接入备案",
        ),
        (
            "front",
            &format!("{site}[[front]]\nkind = \"anti-ddos\"\nline = \"single-carrier\"\n"),
            "不要求",
        ),
        (
            "orders",
            "[subject]\nkind = \"person\"\nprovince = \"湖北\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n",
            "第 1 个订单：甲；第 2 个订单：乙",
        ),
        (
            "sms",
            "[[lead]]\nname = \"沈听雨\"\nmobile = \"13800000000\"\n[[site]]\nname = \"甲\"\n",
            "沈听雨（138****0000）",
        ),
        ("sms", "request = \"cancel-access\"\n[[site]]\nname = \"甲\"\n", "不需要"),
        ("site-open", site, "关闭"),
        ("police", "[subject]\nprovince = \"上海\"\n[[site]]\nname = \"甲\"\n", "上海"),
    ] {
        let answers = answers(id, text);
        assert!(answers.iter().any(|answer| answer.contains(part)), "{id} {text}: {answers:?}");
    }
    assert!(answers("sms", "request = \"file\"\n").is_empty());
}

#[test]
fn each_question_has_another_answer_elsewhere() {
    let site = "[[site]]\nname = \"甲\"\n";
    let here = "provider = \"aliyun\"\n[subject]\nicp = \"x\"\nfiled_with = \"aliyun\"\n[[site]]\nname = \"甲\"\n";
    let filed = "provider = \"aliyun\"\n[subject]\nkind = \"enterprise\"\nicp = \"x\"\nfiled_with = \"tencent\"\n[[site]]\nname = \"甲\"\n";
    for (id, text, part) in [
        ("police", site, "全国互联网安全管理服务平台"),
        ("filing-needed", &format!("{here}icp = \"x-1\"\n"), "不需要再备案"),
        ("filing-kind", here, "原备案在本接入商"),
        (
            "filing-kind",
            &format!("request = \"change\"\nchanges = [\"phone\"]\n{site}"),
            "变更备案",
        ),
        ("filing-kind", &format!("request = \"cancel-site\"\n{site}"), "注销"),
        ("filing-needed", &format!("request = \"cancel-site\"\n{site}"), "不用备案"),
        ("filing-needed", &format!("request = \"change\"\n{site}"), "不用重新备案"),
        (
            "front",
            &format!(
                "provider = \"aliyun\"\n{site}[[front]]\nkind = \"cdn\"\nprovider = \"tencent\"\norigin = \"here\"\n"
            ),
            "还要在本接入商办理接入备案",
        ),
        ("front", &format!("{site}[[front]]\nkind = \"waf\"\n"), "取决于源站"),
        (
            "orders",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"甲\"\n",
            "一个订单",
        ),
        ("sms", &format!("{filed}[[lead]]\nname = \"沈听雨\"\n"), "沈听雨（没有写手机号）"),
        ("site-open", filed, "主体已备案的网站要能打开"),
        ("site-open", &format!("{filed}icp = \"x-1\"\n"), "照常打开"),
        ("opening", &format!("{filed}icp = \"x-1\"\n"), "继续展示"),
        ("police", &format!("{filed}icp = \"x-1\"\n"), "从网站当初开通算起"),
        (
            "filing-needed",
            "[[server]]\nhosting = \"own\"\nmainland = false\n[[site]]\nname = \"甲\"\n",
            "不需要备案，也不能备案",
        ),
        ("reachable", &format!("provider = \"aliyun\"\n{site}"), "95187"),
        ("reachable", site, "陌生座机多半是接入商审核员"),
        (
            "opening",
            "[subject]\nkind = \"enterprise\"\nprovince = \"江苏\"\n[[site]]\nname = \"甲\"\n",
            "版权行",
        ),
        ("opening", &format!("{site}commercial = true\n"), "ICP 许可证"),
    ] {
        let answers = answers(id, text);
        assert!(answers.iter().any(|answer| answer.contains(part)), "{id} {text}: {answers:?}");
    }
}

/// The papers of a dossier, in Chinese.
fn papers(text: &str) -> Vec<String> {
    judged(text).papers.into_iter().map(|it| it.paper.zh.into_owned()).collect()
}

#[test]
fn a_further_site_in_hunan_needs_a_plan() {
    let hunan = "[subject]\nkind = \"person\"\nprovince = \"湖南\"\n";
    let site = "[[site]]\nname = \"甲\"\ndomain = \"a.cn\"\n";
    let filed = "[[filed_site]]\ndomain = \"b.cn\"\nicp = \"湘ICP备12345670号-1\"\n";
    let wants = |text: String| papers(&text).iter().any(|it| it.contains("再加网站"));
    assert!(!wants(format!("{hunan}{site}")));
    assert!(wants(format!("{hunan}{site}{filed}")));
    assert!(wants(format!("{hunan}{site}{}", site.replace("a.cn", "c.cn"))));
    assert!(!wants(format!("{hunan}{site}{filed}").replace("湖南", "浙江")));
}

#[test]
fn a_cancellation_is_asked_for_nothing_but_its_order() {
    let filed = "provider = \"aliyun\"\nopen_order = false\n[subject]\nname = \"远山旅行社\"\nicp = \"苏ICP备12345670号\"\nfiled_with = \"aliyun\"\n[[lead]]\nname = \"陈小舟\"\nmobile = \"13800000000\"\n[[site]]\nname = \"中国旅行\"\ndomain = \"example.cn\"\nicp = \"苏ICP备12345670号-1\"\n";
    for request in ["cancel-site", "cancel-access", "cancel-subject"] {
        let outcome = judged(&format!("request = \"{request}\"\n{filed}"));
        assert_eq!((outcome.findings, outcome.reviews), (Vec::new(), Vec::new()), "{request}");
    }
    let changed = |what: &str| {
        judged(&format!("request = \"change\"\nchanges = [\"{what}\"]\n{filed}")).findings
    };
    assert_eq!(changed("phone"), []);
    assert_eq!(changed("site-name").first().map(|it| it.rule), Some("name-state-word"));
    // what is filed here already needs no order, and nothing is asked for one
    assert_eq!(judged(filed).reviews, []);
}

#[test]
fn a_unit_of_shaanxi_with_more_than_30_domains_needs_papers_for_the_rest() {
    let unit = "[subject]\nkind = \"enterprise\"\nprovince = \"陕西\"\n";
    let sites = |count: usize| -> String {
        let site = |at| format!("[[site]]\nname = \"网{at}\"\ndomain = \"a{at}.cn\"\n");
        (0..count).map(site).collect::<Vec<_>>().concat()
    };
    let filed = "[[filed_site]]\ndomain = \"filed.cn\"\n";
    let orders = |text: String| answers("orders", &text).concat();
    assert!(orders(format!("{unit}{}", sites(30))).contains("一个订单"));
    assert!(orders(format!("{unit}{}", sites(31))).ends_with("；第 2 个订单：网30"));
    assert!(orders(format!("{unit}{}{filed}", sites(30))).ends_with("；第 2 个订单：网29"));
}

#[test]
fn an_own_server_is_asked_for_nothing_that_a_provider_sells() {
    let (rest, _) = SAMPLES[0].split_once("[[server]]").unwrap();
    let rest = rest.replace("provider = \"aliyun\"\n", "");
    let server = "hosting = \"own\"\nmainland = true\naddress = \"203.0.113.9\"\n";
    let own = format!("{rest}[[server]]\n{server}");
    let region = format!("provider = \"电信\"\n{own}region = \"自有机房\"\n");
    for text in [own, region] {
        let outcome = judged(&text);
        assert!(outcome.kinds.iter().all(|kind| *kind == FilingKind::Carrier));
        let of_server = |it: &&DossierFinding| {
            let keys = &it.evidence.unsaid;
            ["server-", "provider-"].iter().any(|rule| it.rule.starts_with(rule))
                || it.evidence.table.contains("[[server]]")
                || keys.contains(&"provider")
        };
        let said = outcome.reviews.iter().chain(&outcome.findings);
        let asked: Vec<_> = said.filter(of_server).collect();
        assert!(asked.is_empty(), "{asked:?}");
    }
}

#[test]
fn only_what_has_happened_becomes_an_event() {
    let text = "[order]\ncreated = 2026-11-20\nsubmitted = 2026-12-01\n[[site]]\nname = \"甲\"\ndomain = \"www.a.cn\"\n[[domain]]\nname = \"a.cn\"\nverified = 2026-11-10\n[[lead]]\nmobile = \"13800000000\"\n";
    let dossier = parse(Path::new("f"), text.to_owned()).unwrap();
    let events = happenings(&dossier, &Providers::default(), TODAY);
    let listed: Vec<_> = events.iter().map(|it| (it.site.as_str(), it.event)).collect();
    assert_eq!(listed, [("a.cn", Event::DomainVerified), ("a.cn", Event::OrderCreated)]);
    assert!(!format!("{events:?}").contains("138"));
}

#[test]
fn each_phone_that_verifies_has_a_message_of_its_own() {
    let text = "[order]\nsms_received = 2026-11-22\n[subject]\nlead = \"沈听雨\"\n[[lead]]\nname = \"沈听雨\"\nmobile = \"13800001111\"\n[[lead]]\nname = \"陈小舟\"\nmobile = \"13900002222\"\n[[site]]\nname = \"甲\"\ndomain = \"a.cn\"\nlead = \"陈小舟\"\n";
    let notes = |text: &str| -> Vec<Option<String>> {
        let dossier = parse(Path::new("f"), text.to_owned()).unwrap();
        let events = happenings(&dossier, &Providers::default(), TODAY);
        events.into_iter().map(|it| it.details.note).collect()
    };
    let both = ["*******1111", "*******2222"].map(|note| Some(note.to_owned()));
    assert_eq!(notes(text), both);
    // of a subject that is filed, the site's lead alone verifies
    assert_eq!(notes(&text.replace("[subject]\n", "[subject]\nicp = \"x\"\n")), [None]);
}

#[test]
fn a_server_of_very_many_months_is_judged() {
    let text = "[[server]]\nmonths = 4294967295\nbought = 2026-11-01\nexpires = 2027-11-01\n";
    assert!(judged(text).reviews.iter().any(|it| it.rule == "days-wrong"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any value in any place of a dossier is judged, or refused with its line.
    #[test]
    fn no_value_is_too_odd_to_be_judged(
        sample in 0usize..3,
        places in proptest::collection::vec((any::<prop::sample::Index>(), ODD), 1..6),
        request in "(change|cancel-site|file)",
    ) {
        let mut lines: Vec<String> = SAMPLES[sample].lines().map(str::to_owned).collect();
        for (place, value) in &places {
            let line = place.get(&lines).clone();
            let Some((key, _)) = line.split_once(" = ") else { continue };
            let at = place.index(lines.len());
            lines[at] = format!("{key} = {value}");
        }
        let text = format!("request = \"{request}\"\n{}\n", lines.join("\n"));
        match parse(Path::new("filing.toml"), text) {
            Err(error) => prop_assert!(error.to_string().starts_with("filing.toml:"), "{}", error),
            Ok(dossier) => {
                let providers = Providers::default();
                let from = Date::MAX;
                let question = JudgeInput {
                    dossier: &dossier,
                    providers: &providers,
                    today: TODAY,
                    from: TODAY,
                    calendar: Calendar::vendored(),
                    sights: &[],
                    levels: &Levels::default(),
                };
                let _ = (judge(&question), judge(&JudgeInput { today: from, from, ..question }));
                let _ = happenings(&dossier, &providers, TODAY);
            }
        }
    }
}

/// Values of TOML: days from the first to the last of the calendar, counts, flags, texts and lists.
const ODD: &str = "(0001-01-01|9999-12-31|2026-11-22|0|4294967295|true|false|\\[\\]|\"[^\"\\\\\\p{C}]{0,12}\"|\"[0-9Xx-]{1,20}\"|\"[一-龥]{1,6}\"|\\[\"[a-z.-]{1,9}\"\\])";
