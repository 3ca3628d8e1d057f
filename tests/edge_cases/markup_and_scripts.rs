//! Comments, scripts, templates, split and glued numbers, frames, encodings.

use super::{Case, facts, run};

#[test]
fn comments_and_attributes_are_not_text() {
    run(&[
        Case {
            name: "1 a number in a comment",
            html: "<!--<a href=\"http://www.miitbeian.gov.cn\">滬ICP備16027065號-2</a>-->© 某厂",
            expect: &["in comment 沪icp备16027065号-2"],
        },
        Case {
            name: "2 an old police number in a comment beside the new one",
            html: "<!-- <p>公安备案号：31010102005799</p> --><p>沪公网安备31010102007453号</p><p>沪ICP备16027065号-2</p>",
            expect: &[
                "icp 沪ICP备16027065号-2 own shown unlinked",
                "police 沪公网安备31010102007453号 own shown unlinked",
            ],
        },
        Case {
            name: "3 comments around every line",
            html: "<!-- <img alt=\"京ICP备2021012843号-1\"> --><!-- 京ICP备2021012843号-1</a> -->",
            expect: &["in comment 京icp备2021012843号-1"],
        },
        Case {
            name: "5 only in a meta tag",
            html: "<!doctype html><meta charset=utf-8><meta name=\"author\" content=\"成都餐协餐饮管理有限公司,蜀ICP备12020698号-3\" /><p>餐饮管理与咨询，欢迎洽谈，地址在高新区，电话见下方，谢谢光临本店，期待与您合作，共同发展餐饮事业。",
            expect: &["in attribute 蜀icp备12020698号-3"],
        },
        Case {
            name: "6 only in the title of an empty link, a picture by CSS",
            html: "<a class=\"icp\" href=\"http://www.miitbeian.gov.cn\" title=\"浙ICP备17016736号\"></a>",
            expect: &["in attribute 浙icp备17016736号"],
        },
        Case {
            name: "11 the alt text repeats the number: it counts once",
            html: "<img alt=\"京ICP备2021012843号-1\"><span>京ICP备2021012843号-1</span>",
            expect: &[
                "icp 京ICP备2021012843号-1 own shown unlinked",
                "in attribute 京icp备2021012843号-1",
            ],
        },
        Case {
            name: "12 the ICP number as alt text of the police badge",
            html: "<img src=beian.png alt=\"京ICP备2026006357号-1\"/><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502059429\">京公网安备11010502059429号</a>",
            expect: &[
                "police 京公网安备11010502059429号 own shown https://beian.mps.gov.cn/#/query/webSearch?code=11010502059429 badge beian.png",
                "in attribute 京icp备2026006357号-1",
            ],
        },
        Case { name: "13 a label as alt text", html: "<img alt=\"京ICP备图标\">", expect: &[] },
    ]);
}

#[test]
fn numbers_split_by_markup_are_one() {
    run(&[
        Case {
            name: "7 two spans like a badge",
            html: "<a href=\"https://beian.miit.gov.cn/\"><span>蜀ICP备</span><span>2021032603号</span></a>",
            expect: &["icp 蜀ICP备2021032603号 own shown https://beian.miit.gov.cn/"],
        },
        Case {
            name: "8 only the digits are linked",
            html: "<span>粤ICP备</span><span><a href=\"https://beian.miit.gov.cn/\">2020085709号</a></span>",
            expect: &["icp 粤ICP备2020085709号 own shown https://beian.miit.gov.cn/"],
        },
        Case {
            name: "9 an editor split it in three",
            html: "<span>京ICP备</span><span>17019015</span><em>号-1</em>",
            expect: &["icp 京ICP备17019015号-1 own shown unlinked"],
        },
        Case {
            name: "46 a line break and blanks inside a police number",
            html: "沪公网安备 &nbsp;&nbsp;\n31010402004433号",
            expect: &["police 沪公网安备31010402004433号 own shown unlinked"],
        },
        Case {
            name: "47 glued to longer numbers of other registers",
            html: "<p>44140202000117号纳税人识别号:12441400456763110Y</p><p>网信算备310115124334401240013号</p>",
            expect: &[],
        },
        Case {
            name: "47 a police number glued to a credit code",
            html: "粤公网安备 44140202000117号纳税人识别号:12441400456763110Y",
            expect: &["police 粤公网安备44140202000117号 own shown unlinked"],
        },
        Case {
            name: "48 the hyphen is a separator",
            html: "京ICP备10046444-<a href=x>京公网安备11010802020134号</a>-京ICP证110507号",
            expect: &[
                "icp 京ICP备10046444号 own shown unlinked",
                "police 京公网安备11010802020134号 own shown x",
                "licence 京ICP证110507号 own shown unlinked",
            ],
        },
        Case {
            name: "50 a paragraph inside a link inside a paragraph",
            html: "<p><a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=54010202000088\"><img src=\"/ghs.png\"/><p>藏公网安备 54010202000088号</p></a></p>",
            expect: &[
                "police 藏公网安备54010202000088号 own shown http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=54010202000088 badge /ghs.png",
            ],
        },
        Case {
            name: "entities instead of characters",
            html: "&#20140;ICP&#22791;19036512&#21495;-&#x31;",
            expect: &["icp 京ICP备19036512号-1 own shown unlinked"],
        },
        Case {
            name: "45 full-width letters",
            html: "粤ＩＣＰ备14023066号－1",
            expect: &["icp 粤ICP备14023066号-1 own shown unlinked"],
        },
        Case {
            name: "a link inside a link: the inner one holds the number",
            html: "<a href=\"https://a.example/\">关于<a href=\"https://beian.miit.gov.cn/\">京ICP备19036512号</a></a>",
            expect: &["icp 京ICP备19036512号 own shown https://beian.miit.gov.cn/"],
        },
    ]);
}

#[test]
fn what_scripts_write_is_not_shown() {
    run(&[
        Case {
            name: "4 a server's comment that was never run",
            html: "<%--<span> 粤ICP备&nbsp;66666号 </span>--%>",
            expect: &["icp 粤ICP备66666号 own shown unlinked"],
        },
        Case {
            name: "14 document.write of another company's number",
            html: "<script>if (IsCIOT=='1') document.write(\"京ICP备05002571号 © 中国移动\")</script>",
            expect: &["in script 京icp备05002571号"],
        },
        Case {
            name: "15 a script picks the number by host name",
            html: "<script>$(\"#b\").html(\"粤ICP备17035939号\"); else $(\"#b\").text(\"苏ICP备17069390号\")</script>",
            expect: &["in script 粤icp备17035939号", "in script 苏icp备17069390号"],
        },
        Case {
            name: "16 17 a number that depends on the environment",
            html: "<script>function icp(){return location.hostname==='chargedb.cn'?'陇ICP备2024012699号-3':'陇ICP备2024012699号-1'}</script>",
            expect: &["in script 陇icp备2024012699号-3", "in script 陇icp备2024012699号-1"],
        },
        Case {
            name: "18 an empty shell, the number in its bundle",
            html: "<!doctype html><html><head><meta charset=utf-8><title>x</title></head><body><div id=\"app\"></div><script src=\"/a.js\"></script></body></html>",
            expect: &["Shell"],
        },
        Case {
            name: "19 a config object with escaped characters",
            html: "<script>window.c={icpRecordCode:'\\u6d25ICP\\u59072022005864\\u53f7-2'}</script>",
            expect: &["in script 津icp备2022005864号-2"],
        },
        Case {
            name: "23 jQuery appends the footer",
            html: "<script>$(\".footer\").append(`<p>备案号：陇ICP备 05000593</p>`)</script>",
            expect: &["in script 陇icp备05000593号"],
        },
        Case {
            name: "54 a footer as a string in a database dump",
            html: "<pre>INSERT INTO settings VALUES ('&lt;a href=x&gt;京ICP备19038953号&lt;/a&gt;')</pre>",
            expect: &["icp 京ICP备19038953号 own shown unlinked"],
        },
        Case {
            name: "template, noscript and textarea are not shown",
            html: "<template>京ICP备19036512号</template><noscript>京ICP备19036513号</noscript><textarea>京ICP备19036514号</textarea>",
            expect: &[
                "in inert 京icp备19036512号",
                "in inert 京icp备19036513号",
                "in inert 京icp备19036514号",
            ],
        },
        Case {
            name: "the content of a CSS rule is not text",
            html: "<style>.icp:after{content:\"京ICP备19036512号\"}</style><span class=icp></span>",
            expect: &["in inert 京icp备19036512号"],
        },
    ]);
}

#[test]
fn frames_and_redirects_are_facts_of_their_own() {
    let footer = facts("<iframe src=\"./public/foot.html\"></iframe>");
    assert_eq!(
        (footer.frames[0].src.as_str(), footer.frames[0].frameset),
        ("./public/foot.html", false),
        "20"
    );
    let whole = facts("<!doctype html><iframe src=\"https://other.example/\"></iframe>");
    assert_eq!(whole.frames[0].src, "https://other.example/", "22");
    let set = "<html><frameset rows=\"60px,*\"><frame src=top.html><frame src=main.html><noframes>x</noframes></frameset></html>";
    let set = facts(set);
    assert_eq!(format!("{:?}", set.kind), "Frameset", "21");
    assert!(set.frames.iter().all(|frame| frame.frameset) && set.frames.len() == 2, "21");
    let stub = facts("<!doctype html><meta http-equiv=refresh content='0; URL=/index.html'>");
    assert_eq!(
        (stub.refresh.as_deref(), format!("{:?}", stub.kind)),
        (Some("/index.html"), "Stub".into())
    );
    let script = facts("<html><script>location.href='/zh/'</script>");
    assert_eq!(script.script_redirect.as_deref(), Some("/zh/"));
}

#[test]
fn bytes_are_read_as_browsers_do() {
    // 44: UTF-8 read as GBK somewhere upstream is mojibake for good
    run(&[Case {
        name: "44 mojibake shows no number",
        html: "浜叕缃戝畨澶?1010802032137鍙蜂含ICP澶?0018813",
        expect: &[],
    }]);
    let page = "<html><meta charset=gb2312><body><p>粤ＩＣＰ备14023066号-1</p>";
    let bytes = encoding_rs::GB18030.encode(page).0;
    let facts =
        beian::facts::read(super::RawPage { bytes: &bytes, content_type: None, links: false });
    assert_eq!(facts.encoding, "gbk", "45");
    assert_eq!(facts.icp[0].number.to_string(), "粤ICP备14023066号-1", "45");
}
