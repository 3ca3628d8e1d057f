//! What comes out of whole lines.

use proptest::prelude::*;

use super::*;
use crate::testkit::work::assert_linear;

fn one(line: &str) -> Copyright {
    let mut found = read(&[line]);
    assert_eq!(found.len(), 1, "{line}: {found:#?}");
    found.remove(0)
}

fn owner(line: &str) -> Option<String> {
    one(line).owner
}

/// Lines and their owners.
const BEHIND: &[(&str, &str)] = &[
    ("© 2009-2019 Aliyun.com 版权所有", "Aliyun.com"),
    ("Copyright©\u{a0}2017-2018\u{a0} 舞鹤物流有限责任公司.", "舞鹤物流有限责任公司"),
    ("(C) 版权所有 2025 智元创新（上海）科技股份有限公司。", "智元创新（上海）科技股份有限公司"),
    ("Copy-right 2010 - 2016 JXCIIT GOV.All Rights Reserved", "JXCIIT GOV"),
    ("Copyringht © 2014 Healther Group Inc 保留所有权利", "Healther Group Inc"),
    ("版权所有©西藏大学", "西藏大学"),
    ("版权所有：经维（天津）物流有限公司", "经维（天津）物流有限公司"),
    ("版權所有 © 上海尤鹿金融資訊服務有限公司", "上海尤鹿金融資訊服務有限公司"),
    ("@2017\u{a0}\u{a0}广州市海浪科技有限公司", "广州市海浪科技有限公司"),
    ("@2014 山湖网 沪ICP备12345678号", "山湖网"),
    ("版权所有2010-2015 Tencent", "Tencent"),
    ("CopyRight©️ {…} OK | All Right Reserved", "OK"),
    ("© 2023 示例科技有限公司 版权所有 京ICP备12345678号-1", "示例科技有限公司"),
    ("©2018 山湖网 | 京ICP备12345678号", "山湖网"),
    ("Copyright(C)2018 山湖网络科技有限公司 All Rights Reserved.", "山湖网络科技有限公司"),
    ("Copyright © 2010-2024 Hillside Inc. 保留一切权利", "Hillside Inc."),
    ("Copyright © 山湖网 2008-2018 .All Rights Reserved", "山湖网"),
    ("© 山湖 2018", "山湖"),
    ("©️2020 山湖 皮肤主题: 深海 设计师: someone 返回首页", "山湖"),
    ("© 2020 - 2023 By 阿山", "阿山"),
    ("© Made with ❤ by hillside.com .", "hillside.com"),
    ("Copyright © 2020-present Hill-Lake", "Hill-Lake"),
    ("© Copyright - 徐某", "徐某"),
    (
        "© 2019 山湖团购 hillside.com 京ICP证070791号 京公网安备11010502025545号",
        "山湖团购 hillside.com",
    ),
    ("Copyright © HILLSIDE ENTERPRISE CO., LTD.", "HILLSIDE ENTERPRISE CO., LTD."),
    ("© 2013 Hill Interactive. All rights reserved. Privacy Policy | Cookies", "Hill Interactive"),
    ("© Hill Newspapers Ltd Contact us Advertise with us Terms", "Hill Newspapers Ltd"),
    ("© 2024 阿山. | Powered by Hexo | Theme Diaspora by Someone | 豫ICP备12345678号-1", "阿山"),
    (
        "版权所有：某某市人民政府办公室 承办：某某市大数据管理局 地址：某某路1号",
        "某某市人民政府办公室",
    ),
    ("版权所有 © 山湖职业技术学院地址：某市某路80号", "山湖职业技术学院"),
    ("版权所有@山湖结构工程有限公司 鄂ICP备12345678号", "山湖结构工程有限公司"),
    ("Copyright © 2004-2011 HILLCMS. 山湖科技 版权所有", "HILLCMS. 山湖科技"),
    (
        "Copyright © 2009-2020 HILL 北京山湖科技有限公司京公网安备11000002000019号",
        "HILL 北京山湖科技有限公司",
    ),
    (
        "Copyright © 2018 All Rights Reserved. 山湖科技有限公司 京ICP备12345678号",
        "山湖科技有限公司",
    ),
    ("Copyright © 2018 All Rights Reserved 山湖网", "山湖网"),
    ("© 2018 | 山湖科技有限公司 | 京ICP备12345678号", "山湖科技有限公司"),
    ("© 2018 · 阿山的博客 · Powered by Hugo", "阿山的博客"),
    ("Copyright © 2008-2024 <%=site%> 山湖大学", "山湖大学"),
    ("Ｃｏｐｙｒｉｇｈｔ　©　２０１８　山湖公司", "山湖公司"),
    ("版 权 所 有：山湖县人民政府", "山湖县人民政府"),
    ("著作權所有 © 2012 山湖大學圖書館", "山湖大學圖書館"),
    (
        "Copyright © 2016 www.hill.com 加拿大（上海）山湖设计有限公司 All Rights Reserved 备案号：沪ICP备12345678号",
        "www.hill.com 加拿大（上海）山湖设计有限公司",
    ),
    ("京ICP备12345678号-1 © 2020 山湖科技", "山湖科技"),
    (
        "Copyright 2010-2020 Hillside Software Co.,Ltd. All Rights Reserved",
        "Hillside Software Co.,Ltd.",
    ),
    ("© 2021 Hill & Lake LLC. All rights reserved.", "Hill & Lake LLC"),
    ("Powered by Discuz! X3.4 © 2001-2017 Comsenz Inc.", "Comsenz Inc."),
    ("版权所有 山湖市教育局 主办单位：山湖市教育局 网站标识码：3300000001", "山湖市教育局"),
    ("版权所有 (C) 2008-2020 山湖证券股份有限公司 网站地图", "山湖证券股份有限公司"),
    ("© Since 2015 阿山", "阿山"),
    ("© 山湖网 网络文化经营许可证：京网文（2016）1234-001号", "山湖网"),
    ("GPL Licensed | Copyright © 2020-present 山湖", "山湖"),
    ("© 2020 帮助网络科技有限公司", "帮助网络科技有限公司"),
    ("2015-2021 © Hillside Studio. ALL Rights Reserved.", "Hillside Studio"),
    ("Copyright &copy; 2020 山湖科技有限公司", "山湖科技有限公司"),
    ("© Copyright | 2024 HILL All rights reserved", "HILL"),
    ("版权归属：山湖教育 京ICP备", "山湖教育"),
    ("Copyright Reserved 2017-2023©山湖贷（www.hill.com）", "山湖贷（www.hill.com）"),
    ("Copyright by HILLBANG & All rights reserved", "HILLBANG"),
    ("版权所有©山湖工作室 联系邮箱：hill@example.com", "山湖工作室"),
    ("Copyright © 2005 - 2013 Hill. All Rights Reserved. 山湖公司 版权所有", "Hill"),
];

#[test]
fn the_owner_stands_behind_the_sign() {
    for &(line, expected) in BEHIND {
        let found = read(&[line]);
        assert_eq!(
            found.first().and_then(|first| first.owner.as_deref()),
            Some(expected),
            "{line}: {found:#?}"
        );
    }
}

#[test]
fn the_owner_stands_before_the_sign() {
    for (line, expected) in [
        ("武汉大方汽车租赁有限公司 版权所有", "武汉大方汽车租赁有限公司"),
        ("邵阳山湖学院版权所有 湘ICP备12345678号 湘公网安备43050302000146号", "邵阳山湖学院"),
        ("未经山湖同意，不得转载本网站之所有作品 | 山湖工作网版权所有©1999-2021", "山湖工作网"),
        ("山湖公司版权所有 Copyright 2010", "山湖公司"),
        ("山湖网 © 2018", "山湖网"),
        ("山湖公司©", "山湖公司"),
        ("山湖科技有限公司 版权所有 关于我们 | 联系我们", "山湖科技有限公司"),
        ("地址：某市某路1号 电话：0571-12345678 山湖科技有限公司 版权所有", "山湖科技有限公司"),
        ("首页 新闻中心 诚聘英才 山湖科技有限公司 版权所有", "山湖科技有限公司"),
        ("hill.com，All Rights Reserved", "hill.com"),
        (
            "使用本网站即表示接受用户协议。版权所有 广州山湖电子商务有限公司",
            "广州山湖电子商务有限公司",
        ),
        (
            "使用本网站即表示接受山湖用户协议版权所有 广州山湖电子商务有限公司",
            "广州山湖电子商务有限公司",
        ),
        ("山湖集团 2010-2020 版权所有 翻版必究", "山湖集团"),
        ("山湖大学 版权所有 技术支持：某某科技有限公司", "山湖大学"),
        ("Hillside Blog © 2018 All Rights Reserved", "Hillside Blog"),
        ("浙B2-20080101-4 山湖网 版权所有", "山湖网"),
        ("山湖公司保留所有权利", "山湖公司"),
        ("技术支持：某某网络科技有限公司 版权所有：山湖大学", "山湖大学"),
        ("山湖公司丨版权所有丨京ICP备12345678号", "山湖公司"),
        ("© 2001-2020 Comsenz Inc. 山湖网络科技有限公司 版权所有", "山湖网络科技有限公司"),
        ("主办单位：山湖市人民政府 版权所有 山湖市人民政府办公室", "山湖市人民政府办公室"),
    ] {
        assert_eq!(owner(line).as_deref(), Some(expected), "{line}");
    }
}

#[test]
fn a_statement_may_name_nobody() {
    for line in [
        "版权所有，保留一切权利。",
        "版权所有 翻版必究",
        "著作权所有，并保留一切权利",
        "Copyright ©.All Rights Reserved",
        "© 2016－2017",
        "Copyrights © 2015",
        "©2004-2015",
        "Copyright@ 2017 - 2版权所有",
        "©2017\u{a0}...All Rigths Reserved",
        "当使用本站时，代表您已接受了本站的使用条款和隐私条款。版权所有，保留一切权利。 赞助商：上海某某投资有限公司。",
        "Copyright © 2018 All Rights Reserved. Privacy Policy",
        "版权所有 未经许可不得转载",
        "本公司版权所有 2018",
        "© 2018 技术支持：某某科技有限公司",
        "Copyright © 2018 京ICP备12345678号",
        "电话：0571-12345678 版权所有",
        "© 2025 | 887k | 13:26",
        "© 2020 首页 | 新闻",
        "© 2020 | 首页 | 新闻",
    ] {
        assert_eq!(owner(line), None, "{line}");
    }
}

#[test]
fn prose_about_copyright_is_no_statement() {
    for line in [
        "本文版权归作者所有",
        "尊重版权",
        "本博客所有文章除特别声明外，均采用 CC BY-NC-SA 4.0 许可协议。转载请注明来自 某某！",
        "版权声明",
        "©️ 版权信息",
        "转载请注明",
        "未经51Job同意，不得转载",
        "版权声明：本文为博主原创文章，遵循 CC 4.0 BY-SA 版权协议，转载请附上原文出处链接和本声明。",
        "(C)本公司各功能性委员会绩效评估",
        "(c) 附件三",
        "软件著作权",
        "版权所有者可以授权他人使用",
        "我们尊重原作者，图片版权所有权归原作者",
        "If you believe your copyright is infringed, contact us.",
        "Copyright Policy",
        "Copyright Disclaimer Under Section 107 of the Copyright Act 1976",
        "你也保留你的自由权利吧。",
        "本公司保留一切权利",
        "砸钱、抢人、买版权，某某视频离中国版某站有多远？",
        "@2023全国两会",
        "mail@2020.example.com",
        "网站内容版权所有，禁止复制",
        "reserved words of Rust",
        "All rights reserved.",
        "",
    ] {
        assert_eq!(read(&[line]), [], "{line}");
    }
}

#[test]
fn years_belong_to_their_statement() {
    for (line, from, to, open) in [
        ("© 2009-2019 甲公司", Some(2009), Some(2019), false),
        ("甲公司 版权所有 2018", Some(2018), Some(2018), false),
        ("© 甲 2018", Some(2018), Some(2018), false),
        ("Copyright © 2020-present 甲", Some(2020), None, true),
        ("© 2012至今 甲公司", Some(2012), None, true),
        ("2001-2013 © 甲公司", Some(2001), Some(2013), false),
        ("版权所有：甲公司", None, None, false),
        ("Copyright@ 2017 - 2版权所有", Some(2017), Some(2017), false),
        ("甲公司版权所有©1999-2021", Some(1999), Some(2021), false),
    ] {
        let found = one(line);
        assert_eq!((found.from, found.to, found.open), (from, to, open), "{line}");
    }
}

#[test]
fn two_owners_make_two_statements() {
    let line = "Copyright © 2008-2018 hill.com，All Rights Reserved 使用本网站即表示接受用户协议。版权所有 广州山湖有限公司";
    let found: Vec<_> = read(&[line])
        .into_iter()
        .map(|found| (found.owner, found.owner_kind, found.from))
        .collect();
    assert_eq!(
        found,
        [
            (Some("hill.com".to_owned()), OwnerKind::Domain, Some(2008)),
            (Some("广州山湖有限公司".to_owned()), OwnerKind::Name, None),
        ]
    );
}

#[test]
fn names_around_the_words_of_a_claim_stay_apart_unless_one_is_a_domain() {
    for (line, expected) in [
        ("© 2020 山湖网 版权所有：深海科技有限公司", &["山湖网", "深海科技有限公司"][..]),
        (
            "© hill.com All Rights Reserved版权所有 深海科技有限公司",
            &["hill.com", "深海科技有限公司"],
        ),
        ("© 2020 hill.com 版权所有 山湖安全中心", &["hill.com 山湖安全中心"]),
        ("© 2020 山湖科技有限公司 深海投资有限公司", &["山湖科技有限公司", "深海投资有限公司"]),
        ("© 2020 山湖科技有限公司、深海投资有限公司", &["山湖科技有限公司", "深海投资有限公司"]),
    ] {
        let found = read(&[line]);
        let owners: Vec<_> = found.iter().filter_map(|found| found.owner.as_deref()).collect();
        assert_eq!(owners, expected, "{line}");
    }
}

#[test]
fn a_statement_may_spread_over_two_lines() {
    for (lines, line, expected) in [
        (&["Copyright © 2019", "山湖公司 版权所有"][..], 0, "山湖公司"),
        (&["版权所有", "山湖科技有限公司"], 0, "山湖科技有限公司"),
        (&["山湖科技有限公司", "Copyright © 2019 All Rights Reserved"], 0, "山湖科技有限公司"),
        (
            &["山湖科技有限公司 版权所有", "Copyright © 2019 All Rights Reserved"],
            0,
            "山湖科技有限公司",
        ),
        (
            &["| Copyright © 2019 All Rights Reserved. |", "山湖科技有限公司 版权所有。"],
            0,
            "山湖科技有限公司",
        ),
        (&["友情链接", "© 2019 山湖", "All Rights Reserved"], 1, "山湖"),
        (
            &["© 2019 All Rights Reserved", "山湖科技有限公司 京ICP备12345678号"],
            0,
            "山湖科技有限公司",
        ),
    ] {
        let found = read(lines);
        assert_eq!(found.len(), 1, "{lines:?}: {found:#?}");
        assert_eq!((found[0].line, found[0].owner.as_deref()), (line, Some(expected)), "{lines:?}");
    }
}

#[test]
fn two_statements_on_a_line_stay_two() {
    let found = read(&["Powered by Discuz! © 2001-2006 Comsenz Inc. © 2026 阿山 · PHP 7.4"]);
    let owners: Vec<_> = found.iter().map(|found| (found.owner.as_deref(), found.to)).collect();
    assert_eq!(owners, [(Some("Comsenz Inc."), Some(2006)), (Some("阿山"), Some(2026))]);
    // one statement that repeats its sign stays one
    assert_eq!(owner("Copyright © 2009 © 山湖网").as_deref(), Some("山湖网"));
}

#[test]
fn neighbours_that_are_no_names_stay_out() {
    for lines in [
        &["© 2019", "首页"][..],
        &["© 2019", "技术支持：山湖科技有限公司"],
        &["主办：山湖市人民政府", "版权所有 翻版必究"],
        &["© 2019", "京ICP备12345678号"],
        &["© 2019 | 网站地图", "山湖科技有限公司"],
    ] {
        assert_eq!(read(lines).iter().find_map(|found| found.owner.as_deref()), None, "{lines:?}");
    }
}

#[test]
fn lines_without_end_take_linear_time() {
    let parts = [
        "© 甲 ",
        "版权所有",
        "(c)",
        "copyright ",
        "@2019 ",
        "2019-",
        "(",
        "保留",
        "© ",
        " ",
        "1",
        "版权归",
        "© a. ",
    ];
    for part in parts {
        let line = |size: usize| part.repeat(size / part.len());
        assert_linear(part, 12_500, line, |line| {
            // not `read`, which remembers short lines only: they would take no time
            read_text(line);
            has_hint(line);
        });
    }
}

#[test]
fn a_statement_far_down_a_line_is_read() {
    let line =
        format!("{}版权声明{}。© 2019 甲公司 版权所有", "字".repeat(5000), "字".repeat(5000));
    assert_eq!(owner(&line).as_deref(), Some("甲公司"));
}

/// Pieces of footers in any order.
fn footers() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "©",
            "版权所有",
            "Copyright ",
            "(c)",
            "@",
            "2019",
            "-",
            "2020",
            "至今",
            "|",
            "：",
            "，",
            "。",
            ".",
            " ",
            "\u{3000}",
            "All Rights Reserved",
            "保留一切权利",
            "甲公司",
            "Foo Inc.",
            "京ICP备12345678号-1",
            "电话",
            "（",
            "）",
            "by ",
            "{{",
            "}}",
            "made with",
            "B2-2008",
            "版权归",
            "\u{FE0F}",
            "İ",
        ])
        .prop_map(str::to_owned),
        ".{0,3}",
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_lines_are_read(lines in prop::collection::vec(footers(), 0..4)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        for found in read(&lines) {
            prop_assert!(found.line < lines.len());
            prop_assert!(found.text.chars().count() <= 200);
            prop_assert_eq!(found.from.is_some(), found.to.is_some() || found.open);
            prop_assert!(found.owner.is_none_or(|owner| owner == owner.trim() && owner.chars().any(char::is_alphabetic)));
        }
    }

    #[test]
    fn a_statement_is_only_found_where_a_hint_is(line in footers()) {
        prop_assert!(has_hint(&line) || read(&[&line]).is_empty());
    }

    #[test]
    fn same_owner_is_an_equivalence(a in footers(), b in footers()) {
        prop_assert!(same_owner(&a, &a));
        prop_assert_eq!(same_owner(&a, &b), same_owner(&b, &a));
    }

    #[test]
    fn an_owner_set_in_a_statement_is_read_back(
        owner in "[甲乙丙丁山湖海河]{2,8}(科技|网络|)(有限公司|大学|集团)",
        form in prop::sample::select(vec![
            "© 2019 {}", "版权所有：{}", "{} 版权所有", "{}版权所有 © 2019", "Copyright © 2019-2020 {} All Rights Reserved",
            "版权所有 © {} | 京ICP备12345678号-1", "{} © 2019", "版权所有 © 2019 {} 地址：某路1号", "首页 | © {} 保留所有权利",
        ]),
    ) {
        let line = form.replace("{}", &owner);
        let found: Vec<_> = read(&[&line]).into_iter().map(|found| found.owner).collect();
        prop_assert_eq!(found, [Some(owner)]);
    }
}
