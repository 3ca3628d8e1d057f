//! Text that is rendered as it stands in the source: most of it.

/// How many bytes [`is_plain`] looks at together, without a branch.
const STEP: usize = 16;

/// Whether a trimmed text stands for itself: no references in it, and no blanks but single spaces.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((last, firsts)) = bytes.split_last() else { return true };
    let seconds = bytes.get(1..).unwrap_or_default();
    let mut found = [0; STEP];
    if let (Some(last_firsts), Some(last_seconds)) = (firsts.last_chunk(), seconds.last_chunk()) {
        for (firsts, seconds) in firsts.as_chunks().0.iter().zip(seconds.as_chunks().0) {
            look(&mut found, firsts, seconds);
        }
        // what is left, with bytes that were looked at: cheaper than one by one
        look(&mut found, last_firsts, last_seconds);
    } else {
        let mut short = [0; STEP + 1];
        short.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        if let (Some(firsts), Some(seconds)) = (short.first_chunk(), short.last_chunk()) {
            look(&mut found, firsts, seconds);
        }
    }
    *last != b'&' && found == [0; STEP]
}

/// Marks in `found` where a reference begins, or a blank that is more than a space.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep it from taking all at once")]
fn look(found: &mut [u8; STEP], firsts: &[u8; STEP], seconds: &[u8; STEP]) {
    for ((found, first), second) in found.iter_mut().zip(firsts).zip(seconds) {
        let breaks = first.wrapping_sub(b'\t') <= b'\r' - b'\t';
        let two = (*first == b' ') & (*second == b' ');
        *found |= u8::from((*first == b'&') | breaks | two);
    }
}
