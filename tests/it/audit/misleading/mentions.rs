//! Numbers that a page shows but does not claim, and words that only look like numbers.

use super::{MIIT, POLICE, facts, icp, icp_rules, page, police, police_rules, rules};

const ARTICLE: &str =
    "<p>网站上线以后需要在页脚放上备案号，许多新手不知道该放哪一个，这里一并说清楚。</p>";

#[test]
fn a_filing_and_a_licence_of_different_provinces_stand_side_by_side() {
    let html =
        page(&format!("<footer><a href={MIIT}>冀ICP备06001111号</a> 京ICP证041189号</footer>"));
    assert_eq!(icp(&html), [format!("冀ICP备06001111号 {MIIT}")]);
    let licences: Vec<String> =
        facts(&html).licences.iter().map(|it| it.number.to_string()).collect();
    assert_eq!(licences, ["京ICP证041189号"]);
    assert_eq!(icp_rules(&html), [""; 0]);
    // a filing of one province with a police number of another is lawful too
    let html = page(&format!(
        "<footer><a href={MIIT}>京ICP备18063315号-1</a> <img src=g.png>\
         <a href=\"{POLICE}52038202001416\">贵公网安备 52038202001416号</a></footer>"
    ));
    assert_eq!((icp_rules(&html), police_rules(&html)), (vec![], vec![]));
}

#[test]
fn a_sponsors_number_is_not_the_sites_own() {
    let html = page(&format!(
        "<article>{ARTICLE}<p>感谢赞助商某某网络对本文的支持，他们的网站已经备案（蒙ICP备06004630号），服务稳定可靠。</p></article>\
         <footer><a href={MIIT}>京ICP备19038721号-2</a></footer>"
    ));
    assert_eq!(
        icp(&html),
        ["蒙ICP备06004630号 mentioned unlinked".to_owned(), format!("京ICP备19038721号-2 {MIIT}")]
    );
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn an_article_about_filings_claims_none_of_its_numbers() {
    let html = page(&format!(
        "<article>{ARTICLE}<p>例如主体备案号是京ICP备18008018号，那么第一个网站就是京ICP备18008018号-1，第二个是\
         京ICP备18008018号-2，第三个是京ICP备18008018号-3，以此类推。</p>{ARTICLE}{ARTICLE}</article><footer>联系我们</footer>"
    ));
    assert!(!icp(&html).is_empty());
    assert!(icp(&html).iter().all(|it| it.contains("mentioned")), "{:?}", icp(&html));
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn a_scraped_footer_in_an_article_is_not_the_sites_own() {
    let html = page(&format!(
        "<article>{ARTICLE}<p>清洗数据时要把页脚去掉，过滤词里加上“沪ICP备13030189号”和“营业执照”，否则正文里全是噪声。</p>\
         <pre><code>words = ['沪ICP备13030189号', '沪公网安备31010102002533号']</code></pre>{ARTICLE}</article><footer>联系我们</footer>"
    ));
    assert!(icp(&html).iter().all(|it| it.contains("mentioned")), "{:?}", icp(&html));
    assert!(police(&html).iter().all(|it| it.contains("mentioned")), "{:?}", police(&html));
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn words_that_contain_the_pattern_are_no_numbers() {
    let html = page(
        "<footer><p>阿里云ICP备案</p><p>更新ICP备案信息</p><p>隐藏ICP备案号</p><p>腾讯云ICP备案 2024 年流程</p></footer>",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn a_fan_registrys_number_in_the_same_footer_is_never_listed() {
    let html = page(&format!(
        "<footer><a href={MIIT}>京ICP备19038721号-2</a> \
         <a href=\"https://icp.gov.moe/?keyword=20259514\">萌ICP备20259514号</a></footer>"
    ));
    assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")]);
    assert_eq!(facts(&html).jokes.len(), 1);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn a_fan_registrys_number_linked_to_the_register_passes_itself_off_as_a_filing() {
    let html =
        page("<footer><a href=\"http://www.miitbeian.gov.cn/\">萌ICP备20205201号</a></footer>");
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(facts(&html).jokes.len(), 1);
    let said = rules(&html);
    assert!(said.contains(&"icp-placeholder"), "{said:?}");
}

#[test]
fn of_two_hosts_of_one_source_only_the_one_with_the_footer_passes() {
    let footer = format!("<footer>© 2026 某某 <a href={MIIT}>京ICP备19038721号-2</a></footer>");
    assert_eq!(icp_rules(&page(&footer)), [""; 0]);
    assert_eq!(icp_rules(&page("<footer>© 2026 某某</footer>")), ["icp-missing"]);
}
