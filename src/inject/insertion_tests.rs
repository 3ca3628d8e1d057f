//! Pages with hard endings.

use super::charset::TextEncoding;
use super::insertion;
use super::{Skip, proof};

const BLOCK: &str = "<beian-footer><div align=center>© <a href=x>一</a></div></beian-footer>";
const APART: &str =
    "<beian-footer><object><div align=center>© <a href=x>一</a></div></object></beian-footer>";

fn find(page: &[u8], fragments: bool) -> Result<insertion::InsertionPoint, Skip> {
    insertion::find(page, fragments, TextEncoding::Utf8)
}

/// What becomes of a page: `^` marks the point.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Found {
    /// A plain block holds, and that is known without a proof.
    Certain,
    /// A plain block is proven to hold.
    Proven,
    /// One whose inside is set apart is.
    Apart,
    /// None is.
    Entangled,
    Skipped(Skip),
}

fn found(page: &str) -> (Option<usize>, Found) {
    let point = match find(page.as_bytes(), false) {
        Ok(point) => point,
        Err(skip) => return (None, Found::Skipped(skip)),
    };
    assert!(point.blocks.is_empty());
    let holds = |block: &str| {
        let (before, after) = page.split_at(point.at);
        let new = [before, block, after].concat();
        let holds = proof::holds(page.as_bytes(), new.as_bytes());
        if holds {
            let again = find(new.as_bytes(), false).map(|it| (it.at, it.blocks));
            let range = point.at..point.at + block.len();
            assert_eq!(again, Ok((range.end, vec![range])), "{new}");
        }
        holds
    };
    let found = match (holds(BLOCK), holds(APART)) {
        (true, _) if point.doubtful => Found::Proven,
        (true, _) => Found::Certain,
        (false, true) => Found::Apart,
        (false, false) => Found::Entangled,
    };
    assert!(point.doubtful || found == Found::Certain, "not certain: {page}");
    (Some(point.at), found)
}

fn check(rows: &[(&str, &str, Found)]) {
    for (what, marked, expected) in rows {
        let page = marked.replace('^', "");
        let (at, found) = found(&page);
        assert_eq!(found, *expected, "{what}: {page}");
        assert_eq!(at, marked.find('^'), "{what}: {page}");
    }
}

#[test]
fn the_body_ends_where_a_browser_ends_it() {
    use Found::{Certain, Proven};
    check(&[
        ("at its end tag", "<html><body><p>x</p>^</body></html>\n", Certain),
        ("at the end tag of the page", "<html><body>x^</html>", Certain),
        ("in capitals", "<HTML><BODY>x^</BODY ></HTML>", Certain),
        ("with attributes", "<body>x^</body class='>'>", Certain),
        ("with the file", "<!doctype html><p>x</p>\r\n^", Certain),
        ("behind a byte order mark", "\u{feff}<!doctype html>x^</body>", Certain),
        ("before it begins", "<!doctype html><title>x</title>^", Certain),
        ("in an open head", "<html><head><title>x</title>^</body></html>", Certain),
        ("behind a doctype alone", "<!doctype html>\n^", Certain),
        ("before comments", "<body>x^</body><!-- a --></html><!-- b -->\n", Certain),
        ("before a comment without an end", "<body>x^</body></html><!-- cached", Certain),
        ("before a tag without an end", "<body>x^</body></html><div class=\"a", Certain),
        ("before NULs", "<body>x^</body></html>\0\0", Certain),
        ("behind NULs", "<body>x\0\0^", Certain),
        ("at the first of two", "<body>x^</body></body></html></html>", Certain),
        ("behind scripts after it", "<body>x</body><script>a</script>^</html>", Certain),
        ("behind text after all", "<body>x</body></html>stats\n^", Certain),
        ("behind elements after all", "<body>x</body></html><div>y</div>^</body></html>", Certain),
        ("behind an end tag after it", "<body><div>x</body></div>^</html>", Certain),
        ("not in a script", "<body><script>'</body>'</script>x^</body>", Certain),
        ("not in a comment", "<body>x<!-- </body> -->y^", Certain),
        ("not in an attribute", "<body><img alt='</body>'>^</body>", Certain),
        ("not in a text field", "<body><textarea></body></textarea>^</body>", Certain),
        ("not in a table", "<body><table></body><tr><td>x</body></table>^</body>", Certain),
        ("not in a template", "<body><template></body></template>x^</body>", Certain),
        ("not in a list", "<body><select></body></select>x^</body>", Certain),
        ("not in an open cell", "<!doctype html><table><tr><td>x</body></html>^", Proven),
        ("behind stray brackets", "<!doctype html>a < b </>^", Certain),
        ("behind a bracket", "<!doctype html>a <^", Certain),
        ("with noscript", "<body><noscript><img src=a></noscript>^</body>", Certain),
        (
            "with noscript that is open without scripts",
            "<body><noscript><b></noscript>x^</body>",
            Proven,
        ),
    ]);
}

#[test]
fn open_elements_take_the_block_in_as_it_is_or_it_is_set_apart() {
    use Found::{Apart, Certain, Entangled, Proven};
    check(&[
        ("div", "<body><div><section><main>x^</body>", Certain),
        ("item", "<body><ul><li>x^</body>", Certain),
        ("form", "<body><form>x^</body>", Certain),
        ("heading", "<body><h1>x^</body>", Certain),
        ("custom element", "<body><my-app><label>x^</body>", Certain),
        ("paragraph", "<body><p>x^</body>", Apart),
        ("paragraph around", "<body><p><span>x^</body>", Apart),
        ("link", "<body><a href=y>x^</body>", Apart),
        ("bold", "<body><b>x^</body>", Proven),
        ("font in a paragraph", "<body><p><font>x^</body>", Apart),
        ("bold that is opened again", "<body><div><b>x</div>y^</body>", Proven),
        ("bold that was not opened again", "<body><div><b>x</div>^</body>", Entangled),
        ("nobr", "<body><nobr>x^</body>", Proven),
        ("button", "<body><button>x^</body>", Proven),
        ("ruby", "<body><ruby><rt>x^</body>", Proven),
        ("table", "<body><table>^", Entangled),
        ("row", "<!doctype html><table><tr><td>x</td>^", Entangled),
    ]);
}

#[test]
fn pages_that_cannot_carry_a_block_say_why() {
    use Skip::{BrokenBlock, Empty, Enclosed, Fragment, Frameset, NotHtml, Unfinished};
    for (page, why) in [
        ("", Empty),
        ("\u{feff} \n", Empty),
        ("{\"a\": 1}", NotHtml),
        ("<div>x</div>", Fragment),
        ("<frameset><frame></frameset>", Frameset),
        ("<!doctype html><body><script>x", Unfinished),
        ("<!doctype html><body><script>", Unfinished),
        ("<!doctype html><body><style>x</body>", Unfinished),
        ("<!doctype html><title>x</body>", Unfinished),
        ("<!doctype html><body><textarea>x</body></html>", Unfinished),
        ("<!doctype html><body><!-- x </body>", Unfinished),
        ("<!doctype html><body><!-- x > --", Unfinished),
        ("<!doctype html><body>x<div class=\"</body></html>", Unfinished),
        ("<!doctype html><body>x<div", Unfinished),
        ("<!doctype html><body>x</", Unfinished),
        ("<!doctype html><body>x<?php", Unfinished),
        ("<!doctype html", Unfinished),
        ("<!doctype html><body><plaintext>x</body>", Unfinished),
        ("<!doctype html><body><noscript>x</body>", Unfinished),
        ("<!doctype html><body><iframe>x</body>", Unfinished),
        ("<!doctype html><body><template>x</body>", Enclosed),
        ("<!doctype html><body><select><option>x</body>", Enclosed),
        ("<!doctype html><body><svg><text>x</body>", Enclosed),
        ("<!doctype html><body><math><mi>x</body>", Enclosed),
        ("<!doctype html><body><object>x</body>", Enclosed),
        ("<!doctype html><body><canvas>x</body>", Enclosed),
        ("<!doctype html><body><details>x</body>", Enclosed),
        ("<!doctype html><body><div hidden>x</body>", Enclosed),
        ("<!doctype html><body><div style='display: none'><div>x</body>", Enclosed),
        ("<!doctype html><body><beian-footer>x</body>", BrokenBlock),
        ("<!doctype html><div><beian-footer>x</div></beian-footer>", BrokenBlock),
    ] {
        assert_eq!(find(page.as_bytes(), false), Err(why), "{page}");
    }
    assert_eq!(find(b"<p>x</p>\n", true).map(|it| it.at), Ok(9));
}

#[test]
fn blocks_that_are_there_are_found_where_they_are_elements() {
    let block = "<BEIAN-footer a=1><div>x</div></beian-footer >";
    let other = "<!-- <beian-footer></beian-footer> --><script>'<beian-footer>'</script><i title='<beian-footer>'></i>";
    for (marked, last) in [
        (format!("<body>{other}[{block}]</body>"), true),
        (format!("<body>[{block}]</body> <!-- x -->\n"), true),
        (format!("<body></body>[{block}]\n</html>"), true),
        (format!("<body>[{block}]<p>x</p>^</body>"), false),
        (format!("<body><div>[{block}]</div>^</body>"), false),
        (format!("<body>[{block}]<span>[{block}]</span>^"), false),
        (format!("<body>[<beian-footer>{block}</beian-footer>]</body>"), true),
    ] {
        let page = marked.replace(['^', '[', ']'], "");
        let point = find(page.as_bytes(), false).unwrap();
        let mut rest = marked.replace('^', "");
        for range in &point.blocks {
            assert_eq!(rest.find('['), Some(range.start), "{marked}");
            rest = rest.replacen('[', "", 1);
            assert_eq!(rest.find(']'), Some(range.end), "{marked}");
            rest = rest.replacen(']', "", 1);
        }
        assert_eq!(rest, page);
        let end = point.blocks.last().unwrap().end;
        assert_eq!(point.at == end, last, "{marked}");
        if !last {
            assert_eq!(Some(point.at), marked.replace(['[', ']'], "").find('^'), "{marked}");
        }
    }
}
