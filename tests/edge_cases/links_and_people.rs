//! Links that lead elsewhere, other people's numbers, articles, samples and jokes, hidden text, badges.

use super::{Case, facts, run};

#[test]
fn links_are_read_as_they_work() {
    run(&[
        Case {
            name: "10 the police number stands only in the address",
            html: "<a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=31011502009321\">沪公安网备 <img src=g.png></a>",
            expect: &[],
        },
        Case {
            name: "24 javascript: opens nothing",
            html: "<a href=\"javascript:\">沪ICP备 15045419号－1</a>",
            expect: &["icp 沪ICP备15045419号-1 own shown empty link"],
        },
        Case {
            name: "25 a handler opens the register",
            html: "<a href=\"javascript:void;\" onclick=\"window.open(&quot;http://www.miitbeian.gov.cn/&quot;)\">沪ICP备13041208号</a>",
            expect: &["icp 沪ICP备13041208号 own shown script opens http://www.miitbeian.gov.cn/"],
        },
        Case {
            name: "26 a click handler that says nothing, no link at all",
            html: "<span class=\"icp\" @click=\"gotoICPSystem()\">粤ICP备&nbsp;20036399号</span>",
            expect: &["icp 粤ICP备20036399号 own shown unlinked"],
        },
        Case {
            name: "27 a hash on the police number",
            html: "<a href='#'><span><img src=g.png>川公网安备 51010402000954号</span></a>",
            expect: &["police 川公网安备51010402000954号 own shown empty link badge g.png"],
        },
        Case {
            name: "28 one link wraps the ICP number and the police icon",
            html: "<a href=\"https://beian.miit.gov.cn/\"><span>滇ICP备2023001289号-1</span><img src=Police_Badge.png></a>",
            expect: &["icp 滇ICP备2023001289号-1 own shown https://beian.miit.gov.cn/"],
        },
        Case {
            name: "29 one police link wraps both numbers",
            html: "<a href=\"https://www.beian.gov.cn/portal/registerSystemInfo?recordcode=36073302000148\"><span>赣公网安备 36073302000148号</span>|<span> 赣ICP备2020014177号-1</span></a>",
            expect: &[
                "icp 赣ICP备2020014177号-1 own shown https://www.beian.gov.cn/portal/registerSystemInfo?recordcode=36073302000148",
                "police 赣公网安备36073302000148号 own shown https://www.beian.gov.cn/portal/registerSystemInfo?recordcode=36073302000148",
            ],
        },
        Case {
            name: "30 a police icon without a police number",
            html: "<img src=d0289dc0.png><a href=\"https://beian.miit.gov.cn/\">沪ICP备2021010880号-2</a>",
            expect: &["icp 沪ICP备2021010880号-2 own shown https://beian.miit.gov.cn/"],
        },
        Case {
            name: "31 the ICP number linked to the police register",
            html: "<a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=cdblog.live\">黔ICP备2021010120号-2</a>",
            expect: &[
                "icp 黔ICP备2021010120号-2 own shown http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=cdblog.live",
            ],
        },
        Case {
            name: "32 the number as text, the register as a link of its own",
            html: "粤ICP备2021131165号-1 | <a href=\"https://beian.miit.gov.cn/#/Integrated/recordQuery\">工信部查询</a>",
            expect: &["icp 粤ICP备2021131165号-1 own shown unlinked"],
        },
        Case {
            name: "43 a link without text, from an empty setting",
            html: "<a href=\"https://beian.miit.gov.cn/\" rel=\"nofollow\"></a>",
            expect: &[],
        },
        Case {
            name: "an encoded link of the theme NexT",
            html: "<span class=\"exturl\" data-url=\"aHR0cHM6Ly9iZWlhbi5taWl0Lmdvdi5jbi8=\">京ICP备19036512号-1</span>",
            expect: &["icp 京ICP备19036512号-1 own shown script opens https://beian.miit.gov.cn/"],
        },
    ]);
}

#[test]
fn badges_are_seen_where_a_reader_sees_them() {
    run(&[
        Case {
            name: "51 the image of the old snippet, never filled",
            html: "<a href=x><img src='' style='float:left;'/><p>京公网安备 11010502046718号</p></a>",
            expect: &["police 京公网安备11010502046718号 own shown x broken badge"],
        },
        Case {
            name: "an icon drawn by CSS",
            html: "<i class=\"police-ico\"></i><a href=x>京公网安备11010502046718号</a>",
            expect: &["police 京公网安备11010502046718号 own shown x drawn badge"],
        },
        Case {
            name: "the helper span of the theme Fluid",
            html: "<a href=x><span style=\"visibility:hidden;width:0\">|</span><img src=/p.png alt=\"police-icon\"><span>京公网安备11010502046718号</span></a>",
            expect: &["police 京公网安备11010502046718号 own shown x badge /p.png"],
        },
    ]);
}

#[test]
fn hidden_text_is_hidden() {
    run(&[
        Case {
            name: "33 twice, the first one faint and unlinked",
            html: "<div style=\"opacity:0.2;\">琼ICP备2021000719号-1</div><a href=\"https://beian.miit.gov.cn/\">琼ICP备2021000719号-1</a>",
            expect: &[
                "icp 琼ICP备2021000719号-1 own shown unlinked",
                "icp 琼ICP备2021000719号-1 own shown https://beian.miit.gov.cn/",
            ],
        },
        Case {
            name: "a footer that is not displayed",
            html: "<div style=\"display:none\">京ICP备19036512号</div>",
            expect: &["icp 京ICP备19036512号 own hidden unlinked"],
        },
        Case {
            name: "hidden by the page's own style sheet",
            html: "<style>#b .icp{display:none}@media print{.x{display:none}}</style><div id=b><p class=icp>京ICP备19036512号</p><p class=x>京ICP备19036513号</p></div>",
            expect: &[
                "icp 京ICP备19036512号 own hidden unlinked",
                "icp 京ICP备19036513号 own shown unlinked",
            ],
        },
        Case {
            name: "a data attribute is not text",
            html: "<span data-icp=\"京ICP备19036512号\"></span>",
            expect: &["in attribute 京icp备19036512号"],
        },
    ]);
}

#[test]
fn other_peoples_numbers_are_mentioned_only() {
    run(&[
        Case {
            name: "34 a filing and a licence of two provinces",
            html: "<p>冀ICP备06001111号 京ICP证041189号</p>",
            expect: &[
                "icp 冀ICP备06001111号 own shown unlinked",
                "licence 京ICP证041189号 own shown unlinked",
            ],
        },
        Case {
            name: "34 a Beijing filing with a Guizhou police number",
            html: "京ICP备18063315号-1 贵公网安备 52038202001416号",
            expect: &[
                "icp 京ICP备18063315号-1 own shown unlinked",
                "police 贵公网安备52038202001416号 own shown unlinked",
            ],
        },
        Case {
            name: "35 53 the number of a saved page is shown as its own: who owns it is for the declared values",
            html: "<a href=\"http://www.miitbeian.gov.cn/\">蒙ICP备06004630号</a>",
            expect: &["icp 蒙ICP备06004630号 own shown http://www.miitbeian.gov.cn/"],
        },
        Case {
            name: "36 an article about numbers",
            html: "<!doctype html><meta charset=utf-8><article><p>主体号是京ICP备18008018号，一个网站对应京ICP备18008018号-1，第二个网站是京ICP备18008018号-2，以此类推，不会重复。</p></article><footer>© 2026 王小明</footer>",
            expect: &[
                "icp 京ICP备18008018号 mentioned shown unlinked",
                "icp 京ICP备18008018号-1 mentioned shown unlinked",
                "icp 京ICP备18008018号-2 mentioned shown unlinked",
            ],
        },
        Case {
            name: "37 a scraped footer in an article's code",
            html: "<!doctype html><meta charset=utf-8><article><p>需要过滤的词如下，按行保存即可：</p><pre><code>沪ICP备13030189号</code></pre></article><footer>© 2026 王小明，保留所有权利，转载请注明出处，谢谢</footer>",
            expect: &["icp 沪ICP备13030189号 mentioned shown unlinked"],
        },
        Case {
            name: "38 words that contain the pattern",
            html: "阿里云ICP备案 更新ICP备案信息 隐藏ICP备案号",
            expect: &[],
        },
    ]);
}

#[test]
fn jokes_samples_and_masks_are_told_apart() {
    run(&[
        Case {
            name: "39 a fan registry in the same footer",
            html: "<a href=\"https://icp.gov.moe/?keyword=20259514\">萌ICP备20259514号</a>",
            expect: &["joke 萌ICP备20259514号"],
        },
        Case {
            name: "40 a fan number linked to MIIT",
            html: "<a href=\"http://www.miitbeian.gov.cn/\">萌ICP备20205201号</a>",
            expect: &["joke 萌ICP备20205201号"],
        },
        Case {
            name: "49 an app's number on a page",
            html: "ICP号：黔ICP备2025044274号-1X",
            expect: &["icp 黔ICP备2025044274号-1X own shown unlinked"],
        },
        Case {
            name: "55 the number in English",
            html: "Shanghai ICP No. 2023031604-1",
            expect: &["icp 沪ICP备2023031604号-1 own shown unlinked"],
        },
    ]);
    for (row, text) in [
        (41, "京ICP备12345678号"),
        (41, "贵ICP备66666666号"),
        (41, "琼ICP备0000000000号。"),
        (41, "黔ICP备2022xxxxxx号-1"),
        (42, "粤ICP备<%=_Site.ICPCert %>号"),
        (52, "蜀ICP备13****638号-1"),
    ] {
        let facts = facts(text);
        let state = facts.icp.first().map(|it| it.number.state(2026).name());
        assert_ne!(state, Some("ok"), "{row}: {text}");
    }
    assert!(facts("{$site.icp} ICP备案号：待补充").icp.is_empty(), "42");
}
