//! Where names and values without quotes end in a tag. Most are shorter than eight bytes, and are looked at in one
//! piece: a loop over so few bytes costs more for guessing wrongly when it ends than for what it does.

/// Ends a tag's name.
pub(crate) const TAG_NAME: u8 = 1;
/// Ends an attribute's name.
pub(crate) const ATTRIBUTE_NAME: u8 = 2;
/// Ends a value without quotes.
pub(crate) const UNQUOTED: u8 = 4;

/// What a byte ends, one bit each.
static ENDS: [u8; 256] = {
    let mut ends = [0; 256];
    let mut byte = 0_u8;
    loop {
        ends[byte as usize] = match byte {
            b'>' => TAG_NAME | ATTRIBUTE_NAME | UNQUOTED,
            b'/' => TAG_NAME | ATTRIBUTE_NAME,
            b'=' => ATTRIBUTE_NAME,
            _ if is_blank(byte) => TAG_NAME | ATTRIBUTE_NAME | UNQUOTED,
            _ => 0,
        };
        if byte == u8::MAX {
            break ends;
        }
        byte += 1;
    }
};

/// The standard's white space.
pub(crate) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// The eight bytes that start at `at`, the first one lowest.
pub(crate) fn word_at(input: &[u8], at: usize) -> Option<u64> {
    input.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Sets the high bit of the first byte that is less than `limit` (at most 128), and perhaps of later ones.
const fn less_than(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(each(limit)) & !word & each(0x80)
}

/// Eight bytes with capital letters made small.
pub(crate) const fn lower_case(word: u64) -> u64 {
    let seven = word & each(0x7f);
    let from_a = seven + each(0x80 - b'A');
    let beyond_z = seven + each(0x7f - b'Z');
    word | ((from_a & !beyond_z & !word & each(0x80)) >> 2)
}

/// Where the first byte from `at` on stands that ends something of this kind.
pub(crate) fn end_of(kind: u8, input: &[u8], at: usize) -> Option<usize> {
    let ends = |byte: &u8| ENDS[*byte as usize] & kind != 0;
    if let Some(word) = word_at(input, at) {
        let is = |byte: u8| less_than(word ^ each(byte), 1);
        let blank = less_than(word, b' ' + 1);
        let found = match kind {
            TAG_NAME => blank | is(b'>') | is(b'/'),
            ATTRIBUTE_NAME => blank | is(b'>') | is(b'/') | is(b'='),
            _ => blank | is(b'>'),
        };
        // a control character may be less than a blank, and none
        let end = at + (found.trailing_zeros() / 8) as usize;
        if found != 0 && input.get(end).is_some_and(ends) {
            return Some(end);
        }
    }
    Some(at + input.get(at..)?.iter().position(ends)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_are_made_small_and_nothing_else(bytes: [u8; 8]) {
            let lower = lower_case(u64::from_le_bytes(bytes));
            prop_assert_eq!(lower.to_le_bytes(), bytes.map(|byte| byte.to_ascii_lowercase()));
        }

        #[test]
        fn ends_are_found_as_one_byte_after_the_other_finds_them(
            input in prop::collection::vec(prop_oneof![
                prop::sample::select(b"abz\t\n\x0b\x0c\r />=\x00\x1f\x80\xff!\"".as_slice()),
                any::<u8>(),
            ], 0..40),
            at in 0_usize..42,
        ) {
            let slow = |ends: fn(u8) -> bool| {
                input.get(at..)?.iter().position(|&byte| ends(byte)).map(|length| at + length)
            };
            let tag: fn(u8) -> bool = |byte| is_blank(byte) || matches!(byte, b'/' | b'>');
            let attribute: fn(u8) -> bool = |byte| is_blank(byte) || matches!(byte, b'/' | b'>' | b'=');
            let unquoted: fn(u8) -> bool = |byte| is_blank(byte) || byte == b'>';
            prop_assert_eq!(end_of(TAG_NAME, &input, at), slow(tag));
            prop_assert_eq!(end_of(ATTRIBUTE_NAME, &input, at), slow(attribute));
            prop_assert_eq!(end_of(UNQUOTED, &input, at), slow(unquoted));
        }
    }
}
