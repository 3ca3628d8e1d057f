use crate::domain::icp_number::NumberState;
use crate::facts::PageFacts;

fn read(footer: &str) -> PageFacts {
    let html = format!(
        "<!doctype html><meta charset=utf-8><title>青禾文具</title><main><h1>青禾文具</h1><p>文具的批发与零售，支持来样\
         定制，全国发货。</p></main><footer><p>© 2026 青禾文具</p>{footer}</footer>"
    );
    crate::testkit::page::facts(&html)
}

fn icp(footer: &str) -> Vec<(String, &'static str)> {
    let own = read(footer).icp.into_iter().filter(|it| it.own);
    own.map(|it| (it.raw.clone(), it.number.state(2026).name())).collect()
}

fn police(footer: &str) -> Vec<(String, &'static str)> {
    let own = read(footer).police.into_iter().filter(|it| it.own);
    own.map(|it| (it.raw.clone(), it.number.state().name())).collect()
}

const MIIT: &str = "<a href='https://beian.miit.gov.cn/'>";
const POLICE: &str = "<a href='https://beian.mps.gov.cn/#/query/webSearch?code=11010502046718'>";

#[test]
fn a_frame_that_nobody_filled_is_a_placeholder() {
    for text in [
        "备案号",
        "ICP备案号",
        "ICP备案",
        "你的备案号",
        "undefined",
        "null",
        "[object Object]",
        "{{ site.icp }}",
        "YOUR_ICP_NUMBER",
        "京ICP备号",
        "京ICP备 号",
        "京ICP备",
        "京ICP备undefined号",
        "ICP备案号：",
    ] {
        let found = icp(&format!("{MIIT}{text}</a>"));
        assert_eq!(found, [(text.to_owned(), "placeholder")], "{text}");
    }
    for text in [
        "ICP备案号：",
        "ICP备案号：[待填写]",
        "备案号：",
        "京ICP备[object Object]号",
        "网站备案号：待备案",
    ] {
        assert_eq!(icp(&format!("<p>{text}</p>")), [(text.to_owned(), "placeholder")], "{text}");
    }
    for text in [
        "公网安备",
        "沪公网安备",
        "公安备案号",
        "京公网安备 号",
        "京公网安备undefined号",
        "undefined",
    ] {
        let found = police(&format!("<img src=/b.png>{POLICE}{text}</a>"));
        assert_eq!(found, [(text.to_owned(), "placeholder")], "{text}");
    }
    for text in ["公安备案号：", "公安备案号：【待填写】", "京公网安备 号"] {
        assert_eq!(police(&format!("<p>{text}</p>")), [(text.to_owned(), "placeholder")], "{text}");
    }
}

#[test]
fn ways_to_a_register_and_labels_elsewhere_are_none() {
    for footer in [
        &format!("{MIIT}工信部备案查询</a>"),
        &format!("{MIIT}工业和信息化部政务服务平台</a>"),
        &format!("{MIIT}ICP/IP地址/域名信息备案管理系统</a>"),
        "<a href=/beian>ICP备案</a> <a href=/icp>备案号</a>",
        "<p>ICP备案</p><p>ICP备案咨询</p><p>阿里云ICP备案</p>",
        "<form><label>ICP备案号：</label><input></form>",
        &format!("{MIIT}ICP备案号</a>：浙ICP备2021036518号-2"),
        "<p>ICP备案号：</p><p>浙ICP备2021036518号-2</p>",
        &format!("{MIIT}浙B2-20190376</a>"),
        &format!("{MIIT}浙ICP证 20190376号</a>"),
        &format!("{MIIT}备案咨询 010-88886666</a>"),
        &format!("{MIIT}</a>"),
    ] {
        assert!(icp(footer).iter().all(|it| it.1 == "ok"), "{footer}: {:?}", icp(footer));
    }
    assert!(police(&format!("{POLICE}全国互联网安全管理服务平台</a>")).is_empty());
    assert!(police("<a href=/police>公安备案</a>").is_empty());
}

#[test]
fn digits_without_their_words_are_malformed() {
    for (footer, raw) in [
        (format!("{MIIT}19004817号-1</a>"), "19004817号-1"),
        (format!("{MIIT}京19004817号</a>"), "京19004817号"),
        (format!("备案号 {MIIT}2021036518</a>"), "2021036518"),
        (format!("{MIIT}京备19004817号-1</a>"), "京备19004817号-1"),
        (format!("{MIIT}京-ICP备-19004817号-1</a>"), "京-ICP备-19004817号-1"),
        (format!("{MIIT}京ICP证备19004817号</a>"), "京ICP证备19004817号"),
    ] {
        assert_eq!(icp(&footer), [(raw.to_owned(), "malformed")], "{footer}");
    }
    for (footer, raw) in [
        (format!("<img src=/b.png>{POLICE}11010502046718</a>"), "11010502046718"),
        (format!("<img src=/b.png>{POLICE}11010502046718号</a>"), "11010502046718号"),
        (format!("{POLICE}京公网安各11010502046718号</a>"), "京公网安各11010502046718号"),
        ("<img src=/gongan.png> 11010502046718".to_owned(), "11010502046718"),
        (format!("{POLICE}京公网安备第11010502046718号</a>"), "京公网安备第11010502046718号"),
    ] {
        assert_eq!(police(&footer), [(raw.to_owned(), "malformed")], "{footer}");
        let number = read(&footer).police[0].number.to_string();
        assert_eq!(number, "京公网安备11010502046718号", "{footer}");
    }
    assert!(police("<img src=/phone.png> 13800138000138").is_empty());
}

#[test]
fn a_number_that_is_cut_short_is_malformed() {
    for text in ["京ICP备1900", "京ICP备190-1", "京ICP备19004"] {
        assert_eq!(icp(text), [(text.to_owned(), "malformed")], "{text}");
        assert_eq!(icp(&format!("{MIIT}{text}</a>")), [(text.to_owned(), "malformed")], "{text}");
    }
    assert!(icp("<p>京ICP备2021年起</p>").is_empty());
}

#[test]
fn a_number_that_a_line_break_stands_in_is_read() {
    assert_eq!(
        icp("京ICP备1900<br>4817号-1"),
        [("京ICP备1900 ↵ 4817号-1".to_owned(), "malformed")]
    );
    assert_eq!(icp("京ICP备<br>19004817号-1"), [("京ICP备 ↵ 19004817号-1".to_owned(), "ok")]);
    assert_eq!(icp("<div>京ICP备</div><div>19004817号</div>").len(), 1);
    assert_eq!(
        police("京公网安备1101050<br>2046718号"),
        [("京公网安备1101050 ↵ 2046718号".to_owned(), "malformed")]
    );
    assert!(icp("京ICP备案指南<br>19004817号楼").is_empty());
}

#[test]
fn a_picture_alone_in_a_link_to_a_register_may_carry_the_number() {
    let facts = read(&format!("{MIIT}<img src=/i/record.png></a> {POLICE}<img src=/i/p.png></a>"));
    assert_eq!(facts.filing_images, ["/i/record.png"]);
    assert_eq!(facts.police_images, ["/i/p.png"]);
    assert!(facts.icp.is_empty() && facts.police.is_empty());
    let facts = read("<img src=/x.png alt='京公网安备11010502046718号'>");
    assert_eq!(facts.police_images, ["/x.png"]);
    let facts = read("<img src=/gongan.png alt='公安徽章'>");
    assert!(facts.police_images.is_empty());
}

#[test]
fn a_number_beside_it_settles_what_a_frame_is() {
    let footer = format!("{MIIT}备案号</a> {MIIT}浙ICP备2021036518号-2</a> <p>ICP备案号：</p>");
    assert_eq!(icp(&footer), [("浙ICP备2021036518号-2".to_owned(), NumberState::Ok.name())]);
}
