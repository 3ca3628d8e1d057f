//! Columns of text in which a Chinese character is two wide.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The lines of a table: cells padded to their column's width, the last one left ragged.
pub(in crate::report) fn align<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (width, cell) in widths.iter().zip(row) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
            }
            line.truncate(line.trim_end().len());
            line
        })
        .collect()
}

/// The text, cut to a width with `…` at its end.
pub(in crate::report) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for char in text.chars() {
        kept.push(char);
        if kept.width() + 1 > width {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// The text in lines of a width; broken at blanks and between Chinese characters, never before a closing mark. A word
/// that is too long keeps its own line.
pub(in crate::report) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The pieces between which a line may be broken.
fn pieces(text: &str) -> Vec<&str> {
    const CLOSING: &str = "，。、；：！？）》”’】";
    const OPENING: &str = "（《“‘【";
    let wide = |char: char| char.width().is_some_and(|width| width == 2);
    let (mut pieces, mut start, mut before) = (Vec::new(), 0, None);
    for (at, char) in text.char_indices() {
        let breaks = before.is_some_and(|before| {
            !CLOSING.contains(char)
                && !OPENING.contains(before)
                && char != ' '
                && (before == ' ' || wide(before) || wide(char))
        });
        if breaks {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(char);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_count_twice() {
        let rows = [["备案".to_owned(), "a".to_owned()], ["abcde".to_owned(), String::new()]];
        assert_eq!(align(&rows), ["备案   a", "abcde"]);
    }

    #[test]
    fn long_cells_are_cut_at_a_character() {
        assert_eq!(cut("备案号", 6), "备案号");
        assert_eq!(cut("备案号", 5), "备案…");
        assert_eq!(cut("abcdef", 4), "abc…");
    }

    #[test]
    fn lines_break_where_a_reader_expects_it() {
        for (text, width, lines) in [
            ("to the end", 6, &["to the", "end"][..]),
            ("备案号，链接", 6, &["备案", "号，链", "接"]),
            ("号码（备案）号", 6, &["号码", "（备", "案）号"]),
            ("longword x", 4, &["longword", "x"]),
            ("", 4, &[""]),
        ] {
            assert_eq!(wrap(text, width), lines, "{text}");
        }
    }
}
