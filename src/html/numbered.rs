//! A page whose start tags carry numbers, so that what another parser finds in it can be found in the page itself.

use super::tokens::Token;
use super::tree::Builder;

/// A copy of a page in an encoding that extends ASCII. Each start tag has an attribute of the given name with its own
/// offset in the page as the value, before its other attributes. `None` where the page has too many elements.
fn with_offsets(page: &[u8], attribute: &str) -> Option<Vec<u8>> {
    let mark = if page.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let source = page.get(mark..).unwrap_or_default();
    let mut builder = Builder::new(source, ());
    let mut copy = Vec::with_capacity(source.len() + source.len() / 2);
    let mut copied = 0;
    while let Some(token) = builder.tokens.next() {
        if let Token::Start(tag) = &token {
            copy.extend_from_slice(source.get(copied..tag.name_end)?);
            copy.extend_from_slice(format!(" {attribute}={}", tag.at + mark).as_bytes());
            // without a blank, `/` would belong to the value
            copy.push(b' ');
            copied = tag.name_end;
        }
        builder.take(&token);
        if builder.light.too_complex {
            return None;
        }
    }
    copy.extend_from_slice(source.get(copied..).unwrap_or_default());
    Some(copy)
}

/// The text of such a copy, decoded as the page is.
pub fn decoded_with_offsets(page: &[u8], attribute: &str) -> Option<String> {
    let encoding = super::charset(page).encoding;
    let copy = with_offsets(page, attribute)?;
    Some(encoding.decode_without_bom_handling(&copy).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_tag_has_its_offset_and_nothing_else_changes() {
        let page = "<!doctype html><p class=a>x<br/><script>'<b>'</script><!-- <i> --><td/ x></p>";
        let copy = String::from_utf8(with_offsets(page.as_bytes(), "n").unwrap()).unwrap();
        assert_eq!(
            copy,
            "<!doctype html><p n=15  class=a>x<br n=27 /><script n=32 >'<b>'</script><!-- <i> --><td n=66 / x></p>"
        );
        for offset in [15, 27, 32, 66] {
            assert_eq!(page.as_bytes()[offset], b'<', "{offset}");
        }
        let marked = [b"\xef\xbb\xbf", page.as_bytes()].concat();
        assert!(
            String::from_utf8(with_offsets(&marked, "n").unwrap()).unwrap().contains("<p n=18 ")
        );
    }
}
