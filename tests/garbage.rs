//! Hostile and broken pages: no panic, time that grows with the page and no faster, bounded memory.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use beian::facts::{PageFacts, PageKind, RawPage, read};

const FOOTER: &str = "<footer>© 2019-2026 某某公司 <a href=https://beian.miit.gov.cn/>京ICP备19038721号-2</a></footer>";

/// No page of these tests may take longer, however busy the machine is.
const LIMIT: Duration = Duration::from_secs(60);

fn facts(page: &[u8]) -> PageFacts {
    read(RawPage { bytes: page, content_type: Some("text/html; charset=utf-8") })
}

fn time(page: &[u8]) -> Duration {
    let start = Instant::now();
    let _ = facts(page);
    start.elapsed()
}

/// A page of some shape and of a size that grows with the number given.
type Shape = (&'static str, fn(usize) -> String);

/// Holds the time of a page four times as large against the time of the page. Linear is 4, quadratic 16: a busy
/// machine is given room, and so are times too short to measure.
fn grows_in_line(shapes: &[Shape], n: usize) {
    for (name, shape) in shapes {
        let pages = [shape(n), shape(4 * n)].map(|page| page + FOOTER);
        let measured = || pages.each_ref().map(|page| time(page.as_bytes()));
        let in_line = |[one, four]: [Duration; 2]| four < one.max(Duration::from_millis(30)) * 12;
        let mut times = measured();
        for _ in 0..2 {
            if !in_line(times) {
                times = measured();
            }
        }
        let [one, four] = times;
        assert!(in_line(times), "{name}: {n} takes {one:?}, four times as many {four:?}");
        assert!(four < LIMIT, "{name}: {four:?}");
    }
}

fn numbered(n: usize, piece: fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

macro_rules! repeated {
    ($($text:expr),* $(,)?) => { &[$(($text, |n| $text.repeat(n))),*] };
}

macro_rules! numbered {
    ($($text:expr),* $(,)?) => {
        &[$(($text, |n| numbered(n, |i| format!($text, i = i)))),*]
    };
}

#[test]
fn deep_and_misnested_elements_cost_no_more_than_their_number() {
    grows_in_line(
        repeated![
            "<div>",
            "<a>",
            "<a href=x>",
            "<b>",
            "<font>",
            "<table>",
            "<svg>",
            "<template>",
            "<ul><li>",
            "<p>",
            "<span>",
            "<button>",
            "<form>",
            "<select>",
            "<option>",
            "<math><mi>",
            "<svg><desc>",
            "<svg><textarea>",
            "<object>",
            "<nobr>",
            "<ruby><rt>",
            "<dl><dt>",
            "<div><a><b><font><table><svg><template>",
            "<a><div>",
            "<b><p>",
            "<table><tr><td>",
            "<table><a>",
            "<table>x",
            "<table><b>x</table>",
            "<b></p>",
            "<a><p></a>",
            "</p>",
            "</div>",
            "</x>",
            "<svg></g>",
            "<i><b></i>",
            "<div></b>",
            "<tr>",
            "<td>",
            "<footer>",
            "<article><footer>",
            "<b><div></b>",
            "<a><table><a>",
            "<p><b></p>",
            "<table><td><b></table>",
            "<frameset>",
            "<body class=x>",
            "<html lang=x>",
            "<x-y>",
            "<x-y></x-z>",
            "<table><form>",
        ],
        25_000,
    );
}

#[test]
fn formatting_elements_that_wait_for_their_end_are_not_opened_again_and_again() {
    grows_in_line(
        numbered![
            "<font color={i}>",
            "<b id={i}><p>",
            "<p><font color={i}></p>x",
            "<a href={i}>x",
            "<a href={i}><div>",
            "<table><td><b id={i}></table>x",
            "<p><b id={i}></p><table><td></b></table>",
            "<i id={i}></b>",
            "<table><i id={i}>x",
            "<nobr id={i}>",
            "<body a{i}=x>",
            "<html a{i}=x>",
        ],
        10_000,
    );
}

#[test]
fn attributes_references_and_comments_cost_no_more_than_their_length() {
    grows_in_line(
        &[
            ("attributes of one tag", |n| {
                format!("<a {}><a><p>", numbered(n, |i| format!(" a{i}=1")))
            }),
            ("attributes of an image", |n| {
                format!("<p><img {}>", numbered(n, |i| format!(" a{i}=&amp;")))
            }),
            ("classes", |n| {
                format!("<div class='{}'><p hidden>", numbered(n, |i| format!(" c{i}")))
            }),
            ("&", |n| "&".repeat(n)),
            ("&#", |n| "&#".repeat(n)),
            ("&#x", |n| "&#x".repeat(n)),
            ("&#9999999999", |n| "&#99999999999".repeat(n)),
            ("&notit", |n| "&notit;&am".repeat(n)),
            ("& in an attribute", |n| format!("<p title='{}'>", "&#备".repeat(n))),
            ("digits", |n| format!("京ICP备{}", "1".repeat(n))),
            ("blanks in a number", |n| format!("京ICP备{}19038721", " &nbsp;".repeat(n))),
            ("comments", |n| "<!--京ICP备19038721号-->".repeat(n)),
            ("dashes", |n| format!("<!--{}", "--".repeat(n))),
            ("scripts", |n| "<script>'京ICP备19038721号'</script>".repeat(n)),
            ("script in comment in script", |n| format!("<script>{}", "<!--<script>".repeat(n))),
            ("escaped", |n| format!("<script>{}", "\\u5907".repeat(n))),
            ("<", |n| "<".repeat(n)),
            ("</", |n| "</".repeat(n)),
            ("<!", |n| "<!".repeat(n)),
            ("<a ", |n| "<a ".repeat(n)),
            ("<a href=\"", |n| "<a href=\"".repeat(n)),
            ("doctypes", |n| "<!doctype html>".repeat(n)),
            ("CDATA", |n| format!("<svg>{}", "<![CDATA[x]]>".repeat(n))),
            ("NUL", |n| "\0".repeat(n)),
        ],
        25_000,
    );
}

#[test]
fn many_numbers_and_hints_cost_no_more_than_their_number() {
    grows_in_line(
        &[
            ("numbers on one line", |n| numbered(n, |i| format!("京ICP备19{i:06}号 "))),
            ("numbers glued together", |n| numbered(n, |i| format!("京ICP备19{i:06}号"))),
            ("police numbers on one line", |n| {
                numbered(n, |i| format!("<img>京公网安备11010502{i:06}号 "))
            }),
            ("numbers in links", |n| {
                numbered(n, |i| format!("<p><a href={i}>京ICP备19{i:06}号</a>"))
            }),
            ("one link around all", |n| {
                format!(
                    "<a href='{}'>{}",
                    "x".repeat(n * 10),
                    "<b>京ICP备19038721号</b> ".repeat(n)
                )
            }),
            ("numbers hidden each in its own way", |n| {
                numbered(n, |i| {
                    format!("<i style='position:absolute;left:-{i}000px'>京ICP备19{i:06}号</i>")
                })
            }),
            ("lines with hints", |n| "<p>备案 © 2019 版权所有".repeat(n)),
            ("one line with hints", |n| "备案 © 2019 版权所有 ".repeat(n)),
            ("copyright signs", |n| "©".repeat(n)),
            ("years", |n| format!("© {}", "2019-2026 ".repeat(n))),
            ("copyright, then one long line", |n| format!("<p>©<p>{}<p>", "某某公司 ".repeat(n))),
            ("licences", |n| numbered(n, |i| format!("京B2-2019{:04} ", i % 10_000))),
            ("numbers far down", |n| {
                format!("{}{}", "\n".repeat(n * 50), "<p>京ICP备19038721号\n".repeat(n))
            }),
            ("brackets", |n| "（京）（".repeat(n)),
            ("provinces", |n| "京ICP备 ".repeat(n)),
        ],
        25_000,
    );
}

#[test]
fn style_sheets_cost_no_more_than_their_length() {
    const PARAGRAPHS: &str = "<div class='a b c'><p class=k>京ICP备19038721号";
    grows_in_line(
        &[
            ("rules and paragraphs", |n| {
                let rules = numbered(n, |i| format!(".k{i} .k,.a{i}{{display:none}}"));
                format!("<style>{rules}</style>{}", PARAGRAPHS.repeat(n / 50))
            }),
            ("selectors and declarations", |n| {
                format!("<style>{}p{{{}}}</style><p>x", ".k,".repeat(n), "color:red;".repeat(n))
            }),
            ("blocks in blocks", |n| format!("<style>{}</style>", "p{".repeat(n))),
            ("blocks in @media", |n| format!("<style>{}</style>", "@media all{".repeat(n))),
            ("} floods", |n| format!("<style>{}</style>", "}".repeat(n))),
            ("comments in styles", |n| format!("<style>{}</style>", "/*".repeat(n))),
            ("sheets", |n| "<style>p{display:none}</style>".repeat(n)),
            ("style attributes", |n| {
                format!("<p style='{}'>京ICP备19038721号", "color:red;".repeat(n))
            }),
            ("descendants", |n| format!("<style>{}{{display:none}}</style><p>", "p ".repeat(n))),
        ],
        10_000,
    );
}

#[test]
fn a_million_tags_are_read_or_refused() {
    for tag in ["<br>", "<a>", "</b>", "<div>x"] {
        let page = tag.repeat(1_000_000) + FOOTER;
        assert!(time(page.as_bytes()) < LIMIT, "{tag}");
    }
    assert_eq!(facts("<br>".repeat(1_000_001).as_bytes()).kind, PageKind::TooComplex);
}

#[test]
fn a_page_may_end_anywhere() {
    for end in [
        "<a href=\"",
        "<a href='",
        "<a href=",
        "<a href",
        "<a ",
        "<a",
        "<",
        "</",
        "</a",
        "<!",
        "<!-",
        "<!--",
        "<!--x-",
        "<!--x--",
        "<!doctype",
        "<?",
        "<script>",
        "<script><!--",
        "<script><!--<script>",
        "<style>",
        "<style>p{",
        "<title>",
        "<textarea>",
        "<xmp>",
        "<iframe>",
        "<noscript>",
        "<plaintext>",
        "<template>",
        "<select>",
        "<svg>",
        "<svg><![CDATA[",
        "<table><tr>",
        "<frameset>",
        "&",
        "&#",
        "&#x",
        "&am",
        "京ICP备",
        "京ICP备1903",
        "京公网安备",
        "©",
        "<img alt=\"京ICP备",
    ] {
        let page = format!("<!doctype html><p>京ICP备19038721号-2</p>{end}");
        let facts = facts(page.as_bytes());
        let own = facts.icp.iter().filter(|it| it.own).count();
        assert!(own >= 1 || facts.kind == PageKind::Frameset, "{end}: {facts:?}");
    }
    for (at, _) in FOOTER.char_indices() {
        let _ = facts(FOOTER.get(..at).expect("a character starts here").as_bytes());
    }
}

#[test]
fn bytes_of_no_encoding_are_read_as_something() {
    let raw = |bytes: &[u8], content_type| {
        let _ = read(RawPage { bytes, content_type });
    };
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let types =
        ["gbk", "gb18030", "big5", "utf-8", "utf-16le", "utf-16be", "iso-2022-jp", "nonsense"];
    let types = types.map(|label| format!("text/html; charset={label}"));
    for size in [1, 7, 64, 1000, 100_000] {
        let bytes: Vec<u8> = std::iter::repeat_with(&mut noise).flatten().take(size).collect();
        let page = [b"<!doctype html><p>".as_slice(), &bytes, b"</p>"].concat();
        for content_type in types.iter().map(|it| Some(it.as_str())).chain([None]) {
            raw(&bytes, content_type);
            raw(&page, content_type);
        }
    }
    // lone and swapped surrogates, in both orders, with and without a mark, cut in the middle
    let units: Vec<u16> =
        FOOTER.encode_utf16().chain([0xd800, 0x41, 0xdc00, 0xdfff, 0xd83d]).collect();
    for (mark, bytes) in [
        ([0xff, 0xfe], units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>()),
        ([0xfe, 0xff], units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
    ] {
        let page = [mark.as_slice(), &bytes].concat();
        let facts = read(RawPage { bytes: &page, content_type: None });
        assert_eq!(facts.icp.len(), 1, "{}", facts.encoding);
        raw(page.get(..page.len() - 1).expect("not empty"), None);
        raw(&bytes, None);
    }
    // every cut of a GBK page
    let gbk = encoding_rs::GBK.encode(FOOTER).0;
    for end in 0..gbk.len() {
        raw(gbk.get(..end).expect("inside"), Some("text/html; charset=gbk"));
        raw(gbk.get(end..).expect("inside"), None);
    }
}

/// Audits a page with the program itself, with so much address space and no more.
fn audit(page: &[u8], more: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = folder.path().join("page.html");
    fs::write(&file, page).expect("a file");
    let kilobytes = (page.len() * 30 + (300 << 20)) >> 10;
    let script = format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args([
            "-c",
            &script,
            env!("CARGO_BIN_EXE_beian"),
            "audit",
            "page.html",
            "--format",
            "json",
        ])
        .args(more)
        .current_dir(folder.path())
        .env_clear()
        .env("MALLOC_ARENA_MAX", "1") // each further arena reserves 64 MiB of address space
        .stdin(Stdio::null())
        .output()
        .expect("sh starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked") && !errors.contains("memory"), "{errors}");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_line_of_50_megabytes_is_refused_and_read_on_demand() {
    let words = "<p>words of a page that does not end ".repeat(50_000_000 / 37);
    let page = format!("<!doctype html><meta charset=utf-8><title>t</title>{words}{FOOTER}");
    let (code, report) = audit(page.as_bytes(), &[]);
    assert_eq!(code, Some(3), "{report}");
    let (code, report) =
        audit(page.as_bytes(), &["--max-body", "60000000", "--today", "2026-11-22"]);
    assert_eq!(code, Some(3), "too many elements: {report}");
    let page = page.replace("<p>", "");
    let (code, report) =
        audit(page.as_bytes(), &["--max-body", "60000000", "--today", "2026-11-22"]);
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("京ICP备19038721号-2"), "{report}");
}

#[test]
fn hostile_pages_stay_within_a_small_multiple_of_their_size() {
    let size = 4_000_000;
    for (name, page) in [
        ("<b>", "<b>".repeat(300_000)),
        ("<a><p>", "<a><p>".repeat(size / 6)),
        ("misnested", "<a href=x><div><b><table>x".repeat(size / 26)),
        ("fonts", numbered(size / 30, |i| format!("<p><font color={i}></p>x"))),
        ("text and comments", "a<!--b-->".repeat(size / 9)),
        ("&", "&".repeat(size)),
        ("numbers", numbered(size / 30, |i| format!("京ICP备19{i:06}号 "))),
        ("links", numbered(size / 30, |i| format!("<a href=/{i}>x</a>"))),
        (
            "one address",
            format!(
                "<a href='{}'>{}",
                "x".repeat(size / 2),
                "<i>京ICP备19038721号</i> ".repeat(size / 80)
            ),
        ),
        (
            "styles",
            format!("<style>{}p{{{}}}</style>", ".k,".repeat(200_000), "color:red;".repeat(30_000)),
        ),
    ] {
        let (code, _) = audit((page + FOOTER).as_bytes(), &[]);
        assert!(matches!(code, Some(0 | 1 | 3)), "{name}: {code:?}");
    }
}
