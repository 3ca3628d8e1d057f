//! ICP numbers: what is read and what is not.

use super::super::{Number, scan};
use super::{read, reads};
use crate::domain::icp_number::Slip;

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
