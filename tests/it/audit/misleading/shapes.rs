//! Numbers split, glued, masked, misspelt or in an odd encoding.

use beian::facts::{RawPage, read};

use super::{MIIT, OLD_POLICE, POLICE, icp, icp_rules, line, page, police, police_rules, rules};

#[test]
fn a_number_in_two_spans_of_one_link_is_one() {
    let html = page(&format!(
        "<footer><a href={MIIT}><span>蜀ICP备</span><span>2021032603号</span></a></footer>"
    ));
    assert_eq!(icp(&html), [format!("蜀ICP备2021032603号 {MIIT}")]);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn a_number_whose_digits_alone_are_linked_is_linked() {
    let html = page(&format!(
        "<footer><span>粤ICP备</span><span><a href=\"{MIIT}\">2020085709号</a></span></footer>"
    ));
    assert_eq!(icp(&html), [format!("粤ICP备2020085709号 {MIIT}")]);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn a_number_that_an_editor_split_in_three_is_one() {
    let html = page(
        "<footer><p><span>京ICP备</span><span style=\"color:#333\">17019015</span><span>号</span></p></footer>",
    );
    assert_eq!(icp(&html), ["京ICP备17019015号 unlinked"]);
    assert_eq!(icp_rules(&html), ["icp-not-linked"]);
}

#[test]
fn placeholders_are_listed_and_never_in_order() {
    for number in [
        "京ICP备12345678号",
        "贵ICP备66666666号",
        "琼ICP备0000000000号。",
        "川ICP备1234567-9号",
        "示例ICP备案00000000号-1",
        "黔ICP备2022xxxxxx号-1",
        "京ICP备XXXXXXXX号-X",
    ] {
        let html = page(&format!("<footer><a href={MIIT}>{number}</a></footer>"));
        let found = icp(&html);
        assert!(
            found.iter().all(|it| it.contains("placeholder") || it.contains("malformed")),
            "{number}: {found:?}"
        );
        let said = icp_rules(&html);
        let named = ["icp-placeholder", "icp-malformed"].iter().any(|id| said.contains(id));
        assert!(named, "{number}: {found:?} {said:?}");
    }
}

#[test]
fn a_template_that_was_not_filled_in_is_no_filing() {
    for (text, rule) in [
        ("粤ICP备<%=_Site.ICPCert %>号", "icp-placeholder"),
        ("备案号：{$site.icp}", "icp-missing"),
        ("ICP备案号：待补充", "icp-missing"),
        ("冀ICP备 待重新备案", "icp-missing"),
        ("粤ICP备{{ site.icp }}号", "icp-placeholder"),
        ("京ICP备${icp}号", "icp-placeholder"),
    ] {
        let html = page(&format!("<footer><a href={MIIT}>{text}</a></footer>"));
        assert!(icp(&html).iter().all(|it| it.contains("placeholder")), "{text}: {:?}", icp(&html));
        let said = icp_rules(&html);
        assert!(said.contains(&rule) || said.contains(&"icp-placeholder"), "{text}: {said:?}");
    }
}

#[test]
fn mojibake_is_no_filing() {
    let html = page("<footer>浜叕缃戝畨澶?1010802032137鍙蜂含ICP澶?0018813</footer>");
    assert_eq!((icp(&html).len(), police(&html).len()), (0, 0));
    assert_eq!(icp_rules(&html), ["icp-missing"]);
    // the other way round: a page that names the wrong encoding reads so in a browser too
    let wrong =
        page("<footer>京ICP备19038721号-2</footer>").replace("charset=utf-8", "charset=gbk");
    assert_eq!(icp(&wrong), [""; 0]);
}

#[test]
fn a_gbk_page_with_full_width_letters_is_read() {
    let html = page(&format!("<footer><a href={MIIT}>粤ＩＣＰ备14023066号－1</a></footer>"));
    for label in ["gb2312", "gbk", "gb18030"] {
        let html = html.replace("charset=utf-8", &format!("charset={label}"));
        let bytes = encoding_rs::GBK.encode(&html).0;
        assert!(bytes.windows(6).any(|it| it == b"\xa3\xc9\xa3\xc3\xa3\xd0"));
        let facts = read(RawPage { bytes: &bytes, content_type: None, links: usize::MAX });
        let found: Vec<String> =
            facts.icp.iter().map(|it| line(it, it.number.state(2026))).collect();
        assert_eq!(found, [format!("粤ICP备14023066号-1 {MIIT}")], "{label}");
    }
}

#[test]
fn a_police_number_may_hold_blanks_and_a_line_break() {
    let html = page(&format!(
        "<footer><a href=\"{POLICE}31010402004433\"><img src=ghs.png>沪公网安备 &nbsp;&nbsp;\n31010402004433号</a></footer>"
    ));
    assert_eq!(police(&html), [format!("沪公网安备31010402004433号 {POLICE}31010402004433")]);
    assert_eq!(police_rules(&html), [""; 0]);
}

#[test]
fn numbers_of_other_registers_glued_to_a_filing_are_none() {
    let html = page(
        "<footer><p>粤公网安备 44140202000117号纳税人识别号:12441400456763110Y 粤ICP备05008881号</p>\
         <p>网信算备310115124334401240013号</p><p>政府网站标识码：3600000013　食品许可JY11101050363440</p></footer>",
    );
    assert_eq!(icp(&html), ["粤ICP备05008881号 unlinked"]);
    assert_eq!(police(&html), ["粤公网安备44140202000117号 unlinked"]);
}

#[test]
fn a_hyphen_may_separate_two_numbers() {
    let html = page(&format!(
        "<footer><a href={MIIT}>京ICP备10046444</a>-<a href=\"{POLICE}11010802020134\">京公网安备11010802020134号</a>-京ICP证110507号</footer>"
    ));
    assert_eq!(icp(&html), [format!("京ICP备10046444号 {MIIT}")]);
    assert_eq!(police(&html), [format!("京公网安备11010802020134号 {POLICE}11010802020134")]);
    let plain = page("<footer>京ICP备10046444-京公网安备11010802020134号-京ICP证110507号</footer>");
    assert_eq!(icp(&plain), ["京ICP备10046444号 unlinked"]);
    assert_eq!(police(&plain), ["京公网安备11010802020134号 unlinked"]);
}

#[test]
fn a_mini_programs_number_does_not_belong_on_a_web_page() {
    for (number, kind) in [("黔ICP备2025044274号-1X", "X"), ("浙ICP备2025131364号-2A", "A")] {
        let html = page(&format!("<footer>ICP号：<a href={MIIT}>{number}</a></footer>"));
        assert_eq!(icp(&html), [format!("{number} {MIIT}")]);
        assert_eq!(icp_rules(&html), ["icp-suffix-kind"], "{kind}");
    }
}

#[test]
fn a_masked_number_is_a_placeholder() {
    let html = page(&format!(
        "<footer><a href={MIIT}>蜀ICP备13****638号-1</a> \
         <a href=\"{OLD_POLICE}51012402001673\"><img src=a.png>川公网安备 510****2**885号</a></footer>"
    ));
    assert_eq!(icp(&html), [format!("蜀ICP备13****638号-1 placeholder {MIIT}")]);
    assert_eq!(police(&html).len(), 1);
    assert!(police(&html)[0].contains("placeholder"), "{:?}", police(&html));
    assert!(icp_rules(&html).contains(&"icp-placeholder"));
    assert!(rules(&html).contains(&"police-placeholder"), "{:?}", rules(&html));
}

#[test]
fn a_translated_number_is_read_as_the_number_it_stands_for() {
    let html = page(&format!(
        "<footer><a href={MIIT}>Shanghai ICP No. 2023031604-1</a> All Rights Reserved</footer>"
    ));
    assert_eq!(icp(&html), [format!("沪ICP备2023031604号-1 {MIIT}")]);
    assert_eq!(icp_rules(&html), ["icp-form"]);
}
