//! Decisions and plans of whole dossiers.

use std::path::Path;

use crate::domain::date::Date;
use crate::domain::event::Event;
use crate::domain::workday::Calendar;
use crate::rules::Levels;

use super::dossier::parse;
use super::provider::Providers;
use super::{JudgeInput, PlanStep, happenings, judge};

const TODAY: Date = Date::constant(2026, 11, 22);

/// The Chinese answers to one question.
fn answers(id: &str, text: &str) -> Vec<String> {
    let dossier = parse(Path::new("f"), text.to_owned()).expect(text);
    let question = JudgeInput {
        dossier: &dossier,
        providers: &Providers::default(),
        today: TODAY,
        from: TODAY,
        calendar: Calendar::vendored(),
        sights: &[],
        levels: &Levels::default(),
    };
    let decisions = judge(&question).decisions;
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

fn plan(text: &str) -> Vec<PlanStep> {
    let dossier = parse(Path::new("f"), text.to_owned()).expect(text);
    let question = JudgeInput {
        dossier: &dossier,
        providers: &Providers::default(),
        today: TODAY,
        from: TODAY,
        calendar: Calendar::vendored(),
        sights: &[],
        levels: &Levels::default(),
    };
    judge(&question).plan
}

#[test]
fn days_follow_each_other_and_earliest_is_before_latest() {
    let steps = plan(
        "provider = \"aliyun\"\n[[site]]\nname = \"甲\"\ndomain = \"a.cn\"\n[[domain]]\nname = \"a.cn\"\nverified = 2026-11-18\n",
    );
    let ids: Vec<_> = steps.iter().map(|step| step.id).collect();
    let all = [
        "hand-in",
        "provider-review",
        "sms-check",
        "authority-review",
        "opening",
        "police-filing",
        "police-review",
        "police-badge",
    ];
    assert_eq!(ids, all);
    for step in &steps {
        assert!(step.earliest <= step.usual && step.usual <= step.latest, "{step:?}");
    }
    for pair in steps.windows(2) {
        assert!(pair[0].earliest <= pair[1].earliest && pair[0].usual <= pair[1].usual, "{pair:?}");
    }
    // verified on Wednesday 18 November: three working days later is Monday, five Wednesday
    assert_eq!(steps[0].earliest.day, Date::constant(2026, 11, 23));
    assert_eq!(steps[0].usual.day, Date::constant(2026, 11, 25));
}

#[test]
fn what_has_happened_moves_the_rest() {
    let steps =
        plan("[order]\nsubmitted = 2026-11-10\napproved = 2026-11-20\n[[site]]\nname = \"甲\"\n");
    assert!(steps[0].done && steps[0].latest.day == Date::constant(2026, 11, 10));
    let approved = steps.iter().find(|step| step.id == "authority-review").unwrap();
    assert!(approved.done && approved.usual.day == Date::constant(2026, 11, 20));
    let opening = steps.iter().find(|step| step.id == "opening").unwrap();
    assert_eq!(opening.usual.day, Date::constant(2026, 11, 23));
    assert!(plan("[[server]]\nmainland = false\n[[site]]\nname = \"甲\"\n").is_empty());
    for (request, count) in
        [("change", 4), ("cancel-access", 3), ("cancel-site", 4), ("cancel-subject", 4)]
    {
        let text = format!("request = \"{request}\"\n[[site]]\nname = \"甲\"\n");
        assert_eq!(plan(&text).len(), count, "{request}");
        assert_eq!(answers("site-open", &text).is_empty(), request != "change", "{request}");
    }
}

#[test]
fn only_what_has_happened_becomes_an_event() {
    let text = "[order]\ncreated = 2026-11-20\nsubmitted = 2026-12-01\n[[site]]\nname = \"甲\"\ndomain = \"www.a.cn\"\n[[domain]]\nname = \"a.cn\"\nverified = 2026-11-10\n[[lead]]\nmobile = \"13800000000\"\n";
    let dossier = parse(Path::new("f"), text.to_owned()).unwrap();
    let events = happenings(&dossier, TODAY);
    let listed: Vec<_> = events.iter().map(|it| (it.site.as_str(), it.event)).collect();
    assert_eq!(listed, [("a.cn", Event::DomainVerified), ("a.cn", Event::OrderCreated)]);
    assert!(!format!("{events:?}").contains("138"));
}
