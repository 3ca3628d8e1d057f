//! Numbers that are nearly right, stand in the neighbourhood of others, or were never put in: told for what they are.

use super::{MIIT, POLICE, icp, icp_rules, page, police, police_rules};

#[test]
fn a_number_ends_where_its_own_element_ends() {
    let linked = format!("<a href={MIIT}>京ICP备19038721号-2</a>");
    for next in [
        "<span>2019-2026</span>",
        "<span>24小时热线</span>",
        "<b>A股上市公司</b>",
        "<i>X-series</i>",
        "2026 版权所有",
        "<a href=/tel>400-123-4567</a>",
        "<span>-2026</span>",
    ] {
        let html = page(&format!("<footer>{linked}{next}</footer>"));
        assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")], "{next}");
        assert_eq!(icp_rules(&html), [""; 0], "{next}");
    }
    let html = page(&format!(
        "<footer>{linked} <img src=b.png><a href=\"{POLICE}11010502059429\">京公网安备11010502059429号</a>\
         <span>2019-2026</span></footer>"
    ));
    assert_eq!(police(&html), [format!("京公网安备11010502059429号 {POLICE}11010502059429")]);
    for split in [
        "<span>京ICP备</span><span>19038721号-2</span>",
        "<span>京ICP备</span><span>1903</span><span>8721</span><span>号-2</span>",
        "京ICP备19038721号<span>-2</span>",
        "京ICP备<b>19038721</b>号-<b>2</b>",
    ] {
        let html = page(&format!("<footer><a href={MIIT}>{split}</a></footer>"));
        assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")], "{split}");
    }
}

#[test]
fn what_is_not_written_as_on_the_notice_is_told() {
    for number in [
        "京ICP备19038721-2",
        "京ICP备19038721-2号",
        "京ICP备19038721号_2",
        "京ICP备19038721号-2-1",
        "京ICP备案号19038721号-2",
        "京ICP备1903 8721号-2",
        "京ＩＣＰ备19038721号-2",
    ] {
        let html = page(&format!("<footer><a href={MIIT}>{number}</a></footer>"));
        assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")], "{number}");
        assert_eq!(icp_rules(&html), ["icp-form"], "{number}");
    }
    let html = page(&format!("<footer><a href={MIIT}>京ICP备19038721号-1、-2、-3</a></footer>"));
    let numbers = [1, 2, 3].map(|site| format!("京ICP备19038721号-{site} {MIIT}"));
    assert_eq!((icp(&html), icp_rules(&html)), (numbers.to_vec(), vec![]));
}

#[test]
fn nearly_a_number_is_never_no_number() {
    for (number, rule) in [
        ("京1CP备19038721号-2", "icp-malformed"),
        ("京ICР备19038721号-2", "icp-malformed"),
        ("京IPC备19038721号-2", "icp-malformed"),
        ("京ICP各19038721号-2", "icp-malformed"),
        ("京ICP备19O38721号-2", "icp-malformed"),
        ("京ICP备1903<br>8721号-2", "icp-malformed"),
        ("京ICP备<br>19038721号-2", "icp-form"),
        ("东ICP备19038721号-2", "icp-malformed"),
        ("19038721号-2", "icp-malformed"),
        ("京ICP备21038721号-2", "icp-malformed"),
        ("京ICP备号", "icp-placeholder"),
        ("备案号", "icp-placeholder"),
        ("undefined", "icp-placeholder"),
        ("京ICP备${icp}号", "icp-placeholder"),
        ("ICP备案号：[待填写]", "icp-placeholder"),
    ] {
        let html = page(&format!("<footer><p>© 2026 某某</p><a href={MIIT}>{number}</a></footer>"));
        assert_eq!(icp_rules(&html), [rule], "{number}");
    }
    let right = format!("<a href={MIIT}>京ICP备19038721号-2</a>");
    for (number, rule) in [
        ("11010502059429", "police-malformed"),
        ("京公网安备第11010502059429号", "police-malformed"),
        ("京公网安备1101050205942g号", "police-malformed"),
        ("京公网安备 号", "police-placeholder"),
        ("京公网安备undefined号", "police-placeholder"),
        ("公安备案号", "police-placeholder"),
        ("京公安网备11010502059429号", "police-form"),
        ("京公网备安11010502059429号", "police-form"),
    ] {
        let html = page(&format!(
            "<footer>{right} <img src=b.png><a href=\"{POLICE}11010502059429\">{number}</a></footer>"
        ));
        assert_eq!(police_rules(&html), [rule], "{number}");
    }
}

#[test]
fn code_that_stands_on_the_page_as_text_is_no_link() {
    for text in [
        "&lt;a href=&quot;https://beian.miit.gov.cn/&quot;&gt;京ICP备19038721号-2&lt;/a&gt;",
        "＜a href=\"https://beian.miit.gov.cn/\"＞京ICP备19038721号-2＜/a＞",
        "[京ICP备19038721号-2](https://beian.miit.gov.cn/)",
    ] {
        let html = page(&format!("<footer>{text}</footer>"));
        assert_eq!(icp(&html), ["京ICP备19038721号-2 as text"], "{text}");
        assert_eq!(icp_rules(&html), ["icp-not-linked"], "{text}");
    }
}
