//! Tables of what is read and what is not, and laws that hold for any line.

use proptest::prelude::*;

use super::{Found, Number, scan};
use crate::domain::icp_number::{IcpNumber, NumberState, Slip, Suffix, SuffixKind};
use crate::domain::licence::Licence;
use crate::domain::police_number::PoliceNumber;
use crate::testkit::work::assert_linear;

/// All that a line holds, canonical, with the kind before it.
fn read(line: &str) -> Vec<String> {
    let show = |found: &Found| match &found.number {
        Number::Icp(number) => format!("icp {number}"),
        Number::Police(number) => format!("police {number}"),
        Number::Licence(Licence { canonical, state }) => {
            format!("licence {canonical} {}", state.name())
        }
        Number::Joke(raw) => format!("joke {raw}"),
    };
    scan(line).iter().map(show).collect()
}

#[track_caller]
fn reads(table: &[(&str, &[&str])]) {
    for (line, expected) in table {
        assert_eq!(read(line), *expected, "{line:?}");
    }
}

#[test]
fn icp_numbers_are_read_in_any_spelling() {
    for line in [
        "京ICP备05012346号-2",
        "京ICP备 05012346号-2",
        "京 ICP 备 05012346 号 - 2",
        "京ICP备\u{a0}\u{a0}05012346号\u{3000}-2",
        "京ICP备\n\t05012346号-2",
        "京ICP\u{200b}备0501\u{feff}2346号-2",
        "京ICP备0501 2346号-2",
        "京ICP备05012346号－2",
        "京ICP备05012346号–2",
        "京ICP备05012346-2",
        "京ICP备05012346-2号",
        "京icp备05012346号-2",
        "京ＩＣＰ备０５０１２３４６号-２",
        "京ICP備05012346號-2",
        "京ICP备案05012346号-2",
        "京ICP备案号：05012346号-2",
        "京ICP备第05012346号-2",
        "（京）ICP备05012346号-2",
        "备案号:(京)ICP备05012346-2",
        "北京ICP备05012346号-2",
        "ICP备案/许可证号：京ICP备05012346号-2",
        "ICP证：京ICP备05012346号-2。",
        "国家信息产业部京ICP备05012346号-2",
        "430100S003京ICP备05012346号-2增值电信业务经营许可证",
        "京ICP备05012346号-2All Rights Reserved",
        "Beijing ICP No. 05012346-2",
        "BeijingICP No.05012346-2",
        "jing ICP Bei 05012346 Hao-2",
    ] {
        assert_eq!(read(line), ["icp 京ICP备05012346号-2"], "{line:?}");
    }
}

#[test]
fn suffixes_hang_directly_on_the_number() {
    reads(&[
        ("沪ICP备2021034567号-12A", &["icp 沪ICP备2021034567号-12A"]),
        ("沪ICP备2021034567号-1x 版权所有", &["icp 沪ICP备2021034567号-1X"]),
        ("沪ICP备2021034567号-4K", &["icp 沪ICP备2021034567号-4K"]),
        ("沪ICP备2021034567-", &["icp 沪ICP备2021034567号"]),
        ("沪ICP备2021034567号-2019 某公司", &["icp 沪ICP备2021034567号"]),
        ("沪ICP备2021034567号 - 2019-2026", &["icp 沪ICP备2021034567号"]),
        ("沪ICP备2021034567号-021-5555", &["icp 沪ICP备2021034567号"]),
        ("沪ICP备2021034567号-1380013800", &["icp 沪ICP备2021034567号"]),
        ("沪ICP备2021034567号-0", &["icp 沪ICP备2021034567号"]),
        ("沪ICP备2021034567号-3Apple", &["icp 沪ICP备2021034567号-3"]),
    ]);
}

#[test]
fn a_mistyped_suffix_is_read_where_nothing_else_can_be_meant() {
    for line in [
        "号_1",
        "号－－1",
        "号一1",
        "号·1",
        "号1",
        "号/1",
        "号-01",
        "号-1-2",
        "号1 版权所有",
        "号_1|浙B2",
    ] {
        let line = format!("沪ICP备2021034567{line}");
        assert_eq!(read(&line), ["icp 沪ICP备2021034567号-1"], "{line}");
    }
    for line in [
        "号_2024",
        "号24小时",
        "号1楼",
        "号1.5",
        "号400-123-4567",
        "号2",
        "号-0",
        "号-00",
        "号-000",
    ] {
        let line = format!("沪ICP备2021034567{line}");
        let expected = if line.ends_with("号2") {
            "icp 沪ICP备2021034567号-2"
        } else {
            "icp 沪ICP备2021034567号"
        };
        assert_eq!(read(&line), [expected], "{line}");
    }
}

#[test]
fn a_list_of_suffixes_is_as_many_numbers() {
    let numbers =
        ["icp 沪ICP备2021034567号-1", "icp 沪ICP备2021034567号-2", "icp 沪ICP备2021034567号-3A"];
    for list in [
        "-1、-2、-3A",
        "-1/-2/-3A",
        "-1,-2,-3A",
        "-1，-2，-3A",
        "-1 -2 -3A",
        "-1; -2; -3A",
        "-1和-2及-3A",
        "-1 、 -2 、 -3A",
        "-1、2、3A",
        "-1/2/3A",
        "-1|-2|-3A 版权所有",
    ] {
        let line = format!("沪ICP备2021034567号{list}");
        assert_eq!(read(&line), numbers, "{line}");
    }
    for other in
        ["-1、版权所有", "-1 24小时", "-1/2026", "-1 -2019", "-1、2号楼", "-1，2 楼", "-1 - 2019"]
    {
        let line = format!("沪ICP备2021034567号{other}");
        assert_eq!(read(&line), ["icp 沪ICP备2021034567号-1"], "{line}");
    }
    reads(&[(
        "沪ICP备2021034567号-1、-2 京公网安备11010502030144号",
        &[
            "icp 沪ICP备2021034567号-1",
            "icp 沪ICP备2021034567号-2",
            "police 京公网安备11010502030144号",
        ],
    )]);
}

#[test]
fn glued_neighbours_are_told_apart() {
    reads(&[
        (
            "粤ICP备13003602号-2合字B2-20170010",
            &["icp 粤ICP备13003602号-2", "licence 合字B2-20170010 ok"],
        ),
        (
            "京ICP备10046444-京公网安备11010802020134号-京ICP证110507号",
            &[
                "icp 京ICP备10046444号",
                "police 京公网安备11010802020134号",
                "licence 京ICP证110507号 ok",
            ],
        ),
        (
            "京ICP备08001421号京公网安备110108007702",
            &["icp 京ICP备08001421号", "police 京公网安备110108007702号"],
        ),
        (
            "渝公网安备 50011802010624号 陇ICP备2021003158号-1",
            &["police 渝公网安备50011802010624号", "icp 陇ICP备2021003158号-1"],
        ),
        ("赣ICP备10005259号　　　政府网站标识码：3600000013", &["icp 赣ICP备10005259号"]),
        (
            "粤公网安备 44140202000117号纳税人识别号:12441400456763110Y",
            &["police 粤公网安备44140202000117号"],
        ),
        ("京公安网安备 11010500896京ICP备", &["police 京公网安备11010500896号"]),
        ("京ICP备05012346号 05012346", &["icp 京ICP备05012346号"]),
        ("京公海网安备110108001032号", &["police 京公网安备110108001032号"]),
        ("京公网安备110102000457-3", &["police 京公网安备110102000457号"]),
    ]);
}

#[test]
fn the_province_is_the_written_one_right_or_wrong() {
    reads(&[
        ("粵ICP備11018438號", &["icp 粤ICP备11018438号"]),
        ("川ICP备14018586号", &["icp 川ICP备14018586号"]),
        ("云ICP备14018586号", &["icp 云ICP备14018586号"]),
        ("腾讯云ICP备14018586号", &["icp ICP备14018586号"]),
        ("南京ICP备14018586号", &["icp ICP备14018586号"]),
        ("示例ICP备14018586号", &["icp ICP备14018586号"]),
        ("四川ICP备14018586号", &["icp 蜀ICP备14018586号"]),
        ("ICP备14018586号", &["icp ICP备14018586号"]),
        ("ICP备案号：14018586", &["icp ICP备14018586号"]),
        ("Lu ICP No. 2024107635-1", &["icp 鲁ICP备2024107635号-1"]),
        ("Inner Mongolia ICP No. 2024107635", &["icp 蒙ICP备2024107635号"]),
        ("Gan ICP No. 2026002200-1", &["icp ICP备2026002200号-1"]),
    ]);
}

#[test]
fn what_only_has_the_shape_is_listed_as_written() {
    reads(&[
        ("京ICP备093817344号", &["icp 京ICP备093817344号"]),
        ("豫ICP备01025000148号", &["icp 豫ICP备01025000148号"]),
        ("皖ICP备案020533号", &["icp 皖ICP备020533号"]),
        ("粤ICP备xxxx号", &["icp 粤ICP备xxxx号"]),
        ("ICP备XXXXXXXX号", &["icp ICP备XXXXXXXX号"]),
        ("黔ICP备2022XXXXXX号-1", &["icp 黔ICP备2022XXXXXX号-1"]),
        ("蜀ICP备13****638号-1", &["icp 蜀ICP备13****638号-1"]),
        ("粤ICP备<%=_Site.ICPCert %>号", &["icp 粤ICP备<%=_Site.ICPCert%>号"]),
        ("粤ICP备 {{ site.icp }}", &["icp 粤ICP备{{site.icp}}号"]),
        ("粤ICP备[number]号", &["icp 粤ICP备[number]号"]),
        ("冀ICP备 待重新备案", &["icp 冀ICP备待重新备案号"]),
        ("沪ICP备申请中", &["icp 沪ICP备申请中号"]),
        ("川公网安备 510****2**885号", &["police 川公网安备510****2**885号"]),
        ("京ICP证0000111号", &["licence 京ICP证0000111号 malformed"]),
        ("京ICP证B2-21366号", &["licence 京B2-21366 malformed"]),
        ("川B2-2025XXXX", &["licence 川B2-2025XXXX placeholder"]),
    ]);
}

#[test]
fn a_slip_of_the_hand_does_not_make_a_number_nothing() {
    let slip = |line: &str| match scan(line).pop().map(|found| found.number) {
        Some(Number::Icp(number)) => number.slip,
        Some(Number::Police(number)) => number.slip,
        _ => None,
    };
    for (line, expected) in [
        ("京1CP备05012346号-2", Slip::Letters),
        ("京lCP备05012346号-2", Slip::Letters),
        ("京|CP备05012346号-2", Slip::Letters),
        ("京ІСР备05012346号-2", Slip::Letters),
        ("京ICР备05012346号-2", Slip::Letters),
        ("京IPC备05012346号-2", Slip::Letters),
        ("京CIP备05012346号-2", Slip::Letters),
        ("京PIC备05012346号-2", Slip::Letters),
        ("京I.C.P备05012346号-2", Slip::Letters),
        ("京CP备05012346号-2", Slip::Letters),
        ("京IC备05012346号-2", Slip::Letters),
        ("京ICCP备05012346号-2", Slip::Letters),
        ("京ICP各05012346号-2", Slip::Sign),
        ("京ICP05012346号-2", Slip::Sign),
        ("京ICP被05012346号-2", Slip::Sign),
        ("京ICP备备05012346号-2", Slip::Sign),
        ("京ICP备O5O12346号-2", Slip::LettersAmongDigits),
        ("京ICP备050l2346号-2", Slip::LettersAmongDigits),
        ("京ICP备05o12346-2", Slip::LettersAmongDigits),
    ] {
        assert_eq!(read(line), ["icp 京ICP备05012346号-2"], "{line}");
        assert_eq!(slip(line), Some(expected), "{line}");
    }
    for (line, expected) in [
        ("京公网安备第11010502030144号", Slip::Ordinal),
        ("京公网安备1101O502030144号", Slip::LettersAmongDigits),
    ] {
        assert_eq!(read(line), ["police 京公网安备11010502030144号"], "{line}");
        assert_eq!(slip(line), Some(expected), "{line}");
    }
    for prose in [
        "CPC备05012346",
        "PIC 备注 05012346号",
        "京ICP许可证编号",
        "京ICP20240506",
        "ICP备20lol19号",
        "CP备货 05012346号",
        "VIP备05012346号",
        "京ICP备案10oz01oz",
    ] {
        assert_eq!(read(prose), [""; 0], "{prose}");
    }
}

#[test]
fn the_words_of_a_number_without_one_are_listed() {
    reads(&[
        ("京ICP备号", &["icp 京ICP备号"]),
        ("京ICP备 号-1", &["icp 京ICP备号-1"]),
        ("京公网安备 号", &["police 京公网安备号"]),
        ("京ICP备[object Object]号", &["icp 京ICP备[objectObject]号"]),
        ("京ICP备undefined", &["icp 京ICP备undefined号"]),
        ("ICP备案号：null", &["icp ICP备null号"]),
        ("undefined公网安备undefined号", &["police 公网安备undefined号"]),
        ("京公网安备NaN号", &["police 京公网安备NaN号"]),
        ("东ICP备05012346号", &["icp 东ICP备05012346号"]),
    ]);
    for prose in
        ["京公网安备号码怎么查", "京ICP备号查询", "京ICP备案号", "公网安备 号", "ICP备 nullable"]
    {
        assert_eq!(read(prose), [""; 0], "{prose}");
    }
}

#[test]
fn police_numbers_are_read_in_any_spelling() {
    for line in [
        "沪公网安备31010402004437号",
        "沪公网安备 \u{a0}\u{a0}\n\t\t31010402004437号",
        "沪公网安备：31010402004437号",
        "沪公网安备: [31010402004437号](https://example.cn/)",
        "沪公网安备31010402004437",
        "沪公网备安31010402004437号",
        "沪公安备网31010402004437号",
        "沪网公安备31010402004437号",
        "沪安公网备 31010402004437号",
        "沪公网安备 310104 02004437 © 2026",
        "沪公网安备号：31010402004437",
        "沪公网安备案号31010402004437",
        "沪公安网备31010402004437号",
        "沪公安网安备 31010402004437",
        "滬公網安備31010402004437號",
        "（沪）公网安备３１０１０４０２００４４３７号",
        "国际联网备案：沪公网安备31010402004437号",
        "公安备案号31010402004437",
        "公安备案号: 31010402004437 京",
        "公安联网备案号：31010402004437",
        "上海网安备案：31010402004437号",
        "公网安备31010402004437号",
    ] {
        assert_eq!(read(line), ["police 沪公网安备31010402004437号"], "{line:?}");
    }
}

#[test]
fn a_police_mark_is_written_or_inferred() {
    let written = |line: &str| match scan(line).pop().map(|found| found.number) {
        Some(Number::Police(number)) => Some(number.mark_written),
        _ => None,
    };
    assert_eq!(written("京公网安备11010502030143号"), Some(true));
    assert_eq!(written("公安备案号11010502030143"), Some(false));
    assert_eq!(written("河北网安备案：13030202002503号"), Some(false));
}

#[test]
fn licences_are_read_with_their_issuer_and_classes() {
    reads(&[
        ("京ICP证030173号-1", &["licence 京ICP证030173号-1 ok"]),
        ("京 ICP 证 ： 030173", &["licence 京ICP证030173号 ok"]),
        ("(京)ICP证字第030173号", &["licence 京ICP证030173号 ok"]),
        ("增值电信业务经营许可证：浙B2-20080101", &["licence 浙B2-20080101 ok"]),
        ("粤B2-20090059-1626X", &["licence 粤B2-20090059-1626X ok"]),
        ("粤 B2 - 20090059", &["licence 粤B2-20090059 ok"]),
        ("粤Ｂ２－２００９００５９", &["licence 粤B2-20090059 ok"]),
        ("粤b220090059", &["licence 粤B2-20090059 ok"]),
        ("合字B1、B2-20130004", &["licence 合字B1.B2-20130004 ok"]),
        ("经营许可证编号：A2.B1.B2-20090003", &["licence A2.B1.B2-20090003 ok"]),
        (
            "京B2-20202418，A2.B1.B2-20202637",
            &["licence 京B2-20202418 ok", "licence A2.B1.B2-20202637 ok"],
        ),
        ("苏ICP证B2-20180251", &["licence 苏B2-20180251 ok"]),
        ("ICP证:闽B2-20040099", &["licence 闽B2-20040099 ok"]),
        ("许可证B2-20140169号", &["licence B2-20140169 ok"]),
        ("滬ICP證080047號", &["licence 沪ICP证080047号 ok"]),
    ]);
}

#[test]
fn fan_registries_are_jokes() {
    reads(&[
        ("萌ICP备20259514号", &["joke 萌ICP备20259514号"]),
        ("萌ICP备APTX4869号", &["joke 萌ICP备APTX4869号"]),
        ("萌国ICP备案号: 20240146号", &["joke 萌国ICP备案号:20240146号"]),
        ("星云ICP备${result}号", &["joke 星云ICP备${result}号"]),
        (
            "茶ICP备2025080112号 京ICP备05012346号",
            &["joke 茶ICP备2025080112号", "icp 京ICP备05012346号"],
        ),
        ("某集团ICP备14018586号", &["icp ICP备14018586号"]),
    ]);
}

#[test]
fn neighbours_and_prose_are_nothing() {
    for line in [
        "",
        "ICP",
        "备",
        "京ICP备",
        "ICP备案号：备案后展示",
        "ICP备案号：待补充",
        "隐藏ICP备案号及联网备案号",
        "阿里云ICP备案 2024 年新规",
        "更新ICP备案信息，1-20 个工作日",
        "京ICP备案办理中心",
        "ICP备案咨询 400-123-4567，ICP备案 13800138000",
        "上海ICP备案 20240506 更新",
        "ICP备 20240506",
        "粤ICP备 < 上一页 下一页 >",
        "粤ICP备Copyright 2020",
        "Rwandair ICP No. 56436543985",
        "ICP No. 2024107635",
        "京网文（2016）6588-901号 沪网文[2012]0720-106号",
        "网信算备330109830471102220013号 网信算备：310115124334401240013号",
        "Beijing-YunQue-20230821 Guizhou-DuoCai-20250724S0002",
        "网站标识码：3610782 甲测资字11002066",
        "信息网络传播视听节目许可证1109357号 （京）- 非经营性 - 2017 - 0067",
        "广审号：粤（B）广[2018]第08-19-214号",
        "JY11101050363440 SP1101061510252413 L-JS-CJ00070 湘教QS3-200505-000078",
        "津教备0499号 浙备3301000000001号",
        "文保网安备案号：0472932882",
        "北京市公安局朝阳分局备案编号110105014669",
        "备案主体编号：44201919072182",
        "公安备案 13800138000",
        "AB2-20201234 型号 X-B2-20201234 B2-20201234mm B1-3 座 B2 层 A1-2023",
        "版本 B1-2.0，日期 A2 2024-01-01",
    ] {
        assert_eq!(read(line), [""; 0], "{line:?}");
    }
}

#[test]
fn ranges_are_those_of_the_line_as_it_stands() {
    let line = "版权所有 （京）ＩＣＰ备\u{200b} 0501 2346 號－2A！公安备案号 11010502030144";
    let parts: Vec<_> =
        scan(line).iter().map(|f| (&line[f.range.clone()], &line[f.digits.clone()])).collect();
    assert_eq!(
        parts,
        [
            ("（京）ＩＣＰ备\u{200b} 0501 2346 號－2A", "0501 2346"),
            ("公安备案号 11010502030144", "11010502030144"),
        ]
    );
}

#[test]
fn a_number_parses_alone_and_not_in_company() {
    assert!(IcpNumber::parse(" 京 ICP 备 05012346 号\u{3000}").is_ok());
    assert!(PoliceNumber::parse("\n京公网安备 11010502030143 号").is_ok());
    for text in [
        "",
        "05012346",
        "京ICP备05012346号。",
        "备案号：京ICP备05012346号",
        "萌ICP备20259514号",
        "京ICP证030173号",
    ] {
        assert!(IcpNumber::parse(text).is_err(), "{text}");
    }
    for text in [
        "",
        "11010502030143",
        "京公网安备11010502030143号 京公网安备11010502030143号",
        "京ICP备05012346号",
    ] {
        assert!(PoliceNumber::parse(text).is_err(), "{text}");
    }
}

#[test]
fn long_runs_take_no_longer_than_they_are_long() {
    for part in [
        "备",
        "ICP备",
        "公安备 ",
        "京ICP备1-",
        "B2.",
        "京ICP备{{",
        "ICP No. ",
        "1",
        "\u{200b}",
        " ",
        "备1 1 1 1",
    ] {
        let line = |size: usize| part.repeat(size / part.len());
        assert_linear(part, 25_000, line, |line| drop(scan(line)));
    }
}

/// Lines of the pieces that numbers are made of, whole numbers and anything else.
fn line() -> impl Strategy<Value = String> {
    let pieces = "京|粤|川|萌|云|ICP|icp|ＩＣＰ|I|备|備|案|号|號|证|公网安|公安|网|联网|合字|B2|A1|Ｂ|-|－| |\n|\u{a0}|\u{3000}\
                  |\u{200b}|：|:|(|（|)|）|[|]|{|}|$|%|<|>|X|x|*|待补充|No.|Lu|Shanghai|Bei|.|、|A|K|1|2|0|05012346|2021034567|11010502030143\
                  |１|号-1|字第|𠮷|é|京ICP备05012346号-1|京公网安备11010502030143号|浙B2-20080101|京ICP证030173号";
    let piece = proptest::sample::select(pieces.split('|').collect::<Vec<_>>());
    prop_oneof![
        9 => proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// A number in canonical parts.
fn icp_number() -> impl Strategy<Value = IcpNumber> {
    let mark = proptest::sample::select(
        "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新川贵甘云秦"
            .chars()
            .collect::<Vec<_>>(),
    );
    let body = prop_oneof!["[0-9]{8}", "[0-9]{10}", "[0-9]{4,20}", "[0-9]{0,4}[X*]{1,6}[0-9]{0,3}"];
    let kind = proptest::sample::select(vec![
        SuffixKind::Site,
        SuffixKind::App,
        SuffixKind::MiniProgram,
        SuffixKind::QuickApp,
    ]);
    let suffix = proptest::option::of(
        (1..1990_u32, kind).prop_map(|(number, kind)| Suffix { number, kind }),
    );
    (mark, body, suffix).prop_map(|(mark, body, suffix)| IcpNumber {
        mark: Some(mark),
        body,
        suffix,
        slip: None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_again(number in icp_number()) {
        prop_assert_eq!(IcpNumber::parse(&number.to_string()), Ok(number));
    }

    #[test]
    fn a_police_number_printed_is_read_again(mark in "[京沪川贵甘黔]", digits in "[0-9]{4,20}|[0-9]{2,6}[X*]{1,9}") {
        let number = PoliceNumber { mark: mark.chars().next(), mark_written: true, digits, slip: None };
        prop_assert_eq!(PoliceNumber::parse(&number.to_string()), Ok(number));
    }

    #[test]
    fn numbers_found_are_canonical_and_lie_apart(line in line()) {
        let mut floor = 0;
        for Found { range, digits, number } in scan(&line) {
            prop_assert!(floor <= range.start && range.start <= digits.start);
            prop_assert!(digits.start < digits.end && digits.end <= range.end);
            prop_assert!(line.get(range.clone()).is_some() && line.get(digits.clone()).is_some());
            floor = range.end;
            match number {
                Number::Icp(IcpNumber { body, .. }) if body.is_empty() => {}
                Number::Police(PoliceNumber { digits, .. }) if digits.is_empty() => {}
                Number::Icp(number) => {
                    let number = IcpNumber { slip: None, ..number };
                    prop_assert_eq!(IcpNumber::parse(&number.to_string()), Ok(number));
                }
                Number::Police(number) => {
                    let again = PoliceNumber::parse(&number.to_string()).map(|again| (again.mark, again.digits));
                    prop_assert_eq!(again, Ok((number.mark, number.digits)));
                }
                // a telecom licence has no 号 that would close a mask
                Number::Licence(licence) if licence.state == NumberState::Placeholder => {}
                Number::Licence(licence) => {
                    prop_assert_eq!(scan(&licence.canonical).pop().map(|f| f.number), Some(Number::Licence(licence)));
                }
                Number::Joke(_) => {}
            }
        }
    }

    #[test]
    fn no_number_is_cut_out_of_a_longer_run_of_digits(before in "[^0-9０-９]{0,3}", digits in "[0-9０-９]{1,30}", line in line()) {
        let line = format!("{before}京ICP备{digits}号{line}公网安备{digits}浙B2-{digits}");
        let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
        for found in scan(&line) {
            let body = &line[found.digits.clone()];
            let (before, after) = (&line[..found.digits.start], &line[found.digits.end..]);
            prop_assert!(!(body.ends_with(is_digit) && after.starts_with(is_digit)), "{:?}", found);
            // 粤B220090059 is a class and a number
            let glued = matches!(found.number, Number::Licence(_));
            prop_assert!(glued || !(body.starts_with(is_digit) && before.ends_with(is_digit)), "{:?}", found);
        }
    }
}
