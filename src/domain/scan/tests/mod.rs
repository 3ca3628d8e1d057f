//! Tables of what is read and what is not, and laws that hold for any line.

mod icp;
mod laws;

use super::{Found, Number, scan};
use crate::domain::icp_number::IcpNumber;
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
