//! What numbers link to, and the badge beside them.

use beian::facts::Badge;

use super::{MIIT, OLD_POLICE, POLICE, facts, icp, icp_rules, page, police, police_rules};

fn badge(html: &str) -> Option<Badge> {
    facts(html).police.first().and_then(|it| it.badge.clone())
}

#[expect(clippy::unnecessary_wraps, reason = "compared with what a page has, or has not")]
fn image(source: &str) -> Option<Badge> {
    Some(Badge { image: Some(source.to_owned()), broken: source.is_empty(), hidden: None })
}

#[test]
fn a_police_number_in_the_address_alone_is_not_shown() {
    let html = page(&format!(
        "<footer><a href=\"{OLD_POLICE}31011502009321\">沪公安网备 <img src=gongan.png></a></footer>"
    ));
    // its words stand there without it
    assert_eq!(police(&html), [format!("沪公网安备号 placeholder {OLD_POLICE}31011502009321")]);
    assert_eq!(police_rules(&html), ["police-placeholder"]);
}

#[test]
fn an_alternative_text_that_repeats_the_number_is_not_counted() {
    let html = page(&format!(
        "<footer><a href={MIIT}><img src=i.png alt=\"京ICP备2021012843号-1\"><span>京ICP备2021012843号-1</span></a></footer>"
    ));
    assert_eq!(icp(&html), [format!("京ICP备2021012843号-1 {MIIT}")]);
    assert_eq!(facts(&html).icp[0].occurrences, 1);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn the_icp_number_as_text_of_the_police_badge_changes_neither() {
    let html = page(&format!(
        "<footer><a href={MIIT}>京ICP备2026006357号-1</a> <img src=beian.png alt=\"京ICP备2026006357号-1\"/>\
         <a href=\"{POLICE}11010502059429\">京公网安备11010502059429号</a></footer>"
    ));
    assert_eq!(icp(&html), [format!("京ICP备2026006357号-1 {MIIT}")]);
    assert_eq!(facts(&html).icp[0].occurrences, 1);
    assert_eq!(police(&html), [format!("京公网安备11010502059429号 {POLICE}11010502059429")]);
    assert_eq!(badge(&html), image("beian.png"));
    assert_eq!((icp_rules(&html), police_rules(&html)), (vec![], vec![]));
}

#[test]
fn an_alternative_text_may_be_a_label() {
    let html = page(&format!(
        "<footer><img src=i.png alt=\"京ICP备图标\"><a href={MIIT}>京ICP备2021012843号-1</a></footer>"
    ));
    assert_eq!(icp(&html), [format!("京ICP备2021012843号-1 {MIIT}")]);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn a_bare_script_is_no_link() {
    let html = page("<footer><a href=\"javascript:\">沪ICP备 15045419号－1</a></footer>");
    assert_eq!(icp(&html), ["沪ICP备15045419号-1 empty"]);
    assert_eq!(icp_rules(&html), ["icp-form", "icp-not-linked"]);
}

#[test]
fn a_handler_that_opens_the_register_is_a_scripted_link() {
    let html = page(
        "<footer><a href=\"javascript:void;\" onclick=\"window.open(&quot;https://beian.miit.gov.cn/&quot;)\">京ICP备15045419号</a></footer>",
    );
    assert_eq!(icp(&html), ["京ICP备15045419号 script:https://beian.miit.gov.cn/"]);
    assert_eq!(icp_rules(&html), ["icp-link-scripted"]);
}

#[test]
fn a_handler_that_says_nothing_is_no_link() {
    let html = page(
        "<footer><span class=\"icp\" @click=\"gotoICPSystem()\">粤ICP备&nbsp;20036399号</span></footer>",
    );
    assert_eq!(icp(&html), ["粤ICP备20036399号 unlinked"]);
    assert_eq!(icp_rules(&html), ["icp-not-linked"]);
}

#[test]
fn a_hash_is_no_link_of_a_police_number() {
    let html = page(
        "<footer><a href='#'><span><img src=g.png>川公网安备 51010402000954号</span></a></footer>",
    );
    assert_eq!(police(&html), ["川公网安备51010402000954号 empty"]);
    assert_eq!(badge(&html), image("g.png"));
    assert_eq!(police_rules(&html), ["police-not-linked"]);
}

#[test]
fn a_badge_in_the_link_of_the_icp_number_is_no_police_number() {
    let html = page(&format!(
        "<footer><a href=\"{MIIT}\"><span>滇ICP备2023001289号-1</span><img src=Police_Badge.png></a></footer>"
    ));
    assert_eq!(icp(&html), [format!("滇ICP备2023001289号-1 {MIIT}")]);
    assert_eq!(police(&html), [""; 0]);
    assert_eq!((icp_rules(&html), police_rules(&html)), (vec![], vec![]));
}

#[test]
fn one_link_to_the_police_around_both_numbers_is_wrong_for_one_of_them() {
    let html = page(&format!(
        "<footer><a href=\"{OLD_POLICE}36073302000148\"><img src=备案图标.png><span>赣公网安备 36073302000148号</span>|\
         <span> 赣ICP备2020014177号-1</span></a></footer>"
    ));
    assert_eq!(icp(&html), [format!("赣ICP备2020014177号-1 {OLD_POLICE}36073302000148")]);
    assert_eq!(police(&html), [format!("赣公网安备36073302000148号 {OLD_POLICE}36073302000148")]);
    assert_eq!(icp_rules(&html), ["icp-link-wrong"]);
    assert_eq!(police_rules(&html), ["police-link-outdated"]);
}

#[test]
fn a_badge_beside_the_icp_number_alone_is_no_police_number() {
    let html = page(&format!(
        "<footer><img src=d0289dc0a46fc5b15b3363ffa78cf6c7.png><a href=\"{MIIT}\">沪ICP备2021010880号-2</a></footer>"
    ));
    assert_eq!(icp(&html), [format!("沪ICP备2021010880号-2 {MIIT}")]);
    assert_eq!(police(&html), [""; 0]);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn an_icp_number_linked_to_the_police_register_is_linked_wrongly() {
    let html = page(&format!(
        "<footer><a href=\"{OLD_POLICE}example.cn\">黔ICP备2021010120号-2</a></footer>"
    ));
    assert_eq!(icp(&html), [format!("黔ICP备2021010120号-2 {OLD_POLICE}example.cn")]);
    assert_eq!(icp_rules(&html), ["icp-link-wrong"]);
}

#[test]
fn a_link_beside_the_number_is_not_the_numbers_link() {
    let html = page(
        "<footer>粤ICP备2021131165号-1 | 粤ICP备2021131165号 | \
         <a href=\"https://beian.miit.gov.cn/#/Integrated/recordQuery\">工信部查询</a></footer>",
    );
    assert_eq!(icp(&html), ["粤ICP备2021131165号-1 unlinked", "粤ICP备2021131165号 unlinked"]);
    assert_eq!(icp_rules(&html), ["icp-not-linked"]);
}

#[test]
fn a_faint_unlinked_number_above_a_linked_one_is_no_fault() {
    let html = page(&format!(
        "<div style=\"opacity:0.2;\">琼ICP备2021000719号-1</div><footer><a href=\"{MIIT}\">琼ICP备2021000719号-1</a></footer>"
    ));
    assert_eq!(
        icp(&html),
        ["琼ICP备2021000719号-1 unlinked".to_owned(), format!("琼ICP备2021000719号-1 {MIIT}")]
    );
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn a_link_without_text_shows_no_number() {
    let html =
        page("<footer><a href=\"https://beian.miit.gov.cn/\" rel=\"nofollow\"></a></footer>");
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn a_paragraph_in_a_link_in_a_paragraph_keeps_its_link() {
    let html = page(&format!(
        "<footer><p>版权所有©某某大学 <a target=\"_blank\" href=\"{OLD_POLICE}54010202000088\" \
         style=\"display:inline-block;height:20px\"><img src=\"ghs.png\" style=\"float:left;\"/>\
         <p style=\"float:left;height:20px\">藏公网安备 54010202000088号</p></a></p></footer>"
    ));
    assert_eq!(police(&html), [format!("藏公网安备54010202000088号 {OLD_POLICE}54010202000088")]);
    assert_eq!(badge(&html), image("ghs.png"));
    assert_eq!(police_rules(&html), ["police-link-outdated"]);
}

#[test]
fn an_image_source_that_was_never_filled_in_is_a_broken_badge() {
    let html = page(&format!(
        "<footer><a href=\"{POLICE}51012402001673\"><img src='' style='float:left;'/>\
         <p>川公网安备 51012402001673号</p></a></footer>"
    ));
    assert_eq!(badge(&html), image(""));
    assert_eq!(police_rules(&html), ["police-badge-broken"]);
}

#[test]
fn an_address_that_a_theme_encodes_is_a_scripted_link() {
    let html = page(
        "<footer><span class=\"exturl\" data-url=\"aHR0cHM6Ly9iZWlhbi5taWl0Lmdvdi5jbi8=\">京ICP备19038721号-2</span></footer>",
    );
    assert_eq!(icp(&html), [format!("京ICP备19038721号-2 script:{MIIT}")]);
    assert_eq!(icp_rules(&html), ["icp-link-scripted"]);
}

#[test]
fn a_link_inside_a_link_ends_the_outer_one() {
    let html = page(&format!(
        "<footer><a href=\"https://a.example/\">关于<a href={MIIT}>京ICP备19038721号-2</a></a></footer>"
    ));
    assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")]);
    assert_eq!(icp_rules(&html), [""; 0]);
}

#[test]
fn a_badge_may_be_drawn_by_css_or_stand_behind_a_hidden_helper() {
    let number = format!("<a href=\"{POLICE}51012402001673\">川公网安备51012402001673号</a>");
    let drawn = page(&format!("<footer><i class=\"police-ico\"></i>{number}</footer>"));
    assert_eq!(badge(&drawn), Some(Badge::default()));
    let helped = page(&format!(
        "<footer><a href=\"{POLICE}51012402001673\"><span style=\"visibility:hidden;width:0\">|</span>\
         <img src=/p.png alt=\"police-icon\"><span>川公网安备51012402001673号</span></a></footer>"
    ));
    assert_eq!(badge(&helped), image("/p.png"));
    assert_eq!((police_rules(&drawn), police_rules(&helped)), (vec![], vec![]));
}
