//! Bytes → facts, such that a page that breaks the reader is that page's fault alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::domain::lang::Text;
use crate::facts::{self, PageFacts, RawPage};

/// What is told of a page that broke the reader.
pub(super) const BROKEN: Text = Text::fixed(
    "本程序读取这个页面时出错，请报告",
    "the page could not be read: a fault of this program, please report it",
);

/// Characters in another encoding than it says from which on a text is not just damaged here and there.
const FEW: usize = 4;

/// Why nothing can be said of what is missing on a page: its bytes are not in the encoding that was declared. Browsers
/// show such a page as garbage, numbers included.
pub(super) fn mislabelled(bytes: &[u8], facts: &PageFacts) -> Option<Text> {
    if !facts.icp.is_empty() || bytes.is_ascii() {
        return None;
    }
    let wrong = match (facts.encoding, std::str::from_utf8(bytes)) {
        ("utf-8", Ok(_)) | ("utf-16le" | "utf-16be", _) => false,
        ("utf-8", Err(_)) => {
            let (mut good, mut bad) = (0, 0);
            for chunk in bytes.utf8_chunks() {
                good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
                bad += usize::from(!chunk.invalid().is_empty());
            }
            bad >= FEW && bad >= good
        }
        (_, valid) => {
            valid.is_ok_and(|text| text.chars().filter(|c| !c.is_ascii()).nth(FEW).is_some())
        }
    };
    wrong.then(|| {
        let encoding = facts.encoding;
        Text::made(
            format!("页面声明的编码是 {encoding}，文字却不是这种编码，浏览器会显示乱码"),
            format!("the text is not in {encoding}, the encoding that it is declared in"),
        )
    })
}

/// Reads a page; `None` should the reader ever panic: that must neither end the run nor pass for a page that was
/// judged.
pub(super) fn read(page: RawPage<'_>) -> Option<PageFacts> {
    // Nothing of the reader outlives the call.
    catch_unwind(AssertUnwindSafe(|| facts::read(page))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_another_encoding_than_it_says_is_told_from_a_damaged_one() {
        let gbk =
            b"<p>\xb5\xd8\xd6\xb7\xb5\xd8\xd6\xb7\xb5\xd8\xd6\xb7\xb5\xd8\xd6\xb7</p>".as_slice();
        let cases = [
            (gbk, "text/html; charset=utf-8", true),
            (gbk, "text/html; charset=gbk", false),
            ("<p>地址地址地址地址</p>".as_bytes(), "text/html; charset=gbk", true),
            ("<p>地址地址地址地址</p>".as_bytes(), "text/html; charset=utf-8", false),
            (b"<p>caf\xe9, na\xefve</p>", "text/html; charset=utf-8", false),
            (b"<p>plain</p>", "text/html; charset=gbk", false),
        ];
        for (bytes, content_type, expected) in cases {
            let page = RawPage { bytes, content_type: Some(content_type), links: 0 };
            let facts = read(page).unwrap();
            assert_eq!(mislabelled(bytes, &facts).is_some(), expected, "{content_type} {bytes:?}");
        }
    }
}
