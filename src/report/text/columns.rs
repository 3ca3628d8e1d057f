//! Columns of text in which a Chinese character is two wide.

use unicode_width::UnicodeWidthStr;

/// The lines of a table: cells padded to their column's width, the last one left ragged.
pub(super) fn align<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
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
pub(super) fn cut(text: &str, width: usize) -> String {
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
}
