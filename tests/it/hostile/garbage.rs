//! Garbage in: no panic, work in proportion to the page, memory a small multiple of it.

use std::process::Command;

use beian::facts::{PageFacts, RawPage, read};

use crate::support::program::{PROGRAM, shell};
use crate::support::work::assert_linear;

const FOOTER: &str = "<footer>京ICP备19036512号-1</footer>";

fn facts(bytes: &[u8]) -> PageFacts {
    read(RawPage { bytes, content_type: None, links: usize::MAX })
}

/// Pages of `n` pieces that have made parsers, matchers or counters slow or deep.
fn floods(n: usize) -> Vec<(&'static str, String)> {
    let nested = |tag: &str| format!("<!doctype html>{}{FOOTER}", format!("<{tag}>").repeat(n));
    let flood = |piece: &str| format!("<!doctype html>{}<a>x<a>{FOOTER}", piece.repeat(n));
    let joined = |count: usize, piece: fn(usize) -> String| {
        (0..count).map(piece).collect::<Vec<_>>().concat()
    };
    let rules = joined(n / 10, |at| format!(".c{at} .d{at}{{display:none}}"));
    let blocks =
        joined(n / 40, |at| format!("<div class='c{at} d{at}'><p>京ICP备19{at:06}号</p></div>"));
    let attributes = joined(n, |at| format!(" a{at}=1"));
    vec![
        ("nested div", nested("div")),
        ("nested a", nested("a href=x")),
        ("nested b", nested("b")),
        ("nested table", nested("table")),
        ("nested svg", nested("svg")),
        ("nested template", nested("template")),
        ("nested select", nested("select")),
        ("misnested formatting", flood("<b><i></b>")),
        ("unclosed formatting in blocks", flood("<p><a href=x><b><i>t")),
        ("links around blocks", flood("<a><div></a>")),
        ("text in tables", format!("<!doctype html><table>{}{FOOTER}", "x<a href=y>z".repeat(n))),
        ("attributes", format!("<a{attributes}>{FOOTER}")),
        ("ampersands", flood("&#")),
        ("open angles", flood("<")),
        ("open tags", flood("<a ")),
        ("declarations", flood("<!")),
        ("unfinished comment", format!("<!--{}", "-".repeat(n))),
        ("scripts in comments in scripts", format!("<script>{}", "<!--<script>".repeat(n))),
        ("numbers on a line", flood("京ICP备19036512号 ")),
        ("numbers on lines", flood("京ICP备19036512号<br>")),
        ("lines with hints", flood("<p>备案 © 2019 某公司版权所有 证</p>\n")),
        ("copyright on a line", format!("<p>{}", "© 2019 某公司 版权所有 ".repeat(n / 10))),
        ("style rules", format!("<style>{rules}</style>{blocks}")),
        ("open style blocks", format!("<style>{}</style>{FOOTER}", "@layer a{".repeat(n))),
        ("open style comments", format!("<style>{}</style>{FOOTER}", "/*".repeat(n))),
        ("numbers in comments", flood("<!-- 京ICP备19036512号 -->")),
        ("hints in a script", format!("<script>{}</script>{FOOTER}", "备 ".repeat(n))),
        ("images", flood("<img src=x alt='备'>")),
        ("forms", format!("{}{}{FOOTER}", "<form>".repeat(n), "</form>".repeat(n))),
    ]
}

#[test]
fn work_grows_with_the_page_and_not_faster() {
    for (index, (name, _)) in floods(1).into_iter().enumerate() {
        let page = |size| floods(size).swap_remove(index).1;
        assert_linear(name, 2000, page, |page| drop(facts(page.as_bytes())));
    }
}

#[test]
fn depth_does_not_matter() {
    for (name, page) in floods(100_000).into_iter().filter(|(name, _)| name.starts_with("nested")) {
        let facts = facts(page.as_bytes());
        assert!(facts.icp.len() <= 1, "{name}");
    }
    let deep = format!("<!doctype html>{}{FOOTER}", "<div>".repeat(100_000));
    assert_eq!(facts(deep.as_bytes()).icp[0].number.to_string(), "京ICP备19036512号-1");
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let noise: Vec<u8> = (0..1_000_000)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[0]
        })
        .collect();
    let _ = facts(&noise);
    let _ = facts(&vec![0; 100_000]);
    let with_nul = [b"\0<p>\0".as_slice(), FOOTER.as_bytes(), b"\0\0"].concat();
    assert_eq!(facts(&with_nul).icp.len(), 1);
    let mut cut = encoding_rs::GBK.encode("<meta charset=gbk><p>京ICP备19036512号").0.into_owned();
    cut.pop();
    assert_eq!(facts(&cut).encoding, "gbk");
    let mut utf16: Vec<u8> =
        format!("\u{feff}{FOOTER}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    utf16.extend([0x00, 0xd8].repeat(50));
    assert_eq!(facts(&utf16).icp.len(), 1);
    for open in [
        "<a href=\"",
        "<!--",
        "<script>",
        "<style>",
        "<title>",
        "<textarea>",
        "<",
        "</",
        "<!",
        "<a b='",
        "&",
        "&#x",
    ] {
        let _ = facts(format!("{FOOTER}{open}").as_bytes());
        let _ = facts(open.as_bytes());
    }
}

/// The program on a line of 50 MB, with its memory capped at a few times that.
#[test]
#[cfg(target_os = "linux")]
fn a_line_of_50_megabytes_is_read_within_bounds() {
    let folder = tempfile::tempdir().expect("a scratch folder can be made");
    let file = folder.path().join("index.html");
    let page = format!(
        "<!doctype html><meta charset=utf-8><p>{}</p>{FOOTER}",
        "正文内容 abc ".repeat(2_900_000)
    );
    std::fs::write(&file, &page).expect("the page can be written");
    let audit = |limit: &str| {
        let cap = page.len() / 1024 * 8 + 400_000;
        let script = format!("ulimit -v {cap} && exec \"$@\" --format json {limit}");
        let args = ["audit".as_ref(), file.as_os_str()];
        let out = shell(folder.path(), &script, &args).output().expect("a shell");
        (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned())
    };
    let (code, report) = audit("--max-body 100000000 --fail-on error");
    assert_eq!(
        code,
        Some(1),
        "the number is not linked: {}",
        report.get(..400).unwrap_or_default()
    );
    assert!(report.contains("icp-not-linked"));
    let (code, report) = audit("");
    assert_eq!(code, Some(3), "too large to be judged");
    assert!(!report.contains("icp-missing"), "what was not read is not missing");
}

/// The driver that runs the program on damaged input; people run it with more cases than these.
#[test]
fn damaged_input_breaks_no_promise() {
    let python = |args: &[&str]| Command::new("python3").args(args).output();
    if !python(&["-c", "import resource"]).is_ok_and(|output| output.status.success()) {
        return;
    }
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/run.py");
    let args = [driver, "--seed", "1", "--cases", "3", "--jobs", "2"];
    let output = python(&[&args[..], &["--program", PROGRAM]].concat()).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with("seed 1: 24 cases, 0 faults\n"), "{said}");
}
