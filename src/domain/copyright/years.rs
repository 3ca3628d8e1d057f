//! The years of a statement: `2019`, `2019-2025`, `2020-present`, 2004年-至今.

use super::window::Window;
use super::words::{BEGUN, RIGHTS};

/// Years as written, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Years {
    pub(super) from: i16,
    pub(super) to: i16,
    pub(super) open: bool,
}

/// Reads the years at a place; returns them and the place behind. Four digits of another century, of a longer number
/// or of a name (`2345.com`, `h5-2015x`) are none.
pub(super) fn read(window: &Window, at: usize) -> Option<(Years, usize)> {
    if window.before(at).is_some_and(|c| c.is_ascii_alphanumeric())
        || follows_number_dot(window, at)
    {
        return None;
    }
    let (from, mut end) = year(window, at)?;
    if !TODAY.contains(&from) && !is_range(window, from, end) {
        return None;
    }
    // 2015 Present
    if let Some(behind) = window.skip(window.skip_blank(end), "present")
        && window.at(behind).is_none_or(|c| !c.is_ascii_alphabetic())
    {
        return Some((Years { from, to: from, open: true }, behind));
    }
    if let Some(behind) = onwards(window, end) {
        return Some((Years { from, to: from, open: true }, behind));
    }
    let mut years = Years { from, to: from, open: window.is_filled(end..=window.skip_blank(end)) };
    // a handful of parts at most: 2009, 2012-2015
    for _ in 0..4 {
        let Some(next) = dash(window, end) else { break };
        if let Some((to, behind)) = year(window, next).filter(|&(to, _)| to >= years.from) {
            years.to = years.to.max(to);
            end = behind;
        } else if let Some(behind) = present(window, next) {
            years.open = true;
            return Some((years, behind));
        } else if let Some((to, behind)) = short(window, next, years.from) {
            years.to = years.to.max(to);
            end = behind;
        } else {
            if is_left_open(window, end, next) {
                years.open = true;
                end = next;
            }
            break;
        }
    }
    Some((years, end))
}

/// The years that are alone in a statement; farther ones are the begin or end of a range (`1956-2020`, `2018-2068`).
const TODAY: std::ops::Range<i16> = 1970..2050;

/// Whether a later year or a word for the present follows a year.
fn is_range(window: &Window, from: i16, end: usize) -> bool {
    dash(window, end).is_some_and(|next| {
        present(window, next).is_some()
            || year(window, next).is_some_and(|(to, _)| to > from && TODAY.contains(&to))
    })
}

/// The place behind a day: `2024-05-01`, `2024/5/1`, 2024年5月1日.
pub(super) fn day(window: &Window, at: usize) -> Option<usize> {
    if window.before(at).is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let digits = |from: usize, len: std::ops::RangeInclusive<usize>| {
        let end = window.skip_while(from, |c| c.is_ascii_digit());
        len.contains(&(end - from)).then_some(end)
    };
    let mut end = digits(at, 4..=4)?;
    for (part, chinese) in ['年', '月'].into_iter().enumerate() {
        let mark = window.at(end)?;
        if !(matches!(mark, '-' | '/' | '.') || mark == chinese) {
            return None;
        }
        end = match digits(window.skip_blank(end + 1), 1..=2) {
            Some(end) => end,
            // 2024年5月
            None if part == 1 && mark == '月' => return Some(end + 1),
            None => return None,
        };
    }
    Some(if window.at(end) == Some('日') { end + 1 } else { end })
}

/// Whether nothing readable is where the last year should be, with a dash at `end` and the rest at `next`: a script
/// fills it in, or the dash is glued to the year alone (`2019- X`; in `2019 - X` and `2019-X` it is a mere separator).
fn is_left_open(window: &Window, end: usize, next: usize) -> bool {
    let dash_end = window.skip_while(window.skip_blank(end), |c| c != ' ').min(next);
    let template = window.skip(next, "{{").or_else(|| window.skip(next, "<%"));
    let glued = window.at(end).is_some_and(|c| c != ' ' && c != ',' && c != '/')
        && (next > dash_end || next >= window.folded.len());
    window.is_filled(end + 1..=next) || template.is_some() || glued
}

/// `2019+`, 2019年起, 2019年以来: the place behind a word that leaves the end open.
fn onwards(window: &Window, end: usize) -> Option<usize> {
    let behind = match window.at(end) {
        Some('+') => end + 1,
        _ => ["起", "以来", "至今"]
            .iter()
            .find_map(|word| window.skip(window.skip_blank(end), word))?,
    };
    window.at(behind).is_none_or(|c| !c.is_alphanumeric()).then_some(behind)
}

/// The years behind a word for the day on which something began (`since 2008`, 始建于2008年), and the place behind them. It
/// goes on from then: the end is open unless a later year is named.
pub(super) fn since(window: &Window, at: usize) -> Option<(Years, usize)> {
    BEGUN.at(window, at).find_map(|end| {
        let latin = window.before(end).is_some_and(|c| c.is_ascii_alphabetic());
        let start = window.skip_while(end, |c| c == ' ' || c == '.' && latin || c == ':');
        let (years, behind) = read(window, start)?;
        Some((Years { open: years.open || years.from == years.to, ..years }, behind))
    })
}

/// One year with its 年, which may be behind a blank (2019 年) unless it begins a word.
fn year(window: &Window, at: usize) -> Option<(i16, usize)> {
    let end = window.skip_while(at, |c| c.is_ascii_digit());
    if end - at != 4 {
        return None;
    }
    let digit = |c: &char| c.to_digit(10).and_then(|digit| i16::try_from(digit).ok());
    let value = window
        .folded
        .get(at..end)?
        .iter()
        .filter_map(digit)
        .fold(0, |value, digit| value * 10 + digit);
    let letter = window.at(end).is_some_and(|c| c.is_ascii_alphabetic());
    let glued = letter && window.skip(end, "all").is_none() && !by(window, end);
    let host =
        [".com", ".cn", ".net", ".org", ".cc"].iter().any(|tail| window.skip(end, tail).is_some());
    let name = glued || host && window.skip(end, ".company").is_none();
    if !(1900..2100).contains(&value) || name {
        return None;
    }
    let mark = window.skip_blank(end);
    let end = match (window.at(mark), window.at(mark + 1)) {
        (Some('年'), Some('度')) => {
            // 2020年度报告 is a title
            let alone = window.at(mark + 2).is_none_or(|c| !c.is_alphanumeric());
            if alone || is_claimed(window, mark + 2) {
                mark + 2
            } else {
                return None;
            }
        }
        (Some('年'), Some('级' | '版')) if mark == end && !is_claimed(window, mark + 1) => {
            return None;
        }
        (Some('年'), next) if mark == end || !begins_name(next) => mark + 1,
        _ => end,
    };
    Some((value, end))
}

/// Whether 版权所有 is at a place.
fn is_claimed(window: &Window, at: usize) -> bool {
    RIGHTS.at(window, at).next().is_some()
}

/// Whether a 年 begins a word with the character behind it: 年轻, 年华.
const fn begins_name(next: Option<char>) -> bool {
    matches!(
        next,
        Some(
            '轻' | '华'
                | '年'
                | '糕'
                | '货'
                | '味'
                | '画'
                | '少'
                | '代'
                | '鉴'
                | '会'
                | '报'
                | '级'
                | '丰'
        )
    )
}

/// `2019by X`: somebody forgot a blank.
fn by(window: &Window, at: usize) -> bool {
    window.skip(at, "by").is_some_and(|end| window.at(end) == Some(' '))
}

/// `1.2019` and `v2.2020` are versions.
fn follows_number_dot(window: &Window, at: usize) -> bool {
    window.before(at) == Some('.')
        && at.checked_sub(2).and_then(|at| window.at(at)).is_some_and(|c| c.is_ascii_digit())
}

/// What joins two years; returns the place behind it.
fn dash(window: &Window, at: usize) -> Option<usize> {
    let start = window.skip_blank(at);
    let end = window.skip_while(start, |c| {
        matches!(c, '-' | '~' | '～' | '〜' | '∼' | '—' | '/' | '至' | '到' | '_' | ',')
    });
    let end = if end == start { window.skip(start, "to ").filter(|_| start > at)? } else { end };
    // 至今: the 今 needs its 至
    let end = if window.before(end) == Some('至') && window.at(end) == Some('今') {
        end - 1
    } else {
        end
    };
    (end - start <= 3).then(|| window.skip_blank(end))
}

/// `present`, 至今, ∞: the place behind.
fn present(window: &Window, at: usize) -> Option<usize> {
    ["present", "now", "today", "current", "forever", "至今", "今天", "今", "现在", "∞"]
        .iter()
        .filter_map(|word| window.skip(at, word))
        .find(|&end| window.at(end).is_none_or(|c| !c.is_ascii_alphabetic()))
}

/// A year cut short: `2019-25`, or a slip of the hand (`2017 - 2`) that says nothing.
fn short(window: &Window, at: usize, from: i16) -> Option<(i16, usize)> {
    let end = window.skip_while(at, |c| c.is_ascii_digit());
    let ends = window.at(end).is_none_or(|c| matches!(c, ' ' | '-' | '版' | '|' | '.' | ','));
    if !(1..=2).contains(&(end - at))
        || !ends
        || window.at(end) == Some('.') && window.at(end + 1).is_some_and(char::is_alphanumeric)
    {
        return None;
    }
    let text: String = window.folded.get(at..end)?.iter().collect();
    let value: i16 = text.parse().ok()?;
    let to = from - from % 100 + value;
    let later = end - at == 2 && (from..2100).contains(&to);
    Some((if later { to } else { from }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_as_written() {
        for (text, from, to, open, rest) in [
            ("2019", 2019, 2019, false, ""),
            ("2019-2025 X", 2019, 2025, false, " X"),
            ("2016－2017", 2016, 2017, false, ""),
            ("2004年-2018年某", 2004, 2018, false, "某"),
            ("2020-present X", 2020, 2020, true, " X"),
            ("2008 - 至今", 2008, 2008, true, ""),
            ("2008至今", 2008, 2008, true, ""),
            ("2019-25 X", 2019, 2025, false, " X"),
            ("2017 - 2版权所有", 2017, 2017, false, "版权所有"),
            ("2009, 2012-2015 X", 2009, 2015, false, " X"),
            ("2015科某网", 2015, 2015, false, "科某网"),
            ("2018 - 58同城", 2018, 2018, false, " - 58同城"),
            ("1956-2020 X", 1956, 2020, false, " X"),
            ("2018-2068 X", 2018, 2068, false, " X"),
            ("2019~∞", 2019, 2019, true, ""),
            ("2019-", 2019, 2019, true, ""),
            ("2019- X", 2019, 2019, true, "X"),
            ("2019 - X", 2019, 2019, false, " - X"),
            ("2019-X", 2019, 2019, false, "-X"),
            ("2019 -\u{1A} X", 2019, 2019, true, "X"),
            ("2019 -\u{1A}X", 2019, 2019, true, "X"),
            ("2019\u{1A} X", 2019, 2019, true, " X"),
            ("2019-{{ year }} X", 2019, 2019, true, "{{ year }} X"),
            ("2019 年—2026 年 X", 2019, 2026, false, " X"),
            ("2019 年至 2026 年 X", 2019, 2026, false, " X"),
            ("2019 年 至 2026 年青禾", 2019, 2026, false, "青禾"),
            ("2019 年至今", 2019, 2019, true, ""),
            ("2019 年 至今 X", 2019, 2019, true, " X"),
            ("2019年 至今 X", 2019, 2019, true, " X"),
            ("2019 - 2026 年青禾", 2019, 2026, false, "青禾"),
            ("2019 年 X", 2019, 2019, false, " X"),
            ("2019 年", 2019, 2019, false, ""),
            ("2019 年版权所有", 2019, 2019, false, "版权所有"),
            ("2019年版权所有", 2019, 2019, false, "版权所有"),
            ("2019 年轻人网", 2019, 2019, false, " 年轻人网"),
            ("2019 - 2026 年华网", 2019, 2026, false, " 年华网"),
            ("2019-2026年度 X", 2019, 2026, false, " X"),
            ("2019 年度 X", 2019, 2019, false, " X"),
            ("2019+ X", 2019, 2019, true, " X"),
            ("2019年起 X", 2019, 2019, true, " X"),
            ("2019 年以来", 2019, 2019, true, ""),
            ("2019年起点网", 2019, 2019, false, "起点网"),
        ] {
            let window = Window::new(text);
            let (years, end) = read(&window, 0).expect(text);
            assert_eq!(
                (years, window.text(end..window.shown.len())),
                (Years { from, to, open }, rest.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_began_in_a_year_goes_on() {
        for (text, from, to, open) in [
            ("since 2019 X", 2019, 2019, true),
            ("始建于2008年", 2008, 2008, true),
            ("始创于 2008 年 X", 2008, 2008, true),
            ("est. 2008", 2008, 2008, true),
            ("since 2008-2020", 2008, 2020, false),
            ("自2019年起", 2019, 2019, true),
        ] {
            let found = since(&Window::new(text), 0).map(|(years, _)| years);
            assert_eq!(found, Some(Years { from, to, open }), "{text}");
        }
        for text in ["自来水公司", "建于山湖", "since then", "2019"] {
            assert_eq!(since(&Window::new(text), 0), None, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_years() {
        for text in [
            "2345.com",
            "2008.com",
            "20190101",
            "1024",
            "1956",
            "2068",
            "2019x",
            "3000",
            "2020年度报告",
            "",
        ] {
            assert_eq!(read(&Window::new(text), 0), None, "{text}");
        }
    }

    #[test]
    fn days_are_told_from_years() {
        for (text, rest) in [
            ("2024-05-01", ""),
            ("2024/5/1 X", " X"),
            ("2024.05.01", ""),
            ("2024年5月1日", ""),
            ("2024年5月", ""),
        ] {
            let window = Window::new(text);
            let end = day(&window, 0).expect(text);
            assert_eq!(window.text(end..window.shown.len()), rest, "{text}");
        }
        for text in ["2024", "2019-2024", "2019-25 X", "2024年", "2024-05", "2024.X"] {
            assert_eq!(day(&Window::new(text), 0), None, "{text}");
        }
    }
}
