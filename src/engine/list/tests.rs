use proptest::prelude::*;

use super::*;

/// The targets with their lines, and the lines of rows that cannot be used.
type Found = (Vec<(u64, String)>, Vec<u64>);

const TODAY: Date = Date::constant(2026, 11, 22);

fn read(text: &[u8]) -> Result<Found, Error> {
    let (mut targets, mut bad) = (Vec::new(), Vec::new());
    cells(text, Path::new("list"), TODAY, &mut |line, target| match target {
        Ok((target, _)) => targets.push((line, target.to_owned())),
        Err(_) => bad.push(line),
    })?;
    Ok((targets, bad))
}

fn targets(text: &[u8]) -> Vec<String> {
    let (targets, bad) = read(text).unwrap();
    assert_eq!(bad, [0; 0]);
    targets.into_iter().map(|(_, target)| target).collect()
}

#[test]
fn lists_are_lines_or_a_column_of_a_table() {
    for (text, expected) in [
        ("", &[][..]),
        ("a.cn\nb.cn", &["a.cn", "b.cn"]),
        ("\u{feff}domain,owner\r\na.cn,\"x, y\"\r\n\r\n b.cn ,\r\n", &["a.cn", "b.cn"]),
        ("# list\n\na.cn\n# b.cn\npublic\n", &["a.cn", "public"]),
        ("\"https://a.cn/?a,b\",x", &["https://a.cn/?a,b"]),
        ("域名\na.cn\ndomain", &["a.cn", "domain"]),
        (
            "客户,\"网址\",备注\n甲,https://a.cn/,\"两行\n备注\"\n乙,b.cn\n,,\n",
            &["https://a.cn/", "b.cn"],
        ),
        ("id,URL\n1,\"a.cn\"\n,\"\"\n", &["a.cn"]),
        // a sign of inches begins no cell, two marks are one
        ("a.cn,5\" screen\nb.cn\n", &["a.cn", "b.cn"]),
        ("域名，备注\na.cn，\"两\n\"\"行\"\"，\"\nb.cn，\n", &["a.cn", "b.cn"]),
        ("\u{feff}\"Domain\"\na.cn", &["a.cn"]),
        ("a.cn\r\rb.cn", &["a.cn\r\rb.cn"]),
    ] {
        assert_eq!(targets(text.as_bytes()), expected, "{text:?}");
    }
}

#[test]
fn columns_are_separated_as_spreadsheets_and_people_do_it() {
    for (text, expected) in [
        ("客户\t域名\n甲\ta.cn\n", &["a.cn"][..]),
        ("客户;域名\r\n甲;a.cn\r\n", &["a.cn"]),
        ("客户；域名\n甲；a.cn", &["a.cn"]),
        ("客户，域名\n\"甲，乙\"，a.cn", &["a.cn"]),
        ("a.cn，b.cn", &["a.cn", "b.cn"]),
        ("a.cn\nb.cn;c.cn", &["a.cn", "b.cn", "c.cn"]),
        ("a.cn, https://b.cn/x", &["a.cn", "https://b.cn/x"]),
        ("甲公司,a.cn,2026-01-01", &["a.cn"]),
        ("17,a.cn,x@b.cn", &["a.cn"]),
        ("public,a.cn", &["public"]),
        ("a.cn,甲公司", &["a.cn"]),
        ("https://a.cn/?x;y", &["https://a.cn/?x;y"]),
        ("甲公司", &["甲公司"]),
    ] {
        assert_eq!(targets(text.as_bytes()), expected, "{text:?}");
    }
}

#[test]
fn lists_come_in_the_encodings_of_spreadsheets() {
    let text = "客户,域名\r\n联通,例子.cn\r\n";
    let wide = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    };
    let (gbk, _, _) = GB18030.encode(text);
    for bytes in [gbk.into_owned(), wide(u16::to_le_bytes, true), wide(u16::to_be_bytes, true)] {
        assert_eq!(targets(&bytes), ["例子.cn"], "{bytes:?}");
    }
    let bare: Vec<u8> = "a.cn\nb.cn".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(targets(&bare), ["a.cn", "b.cn"]);
    let long = "a.cn\n".repeat(5000);
    let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(targets(&wide).len(), 5000);
}

#[test]
fn targets_have_the_lines_on_which_they_begin() {
    let (found, _) = read(b"# x\n\na.cn,\"1\n2\"\n\nb.cn").unwrap();
    assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), [3, 6]);
    assert!(read(&vec![b'a'; MAX_ROW + 2]).unwrap_err().to_string().contains("too long"));
    assert!(read(&vec![b'"'; MAX_ROW + 1]).is_err());
}

#[test]
fn a_row_that_is_no_text_does_not_take_the_others_along() {
    let (targets, bad) = read(b"a.cn\n\xff.cn\nb.cn\n").unwrap();
    assert_eq!((targets.len(), bad), (2, vec![2]));
}

#[test]
fn a_row_without_a_target_is_told_where_it_says_something() {
    for (text, line) in [
        ("客户,域名\n甲,a.cn\n乙,\n丙,c.cn\n", 3),
        ("客户,域名\n甲,a.cn\n乙\n丙,c.cn\n", 3),
        ("a.cn,甲\n,乙\nc.cn,丙\n", 2),
    ] {
        let (found, bad) = read(text.as_bytes()).unwrap();
        assert_eq!((found.len(), bad), (2, vec![line]), "{text:?}");
    }
}

#[test]
fn a_quote_without_an_end_takes_its_own_line_only() {
    let rows = "b.cn,x\nc.cn,\"y, z\"\n\"d.cn\",\"1\n2\"\ne.cn\n";
    for broken in ["02-nothing,\"unterminated,", "\"a.cn,x", "\"a.cn", "a.cn,x,\"", "a.cn;\"；"] {
        for (before, after) in [("", rows), ("0.cn\n", rows), ("0.cn\n", "")] {
            let text = format!("{before}{broken}\n{after}");
            let (found, bad) = read(text.as_bytes()).unwrap();
            let at = before.lines().count() as u64 + 1;
            assert_eq!(bad, [at], "{text:?}");
            let mut lines: Vec<(u64, String)> = Vec::new();
            if !before.is_empty() {
                lines.push((1, "0.cn".to_owned()));
            }
            if !after.is_empty() {
                let rest = [(1, "b.cn"), (2, "c.cn"), (3, "d.cn"), (5, "e.cn")];
                lines.extend(rest.map(|(line, target)| (at + line, target.to_owned())));
            }
            assert_eq!(found, lines, "{text:?}");
        }
    }
    // One that nothing ends, above more than a row may have.
    let long = format!("\"a.cn\n{}", "b.cn\n".repeat(MAX_ROW / 4));
    let (found, bad) = read(long.as_bytes()).unwrap();
    assert_eq!((found.len(), bad), (MAX_ROW / 4, vec![1]));
}

#[test]
fn rows_become_targets_or_errors_with_their_line() {
    let mut found = Vec::new();
    let mut list: &[u8] = b"a.cn\nnowhere\nb.cn\n";
    each_target(&mut list, Path::new("l.txt"), Path::new("/nowhere"), TODAY, &mut |row| {
        found.push(row.map(|row| row.target.text).map_err(|error| error.to_string()));
    })
    .unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!((&found[0], &found[2]), (&Ok("a.cn".to_owned()), &Ok("b.cn".to_owned())));
    let fault = found[1].as_ref().unwrap_err();
    assert!(fault.starts_with("l.txt line 2: \"nowhere\" is no file"), "{fault}");
}

#[test]
fn columns_say_what_is_declared_of_a_site() {
    let table = "客户,网站域名,ICP备案号,公安备案号,主办单位,性质,开通日期,备注\n\
                 甲公司,a.cn,京ICP备11000001号-1,,甲公司,企业,2026/1/5,x\n\
                 乙公司,b.cn,备案中,,,,,\n\
                 丙公司,c.cn,-,京公网安备11010502030143号,,个人,,\n";
    let (gbk, _, _) = GB18030.encode(table);
    for bytes in
        [table.as_bytes().to_vec(), gbk.into_owned(), table.replace(',', "\t").into_bytes()]
    {
        let mut rows = Vec::new();
        each_target(&mut &*bytes, Path::new("l.csv"), Path::new("/nowhere"), TODAY, &mut |row| {
            rows.push(row.map_err(|error| error.to_string()));
        })
        .unwrap();
        let [first, second, third] = &rows[..] else { panic!("{rows:?}") };
        let site = &first.as_ref().unwrap().site;
        assert_eq!(
            (site.client.as_deref(), site.owner.as_deref()),
            (Some("甲公司"), Some("甲公司"))
        );
        assert_eq!(site.opened, Some(Date::constant(2026, 1, 5)));
        assert_eq!(site.icp.as_ref().unwrap().to_string(), "京ICP备11000001号-1");
        let fault = second.as_ref().unwrap_err();
        assert!(fault.starts_with("l.csv line 3: \"备案中\" is not an ICP number"), "{fault}");
        let site = &third.as_ref().unwrap().site;
        assert!(site.icp.is_none() && site.police_number().is_some());
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_list_makes_it_panic(text in "(a\\.cn|[,\"#\r\n ]|域名){0,40}") {
        let _ = read(text.as_bytes());
    }
}
