//! Numbers that stand in the source of a page and that no reader of it sees.

use beian::facts::ElsewhereKind::{Attribute, Comment, Inert, Script, Style};
use beian::facts::PageKind;

use super::{MIIT, POLICE, elsewhere, facts, icp, icp_rules, page, police, police_rules};

fn found(kind: beian::facts::ElsewhereKind, number: &str) -> (beian::facts::ElsewhereKind, String) {
    (kind, number.to_owned())
}

#[test]
fn a_number_in_a_comment_is_not_shown() {
    let html =
        page("<div><!--<a href=\"http://www.miitbeian.gov.cn\">滬ICP備16027065號-2</a>--></div>");
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Comment, "沪ICP备16027065号-2")]);
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn an_old_police_number_in_a_comment_beside_the_new_one_does_not_count() {
    let html = page(&format!(
        "<footer><!-- <p>公安备案号：31010102005799</p> --><p><img src=a.png>\
         <a href=\"{POLICE}31010102007913\">沪公网安备31010102007913号</a></p></footer>"
    ));
    assert_eq!(police(&html), [format!("沪公网安备31010102007913号 {POLICE}31010102007913")]);
    assert_eq!(police_rules(&html), [""; 0]);
}

#[test]
fn a_footer_commented_out_line_by_line_is_not_shown() {
    let html = page(
        "<!-- <footer> -->\n<!--  <a href=\"https://beian.miit.gov.cn\"> -->\n\
         <!--  <img src=i.png alt=\"京ICP备2021012843号-1\">京ICP备2021012843号-1</a>-->\n<!-- </footer> -->",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Comment, "京ICP备2021012843号-1")]);
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn a_server_comment_that_reached_the_page_holds_no_filing_in_order() {
    // a browser shows what stands in it, and the number is a stand-in
    let html = page("<%--<footer><p>版权所有 粤ICP备&nbsp;66666号</p></footer>--%>");
    assert_eq!(icp(&html), ["粤ICP备66666号 placeholder unlinked"]);
    assert_eq!(icp_rules(&html), ["icp-placeholder"]);
}

#[test]
fn a_number_in_a_meta_tag_is_not_shown() {
    let html = page("").replace(
        "<title>",
        "<meta name=\"author\" content=\"某某餐饮管理有限公司,蜀ICP备12020698号-3\" /><title>",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Attribute, "蜀ICP备12020698号-3")]);
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn a_number_in_the_title_of_an_empty_link_may_be_drawn_as_a_picture() {
    let html = page(
        "<footer><a class=\"icp\" href=\"http://www.miitbeian.gov.cn\" title=\"浙ICP备17016736号\"></a></footer>",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(facts(&html).filing_images, ["浙ICP备17016736号"]);
    assert_eq!(icp_rules(&html), ["icp-not-text"]);
}

#[test]
fn a_number_that_a_script_writes_for_another_company_is_not_shown() {
    let html = page(
        "<div><script>if (IsCIOT=='1') document.write(\"京ICP备05002571号 © 中国移动\");</script></div>",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(facts(&html).copyright, []);
    assert_eq!(elsewhere(&html), [found(Script, "京ICP备05002571号")]);
    assert_eq!(icp_rules(&html), ["icp-script-only"]);
}

#[test]
fn a_script_that_picks_the_number_by_host_name_names_both() {
    let html = page(
        "<div id=beianxinxi></div><script>if (host == 'a.cn') { \
         $(\"#beianxinxi\").html(\"粤ICP备17035939号 <a href='#'>x</a>\") } else { \
         $(\"#beianxinxi\").text(\"苏ICP备17069390号 版权所有\") }</script>",
    );
    assert_eq!(
        elsewhere(&html),
        [found(Script, "粤ICP备17035939号"), found(Script, "苏ICP备17069390号")]
    );
    assert_eq!(icp_rules(&html), ["icp-script-only"]);
}

#[test]
fn a_number_that_depends_on_the_environment_is_not_shown() {
    let html = page(
        "<script>function icp() { if (prod) { return '陇ICP备2024012699号-3' } return '陇ICP备2024012699号-1' }</script>",
    );
    assert_eq!(
        elsewhere(&html),
        [found(Script, "陇ICP备2024012699号-3"), found(Script, "陇ICP备2024012699号-1")]
    );
    assert_eq!(icp_rules(&html), ["icp-script-only"]);
}

#[test]
fn a_number_shown_only_on_one_host_name_after_the_start_is_not_shown() {
    let html = page(
        "<script>useEffect(() => { setShouldShow(hostname === 'chargedb.cn') }, []);\n\
         return shouldShow ? <a href=\"https://beian.miit.gov.cn/\">京ICP备2023013479号-4</a> : null</script>",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Script, "京ICP备2023013479号-4")]);
    assert_eq!(icp_rules(&html), ["icp-script-only"]);
}

#[test]
fn a_shell_whose_number_is_in_a_bundle_needs_a_browser() {
    let html = "<!doctype html><html><head><title>x</title></head><body><div id=\"root\"></div>\
        <script type=module src=/assets/index-4f3a.js></script></body></html>";
    assert_eq!(facts(html).kind, PageKind::Shell);
    assert_eq!(icp_rules(html), ["site-needs-browser"]);
}

#[test]
fn a_number_in_the_configuration_of_a_shell_is_not_shown() {
    let html = "<!doctype html><html><head><title>x</title></head><body><div id=app></div>\
        <script>window.config = { icpRecordCode: '津ICP备2022005864号-2' }</script>\
        <script src=app.js></script></body></html>";
    assert_eq!(facts(html).kind, PageKind::Shell);
    assert_eq!(elsewhere(html), [found(Script, "津ICP备2022005864号-2")]);
    assert_eq!(icp_rules(html), ["site-needs-browser"]);
}

#[test]
fn a_footer_that_a_script_appends_is_not_shown() {
    let html = page(
        "<div class=footer></div><script>$(\".footer\").append(`<p>版权所有</p>\n\
         <p>备案号：陇ICP备 05000593号 <img src=x></p>`)</script>",
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Script, "陇ICP备05000593号")]);
    assert_eq!(icp_rules(&html), ["icp-script-only"]);
}

#[test]
fn a_footer_kept_as_a_string_of_settings_is_not_shown() {
    let html = page(
        r#"<script>var settings = {"footer":"<a href=\"https:\/\/beian.miit.gov.cn\">\u4eacICP\u590719038953\u53f7<\/a> | x"}</script>"#,
    );
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Script, "京ICP备19038953号")]);
    assert_eq!(icp_rules(&html), ["icp-script-only"]);
}

#[test]
fn a_footer_with_display_none_is_hidden_in_whatever_way_it_is_said() {
    for (style, footer) in [
        ("", "<footer style='display:none'>"),
        ("", "<footer style='color:red; DISPLAY : NONE !important'>"),
        ("", "<footer hidden>"),
        ("", "<div style='visibility:hidden'><footer>"),
        (".foot{display:none}", "<footer class='a foot'>"),
        ("#f > p{display:none}", "<footer id=f>"),
        ("@media screen{footer{display:none}}", "<footer>"),
        ("", "<footer style='font-size:0'>"),
        ("", "<footer style='position:absolute;left:-9999px'>"),
        ("footer,a{color:#fff}footer{background:#FFFFFF}", "<footer>"),
        ("my-footer{display:none}", "<my-footer>"),
        ("footer{content-visibility:hidden}", "<footer>"),
        (".site{.foot{scale:0}}", "<div class=site><footer class=foot>"),
        ("", "<details><summary>更多</summary><footer>"),
    ] {
        let html = page(&format!(
            "<style>{style}</style>{footer}<p><a href={MIIT}>京ICP备19038721号-2</a></p></footer>"
        ));
        assert_eq!(icp(&html), [format!("京ICP备19038721号-2 hidden {MIIT}")], "{style} {footer}");
        assert_eq!(icp_rules(&html), ["icp-hidden"], "{style} {footer}");
    }
}

#[test]
fn a_footer_that_is_shown_after_all_is_not_hidden() {
    for (style, footer) in [
        ("footer{display:none}.on{display:block}", "<footer class=on>"),
        ("footer{display:none}", "<footer style='display:flex'>"),
        ("@media print{footer{display:none}}", "<footer>"),
        ("footer{visibility:hidden}p{visibility:visible}", "<footer>"),
        (".other{display:none}", "<footer>"),
        ("footer{color:#fff;background:#FFFFFF}", "<footer>"), // the link is blue
        ("other-footer{display:none}", "<my-footer>"),
        ("body{font-size:0}p{font-size:14px}", "<footer>"),
        ("@media (prefers-color-scheme:dark){footer{display:none}}", "<footer>"),
        ("/*footer{display:none}*/", "<footer>"),
    ] {
        let html = page(&format!(
            "<style>{style}</style>{footer}<p><a href={MIIT}>京ICP备19038721号-2</a></p></footer>"
        ));
        assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")], "{style} {footer}");
        assert_eq!(icp_rules(&html), [""; 0], "{style} {footer}");
    }
}

#[test]
fn a_footer_of_some_screens_is_a_warning_and_one_that_may_be_hidden_a_review() {
    for (style, footer, rules) in [
        ("footer{opacity:0;transition:opacity 1s}", "<footer>", vec!["icp-hidden"]),
        (
            "@media (max-width:767px){footer{display:none}}",
            "<footer>",
            vec!["icp-hidden-on-some-screens"],
        ),
        (
            ".hidden{display:none}@media (min-width:768px){.md\\:block{display:block}}",
            "<footer class='hidden md:block'>",
            vec!["icp-hidden-on-some-screens"],
        ),
        (
            "@media (max-width:767px){footer{display:none}p{color:red}}",
            "<footer>京ICP备19038721号-2</footer><div>",
            vec![],
        ),
    ] {
        let html = page(&format!(
            "<style>{style}</style>{footer}<p><a href={MIIT}>京ICP备19038721号-2</a></p></footer>"
        ));
        assert_eq!(icp_rules(&html), rules, "{style} {footer}");
    }
}

#[test]
fn a_number_in_a_data_attribute_is_not_shown() {
    for attribute in ["data-icp", "data-footer-text", "data-beian-info"] {
        let html = page(&format!("<section {attribute}=\"京ICP备19038721号-2\"></section>"));
        assert_eq!(icp(&html), [""; 0]);
        assert_eq!(elsewhere(&html), [found(Attribute, "京ICP备19038721号-2")], "{attribute}");
        assert_eq!(icp_rules(&html), ["icp-missing"]);
    }
}

#[test]
fn a_number_in_the_content_of_a_style_is_no_text_of_the_page() {
    let html =
        page("<style>.beian::after{content:\"京ICP备19038721号-2\"}</style><p class=beian></p>");
    assert_eq!(icp(&html), [""; 0]);
    assert_eq!(elsewhere(&html), [found(Style, "京ICP备19038721号-2")]);
    assert_eq!(icp_rules(&html), ["icp-missing"]);
}

#[test]
fn a_number_in_a_template_noscript_textarea_or_option_is_not_shown() {
    for (open, close) in [
        ("<template>", "</template>"),
        ("<noscript>", "</noscript>"),
        ("<textarea>", "</textarea>"),
        ("<select><option>", "</select>"),
        ("<iframe src=about:blank>", "</iframe>"),
        ("<noframes>", "</noframes>"),
        ("<title>", "</title>"),
    ] {
        let html = page(&format!("{open}京ICP备19038721号-2{close}"));
        assert_eq!(icp(&html), [""; 0], "{open}");
        assert_eq!(elsewhere(&html), [found(Inert, "京ICP备19038721号-2")], "{open}");
        assert_eq!(icp_rules(&html), ["icp-missing"], "{open}");
    }
}

#[test]
fn a_page_that_refreshes_to_another_is_a_stub() {
    let html = "<!doctype html><html><head><meta http-equiv=\"Refresh\" content=\"0; URL='/zh/index.html'\">\
        <title>x</title></head><body></body></html>";
    let facts = facts(html);
    assert_eq!(facts.kind, PageKind::Stub);
    assert_eq!(facts.refresh.as_deref(), Some("/zh/index.html"));
}

#[test]
fn a_number_of_character_references_is_text_like_any_other() {
    for number in [
        "&#20140;ICP&#22791;19038721&#21495;-2",
        "&#x4eac;ICP&#x5907;19038721&#x53F7;-2",
        "京ICP备&#49;&#57;038721号-2",
        "京ICP备&nbsp;19038721&ensp;号&#45;2",
    ] {
        let html = page(&format!("<footer><a href={MIIT}>{number}</a></footer>"));
        assert_eq!(icp(&html), [format!("京ICP备19038721号-2 {MIIT}")], "{number}");
        assert_eq!(icp_rules(&html), [""; 0], "{number}");
    }
}
