//! Laws that hold for any line.

use proptest::prelude::*;

use super::super::{Found, Number, scan};
use crate::domain::icp_number::{IcpNumber, NumberState, Suffix, SuffixKind};
use crate::domain::police_number::PoliceNumber;

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
